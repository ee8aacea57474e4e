package compare

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/policy"
)

const maxCases = 512

// unsettled is the case in which nothing is said of variables.
func (c *comparison) unsettled() *env {
	e := c.newEnv(map[string]fact{"\x00": {}}, nil)
	e.abstract, e.facts = true, map[string]fact{}
	return e
}

// depth says how many cases are looked at.
type depth uint8

const (
	few  depth = iota // one variable after the other is anything but new text
	full              // all together
	more              // and texts of policies that a variable might have to equal
)

// cases are what the keys of variables may be, one by one. False if there are too
// many.
func (c *comparison) cases(names []string, may bool, d depth) ([]*env, bool) {
	id := fmt.Sprint(names, may, d)
	if kept, ok := c.kept[id]; ok {
		return kept, kept != nil
	}
	out, ok := c.newCases(names, may, d)
	c.kept[id] = out
	return out, ok
}

func (c *comparison) newCases(names []string, may bool, d depth) ([]*env, bool) {
	if d == few {
		all := make([][]settled, len(names))
		for i, name := range names {
			all[i] = c.settle(name, i, may, d, c.settledEnv(nil, nil))
		}
		return c.fewCases(names, all), true
	}
	chained := func(name string) bool {
		return slices.ContainsFunc(c.key(name).atoms, func(a *atom) bool { return len(a.refs) > 0 })
	}
	if may && slices.ContainsFunc(names, chained) {
		// What one variable may be hangs on another: examples prove nothing.
		return nil, false
	}
	names = slices.Clone(names)
	slices.SortStableFunc(names, func(a, b string) int { return int(boolByte(chained(a))) - int(boolByte(chained(b))) })
	parts := [][]settled{nil}
	for i, name := range names {
		var next [][]settled
		for _, p := range parts {
			for _, f := range c.settle(name, i, may, d, c.settledEnv(names[:i], p)) {
				next = append(next, append(slices.Clone(p), f))
			}
			if len(next) > maxCases {
				return nil, false
			}
		}
		parts = next
	}
	var out []*env
	for _, p := range parts {
		out = append(out, c.settledEnv(names, p))
	}
	return out, true
}

// fewCases are the first of all, the last of all, and all but one the first.
func (c *comparison) fewCases(names []string, all [][]settled) []*env {
	first, last := make([]settled, len(names)), make([]settled, len(names))
	for i, list := range all {
		first[i], last[i] = list[0], list[len(list)-1]
	}
	out := []*env{c.settledEnv(names, first)}
	add := func(p []settled) {
		if e := c.settledEnv(names, p); !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	for i, list := range all {
		for _, f := range list[1:] {
			p := slices.Clone(first)
			p[i] = f
			add(p)
		}
	}
	add(last)
	return out
}

// settled is a case of one key.
type settled struct {
	fact  fact
	empty bool // as in env
}

func (c *comparison) settledEnv(names []string, p []settled) *env {
	facts, empty := map[string]fact{}, map[string]bool{}
	for i, name := range names {
		facts[name], empty[name] = p[i].fact, p[i].empty
	}
	return c.newEnv(facts, empty)
}

// settle lists the cases of a key, after those of others.
func (c *comparison) settle(name string, i int, may bool, d depth, before *env) []settled {
	var out []settled
	for _, f := range c.factsOf(name, i, may, d, before) {
		out = append(out, settled{fact: f})
		if may && f.state == single && f.one == "" {
			out = append(out, settled{f, true})
		}
	}
	return out
}

// factsOf are what the key of a variable may be: a text that nothing names, one of
// each class that its conditions tell apart, nothing.
func (c *comparison) factsOf(name string, i int, may bool, d depth, before *env) []fact {
	k := c.key(name)
	var out []fact
	add := func(v string) {
		f := fact{state: single, one: v}
		if !slices.ContainsFunc(out, func(g fact) bool { return g.state == single && g.one == v }) {
			out = append(out, f)
		}
	}
	fresh := c.fresh[(i+1)%len(c.fresh)]
	text := strings.Repeat(string(fresh), 3)
	switch {
	case k.typed:
		for _, v := range k.samples {
			add(v)
		}
	default:
		if k.info.Arn {
			text = "arn:aws:iam::111122223333:role/" + text
		}
		add(text)
		for _, v := range c.classesOf(k, fresh, before) {
			add(v)
		}
	}
	if d == more {
		for _, v := range c.pieces() {
			add(v)
		}
		if i > 0 {
			add(strings.Repeat(string(c.fresh[i%len(c.fresh)]), 3))
		}
	}
	if !k.always {
		out = append(out, fact{})
	}
	if k.several() {
		out = append(out, fact{state: multiple, many: []string{"x", "y"}})
	}
	if may && !k.typed && !k.info.Arn && k.lower != "aws:username" && k.lower != "aws:userid" {
		add("")
	}
	return out
}

// classesOf are values of a key, one of each class; of one with wildcards a long
// one too, for texts in which a variable stands for it.
func (c *comparison) classesOf(k *key, fresh rune, bare *env) []string {
	var qs []*sequence
	for _, a := range k.atoms {
		if a.cond.text {
			qs = append(qs, bare.values(a, true)...)
			qs = append(qs, bare.values(a, false)...)
		}
	}
	if len(qs) == 0 {
		return nil
	}
	domain := someText
	if k.info.Arn {
		domain = arnDomain
	}
	list, all := classes("", domain, qs, fresh)
	if !all {
		c.work = maxWork + 1
	}
	var out []string
	for _, v := range list {
		out = append(out, strings.ReplaceAll(v, string(fresh), strings.Repeat(string(fresh), 3)), v)
	}
	return out
}

// maxPieces bounds the texts that are tried for a variable.
const maxPieces = 24

// pieces are texts between slashes and colons in the patterns, which a variable
// may have to equal.
func (c *comparison) pieces() []string {
	var out []string
	for _, st := range c.stmts {
		if st.resources != nil {
			for _, a := range st.resources.atoms {
				out = appendPieces(out, a.entry)
			}
		}
		for _, a := range st.atoms {
			if a.cond != nil {
				for _, l := range a.cond.values {
					out = appendPieces(out, l)
				}
			}
		}
	}
	return out[:min(len(out), maxPieces)]
}

func appendPieces(out []string, l policy.Language) []string {
	var word []rune
	good := true
	flush := func() {
		if s := string(word); good && s != "" && s != "arn" && s != "aws" && !slices.Contains(out, s) {
			out = append(out, s)
		}
		word, good = nil, true
	}
	for _, s := range l.Steps {
		switch {
		case s.Kind == policy.CharStep && (s.Char == '/' || s.Char == ':'):
			flush()
		case s.Kind == policy.CharStep:
			word = append(word, s.Char)
		case s.Kind == policy.RunStep: // or nothing
		default:
			good = false
		}
	}
	flush()
	return out
}
