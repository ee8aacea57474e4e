package authz

import (
	"slices"

	"ringwall/internal/policy"
)

// Call is what one API call asks for: requests that must all be allowed, such as
// that for a role to be passed, for a key to be used, for tags to be created.
type Call []Check

// Check is one of the requests of a call.
type Check struct {
	Name     string // of what is checked, for people; may be empty
	Request  *Request
	Policies *Policies
	// If says on what it hangs whether AWS makes the check, where that isn't
	// known; empty: it is made.
	If string
}

// CallDecision is the decision of a call.
type CallDecision struct {
	Verdict Verdict
	// Check is the index of the check that decides: the first that denies or, if
	// none does, the first that is open; -1 if all are allowed.
	Check  int
	Checks []Decision // of each check, in order
}

// DecideCall decides a call: it is allowed if all of its checks are.
func (d Decider) DecideCall(c Call) CallDecision {
	out := CallDecision{Verdict: Allowed, Check: -1, Checks: make([]Decision, len(c))}
	for i, check := range c {
		one := d.Decide(check.Request, check.Policies)
		out.Checks[i] = one
		verdict := one.Verdict
		if check.If != "" && verdict != Allowed {
			verdict = Unknown
			out.Checks[i].Causes = append(slices.Clip(one.Causes), Cause{Layer: one.Layer, Why: check.If})
		}
		if worse(verdict, out.Verdict) {
			out.Verdict, out.Check = verdict, i
		}
	}
	return out
}

// worse orders verdicts for what must pass all: an explicit Deny first.
func worse(a, b Verdict) bool {
	rank := [...]int{Allowed: 0, Unknown: 1, ImplicitDeny: 2, ExplicitDeny: 3}
	return rank[a] > rank[b]
}

// PassRole is the call that lets a caller pass a role to a service ("Grant a user
// permissions to pass a role to an AWS service"): iam:PassRole on the role, which
// is never a permission of the role's own, and the trust of the role in the
// service. The caller's request has the role as its resource and, best of all,
// iam:PassedToService in its context; the policies are the caller's, trust is the
// role's policy, nil if it isn't known.
func PassRole(r *Request, p *Policies, service string, trust *Policy) Call {
	pass := *r
	pass.Action = "iam:PassRole"
	take := &Request{Request: policy.Request{
		Caller:   policy.Caller{Kind: policy.ServiceCaller, Services: []string{service}, Bounded: policy.No},
		Action:   "sts:AssumeRole",
		Resource: r.Resource,
	}, ResourceAccount: r.ResourceAccount}
	return Call{
		{Name: "pass the role", Request: &pass, Policies: p},
		{Name: "trust of the role in " + service, Request: take, Policies: &Policies{Resource: trust, RCP: p.RCP}},
	}
}
