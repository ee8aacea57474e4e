package compare

import (
	"fmt"
	"slices"

	"ringwall/internal/policy"
)

// outcome is that of the searches in one cell.
type outcome struct {
	witness *search  // with the values of a request
	causes  []string // what is open
	limited bool     // a bound was met
}

// ask looks for a request in a cell that a changed policy allows and no old one:
// because none of their statements allows it, or because one denies it.
func (c *comparison) ask(x *cell, may bool, d depth) outcome {
	var out outcome
	cases := []*env{c.unsettled()}
	if names := c.variablesOf(x); d != few || !may {
		var ok bool
		if cases, ok = c.cases(names, may, d); !ok {
			out.limited = true
			return out
		}
	}
	var stay, allow, deny []member // what must not apply; the old statements by effect
	for _, m := range x.members {
		switch {
		case m.changed && !m.allow:
			stay = append(stay, m)
		case !m.changed && m.allow:
			allow = append(allow, m)
		}
		if !m.changed && !m.allow && !m.twin { // else it denies still
			deny = append(deny, m)
		}
	}
	for _, e := range cases {
		for _, m := range x.members {
			if !m.changed || !m.allow {
				continue
			}
			// An old statement that says the same allows all that this one does.
			if !m.twin && c.root(x, e, may, []member{m}, append(slices.Clone(stay), allow...), &out) {
				return out
			}
			for _, d := range deny {
				if c.root(x, e, may, []member{m, d}, stay, &out) {
					return out
				}
			}
		}
	}
	return out
}

// rooted is a kept outcome of a search.
type rooted struct {
	hit     *search
	limited bool
}

// root is one search: some statements apply and others don't.
func (c *comparison) root(x *cell, e *env, may bool, apply, avoid []member, out *outcome) bool {
	avoid, open := c.relevant(x, apply, avoid)
	if !open {
		return false
	}
	id := ""
	if !x.unknown {
		id = c.rootID(x, e, may, apply, avoid)
	}
	r, known := c.roots[id]
	if !known || x.unknown {
		if c.work > maxWork {
			out.limited = true
			return false
		}
		r = c.newSearch(x, e, may).root(apply, avoid)
		c.roots[id] = r
	}
	out.limited = out.limited || r.limited
	if r.hit == nil {
		return false
	}
	s := *r.hit
	s.cell = x
	out.witness = &s
	if may {
		out.causes = s.causes()
		for _, m := range s.has {
			out.limited = out.limited || m.open
		}
	}
	return true
}

// relevant leaves out what never applies where others do. False if there is no such
// request, since some that are to be avoided apply wherever they do.
func (c *comparison) relevant(x *cell, apply, avoid []member) ([]member, bool) {
	apart := newHits(len(c.stmts))
	for i, m := range apply {
		r := c.relationOf(m.statement)
		for _, o := range apply[:i] {
			if r.apart.has(o.place) {
				return nil, false
			}
		}
		for _, t := range avoid {
			if t.doubt == nil && r.within.has(t.place) && (!x.unknown || c.actionsWithin(m, t)) {
				return nil, false
			}
		}
		for j := range apart {
			apart[j] |= r.apart[j]
		}
	}
	out := make([]member, 0, len(avoid))
	for _, t := range avoid {
		if !apart.has(t.place) {
			out = append(out, t)
		}
	}
	return out, true
}

// root looks for a request to which some statements apply and others don't.
func (s *search) root(apply, avoid []member) rooted {
	var goOn func(int) bool
	goOn = func(i int) bool {
		if i == len(apply) {
			return s.avoid(avoid)
		}
		return s.apply(apply[i], func() bool { return goOn(i + 1) })
	}
	if goOn(0) {
		return rooted{s, s.limit}
	}
	return rooted{nil, s.limit}
}

// variablesOf are the keys of policy variables in the statements of a cell.
func (c *comparison) variablesOf(x *cell) []string {
	if len(c.vars) == 0 {
		return nil
	}
	var out []string
	add := func(list []*atom) {
		for _, a := range list {
			for _, k := range a.refs {
				if !slices.Contains(out, k) {
					out = append(out, k)
				}
			}
		}
	}
	for _, m := range x.members {
		add(m.atoms)
		if m.resources != nil {
			add(m.resources.atoms)
		}
	}
	slices.Sort(out)
	return out
}

// causes are what leaves it open whether the request is one.
func (s *search) causes() []string {
	var out []string
	for _, list := range s.lits {
		for _, l := range list {
			if !s.has[l.atom.dim].open && s.answer(l.atom) == policy.Unknown {
				out = append(out, s.c.cause(l.atom, s))
			}
		}
	}
	for _, k := range s.c.vars {
		if s.e.hollow(k) {
			out = append(out, "whether the empty value of "+k+" is one, for a policy variable")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cause says why nothing is sure of an atom, and where it stands.
func (c *comparison) cause(a *atom, s *search) string {
	why := a.why
	switch {
	case why != "":
	case a.cond != nil:
		f := s.has[a.dim].fact
		if a.dim == callerDim && s.has[callerDim].person != nil {
			f = s.has[callerDim].person.facts[a.cond.key.lower]
		}
		why = s.e.why(a, f)
	case a.dim == callerDim:
		why = "whether the Principal names " + s.has[callerDim].person.principal
	case a.dim == resourceDim:
		why = "whether " + patternText(a.entry) + " names " + s.has[resourceDim].text
	default:
		why = "an entry of Action"
	}
	return fmt.Sprintf("%s (%s, %s)", why, a.stmt.document.Name, a.stmt.source.Pos)
}

// why is the cause of an Unknown condition.
func (e *env) why(a *atom, f fact) string {
	ctx := &policy.Context{}
	ctx.Complete()
	for name, v := range e.facts {
		v.put(ctx, name)
	}
	if _, fixed := e.facts[a.cond.key.lower]; !fixed {
		f.put(ctx, a.cond.key.lower)
	}
	out := a.cond.alone().MatchStatement(0, &policy.Request{Action: "a:b", Context: ctx})
	if out.Cause == "" {
		return "the condition on " + a.cond.key.name
	}
	return out.Cause
}
