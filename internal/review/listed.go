package review

import (
	"ringwall/internal/estate"
)

// LacksListed is [Pass.Lacks] of what an account lists: where the sources hold each of
// the lists whole, for the account and Region of a resource that a live account shows,
// nothing else of these kinds is there. A list that is not whole is the gap.
func (p *Pass) LacksListed(r *estate.Core, exists estate.Truth, lists ...estate.ListingKind) estate.Truth {
	if r.Physical == "" {
		return p.Lacks(exists)
	}
	for _, kind := range lists {
		switch g := p.Estate.Listed(kind, r); {
		case g == nil:
		case g.Variable != nil:
			return exists.Or(estate.Maybe(*g)).Not()
		default:
			return p.Lacks(exists)
		}
	}
	elsewhere := estate.No()
	for _, g := range p.Estate.OpenFrom(func(string) bool { return false }) {
		elsewhere = elsewhere.Or(estate.Maybe(g))
	}
	return exists.Or(elsewhere).Not()
}
