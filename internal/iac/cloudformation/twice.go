package cloudformation

import (
	"fmt"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
)

// tellTwice notes keys that stand twice in one map. AWS asks for unique names
// ("Template resources": "The logical ID must be … unique within the template") and
// does not say what it makes of others; published templates have them. The last one
// is read: that the first is not is a gap.
func (l *loader) tellTwice(n *syntax.Node) {
	if n == nil {
		return
	}
	first := make(map[string]estate.Origin, len(n.Fields))
	for _, f := range n.Fields {
		if f.Name == "Metadata" {
			continue
		}
		if at, twice := first[f.Name]; twice {
			v := l.outside(fmt.Sprintf("%s at %s:%d", f.Name, at.File, at.Line),
				fmt.Sprintf("the key stands again at line %d, and the last one is read", f.At.Line))
			l.gap(estate.Gap{Variable: v, Origin: at})
		}
		first[f.Name] = f.At
		l.tellTwice(f.Node)
	}
	for _, i := range n.Items {
		l.tellTwice(i)
	}
	l.tellTwice(n.Arg)
}

// distinct are the fields of a map without those that a later one of the same name
// replaces.
func distinct(fields []syntax.Field) []syntax.Field {
	const few = 16
	var last map[string]int
	if len(fields) > few {
		last = make(map[string]int, len(fields))
		for i, f := range fields {
			last[f.Name] = i
		}
		if len(last) == len(fields) {
			return fields
		}
	}
	replaced := func(i int) bool {
		if last != nil {
			return last[fields[i].Name] != i
		}
		return slices.ContainsFunc(fields[i+1:], func(f syntax.Field) bool { return f.Name == fields[i].Name })
	}
	for i := range fields {
		if !replaced(i) {
			continue
		}
		out := slices.Clone(fields[:i])
		for j := i + 1; j < len(fields); j++ {
			if !replaced(j) {
				out = append(out, fields[j])
			}
		}
		return out
	}
	return fields
}
