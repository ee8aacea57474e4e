package terraform

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// maxChoices bounds the combinations of alternatives for which one expression is
// evaluated; beyond, it is unknown.
const maxChoices = 128

// leaf is one form that a value takes in some scenarios, never a choice.
type leaf struct {
	when scenario.Guard
	is   *value
}

// leaves resolves choices at the top of v.
func (v *value) leaves() []leaf { return v.appendLeaves(nil, scenario.Always()) }

func (v *value) appendLeaves(out []leaf, when scenario.Guard) []leaf {
	if v.form() != isChoice {
		return append(out, leaf{when, v})
	}
	for _, a := range v.alts {
		if g := a.when.And(when); !g.IsNever() {
			out = a.then.appendLeaves(out, g)
		}
	}
	return out
}

// choose makes a value of leaves; equal neighbours are not joined.
func choose(leaves []leaf, at estate.Origin) *value {
	if len(leaves) == 1 && leaves[0].when.IsAlways() {
		return leaves[0].is
	}
	out := &value{kind: isChoice, at: at, alts: make([]alternative, 0, len(leaves))}
	for _, l := range leaves {
		out.alts = append(out.alts, alternative{l.when, l.is})
	}
	return out
}

// either is yes in the scenarios of when, no in all others.
func either(when scenario.Guard, yes, no *value, at estate.Origin) *value {
	switch {
	case when.IsAlways():
		return yes
	case when.IsNever():
		return no
	}
	return &value{kind: isChoice, at: at, alts: []alternative{{when, yes}, {when.Not(), no}}}
}

// lift evaluates f for every combination of the arguments' forms; f never sees a
// choice.
func (l *loader) lift(at estate.Origin, args []*value, f func([]*value) *value) *value {
	plain := true
	for _, a := range args {
		plain = plain && a.form() != isChoice
	}
	if plain {
		return f(args)
	}
	combos, ok := combine(args, func(v *value) []leaf { return v.leaves() })
	if !ok {
		return unknownOf(l.tooMany(at), at)
	}
	out := make([]leaf, 0, len(combos))
	for _, c := range combos {
		out = append(out, leaf{c.when, f(c.args)})
	}
	return choose(out, at)
}

func (l *loader) tooMany(at estate.Origin) *scenario.Variable {
	return l.outside("the value at "+at.String(), "too many combinations of variables", "--param for some of them")
}

type combination struct {
	when scenario.Guard
	args []*value
}

func combine(args []*value, leavesOf func(*value) []leaf) ([]combination, bool) {
	combos := []combination{{}}
	for _, a := range args {
		leaves := leavesOf(a)
		if len(leaves) == 1 && leaves[0].when.IsAlways() {
			for i := range combos {
				combos[i].args = append(combos[i].args, leaves[0].is)
			}
			continue
		}
		var next []combination
		for _, c := range combos {
			for _, x := range leaves {
				if when := c.when.And(x.when); !when.IsNever() {
					next = append(next, combination{when, append(append([]*value(nil), c.args...), x.is)})
				}
			}
		}
		if len(next) > maxChoices {
			return nil, false
		}
		combos = next
	}
	return combos, true
}

// liftPlain evaluates f for arguments of which every part is known; where one is
// not, the result is unknown for its cause. A failed argument fails the call.
func (l *loader) liftPlain(at estate.Origin, args []*value, f func([]*value) *value) *value {
	settled := make([]*value, len(args))
	for i, a := range args {
		settled[i] = l.settle(a)
	}
	return l.lift(at, settled, func(args []*value) *value {
		for _, a := range args {
			if a.form() == isFailed {
				return a
			}
		}
		for _, a := range args {
			if g := l.unsettled(a); g != nil {
				return unknownOf(g, at)
			}
		}
		return f(args)
	})
}

// settle moves choices and open texts inside v to its top: each form is then
// either known in all its parts, or has a part that cannot be known.
func (l *loader) settle(v *value) *value {
	switch v.form() {
	case isScalar:
		return l.settleText(v)
	case isChoice:
		var out []leaf
		for _, x := range v.leaves() {
			for _, y := range l.settle(x.is).leaves() {
				if when := x.when.And(y.when); !when.IsNever() {
					out = append(out, leaf{when, y.is})
				}
			}
		}
		return choose(out, v.at)
	case isList:
		return l.settleParts(v, v.items, func(items []*value) *value {
			c := *v
			c.items = items
			return &c
		})
	case isObject:
		parts := make([]*value, len(v.fields))
		for i, f := range v.fields {
			parts[i] = f.is
		}
		return l.settleParts(v, parts, func(parts []*value) *value {
			c := *v
			c.fields = make([]field, len(parts))
			for i, p := range parts {
				c.fields[i] = field{v.fields[i].name, v.fields[i].at, p}
			}
			return &c
		})
	case isThing:
		return l.settle(v.thing.object())
	case isModule:
		return l.settle(v.child.outputs(v.at))
	}
	return v
}

func (l *loader) settleParts(v *value, parts []*value, with func([]*value) *value) *value {
	settled := make([]*value, len(parts))
	changed := false
	for i, p := range parts {
		settled[i] = l.settle(p)
		changed = changed || settled[i] != p
	}
	if !changed {
		return v
	}
	return l.lift(v.at, settled, with)
}

// settleText expands a text with open parts into what it can be. A resource's
// name that the configuration writes is known.
func (l *loader) settleText(v *value) *value {
	if _, known := v.text.Known(); known {
		return v
	}
	text := l.withNames(v.text)
	var out []leaf
	for _, a := range text.Expand() {
		x := &value{kind: isScalar, text: estate.Literal(a.Is), plain: v.plain, at: v.at}
		if a.State != estate.Known {
			x = unknownOf(l.shared(a.Gap.Variable), v.at)
		}
		out = append(out, leaf{a.When, x})
	}
	return choose(out, v.at)
}

// withNames puts the names that the configuration writes in the place of
// references to resources.
func (l *loader) withNames(t estate.Text) estate.Text {
	if len(t.References()) == 0 {
		return t
	}
	var parts []estate.Text
	for _, p := range t.Parts() {
		if p.Reference != nil {
			parts = append(parts, l.nameOf(*p.Reference))
		} else {
			parts = append(parts, p.Text())
		}
	}
	return estate.Concat(parts...)
}

// nameOf is the name that stands behind a reference, if it is written.
func (l *loader) nameOf(r estate.Reference) estate.Text {
	if i := l.byID[r.Resource]; i != nil && r.Attribute == "" {
		if name := i.writtenName(); name.form() == isScalar && len(name.text.References()) == 0 {
			return name.text
		}
	}
	return estate.OfReference(r.Resource, r.Attribute)
}
