package policy

import "strings"

// Public answers whether a resource policy allows anything to everyone: an
// Allow whose Principal is "*" or {"AWS": "*"}, or with NotPrincipal (which
// anonymous callers are not), and without a condition that limits it to fixed
// owners or networks. A Deny for everyone takes it back if it is
// unconditional or lets only such owners and networks through.
//
// The limiting conditions are those of "The meaning of public" in the S3 user
// guide, for every service. Where the guide is strict on wildcards this goes by
// who is meant: an ARN pattern with a fixed account has one owner.
//
// Settings outside the document (block public access, VPC origins of access
// points) are not its business.
func Public(d Document) Result {
	return ask(d, func(s Statement) Reason {
		everyone, why := s.names()
		a := s.IsAllow().And(everyone)
		if a == No {
			return no()
		}
		return Reason{
			Answer:    a.And(d.limited(s).Not()),
			Why:       why + s.under(),
			Actions:   s.actionNames(),
			Resources: names(s.Resources),
		}
	})
}

// names answers whether everyone is among the principals.
func (s Statement) names() (Answer, string) {
	if s.NotPrincipal != nil {
		return s.NotPrincipal.Everyone().Not(), "allows everyone but a few, anonymous callers included (Allow with NotPrincipal)"
	}
	if s.Principal == nil {
		return No, ""
	}
	if a := s.Principal.Everyone(); a != No {
		return a, "allows everyone"
	}
	// IAM takes no other wildcard in a principal; what it does with one that
	// got through is not documented.
	return anyOf(s.Principal.AWS, wildcardIn), "has a principal with a wildcard, which is not a valid principal"
}

func wildcardIn(t Text) Answer {
	for _, p := range t.Parts() {
		if strings.ContainsAny(p.Literal, "*?") {
			return Unknown
		}
	}
	return No
}

func (s Statement) actionNames() []string {
	if s.NotActions == nil {
		return names(s.Actions)
	}
	out := names(s.NotActions)
	for i := range out {
		out[i] = "not " + out[i]
	}
	return out
}

// limited answers whether the statement, though for everyone, is not public.
func (d Document) limited(s Statement) Answer {
	own := anyOf(s.Conditions, Condition.limits)
	if own == Yes {
		return Yes
	}
	return own.Or(anyOf(d.Statements, func(deny Statement) Answer {
		a := deny.IsDeny()
		if a == No {
			return No
		}
		return a.And(deny.leavesFew()).And(deny.coversAll(s.actionPatterns(), s.resourcePatterns()))
	}))
}

// leavesFew answers whether a Deny leaves nobody, or only named principals or
// those that a limiting condition lets through.
func (s Statement) leavesFew() Answer {
	if s.NotPrincipal != nil {
		return s.NotPrincipal.Everyone().Not().And(s.unconditional())
	}
	// All conditions must hold for the Deny, so one that fails lets through.
	return s.forEveryone().And(allOf(s.Conditions, Condition.denyLimits))
}
