package reach

import (
	"net/netip"
	"reflect"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// byPlacement is a live interface that is known by its placement only.
type byPlacement struct{ *estate.LiveInterface }

// TestLiveInterfacesComeToTheirPlacements: what is made of a live interface is
// what its placement would make of it.
func TestLiveInterfacesComeToTheirPlacements(t *testing.T) {
	at := estate.Origin{File: "i.json", Line: 3}
	core := func(id, typ string) estate.Core {
		return estate.Core{ID: estate.ID(id), Type: typ, Physical: id, Origin: at, Stack: "111122223333"}
	}
	addr := netip.MustParseAddr
	literal := estate.Literal
	held := func(ids ...string) (out []estate.Text) {
		for _, id := range ids {
			out = append(out, literal(id))
		}
		return out
	}
	two := held("sg-00000001", "sg-gone0001")
	base := []estate.Resource{
		&estate.VPC{Core: core("vpc-00000001", "AWS::EC2::VPC"), CIDR: estate.Of(netip.MustParsePrefix("10.0.0.0/16"), at)},
		&estate.Subnet{
			Core: core("subnet-00000001", "AWS::EC2::Subnet"), VPC: estate.Of(literal("vpc-00000001"), at), HasIPv6: estate.Yes(),
			IPv4: estate.Of(netip.MustParsePrefix("10.0.1.0/24"), at), IPv6: estate.Of(netip.MustParsePrefix("2001:db8::/64"), at),
		},
		&estate.SecurityGroup{Core: core("sg-00000001", "AWS::EC2::SecurityGroup"), VPC: estate.Of(literal("vpc-00000001"), at)},
	}
	live := []estate.LiveInterface{
		{Groups: two, SourceDestCheck: true, Addresses: []estate.LiveAddress{{Private: addr("10.0.1.9")}, {Private: addr("10.0.1.10"), Public: addr("203.0.113.5")}}},
		{Groups: two, SourceDestCheck: true, Addresses: []estate.LiveAddress{{Private: addr("10.0.1.11")}}, IPv6: []netip.Addr{addr("2001:db8::5"), addr("2001:db8::6")}},
		{Groups: two, Kind: "lambda", SourceDestCheck: true, Addresses: []estate.LiveAddress{{Private: addr("10.0.9.9")}}}, // not of the subnet
		{Groups: held("sg-00000001"), Kind: "vpc_endpoint"},
		{Groups: held("sg-00000001"), Subnet: "subnet-gone0001", Addresses: []estate.LiveAddress{{Private: addr("10.0.7.9")}}},
		{Groups: two, IPv6: []netip.Addr{addr("2001:db8:9::5")}}, // not of the subnet; forwards
		{SourceDestCheck: true}, // without groups
		{GroupsUnknown: true},
		{GroupsUnknown: true, Kind: "lambda"},
		{Kind: "nat_gateway"},
		{Owners: []estate.ID{"somebody"}},
		{Groups: two, SourceDestCheck: true, Addresses: []estate.LiveAddress{{Private: addr("10.0.1.21")}}},
		{Groups: two, SourceDestCheck: true, Addresses: []estate.LiveAddress{{Private: addr("10.0.1.22"), Public: addr("203.0.113.6")}}},
	}
	direct, placed := base, append([]estate.Resource(nil), base...)
	for k := range live {
		i := &live[k]
		i.Core, i.InUse = core("eni-0000000"+string(rune('a'+k)), "AWS::EC2::NetworkInterface"), true
		if i.Subnet == "" {
			i.Subnet = "subnet-00000001"
		}
		direct, placed = append(direct, i), append(placed, byPlacement{i})
	}
	got := New(estate.New(estate.Estate{Resources: direct}), scenario.Always()).Interfaces
	want := New(estate.New(estate.Estate{Resources: placed}), scenario.Always()).Interfaces
	if len(got) != 13 || len(want) != len(got) {
		t.Fatalf("%d and %d interfaces", len(got), len(want))
	}
	for k := range got {
		if !reflect.DeepEqual(got[k], want[k]) {
			t.Errorf("%s: got  %+v %+v\nwant %+v %+v", got[k].Owner, got[k], got[k].Traits, want[k], want[k].Traits)
		}
	}
	traits := map[estate.ID]*Traits{}
	for _, i := range got {
		traits[i.Owner] = i.Traits
	}
	if k, l := traits["eni-0000000l"], traits["eni-0000000m"]; k == nil || k != l || k == traits["eni-0000000c"] || traits["eni-0000000h"] == traits["eni-0000000i"] {
		t.Error("traits are shared where they differ, or not where they do not")
	}
}
