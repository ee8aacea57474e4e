package policy

import "strings"

// reference is a policy variable ${key} or ${key, 'default'}: text that the
// request decides ("IAM policy elements: Variables and tags").
type reference struct {
	key      string
	hash     uint64
	fallback string
	defaults bool   // has a default value
	bad      string // why it can't be read
}

// variableAt is the inside of the policy variable that s starts with, and its
// whole length; zero if there is none. A brace in the quotes of a default value
// doesn't end it; a quote that is never closed is no quote.
func variableAt(s string) (string, int) {
	if !strings.HasPrefix(s, "${") {
		return "", 0
	}
	quoted := false
	for i := 2; i < len(s); i++ {
		switch {
		case s[i] == '\'':
			quoted = !quoted
		case s[i] == '}' && !quoted:
			return s[2:i], i + 1
		}
	}
	if i := strings.IndexByte(s, '}'); i > 0 {
		return s[2:i], i + 1
	}
	return "", 0
}

// special is the character that ${*}, ${?} and ${$} stand for.
func special(inside string) (string, bool) {
	switch inside {
	case "*", "?", "$":
		return inside, true
	}
	return "", false
}

func isSpecial(inside string) bool {
	_, ok := special(inside)
	return ok
}

// parseReference reads the inside of a variable.
func parseReference(inside string) reference {
	name, rest, comma := strings.Cut(inside, ",")
	r := reference{key: name, hash: foldHash(name)}
	switch {
	case name == "" || strings.ContainsAny(name, " \t\r\n'"):
		r.bad = "the policy variable ${" + inside + "} has no readable name"
	case comma:
		rest = strings.TrimSpace(rest)
		if len(rest) < 2 || rest[0] != '\'' || rest[len(rest)-1] != '\'' || strings.Contains(rest[1:len(rest)-1], "'") {
			r.bad = "the default value in ${" + inside + "} is not in single quotes"
			break
		}
		r.fallback, r.defaults = rest[1:len(rest)-1], true
	}
	return r
}

// substitute is what a variable stands for in a request.
type substitute struct {
	text  Text   // its text; may have holes
	null  bool   // it has no value
	doubt string // not sure: why
}

// in resolves the variable. A multivalued key has no value as a variable ("you
// can't use a multivalued context key as a policy variable"). An empty string
// is a value, or "no value": AWS's pages don't say, so it is doubted.
func (r *reference) in(c *Context) substitute {
	if r.bad != "" {
		return substitute{doubt: r.bad}
	}
	f := c.look(r.key, r.hash)
	null := f.null()
	switch {
	case f.state == mayBe:
		return substitute{doubt: f.why(r.key)}
	case f.state == present && f.multi && r.defaults:
		return substitute{doubt: "${" + r.key + "} is multivalued, which a policy variable can't be"}
	case f.state == present && !f.multi && null == No:
		return substitute{text: f.one}
	case f.state == present && !f.multi && r.defaults:
		return substitute{doubt: "the policy variable ${" + r.key + "} may be empty"}
	case f.state == present && !f.multi:
		return substitute{text: f.one, doubt: "the policy variable ${" + r.key + "} may be empty"}
	case r.defaults:
		return substitute{text: Literal(r.fallback)}
	}
	return substitute{null: true}
}

// cutVariables walks over text: literals, the characters of ${*} and the like,
// and variables. What follows a variable without its brace is one that can't be
// read.
func cutVariables(s string, literal func(string), character func(string), variable func(reference)) {
	for s != "" {
		i := strings.Index(s, "${")
		if i < 0 {
			literal(s)
			return
		}
		if i > 0 {
			literal(s[:i])
		}
		inside, size := variableAt(s[i:])
		if size == 0 {
			variable(reference{bad: "the policy variable in " + s[i:] + " has no closing brace"})
			return
		}
		if c, ok := special(inside); ok {
			character(c)
		} else {
			variable(parseReference(inside))
		}
		s = s[i+size:]
	}
}
