package infrastructure

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// mostTables bounds the forms that one ACL's table takes by scenario.
const mostTables = 32

// aclTables are the entries of a network ACL in one direction, in each class of
// scenarios in which they are one table.
type aclTables struct {
	classes []aclTable
}

// aclTable is the entries in one class of scenarios, by number. Unless gap is
// nil their order or action is not known.
type aclTable struct {
	when    scenario.Guard
	entries []aclEntry
	gap     *estate.Gap
}

// aclEntry matches at least the packets of least, and at most those of most.
type aclEntry struct {
	at          estate.Origin
	owner       estate.ID
	number      int
	allow       bool
	least, most traffic.Set
	gap         *estate.Gap // of what is not known
}

// owned is an entry that belongs to the ACL in some scenarios.
type owned struct {
	when scenario.Guard
	rule estate.NetworkACLRule
}

// entriesOf indexes the entries of network ACLs by these.
func entriesOf(e *estate.Estate) review.Naming[*estate.NetworkACLEntry] {
	return review.NamingOf(e, estate.All[*estate.NetworkACLEntry](e), func(x *estate.NetworkACLEntry) estate.Value[estate.Text] { return x.ACL })
}

func tableOf(e *estate.Estate, entries review.Naming[*estate.NetworkACLEntry], acl *estate.NetworkACL, egress bool) aclTables {
	var rules []owned
	guards := []scenario.Guard{acl.When}
	for _, x := range entries.Of(acl.ID) {
		way := estate.Is(x.Rule.Egress, egress)
		mine := review.Refers(e, x.ACL, acl).Given(x.When).True.And(way.True.Or(way.Unknown))
		if mine.IsNever() {
			continue
		}
		rules = append(rules, owned{mine, x.Rule})
		guards = append(guards, mine)
		guards = append(guards, x.Rule.Egress.Guards()...)
		guards = append(guards, x.Rule.Number.Guards()...)
		guards = append(guards, x.Rule.Allow.Guards()...)
		guards = append(guards, x.Rule.IPv4.Guards()...)
		guards = append(guards, x.Rule.Services().Guards()...)
	}
	var out aclTables
	for _, w := range classesOf(guards) {
		out.classes = append(out.classes, tableIn(w, rules))
	}
	return out
}

// classesOf tells scenarios apart by the guards. Where they are too many, the
// one with every default taken is told from all others.
func classesOf(guards []scenario.Guard) []scenario.Guard {
	if classes, ok := scenario.Partition(scenario.Always(), guards, mostTables); ok {
		return classes
	}
	byDefault := scenario.Always()
	for _, g := range guards {
		switch d := g.ByDefault(); {
		case d.IsAlways():
			byDefault = byDefault.And(g)
		case d.IsNever():
			byDefault = byDefault.Minus(g)
		}
	}
	return []scenario.Guard{byDefault, byDefault.Not()}
}

func tableIn(world scenario.Guard, rules []owned) aclTable {
	t := aclTable{when: world}
	for _, r := range rules {
		if r.when.Disjoint(world) {
			continue
		}
		number, allow, egress := r.rule.Number.In(world), r.rule.Allow.In(world), r.rule.Egress.In(world)
		for _, s := range []struct {
			state estate.State
			gap   estate.Gap
		}{{number.State, number.Gap}, {allow.State, allow.Gap}, {egress.State, egress.Gap}} {
			if s.state == estate.Unknown {
				t.gap = &s.gap
			}
		}
		entry := entryIn(world, r.rule)
		entry.number, entry.allow = number.Is, allow.Is
		if !world.Implies(r.when) {
			entry.least = traffic.Nothing()
		}
		t.entries = append(t.entries, entry)
	}
	slices.SortStableFunc(t.entries, func(a, b aclEntry) int { return cmp.Compare(a.number, b.number) })
	return t
}

// entryIn reads what an entry matches. An entry names either an IPv4 or an IPv6
// block.
func entryIn(world scenario.Guard, r estate.NetworkACLRule) aclEntry {
	out := aclEntry{at: r.Origin, owner: r.Owner}
	services := r.Services().In(world)
	wide, narrow := services.Is, services.Is
	if services.State == estate.Unknown {
		out.gap, wide, narrow = &services.Gap, traffic.AllServices(), traffic.NoServices()
	}
	for _, block := range []struct {
		is  estate.Alternative[netip.Prefix]
		all traffic.Addresses
	}{{r.IPv4.In(world), traffic.AllIPv4()}, {r.IPv6.In(world), traffic.AllIPv6()}} {
		switch block.is.State {
		case estate.Known:
			addresses := traffic.Prefixes(block.is.Is)
			out.least = out.least.Union(traffic.Of(addresses, narrow))
			out.most = out.most.Union(traffic.Of(addresses, wide))
		case estate.Unknown:
			out.gap = &block.is.Gap
			out.most = out.most.Union(traffic.Of(block.all, wide))
		}
	}
	return out
}

// answer of a question about one table: sure, or open for the gap.
type answer struct {
	yes bool
	gap *estate.Gap
}

// ask puts a question to every table that the ACL can have.
func (t aclTables) ask(question func(aclTable) answer) estate.Truth {
	out := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	for _, c := range t.classes {
		a := question(c)
		if c.gap != nil {
			a = answer{gap: c.gap}
		}
		switch {
		case a.gap != nil:
			out.Unknown = out.Unknown.Or(c.when)
			out.Gaps = append(out.Gaps, estate.GuardedGap{When: c.when, Gap: *a.gap})
		case a.yes:
			out.True = out.True.Or(c.when)
		default:
			out.False = out.False.Or(c.when)
		}
	}
	return out
}

// allowsAll asks whether every IPv4 packet is allowed.
func (t aclTable) allowsAll() answer {
	everything := traffic.Of(traffic.AllIPv4(), traffic.AllServices())
	surely, maybe, gap := t.allowed()
	switch {
	case surely.Covers(everything):
		return answer{yes: true}
	case maybe.Covers(everything) && gap != nil:
		return answer{gap: gap}
	}
	return answer{}
}

// allowed are the packets that get through for certain, and those that may, with
// what is not known of an entry.
func (t aclTable) allowed() (surely, maybe traffic.Set, gap *estate.Gap) {
	surely, maybe = traffic.Nothing(), traffic.Nothing()
	mayDeny, denied := traffic.Nothing(), traffic.Nothing()
	for _, e := range t.entries {
		if e.gap != nil {
			gap = e.gap
		}
		if e.allow {
			surely, maybe = surely.Union(e.least.Subtract(mayDeny)), maybe.Union(e.most.Subtract(denied))
		} else {
			mayDeny, denied = mayDeny.Union(e.most), denied.Union(e.least)
		}
	}
	return surely, maybe, gap
}

// label names an entry as its table shows it: "101 allow tcp 443".
func (e aclEntry) label() string {
	verb := "deny"
	if e.allow {
		verb = "allow"
	}
	return fmt.Sprintf("%d (%s %s)", e.number, verb, e.most.Services())
}
