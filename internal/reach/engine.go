package reach

import (
	"fmt"
	"strconv"

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

	groups  map[groupKey]*rules
	sets    []*groupSet      // distinct combinations of security groups
	gates   map[string]*gate // by their texts
	text    filterText       // scratch
	setOf   []int            // by interface
	acls    []subnetGates    // of network ACLs alone
	subnets []subnetGates
	tables  []int // by subnet: which choice of route tables
	classes []*class
	classOf []int // by interface

	spots             int32
	afar              []*spot // the spots that are no interface's own
	four, six, public []*spot // by class
	zones             [2][]*vpcZones
	anyPublic         *spot
	seenAs            map[key]*spot // what has a public address that is known
	services          map[serviceKey]*spot
	regions           map[regionKey][]*spot
	borders           borders
	leads             map[exitKey][]*VPC
	igws              map[*VPC]foundGateway
	joins             *joins
	crowd             *crowd // what is known of strangers, once asked
	found             finder
	behind64          map[int32]*spot // by spot: what NAT64 makes of it

	hops    map[hopKey]*foundHop
	ways    map[wayKey]*transitWay
	doors   map[doorKey]*transitDoor
	legs    map[legKey][]leg
	answers map[answerKey]traffic.ID
	slices  map[sliceKey]slice

	firewalls map[firewallKey]link
	// bounded: some firewall ties ports to client ports, so that both bounds may
	// differ where nothing is unknown.
	bounded bool
}

// subnetGates are the network ACL of a subnet, in both directions.
type subnetGates struct{ in, out *gate }

// newEngine compiles a network.
func newEngine(n *Network) *engine {
	e := &engine{
		n: n, table: traffic.NewTable(), keys: newKeySpace(n.cuts),
		services: map[serviceKey]*spot{}, seenAs: map[key]*spot{}, regions: map[regionKey][]*spot{}, borders: newBorders(), leads: map[exitKey][]*VPC{}, igws: map[*VPC]foundGateway{}, behind64: map[int32]*spot{},
		groups: map[groupKey]*rules{}, gates: map[string]*gate{}, hops: map[hopKey]*foundHop{}, ways: map[wayKey]*transitWay{}, doors: map[doorKey]*transitDoor{},
		legs: map[legKey][]leg{}, answers: map[answerKey]traffic.ID{}, slices: map[sliceKey]slice{}, firewalls: map[firewallKey]link{},
	}
	e.compileSubnets()
	e.compileSets()
	e.classify()
	e.spotsOf()
	return e
}

// compileSubnets makes the gates of the subnets' network ACLs and numbers their
// choices of route tables.
func (e *engine) compileSubnets() {
	e.acls = make([]subnetGates, len(e.n.ACLs))
	for i, a := range e.n.ACLs {
		e.acls[i] = e.filter(a)
	}
	choices := map[string]int{}
	e.subnets, e.tables = make([]subnetGates, len(e.n.Subnets)), make([]int, len(e.n.Subnets))
	for i, s := range e.n.Subnets {
		e.subnets[i] = e.gatesOf(s)
		text := fmt.Sprint(s.Tables.Open, isGap(s.Tables.Gap))
		for _, t := range s.Tables.Options {
			text += "," + strconv.Itoa(t.Index)
		}
		id, known := choices[text]
		if !known {
			id = len(choices)
			choices[text] = id
		}
		e.tables[i] = id
	}
}

// gatesOf are a subnet's gates, of which its network ACLs are compiled.
func (e *engine) gatesOf(s *Subnet) subnetGates {
	if s.Bare {
		return subnetGates{openGate(), openGate()}
	}
	var ins, outs []*gate
	for _, a := range s.ACLs.Options {
		ins, outs = append(ins, e.acls[a.Index].in), append(outs, e.acls[a.Index].out)
	}
	return subnetGates{gateOfChoice(ins, s.ACLs.Open), gateOfChoice(outs, s.ACLs.Open)}
}
