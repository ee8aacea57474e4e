package incident

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ContainPath is IR-TIME-TO-CONTAIN-PATH: from a finding a wire leads to something
// that contains.
func ContainPath() *review.Rule {
	return &review.Rule{
		ID: "IR-TIME-TO-CONTAIN-PATH", Area: finding.Incident, Severity: finding.Info,
		Title: "From a finding a wired path leads to a containment action",
		Why: "Stolen credentials are used within minutes. Where every finding waits for somebody to read a mail, containment takes as " +
			"long as the night is.",
		Fix: "Add a function or state machine as a target of the rule, with a role that may isolate (ec2:ModifyInstanceAttribute, " +
			"ec2:StopInstances) or cut off an identity (iam:PutRolePolicy, iam:UpdateAccessKey).",
		Needs:      []string{"IAM", "J"},
		References: []string{"WA SEC10-BP04"},
		Specimen:   routeTemplate(7),
		Twin:       targetTemplate("lambda:InvokeFunction"),
		Check:      checkContainPath,
	}
}

var containment = []string{
	"ec2:ModifyInstanceAttribute", "ec2:ModifyNetworkInterfaceAttribute", "ec2:StopInstances", "ec2:TerminateInstances",
	"iam:PutRolePolicy", "iam:PutUserPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:UpdateAccessKey",
}

// checkContainPath judges the rules for findings of whatever kind. Security Hub hears
// of GuardDuty's findings too: that one of the two contains is enough.
func checkContainPath(p *review.Pass) {
	elsewhere := estate.No()
	rules := estate.All[*estate.EventRule](p.Estate)
	for _, r := range rules {
		if about := ofAllFindings(r.Pattern); !about.False.IsAlways() {
			elsewhere = elsewhere.Or(targetsContain(p, r).And(about).Given(r.When))
		}
	}
	for _, r := range rules {
		about := ofAllFindings(r.Pattern)
		bad := about.And(elsewhere.Not())
		if about.True.IsNever() {
			p.Hinge(r, bad)
			continue
		}
		p.Judge(r, bad, review.Detail{
			At: r.Targets.Origin, Message: "no target of the rule may isolate a machine or cut off an identity: high findings wait for somebody to act",
		})
	}
}

// targetsContain asks whether a target of a rule may do something that contains.
func targetsContain(p *review.Pass, r *estate.EventRule) estate.Truth {
	contains := estate.No()
	for _, g := range r.Targets.Unknown {
		contains = contains.Or(estate.Maybe(g.Gap).Given(g.When))
	}
	for _, i := range r.Targets.Known {
		arn, ok := i.Is.ARN.Known()
		to, found := p.Estate.Follow(arn)
		switch {
		case !ok:
			contains = contains.Or(estate.Maybe(review.Gap(r.Logical, "a target is not in the sources", "", i.Is.Origin)).Given(i.When))
		case found:
			acts, _ := may(p, to, containment)
			contains = contains.Or(acts.Given(i.When))
		case !strings.Contains(arn.String(), ":sns:"):
			contains = contains.Or(estate.Maybe(estate.NotInEstate(arn, i.Is.Origin)).Given(i.When))
		}
	}
	return contains
}
