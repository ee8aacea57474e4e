package diagram

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"ringwall/internal/estate"
)

// plain makes an estate as people build them, of about so many resources that
// are drawn: VPCs of three zones and three tiers, with services beside them.
func plain(size int) *estate.Estate {
	m := &maker{Rand: rand.New(rand.NewPCG(1, 1))}
	for v := 0; len(m.list) < size; v++ {
		vpc := &estate.VPC{Core: named(m, "AWS::EC2::VPC", "vpc", v)}
		m.list = append(m.list, vpc)
		var tiers [3][]estate.ID
		for t, tier := range []string{"public", "app", "data"} {
			for z := range 3 {
				s := &estate.Subnet{Core: named(m, "AWS::EC2::Subnet", tier, z), VPC: known(vpc.ID), AvailabilityZone: estate.Of(estate.Literal("eu-west-1"+string(rune('a'+z))), estate.Origin{})}
				m.list, tiers[t] = append(m.list, s), append(tiers[t], s.ID)
			}
		}
		balancer := &estate.LoadBalancer{Core: named(m, "AWS::ElasticLoadBalancingV2::LoadBalancer", "alb", v)}
		for _, id := range tiers[0] {
			balancer.Subnets.Known = append(balancer.Subnets.Known, estate.Item[estate.Text]{Is: estate.OfReference(id, "")})
		}
		m.list = append(m.list, balancer)
		for n := range 24 {
			m.list = append(m.list, &estate.Instance{Core: named(m, "AWS::EC2::Instance", pickOf(m, []string{"web", "api", "worker", "search", "mail"}), n), Subnet: known(pickOf(m, tiers[1+n%2]))})
		}
		for n := range 16 {
			m.list = append(m.list, &estate.Other{Core: named(m, pickOf(m, []string{"AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::KMS::Key", "AWS::DynamoDB::Table"}), "x", n)})
		}
	}
	return estate.New(estate.Estate{Resources: m.list})
}

func named(m *maker, typ, name string, n int) estate.Core {
	c := m.core(typ)
	c.Logical, c.When, c.Account, c.Region = fmt.Sprint(name, "-", n+1), estate.Core{}.When, estate.Literal("111111111111"), estate.Literal("eu-west-1")
	return c
}

// aPath leads from the internet to the last instance.
func aPath(e *estate.Estate) Marks {
	list := estate.All[*estate.Instance](e)
	balancers := estate.All[*estate.LoadBalancer](e)
	return Marks{Title: "Bench", Paths: []Path{{
		Title: "in", From: End{Outside: Internet}, To: End{Resource: list[len(list)-1].ID},
		Gates: []Gate{{Resource: balancers[len(balancers)-1].ID, Kind: "load-balancer"}, {Kind: "security-group"}, {Kind: "route"}},
	}}}
}

func BenchmarkDraw(b *testing.B) {
	for _, size := range []int{30, 300, 3000, 10000} {
		e := plain(size)
		for name, marks := range map[string]Marks{"": {}, "/path": aPath(e)} {
			b.Run(fmt.Sprint(size, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := Draw(e, marks).SVG(io.Discard, Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func TestLargeEstatesAreDrawnLawfully(t *testing.T) {
	for _, size := range []int{300, 3000, 10000} {
		e := plain(size)
		lawful(t, e, aPath(e))
	}
	lawful(t, randomEstate(&maker{Rand: rand.New(rand.NewPCG(3, 3))}, 10000), Marks{})
}

func TestEmptyEstatesAndSingleResourcesAreDrawnLawfully(t *testing.T) {
	lawful(t, estate.New(estate.Estate{}), Marks{})
	for seed := range 300 {
		m := &maker{Rand: rand.New(rand.NewPCG(uint64(seed), 1))}
		e := estate.New(estate.Estate{Resources: []estate.Resource{m.resource()}})
		lawful(t, e, randomMarks(m, e))
	}
}
