package diagram

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

// maker makes random estates.
type maker struct {
	*rand.Rand
	list []estate.Resource
	vpcs []estate.ID
	subs []estate.ID
}

func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

func pickOf[T any](m *maker, list []T) T { return list[m.IntN(len(list))] }

var someNames = []string{
	"web", "app", "Database", "a", "WebServerInPrivateSubnet1A", "日本語の名前", "x<y>&\"z\"", "worker-12", "i", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
	"PublicSubnet", "data-1", "Vpc", "line\nbreak", "", "VeryLongNameOfSomethingThatNobodyWouldEverReadToItsEnd123456789",
}

func (m *maker) core(typ string) estate.Core {
	n := len(m.list)
	c := estate.Core{
		ID: estate.ID(fmt.Sprintf("%s-%d", typ[len(typ)-3:], n)), Logical: fmt.Sprint(pickOf(m, someNames), m.IntN(30)), Stack: "s", Type: typ,
		Account: estate.Literal("111111111111"), Region: estate.Literal("eu-west-1"), Origin: estate.Origin{File: "t", Line: n + 1, Column: 1},
	}
	if m.chance(3) {
		c.Account = estate.Literal(fmt.Sprint("22222222222", m.IntN(3)))
	}
	if m.chance(5) {
		c.Region = pickOf(m, []estate.Text{estate.Literal(""), estate.Literal("us-east-1"), estate.OfVariable(&scenario.Variable{Name: "AWS::Region"})})
	}
	if m.chance(8) {
		c.When = scenario.Atom(&scenario.Variable{Name: "Prod", Domain: []string{"no", "yes"}, Default: pickOf(m, []string{"no", "yes"}), HasDefault: m.chance(70)}, "yes")
	}
	return c
}

func known(id estate.ID) estate.Value[estate.Text] {
	return estate.Of(estate.OfReference(id, ""), estate.Origin{})
}

func gap() estate.Gap {
	return estate.Gap{Variable: &scenario.Variable{Name: "P", Why: "parameter without a default"}}
}

// oneOf refers to one of the resources, or to nothing that is known.
func (m *maker) oneOf(ids []estate.ID) estate.Value[estate.Text] {
	switch {
	case len(ids) == 0 || m.chance(6):
		return estate.UnknownValue[estate.Text](gap(), estate.Origin{})
	case m.chance(4):
		return estate.Of(estate.Literal("vpc-0123"), estate.Origin{})
	}
	return known(pickOf(m, ids))
}

func (m *maker) some(ids []estate.ID) estate.Items[estate.Text] {
	var out estate.Items[estate.Text]
	for range 1 + m.IntN(4) {
		if len(ids) > 0 {
			out.Known = append(out.Known, estate.Item[estate.Text]{Is: estate.OfReference(pickOf(m, ids), "")})
		}
	}
	if m.chance(8) {
		out.Unknown = []estate.GuardedGap{{Gap: gap()}}
	}
	return out
}

func (m *maker) network(vpcs, subnets int) {
	for n := range vpcs {
		v := &estate.VPC{Core: m.core("AWS::EC2::VPC"), CIDR: estate.Of(netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(n), 0, 0}), 16), estate.Origin{}), External: m.chance(5)}
		m.list, m.vpcs = append(m.list, v), append(m.vpcs, v.ID)
	}
	zones := []estate.Value[estate.Text]{{}, estate.Of(estate.Literal("eu-west-1a"), estate.Origin{}), estate.Of(estate.Literal("eu-west-1b"), estate.Origin{}), estate.Of(estate.Literal("eu-west-1c"), estate.Origin{}),
		estate.Of(estate.OfVariable(&scenario.Variable{Name: "zones[0]", List: "zones"}), estate.Origin{})}
	for range subnets {
		s := &estate.Subnet{Core: m.core("AWS::EC2::Subnet"), VPC: m.oneOf(m.vpcs), AvailabilityZone: pickOf(m, zones)}
		m.list, m.subs = append(m.list, s), append(m.subs, s.ID)
	}
	for _, v := range m.vpcs {
		if m.chance(70) {
			g := &estate.InternetGateway{Core: m.core("AWS::EC2::InternetGateway")}
			a := &estate.GatewayAttachment{Core: m.core("AWS::EC2::VPCGatewayAttachment"), VPC: known(v), InternetGateway: known(g.ID)}
			a.ID += "a"
			m.list = append(m.list, g, a)
		}
	}
}

func (m *maker) resource() estate.Resource {
	at := estate.Origin{}
	switch m.IntN(14) {
	case 0, 1, 2:
		return &estate.Instance{Core: m.core("AWS::EC2::Instance"), Subnet: m.oneOf(m.subs)}
	case 3:
		return &estate.LoadBalancer{Core: m.core("AWS::ElasticLoadBalancingV2::LoadBalancer"), Subnets: m.some(m.subs)}
	case 4:
		return &estate.NATGateway{Core: m.core("AWS::EC2::NatGateway"), Subnet: m.oneOf(m.subs)}
	case 5:
		return &estate.VPCEndpoint{Core: m.core("AWS::EC2::VPCEndpoint"), VPC: m.oneOf(m.vpcs), Kind: estate.Of(pickOf(m, []string{"Gateway", "Interface"}), at), Service: estate.Of(estate.Literal("com.amazonaws.eu-west-1.s3"), at)}
	case 6:
		return &estate.Function{Core: m.core("AWS::Lambda::Function"), Subnets: m.some(m.subs)}
	case 7:
		return &estate.Function{Core: m.core("AWS::Lambda::Function")}
	case 8:
		return &estate.PeeringConnection{Core: m.core("AWS::EC2::VPCPeeringConnection"), VPC: m.oneOf(m.vpcs), PeerVPC: m.oneOf(m.vpcs)}
	case 9:
		return &estate.RedshiftWorkgroup{Core: m.core("AWS::RedshiftServerless::Workgroup"), Subnets: m.some(m.subs)}
	case 10:
		return &estate.CustomerGateway{Core: m.core("AWS::EC2::CustomerGateway")}
	case 11:
		return &estate.TransitGatewayAttachment{Core: m.core("AWS::EC2::TransitGatewayAttachment"), VPC: m.oneOf(m.vpcs)}
	}
	types := []string{"AWS::S3::Bucket", "AWS::KMS::Key", "AWS::SNS::Topic", "AWS::IAM::Role", "AWS::New::Thing", "Custom::Thing", "", "AWS::S3::BucketPolicy", "AWS::CloudFront::Distribution", "odd"}
	typ := pickOf(m, types)
	c := m.core("AWS::" + typ)
	c.Type = typ
	return &estate.Other{Core: c}
}

// randomEstate makes an estate of so many resources.
func randomEstate(m *maker, size int) *estate.Estate {
	m.network(m.IntN(1+size/12), m.IntN(1+size/3))
	for len(m.list) < size {
		m.list = append(m.list, m.resource())
	}
	return estate.New(estate.Estate{Resources: m.list})
}

// randomMarks marks random ways through an estate.
func randomMarks(m *maker, e *estate.Estate) Marks {
	out := Marks{Title: "Random", Focus: m.chance(25)}
	if len(e.Resources) == 0 {
		return out
	}
	any := func() estate.ID { return pickOf(m, e.Resources).Base().ID }
	for range m.IntN(5) {
		p := Path{Title: "from here to there", Tone: Tone(m.IntN(4)), From: End{Resource: any()}, To: End{Resource: any()}}
		if m.chance(40) {
			p.From = End{Outside: pickOf(m, []Outside{Nowhere, Internet, OnPremises})}
		}
		for range m.IntN(7) {
			p.Gates = append(p.Gates, Gate{Resource: any(), Kind: "route", Effect: proof.Effect(m.IntN(3)), Text: "10.0.0.0/8 leads on", At: "t.yaml:1:1"})
		}
		out.Paths = append(out.Paths, p)
	}
	for range m.IntN(4) {
		out.Spots = append(out.Spots, Spot{Title: "CONTROL", Resource: any(), Text: "it is not as it should be", Tone: Bad})
	}
	return out
}

func TestRandomEstatesAreDrawnLawfully(t *testing.T) {
	rounds := 400
	if testing.Short() {
		rounds = 60
	}
	for seed := range rounds {
		m := &maker{Rand: rand.New(rand.NewPCG(uint64(seed), 7))}
		e := randomEstate(m, m.IntN(1+seed%120))
		marks := randomMarks(m, e)
		lawful(t, e, marks)
		if t.Failed() {
			t.Fatalf("seed %d, %d resources, %d paths", seed, len(e.Resources), len(marks.Paths))
		}
	}
}
