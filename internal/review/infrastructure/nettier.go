package infrastructure

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// TierIsolation is NET-TIER-ISOLATION.
func TierIsolation() *review.Rule {
	return &review.Rule{
		ID: "NET-TIER-ISOLATION", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "What the internet reaches cannot reach the data tier directly",
		Why: "Whoever takes over a machine that faces the internet should find another tier between it and the data. " +
			"A direct way makes one flaw in the front end a breach of the database.",
		Fix: "Admit to the data store only the security group of the application tier, and let the public tier talk " +
			"to that tier alone.",
		Needs:      []string{"NET"},
		References: []string{"WA SEC05-BP01"},
		Specimen:   tierTemplate("10.0.0.0/16"),
		Twin:       tierTemplate("10.0.1.0/24"),
		Check:      checkTiers,
	}
}

// tierTemplate is a public web server and a cache that admits a prefix.
func tierTemplate(from string) string {
	return webTemplate(`  CacheGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: cache
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 6379, ToPort: 6379, CidrIp: `+from+`}]
  CacheSubnets: {Type: AWS::ElastiCache::SubnetGroup, Properties: {Description: cache, SubnetIds: [!Ref PrivateSubnet]}}
  Cache:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: sessions
      CacheNodeType: cache.t4g.micro
      AtRestEncryptionEnabled: true
      TransitEncryptionEnabled: true
      CacheSubnetGroupName: !Ref CacheSubnets
      SecurityGroupIds: [!GetAtt CacheGroup.GroupId]
`, "PublicSubnet")
}

func checkTiers(p *review.Pass) {
	if !hasNetworked(p, isDataStore) {
		return
	}
	var front []estate.Resource
	surfaces(p, p.Shared.FromInternet(), isCompute, func(r estate.Resource, s *reach.Surface) {
		if proof.Judge(p.Estate, s.Truth(wide), s.Exists).Verdict == proof.Yes {
			front = append(front, r)
		}
	})
	for _, r := range p.Estate.Resources {
		if _, ok := r.(estate.Networked); !ok || !isDataStore(r.Base().Type) {
			continue
		}
		judgeTier(p, r, front)
	}
}

func judgeTier(p *review.Pass, store estate.Resource, front []estate.Resource) {
	var from []string
	var d review.Detail
	for _, f := range front {
		if !p.Shared.Reach().Tied(f.Base().ID, store.Base().ID) { // it is reached as the internet reaches it
			continue
		}
		answer, err := p.Shared.Reach().Ask(reach.Question{
			From: reach.Resources(f.Base().ID), To: reach.Resources(store.Base().ID), Services: traffic.AllServices(), Direct: true,
		})
		if err != nil || answer.Proof.Verdict != proof.Yes {
			continue
		}
		from = append(from, string(f.Base().ID))
		d.Also = append(d.Also, f.Base().ID)
		if len(d.Steps) == 0 && len(answer.Flows) > 0 {
			d.Steps = answer.Flows[0].Path
			d.Facts = []string{fmt.Sprintf("%s can flow", answer.Traffic)}
		}
	}
	if len(from) == 0 {
		p.Good(store)
		return
	}
	d.Message = fmt.Sprintf("%s, which the internet reaches, can reach this data store directly", strings.Join(from, ", "))
	p.Fail(store, d)
}
