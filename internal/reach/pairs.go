package reach

import (
	"slices"

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
	network   *Network
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

// Most is how many links [Pairs.Each] goes through at most.
func (p *Pairs) Most() int {
	n := len(p.Links)
	for _, l := range p.Across {
		n += len(p.Senders[l.From]) * len(p.Receivers[l.To])
	}
	return n
}

// Acquainted lists the pairs of VPCs that Across leaves out though both have
// strangers: those that name each other.
func (p *Pairs) Acquainted() [][2]estate.ID {
	var out [][2]estate.ID
	if p.strangers == nil {
		return nil
	}
	for a, list := range p.strangers.known {
		for _, b := range list {
			if int32(a) < b && p.strangers.plain[a] && p.strangers.plain[b] {
				out = append(out, [2]estate.ID{p.network.VPCs[a].ID, p.network.VPCs[b].ID})
			}
		}
	}
	return out
}

// Union is the party of several classes of resources.
func (p *Pairs) Union(classes []int32) Party {
	out := Party{Kind: PartyResources}
	for _, c := range classes {
		out.Resources = append(out.Resources, p.Classes[c].Resources...)
		out.Interfaces = append(out.Interfaces, p.Classes[c].Interfaces...)
	}
	slices.Sort(out.Resources)
	slices.Sort(out.Interfaces)
	out.Resources, out.Interfaces = slices.Compact(out.Resources), slices.Compact(out.Interfaces)
	return out
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
