package reach

import (
	"errors"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

func TestAsk_AnAddressThatNobodyHas(t *testing.T) {
	e := peered(t).New().Estate
	a := expect(t, e, "10.9.9.9 -> x", "no none")
	if len(a.Blocked) != 1 || a.Blocked[0].Effect != proof.Blocks || a.Blocked[0].Rule != "nobody has 10.9.9.9" {
		t.Errorf("blocked %+v", a.Blocked)
	}
	expect(t, e, "x -> 10.9.9.9 tcp/443", "no none")
	expect(t, e, "10.1.0.9 -> x", "unknown none") // in a VPC: somebody may have it
	expect(t, e, "198.51.100.7 -> x", "yes all")  // the internet's
}

func TestAsk_ItMayBeInNetworksThatNoSourceShows(t *testing.T) {
	b := peered(t)
	b.add(&estate.TransitGatewayAttachment{Core: b.core("tga", "AWS::EC2::TransitGatewayAttachment")})
	a := expect(t, b.New().Estate, "10.9.9.9 -> x", "unknown none")
	if len(a.Proof.Gaps) == 0 || a.Proof.Gaps[0].Variable.Name != "the networks behind tga" {
		t.Errorf("gaps %v", a.Proof.Gaps)
	}
}

func TestAsk_ItMayBeInAVPCThatIsNotListed(t *testing.T) {
	e := peered(t).New().Estate
	whole := estate.Listing{Account: "111122223333", Region: "eu-west-1", Kind: "Vpcs"}
	missing := whole
	missing.Gap = estate.NotListed("aws ec2 describe-vpcs", "no file holds it", "add describe-vpcs.json")
	expect(t, estate.Join(e, estate.Estate{Listings: []estate.Listing{whole}}), "10.9.9.9 -> x", "no none")
	expect(t, estate.Join(e, estate.Estate{Listings: []estate.Listing{missing}}), "10.9.9.9 -> x", "unknown none")
}

func TestAsk_WhereAWSItselfAnswersIsNoAddressOfNobody(t *testing.T) {
	var missing *NoMatchError
	if _, err := ask(t, peered(t).New().Estate, "x -> 169.254.169.254 tcp/80"); !errors.As(err, &missing) {
		t.Errorf("got %v", err)
	}
}

func TestAsk_FrontDoorsThemselves(t *testing.T) {
	b := cdn(t)
	b.add(&estate.RestAPI{Core: b.core("private", "AWS::ApiGateway::RestApi"), Endpoints: estate.Items[string]{Known: []estate.Item[string]{{Is: "PRIVATE"}}}})
	e := b.New().Estate
	a := expect(t, e, "internet -> cdn", "yes tcp 80,443; udp 443")
	if len(a.Flows) != 1 || len(a.Flows[0].Path) < 2 {
		t.Errorf("flows %+v", a.Flows)
	}
	expect(t, e, "internet -> cdn tcp/443", "yes tcp 443")
	a = expect(t, e, "internet -> cdn tcp/22", "no none")
	if len(a.Blocked) == 0 || a.Blocked[0].Resource != "cdn" {
		t.Errorf("blocked %+v", a.Blocked)
	}
	expect(t, e, "internet -> api", "yes tcp 443")
	a = expect(t, e, "internet -> private", "no none")
	if len(a.Blocked) == 0 || a.Blocked[0].Resource != "private" {
		t.Errorf("blocked %+v", a.Blocked)
	}
	var missing *NoMatchError
	if _, err := ask(t, e, "lb -> cdn"); !errors.As(err, &missing) {
		t.Errorf("got %v", err)
	}
}

// TestAsk_AddressOfAVPCIsNotOnPremises: where networks may be on premises that no source
// shows, an address of a VPC's block is still the VPC's.
func TestAsk_AddressOfAVPCIsNotOnPremises(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Subnet("a", "v", "10.0.1.0/24")
	b.Subnet("c", "v", "10.0.2.0/24")
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	b.SG("open", "v", "in all from 0.0.0.0/0")
	b.Instance("x", "a", "open", "ip=10.0.1.22")
	b.Instance("y", "c", "open", "ip=10.0.2.14")
	b.Instance("box", "c", "open", "ip=10.0.2.15", "nocheck")
	b.ACL("acl", "v", "a", "in 100 allow all 0.0.0.0/0")
	b.Table("rt", "v", "a c", "10.0.0.0/8 vgw", "172.16.0.0/12 box")
	m := NewModel(estate.New(estate.Estate{Resources: b.list}))
	from, err := ParseSelector("10.0.1.22")
	if err != nil {
		t.Fatal(err)
	}
	a, err := m.Ask(Question{From: from, To: Resources("y"), Services: traffic.ICMPTypes(traffic.ICMP, 40, 0)})
	if err != nil {
		t.Fatal(err)
	}
	if a.Proof.Verdict != proof.No { // the network ACL lets nothing out
		t.Errorf("%v: %+v", a.Proof.Verdict, a.Flows)
	}
}

// TestAsk_AnAddressThatNoListedInterfaceHas: the list of an account's interfaces is the
// whole truth about them.
func TestAsk_AnAddressThatNoListedInterfaceHas(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.1.0.0/16")
	b.Subnet("a", "v", "10.1.0.0/24")
	b.SG("open", "v", "in all from 0.0.0.0/0")
	b.Instance("x", "a", "open", "ip=10.1.0.22")
	e := b.New().Estate
	for _, r := range e.Resources {
		r.Base().Account, r.Base().Region = estate.Literal("111122223333"), estate.Literal("eu-west-1")
		if v, ok := r.(*estate.VPC); ok {
			v.Physical = string(v.ID)
		}
	}
	whole := estate.Listing{Account: "111122223333", Region: "eu-west-1", Kind: estate.InterfaceListing}
	cut := whole
	cut.Gap = estate.NotListed("aws ec2 describe-network-interfaces", "it is cut off", "print all of it")
	a := expect(t, estate.Join(e, estate.Estate{Listings: []estate.Listing{whole}}), "x -> 10.1.0.9", "no none")
	if len(a.Blocked) != 1 || a.Blocked[0].Rule != "nobody has 10.1.0.9" {
		t.Errorf("blocked %+v", a.Blocked)
	}
	expect(t, estate.Join(e, estate.Estate{Listings: []estate.Listing{cut}}), "x -> 10.1.0.9", "unknown none")
}

// TestAsk_TheResolverOfAVPC: at "the base of the VPC IPv4 network range plus two" no
// interface can be ("DNS attributes for your VPC").
func TestAsk_TheResolverOfAVPC(t *testing.T) {
	var missing *NoMatchError
	if _, err := ask(t, peered(t).New().Estate, "x -> 10.1.0.2 udp/53"); !errors.As(err, &missing) {
		t.Errorf("got %v", err)
	}
}
