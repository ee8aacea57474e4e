package scenario

// Witness is a shortest scenario of g: the fewest settings after which g holds
// whatever the other variables are. It is empty for Always; ok is false for
// Never. Among equally short ones it prefers defaults, then the first values in
// order, so the answer is deterministic.
func (g Guard) Witness() (settings []Setting, ok bool) {
	memo := map[*node]*found{}
	best := shortest(g.n, memo)
	if best == nil {
		return nil, false
	}
	for f := best; f.next != nil; f = f.next {
		settings = append(settings, f.setting)
	}
	return settings, true
}

// found is a linked list of settings that lead to Always; the last has no next.
type found struct {
	cost    int // settings that are not defaults weigh a little more
	setting Setting
	next    *found
}

func shortest(n *node, memo map[*node]*found) *found {
	switch {
	case n == nil:
		return &found{}
	case n == never:
		return nil
	}
	if f, ok := memo[n]; ok {
		return f
	}
	var best *found
	consider := func(then *node, s Setting, cost int) {
		tail := shortest(then, memo)
		if tail == nil {
			return
		}
		if f := (&found{cost + tail.cost, s, tail}); best == nil || f.cost < best.cost {
			best = f
		}
	}
	for _, c := range n.cases {
		consider(c.then, Setting{Variable: n.v, Value: c.value}, weight(n.v, c.value))
	}
	if !n.v.Closed() {
		consider(n.rest, other(n), 102)
	}
	memo[n] = best
	return best
}

func weight(v *Variable, value string) int {
	if v.HasDefault && v.Default == value {
		return 100
	}
	return 101
}

func other(n *node) Setting {
	s := Setting{Variable: n.v, Other: true}
	for _, c := range n.cases {
		s.Not = append(s.Not, c.value)
	}
	return s
}

// paths lists up to most ways to satisfy g, as settings.
func (g Guard) paths(most int) [][]Setting {
	var out [][]Setting
	var walk func(*node, []Setting)
	walk = func(n *node, so []Setting) {
		if n == never || len(out) >= most {
			return
		}
		if n == nil {
			out = append(out, append([]Setting(nil), so...))
			return
		}
		for _, c := range n.cases {
			walk(c.then, append(so, Setting{Variable: n.v, Value: c.value}))
		}
		if !n.v.Closed() {
			walk(n.rest, append(so, other(n)))
		}
	}
	walk(g.n, nil)
	return out
}

// Partition splits the scenarios of within into the classes that the guards
// tell apart: within a class every guard is either always or never true. The
// class that holds the default scenario, if any, comes first. ok is false when
// there would be more than most classes.
func Partition(within Guard, guards []Guard, most int) (classes []Guard, ok bool) {
	if within.IsNever() {
		return nil, true
	}
	classes = []Guard{within}
	var done memo[*node, bool]
	for _, g := range guards {
		if _, again := done.get(g.n); again || terminal(g.n) {
			continue
		}
		done.put(g.n, true)
		if classes, ok = Split(classes, g, most); !ok {
			return nil, false
		}
	}
	for i, c := range classes {
		if !c.ByDefault().IsNever() {
			copy(classes[1:i+1], classes[:i])
			classes[0] = c
			break
		}
	}
	return classes, true
}

// Split parts each class of scenarios that a guard divides. It is not ok where there
// would be more than most of them, which is counted before any is parted.
func Split(classes []Guard, g Guard, most int) (next []Guard, ok bool) {
	n := len(classes)
	divided := make([]bool, n)
	for i, c := range classes {
		if divided[i] = g.Divides(c); divided[i] {
			n++
		}
	}
	switch {
	case n > most:
		return nil, false
	case n == len(classes):
		return classes, true
	}
	next = make([]Guard, 0, n)
	for i, c := range classes {
		if !divided[i] {
			next = append(next, c)
			continue
		}
		for _, part := range [2]Guard{c.And(g), c.Minus(g)} {
			if !part.IsNever() { // as it may be of what was too complex to follow
				next = append(next, part)
			}
		}
	}
	return next, true
}

// Divides reports whether g holds in some scenarios of a class and not in others, as far
// as that can be followed.
func (g Guard) Divides(class Guard) bool { return !class.Disjoint(g) && !class.Implies(g) }
