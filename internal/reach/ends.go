package reach

import (
	"net/netip"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// exists is the gate of an interface's existence; only a doubt is noted.
func (w *walker) exists(i *Interface) {
	step := proof.Step{Resource: i.Owner, Kind: "network-interface", Rule: i.Name(), Origin: i.Origin}
	if !i.Exists.Yes() {
		w.gate(i.Exists, step)
	}
	if !i.InUse.Yes() {
		step.Rule = i.Name() + " is attached"
		w.gate(i.InUse, step)
	}
}

// opens is the gate of whether an interface opens connections at all, and a
// load balancer's this one.
func (w *walker) opens(i *Interface) {
	step := proof.Step{Resource: i.Owner, Kind: "network-interface", Origin: i.Origin}
	switch {
	case i.InboundOnly:
		step.Rule, step.Code = "it opens no connections", codeEndpointOpensNone
		w.gate(no(), step)
	case i.NAT:
		step.Rule = "a NAT gateway opens no connections of its own"
		w.gate(no(), step)
	case i.Balancer != nil && w.via == nil:
		w.balances(i)
	}
}

// accepts is the gate of whether anything at an interface takes the packet.
func (w *walker) accepts(i *Interface) {
	step := proof.Step{Resource: i.Owner, Kind: "network-interface", Origin: i.Origin}
	if i.OutboundOnly {
		step.Rule = "it accepts no connections"
		w.gate(no(), step)
	}
	if i.NAT {
		step.Rule = "a NAT gateway accepts no connections"
		w.gate(no(), step)
		return
	}
	if is := i.listens(w.service); !is.Yes() {
		step.Rule = "nothing listens on " + w.service.String()
		if is.Unknown() {
			step.Rule = "listens on " + w.service.String()
		}
		switch {
		case i.Balancer != nil && i.Balancer.Kind == ClassicBalancer:
			step.Kind, step.Code = "load-balancer", codeClassicListeners
		case i.Balancer != nil:
			step.Kind, step.Code = "load-balancer", codeListeners
		case i.InboundOnly:
			step.Kind, step.Code = "vpc-endpoint", codeProtocol
		}
		w.gate(is, step)
	}
}

// listens asks whether anything at an interface listens on a service.
func (i *Interface) listens(s packetService) Trit {
	if isGap(i.ListensGap) {
		return maybe(i.ListensGap)
	}
	return holds(i.Listens.Contains(s.protocol, s.lo))
}

// receive lets the packet arrive: over the subnet's border if it crosses it, at
// the interface's security groups, at what listens.
func (w *walker) receive(crosses bool) {
	source := w.source
	if w.via != nil && w.via.client != nil {
		source = *w.via.client
	}
	i := w.to.host
	if i == nil {
		w.receiveAtAddress(crosses, source)
		return
	}
	if crosses {
		w.acl(i.Subnet, false, source.addr, w.service, codeACL)
	}
	w.exists(i)
	w.groups(i, false, source)
	w.accepts(i)
}

// receiveAtAddress: the destination is an address of which nobody knows whose it
// is.
func (w *walker) receiveAtAddress(crosses bool, source party) {
	s := w.n.subnetOf(w.to.vpc, w.to.addr)
	gap := outside("the interface with address "+w.to.addr.String(), "no interface of the sources has it for certain", estate.Origin{})
	if s != nil && crosses {
		w.acl(s, false, source.addr, w.service, codeACL)
	}
	w.gate(maybe(gap), proof.Step{Resource: w.to.vpc.ID, Kind: "network-interface", Rule: "whoever has " + w.to.addr.String()})
}

// groups is the gate of an interface's security groups.
func (w *walker) groups(i *Interface, egress bool, peer party) {
	step := proof.Step{Resource: i.Owner, Kind: "security-group", Origin: i.Origin, Code: codeGroup}
	if i.NoGroups {
		step.Rule = "no security groups apply to it"
		w.gate(yes(), step)
		return
	}
	is, rule := w.n.admits(i, egress, peer, w.service)
	if rule != nil {
		step.Resource, step.Rule, step.Origin = rule.Group.ID, rule.words(), rule.Origin
	}
	if is.No() {
		w.next = mend{kind: mendRule, at: i, egress: egress, peer: peer, service: w.service}
		w.refused(&step, i, egress, peer)
	} else if rule == nil {
		step.Rule = "security groups of " + i.Name()
	}
	w.gate(is, step)
}

// refused explains that no rule admits a packet.
func (w *walker) refused(step *proof.Step, i *Interface, egress bool, peer party) {
	way, end := "in", "from"
	if egress {
		way, end = "out", "to"
	}
	names, rules := make([]string, len(i.Groups)), 0
	for k, m := range i.Groups {
		names[k] = string(m.Group.ID)
		if egress {
			rules += len(m.Group.Out)
		} else {
			rules += len(m.Group.In)
		}
	}
	if len(i.Groups) == 1 {
		step.Resource, step.Origin = i.Groups[0].Group.ID, i.Groups[0].Group.Origin
	}
	step.Rule = "no rule admits " + way + " " + w.service.String() + " " + end + " " + peer.addr.String()
	step.Detail = "groups: " + strings.Join(names, ", ")
	if rules == 0 {
		step.Code = codeGroupEmpty
	} else if peer.host != nil || peer.public != nil {
		w.identityLost(step, i, egress, peer)
	}
}

// identityLost says so where a rule would admit the peer if references to its
// groups still matched.
func (w *walker) identityLost(step *proof.Step, i *Interface, egress bool, peer party) {
	known := peer
	known.identity = yes()
	if known.host == nil {
		known.host = peer.public
	}
	if is, rule := w.n.admits(i, egress, known, w.service); is.Yes() && rule.Peer.Kind == PeerGroup {
		step.Code = codeGroupReference
		if w.crossed > 0 {
			step.Code = codeTransitReference
		}
		step.Detail = "references to a security group don't match here: " + rule.words()
	}
}

// acl is the gate of a subnet's network ACL, as a packet leaves or enters it.
func (w *walker) acl(s *Subnet, egress bool, peer Address, service packetService, code string) {
	if s.Bare {
		return
	}
	is, entry, acl := w.n.passes(s.ACLs, egress, peer, service)
	way, end := "in", "from"
	if egress {
		way, end = "out", "to"
	}
	step := proof.Step{Resource: s.ID, Kind: "network-acl", Code: code, Detail: way + " " + service.String() + " " + end + " " + peer.String() + " at " + string(s.ID), Origin: s.Origin}
	if acl != nil {
		step.Resource, step.Origin = acl.ID, acl.Origin
		step.Rule = way + " * deny all"
	}
	if entry != nil {
		step.Rule, step.Origin = entry.words(), entry.Origin
	}
	if acl == nil {
		step.Rule = "network ACL of " + string(s.ID)
	} else {
		w.next = mend{kind: mendEntry, acl: acl, egress: egress, address: peer, service: service}
		w.limit(acl, s, egress, peer, service)
	}
	w.border(is, step)
}

// toAWSItself handles what the VPC offers every interface and no filter stops:
// the resolver, instance metadata, the clock.
func (w *walker) toAWSItself(i *Interface) bool {
	a, exact := w.to.addr.Exact()
	if !exact {
		return false
	}
	name, service, ok := awsService(a, i.Subnet.VPC)
	if !ok || w.to.host != nil {
		return false
	}
	w.arrived = arrivedAtOnce
	step := proof.Step{Resource: i.Subnet.VPC.ID, Kind: "vpc", Rule: name, Detail: "security groups and network ACLs do not filter it"}
	if !service.Contains(w.service.protocol, w.service.lo) {
		step.Rule, step.Detail = name, "it does not answer "+w.service.String()
		w.gate(no(), step)
		return true
	}
	w.gate(yes(), step)
	return true
}

// awsService names what answers at an address that AWS keeps in every VPC.
func awsService(a netip.Addr, v *VPC) (name string, s traffic.Services, ok bool) {
	dns := traffic.Ports(traffic.UDP, 53, 53).Union(traffic.Ports(traffic.TCP, 53, 53))
	switch a.String() {
	case "169.254.169.253", "fd00:ec2::253":
		return "Route 53 Resolver", dns, true
	case "169.254.169.254", "fd00:ec2::254":
		return "instance metadata service", traffic.Ports(traffic.TCP, 80, 80), true
	case "169.254.169.123", "fd00:ec2::123":
		return "Amazon Time Sync Service", traffic.Ports(traffic.UDP, 123, 123), true
	}
	if len(v.IPv4) > 0 && a == v.IPv4[0].Masked().Addr().Next().Next() {
		return "Route 53 Resolver", dns, true
	}
	if netip.MustParsePrefix("169.254.0.0/16").Contains(a) || netip.MustParsePrefix("fd00:ec2::/32").Contains(a) {
		return "link-local address", traffic.NoServices(), true
	}
	return "", traffic.NoServices(), false
}
