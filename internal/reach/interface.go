package reach

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// Interface is a network interface: one that the estate declares, or one that
// AWS makes for a resource in each of its subnets.
type Interface struct {
	Index     int
	Owner     estate.ID
	Type      string // of its owner: "AWS::EC2::Instance"
	Placement string // tells the interfaces of one owner apart
	Stack     string
	Origin    estate.Origin
	Exists    Trit
	// InUse: it is attached to something that runs.
	InUse  Trit
	Subnet *Subnet // never nil; may be a placeholder

	Groups     []Membership
	MoreGroups estate.Gap // set where it may be in further groups
	NoGroups   bool       // security groups do not apply to it

	// IPv4 and IPv6 are its primary private IPv4 and its IPv6 address; Has4 and
	// Has6 whether it has one. Secondary are further ones that the source fixes.
	IPv4, IPv6 Address
	Has4, Has6 Trit
	Secondary  []netip.Addr
	// PublicIPv4: it has a public IPv4 address, which an internet gateway
	// exchanges for the private one.
	PublicIPv4   Trit
	PublicOrigin estate.Origin

	SourceDestCheck Trit
	OutboundOnly    bool
	InboundOnly     bool
	// Listens are the services on which anything listens at all; all where the
	// resource does not fix them; ListensGap where that is unknown.
	Listens    traffic.Services
	ListensGap estate.Gap

	// unit tells an owner's placements apart: interfaces of one unit are in its
	// several subnets, or alternatives of one.
	unit int

	NAT bool // a NAT gateway's
	// Zones are those that a regional NAT gateway serves; all without any.
	Zones    []estate.Zone
	ZonesGap estate.Gap // set where it may serve others
	Balancer *Balancer
}

// Membership says that an interface carries a security group.
type Membership struct {
	Group *SecurityGroup
	Is    Trit
}

// Name is the interface for people: its owner, and which of its interfaces.
func (i *Interface) Name() string {
	name := string(i.Owner)
	if i.Placement != "" {
		name += " " + i.Placement
	}
	return name
}

// address is the interface's own (private) address of a family.
func (i *Interface) address(six bool) (Address, Trit) {
	if six {
		return i.IPv6, i.Has6
	}
	return i.IPv4, i.Has4
}

// carries asks whether the interface is in a security group. Two placeholders
// that parameters name may be the same group.
func (i *Interface) carries(g *SecurityGroup) Trit {
	if i.NoGroups {
		return no()
	}
	t := no()
	for _, m := range i.Groups {
		t = t.or(sameGroup(m.Group, g).and(m.Is))
	}
	if isGap(i.MoreGroups) {
		t = t.or(maybe(i.MoreGroups))
	}
	return t
}

// sameGroup asks whether two groups are one. An id written out is not one of
// the groups that the estate declares (these get theirs when they are made); a
// parameter may be any group's.
func sameGroup(g, h *SecurityGroup) Trit {
	if g != h && (isPhysical(g.ID) && g.Placeholder && !h.Placeholder || isPhysical(h.ID) && h.Placeholder && !g.Placeholder) {
		return no()
	}
	return sameThing(&g.Component, &h.Component)
}

// standing is where the interfaces of a resource stand.
type standing struct {
	owner estate.Networked
	at    []estate.Placement
}

// placementsOf asks every resource of an estate for its placements.
func placementsOf(e *estate.Estate) []standing {
	var out []standing
	for _, r := range e.Resources {
		if owner, ok := r.(estate.Networked); ok {
			out = append(out, standing{owner, owner.Placements(e)})
		}
	}
	return out
}

func (b *builder) interfaces() {
	b.findCarriers()
	b.n.Interfaces = make([]*Interface, 0, len(b.placed))
	for i := range b.placed {
		owner := b.placed[i].owner
		c, ok := b.component(owner.Base())
		if !ok {
			continue
		}
		for unit := range b.placed[i].at {
			from := len(b.n.Interfaces)
			b.place(owner, c, &b.placed[i].at[unit])
			for _, i := range b.n.Interfaces[from:] {
				i.unit = unit
			}
		}
	}
	for _, r := range estate.All[*estate.NATGateway](b.e) {
		b.placeNAT(r)
	}
	n := b.n
	slices.SortStableFunc(n.Interfaces, func(x, y *Interface) int {
		return cmp.Or(cmp.Compare(x.Owner, y.Owner), cmp.Compare(x.Placement, y.Placement), cmp.Compare(x.Subnet.ID, y.Subnet.ID))
	})
	for i, x := range n.Interfaces {
		x.Index = i
		n.byOwner[x.Owner] = append(n.byOwner[x.Owner], x)
	}
	b.publicAddresses()
	b.balancers()
}

// findCarriers notes which instances take over interfaces that stand on their
// own.
func (b *builder) findCarriers() {
	note := func(v estate.Value[estate.Text], owner estate.ID) {
		if id, _, ok := b.name(v, estate.Origin{}); ok {
			b.carriers[id] = append(b.carriers[id], owner)
		}
	}
	for _, r := range estate.All[*estate.Instance](b.e) {
		for _, s := range r.Interfaces.Known {
			note(s.Is.Existing, r.ID)
		}
	}
	for _, r := range estate.All[*estate.NetworkInterfaceAttachment](b.e) {
		if id, _, ok := b.name(r.Instance, r.Origin); ok {
			note(r.Interface, id)
		}
	}
}

// place makes an interface of a placement in each of its subnets, and one in
// "some subnet" where further subnets are unknown.
func (b *builder) place(owner estate.Networked, c Component, p *estate.Placement) {
	if c.Exists = c.Exists.and(within(p.When, b.world, p.Origin)); c.Exists.No() {
		return
	}
	items, sure, more := p.Subnets.In(b.world)
	for k, s := range items {
		exists := c.Exists
		if !sure[k] {
			exists = exists.and(within(s.When, b.world, s.Origin))
		}
		id, gap := b.nameOf(s.Is, s.Origin)
		b.addInterface(owner, c, p, b.subnet(id, gap), exists, len(items))
	}
	if more == nil && len(items) == 0 {
		gap := outside("the subnet of "+string(c.ID), "none is named, so AWS chooses one of the default VPC", p.Origin)
		more = &gap
	}
	if more != nil {
		gap := placed(*more, p.Origin)
		b.unknowns++
		s := b.subnet(estate.ID("?"+gap.Variable.Name+"#"+strconv.Itoa(b.unknowns)), gap)
		s.Several = true
		b.addInterface(owner, c, p, s, c.Exists, 1)
	}
}

func (b *builder) addInterface(owner estate.Networked, c Component, p *estate.Placement, s *Subnet, exists Trit, count int) {
	i := &Interface{
		Owner: c.ID, Type: owner.Base().Type, Placement: p.Name, Stack: c.Stack, Origin: p.Origin,
		Exists: exists.and(s.Exists), InUse: yes(), Subnet: s, NoGroups: p.NoGroups,
		OutboundOnly: p.OutboundOnly, InboundOnly: p.InboundOnly,
		SourceDestCheck: boolean(p.SourceDestCheck, true, b.world),
	}
	if i.Exists.No() {
		return
	}
	if count > 1 {
		i.Placement = joinWords(p.Name, "in "+string(s.ID))
	}
	if _, alone := owner.(*estate.NetworkInterface); alone && len(b.carriers[c.ID]) == 0 {
		i.InUse = maybe(outside("what "+string(c.ID)+" is attached to", "no source attaches it", c.Origin))
	}
	b.addAddresses(i, p)
	b.addGroups(i, p)
	i.PublicIPv4, i.PublicOrigin = b.publicByPlacement(i, p)
	i.Listens, i.ListensGap = traffic.AllServices(), estate.Gap{}
	switch a := p.Listens.In(b.world); a.State {
	case estate.Known:
		i.Listens = a.Is
	case estate.Unknown:
		i.ListensGap = placed(a.Gap, p.Origin)
	}
	b.n.Interfaces = append(b.n.Interfaces, i)
}

func joinWords(words ...string) string {
	out := ""
	for _, w := range words {
		if out != "" && w != "" {
			out += " "
		}
		out += w
	}
	return out
}

// addAddresses sets the addresses that the source fixes, or what AWS chooses
// from.
func (b *builder) addAddresses(i *Interface, p *estate.Placement) {
	s := i.Subnet
	i.IPv4, i.Has4 = s.Address4, s.Has4
	i.IPv6, i.Has6 = s.Address6, b.hasIPv6(i, p)
	items, sure, more := p.Addresses.In(b.world)
	var four, six []netip.Addr
	for k, a := range items {
		switch {
		case !sure[k] && more == nil:
			gap := within(a.When, b.world, a.Origin).Gaps[0]
			more = &gap
		case !sure[k] || s.block(a.Is.Is6()).IsValid() && !s.block(a.Is.Is6()).Contains(a.Is):
		case a.Is.Is6():
			six = append(six, a.Is)
		default:
			four = append(four, a.Is)
		}
	}
	if more != nil {
		return // some address of the subnet
	}
	if len(four) > 0 {
		i.IPv4, i.Secondary = exactly(four[0]), append(i.Secondary, four[1:]...)
	}
	if len(six) > 0 {
		i.IPv6, i.Has6 = exactly(six[0]), yes()
		i.Secondary = append(i.Secondary, six[1:]...)
	}
}

func (b *builder) hasIPv6(i *Interface, p *estate.Placement) Trit {
	asked := i.Subnet.AssignIPv6
	switch a := p.IPv6.In(b.world); a.State {
	case estate.Known:
		asked = holds(a.Is)
	case estate.Unknown:
		asked = maybe(placed(a.Gap, p.Origin))
	}
	return asked.and(i.Subnet.Has6)
}

// addGroups resolves the security groups; without any, the VPC's default one
// applies.
func (b *builder) addGroups(i *Interface, p *estate.Placement) {
	if i.NoGroups {
		return
	}
	items, sure, more := p.Groups.In(b.world)
	for k, g := range items {
		id, gap := b.nameOf(g.Is, g.Origin)
		m := Membership{b.group(id, gap), yes()}
		if !sure[k] {
			m.Is = within(g.When, b.world, g.Origin)
		}
		i.Groups = append(i.Groups, m)
	}
	switch {
	case more != nil:
		i.MoreGroups = placed(*more, p.Origin)
	case len(items) > 0:
	case i.Subnet.VPC.DefaultGroup != nil:
		i.Groups = []Membership{{i.Subnet.VPC.DefaultGroup, yes()}}
	default:
		i.MoreGroups = outside("the default security group of "+string(i.Subnet.VPC.ID), "no source shows it", p.Origin)
	}
}
