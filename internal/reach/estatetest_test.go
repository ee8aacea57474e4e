package reach

import (
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// builder of small estates, in words:
//
//	b := build(t)
//	b.VPC("v", "10.0.0.0/16")
//	b.Subnet("a", "v", "10.0.0.0/24", "public")
//	b.Table("rt", "v", "a", "0.0.0.0/0 igw")
//	b.SG("web", "v", "in tcp 80 from 0.0.0.0/0")
//	b.Instance("w", "a", "web")
//	n := b.New()
//
// A name refers to the resource of that ID; "$X" is the parameter X, "=x" the
// literal x. Lists are separated by spaces.
type estateBuilder struct {
	t      testing.TB
	list   []estate.Resource
	params map[string]*scenario.Variable
	stack  string
	open   []estate.Gap
}

func build(t testing.TB) *estateBuilder {
	return &estateBuilder{t: t, params: map[string]*scenario.Variable{}, stack: "s"}
}

func (b *estateBuilder) core(id, typ string) estate.Core {
	return estate.Core{
		ID: estate.ID(id), Logical: id, Stack: b.stack, Type: typ, Region: estate.Literal("eu-west-1"),
		Origin: estate.Origin{File: "t.yaml", Line: len(b.list) + 1},
	}
}

func (b *estateBuilder) add(r estate.Resource) { b.list = append(b.list, r) }

// When puts the last resource under a guard.
func (b *estateBuilder) When(g scenario.Guard) { b.list[len(b.list)-1].Base().When = g }

func (b *estateBuilder) param(name string) *scenario.Variable {
	if b.params[name] == nil {
		b.params[name] = &scenario.Variable{Name: name, Why: "parameter without default"}
	}
	return b.params[name]
}

func (b *estateBuilder) text(name string) estate.Text {
	switch {
	case strings.HasPrefix(name, "$"):
		return estate.OfVariable(b.param(name[1:]))
	case strings.HasPrefix(name, "="):
		return estate.Literal(name[1:])
	case strings.Contains(name, "/default-"):
		id, _, _ := strings.Cut(name, "/")
		return estate.OfReference(estate.ID(id), map[bool]string{true: "DefaultSecurityGroup", false: "DefaultNetworkAcl"}[strings.HasSuffix(name, "group")])
	}
	return estate.OfReference(estate.ID(name), "")
}

func (b *estateBuilder) ref(name string) estate.Value[estate.Text] {
	if name == "" {
		return estate.Value[estate.Text]{}
	}
	return estate.Of(b.text(name), b.here())
}

func (b *estateBuilder) here() estate.Origin {
	return estate.Origin{File: "t.yaml", Line: len(b.list) + 1}
}

func (b *estateBuilder) refs(names string) estate.Items[estate.Text] {
	var out estate.Items[estate.Text]
	for _, name := range strings.Fields(names) {
		if list, ok := strings.CutPrefix(name, "$*"); ok { // a parameter that is a list
			out.Unknown = append(out.Unknown, estate.GuardedGap{Gap: estate.Gap{Variable: b.param(list)}})
			continue
		}
		out.Known = append(out.Known, estate.Item[estate.Text]{Is: b.text(name), Origin: b.here()})
	}
	return out
}

// prefixes reads a prefix, or a parameter that is one.
func (b *estateBuilder) prefix(s string) (four, six estate.Value[netip.Prefix]) {
	if name, ok := strings.CutPrefix(s, "$"); ok {
		return estate.UnknownValue[netip.Prefix](estate.Gap{Variable: b.param(name)}, b.here()), six
	}
	p, ok := estate.ParsePrefix(s)
	if !ok {
		b.t.Fatalf("not a prefix: %q", s)
	}
	if p.Addr().Is6() {
		return four, estate.Of(p, b.here())
	}
	return estate.Of(p, b.here()), six
}

func isPrefix(s string) bool {
	_, ok := estate.ParsePrefix(s)
	return ok
}

func str(s string) estate.Value[string] {
	if s == "" {
		return estate.Value[string]{}
	}
	return estate.Of(s, estate.Origin{})
}

func num(n int) estate.Value[int] { return estate.Of(n, estate.Origin{}) }

func flag(v bool) estate.Value[bool] { return estate.Of(v, estate.Origin{}) }

// services reads "tcp 80", "tcp 80-90", "icmp 8/0", "udp", "all" off the front.
func services(words []string) (protocol estate.Value[string], from, to estate.Value[int], rest []string) {
	name := words[0]
	words = words[1:]
	if name == "all" {
		return str("-1"), from, to, words
	}
	protocol = str(name)
	if len(words) == 0 || !strings.ContainsAny(words[0][:1], "0123456789-") || strings.Count(words[0], ".") > 1 {
		return protocol, from, to, words
	}
	lo, hi, ok := strings.Cut(words[0], "-")
	if strings.HasPrefix(name, "icmp") {
		lo, hi, ok = strings.Cut(words[0], "/")
	}
	x, _ := strconv.Atoi(lo)
	from, to = num(x), num(x)
	if ok {
		y, _ := strconv.Atoi(hi)
		to = num(y)
	}
	return protocol, from, to, words[1:]
}

func (b *estateBuilder) VPC(id string, blocks ...string) {
	four, _ := b.prefix(blocks[0])
	b.add(&estate.VPC{Core: b.core(id, "AWS::EC2::VPC"), CIDR: four})
	for _, p := range blocks[1:] {
		four, six := b.prefix(p)
		b.add(&estate.VPCCIDRBlock{Core: b.core(id+"/"+p, "AWS::EC2::VPCCidrBlock"), VPC: b.ref(id), IPv4: four, IPv6: six})
	}
}

// Subnet options: "public" (MapPublicIpOnLaunch), "assign6", an IPv6 block,
// "zone=x".
func (b *estateBuilder) Subnet(id, vpc, block string, options ...string) {
	s := &estate.Subnet{Core: b.core(id, "AWS::EC2::Subnet"), VPC: b.ref(vpc), HasIPv6: estate.No()}
	if block != "" {
		s.IPv4, _ = b.prefix(block)
	}
	for _, o := range options {
		switch {
		case o == "public":
			s.MapPublicIP = flag(true)
		case o == "assign6":
			s.AssignIPv6 = flag(true)
		case strings.HasPrefix(o, "zone="):
			s.AvailabilityZone = estate.Of(estate.Literal(o[5:]), estate.Origin{})
		default:
			_, s.IPv6 = b.prefix(o)
			s.HasIPv6 = estate.Yes()
		}
	}
	b.add(s)
}

func (b *estateBuilder) IGW(id, vpc string) {
	b.add(&estate.InternetGateway{Core: b.core(id, "AWS::EC2::InternetGateway")})
	if vpc != "" {
		b.add(&estate.GatewayAttachment{Core: b.core(id+"/at", "AWS::EC2::VPCGatewayAttachment"), VPC: b.ref(vpc), InternetGateway: b.ref(id)})
	}
}

func (b *estateBuilder) EgressOnly(id, vpc string) {
	b.add(&estate.EgressOnlyInternetGateway{Core: b.core(id, "AWS::EC2::EgressOnlyInternetGateway"), VPC: b.ref(vpc)})
}

func (b *estateBuilder) VGW(id, vpc string) {
	b.add(&estate.VPNGateway{Core: b.core(id, "AWS::EC2::VPNGateway")})
	b.add(&estate.GatewayAttachment{Core: b.core(id+"/at", "AWS::EC2::VPCGatewayAttachment"), VPC: b.ref(vpc), VPNGateway: b.ref(id)})
}

// VPN is a connection with static routes, or by BGP if there are none.
func (b *estateBuilder) VPN(id, gateway string, ranges ...string) {
	b.add(&estate.VPNConnection{Core: b.core(id, "AWS::EC2::VPNConnection"), VPNGateway: b.ref(gateway), StaticOnly: flag(len(ranges) > 0)})
	for _, r := range ranges {
		four, _ := b.prefix(r)
		b.add(&estate.VPNConnectionRoute{Core: b.core(id+"/"+r, "AWS::EC2::VPNConnectionRoute"), Connection: b.ref(id), Destination: four})
	}
}

func (b *estateBuilder) Propagate(gateway, tables string) {
	b.add(&estate.RoutePropagation{Core: b.core(gateway+" to "+tables, "AWS::EC2::VPNGatewayRoutePropagation"), Tables: b.refs(tables), VPNGateway: b.ref(gateway)})
}

func (b *estateBuilder) NAT(id, subnet string, private ...bool) {
	n := &estate.NATGateway{Core: b.core(id, "AWS::EC2::NatGateway"), Subnet: b.ref(subnet)}
	if len(private) > 0 {
		n.Connectivity = str("private")
	}
	b.add(n)
}

// Table routes are "destination target"; what the target is follows from the
// resource of that name, or from its kind before a colon: "nat:$Nat".
func (b *estateBuilder) Table(id, vpc, subnets string, routes ...string) {
	b.add(&estate.RouteTable{Core: b.core(id, "AWS::EC2::RouteTable"), VPC: b.ref(vpc)})
	for _, s := range strings.Fields(subnets) {
		b.add(&estate.RouteTableAssociation{Core: b.core(id+"/"+s, "AWS::EC2::SubnetRouteTableAssociation"), Subnet: b.ref(s), Table: b.ref(id)})
	}
	for _, r := range routes {
		b.Route(id, r)
	}
}

func (b *estateBuilder) Route(table, route string) {
	words := strings.Fields(route)
	r := &estate.Route{Core: b.core(table+" "+route, "AWS::EC2::Route"), Table: b.ref(table)}
	if isPrefix(words[0]) || strings.HasPrefix(words[0], "$") {
		r.IPv4, r.IPv6 = b.prefix(words[0])
	} else {
		r.PrefixList = b.ref(words[0])
	}
	kind, name, ok := strings.Cut(words[1], ":")
	if !ok {
		kind, name = b.kindOf(words[1]), words[1]
	}
	kinds := map[string]estate.RouteTargetKind{
		"gateway": estate.TargetGateway, "nat": estate.TargetNAT, "instance": estate.TargetInstance, "eni": estate.TargetInterface,
		"pcx": estate.TargetPeering, "tgw": estate.TargetTransitGateway, "eigw": estate.TargetEgressOnly, "vpce": estate.TargetEndpoint,
	}
	if name == "local" {
		name = "=local"
	}
	r.Target = estate.Of(estate.RouteTarget{Kind: kinds[kind], Ref: b.text(name)}, b.here())
	b.add(r)
}

func (b *estateBuilder) kindOf(name string) string {
	for _, r := range b.list {
		if string(r.Base().ID) != name {
			continue
		}
		switch r.(type) {
		case *estate.NATGateway:
			return "nat"
		case *estate.Instance:
			return "instance"
		case *estate.NetworkInterface:
			return "eni"
		case *estate.PeeringConnection:
			return "pcx"
		case *estate.TransitGateway:
			return "tgw"
		case *estate.EgressOnlyInternetGateway:
			return "eigw"
		case *estate.VPCEndpoint:
			return "vpce"
		}
	}
	return "gateway"
}

// SG rules are "in tcp 80 from PEER" and "out all to PEER", where a peer is a
// prefix, a group, "pl:LIST" or "$Cidr:CIDR". Without any "out" rule all is let
// out; "out none" lets nothing out.
func (b *estateBuilder) SG(id, vpc string, rules ...string) {
	g := &estate.SecurityGroup{Core: b.core(id, "AWS::EC2::SecurityGroup"), VPC: b.ref(vpc)}
	egress := estate.AllowAllEgress(g.ID, g.Origin)
	for _, text := range rules {
		if strings.HasPrefix(text, "out") && len(egress.Known) > 0 && egress.Known[0].Is.ByDefault {
			egress = estate.Items[estate.SecurityGroupRule]{}
		}
		if text == "out none" {
			continue
		}
		item := estate.Item[estate.SecurityGroupRule]{Is: b.rule(id, text)}
		if item.Is.Egress {
			egress.Known = append(egress.Known, item)
		} else {
			g.Ingress.Known = append(g.Ingress.Known, item)
		}
	}
	g.Egress = egress
	b.add(g)
}

func (b *estateBuilder) rule(owner, text string) estate.SecurityGroupRule {
	words := strings.Fields(text)
	r := estate.SecurityGroupRule{Origin: b.here(), Owner: estate.ID(owner), Egress: words[0] == "out"}
	var rest []string
	r.Protocol, r.From, r.To, rest = services(words[1:])
	peer := rest[len(rest)-1]
	switch {
	case strings.HasPrefix(peer, "pl:"):
		r.PrefixList = b.ref(peer[3:])
	case strings.HasPrefix(peer, "cidr:"):
		r.IPv4, r.IPv6 = b.prefix(peer[5:])
	case isPrefix(peer):
		r.IPv4, r.IPv6 = b.prefix(peer)
	default:
		r.Group = b.ref(peer)
	}
	return r
}

// Rule is a security group rule as a resource of its own.
func (b *estateBuilder) Rule(group, text string) {
	r := b.rule(group, text)
	b.add(&estate.SecurityGroupRuleResource{Core: b.core(group+" "+text, "AWS::EC2::SecurityGroupIngress"), Owner: b.ref(group), Rule: r})
}

func (b *estateBuilder) PrefixList(id, family string, entries ...string) {
	l := &estate.PrefixList{Core: b.core(id, "AWS::EC2::PrefixList"), Family: str(family)}
	for _, e := range entries {
		four, six := b.prefix(e)
		if family == "IPv6" {
			four = six
		}
		l.Entries.Known = append(l.Entries.Known, estate.Item[estate.Value[netip.Prefix]]{Is: four})
	}
	b.add(l)
}

// AWSList is a prefix list of AWS's own, with the entries that a live account lists.
func (b *estateBuilder) AWSList(name string, entries ...string) {
	b.PrefixList("pl-"+name, "IPv4", entries...)
	b.list[len(b.list)-1].(*estate.PrefixList).Name = estate.Of(estate.Literal(name), b.here())
}

// ACL entries are "in 100 allow tcp 443 0.0.0.0/0".
func (b *estateBuilder) ACL(id, vpc, subnets string, entries ...string) {
	b.add(&estate.NetworkACL{Core: b.core(id, "AWS::EC2::NetworkAcl"), VPC: b.ref(vpc)})
	for _, s := range strings.Fields(subnets) {
		b.add(&estate.NetworkACLAssociation{Core: b.core(id+"/"+s, "AWS::EC2::SubnetNetworkAclAssociation"), Subnet: b.ref(s), ACL: b.ref(id)})
	}
	for _, e := range entries {
		b.Entry(id, e)
	}
}

func (b *estateBuilder) Entry(acl, text string) {
	words := strings.Fields(text)
	r := estate.NetworkACLRule{Origin: b.here(), Egress: flag(words[0] == "out"), Allow: flag(words[2] == "allow")}
	if name, ok := strings.CutPrefix(words[1], "$"); ok {
		r.Number = estate.UnknownValue[int](estate.Gap{Variable: b.param(name)}, b.here())
	} else {
		x, _ := strconv.Atoi(words[1])
		r.Number = num(x)
	}
	var from, to estate.Value[int]
	var rest []string
	r.Protocol, from, to, rest = services(words[3:])
	if p, _ := r.Protocol.Known(); strings.HasPrefix(p, "icmp") {
		r.ICMPType, r.ICMPCode = from, to
	} else {
		r.From, r.To = from, to
	}
	r.IPv4, r.IPv6 = b.prefix(rest[len(rest)-1])
	b.add(&estate.NetworkACLEntry{Core: b.core(acl+" "+text, "AWS::EC2::NetworkAclEntry"), ACL: b.ref(acl), Rule: r})
}

// Instance options: "public", "private", "nocheck", "ip=10.0.0.9", "v6".
func (b *estateBuilder) Instance(id, subnet, groups string, options ...string) {
	i := &estate.Instance{Core: b.core(id, "AWS::EC2::Instance"), Subnet: b.ref(subnet), Groups: b.refs(groups)}
	spec := estate.InterfaceSpec{Subnet: i.Subnet, Groups: i.Groups}
	special := false
	for _, o := range options {
		switch {
		case o == "public" || o == "private":
			spec.PublicIP, special = flag(o == "public"), true
		case o == "nocheck":
			i.SourceDestCheck = flag(false)
		case o == "v6":
			spec.IPv6, special = flag(true), true
		case strings.HasPrefix(o, "ip="):
			for _, a := range strings.Split(o[3:], ",") {
				spec.Addresses.Known = append(spec.Addresses.Known, estate.Item[netip.Addr]{Is: netip.MustParseAddr(a)})
			}
			special = true
		default:
			b.t.Fatalf("unknown option %q", o)
		}
	}
	if special {
		i.Interfaces.Known = []estate.Item[estate.InterfaceSpec]{{Is: spec}}
	}
	b.add(i)
}

func (b *estateBuilder) ENI(id, subnet, groups string) {
	b.add(&estate.NetworkInterface{Core: b.core(id, "AWS::EC2::NetworkInterface"), Subnet: b.ref(subnet), Groups: b.refs(groups)})
}

func (b *estateBuilder) EIP(id, instance string) {
	b.add(&estate.ElasticIP{Core: b.core(id, "AWS::EC2::EIP"), Instance: b.ref(instance)})
}

func (b *estateBuilder) Peering(id, one, other string) {
	b.add(&estate.PeeringConnection{Core: b.core(id, "AWS::EC2::VPCPeeringConnection"), VPC: b.ref(one), PeerVPC: b.ref(other)})
}

func (b *estateBuilder) Lambda(id, subnets, groups string) {
	b.add(&estate.Function{Core: b.core(id, "AWS::Lambda::Function"), Subnets: b.refs(subnets), Groups: b.refs(groups)})
}

func (b *estateBuilder) DB(id, subnets, groups string, public bool) {
	b.add(&estate.SubnetGroup{Core: b.core(id+"Group", "AWS::RDS::DBSubnetGroup"), Subnets: b.refs(subnets)})
	d := &estate.DBInstance{Core: b.core(id, "AWS::RDS::DBInstance"), SubnetGroup: b.ref(id + "Group"), Groups: b.refs(groups)}
	d.PubliclyAccessible = flag(public)
	b.add(d)
}

func (b *estateBuilder) GatewayEndpoint(id, vpc, service, tables string) {
	b.add(&estate.VPCEndpoint{Core: b.core(id, "AWS::EC2::VPCEndpoint"), VPC: b.ref(vpc), Kind: str("Gateway"), Tables: b.refs(tables), Service: estate.Of(estate.Literal("com.amazonaws.eu-west-1."+service), estate.Origin{})})
}

func (b *estateBuilder) InterfaceEndpoint(id, vpc, subnets, groups string) {
	b.add(&estate.VPCEndpoint{Core: b.core(id, "AWS::EC2::VPCEndpoint"), VPC: b.ref(vpc), Kind: str("Interface"), Subnets: b.refs(subnets), Groups: b.refs(groups)})
}

func (b *estateBuilder) LB(id, kind, scheme, subnets, groups string, attributes ...string) {
	l := &estate.LoadBalancer{Core: b.core(id, "AWS::ElasticLoadBalancingV2::LoadBalancer"), Kind: str(kind), Scheme: str(scheme), Subnets: b.refs(subnets), Groups: b.refs(groups)}
	l.Attributes = settings(attributes)
	b.add(l)
}

func settings(pairs []string) estate.Attributes {
	var out estate.Attributes
	for _, p := range pairs {
		k, v, _ := strings.Cut(p, "=")
		out.Pairs.Known = append(out.Pairs.Known, estate.Item[estate.Attribute]{Is: estate.Attribute{Key: k, Value: str(v)}})
	}
	return out
}

func (b *estateBuilder) Listener(lb, protocol string, port int, group string) {
	action := estate.ListenerAction{Kind: str("forward"), TargetGroups: b.refs(group)}
	b.add(&estate.Listener{
		Core: b.core(lb+"/"+strconv.Itoa(port), "AWS::ElasticLoadBalancingV2::Listener"), LoadBalancer: b.ref(lb), Port: num(port), Protocol: str(protocol),
		Actions: estate.Items[estate.ListenerAction]{Known: []estate.Item[estate.ListenerAction]{{Is: action}}},
	})
}

func (b *estateBuilder) TargetGroup(id, vpc, protocol string, port int, kind, targets string, attributes ...string) {
	g := &estate.TargetGroup{Core: b.core(id, "AWS::ElasticLoadBalancingV2::TargetGroup"), VPC: b.ref(vpc), Kind: str(kind), Port: num(port), Protocol: str(protocol)}
	for _, t := range strings.Fields(targets) {
		g.Targets.Known = append(g.Targets.Known, estate.Item[estate.Target]{Is: estate.Target{ID: b.ref(t)}})
	}
	g.Attributes = settings(attributes)
	b.add(g)
}
