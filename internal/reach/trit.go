package reach

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

// Trit is a three-valued fact in one class of scenarios. The zero Trit is
// Unknown without a cause; make one by [yes], [no] or [maybe].
type Trit struct {
	Is     proof.Verdict
	causes *causes // of what is Unknown; nil where none are known
}

// causes are the gaps for which something is Unknown: a list, or those of two facts.
// Gates are passed by the thousand and what they hang on is told of few: lists are
// joined when they are asked for.
type causes struct {
	list   []estate.Gap
	of, by *causes
}

func yes() Trit { return Trit{Is: proof.Yes} }

func no() Trit { return Trit{Is: proof.No} }

func maybe(gaps ...estate.Gap) Trit {
	return judged(proof.Unknown, gaps)
}

// judged is a verdict as a fact.
func judged(is proof.Verdict, gaps []estate.Gap) Trit {
	switch len(gaps) {
	case 0:
		return Trit{Is: is}
	case 1: // as mostly: the list and what is in it are made together
		one := &struct {
			causes
			gap [1]estate.Gap
		}{gap: [1]estate.Gap{gaps[0]}}
		one.list = one.gap[:]
		return Trit{is, &one.causes}
	}
	return Trit{is, &causes{list: slices.Clone(gaps)}}
}

// Gaps say why it is Unknown; none where it is not.
func (t Trit) Gaps() []estate.Gap {
	switch {
	case t.causes == nil:
		return nil
	case t.causes.of == nil:
		return t.causes.list
	}
	var lists [][]estate.Gap
	seen := map[*causes]bool{}
	var gather func(*causes)
	gather = func(c *causes) {
		if seen[c] {
			return
		}
		seen[c] = true
		if c.of == nil {
			lists = append(lists, c.list)
			return
		}
		gather(c.of)
		gather(c.by)
	}
	gather(t.causes)
	return joinGaps(nil, lists...)
}

// cause is the first of the gaps, or what stands in for it where there is none.
func (t Trit) cause(otherwise estate.Gap) estate.Gap {
	c := t.causes
	if c == nil {
		return otherwise
	}
	for c.of != nil {
		c = c.of
	}
	return c.list[0]
}

// Yes reports whether t is known to hold.
func (t Trit) Yes() bool { return t.Is == proof.Yes }

// No reports whether t is known not to hold.
func (t Trit) No() bool { return t.Is == proof.No }

// Unknown reports whether neither is known.
func (t Trit) Unknown() bool { return t.Is == proof.Unknown }

func holds(b bool) Trit {
	if b {
		return yes()
	}
	return no()
}

func (t Trit) not() Trit {
	switch t.Is {
	case proof.Yes:
		return no()
	case proof.No:
		return yes()
	}
	return t
}

// and holds where both do (Kleene).
func (t Trit) and(u Trit) Trit {
	switch {
	case t.No() || u.No():
		return no()
	case t.Yes():
		return u
	case u.Yes():
		return t
	}
	return t.besides(u)
}

// or holds where either does (Kleene).
func (t Trit) or(u Trit) Trit {
	switch {
	case t.Yes() || u.Yes():
		return yes()
	case t.No():
		return u
	case u.No():
		return t
	}
	return t.besides(u)
}

// besides is what is Unknown for the causes of two that are.
func (t Trit) besides(u Trit) Trit {
	switch {
	case u.causes == nil || t.causes.ends(u.causes):
		return t
	case t.causes == nil:
		return u
	}
	return Trit{proof.Unknown, &causes{of: t.causes, by: u.causes}}
}

// ends reports that the last causes are those of another fact, as they are of facts
// that hang on the same thing one after the other.
func (c *causes) ends(other *causes) bool {
	for c != nil && c != other && c.by != nil {
		c = c.by
	}
	return c == other || c != nil && len(c.list) == 1 && len(other.list) == 1 && c.list[0].Same(other.list[0])
}

// joinGaps appends without repeating a variable. Lists of gaps are not changed once they
// are made: where there is nothing to append, it is the list itself.
func joinGaps(list []estate.Gap, more ...[]estate.Gap) []estate.Gap {
	out := slices.Clip(list)
	var names map[string]bool // of the variables in out, where they are many
	for _, gaps := range more {
		for _, g := range gaps {
			if len(out) < manyGaps || g.Variable == nil {
				if !hasGap(out, g) {
					out = append(out, g)
				}
				continue
			}
			if names == nil {
				names = variablesOf(out)
			}
			if name := g.Variable.Name; !names[name] {
				names[name] = true
				out = append(out, g)
			}
		}
	}
	return out
}

// manyGaps is from how many on they are told apart by a map.
const manyGaps = 16

func variablesOf(gaps []estate.Gap) map[string]bool {
	out := make(map[string]bool, 2*len(gaps))
	for _, g := range gaps {
		if g.Variable != nil {
			out[g.Variable.Name] = true
		}
	}
	return out
}

func hasGap(list []estate.Gap, g estate.Gap) bool {
	return slices.ContainsFunc(list, g.Same)
}

// within asks whether a guard holds in a class of scenarios: in all of it, in
// none, or only in part, which is a gap that names what tells them apart.
func within(g, world scenario.Guard, at estate.Origin) Trit {
	switch {
	case g.IsAlways() || world.Implies(g):
		return yes()
	case g.Disjoint(world):
		return no()
	}
	if v, ok := g.And(world).First(); ok {
		return maybe(estate.Gap{Variable: v, Origin: at})
	}
	return maybe(outside("a condition", "it is not settled here", at))
}

// boolean reads a Boolean value in a class of scenarios.
func boolean(v estate.Value[bool], absent bool, world scenario.Guard) Trit {
	a := v.In(world)
	switch a.State {
	case estate.Known:
		return holds(a.Is)
	case estate.Absent:
		return holds(absent)
	}
	return maybe(placed(a.Gap, v.Origin))
}

// truth reads a statement over scenarios in a class of them.
func truth(t estate.Truth, world scenario.Guard, at estate.Origin) Trit {
	switch {
	case world.Implies(t.True):
		return yes()
	case t.True.Disjoint(world) && t.Unknown.Disjoint(world):
		return no()
	}
	var gaps []estate.Gap
	for _, g := range t.Gaps {
		if !g.When.Disjoint(world) {
			gaps = append(gaps, g.Gap)
		}
	}
	if len(gaps) == 0 {
		return within(t.True, world, at)
	}
	return maybe(gaps...)
}

// outside makes the gap of a fact that no source shows.
func outside(name, why string, at estate.Origin) estate.Gap {
	return estate.Gap{Variable: &scenario.Variable{Name: name, Kind: scenario.Outside, Why: why}, Origin: at}
}

// placed is g, with the place where it matters if it has none of its own, and
// a name if nobody gave it one.
func placed(g estate.Gap, at estate.Origin) estate.Gap {
	if g.Origin.IsZero() {
		g.Origin = at
	}
	if g.Variable == nil {
		return outside("the value at "+g.Origin.String(), "it is not of a form that is understood", g.Origin)
	}
	return g
}

// isGap reports whether g says that something is unknown.
func isGap(g estate.Gap) bool { return g.Variable != nil }
