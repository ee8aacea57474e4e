package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// Guards lists the guards on which the network facts of an estate hang, for
// [scenario.Partition]: within a class that they tell apart, everything exists
// or does not.
func Guards(e *estate.Estate) []scenario.Guard { return guardsOf(e.Resources, placementsOf(e)) }

func guardsOf(resources []estate.Resource, list []standing) []scenario.Guard {
	var c guardCollector
	for _, r := range resources {
		c.resource(r)
		if len(list) > 0 && list[0].owner.Base() == r.Base() {
			c.placements(list[0].at)
			c.known = true
			list = list[1:]
		}
		if c.known {
			c.add(r.Base().When)
		}
	}
	return c.list
}

// guardCollector gathers guards, each once.
type guardCollector struct {
	list  []scenario.Guard
	seen  map[string]bool
	known bool // the last resource was of a kind that networks are made of
	// name, if any, is told the texts of the facts by which things may be named, in
	// the scenarios in which the last resource is there.
	name func(estate.Text)
	when scenario.Guard
}

func (c *guardCollector) add(guards ...scenario.Guard) {
	if c.name != nil {
		return
	}
	for _, g := range guards {
		if g.IsAlways() || g.IsNever() || c.has(g) {
			continue
		}
		c.list = append(c.list, g)
	}
}

func (c *guardCollector) has(g scenario.Guard) bool {
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	key := g.String()
	if !c.seen[key] {
		c.seen[key] = true
		return false
	}
	for _, h := range c.list {
		if h.Equal(g) {
			return true
		}
	}
	return false
}

// guarded is what a fact of the estate is: a value or a list.
type guarded interface{ Guards() []scenario.Guard }

func (c *guardCollector) facts(list ...guarded) {
	c.known = true
	for _, f := range list {
		if c.name != nil {
			c.names(f)
			continue
		}
		c.add(f.Guards()...)
	}
}

// names tells the texts of a fact.
func (c *guardCollector) names(f guarded) {
	switch f := f.(type) {
	case *estate.Value[estate.Text]:
		for _, a := range f.Alternatives() {
			if a.State == estate.Known && !a.When.Disjoint(c.when) {
				c.name(a.Is)
			}
		}
	case *estate.Items[estate.Text]:
		for _, i := range f.Known {
			if !i.When.Disjoint(c.when) {
				c.name(i.Is)
			}
		}
	}
}

func (c *guardCollector) placements(list []estate.Placement) {
	for i := range list {
		p := &list[i]
		c.add(p.When)
		c.facts(&p.Subnets, &p.Groups, &p.Addresses, &p.PublicIP, &p.IPv6, &p.SourceDestCheck, &p.Listens)
	}
}

// resource adds the facts that networks are made of.
func (c *guardCollector) resource(r estate.Resource) {
	c.known, c.when = false, r.Base().When
	switch r := r.(type) {
	case *estate.VPC:
		c.facts(&r.CIDR)
	case *estate.VPCCIDRBlock:
		c.facts(&r.VPC, &r.IPv4, &r.IPv6, &r.AmazonIPv6)
	case *estate.Subnet:
		c.facts(&r.VPC, &r.IPv4, &r.IPv6, &r.MapPublicIP, &r.AssignIPv6, &r.AvailabilityZone)
		c.add(r.HasIPv6.True, r.HasIPv6.False, r.HasIPv6.Unknown)
	case *estate.SubnetCIDRBlock:
		c.facts(&r.Subnet, &r.IPv6)
	case *estate.LiveInterface, *estate.InternetGateway, *estate.VPNGateway:
		c.known = true
	case *estate.EgressOnlyInternetGateway:
		c.facts(&r.VPC)
	case *estate.GatewayAttachment:
		c.facts(&r.VPC, &r.InternetGateway, &r.VPNGateway)
	case *estate.NATGateway:
		c.facts(&r.Subnet, &r.Connectivity, &r.VPC, &r.Availability, &r.Zones)
	case *estate.PrefixList:
		c.facts(&r.Family, &r.Entries)
		for _, e := range r.Entries.Known {
			c.facts(&e.Is)
		}
	case *estate.RouteTable:
		c.facts(&r.VPC)
	case *estate.Route:
		c.facts(&r.Table, &r.IPv4, &r.IPv6, &r.PrefixList, &r.Target)
	case *estate.RouteTableAssociation:
		c.facts(&r.Subnet, &r.Table)
	case *estate.GatewayRouteTableAssociation:
		c.facts(&r.Gateway, &r.Table)
	case *estate.RoutePropagation:
		c.facts(&r.Tables, &r.VPNGateway)
	case *estate.BlockPublicAccess:
		c.facts(&r.Mode)
	case *estate.BlockPublicAccessExclusion:
		c.facts(&r.VPC, &r.Subnet, &r.Mode)
	default:
		c.filter(r)
	}
}

func (c *guardCollector) filter(r estate.Resource) {
	switch r := r.(type) {
	case *estate.SecurityGroup:
		c.facts(&r.VPC, &r.Ingress, &r.Egress)
		for _, list := range [][]estate.Item[estate.SecurityGroupRule]{r.Ingress.Known, r.Egress.Known} {
			for i := range list {
				c.rule(&list[i].Is)
			}
		}
	case *estate.SecurityGroupRuleResource:
		c.facts(&r.Owner)
		c.rule(&r.Rule)
	case *estate.SecurityGroupAssociation:
		c.facts(&r.Group, &r.VPC)
	case *estate.NetworkACL:
		c.facts(&r.VPC)
	case *estate.NetworkACLEntry:
		c.facts(&r.ACL, &r.Rule.Egress, &r.Rule.Number, &r.Rule.Allow, &r.Rule.IPv4, &r.Rule.IPv6, r.Rule.Services())
	case *estate.NetworkACLAssociation:
		c.facts(&r.Subnet, &r.ACL)
	default:
		c.hybrid(r)
	}
}

// settings are the options of a transit gateway's attachment.
func (c *guardCollector) settings(t *estate.Tree) {
	for _, name := range []string{"Ipv6Support", "SecurityGroupReferencingSupport", "ApplianceModeSupport"} {
		v := t.At(name).AsString()
		c.facts(&v)
	}
}

func (c *guardCollector) rule(r *estate.SecurityGroupRule) {
	c.facts(r.Services(), &r.IPv4, &r.IPv6, &r.PrefixList, &r.Group)
}

func (c *guardCollector) hybrid(r estate.Resource) {
	switch r := r.(type) {
	case *estate.VPCEndpoint:
		c.facts(&r.VPC, &r.Kind, &r.Service, &r.Tables)
	case *estate.EndpointService:
		c.facts(&r.LoadBalancers, &r.Acceptance)
	case *estate.PeeringConnection:
		c.facts(&r.VPC, &r.PeerVPC, &r.PeerRegion)
	case *estate.VPNConnection:
		c.facts(&r.VPNGateway, &r.TransitGateway, &r.StaticOnly, &r.Inside)
	case *estate.TransitGateway:
		c.facts(&r.DefaultAssociation, &r.DefaultPropagation, &r.GroupReferencing, &r.AssociationTable, &r.PropagationTable)
	case *estate.TransitGatewayAttachment:
		c.facts(&r.Gateway, &r.VPC, &r.Subnets, &r.UsesDefault, &r.PropagatesByDefault)
		c.settings(r.Options)
	case *estate.TransitGatewayPeering:
		c.facts(&r.Gateway, &r.PeerGateway)
	case *estate.TransitGatewayRouteTable:
		c.facts(&r.Gateway)
	case *estate.TransitGatewayRoute:
		c.facts(&r.Table, &r.Destination, &r.Attachment, &r.Blackhole)
	case *estate.TransitGatewayAssociation:
		c.facts(&r.Table, &r.Attachment)
	case *estate.TransitGatewayPropagation:
		c.facts(&r.Table, &r.Attachment)
	case *estate.DirectConnectAssociation:
		c.facts(&r.Gateway, &r.With, &r.Allowed)
	case *estate.VPNConnectionRoute:
		c.facts(&r.Connection, &r.Destination)
	case *estate.Instance:
		c.facts(&r.Interfaces)
		for _, s := range r.Interfaces.Known {
			c.facts(&s.Is.Existing)
		}
	case *estate.NetworkInterfaceAttachment:
		c.facts(&r.Interface, &r.Instance)
	case *estate.ElasticIP:
		c.facts(&r.Instance)
	case *estate.ElasticIPAssociation:
		c.facts(&r.Address, &r.Instance, &r.Interface)
	default:
		c.balancer(r)
	}
}

func (c *guardCollector) balancer(r estate.Resource) {
	switch r := r.(type) {
	case *estate.LoadBalancer:
		c.facts(&r.Kind, &r.Instances, &r.Attributes.Pairs, &r.PrivateLinkRules, &r.CrossZone)
		for _, l := range r.Listeners {
			c.add(l.When)
			c.facts(&l.Protocol, &l.Port, &l.InstanceProtocol, &l.InstancePort)
		}
	case *estate.Listener:
		c.facts(&r.LoadBalancer, &r.Port, &r.Protocol, &r.Actions)
		c.actions(r.Actions)
	case *estate.ListenerRule:
		c.facts(&r.Listener, &r.Actions)
		c.actions(r.Actions)
	case *estate.TargetGroup:
		c.facts(&r.VPC, &r.Kind, &r.Port, &r.Protocol, &r.HealthPort, &r.Targets, &r.Attributes.Pairs)
		for _, t := range r.Targets.Known {
			c.facts(&t.Is.ID, &t.Is.Port, &t.Is.Zone)
		}
	case estate.Registrant:
		groups, classic := r.Registers()
		c.facts(&groups, &classic)
	case *estate.ECSService:
		c.facts(&r.Targets)
		for _, t := range r.Targets.Known {
			c.facts(&t.Is.TargetGroup, &t.Is.ContainerPort)
		}
	default:
		c.frontDoor(r)
	}
}

func (c *guardCollector) frontDoor(r estate.Resource) {
	switch r := r.(type) {
	case *estate.Distribution:
		c.facts(&r.Enabled, &r.Behaviors, &r.Origins, &r.Default.Target)
		for _, b := range r.Behaviors.Known {
			c.facts(&b.Is.Path, &b.Is.Target)
		}
		for _, o := range r.Origins.Known {
			c.facts(&o.Is.ID, &o.Is.Domain, &o.Is.Protocol, &o.Is.VPCOrigin)
		}
	case *estate.RestAPI:
		c.facts(&r.Endpoints, &r.DefaultEndpoint)
	case *estate.RestMethod:
		c.facts(&r.API, &r.Resource)
	case *estate.HTTPAPI:
		c.facts(&r.DefaultEndpoint, &r.Target)
	case *estate.HTTPRoute:
		c.facts(&r.API, &r.Target)
	case *estate.HTTPIntegration:
		c.facts(&r.URI, &r.Connection, &r.Link)
	case *estate.FunctionURL:
		c.facts(&r.Function, &r.AuthType)
	case *estate.VPCLink:
		c.facts(&r.Targets)
	case *estate.VPCOrigin:
		c.facts(&r.Endpoint)
	default:
		c.firewall(r)
	}
}

func (c *guardCollector) firewall(r estate.Resource) {
	switch r := r.(type) {
	case *estate.Firewall:
		c.facts(&r.VPC, &r.Policy, &r.Subnets, &r.Endpoints)
	case *estate.FirewallPolicy:
		c.facts(&r.Stateless, &r.Stateful, &r.StatelessDefault, &r.StatefulDefault, &r.RuleOrder, &r.Variables)
		for _, list := range [][]estate.Item[estate.FirewallReference]{r.Stateless.Known, r.Stateful.Known} {
			for i := range list {
				c.facts(&list[i].Is.Group, &list[i].Is.Priority, &list[i].Is.Override)
			}
		}
		c.variables(r.Variables)
	case *estate.FirewallRuleGroup:
		c.facts(&r.Stateless, &r.Stateful, &r.Addresses, &r.Ports, &r.Lists)
		c.add(r.Strings.True, r.Domains.True)
		for i := range r.Stateless.Known {
			x := &r.Stateless.Known[i].Is
			c.facts(&x.Priority, &x.Actions, &x.Protocols, &x.Sources, &x.Targets, &x.SourcePorts, &x.Ports)
		}
		for i := range r.Stateful.Known {
			x := &r.Stateful.Known[i].Is
			c.facts(&x.Action, &x.Protocol, &x.Source, &x.Target, &x.SourcePort, &x.Port, &x.Direction, &x.Keywords)
		}
		c.variables(r.Addresses)
		c.variables(r.Ports)
	}
}

func (c *guardCollector) variables(list estate.Items[estate.FirewallVariable]) {
	for i := range list.Known {
		c.facts(&list.Known[i].Is.Values)
	}
}

func (c *guardCollector) actions(list estate.Items[estate.ListenerAction]) {
	for _, a := range list.Known {
		c.facts(&a.Is.TargetGroups)
	}
}
