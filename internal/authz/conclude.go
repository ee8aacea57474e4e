package authz

import "ringwall/internal/policy"

// gate is one point that a request must pass: a layer that may deny it and must
// allow it.
type gate struct {
	layer       Layer
	deny, allow policy.Answer
}

// conclude makes the decision of all gates, of which the last one grants.
func (e *evaluation) conclude(gates []gate) Decision {
	deny, allow := policy.No, policy.Yes
	for _, g := range gates {
		deny, allow = deny.Or(g.deny), allow.And(g.allow)
	}
	switch {
	case deny == policy.Yes:
		layer := first(gates, func(g gate) bool { return g.deny == policy.Yes })
		return Decision{Verdict: ExplicitDeny, Layer: layer, Statements: e.cite(func(n *note) bool { return n.deny && n.layer == layer })}
	case allow == policy.No:
		return Decision{Verdict: ImplicitDeny, Layer: first(gates, func(g gate) bool { return g.allow == policy.No })}
	case deny == policy.No && allow == policy.Yes:
		return Decision{Verdict: Allowed, Layer: gates[len(gates)-1].layer, Statements: e.cite(func(n *note) bool { return n.allow && n.layer.grants() })}
	}
	layer := first(gates, func(g gate) bool { return g.deny == policy.Unknown || g.allow == policy.Unknown })
	causes := e.causes(deny == policy.Unknown, allow == policy.Unknown)
	if causes == nil { // all that is open is in which of its ways a Principal names the caller
		causes = []Cause{{Layer: layer, Why: "how the Principal names the caller"}}
	}
	return Decision{Layer: layer, Causes: causes}
}

func first(gates []gate, is func(gate) bool) Layer {
	for _, g := range gates {
		if is(g) {
			return g.layer
		}
	}
	return NoLayer
}

// grants reports the layers that give access; the others only limit it.
func (l Layer) grants() bool {
	switch l {
	case Resource, Key, Trust, Identity:
		return true
	}
	return false
}

// cite lists the statements that apply for sure, as far as they are wanted.
func (e *evaluation) cite(want func(*note) bool) []Citation {
	n := 0
	for i := range e.notes {
		if e.notes[i].is == policy.Yes && want(&e.notes[i]) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	out := make([]Citation, 0, n)
	for i := range e.notes {
		if e.notes[i].is == policy.Yes && want(&e.notes[i]) {
			out = append(out, e.notes[i].citation())
		}
	}
	return out
}

func (n *note) citation() Citation {
	s := &n.policy.document.Statements[n.statement]
	return Citation{Layer: n.layer, Policy: n.policy.Name, Statement: n.statement, Sid: s.Sid.String(), Effect: s.Effect.String(), Pos: s.Pos}
}

// causes lists what leaves the verdict open: Deny statements, where it isn't
// known whether one applies, and Allow statements likewise.
func (e *evaluation) causes(deny, allow bool) []Cause {
	out := e.doubts
	for i := range e.notes {
		n := &e.notes[i]
		if n.is == policy.Unknown && (deny && n.deny || allow && n.allow) {
			out = append(out, n.cause())
		}
	}
	return out
}

func (n *note) cause() Cause {
	by := n.citation()
	c := Cause{Layer: n.layer, Why: n.outcome.Cause, By: &by, Element: n.outcome.Element}
	if s := &n.policy.document.Statements[n.statement]; c.Element == policy.ConditionElement && n.outcome.Condition < len(s.Conditions) {
		c.Key = s.Conditions[n.outcome.Condition].Key.String()
	}
	return c
}
