package reach

import (
	"net/netip"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// restAPI is a REST API: private ones are no front door, unless the type is not
// known.
func (d *doors) restAPI(r *estate.RestAPI) FrontDoor {
	open := yes()
	items, sure, more := r.Endpoints.In(d.n.World)
	for k, e := range items {
		if strings.EqualFold(e.Is, "PRIVATE") {
			open = no()
			if !sure[k] {
				open = within(e.When, d.n.World, e.Origin).not()
			}
		}
	}
	if more != nil {
		open = maybe(placed(*more, r.Origin))
	}
	open = open.and(d.defaultEndpoint(r.DefaultEndpoint, &r.Core))
	out := door(&r.Core, open, "api-gateway", "public endpoint", https())
	if open.No() {
		out.Steps[0].Rule = "private endpoint"
	}
	for _, m := range estate.All[*estate.RestMethod](d.n.Estate) {
		exists := within(m.When, d.n.World, m.Origin)
		if d.nameOf(m.API) != r.ID || exists.No() {
			continue
		}
		out.Paths = append(out.Paths, d.method(m, exists))
	}
	out.Paths = append(out.Paths, d.body(&r.Core, r.Body, r.BodyLocation)...)
	return out
}

// defaultEndpoint: without it an API is reached by a custom domain, if one is
// mapped to it.
func (d *doors) defaultEndpoint(v estate.Value[bool], c *estate.Core) Trit {
	is := boolean(v, true, d.n.World)
	if is.No() {
		return maybe(outside("a custom domain of "+string(c.ID), "its own endpoint is disabled", c.Origin))
	}
	return is
}

func (d *doors) method(m *estate.RestMethod, exists Trit) DoorPath {
	var s stepper
	request := d.requestOf(m)
	s.gate(exists, proof.Step{Resource: m.ID, Kind: "api-gateway", Rule: "method " + request, Origin: m.Origin})
	t := m.Integration
	kind := t.At("Type").AsString().In(d.n.World)
	if kind.State == estate.Known && strings.EqualFold(kind.Is, "MOCK") {
		return s.path(request, m.ID)
	}
	connection := t.At("ConnectionType").AsString().Or("INTERNET").In(d.n.World)
	link := estate.Value[estate.Text]{}
	if connection.State == estate.Known && connection.Is == "VPC_LINK" {
		link = t.At("ConnectionId").AsText()
	}
	return s.path(request, d.integration(&s, &m.Core, t.At("Uri").AsText(), link))
}

// requestOf is a method's verb and path.
func (d *doors) requestOf(m *estate.RestMethod) string {
	path := ""
	at := m.Resource
	for range 16 {
		r, ok := d.n.Estate.Get(d.nameOf(at))
		part, isPart := r.(*estate.RestResource)
		if !ok || !isPart {
			break
		}
		p := part.Path.In(d.n.World)
		path, at = "/"+p.Is.String()+path, part.Parent
	}
	if path == "" {
		path = "/"
	}
	verb := m.Verb.In(d.n.World)
	if verb.State != estate.Known {
		return "? " + path
	}
	return verb.Is + " " + path
}

// integration follows what an API calls: a function, a load balancer behind a
// link, or something outside.
func (d *doors) integration(s *stepper, c *estate.Core, uri, link estate.Value[estate.Text]) estate.ID {
	if link.In(d.n.World).State != estate.Absent {
		return d.link(s, c, uri, link)
	}
	for _, r := range d.mentioned(uri) {
		switch r.(type) {
		case *estate.Function:
			d.function(s, estate.Of(r.Base().Self(), c.Origin), c.Origin)
			return r.Base().ID
		case *estate.RestAPI, *estate.HTTPAPI, *estate.Bucket:
			s.gate(yes(), proof.Step{Resource: r.Base().ID, Kind: "service", Rule: "calls " + string(r.Base().ID), Origin: c.Origin})
			return r.Base().ID
		case *estate.LoadBalancer:
			id := r.Base().ID
			d.toBalancer(s, id, func(i *Interface) Packet {
				return Packet{From: Internet(netip.Addr{}), To: At(i), Protocol: traffic.TCP, Port: 443}
			})
			return id
		}
	}
	a := uri.In(d.n.World)
	gap := outside("what "+string(c.ID)+" calls", "it is not in the sources", c.Origin)
	if a.State == estate.Unknown {
		gap = placed(a.Gap, c.Origin)
	}
	s.gate(maybe(gap), proof.Step{Resource: c.ID, Kind: "api-gateway", Rule: "integration " + a.Is.String(), Origin: c.Origin})
	return ""
}

// link follows a VPC link: of a REST API to Network Load Balancers by
// PrivateLink, of an HTTP API by interfaces in the VPC.
func (d *doors) link(s *stepper, c *estate.Core, uri, link estate.Value[estate.Text]) estate.ID {
	r, _ := d.n.Estate.Get(d.nameOf(link))
	l, ok := r.(*estate.VPCLink)
	if !ok {
		a := link.In(d.n.World)
		gap := outside("the VPC link of "+string(c.ID), "it is not in the sources", c.Origin)
		if a.State == estate.Unknown {
			gap = placed(a.Gap, c.Origin)
		}
		s.gate(maybe(gap), proof.Step{Resource: c.ID, Kind: "vpc-link", Rule: "VPC link", Origin: c.Origin})
		return ""
	}
	s.gate(within(l.When, d.n.World, l.Origin), proof.Step{Resource: l.ID, Kind: "vpc-link", Rule: "VPC link " + string(l.ID), Origin: l.Origin})
	targets, _, more := l.Targets.In(d.n.World)
	for _, t := range targets {
		if lb, ok := estate.FollowTo[*estate.LoadBalancer](d.n.Estate, t.Is); ok {
			s.gate(yes(), proof.Step{Resource: lb.ID, Kind: "load-balancer", Rule: "through PrivateLink to " + string(lb.ID), Origin: l.Origin})
			return lb.ID
		}
	}
	for _, r := range d.mentioned(uri) {
		if listener, ok := r.(*estate.Listener); ok {
			return d.throughLink(s, l, listener)
		}
	}
	gap := outside("what "+string(l.ID)+" leads to", "it is not in the sources", l.Origin)
	if more != nil {
		gap = placed(*more, l.Origin)
	}
	s.gate(maybe(gap), proof.Step{Resource: l.ID, Kind: "vpc-link", Rule: "target", Origin: l.Origin})
	return ""
}

// throughLink sends from a link's interface to a listener's load balancer.
func (d *doors) throughLink(s *stepper, l *estate.VPCLink, listener *estate.Listener) estate.ID {
	lb := d.nameOf(listener.LoadBalancer)
	port := listener.Port.In(d.n.World)
	own := d.n.OwnedBy(l.ID)
	if len(own) == 0 || port.State != estate.Known {
		s.gate(maybe(outside("the way from "+string(l.ID)+" to "+string(lb), "its interfaces or the listener's port are not known", l.Origin)), proof.Step{Resource: l.ID, Kind: "vpc-link", Rule: "to " + string(lb), Origin: l.Origin})
		return lb
	}
	d.toBalancer(s, lb, func(i *Interface) Packet {
		return Packet{From: At(own[0]), To: At(i), Protocol: traffic.TCP, Port: uint16(port.Is)}
	})
	return lb
}

// body lists what an OpenAPI definition mentions: it may hold a route to it.
func (d *doors) body(c *estate.Core, body, location *estate.Tree) []DoorPath {
	var out []DoorPath
	if !location.IsMissing() {
		var s stepper
		s.gate(maybe(outside("the definition of "+string(c.ID), "it stands outside of the template", location.Place())), proof.Step{Resource: c.ID, Kind: "api-gateway", Rule: "routes of the definition", Origin: location.Place()})
		out = append(out, s.unread())
	}
	if body.IsMissing() {
		return out
	}
	for _, part := range []*estate.Tree{body, body.At("paths")} {
		gap, unread := unreadPart(part)
		if !unread {
			continue
		}
		var s stepper
		s.gate(maybe(placed(gap, part.Place())), proof.Step{Resource: c.ID, Kind: "api-gateway", Rule: "routes of the definition", Origin: part.Place()})
		out = append(out, s.unread())
		break
	}
	for _, ref := range body.References() {
		r, ok := d.n.Estate.Get(ref.Resource)
		if !ok {
			continue
		}
		f, isFunction := d.n.Estate.Unqualified(r).(*estate.Function)
		if !isFunction {
			continue
		}
		var s stepper
		s.gate(yes(), proof.Step{Resource: c.ID, Kind: "api-gateway", Rule: "a route of the definition", Origin: body.Origin})
		d.function(&s, estate.Of(f.Self(), body.Origin), body.Origin)
		out = append(out, s.path("?", f.ID))
	}
	return out
}

// unreadPart is why a definition, or a part of it, may hold more than is seen.
func unreadPart(t *estate.Tree) (estate.Gap, bool) {
	switch {
	case t == nil:
	case t.Kind == estate.Opaque:
		return t.Gap(), true
	case t.Open != nil:
		return estate.Gap{Variable: t.Open, Origin: t.Origin}, true
	}
	return estate.Gap{}, false
}

// httpAPI is an HTTP or WebSocket API, which is always public.
func (d *doors) httpAPI(r *estate.HTTPAPI) FrontDoor {
	out := door(&r.Core, d.defaultEndpoint(r.DefaultEndpoint, &r.Core), "api-gateway", "public endpoint", https())
	for _, route := range estate.All[*estate.HTTPRoute](d.n.Estate) {
		exists := within(route.When, d.n.World, route.Origin)
		if d.nameOf(route.API) != r.ID || exists.No() {
			continue
		}
		out.Paths = append(out.Paths, d.httpRoute(route, exists))
	}
	if r.Target.In(d.n.World).State != estate.Absent {
		var s stepper
		target := d.integration(&s, &r.Core, r.Target, estate.Value[estate.Text]{})
		out.Paths = append(out.Paths, s.path("$default", target))
	}
	out.Paths = append(out.Paths, d.body(&r.Core, r.Body, r.BodyLocation)...)
	return out
}

func (d *doors) httpRoute(route *estate.HTTPRoute, exists Trit) DoorPath {
	var s stepper
	key := route.Key.In(d.n.World)
	request := "?"
	if key.State == estate.Known {
		request = key.Is.String()
	}
	s.gate(exists, proof.Step{Resource: route.ID, Kind: "api-gateway", Rule: "route " + request, Origin: route.Origin})
	for _, r := range d.mentioned(route.Target) {
		i, ok := r.(*estate.HTTPIntegration)
		if !ok {
			continue
		}
		link := estate.Value[estate.Text]{}
		if c := i.Connection.Or("INTERNET").In(d.n.World); c.State == estate.Known && c.Is == "VPC_LINK" {
			link = i.Link
		}
		target := d.integration(&s, &i.Core, i.URI, link)
		return s.path(request, target)
	}
	a := route.Target.In(d.n.World)
	if a.State == estate.Absent {
		return s.path(request, route.ID)
	}
	gap := outside("the integration of "+string(route.ID), "it is not in the sources", route.Origin)
	if a.State == estate.Unknown {
		gap = placed(a.Gap, route.Origin)
	}
	s.gate(maybe(gap), proof.Step{Resource: route.ID, Kind: "api-gateway", Rule: "integration", Origin: route.Origin})
	return s.path(request, "")
}
