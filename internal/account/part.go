package account

import (
	"maps"
	"slices"

	"ringwall/internal/estate"
)

// part is what a document lists that does not say of what it is: of which user it
// lists the groups, of which unit the accounts.
type part struct {
	attached, groups, nodes, accounts, parents, targetsListed, policies bool

	arns, names, targets []estate.Item[estate.Text]
	children             []string
	parent               string
	summaries            []summary
}

// begun notes that the document holds a list of a key.
func (p *part) begun(key string) {
	switch key {
	case "AttachedPolicies":
		p.attached = true
	case "Groups":
		p.groups = true
	case "OrganizationalUnits", "Children":
		p.nodes = true
	case "Accounts":
		p.nodes, p.accounts = true, true
	case "Parents":
		p.parents = true
	case "Targets":
		p.targetsListed = true
	case "Policies":
		p.policies = true
	}
}

// joinParts gives a document's lists to what they are of.
func (r *reader) joinParts() {
	r.joinAttached()
	r.joinNodes()
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
