package reach

import "ringwall/internal/traffic"

// bound is a set of services as far as it is known: lo is in it for certain,
// hi holds all that may be.
type bound struct{ lo, hi traffic.ID }

func everything() bound { return bound{traffic.All, traffic.All} }

func nothing() bound { return bound{traffic.None, traffic.None} }

// given limits a bound to where a fact holds.
func (b bound) given(t Trit) bound {
	switch {
	case t.No():
		return nothing()
	case t.Unknown():
		b.lo = traffic.None
	}
	return b
}

func (e *engine) and(a, b bound) bound {
	return bound{e.table.And(a.lo, b.lo), e.table.And(a.hi, b.hi)}
}

func (e *engine) or(a, b bound) bound {
	return bound{e.table.Or(a.lo, b.lo), e.table.Or(a.hi, b.hi)}
}

// agree is what holds whichever of two it is.
func (e *engine) agree(a, b bound) bound {
	return bound{e.table.And(a.lo, b.lo), e.table.Or(a.hi, b.hi)}
}

// gate is a filter as a map from the peer's address to services, with both
// bounds, and what it answered before.
type gate struct {
	certain, possible traffic.Set
	memo              []*memoPage // by key
	number            uint32      // tells gates of texts apart
}

// memoPage is what a gate answered for some neighbouring keys, and which of them
// it was asked. Most gates are asked for few of all keys: those of their own VPC.
type memoPage struct {
	is    [pageSize]bound
	known uint64
}

const pageSize = 64

func openGate() *gate {
	return &gate{certain: traffic.Everything(), possible: traffic.Everything()}
}

// at is what a gate lets through for a peer with one of a key's addresses: for
// certain what it does for all of them, at most what it does for any.
func (e *engine) at(g *gate, k key) bound {
	if k == noKey {
		return nothing()
	}
	number, at := int(k)/pageSize, int(k)%pageSize
	for len(g.memo) <= number {
		g.memo = append(g.memo, nil)
	}
	page := g.memo[number]
	switch {
	case page == nil:
		page = &memoPage{}
		g.memo[number] = page
	case page.known>>at&1 == 1:
		return page.is[at]
	}
	all, _ := g.certain.Over(e.keys.sets[k])
	_, some := g.possible.Over(e.keys.sets[k])
	b := bound{e.table.Intern(all), e.table.Intern(some)}
	page.is[at] = b
	page.known |= 1 << at
	return b
}

// gateOfACL folds the numbered entries of a network ACL, in one direction: the
// first that matches decides, what may match may decide, and what nothing
// matches is denied.
func gateOfACL(n *Network, list []*ACLEntry) *gate {
	open := traffic.Everything() // what no entry has decided for certain
	var allow, deny traffic.Set
	for _, x := range list {
		certain, possible := x.bounds()
		match := possible.Intersect(open)
		if !x.Allow.No() {
			allow = allow.Union(match)
		}
		if !x.Allow.Yes() {
			deny = deny.Union(match)
		}
		open = open.Subtract(certain)
	}
	deny = deny.Union(open)
	if n.absent().Unknown() { // further entries that no source shows
		allow = allow.Union(open)
	}
	return &gate{certain: traffic.Everything().Subtract(deny), possible: allow}
}

// bounds are what an entry matches for certain and at most.
func (x *ACLEntry) bounds() (certain, possible traffic.Set) {
	services, addresses := x.Services, family(x.Family)
	if isGap(x.ServicesGap) {
		services = traffic.AllServices()
	}
	if x.Prefix.IsValid() {
		addresses = traffic.Prefixes(x.Prefix)
	}
	possible = traffic.Of(addresses, services)
	if x.Exists.Yes() && !isGap(x.NumberGap) && !isGap(x.ServicesGap) && x.Prefix.IsValid() {
		certain = possible
	}
	return certain, possible
}

// family is every address of a family; 0 is both.
func family(f int) traffic.Addresses {
	switch f {
	case 4:
		return traffic.AllIPv4()
	case 6:
		return traffic.AllIPv6()
	}
	return traffic.AllAddresses()
}

// gateOfChoice is the gate of a subnet of which several network ACLs may be the
// one.
func gateOfChoice(options []*gate, open bool) *gate {
	if len(options) == 1 && !open {
		return options[0]
	}
	out := &gate{certain: traffic.Everything()}
	for _, g := range options {
		out.certain = out.certain.Intersect(g.certain)
		out.possible = out.possible.Union(g.possible)
	}
	if open || len(options) == 0 {
		out.certain, out.possible = traffic.Nothing(), traffic.Everything()
	}
	return out
}
