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
	*Traits   // never nil; not to be changed, as others may share them
	Index     int
	Owner     estate.ID
	Placement string // tells the interfaces of one owner apart
	Origin    estate.Origin
	Exists    Trit
	Subnet    *Subnet // never nil; may be a placeholder

	// IPv4 and IPv6 are its primary private IPv4 and its IPv6 address; Has4 and
	// Has6 whether it has one.
	IPv4, IPv6 Address
	Has4, Has6 Trit
	// Card is the interface as a resource of its own, if it is one beside its owner.
	Card estate.ID
	// PublicIPv4: it has a public IPv4 address, which an internet gateway
	// exchanges for the private one. publicAt is where that is written, if not where
	// the interface is.
	PublicIPv4 Trit
	publicAt   *estate.Origin
	// Public is that address, or those of which it is one, where a source shows it.
	Public Address

	Balancer *Balancer

	// unit tells an owner's placements apart: interfaces of one unit are in its
	// several subnets, or alternatives of one.
	unit int32
	// Alias: it stands for a further address of the interface before it, or for a
	// prefix that is delegated to that.
	Alias bool
}

// Traits are what an interface has in common with many others: in an account
// with a hundred thousand interfaces there are a few thousand of them.
type Traits struct {
	Type  string // of its owner: "AWS::EC2::Instance"
	Stack string
	// InUse: it is attached to something that runs.
	InUse Trit

	Groups     []Membership
	MoreGroups estate.Gap // set where it may be in further groups
	NoGroups   bool       // security groups do not apply to it

	SourceDestCheck Trit
	OutboundOnly    bool
	InboundOnly     bool
	// Listens are the services on which anything listens at all; all where the
	// resource does not fix them; ListensGap where that is unknown.
	Listens    traffic.Services
	ListensGap estate.Gap

	NAT bool // a NAT gateway's
	// Zones are those that a regional NAT gateway serves; all without any.
	Zones    []estate.Zone
	ZonesGap estate.Gap // set where it may serve others
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

// publicOrigin is where it is written that the interface has a public address, or
// has none.
func (i *Interface) publicOrigin() estate.Origin {
	if i.publicAt == nil {
		return i.Origin
	}
	return *i.publicAt
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

// placementsOf asks the resources of an estate for their placements, in the order
// of their IDs. Live interfaces, of which there may be a great many, are not among
// them: each stands where it stands.
func placementsOf(e *estate.Estate) []standing {
	var out []standing
	for _, r := range e.Resources {
		if _, live := r.(*estate.LiveInterface); live {
			continue
		}
		if owner, ok := r.(estate.Networked); ok {
			out = append(out, standing{owner, owner.Placements(e)})
		}
	}
	return out
}

// interfaces makes the interfaces of all resources, in the order of their IDs.
func (b *builder) interfaces() {
	b.findCarriers()
	live, rest := estate.All[*estate.LiveInterface](b.e), b.placed
	b.n.Interfaces = make([]*Interface, 0, len(live)+len(rest))
	for _, r := range live {
		for len(rest) > 0 && rest[0].owner.Base().ID < r.ID {
			b.stand(&rest[0])
			rest = rest[1:]
		}
		b.placeLive(r)
	}
	for k := range rest {
		b.stand(&rest[k])
	}
	for _, r := range estate.All[*estate.NATGateway](b.e) {
		b.placeNAT(r)
	}
	b.sortInterfaces()
	b.publicAddresses()
	b.statedAddresses()
	b.balancers()
}

// stand makes the interfaces of a resource that is no live interface.
func (b *builder) stand(s *standing) {
	c, ok := b.component(s.owner.Base())
	if !ok {
		return
	}
	for unit := range s.at {
		from := len(b.n.Interfaces)
		b.place(s.owner, c, &s.at[unit])
		for _, i := range b.n.Interfaces[from:] {
			i.unit = int32(unit)
		}
	}
}

// sortInterfaces orders interfaces by owner and numbers them. Most come in order.
func (b *builder) sortInterfaces() {
	list := b.n.Interfaces
	compare := func(x, y *Interface) int {
		return cmp.Or(cmp.Compare(x.Owner, y.Owner), cmp.Compare(x.Placement, y.Placement), cmp.Compare(x.Subnet.ID, y.Subnet.ID))
	}
	if !slices.IsSortedFunc(list, compare) {
		slices.SortStableFunc(list, compare)
	}
	b.n.byCard = map[estate.ID][]*Interface{}
	for i, x := range list {
		if x.Index = i; x.Card != "" && x.Card != x.Owner {
			b.n.byCard[x.Card] = append(b.n.byCard[x.Card], x)
		}
	}
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
	if exists = exists.and(s.Exists); exists.No() {
		return
	}
	i := &Interface{Traits: b.traits(owner, c, p, s), Owner: c.ID, Placement: p.Name, Card: p.Card, Origin: p.Origin, Exists: exists, Subnet: s}
	if count > 1 {
		i.Placement = joinWords(p.Name, "in "+string(s.ID))
	}
	further := b.addAddresses(i, p)
	var at estate.Origin
	if i.PublicIPv4, at = b.publicByPlacement(i, p); at != i.Origin {
		i.publicAt = &at
	}
	i.Public = publicOf(p.PublicAddress)
	b.n.Interfaces = append(b.n.Interfaces, i)
	b.addAliases(i, p, further)
}

// traits makes the traits of an interface that a placement puts into a subnet.
func (b *builder) traits(owner estate.Networked, c Component, p *estate.Placement, s *Subnet) *Traits {
	t := &Traits{
		Type: owner.Base().Type, Stack: c.Stack, InUse: yes(), NoGroups: p.NoGroups,
		OutboundOnly: p.OutboundOnly, InboundOnly: p.InboundOnly,
		SourceDestCheck: boolean(p.SourceDestCheck, true, b.world), Listens: traffic.AllServices(),
	}
	if _, alone := owner.(*estate.NetworkInterface); alone && len(b.carriers[c.ID]) == 0 {
		t.InUse = maybe(outside("what "+string(c.ID)+" is attached to", "no source attaches it", c.Origin))
	}
	if p.Doubt != nil {
		t.InUse = maybe(*p.Doubt)
	}
	b.addGroups(t, s, p)
	switch a := p.Listens.In(b.world); a.State {
	case estate.Known:
		t.Listens = a.Is
	case estate.Unknown:
		t.ListensGap = placed(a.Gap, p.Origin)
	}
	return t
}

// addAliases makes interfaces of the further addresses of one, and of the prefixes
// that are delegated to it: filters tell addresses apart, and a public address
// goes with one of them.
func (b *builder) addAliases(i *Interface, p *estate.Placement, further []netip.Addr) {
	alias := func(name string, a Address, public netip.Addr) {
		x := *i
		x.Alias, x.Placement, x.PublicIPv4, x.Public = true, joinWords(i.Placement, name), holds(public.IsValid()), publicOf(public)
		x.Has4, x.Has6 = holds(!a.is6()), holds(a.is6())
		if x.IPv4, x.IPv6 = a, (Address{}); a.is6() {
			x.IPv4, x.IPv6 = Address{}, a
		}
		b.n.Interfaces = append(b.n.Interfaces, &x)
	}
	for _, a := range further {
		var public netip.Addr
		for _, x := range p.AlsoPublic {
			if x.Private == a {
				public = x.Public
			}
		}
		alias(a.String(), exactly(a), public)
	}
	for _, d := range p.Delegated {
		gap := outside("which address of "+d.String()+" is used at "+i.Name(), "the software there chooses it", p.Origin)
		alias(d.String(), someOf(d, gap), netip.Addr{})
	}
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
// from, and answers the further ones.
func (b *builder) addAddresses(i *Interface, p *estate.Placement) (further []netip.Addr) {
	i.IPv4, i.Has4 = i.Subnet.Address4, i.Subnet.Has4
	i.IPv6, i.Has6 = i.Subnet.Address6, b.hasIPv6(i, p)
	items, sure, more := p.Addresses.In(b.world)
	var fixed []netip.Addr
	for k, a := range items {
		switch {
		case !sure[k] && more == nil:
			gap := within(a.When, b.world, a.Origin).Gaps()[0]
			more = &gap
		case sure[k]:
			fixed = append(fixed, a.Is)
		}
	}
	if more != nil {
		return nil // some address of the subnet
	}
	for _, a := range fixed {
		if !b.fix(i, a) {
			further = append(further, a)
		}
	}
	return further
}

// fix gives an interface an address that the source fixes: the first of its
// family is the primary one. One that is not in the subnet's block cannot be. It
// is false for a further one, which is not the interface's own here.
func (b *builder) fix(i *Interface, a netip.Addr) bool {
	if block := i.Subnet.block(a.Is6()); block.IsValid() && !block.Contains(a) {
		return true
	}
	own := &i.IPv4
	if a.Is6() {
		own, i.Has6 = &i.IPv6, yes()
	}
	if is, fixed := own.Exact(); fixed && !isGap(own.Gap()) {
		return is == a
	}
	*own = exactly(a)
	return true
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
func (b *builder) addGroups(t *Traits, s *Subnet, p *estate.Placement) {
	if t.NoGroups {
		return
	}
	items, sure, more := p.Groups.In(b.world)
	for k, g := range items {
		id, gap := b.nameOf(g.Is, g.Origin)
		m := Membership{b.group(id, gap), yes()}
		if !sure[k] {
			m.Is = within(g.When, b.world, g.Origin)
		}
		t.Groups = append(t.Groups, m)
	}
	switch {
	case more != nil:
		t.MoreGroups = placed(*more, p.Origin)
	case len(items) > 0:
	case s.VPC.DefaultGroup != nil:
		t.Groups = []Membership{{s.VPC.DefaultGroup, yes()}}
	default:
		t.MoreGroups = outside("the default security group of "+string(s.VPC.ID), "no source shows it", p.Origin)
	}
}
