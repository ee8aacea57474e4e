package reach

import (
	"net/netip"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// BalancerKind is a load balancer's kind.
type BalancerKind uint8

const (
	// BalancerUnknown is a kind that is not known.
	BalancerUnknown BalancerKind = iota
	// ApplicationBalancer ends connections and opens its own.
	ApplicationBalancer
	// NetworkBalancer passes connections on, with or without the client's address.
	NetworkBalancer
	// ClassicBalancer ends connections; network ACLs apply even within its subnet.
	ClassicBalancer
	// GatewayBalancer is not followed.
	GatewayBalancer
)

// Balancer is what the interfaces of one load balancer share.
type Balancer struct {
	ID         estate.ID
	Kind       BalancerKind
	Interfaces []*Interface
	Forwards   []*Forward
	// MoreTargets is set where it may send traffic to targets that the sources
	// don't show.
	MoreTargets estate.Gap
	// Idle: a target group of it has no targets, as its account lists them.
	Idle      bool
	CrossZone Trit // where a target group says nothing else
}

// Forward is one way in which a load balancer passes traffic on: from any of its
// interfaces to a target.
type Forward struct {
	Balancer *Balancer
	Group    estate.ID // target group; the load balancer itself if it is classic
	Origin   estate.Origin
	Exists   Trit
	// Listens is what clients send to the load balancer for this; Services what
	// it sends to the target; ServicesGap is set where either is unknown.
	Listens     traffic.Services
	Services    traffic.Services
	ServicesGap estate.Gap
	// Health is what health checks send besides.
	Health traffic.Services
	// Target is an interface of the estate, or nil for an Address of VPC.
	Target  *Interface
	Address netip.Addr
	VPC     *VPC
	// Where is the subnet in which the target stands, if it is in one; Enabled:
	// the load balancer has a node in the zone of that. CrossZone: nodes of other
	// zones send to it too.
	Where              *Subnet
	Enabled, CrossZone Trit
	anyZone            bool // it is registered for all zones
	// KeepsClient: the target sees the client's address.
	KeepsClient Trit
	// Link is set where clients reach the load balancer through PrivateLink only.
	Link *ServiceLink
}

// balancers gives the interfaces of load balancers what they share.
func (b *builder) balancers() {
	for _, r := range estate.All[*estate.LoadBalancer](b.e) {
		own := b.n.OwnedBy(r.ID)
		if len(own) == 0 {
			continue
		}
		lb := &Balancer{ID: r.ID, Interfaces: own, Kind: balancerKind(r.Kind.Or("application").In(b.world))}
		switch lb.Kind {
		case NetworkBalancer:
			lb.CrossZone = boolean(isTrue(r.Attributes.Get("load_balancing.cross_zone.enabled")), false, b.world)
		case ClassicBalancer:
			lb.CrossZone = boolean(r.CrossZone, false, b.world)
		default:
			lb.CrossZone = yes()
		}
		for _, i := range own {
			i.Balancer = lb
		}
	}
}

func balancerKind(a estate.Alternative[string]) BalancerKind {
	if a.State != estate.Known {
		return BalancerUnknown
	}
	return map[string]BalancerKind{
		"application": ApplicationBalancer, "network": NetworkBalancer,
		"classic": ClassicBalancer, "gateway": GatewayBalancer,
	}[a.Is]
}

func isTrue(v estate.Value[string]) estate.Value[bool] {
	return estate.Derive(v, func(s string) estate.Alternative[bool] {
		return estate.Alternative[bool]{State: estate.Known, Is: strings.EqualFold(s, "true")}
	})
}

// forwards finds where load balancers send traffic: each listener's and rule's
// target groups; rules that depend on the request are taken as possible.
func (b *builder) forwards() {
	for _, r := range estate.All[*estate.LoadBalancer](b.e) {
		if own := b.n.OwnedBy(r.ID); len(own) > 0 {
			b.classicForwards(own[0].Balancer, r)
		}
	}
	listeners := map[estate.ID]*estate.Listener{}
	for _, r := range estate.All[*estate.Listener](b.e) {
		listeners[r.ID] = r
		if c, ok := b.component(&r.Core); ok {
			b.forwardActions(r, r.Actions, c.Exists)
		}
	}
	for _, r := range estate.All[*estate.ListenerRule](b.e) {
		c, ok := b.component(&r.Core)
		id, _, named := b.name(r.Listener, r.Origin)
		if l := listeners[id]; ok && named && l != nil {
			b.forwardActions(l, r.Actions, c.Exists)
		}
	}
}

func (b *builder) forwardActions(l *estate.Listener, actions estate.Items[estate.ListenerAction], exists Trit) {
	id, _, ok := b.name(l.LoadBalancer, l.Origin)
	own := b.n.OwnedBy(id)
	if !ok || len(own) == 0 || own[0].Balancer == nil {
		return
	}
	lb := own[0].Balancer
	items, sure, more := actions.In(b.world)
	if more != nil {
		lb.MoreTargets = placed(*more, l.Origin)
	}
	for k, a := range items {
		there := exists
		if !sure[k] {
			there = there.and(within(a.When, b.world, a.Origin))
		}
		groups, groupSure, moreGroups := a.Is.TargetGroups.In(b.world)
		if moreGroups != nil {
			lb.MoreTargets = placed(*moreGroups, l.Origin)
		}
		for g, item := range groups {
			is := there
			if !groupSure[g] {
				is = is.and(within(item.When, b.world, item.Origin))
			}
			b.forwardTo(lb, l, item.Is, is)
		}
	}
}

func (b *builder) forwardTo(lb *Balancer, l *estate.Listener, group estate.Text, exists Trit) {
	tg, ok := estate.FollowTo[*estate.TargetGroup](b.e, group)
	if !ok {
		lb.MoreTargets = estate.NotInEstate(group, l.Origin)
		return
	}
	base := Forward{Balancer: lb, Group: tg.ID, Origin: tg.Origin, Exists: exists}
	base.VPC = b.vpc(tg.VPC, tg.Origin)
	base.Listens, base.ServicesGap = b.service(l.Protocol.Or("HTTP"), l.Port)
	base.KeepsClient, base.CrossZone = b.keepsClient(lb, tg), b.crossZone(lb, tg)
	kind := tg.Kind.Or("instance").In(b.world)
	if kind.State == estate.Known && kind.Is == "lambda" {
		return
	}
	items, sure, more := tg.Targets.In(b.world)
	for k, t := range items {
		f := base
		if !sure[k] {
			f.Exists = f.Exists.and(within(t.When, b.world, t.Origin))
		}
		b.forwardTarget(lb, tg, f, t.Is)
	}
	found := b.scalingTargets(lb, tg, base)
	switch {
	case more != nil:
		lb.MoreTargets = placed(*more, tg.Origin)
	case len(items) == 0 && !found && tg.Physical != "":
		lb.Idle = true
	case len(items) == 0 && !found:
		lb.MoreTargets = outside("the targets of "+string(tg.ID), "nothing in the sources registers any", tg.Origin)
	}
}

// service is what a protocol of a listener or target group sends to a port.
func (b *builder) service(protocol estate.Value[string], port estate.Value[int]) (traffic.Services, estate.Gap) {
	p, n := protocol.In(b.world), port.In(b.world)
	switch {
	case p.State == estate.Unknown:
		return traffic.NoServices(), placed(p.Gap, protocol.Origin)
	case n.State == estate.Unknown:
		return traffic.NoServices(), placed(n.Gap, port.Origin)
	case n.State == estate.Absent || n.Is < 0 || n.Is > 65535:
		return traffic.NoServices(), estate.Gap{}
	}
	at := uint16(n.Is)
	switch strings.ToUpper(p.Is) {
	case "UDP", "QUIC", "GENEVE":
		return traffic.Ports(traffic.UDP, at, at), estate.Gap{}
	case "TCP_UDP", "TCP_QUIC":
		return traffic.Ports(traffic.TCP, at, at).Union(traffic.Ports(traffic.UDP, at, at)), estate.Gap{}
	}
	return traffic.Ports(traffic.TCP, at, at), estate.Gap{}
}

// keepsClient: only a Network Load Balancer does; by default for instances and
// for everything that is not TCP or TLS ("Client IP preservation").
func (b *builder) keepsClient(lb *Balancer, tg *estate.TargetGroup) Trit {
	switch lb.Kind {
	case ApplicationBalancer, ClassicBalancer:
		return no()
	case BalancerUnknown, GatewayBalancer:
		return maybe(outside("the kind of "+string(lb.ID), "it is not known", tg.Origin))
	}
	protocol := tg.Protocol.Or("TCP").In(b.world)
	if protocol.State == estate.Known {
		switch strings.ToUpper(protocol.Is) {
		case "UDP", "TCP_UDP", "QUIC", "TCP_QUIC":
			return yes()
		}
	}
	kind := tg.Kind.Or("instance").In(b.world)
	if kind.State == estate.Unknown || protocol.State == estate.Unknown {
		return maybe(placed(joinGaps([]estate.Gap{kind.Gap}, []estate.Gap{protocol.Gap})[0], tg.Origin))
	}
	return boolean(isTrue(tg.Attributes.Get("preserve_client_ip.enabled")), kind.Is != "ip", b.world)
}

// forwardTarget adds a registered target: a resource's primary interface, or an
// address.
func (b *builder) forwardTarget(lb *Balancer, tg *estate.TargetGroup, f Forward, t estate.Target) {
	port := tg.Port
	if t.Port.In(b.world).State != estate.Absent {
		port = t.Port
	}
	services, gap := b.service(tg.Protocol.Or("HTTP"), port)
	f.Services = services
	if isGap(gap) {
		f.ServicesGap = gap
	}
	f.Health = b.health(tg, services)
	zone := t.Zone.In(b.world)
	f.anyZone = zone.State == estate.Unknown || zone.Is == "all"
	a := t.ID.In(b.world)
	switch a.State {
	case estate.Unknown:
		lb.MoreTargets = placed(a.Gap, tg.Origin)
		return
	case estate.Absent:
		return
	}
	if s, ok := a.Is.Known(); ok {
		if ip, err := netip.ParseAddr(s); err == nil {
			f.Address = ip
			f.Target = b.n.interfaceAt(f.VPC, ip)
			b.addForward(lb, f)
			return
		}
	}
	id, gap := b.nameOf(a.Is, tg.Origin)
	own := b.primary(id)
	if len(own) == 0 {
		lb.MoreTargets = gap
	}
	for _, i := range own {
		g := f
		g.Target = i
		b.addForward(lb, g)
	}
}

func (b *builder) health(tg *estate.TargetGroup, services traffic.Services) traffic.Services {
	a := tg.HealthPort.In(b.world)
	if a.State != estate.Known || a.Is == "traffic-port" {
		return services
	}
	s, err := traffic.ParseService("tcp/" + a.Is)
	if err != nil {
		return traffic.NoServices()
	}
	return s
}

// scalingTargets adds what registers with a target group by itself: the
// instances of Auto Scaling groups, the tasks of ECS services.
func (b *builder) scalingTargets(lb *Balancer, tg *estate.TargetGroup, base Forward) bool {
	found := b.taskTargets(lb, tg, base)
	for _, r := range estate.All[estate.Registrant](b.e) {
		groups, _ := r.Registers()
		items, sure, _ := groups.In(b.world)
		for k, t := range items {
			if id, _ := b.nameOf(t.Is, t.Origin); id != tg.ID {
				continue
			}
			found = true
			for _, i := range b.n.OwnedBy(r.Base().ID) {
				f := base
				f.Target = i
				f.Services, f.ServicesGap = b.service(tg.Protocol.Or("HTTP"), tg.Port)
				f.Health = b.health(tg, f.Services)
				if !sure[k] {
					f.Exists = f.Exists.and(within(t.When, b.world, t.Origin))
				}
				b.addForward(lb, f)
			}
		}
	}
	return found
}

// taskTargets adds the tasks of ECS services, on their containers' ports. Tasks
// without interfaces of their own are on instances that are not known.
func (b *builder) taskTargets(lb *Balancer, tg *estate.TargetGroup, base Forward) bool {
	found := false
	for _, r := range estate.All[*estate.ECSService](b.e) {
		items, sure, _ := r.Targets.In(b.world)
		for k, t := range items {
			if id, _, ok := b.name(t.Is.TargetGroup, t.Origin); !ok || id != tg.ID {
				continue
			}
			found = true
			own := b.n.OwnedBy(r.ID)
			if len(own) == 0 {
				lb.MoreTargets = outside("the instances that run "+string(r.ID), "the cluster chooses them", r.Origin)
			}
			for _, i := range own {
				f := base
				f.Target = i
				f.Services, f.ServicesGap = b.service(tg.Protocol.Or("HTTP"), t.Is.ContainerPort.OrElse(tg.Port))
				f.Health = b.health(tg, f.Services)
				if !sure[k] {
					f.Exists = f.Exists.and(within(t.When, b.world, t.Origin))
				}
				b.addForward(lb, f)
			}
		}
	}
	return found
}

func (b *builder) addForward(lb *Balancer, f Forward) {
	made := f
	b.placeForward(&made)
	lb.Forwards = append(lb.Forwards, &made)
	b.n.Forwards = append(b.n.Forwards, &made)
}

// classicForwards adds the instances of a Classic Load Balancer.
func (b *builder) classicForwards(lb *Balancer, r *estate.LoadBalancer) {
	if lb.Kind != ClassicBalancer {
		return
	}
	items, sure, more := r.Instances.In(b.world)
	if more != nil {
		lb.MoreTargets = placed(*more, r.Origin)
	}
	targets := map[*Interface]Trit{}
	var order []*Interface
	note := func(i *Interface, is Trit) {
		if _, seen := targets[i]; !seen {
			order = append(order, i)
		}
		targets[i] = is
	}
	for k, t := range items {
		is := yes()
		if !sure[k] {
			is = within(t.When, b.world, t.Origin)
		}
		id, gap := b.nameOf(t.Is, t.Origin)
		own := b.primary(id)
		if len(own) == 0 {
			lb.MoreTargets = gap
		}
		for _, i := range own {
			note(i, is)
		}
	}
	for _, g := range estate.All[estate.Registrant](b.e) {
		_, classic := g.Registers()
		names, _, _ := classic.In(b.world)
		for _, t := range names {
			if id, _ := b.nameOf(t.Is, t.Origin); id == r.ID {
				for _, i := range b.n.OwnedBy(g.Base().ID) {
					note(i, yes())
				}
			}
		}
	}
	for _, i := range order {
		for _, l := range r.Listeners {
			there := targets[i].and(within(l.When, b.world, l.Origin))
			if there.No() {
				continue
			}
			f := Forward{Balancer: lb, Group: r.ID, Origin: l.Origin, Exists: there, Target: i, VPC: i.Subnet.VPC, KeepsClient: no(), CrossZone: lb.CrossZone}
			var gap estate.Gap
			f.Listens, f.ServicesGap = b.service(l.Protocol.Or("TCP"), l.Port)
			if f.Services, gap = b.service(l.InstanceProtocol.Or("TCP"), l.InstancePort); isGap(gap) {
				f.ServicesGap = gap
			}
			f.Health = f.Services
			b.addForward(lb, f)
		}
	}
}

// interfaceAt finds the interface that has an address in a VPC for certain.
func (n *Network) interfaceAt(v *VPC, a netip.Addr) *Interface {
	for _, i := range n.Interfaces {
		if i.Subnet.VPC != v {
			continue
		}
		own, _ := i.address(a.Is6())
		if x, ok := own.Exact(); ok && x == a {
			return i
		}
	}
	return nil
}
