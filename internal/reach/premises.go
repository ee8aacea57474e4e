package reach

import (
	"ringwall/internal/proof"
)

// outPremises passes a VPN gateway outwards.
func (w *walker) outPremises(s *Subnet, g *Gateway) {
	w.attached(g, s.VPC)
	if w.to.addr.is6() {
		w.gate(g.carriesIPv6(), g.ipv6Step())
	}
	w.announced(g, s.VPC, w.source.addr)
	w.gateway = g
	w.repliesReturn(g)
	w.goneOut()
	switch w.to.kind {
	case OnPremises:
		w.behind(g, w.to)
		w.arrived = arrivedOutside
	case OnInternet, AtService:
		// On-premises networks may route to the internet, if they announce it.
		is := w.to.addr.inAny(g.OnPremises)
		if isGap(g.OnPremisesGap) {
			is = is.or(maybe(g.OnPremisesGap))
		}
		if is.Yes() {
			is = maybe(outside("what the network behind "+string(g.ID)+" does with internet traffic", "it is not in the sources", g.Origin))
		}
		w.gate(is, proof.Step{Resource: g.ID, Kind: "vpn-gateway", Rule: "to on-premises ranges only", Code: codeNoDestination, Origin: g.Origin})
		w.arrived = arrivedNowhere
	default:
		w.leadsElsewhere(s, proof.Step{Resource: g.ID, Kind: "vpn-gateway", Rule: "to on-premises ranges only", Detail: "no transit to a VPC", Code: codeNoDestination, Origin: g.Origin})
	}
}

// carriesIPv6: VPN gateways have no IPv6 in VPN connections ("How AWS Site-to-Site VPN
// works"); Direct Connect's virtual interfaces may have it, and no source shows these.
func (g *Gateway) carriesIPv6() Trit {
	if g == nil || g.Announced == nil {
		return no()
	}
	return maybe(outside("whether IPv6 goes through "+string(g.ID), "its Direct Connect gateway's virtual interfaces may have IPv6 peers", g.Origin))
}

func (g *Gateway) ipv6Step() proof.Step {
	return proof.Step{Resource: g.ID, Kind: "vpn-gateway", Rule: "IPv4 only", Code: codeProtocol, Origin: g.Origin}
}

// behind asks whether an address is one of the ranges behind a VPN gateway.
func (w *walker) behind(g *Gateway, p party) {
	w.gate(behindGateway(g, p), proof.Step{Resource: g.ID, Kind: "vpn-gateway", Rule: "on-premises ranges", Detail: p.addr.String(), Code: codeNoDestination, Origin: g.Origin})
}

// announced is the gate of what on-premises networks know of a VPC.
func (w *walker) announced(g *Gateway, v *VPC, a Address) {
	if is := w.n.announces(g, v, a); !is.Yes() {
		w.gate(is, proof.Step{Resource: g.ID, Kind: "vpn-gateway", Rule: "allowed prefixes of its Direct Connect gateway", Origin: g.Origin})
	}
}

// comeByTransit lets a host on premises send through a transit gateway.
func (w *walker) comeByTransit(arm *TransitAttachment, is Trit) {
	step := proof.Step{Resource: w.to.vpc.ID, Kind: "transit-gateway", Rule: "a transit gateway may join on-premises networks", Origin: w.to.vpc.Origin}
	if arm != nil {
		step.Resource, step.Rule, step.Origin = arm.ID, "from on premises", arm.Origin
	}
	w.gate(is, step)
	if arm == nil {
		w.lost(is)
		return
	}
	w.acrossTransit(arm, nil)
}

// fromPremises lets a host on premises send: through the VPN gateway of the
// destination's VPC, to a private address.
func (w *walker) fromPremises() {
	if w.to.vpc == nil {
		w.gate(no(), proof.Step{Kind: "vpn-gateway", Rule: "to private addresses of the VPC only", Code: codeVPNForIngress})
		return
	}
	v := w.to.vpc
	var gateway *Gateway
	is := w.n.absent()
	if v.Placeholder {
		is = maybe(v.Gap)
	}
	for _, g := range w.n.Gateways {
		if g.Kind != VPNGateway {
			continue
		}
		here, _ := w.n.attachedTo(g, v)
		here = here.and(g.Exists)
		if here.Yes() || here.Unknown() && gateway == nil {
			gateway = g
		}
		is = is.or(here)
	}
	step := proof.Step{Resource: v.ID, Kind: "vpn-gateway", Rule: "no VPN gateway is attached to " + string(v.ID), Origin: v.Origin}
	if gateway != nil {
		step.Resource, step.Rule, step.Origin = gateway.ID, "attached to "+string(v.ID), gateway.Origin
	}
	through := is
	if w.to.addr.is6() {
		through = is.and(gateway.carriesIPv6())
	}
	if !through.Yes() {
		if arm, by := w.n.premisesArm(v, w.source, w.to); !by.No() && (by.Yes() || gateway == nil || through.No()) {
			w.comeByTransit(arm, by)
			return
		}
	}
	if free := w.n.freeGateway(v, VPNGateway); is.No() && free != nil {
		gateway, w.next = free, mend{kind: mendAttach, gateway: free, vpc: v}
	}
	w.gate(is, step)
	if w.to.addr.is6() {
		six := proof.Step{Resource: step.Resource, Kind: "vpn-gateway", Rule: "IPv4 only", Code: codeProtocol, Origin: step.Origin}
		w.gate(gateway.carriesIPv6(), six)
	}
	if gateway == nil {
		w.lost(is)
		return
	}
	w.announced(gateway, v, w.to.addr)
	w.gateway = gateway
	w.entered, w.arrived = arrivedByVPN, arrivedByVPN
	box, h, straight := w.n.redirect(gateway, w.to)
	w.comeIn(gateway, box, h, straight)
}
