package diagram

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ringwall/internal/estate"
)

// surveyor finds out where everything stands.
type surveyor struct {
	e     *estate.Estate
	kinds kinds
	marks *marking
	scene *scene

	routes  *routing
	vpcs    map[string]*vpcScene
	subnets map[estate.ID]*subnetScene
	home    map[estate.ID]*vpcScene // of subnets
	taken   map[estate.ID]bool      // network interfaces that are instances'
	gates   map[estate.ID]string    // gateways that are attached: the VPC's key
}

// survey makes the scene of an estate.
func survey(e *estate.Estate, m *marking) *scene {
	s := &surveyor{
		e: e, kinds: newKinds(), marks: m, scene: &scene{}, routes: newRouting(e),
		vpcs: map[string]*vpcScene{}, subnets: map[estate.ID]*subnetScene{}, home: map[estate.ID]*vpcScene{},
	}
	s.taken, s.gates = takenInterfaces(e), attachments(e)
	for _, v := range estate.All[*estate.VPC](e) {
		s.addVPC(v)
	}
	for _, n := range estate.All[*estate.Subnet](e) {
		s.addSubnet(n)
	}
	for _, r := range e.Resources {
		s.add(r)
	}
	s.scene.internet = s.scene.internet || m.outside[Internet]
	s.scene.onprem = len(s.scene.premises) > 0 || m.outside[OnPremises]
	s.finish()
	return s.scene
}

// takenInterfaces are network interfaces that are put into instances.
func takenInterfaces(e *estate.Estate) map[estate.ID]bool {
	out := map[estate.ID]bool{}
	take := func(t estate.Value[estate.Text]) {
		if name, ok := pick(t); ok {
			if n, ok := estate.FollowTo[*estate.NetworkInterface](e, name); ok {
				out[n.ID] = true
			}
		}
	}
	for _, a := range estate.All[*estate.NetworkInterfaceAttachment](e) {
		take(a.Interface)
	}
	for _, i := range estate.All[*estate.Instance](e) {
		for _, n := range i.Interfaces.Known {
			take(n.Is.Existing)
		}
	}
	return out
}

// attachments say on which VPC an internet or VPN gateway stands.
func attachments(e *estate.Estate) map[estate.ID]string {
	out := map[estate.ID]string{}
	for _, a := range estate.All[*estate.GatewayAttachment](e) {
		vpc, ok := pick(a.VPC)
		if !ok {
			continue
		}
		for _, g := range []estate.Value[estate.Text]{a.InternetGateway, a.VPNGateway} {
			name, ok := pick(g)
			if r, found := e.Follow(name); ok && found {
				out[r.Base().ID] = vpcKey(e, vpc)
			}
		}
	}
	return out
}

// vpcKey tells VPCs apart, those too that no source holds.
func vpcKey(e *estate.Estate, t estate.Text) string {
	if v, ok := estate.FollowTo[*estate.VPC](e, t); ok {
		return string(v.ID)
	}
	return "?" + t.String()
}

func (s *surveyor) regionOf(c *estate.Core) *regionScene {
	return s.scene.account(c.Account).region(c.Region)
}

func (s *surveyor) addVPC(v *estate.VPC) {
	x := &vpcScene{id: v.ID, key: string(v.ID), name: vpcName(&v.Core), doubt: doubt(&v.Core), marked: s.marks.ids[v.ID]}
	if p, ok := pick(v.CIDR); ok {
		x.cidr = p.String()
	}
	if v.External {
		x.doubt = "only its name is known"
	}
	s.vpcs[x.key] = x
	r := s.regionOf(&v.Core)
	r.vpcs = append(r.vpcs, x)
}

func vpcName(c *estate.Core) string {
	if name := nameOf(c); !strings.EqualFold(name, "vpc") {
		return "VPC " + name
	}
	return "VPC"
}

// vpcOf finds a VPC, or makes one that stands for what no source holds.
func (s *surveyor) vpcOf(t estate.Value[estate.Text], c *estate.Core) *vpcScene {
	name, known := pick(t)
	key, title := "?", "VPC unknown"
	if known && name.String() != "" {
		key, title = vpcKey(s.e, name), "VPC "+givenAs(name)
	}
	if strings.HasPrefix(key, "?") {
		key += "\x00" + c.Account.String() + "\x00" + c.Region.String()
	}
	if x, ok := s.vpcs[key]; ok {
		return x
	}
	x := &vpcScene{key: key, name: title, doubt: "not in the sources"}
	s.vpcs[key] = x
	r := s.regionOf(c)
	r.vpcs = append(r.vpcs, x)
	return x
}

func (s *surveyor) addSubnet(n *estate.Subnet) {
	x := &subnetScene{ids: []estate.ID{n.ID}, name: nameOf(&n.Core), zone: zoneOf(n), doubt: doubt(&n.Core), count: 1, marked: s.marks.ids[n.ID]}
	if p, ok := pick(n.IPv4); ok {
		x.cidr = p.String()
	} else if p, ok := pick(n.IPv6); ok {
		x.cidr = p.String()
	}
	v := s.vpcOf(n.VPC, &n.Core)
	v.subnets = append(v.subnets, x)
	s.subnets[n.ID], s.home[n.ID] = x, v
}

// add puts a resource where it stands.
func (s *surveyor) add(r estate.Resource) {
	c := r.Base()
	if c.Origin.Implied != "" {
		return
	}
	s.scene.total++
	switch r := r.(type) {
	case *estate.VPC, *estate.Subnet:
		return
	case *estate.NATGateway:
		s.addNAT(r)
	case *estate.CustomerGateway, *estate.VPNConnection, *estate.VirtualInterface:
		s.scene.premises = append(s.scene.premises, s.itemOf(c))
	case *estate.NetworkInterface:
		if s.taken[c.ID] {
			s.scene.fine++
			return
		}
		s.addMember(r)
	case *estate.LiveInterface:
		if !r.Stands() {
			s.scene.fine++
			return
		}
		s.addMember(r)
	case *estate.TransitGateway:
		region := s.regionOf(c)
		region.hubs = append(region.hubs, s.itemOf(c))
	case *estate.Firewall:
		s.settle(s.itemOf(c), c, r.Subnets, r.VPC, false)
	case estate.Networked:
		if !s.addBorder(r) {
			s.addMember(r)
		}
	default:
		if !s.addBorder(r) {
			s.addService(c)
		}
	}
}

// itemOf is the tile of one resource.
func (s *surveyor) itemOf(c *estate.Core) *item {
	k := s.kinds.of(c.Type)
	return &item{
		ids: []estate.ID{c.ID}, name: nameOf(c), noun: k.noun, note: k.noun, glyph: k.glyph, style: categoryStyles[k.category],
		count: 1, counted: k.counted, doubt: doubt(c), marked: s.marks.ids[c.ID], spots: s.marks.spots[c.ID], tone: s.marks.tones[c.ID],
	}
}

// addService puts a resource into the panel of its category, unless it is fine
// print that nobody asks for.
func (s *surveyor) addService(c *estate.Core) {
	k := s.kinds.of(c.Type)
	if k.fine {
		s.scene.fine++
		return
	}
	s.panel(s.itemOf(c), c, k)
}

func (s *surveyor) panel(i *item, c *estate.Core, k kind) {
	account := s.scene.account(c.Account)
	global := k.global
	if !global && c.Type == "AWS::WAFv2::WebACL" {
		if r, ok := s.e.Get(c.ID); ok {
			if w, ok := r.(*estate.WebACL); ok {
				scope, _ := pick(w.Scope)
				global = scope == "CLOUDFRONT"
			}
		}
	}
	if k.category.aside() {
		i.small, i.counted = true, true
	}
	if global {
		account.global[k.category] = append(account.global[k.category], i)
		return
	}
	region := account.region(c.Region)
	region.panels[k.category] = append(region.panels[k.category], i)
}

func (s *surveyor) addNAT(n *estate.NATGateway) {
	i := s.itemOf(&n.Core)
	if kind, _ := pick(n.Connectivity); kind == "private" {
		i.note = "private NAT gateway"
	}
	if t, ok := pick(n.Subnet); ok {
		if sub, ok := estate.FollowTo[*estate.Subnet](s.e, t); ok {
			s.subnets[sub.ID].items = append(s.subnets[sub.ID].items, i)
			return
		}
	}
	v := s.vpcOf(n.VPC, &n.Core)
	if kind, _ := pick(n.Availability); kind == "regional" {
		i.note = "regional NAT gateway"
		v.top = append(v.top, i)
		return
	}
	i.doubt = or(i.doubt, "subnet unknown")
	v.loose = append(v.loose, i)
}

// addMember puts a resource with network interfaces into its subnets.
func (s *surveyor) addMember(r estate.Networked) {
	c := r.Base()
	placements := r.Placements(s.e)
	if len(placements) == 0 {
		s.addService(c)
		return
	}
	var subnets, groups estate.Items[estate.Text]
	for _, p := range placements {
		subnets.Known = append(subnets.Known, p.Subnets.Known...)
		subnets.Unknown = append(subnets.Unknown, p.Subnets.Unknown...)
		groups.Known = append(groups.Known, p.Groups.Known...)
	}
	i := s.itemOf(c)
	describe(i, r)
	_, entry := r.(*estate.LoadBalancer)
	s.settle(i, c, subnets, s.vpcOfGroups(groups), entry)
}

// vpcOfGroups is the VPC of the security groups: a hint where the subnets are
// not known.
func (s *surveyor) vpcOfGroups(groups estate.Items[estate.Text]) estate.Value[estate.Text] {
	for _, g := range groups.Known {
		if sg, ok := estate.FollowTo[*estate.SecurityGroup](s.e, g.Is); ok {
			return sg.VPC
		}
	}
	return estate.Value[estate.Text]{}
}

// settle puts an item into the one subnet that it stands in, or across several.
func (s *surveyor) settle(i *item, c *estate.Core, in estate.Items[estate.Text], hint estate.Value[estate.Text], entry bool) {
	names, open := listed(in)
	var ids []estate.ID
	for _, t := range names {
		sub, ok := estate.FollowTo[*estate.Subnet](s.e, t)
		if !ok {
			open = true
			continue
		}
		if !slices.Contains(ids, sub.ID) {
			ids = append(ids, sub.ID)
		}
	}
	slices.SortFunc(ids, cmp.Compare[estate.ID])
	if open {
		i.doubt = or(i.doubt, "not all of its subnets are known")
	}
	if len(ids) == 0 {
		i.doubt = "subnet unknown"
		v := s.vpcOf(hint, c)
		v.loose = append(v.loose, i)
		return
	}
	home := s.home[ids[0]]
	ids = slices.DeleteFunc(ids, func(id estate.ID) bool { return s.home[id] != home })
	for _, id := range ids {
		s.subnets[id].residents.add(s.kinds.of(c.Type), entry)
	}
	if len(ids) == 1 && !entry {
		s.subnets[ids[0]].items = append(s.subnets[ids[0]].items, i)
		return
	}
	home.spans = append(home.spans, &span{i, ids, entry})
}

// describe adds to a tile what an architect would write below the name.
func describe(i *item, r estate.Resource) {
	switch r := r.(type) {
	case *estate.LoadBalancer:
		kind, _ := pick(r.Kind.Or("application"))
		i.noun = map[string]string{
			"application": "Application Load Balancer", "network": "Network Load Balancer", "gateway": "Gateway Load Balancer", "classic": "Classic Load Balancer",
		}[kind]
		i.noun = or(i.noun, "load balancer")
		if scheme, ok := pick(r.Scheme.Or("internet-facing")); ok && kind != "gateway" {
			i.note = i.noun + " · " + clean(scheme)
		} else {
			i.note = i.noun
		}
	case *estate.DBInstance:
		if engine, ok := pick(r.Engine); ok && engine != "" && i.noun == "RDS instance" {
			i.note = "RDS " + clean(engine)
			if multi, _ := pick(r.MultiAZ); multi {
				i.note += " · Multi-AZ"
			}
		}
	case *estate.LiveInterface:
		i.noun, i.note, i.glyph, i.style = "network interface", "network interface", GlyphEndpoint, StyleNetwork
	}
}

// finish sorts what was found and puts groups together.
func (s *surveyor) finish() {
	sc := s.scene
	slices.SortFunc(sc.accounts, func(a, b *accountScene) int { return natural(a.key, b.key) })
	most := 4
	for _, a := range sc.accounts {
		slices.SortFunc(a.regions, func(a, b *regionScene) int { return natural(a.key, b.key) })
		s.gather(&a.global, most)
		for _, r := range a.regions {
			if len(r.vpcs) == 0 {
				r.panels[network], r.hubs = append(r.panels[network], r.hubs...), nil
			}
			r.hubs = s.group(r.hubs, 3)
			s.gather(&r.panels, most)
			slices.SortStableFunc(r.vpcs, func(a, b *vpcScene) int { return cmp.Compare(a.key, b.key) })
			for _, v := range r.vpcs {
				s.finishVPC(v)
			}
		}
	}
	sc.premises = s.group(sc.premises, 3)
}

// gather puts groups of services together. In focus, what no mark speaks of is one
// small tile for each category.
func (s *surveyor) gather(panels *[categories][]*item, most int) {
	var rest []*item
	for c, list := range panels {
		if !s.marks.focus {
			panels[c] = s.group(list, most)
			continue
		}
		marked, other := apartFrom(list)
		panels[c] = marked
		if len(other) > 0 {
			all := merge(other, "")
			all.name, all.noun, all.note, all.glyph, all.style = categoryTitles[c], "", "", categoryGlyphs[c], categoryStyles[c]
			all.doubt, all.small = "", true
			rest = append(rest, all)
		}
	}
	panels[others] = append(panels[others], rest...)
}

func itoa(n int) string { return strconv.Itoa(n) }
