package estate_test

import (
	"slices"
	"testing"

	"ringwall/internal/estate"
)

// TestMentions: a live resource is tied to what its fields name by the ids of
// AWS, wherever they stand; a word that happens to be a name ties nothing.
func TestMentions(t *testing.T) {
	live := func(id, typ string) estate.Core {
		return estate.Core{ID: estate.ID(id), Logical: id, Physical: id, Type: typ}
	}
	of := func(id string) estate.Value[estate.Text] { return estate.Of(estate.Literal(id), estate.Origin{}) }
	group := &estate.SecurityGroup{Core: live("sg-1", "AWS::EC2::SecurityGroup"), VPC: of("vpc-1")}
	group.Ingress.Known = []estate.Item[estate.SecurityGroupRule]{{Is: estate.SecurityGroupRule{Group: of("sg-2"), Protocol: estate.Of("tcp", estate.Origin{})}}}
	card := &estate.LiveInterface{Core: live("eni-1", "AWS::EC2::NetworkInterface"), Subnet: "subnet-1", Groups: []estate.Text{estate.Literal("sg-1")}, Owners: []estate.ID{"tcp"}}
	balancer := &estate.LoadBalancer{Core: live("tcp", "AWS::ElasticLoadBalancingV2::LoadBalancer")}
	e := estate.New(estate.Estate{Resources: []estate.Resource{
		&estate.VPC{Core: live("vpc-1", "AWS::EC2::VPC")}, group, &estate.SecurityGroup{Core: live("sg-2", "AWS::EC2::SecurityGroup")}, card, balancer,
	}})
	for r, want := range map[estate.Resource][]estate.ID{group: {"sg-2", "vpc-1"}, card: {"sg-1", "tcp"}, balancer: nil} {
		if got := e.Mentions(r); !slices.Equal(got, want) {
			t.Errorf("%s mentions %v, want %v", r.Base().ID, got, want)
		}
	}
}
