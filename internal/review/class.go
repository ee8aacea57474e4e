package review

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// The functions of this file say which class of data a resource holds, as far as
// its tags tell.

// classKeys are the tag keys that name a data classification, in lower case
// without separators; they are compared without a prefix such as "acme:".
var classKeys = []string{
	"dataclassification", "classification", "dataclass", "datasensitivity", "sensitivity", "confidentiality",
	"dataclassificationlevel", "securityclassification", "informationclassification", "datacategory",
}

// sensitiveClasses are the classes above internal, likewise.
var sensitiveClasses = []string{
	"confidential", "restricted", "secret", "topsecret", "sensitive", "highlyconfidential", "strictlyconfidential", "highlyrestricted",
	"critical", "high", "pii", "phi", "pci", "personal", "private", "regulated", "c3", "c4", "l3", "l4",
}

func plainWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' || r == '.' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

func isClassKey(key string) bool { return slices.Contains(classKeys, plainWord(key)) }

// ClassTag is the value of a resource's classification tag: absent if it has
// none, unknown if it may have one.
func ClassTag(c *estate.Core) estate.Value[estate.Text] {
	list := c.Tags.List()
	for _, t := range list.Known {
		if key, ok := t.Is.Key.Known(); ok && isClassKey(bareKey(key)) {
			return c.Tags.Get(key)
		}
	}
	for _, t := range list.Known {
		key := keyIs(t.Is.Key, list.Origin, isClassKey)
		switch {
		case !key.True.IsNever():
			return t.Is.Value
		case !key.Unknown.IsNever():
			return estate.UnknownValue[estate.Text](key.Gaps[0].Gap, list.Origin)
		}
	}
	return c.Tags.Get("DataClassification") // absent, or unknown with its gap
}

// Classified reports whether a resource has a classification tag in some
// scenario, whatever its value.
func Classified(c *estate.Core) bool {
	return slices.ContainsFunc(c.Tags.List().Known, func(t estate.Item[estate.Tag]) bool {
		return !keyIs(t.Is.Key, c.Tags.List().Origin, isClassKey).True.IsNever()
	})
}

// ClassName is the class as its tag says it, for messages.
func ClassName(c *estate.Core) string {
	for _, a := range ClassTag(c).Alternatives() {
		if s, ok := a.Is.Known(); ok && a.State == estate.Known {
			return s
		}
	}
	return "sensitive"
}

// Sensitive is true where a resource is tagged with a class above internal. A
// class that is not known counts as unknown, and so does a tag that may name one;
// no tag counts as no.
func Sensitive(c *estate.Core) estate.Truth {
	return Tagged(c, isClassKey, func(class string) bool { return slices.Contains(sensitiveClasses, plainWord(class)) })
}

// OfLowerClass is true where a resource is tagged with a class that is not above
// internal; no tag counts as no.
func OfLowerClass(c *estate.Core) estate.Truth {
	return Tagged(c, isClassKey, func(class string) bool { return !slices.Contains(sensitiveClasses, plainWord(class)) })
}

// Tagged is true where some tag has a key and a value such as are asked for. What
// may be such a tag, and what tags nobody knows, count as unknown.
func Tagged(c *estate.Core, key, value func(string) bool) estate.Truth {
	return AnyItem(c.Tags.List(), func(t estate.Tag) estate.Truth {
		is := keyIs(t.Key, c.Tags.List().Origin, key)
		if is.False.IsAlways() {
			return is
		}
		return is.And(Ask(t.Value, estate.No(), func(v estate.Text) estate.Truth { return Spells(v, t.Value.Origin, value) }))
	})
}

// keyIs asks a question of a tag's key without its prefix, such as "acme:". Keys
// that Kubernetes reads are never what people sort by.
func keyIs(key estate.Text, at estate.Origin, question func(string) bool) estate.Truth {
	first, last := key.Ends()
	if strings.HasPrefix(first, "kubernetes.io/") || strings.HasPrefix(first, "k8s.io/") {
		return estate.No()
	}
	if bare := bareKey(last); bare != last {
		return Spells(estate.Literal(bare), at, question)
	}
	return Spells(key, at, func(s string) bool { return question(bareKey(s)) })
}

// bareKey is a tag's key without its prefix.
func bareKey(key string) string { return key[strings.LastIndexAny(key, ":/")+1:] }

// Spells asks a question of what a text comes to in each scenario.
func Spells(t estate.Text, at estate.Origin, question func(string) bool) estate.Truth {
	if s, ok := t.Known(); ok {
		if question(s) {
			return estate.Yes()
		}
		return estate.No()
	}
	return estate.When(estate.OfAlternatives(at, t.Expand()...), false, question)
}

// JudgeClassed judges what is bad of data with a class above internal: one with a
// tag that names its class by itself; for others, whose tags may name one, the
// control is left open as a whole, and says what it hangs on.
func (p *Pass) JudgeClassed(r estate.Resource, tags *estate.Core, bad estate.Truth, d Detail) {
	bad = bad.And(Sensitive(tags))
	if Classified(tags) {
		p.Judge(r, bad, d)
		return
	}
	p.Hinge(r, bad)
}

// Hinge leaves the control open as a whole where it is not known whether something
// bad holds of a resource, for its causes. It is for what so many resources hang on
// that a finding of each would say nothing: tags that a parameter gives.
func (p *Pass) Hinge(r estate.Resource, bad estate.Truth) {
	verdict := proof.Judge(p.Estate, bad, r.Base().When)
	if verdict.Verdict == proof.No {
		return
	}
	for _, g := range verdict.Gaps {
		if !slices.ContainsFunc(p.result.Because, func(have estate.Gap) bool { return have.Cause() == g.Cause() }) {
			p.result.Because = append(p.result.Because, g)
		}
	}
}
