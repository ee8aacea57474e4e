package diagram

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// tierClass is what a subnet is for, from the outside inwards.
type tierClass uint8

const (
	tierPublic tierClass = iota
	tierInspection
	tierApplication
	tierPrivate
	tierData
	tierIsolated
	tierTransit
	tierOpen // nothing stands there, and where its routes lead is not known
)

var tierTitles = [...]string{"Public", "Inspection", "Application", "Private", "Data", "Isolated", "Transit", "Routes unknown"}

var tierStyles = [...]Style{StyleTierPublic, StyleTierOther, StyleTierApplication, StyleTierApplication, StyleTierData, StyleTierOther, StyleTierOther, StyleTierOther}

// routing is where the default routes of subnets lead.
type routing struct {
	e     *estate.Estate
	table map[estate.ID]estate.ID // of a subnet
	main  map[estate.ID]estate.ID // of a VPC
	// internet and onward are tables with a default route to an internet gateway,
	// or to anything else.
	internet, onward map[estate.ID]bool
	// open are tables that may have a default route, and subnets that have a table
	// which no source shows.
	open map[estate.ID]bool
}

func newRouting(e *estate.Estate) *routing {
	r := &routing{e, map[estate.ID]estate.ID{}, map[estate.ID]estate.ID{}, map[estate.ID]bool{}, map[estate.ID]bool{}, map[estate.ID]bool{}}
	for _, t := range estate.All[*estate.RouteTable](e) {
		if v, ok := follow[*estate.VPC](e, t.VPC); ok && t.Main {
			r.main[v.ID] = t.ID
		}
	}
	for _, a := range estate.All[*estate.RouteTableAssociation](e) {
		n, ok := follow[*estate.Subnet](e, a.Subnet)
		t, found := follow[*estate.RouteTable](e, a.Table)
		switch {
		case ok && found:
			r.table[n.ID] = t.ID
		case ok:
			r.open[n.ID] = true
		}
	}
	for _, route := range estate.All[*estate.Route](e) {
		r.read(route)
	}
	return r
}

func follow[T estate.Resource](e *estate.Estate, t estate.Value[estate.Text]) (T, bool) {
	name, ok := pick(t)
	if !ok {
		var zero T
		return zero, false
	}
	return estate.FollowTo[T](e, name)
}

func (r *routing) read(route *estate.Route) {
	t, ok := follow[*estate.RouteTable](r.e, route.Table)
	if !ok || !mayBeDefault(route.IPv4) && !mayBeDefault(route.IPv6) {
		return
	}
	target, known := pick(route.Target)
	if !known || !isDefault(route.IPv4) && !isDefault(route.IPv6) {
		r.open[t.ID] = true
		return
	}
	if target.Kind == estate.TargetGateway {
		if _, isIGW := estate.FollowTo[*estate.InternetGateway](r.e, target.Ref); isIGW || strings.HasPrefix(target.Ref.String(), "igw-") {
			r.internet[t.ID] = true
			return
		}
	}
	r.onward[t.ID] = true
}

func isDefault(p estate.Value[netip.Prefix]) bool {
	prefix, ok := pick(p)
	return ok && prefix.IsValid() && prefix.Bits() == 0
}

// mayBeDefault reports a destination that is everything, or may be.
func mayBeDefault(p estate.Value[netip.Prefix]) bool {
	for _, a := range p.Alternatives() {
		if a.State == estate.Unknown {
			return true
		}
	}
	return isDefault(p)
}

// residents are the kinds of what stands in a subnet.
type residents struct{ compute, data, firewall bool }

func (r *residents) add(k kind, entry bool) {
	switch {
	case entry:
	case k.category == databases:
		r.data = true
	case k.glyph == GlyphShield:
		r.firewall = true
	case k.category == compute:
		r.compute = true
	}
}

// share lets subnets with one name but for their numbers be one tier: what stands
// in one of them says what all are for.
func (s *surveyor) share(v *vpcScene) {
	type key struct {
		stem   string
		public bool
	}
	of := func(n *subnetScene) key {
		return key{stem(n.name), s.routes.internet[s.tableOf(n, v.id)]}
	}
	all := map[key]residents{}
	for _, n := range v.subnets {
		k := of(n)
		all[k] = residents{all[k].compute || n.residents.compute, all[k].data || n.residents.data, all[k].firewall || n.residents.firewall}
	}
	for _, n := range v.subnets {
		if k := of(n); k.stem != "subnet" && k.stem != "" {
			n.residents = all[k]
		}
	}
}

func (s *surveyor) tableOf(n *subnetScene, vpc estate.ID) estate.ID {
	if table, ok := s.routes.table[n.ids[0]]; ok {
		return table
	}
	return s.routes.main[vpc]
}

// classOf says what a subnet is for: by its routes, then by what stands in it,
// then by its name.
func (s *surveyor) classOf(n *subnetScene, vpc estate.ID) tierClass {
	table := s.tableOf(n, vpc)
	name := strings.ToLower(n.name)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	r := n.residents
	switch {
	case r.firewall || has("inspect", "firewall"):
		return tierInspection
	case s.routes.internet[table]:
		return tierPublic
	case r.data && !r.compute, has("data", "db", "rds", "cache", "persist", "storage"):
		return tierData
	case r.compute:
		return tierApplication
	case has("transit", "tgw", "attach"):
		return tierTransit
	case has("app", "web", "compute", "worker", "lambda", "node"):
		return tierApplication
	case s.routes.onward[table]:
		return tierPrivate
	case table == "" || s.routes.open[table] || s.routes.open[n.ids[0]]:
		return tierOpen
	}
	return tierIsolated
}

// tier is a row of a VPC: subnets that are for the same.
type tier struct {
	class   tierClass
	title   string
	subnets []*subnetScene
	spans   []*span
}

// tiersOf puts a VPC's subnets into rows: one for each class, several where the
// names tell groups apart of which each has several members.
func tiersOf(v *vpcScene) []*tier {
	type key struct {
		class tierClass
		stem  string
	}
	rows := map[key][]*subnetScene{}
	var keys []key
	for _, n := range v.subnets {
		k := key{n.class, stem(n.name)}
		if rows[k] == nil {
			keys = append(keys, k)
		}
		rows[k] = append(rows[k], n)
	}
	slices.SortFunc(keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.stem, b.stem)) })
	var out []*tier
	alone := map[tierClass]*tier{}
	rest := map[tierClass]int{}
	for _, k := range keys {
		if len(rows[k]) > 1 && rest[k.class] < mostRows {
			rest[k.class]++
			out = append(out, &tier{class: k.class, title: k.stem, subnets: rows[k]})
			continue
		}
		if alone[k.class] == nil {
			alone[k.class] = &tier{class: k.class}
			out = append(out, alone[k.class])
		}
		alone[k.class].subnets = append(alone[k.class].subnets, rows[k]...)
	}
	nameTiers(out)
	for _, s := range v.spans {
		t := tierOfSpan(out, s)
		t.spans = append(t.spans, s)
	}
	return out
}

// mostRows are the rows of one class that are told apart.
const mostRows = 4

// nameTiers titles rows by their class, and by their names where a class has
// several.
func nameTiers(list []*tier) {
	count := map[tierClass]int{}
	for _, t := range list {
		count[t.class]++
	}
	for _, t := range list {
		title := tierTitles[t.class]
		if count[t.class] > 1 {
			title += " · " + or(t.title, "others")
		}
		t.title = title
	}
}

// tierOfSpan is the row that most of a band's subnets are in.
func tierOfSpan(list []*tier, s *span) *tier {
	best, most := list[0], -1
	for _, t := range list {
		n := 0
		for _, sub := range t.subnets {
			for _, id := range sub.ids {
				if slices.Contains(s.subnets, id) {
					n++
				}
			}
		}
		if n > most {
			best, most = t, n
		}
	}
	return best
}
