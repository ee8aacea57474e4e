package reach

import (
	"net/netip"

	"ringwall/internal/estate"
)

// stated is an address that a source shows as a property of what is there already, as
// Terraform's state does; templates have none.
func stated(r estate.Resource, property string) netip.Addr {
	s, _ := literalField(r.Base().Properties, property)
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}
	}
	return a
}

// statedAddresses gives interfaces the public addresses that sources show: instances'
// own, and elastic ones of their associations.
func (b *builder) statedAddresses() {
	give := func(id estate.ID, a netip.Addr) {
		if !a.IsValid() {
			return
		}
		for _, i := range b.primary(id) {
			if !i.PublicIPv4.No() && len(i.Public.Spans()) == 0 {
				i.Public = publicOf(a)
			}
		}
	}
	for _, r := range estate.All[*estate.ElasticIPAssociation](b.e) {
		address, ok := estate.FollowTo[*estate.ElasticIP](b.e, r.Address.In(b.world).Is)
		if !ok || r.When.Disjoint(b.world) {
			continue
		}
		for _, of := range []estate.Value[estate.Text]{r.Instance, r.Interface} {
			if id, _, ok := b.name(of, r.Origin); ok {
				give(id, stated(address, "PublicIp"))
			}
		}
	}
	for _, r := range estate.All[*estate.Instance](b.e) {
		give(r.ID, stated(r, "PublicIp"))
	}
}

// statedNAT gives a NAT gateway's interface the addresses that a source shows.
func (i *Interface) statedNAT(r *estate.NATGateway) {
	if a := stated(r, "PrivateIp"); a.IsValid() {
		i.IPv4 = exactly(a)
	}
	if a := stated(r, "PublicIp"); a.IsValid() && !i.PublicIPv4.No() {
		i.Public = publicOf(a)
	}
}
