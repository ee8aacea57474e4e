package reach

import (
	"net/netip"
	"slices"
	"testing"

	"ringwall/internal/estate"
)

// TestAlikeNameTheirOwnInterfaces: live instances that nothing in the network tells
// apart are exposed alike, each through an interface of its own.
func TestAlikeNameTheirOwnInterfaces(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Subnet("a", "v", "10.0.0.0/24")
	b.IGW("igw", "v")
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.SG("web", "v", "in tcp 443 from 0.0.0.0/0")
	for k, name := range []string{"one", "two"} {
		b.Instance("i-"+name, "a", "web")
		b.list[len(b.list)-1].Base().Physical = "i-" + name
		card := &estate.LiveInterface{
			Core: b.core("eni-"+name, "AWS::EC2::NetworkInterface"), Subnet: "a", Groups: []estate.Text{b.text("web")},
			SourceDestCheck: true, InUse: true, Owners: []estate.ID{estate.ID("i-" + name)},
			Addresses: []estate.LiveAddress{{
				Private: netip.AddrFrom4([4]byte{10, 0, 0, byte(10 + k)}), Public: netip.AddrFrom4([4]byte{198, 51, 100, byte(10 + k)}),
			}},
		}
		card.Physical = "eni-" + name
		b.add(card)
	}
	exposed := Exposure(estate.New(estate.Estate{Resources: b.list}))
	if len(exposed) != 2 || exposed[0].Reached != exposed[1].Reached || exposed[0].Alike == 0 {
		t.Fatalf("%d are exposed, or not alike: %+v", len(exposed), exposed)
	}
	for _, x := range exposed {
		if want := "eni-" + string(x.Resource)[2:]; !slices.Equal(x.Interfaces, []estate.ID{estate.ID(want)}) {
			t.Errorf("%s is reached through %v, want %s", x.Resource, x.Interfaces, want)
		}
	}
}
