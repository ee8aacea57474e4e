package terraform

import (
	"strconv"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// element is one member of a collection.
type element struct {
	key, is *value
}

// elements lists the members of a collection that is no choice; open is why there
// may be more.
func (l *loader) elements(v *value, at estate.Origin) (out []element, open *scenario.Variable, bad *value) {
	switch v.form() {
	case isList:
		for i, x := range v.items {
			key := numberOf(strconv.Itoa(i), at)
			if v.set {
				key = x
			}
			out = append(out, element{key, x})
		}
		return out, v.open, nil
	case isObject:
		for _, f := range v.fields {
			out = append(out, element{textOf(f.name, f.at), f.is})
		}
		return out, v.open, nil
	case isThing:
		return l.elements(v.thing.object(), at)
	case isModule:
		return l.elements(v.child.outputs(at), at)
	}
	return nil, nil, l.asUnknown(v, at)
}

// maxConditional bounds the members of a for expression whose condition cannot be
// decided: each doubles the lists that there may be.
const maxConditional = 6

func (s *scope) forExpression(x *hclsyntax.ForExpr, at estate.Origin) *value {
	return s.lift(at, []*value{s.eval(x.CollExpr)}, func(args []*value) *value {
		members, open, bad := s.elements(args[0], at)
		if bad != nil {
			return bad
		}
		var kept []made
		for _, m := range members {
			inner := s
			if x.KeyVar != "" {
				inner = inner.with(x.KeyVar, m.key)
			}
			inner = inner.with(x.ValVar, m.is)
			when := scenario.Always()
			if x.CondExpr != nil {
				yes, stops := s.test(inner.eval(x.CondExpr), at)
				if !stops.IsNever() {
					return failure("the condition of the for expression is neither true nor false", at)
				}
				if when = yes; when.IsNever() {
					continue
				}
			}
			one := made{when: when, is: inner.eval(x.ValExpr)}
			if x.KeyExpr != nil {
				one.key = inner.eval(x.KeyExpr)
			}
			kept = append(kept, one)
		}
		return s.gather(kept, open, at, func(kept []made, open *scenario.Variable) *value {
			return s.collect(x, kept, open, at)
		})
	})
}

// made is what a for expression makes of one member, in the scenarios of when.
type made struct {
	when    scenario.Guard
	key, is *value
}

// gather makes a collection for each combination of the conditions that cannot be
// decided.
func (l *loader) gather(kept []made, open *scenario.Variable, at estate.Origin, collect func([]made, *scenario.Variable) *value) *value {
	conditional := 0
	for _, m := range kept {
		if !m.when.IsAlways() {
			conditional++
		}
	}
	if conditional == 0 {
		return collect(kept, open)
	}
	if conditional > maxConditional {
		var sure []made
		for _, m := range kept {
			if m.when.IsAlways() {
				sure = append(sure, m)
			}
		}
		if open == nil {
			open = l.tooMany(at)
		}
		return collect(sure, open)
	}
	combos := []leaf{{}}
	chosen := [][]made{nil}
	for _, m := range kept {
		var nextCombos []leaf
		var next [][]made
		for i, c := range combos {
			if when := c.when.And(m.when); !when.IsNever() {
				nextCombos = append(nextCombos, leaf{when: when})
				next = append(next, append(chosen[i][:len(chosen[i]):len(chosen[i])], m))
			}
			if when := c.when.Minus(m.when); !when.IsNever() {
				nextCombos = append(nextCombos, leaf{when: when})
				next = append(next, chosen[i])
			}
		}
		combos, chosen = nextCombos, next
	}
	for i := range combos {
		combos[i].is = collect(chosen[i], open)
	}
	return choose(combos, at)
}

func (s *scope) collect(x *hclsyntax.ForExpr, kept []made, open *scenario.Variable, at estate.Origin) *value {
	if x.KeyExpr == nil {
		out := &value{kind: isList, at: at, open: open}
		for _, m := range kept {
			out.items = append(out.items, m.is)
		}
		return out
	}
	keys := make([]*value, len(kept))
	for i, m := range kept {
		keys[i] = s.settle(m.key)
	}
	return s.lift(at, keys, func(keys []*value) *value {
		var fields []field
		more := open
		for i, m := range kept {
			name, known := keys[i].literal()
			if !known {
				if keys[i].form() == isFailed {
					return keys[i]
				}
				if more = s.unsettled(keys[i]); more == nil {
					return failure("a key is no text", at)
				}
				continue
			}
			if x.Group {
				fields = group(fields, name, m.is, at)
			} else {
				fields = append(fields, field{name, at, m.is})
			}
		}
		out := objectOf(fields, at)
		out.open = more
		return out
	})
}

func group(fields []field, name string, is *value, at estate.Origin) []field {
	for i := range fields {
		if fields[i].name == name {
			fields[i].is = listOf(append(fields[i].is.items[:len(fields[i].is.items):len(fields[i].is.items)], is), at)
			return fields
		}
	}
	return append(fields, field{name, at, listOf([]*value{is}, at)})
}
