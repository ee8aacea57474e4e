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
		return Decision{Verdict: ExplicitDeny, Layer: layer, Statements: e.cite(func(n note) bool { return n.deny && n.layer == layer })}
	case allow == policy.No:
		return Decision{Verdict: ImplicitDeny, Layer: first(gates, func(g gate) bool { return g.allow == policy.No })}
	case deny == policy.No && allow == policy.Yes:
		return Decision{Verdict: Allowed, Layer: gates[len(gates)-1].layer, Statements: e.cite(func(n note) bool { return n.allow && n.layer.grants() })}
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
func (e *evaluation) cite(want func(note) bool) []Citation {
	count := 0
	for n := range e.notes {
		if n.is == policy.Yes && want(n) {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	out := make([]Citation, 0, count)
	for n := range e.notes {
		if n.is == policy.Yes && want(n) {
			out = append(out, n.citation())
		}
	}
	return out
}

func (n note) citation() Citation { return cite(n.layer, n.policy, n.candidate.Statement) }

func cite(layer Layer, p *Policy, statement int) Citation {
	s := &p.document.Statements[statement]
	return Citation{Layer: layer, Policy: p.Name, Statement: statement, Sid: s.Sid.String(), Effect: s.Effect.String(), Pos: s.Pos}
}

// causes lists what leaves the verdict open: Deny statements, where it isn't
// known whether one applies, and Allow statements likewise.
func (e *evaluation) causes(deny, allow bool) []Cause {
	open := func(n note) bool { return n.is == policy.Unknown && (deny && n.deny || allow && n.allow) }
	count := 0
	for n := range e.notes {
		if open(n) {
			count++
		}
	}
	if count == 0 {
		return e.doubts
	}
	out := append(make([]Cause, 0, len(e.doubts)+count), e.doubts...)
	by := make([]Citation, 0, count)
	for n := range e.notes {
		if open(n) {
			by = append(by, n.citation())
			out = append(out, e.cause(n, &by[len(by)-1]))
		}
	}
	return out
}

func (e *evaluation) cause(n note, by *Citation) Cause {
	why := e.why(n)
	c := Cause{Layer: n.layer, Why: why.Cause, By: by, Element: why.Element}
	if s := &n.policy.document.Statements[n.candidate.Statement]; c.Element == policy.ConditionElement && why.Condition < len(s.Conditions) {
		c.Key = s.Conditions[why.Condition].Key.String()
	}
	return c
}
