package review

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/scenario"
)

// Setting is what one property says by itself: "off", or nothing. It is for types of
// which no more is to be known than that.
type Setting struct {
	// Type is AWS's type, or the name that Terraform has for what is none in AWS.
	Type string
	// Path leads to the property, as "A.B"; of a list each member is looked at.
	Path string
	// Wrong are the values that are wrong, in any case; "" is that nothing is written.
	Wrong    []string
	Says     string
	Severity finding.Severity
}

// JudgeSettings judges all resources of the types of a list, each by all of its
// settings. Scenarios in which except is true count as good.
func (p *Pass) JudgeSettings(list []Setting, except func(estate.Resource) estate.Truth) {
	for _, r := range p.Estate.Resources {
		c := r.Base()
		var parts []Part
		for _, s := range list {
			if s.Type != c.Type {
				continue
			}
			path := strings.Split(s.Path, ".")
			bad := isSet(c.Properties, path, s.Wrong)
			if except != nil {
				bad = bad.And(except(r).Not())
			}
			parts = append(parts, Part{Bad: bad, Says: s.Says, Severity: s.Severity, At: c.Properties.At(path...).Place()})
		}
		if len(parts) > 0 {
			p.JudgeParts(r, parts, Detail{Key: "settings"})
		}
	}
}

// isSet is true where a property, or that of any member of a list on the way to it,
// is one of some values.
func isSet(t *estate.Tree, path, values []string) estate.Truth {
	if isList(t) {
		members := estate.AsItems(t, func(_ scenario.Guard, m *estate.Tree) *estate.Tree { return m })
		return AnyItem(members, func(m *estate.Tree) estate.Truth { return isSet(m, path, values) })
	}
	if len(path) > 0 && !t.IsMissing() {
		return isSet(t.At(path[0]), path[1:], values)
	}
	is := func(s string) bool {
		return slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(s, v) })
	}
	return estate.When(t.AsString(), is(""), is)
}

// isList reports a tree that is a list in some scenario.
func isList(t *estate.Tree) bool {
	return !t.IsMissing() && slices.ContainsFunc(t.Leaves(), func(l estate.Leaf) bool { return l.Tree != nil && l.Tree.Kind == estate.List })
}
