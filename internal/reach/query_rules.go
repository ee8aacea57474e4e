package reach

import (
	"slices"

	"ringwall/internal/estate"
)

// RuleFinding says of one rule of a security group in which scenarios something
// holds of it, and why.
type RuleFinding struct {
	Group, Owner estate.ID // Owner is the resource that writes the rule
	Origin       estate.Origin
	Text         string // "in tcp 80 from 0.0.0.0/0"
	Holds        estate.Truth
	Because      []string  // the rules that cover it, or why nobody uses it
	Peer         estate.ID // the group that it refers to, if it refers to one
}

// RedundantRules is [Redundant] over all classes of scenarios.
func (m *Model) RedundantRules() []RuleFinding {
	if m.islands != nil {
		return m.islands.rules((*Model).RedundantRules)
	}
	return m.rulesWhere(func(e *engine, found ruleFound) {
		doubting := m.doubting(found)
		for _, x := range Redundant(e.n) {
			var by []string
			for _, r := range x.By {
				by = append(by, r.words())
			}
			if slices.ContainsFunc(append(x.By, x.Rule), func(r *Rule) bool { return r.Peer.Kind == PeerGroup }) {
				doubting(x.Rule, yes(), by) // it hangs on who is in the group
			} else {
				found(x.Rule, yes(), by)
			}
		}
	})
}

// UnusedRules lists the inbound rules that admit nobody, though some interface
// carries their group, and the outbound ones that refer to a group without
// members.
func (m *Model) UnusedRules() []RuleFinding {
	if m.islands != nil {
		return m.islands.rules((*Model).UnusedRules)
	}
	return m.rulesWhere(func(e *engine, found ruleFound) {
		found = m.doubting(found)
		u := e.usage()
		for _, g := range e.n.Groups {
			u.unusedOf(g, found)
		}
	})
}

// ruleFound notes that something holds, or may hold, of a rule.
type ruleFound func(r *Rule, is Trit, because []string)

// doubting is found where an interface of another island may carry any group: then
// what is found of rules hangs on which.
func (m *Model) doubting(found ruleFound) ruleFound {
	if !isGap(m.nameless) {
		return found
	}
	return func(r *Rule, is Trit, because []string) { found(r, is.and(maybe(m.nameless)), because) }
}

// rules are what is found of the rules of each island.
func (x *islands) rules(find func(*Model) []RuleFinding) []RuleFinding {
	var out []RuleFinding
	for k, home := range x.each(hasRules) {
		for _, f := range find(home) {
			if at, known := x.of[f.Owner]; !known || at == k {
				out = append(out, f)
			}
		}
	}
	return out
}

// rulesWhere gathers what is found of rules, class of scenarios by class.
func (m *Model) rulesWhere(ask func(*engine, ruleFound)) []RuleFinding {
	m.lock()
	defer m.unlock()
	type name struct {
		group, owner estate.ID
		origin, text string
	}
	at := map[name]int{}
	var out []RuleFinding
	for k, w := range m.worlds {
		here := map[int]bool{}
		ask(w.open(m), func(r *Rule, is Trit, because []string) {
			text := r.words()
			id := name{r.Group.ID, r.Owner, r.Origin.String(), text}
			i, known := at[id]
			if !known {
				i, at[id] = len(out), len(out)
				f := RuleFinding{Group: r.Group.ID, Owner: r.Owner, Origin: r.Origin, Text: text, Because: because, Holds: nowhere(m.worlds[:k])}
				if r.Peer.Group != nil {
					f.Peer = r.Peer.Group.ID
				}
				out = append(out, f)
			}
			if !here[i] {
				here[i] = true
				out[i].Holds = with(out[i].Holds, is, w)
			}
		})
		for i := range out {
			if !here[i] {
				out[i].Holds = with(out[i].Holds, no(), w)
			}
		}
	}
	return out
}
