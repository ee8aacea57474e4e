package reach

import (
	"net/netip"
	"strings"

	"ringwall/internal/estate"
)

// VPC is a virtual private cloud. A placeholder's blocks are all unknown.
type VPC struct {
	Component
	// IPv4 and IPv6 are its known blocks, primary first; Gap4 and Gap6 are set
	// where it may have others.
	IPv4, IPv6 []netip.Prefix
	Gap4, Gap6 estate.Gap
	Region     estate.Text
	Account    estate.Text
	Subnets    []*Subnet
	// Main and DefaultACL serve the subnets without one of their own;
	// DefaultGroup the interfaces without any; nil in a placeholder.
	Main         *RouteTable
	DefaultACL   *NetworkACL
	DefaultGroup *SecurityGroup
}

// Subnet is a part of a VPC in one Availability Zone.
type Subnet struct {
	Component
	// Several: it stands for one of the subnets of a list that is unknown, so
	// two interfaces in it need not share a subnet.
	Several bool
	// Bare: it is none of the estate's but where a regional NAT gateway stands;
	// it has a route table and no network ACL.
	Bare bool
	VPC  *VPC // never nil
	// IPv4 and IPv6 are its blocks if they are known (valid); Has4 and Has6 say
	// whether it has one at all.
	IPv4, IPv6 netip.Prefix
	Has4, Has6 Trit
	// Address4 and Address6 are what AWS may choose from for an interface.
	Address4, Address6 Address
	Tables             Choice[*RouteTable]
	ACLs               Choice[*NetworkACL]
	MapPublicIP        Trit
	AssignIPv6         Trit
	Zone               estate.Zone
}

// contains asks whether the VPC's blocks hold an address.
func (v *VPC) contains(a Address) Trit {
	blocks, gap := v.IPv4, v.Gap4
	if a.is6() {
		blocks, gap = v.IPv6, v.Gap6
	}
	t := a.inAny(blocks)
	for _, s := range v.Subnets {
		if p := s.block(a.is6()); p.IsValid() {
			t = t.or(a.in(p))
		}
	}
	if isGap(gap) {
		t = t.or(maybe(gap))
	}
	return t
}

func (s *Subnet) block(six bool) netip.Prefix {
	if six {
		return s.IPv6
	}
	return s.IPv4
}

// sameVPC asks whether two VPCs are one. Two that the estate declares are not,
// nor two that are named by different ids; a parameter may be either's id.
func sameVPC(v, w *VPC) Trit {
	return sameThing(&v.Component, &w.Component)
}

// sameSubnet asks whether two interfaces' subnets are one.
func sameSubnet(s, t *Subnet) Trit {
	if s == t && s.Several {
		return maybe(s.Gap)
	}
	if !s.Placeholder && !t.Placeholder {
		return holds(s == t)
	}
	return sameThing(&s.Component, &t.Component)
}

func sameThing(c, d *Component) Trit {
	switch {
	case c == d:
		return yes()
	case !c.Placeholder && !d.Placeholder:
		return no()
	case isPhysical(c.ID) && isPhysical(d.ID):
		return no()
	case c.Placeholder:
		return c.doubt
	}
	return d.doubt
}

// isPhysical reports whether a placeholder is named by an id of AWS, so that
// another name is another thing.
func isPhysical(id estate.ID) bool {
	_, rest, ok := strings.Cut(string(id), "-")
	return ok && len(rest) >= 8 && !strings.ContainsAny(string(id), "?${}/ ")
}

func (b *builder) vpcs() {
	for _, r := range estate.All[*estate.VPC](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		v := &VPC{Component: c, Region: r.Region, Account: r.Account}
		if r.External {
			v.Placeholder, v.Gap = true, estate.NotInEstate(r.Self(), r.Origin)
			v.Gap4, v.Gap6, v.doubt = v.Gap, v.Gap, maybe(v.Gap)
		} else {
			b.addBlock(&v.IPv4, &v.Gap4, r.CIDR, yes())
		}
		b.vpcBy[r.ID] = v
		b.n.VPCs = append(b.n.VPCs, v)
	}
	for _, r := range estate.All[*estate.VPCCIDRBlock](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		v := b.vpc(r.VPC, r.Origin)
		b.addBlock(&v.IPv4, &v.Gap4, r.IPv4, c.Exists)
		b.addBlock(&v.IPv6, &v.Gap6, r.IPv6, c.Exists)
		if amazon := boolean(r.AmazonIPv6, false, b.world); !amazon.No() && !isGap(v.Gap6) {
			v.Gap6 = outside(string(v.ID)+"'s IPv6 block", "AWS chooses it", r.Origin)
		}
	}
}

func (b *builder) addBlock(list *[]netip.Prefix, gap *estate.Gap, v estate.Value[netip.Prefix], exists Trit) {
	a := v.In(b.world)
	switch {
	case a.State == estate.Known && exists.Yes():
		*list = append(*list, a.Is.Masked())
	case a.State == estate.Known:
		*gap = exists.Gaps()[0]
	case a.State == estate.Unknown:
		*gap = placed(a.Gap, v.Origin)
	}
}

func (b *builder) subnets() {
	for _, r := range estate.All[*estate.Subnet](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		s := &Subnet{Component: c, VPC: b.vpc(r.VPC, r.Origin)}
		b.describeSubnet(s, r)
		s.VPC.Subnets = append(s.VPC.Subnets, s)
		b.subnetBy[r.ID] = s
		b.n.Subnets = append(b.n.Subnets, s)
	}
	for _, r := range estate.All[*estate.SubnetCIDRBlock](b.e) {
		b.addSubnetBlock(r)
	}
	b.associateTables()
	b.associateACLs()
}

// addSubnetBlock gives a subnet an IPv6 block from a resource of its own.
func (b *builder) addSubnetBlock(r *estate.SubnetCIDRBlock) {
	c, ok := b.component(&r.Core)
	id, _, named := b.name(r.Subnet, r.Origin)
	s := b.subnetBy[id]
	if !ok || !named || s == nil {
		return
	}
	s.Has6 = s.Has6.or(c.Exists)
	if a := r.IPv6.In(b.world); a.State == estate.Known && c.Exists.Yes() {
		s.IPv6 = a.Is.Masked()
		s.Address6 = among([]Span{usable(s.IPv6)}, s.chosen("IPv6 address"))
	} else if s.Address6.IsZero() {
		s.Address6 = addressWithin(s.VPC.IPv6, s.VPC.Gap6, globalIPv6(), s.chosen("IPv6 address"))
	}
}

// chosen is the gap of an address that AWS chooses.
func (s *Subnet) chosen(what string) estate.Gap {
	return outside("the "+what+" of an interface in "+string(s.ID), "AWS chooses it when it creates the interface", s.Origin)
}

func (b *builder) describeSubnet(s *Subnet, r *estate.Subnet) {
	s.Has6 = truth(r.HasIPv6, b.world, r.Origin)
	s.MapPublicIP = boolean(r.MapPublicIP, false, b.world)
	s.AssignIPv6 = boolean(r.AssignIPv6, false, b.world)
	s.Zone = r.Core.In(r.AvailabilityZone.In(b.world).Is, r.ZoneID)
	s.Has4 = yes()
	switch a := r.IPv4.In(b.world); a.State {
	case estate.Known:
		s.IPv4 = a.Is.Masked()
		s.Address4 = among([]Span{usable(s.IPv4)}, s.chosen("address"))
	case estate.Unknown:
		s.Address4 = addressWithin(s.VPC.IPv4, s.VPC.Gap4, anyIPv4(), placed(a.Gap, r.IPv4.Origin))
	default:
		s.Has4 = s.Has6.not()
		s.Address4 = addressWithin(s.VPC.IPv4, s.VPC.Gap4, anyIPv4(), s.chosen("address"))
	}
	if s.Has6.No() {
		return
	}
	switch a := r.IPv6.In(b.world); a.State {
	case estate.Known:
		s.IPv6 = a.Is.Masked()
		s.Address6 = among([]Span{usable(s.IPv6)}, s.chosen("IPv6 address"))
	default:
		s.Address6 = addressWithin(s.VPC.IPv6, s.VPC.Gap6, globalIPv6(), s.chosen("IPv6 address"))
	}
}

// addressWithin is an address in one of a VPC's blocks, or anywhere if these
// are not all known.
func addressWithin(blocks []netip.Prefix, more estate.Gap, anywhere netip.Prefix, gap estate.Gap) Address {
	if len(blocks) == 0 || isGap(more) {
		return someOf(anywhere, gap)
	}
	var spans []Span
	for _, p := range blocks {
		spans = append(spans, spanOf(p))
	}
	return among(spans, gap)
}
