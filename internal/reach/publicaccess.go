package reach

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// PublicBlock is VPC Block Public Access of one account in one Region ("Block
// public access to VPCs and subnets").
type PublicBlock struct {
	Component
	Account, Region estate.Text
	// Mode is "off", "block-bidirectional" or "block-ingress"; "" where it is
	// unknown, for ModeGap.
	Mode    string
	ModeGap estate.Gap
}

// PublicExclusion frees a VPC or a subnet from it, in whole or for what goes
// out.
type PublicExclusion struct {
	Component
	VPC    *VPC    // nil if it is a subnet's
	Subnet *Subnet // nil if it is a VPC's
	// Both: it allows both directions; else only what goes out.
	Both Trit
}

// crossing is traffic of a VPC that passes an internet or egress-only gateway.
type crossing struct {
	subnet  *Subnet // of the interface that speaks with the gateway
	inbound bool    // it is initiated from the internet
	// outOnly: by a NAT gateway or an egress-only gateway.
	outOnly bool
	// inspected: it passes a Network Firewall next to the gateway.
	inspected bool
}

// publicAccess looks for VPC Block Public Access and its exclusions.
func (b *builder) publicAccess() {
	for _, r := range estate.All[*estate.BlockPublicAccess](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		p := &PublicBlock{Component: c, Account: r.Account, Region: r.Region}
		switch mode := r.Mode.In(b.world); mode.State {
		case estate.Known:
			p.Mode = strings.ToLower(mode.Is)
		case estate.Unknown:
			p.ModeGap = placed(mode.Gap, r.Origin)
		default:
			p.ModeGap = outside("the mode of "+string(r.ID), "it is not written", r.Origin)
		}
		b.n.PublicBlocks = append(b.n.PublicBlocks, p)
	}
}

// publicExclusions resolves the exclusions; the subnets must be known.
func (b *builder) publicExclusions() {
	for _, r := range estate.All[*estate.BlockPublicAccessExclusion](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		x := &PublicExclusion{Component: c}
		mode := r.Mode.In(b.world)
		switch {
		case mode.State == estate.Known:
			x.Both = holds(strings.EqualFold(mode.Is, "allow-bidirectional"))
		case mode.State == estate.Unknown:
			x.Both = maybe(placed(mode.Gap, r.Origin))
		default:
			x.Both = maybe(outside("the mode of "+string(r.ID), "it is not written", r.Origin))
		}
		if id, gap, ok := b.name(r.Subnet, r.Origin); ok {
			x.Subnet = b.subnet(id, gap)
		} else if _, _, ok := b.name(r.VPC, r.Origin); ok {
			x.VPC = b.vpc(r.VPC, r.Origin)
		}
		b.n.PublicExclusions = append(b.n.PublicExclusions, x)
	}
}

// governs asks whether the block is that of a VPC's account and Region: the
// owner's, also for subnets that are shared with others.
func (p *PublicBlock) governs(v *VPC) Trit {
	if v.Placeholder {
		return maybe(v.Gap)
	}
	same := func(a, b estate.Text, what string) Trit {
		x, known := a.Known()
		y, also := b.Known()
		switch {
		case a.Equal(b) || p.Stack == v.Stack:
			return yes()
		case known && also && x != "" && y != "":
			return no()
		}
		return maybe(outside("whether "+string(p.ID)+" and "+string(v.ID)+" are in one "+what, "one of them is not known", p.Origin))
	}
	return same(p.Account, v.Account, "account").and(same(p.Region, v.Region, "Region"))
}

// lets asks whether a block lets traffic through.
func (p *PublicBlock) lets(n *Network, c crossing) Trit {
	governs := p.governs(c.subnet.VPC).and(p.Exists)
	if governs.No() || p.Mode == "off" {
		return yes()
	}
	var passes Trit
	switch p.Mode {
	case "block-bidirectional":
		passes = n.letsThrough(c, true)
	case "block-ingress":
		passes = n.letsThrough(c, false)
	default:
		gap := p.ModeGap
		if !isGap(gap) {
			gap = outside("the mode of "+string(p.ID), "it is none that is known: "+p.Mode, p.Origin)
		}
		if passes = n.letsThrough(c, true).and(n.letsThrough(c, false)); !passes.Yes() {
			passes = maybe(gap)
		}
	}
	return governs.not().or(passes)
}

// letsThrough asks whether a mode, with the exclusions, lets traffic through.
// What passes a Network Firewall is blocked even if the endpoint's subnet is
// excluded. The ingress-only mode lets NAT gateways and egress-only gateways go
// out, as an egress-only exclusion does under the bidirectional mode; whether
// the latter frees interfaces with public addresses too, AWS's pages differ
// ("VPC BPA basics" says yes; "Advanced example", scenario 6, no).
func (n *Network) letsThrough(c crossing, bidirectional bool) Trit {
	if c.inspected {
		if !bidirectional && c.outOnly && !c.inbound {
			return maybe(outside("whether a Network Firewall between a NAT gateway and the internet gateway is blocked", "AWS does not say so of the ingress-only mode", estate.Origin{}))
		}
		return no()
	}
	both, egress := n.excluded(c.subnet)
	switch {
	case c.inbound:
		return both
	case !bidirectional:
		return both.or(holds(c.outOnly))
	case c.outOnly:
		return both.or(egress)
	}
	gap := outside("whether an egress-only exclusion lets "+string(c.subnet.ID)+" out without a NAT gateway", "AWS's pages differ on it", c.subnet.Origin)
	return both.or(egress.and(maybe(gap)))
}

// excluded asks whether a subnet, or its VPC, is excluded for both directions,
// and whether it is for one of them at least.
func (n *Network) excluded(s *Subnet) (both, egress Trit) {
	both, egress = n.absent(), n.absent()
	for _, x := range n.PublicExclusions {
		is := no()
		if x.Subnet != nil {
			is = sameSubnet(x.Subnet, s)
		} else if x.VPC != nil {
			is = sameVPC(x.VPC, s.VPC)
		}
		is = is.and(x.Exists)
		both, egress = both.or(is.and(x.Both)), egress.or(is)
	}
	return both, egress
}

// publicAccess asks whether VPC Block Public Access lets traffic through, and
// which block decides.
func (n *Network) publicAccess(c crossing) (Trit, *PublicBlock) {
	t, by := yes(), (*PublicBlock)(nil)
	for _, p := range n.PublicBlocks {
		is := p.lets(n, c)
		if by == nil || is.No() && !t.No() {
			by = p
		}
		t = t.and(is)
	}
	return t, by
}

// publicAccess is the gate of VPC Block Public Access; it is noted where there
// is one that is not off.
func (w *walker) publicAccess(c crossing) {
	is, by := w.n.publicAccess(c)
	if by == nil || is.Yes() && by.Mode == "off" {
		return
	}
	rule := "VPC Block Public Access"
	if by.Mode != "" {
		rule += ": " + by.Mode
	}
	detail := string(c.subnet.ID) + " is not excluded"
	switch {
	case c.inspected:
		detail = "what a Network Firewall inspects is blocked even if its subnet is excluded"
	case is.Yes():
		detail = "lets " + string(c.subnet.ID) + " through"
	case is.Unknown():
		detail = ""
	}
	w.gate(is, proof.Step{Resource: by.ID, Kind: "block-public-access", Rule: rule, Detail: detail, Code: codePublicAccess, Origin: by.Origin})
}

// passPublicAccess limits packets to what VPC Block Public Access lets through.
func (j *journey) passPublicAccess(c crossing) {
	is, _ := j.e.n.publicAccess(c)
	j.passIf(is)
}
