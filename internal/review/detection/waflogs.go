package detection

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// WAFLogs is DET-WAF-LOGS: what a web ACL decides is written down.
func WAFLogs() *review.Rule {
	return &review.Rule{
		ID: "DET-WAF-LOGS", Area: finding.Detection, Severity: finding.Low,
		Title: "Web ACLs log requests, and leave credentials out",
		Why: "Who was blocked, by which rule, and what was let through just before: only the web ACL's logs say it. They hold whole " +
			"headers: without redaction whoever reads logs reads sessions and tokens.",
		Fix: "Add an AWS::WAFv2::LoggingConfiguration with ResourceArn: <the web ACL>, a destination whose name begins with " +
			"aws-waf-logs-, and RedactedFields for the headers authorization and cookie.",
		Needs:      []string{"J"},
		References: []string{"FSBP WAF.1", "FSBP WAF.11", "WA SEC04-BP01"},
		Specimen:   webACLTemplate("arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/other/1", "aws-waf-logs-shop"),
		Twin:       webACLTemplate("!GetAtt WebAcl.Arn", "aws-waf-logs-shop"),
		Check:      checkWAFLogs,
	}
}

func webACLTemplate(acl, bucket string) string {
	return `Resources:
  WebAcl:
    Type: AWS::WAFv2::WebACL
    Properties:
      Scope: REGIONAL
      DefaultAction: {Allow: {}}
      VisibilityConfig: {CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true, MetricName: acl}
  Logging:
    Type: AWS::WAFv2::LoggingConfiguration
    Properties:
      ResourceArn: ` + acl + `
      LogDestinationConfigs: ["arn:aws:s3:::` + bucket + `"]
      RedactedFields: [{SingleHeader: {Name: authorization}}, {SingleHeader: {Name: cookie}}]
`
}

// Whether a web ACL of AWS WAF Classic logs only Terraform says, which makes a
// property of it.
func checkWAFLogs(p *review.Pass) {
	var classic []review.Setting
	for _, typ := range []string{"AWS::WAF::WebACL", "AWS::WAFRegional::WebACL"} {
		classic = append(classic, review.Setting{Type: typ, Path: "Logs", Wrong: []string{"false"}, Says: "the web ACL logs nothing of what it blocks and lets through", Severity: finding.Low})
	}
	p.JudgeSettings(classic, nil)
	logging := estate.All[*estate.WebACLLogging](p.Estate)
	for _, a := range estate.All[*estate.WebACL](p.Estate) {
		on := estate.No()
		for _, l := range logging {
			on = on.Or(review.Refers(p.Estate, l.ACL, a).Given(l.When))
		}
		p.Judge(a, p.LacksListed(&a.Core, on, "wafv2 list-logging-configurations"), review.Detail{Message: "the web ACL logs nothing of what it blocks and lets through"})
	}
	for _, l := range logging {
		p.JudgeParts(l, []review.Part{
			{
				Bad: review.AnyItem(l.Destinations, misnamed(p.Estate)), Severity: finding.Medium, At: l.Destinations.Origin,
				Says: "AWS WAF refuses a destination whose name does not begin with aws-waf-logs-",
			},
			{
				Bad: redacts(l.Redacted, "authorization").And(redacts(l.Redacted, "cookie")).Not(), Severity: finding.Info, At: l.Redacted.Place(),
				Says: "the headers authorization and cookie are logged as they are",
			},
		}, review.Detail{})
	}
	for _, c := range estate.All[*estate.ClassicWebACL](p.Estate) {
		gap := review.Gap("the logging of "+c.Logical, "no template can turn on logging of AWS WAF Classic", classicCommand(c), c.Origin)
		p.Judge(c, estate.Maybe(gap), review.Detail{
			Message: "the web ACL may log nothing", Fix: "Move to AWS::WAFv2::WebACL: AWS WAF Classic is at its end.",
		})
	}
}

func classicCommand(c *estate.ClassicWebACL) string {
	if c.Regional {
		return "aws waf-regional list-logging-configurations"
	}
	return "aws waf list-logging-configurations"
}

// misnamed asks whether a destination's name is known and AWS WAF would refuse it
// ("Logging AWS WAF web ACL traffic").
func misnamed(e *estate.Estate) func(estate.Text) estate.Truth {
	const prefix = "aws-waf-logs-"
	return func(t estate.Text) estate.Truth {
		name := t
		switch to, _ := e.Follow(t); to := to.(type) {
		case *estate.Bucket:
			name, _ = to.BucketName.Known()
		case *estate.LogGroup:
			name, _ = to.GroupName.Known()
		case nil:
			if len(t.References()) > 0 || strings.Contains(t.String(), prefix) {
				return estate.No()
			}
			return holds(strings.HasPrefix(t.String(), "arn:aws:s3:::") && !strings.Contains(t.String(), "${"))
		default:
			return estate.No()
		}
		if name.String() == "" {
			return estate.No() // a name that AWS chooses, or that is not known
		}
		return holds(!strings.HasPrefix(name.String(), prefix) && !strings.HasPrefix(name.String(), "${"))
	}
}

// redacts asks whether a header is left out of the logs.
func redacts(fields *estate.Tree, header string) estate.Truth {
	out := estate.No()
	fields.Walk(func(path string, t *estate.Tree) bool {
		if path == "SingleHeader" && t.Kind == estate.Map {
			name := t.At("Name").AsString()
			if name.Origin.IsZero() {
				name = t.At("name").AsString()
			}
			out = out.Or(estate.When(name, false, func(s string) bool { return strings.EqualFold(s, header) }))
		}
		if t.Kind == estate.Opaque {
			out = out.Or(estate.Maybe(t.Gap()))
		}
		return true
	})
	return out
}
