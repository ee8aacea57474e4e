package reach

import (
	"testing"

	"ringwall/internal/estate"
)

// Rules of network.md, section 2.3: NAT gateways ("NAT gateways", "NAT gateway
// basics", "Regional NAT gateways for automatic multi-AZ expansion").

func (b *estateBuilder) RegionalNAT(id, vpc string, zones ...string) {
	r := &estate.NATGateway{Core: b.core(id, "AWS::EC2::NatGateway"), VPC: b.ref(vpc), Availability: str("regional")}
	for _, z := range zones {
		r.Zones.Known = append(r.Zones.Known, estate.Item[estate.Text]{Is: b.text(z)})
	}
	b.add(r)
}

func TestNAT_OnlyForItsOwnVPC(t *testing.T) {
	b := natted(t)
	b.VPC("w", "10.1.0.0/16")
	b.Subnet("c", "w", "10.1.0.0/24")
	b.SG("openW", "w", "in all from 0.0.0.0/0")
	b.Instance("z", "c", "openW")
	b.Peering("pcx", "v", "w")
	b.Table("rtW", "w", "c", "0.0.0.0/0 pcx")
	n := b.New()
	n.no("z -> 198.51.100.7 tcp 443", codePeering) // no edge-to-edge routing over peering
}

// nattedToPeer is a NAT gateway whose subnet has a route to a peer VPC.
func nattedToPeer(t testing.TB, back ...string) *estateBuilder {
	b := natted(t)
	b.VPC("w", "10.1.0.0/16")
	b.Subnet("c", "w", "10.1.0.0/24")
	b.SG("byNAT", "w", "in tcp 443 from 10.0.0.0/24")
	b.Instance("z", "c", "byNAT")
	b.Peering("pcx", "v", "w")
	b.Route("rt", "10.1.0.0/16 pcx")
	b.Table("rtW", "w", "c", back...)
	return b
}

func TestNAT_ToAPeerComesFromTheGatewaysAddress(t *testing.T) {
	n := nattedToPeer(t, "10.0.0.0/16 pcx").New()
	n.yes("y -> z tcp 443")
	n.no("y -> z tcp 80", codeGroup)
}

func TestNAT_ReplyFromAPeerWithoutARouteIsUnknown(t *testing.T) {
	nattedToPeer(t).New().unknown("y -> z tcp 443", "replies to the NAT gateway nat")
}

func TestNAT_RegionalNeedsNoSubnet(t *testing.T) {
	b := two(t)
	b.RegionalNAT("nat", "v")
	b.Table("priv", "v", "b", "0.0.0.0/0 nat")
	b.ACL("acl", "v", "a", "in 100 deny all 0.0.0.0/0") // of a subnet that it does not stand in
	n := b.New()
	n.yes("y -> 198.51.100.7 tcp 443")
	n.no("198.51.100.7 -> y tcp 443", codePublicForIngress, codeNoRoute)
	n.no("198.51.100.7 -> nat tcp 443")
}

func TestNAT_RegionalWithoutAnInternetGateway(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Subnet("b", "v", "10.0.1.0/24")
	b.SG("open", "v", "in all from 0.0.0.0/0")
	b.Instance("y", "b", "open")
	b.RegionalNAT("nat", "v")
	b.Table("priv", "v", "b", "0.0.0.0/0 nat")
	b.New().no("y -> 198.51.100.7 tcp 443", codeBadStateRoute)
}

func TestNAT_RegionalServesTheZonesThatItIsRegisteredIn(t *testing.T) {
	for zone, want := range map[string]string{"=eu-west-1a": "yes", "=eu-west-1b": "no", "=euw1-az2": "unknown", "$Zone": "unknown"} {
		b := build(t)
		b.VPC("v", "10.0.0.0/16")
		b.IGW("igw", "v")
		b.Subnet("b", "v", "10.0.1.0/24", "zone=eu-west-1a")
		b.SG("open", "v", "in all from 0.0.0.0/0")
		b.Instance("y", "b", "open")
		b.RegionalNAT("nat", "v", zone)
		b.Table("priv", "v", "b", "0.0.0.0/0 nat")
		n := b.New()
		switch want {
		case "yes":
			n.yes("y -> 198.51.100.7 tcp 443")
		case "no":
			n.no("y -> 198.51.100.7 tcp 443", codeRegionalNATZone)
		default:
			n.unknown("y -> 198.51.100.7 tcp 443", "Availability Zone of b")
		}
	}
}

func TestNAT_RegionalTableTakesFurtherRoutes(t *testing.T) {
	b := two(t)
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	b.RegionalNAT("nat", "v")
	b.Table("priv", "v", "b", "0.0.0.0/0 nat")
	b.add(&estate.Route{
		Core: b.core("further", "AWS::EC2::Route"), Table: estate.Of(estate.OfReference("nat", "RouteTableId"), estate.Origin{}),
		IPv4: estate.Of(prefixOfText("192.168.0.0/16"), estate.Origin{}), Target: estate.Of(estate.RouteTarget{Kind: estate.TargetGateway, Ref: b.text("vgw")}, estate.Origin{}),
	})
	b.New().yes("y -> onprem:192.168.0.9 tcp 443")
}
