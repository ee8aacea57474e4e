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
		m, st := s.arn(nil)
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
	l, ok := s.language()
	if !ok {
		return model{}, none
	}
	l.hints = hints
	text, st := l.solve()
	return model{text: text}, s.e.risk(&l, st)
}

// language asks for an ARN with which all literals are as they are to be. False if
// one has no pattern that may match.
func (s *search) language() (language, bool) {
	l := language{work: &s.c.work, fresh: s.c.fresh, fill: fillARN, all: []*sequence{arnDomain}}
	for _, lit := range s.lits[resourceDim] {
		list := s.e.values(lit.atom, s.may == lit.want)
		switch {
		case !lit.want:
			l.none = append(l.none, list...)
		case len(list) == 0:
			return l, false
		default:
			l.all = append(l.all, list...)
		}
	}
	return l, true
}

// instance is an ARN of a form, with example names for what is open.
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

// likely are values that people would expect of some keys, to be tried first.
var likely = map[string][]string{
	"aws:principalorgid":  {"o-exampleorgid"},
	"aws:requestedregion": {"us-east-1", "eu-west-1", "ap-southeast-2", "eu-central-1"},
	"aws:resourceaccount": {ownAccount, "444455556666"},
	"aws:resourceorgid":   {"o-exampleorgid"},
	"aws:sourceaccount":   {ownAccount, "444455556666"},
	"aws:sourcevpc":       {"vpc-0123456789abcdef0"},
	"aws:sourcevpce":      {"vpce-0123456789abcdef0"},
	"aws:tokenissuetime":  {"2026-01-01T00:00:00Z"},
	"iam:passedtoservice": {"ec2.amazonaws.com", "lambda.amazonaws.com"},
	"kms:viaservice":      {"s3.us-east-1.amazonaws.com"},
	"kms:calleraccount":   {ownAccount, "444455556666"},
}

// fill fills the wildcards of a value of a key.
func (k *key) fill(q *sequence) []string {
	switch {
	case k.info.Arn || k.arns:
		return fillARN(q)
	case q == someText:
		return []string{"example", "sample"}
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
		fill: fillAction, refuse: func(text string) bool { _, ok := s.c.by.known(text); return ok }}
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
