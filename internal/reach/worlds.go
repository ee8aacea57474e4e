package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// mostWorlds bounds the classes of scenarios that are looked at one by one.
const mostWorlds = 64

// worlds splits the scenarios of an estate into classes within which the guards
// of its network facts are settled, the default scenario's class first. Where
// there would be too many, some classes are wider: what they do not settle is
// unknown there, which is sound.
func worlds(e *estate.Estate, guards []scenario.Guard) []scenario.Guard {
	possible := e.Possible.Concerning(guards...)
	if classes, ok := scenario.Partition(possible, guards, mostWorlds); ok {
		return classes
	}
	// The scenario of all defaults is always looked at by itself.
	classes, _ := scenario.Partition(possible, []scenario.Guard{defaultsOf(guards)}, mostWorlds)
	for _, g := range guards {
		if finer, ok := refine(classes, g); ok {
			classes = finer
		}
	}
	return classes
}

// refine splits each class by a guard; not ok if they would be too many.
func refine(classes []scenario.Guard, g scenario.Guard) ([]scenario.Guard, bool) {
	if g.IsAlways() || g.IsNever() {
		return classes, true
	}
	divided, n := make([]bool, len(classes)), 0 // how many there will be
	for i, c := range classes {
		n++
		if divided[i] = g.Divides(c); !divided[i] {
			continue
		}
		if n++; n > mostWorlds {
			return nil, false
		}
	}
	out := make([]scenario.Guard, 0, n)
	for i, c := range classes {
		if !divided[i] {
			out = append(out, c)
			continue
		}
		in, rest := c.And(g), c.Minus(g)
		if in.IsNever() || rest.IsNever() { // as they may be of what was too complex to follow
			out = append(out, c)
			continue
		}
		if in.ByDefault().IsNever() {
			in, rest = rest, in
		}
		out = append(out, in, rest)
	}
	return out, true
}

// defaultsOf are the scenarios in which every variable that the guards mention
// takes its default, if it has one.
func defaultsOf(guards []scenario.Guard) scenario.Guard {
	out := scenario.Always()
	seen := map[*scenario.Variable]bool{}
	for _, g := range guards {
		for _, v := range g.Support() {
			if v.HasDefault && !seen[v] {
				seen[v] = true
				out = out.And(scenario.Atom(v, v.Default))
			}
		}
	}
	return out
}
