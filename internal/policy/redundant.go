package policy

import (
	"slices"
	"strings"
)

// maxEntries bounds the entries of a document that are compared with each other;
// AWS's quotas leave room for a quarter of it.
const maxEntries = 2000

// redundant reports statements that say what another says already, and entries
// of a list that another entry of it covers.
func (c *checker) redundant(d Document) {
	entries := 0
	for _, s := range d.Statements {
		entries += 1 + len(s.Actions) + len(s.NotActions) + len(s.Resources) + len(s.NotResources)
	}
	if entries > maxEntries {
		return
	}
	for i, s := range d.Statements {
		if j := d.coveredBy(i); j >= 0 {
			c.found.warn(Redundant, s.Pos, "the statement says nothing that statement %d doesn't", j+1)
		}
	}
	for _, s := range d.Statements {
		resource := func(t Text) Pattern { return s.resource(t) }
		c.redundantIn("Action", s.Actions, ActionPattern)
		c.redundantIn("NotAction", s.NotActions, ActionPattern)
		c.redundantIn("Resource", s.Resources, resource)
		c.redundantIn("NotResource", s.NotResources, resource)
	}
}

func (c *checker) redundantIn(name string, list []Text, pattern func(Text) Pattern) {
	patterns := make([]Pattern, len(list))
	for i, t := range list {
		patterns[i] = pattern(t)
	}
	for i, p := range patterns {
		for j, q := range patterns {
			// Of two that cover each other the later is redundant.
			if i == j || q.Covers(p) != Yes || i < j && p.Covers(q) == Yes {
				continue
			}
			c.found.warn(Redundant, list[i].Pos, "%s %q is covered by %q", name, list[i], list[j])
			break
		}
	}
}

// coveredBy is another statement that says all that one does; -1 if none.
// Of two that say the same the later is covered.
func (d Document) coveredBy(i int) int {
	s := d.Statements[i]
	for j, other := range d.Statements {
		if i != j && other.says(s) && (j < i || !s.says(other)) {
			return j
		}
	}
	return -1
}

// says reports that the statement surely says all that another does: same
// effect, all of its principals, actions and resources by patterns, and no
// condition that the other doesn't have.
func (s Statement) says(other Statement) bool {
	if s.Gap != "" || other.Gap != "" || s.Flaw != "" || other.Flaw != "" || s.Variables != other.Variables {
		return false
	}
	sameEffect := s.IsAllow() == Yes && other.IsAllow() == Yes || s.IsDeny() == Yes && other.IsDeny() == Yes
	return sameEffect && s.saysPrincipals(other) && s.saysActions(other) && s.saysResources(other) && s.saysConditions(other)
}

func (s Statement) saysActions(other Statement) bool {
	return coversLists(lists{s.Actions, s.NotActions}, lists{other.Actions, other.NotActions}, ActionPattern)
}

func (s Statement) saysResources(other Statement) bool {
	if s.Resources == nil && s.NotResources == nil {
		return other.Resources == nil && other.NotResources == nil
	}
	if other.Resources == nil && other.NotResources == nil {
		return false
	}
	return coversLists(lists{s.Resources, s.NotResources}, lists{other.Resources, other.NotResources}, s.resource)
}

// lists are the two forms of Action or Resource, of which one is there.
type lists struct{ in, out []Text }

// coversLists reports that one element surely takes all that another does.
func coversLists(own, its lists, pattern func(Text) Pattern) bool {
	covered := func(t Text, by []Text) bool {
		return slices.ContainsFunc(by, func(u Text) bool { return pattern(u).Covers(pattern(t)) == Yes })
	}
	overlaps := func(t Text, with []Text) bool {
		return slices.ContainsFunc(with, func(u Text) bool { return pattern(u).Overlaps(pattern(t)) != No })
	}
	switch {
	case own.out == nil && its.out == nil:
		return !slices.ContainsFunc(its.in, func(t Text) bool { return !covered(t, own.in) })
	case own.out == nil:
		return covered(Literal("*"), own.in)
	case its.out == nil:
		return !slices.ContainsFunc(its.in, func(t Text) bool { return overlaps(t, own.out) })
	}
	return !slices.ContainsFunc(own.out, func(t Text) bool { return !covered(t, its.out) })
}

// saysPrincipals compares by the entries as written.
func (s Statement) saysPrincipals(other Statement) bool {
	switch {
	case s.NotPrincipal != nil || other.NotPrincipal != nil:
		return false
	case s.Principal == nil || other.Principal == nil:
		return s.Principal == nil && other.Principal == nil
	case s.Principal.Everyone() == Yes:
		return true
	case other.Principal.Everyone() != No:
		return false
	}
	within := func(its, own []Text) bool {
		return !slices.ContainsFunc(its, func(t Text) bool {
			return len(t.Holes()) > 0 || !slices.ContainsFunc(own, func(u Text) bool { return u.String() == t.String() && len(u.Holes()) == 0 })
		})
	}
	p, q := s.Principal, other.Principal
	return within(q.AWS, p.AWS) && within(q.Service, p.Service) && within(q.Federated, p.Federated) && within(q.CanonicalUser, p.CanonicalUser)
}

// saysConditions reports that each condition of the statement is one of the
// other's, as written: more conditions take less.
func (s Statement) saysConditions(other Statement) bool {
	return !slices.ContainsFunc(s.Conditions, func(c Condition) bool {
		return !slices.ContainsFunc(other.Conditions, c.same)
	})
}

func (c Condition) same(d Condition) bool {
	equal := func(a, b Text) bool { return len(a.Holes()) == 0 && len(b.Holes()) == 0 && a.String() == b.String() }
	return c.Operator.Base == d.Operator.Base && c.Operator.Set == d.Operator.Set && c.Operator.IfExists == d.Operator.IfExists &&
		c.Operator.Base != NoOperator && strings.EqualFold(c.Key.String(), d.Key.String()) &&
		len(c.Key.Holes()) == 0 && slices.EqualFunc(c.Values, d.Values, equal)
}
