package identity

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// BreakGlass asks that a role for emergencies needs a second factor and is heard.
func BreakGlass() *review.Rule {
	return &review.Rule{
		ID: "IAM-BREAKGLASS", Area: finding.Identity, Severity: finding.Medium,
		Title: "Break-glass roles need a second factor, and somebody is told of their use",
		Why: "A role for emergencies can do everything and is used by hardly anybody: just what a thief looks for. Its use is rare " +
			"enough that each can wake somebody.",
		Fix: "Add Condition: {Bool: {aws:MultiFactorAuthPresent: true}} to the role's trust policy, and an AWS::Events::Rule on the " +
			"CloudTrail event AssumeRole of the role's ARN, with State: ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS (AssumeRole is " +
			"a read-only event) and a topic as target.",
		Needs: []string{"J"}, References: []string{"WA SEC03-BP03"},
		Specimen: glassSpecimen(""), Twin: glassSpecimen(`, Condition: {Bool: {"aws:MultiFactorAuthPresent": "true"}}`),
		Check: checkBreakGlass,
	}
}

func glassSpecimen(condition string) string {
	return `Resources:
  BreakGlass:
    Type: AWS::IAM::Role
    Properties:
      RoleName: break-glass
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "sts:AssumeRole"` + condition + `}]
  People:
    Type: AWS::SNS::Topic
  Used:
    Type: AWS::Events::Rule
    Properties:
      State: ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS
      EventPattern:
        source: [aws.sts]
        detail: {eventName: [AssumeRole], requestParameters: {roleArn: [{suffix: role/break-glass}]}}
      Targets: [{Id: people, Arn: !Ref People}]
`
}

// checkBreakGlass knows such a role by its name. That there is none, no source can
// show: it may have any name, or be a permission set.
func checkBreakGlass(p *review.Pass) {
	for _, r := range estate.All[*estate.Role](p.Estate) {
		name := glassName(p.Estate, r)
		if name.String() == "" {
			continue
		}
		open, _ := p.AskDocument(r.Trust, withoutMFA)
		p.JudgeParts(r, []review.Part{
			{Bad: open, Says: "is taken without a second factor", Severity: finding.High, At: r.Trust.Place()},
			{Bad: p.Lacks(heard(p.Estate, r, name)), Says: "no rule or metric filter of the sources tells anybody of its use", Severity: finding.Medium},
		}, review.Detail{})
	}
}

// glassName is the name of a role for emergencies; empty for others. A name that hangs
// on parameters is what it is by their defaults, where these are assumed.
func glassName(e *estate.Estate, r *estate.Role) estate.Text {
	name := estate.Literal(r.Logical)
	if t, ok := r.RoleName.Known(); ok && t.String() != "" {
		name = t
	}
	if isGlass(name.String() + " " + r.Logical) {
		return name
	}
	for _, a := range name.Expand() {
		counts := a.When.IsAlways() || e.Assume == estate.AssumeDefaults && !a.When.ByDefault().IsNever()
		if a.State == estate.Known && counts && isGlass(a.Is) {
			return name
		}
	}
	return estate.Text{}
}

func isGlass(name string) bool {
	plain := review.Unbroken(strings.ToLower(name))
	return strings.Contains(plain, "breakglass") || strings.Contains(plain, "emergencyaccess")
}

// withoutMFA answers which statements let somebody of an account in without a
// second factor. Identity providers ask for theirs.
func withoutMFA(d policy.Document) policy.Result {
	out := policy.Result{Answer: policy.No}
	for _, t := range policy.TrustsAccounts(d) {
		if t.Kind != policy.TrustAccount && t.Kind != policy.TrustPrincipal && t.Kind != policy.TrustEveryone {
			continue
		}
		s := d.Statements[t.Statement]
		asks := policy.No
		for _, c := range s.Conditions {
			asks = asks.Or(asksForMFA(c))
		}
		if open := s.IsAllow().And(asks.Not()); open != policy.No {
			out.Answer = out.Answer.Or(open)
			out.Because = append(out.Because, policy.Reason{Answer: open, Statement: t.Statement, Sid: t.Sid, Pos: t.Pos, Why: "without a second factor"})
		}
	}
	return out
}

// asksForMFA answers whether a condition asks for a second factor.
func asksForMFA(c policy.Condition) policy.Answer {
	switch strings.ToLower(c.Key.String()) {
	case "aws:multifactorauthage":
		return policy.Yes
	case "aws:multifactorauthpresent":
		if len(c.Values) != 1 {
			return policy.No
		}
		value, known := c.Values[0].Known()
		switch {
		case !known:
			return policy.Unknown
		case strings.EqualFold(value, "true"):
			return policy.Yes
		}
	}
	return policy.No
}

// heard asks whether a rule or a metric filter speaks of the role.
func heard(e *estate.Estate, role *estate.Role, name estate.Text) estate.Truth {
	out := estate.No()
	for _, r := range review.SameAccount(estate.All[*estate.EventRule](e), &role.Core) {
		if len(r.Targets.Known) > 0 {
			out = out.Or(speaks(r.Pattern, role, name).And(estate.Is(r.Enabled.Or(true), true)).And(seesReads(r)).Given(r.When))
		}
	}
	for _, f := range review.SameAccount(estate.All[*estate.MetricFilter](e), &role.Core) {
		out = out.Or(review.Ask(f.Pattern, estate.No(), func(t estate.Text) estate.Truth { return namesRole(t, f.Pattern.Origin, role, name) }).Given(f.When))
	}
	return out
}

// seesReads asks whether a rule gets read-only calls, of which AssumeRole is one:
// only in a state of its own ("Receiving read-only management events from AWS
// services").
func seesReads(r *estate.EventRule) estate.Truth {
	state := r.Properties.At("State").AsText()
	if r.Physical != "" && state.Origin.IsZero() {
		return estate.Yes() // AWS's lists of rules say it elsewhere
	}
	return review.Ask(state, estate.No(), func(t estate.Text) estate.Truth {
		return estate.When(estate.OfAlternatives(state.Origin, t.Expand()...), false, func(s string) bool {
			return s == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
		})
	})
}

// speaks is true of a pattern in which the role stands, by name or by reference.
func speaks(pattern *estate.Tree, role *estate.Role, name estate.Text) estate.Truth {
	found := estate.No()
	pattern.Walk(func(path string, t *estate.Tree) bool {
		switch {
		case t.Kind == estate.Opaque:
			found = found.Or(estate.Maybe(t.Gap()))
		case t.Kind == estate.Scalar && !isEnvelope(path):
			found = found.Or(namesRole(t.Text, t.Origin, role, name))
		}
		return true
	})
	return found
}

// isEnvelope is true of the fields of every event that name no role.
func isEnvelope(path string) bool {
	return path == "source" || path == "detail-type" || path == "account" || path == "region"
}

// namesRole asks whether a text has the name of a role in it, or refers to it. Where
// the name is not known, what speaks of some role may speak of this one.
func namesRole(t estate.Text, at estate.Origin, role *estate.Role, name estate.Text) estate.Truth {
	if strings.Contains(t.String(), name.String()) {
		return estate.Yes()
	}
	for _, r := range t.References() {
		if r.Resource == role.ID {
			return estate.Yes()
		}
	}
	s, known := name.Known()
	if !known {
		if !strings.Contains(t.String(), "role/") {
			return estate.No()
		}
		return review.Spells(name, role.RoleName.Origin, func(s string) bool { return strings.Contains(t.String(), s) })
	}
	if len(t.References()) > 0 {
		return estate.No()
	}
	return review.Spells(t, at, func(pattern string) bool { return strings.Contains(pattern, s) })
}
