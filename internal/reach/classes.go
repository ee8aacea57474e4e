package reach

import (
	"encoding/binary"
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
	listens bound
	// takes4 and takes6 are what it answers at all, over IPv4 and IPv6.
	takes4, takes6 bound
}

// sample stands for the class where one interface is needed.
func (c *class) sample() *Interface { return c.members[0] }

// classify sorts the interfaces into classes, in the order of their first
// members.
func (e *engine) classify() {
	ids := map[string]int{}
	e.classOf = make([]int, len(e.n.Interfaces))
	var scratch []byte
	targets := e.n.forwarding()
	for _, f := range e.n.Forwards {
		targets[f.Target] = true
		if f.Link != nil {
			for _, i := range f.Link.Entries {
				targets[i] = true
			}
		}
	}
	for i, x := range e.n.Interfaces {
		c := class{
			subnet: x.Subnet, set: e.sets[e.setOf[i]], key4: e.keys.of(x.IPv4), key6: e.keys.of(x.IPv6),
			listens: e.listens(x),
		}
		scratch = c.appendKey(scratch[:0], x, targets)
		id, known := ids[string(scratch)]
		if !known {
			id = len(e.classes)
			ids[string(scratch)] = id
			c.index = id
			e.classes = append(e.classes, &c)
		}
		e.classOf[i] = id
		e.classes[id].members = append(e.classes[id].members, x)
	}
	for _, c := range e.classes {
		c.takes4, c.takes6 = c.takesOf()
	}
}

// listens are the services that something behind an interface answers at all.
func (e *engine) listens(x *Interface) bound {
	id := e.table.Intern(x.Listens)
	if isGap(x.ListensGap) {
		return bound{traffic.None, traffic.All}
	}
	return bound{id, id}
}

func (c *class) appendKey(out []byte, x *Interface, targets map[*Interface]bool) []byte {
	flag := func(b bool) uint32 {
		if b {
			return 1
		}
		return 0
	}
	bits := uint32(x.Exists.Is) | uint32(x.InUse.Is)<<2 | uint32(x.Has4.Is)<<4 | uint32(x.Has6.Is)<<6 |
		uint32(x.PublicIPv4.Is)<<8 | uint32(x.SourceDestCheck.Is)<<10 |
		flag(x.OutboundOnly)<<12 | flag(x.InboundOnly)<<13 | flag(x.NAT)<<14 | flag(x.Balancer != nil)<<15
	alone := uint32(0)
	if x.NAT || x.Balancer != nil || targets[x] {
		// What others route through, what forwards and what is forwarded to is
		// a class of its own.
		alone = uint32(x.Index) + 1
	}
	for _, v := range []uint32{
		uint32(c.subnet.Index), uint32(c.set.index), uint32(c.key4), uint32(c.key6),
		uint32(c.listens.lo), uint32(c.listens.hi), bits, alone,
	} {
		out = binary.BigEndian.AppendUint32(out, v)
	}
	return out
}

// owners lists the resources of a class, sorted, each once.
func owners(members []*Interface) []*Interface {
	out := slices.Clone(members)
	slices.SortStableFunc(out, func(a, b *Interface) int {
		switch {
		case a.Owner < b.Owner:
			return -1
		case a.Owner > b.Owner:
			return 1
		}
		return 0
	})
	return slices.CompactFunc(out, func(a, b *Interface) bool { return a.Owner == b.Owner })
}
