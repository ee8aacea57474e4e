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
	var front []facing
	surfaces(p, p.Shared.FromInternet(), isCompute, func(r estate.Resource, s *reach.Surface) {
		open := s.Truth(wide)
		if v := proof.Judge(p.Estate, open, s.Exists); v.Verdict != proof.No {
			front = append(front, facing{r, open, v.Verdict == proof.Yes})
		}
	})
	for _, r := range p.Estate.Resources {
		if _, ok := r.(estate.Networked); !ok || !isDataStore(r.Base().Type) {
			continue
		}
		judgeTier(p, r, front)
	}
}

// facing is something that the internet reaches, or may reach.
type facing struct {
	resource estate.Resource
	open     estate.Truth
	sure     bool
}

// mostDoubts is of how many who may reach a store for want of knowledge it is told: in a
// folder of many versions of one thing, whose VPC a parameter names, each may reach the
// stores of all.
const mostDoubts = 8

func judgeTier(p *review.Pass, store estate.Resource, front []facing) {
	var from, perhaps []string
	var d review.Detail
	doubt, others := estate.No(), false
	for _, f := range front {
		id := f.resource.Base().ID
		if !p.Shared.Reach().Tied(id, store.Base().ID) { // it is reached as the internet reaches it
			continue
		}
		told := len(perhaps) >= mostDoubts
		if told && !f.sure {
			others = true
			continue
		}
		answer, err := p.Shared.Reach().Ask(reach.Question{
			From: reach.Resources(id), To: reach.Resources(store.Base().ID), Services: traffic.AllServices(), Direct: true,
		})
		switch {
		case err != nil || answer.Proof.Verdict == proof.No:
			continue
		case !f.sure || answer.Proof.Verdict == proof.Unknown:
			switch is := f.open.And(flows(answer)); {
			case told:
				others = true
			case proof.Judge(p.Estate, is, store.Base().When).Verdict != proof.No:
				doubt = doubt.Or(is)
				perhaps = append(perhaps, string(id))
			}
			continue
		}
		from = append(from, string(id))
		d.Also = append(d.Also, id)
		if len(d.Steps) == 0 && len(answer.Flows) > 0 {
			d.Steps = answer.Flows[0].Path
			d.Facts = []string{fmt.Sprintf("%s can flow", answer.Traffic)}
		}
	}
	if len(from) == 0 {
		if others {
			perhaps = append(perhaps, "maybe others")
		}
		d.Message = fmt.Sprintf("%s, which the internet may reach, may reach this data store directly", strings.Join(perhaps, ", "))
		p.Judge(store, doubt, d)
		return
	}
	d.Message = fmt.Sprintf("%s, which the internet reaches, can reach this data store directly", strings.Join(from, ", "))
	p.Fail(store, d)
}

// flows is whether an answer says that something flows.
func flows(a reach.Answer) estate.Truth {
	if a.Proof.Verdict == proof.Yes {
		return estate.Yes()
	}
	out := estate.No()
	for _, g := range a.Proof.Gaps {
		out = out.Or(estate.Maybe(g))
	}
	return out
}
