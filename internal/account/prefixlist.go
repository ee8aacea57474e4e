package account

import (
	"net/netip"
	"strings"

	"ringwall/internal/estate"
)

type netipPrefix = netip.Prefix

// list takes a prefix list in; the entries that DescribePrefixLists gives are
// whole.
func (l *loose) list(p *estate.PrefixList, cidrs []netip.Prefix, whole bool) {
	if whole {
		for _, c := range cidrs {
			l.listed[p.Physical] = append(l.listed[p.Physical], item(estate.Of(c, p.Origin), p.Origin))
		}
		l.entered[p.Physical] = true
	}
	l.lists = append(l.lists, p)
}

// prefixListEntry reads a PrefixListEntry (GetManagedPrefixListEntries).
func (r *reader) prefixListEntry() {
	for r.open('{'); r.more(); {
		if string(r.key()) == "Cidr" {
			r.loose.entries = append(r.loose.entries, item(r.prefix(), r.at))
		} else {
			r.skip()
		}
	}
}

// isManaged reports whether a list is one of AWS's own, by its name.
func isManaged(name string) bool { return strings.HasPrefix(name, "com.amazonaws.") }

// joinLists gives prefix lists their entries. In rules and routes a list of
// AWS's own goes by the name that it has in every Region.
func (l *loader) joinLists() {
	names := map[string]string{}
	seen := map[string]*estate.PrefixList{}
	for _, p := range l.loose.lists {
		if have := seen[p.Physical]; have != nil {
			if f := p.Family; have.Family.Alternatives()[0].State != estate.Known {
				have.Family = f
			}
			continue
		}
		seen[p.Physical] = p
		l.result.Resources = append(l.result.Resources, p)
		name, _ := p.Name.Known()
		if s, _ := name.Known(); isManaged(s) {
			names[p.Physical] = s
		}
		p.Entries = estate.Items[estate.Value[netip.Prefix]]{Origin: p.Origin, Known: l.loose.listed[p.Physical]}
		if !l.loose.entered[p.Physical] {
			p.Entries.Unknown = l.notHeld(p.Origin, "the entries of "+p.Physical, "ec2 get-managed-prefix-list-entries",
				"as get-managed-prefix-list-entries-"+p.Physical+".json")
		}
		l.family(p)
	}
	l.namesByRoutes(names)
	l.nameLists(names)
}

// namesByRoutes learns the names of lists that no file has from the routes of gateway
// endpoints: each is for the list of the endpoint's service ("Gateway endpoints").
func (l *loader) namesByRoutes(names map[string]string) {
	services := map[string]string{}
	for _, x := range l.result.Resources {
		v, ok := x.(*estate.VPCEndpoint)
		if !ok {
			continue
		}
		kind, _ := v.Kind.Known()
		service, _ := v.Service.Known()
		if name, _ := service.Known(); kind == "Gateway" && isManaged(name) {
			services[v.Physical] = name
		}
	}
	if len(services) == 0 {
		return
	}
	for _, x := range l.result.Resources {
		r, ok := x.(*estate.Route)
		if !ok {
			continue
		}
		target, _ := r.Target.Known()
		endpoint, _ := target.Ref.Known()
		list, _ := r.PrefixList.Known()
		if id, _ := list.Known(); id != "" && services[endpoint] != "" && names[id] == "" {
			names[id] = services[endpoint]
		}
	}
}

// family is told by the entries where the list itself does not say.
func (l *loader) family(p *estate.PrefixList) {
	if _, ok := p.Family.Known(); ok || len(p.Entries.Known) == 0 {
		return
	}
	family := "IPv4"
	if x, ok := p.Entries.Known[0].Is.Known(); ok && x.Addr().Is6() {
		family = "IPv6"
	}
	p.Family = l.values.word(family, p.Origin)
}

func (l *loader) nameLists(names map[string]string) {
	if len(names) == 0 {
		return
	}
	rename := func(v *estate.Value[estate.Text]) {
		t, _ := v.Known()
		id, _ := t.Known()
		if name := names[id]; name != "" {
			*v = l.values.text(name, v.Origin)
		}
	}
	for _, x := range l.result.Resources {
		switch x := x.(type) {
		case *estate.Route:
			rename(&x.PrefixList)
		case *estate.SecurityGroup:
			for _, list := range []rules{x.Ingress, x.Egress} {
				for n := range list.Known {
					rename(&list.Known[n].Is.PrefixList)
				}
			}
		case *estate.SecurityGroupRuleResource:
			rename(&x.Rule.PrefixList)
		}
	}
}
