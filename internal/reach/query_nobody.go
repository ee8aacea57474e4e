package reach

import (
	"net/netip"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// The functions of this file answer for ends that have no interface: addresses
// that nobody has, and front doors that AWS runs.

// nobody is the address side that no network of the estate has, in any class of
// scenarios; ok is false if there is none.
func (a *asked) nobody() (s selection, in []*VPC, ok bool) {
	for i, s := range []selection{a.from, a.to} {
		if !a.matched[i] && s.Kind == SelectAddresses {
			return s, a.vacant[i], true
		}
	}
	return selection{}, nil, false
}

// isResolver reports the address of a VPC at which Route 53 Resolver answers: "the base
// of the VPC IPv4 network range plus two" ("DNS attributes for your VPC").
func isResolver(p netip.Prefix, v *VPC) bool {
	return p.IsSingleIP() && len(v.IPv4) > 0 && p.Addr() == v.IPv4[0].Masked().Addr().Next().Next()
}

// listsAll: the sources hold the whole list of the interfaces of a VPC's account and
// Region. Its owner sees those of others in subnets that he shares as well ("Share your
// VPC subnets with other accounts").
func (e *engine) listsAll(v *VPC) bool {
	r, ok := e.n.Estate.Get(v.ID)
	return ok && r.Base().Physical != "" && e.n.Estate.Lists(estate.InterfaceListing, r.Base())
}

// linkLocal reports addresses at which AWS itself answers in every VPC.
func (s Selector) linkLocal() bool {
	return s.Kind == SelectAddresses && (s.Prefix.Overlaps(netip.MustParsePrefix("169.254.0.0/16")) || s.Prefix.Overlaps(netip.MustParsePrefix("fd00:ec2::/32")))
}

// fromNobody answers for an address that is neither an interface's nor in a
// network that the estate joins: nothing flows, unless networks of which no
// source shows the addresses may have it.
func (a *asked) fromNobody(s selection, in []*VPC) Answer {
	step := proof.Step{
		Kind: "network", Rule: "nobody has " + s.Text,
		Detail: "it is in no VPC and in no on-premises range of the sources, nor is it of the internet",
	}
	if len(in) > 0 {
		step.Resource, step.Origin = in[0].ID, in[0].Origin
		step.Detail = "it is in " + string(in[0].ID) + ", and no network interface of its account and Region has it"
	}
	where := a.farNetworks()
	a.truth = estate.Truth{True: a.truth.True, False: where.False, Unknown: where.Unknown, Gaps: where.Gaps}
	out := Answer{Proof: a.m.judge(a.truth)}
	if out.Proof.Verdict == proof.No {
		step.Effect = proof.Blocks
		out.Blocked = []proof.Step{step}
	} else {
		out.Possible = a.q.Services
	}
	out.Proof.Steps = []proof.Step{step}
	return out
}

// farNetworks asks whether an address may be in networks of which no source
// shows the addresses, such as those that transit gateways lead to. VPCs with
// unknown blocks have been asked already ([engine.blockless]).
func (a *asked) farNetworks() estate.Truth {
	out := estate.No()
	for _, g := range a.m.Estate.Open {
		out = out.Or(estate.Maybe(g))
	}
	for _, l := range a.m.Estate.Listings {
		if l.Kind == "Vpcs" && l.Gap.Variable != nil { // there may be others
			out = out.Or(estate.Maybe(l.Gap))
		}
	}
	for _, r := range a.m.Estate.Resources {
		if c := r.Base(); joinsNetworks(c.Type) && !a.followed(c.ID) {
			out = out.Or(estate.Maybe(outside("the networks behind "+string(c.ID), "what it joins is not followed", c.Origin)).Given(c.When))
		}
	}
	return out
}

// followed reports whether all networks know every address behind a transit
// gateway's attachment: those of a VPC of the sources, or of static routes.
func (a *asked) followed(attachment estate.ID) bool {
	for _, in := range a.worlds {
		known := false
		for _, g := range in.network.Transits {
			for _, t := range g.Attachments {
				if t.ID == attachment {
					known = t.Kind == TransitVPC && !t.VPC.Placeholder && !isGap(t.VPC.Gap4) && !isGap(t.VPC.Gap6) ||
						t.Kind == TransitPremises && !isGap(t.OnPremisesGap)
				}
			}
		}
		if !known {
			return false
		}
	}
	return len(a.worlds) > 0
}

// joinsNetworks reports the types that lead to networks which the engine does
// not follow to their addresses.
func joinsNetworks(typ string) bool {
	switch typ {
	case "AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment", "AWS::EC2::TransitGatewayPeeringAttachment",
		"AWS::EC2::ClientVpnEndpoint":
		return true
	}
	return strings.HasPrefix(typ, "AWS::DirectConnect::") || strings.HasPrefix(typ, "AWS::NetworkManager::")
}

// doorsMeant lists the front doors that the question is about: what the
// internet asks of them is asked of themselves.
func (a *asked) doorsMeant(n *Network) []FrontDoor {
	if a.q.From.Kind != SelectInternet || !a.to.isDoor(a.m.Estate) {
		return nil
	}
	var out []FrontDoor
	for _, d := range n.FrontDoors() {
		if _, meant := a.to.resources[d.Resource]; meant {
			out = append(out, d)
		}
	}
	return out
}

// ownDoor is the way to a front door itself. Connections are proved, not what
// becomes of the requests in them.
func ownDoor(d FrontDoor) doorway {
	step := proof.Step{
		Resource: d.Resource, Kind: "front-door", Rule: "AWS takes connections from anywhere",
		Detail: "web ACLs, policies and authorizers judge the requests: they are not looked at here",
	}
	return doorway{door: d, target: d.Resource, is: d.Open, steps: append(append([]proof.Step(nil), d.Steps...), step)}
}

// closedDoors says why the front doors that were asked for are none.
func (a *asked) closedDoors(base []bool) []proof.Step {
	for i := range a.worlds {
		if !base[i] {
			continue
		}
		var out []proof.Step
		for _, d := range a.doorsMeant(a.worlds[i].network) {
			if d.Open.No() {
				out = append(out, d.Steps...)
			} else if d.Services.Intersect(a.q.Services).IsEmpty() {
				out = append(out, proof.Step{
					Resource: d.Resource, Kind: "front-door", Effect: proof.Blocks, Rule: "it takes " + d.Services.String() + " only",
				})
			}
		}
		return out
	}
	return nil
}

// isDoor reports whether a front door is among what is selected.
func (s selection) isDoor(e *estate.Estate) bool {
	for id := range s.resources {
		r, _ := e.Get(id)
		switch r.(type) {
		case *estate.Distribution, *estate.RestAPI, *estate.HTTPAPI, *estate.FunctionURL:
			return true
		}
	}
	return false
}
