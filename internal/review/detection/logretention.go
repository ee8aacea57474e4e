package detection

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// The days that logs must last at least: those that only describe what an
// application did, and those that an investigation stands on.
const (
	leastDays      = 30
	leastAuditDays = 90
)

// LogRetention is DET-LOG-RETENTION: log groups say how long they keep.
func LogRetention() *review.Rule {
	return &review.Rule{
		ID: "DET-LOG-RETENTION", Area: finding.Detection, Severity: finding.Low,
		Title: "Log groups keep their logs for a stated time that is long enough",
		Why: "A log group without RetentionInDays keeps everything for ever: personal data outlives its purpose and the " +
			"bill grows. One that forgets after days has forgotten the intrusion before it is noticed; audit logs " +
			"(trail, flows, DNS, requests) need a quarter of a year at least.",
		Fix: "Set RetentionInDays: 365 for audit logs, at least 30 for others; give audit log groups DeletionPolicy: " +
			"Retain, so that they do not go with the stack.",
		Needs:      []string{"A"},
		References: []string{"FSBP CloudWatch.16", "WA SEC04-BP01"},
		Specimen: `Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /app/orders}
`,
		Twin: `Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /app/orders, RetentionInDays: 90}
`,
		Check: checkLogRetention,
	}
}

func checkLogRetention(p *review.Pass) {
	logs := auditLogsOf(p.Estate)
	for _, g := range estate.All[*estate.LogGroup](p.Estate) {
		use := logs.use(p.Estate, g)
		least, severity := leastDays, finding.Info
		if use != "" {
			least, severity = leastAuditDays, finding.Low
		}
		parts := []review.Part{
			{
				Bad: estate.IsAbsent(g.Retention), Severity: finding.Low, At: g.Retention.Origin,
				Says: "RetentionInDays is not written: logs are kept, and paid for, for ever",
			},
			{
				Bad:  estate.When(g.Retention, false, func(days int) bool { return days < least }),
				Says: fmt.Sprintf("RetentionInDays is less than %d", least), Severity: severity, At: g.Retention.Origin,
			},
		}
		d := review.Detail{}
		if use != "" {
			d.Facts = []string{"the group holds " + use}
			parts = append(parts, review.Part{
				Bad: deletedWithStack(g), Severity: finding.Info, At: g.DeletionPolicy().Origin,
				Says: "the group holds " + use + " and is deleted with its stack (DeletionPolicy is not Retain)",
			})
		}
		p.JudgeParts(g, parts, d)
	}
}

// deletedWithStack: CloudFormation deletes a log group unless told otherwise.
func deletedWithStack(g *estate.LogGroup) estate.Truth {
	if g.Physical != "" {
		return estate.No() // whether it has a stack, accounts don't show
	}
	kept := estate.When(g.DeletionPolicy(), false, func(s string) bool { return strings.HasPrefix(s, "Retain") })
	return kept.Or(estate.Is(g.Protected, true)).Not()
}

// auditLogs are the audit logs that the sources send to log groups, by the groups: kind
// by kind, of which the first counts.
type auditLogs []auditLog

type auditLog struct {
	use string
	to  review.Naming[estate.Value[estate.Text]]
}

func auditLogsOf(e *estate.Estate) auditLogs {
	var trails, flows, queries, filters []estate.Value[estate.Text]
	for _, t := range estate.All[*estate.Trail](e) {
		trails = append(trails, t.LogGroup)
	}
	for _, f := range estate.All[*estate.FlowLog](e) {
		flows = append(flows, f.Destination, f.LogGroup)
	}
	for _, q := range estate.All[*estate.QueryLogging](e) {
		queries = append(queries, q.Destination)
	}
	for _, w := range estate.All[*estate.WebACLLogging](e) {
		for _, d := range w.Destinations.Known {
			filters = append(filters, estate.Of(d.Is, d.Origin))
		}
	}
	itself := func(v estate.Value[estate.Text]) estate.Value[estate.Text] { return v }
	return auditLogs{
		{"the audit trail", review.NamingOf(e, trails, itself)}, {"flow logs", review.NamingOf(e, flows, itself)},
		{"DNS query logs", review.NamingOf(e, queries, itself)}, {"the web ACL's logs", review.NamingOf(e, filters, itself)},
	}
}

// use says which audit log, if any, a source of the estate sends to the group.
func (l auditLogs) use(e *estate.Estate, g *estate.LogGroup) string {
	for _, log := range l {
		for _, v := range log.to.OfNamed(g.ID, g.GroupName) {
			if !review.Refers(e, v, g).True.IsNever() || !review.Named(v, g.GroupName).True.IsNever() {
				return log.use
			}
		}
	}
	return ""
}
