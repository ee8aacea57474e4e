package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"ringwall/internal/estate"
)

// decidedAt is where the value of an attribute is written that somebody can change:
// of one that passes a module's variable on, the argument of the module block. The
// module itself may be somebody else's, and be called by others too.
func (s *scope) decidedAt(e hclsyntax.Expression) estate.Origin {
	const deepest = 20
	for range deepest {
		name := passedOn(e)
		if name == "" || s.module.parent == nil {
			break
		}
		given := s.module.argument(name)
		if given == nil { // the module's own default
			break
		}
		e, s = given, s.module.outer
	}
	return originOf(e.Range())
}

// passedOn is the variable that an expression is, and nothing else.
func passedOn(e hclsyntax.Expression) string {
	t, ok := e.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(t.Traversal) != 2 || t.Traversal.RootName() != "var" {
		return ""
	}
	step, ok := t.Traversal[1].(hcl.TraverseAttr)
	if !ok {
		return ""
	}
	return step.Name
}
