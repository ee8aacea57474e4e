package compare

import (
	"slices"

	"ringwall/internal/policy"
)

// literal is an atom that is to be true or false.
type literal struct {
	atom *atom
	want bool
}

// wish is what is wanted of one value: that a condition's values match it, or that
// none does.
type wish struct {
	atom  *atom
	match bool
}

// keyQuestion asks for what a request may have for a key.
type keyQuestion struct {
	k     *key
	e     *env
	may   bool // what is Unknown may be either
	wants []literal
	limit bool
}

// solve finds a fact with which all literals are as they are to be.
func (q *keyQuestion) solve() (fact, status) {
	for _, try := range []func() (fact, bool){q.single, q.absent, q.multiple, q.empty} {
		if f, ok := try(); ok {
			return f, some
		}
	}
	if q.limit {
		return fact{}, limit
	}
	return fact{}, none
}

// holds reports that a fact makes all literals as they are to be.
func (q *keyQuestion) holds(f fact) bool {
	for _, w := range q.wants {
		if !agrees(q.e.answer(w.atom, f), w.want, q.may) {
			return false
		}
	}
	return true
}

// agrees reports that an answer is what is wanted, or may be.
func agrees(a policy.Answer, want, may bool) bool {
	if a == policy.Unknown {
		return may
	}
	return (a == policy.Yes) == want
}

func (q *keyQuestion) absent() (fact, bool) {
	return fact{}, !q.k.always && q.holds(fact{})
}

func (q *keyQuestion) empty() (fact, bool) {
	var tries []fact
	if q.k.several() {
		tries = append(tries, fact{state: multiple})
	}
	if q.k.strings && !q.k.info.Arn && q.k.lower != "aws:tagkeys" { // "Minimum length of 1", Tag
		if q.k.several() {
			tries = append(tries, fact{state: multiple, many: []string{""}})
		}
		if !q.k.info.Many {
			tries = append(tries, fact{state: single})
		}
	}
	for _, f := range tries {
		if q.holds(f) {
			return f, true
		}
	}
	return fact{}, false
}

func (q *keyQuestion) single() (fact, bool) {
	var wishes []wish
	for _, w := range q.wants {
		if w.atom.cond.op.Base == policy.Null {
			if !agrees(q.e.answer(w.atom, fact{state: single, one: "x"}), w.want, q.may) {
				return fact{}, false
			}
			continue
		}
		wishes = append(wishes, wish{w.atom, w.want != w.atom.cond.op.Base.Negated()})
	}
	v, s := q.value(wishes, nil)
	if s != some {
		return fact{}, false
	}
	f := fact{state: single, one: v}
	if q.k.info.Many {
		f = fact{state: multiple, many: []string{v}}
	}
	return f, q.may || q.holds(f)
}

// multiple finds two values or more: ForAllValues asks something of each, and so
// does ForAnyValue if it is to fail; the others ask for one value each.
func (q *keyQuestion) multiple() (fact, bool) {
	if !q.k.several() {
		return fact{}, false
	}
	var each, any []wish
	for _, w := range q.wants {
		match := w.want != w.atom.cond.op.Base.Negated()
		switch set := w.atom.cond.op.Set; {
		case w.atom.cond.op.Base == policy.Null:
			if !agrees(q.e.answer(w.atom, fact{state: multiple, many: []string{"x", "y"}}), w.want, q.may) {
				return fact{}, false
			}
		case set == policy.Single && q.may:
		case set == policy.Single:
			return fact{}, false
		case (set == policy.AllValues) == w.want:
			each = append(each, wish{w.atom, match})
		default:
			any = append(any, wish{w.atom, match})
		}
	}
	f := fact{state: multiple}
	add := func(wishes []wish, not []string) bool {
		v, s := q.value(wishes, not)
		if s == some && !slices.Contains(f.many, v) {
			f.many = append(f.many, v)
		}
		return s == some
	}
	for _, w := range any {
		if !add(append(slices.Clone(each), w), nil) {
			return fact{}, false
		}
	}
	for len(f.many) < 2 {
		if !add(each, f.many) {
			return fact{}, false
		}
	}
	return f, q.may || q.holds(f)
}

// value finds one value.
func (q *keyQuestion) value(wishes []wish, not []string) (string, status) {
	var out string
	var s status
	if q.k.typed {
		out, s = q.sample(wishes, not)
	} else {
		out, s = q.text(wishes, not)
	}
	q.limit = q.limit || s == limit
	return out, s
}

func (q *keyQuestion) sample(wishes []wish, not []string) (string, status) {
	for _, v := range q.k.samples {
		ok := !slices.Contains(not, v)
		for _, w := range wishes {
			ok = ok && agrees(q.e.ask(w.atom.cond.ofOne(), q.k, fact{state: single, one: v}), w.match, q.may)
		}
		if ok {
			return v, some
		}
	}
	if !q.k.exact {
		return "", limit
	}
	return "", none
}

// text finds a value among texts: of ARNs first, then of others, of which nothing
// is known to operators that compare ARNs.
func (q *keyQuestion) text(wishes []wish, not []string) (string, status) {
	l := language{work: &q.e.c.work, fresh: q.e.c.fresh, fill: q.k.fill, hints: likely[q.k.lower]}
	for _, v := range not {
		l.none = append(l.none, literalSequence(v))
	}
	arns := q.k.info.Arn || q.k.arns && !q.k.strings
	if arns || q.k.arns {
		if v, s := q.choose(wishes, l, arnDomain); s != none || arns {
			return v, s
		}
		if q.may {
			wishes = slices.DeleteFunc(slices.Clone(wishes), func(w wish) bool { return w.atom.cond.arn })
		} else if slices.ContainsFunc(wishes, func(w wish) bool { return w.atom.cond.arn }) {
			return "", none
		}
	}
	return q.choose(wishes, l, someText)
}

// choose tries each value of the conditions that must match one.
func (q *keyQuestion) choose(wishes []wish, l language, domain *sequence) (string, status) {
	if len(wishes) == 0 {
		l.all = append([]*sequence{domain}, l.all...)
		v, s := l.solve()
		return v, q.e.risk(&l, s)
	}
	w, rest := wishes[0], wishes[1:]
	if !w.match {
		l.none = append(slices.Clone(l.none), q.e.values(w.atom, !q.may)...)
		return q.choose(rest, l, domain)
	}
	out := none
	all := l.all
	for _, v := range q.e.values(w.atom, q.may) {
		l.all = append(slices.Clone(all), v)
		text, s := q.choose(rest, l, domain)
		if s == some {
			return text, s
		}
		out = max(out, s)
	}
	return "", out
}

func literalSequence(s string) *sequence {
	var steps []step
	for _, c := range s {
		steps = append(steps, step{kind: policy.CharStep, char: c})
	}
	return newSequence(steps)
}

// wildSequence is a pattern of wildcards in text.
func wildSequence(s string) *sequence {
	var steps []step
	for _, c := range s {
		kind := policy.CharStep
		switch c {
		case '*':
			kind = policy.RunStep
		case '?':
			kind = policy.OneStep
		}
		steps = append(steps, step{kind: kind, char: c})
	}
	return newSequence(steps)
}

// What values there are. A value that is empty is asked for apart.
var (
	someText  = wildSequence("?*")
	arnDomain = wildSequence("arn:*:*:*:*:*")
)
