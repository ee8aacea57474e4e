package filterpattern

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// step goes down one level: to a property, a member of a list, or to each.
type step struct {
	name    string
	index   int
	isIndex bool
	every   bool
}

// at lists what a path leads to; nothing where it leads nowhere.
func at(record any, path []step) []any {
	found := []any{record}
	for _, s := range path {
		var next []any
		for _, x := range found {
			switch x := x.(type) {
			case map[string]any:
				if v, ok := x[s.name]; ok && !s.isIndex && !s.every {
					next = append(next, v)
				}
			case []any:
				switch {
				case s.every:
					next = append(next, x...)
				case s.isIndex && s.index >= 0 && s.index < len(x):
					next = append(next, x[s.index])
				}
			}
		}
		found = next
	}
	return found
}

// asked is what is asked of a property apart from its value.
type asked uint8

const (
	isThere asked = iota
	isAbsent
	isTrue
	isFalse
	isNull
)

type question struct {
	path []step
	ask  asked
}

func (q question) match(record any) Answer {
	found := at(record, q.path)
	switch q.ask {
	case isThere:
		return answer(len(found) > 0)
	case isAbsent:
		return answer(len(found) == 0)
	}
	out := No
	for _, x := range found {
		switch q.ask {
		case isTrue:
			out = max(out, answer(x == true))
		case isFalse:
			out = max(out, answer(x == false))
		case isNull:
			out = max(out, answer(x == nil))
		}
	}
	return out
}

func answer(b bool) Answer {
	if b {
		return Yes
	}
	return No
}

// comparison compares a property with a value.
type comparison struct {
	path       []step
	op         string
	text       string
	bare       bool // not in quotes
	expression *regexp.Regexp
}

// match: a property that is not there equals nothing. Whether it differs from
// something, AWS's pages do not say.
func (c comparison) match(record any) Answer {
	found := at(record, c.path)
	if len(found) == 0 {
		if c.op == "!=" {
			return Unknown
		}
		return No
	}
	out := No
	for _, x := range found {
		out = max(out, c.one(x))
	}
	return out
}

func (c comparison) one(value any) Answer {
	equal := Unknown
	switch v := value.(type) {
	case string:
		equal = c.equalText(v)
	case float64:
		n, err := strconv.ParseFloat(c.text, 64)
		if err != nil || c.expression != nil {
			if c.expression == nil && !strings.Contains(c.text, "*") {
				equal = No
			}
			break
		}
		if c.op != "=" && c.op != "!=" {
			return answer(ordered(v, c.op, n))
		}
		equal = answer(v == n)
	}
	switch c.op {
	case "=":
		return equal
	case "!=":
		return Yes - equal
	}
	if _, isText := value.(string); isText {
		return No // only numbers are ordered
	}
	return Unknown
}

func ordered(v float64, op string, n float64) bool {
	switch op {
	case "<":
		return v < n
	case "<=":
		return v <= n
	case ">":
		return v > n
	}
	return v >= n
}

// equalText compares strings: a * stands for any characters, and at the end of an
// address without quotes for any of its kind.
func (c comparison) equalText(v string) Answer {
	if c.expression != nil {
		return answer(c.expression.MatchString(v))
	}
	if _, err := strconv.ParseFloat(c.text, 64); err == nil && c.bare {
		if _, err := netip.ParseAddr(v); err != nil {
			return Unknown // a number and a text that may look like it
		}
	}
	return answer(wildcard(c.text, v))
}

// wildcard matches * against any run of characters, from the last * backwards at
// most once.
func wildcard(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return strings.HasSuffix(text, parts[len(parts)-1])
}
