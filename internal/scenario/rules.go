package scenario

import "slices"

// Rules are sets of scenarios of which a deployment is in every one: what the
// sources themselves admit. The zero Rules admit all scenarios. They are immutable.
//
// Rules that have no variable in common say nothing of each other: they are kept
// apart, so that a question pays only for the rules that concern it. A folder of a
// thousand templates has the rules of all, and a question is mostly about one.
type Rules struct {
	apart []Guard           // no two have a variable in common; none is Always
	of    map[*Variable]int // which of apart a variable is in
}

// With are the rules and one more.
func (r Rules) With(g Guard) Rules {
	if g.IsAlways() {
		return r
	}
	support := g.Support()
	joined := map[int]bool{}
	for _, v := range support {
		if i, ok := r.of[v]; ok {
			joined[i] = true
		}
	}
	out := Rules{of: map[*Variable]int{}}
	for i, h := range r.apart {
		if joined[i] {
			g = h.And(g)
		} else {
			out.add(h)
		}
	}
	out.add(g)
	return out
}

func (r *Rules) add(g Guard) {
	for _, v := range g.Support() {
		r.of[v] = len(r.apart)
	}
	r.apart = append(r.apart, g)
}

// All are the scenarios that the rules admit.
func (r Rules) All() Guard {
	out := Always()
	for _, g := range r.apart {
		out = out.And(g)
	}
	return out
}

// Concerning are the scenarios that the rules admit, as far as it matters to
// something that hangs on some guards: rules that share no variable with these, or
// with rules that do, are left out. If no scenario at all is admitted, none is here.
func (r Rules) Concerning(guards ...Guard) Guard {
	if len(r.apart) == 0 {
		return Always()
	}
	if slices.ContainsFunc(r.apart, Guard.IsNever) {
		return Never()
	}
	var which []int
	var w walk
	for _, g := range guards {
		w.variables(g, func(v *Variable) {
			if i, ok := r.of[v]; ok && !slices.Contains(which, i) {
				which = append(which, i)
			}
		})
	}
	slices.Sort(which)
	out := Always()
	for _, i := range which {
		out = out.And(r.apart[i])
	}
	return out
}
