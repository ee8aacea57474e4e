package account

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// place is an account and Region.
type place struct{ account, region string }

// places are the lists of each account and Region: why one is not whole, if it
// is not.
type places map[place]map[estate.ListingKind]*estate.Gap

func (x places) sorted() []place {
	return slices.SortedFunc(maps.Keys(x), func(p, q place) int {
		return strings.Compare(p.account+" "+p.region, q.account+" "+q.region)
	})
}

// always are the lists without which nothing much can be said of a network:
// where one is missing, the result says so.
func always() []estate.ListingKind {
	return []estate.ListingKind{
		"Vpcs", "Subnets", estate.InterfaceListing, "SecurityGroups", "NetworkAcls", "RouteTables", "InternetGateways", "VpcBlockPublicAccessOptions",
	}
}

// lists puts together what all folders hold of each account and Region, and
// makes a gap of each list that is not whole.
func (l *loader) lists() places {
	out := places{}
	why := map[place]map[estate.ListingKind]string{}
	l.listedAt = map[missingList]estate.Origin{}
	var places []place
	for _, s := range l.order {
		for kind, x := range s.lists {
			p := place{s.account, s.region}
			if l.isGlobal(kind) {
				p.region = ""
			}
			if why[p] == nil {
				why[p] = map[estate.ListingKind]string{}
				places = append(places, p)
			}
			if have, ok := why[p][kind]; !ok || have != "" {
				why[p][kind] = cmp.Or(x.gap(), s.lost)
			}
			if at, ok := s.origins[kind]; ok && l.listedAt[missingList{p, kind, ""}].IsZero() {
				l.listedAt[missingList{p, kind, ""}] = at
			}
		}
		if p := (place{s.account, s.region}); s.lost != "" && s.region != "" && why[p] == nil {
			why[p] = map[estate.ListingKind]string{"Vpcs": s.lost}
			places = append(places, p)
		}
	}
	slices.SortFunc(places, func(p, q place) int {
		return strings.Compare(p.account+" "+p.region, q.account+" "+q.region)
	})
	for _, p := range places {
		for _, kind := range always() {
			if _, ok := why[p][kind]; !ok && l.ofNetwork(why[p]) {
				why[p][kind] = (*list)(nil).gap()
			}
		}
		out[p] = l.listings(p, why[p])
	}
	return out
}

// isGlobal reports whether a list is of an account in all Regions.
func (l *loader) isGlobal(kind estate.ListingKind) bool {
	return kind == estate.GroupListing || l.kinds[string(kind)].global
}

// ofNetwork reports whether lists say anything of a network.
func (l *loader) ofNetwork(lists map[estate.ListingKind]string) bool {
	for kind := range lists {
		if k := l.kinds[string(kind)]; !k.apart && !strings.Contains(string(kind), " ") {
			return true
		}
	}
	return false
}

func (l *loader) listings(p place, why map[estate.ListingKind]string) map[estate.ListingKind]*estate.Gap {
	gaps := map[estate.ListingKind]*estate.Gap{}
	var kinds []estate.ListingKind
	for k := range why {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		x := estate.Listing{Account: p.account, Region: p.region, Kind: k, Origin: l.listedAt[missingList{p, k, ""}]}
		if why[k] != "" {
			x.Gap = l.lacking(p, k, why[k])
			l.result.Gaps = append(l.result.Gaps, x.Gap)
			l.mayShow(p, l.commandOf(k), x.Gap)
		}
		gaps[k] = &x.Gap
		l.result.Listings = append(l.result.Listings, x)
	}
	return gaps
}

// commandOf is the command that prints a list.
func (l *loader) commandOf(kind estate.ListingKind) string {
	if command := l.kinds[string(kind)].command; command != "" {
		return command
	}
	return string(kind) // of forms
}

// lacking is the gap of a list that is not whole.
func (l *loader) lacking(p place, kind estate.ListingKind, why string) estate.Gap {
	command := l.commandOf(kind)
	where := strings.TrimSpace(p.account + " " + p.region)
	if where == "" {
		where = "the account"
	}
	_, verb, _ := strings.Cut(command, " ")
	settle, refused := l.settles[missingList{p, kind, why}]
	if !refused {
		settle = "add " + verb + ".json"
	}
	return estate.NotListed("aws "+command+" of "+where, why, settle)
}

// lack is the gap of a list in the place of a resource; nil if the list is
// whole.
func (l *loader) lack(lists places, kind estate.ListingKind, c *estate.Core) *estate.Gap {
	account, _ := c.Account.Known()
	region, _ := c.Region.Known()
	p := place{account, region}
	if g := lists[p][kind]; g != nil {
		if g.Variable == nil {
			return nil
		}
		return g
	}
	g := l.lacking(p, kind, (*list)(nil).gap())
	return &g
}

// fillIn makes unknown what missing lists would have shown of subnets and
// tables that are there.
func (l *loader) fillIn(lists places) {
	mains := map[string]bool{}
	var subnets []*estate.Subnet
	for _, x := range l.result.Resources {
		switch x := x.(type) {
		case *estate.RouteTable:
			if vpc, ok := x.VPC.Known(); ok && x.Main {
				mains[vpc.String()] = true
			}
		case *estate.Subnet:
			subnets = append(subnets, x)
		}
	}
	for _, s := range subnets {
		vpc, _ := s.VPC.Known()
		if !l.loose.tabled[s.Physical] {
			l.fillTable(lists, s, mains[vpc.String()])
		}
		if !l.loose.filtered[s.Physical] {
			l.fillACL(lists, s)
		}
	}
	l.fillTransit(lists)
}

// implied begins a resource that stands for what is not known of another.
func implied(c *estate.Core, suffix, typ string, g *estate.Gap) estate.Core {
	id := c.Physical + "/" + suffix
	at := c.Origin
	at.Implied = g.Cause()
	return estate.Core{
		ID: estate.ID(id), Logical: id, Stack: c.Stack, Type: typ, Origin: at, Account: c.Account, Region: c.Region,
	}
}

// fillTable: a subnet that no table names has its VPC's main one, if all tables
// are listed.
func (l *loader) fillTable(lists places, s *estate.Subnet, main bool) {
	g := l.lack(lists, "RouteTables", &s.Core)
	if g == nil && main {
		return
	}
	if g == nil {
		made := estate.NotListed("the route table of "+s.Physical, "no route table of the sources names it, nor is a main one of its VPC there", "add what the owner of the VPC sees")
		g = &made
	}
	c := implied(&s.Core, "route-table", "AWS::EC2::SubnetRouteTableAssociation", g)
	l.result.Resources = append(l.result.Resources, &estate.RouteTableAssociation{
		Core: c, Subnet: l.values.text(s.Physical, c.Origin), Table: estate.UnknownValue[estate.Text](*g, c.Origin),
	})
}

// fillACL: AWS names the network ACL of every subnet.
func (l *loader) fillACL(lists places, s *estate.Subnet) {
	g := l.lack(lists, "NetworkAcls", &s.Core)
	if g == nil {
		made := estate.NotListed("the network ACL of "+s.Physical, "no network ACL of the sources names it", "add what the owner of the VPC sees")
		g = &made
	}
	c := implied(&s.Core, "network-acl", "AWS::EC2::SubnetNetworkAclAssociation", g)
	l.result.Resources = append(l.result.Resources, &estate.NetworkACLAssociation{
		Core: c, Subnet: l.values.text(s.Physical, c.Origin), ACL: estate.UnknownValue[estate.Text](*g, c.Origin),
	})
}

// unknownRoute is a route of which nothing is known.
func unknownRoute(table *estate.Core, g estate.Gap) *estate.Route {
	c := implied(table, "unknown-route", "AWS::EC2::Route", &g)
	c.Physical = string(c.ID)
	return &estate.Route{
		Core: c, Table: estate.Of(estate.Literal(table.Physical), c.Origin), IPv4: estate.UnknownValue[netipPrefix](g, c.Origin),
		IPv6: estate.UnknownValue[netipPrefix](g, c.Origin), Target: estate.UnknownValue[estate.RouteTarget](g, c.Origin),
	}
}

// unknownEntries are the entries of a network ACL that may be there.
func unknownEntries(g estate.Gap) []estate.NetworkACLRule {
	e := estate.NetworkACLRule{
		Origin: g.Origin, Egress: estate.UnknownValue[bool](g, g.Origin), Number: estate.UnknownValue[int](g, g.Origin),
		Protocol: estate.UnknownValue[string](g, g.Origin), Allow: estate.UnknownValue[bool](g, g.Origin),
		IPv4: estate.UnknownValue[netipPrefix](g, g.Origin), IPv6: estate.UnknownValue[netipPrefix](g, g.Origin),
	}
	return []estate.NetworkACLRule{e}
}

// fillTransit makes unknown the routes of transit gateway tables that no file
// holds, and the association of attachments of which nothing is said.
func (l *loader) fillTransit(lists places) {
	associated := map[string]bool{}
	var tables []*estate.TransitGatewayRouteTable
	var attachments []*estate.Core
	for _, x := range l.result.Resources {
		switch x := x.(type) {
		case *estate.TransitGatewayRouteTable:
			tables = append(tables, x)
		case *estate.TransitGatewayAttachment:
			attachments = append(attachments, &x.Core)
		case *estate.TransitGatewayPeering:
			attachments = append(attachments, &x.Core)
		case *estate.TransitGatewayAssociation:
			if t, ok := x.Attachment.Known(); ok {
				associated[t.String()] = true
			}
		}
	}
	for _, t := range tables {
		if whole := l.loose.routed[t.Physical]; whole {
			continue
		}
		g := estate.NotListed("the routes of "+t.Physical, "no file holds the whole output of aws ec2 search-transit-gateway-routes",
			"add it as search-transit-gateway-routes-"+t.Physical+".json")
		c := implied(&t.Core, "unknown-route", "AWS::EC2::TransitGatewayRoute", &g)
		l.result.Resources = append(l.result.Resources, &estate.TransitGatewayRoute{
			Core: c, Table: l.values.text(t.Physical, c.Origin), Destination: estate.UnknownValue[netipPrefix](g, c.Origin),
			Attachment: estate.UnknownValue[estate.Text](g, c.Origin), Blackhole: estate.UnknownValue[bool](g, c.Origin),
		})
	}
	for _, a := range attachments {
		if associated[a.Physical] || l.lack(lists, "TransitGatewayAttachments", a) == nil {
			continue // the list of attachments says with which table each is associated
		}
		g := estate.NotListed("the transit gateway route table of "+a.Physical, "no file says with which it is associated",
			"add describe-transit-gateway-attachments.json, or get-transit-gateway-route-table-associations-TABLE.json of each table")
		c := implied(a, "route-table", "AWS::EC2::TransitGatewayRouteTableAssociation", &g)
		l.result.Resources = append(l.result.Resources, &estate.TransitGatewayAssociation{
			Core: c, Table: estate.UnknownValue[estate.Text](g, c.Origin), Attachment: l.values.text(a.Physical, c.Origin),
		})
	}
}

// nowhere is the account or Region of what no source places.
func nowhere(what, flag string) estate.Text {
	return estate.OfVariable(&scenario.Variable{
		Name: what, Kind: scenario.Outside, Why: "neither a folder's name nor the data says it", Settle: flag,
	})
}
