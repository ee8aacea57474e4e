package diagram

import (
	"strings"

	"ringwall/internal/estate"
)

// addBorder puts what stands on a VPC's border there; it reports whether the
// resource is such a thing.
func (s *surveyor) addBorder(r estate.Resource) bool {
	c := r.Base()
	switch r := r.(type) {
	case *estate.InternetGateway:
		s.scene.internet = true
		s.attach(s.itemOf(c), c)
	case *estate.VPNGateway:
		s.attach(s.itemOf(c), c)
	case *estate.EgressOnlyInternetGateway:
		s.scene.internet = true
		v := s.vpcOf(r.VPC, c)
		v.top = append(v.top, s.itemOf(c))
	case *estate.VPCEndpoint:
		i := s.itemOf(c)
		kind, ok := pick(r.Kind.Or("Gateway"))
		if ok {
			i.noun = map[string]string{"Gateway": "gateway endpoint", "Interface": "interface endpoint", "GatewayLoadBalancer": "firewall endpoint"}[kind]
			i.noun = or(i.noun, "VPC endpoint")
		}
		i.note = i.noun
		if name, ok := pick(r.Service); ok {
			i.name = serviceName(name.String())
		}
		v := s.vpcOf(r.VPC, c)
		v.right = append(v.right, i)
	case *estate.PeeringConnection:
		v := s.vpcOf(r.VPC, c)
		v.bottom = append(v.bottom, s.itemOf(c))
	case *estate.TransitGatewayAttachment:
		if r.Kind != "" && r.Kind != "vpc" {
			s.scene.fine++
			return true
		}
		v := s.vpcOf(r.VPC, c)
		v.bottom = append(v.bottom, s.itemOf(c))
	default:
		return false
	}
	return true
}

// attach puts a gateway on the border of the VPC that it is attached to.
func (s *surveyor) attach(i *item, c *estate.Core) {
	if v := s.vpcs[s.gates[c.ID]]; v != nil {
		v.top = append(v.top, i)
		return
	}
	i.doubt = or(i.doubt, "it is attached to no VPC of the sources")
	s.panel(i, c, s.kinds.of(c.Type))
}

// serviceName is how people call the service of an endpoint: "s3" of
// com.amazonaws.eu-west-1.s3.
func serviceName(full string) string {
	full = clean(full)
	rest, ok := strings.CutPrefix(full, "com.amazonaws.")
	if !ok {
		return or(full, "service unknown")
	}
	if _, name, ok := strings.Cut(rest, "."); ok && name != "" {
		return name
	}
	return rest
}
