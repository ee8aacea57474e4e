package infrastructure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/reach"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// ProdApart is NET-PROD-NONPROD.
func ProdApart() *review.Rule {
	return &review.Rule{
		ID: "NET-PROD-NONPROD", Area: finding.Infrastructure, Severity: finding.High,
		Title: "No path leads from non-production networks to production",
		Why: "Development and test have more people, more rights, older software and fewer eyes on them. A path from there makes " +
			"every one of their weaknesses one of production's.",
		Fix: "Give production and non-production transit gateway route tables of their own that don't know each other's routes, drop " +
			"the peering between them, and keep them in separate accounts.",
		Needs: []string{"NET"}, References: []string{"WA SEC01-BP01"},
		Specimen: environments("dev"), Twin: environments("prod"),
		Check: checkProdApart,
	}
}

// environments are two peered VPCs, one of them production's.
func environments(other string) string {
	side := func(n, block, peer, env string) string {
		return `  Vpc` + n + `: {Type: AWS::EC2::VPC, Properties: {CidrBlock: ` + block + `.0.0/16, Tags: [{Key: Environment, Value: ` + env + `}]}}
  Table` + n + `: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc` + n + `}}
  Route` + n + `: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table` + n + `, DestinationCidrBlock: ` + peer + `.0.0/16, VpcPeeringConnectionId: !Ref Peering}}
  Subnet` + n + `: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc` + n + `, CidrBlock: ` + block + `.1.0/24}}
  Use` + n + `: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet` + n + `, RouteTableId: !Ref Table` + n + `}}
  Group` + n + `: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: all, VpcId: !Ref Vpc` + n + `, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}]}}
  Server` + n + `: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref Subnet` + n + `, SecurityGroupIds: [!Ref Group` + n + `]}}
`
	}
	return "Resources:\n  Peering: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref VpcA, PeerVpcId: !Ref VpcB}}\n" +
		side("A", "10.1", "10.2", "prod") + side("B", "10.2", "10.1", other)
}

// environment is what a VPC is for, as far as its tags and names say.
type environment uint8

const (
	noEnvironment environment = iota
	production
	nonProduction
)

func wordsOfEnvironment(s string) environment {
	out := noEnvironment
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		switch strings.TrimRight(w, "0123456789") {
		case "nonprod", "nonproduction", "dev", "develop", "development", "test", "testing", "tst", "qa", "staging", "stage", "stg", "sandbox", "uat", "preprod", "non":
			return nonProduction
		case "prod", "production", "prd":
			out = production
		}
	}
	return out
}

// stage says where a VPC is production's, and where another environment's.
type stage struct{ production, other estate.Truth }

// stageOf reads the tags that name an environment, else the Name tag and the
// logical id.
func stageOf(c *estate.Core) stage {
	tagged := review.Tagged(c, isEnvironmentKey, func(string) bool { return true })
	named := wordsOfEnvironment(c.Name())
	if named == noEnvironment {
		named = wordsOfEnvironment(splitCapitals(c.Logical))
	}
	is := func(want environment) estate.Truth {
		out := review.Tagged(c, isEnvironmentKey, func(s string) bool { return wordsOfEnvironment(s) == want })
		if named == want {
			out = out.Or(tagged.Not())
		}
		return out
	}
	return stage{is(production), is(nonProduction)}
}

func isEnvironmentKey(key string) bool {
	return slices.Contains([]string{"environment", "env", "stage", "environmenttype", "environment-type"}, strings.ToLower(key))
}

// sameStage is true of two VPCs whose environment one text of one stack names.
func sameStage(a, b *estate.Core) bool {
	if a.Stack != b.Stack {
		return false
	}
	of := func(c *estate.Core) (out []estate.Text) {
		for _, t := range c.Tags.List().Known {
			if key, ok := t.Is.Key.Known(); ok && isEnvironmentKey(key[strings.LastIndexAny(key, ":/")+1:]) {
				v, _ := t.Is.Value.Known()
				out = append(out, v)
			}
		}
		return out
	}
	x, y := of(a), of(b)
	return len(x) == 1 && len(y) == 1 && x[0].Equal(y[0])
}

// splitCapitals puts blanks between the words of "ProdVpc".
func splitCapitals(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func checkProdApart(p *review.Pass) {
	of := map[*estate.VPC]stage{}
	var vpcs []*estate.VPC
	for _, v := range estate.All[*estate.VPC](p.Estate) {
		if is := stageOf(&v.Core); !v.External && !is.production.Or(is.other).False.IsAlways() {
			of[v], vpcs = is, append(vpcs, v)
		}
	}
	slices.SortFunc(vpcs, func(a, b *estate.VPC) int { return cmp.Compare(a.ID, b.ID) })
	if len(vpcs) < 2 {
		return
	}
	members := map[*estate.VPC][]estate.ID{}
	for _, r := range estate.All[estate.Networked](p.Estate) {
		for _, v := range networksOf(p.Estate, r) {
			members[v] = append(members[v], r.Base().ID)
		}
	}
	for _, prod := range vpcs {
		if of[prod].production.False.IsAlways() {
			continue
		}
		apart := true
		for _, other := range vpcs {
			if prod == other || len(members[prod]) == 0 || len(members[other]) == 0 || sameStage(&prod.Core, &other.Core) {
				continue
			}
			if mixed := of[prod].production.And(of[other].other); !mixed.False.IsAlways() {
				apart = judgeApart(p, prod, other, members, mixed) && apart
			}
		}
		if apart && !of[prod].production.True.IsNever() {
			p.Good(prod)
		}
	}
}

// judgeApart tells a path from a non-production network to a production one; mixed
// is where they are that.
func judgeApart(p *review.Pass, prod, other *estate.VPC, members map[*estate.VPC][]estate.ID, mixed estate.Truth) bool {
	if mixed.True.IsNever() && !p.Shared.Reach().Tied(prod.ID, other.ID) {
		return true
	}
	answer, err := p.Shared.Reach().Ask(reach.Question{
		From: reach.Resources(members[other]...), To: reach.Resources(members[prod]...), Services: traffic.AllServices(), Direct: true,
	})
	if err != nil {
		return true
	}
	var bad estate.Truth
	switch {
	case !answer.Traffic.IsEmpty():
		bad = estate.Yes()
	case len(answer.Proof.Gaps) > 0 && !answer.Possible.IsEmpty():
		bad = estate.Maybe(answer.Proof.Gaps[0])
	default:
		return true
	}
	d := review.Detail{
		Key: string(other.ID), Also: []estate.ID{other.ID},
		Message: fmt.Sprintf("resources of %s, which is not production, reach resources of this VPC, which is", other.Logical),
	}
	for _, f := range answer.Flows {
		if len(d.Steps) == 0 && len(f.Path) > 0 {
			d.Steps = f.Path
			d.Facts = []string{fmt.Sprintf("%s reaches %s with %s", f.From, f.To, f.Traffic)}
		}
	}
	if mixed.True.IsNever() {
		p.Hinge(prod, bad.And(mixed))
		return true
	}
	p.Judge(prod, bad.And(mixed), d)
	return false
}
