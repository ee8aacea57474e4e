package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// Pairs is what can flow between all classes of endpoints of an estate: of
// interfaces that nothing tells apart, the internet, and on premises.
type Pairs struct {
	Classes []Party
	// Links are what flows within VPCs, between VPCs that know each other (by a
	// peering, a rule or route that names the other's addresses or groups), and
	// with the world outside.
	Links []Link
	// Across is what flows between VPCs that are strangers: From is one of Senders
	// and To one of Receivers, which are lists of classes. It flows from each
	// class of the one to each class of the other that are in VPCs that are
	// strangers to each other; [Pairs.Each] takes it apart.
	Across             []Link
	Senders, Receivers [][]int32

	table     *traffic.Table
	strangers *strangers
	vpcs      []*VPC // of the first classes, which are of resources
}

// Each goes through the links of every pair of classes, one by one: there can be
// as many as pairs.
func (p *Pairs) Each(yield func(Link) bool) {
	for _, l := range p.Links {
		if !yield(l) {
			return
		}
	}
	for _, l := range p.Across {
		for _, from := range p.Senders[l.From] {
			for _, to := range p.Receivers[l.To] {
				if !p.strangers.are(p.vpcs[from], p.vpcs[to]) {
					continue
				}
				one := l
				if one.From, one.To = from, to; !yield(one) {
					return
				}
			}
		}
	}
}

// Link is what can flow from one class to another.
type Link struct {
	From, To          int32 // of Pairs.Classes; of Senders and Receivers in Across
	certain, possible traffic.ID
	// Partial: replies get back only to some client ports.
	Partial bool
}

// Traffic is what flows over a link for certain.
func (p *Pairs) Traffic(l Link) traffic.Services { return p.table.Services(l.certain) }

// Possible is what flows over a link at most.
func (p *Pairs) Possible(l Link) traffic.Services { return p.table.Services(l.possible) }

// AllPairs says what can flow between all classes of endpoints, in the default
// scenario's class; for several questions about one estate use
// [Model.AllPairs].
func AllPairs(e *estate.Estate) *Pairs { return NewModel(e).AllPairs() }
