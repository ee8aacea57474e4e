package estate

import (
	"strings"

	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// LoadBalancer is an Application, Network, Gateway or Classic Load Balancer.
type LoadBalancer struct {
	Core
	Kind        Value[string] // "application" (default), "network", "gateway", "classic"
	Scheme      Value[string] // "internet-facing" (default) or "internal"
	AddressKind Value[string] // "ipv4" (default), "dualstack", "dualstack-without-public-ipv4"
	Subnets     Items[Text]
	Groups      Items[Text]
	Attributes  Attributes
	// PrivateLinkRules is "on" (the default) where a Network Load Balancer's
	// security groups judge what comes through PrivateLink.
	PrivateLinkRules Value[string]
	// Classic listeners and instances stand in the load balancer itself.
	Listeners []ClassicListener
	Instances Items[Text]
	CrossZone Value[bool] // of a Classic Load Balancer; default false
	// AccessLogs is of a Classic Load Balancer; others have it in Attributes.
	AccessLogs Value[bool]
	// Policies are a Classic Load Balancer's: list of PolicyName, PolicyType and
	// Attributes.
	Policies *Tree
}

// Attributes are a load balancer's or target group's key-value settings.
type Attributes struct {
	Pairs Items[Attribute]
}

// Attribute is one setting.
type Attribute struct {
	Key   string
	Value Value[string]
}

// Get is the value of a setting; absent where it is not written, unknown where
// it may be.
func (a Attributes) Get(key string) Value[string] {
	var out Value[string]
	for _, p := range a.Pairs.Known {
		if p.Is.Key == key {
			out = out.OrElse(p.Is.Value.Given(p.When))
		}
	}
	for _, g := range a.Pairs.Unknown {
		out = out.OrElse(UnknownValue[string](g.Gap, a.Pairs.Origin).Given(g.When))
	}
	if out.Origin.IsZero() {
		out.Origin = a.Pairs.Origin
	}
	return out
}

// ClassicListener is a listener of a Classic Load Balancer.
type ClassicListener struct {
	Origin           Origin
	When             scenario.Guard // the scenarios in which it is there
	Protocol         Value[string]
	Port             Value[int]
	InstanceProtocol Value[string]
	InstancePort     Value[int]
	Certificate      Value[Text]
	Policies         Items[Text] // names, see LoadBalancer.Policies
}

// Listener is a port on which a load balancer accepts connections.
type Listener struct {
	Core
	LoadBalancer Value[Text]
	Port         Value[int]
	Protocol     Value[string]
	// SSLPolicy of an HTTPS or TLS listener is "ELBSecurityPolicy-2016-08"
	// where none is written; absent on others.
	SSLPolicy    Value[string]
	Certificates Items[Text]
	Actions      Items[ListenerAction]
}

// ListenerAction is what a listener or rule does with a request.
type ListenerAction struct {
	Origin           Origin
	Kind             Value[string] // "forward", "redirect", "fixed-response", "authenticate-…"
	TargetGroups     Items[Text]
	RedirectProtocol Value[string]
	RedirectPort     Value[string]
}

// ListenerRule sends requests that match to other targets.
type ListenerRule struct {
	Core
	Listener   Value[Text]
	Actions    Items[ListenerAction]
	Conditions *Tree
}

// TargetGroup is where a load balancer sends traffic.
type TargetGroup struct {
	Core
	VPC        Value[Text]
	Kind       Value[string] // "instance" (default), "ip", "lambda", "alb"
	Port       Value[int]
	Protocol   Value[string]
	HealthPort Value[string]
	Targets    Items[Target]
	Attributes Attributes
}

// Target is one registered target.
type Target struct {
	ID   Value[Text]
	Port Value[int]
	// Zone is an Availability Zone or "all"; AWS finds out that of an address of
	// the VPC where none is written.
	Zone Value[string]
	// Health is a live fact: "healthy", "unhealthy", "unused", "draining", …
	Health string
}

// Placements of a load balancer: an interface in each subnet, with a public
// address if it is internet-facing. It listens on its listeners' ports only.
func (l *LoadBalancer) Placements(e *Estate) []Placement {
	public := Derive(l.Scheme.Or("internet-facing"), func(s string) Alternative[bool] {
		return Alternative[bool]{State: Known, Is: strings.EqualFold(s, "internet-facing")}
	})
	dual := Derive(l.AddressKind.Or("ipv4"), func(s string) Alternative[bool] {
		return Alternative[bool]{State: Known, Is: strings.HasPrefix(s, "dualstack")}
	})
	kind, known := l.Kind.Known()
	p := Placement{
		Origin: l.Origin, Subnets: l.Subnets, Groups: l.Groups, PublicIP: public,
		PublicDefault: PublicNever, IPv6: dual, Listens: l.listens(e),
	}
	p.NoGroups = known && kind == "network" && len(l.Groups.Known) == 0 && len(l.Groups.Unknown) == 0
	return e.atLive(&l.Core, p)
}

// listens unites the listeners' ports; a listener that exists only in some
// scenarios or whose port is open makes the union unknown there.
func (l *LoadBalancer) listens(e *Estate) Value[traffic.Services] {
	out := Of(traffic.NoServices(), l.Origin)
	for _, c := range l.Listeners {
		s := listenerServices(c.Protocol, c.Port)
		if !c.When.IsAlways() {
			s = given(s, c.When)
		}
		out = union(out, s)
	}
	for _, x := range All[*Listener](e) {
		for _, a := range x.LoadBalancer.Alternatives() {
			if a.State != Known {
				continue
			}
			if owner, ok := e.Follow(a.Is); !ok || owner.Base().ID != l.ID {
				continue
			}
			s := listenerServices(x.Protocol, x.Port)
			when := x.When.And(a.When)
			if !when.IsAlways() {
				s = given(s, when)
			}
			out = union(out, s)
		}
	}
	return out
}

// given is v where the guard holds and nothing elsewhere.
func given(v Value[traffic.Services], when scenario.Guard) Value[traffic.Services] {
	out := Value[traffic.Services]{Origin: v.Origin}
	for _, a := range v.Alternatives() {
		if a.When = a.When.And(when); !a.When.IsNever() {
			out.alts = append(out.alts, a)
		}
	}
	if rest := when.Not(); !rest.IsNever() {
		out.alts = append(out.alts, Alternative[traffic.Services]{When: rest, State: Known})
	}
	return out
}

func union(v, w Value[traffic.Services]) Value[traffic.Services] {
	out := Value[traffic.Services]{Origin: v.Origin}
	for _, a := range v.Alternatives() {
		for _, b := range w.Alternatives() {
			when := a.When.And(b.When)
			switch {
			case when.IsNever():
			case a.State == Unknown:
				out.alts = append(out.alts, Alternative[traffic.Services]{When: when, State: Unknown, Gap: a.Gap})
			case b.State == Unknown:
				out.alts = append(out.alts, Alternative[traffic.Services]{When: when, State: Unknown, Gap: b.Gap})
			default:
				out.alts = append(out.alts, Alternative[traffic.Services]{When: when, State: Known, Is: a.Is.Union(b.Is)})
			}
		}
	}
	return out
}

// listenerServices are the packets that a listener of the given protocol takes:
// HTTP, HTTPS, TLS and SSL are TCP, QUIC is UDP, TCP_UDP is both.
func listenerServices(protocol Value[string], port Value[int]) Value[traffic.Services] {
	fixed := func(name string) Value[string] {
		return Derive(protocol.Or("TCP"), func(s string) Alternative[string] {
			s = strings.ToUpper(s)
			both := s == "TCP_UDP" || s == "TCP_QUIC"
			udp := both || s == "UDP" || s == "QUIC" || s == "GENEVE"
			if name == "udp" && !udp || name == "tcp" && udp && !both {
				return Alternative[string]{State: Absent}
			}
			return Alternative[string]{State: Known, Is: name}
		})
	}
	return union(portsOf(fixed("tcp"), port), portsOf(fixed("udp"), port))
}

// portsOf is services, but nothing where the protocol is absent.
func portsOf(protocol Value[string], port Value[int]) Value[traffic.Services] {
	out := services(protocol, port, port)
	for i, a := range protocol.Alternatives() {
		if a.State == Absent && len(protocol.alts) > 0 {
			out = given(out, protocol.alts[i].When.Not())
		}
	}
	return out
}
