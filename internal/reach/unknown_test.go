package reach

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

// Unknown values (unknown.md): what hangs on them is unknown with its gap, what
// does not is decided.

func TestUnknown_SubnetByParameter(t *testing.T) {
	b := build(t)
	b.SG("s", "$Vpc", "in tcp 22 from 0.0.0.0/0")
	b.SG("app", "$Vpc")
	b.Instance("x", "$Subnet", "s")
	b.Instance("y", "$Subnet", "app")
	b.Instance("z", "$Other", "s")
	n := b.New()
	n.unknown("198.51.100.7 -> x tcp 22", "Subnet")
	n.no("198.51.100.7 -> x tcp 80", codeGroup) // whatever the subnet
	n.yes("y -> x tcp 22")                      // one subnet, whichever it is
	n.unknown("y -> z tcp 22")
	n.no("x -> y tcp 22", codeGroupEmpty)
}

func TestUnknown_SubnetsByAListParameterNeedNotBeOne(t *testing.T) {
	b := build(t)
	b.SG("s", "$Vpc", "in all from 0.0.0.0/0")
	b.DB("db", "$*Subnets", "s", false)
	b.Lambda("fn", "$*Subnets", "s")
	b.New().unknown("fn -> db tcp 5432", "Subnets")
}

func TestUnknown_VPCByParameterWithSubnetsOfItsOwn(t *testing.T) {
	b := build(t)
	b.Subnet("a", "$Vpc", "10.0.0.0/24", "public")
	b.Subnet("b", "$Vpc", "10.0.1.0/24")
	b.IGW("igw", "$Vpc")
	b.Table("rt", "$Vpc", "a", "0.0.0.0/0 igw")
	b.Table("rtb", "$Vpc", "b")
	b.SG("s", "$Vpc", "in tcp 80 from 0.0.0.0/0")
	b.Instance("x", "a", "s")
	b.Instance("y", "b", "s")
	b.ACL("open", "$Vpc", "a b", "in 100 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	n := b.New()
	n.yes("198.51.100.7 -> x tcp 80")
	n.yes("x -> y tcp 80")
	n.no("198.51.100.7 -> y tcp 80", codePublicForIngress, codeNoRoute)
}

func TestUnknown_AssociatedTableOfAPlaceholderSubnet(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.Table("rt", "v", "$Subnet")
	b.ACL("acl", "v", "$Subnet", "in 100 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	b.SG("s", "v")
	b.Instance("x", "$Subnet", "s")
	b.New().no("x -> 198.51.100.7 tcp 443", codeNoRoute, "internet-gateway")
}

func TestUnknown_AssociatedTableByParameter(t *testing.T) {
	b := build(t)
	b.VPC("v", "10.0.0.0/16")
	b.IGW("igw", "v")
	b.Subnet("a", "v", "10.0.0.0/24", "public")
	b.add(&estate.RouteTableAssociation{Core: b.core("assoc", "AWS::EC2::SubnetRouteTableAssociation"), Subnet: b.ref("a"), Table: b.ref("$Table")})
	b.SG("s", "v", "in tcp 22 from 0.0.0.0/0")
	b.Instance("x", "a", "s")
	n := b.New()
	n.unknown("198.51.100.7 -> x tcp 22", "Table")
	n.unknown("x -> 198.51.100.7 tcp 443", "Table")
}

func TestUnknown_OutputsOfANestedStackAreNotOneSubnet(t *testing.T) {
	b := build(t)
	b.add(&estate.Other{Core: b.core("net", "AWS::CloudFormation::Stack")})
	b.SG("s", "$Vpc", "in all from 0.0.0.0/0")
	for id, output := range map[string]string{"x": "Outputs.A", "y": "Outputs.B", "z": "Outputs.A"} {
		b.add(&estate.Instance{Core: b.core(id, "AWS::EC2::Instance"), Subnet: attribute("net", output), Groups: b.refs("s")})
	}
	n := b.New()
	n.unknown("x -> y tcp 22")
	n.yes("x -> z tcp 22")
}

func TestUnknown_VPCOfASubnetByItsAttribute(t *testing.T) {
	b := two(t)
	b.add(&estate.SecurityGroup{Core: b.core("late", "AWS::EC2::SecurityGroup"), VPC: attribute("a", "VpcId")})
	for _, x := range b.New().Groups {
		if x.ID == "late" && x.VPC.ID != "v" {
			t.Errorf("its VPC is %s", x.VPC.ID)
		}
	}
}

func TestUnknown_SubnetThatHangsOnAScenarioIsOneInterface(t *testing.T) {
	env := &scenario.Variable{Name: "Env", Domain: []string{"dev", "prod"}}
	b := two(t)
	b.Table("rt", "v", "a b", "0.0.0.0/0 igw")
	b.SG("web", "v", "in tcp 80 from 0.0.0.0/0")
	subnet := estate.OfAlternatives(estate.Origin{},
		estate.Alternative[estate.Text]{When: scenario.Atom(env, "dev"), State: estate.Known, Is: b.text("a")},
		estate.Alternative[estate.Text]{When: scenario.Atom(env, "prod"), State: estate.Known, Is: b.text("b")})
	b.add(&estate.Instance{Core: b.core("i", "AWS::EC2::Instance"), Subnet: subnet, Groups: b.refs("web")})
	b.EIP("eip", "i")
	n := b.New()
	for _, i := range n.OwnedBy("i") { // each alternative has the elastic address
		if !i.PublicIPv4.Yes() {
			t.Errorf("%s: public %v", i.Name(), i.PublicIPv4)
		}
	}
	b.In(scenario.Atom(env, "prod")).yes("198.51.100.7 -> i tcp 80")
}

func TestUnknown_WhetherTwoShareASubnet(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "$S")
	b.ACL("pass", "v", "$S", "in 100 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	b.SG("shut", "v")
	b.Instance("p", "$S", "open")
	b.Instance("q", "b", "shut")
	n := b.New()
	n.yes("p -> y tcp 22")
	n.no("p -> q tcp 22", codeGroupEmpty)
	b.ACL("deny", "v", "b") // stops it unless they do
	b.New().unknown("p -> y tcp 22", "S")
}

func TestUnknown_GroupByParameter(t *testing.T) {
	b := two(t)
	b.Instance("p", "a", "$Group")
	b.Instance("q", "b", "open $Group")
	n := b.New()
	n.unknown("x -> p tcp 22", "Group")
	n.yes("x -> q tcp 22") // the other group admits it
	n.unknown("p -> y tcp 22", "Group")
}

func TestUnknown_ReferenceByParameterMayBeAnyGroup(t *testing.T) {
	b := two(t)
	b.SG("s", "v", "in tcp 22 from $Bastion")
	b.Instance("z", "b", "s")
	b.Instance("m", "a", "$Bastion")
	n := b.New()
	n.unknown("x -> z tcp 22", "Bastion")
	n.no("198.51.100.7 -> z tcp 22") // never an address of the internet
	trace := n.Trace(n.packet("m -> z tcp 22"))
	if s := trace.Forward[len(trace.Forward)-1]; s.Effect != proof.Passes {
		t.Errorf("the same parameter is the same group:\n%s", show(trace))
	}
}

func TestUnknown_RuleForAParameterGroupMayBeForAnotherStacks(t *testing.T) {
	b := two(t)
	b.SG("db", "v")
	b.Instance("d", "b", "db")
	b.Rule("$DbGroup", "in tcp 5432 from open")
	b.New().no("x -> d tcp 5432", codeGroupEmpty) // of one stack: not its own group

	c := two(t)
	c.SG("db", "v")
	c.Instance("d", "b", "db")
	c.stack = "other"
	c.Rule("$DbGroup", "in tcp 5432 from open")
	n := c.New()
	n.unknown("x -> d tcp 5432", "DbGroup")
	n.no("x -> d tcp 22", codeGroup)
}

func TestUnknown_RuleCIDR(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.SG("s", "v", "in tcp 22 from cidr:$Office")
	b.Instance("z", "a", "s")
	n := b.New()
	n.unknown("198.51.100.7 -> z tcp 22", "Office")
	n.no("198.51.100.7 -> z tcp 80", codeGroup)
}

func TestUnknown_ACLEntryDependsOnlyWhereItMayMatch(t *testing.T) {
	b := two(t)
	b.ACL("acl", "v", "b", "in 100 deny tcp 22 $Range", "in 200 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	n := b.New()
	n.unknown("x -> y tcp 22", "Range")
	n.yes("x -> y tcp 80")
	b.ACL("same", "v", "a", "in 100 allow all $Range", "in 200 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	b.New().yes("x -> y tcp 80") // either way it is allowed
}

func TestUnknown_ACLEntryWithoutKnownNumber(t *testing.T) {
	b := two(t)
	b.ACL("acl", "v", "b", "in $N deny tcp 22 0.0.0.0/0", "in 200 allow all 0.0.0.0/0", "out 100 allow all 0.0.0.0/0")
	n := b.New()
	n.unknown("x -> y tcp 22", "N")
	n.yes("x -> y tcp 80")
}

func TestUnknown_RouteDestination(t *testing.T) {
	b := two(t)
	b.NAT("nat", "a")
	b.Table("rt", "v", "a", "0.0.0.0/0 igw", "$Range pcx:$Peer")
	n := b.New()
	n.unknown("x -> 198.51.100.7 tcp 443", "Range")
	n.yes("x -> y tcp 22") // nothing to a peering is more specific than local
	b.Table("rtb", "v", "b", "$Inner nat")
	b.New().unknown("y -> x tcp 22", "Inner") // but to a NAT gateway it may be
}

func TestUnknown_RouteTarget(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a", "0.0.0.0/0 nat:$Nat")
	n := b.New()
	n.unknown("x -> 198.51.100.7 tcp 443", "Nat")
	n.yes("x -> y tcp 22")
}

func TestUnknown_PublicAddress(t *testing.T) {
	b := two(t)
	b.Table("rt", "v", "a b", "0.0.0.0/0 igw")
	b.Subnet("c", "v", "10.0.2.0/24")
	lastSubnet(b).MapPublicIP = estate.UnknownValue[bool](estate.Gap{Variable: b.param("Map")}, estate.Origin{})
	b.Table("rtc", "v", "c", "0.0.0.0/0 igw")
	b.Instance("z", "c", "open")
	b.New().unknown("198.51.100.7 -> z tcp 80", "Map")
}

func TestUnknown_OpenEstateHasNoSafeAbsence(t *testing.T) {
	b := two(t)
	b.SG("new", "v")
	b.Instance("z", "b", "new")
	b.open = []estate.Gap{{Variable: &scenario.Variable{Name: "macro", Kind: scenario.Outside}}}
	b.New().unknown("x -> z tcp 22", "macro")
}

func TestWorlds_GuardsTellClassesApart(t *testing.T) {
	env := &scenario.Variable{Name: "Env", Domain: []string{"dev", "prod"}}
	dev := scenario.Atom(env, "dev")
	b := two(t)
	b.Rule("open", "in tcp 22 from 10.0.0.0/8")
	b.SG("s", "v")
	b.Instance("z", "b", "s")
	b.Rule("s", "in tcp 22 from open")
	b.When(dev)
	e := estate.New(estate.Estate{Resources: b.list})
	classes, ok := scenario.Partition(scenario.Always(), Guards(e), 10)
	if !ok || len(classes) != 2 {
		t.Fatalf("%d classes", len(classes))
	}
	for _, world := range classes {
		n := &testNetwork{New(e, world), t}
		if world.Implies(dev) {
			n.yes("x -> z tcp 22")
		} else {
			n.no("x -> z tcp 22", codeGroupEmpty)
		}
	}
	(&testNetwork{New(e, scenario.Always()), t}).unknown("x -> z tcp 22", "Env")
}

func TestWorlds_WhatDoesNotExistIsLeftOut(t *testing.T) {
	env := &scenario.Variable{Name: "Env", Domain: []string{"dev", "prod"}}
	b := two(t)
	b.Instance("extra", "a", "open")
	b.When(scenario.Atom(env, "dev"))
	if n := b.In(scenario.Atom(env, "prod")); len(n.OwnedBy("extra")) != 0 {
		t.Error("an instance of dev stands in prod")
	}
	b.In(scenario.Atom(env, "dev")).yes("extra -> y tcp 22")
	b.In(scenario.Always()).unknown("extra -> y tcp 22", "Env")
}

func TestWorlds_DeadRouteTargetIsABlackhole(t *testing.T) {
	env := &scenario.Variable{Name: "Env", Domain: []string{"dev", "prod"}}
	b := two(t)
	b.NAT("nat", "a")
	b.When(scenario.Atom(env, "prod"))
	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
	b.Table("rtb", "v", "b", "0.0.0.0/0 nat")
	b.In(scenario.Atom(env, "prod")).yes("y -> 198.51.100.7 tcp 443")
	b.In(scenario.Atom(env, "dev")).no("y -> 198.51.100.7 tcp 443", codeBadStateRoute, codePublicForEgress)
}

func TestTrit_Kleene(t *testing.T) {
	all := []Trit{yes(), no(), maybe(outside("x", "", estate.Origin{}))}
	for _, a := range all {
		for _, b := range all {
			if got, want := a.and(b).not().Is, a.not().or(b.not()).Is; got != want {
				t.Errorf("not(%v and %v) = %v, want %v", a.Is, b.Is, got, want)
			}
			if a.and(b).Is != b.and(a).Is || a.or(b).Is != b.or(a).Is {
				t.Errorf("%v and %v do not commute", a.Is, b.Is)
			}
		}
		if no().and(a).Is != proof.No || yes().or(a).Is != proof.Yes {
			t.Errorf("%v is not absorbed", a.Is)
		}
	}
}

// An interface that only a parameter names may be anywhere, with any group
// (AWS::EC2::NetworkInterfaceAttachment).
func TestUnknown_AttachedInterfaceByParameter(t *testing.T) {
	at := estate.Origin{File: "t.yaml", Line: 1}
	core := func(id, typ string) estate.Core {
		return estate.Core{ID: estate.ID(id), Logical: id, Type: typ, Origin: at}
	}
	eni := estate.OfVariable(&scenario.Variable{Name: "Interface"})
	e := estate.New(estate.Estate{Resources: []estate.Resource{
		&estate.VPC{Core: core("V", "AWS::EC2::VPC"), CIDR: estate.Of(netip.MustParsePrefix("10.0.0.0/16"), at)},
		&estate.Subnet{
			Core: core("S", "AWS::EC2::Subnet"), VPC: estate.Of(estate.OfReference("V", ""), at),
			IPv4: estate.Of(netip.MustParsePrefix("10.0.0.0/24"), at), HasIPv6: estate.No(),
			MapPublicIP: estate.Of(false, at), AssignIPv6: estate.Of(false, at),
		},
		&estate.Instance{Core: core("I", "AWS::EC2::Instance"), Subnet: estate.Of(estate.OfReference("S", ""), at)},
		&estate.NetworkInterfaceAttachment{
			Core: core("A", "AWS::EC2::NetworkInterfaceAttachment"), Interface: estate.Of(eni, at),
			Instance: estate.Of(estate.OfReference("I", ""), at),
		},
	}})
	for _, x := range Exposure(e) {
		if x.Resource == "I" && x.Proof.Verdict == proof.Unknown {
			return
		}
	}
	t.Error("the internet may reach the instance through an interface that no source shows")
}

// What something hangs on is each cause once, in the order in which they were met,
// however facts were put together.
func TestTrit_GapsAreEachCauseOnce(t *testing.T) {
	at := func(name string) Trit { return maybe(outside(name, "", estate.Origin{})) }
	r := rand.New(rand.NewPCG(3, 5))
	for range 2_000 {
		var want []string
		all, parts := Trit{}, []Trit{}
		for n := range 1 + r.IntN(12) {
			is := at(string(rune('a' + r.IntN(6))))
			if len(parts) > 0 && r.IntN(3) == 0 {
				is = parts[r.IntN(len(parts))] // that other facts have too
			}
			if all = all.and(is); n == 0 {
				all = is
			}
			for _, g := range is.Gaps() {
				if !slices.Contains(want, g.Variable.Name) {
					want = append(want, g.Variable.Name)
				}
			}
			parts = append(parts, is, all)
		}
		var got []string
		for _, g := range all.Gaps() {
			got = append(got, g.Variable.Name)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("gaps %v, want %v", got, want)
		}
		if first := all.cause(estate.Gap{}); first.Variable.Name != want[0] {
			t.Fatalf("the first is %s, want %s", first.Variable.Name, want[0])
		}
	}
}
