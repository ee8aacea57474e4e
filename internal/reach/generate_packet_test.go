package reach

import (
	"math/rand/v2"

	"ringwall/internal/traffic"
)

// randomPacket draws a packet between endpoints of a network.
func randomPacket(r *rand.Rand, n *Network) Packet {
	p := Packet{From: randomEndpoint(r, n), To: randomEndpoint(r, n), IPv6: r.IntN(3) == 0}
	if p.From.Kind == AtInterface && p.To.Kind == AtInterface && r.IntN(2) == 0 {
		for range 4 { // likelier within a VPC
			if n.Interfaces[p.From.Interface].Subnet.VPC == n.Interfaces[p.To.Interface].Subnet.VPC {
				break
			}
			p.To = At(n.Interfaces[r.IntN(len(n.Interfaces))])
		}
	}
	if aim := r.IntN(3); aim > 0 {
		p = aimed(r, n, p)
	}
	for p.From.Kind <= AtPublicAddress && p.From.Interface == p.To.Interface && p.To.Kind <= AtPublicAddress {
		p.To = randomEndpoint(r, n)
	}
	p.IPv6 = p.IPv6 && p.To.Kind != AtPublicAddress
	switch r.IntN(12) {
	case 0:
		p.Protocol, p.Port = traffic.ICMP, 8<<8
		if p.IPv6 {
			p.Protocol, p.Port = traffic.ICMPv6, 128<<8
		}
	case 1:
		p.Protocol, p.Port = traffic.UDP, uint16(52+r.IntN(10))
	case 2:
		p.Protocol = traffic.GRE
	default:
		p.Protocol, p.Port = traffic.TCP, []uint16{22, 80, 81, 443, 444, 5432, 1024, 40000, 40001, 65535}[r.IntN(10)]
	}
	if p.To.Kind == AtInterface && r.IntN(2) == 0 {
		for _, m := range n.Interfaces[p.To.Interface].Groups {
			for _, rule := range m.Group.In {
				if ports := rule.Services.PortRanges(traffic.TCP); len(ports) > 0 && r.IntN(2) == 0 {
					p.Protocol, p.Port = traffic.TCP, ports[r.IntN(len(ports))].Lo
				}
			}
		}
	}
	if p.Protocol.HasPorts() && r.IntN(2) == 0 {
		p.ClientPort = []uint16{1024, 5000, 40000, 40001, 65535}[r.IntN(5)]
	}
	return p
}

// aimed changes a packet into one likelier to pass: from or to an interface,
// between neighbours, on a port that a rule of the destination names.
func aimed(r *rand.Rand, n *Network, p Packet) Packet {
	var to *Interface
	for range 6 {
		to = n.Interfaces[r.IntN(len(n.Interfaces))]
		if !to.OutboundOnly && !to.NAT && (to.InUse.Yes() || r.IntN(4) == 0) {
			break
		}
	}
	if p.From.Kind == AtService || p.To.Kind != AtInterface {
		if p.From.Kind == AtInterface && n.Interfaces[p.From.Interface].Balancer != nil {
			p.From = randomEndpoint(r, n)
		}
		return p
	}
	p.To = At(to)
	if p.From.Kind == AtInterface && n.Interfaces[p.From.Interface].InboundOnly {
		p.From = randomEndpoint(r, n)
	}
	return p
}
