package account

import (
	"strings"

	"ringwall/internal/estate"
)

// A record of which a value is of a wrong type, or that the file ends within, is
// as good as missing: half of its facts would be wrong ones, and what only others
// name is unknown. Some say more by staying: with rules, entries, routes that may
// be there besides those that are sound.

// doubtful: the record that is being read, or was just read, is damaged.
func (r *reader) doubtful() bool { return r.wrong != nil || r.err != nil }

// bearsDoubt reports whether a resource of a damaged record stays.
func bearsDoubt(x estate.Resource) bool {
	switch x.(type) {
	case *estate.VPC, *estate.VPCCIDRBlock, *estate.Subnet, *estate.LiveInterface,
		*estate.InternetGateway, *estate.EgressOnlyInternetGateway, *estate.GatewayAttachment, *estate.NATGateway,
		*estate.VPNGateway, *estate.VPNConnection, *estate.VPNConnectionRoute, *estate.PeeringConnection,
		*estate.TransitGateway, *estate.TransitGatewayAttachment, *estate.TransitGatewayPeering, *estate.TransitGatewayRouteTable,
		*estate.TransitGatewayAssociation, *estate.TransitGatewayPropagation,
		*estate.DirectConnectGateway, *estate.DirectConnectAssociation, *estate.VirtualInterface,
		*estate.VPCEndpoint, *estate.EndpointService, *estate.EndpointConnection, *estate.Firewall,
		*estate.SecurityGroupAssociation, *estate.Listener, *estate.ListenerRule,
		*estate.BlockPublicAccess, *estate.BlockPublicAccessExclusion:
		return false
	}
	return true
}

// spoil makes unknown what the damaged record that was just read may have said
// besides.
func (r *reader) spoil(made []estate.Resource) {
	g := r.damage()
	gaps := []estate.GuardedGap{{Gap: g}}
	for _, x := range made {
		switch x := x.(type) {
		case *estate.SecurityGroup:
			x.Ingress.Unknown, x.Egress.Unknown = gaps, gaps
		case *estate.NetworkACL:
			x.Entries = append(x.Entries, unknownEntries(g)...)
		case *estate.RouteTable:
			r.add(unknownRoute(&x.Core, g))
		case *estate.LoadBalancer:
			x.Attributes.Pairs.Unknown = gaps
		case *estate.TargetGroup:
			x.Targets.Unknown = gaps
		}
	}
}

// faulty notes a value of a wrong type in the record that was just read.
func (r *reader) faulty(kind estate.ListingKind) {
	if r.wrong == nil {
		return
	}
	r.problem(&Error{File: r.name, Line: r.wrong.line, Column: r.wrong.column, What: r.wrong.what})
	r.cutOff(kind, "a record of "+r.name+" is damaged")
	r.wrong = nil
}

// notThat reads over a list that is none.
func (r *reader) notThat(key string, k kind) {
	kind := r.begins(key, k)
	want := "a list"
	if k.single {
		want = "a map"
	}
	r.other(r.peek(), want)
	r.faulty(kind)
}

// faultyMember notes a value of a wrong type beside the lists of a document.
func (r *reader) faultyMember() {
	if r.wrong == nil {
		return
	}
	r.problem(&Error{File: r.name, Line: r.wrong.line, Column: r.wrong.column, What: r.wrong.what})
	for _, k := range r.keys {
		r.cutOff(k, "the file "+r.name+" is damaged")
	}
	r.wrong = nil
}

// unreadable is the value of what was no value of its type: unknown, or absent
// if it was null.
func unreadable[T any](r *reader, before int) estate.Value[T] {
	if r.faults == before && r.err == nil {
		return estate.Value[T]{}
	}
	return estate.UnknownValue[T](r.damage(), r.at)
}

// damage is the gap of what a damaged record would say.
func (r *reader) damage() estate.Gap {
	g := estate.NotListed("a record of "+r.name, "the file is damaged", "write the file anew")
	g.Origin = r.at
	return g
}

// misread notes a text that does not say what it should.
func (r *reader) misread(want string, text []byte) {
	line, column := r.place()
	r.note(line, column, "found "+quote(text)+", expected "+want)
}

func quote(text []byte) string {
	if len(text) > 40 {
		text = append(append([]byte(nil), text[:40]...), "…"...)
	}
	return `"` + strings.ToValidUTF8(string(text), "?") + `"`
}
