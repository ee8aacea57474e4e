package cli

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

// add records a finding; what it leaves open is filled in.
func (c *policyChecker) add(code policy.Code, pos policy.Position, f finding.Finding) {
	control := controlOf(code)
	f.Control, f.Area, f.Resource = control.ID, control.Area, estate.ID(c.text.name())
	if f.Fix == "" {
		f.Fix = control.Fix
	}
	statement, sid := c.statementAt(pos)
	if statement != "" {
		f.Facts = append(f.Facts, statement)
	}
	if c.text.text {
		f.Facts = append(f.Facts, fmt.Sprintf("line %d, column %d of the text that stands there", pos.Line, pos.Column))
		pos = c.text.at
	}
	f.Origin = estate.Origin{File: pos.File, Line: pos.Line, Column: pos.Column}
	key := sid + "\x00" + f.Message
	for _, other := range c.findings { // the same of several statements without a Sid
		if other.Control == f.Control && other.Message == f.Message {
			key += "\x00"
		}
	}
	f.Fingerprint = finding.Fingerprint(f.Control, c.text.path, "policy", key)
	if f.Status == finding.Unknown {
		f.Proof.Verdict = proof.Unknown
		f.Proof.Gaps = []estate.Gap{{Origin: f.Origin, Variable: &scenario.Variable{
			Name: "the policy", Kind: scenario.Outside, Why: "an element of the statement can't be read, or AWS's documentation doesn't say"}}}
	}
	c.findings = append(c.findings, f)
	c.controls = append(c.controls, control)
}

// statementAt names the statement that a place is in.
func (c *policyChecker) statementAt(pos policy.Position) (name, sid string) {
	for i, s := range c.doc.Statements {
		if s.Pos.Line > pos.Line || s.Pos.Line == pos.Line && s.Pos.Column > pos.Column {
			break
		}
		sid = s.Sid.String()
		name = fmt.Sprintf("statement %d of %d", i+1, len(c.doc.Statements))
		if sid != "" {
			name += ", " + sid
		}
	}
	return name, sid
}

// judge records the reasons of an answer.
func (c *policyChecker) judge(code policy.Code, r policy.Result, weigh func(policy.Reason) finding.Severity) {
	for _, reason := range r.Because {
		f := finding.Finding{Status: finding.Fail, Message: reason.Why, Severity: adviceOn(code).severity}
		if reason.Answer != policy.Yes {
			f.Status = finding.Unknown
		}
		if weigh != nil {
			f.Severity = weigh(reason)
		}
		if code == publicPolicy && len(reason.Actions) > 0 {
			f.Message += ": " + strings.Join(reason.Actions, ", ")
		}
		c.add(code, reason.Pos, f)
	}
}

// wide records what is granted too widely. What limits others (control policies,
// policies of endpoints) grants nothing.
func (c *policyChecker) wide() {
	switch c.use {
	case policy.ServiceControlPolicy, policy.ResourceControlPolicy, policy.EndpointPolicy, policy.TrustPolicy:
		return
	}
	everything := policy.AllowsEverything(c.doc)
	if c.grants() {
		c.judge(allowsEverything, everything, nil)
	}
	rest := func(r policy.Result, keep func(policy.Reason) bool) policy.Result {
		r.Because = slices.DeleteFunc(r.Because, func(x policy.Reason) bool {
			covered := slices.ContainsFunc(everything.Because, func(y policy.Reason) bool { return y.Statement == x.Statement })
			return c.grants() && covered || keep != nil && !keep(x)
		})
		return r
	}
	c.judge(serviceStar, rest(policy.ServiceStars(c.doc), nil), c.weighStar)
	c.notActions(everything)
	if !c.grants() {
		return // * in the policy of a resource is this resource
	}
	c.judge(passRoleAny, rest(policy.PassRoleUnscoped(c.doc), nil), nil)
	c.judge(wildResources, rest(policy.WildResources(c.doc, c.catalog.starOnly), func(r policy.Reason) bool {
		return slices.ContainsFunc(r.Actions, func(a string) bool { return !strings.HasSuffix(a, ":*") && a != "*" })
	}), func(r policy.Reason) finding.Severity {
		wild := slices.ContainsFunc(r.Actions, func(a string) bool { return policy.LevelOf(policy.Literal(a)) > policy.LevelRead })
		if wild && !c.conditional(r) {
			return finding.Medium
		}
		return finding.Low
	})
}

// grants reports a policy whose resources are those of an account.
func (c *policyChecker) grants() bool {
	switch c.use {
	case policy.ResourcePolicy, policy.BucketPolicy:
		return false
	}
	return true
}

func (c *policyChecker) conditional(r policy.Reason) bool {
	return len(c.doc.Statements[r.Statement].Conditions) > 0
}

// weighStar: all of a service matters most on all resources, and where the
// service hands out rights.
func (c *policyChecker) weighStar(r policy.Reason) finding.Severity {
	switch {
	case !c.grants() || c.conditional(r) || !slices.Contains(r.Resources, "*"):
		return finding.Low
	case slices.ContainsFunc(r.Actions, func(a string) bool { return a == "*" || a == "iam:*" || a == "organizations:*" || a == "sso:*" }):
		return finding.High
	}
	return finding.Medium
}

// notActions records Allow with NotAction, where it isn't everything.
func (c *policyChecker) notActions(everything policy.Result) {
	for i, s := range c.doc.Statements {
		said := slices.ContainsFunc(everything.Because, func(r policy.Reason) bool { return r.Statement == i && c.grants() })
		if s.NotActions == nil || s.IsAllow() != policy.Yes || said {
			continue
		}
		var names []string
		for _, t := range s.NotActions {
			names = append(names, t.String())
		}
		c.add(allowNotAction, s.Pos, finding.Finding{
			Status: finding.Fail, Severity: adviceOn(allowNotAction).severity,
			Message: "allows every action but " + strings.Join(names, ", "),
		})
	}
}
