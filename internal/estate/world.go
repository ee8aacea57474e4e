package estate

import (
	"fmt"
	"slices"

	"ringwall/internal/scenario"
)

// mostWorlds bounds the forms that one document is looked at in.
const mostWorlds = 32

// Worlds are classes of scenarios that guards tell apart, all of them as long as
// there are not too many; then the last guards stay undecided. The class of the
// default values comes first.
func Worlds(guards []scenario.Guard) []scenario.Guard {
	return DefaultFirst(Split([]scenario.Guard{scenario.Always()}, guards))
}

// DefaultFirst are classes of scenarios with that of the default values first: its
// reasons are told.
func DefaultFirst(worlds []scenario.Guard) []scenario.Guard {
	at := slices.IndexFunc(worlds, func(w scenario.Guard) bool { return !w.ByDefault().IsNever() })
	if at > 0 {
		worlds = slices.Clone(worlds)
		worlds[0], worlds[at] = worlds[at], worlds[0]
	}
	return worlds
}

// Guards tell the forms of a tree apart: see [Tree.PolicyNode].
func (t *Tree) Guards() []scenario.Guard { return guardsOf(t, nil) }

func guardsOf(t *Tree, guards []scenario.Guard) []scenario.Guard {
	if t == nil {
		return guards
	}
	if t.Kind == Choice {
		guards = append(guards, alternativesOf(t)...)
	}
	if t.Kind == Scalar && len(t.Text.Variables()) > 0 {
		guards = append(guards, t.Text.guards()...)
	}
	for i := range t.Fields {
		guards = guardsOf(t.Fields[i].Value, guards)
	}
	for _, i := range t.Items {
		guards = guardsOf(i, guards)
	}
	for _, a := range t.Alts {
		guards = guardsOf(a.Then, guards)
	}
	return guards
}

// guards tell apart what a text is: as a whole or, where a part of it is known in no
// scenario, what each of its variables is.
func (t Text) guards() []scenario.Guard {
	name := func(a Alternative[string]) (string, scenario.Guard) { return string(rune('0'+a.State)) + a.Is, a.When }
	if alternatives := t.Expand(); !allUnknown(alternatives) {
		return groupBy(alternatives, name)
	}
	var out []scenario.Guard
	for _, v := range t.Variables() {
		if alternatives := expandVariable(v); !allUnknown(alternatives) {
			out = append(out, groupBy(alternatives, name)...)
		}
	}
	return out
}

// Split tells classes of scenarios further apart by guards, as long as there are not
// too many.
func Split(worlds, guards []scenario.Guard) []scenario.Guard {
	for i, g := range guards {
		if slices.ContainsFunc(guards[:i], g.Equal) {
			continue
		}
		if next, ok := scenario.Split(worlds, g, mostWorlds); ok {
			worlds = next
		}
	}
	return worlds
}

// alternativesOf are the scenarios of a choice; alternatives that are the same text,
// such as a partition by region, are one.
func alternativesOf(t *Tree) []scenario.Guard {
	return groupBy(t.Alts, func(a TreeAlternative) (string, scenario.Guard) {
		if a.Then.IsMissing() {
			return "missing", a.When
		}
		if a.Then.Kind == Scalar {
			return "text " + a.Then.Text.String(), a.When
		}
		return fmt.Sprintf("%p", a.Then), a.When
	})
}

func groupBy[T any](of []T, key func(T) (string, scenario.Guard)) []scenario.Guard {
	var out []scenario.Guard
	seen := map[string]int{}
	for _, x := range of {
		name, when := key(x)
		if i, ok := seen[name]; ok {
			out[i] = out[i].Or(when)
			continue
		}
		seen[name] = len(out)
		out = append(out, when)
	}
	return out
}

func allUnknown(alternatives []Alternative[string]) bool {
	for _, a := range alternatives {
		if a.State == Known {
			return false
		}
	}
	return true
}
