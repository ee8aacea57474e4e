package policy

import (
	"strings"
	"unicode"
)

// Language is the set of texts that a pattern of a policy matches, for those who
// compare policies as sets. See [Compiled.Match] for what a text matches.
type Language struct {
	Steps []Step
	// Doubt says that of no text it is sure that it matches.
	Doubt bool
	// Firm says that a wildcard that is [Step.Bound] never takes a colon; else a
	// match by which it would is not sure.
	Firm bool
}

// StepKind is what a step of a pattern takes.
type StepKind uint8

// The kinds of steps.
const (
	CharStep     StepKind = iota // one character
	OneStep                      // ?
	RunStep                      // *
	VariableStep                 // the text that a request has for a key
)

// Step is one element of a pattern.
type Step struct {
	Kind  StepKind
	Char  rune
	Fold  bool // the case of ASCII letters doesn't matter
	Bound bool // a wildcard that colons stop
	// Key is a variable's, in lower case; Default is what stands for it if the
	// request doesn't have the key, where Defaults says that there is one.
	Key      string
	Default  string
	Defaults bool
}

// anything is the language of a text of which nothing is known.
func anything() Language { return Language{Steps: []Step{{Kind: RunStep}}, Doubt: true} }

// ActionLanguage is that of an entry of Action or NotAction.
func ActionLanguage(t Text) Language {
	s, known := t.Known()
	if !known || !isActionPattern(s) || strings.Contains(s, "${") {
		return anything()
	}
	return Language{Steps: patternSteps(nil, s, true, true)}
}

// ResourceLanguage is that of an entry of Resource or NotResource; variables
// answers whether ${…} is a policy variable.
func ResourceLanguage(t Text, variables Answer) Language {
	s, known := t.Known()
	if !known || !isResourcePattern(s) || variables == Unknown && strings.Contains(s, "${") {
		return anything()
	}
	m := resourceMatcher(t, variables)
	l := Language{Doubt: m.early != ""}
	if variables == No || !strings.Contains(s, "${") {
		l.Steps = patternSteps(nil, s, true, false)
		if m.bound {
			bind(l.Steps, s)
		}
		return l
	}
	l.add(s, true, false)
	l.Doubt = l.Doubt || m.bound
	return l
}

// bind keeps the wildcards of a resource to their segments: the steps are those
// of the pattern, a step a character. Of stars in a row the last is what a colon
// or the end follows.
func bind(steps []Step, pattern string) {
	i, colons := 0, 0
	for at, c := range pattern {
		rest := strings.TrimLeft(pattern[at:], "*")
		free := colons >= arnSegments-1 || c == '*' && (rest == "" || rest[0] == ':')
		steps[i].Bound = (c == '*' || c == '?') && !free
		if c == ':' {
			colons++
		}
		i++
	}
}

// ValueLanguage is that of a value of a condition whose operator compares texts
// or ARNs; false for other operators.
func ValueLanguage(op Base, t Text, variables Answer) (Language, bool) {
	op = op.positive()
	s, known := t.Known()
	switch op {
	case StringEquals, StringEqualsIgnoreCase, StringLike, ArnEquals, ArnLike:
	default:
		return Language{}, false
	}
	if !known || variables == Unknown && strings.Contains(s, "${") {
		return anything(), true
	}
	var l Language
	switch op {
	case ArnEquals, ArnLike:
		parts := segments(t, variables != No)
		if len(parts) != arnSegments {
			return anything(), true
		}
		l.Firm = true
		for i, p := range parts {
			from := len(l.Steps)
			l.value(p.literalParts(), true, false, variables)
			for j := from; j < len(l.Steps); j++ {
				l.Steps[j].Bound = i < arnSegments-1
			}
			if i < arnSegments-1 {
				l.Steps = append(l.Steps, Step{Kind: CharStep, Char: ':'})
			}
		}
	default:
		l.value(s, op == StringLike, op == StringEqualsIgnoreCase, variables)
	}
	return l, true
}

func (l *Language) value(s string, wild, fold bool, variables Answer) {
	if variables == No {
		l.Steps = patternSteps(l.Steps, s, wild, fold)
	} else {
		l.add(s, wild, fold)
	}
	for i := range l.Steps {
		if c := &l.Steps[i]; fold && c.Kind == CharStep && c.Char > unicode.MaxASCII {
			// Which letters beyond ASCII differ only in case isn't documented.
			c.Kind, l.Doubt = OneStep, true
		}
	}
}

// add appends a pattern with variables.
func (l *Language) add(s string, wild, fold bool) {
	cutVariables(s,
		func(text string) { l.Steps = patternSteps(l.Steps, text, wild, fold) },
		func(c string) { l.Steps = patternSteps(l.Steps, c, false, fold) },
		func(r reference) {
			if r.bad != "" {
				l.Steps, l.Doubt = append(l.Steps, Step{Kind: RunStep}), true
				return
			}
			l.Steps = append(l.Steps, Step{Kind: VariableStep, Key: strings.ToLower(r.key), Default: r.fallback, Defaults: r.defaults, Fold: fold})
		})
}

func patternSteps(out []Step, s string, wild, fold bool) []Step {
	for _, c := range s {
		switch {
		case wild && c == '*':
			out = append(out, Step{Kind: RunStep})
		case wild && c == '?':
			out = append(out, Step{Kind: OneStep})
		default:
			out = append(out, Step{Kind: CharStep, Char: c, Fold: fold})
		}
	}
	return out
}

// Variables answers whether ${…} in a statement of the document is a policy
// variable.
func (d Document) Variables(s Statement) Answer { return variablesIn(d, s) }

// Fault is why nothing is known of a statement, or of one of its elements whatever
// the request: an element that must be there and isn't, or one that must not be
// there; empty if there is no such fault.
func (c *Compiled) Fault(statement int) string {
	s := &c.statements[statement]
	if s.gap != "" {
		return s.gap
	}
	for _, why := range s.missing {
		if why != "" {
			return why
		}
	}
	return ""
}

// ConditionFault is why a condition of a statement can't be read; empty if it can.
func (c *Compiled) ConditionFault(statement, condition int) string {
	return c.statements[statement].conditions[condition].bad
}

// Samples are values of each class that the values of a condition tell apart, for
// operators that compare neither texts nor ARNs: two values of a request between
// which there is none of the samples' are the same to all conditions that were
// given. Kind is the positive operator by which values are read.
func Samples(conditions []Condition) []string {
	var out samples
	for _, c := range conditions {
		for _, v := range c.Values {
			if s, known := v.Known(); known {
				out.read(c.Operator.Base.positive(), s)
			}
		}
	}
	return out.list()
}
