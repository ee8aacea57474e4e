package infrastructure

import (
	"net/netip"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// mostClasses bounds the classes of scenarios in which one owner's rules are
// told apart; beyond, all of them are one class with wide bounds.
const mostClasses = 64

// opened is what some security-group rules admit in one class of scenarios: for
// certain, and at most.
type opened struct {
	when              scenario.Guard
	certain, possible traffic.Set
	gaps              []estate.Gap
}

// rules are what one resource writes of a group: the group itself, or a rule
// that stands alone.
type rules []estate.Item[estate.SecurityGroupRule]

// truth says where what the rules admit is bad: certainly, or possibly. bad must
// stay true of a larger set.
func (r rules) truth(e *estate.Estate, more []estate.GuardedGap, bad func(traffic.Set) bool) estate.Truth {
	out := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	for _, o := range r.admit(e, more) {
		switch {
		case bad(o.certain):
			out.True = out.True.Or(o.when)
		case !bad(o.possible):
			out.False = out.False.Or(o.when)
		default:
			out.Unknown = out.Unknown.Or(o.when)
			for _, g := range o.gaps {
				out.Gaps = append(out.Gaps, estate.GuardedGap{When: o.when, Gap: g})
			}
		}
	}
	return out
}

// admit works out what the rules admit, class by class. more are reasons for
// which there may be further rules.
func (r rules) admit(e *estate.Estate, more []estate.GuardedGap) []opened {
	possible := r.possible()
	classes, ok := scenario.Partition(possible, r.guards(e, more), mostClasses)
	if !ok {
		classes = []scenario.Guard{possible}
	}
	out := make([]opened, 0, len(classes))
	for _, c := range classes {
		o := opened{when: c}
		for _, item := range r {
			if !item.When.Disjoint(c) {
				o.add(e, item, c)
			}
		}
		for _, m := range more {
			if !m.When.Disjoint(c) {
				o.possible = traffic.Everything()
				o.gaps = append(o.gaps, m.Gap)
			}
		}
		o.possible = o.possible.Union(o.certain)
		out = append(out, o)
	}
	return out
}

// possible are the scenarios in which every rule has a value for all it says.
func (r rules) possible() scenario.Guard {
	out := scenario.Always()
	for _, i := range r {
		whole := i.Is.Services().Possible().And(i.Is.IPv4.Possible()).And(i.Is.IPv6.Possible()).And(i.Is.PrefixList.Possible())
		out = out.And(whole.Or(i.When.Not()))
	}
	return out
}

func (r rules) guards(e *estate.Estate, more []estate.GuardedGap) []scenario.Guard {
	var out []scenario.Guard
	for _, i := range r {
		out = append(out, i.When)
		out = append(out, i.Is.Services().Guards()...)
		out = append(out, i.Is.IPv4.Guards()...)
		out = append(out, i.Is.IPv6.Guards()...)
		out = append(out, i.Is.PrefixList.Guards()...)
		if l, ok := prefixList(e, i.Is.PrefixList); ok {
			out = append(out, l.Entries.Guards()...)
			for _, entry := range l.Entries.Known {
				out = append(out, entry.Is.Guards()...)
			}
		}
	}
	for _, m := range more {
		out = append(out, m.When)
	}
	return out
}

// add adds what one rule admits.
func (o *opened) add(e *estate.Estate, item estate.Item[estate.SecurityGroupRule], class scenario.Guard) {
	sure := class.Implies(item.When)
	certain, possible, gap := item.Is.ServicesIn(class)
	if gap != nil {
		o.gaps = append(o.gaps, *gap)
	}
	from, atMost, gaps := peers(e, item.Is, class)
	o.gaps = append(o.gaps, gaps...)
	if sure {
		o.certain = o.certain.Union(traffic.Of(from, certain))
	}
	o.possible = o.possible.Union(traffic.Of(atMost, possible))
}

// peers are the addresses from which a rule admits, for certain and at most.
// Members of a security group are no addresses: reachability follows those.
func peers(e *estate.Estate, r estate.SecurityGroupRule, class scenario.Guard) (certain, possible traffic.Addresses, gaps []estate.Gap) {
	for _, p := range []struct {
		prefix estate.Alternative[netip.Prefix]
		length estate.Alternative[int]
		all    traffic.Addresses
		full   int
	}{
		{r.IPv4.In(class), r.Length4.In(class), traffic.AllIPv4(), 32},
		{r.IPv6.In(class), r.Length6.In(class), traffic.AllIPv6(), 128},
	} {
		switch p.prefix.State {
		case estate.Known:
			certain = certain.Union(traffic.Prefixes(p.prefix.Is.Masked()))
		case estate.Unknown:
			if p.length.State == estate.Known && p.length.Is == p.full {
				continue // one address, whichever it is
			}
			if p.length.State == estate.Known && p.length.Is == 0 {
				certain = certain.Union(p.all)
				continue
			}
			possible = possible.Union(p.all)
			gaps = append(gaps, p.prefix.Gap)
		}
	}
	listed, atMost, more := listPeers(e, r.PrefixList, class)
	certain = certain.Union(listed)
	return certain, possible.Union(atMost).Union(certain), append(gaps, more...)
}

func prefixList(e *estate.Estate, v estate.Value[estate.Text]) (*estate.PrefixList, bool) {
	for _, a := range v.Alternatives() {
		if a.State == estate.Known {
			if l, ok := estate.FollowTo[*estate.PrefixList](e, a.Is); ok {
				return l, true
			}
		}
	}
	return nil, false
}

func listPeers(e *estate.Estate, v estate.Value[estate.Text], class scenario.Guard) (certain, possible traffic.Addresses, gaps []estate.Gap) {
	a := v.In(class)
	switch a.State {
	case estate.Absent:
		return certain, possible, nil
	case estate.Unknown:
		return certain, traffic.AllAddresses(), []estate.Gap{a.Gap}
	}
	l, ok := estate.FollowTo[*estate.PrefixList](e, a.Is)
	if !ok {
		return certain, traffic.AllAddresses(), []estate.Gap{estate.NotInEstate(a.Is, v.Origin)}
	}
	entries, sure, more := l.Entries.In(class)
	for i, entry := range entries {
		p := entry.Is.In(class)
		switch {
		case p.State == estate.Known && sure[i]:
			certain = certain.Union(traffic.Prefixes(p.Is.Masked()))
		case p.State == estate.Known:
			possible = possible.Union(traffic.Prefixes(p.Is.Masked()))
		case p.State == estate.Unknown:
			possible = traffic.AllAddresses()
			gaps = append(gaps, p.Gap)
		}
	}
	if more != nil {
		possible = traffic.AllAddresses()
		gaps = append(gaps, *more)
	}
	return certain, possible, gaps
}

var internet = traffic.Internet()

// wide reports whether a set of packets comes from a large part of the
// internet: at least a /8 of public IPv4 addresses or a /32 of IPv6. A few
// offices' addresses are not wide, half of the internet is.
func wide(s traffic.Set) bool {
	if s.IsEmpty() {
		return false
	}
	from := s.Addresses().Intersect(internet)
	if from.Size4() >= 1<<24 {
		return true
	}
	longest := from.WidestIPv6()
	return longest >= 0 && longest <= 32
}
