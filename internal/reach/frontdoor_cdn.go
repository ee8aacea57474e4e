package reach

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// distribution is a CloudFront distribution: each behaviour leads to an origin.
func (d *doors) distribution(r *estate.Distribution) FrontDoor {
	web := https().Union(traffic.Ports(traffic.TCP, 80, 80)).Union(traffic.Ports(traffic.UDP, 443, 443))
	enabled := boolean(r.Enabled, true, d.n.World)
	out := door(&r.Core, enabled, "cloudfront", "distribution", web)
	items, sure, more := r.Behaviors.In(d.n.World)
	for k, b := range items {
		is := yes()
		if !sure[k] {
			is = within(b.When, d.n.World, b.Origin)
		}
		out.Paths = append(out.Paths, d.behavior(r, b.Is, is))
	}
	if more != nil {
		var s stepper
		s.gate(maybe(placed(*more, r.Origin)), proof.Step{Resource: r.ID, Kind: "cloudfront", Rule: "further behaviours", Origin: r.Origin})
		out.Paths = append(out.Paths, s.path("?", ""))
	}
	out.Paths = append(out.Paths, d.behavior(r, r.Default, yes()))
	return out
}

func (d *doors) behavior(r *estate.Distribution, b estate.Behavior, is Trit) DoorPath {
	var s stepper
	request := "*"
	if p := b.Path.In(d.n.World); p.State == estate.Known {
		request = p.Is.String()
	} else if p.State == estate.Unknown {
		request, is = "?", is.and(maybe(placed(p.Gap, b.Origin)))
	}
	s.gate(is, proof.Step{Resource: r.ID, Kind: "cloudfront", Rule: "behaviour " + request, Origin: b.Origin})
	want := b.Target.In(d.n.World)
	if want.State != estate.Known {
		s.gate(maybe(placed(want.Gap, b.Origin)), proof.Step{Resource: r.ID, Kind: "cloudfront", Rule: "origin", Origin: b.Origin})
		return s.path(request, "")
	}
	items, _, more := r.Origins.In(d.n.World)
	for _, o := range items {
		if id := o.Is.ID.In(d.n.World); id.State == estate.Known && id.Is.Equal(want.Is) {
			return s.path(request, d.origin(&s, r, o.Is))
		}
	}
	gap := outside("the origin "+want.Is.String(), "the distribution names no such origin (an origin group is not followed)", b.Origin)
	if more != nil {
		gap = placed(*more, b.Origin)
	}
	s.gate(maybe(gap), proof.Step{Resource: r.ID, Kind: "cloudfront", Rule: "origin " + want.Is.String(), Origin: b.Origin})
	return s.path(request, "")
}

// origin follows the chain to an origin and names what it is.
func (d *doors) origin(s *stepper, r *estate.Distribution, o estate.CDNOrigin) estate.ID {
	domain := o.Domain.In(d.n.World)
	if v := o.VPCOrigin.In(d.n.World); v.State != estate.Absent {
		return d.vpcOrigin(s, o)
	}
	step := proof.Step{Resource: r.ID, Kind: "cloudfront", Rule: "origin", Origin: o.Origin}
	if domain.State != estate.Known {
		s.gate(maybe(placed(domain.Gap, o.Origin)), step)
		return ""
	}
	step.Rule = "origin " + domain.Is.String()
	target := d.behindName(domain.Is, 0)
	if target == nil {
		s.gate(maybe(estate.NotInEstate(domain.Is, o.Origin)), step)
		return ""
	}
	s.gate(yes(), step)
	c := target.Base()
	switch target.(type) {
	case *estate.LoadBalancer:
		d.toBalancer(s, c.ID, func(i *Interface) Packet {
			from := Service("cloudfront.origin-facing")
			return Packet{From: from, To: At(i), Protocol: traffic.TCP, Port: d.originPort(o)}
		})
	case *estate.Bucket:
		s.gate(yes(), proof.Step{Resource: c.ID, Kind: "s3", Rule: "requests to " + string(c.ID), Detail: "whether its policy admits them is another question", Origin: c.Origin})
	default:
		s.gate(yes(), proof.Step{Resource: c.ID, Kind: "service", Rule: "requests to " + string(c.ID), Origin: c.Origin})
	}
	return c.ID
}

// originPort is the port on which CloudFront asks a custom origin; with
// match-viewer either, of which 443 is asked.
func (d *doors) originPort(o estate.CDNOrigin) uint16 {
	if p := o.Protocol.In(d.n.World); p.State == estate.Known && p.Is == "http-only" {
		return 80
	}
	return 443
}

// vpcOrigin is a private origin, reached by an interface that CloudFront puts
// into the VPC.
func (d *doors) vpcOrigin(s *stepper, o estate.CDNOrigin) estate.ID {
	step := proof.Step{Kind: "cloudfront", Rule: "VPC origin", Origin: o.Origin}
	v, ok := d.n.Estate.Get(d.nameOf(o.VPCOrigin))
	origin, isOrigin := v.(*estate.VPCOrigin)
	if !ok || !isOrigin {
		s.gate(maybe(outside("the VPC origin", "it is not in the sources", o.Origin)), step)
		return ""
	}
	step.Resource = origin.ID
	for _, r := range d.mentioned(origin.Endpoint) {
		s.gate(maybe(outside("the interface of "+string(origin.ID), "CloudFront makes it, with a security group of its own", origin.Origin)), step)
		return r.Base().ID
	}
	s.gate(maybe(outside("the endpoint of "+string(origin.ID), "it is not in the sources", origin.Origin)), step)
	return ""
}

// behindName finds the resource that a domain name leads to: by its own
// attribute, or through the estate's DNS records.
func (d *doors) behindName(t estate.Text, depth int) estate.Resource {
	for _, ref := range t.References() {
		if r, ok := d.n.Estate.Get(ref.Resource); ok && isOriginType(r) {
			return r
		}
	}
	name, ok := t.Known()
	if !ok || depth > 4 {
		return nil
	}
	for _, r := range estate.All[*estate.DNSRecord](d.n.Estate) {
		own := r.RecordName.In(d.n.World)
		text, known := own.Is.Known()
		if own.State != estate.Known || !known || !sameName(text, name) {
			continue
		}
		if a := r.Alias.In(d.n.World); a.State == estate.Known {
			return d.behindName(a.Is, depth+1)
		}
		values, _, more := r.Values.In(d.n.World)
		if len(values) == 1 && more == nil {
			return d.behindName(values[0].Is, depth+1)
		}
	}
	return nil
}

func sameName(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}

func isOriginType(r estate.Resource) bool {
	switch r.(type) {
	case *estate.LoadBalancer, *estate.Bucket, *estate.RestAPI, *estate.HTTPAPI, *estate.FunctionURL, *estate.Instance, *estate.APIDomain:
		return true
	}
	return false
}
