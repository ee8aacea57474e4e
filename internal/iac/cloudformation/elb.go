package cloudformation

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func loadBalancer(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.LoadBalancer{
		Core: c, Kind: lower(p.At("Type").AsString()).Or("application"),
		Scheme:      lower(p.At("Scheme").AsString()).Or("internet-facing"),
		AddressKind: lower(p.At("IpAddressType").AsString()).Or("ipv4"),
		Subnets:     p.At("Subnets").AsTexts().Append(eachText(p.At("SubnetMappings"), "SubnetId")),
		Groups:      p.At("SecurityGroups").AsTexts(), Attributes: attributes(p.At("LoadBalancerAttributes")),
		// SetSecurityGroups: "The default is on."
		PrivateLinkRules: lower(p.At("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic").AsString()).Or("on"),
	}
}

// attributes reads a list of {Key, Value}. A key that cannot be known may be
// any.
func attributes(t *estate.Tree) estate.Attributes {
	members := mapsIn(t)
	out := estate.Attributes{Pairs: estate.Items[estate.Attribute]{Origin: members.Origin, Unknown: members.Unknown}}
	for _, m := range members.Known {
		for _, k := range m.Is.At("Key").AsString().Alternatives() {
			when := k.When.And(m.When)
			switch {
			case when.IsNever() || k.State == estate.Absent:
			case k.State == estate.Unknown:
				out.Pairs.Unknown = append(out.Pairs.Unknown, estate.GuardedGap{When: when, Gap: k.Gap})
			default:
				a := estate.Attribute{Key: k.Is, Value: m.Is.At("Value").AsString()}
				out.Pairs.Known = append(out.Pairs.Known, estate.Item[estate.Attribute]{When: when, Is: a, Origin: m.Origin})
			}
		}
	}
	return out
}

// oldestPolicy is what an HTTPS or TLS listener gets through CloudFormation
// where no SslPolicy is written ("Security policies for your Application Load
// Balancer").
const oldestPolicy = "ELBSecurityPolicy-2016-08"

func listener(c estate.Core) estate.Resource {
	p := c.Properties
	protocol := p.At("Protocol").AsString()
	return &estate.Listener{
		Core: c, LoadBalancer: p.At("LoadBalancerArn").AsText(), Port: p.At("Port").AsInt(), Protocol: protocol,
		SSLPolicy: p.At("SslPolicy").AsString().OrElse(estate.Derive(protocol, func(s string) estate.Alternative[string] {
			if strings.EqualFold(s, "HTTPS") || strings.EqualFold(s, "TLS") {
				return estate.Alternative[string]{State: estate.Known, Is: oldestPolicy}
			}
			return estate.Alternative[string]{}
		})),
		Certificates: eachText(p.At("Certificates"), "CertificateArn"), Actions: listenerActions(p.At("DefaultActions")),
	}
}

func listenerActions(t *estate.Tree) estate.Items[estate.ListenerAction] {
	return estate.AsItems(t, func(_ scenario.Guard, t *estate.Tree) estate.ListenerAction {
		a := estate.ListenerAction{
			Origin: t.Place(), Kind: lower(t.At("Type").AsString()),
			TargetGroups:     t.At("TargetGroupArn").AsTexts().Append(eachText(below(t, "ForwardConfig.TargetGroups"), "TargetGroupArn")),
			RedirectProtocol: below(t, "RedirectConfig.Protocol").AsString(),
			RedirectPort:     below(t, "RedirectConfig.Port").AsString(),
		}
		if t.Has("RedirectConfig") { // RedirectActionConfig: the request's own
			a.RedirectProtocol = a.RedirectProtocol.Or("#{protocol}")
			a.RedirectPort = a.RedirectPort.Or("#{port}")
		}
		return a
	})
}

func listenerRule(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ListenerRule{
		Core: c, Listener: p.At("ListenerArn").AsText(), Actions: listenerActions(p.At("Actions")), Conditions: p.At("Conditions"),
	}
}

func targetGroup(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TargetGroup{
		Core: c, VPC: p.At("VpcId").AsText(), Kind: lower(p.At("TargetType").AsString()).Or("instance"),
		Port: p.At("Port").AsInt(), Protocol: p.At("Protocol").AsString(), HealthPort: p.At("HealthCheckPort").AsString(),
		Targets: estate.AsItems(p.At("Targets"), func(_ scenario.Guard, t *estate.Tree) estate.Target {
			return estate.Target{ID: t.At("Id").AsText(), Port: t.At("Port").AsInt(), Zone: t.At("AvailabilityZone").AsString()}
		}),
		Attributes: attributes(p.At("TargetGroupAttributes")),
	}
}

func classicLoadBalancer(c estate.Core) estate.Resource {
	p := c.Properties
	l := &estate.LoadBalancer{
		Core: c, Kind: estate.Of("classic", c.Origin), AddressKind: estate.Of("ipv4", c.Origin),
		Scheme:  lower(p.At("Scheme").AsString()).Or("internet-facing"),
		Subnets: p.At("Subnets").AsTexts(), Groups: p.At("SecurityGroups").AsTexts(), Instances: p.At("Instances").AsTexts(),
		CrossZone: p.At("CrossZone").AsBool(), AccessLogs: below(p, "AccessLoggingPolicy.Enabled").AsBool().Or(false), Policies: p.At("Policies"),
	}
	listeners := mapsIn(p.At("Listeners"))
	for _, m := range listeners.Known {
		l.Listeners = append(l.Listeners, classicListener(m))
	}
	for _, g := range listeners.Unknown {
		l.Listeners = append(l.Listeners, estate.ClassicListener{
			Origin: listeners.Origin, When: g.When,
			Protocol: estate.UnknownValue[string](g.Gap, listeners.Origin), Port: estate.UnknownValue[int](g.Gap, listeners.Origin),
		})
	}
	return l
}

func classicListener(m estate.Item[*estate.Tree]) estate.ClassicListener {
	protocol := m.Is.At("Protocol").AsString()
	return estate.ClassicListener{
		Origin: m.Origin, When: m.When, Protocol: protocol, Port: m.Is.At("LoadBalancerPort").AsInt(),
		// InstanceProtocol is the listener's where it is not written
		// (AWS::ElasticLoadBalancing::LoadBalancer Listeners).
		InstanceProtocol: m.Is.At("InstanceProtocol").AsString().OrElse(protocol),
		InstancePort:     m.Is.At("InstancePort").AsInt(),
		Certificate:      m.Is.At("SSLCertificateId").AsText(), Policies: m.Is.At("PolicyNames").AsTexts(),
	}
}
