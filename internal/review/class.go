package review

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// The functions of this file say which class of data a resource holds, as far as
// its tags tell.

// classKeys are the tag keys that name a data classification, in lower case
// without separators; a prefix such as "acme:" does not count.
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

func isClassKey(key string) bool {
	if i := strings.LastIndexAny(key, ":/"); i >= 0 {
		key = key[i+1:]
	}
	return slices.Contains(classKeys, plainWord(key))
}

// ClassTag is the value of a resource's classification tag: absent if it has
// none, unknown if it may have one.
func ClassTag(c *estate.Core) estate.Value[estate.Text] {
	for _, t := range c.Tags.List().Known {
		if key, ok := t.Is.Key.Known(); ok && isClassKey(key) {
			return c.Tags.Get(key)
		}
	}
	return c.Tags.Get("DataClassification") // absent, or unknown with its gap
}

// Classified reports whether a resource has a classification tag in some
// scenario, whatever its value.
func Classified(c *estate.Core) bool {
	for _, t := range c.Tags.List().Known {
		if key, ok := t.Is.Key.Known(); ok && isClassKey(key) {
			return true
		}
	}
	return false
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
// class that is not known counts as unknown; no tag counts as no.
func Sensitive(c *estate.Core) estate.Truth {
	tag := ClassTag(c)
	return Ask(tag, estate.No(), func(t estate.Text) estate.Truth {
		return estate.When(estate.OfAlternatives(tag.Origin, t.Expand()...), false, func(s string) bool {
			return slices.Contains(sensitiveClasses, plainWord(s))
		})
	})
}
