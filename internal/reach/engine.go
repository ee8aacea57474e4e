package reach

import (
	"ringwall/internal/traffic"
)

// engine answers for sets of packets what [Network.Trace] answers for one, on
// the same topology. Filters are compiled once into maps from addresses to
// numbered sets of services; interfaces that no filter and no route tells apart
// are one class; routes are looked up once for each table and set of addresses.
// Every answer has two bounds: what holds for certain and what holds at most.
//
// It keeps what it computed, so one goroutine at a time may use it.
type engine struct {
	n     *Network
	table *traffic.Table
	keys  *keySpace

	sets    []*groupSet // distinct combinations of security groups
	setOf   []int       // by interface
	aclIn   []*gate     // by ACL
	aclOut  []*gate
	subnets []subnetGates // by subnet
	classes []*class
	classOf []int // by interface
	hops    map[hopKey]hop
	answers map[traffic.ID]bound // what a reply's services answer, see answerable
	regions map[regionKey]traffic.Addresses
}

// subnetGates are the network ACL of a subnet, in both directions.
type subnetGates struct{ in, out *gate }

// newEngine compiles a network.
func newEngine(n *Network) *engine {
	e := &engine{
		n: n, table: traffic.NewTable(), keys: newKeySpace(n.cuts),
		hops: map[hopKey]hop{}, answers: map[traffic.ID]bound{}, regions: map[regionKey]traffic.Addresses{},
	}
	e.compileACLs()
	e.compileSets()
	e.classify()
	return e
}

func (e *engine) compileACLs() {
	e.aclIn, e.aclOut = make([]*gate, len(e.n.ACLs)), make([]*gate, len(e.n.ACLs))
	for i, a := range e.n.ACLs {
		e.aclIn[i], e.aclOut[i] = gateOfACL(e.n, a.In), gateOfACL(e.n, a.Out)
	}
	e.subnets = make([]subnetGates, len(e.n.Subnets))
	for i, s := range e.n.Subnets {
		var in, out []*gate
		for _, a := range s.ACLs.Options {
			in, out = append(in, e.aclIn[a.Index]), append(out, e.aclOut[a.Index])
		}
		open := s.ACLs.Open
		e.subnets[i] = subnetGates{gateOfChoice(in, open), gateOfChoice(out, open)}
	}
}
