package incident

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/eventpattern"
)

// FindingRoute is IR-FINDING-ROUTE: findings that matter reach somebody.
func FindingRoute() *review.Rule {
	return &review.Rule{
		ID: "IR-FINDING-ROUTE", Area: finding.Incident, Severity: finding.Medium,
		Title: "High and critical findings are routed to people or a response",
		Why: "A finding that waits in a console is found days later; stolen credentials are used within minutes. A rule " +
			"whose pattern has a wrong word or number looks right and never fires, so patterns are tried with sample events.",
		Fix: "Add an AWS::Events::Rule with EventPattern {source: [aws.guardduty], detail-type: [GuardDuty Finding], " +
			"detail: {severity: [{numeric: [\">=\", 7]}]}} (Security Hub: Severity.Label [HIGH, CRITICAL]) and a topic, " +
			"function or state machine as its target.",
		Needs:      []string{"J"},
		References: []string{"WA SEC04-BP04", "WA SEC10-BP04"},
		Specimen:   routeTemplate(9.5),
		Twin:       routeTemplate(7),
		Check:      checkFindingRoute,
	}
}

func routeTemplate(severity float64) string {
	return fmt.Sprintf(`Resources:
  Detector:
    Type: AWS::GuardDuty::Detector
    Properties: {Enable: true}
  Alerts:
    Type: AWS::SNS::Topic
  Findings:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source: [aws.guardduty]
        detail-type: [GuardDuty Finding]
        detail: {severity: [{numeric: [">=", %g]}]}
      Targets: [{Id: people, Arn: !Ref Alerts}]
`, severity)
}

func checkFindingRoute(p *review.Pass) {
	detectors, hubs := estate.All[*estate.Detector](p.Estate), estate.All[*estate.SecurityHub](p.Estate)
	hub := estate.No()
	for _, h := range hubs {
		hub = hub.Or(estate.Holds(h.When))
		judgeService(p, h, hubSamples(hubProduct), heardElsewhere(p.Estate, &h.Core))
	}
	for _, d := range detectors {
		viaHub, _ := routed(p.Estate, hubSamples(guardDutyProduct), &d.Core)
		if d.Physical != "" {
			hub = estate.No()
			for _, h := range review.SamePlace(hubs, &d.Core) {
				hub = hub.Or(estate.Holds(h.When))
			}
		}
		judgeService(p, d, guardDutySamples(), hub.And(viaHub).Or(heardElsewhere(p.Estate, &d.Core)))
	}
	if len(detectors)+len(hubs) > 0 {
		return
	}
	seen := false
	for _, r := range estate.All[*estate.EventRule](p.Estate) {
		if general(r.Pattern) {
			seen = true
			judgeRule(p, r)
		}
	}
	if !seen {
		p.NotVisible("no source has GuardDuty or Security Hub, or a rule for their findings",
			"aws events list-rules --region REGION, or load the stack that holds them")
	}
}

// heardElsewhere is unknown where another account administers GuardDuty or Security
// Hub, which gets the findings too, or where those of a live account are collected in
// another Region.
func heardElsewhere(e *estate.Estate, c *estate.Core) estate.Truth {
	out := estate.No()
	if c.Physical != "" {
		for _, a := range estate.All[*estate.FindingAggregator](e) {
			if a.Account.Equal(c.Account) && !a.Region.Equal(c.Region) {
				gap := review.Gap(string(a.ID), "it may collect the findings in its own Region", "", a.Origin)
				out = out.Or(estate.Maybe(gap).Given(a.When))
			}
		}
	}
	for _, r := range review.SamePlace(estate.All[*estate.Other](e), c) {
		if r.Type == "AWS::GuardDuty::Master" && c.Type == "AWS::GuardDuty::Detector" || r.Type == "AWS::SecurityHub::Master" {
			gap := review.Gap(string(r.ID), "the findings go to the account that administers GuardDuty", "load that account's stacks too", r.Origin)
			out = out.Or(estate.Maybe(gap).Given(r.When))
		}
	}
	return out
}

// judgeService asks whether every sample of a service's findings is routed.
func judgeService(p *review.Pass, r estate.Resource, samples []sample, otherwise estate.Truth) {
	c := r.Base()
	all, missed := routed(p.Estate, samples, c)
	d := review.Detail{Message: "its high and critical findings are sent to nobody"}
	if len(missed) > 0 && len(missed) < len(samples) {
		d.Message = "no rule with a target matches " + missed[0]
	}
	for _, rule := range estate.All[*estate.EventRule](p.Estate) {
		if general(rule.Pattern) {
			d.Facts = append(d.Facts, fmt.Sprintf("rule %s at %s was tried", rule.ID, rule.Origin))
		}
	}
	p.Judge(r, p.LacksListed(c, all.Or(otherwise), hearing(p.Estate, c)...), d)
}

// hearing are the lists that show all who may hear of a service's findings.
func hearing(e *estate.Estate, c *estate.Core) []estate.ListingKind {
	out := []estate.ListingKind{estate.EventRuleListing, estate.HubListing}
	if c.Type == "AWS::GuardDuty::Detector" {
		out = append(out, estate.GuardDutyAdministrator)
	}
	if len(review.SamePlace(estate.All[*estate.SecurityHub](e), c)) > 0 {
		out = append(out, estate.HubAdministrator, estate.AggregatorListing)
	}
	return out
}

// routed asks whether each sample is matched by some rule with a target, in the place
// of the resource that sends it, and names those that surely are not.
func routed(e *estate.Estate, samples []sample, c *estate.Core) (all estate.Truth, missed []string) {
	all = estate.Yes()
	rules := review.SamePlace(estate.All[*estate.EventRule](e), c)
	for _, s := range samples {
		some := estate.No()
		for _, r := range rules {
			if r.Pattern.IsMissing() {
				continue
			}
			some = some.Or(eventpattern.Sends(e, r).And(eventpattern.Match(r.Pattern, s.event)).Given(r.When))
			if some.True.IsAlways() {
				break
			}
		}
		if some.True.IsNever() && some.Unknown.IsNever() {
			missed = append(missed, s.name)
		}
		all = all.And(some)
	}
	return all, missed
}

// judgeRule asks of a rule for findings whether it matches some high and some
// critical one.
func judgeRule(p *review.Pass, r *estate.EventRule) {
	samples := guardDutySamples()
	high, critical := samples[:len(samples)-1], samples[len(samples)-1:]
	for _, product := range []string{hubProduct, guardDutyProduct} {
		two := hubSamples(product)
		high, critical = append(high[:len(high):len(high)], two[0]), append(critical[:len(critical):len(critical)], two[1])
	}
	any := func(samples []sample) estate.Truth {
		out := estate.No()
		for _, s := range samples {
			out = out.Or(eventpattern.Match(r.Pattern, s.event))
		}
		return out
	}
	p.JudgeParts(r, []review.Part{
		{Bad: any(high).Not(), Says: "its pattern matches no finding of severity high", Severity: finding.Medium, At: r.Pattern.Place()},
		{Bad: any(critical).Not(), Says: "its pattern matches no finding of severity critical", Severity: finding.Medium, At: r.Pattern.Place()},
		{Bad: eventpattern.Sends(p.Estate, r).Not(), Says: "it is off, has no target, or listens to another bus", Severity: finding.Low},
	}, review.Detail{})
}

// general is true of a pattern for the findings of GuardDuty or Security Hub
// that chooses by how bad they are, and not by what they are about.
func general(pattern *estate.Tree) bool { return !ofAllFindings(pattern).True.IsNever() }

// ofAllFindings is general where what the pattern names may not be known.
func ofAllFindings(pattern *estate.Tree) estate.Truth {
	wide := estate.Yes()
	pattern.Walk(func(path string, t *estate.Tree) bool {
		switch {
		case t.Kind != estate.Scalar:
		case path == "detail-type":
			wide = wide.And(review.Spells(t.Text, t.Origin, func(s string) bool {
				return s == "GuardDuty Finding" || s == "Security Hub Findings - Imported"
			}))
		case path == "source" || path == "account" || path == "region" || aboutSeverity(path):
		default:
			wide = estate.No()
		}
		return true
	})
	return wide.And(ofFindings(pattern))
}

func aboutSeverity(path string) bool {
	for _, p := range []string{
		"detail.severity", "detail.service.archived", "detail.findings.Severity", "detail.findings.Workflow",
		"detail.findings.RecordState", "detail.findings.Compliance.Status", "detail.findings.FindingProviderFields.Severity",
	} {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}
