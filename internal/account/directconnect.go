package account

import (
	"ringwall/internal/estate"
)

// Direct Connect's own API writes its names in lower camel case.

// directConnectGateway reads a directConnectGateway.
func (r *reader) directConnectGateway() {
	g := &estate.DirectConnectGateway{Core: r.core("", "AWS::DirectConnect::DirectConnectGateway")}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "directConnectGatewayId":
			g.ID, g.Logical, g.Physical = r.named()
		case "directConnectGatewayName":
			g.GatewayName = r.txt()
		case "ownerAccount":
			g.Account = estate.Literal(r.intern())
		default:
			r.skip()
		}
	}
	r.add(g)
}

// directConnectAssociation reads a directConnectGatewayAssociation.
func (r *reader) directConnectAssociation() {
	a := &estate.DirectConnectAssociation{Core: r.core("", "AWS::DirectConnect::DirectConnectGatewayAssociation")}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "associationId":
			a.ID, a.Logical, a.Physical = r.named()
		case "directConnectGatewayId":
			a.Gateway = r.txt()
		case "directConnectGatewayOwnerAccount":
			a.Account = estate.Literal(r.intern())
		case "associationState":
			a.State = r.words()
		case "virtualGatewayId":
			if s := r.intern(); s != "" {
				a.With = r.values.text(s, r.at)
			}
		case "associatedGateway":
			if s := r.member("id"); s != "" {
				a.With = r.values.text(s, r.at)
			}
		case "allowedPrefixesToDirectConnectGateway":
			for _, p := range r.delegated("cidr") {
				a.Allowed.Known = append(a.Allowed.Known, item(p, r.at))
			}
		default:
			r.skip()
		}
	}
	if a.Physical == "" {
		gateway, _ := a.Gateway.Known()
		with, _ := a.With.Known()
		a.Physical = gateway.String() + "/" + with.String()
		a.ID, a.Logical = estate.ID(a.Physical), a.Physical
	}
	if state, _ := a.State.Known(); state != "disassociated" {
		r.add(a)
	}
}

// virtualInterface reads a virtualInterface.
func (r *reader) virtualInterface() {
	v := &estate.VirtualInterface{Core: r.core("", "AWS::DirectConnect::VirtualInterface")}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "virtualInterfaceId":
			v.ID, v.Logical, v.Physical = r.named()
		case "virtualInterfaceType":
			v.Kind = r.words()
		case "virtualInterfaceState":
			v.State = r.words()
		case "directConnectGatewayId":
			v.Gateway = r.txt()
		case "virtualGatewayId":
			v.VPNGateway = r.txt()
		case "ownerAccount":
			v.Account = estate.Literal(r.intern())
		case "region":
			v.Region = estate.Literal(r.intern())
		case "routeFilterPrefixes":
			for _, p := range r.delegated("cidr") {
				v.Filters.Known = append(v.Filters.Known, item(p, r.at))
			}
		case "tags":
			v.Tags = r.tagged()
		default:
			r.skip()
		}
	}
	if state, _ := v.State.Known(); state != "deleted" {
		r.add(v)
	}
}

func item[T any](x T, at estate.Origin) estate.Item[T] { return estate.Item[T]{Is: x, Origin: at} }
