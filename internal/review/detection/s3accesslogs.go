package detection

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// S3AccessLogs is DET-S3-ACCESS-LOGS: requests to buckets leave a trace.
func S3AccessLogs() *review.Rule {
	return &review.Rule{
		ID: "DET-S3-ACCESS-LOGS", Area: finding.Detection, Severity: finding.Low,
		Title: "Requests to buckets that hold data are logged",
		Why: "Without server access logs or data events nobody can tell who fetched what, nor that somebody is going through the " +
			"bucket object by object.",
		Fix: "Set LoggingConfiguration: {DestinationBucketName: <a bucket for logs>}, or record the bucket's data events in a " +
			"trail. One trail for all buckets is enough.",
		Needs:      []string{"J"},
		References: []string{"FSBP S3.9", "WA SEC04-BP01"},
		Specimen:   bucketLogsTemplate(""),
		Twin:       bucketLogsTemplate("LoggingConfiguration: {DestinationBucketName: !Ref AccessLogs, LogFilePrefix: orders/}"),
		Check:      checkS3AccessLogs,
	}
}

func bucketLogsTemplate(property string) string {
	return `Resources:
  Orders:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      ` + property + `
  AccessLogs:
    Type: AWS::S3::Bucket
    Properties: {AccessControl: LogDeliveryWrite}
`
}

// checkS3AccessLogs tells once of all buckets of no particular class, so that it
// does not drown what matters; those that hold more than internal data one by one.
func checkS3AccessLogs(p *review.Pass) {
	var plain []*estate.Bucket
	targets := logTargets(p.Estate)
	for _, b := range estate.All[*estate.Bucket](p.Estate) {
		if takesLogs(p.Estate, targets, b) {
			continue
		}
		if !review.Sensitive(&b.Core).True.ByDefault().IsNever() {
			p.Judge(b, unlogged(p, b), review.Detail{
				At: b.Logs.Origin, Message: "holds " + review.ClassName(&b.Core) + " data, and its requests are not logged",
				Severity: finding.Medium, Weighed: true,
			})
			continue
		}
		plain = append(plain, b)
	}
	severity := finding.Info
	if logsAnything(p.Estate) {
		severity = finding.Low
	}
	together(p, plain, func(b *estate.Bucket) estate.Truth { return unlogged(p, b) }, review.Detail{
		Message: "requests to the bucket are not logged", Severity: severity, Weighed: true, Key: "estate",
	}, "requests to %d buckets are not logged")
}

// logsAnything: sources with a trail, or with a bucket that logs, have the means to
// log all of them. Elsewhere a trail of the organisation may do it.
func logsAnything(e *estate.Estate) bool {
	for _, b := range estate.All[*estate.Bucket](e) {
		if on, _ := b.Logs.Known(); on {
			return true
		}
		if acl, _ := b.ACL.Known(); strings.EqualFold(acl, "LogDeliveryWrite") {
			return true
		}
	}
	return len(estate.All[*estate.Trail](e)) > 0
}

func unlogged(p *review.Pass, b *estate.Bucket) estate.Truth {
	takes := estate.When(b.ACL, false, func(acl string) bool { return strings.EqualFold(acl, "LogDeliveryWrite") })
	recorded := dataRecorded(p.Estate, b).Not()
	if b.Physical != "" { // an account has trails that no list of the sources may show
		recorded = unrecorded(p, b)
	}
	return estate.Is(b.Logs.Or(false), true).Not().And(takes.Not()).And(recorded)
}

// together judges many resources as one finding at the first that fails: one
// cause, one finding. many has a %d for how many they are.
func together[T estate.Resource](p *review.Pass, all []T, bad func(T) estate.Truth, d review.Detail, many string) {
	var first T
	n, worst := 0, finding.Pass
	for _, r := range all {
		s := review.StatusOf(p, r, bad(r))
		if s > worst {
			first, worst, n, d.Also = r, s, 0, nil
		}
		if s == worst && s != finding.Pass {
			if n++; n > 1 {
				d.Also = append(d.Also, r.Base().ID)
			}
		}
	}
	if n > 1 {
		d.Message = fmt.Sprintf(many, n)
	}
	for _, r := range all {
		switch {
		case worst != finding.Pass && r.Base().ID == first.Base().ID:
			p.Judge(r, bad(r), d)
		default:
			p.Count(r, bad(r))
		}
	}
}

// logTargets are the buckets, as properties name them, into which something of the
// estate writes logs; one that many name is there once.
func logTargets(e *estate.Estate) []estate.Value[estate.Text] {
	var out []estate.Value[estate.Text]
	seen := map[string]bool{}
	add := func(v estate.Value[estate.Text]) {
		if estate.IsAbsent(v).True.IsAlways() {
			return
		}
		if t, ok := v.Known(); ok {
			if seen[t.String()] {
				return
			}
			seen[t.String()] = true
		}
		out = append(out, v)
	}
	for _, t := range estate.All[*estate.Trail](e) {
		add(t.Bucket)
	}
	for _, b := range estate.All[*estate.Bucket](e) {
		add(b.LogBucket)
	}
	for _, d := range estate.All[*estate.Distribution](e) {
		add(d.LogBucket)
	}
	for _, f := range estate.All[*estate.FlowLog](e) {
		add(f.Destination)
	}
	for _, c := range estate.All[*estate.ConfigDelivery](e) {
		add(c.Bucket)
	}
	return out
}

// takesLogs is true of a bucket into which logs are written: to log its requests
// would log the logs.
func takesLogs(e *estate.Estate, targets []estate.Value[estate.Text], b *estate.Bucket) bool {
	if acl, _ := b.ACL.Known(); strings.EqualFold(acl, "LogDeliveryWrite") {
		return true
	}
	name, _ := b.BucketName.Known()
	if saysLogs(b.Logical) || saysLogs(name.String()) {
		return true
	}
	return slices.ContainsFunc(targets, func(v estate.Value[estate.Text]) bool {
		return !review.Refers(e, v, b).True.IsNever() || !review.Named(v, b.BucketName).True.IsNever()
	})
}

// saysLogs reports a name with the word log in it: AccessLogs, app-logs-1, but not
// catalog or login.
func saysLogs(name string) bool {
	var words strings.Builder
	for _, r := range name {
		switch {
		case unicode.IsUpper(r):
			words.WriteRune(' ')
			words.WriteRune(unicode.ToLower(r))
		case unicode.IsLower(r):
			words.WriteRune(r)
		default:
			words.WriteRune(' ')
		}
	}
	for _, w := range strings.Fields(words.String()) {
		if slices.Contains([]string{"log", "logs", "logging", "accesslog", "accesslogs", "logbucket", "logsbucket", "loggingbucket", "cloudtrail"}, w) {
			return true
		}
	}
	return false
}
