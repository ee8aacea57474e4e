package estate

import "ringwall/internal/scenario"

// countUnresolved counts the property values of resources that hang on
// something which is neither given nor has a default: parameters, imports, SSM
// names, macros. Where a stack is deployed does not count, nor does what AWS
// decides when it creates a resource.
func countUnresolved(resources []Resource) int {
	n := 0
	for _, r := range resources {
		n += unresolvedIn(r.Base().Properties)
	}
	return n
}

func unresolvedIn(t *Tree) int {
	if t == nil {
		return 0
	}
	n := 0
	switch t.Kind {
	case Scalar:
		return count(isOpenText(t.Text))
	case Opaque:
		return count(t.Gap().Variable == nil || isOpen(t.Gap().Variable))
	case List:
		for _, i := range t.Items {
			n += unresolvedIn(i)
		}
	case Map:
		for _, f := range t.Fields {
			n += unresolvedIn(f.Value)
		}
	case Choice:
		for _, a := range t.Alts {
			if isOpenGuard(a.When) {
				return 1
			}
		}
		for _, a := range t.Alts {
			n += unresolvedIn(a.Then)
		}
	}
	return n
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func isOpenText(t Text) bool {
	for _, p := range t.open() {
		if p.Variable != nil && isOpen(p.Variable) {
			return true
		}
	}
	return false
}

func isOpenGuard(g scenario.Guard) bool {
	for _, v := range g.Support() {
		if isOpen(v) {
			return true
		}
	}
	return false
}

func isOpen(v *scenario.Variable) bool {
	return v.Kind != scenario.Pseudo && !v.HasDefault && len(v.Domain) != 1
}
