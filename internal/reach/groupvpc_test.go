package reach

import (
	"testing"

	"ringwall/internal/estate"
)

// "Associate security groups with multiple VPCs": a group may be on interfaces
// of further VPCs, and a reference to it matches members in all of them where
// the way between keeps who they are.

func associated(t testing.TB) *estateBuilder {
	b := peered(t) // x (openA) in v, y in w, peering both ways
	b.add(&estate.SecurityGroupAssociation{Core: b.core("as", "AWS::EC2::SecurityGroupVpcAssociation"), Group: b.ref("openA"), VPC: b.ref("w")})
	b.Subnet("p2", "w", "10.1.1.0/24")
	b.Table("rtp2", "w", "p2", "10.0.0.0/16 pcx")
	b.Instance("z", "p2", "openA") // a group of v on an interface of w
	b.SG("ref", "w", "in tcp 5432 from openA")
	b.Instance("db", "p", "ref")
	return b
}

func TestAssociatedGroup_ReferenceMatchesMembersOfAllItsVPCs(t *testing.T) {
	n := associated(t).New()
	n.yes("z -> db tcp 5432") // within the further VPC
	n.yes("x -> db tcp 5432") // over peering in one region
	n.no("y -> db tcp 5432", codeGroup)
	n.yes("db -> z tcp 22") // its rules apply there
}

func TestAssociatedGroup_InterRegionPeeringDropsTheIdentity(t *testing.T) {
	b := associated(t)
	for _, r := range b.list {
		if p, ok := r.(*estate.PeeringConnection); ok {
			p.Region, p.PeerRegion = estate.Literal("eu-west-1"), estate.Of(estate.Literal("us-east-1"), estate.Origin{})
		}
	}
	n := b.New()
	n.yes("z -> db tcp 5432")
	n.no("x -> db tcp 5432", codeGroupReference)
}

// A shared subnet is the owner's, with its route table and network ACL; what
// stands in it, and its groups, are the participants' ("Share your VPC subnets
// with other accounts"). References match across accounts in one VPC.
func TestSharedSubnet_ParticipantsOfTwoAccounts(t *testing.T) {
	b := two(t)
	b.SG("app", "v")
	b.SG("data", "v", "in tcp 5432 from app")
	b.Instance("a1", "a", "app")
	b.Instance("d1", "b", "data")
	for _, r := range b.list {
		switch c := r.Base(); c.ID {
		case "app", "a1":
			c.Account = estate.Literal("111111111111")
		case "data", "d1":
			c.Account = estate.Literal("222222222222")
		default:
			c.Account = estate.Literal("333333333333")
		}
	}
	n := b.New()
	n.yes("a1 -> d1 tcp 5432")
	n.no("x -> d1 tcp 5432", codeGroup)
}
