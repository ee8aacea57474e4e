package reach

import (
	"slices"

	"ringwall/internal/estate"
)

// loose are the resources that may concern any stack, and what they do it with.
type loose map[estate.ID]bool

func looseOf(e *estate.Estate) loose {
	out := loose{}
	for _, r := range e.Resources {
		if !isLoose(e, r) {
			continue
		}
		out[r.Base().ID] = true
		if rule, ok := r.(*estate.SecurityGroupRuleResource); ok {
			out.along(e, rule.Rule.Group)
			out.along(e, rule.Rule.PrefixList)
		}
	}
	out.balancers(e)
	return out
}

// isLoose reports a resource that may be put to what another stack makes. What a
// parameter names is a thing of its own wherever one is looked up by name, as a subnet
// is for its associations or a table for its routes: those concern another stack only
// where not even the name is known.
func isLoose(e *estate.Estate, r estate.Resource) bool {
	switch r := r.(type) {
	case *estate.BlockPublicAccess:
		return true
	case *estate.BlockPublicAccessExclusion:
		return isNameless(e, r.VPC) || isNameless(e, r.Subnet)
	case *estate.SecurityGroupRuleResource:
		return isNameless(e, r.Owner)
	case *estate.SecurityGroupAssociation:
		return isNameless(e, r.Group)
	case *estate.GatewayAttachment:
		return isOpen(r.VPC)
	case *estate.EgressOnlyInternetGateway:
		return isOpen(r.VPC)
	case *estate.PeeringConnection:
		return isOpen(r.VPC) || isOpen(r.PeerVPC)
	case *estate.VPCCIDRBlock:
		return isOpen(r.VPC)
	case *estate.SubnetCIDRBlock:
		return isOpen(r.Subnet)
	case *estate.RouteTableAssociation:
		return isOpen(r.Subnet)
	case *estate.NetworkACLAssociation:
		return isOpen(r.Subnet)
	case *estate.Route:
		return isOpen(r.Table)
	case *estate.RoutePropagation:
		return len(r.Tables.Unknown) > 0
	case *estate.NetworkACLEntry:
		return isOpen(r.ACL)
	case *estate.ElasticIPAssociation:
		return isOpen(r.Instance) || isOpen(r.Interface)
	case *estate.ElasticIP:
		return isOpen(r.Instance)
	case *estate.NetworkInterfaceAttachment:
		return isOpen(r.Instance) || isOpen(r.Interface)
	}
	return false
}

// balancers are the listeners and rules that forward to targets of which it is not
// known whose they are, with their load balancers and target groups.
func (l loose) balancers(e *estate.Estate) {
	for _, r := range estate.All[*estate.ListenerRule](e) {
		if l.forwards(e, r.Actions, r.Origin) {
			l[r.ID] = true
			l.along(e, r.Listener)
		}
	}
	for _, r := range estate.All[*estate.Listener](e) {
		if l.forwards(e, r.Actions, r.Origin) || l[r.ID] {
			l[r.ID] = true
			l.along(e, r.LoadBalancer)
		}
	}
}

func (l loose) forwards(e *estate.Estate, list estate.Items[estate.ListenerAction], at estate.Origin) bool {
	abroad := false
	for _, a := range list.Known {
		abroad = abroad || isGap(namelessAmong(e, a.Is.TargetGroups, at))
		for _, t := range a.Is.TargetGroups.Known {
			if g, ok := estate.FollowTo[*estate.TargetGroup](e, t.Is); ok && targetsAbroad(e, g) {
				l[g.ID], abroad = true, true
			}
		}
	}
	return abroad
}

// along adds what a value names.
func (l loose) along(e *estate.Estate, of estate.Value[estate.Text]) {
	for _, a := range of.Alternatives() {
		if r, ok := e.Follow(a.Is); ok {
			l[r.Base().ID] = true
		}
	}
}

// targetsAbroad reports a target group whose targets may be another stack's: of an
// address or an id that is not known, or in a VPC that only a parameter names.
func targetsAbroad(e *estate.Estate, g *estate.TargetGroup) bool {
	return len(g.Targets.Unknown) > 0 || slices.ContainsFunc(g.Targets.Known, func(t estate.Item[estate.Target]) bool {
		if id, ok := t.Is.ID.Known(); ok {
			if _, literal := id.Known(); literal {
				return isNameless(e, g.VPC)
			}
		}
		return isNameless(e, t.Is.ID)
	})
}

func isOpen(v estate.Value[estate.Text]) bool {
	return slices.ContainsFunc(v.Alternatives(), func(a estate.Alternative[estate.Text]) bool { return a.State == estate.Unknown })
}

// mayBeAnybodys reports a text that names neither a resource of the sources nor, by an
// id that AWS gave, one of nobody's.
func mayBeAnybodys(e *estate.Estate, t estate.Text) bool {
	r, ok := e.Follow(t)
	return !(ok && standsFor(t, r)) && !isPhysical(estate.ID(t.String()))
}

// isNameless reports a value that may name what another stack makes: neither a
// resource of the sources nor an id that AWS gave.
func isNameless(e *estate.Estate, v estate.Value[estate.Text]) bool {
	for _, a := range v.Alternatives() {
		switch a.State {
		case estate.Unknown:
			return true
		case estate.Known:
			if mayBeAnybodys(e, a.Is) {
				return true
			}
		}
	}
	return false
}

// namelessAmong is the gap of the first of a list's members that may be what another
// stack makes.
func namelessAmong(e *estate.Estate, list estate.Items[estate.Text], at estate.Origin) estate.Gap {
	for _, g := range list.Unknown {
		return placed(g.Gap, at)
	}
	for _, i := range list.Known {
		if mayBeAnybodys(e, i.Is) {
			return estate.NotInEstate(i.Is, i.Origin)
		}
	}
	return estate.Gap{}
}
