package filterpattern

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// parser reads the inside of the braces.
type parser struct {
	rest  string
	whole int
}

// deepest is how far parentheses are followed.
const deepest = 64

func (p *parser) fail(want string) error {
	found := p.rest
	if len(found) > 20 {
		found = found[:20] + "…"
	}
	return fmt.Errorf("at character %d: found %q, expected %s", p.whole-len(p.rest)+1, found, want)
}

// peek is the next character that is no space; 0 at the end.
func (p *parser) peek() byte {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	if p.rest == "" {
		return 0
	}
	return p.rest[0]
}

// done reports that nothing is left but spaces.
func (p *parser) done() bool {
	p.peek()
	return p.rest == ""
}

// take takes a word that comes next.
func (p *parser) take(word string) bool {
	p.peek()
	rest, ok := strings.CutPrefix(p.rest, word)
	if ok {
		p.rest = rest
	}
	return ok
}

// either reads what || joins, which binds less than &&.
func (p *parser) either(depth int) (node, error) {
	left, err := p.both(depth)
	for err == nil && p.take("||") {
		var right node
		right, err = p.both(depth)
		left = either{left, right}
	}
	return left, err
}

func (p *parser) both(depth int) (node, error) {
	left, err := p.one(depth)
	for err == nil && p.take("&&") {
		var right node
		right, err = p.one(depth)
		left = both{left, right}
	}
	return left, err
}

func (p *parser) one(depth int) (node, error) {
	if !p.take("(") {
		return p.comparison()
	}
	if depth > deepest {
		return nil, p.fail("fewer parentheses")
	}
	inner, err := p.either(depth + 1)
	if err == nil && !p.take(")") {
		err = p.fail(")")
	}
	return inner, err
}

// comparison reads a selector and what is asked of it.
func (p *parser) comparison() (node, error) {
	path, err := p.selector()
	if err != nil {
		return nil, err
	}
	for _, w := range []struct {
		words string
		ask   asked
	}{{"NOT EXISTS", isAbsent}, {"EXISTS", isThere}, {"IS TRUE", isTrue}, {"IS FALSE", isFalse}, {"IS NULL", isNull}} {
		if p.takeWords(w.words) {
			return question{path, w.ask}, nil
		}
	}
	for _, op := range []string{"!=", "<=", ">=", "=", "<", ">"} {
		if p.take(op) {
			return p.operand(comparison{path: path, op: op})
		}
	}
	return nil, p.fail("an operator")
}

// takeWords takes words with any spaces between them.
func (p *parser) takeWords(words string) bool {
	before := p.rest
	for _, w := range strings.Fields(words) {
		if !p.take(w) {
			p.rest = before
			return false
		}
	}
	return true
}

// selector reads $.a.b[0]['c d'].
func (p *parser) selector() ([]step, error) {
	if !p.take("$") {
		return nil, p.fail("$")
	}
	var out []step
	for p.rest != "" {
		switch p.rest[0] {
		case '.':
			p.rest = p.rest[1:]
			if strings.HasPrefix(p.rest, "[") {
				continue
			}
			n := strings.IndexAny(p.rest, ".[ \t\r\n=!<>()&|")
			if n < 0 {
				n = len(p.rest)
			}
			if n == 0 {
				return nil, p.fail("a property")
			}
			out, p.rest = append(out, step{name: p.rest[:n]}), p.rest[n:]
		case '[':
			inside, rest, ok := strings.Cut(p.rest[1:], "]")
			if !ok {
				return nil, p.fail("]")
			}
			out, p.rest = append(out, stepOf(strings.TrimSpace(inside))), rest
		default:
			return out, p.some(out)
		}
	}
	return out, p.some(out)
}

func (p *parser) some(path []step) error {
	if len(path) == 0 {
		return p.fail("a property")
	}
	return nil
}

func stepOf(inside string) step {
	if inside == "*" {
		return step{every: true}
	}
	if n, err := strconv.Atoi(inside); err == nil {
		return step{index: n, isIndex: true}
	}
	return step{name: strings.Trim(inside, `'"`)}
}

// operand reads the right side of a comparison.
func (p *parser) operand(c comparison) (node, error) {
	switch p.peek() {
	case 0, ')', '&', '|':
		return nil, p.fail("a value")
	case '"':
		text, rest, ok := quoted(p.rest[1:])
		if !ok {
			return nil, p.fail(`a closing "`)
		}
		c.text, p.rest = text, rest
		return c, nil
	case '%':
		text, rest, ok := strings.Cut(p.rest[1:], "%")
		if !ok {
			return nil, p.fail("a closing %")
		}
		p.rest = rest
		expression, err := regexp.Compile(text)
		if err != nil {
			return nil, fmt.Errorf("regular expression %q: %w", text, err)
		}
		c.expression = expression
		return c, nil
	}
	n := strings.IndexAny(p.rest, " \t\r\n()&|")
	if n < 0 {
		n = len(p.rest)
	}
	c.text, c.bare, p.rest = p.rest[:n], true, p.rest[n:]
	return c, nil
}

// quoted reads a string to its closing quote; a backslash takes the next
// character as it is.
func quoted(s string) (text, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}
