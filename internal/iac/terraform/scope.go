package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// scope is where an expression is evaluated: a module, and the names that the
// block or the for expression around it brings.
type scope struct {
	*loader
	module *module
	parent *scope
	name   string // what this scope adds
	is     *value
	item   *hclsyntax.AnonSymbolExpr // of a splat
	self   *instance
}

func (s *scope) with(name string, is *value) *scope {
	return &scope{loader: s.loader, module: s.module, parent: s, name: name, is: is, self: s.self}
}

func (s *scope) withItem(item *hclsyntax.AnonSymbolExpr, is *value) *scope {
	return &scope{loader: s.loader, module: s.module, parent: s, item: item, is: is, self: s.self}
}

// find is a name that a block or a for expression brings.
func (s *scope) find(name string) (*value, bool) {
	for x := s; x != nil; x = x.parent {
		if x.item == nil && x.name == name && name != "" {
			return x.is, true
		}
	}
	return nil, false
}

func (s *scope) findItem(item *hclsyntax.AnonSymbolExpr) (*value, bool) {
	for x := s; x != nil; x = x.parent {
		if x.item == item {
			return x.is, true
		}
	}
	return nil, false
}
