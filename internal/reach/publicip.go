package reach

import (
	"net/netip"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// publicByPlacement says whether an interface gets a public IPv4 address when it
// is made: as its resource asks, else as the subnet or the service decides.
func (b *builder) publicByPlacement(i *Interface, p *estate.Placement) (Trit, estate.Origin) {
	a := p.PublicIP.In(b.world)
	switch a.State {
	case estate.Unknown:
		return maybe(placed(a.Gap, p.Origin)), p.PublicIP.Origin
	case estate.Known:
		return holds(a.Is), p.PublicIP.Origin
	}
	switch p.PublicDefault {
	case estate.PublicBySubnet:
		return i.Subnet.MapPublicIP, i.Subnet.Origin
	case estate.PublicByGateway:
		return b.hasInternetGateway(i.Subnet.VPC), p.Origin
	}
	return no(), p.Origin
}

// publicOf is the public address of an interface as its source shows it; one of
// several, of a NAT gateway. It is none where an address is not the internet's: a
// carrier's, or one of a company's own.
func publicOf(list ...netip.Addr) Address {
	if len(list) == 1 && !list[0].IsValid() { // as of most
		return Address{}
	}
	var spans []Span
	for _, a := range list {
		switch {
		case !a.IsValid():
		case !traffic.Internet().Contains(a):
			return Address{}
		default:
			spans = append(spans, Span{a, a})
		}
	}
	if len(spans) == 1 {
		return exactly(spans[0].Lo)
	}
	slices.SortFunc(spans, func(x, y Span) int { return x.Lo.Compare(y.Lo) })
	return among(spans, outside("which of its public addresses a NAT gateway takes", "AWS chooses it", estate.Origin{}))
}

// publicAddress is the interface's public IPv4 address as far as it is known.
func (n *Network) publicAddress(i *Interface, at estate.Origin) Address {
	if !i.Public.IsZero() {
		return i.Public
	}
	return n.anyPublic(false, outside("the public address of "+i.Name(), "AWS chooses it", at))
}

// hasInternetGateway asks whether an internet gateway is attached to a VPC.
func (b *builder) hasInternetGateway(v *VPC) Trit {
	t := b.n.absent()
	if v.Placeholder {
		t = maybe(v.Gap)
	}
	for _, g := range b.n.Gateways {
		if g.Kind == InternetGateway {
			is, _ := b.n.attachedTo(g, v)
			t = t.or(is)
		}
	}
	return t
}

// publicAddresses gives interfaces the elastic addresses that are associated
// with them or with their instance.
func (b *builder) publicAddresses() {
	for _, r := range estate.All[*estate.ElasticIP](b.e) {
		if c, ok := b.component(&r.Core); ok {
			b.elastic(r.Instance, c)
		}
	}
	for _, r := range estate.All[*estate.ElasticIPAssociation](b.e) {
		if c, ok := b.component(&r.Core); ok {
			b.elastic(r.Instance, c)
			b.elastic(r.Interface, c)
		}
	}
	if len(b.n.Open) == 0 {
		return
	}
	for _, i := range b.n.Interfaces {
		if strings.HasPrefix(i.Type, "AWS::EC2::") && i.PublicIPv4.No() {
			i.PublicIPv4 = b.n.absent()
		}
	}
}

func (b *builder) elastic(of estate.Value[estate.Text], c Component) {
	if a := of.In(b.world); a.State == estate.Unknown {
		b.elasticSomewhere(placed(a.Gap, c.Origin), c)
		return
	}
	id, _, ok := b.name(of, c.Origin)
	if !ok {
		return
	}
	primary := b.primary(id)
	for _, i := range primary {
		i.PublicIPv4, i.publicAt = i.PublicIPv4.or(c.Exists), &c.Origin
	}
	for _, i := range b.n.OwnedBy(id) {
		if i.Alias && len(primary) > 0 && i.unit == primary[0].unit {
			gap := outside("whether "+string(c.ID)+" goes with "+i.Name(), "the address may be asked to", c.Origin)
			i.PublicIPv4 = i.PublicIPv4.or(maybe(gap))
		}
	}
}

// elasticSomewhere: whose the address is cannot be known, so any instance's or
// free interface may have it.
func (b *builder) elasticSomewhere(gap estate.Gap, c Component) {
	for _, i := range b.n.Interfaces {
		if i.Type == "AWS::EC2::Instance" || i.Type == "AWS::EC2::NetworkInterface" {
			i.PublicIPv4, i.publicAt = i.PublicIPv4.or(maybe(gap)), &c.Origin
		}
	}
}

// carriedBy lists what stands on its own and an instance takes over.
func (b *builder) carriedBy(instance estate.ID) []estate.ID {
	if b.carried == nil {
		b.carried = map[estate.ID][]estate.ID{}
		for id, owners := range b.carriers {
			for _, owner := range owners {
				b.carried[owner] = append(b.carried[owner], id)
			}
		}
		for _, list := range b.carried {
			slices.Sort(list)
		}
	}
	return b.carried[instance]
}

// primary is the first interface of a resource; of an instance that takes over
// interfaces of their own, the first of these. Where its subnet hangs on the
// scenario there is one for each alternative.
func (b *builder) primary(id estate.ID) []*Interface {
	own := b.n.OwnedBy(id)
	if len(own) == 0 {
		own = b.n.byCard[id]
	}
	for _, carried := range b.carriedBy(id) {
		if len(own) == 0 {
			own = b.n.OwnedBy(carried)
		}
	}
	var out []*Interface
	first := firstUnit(own)
	for _, i := range own {
		if i.unit == first && !i.Alias {
			out = append(out, i)
		}
	}
	return out
}

// firstUnit is that of a resource's primary interface: of a live one, whose
// interfaces come in the order of their devices, the lowest.
func firstUnit(own []*Interface) int32 {
	if len(own) == 0 {
		return 0
	}
	first := own[0].unit
	for _, i := range own {
		if i.Card != "" {
			first = min(first, i.unit)
		}
	}
	return first
}
