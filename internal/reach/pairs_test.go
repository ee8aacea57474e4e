package reach

import (
	"math/rand/v2"
	"net/netip"
	"os"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// alikeVPCs makes an estate of several VPCs, most of them alike, that a transit
// gateway joins: each part of a VPC is drawn from one of two moulds, or, with the
// given chance, by itself.
func alikeVPCs(seed uint64, odd, unknown float64) *estate.Estate {
	return mouldedVPCs(seed, odd, unknown, false)
}

// mouldedVPCs is alikeVPCs; wild VPCs hold whatever VPCs can.
func mouldedVPCs(seed uint64, odd, unknown float64, wild bool) *estate.Estate {
	g := &generator{r: rand.New(rand.NewPCG(seed, 11)), unknown: unknown}
	for range 3 {
		g.vars = append(g.vars, &scenario.Variable{Name: "P" + string(rune('0'+len(g.vars))), Domain: []string{"a", "b"}, Default: "a", HasDefault: len(g.vars) == 0})
	}
	g.prefixLists()
	own := g.r
	first := pick(g, []int{0, 20, 20}) // rules name addresses of the first ones
	moulds := make([]uint64, 4+own.IntN(4))
	for i := range moulds {
		moulds[i] = own.Uint64N(2)
	}
	step := func(i int, part uint64, what func()) {
		g.r = rand.New(rand.NewPCG(seed<<8|moulds[i]<<4|part, 13))
		if own.Float64() < odd {
			g.r = rand.New(rand.NewPCG(own.Uint64(), part))
		}
		what()
	}
	for i := range moulds {
		step(i, 0, func() { g.vpc(first + i) })
	}
	all := g.vpcs
	for i, v := range all {
		if g.vpcs = []*madeVPC{v}; own.Float64() < odd {
			g.vpcs = all // its rules may name the groups of others
		}
		step(i, 1, func() { g.rules(v) })
		step(i, 2, func() { g.routes(v) })
		step(i, 5, func() { g.wideOnes(v) })
		if wild {
			step(i, 6, func() { g.secondBlock(first+i, v) })
		}
		step(i, 3, func() { g.hostsOf(v) })
		if wild {
			step(i, 7, func() { g.seldom(v) })
		}
	}
	g.vpcs = all
	hub := &madeHub{id: "tgw", of: map[*madeVPC]estate.ID{}}
	g.r = own
	calm := g.chance(0.7) // the gateway joins all of them
	enable := func() estate.Value[string] {
		if calm {
			return estate.Of("enable", estate.Origin{})
		}
		return fact(g, pick(g, []string{"enable", "enable", "disable"}), "enable")
	}
	g.add(&estate.TransitGateway{Core: g.core(hub.id, "AWS::EC2::TransitGateway"), DefaultAssociation: enable(), DefaultPropagation: enable(), GroupReferencing: enable()})
	for i, v := range all {
		step(i, 4, func() { g.attach(hub, v) })
		for _, t := range v.tables {
			if calm {
				g.route(t, prefixOfText("10.0.0.0/8"), estate.RouteTarget{Kind: estate.TargetTransitGateway, Ref: ref(hub.id)})
			}
		}
	}
	g.r = own
	for range g.r.IntN(3) {
		if !calm {
			g.exit(hub)
			g.transitTable(hub)
		}
	}
	if g.chance(odd) {
		g.peerings()
	}
	if wild {
		g.wilds(hub, odd)
	}
	return estate.New(estate.Estate{Resources: g.list})
}

// wideOnes adds a rule and a route for the addresses of four VPCs.
func (g *generator) wideOnes(v *madeVPC) {
	at, four := estate.Origin{}, pick(g, []netip.Prefix{prefixOfText("10.0.0.0/14"), prefixOfText("10.20.0.0/14")})
	if g.chance(0.7) {
		owner := pick(g, v.groups)
		g.add(&estate.SecurityGroupRuleResource{Core: g.core(g.newID("rule"), "AWS::EC2::SecurityGroupIngress"), Owner: refTo(owner), Rule: estate.SecurityGroupRule{
			Owner: owner, Protocol: estate.Of("tcp", at), From: estate.Of(8443, at), To: estate.Of(8443, at), IPv4: estate.Of(four, at),
		}})
	}
	if v.igw != "" && g.chance(0.3) {
		g.route(pick(g, v.tables), four, estate.RouteTarget{Kind: estate.TargetGateway, Ref: ref(v.igw)})
	}
}

// TestAllPairs_OfStrangersAreThoseOfEachPair: what is worked out once for VPCs
// that are alike is what each pair of classes gives by itself.
func TestAllPairs_OfStrangersAreThoseOfEachPair(t *testing.T) {
	estates := uint64(150)
	if os.Getenv("RINGWALL_ORACLE") == "full" {
		estates = 3000
	}
	across, pairs := 0, 0
	for seed := range estates {
		e := newEngine(New(alikeVPCs(seed, float64(seed%4)*0.1, float64(seed%3)*0.01), scenario.Always()))
		p := e.allPairs()
		across += len(p.Across)
		pairs += checkPairs(t, seed, e, p)
	}
	if t.Logf("%d links between strangers stand for those of %d pairs of classes", across, pairs); across < int(estates)/2 || pairs < 4*across {
		t.Error("too few of them are between strangers")
	}
}

// TestAllPairs_OfWildStrangersAreThoseOfEachPair is the same of VPCs that hold
// whatever VPCs can.
func TestAllPairs_OfWildStrangersAreThoseOfEachPair(t *testing.T) {
	estates := uint64(100)
	if os.Getenv("RINGWALL_ORACLE") == "full" {
		estates = 3000
	}
	across, pairs := 0, 0
	for seed := range estates {
		e := newEngine(New(mouldedVPCs(seed, float64(seed%4)*0.1, float64(seed%3)*0.01, true), scenario.Always()))
		p := e.allPairs()
		across += len(p.Across)
		pairs += checkPairs(t, seed, e, p)
	}
	if t.Logf("%d links between strangers stand for those of %d pairs of classes", across, pairs); across < int(estates)/2 || pairs < 2*across {
		t.Error("too few of them are between strangers")
	}
}

// checkPairs compares all links between classes with [engine.between], and counts
// those that stand for several.
func checkPairs(t *testing.T, seed uint64, e *engine, p *Pairs) int {
	t.Helper()
	got, single := map[[2]int32]bound{}, map[[2]int32]bool{}
	for _, l := range p.Links {
		single[[2]int32{l.From, l.To}] = true
	}
	many := 0
	for l := range p.Each {
		at := [2]int32{l.From, l.To}
		if _, twice := got[at]; twice {
			t.Fatalf("seed %d: two links from %d to %d", seed, l.From, l.To)
		}
		got[at] = bound{l.certain, l.possible}
		if !single[at] {
			many++
		}
	}
	for i, c := range e.classes {
		for j, d := range e.classes {
			if i == j && len(c.members) == 1 {
				continue
			}
			want := nothing()
			if e.joined(c.subnet.VPC, d.subnet.VPC) {
				want = e.flows(e.between(end{c, e.four[i]}, end{d, e.four[j]}))
				if six := [2]*spot{e.six[i], e.six[j]}; six[0] != nil && six[1] != nil && !e.overInternet(six[0], six[1]) {
					want = e.or(want, e.flows(e.between(end{c, six[0]}, end{d, six[1]})))
				}
			}
			is, some := got[[2]int32{int32(i), int32(j)}]
			if !some {
				is = nothing()
			}
			if is != want {
				t.Fatalf("seed %d: %s -> %s: got %s..%s, pair %s..%s", seed, c.sample().Name(), d.sample().Name(),
					e.table.Services(is.lo), e.table.Services(is.hi), e.table.Services(want.lo), e.table.Services(want.hi))
			}
		}
	}
	return many
}

// TestAllPairs_AgreeWithBetween: what is computed for whole columns of classes
// is what each pair gives by itself.
func TestAllPairs_AgreeWithBetween(t *testing.T) {
	links := 0
	for seed := range uint64(300) {
		e := newEngine(New(generate(seed, float64(seed%3)*0.1, false), scenario.Always()))
		p := e.allPairs()
		checkPairs(t, seed, e, p)
		links += len(p.Links)
	}
	t.Logf("%d links", links)
}

func TestAnsweredByNone_IsWhatNoReplyAllows(t *testing.T) {
	for _, full := range []bool{false, true} {
		if !answeredByNone().Equal(answerable(traffic.NoServices(), full)) {
			t.Errorf("full %v: they differ", full)
		}
	}
}
