package cloudformation_test

import (
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation"
)

const firewallTemplate = `
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Group:
    Type: AWS::NetworkFirewall::RuleGroup
    Properties:
      Type: STATEFUL
      Capacity: 10
      RuleGroupName: g
      RuleGroup:
        RuleVariables:
          IPSets: {CLIENTS: {Definition: [192.0.2.0/24, 198.51.100.0/24]}}
          PortSets: {WEB: {Definition: ["80", "443"]}}
        ReferenceSets:
          IPSetReferences: {OFFICE: {ReferenceArn: !GetAtt List.Arn}}
        RulesSource:
          StatefulRules:
            - Action: DROP
              Header: {Protocol: TCP, Source: $CLIENTS, SourcePort: ANY, Direction: FORWARD, Destination: $HOME_NET, DestinationPort: $WEB}
              RuleOptions: [{Keyword: sid, Settings: ["1"]}]
  Stateless:
    Type: AWS::NetworkFirewall::RuleGroup
    Properties:
      Type: STATELESS
      Capacity: 10
      RuleGroupName: s
      RuleGroup:
        RulesSource:
          StatelessRulesAndCustomActions:
            StatelessRules:
              - Priority: 7
                RuleDefinition:
                  Actions: [aws:pass]
                  MatchAttributes:
                    Protocols: [6, 17]
                    Sources: [{AddressDefinition: 10.0.0.0/8}]
                    DestinationPorts: [{FromPort: 80, ToPort: 81}]
                    TCPFlags: [{Flags: [SYN]}]
  List: {Type: AWS::EC2::PrefixList, Properties: {PrefixListName: l, AddressFamily: IPv4, MaxEntries: 1}}
  Policy:
    Type: AWS::NetworkFirewall::FirewallPolicy
    Properties:
      FirewallPolicyName: p
      FirewallPolicy:
        StatelessDefaultActions: [aws:forward_to_sfe]
        StatelessFragmentDefaultActions: [aws:drop]
        StatelessRuleGroupReferences: [{ResourceArn: !Ref Stateless, Priority: 20}]
        StatefulRuleGroupReferences: [{ResourceArn: !Ref Group, Priority: 5, Override: {Action: DROP_TO_ALERT}}]
        StatefulDefaultActions: [aws:drop_strict]
        StatefulEngineOptions: {RuleOrder: STRICT_ORDER}
        PolicyVariables: {RuleVariables: {HOME_NET: {Definition: [10.0.0.0/8]}}}
  Firewall:
    Type: AWS::NetworkFirewall::Firewall
    Properties: {FirewallName: f, VpcId: !Ref Vpc, FirewallPolicyArn: !Ref Policy, SubnetMappings: [{SubnetId: !Ref Subnet}]}
  Route:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table
      DestinationCidrBlock: 0.0.0.0/0
      VpcEndpointId: !Select [1, !Split [":", !Select [0, !GetAtt Firewall.EndpointIds]]]
  Other:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table
      DestinationCidrBlock: 192.0.2.0/24
      VpcEndpointId: !Select ["1", !Split [":", !Select [1, !GetAtt Firewall.EndpointIds]]]
`

func firewallEstate(t *testing.T) *estate.Estate {
	return estate.New(estate.Estate{Resources: mustLoad(t, cloudformation.Options{}, "t.yaml", firewallTemplate).Resources})
}

func TestEndpointsOfAFirewallAreKnownByTheirPlace(t *testing.T) {
	e := firewallEstate(t)
	for id, want := range map[estate.ID]string{"Route": "${Firewall.EndpointIds.0}", "Other": "${Firewall.EndpointIds.1}"} {
		x, _ := e.Get(id)
		target, ok := x.(*estate.Route).Target.Known()
		if !ok || target.Kind != estate.TargetEndpoint || target.Ref.String() != want {
			t.Errorf("%s leads to %v, want %s", id, target.Ref, want)
		}
		if f, ok := e.Follow(target.Ref); !ok || f.Base().ID != "Firewall" {
			t.Errorf("%s does not lead to the firewall", id)
		}
	}
}

func TestFirewallPoliciesAreRead(t *testing.T) {
	e := firewallEstate(t)
	x, _ := e.Get("Policy")
	p := x.(*estate.FirewallPolicy)
	if order, _ := p.RuleOrder.Known(); order != "STRICT_ORDER" || p.StatefulDefault.Known[0].Is != "aws:drop_strict" || p.StatelessFragment.Known[0].Is != "aws:drop" {
		t.Errorf("%+v", p)
	}
	stateless, stateful := p.Stateless.Known[0].Is, p.Stateful.Known[0].Is
	n, _ := stateless.Priority.Known()
	m, _ := stateful.Priority.Known()
	if override, _ := stateful.Override.Known(); n != 20 || m != 5 || override != "DROP_TO_ALERT" {
		t.Errorf("priorities %d and %d, override %q", n, m, override)
	}
	if v := p.Variables.Known[0].Is; v.Values.Known[0].Is != "10.0.0.0/8" {
		t.Errorf("variables %+v", p.Variables)
	}
	if g, ok := estate.FollowTo[*estate.FirewallRuleGroup](e, must(stateful.Group)); !ok || g.ID != "Group" {
		t.Errorf("the policy does not lead to its group")
	}
}

func must(v estate.Value[estate.Text]) estate.Text {
	t, _ := v.Known()
	return t
}

func TestFirewallRulesAreRead(t *testing.T) {
	e := firewallEstate(t)
	x, _ := e.Get("Group")
	g := x.(*estate.FirewallRuleGroup)
	rule := g.Stateful.Known[0].Is
	words := ""
	for _, v := range []estate.Value[string]{rule.Action, rule.Protocol, rule.Source, rule.SourcePort, rule.Direction, rule.Target, rule.Port} {
		s, _ := v.Known()
		words += s + " "
	}
	if words != "DROP TCP $CLIENTS ANY FORWARD $HOME_NET $WEB " || rule.Keywords.Known[0].Is != "sid" {
		t.Errorf("stateful rule %q %v", words, rule.Keywords)
	}
	if len(g.Addresses.Known[0].Is.Values.Known) != 2 || g.Ports.Known[0].Is.Values.Known[1].Is != "443" {
		t.Errorf("variables %+v %+v", g.Addresses, g.Ports)
	}
	if name, _ := g.Lists.Known[0].Is.Name.Known(); name != "OFFICE" || must(g.Lists.Known[0].Is.List).String() != "${List.Arn}" {
		t.Errorf("lists %+v", g.Lists)
	}
	if !g.Strings.False.IsAlways() || !g.Domains.False.IsAlways() {
		t.Error("it has neither text nor domains")
	}
	x, _ = e.Get("Stateless")
	s := x.(*estate.FirewallRuleGroup).Stateless.Known[0].Is
	n, _ := s.Priority.Known()
	lo, _ := s.Ports.Known[0].Is.From.Known()
	if n != 7 || lo != 80 || s.Actions.Known[0].Is != "aws:pass" || s.Protocols.Known[1].Is != 17 || s.Sources.Known[0].Is != "10.0.0.0/8" || len(s.Targets.Known) != 0 || !s.Flags.True.IsAlways() {
		t.Errorf("stateless rule %+v", s)
	}
}
