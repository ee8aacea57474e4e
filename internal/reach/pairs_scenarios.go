package reach

import (
	"cmp"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// PairsIn is how what can flow in one class of scenarios differs from what can
// in the default scenario's, resource by resource.
type PairsIn struct {
	When scenario.Guard
	// Gained flows there and not by default: Traffic for certain, Possible at
	// most. Lost flows by default: Traffic surely not there, Possible perhaps.
	Gained, Lost []Flow
}

// OtherPairs compares every class of scenarios with the default scenario's.
// Classes in which all flows alike are left out; looked is how many there are.
func (m *Model) OtherPairs() (differ []PairsIn, looked int) {
	m.lock()
	defer m.unlock()
	if len(m.worlds) < 2 {
		return nil, 0
	}
	base := m.worlds[0].open(m).allPairs().byResource()
	for _, w := range m.worlds[1:] {
		there := w.open(m).allPairs().byResource()
		x := PairsIn{When: w.when, Gained: gainedOf(base, there), Lost: lostOf(base, there)}
		if len(x.Gained)+len(x.Lost) > 0 {
			differ = append(differ, x)
		}
	}
	return differ, len(m.worlds) - 1
}

// pairOf names the ends of a flow: a resource, or what is outside.
type pairOf struct{ from, to estate.ID }

// carried is what flows between two ends.
type carried struct {
	from, to          Party
	certain, possible traffic.Services
}

// byResource is what flows between resources, whatever interfaces of theirs it
// is.
func (p *Pairs) byResource() map[pairOf]carried {
	out := map[pairOf]carried{}
	for l := range p.Each {
		for _, from := range eachOf(p.Classes[l.From]) {
			for _, to := range eachOf(p.Classes[l.To]) {
				at := pairOf{endName(from), endName(to)}
				x := out[at]
				x.from, x.to = from, to
				x.certain, x.possible = x.certain.Union(p.Traffic(l)), x.possible.Union(p.Possible(l))
				out[at] = x
			}
		}
	}
	return out
}

// eachOf takes a party apart into its resources.
func eachOf(p Party) []Party {
	if p.Kind != PartyResources {
		return []Party{{Kind: p.Kind, Addresses: p.Addresses}}
	}
	var out []Party
	for _, id := range p.Resources {
		out = append(out, Party{Resources: []estate.ID{id}})
	}
	return out
}

func endName(p Party) estate.ID {
	if p.Kind == PartyResources {
		return p.Resources[0]
	}
	return estate.ID([...]string{"", "\x00internet", "\x00on-premises", "\x00service", "\x00network"}[p.Kind])
}

func gainedOf(base, there map[pairOf]carried) []Flow {
	return differing(there, func(at pairOf, x carried) Flow {
		by := base[at]
		return Flow{From: x.from, To: x.to, Traffic: x.certain.Subtract(by.certain), Possible: x.possible.Subtract(by.possible).Union(x.certain.Subtract(by.certain))}
	})
}

func lostOf(base, there map[pairOf]carried) []Flow {
	return differing(base, func(at pairOf, x carried) Flow {
		now := there[at]
		return Flow{From: x.from, To: x.to, Traffic: x.certain.Subtract(now.possible), Possible: x.certain.Subtract(now.certain).Union(x.possible.Subtract(now.possible))}
	})
}

// differing lists the flows of which something is left, in order.
func differing(of map[pairOf]carried, flow func(pairOf, carried) Flow) []Flow {
	var out []Flow
	for at, x := range of {
		if f := flow(at, x); !f.Possible.IsEmpty() {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(endName(a.From), endName(b.From)), cmp.Compare(endName(a.To), endName(b.To)))
	})
	return out
}
