// Package filterpattern reads the filter patterns of CloudWatch Logs and tries
// them on records, so that what a metric filter counts is decided by what it
// does and not by how it is written ("Filter pattern syntax for metric filters,
// subscription filters, filter log events, and Live Tail"). It refuses to guess
// what AWS leaves open: such an answer is Unknown.
//
//	p, err := filterpattern.Parse(`{ $.userIdentity.type = "Root" }`)
//	p.Match(record) // of json.Unmarshal
package filterpattern

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Answer says whether a pattern matches a record.
type Answer uint8

// The answers, such that And is the least of two and Or the greatest.
const (
	No Answer = iota
	Unknown
	Yes
)

// Pattern is a parsed filter pattern.
type Pattern struct{ root node }

// node is a part of a pattern.
type node interface{ match(record any) Answer }

// longest is the length of a filter pattern that AWS takes ("PutMetricFilter").
const longest = 1024

var errTooLong = errors.New("it is longer than 1024 characters")

// Parse reads a pattern: of JSON properties in braces, of words, or, empty, of
// everything. One of space-delimited fields, in brackets, is read as such, and
// answers Unknown.
func Parse(text string) (Pattern, error) {
	if len(text) > longest {
		return Pattern{}, fmt.Errorf("read filter pattern: %w", errTooLong)
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return Pattern{all{}}, nil
	case strings.HasPrefix(text, "["):
		return Pattern{open{}}, nil
	case !strings.HasPrefix(text, "{"):
		return Pattern{words(text)}, nil
	case !strings.HasSuffix(text, "}"):
		return Pattern{}, errors.New("read filter pattern: it ends without }")
	}
	p := parser{rest: text[1 : len(text)-1], whole: len(text) - 1}
	root, err := p.either(0)
	if err == nil && !p.done() {
		err = p.fail("&&, || or }")
	}
	if err != nil {
		return Pattern{}, fmt.Errorf("read filter pattern: %w", err)
	}
	return Pattern{root}, nil
}

// Match tries the pattern on a record: what json.Unmarshal makes of a log event.
func (p Pattern) Match(record any) Answer {
	if p.root == nil {
		return Unknown
	}
	return p.root.match(record)
}

type all struct{}

func (all) match(any) Answer { return Yes }

// open is a pattern of whose meaning for JSON nothing is said.
type open struct{}

func (open) match(any) Answer { return Unknown }

// both and any are && and ||.
type both struct{ left, right node }

func (b both) match(r any) Answer { return min(b.left.match(r), b.right.match(r)) }

type either struct{ left, right node }

func (e either) match(r any) Answer { return max(e.left.match(r), e.right.match(r)) }

// terms are words that must, may or must not be in the text of the event.
type terms struct{ must, one, none []string }

// words reads a pattern of terms: a phrase in quotes is one, ? before a term makes
// it one of several, - excludes it.
func words(text string) node {
	var out terms
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		list := &out.must
		switch text[0] {
		case '?':
			list, text = &out.one, text[1:]
		case '-':
			list, text = &out.none, text[1:]
		}
		var term string
		if strings.HasPrefix(text, `"`) {
			term, text, _ = strings.Cut(text[1:], `"`)
		} else {
			term, text, _ = strings.Cut(text, " ")
		}
		if strings.HasPrefix(term, "%") {
			return open{} // a regular expression of the whole line
		}
		if term != "" {
			*list = append(*list, term)
		}
	}
	return out
}

func (t terms) match(record any) Answer {
	text, err := json.Marshal(record)
	if err != nil {
		return Unknown
	}
	has := func(term string) bool { return strings.Contains(string(text), term) }
	for _, term := range t.must {
		if !has(term) {
			return No
		}
	}
	for _, term := range t.none {
		if has(term) {
			return No
		}
	}
	found := len(t.one) == 0
	for _, term := range t.one {
		found = found || has(term)
	}
	if len(t.must) > 0 && len(t.one) > 0 {
		return Unknown // AWS passes over the ? of terms beside others
	}
	if found {
		return Yes
	}
	return No
}
