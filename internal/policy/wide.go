package policy

import (
	"slices"
	"strings"
)

// selfGranting are actions that let their holder give himself the rest. A
// NotAction that leaves one of them on all resources leaves everything.
var selfGranting = literals(
	"iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy",
	"iam:CreatePolicyVersion", "iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:PutUserPolicy",
	"iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy",
)

// guardrails are actions with which the limits of a whole account are taken
// away: who holds them and everything else lacks little.
var guardrails = literals(
	"organizations:LeaveOrganization", "organizations:DetachPolicy", "organizations:UpdatePolicy",
	"organizations:DisablePolicyType",
)

// AllowsEverything answers whether a statement allows all actions on all
// resources without conditions: Action * or *:*, or a NotAction that leaves the
// actions with which one grants oneself the rest or takes the account's
// guardrails away. "NotAction: iam:*" is such a one ("IAM JSON policy elements:
// NotAction": all other services are allowed); what AWS itself leaves out of
// PowerUserAccess (iam, organizations, account) is no longer. A Deny that takes
// all of it away again counts; a Deny of less doesn't.
func AllowsEverything(d Document) Result {
	return ask(d, func(s Statement) Reason {
		a := s.IsAllow().And(s.unconditional())
		if a == No {
			return no()
		}
		actions, why := s.allActions()
		if a = a.And(actions); a == No {
			return no()
		}
		if a = a.And(s.allResources()); a == No {
			return no()
		}
		return Reason{
			Answer:    a.And(d.denied(s, []Pattern{everyAction}).Not()),
			Why:       why,
			Actions:   names(append(slices.Clone(s.Actions), s.NotActions...)),
			Resources: names(append(slices.Clone(s.Resources), s.NotResources...)),
		}
	})
}

func (s Statement) allActions() (Answer, string) {
	if s.NotActions != nil {
		left := func(of []Text) Answer {
			return anyOf(of, func(t Text) Answer { return s.TouchesAction(ActionPattern(t)) })
		}
		rights := left(selfGranting)
		if rights == Yes {
			return Yes, "allows all actions but a few, and those it leaves can grant the rest"
		}
		return rights.Or(left(guardrails)), "allows all actions but those of " + strings.Join(names(s.NotActions), ", ") +
			", which leaves every secret, every role that trusts the account and the way out of the organization"
	}
	return anyOf(s.Actions, func(t Text) Answer { return ActionPattern(t).Covers(everyAction) }),
		"allows all actions on all resources"
}

// allResources answers whether the statement is for all resources, as far as
// one entry or the lack of any says. NotResource leaves all but a few.
func (s Statement) allResources() Answer {
	if s.NotResources != nil {
		return anyOf(s.NotResources, func(t Text) Answer { return everyARN(t, s.Variables) }).Not()
	}
	return anyOf(s.Resources, func(t Text) Answer { return everyARN(t, s.Variables) })
}

// ServiceStars answers which Allow statements give all actions of a service,
// such as s3:*, on whatever resources and under whatever conditions. The
// wildcard * for all services counts too. With NotAction there is no such
// entry; see AllowsEverything.
func ServiceStars(d Document) Result {
	return ask(d, func(s Statement) Reason {
		if s.IsAllow() == No {
			return no()
		}
		sum := no()
		for _, t := range s.Actions {
			a := serviceStar(t).And(s.IsAllow())
			if a == No {
				continue
			}
			if a = a.And(d.denied(s, []Pattern{ActionPattern(t)}).Not()); a == No {
				continue
			}
			sum.Answer = sum.Answer.Or(a)
			sum.Actions = append(sum.Actions, t.String())
		}
		sum.Why = "allows " + strings.Join(sum.Actions, ", ") + s.under()
		sum.Resources = names(s.Resources)
		return sum
	})
}

// serviceStar answers whether an action entry has a whole service in it.
func serviceStar(t Text) Answer {
	if s, known := t.Known(); known {
		_, name, found := strings.Cut(s, ":")
		if !found {
			name = s
		}
		return answerOf(name != "" && strings.Trim(name, "*") == "")
	}
	parts := t.split(":", 2)
	if len(parts) == 1 {
		return onlyStars(t)
	}
	return onlyStars(parts[1])
}

// WildResources answers whether a statement allows reading, writing or more on
// resources that it doesn't name: *, arn:aws:s3:::* or another pattern for all
// resources of a service or type. Listing and describing alone don't count, nor
// statements limited by a resource's tags, nor actions that AWS grants on * only:
// starOnly reports these by their names; nil is for who asks of no such action.
func WildResources(d Document, starOnly func(action string) bool) Result {
	return ask(d, func(s Statement) Reason {
		if s.IsAllow() == No {
			return no()
		}
		scope, resources, which := s.wildResources()
		if scope == No {
			return no()
		}
		actions, level, counts := s.wildActions(starOnly)
		a := s.IsAllow().And(scope).And(counts).And(s.tagLimited().Not())
		if a == No {
			return no()
		}
		return Reason{
			Answer:    a.And(d.denied(s, s.actionPatterns()).Not()),
			Why:       "allows " + level + " actions (" + strings.Join(actions, ", ") + ") on " + which + s.under(),
			Actions:   actions,
			Resources: resources,
		}
	})
}

// wildResources are the entries that stand for all resources of a kind.
func (s Statement) wildResources() (sum Answer, entries []string, which string) {
	if s.NotResources != nil {
		return s.allResources(), names(s.NotResources), "every resource but a few"
	}
	sum = No
	for _, t := range s.Resources {
		a, scope := wildResource(t, s.Variables)
		if a == No {
			continue
		}
		sum = sum.Or(a)
		entries = append(entries, t.String())
		if which == "" {
			which = scope
		}
	}
	return sum, entries, which
}

// wildActions are the entries that matter on all resources, and a name for what
// they can do at most.
func (s Statement) wildActions(starOnly func(string) bool) (entries []string, level string, counts Answer) {
	if s.NotActions != nil {
		return []string{"all but " + strings.Join(names(s.NotActions), ", ")}, "all", Yes
	}
	counts = No
	levels := []Level{}
	for _, t := range s.Actions {
		l := LevelOf(t)
		if l == LevelList {
			continue
		}
		if name, known := t.Known(); known && starOnly != nil && starOnly(name) {
			continue
		}
		levels = append(levels, l)
		entries = append(entries, t.String())
		if len(t.Holes()) > 0 && l == LevelUnknown {
			counts = counts.Or(Unknown)
			continue
		}
		counts = Yes
	}
	return entries, levelNames(levels), counts
}

// tagLimited answers whether a condition on tags of the resource narrows the
// statement.
func (s Statement) tagLimited() Answer {
	return anyOf(s.Conditions, func(c Condition) Answer {
		key := strings.ToLower(c.Key.String())
		if len(c.Key.Holes()) > 0 {
			return Unknown
		}
		_, name, _ := strings.Cut(key, ":")
		return answerOf(strings.HasPrefix(name, "resourcetag/")).And(c.asksPresence())
	})
}

// PassRoleUnscoped answers whether a statement allows iam:PassRole (by name, by
// a wildcard or by a NotAction) for all roles without saying to which service:
// no condition on iam:PassedToService that must hold.
func PassRoleUnscoped(d Document) Result {
	passRole := ActionPattern(Literal("iam:PassRole"))
	return ask(d, func(s Statement) Reason {
		a := s.IsAllow().And(s.CoversAction(passRole))
		if a == No {
			return no()
		}
		if a = a.And(s.allRoles()); a == No {
			return no()
		}
		scoped := anyOf(s.Conditions, func(c Condition) Answer { return c.pins("iam:passedtoservice", notOnlyStars) })
		return Reason{
			Answer:    a.And(scoped.Not()).And(d.denied(s, []Pattern{passRole}).Not()),
			Why:       "allows iam:PassRole for every role to every service" + s.under(),
			Actions:   names(append(slices.Clone(s.Actions), s.NotActions...)),
			Resources: names(append(slices.Clone(s.Resources), s.NotResources...)),
		}
	})
}

// allRoles answers whether the statement's resources have all roles of an
// account in them.
func (s Statement) allRoles() Answer {
	if s.NotResources != nil {
		return s.allResources()
	}
	return anyOf(s.Resources, func(t Text) Answer {
		a := everyARN(t, s.Variables)
		parts, ok := arnParts(t)
		if a == Yes || !ok {
			return a
		}
		account := Join(Part{Literal: "arn:"}).join(parts[1]).append(":iam::").join(parts[4]).append(":role/*")
		return a.Or(s.resource(t).Covers(ResourcePattern(account, s.Variables)))
	})
}
