package incident

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// CrossRegionRoute is IR-CROSS-REGION-ROUTE: what is found anywhere is heard at one
// place.
func CrossRegionRoute() *review.Rule {
	return &review.Rule{
		ID: "IR-CROSS-REGION-ROUTE", Area: finding.Incident, Severity: finding.Medium,
		Title: "Findings of every Region reach the central bus",
		Why: "EventBridge and GuardDuty work by Region. Who has stolen keys starts his machines where nobody has a rule, and the " +
			"finding stays there.",
		Fix: "Set RegionLinkingMode: ALL_REGIONS on an AWS::SecurityHub::FindingAggregator, or put a rule into every Region whose " +
			"target is the central bus, with a RoleArn that may events:PutEvents.",
		Needs:      []string{"J", "ORG"},
		References: []string{"WA SEC04-BP04"},
		Specimen:   aggregatorTemplate("NO_REGIONS"),
		Twin:       aggregatorTemplate("ALL_REGIONS"),
		Check:      checkCrossRegion,
	}
}

func aggregatorTemplate(mode string) string {
	return `Resources:
  Hub: {Type: "AWS::SecurityHub::Hub"}
  Aggregator:
    Type: AWS::SecurityHub::FindingAggregator
    DependsOn: Hub
    Properties: {RegionLinkingMode: ` + mode + `}
`
}

func checkCrossRegion(p *review.Pass) {
	seen := false
	linked := estate.No()
	for _, a := range estate.All[*estate.FindingAggregator](p.Estate) {
		seen = true
		all := estate.When(a.Mode, false, func(s string) bool { return s == "ALL_REGIONS" })
		none := estate.When(a.Mode, false, func(s string) bool { return s == "NO_REGIONS" })
		some := estate.Maybe(review.Gap("the Regions in use", "only some are linked", "aws account list-regions --region-opt-status-contains ENABLED ENABLED_BY_DEFAULT", a.Regions.Origin))
		linked = linked.Or(all.Given(a.When))
		p.Judge(a, none.Or(all.Not().And(some)), review.Detail{At: a.Mode.Origin, Message: "findings of some Regions are not collected (RegionLinkingMode)"})
	}
	for _, r := range findingRules(p.Estate) {
		if parts := forwards(p, r); len(parts) > 0 {
			seen = true
			p.JudgeParts(r, parts, review.Detail{})
		}
	}
	if regions := detectorRegions(p.Estate); len(regions) > 1 {
		seen = true
		for _, d := range estate.All[*estate.Detector](p.Estate) {
			heard := linked.Or(heardIn(p.Estate, &d.Core))
			if d.Physical != "" {
				heard = heardIn(p.Estate, &d.Core)
				for _, a := range review.SameAccount(estate.All[*estate.FindingAggregator](p.Estate), &d.Core) {
					heard = heard.Or(estate.When(a.Mode, false, func(s string) bool { return s == "ALL_REGIONS" }).Given(a.When))
				}
				heard = heard.Or(heardElsewhere(p.Estate, &d.Core))
			}
			p.Judge(d, p.LacksListed(&d.Core, heard, hearing(p.Estate, &d.Core)...), review.Detail{
				Message: "no rule takes the findings of Region " + d.Region.String() + " anywhere, as other Regions' are",
			})
		}
	}
	if !seen {
		p.NotVisible("no source has a finding aggregator, a rule that sends findings to another bus, or GuardDuty in several Regions",
			"aws securityhub list-finding-aggregators, aws events list-rules --region REGION of each Region")
	}
}

// detectorRegions are the known Regions of GuardDuty's detectors.
func detectorRegions(e *estate.Estate) map[string]bool {
	out := map[string]bool{}
	for _, d := range estate.All[*estate.Detector](e) {
		if s, ok := d.Region.Known(); ok && s != "" {
			out[s] = true
		}
	}
	return out
}

// heardIn asks whether a rule for findings in a Region has a target.
func heardIn(e *estate.Estate, c *estate.Core) estate.Truth {
	out := estate.No()
	for _, r := range findingRules(e) {
		if r.Region.String() == c.Region.String() && (c.Physical == "" || r.Account.Equal(c.Account)) {
			out = out.Or(r.Targets.IsEmpty().Not().And(estate.Is(r.Enabled, true)).Given(r.When))
		}
	}
	return out
}

// forwards judges a rule's targets that are buses: EventBridge sends to them by a
// role ("Sending and receiving events between AWS Regions in Amazon EventBridge").
func forwards(p *review.Pass, r *estate.EventRule) []review.Part {
	var parts []review.Part
	for _, i := range r.Targets.Known {
		arn, ok := i.Is.ARN.Known()
		_, isBus := followBus(p.Estate, arn)
		if !ok || !isBus && !strings.Contains(arn.String(), ":event-bus/") {
			continue
		}
		absent := estate.IsAbsent(i.Is.Role).And(elsewhere(r, arn)).Given(i.When)
		parts = append(parts, review.Part{
			Bad: absent, Severity: finding.Medium, At: i.Is.Origin,
			Says: "the target is the bus of another Region, and has no RoleArn: nothing is sent",
		})
		if bad, says := mayNotSend(p, i.Is, arn); says != "" {
			parts = append(parts, review.Part{Bad: bad.Given(i.When), Says: says, Severity: finding.Medium, At: i.Is.Origin})
		}
	}
	return parts
}

func followBus(e *estate.Estate, arn estate.Text) (*estate.EventBus, bool) {
	return estate.FollowTo[*estate.EventBus](e, arn)
}

// elsewhere asks whether a bus is in another Region than the rule.
func elsewhere(r *estate.EventRule, arn estate.Text) estate.Truth {
	fields := strings.SplitN(arn.String(), ":", 6)
	if len(fields) < 6 || strings.Contains(fields[3], "AWS::Region") || fields[3] == "" {
		return estate.No()
	}
	own, known := r.Region.Known()
	switch {
	case strings.Contains(fields[3], "${"), !known || own == "":
		return estate.Maybe(review.Gap("the Region of the stack", "the target's Region may be another", "--region", r.Targets.Origin))
	case own == fields[3]:
		return estate.No()
	}
	return estate.Yes()
}

// mayNotSend asks whether a target's role, where the sources hold it, may put events
// on the bus.
func mayNotSend(p *review.Pass, t estate.EventTarget, arn estate.Text) (estate.Truth, string) {
	text, ok := t.Role.Known()
	role, found := estate.FollowTo[*estate.Role](p.Estate, text)
	if !ok || !found {
		if estate.IsAbsent(t.Role).True.IsAlways() {
			return estate.No(), ""
		}
		return estate.Maybe(estate.NotInEstate(text, t.Role.Origin)), "the role may not do events:PutEvents on the bus"
	}
	dir := p.Shared.Directory()
	says := "role " + role.Logical + " may not do events:PutEvents on the bus"
	if bus, ok := followBus(p.Estate, arn); ok {
		a, ok := ask(p, role, "events:PutEvents", bus)
		if !ok || a.Verdict == authz.Allowed {
			return estate.No(), ""
		}
		return a.Truth.Not(), says
	}
	if speaksOf(dir, role, "events:PutEvents") {
		return estate.No(), "" // the bus and its account decide too
	}
	return estate.Yes(), says
}

// speaksOf reports whether a statement of a role's policies may allow an action.
func speaksOf(dir *directory.Directory, role *estate.Role, action string) bool {
	who := dir.Of(role)
	if who == nil || len(dir.Unread(who)) > 0 {
		return true
	}
	for _, s := range dir.Statements(who) {
		if s.IsAllow() == policy.No {
			continue
		}
		for _, a := range s.Actions {
			if _, known := a.Known(); !known || policy.MatchFold(a.String(), action) {
				return true
			}
		}
		if s.NotActions != nil {
			return true
		}
	}
	return false
}
