package reach

import (
	"slices"

	"ringwall/internal/traffic"
)

// class is a set of interfaces that nothing in the network tells apart: the same
// subnet, groups, cells of addresses, kind of public address and behaviour.
type class struct {
	index   int
	members []*Interface
	subnet  *Subnet
	set     *groupSet
	key4    key
	key6    key
	public  key // of its public address, where that is known
	listens bound
	// takes4 and takes6 are what it answers at all, over IPv4 and IPv6.
	takes4, takes6 bound
	of             *class // from which it was torn, if it was
}

// sample stands for the class where one interface is needed.
func (c *class) sample() *Interface { return c.members[0] }

// classKey is what tells classes apart.
type classKey struct {
	subnet, set int
	key4, key6  key
	public      key
	listens     bound
	bits        uint32 // of what interfaces have and do
	alone       int    // tells an interface apart that is a class of its own; else 0
}

// classify sorts the interfaces into classes, in the order of their first
// members.
func (e *engine) classify() {
	ids := map[classKey]int{}
	heard := map[*Traits]bound{}
	e.classOf = make([]int, len(e.n.Interfaces))
	targets := e.forwardedTo()
	var sizes []int
	for i, x := range e.n.Interfaces {
		listens, known := heard[x.Traits]
		if !known {
			listens = e.listens(x)
			heard[x.Traits] = listens
		}
		at := classKey{subnet: x.Subnet.Index, set: e.setOf[i], key4: e.keys.of(x.IPv4), key6: e.keys.of(x.IPv6), public: e.keys.of(x.Public), listens: listens, bits: x.bits()}
		if x.NAT || x.Balancer != nil || targets[x] {
			// What others route through, what forwards and what is forwarded to is
			// a class of its own.
			at.alone = i + 1
		}
		id, known := ids[at]
		if !known {
			id = len(e.classes)
			ids[at] = id
			e.classes = append(e.classes, &class{index: id, subnet: x.Subnet, set: e.sets[at.set], key4: at.key4, key6: at.key6, public: at.public, listens: listens})
			sizes = append(sizes, 0)
		}
		e.classOf[i] = id
		sizes[id]++
	}
	e.fillClasses(sizes)
}

// fillClasses gives the classes their members, of which the numbers are known.
func (e *engine) fillClasses(sizes []int) {
	members := make([]*Interface, len(e.n.Interfaces))
	for id, c := range e.classes {
		c.members, members = members[:0:sizes[id]], members[sizes[id]:]
	}
	for i, x := range e.n.Interfaces {
		c := e.classes[e.classOf[i]]
		c.members = append(c.members, x)
	}
	for _, c := range e.classes {
		c.takes4, c.takes6 = c.takesOf()
	}
}

// forwardedTo are the interfaces that traffic is forwarded to or through.
func (e *engine) forwardedTo() map[*Interface]bool {
	out := e.n.forwarding()
	for _, f := range e.n.Forwards {
		out[f.Target] = true
		if f.Link != nil {
			for _, i := range f.Link.Entries {
				out[i] = true
			}
		}
	}
	return out
}

// listens are the services that something behind an interface answers at all.
func (e *engine) listens(x *Interface) bound {
	id := e.table.Intern(x.Listens)
	if isGap(x.ListensGap) {
		return bound{traffic.None, traffic.All}
	}
	return bound{id, id}
}

// bits are what an interface has and does, as a number.
func (i *Interface) bits() uint32 {
	flag := func(b bool) uint32 {
		if b {
			return 1
		}
		return 0
	}
	return uint32(i.Exists.Is) | uint32(i.InUse.Is)<<2 | uint32(i.Has4.Is)<<4 | uint32(i.Has6.Is)<<6 |
		uint32(i.PublicIPv4.Is)<<8 | uint32(i.SourceDestCheck.Is)<<10 |
		flag(i.OutboundOnly)<<12 | flag(i.InboundOnly)<<13 | flag(i.NAT)<<14 | flag(i.Balancer != nil)<<15
}

// owners lists the resources of some interfaces, sorted, each once. Interfaces are
// numbered in that order; of many, looking at each once is most of the work.
func owners(members []*Interface) []*Interface {
	type numbered struct {
		index int
		is    *Interface
	}
	list := make([]numbered, len(members))
	for k, x := range members {
		list[k] = numbered{x.Index, x}
	}
	byIndex := func(a, b numbered) int { return a.index - b.index }
	if !slices.IsSortedFunc(list, byIndex) {
		slices.SortFunc(list, byIndex)
	}
	out := make([]*Interface, 0, len(list))
	for _, x := range list {
		if last := len(out) - 1; last < 0 || out[last].Owner != x.is.Owner {
			out = append(out, x.is)
		}
	}
	return out
}
