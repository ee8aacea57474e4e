package estate

import (
	"strings"
	"testing"

	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

func texts(ids ...ID) Items[Text] {
	var out Items[Text]
	for _, id := range ids {
		out.Known = append(out.Known, Item[Text]{Is: OfReference(id, "")})
	}
	return out
}

func names(l Items[Text]) string {
	out := ""
	for _, i := range l.Known {
		out += i.Is.String() + " "
	}
	if len(l.Unknown) > 0 {
		out += "?"
	}
	return out
}

// public prints what is known of a placement's public address.
func public(p Placement) string {
	if b, ok := p.PublicIP.Known(); ok {
		return map[bool]string{true: "yes", false: "no"}[b]
	}
	if p.PublicIP.In(scenario.Always()).State == Unknown {
		return "?"
	}
	return [...]string{"by subnet", "by gateway", "never"}[p.PublicDefault]
}

func TestPlacementsOfEachKind(t *testing.T) {
	at := Origin{File: "t.yaml"}
	group, ref := texts("SG"), func(id ID) Value[Text] { return Of(OfReference(id, ""), at) }
	yes := Of(true, at)
	template := &LaunchTemplate{Core: core("LT", ""), Groups: texts("TemplateSG")}
	loner := &LaunchTemplate{Core: core("LTI", ""), Interfaces: Items[InterfaceSpec]{
		Known: []Item[InterfaceSpec]{{Is: InterfaceSpec{Groups: texts("NicSG"), PublicIP: yes}}}}}
	cluster := &EKSCluster{Core: core("K", ""), Subnets: texts("A", "B"), Groups: group}
	aurora := &DBCluster{Core: core("Aurora", ""), SubnetGroup: ref("Subnets"), Groups: group}
	nodes := func(template Value[Text]) *EKSNodegroup {
		return &EKSNodegroup{Core: core("N", ""), Cluster: ref("K"), Subnets: texts("A"), LaunchTemplate: template}
	}
	e := New(Estate{Resources: []Resource{
		&VPC{Core: core("V", "AWS::EC2::VPC")}, &Subnet{Core: core("A", ""), VPC: ref("V")},
		&SubnetGroup{Core: core("Subnets", ""), Subnets: texts("A", "B")}, template, loner, cluster, aurora,
	}})
	const ab, sg = "${A} ${B} ", "${SG} "
	for name, c := range map[string]struct {
		of                      Networked
		subnets, groups, public string
	}{
		"instance":              {&Instance{Subnet: ref("A"), Groups: group}, "${A} ", sg, "by subnet"},
		"instance of template":  {&Instance{Subnet: ref("A"), LaunchTemplate: ref("LTI")}, "${A} ", "${NicSG} ", "yes"},
		"group of template":     {&AutoScalingGroup{Subnets: texts("A", "B"), LaunchTemplate: ref("LT")}, ab, "${TemplateSG} ", "by subnet"},
		"group of its own nic":  {&AutoScalingGroup{Subnets: texts("A", "B"), LaunchTemplate: ref("LTI")}, ab, "${NicSG} ", "yes"},
		"group of nothing":      {&AutoScalingGroup{Subnets: texts("A")}, "${A} ", "?", "?"},
		"interface":             {&NetworkInterface{Subnet: ref("A"), Groups: group}, "${A} ", sg, "never"},
		"load balancer":         {&LoadBalancer{Subnets: texts("A", "B"), Groups: group}, ab, sg, "yes"},
		"internal one":          {&LoadBalancer{Subnets: texts("A"), Scheme: Of("internal", at)}, "${A} ", "", "no"},
		"function":              {&Function{Subnets: texts("A"), Groups: group}, "${A} ", sg, "no"},
		"interface endpoint":    {&VPCEndpoint{Kind: Of("Interface", at), Subnets: texts("A"), Groups: group}, "${A} ", sg, "no"},
		"database":              {&DBInstance{SubnetGroup: ref("Subnets"), Groups: group}, ab, sg, "by gateway"},
		"public database":       {&DBInstance{SubnetGroup: ref("Subnets"), PubliclyAccessible: yes}, ab, "", "yes"},
		"Aurora instance":       {&DBInstance{Cluster: ref("Aurora")}, ab, sg, "by gateway"},
		"of cluster elsewhere":  {&DBInstance{SubnetGroup: ref("Subnets"), Cluster: Of(Literal("theirs"), at)}, ab, "?", "by gateway"},
		"groups of the cluster": {&DBInstance{Cluster: ref("Aurora"), Groups: texts("Own")}, ab, sg, "by gateway"},
		"Aurora cluster":        {aurora, ab, sg, "no"},
		"Multi-AZ cluster":      {&DBCluster{SubnetGroup: ref("Subnets"), InstanceClass: Of("db.m6", at)}, ab, "", "by gateway"},
		"database somewhere":    {&DBInstance{SubnetGroup: Of(Literal("theirs"), at)}, "?", "", "by gateway"},
		"proxy":                 {&DBProxy{Subnets: texts("A"), Groups: group}, "${A} ", sg, "no"},
		"cache":                 {&Cache{SubnetGroup: ref("Subnets"), Groups: group}, ab, sg, "no"},
		"serverless cache":      {&Cache{Subnets: texts("B"), Groups: group}, "${B} ", sg, "no"},
		"Redshift":              {&RedshiftCluster{SubnetGroup: ref("Subnets"), PubliclyAccessible: yes}, ab, "", "yes"},
		"Redshift Serverless":   {&RedshiftWorkgroup{Subnets: texts("A")}, "${A} ", "", "no"},
		"Redshift in default":   {&RedshiftWorkgroup{}, "?", "", "no"},
		"OpenSearch":            {&SearchDomain{Subnets: texts("A"), Groups: group}, "${A} ", sg, "no"},
		"Kafka":                 {&KafkaCluster{Subnets: texts("A"), Public: yes}, "${A} ", "", "yes"},
		"DMS":                   {&ReplicationInstance{SubnetGroup: ref("Subnets")}, ab, "", "yes"},
		"mount target":          {&MountTarget{Subnet: ref("A"), Groups: group}, "${A} ", sg, "no"},
		"service":               {&ECSService{Subnets: texts("A"), Groups: group, PublicIP: yes}, "${A} ", sg, "yes"},
		"private service":       {&ECSService{Subnets: texts("A")}, "${A} ", "", "no"},
		"EKS":                   {cluster, ab, "${K/cluster-security-group} ${SG} ", "no"},
		"nodes":                 {nodes(Value[Text]{}), "${A} ", "${K/cluster-security-group} ", "by subnet"},
		"nodes of template":     {nodes(ref("LT")), "${A} ", "${TemplateSG} ", "by subnet"},
		"nodes of nic":          {nodes(ref("LTI")), "${A} ", "${NicSG} ", "yes"},
		"nodes of other":        {nodes(Of(Literal("lt-0"), at)), "${A} ", "?", "?"},
		"HTTP API's link":       {&VPCLink{Subnets: texts("A"), Groups: group}, "${A} ", sg, "no"},
		"build":                 {&BuildProject{Subnets: texts("A"), Groups: group}, "${A} ", sg, "no"},
		"transfer":              {&TransferServer{Subnets: texts("A")}, "${A} ", "", "no"},
		"transfer with address": {&TransferServer{Subnets: texts("A"), PublicIPs: texts("EIP")}, "${A} ", "", "yes"},
	} {
		got := c.of.Placements(e)
		if len(got) != 1 {
			t.Errorf("%s: %d placements", name, len(got))
			continue
		}
		p := got[0]
		if s, g, a := names(p.Subnets), names(p.Groups), public(p); s != c.subnets || g != c.groups || a != c.public {
			t.Errorf("%s: in %q with %q, public %s; want %q with %q, public %s", name, s, g, a, c.subnets, c.groups, c.public)
		}
	}
}

func TestWhatHasNoInterfacesHasNoPlacement(t *testing.T) {
	for name, n := range map[string]Networked{
		"function": &Function{}, "gateway endpoint": &VPCEndpoint{Kind: Of("Gateway", Origin{})}, "public domain": &SearchDomain{},
		"bridge service": &ECSService{}, "REST API's link": &VPCLink{Targets: texts("NLB")}, "build": &BuildProject{}, "transfer": &TransferServer{},
	} {
		if got := n.Placements(New(Estate{})); len(got) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestDirectionsAndPortsOfPlacements(t *testing.T) {
	mount := (&MountTarget{Subnet: Of(OfReference("A", ""), Origin{})}).Placements(nil)[0]
	if s, ok := mount.Listens.Known(); !ok || !s.Equal(traffic.Ports(traffic.TCP, 2049, 2049)) || !mount.InboundOnly {
		t.Errorf("mount target: %+v", mount)
	}
	if link := (&VPCLink{Subnets: texts("A")}).Placements(nil)[0]; !link.OutboundOnly {
		t.Errorf("link: %+v", link)
	}
	if f := (&Function{Subnets: texts("A")}).Placements(nil)[0]; !f.OutboundOnly {
		t.Errorf("function: %+v", f)
	}
}

func TestLoadBalancersListenOnTheirListeners(t *testing.T) {
	isX := scenario.Atom(paramA, "x")
	lb := &LoadBalancer{Core: core("LB", ""), Listeners: []ClassicListener{
		{Protocol: Of("HTTP", Origin{}), Port: Of(80, Origin{})},
		{When: isX, Protocol: Of("SSL", Origin{}), Port: Of(443, Origin{})},
	}}
	apart := &Listener{Core: core("L", ""), LoadBalancer: Of(OfReference("LB", ""), Origin{}), Protocol: Of("UDP", Origin{}), Port: Of(53, Origin{})}
	e := New(Estate{Resources: []Resource{lb, apart}})
	got := lb.Placements(e)[0].Listens
	always := traffic.Ports(traffic.TCP, 80, 80).Union(traffic.Ports(traffic.UDP, 53, 53))
	if a := got.In(isX.Not()); a.State != Known || !a.Is.Equal(always) {
		t.Errorf("without the condition: %v %v", a.State, a.Is)
	}
	if a := got.In(isX); a.State != Known || !a.Is.Equal(always.Union(traffic.Ports(traffic.TCP, 443, 443))) {
		t.Errorf("with it: %v %v", a.State, a.Is)
	}
}

func TestWhatEKSMakesIsImplied(t *testing.T) {
	ref := func(id ID) Value[Text] { return Of(OfReference(id, ""), Origin{}) }
	subnet := &Subnet{Core: core("A", ""), VPC: ref("V")}
	open := &EKSNodegroup{Core: core("Open", ""), Cluster: ref("K"), Subnets: texts("A"), SSHKey: Of(Literal("key"), Origin{})}
	shut := &EKSNodegroup{Core: core("Shut", ""), Cluster: ref("K"), Subnets: texts("A"), SSHKey: Of(Literal("key"), Origin{}), SSHSources: texts("Bastion")}
	e := New(Estate{Resources: []Resource{subnet, &EKSCluster{Core: core("K", ""), Subnets: texts("A")}, open, shut}})
	if r, ok := e.Follow(OfReference("K", "ClusterSecurityGroupId")); !ok || r.Base().ID != "K/cluster-security-group" {
		t.Errorf("GetAtt of the cluster's group: %v %v", r, ok)
	}
	anyone := func(id ID) bool {
		r, _ := e.Get(id)
		rules := e.RulesOf(r.(*SecurityGroup), false).Known
		_, wide := rules[0].Is.IPv4.Known()
		return len(rules) == 1 && wide
	}
	if !anyone("Open/remote-access-security-group") || anyone("Shut/remote-access-security-group") {
		t.Error("a key without source groups opens SSH to everyone, with them it does not")
	}
	if got := names(open.Placements(e)[0].Groups); got != "${K/cluster-security-group} ${Open/remote-access-security-group} " {
		t.Errorf("got %s", got)
	}
}

func TestMachinesOfLaunchTemplatesInEachScenario(t *testing.T) {
	isX := scenario.Atom(paramA, "x")
	at := Origin{File: "t.yaml"}
	named := &LaunchTemplate{Core: core("Named", ""), TemplateName: Of(Literal("lt"), at), Groups: texts("Web")}
	other := &LaunchTemplate{Core: core("Other", ""), Groups: texts("App"), Interfaces: Items[InterfaceSpec]{
		Known: []Item[InterfaceSpec]{{When: isX, Is: InterfaceSpec{PublicIP: Of(true, at), Groups: texts("Nic")}}}}}
	e := New(Estate{Resources: []Resource{named, other, &NetworkInterface{Core: core("Eni", "")}}})
	subnet, param := Of(OfReference("A", ""), at), Of(OfVariable(paramA), at)
	existing := func(ref Text) Items[InterfaceSpec] {
		return Items[InterfaceSpec]{Known: []Item[InterfaceSpec]{{Is: InterfaceSpec{Existing: Of(ref, at)}}}}
	}
	either := OfAlternatives(at, Alternative[Text]{When: isX, State: Known, Is: OfReference("Named", "")},
		Alternative[Text]{When: isX.Not(), State: Known, Is: Literal("lt-0")})
	for name, c := range map[string]struct {
		of   Networked
		want string // when: subnets, groups, public
	}{
		"template by name":        {&Instance{Subnet: subnet, LaunchTemplate: Of(Literal("lt"), at)}, "always: ${A} ${Web} by subnet"},
		"template elsewhere":      {&Instance{Subnet: subnet, LaunchTemplate: param}, "always: ${A} ? by subnet"},
		"all of it elsewhere":     {&Instance{LaunchTemplate: param}, "always: ? ? ?"},
		"groups of its own":       {&Instance{Subnet: subnet, Groups: texts("Own"), LaunchTemplate: param}, "always: ${A} ${Own} by subnet"},
		"one of two templates":    {&Instance{Subnet: subnet, LaunchTemplate: either}, "always: ${A} ${Web} ? by subnet"},
		"interfaces by condition": {&Instance{Subnet: subnet, LaunchTemplate: Of(OfReference("Other", ""), at)}, "x: ${A} ${Nic} yes; not x: ${A} ${App} by subnet"},
		"existing interface":      {&Instance{Interfaces: existing(OfReference("Eni", ""))}, ""},
		"interface elsewhere":     {&Instance{Interfaces: existing(Literal("eni-0"))}, "always: ? ? ?"},
		"override": {&AutoScalingGroup{Subnets: texts("A"), LaunchTemplate: Of(Literal("lt"), at), Overrides: texts("Other")},
			"always: ${A} ${Web} by subnet; x: ${A} ${Nic} yes; not x: ${A} ${App} by subnet"},
	} {
		var got []string
		for _, p := range c.of.Placements(e) {
			when := "always"
			if p.When.Equal(isX) {
				when = "x"
			} else if p.When.Equal(isX.Not()) {
				when = "not x"
			}
			got = append(got, strings.Join([]string{when + ":", strings.TrimSpace(names(p.Subnets)), strings.TrimSpace(names(p.Groups)), public(p)}, " "))
		}
		if have := strings.Join(got, "; "); have != c.want {
			t.Errorf("%s: %q, want %q", name, have, c.want)
		}
	}
}
