package reach

import (
	"net/netip"
	"sort"
	"strconv"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// NetworkACL is a stateless filter on the border of subnets: the lowest number
// that matches decides; what nothing matches is denied.
type NetworkACL struct {
	Component
	VPC *VPC
	// In and Out are by number; entries whose number is unknown come first.
	In, Out []*ACLEntry
}

// ACLEntry is one numbered entry.
type ACLEntry struct {
	ACL       *NetworkACL
	Owner     estate.ID
	Origin    estate.Origin
	Egress    bool
	Exists    Trit // Unknown also where its direction is
	Number    int
	NumberGap estate.Gap // set where the number is unknown
	Allow     Trit
	Services  traffic.Services
	// ServicesGap and PrefixGap are set where these are unknown: they match
	// nothing for certain, anything (of Family) at most.
	ServicesGap estate.Gap
	Prefix      netip.Prefix
	PrefixGap   estate.Gap
	Family      int // 4, 6
}

func (b *builder) acls() {
	for _, r := range estate.All[*estate.NetworkACL](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		a := &NetworkACL{Component: c, VPC: b.vpc(r.VPC, r.Origin)}
		if r.Default && (a.VPC.DefaultACL == nil || a.VPC.DefaultACL.Origin.Implied != "") {
			a.VPC.DefaultACL = a
		}
		b.aclBy[r.ID] = a
		b.n.ACLs = append(b.n.ACLs, a)
		b.implied(a, r)
	}
	for _, r := range estate.All[*estate.NetworkACLEntry](b.e) {
		if _, ok := b.component(&r.Core); !ok {
			continue
		}
		if id, gap, ok := b.name(r.ACL, r.Origin); ok {
			b.entry(b.acl(id, gap), r)
		}
	}
	for _, a := range b.n.ACLs {
		a.sort(a.In)
		a.sort(a.Out)
	}
}

// implied adds the entries that a network ACL has of itself.
func (b *builder) implied(a *NetworkACL, r *estate.NetworkACL) {
	for _, rule := range r.Entries {
		rule.Owner = r.ID
		b.addEntry(a, rule, yes())
	}
}

// entry adds an entry that stands alone.
func (b *builder) entry(a *NetworkACL, r *estate.NetworkACLEntry) {
	c, ok := b.component(&r.Core)
	if !ok {
		return
	}
	rule := r.Rule
	if rule.Owner == "" {
		rule.Owner = c.ID
	}
	b.addEntry(a, rule, c.Exists)
}

func (a *NetworkACL) sort(list []*ACLEntry) {
	sort.SliceStable(list, func(i, j int) bool {
		if free := isGap(list[i].NumberGap); free != isGap(list[j].NumberGap) {
			return free
		}
		return list[i].Number < list[j].Number
	})
}

// acl finds the network ACL of a name, or makes a placeholder, of which one
// entry may match anything.
func (b *builder) acl(id estate.ID, gap estate.Gap) *NetworkACL {
	if a, ok := b.aclBy[id]; ok {
		return a
	}
	a := &NetworkACL{Component: placeholder(id, gap), VPC: b.vpcNamed("the VPC of "+id, gap)}
	for _, family := range []int{4, 6} {
		e := ACLEntry{
			ACL: a, Owner: id, Origin: gap.Origin, Exists: maybe(gap), NumberGap: gap, Allow: maybe(gap),
			ServicesGap: gap, PrefixGap: gap, Family: family,
		}
		out := e
		out.Egress = true
		a.In, a.Out = append(a.In, &e), append(a.Out, &out)
	}
	b.aclBy[id] = a
	b.n.ACLs = append(b.n.ACLs, a)
	return a
}

// addEntry resolves an entry: one for each family and direction that it has or
// may have.
func (b *builder) addEntry(a *NetworkACL, r estate.NetworkACLRule, exists Trit) {
	base := ACLEntry{ACL: a, Owner: r.Owner, Origin: r.Origin, Exists: exists, Allow: boolean(r.Allow, false, b.world)}
	switch n := r.Number.In(b.world); n.State {
	case estate.Known:
		base.Number = n.Is
	default:
		base.NumberGap = placed(n.Gap, r.Origin)
	}
	switch s := r.Services().In(b.world); s.State {
	case estate.Known:
		base.Services = s.Is
	case estate.Absent:
		base.Services = traffic.AllServices()
	default:
		base.ServicesGap = placed(s.Gap, r.Origin)
	}
	egress := boolean(r.Egress, false, b.world)
	prefix := func(v estate.Value[netip.Prefix], family int) {
		p := v.In(b.world)
		if p.State == estate.Absent {
			return
		}
		for _, out := range []bool{false, true} {
			e := base
			e.Egress, e.Family = out, family
			if !out {
				e.Exists = e.Exists.and(egress.not())
			} else {
				e.Exists = e.Exists.and(egress)
			}
			if e.Exists.No() {
				continue
			}
			if p.State == estate.Known {
				e.Prefix = p.Is.Masked()
			} else {
				e.PrefixGap = placed(p.Gap, r.Origin)
			}
			a.add(&e)
		}
	}
	prefix(r.IPv4, 4)
	prefix(r.IPv6, 6)
}

func (a *NetworkACL) add(e *ACLEntry) {
	if e.Egress {
		a.Out = append(a.Out, e)
		return
	}
	a.In = append(a.In, e)
}

// words is the entry as its table shows it: "in 100 allow tcp 443 from
// 0.0.0.0/0".
func (e *ACLEntry) words() string {
	if e.ACL.Placeholder && e.Owner == e.ACL.ID {
		return "unknown entries"
	}
	number, services, peer := strconv.Itoa(e.Number), serviceWords(e.Services, e.ServicesGap), "an unknown range"
	if isGap(e.NumberGap) {
		number = "?"
	}
	if e.Prefix.IsValid() {
		peer = e.Prefix.String()
	}
	action := map[bool]string{true: "allow", false: "deny"}[e.Allow.Yes()]
	if e.Allow.Unknown() {
		action = "allow or deny"
	}
	if e.Egress {
		return "out " + number + " " + action + " " + services + " to " + peer
	}
	return "in " + number + " " + action + " " + services + " from " + peer
}

// associateACLs gives every subnet its network ACL: the one associated with it,
// else its VPC's default one.
func (b *builder) associateACLs() {
	explicit, loose := associations(b, func(r *estate.NetworkACLAssociation) (a association[*NetworkACL], subnet estate.Value[estate.Text], ok bool) {
		id, gap, ok := b.name(r.ACL, r.Origin)
		if !ok {
			return a, subnet, false
		}
		acl := b.acl(id, gap)
		return association[*NetworkACL]{of: acl, vpc: acl.VPC}, r.Subnet, true
	})
	for _, s := range b.n.Subnets {
		s.ACLs = choose(b, s, append(explicit[s], loose...), s.VPC.DefaultACL)
	}
}
