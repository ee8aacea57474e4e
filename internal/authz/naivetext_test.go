package authz_test

import (
	"strings"

	"ringwall/internal/policy"
)

// symbol is one of a text: a character, a wildcard, or something that isn't known.
type symbol struct {
	wild byte // '*' or '?'
	char byte
	hole string
}

// insideOf is the inside of the variable that s starts with, and what follows.
func insideOf(s string) (inside, rest string, closed bool) {
	quoted := false
	for i := 2; i < len(s); i++ {
		switch {
		case s[i] == '\'':
			quoted = !quoted
		case s[i] == '}' && !quoted:
			return s[2:i], s[i+1:], true
		}
	}
	inside, rest, closed = strings.Cut(s[2:], "}")
	return inside, rest, closed
}

func hasVariable(s string) bool {
	_, after, found := strings.Cut(s, "${")
	return found && strings.Contains(after, "}")
}

// literals are what is known of a text.
func literals(t policy.Text) string {
	var b strings.Builder
	for _, p := range t.Parts() {
		b.WriteString(p.Literal)
	}
	return b.String()
}

// pieces are the six of an ARN, cut outside of variables.
func pieces(t policy.Text, vars bool) []policy.Text {
	out := []policy.Text{}
	var current []policy.Part
	for _, p := range t.Parts() {
		if p.Hole != "" {
			current = append(current, p)
			continue
		}
		s := ""
		for rest := p.Literal; rest != ""; {
			if vars && strings.HasPrefix(rest, "${") {
				if _, after, closed := insideOf(rest); closed {
					s += rest[:len(rest)-len(after)]
					rest = after
					continue
				}
			}
			if rest[0] == ':' && len(out) < 5 {
				out = append(out, policy.Join(append(current, policy.Part{Literal: s})...))
				current, s = nil, ""
			} else {
				s += rest[:1]
			}
			rest = rest[1:]
		}
		current = append(current, policy.Part{Literal: s})
	}
	return append(out, policy.Join(current...))
}

// expansion is a pattern with its variables in place.
type expansion struct {
	symbols []symbol
	doubt   bool // a match isn't sure
	null    bool // a variable has no value
}

func (e *expansion) add(s string, wild, fold bool) {
	for i := range len(s) {
		c := s[i]
		switch {
		case wild && (c == '*' || c == '?'):
			e.symbols = append(e.symbols, symbol{wild: c})
		case fold:
			e.symbols = append(e.symbols, symbol{char: strings.ToLower(s[i : i+1])[0]})
		default:
			e.symbols = append(e.symbols, symbol{char: c})
		}
	}
}

func (e *expansion) word(t policy.Text, fold bool) {
	for _, p := range t.Parts() {
		if p.Hole != "" {
			e.symbols = append(e.symbols, symbol{hole: p.Hole})
		}
		e.add(p.Literal, false, fold)
	}
}

// open is something of which nothing is known.
func (e *expansion) open(name string) {
	e.doubt = true
	e.symbols = append(e.symbols, symbol{hole: "${" + name + "}"})
}

func (n naive) expand(t policy.Text, vars policy.Answer, wild, fold bool) expansion {
	e := expansion{symbols: make([]symbol, 0, 40)}
	for _, p := range t.Parts() {
		if p.Hole != "" {
			e.symbols = append(e.symbols, symbol{hole: p.Hole})
			continue
		}
		rest := p.Literal
		for vars != policy.No && strings.Contains(rest, "${") {
			before, after, _ := strings.Cut(rest, "${")
			e.add(before, wild, fold)
			inside, follows, closed := insideOf("${" + after)
			switch {
			case !closed:
				follows = ""
				e.open("")
			case vars == policy.Unknown:
				e.open(inside)
			case inside == "*" || inside == "?" || inside == "$":
				e.add(inside, false, fold)
			default:
				n.variable(&e, inside, fold)
			}
			rest = follows
		}
		e.add(rest, wild, fold)
	}
	return e
}

// variable puts the value of a variable in its place.
func (n naive) variable(e *expansion, inside string, fold bool) {
	key, fallback, hasDefault := strings.Cut(inside, ",")
	fallback = strings.TrimSpace(fallback)
	if hasDefault && (len(fallback) < 2 || fallback[0] != '\'' || fallback[len(fallback)-1] != '\'') || strings.ContainsAny(key, " '") || key == "" {
		e.open(inside)
		return
	}
	fallback = strings.Trim(fallback, "'")
	k := n.key(key)
	switch {
	case k.state == policy.Unknown:
		e.open(key)
	case k.state == policy.Yes && k.list && hasDefault:
		e.open(key)
	case k.state == policy.Yes && !k.list && k.null() == policy.No:
		e.word(k.values[0], fold)
	case k.state == policy.Yes && !k.list && hasDefault:
		e.open(key)
	case k.state == policy.Yes && !k.list:
		e.word(k.values[0], fold)
		e.doubt = true
	case hasDefault:
		e.add(fallback, false, fold)
	default:
		e.null = true
	}
}

// text answers whether a pattern takes a text, whatever isn't known, and whether
// it doesn't because a variable has no value.
func (n naive) text(p, t policy.Text, vars policy.Answer, wild, fold bool) (policy.Answer, bool) {
	if own, known := p.Known(); known && (vars == policy.No || !strings.Contains(own, "${")) {
		if s, told := t.Known(); told {
			if fold {
				own, s = strings.ToLower(own), strings.ToLower(s)
			}
			return is(own == s || wild && fits(own, s)), false
		}
	}
	own := n.expand(p, vars, wild, fold)
	if own.null {
		return policy.No, true
	}
	if t.IsZero() {
		t = policy.Hole("not given")
	}
	its := expansion{symbols: make([]symbol, 0, 40)}
	its.word(t, fold)
	if meet(own.symbols, its.symbols) {
		return is(!own.doubt).Or(policy.Unknown), false
	}
	if openly(own.symbols) || openly(its.symbols) {
		return is(!meet(loose(own.symbols), loose(its.symbols))).Not().And(policy.Unknown), false
	}
	return policy.No, false
}

func openly(list []symbol) bool {
	for _, s := range list {
		if s.hole != "" {
			return true
		}
	}
	return false
}

// loose has * for what isn't known.
func loose(list []symbol) []symbol {
	out := make([]symbol, len(list))
	for i, s := range list {
		if s.hole != "" {
			s = symbol{wild: '*'}
		}
		out[i] = s
	}
	return out
}

// meet reports whether some text is of both. A hole is a symbol that only itself
// and * take.
func meet(p, q []symbol) bool {
	reach := make([][]bool, len(p)+1)
	cells := make([]bool, (len(p)+1)*(len(q)+1))
	for i := range reach {
		reach[i] = cells[i*(len(q)+1):][:len(q)+1]
	}
	reach[0][0] = true
	for i := 0; i <= len(p); i++ {
		for j := 0; j <= len(q); j++ {
			if !reach[i][j] {
				continue
			}
			own, its := i < len(p), j < len(q)
			if own && p[i].wild == '*' {
				reach[i+1][j] = true
				if its && q[j].wild != '*' {
					reach[i][j+1] = true
				}
			}
			if its && q[j].wild == '*' {
				reach[i][j+1] = true
				if own && p[i].wild != '*' {
					reach[i+1][j] = true
				}
			}
			if own && its && p[i].wild != '*' && q[j].wild != '*' &&
				(p[i] == q[j] || p[i].wild == '?' && q[j].hole == "" || q[j].wild == '?' && p[i].hole == "") {
				reach[i+1][j+1] = true
			}
		}
	}
	return reach[len(p)][len(q)]
}
