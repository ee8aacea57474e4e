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
const mostDoubts = 3

func judgeTier(p *review.Pass, store estate.Resource, front []facing) {
	t := &tier{Pass: p, store: store, doubt: estate.No()}
	var rest []facing
	for _, f := range front {
		switch {
		case !p.Shared.Reach().Tied(f.resource.Base().ID, store.Base().ID): // it is reached as the internet reaches it
		case len(t.perhaps) < mostDoubts:
			t.add(f)
		case f.sure:
			rest = append(rest, f)
		default:
			t.others = true
		}
	}
	if t.anyReaches(rest) {
		for _, f := range rest {
			t.add(f)
		}
	}
	d := review.Detail{Steps: t.steps, Facts: t.facts, Also: t.also}
	if len(t.from) == 0 {
		if t.others {
			t.perhaps = append(t.perhaps, "maybe others")
		}
		d.Message = fmt.Sprintf("%s, which the internet may reach, may reach this data store directly", strings.Join(t.perhaps, ", "))
		p.Judge(store, t.doubt, d)
		return
	}
	d.Message = fmt.Sprintf("%s, which the internet reaches, can reach this data store directly", strings.Join(t.from, ", "))
	p.Fail(store, d)
}

// tier is what was found of who reaches a store.
type tier struct {
	*review.Pass
	store         estate.Resource
	from, perhaps []string
	others        bool // who may reach it too
	doubt         estate.Truth
	also          []estate.ID
	steps         []proof.Step
	facts         []string
}

func (t *tier) ask(from ...estate.ID) (reach.Answer, error) {
	return t.Shared.Reach().Ask(reach.Question{
		From: reach.Resources(from...), To: reach.Resources(t.store.Base().ID), Services: traffic.AllServices(), Direct: true,
	})
}

// anyReaches reports whether one of several may surely reach the store: if not all of
// them together do, none does.
func (t *tier) anyReaches(list []facing) bool {
	var ids []estate.ID
	for _, f := range list {
		ids = append(ids, f.resource.Base().ID)
	}
	if len(ids) == 0 {
		return false
	}
	answer, err := t.ask(ids...)
	t.others = t.others || err == nil && answer.Proof.Verdict == proof.Unknown
	return err == nil && answer.Proof.Verdict == proof.Yes
}

// add asks whether something reaches the store.
func (t *tier) add(f facing) {
	id := f.resource.Base().ID
	answer, err := t.ask(id)
	switch {
	case err != nil || answer.Proof.Verdict == proof.No:
		return
	case !f.sure || answer.Proof.Verdict == proof.Unknown:
		switch is := f.open.And(flows(answer)); {
		case len(t.perhaps) >= mostDoubts:
			t.others = true
		case proof.Judge(t.Estate, is, t.store.Base().When).Verdict != proof.No:
			t.doubt = t.doubt.Or(is)
			t.perhaps = append(t.perhaps, string(id))
		}
		return
	}
	t.from, t.also = append(t.from, string(id)), append(t.also, id)
	if len(t.steps) == 0 && len(answer.Flows) > 0 {
		t.steps = answer.Flows[0].Path
		t.facts = []string{fmt.Sprintf("%s can flow", answer.Traffic)}
	}
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
