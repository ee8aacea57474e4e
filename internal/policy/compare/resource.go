package compare

import (
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// resource finds a resource: "*" for actions that AWS doesn't check on single ones
// ("Actions, resources, and condition keys for AWS services", the resource types
// column), else an ARN, or "*" where the action may have none.
func (s *search) resource() (model, status) {
	if s.c.use == policy.TrustPolicy {
		return s.arn([]string{"arn:aws:iam::" + ownAccount + ":role/example"})
	}
	out := none
	if !s.cell.whole {
		if s.cell.hints == nil {
			s.cell.hints = instances(s.cell.forms)
		}
		m, st := s.arn(s.cell.hints)
		if st == some {
			return m, some
		}
		out = st
	}
	if s.cell.whole || s.cell.bare {
		m := model{text: "*", runes: []rune("*")}
		ok := true
		for _, l := range s.lits[resourceDim] {
			ok = ok && agrees(s.answerOf(l.atom, m), l.want, s.may)
		}
		if ok {
			return m, some
		}
	}
	return model{}, out
}

func (s *search) arn(hints []string) (model, status) {
	l := language{work: &s.c.work, fresh: s.c.fresh, hints: hints, fill: fillARN, all: []*sequence{arnDomain}}
	for _, lit := range s.lits[resourceDim] {
		list := s.e.values(lit.atom, s.may == lit.want)
		switch {
		case !lit.want:
			l.none = append(l.none, list...)
		case len(list) == 0:
			return model{}, none
		default:
			l.all = append(l.all, list...)
		}
	}
	text, st := l.solve()
	return model{text: text}, s.e.risk(&l, st)
}

// instances are forms of ARNs with example names for what is open.
func instances(forms []string) []string {
	var out []string
	for _, f := range forms {
		if s := instance(f); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func instance(form string) string {
	var b strings.Builder
	for form != "" {
		before, after, found := strings.Cut(form, "${")
		b.WriteString(before)
		if !found {
			break
		}
		name, rest, _ := strings.Cut(after, "}")
		form = rest
		switch {
		case name == "Partition":
			b.WriteString("aws")
		case name == "Region":
			b.WriteString("us-east-1")
		case strings.HasPrefix(name, "Account"):
			b.WriteString(ownAccount)
		default:
			b.WriteString("example")
		}
	}
	return b.String()
}

// fillARN fills the wildcards of a pattern with what people would expect there.
func fillARN(q *sequence) []string {
	names := [][]string{{"arn"}, {"aws"}, {"s3"}, {"us-east-1", ""}, {ownAccount, ""}, {"example", "example/example", "example/x/example"}}
	var out []string
	for pick := range 3 {
		var b strings.Builder
		colons := 0
		for _, s := range q.steps {
			switch s.kind {
			case policy.RunStep:
				of := names[min(colons, 5)]
				b.WriteString(of[min(pick, len(of)-1)])
			case policy.OneStep:
				b.WriteByte('1')
			default:
				b.WriteRune(s.char)
				if s.char == ':' {
					colons++
				}
			}
		}
		out = append(out, b.String())
	}
	return out
}

// fill fills the wildcards of a value of a key.
func (k *key) fill(q *sequence) []string {
	if k.info.Arn || k.arns {
		return fillARN(q)
	}
	var b strings.Builder
	for _, s := range q.steps {
		switch s.kind {
		case policy.RunStep:
			b.WriteString("example")
		case policy.OneStep:
			b.WriteByte('1')
		default:
			b.WriteRune(s.char)
		}
	}
	return []string{b.String()}
}

// action finds an action that the catalogue doesn't have.
func (s *search) action() (model, status) {
	l := language{work: &s.c.work, fresh: s.c.fresh, all: []*sequence{anyAction}, none: noActions, hints: []string{"new-service:NewAction"},
		fill: fillAction, refuse: func(text string) bool { _, known := s.c.catalog.Action(text); return known }}
	for _, lit := range s.lits[actionDim] {
		list := s.e.values(lit.atom, s.may == lit.want)
		switch {
		case !lit.want:
			l.none = append(slices.Clone(l.none), list...)
		case len(list) == 0:
			return model{}, none
		default:
			l.all = append(l.all, list...)
		}
	}
	text, st := l.solve()
	return model{text: text}, st
}

func fillAction(q *sequence) []string {
	var b strings.Builder
	colon := false
	for _, s := range q.steps {
		switch {
		case s.kind == policy.RunStep && !colon:
			b.WriteString("new-service")
		case s.kind == policy.RunStep:
			b.WriteString("NewAction")
		case s.kind == policy.OneStep:
			b.WriteByte('x')
		default:
			b.WriteRune(s.char)
			colon = colon || s.char == ':'
		}
	}
	return []string{b.String()}
}

// What the names of actions are: service:Name.
var (
	anyAction = wildSequence("*:*")
	noActions = []*sequence{wildSequence(":*"), wildSequence("*:"), wildSequence("*:*:*")}
)
