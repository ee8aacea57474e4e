package reach

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// Rules that other rules make superfluous ("Security group rules": if there is
// more than one rule for a port, the most permissive one applies).

func redundantTexts(n *Network) []string {
	var out []string
	for _, x := range Redundant(n) {
		text := x.Rule.words() + " <-"
		for _, by := range x.By {
			text += " [" + by.words() + "]"
		}
		out = append(out, text)
	}
	return out
}

func sameTexts(t *testing.T, got []string, want ...string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestRedundant_TwoRangesTogetherCoverAThird(t *testing.T) {
	b := two(t)
	b.SG("g", "v", "in tcp 443 from 10.0.0.0/24", "in tcp 443 from 10.0.1.0/24", "in tcp 443 from 10.0.0.0/23", "in tcp 444 from 10.0.0.0/24")
	sameTexts(t, redundantTexts(b.New().Network),
		"in tcp 443 from 10.0.0.0/23 <- [in tcp 443 from 10.0.0.0/24] [in tcp 443 from 10.0.1.0/24]")
}

func TestRedundant_OfTwoAlikeTheFirstStays(t *testing.T) {
	b := two(t)
	b.SG("g", "v", "in tcp 22 from 10.0.0.0/8")
	b.Rule("g", "in tcp 22 from 10.0.0.0/8")
	n := b.New()
	sameTexts(t, redundantTexts(n.Network), "in tcp 22 from 10.0.0.0/8 <- [in tcp 22 from 10.0.0.0/8]")
	if got := Redundant(n.Network)[0]; got.Rule.Origin.Line <= got.By[0].Origin.Line {
		t.Errorf("the rule of line %d goes, that of line %d stays", got.Rule.Origin.Line, got.By[0].Origin.Line)
	}
}

func TestRedundant_ReferencesAreCoveredByReferencesAndByTheVPC(t *testing.T) {
	b := two(t) // the VPC is 10.0.0.0/16
	b.SG("web", "v")
	b.SG("g", "v", "in tcp 80 from web", "in tcp 70-90 from web", "in tcp 5432 from web", "in tcp 5432 from 10.0.0.0/16", "in tcp 22 from web", "in tcp 22 from 10.0.0.0/17")
	sameTexts(t, redundantTexts(b.New().Network),
		"in tcp 80 from web <- [in tcp 70-90 from web]",
		"in tcp 5432 from web <- [in tcp 5432 from 10.0.0.0/16]")
}

func TestRedundant_ClientsOfANetworkBalancerComeInItsGroupsName(t *testing.T) {
	b := two(t)
	b.SG("lbSG", "v")
	b.LB("lb", "network", "internal", "a", "lbSG")
	b.SG("g", "v", "in tcp 80 from lbSG", "in tcp 80 from 10.0.0.0/16")
	sameTexts(t, redundantTexts(b.New().Network)) // a client of elsewhere matches the reference only
}

func TestRedundant_GroupsOfSeveralVPCs(t *testing.T) {
	b := two(t)
	b.VPC("w", "10.9.0.0/16")
	b.SG("web", "v")
	b.SG("g", "v", "in tcp 80 from web", "in tcp 80 from 10.0.0.0/16")
	b.add(&estate.SecurityGroupAssociation{Core: b.core("as", "AWS::EC2::SecurityGroupVpcAssociation"), Group: b.ref("web"), VPC: b.ref("w")})
	sameTexts(t, redundantTexts(b.New().Network)) // members in w have addresses of w
	b.Rule("g", "in tcp 80 from 10.9.0.0/16")
	sameTexts(t, redundantTexts(b.New().Network),
		"in tcp 80 from web <- [in tcp 80 from 10.0.0.0/16] [in tcp 80 from 10.9.0.0/16]")
}

func TestRedundant_WhatIsUnknownNeitherCoversNorIsJudged(t *testing.T) {
	b := two(t)
	b.SG("g", "v", "in tcp 22 from cidr:$Office", "in tcp 22 from 10.0.0.0/16", "in tcp 80 from $Web", "in tcp 80 from cidr:$Office")
	sameTexts(t, redundantTexts(b.New().Network))
}

func TestRedundant_Directions(t *testing.T) {
	b := two(t)
	b.SG("g", "v", "in tcp 22 from 10.0.0.0/16", "out all to 0.0.0.0/0", "out tcp 22 to 10.0.0.0/16")
	sameTexts(t, redundantTexts(b.New().Network), "out tcp 22 to 10.0.0.0/16 <- [out all to 0.0.0.0/0]")
}

// TestRedundant_RemovalChangesNothing removes all redundant rules and idle
// entries at once, or one idle entry, and follows random packets.
func TestRedundant_RemovalChangesNothing(t *testing.T) {
	removed := 0
	for seed := range uint64(150) {
		whole, less := New(generate(seed, 0, false), scenario.Always()), New(generate(seed, 0, false), scenario.Always())
		for _, x := range Redundant(less) {
			removed++
			g := x.Rule.Group
			drop := func(r *Rule) bool { return r == x.Rule }
			g.In, g.Out = slices.DeleteFunc(g.In, drop), slices.DeleteFunc(g.Out, drop)
		}
		if idle := IdleEntries(less); len(idle) > 0 {
			removed++
			a, e := idle[int(seed)%len(idle)].Entry.ACL, idle[int(seed)%len(idle)].Entry
			drop := func(x *ACLEntry) bool { return x == e }
			a.In, a.Out = slices.DeleteFunc(a.In, drop), slices.DeleteFunc(a.Out, drop)
		}
		r := rand.New(rand.NewPCG(seed, 3))
		for range 300 {
			p := randomPacket(r, whole)
			if before, after := whole.Trace(p).Verdict, less.Trace(p).Verdict; before != after {
				t.Fatalf("seed %d: %s -> %s %v: %v before, %v after", seed, nameOf(whole, p.From), nameOf(whole, p.To), p, before, after)
			}
		}
	}
	if removed < 50 {
		t.Errorf("only %d rules and entries were removed", removed)
	}
}

func TestIdleEntries_ShadowedAndRepeated(t *testing.T) {
	b := two(t)
	b.ACL("acl", "v", "b",
		"in 100 allow tcp 80 10.0.0.0/24", "in 110 deny tcp 80 10.0.0.0/25", "in 120 allow tcp 443 10.0.0.0/16", "in 130 allow all 10.0.0.0/16",
		"in 140 deny all 10.0.0.0/8", "out 100 allow all 0.0.0.0/0")
	var got []string
	for _, x := range IdleEntries(b.New().Network) {
		text := x.Entry.words() + " <-"
		for _, by := range x.By {
			text += " [" + by.words() + "]"
		}
		if x.Shadowed {
			text += " shadowed"
		}
		got = append(got, text)
	}
	sameTexts(t, got,
		"in 110 deny tcp 80 from 10.0.0.0/25 <- [in 100 allow tcp 80 from 10.0.0.0/24] shadowed",
		"in 120 allow tcp 443 from 10.0.0.0/16 <- [in 130 allow all from 10.0.0.0/16]",
		"in 140 deny all from 10.0.0.0/8 <- [in 100 allow tcp 80 from 10.0.0.0/24] [in 120 allow tcp 443 from 10.0.0.0/16] [in 130 allow all from 10.0.0.0/16]")
}

func TestUnused_RulesThatAdmitNobody(t *testing.T) {
	b := two(t)
	b.SG("nobody", "v")
	b.SG("some", "v")
	b.Instance("s", "a", "some")
	b.SG("g", "v", "in tcp 22 from nobody", "in tcp 23 from some", "in tcp 24 from 10.0.0.0/16", "in tcp 25 from 192.168.0.0/16",
		"in tcp 26 from 0.0.0.0/0", "in tcp 27 from 198.51.100.0/24", "in tcp 28 from pl:=com.amazonaws.eu-west-1.s3", "in tcp 29 from $Web")
	b.Instance("i", "b", "g") // private: no internet route, no public address
	b.Lambda("f", "b", "fn")
	b.SG("fn", "v", "in tcp 80 from 0.0.0.0/0", "out tcp 80 to nobody")
	b.SG("spare", "v", "in tcp 80 from nobody") // carried by nothing
	unused := func() (out []string) {
		m := NewModel(estate.New(estate.Estate{Resources: b.list}))
		for _, x := range m.UnusedRules() {
			text := string(x.Group) + " " + x.Text
			if !x.Holds.True.IsAlways() {
				text = "? " + text
			}
			out = append(out, text)
		}
		return out
	}
	sameTexts(t, unused(), "open in all from ::/0", "? g in tcp 29 from ${Web}", "g in tcp 22 from nobody", "g in tcp 25 from 192.168.0.0/16", "g in tcp 27 from 198.51.100.0/24",
		"g in tcp 28 from com.amazonaws.eu-west-1.s3", "fn in tcp 80 from 0.0.0.0/0", "fn out tcp 80 to nobody")
	// A Network Load Balancer brings its clients' own addresses.
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.LB("lb", "network", "internet-facing", "a", "")
	b.TargetGroup("tg", "v", "TCP", 27, "instance", "i")
	b.Listener("lb", "TCP", 80, "tg")
	b.VGW("vgw", "v")
	b.VPN("vpn", "vgw", "192.168.0.0/16")
	sameTexts(t, unused(), "open in all from ::/0", "? g in tcp 29 from ${Web}", "g in tcp 22 from nobody", "g in tcp 28 from com.amazonaws.eu-west-1.s3", "fn in tcp 80 from 0.0.0.0/0", "fn out tcp 80 to nobody")
}

// TestUnused_IsNotWhatOneOfSeveralWaysBrings: in appliance mode traffic may come
// out in any of the attachment's subnets; that the first of them lets nothing
// through leaves the rule in use.
func TestUnused_IsNotWhatOneOfSeveralWaysBrings(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	for k, id := range []string{"shut", "open", "a"} {
		b.Subnet(id, "v", prefixOfText("10.0.%d.0/24", k).String())
		b.zone("eu-west-1" + string(rune('a'+k%2)))
	}
	b.ACL("none", "v", "shut", "in 100 deny all 0.0.0.0/0")
	b.TGW("tgw")
	b.Arm("arm", "tgw", "v", "shut open", "ApplianceModeSupport=enable")
	b.Table("rt", "v", "a", "192.168.0.0/16 tgw")
	b.add(&estate.VPNConnection{Core: b.core("vpn", "AWS::EC2::VPNConnection"), TransitGateway: b.ref("tgw"), StaticOnly: flag(true)})
	b.add(&estate.VPNConnectionRoute{Core: b.core("vpnroute", "AWS::EC2::VPNConnectionRoute"), Connection: b.ref("vpn"), Destination: estate.Of(prefixOfText("192.168.0.0/16"), b.here())})
	b.SG("g", "v", "in tcp 22 from 192.168.0.0/16", "in tcp 23 from 198.51.100.0/24")
	b.Instance("x", "a", "g")
	var unused []string
	for _, x := range NewModel(estate.New(estate.Estate{Resources: b.list})).UnusedRules() {
		unused = append(unused, x.Text)
	}
	sameTexts(t, unused, "in tcp 23 from 198.51.100.0/24")
}
