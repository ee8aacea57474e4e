package compare

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"ringwall/internal/policy"
)

// env is what the keys are for which policy variables stand, in one of the cases
// that are looked at one by one.
type env struct {
	c     *comparison
	id    int
	facts map[string]fact // by the name of the key in lower case
	// empty says of keys with the empty text that it counts as a value; else a
	// variable of it has none. AWS's pages don't say which.
	empty  map[string]bool
	known  map[*atom]*resolved
	solved map[string]solution
	// abstract says that nothing is settled of variables: what hangs on one is
	// Unknown, but the same wherever it stands.
	abstract bool
}

// solution is a kept answer of one dimension.
type solution struct {
	m model
	s status
}

// resolved are the patterns of an atom with its variables put in: those that match
// for sure, and those that may.
type resolved struct {
	sure, possible []*sequence
}

func (c *comparison) newEnv(facts map[string]fact, empty map[string]bool) *env {
	var names []string
	for k, f := range facts {
		names = append(names, fmt.Sprintf("%s=%d%v%q%q", k, f.state, empty[k], f.one, f.many))
	}
	sort.Strings(names)
	id := strings.Join(names, "\n")
	if e, ok := c.envs[id]; ok {
		return e
	}
	e := &env{c: c, id: len(c.envs), facts: facts, empty: empty, known: map[*atom]*resolved{}, solved: map[string]solution{}}
	c.envs[id] = e
	return e
}

// condition answers a condition for what its key is.
func (e *env) condition(a *atom, f fact) policy.Answer { return e.ask(a.cond.alone(), a.cond.key, f) }

// answer is condition, but for conditions that hang on what isn't settled.
func (e *env) answer(a *atom, f fact) policy.Answer {
	if e.abstract && len(a.refs) > 0 && f.state != absent {
		return policy.Unknown
	}
	return e.condition(a, f)
}

func (e *env) ask(compiled *policy.Compiled, k *key, f fact) policy.Answer {
	ctx := &policy.Context{}
	ctx.Complete()
	for name, v := range e.facts {
		v.put(ctx, name)
	}
	if _, fixed := e.facts[k.lower]; !fixed || compiled == nil {
		f.put(ctx, k.lower)
	}
	return compiled.MatchStatement(0, &policy.Request{Action: "a:b", Context: ctx}).Answer
}

// values are the patterns of an atom: of a condition, of a resource.
func (e *env) values(a *atom, possible bool) []*sequence {
	r, ok := e.known[a]
	if !ok {
		r = e.resolve(a)
		e.known[a] = r
	}
	if possible {
		return r.possible
	}
	return r.sure
}

func (e *env) resolve(a *atom) *resolved {
	languages := []policy.Language{a.entry}
	if a.cond != nil {
		languages = a.cond.values
	}
	out := &resolved{}
	nulls := false
	for _, l := range languages {
		sure, possible, null := e.sequences(l)
		nulls = nulls || null
		if sure != nil {
			out.sure = append(out.sure, sure)
		}
		if possible != nil {
			out.possible = append(out.possible, possible)
		}
	}
	if nulls && a.cond != nil && a.cond.several && !a.cond.op.Base.Negated() {
		out.sure = nil // whether one variable without a value undoes the rest isn't said
	}
	return out
}

// sequences are what a language surely and possibly matches here; null says that
// a variable has no value, with which it matches nothing.
func (e *env) sequences(l policy.Language) (sure, possible *sequence, null bool) {
	var steps []step
	doubt, vars, bound := l.Doubt, false, false
	var loose []step // variables as wildcards
	for _, s := range l.Steps {
		if s.Kind != policy.VariableStep {
			bound = bound || s.Bound && s.Kind != policy.CharStep
			steps = append(steps, step{s.Kind, s.Char, s.Fold, s.Bound})
			loose = append(loose, steps[len(steps)-1])
			continue
		}
		if e.abstract {
			doubt, vars = true, true
			steps = append(steps, step{kind: policy.RunStep, stop: s.Bound})
			loose = append(loose, step{kind: policy.RunStep, stop: s.Bound})
			continue
		}
		text, has, unsure := e.variable(s)
		if !has {
			return nil, nil, true
		}
		vars, doubt = true, doubt || unsure
		if unsure {
			steps = append(steps, step{kind: policy.RunStep})
		}
		for _, c := range text {
			steps = append(steps, step{policy.CharStep, c, s.Fold, s.Bound})
		}
		loose = append(loose, step{kind: policy.RunStep, stop: s.Bound})
	}
	possible = newSequence(steps)
	if bound && !l.Firm {
		free := slices.Clone(steps)
		for i := range free {
			free[i].stop = false
		}
		possible = newSequence(free)
	}
	if vars && !e.abstract {
		possible.loose = newSequence(loose)
	}
	if doubt {
		return nil, possible, false
	}
	if bound && !l.Firm {
		sure = newSequence(steps)
		sure.loose = possible.loose
		return sure, possible, false
	}
	return possible, possible, false
}

// variable is the text that stands for a variable, if one does.
func (e *env) variable(s policy.Step) (text string, has, unsure bool) {
	f := e.facts[s.Key]
	switch {
	case f.state == single && (f.one != "" || e.empty[s.Key]):
		return f.one, true, false
	case f.state == multiple && s.Defaults:
		return "", true, true
	case f.state != multiple && s.Defaults:
		return s.Default, true, false
	}
	return "", false, false
}

// risk is the status of an answer in which the texts of variables are examples. That
// there is none is proved by them if a variable meets only wildcards and itself;
// else by what is left if it were any text.
func (e *env) risk(l *language, s status) status {
	if s != none || !slices.ContainsFunc(l.all, func(q *sequence) bool { return q.loose != nil }) {
		return s
	}
	ones := slices.ContainsFunc(l.none, func(q *sequence) bool { return q.ones })
	if len(l.all) == 1 && !ones {
		return s
	}
	open := language{fresh: l.fresh, work: l.work}
	for _, q := range l.all {
		if q.loose != nil {
			q = q.loose
		}
		open.all = append(open.all, q)
	}
	for _, q := range l.none {
		if q.loose == nil {
			open.none = append(open.none, q)
		}
	}
	if _, s := open.solve(); s == none {
		return none
	}
	return limit
}

// findVariables lists the keys that policy variables stand for.
func (c *comparison) findVariables() {
	for _, a := range c.atoms {
		for _, k := range a.refs {
			if !slices.Contains(c.vars, k) {
				c.vars = append(c.vars, k)
			}
		}
	}
	slices.Sort(c.vars)
	for _, name := range c.vars {
		c.key(name)
	}
	for _, k := range c.keys {
		k.sampled(c.fresh[0])
	}
}

// freshRunes are characters that no policy names.
func (c *comparison) freshRunes() {
	var named [128]bool
	for _, a := range c.atoms {
		languages := []policy.Language{a.entry}
		if a.cond != nil {
			languages = append(languages, a.cond.values...)
		}
		for _, l := range languages {
			for _, s := range l.Steps {
				if s.Kind == policy.CharStep && s.Char < 128 {
					named[s.Char], named[lower(s.Char)] = true, true
				}
			}
		}
	}
	for _, r := range "xzqwjkvy7935ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		if !named[r] && !named[lower(r)] {
			c.fresh = append(c.fresh, r)
		}
	}
	for r := 'à'; r <= 'ÿ'; r++ {
		if r != '÷' {
			c.fresh = append(c.fresh, r)
		}
	}
	c.freshBeyond()
}

// freshBeyond leaves out what policies name beyond ASCII.
func (c *comparison) freshBeyond() {
	for r := 'ㄱ'; r <= 'ㅎ'; r++ {
		c.fresh = append(c.fresh, r)
	}
	for _, a := range c.atoms {
		languages := []policy.Language{a.entry}
		if a.cond != nil {
			languages = append(languages, a.cond.values...)
		}
		for _, l := range languages {
			for _, s := range l.Steps {
				if s.Kind == policy.CharStep && s.Char >= 128 {
					c.fresh = slices.DeleteFunc(c.fresh, func(r rune) bool { return r == s.Char })
				}
			}
		}
	}
	for r := rune(0xE000); len(c.fresh) < 8; r++ {
		c.fresh = append(c.fresh, r) // the policies name all the others
	}
}
