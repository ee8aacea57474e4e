package reach

import (
	"net/netip"
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// SecurityGroup is a stateful, allow-only filter on interfaces.
type SecurityGroup struct {
	Component
	VPC *VPC // nil in a placeholder
	// Associated are further VPCs whose interfaces may be in it.
	Associated []*VPC
	In, Out    []*Rule
	// MoreIn and MoreOut are set where the group may have further rules.
	MoreIn, MoreOut estate.Gap
}

// Rule is what a security group permits. A rule of the estate that may name one of
// several kinds of peer is one Rule for each.
type Rule struct {
	*Permission // not to be changed, as rules of other groups may share it
	Group       *SecurityGroup
	Exists      Trit
}

// Permission admits some services from (or to) a peer, whatever group has it.
type Permission struct {
	Owner    estate.ID // the resource that writes it
	Origin   estate.Origin
	Egress   bool
	Services traffic.Services
	// ServicesGap is set where the services are unknown: none for certain, all
	// at most.
	ServicesGap estate.Gap
	Peer        Peer
}

// words is the permission as a group shows it: "in tcp 80 from 0.0.0.0/0".
func (r *Permission) words() string {
	if r.Egress {
		return "out " + serviceWords(r.Services, r.ServicesGap) + " to " + r.Peer.words()
	}
	return "in " + serviceWords(r.Services, r.ServicesGap) + " from " + r.Peer.words()
}

func serviceWords(s traffic.Services, gap estate.Gap) string {
	if isGap(gap) {
		return "unknown services"
	}
	return s.String()
}

// PeerKind tells the peers of rules apart.
type PeerKind uint8

const (
	// PeerPrefixes is a CIDR, or the entries of a prefix list of the estate.
	PeerPrefixes PeerKind = iota
	// PeerGroup is the private addresses of a security group's members.
	PeerGroup
	// PeerService is an AWS-managed prefix list: public addresses of a service.
	PeerService
	// PeerUnknown is anything at all.
	PeerUnknown
)

// Peer is whom a rule admits.
type Peer struct {
	Kind     PeerKind
	Prefixes []netip.Prefix // matched for certain; of PeerService the entries, where these are listed
	Group    *SecurityGroup // of PeerGroup; a placeholder may be any group
	Service  string         // of PeerService: "s3", "cloudfront.origin-facing"
	// Gap is set where the peer may match more than is listed: any address of
	// Family (4, 6; 0 for both), public ones only for PeerService.
	Gap    estate.Gap
	Family int
	Name   string // empty where the one prefix says all
}

func (p *Peer) words() string {
	if p.Name == "" && len(p.Prefixes) > 0 {
		return p.Prefixes[0].String()
	}
	return p.Name
}

func (b *builder) groups() {
	for _, r := range estate.All[*estate.SecurityGroup](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		g := &SecurityGroup{Component: c, VPC: b.vpc(r.VPC, r.Origin)}
		if r.Default && (g.VPC.DefaultGroup == nil || g.VPC.DefaultGroup.Origin.Implied != "") {
			g.VPC.DefaultGroup = g
		}
		b.groupBy[r.ID] = g
		b.n.Groups = append(b.n.Groups, g)
		b.addRules(g, r.Ingress, false)
		b.addRules(g, r.Egress, true)
	}
	b.lists = b.prefixLists()
	b.withoutServices()
	declared := append([]*SecurityGroup(nil), b.n.Groups...)
	b.addPending()
	for _, r := range estate.All[*estate.SecurityGroupRuleResource](b.e) {
		if c, ok := b.component(&r.Core); ok {
			b.addRuleResource(r, c, declared)
		}
	}
	b.associateGroups(declared)
	for _, g := range declared {
		if len(b.n.Open) > 0 {
			g.addGap(false, b.n.Open[0])
			g.addGap(true, b.n.Open[0])
		}
	}
}

// addPending adds the rules that are written in groups, now that all groups are
// known.
func (b *builder) addPending() {
	replaced := b.replacedDefaults()
	for _, p := range b.pending {
		if p.rule.ByDefault {
			p.exists = p.exists.and(replaced[defaultOf{p.group, p.egress}].not())
		}
		if !p.exists.No() {
			p.group.add(b.permissions(p.rule, p.egress), p.exists)
		}
	}
}

// defaultOf is the rule that a group has by default in one direction.
type defaultOf struct {
	group  *SecurityGroup
	egress bool
}

// replacedDefaults finds the default rules that are gone because a rule of its
// own comes to the group ("AWS::EC2::SecurityGroupEgress").
func (b *builder) replacedDefaults() map[defaultOf]Trit {
	out := map[defaultOf]Trit{}
	for _, g := range b.n.Groups {
		out[defaultOf{g, false}], out[defaultOf{g, true}] = no(), no()
	}
	for _, r := range estate.All[*estate.SecurityGroupRuleResource](b.e) {
		c, ok := b.component(&r.Core)
		id, _, named := b.name(r.Owner, r.Origin)
		if g := b.groupBy[id]; ok && named && g != nil {
			of := defaultOf{g, r.Rule.Egress}
			out[of] = out[of].or(c.Exists)
		}
	}
	return out
}

// pendingRule waits until all groups are known, because it may refer to one.
type pendingRule struct {
	group  *SecurityGroup
	rule   *estate.SecurityGroupRule
	egress bool
	exists Trit
}

func (b *builder) addRules(g *SecurityGroup, rules estate.Items[estate.SecurityGroupRule], egress bool) {
	for k := range rules.Known { // not by In, which copies: what was met is known by its place
		r := &rules.Known[k]
		if exists := within(r.When, b.world, r.Origin); !exists.No() {
			b.pending = append(b.pending, pendingRule{g, &r.Is, egress, exists})
		}
	}
	if more := rules.More(b.world); more != nil {
		g.addGap(egress, placed(*more, rules.Origin))
	}
}

func (g *SecurityGroup) addGap(egress bool, gap estate.Gap) {
	to := &g.MoreIn
	if egress {
		to = &g.MoreOut
	}
	if !isGap(*to) {
		*to = gap
	}
}

// addRuleResource adds a rule that stands on its own to its group. A rule for a
// group that only a parameter names may be for any group of another stack.
func (b *builder) addRuleResource(r *estate.SecurityGroupRuleResource, c Component, declared []*SecurityGroup) {
	id, gap, ok := b.name(r.Owner, r.Origin)
	if !ok {
		return
	}
	owner := b.group(id, gap)
	permissions := b.permissions(&r.Rule, r.Rule.Egress)
	owner.add(permissions, c.Exists)
	if !owner.Placeholder {
		return
	}
	if isPhysical(owner.ID) {
		return
	}
	unknown, is := r.Owner.In(b.world).State == estate.Unknown, maybe(gap)
	for _, g := range declared {
		if unknown || g.Stack != c.Stack {
			g.add(permissions, is)
		}
	}
}

// group finds the security group of a name, or makes a placeholder, whose rules
// are unknown.
func (b *builder) group(id estate.ID, gap estate.Gap) *SecurityGroup {
	if g, ok := b.groupBy[id]; ok {
		return g
	}
	g := &SecurityGroup{Component: placeholder(id, gap), MoreIn: gap, MoreOut: gap}
	b.groupBy[id] = g
	b.n.Groups = append(b.n.Groups, g)
	return g
}

// permissions resolves a rule, for any group: a permission for each peer that it has or
// may have. What is the same in all classes of scenarios is resolved in the first.
func (b *builder) permissions(r *estate.SecurityGroupRule, egress bool) []*Permission {
	if known, ok := b.met.permissions[r]; ok {
		return known
	}
	services := r.Services()
	base := Permission{Owner: r.Owner, Origin: r.Origin, Egress: egress}
	switch a := services.In(b.world); a.State {
	case estate.Known:
		base.Services = a.Is
	case estate.Unknown:
		base.ServicesGap = placed(a.Gap, r.Origin)
	default:
		base.Services = traffic.AllServices()
	}
	peers := b.peers(r)
	out := make([]*Permission, len(peers))
	for i, p := range peers {
		permission := base
		permission.Peer = p
		out[i] = &permission
	}
	if isSettled(r, services) {
		b.met.permissions[r] = out
	}
	return out
}

// isSettled reports a rule for addresses that is the same in all classes of scenarios.
func isSettled(r *estate.SecurityGroupRule, services estate.Value[traffic.Services]) bool {
	return len(services.Guards())+len(r.IPv4.Guards())+len(r.IPv6.Guards()) == 0 &&
		estate.IsAbsent(r.Group).True.IsAlways() && estate.IsAbsent(r.PrefixList).True.IsAlways()
}

// add gives a group permissions of its own.
func (g *SecurityGroup) add(permissions []*Permission, exists Trit) {
	for _, p := range permissions {
		r := &Rule{p, g, exists}
		if r.Egress {
			g.Out = append(g.Out, r)
			continue
		}
		g.In = append(g.In, r)
	}
}

func (b *builder) peers(r *estate.SecurityGroupRule) []Peer {
	var out []Peer
	prefix := func(v estate.Value[netip.Prefix], family int) {
		switch a := v.In(b.world); a.State {
		case estate.Known:
			out = append(out, Peer{Prefixes: []netip.Prefix{a.Is.Masked()}, Family: family})
		case estate.Unknown:
			gap := placed(a.Gap, r.Origin)
			out = append(out, Peer{Kind: PeerUnknown, Gap: gap, Family: family, Name: "a range that hangs on " + gap.Variable.Name})
		}
	}
	prefix(r.IPv4, 4)
	prefix(r.IPv6, 6)
	if id, gap, ok := b.name(r.PrefixList, r.Origin); ok {
		out = append(out, b.listPeer(id, gap))
	}
	switch a := r.Group.In(b.world); a.State {
	case estate.Known:
		id, gap := b.nameOf(a.Is, r.Origin)
		peer := b.group(id, gap)
		p := Peer{Kind: PeerGroup, Group: peer, Name: string(peer.ID)}
		if peer.Placeholder {
			p.Gap = peer.Gap
		}
		out = append(out, p)
	case estate.Unknown:
		gap := placed(a.Gap, r.Origin)
		b.unknowns++
		peer := b.group(estate.ID("?"+gap.Variable.Name+"#"+strconv.Itoa(b.unknowns)), gap)
		out = append(out, Peer{Kind: PeerGroup, Group: peer, Gap: gap, Name: "a group that hangs on " + gap.Variable.Name})
	}
	return out
}

// prefixList is a list of the estate, resolved.
type prefixList struct {
	prefixes []netip.Prefix
	gap      estate.Gap // set where it may have further entries
	family   int
}

func (b *builder) prefixLists() map[estate.ID]prefixList {
	out := map[estate.ID]prefixList{}
	for _, r := range estate.All[*estate.PrefixList](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		l := prefixList{family: 4}
		if f := r.Family.In(b.world); f.State != estate.Known {
			l.family = 0
		} else if strings.EqualFold(f.Is, "IPv6") {
			l.family = 6
		}
		items, sure, more := r.Entries.In(b.world)
		for k, e := range items {
			exists := yes()
			if !sure[k] {
				exists = within(e.When, b.world, e.Origin)
			}
			b.addBlock(&l.prefixes, &l.gap, e.Is, exists)
		}
		if more != nil {
			l.gap = placed(*more, c.Origin)
		}
		out[r.ID] = l
		if name := r.Name.In(b.world); name.State == estate.Known && !isGap(l.gap) {
			b.n.lists.addManaged(name.Is.String(), l.prefixes)
		}
	}
	return out
}

func (b *builder) listPeer(id estate.ID, gap estate.Gap) Peer {
	if l, ok := b.lists[id]; ok {
		return Peer{Prefixes: l.prefixes, Gap: l.gap, Family: l.family, Name: string(id)}
	}
	if service, ok := managedList(string(id)); ok {
		return b.awsPeer(id, service, gap)
	}
	return Peer{Kind: PeerUnknown, Gap: gap, Name: string(id)}
}

// managedList reads the name of an AWS-managed prefix list:
// "com.amazonaws.eu-west-1.s3", "com.amazonaws.global.cloudfront.origin-facing".
func managedList(name string) (service string, ok bool) {
	rest, ok := strings.CutPrefix(name, "com.amazonaws.")
	if !ok {
		return "", false
	}
	_, service, ok = strings.Cut(rest, ".")
	if i := strings.LastIndex(service, "."); i >= 0 && strings.HasPrefix(rest, "$") {
		service = service[i+1:]
	}
	return service, ok
}
