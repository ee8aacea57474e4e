package cloudformation

import (
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func TestEgressIsOpenUnlessRulesAreWritten(t *testing.T) {
	rule := "{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}"
	for properties, want := range map[string]struct{ ifTrue, ifFalse int }{ // rules by default
		"{}":                                    {2, 2},
		"{SecurityGroupEgress: []}":             {2, 2},
		"{SecurityGroupEgress: [" + rule + "]}": {0, 0},
		"{SecurityGroupEgress: !if [C, [" + rule + "], !none ]}": {0, 2},
		"{SecurityGroupEgress: [!if [C, " + rule + ", !none ]]}": {0, 2},
		"{SecurityGroupEgress: !if [C, [], [" + rule + "]]}":     {2, 0},
	} {
		vars := map[string]*scenario.Variable{"C": {Name: "C"}}
		g := decoded(t, "AWS::EC2::SecurityGroup", properties, vars).(*estate.SecurityGroup)
		yes := scenario.Atom(vars["C"], "true")
		if a, b := byDefault(g, yes), byDefault(g, yes.Not()); a != want.ifTrue || b != want.ifFalse {
			t.Errorf("%s: %d and %d default rules, want %d and %d", properties, a, b, want.ifTrue, want.ifFalse)
		}
	}
	vars := map[string]*scenario.Variable{}
	c := estate.Core{ID: "X", Properties: &estate.Tree{Kind: estate.Map, Open: &scenario.Variable{Name: "macro"}}}
	g := securityGroup(c).(*estate.SecurityGroup)
	if len(g.Egress.Unknown) != 1 || len(g.Egress.Known) != 0 || len(vars) != 0 {
		t.Errorf("a macro may write egress rules: %+v", g.Egress)
	}
}

func byDefault(g *estate.SecurityGroup, world scenario.Guard) int {
	n := 0
	items, _, _ := g.Egress.In(world)
	for _, i := range items {
		if i.Is.ByDefault {
			n++
		}
	}
	return n
}

func TestRulesReadEveryPeer(t *testing.T) {
	g := decoded(t, "AWS::EC2::SecurityGroup", `
SecurityGroupIngress:
  - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 192.0.2.1/32, Description: d}
  - {IpProtocol: -1, CidrIpv6: "::/0"}
  - {IpProtocol: udp, FromPort: 53, ToPort: 53, SourceSecurityGroupId: !ref S}
  - {IpProtocol: tcp, SourceSecurityGroupName: name}
  - {IpProtocol: tcp, SourcePrefixListId: pl-1}
SecurityGroupEgress:
  - {IpProtocol: tcp, DestinationSecurityGroupId: !ref D}
  - {IpProtocol: tcp, DestinationPrefixListId: pl-2}
`, nil).(*estate.SecurityGroup)
	var got []string
	for _, l := range []estate.Items[estate.SecurityGroupRule]{g.Ingress, g.Egress} {
		for _, i := range l.Known {
			if p, ok := i.Is.IPv4.Known(); ok {
				got = append(got, p.String())
			}
			if p, ok := i.Is.IPv6.Known(); ok {
				got = append(got, p.String())
			}
			if x, ok := i.Is.Group.Known(); ok {
				got = append(got, x.String())
			}
			if x, ok := i.Is.PrefixList.Known(); ok {
				got = append(got, x.String())
			}
		}
	}
	want := []string{"192.0.2.1/32", "::/0", "${S}", "name", "pl-1", "${D}", "pl-2"}
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("peer %d: got %s, want %s", i, got[i], want[i])
		}
	}
	lone := decoded(t, "AWS::EC2::SecurityGroupEgress", "{GroupId: !ref G, IpProtocol: tcp, DestinationSecurityGroupId: !ref D}", nil).(*estate.SecurityGroupRuleResource)
	if owner, _ := lone.Owner.Known(); owner.String() != "${G}" || !lone.Rule.Egress || lone.Rule.Origin != lone.Origin {
		t.Errorf("got %+v", lone)
	}
}

func TestRouteTargetsByScenario(t *testing.T) {
	vars := map[string]*scenario.Variable{"Public": {Name: "Public"}}
	r := decoded(t, "AWS::EC2::Route", `
DestinationCidrBlock: 0.0.0.0/0
GatewayId: !if [Public, !ref IGW, !none ]
NatGatewayId: !if [Public, !none , !ref NAT]
`, vars).(*estate.Route)
	yes := scenario.Atom(vars["Public"], "true")
	if a := r.Target.In(yes); a.Is.Kind != estate.TargetGateway || a.Is.Ref.String() != "${IGW}" {
		t.Errorf("public: %+v", a)
	}
	if a := r.Target.In(yes.Not()); a.Is.Kind != estate.TargetNAT || a.Is.Ref.String() != "${NAT}" {
		t.Errorf("private: %+v", a)
	}
	for property, kind := range map[string]estate.RouteTargetKind{
		"GatewayId": estate.TargetGateway, "NatGatewayId": estate.TargetNAT, "InstanceId": estate.TargetInstance,
		"NetworkInterfaceId": estate.TargetInterface, "VpcPeeringConnectionId": estate.TargetPeering,
		"TransitGatewayId": estate.TargetTransitGateway, "EgressOnlyInternetGatewayId": estate.TargetEgressOnly,
		"VpcEndpointId": estate.TargetEndpoint, "LocalGatewayId": estate.TargetOther, "CarrierGatewayId": estate.TargetOther,
		"CoreNetworkArn": estate.TargetOther,
	} {
		r := decoded(t, "AWS::EC2::Route", "{"+property+": !ref T}", nil).(*estate.Route)
		if got, ok := r.Target.Known(); !ok || got.Kind != kind || got.Ref.String() != "${T}" {
			t.Errorf("%s: got %+v", property, got)
		}
	}
}

func TestSubnetsHaveIPv6WhereItIsWritten(t *testing.T) {
	vars := map[string]*scenario.Variable{"C": {Name: "C"}}
	yes := scenario.Atom(vars["C"], "true")
	for properties, want := range map[string]scenario.Guard{
		"{}":                                  scenario.Never(),
		"{Ipv6CidrBlock: !var Block}":         scenario.Always(),
		"{Ipv6CidrBlock: !if [C, x, !none ]}": yes,
		"{Ipv6IpamPoolId: pool}":              scenario.Always(),
		"{Ipv6Native: true}":                  scenario.Always(),
		"{Ipv6Native: false}":                 scenario.Never(),
	} {
		s := decoded(t, "AWS::EC2::Subnet", properties, vars).(*estate.Subnet)
		if !s.HasIPv6.True.Equal(want) || !s.HasIPv6.False.Equal(want.Not()) {
			t.Errorf("%s: %+v", properties, s.HasIPv6)
		}
	}
}

func TestInterfacesAskForIPv6(t *testing.T) {
	for properties, want := range map[string]string{
		"{}": "absent", "{Ipv6AddressCount: 1}": "true", "{Ipv6AddressCount: 0}": "false",
		"{Ipv6Addresses: [{Ipv6Address: '2001:db8::1'}]}": "true", "{Ipv6AddressCount: !var N}": "unknown",
	} {
		if got := shown(fieldAt(decoded(t, "AWS::EC2::NetworkInterface", properties, nil), "IPv6")); got != want {
			t.Errorf("%s: got %s, want %s", properties, got, want)
		}
	}
	n := decoded(t, "AWS::EC2::NetworkInterface", "{PrivateIpAddress: 10.0.0.4, PrivateIpAddresses: [{PrivateIpAddress: 10.0.0.5}]}", nil)
	if got := shown(fieldAt(n, "Addresses")); got != "10.0.0.4,10.0.0.5" {
		t.Errorf("got %s", got)
	}
}

func TestTextsAreCutAtCommas(t *testing.T) {
	joined := estate.Concat(estate.OfReference("A", ""), estate.Literal(", "), estate.OfReference("B", ""), estate.Literal(",subnet-3,"))
	got := cutAtCommas(joined)
	if len(got) != 3 || got[0].String() != "${A}" || got[1].String() != "${B}" || got[2].String() != "subnet-3" {
		t.Errorf("got %v", got)
	}
	if _, ok := got[0].Reference(); !ok {
		t.Error("a reference stays one")
	}
}

func TestTagsInEitherShape(t *testing.T) {
	for _, source := range []string{
		"[{Key: tier, Value: data}, {Key: Name, Value: !ref R}]",
		"{tier: data, Name: !ref R}",
		"[{Key: Other}, {Key: tier, Value: data, PropagateAtLaunch: true}, {Key: Name, Value: !ref R}]",
	} {
		got := tags(propertyTree(t, source, map[string]*scenario.Variable{}))
		tier, _ := got.Get("tier").Known()
		name, _ := got.Get("Name").Known()
		if tier.String() != "data" || name.String() != "${R}" || got.Get("owner").In(scenario.Always()).State != estate.Absent {
			t.Errorf("%s: tier %v, Name %v", source, tier, name)
		}
	}
	vars := map[string]*scenario.Variable{"C": {Name: "C"}}
	got := tags(propertyTree(t, "[!if [C, {Key: tier, Value: data}, !none ]]", vars)).Get("tier")
	yes := scenario.Atom(vars["C"], "true")
	if got.In(yes).Is.String() != "data" || got.In(yes.Not()).State != estate.Absent {
		t.Errorf("got %+v", got.Alternatives())
	}
}

func TestTagsUnderOtherNames(t *testing.T) {
	for typ, properties := range map[string]string{
		"AWS::EFS::FileSystem": "{FileSystemTags: [{Key: tier, Value: data}]}", "AWS::Cognito::UserPool": "{UserPoolTags: {tier: data}}",
		"AWS::Route53::HostedZone": "{HostedZoneTags: [{Key: tier, Value: data}]}", "AWS::Backup::BackupVault": "{BackupVaultTags: {tier: data}}",
		"AWS::Backup::BackupPlan": "{BackupPlanTags: {tier: data}}", "AWS::Cognito::IdentityPool": "{IdentityPoolTags: [{Key: tier, Value: data}]}",
		"AWS::EC2::LaunchTemplate": "{TagSpecifications: [{ResourceType: launch-template, Tags: [{Key: tier, Value: data}]}]}",
	} {
		r := decoded(t, typ, properties, nil)
		if v, _ := r.Base().Tags.Get("tier").Known(); v.String() != "data" {
			t.Errorf("%s: %+v", typ, r.Base().Tags)
		}
	}
}

func TestClassicListenersKeepTheirScenario(t *testing.T) {
	vars := map[string]*scenario.Variable{"C": {Name: "C"}}
	l := decoded(t, "AWS::ElasticLoadBalancing::LoadBalancer", `
Listeners:
  - {LoadBalancerPort: 80, InstancePort: 8080, Protocol: HTTP}
  - !if [C, {LoadBalancerPort: 443, InstancePort: 8080, Protocol: SSL, InstanceProtocol: TCP}, !none ]
`, vars).(*estate.LoadBalancer)
	yes := scenario.Atom(vars["C"], "true")
	if len(l.Listeners) != 2 || !l.Listeners[0].When.IsAlways() || !l.Listeners[1].When.Equal(yes) {
		t.Fatalf("got %+v", l.Listeners)
	}
	if p, _ := l.Listeners[0].InstanceProtocol.Known(); p != "HTTP" {
		t.Errorf("the instance's protocol is the listener's by default, got %q", p)
	}
}

func TestAttributesOfLoadBalancers(t *testing.T) {
	vars := map[string]*scenario.Variable{"C": {Name: "C"}}
	l := decoded(t, "AWS::ElasticLoadBalancingV2::LoadBalancer", `
LoadBalancerAttributes:
  - {Key: access_logs.s3.enabled, Value: true}
  - !if [C, {Key: deletion_protection.enabled, Value: true}, !none ]
`, vars).(*estate.LoadBalancer)
	if v, _ := l.Attributes.Get("access_logs.s3.enabled").Known(); v != "true" {
		t.Errorf("got %q", v)
	}
	yes := scenario.Atom(vars["C"], "true")
	v := l.Attributes.Get("deletion_protection.enabled")
	if v.In(yes).Is != "true" || v.In(yes.Not()).State != estate.Absent {
		t.Errorf("with the condition %+v, without %+v", v.In(yes), v.In(yes.Not()))
	}
	if s := l.Attributes.Get("nothing").In(scenario.Always()).State; s != estate.Absent {
		t.Errorf("got %v", s)
	}
}
