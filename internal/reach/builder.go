package reach

import (
	"cmp"
	"slices"
	"strconv"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// builder resolves an estate into a network. Its maps find objects by the ID of
// their resource or by the text that names them.
type builder struct {
	e     *estate.Estate
	world scenario.Guard
	n     *Network

	vpcBy      map[estate.ID]*VPC
	subnetBy   map[estate.ID]*Subnet
	tableBy    map[estate.ID]*RouteTable
	aclBy      map[estate.ID]*NetworkACL
	groupBy    map[estate.ID]*SecurityGroup
	gatewayBy  map[estate.ID]*Gateway
	peeringBy  map[estate.ID]*Peering
	endpointBy map[estate.ID]*GatewayEndpoint

	transitBy      map[estate.ID]*TransitGateway
	transitTableBy map[estate.ID]*TransitTable
	armBy          map[armKey]*TransitAttachment
	boxBy          map[estate.ID]*Middlebox
	firewallBy     map[estate.ID]*Firewall
	// carriers are the interfaces that an instance takes over from resources of
	// their own.
	carriers map[estate.ID][]estate.ID
	carried  map[estate.ID][]estate.ID // the other way round, once asked for
	unknowns int
	placed   []standing
	settled  map[scenario.Guard]Trit // what is there under a guard, as the first thing met
	met      *met
	live     liveNames
	cards    slab[Interface]
	pending  []pendingRule
	lists    map[estate.ID]prefixList
}

func newBuilder(e *estate.Estate, world scenario.Guard) *builder {
	n := &Network{Estate: e, World: world, Open: e.Open, absence: no()}
	if len(e.Open) > 0 {
		n.absence = maybe(e.Open...)
	}
	public := traffic.Internet()
	n.internet4, n.internet6 = spansOf(public.IPv4()), spansOf(public.IPv6())
	return &builder{
		e: e, world: world, n: n,
		vpcBy: map[estate.ID]*VPC{}, subnetBy: map[estate.ID]*Subnet{}, tableBy: map[estate.ID]*RouteTable{},
		aclBy: map[estate.ID]*NetworkACL{}, groupBy: map[estate.ID]*SecurityGroup{}, gatewayBy: map[estate.ID]*Gateway{},
		peeringBy: map[estate.ID]*Peering{}, endpointBy: map[estate.ID]*GatewayEndpoint{}, boxBy: map[estate.ID]*Middlebox{}, firewallBy: map[estate.ID]*Firewall{},
		carriers: map[estate.ID][]estate.ID{}, met: newMet(), settled: map[scenario.Guard]Trit{}, live: liveNames{traits: map[liveKey]*Traits{}, subnets: map[string]*Subnet{}, sorts: map[liveSort]uint32{}},
	}
}

// component makes the common part of a resource's object; not ok if the
// resource is in no scenario of the class.
func (b *builder) component(c *estate.Core) (Component, bool) {
	exists, ok := b.settled[c.When]
	switch {
	case !ok:
		exists = within(c.When, b.world, c.Origin)
		b.settled[c.When] = exists
	case exists.Unknown():
		exists = maybe(estate.Gap{Variable: exists.cause(estate.Gap{}).Variable, Origin: c.Origin})
	}
	return Component{ID: c.ID, Stack: c.Stack, Origin: c.Origin, Exists: exists}, !exists.No()
}

// placeholder makes the common part of something that the estate only names.
func placeholder(id estate.ID, gap estate.Gap) Component {
	return Component{ID: id, Origin: gap.Origin, Exists: yes(), Placeholder: true, Gap: gap, doubt: maybe(gap)}
}

// name is the key of what a value refers to in this class of scenarios: the ID
// of a resource of the estate, or else the text; with the gap that a
// placeholder of that name has. It is not ok where the value is absent.
func (b *builder) name(v estate.Value[estate.Text], at estate.Origin) (id estate.ID, gap estate.Gap, ok bool) {
	if !v.Origin.IsZero() {
		at = v.Origin
	}
	switch a := v.In(b.world); a.State {
	case estate.Known:
		id, gap = b.nameOf(a.Is, at)
		return id, gap, true
	case estate.Unknown:
		// Two unknown values are never known to be the same one.
		gap = placed(a.Gap, at)
		b.unknowns++
		return estate.ID("?" + gap.Variable.Name + "#" + strconv.Itoa(b.unknowns)), gap, true
	}
	return "", estate.Gap{}, false
}

func (b *builder) nameOf(t estate.Text, at estate.Origin) (estate.ID, estate.Gap) {
	n := b.met.names[t]
	if n == nil {
		n = &named{id: estate.ID(t.String()), gap: estate.NotInEstate(t, at)}
		if r, ok := b.e.Follow(t); ok && standsFor(t, r) {
			n.id = r.Base().ID
		}
		b.met.names[t] = n
	}
	gap := n.gap
	gap.Origin = at
	return n.id, gap
}

// met is what was resolved of an estate that is the same in all classes of scenarios.
type met struct {
	names       map[estate.Text]*named
	permissions map[*estate.SecurityGroupRule][]*Permission
}

func newMet() *met {
	return &met{map[estate.Text]*named{}, map[*estate.SecurityGroupRule][]*Permission{}}
}

// named is what a text names, found once: hundreds of facts name one VPC.
type named struct {
	id  estate.ID
	gap estate.Gap // of a placeholder of that name
}

// standsFor tells a reference that means the resource from an attribute that
// names another thing: a nested stack's output, a custom resource's answer.
func standsFor(t estate.Text, r estate.Resource) bool {
	ref, _ := t.Reference()
	_, other := r.(*estate.Other)
	return ref.Attribute == "" || !other
}

// vpcOf is the VPC that a subnet's or group's attribute VpcId names.
func (b *builder) vpcOf(t estate.Text) (estate.Value[estate.Text], bool) {
	ref, ok := t.Reference()
	if !ok || ref.Attribute != "VpcId" {
		return estate.Value[estate.Text]{}, false
	}
	r, _ := b.e.Get(ref.Resource)
	switch r := r.(type) {
	case *estate.Subnet:
		return r.VPC, true
	case *estate.SecurityGroup:
		return r.VPC, true
	}
	return estate.Value[estate.Text]{}, false
}

// vpc finds the VPC that a value names, or makes a placeholder.
func (b *builder) vpc(v estate.Value[estate.Text], at estate.Origin) *VPC {
	if a := v.In(b.world); a.State == estate.Known {
		if of, ok := b.vpcOf(a.Is); ok {
			return b.vpc(of, at)
		}
	}
	id, gap, ok := b.name(v, at)
	if !ok {
		id, gap = "default VPC", outside("the default VPC", "no VPC is named, so it is the account's default one, which no source shows", at)
	}
	return b.vpcNamed(id, gap)
}

func (b *builder) vpcNamed(id estate.ID, gap estate.Gap) *VPC {
	if found, ok := b.vpcBy[id]; ok {
		return found
	}
	made := &VPC{Component: placeholder(id, gap), Gap4: gap, Gap6: gap}
	b.vpcBy[id] = made
	b.n.VPCs = append(b.n.VPCs, made)
	return made
}

// subnet finds the subnet of a name, or makes a placeholder in a VPC of its
// own.
func (b *builder) subnet(id estate.ID, gap estate.Gap) *Subnet {
	if found, ok := b.subnetBy[id]; ok {
		return found
	}
	vpc := b.vpcNamed("the VPC of "+id, gap)
	made := &Subnet{
		Component: placeholder(id, gap), VPC: vpc, Has4: yes(), Has6: maybe(gap),
		Address4: someOf(anyIPv4(), gap), Address6: someOf(globalIPv6(), gap),
		Tables: Choice[*RouteTable]{Gap: gap, Open: true}, ACLs: Choice[*NetworkACL]{Gap: gap, Open: true},
		MapPublicIP: maybe(gap), AssignIPv6: maybe(gap),
	}
	b.subnetBy[id] = made
	vpc.Subnets = append(vpc.Subnets, made)
	b.n.Subnets = append(b.n.Subnets, made)
	return made
}

// finish sorts what was built, numbers it and notes where rules cut the address
// space.
func (b *builder) finish() *Network {
	n := b.n
	sortByID(n.VPCs, func(x *VPC) *Component { return &x.Component })
	sortByID(n.Subnets, func(x *Subnet) *Component { return &x.Component })
	sortByID(n.Tables, func(x *RouteTable) *Component { return &x.Component })
	sortByID(n.ACLs, func(x *NetworkACL) *Component { return &x.Component })
	sortByID(n.Groups, func(x *SecurityGroup) *Component { return &x.Component })
	sortByID(n.Gateways, func(x *Gateway) *Component { return &x.Component })
	sortByID(n.Peerings, func(x *Peering) *Component { return &x.Component })
	sortByID(n.Transits, func(x *TransitGateway) *Component { return &x.Component })
	sortByID(n.Endpoints, func(x *GatewayEndpoint) *Component { return &x.Component })
	for _, v := range n.VPCs {
		slices.SortStableFunc(v.Subnets, func(a, b *Subnet) int { return cmp.Compare(a.ID, b.ID) })
	}
	n.nat64 = n.translatesIPv6()
	n.cuts = n.findCuts()
	n.arms = n.findArms()
	n.findNATs()
	return n
}
