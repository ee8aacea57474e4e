//go:build linux

package lab

import (
	"fmt"

	"ringwall/internal/estate"
)

func (a *author) transit(g *transit) {
	a.add(&estate.TransitGateway{
		Core: a.core("tgw", "AWS::EC2::TransitGateway"), DefaultAssociation: known("disable"), DefaultPropagation: known("disable"), GroupReferencing: known(able(g.refs)),
	})
	for _, x := range g.attachments {
		out := &estate.TransitGatewayAttachment{Core: a.core(x.name, "AWS::EC2::TransitGatewayAttachment"), Gateway: ref("tgw"), VPC: ref(x.vpc.name)}
		out.Options = options("Ipv6Support", able(x.six), "SecurityGroupReferencingSupport", able(x.refs))
		for _, s := range x.subnets {
			out.Subnets.Known = append(out.Subnets.Known, estate.Item[estate.Text]{Is: estate.OfReference(estate.ID(s.name), "")})
		}
		a.add(out)
		if x.table != nil {
			a.add(&estate.TransitGatewayAssociation{Core: a.core(x.name+"Association", "AWS::EC2::TransitGatewayRouteTableAssociation"), Table: ref(x.table.name), Attachment: ref(x.name)})
		}
	}
	for _, t := range g.tables {
		a.transitTable(t)
	}
}

func able(on bool) string { return map[bool]string{false: "disable", true: "enable"}[on] }

// options is an object of names and values.
func options(pairs ...string) *estate.Tree {
	t := &estate.Tree{Kind: estate.Map}
	for k := 0; k < len(pairs); k += 2 {
		t.Fields = append(t.Fields, estate.Field{Name: pairs[k], Value: estate.NewScalar(estate.Literal(pairs[k+1]), estate.Origin{})})
	}
	return t
}

func (a *author) transitTable(t *transitTable) {
	a.add(&estate.TransitGatewayRouteTable{Core: a.core(t.name, "AWS::EC2::TransitGatewayRouteTable"), Gateway: ref("tgw")})
	for _, x := range t.propagated {
		a.add(&estate.TransitGatewayPropagation{Core: a.core(t.name+x.name, "AWS::EC2::TransitGatewayRouteTablePropagation"), Table: ref(t.name), Attachment: ref(x.name)})
	}
	for k, r := range t.static {
		out := &estate.TransitGatewayRoute{Core: a.core(fmt.Sprint(t.name, "Route", k), "AWS::EC2::TransitGatewayRoute"), Table: ref(t.name), Destination: known(r.to), Blackhole: known(r.attachment == nil)}
		if r.attachment != nil {
			out.Attachment = ref(r.attachment.name)
		}
		a.add(out)
	}
}
