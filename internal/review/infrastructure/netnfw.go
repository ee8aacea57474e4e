package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// FirewallConfig is NET-NFW-CONFIG.
func FirewallConfig() *review.Rule {
	return &review.Rule{
		ID: "NET-NFW-CONFIG", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Network Firewall has rules, drops or forwards the rest, logs, and stands in several zones",
		Why: "A firewall whose policy has no rules, or whose default passes what no rule matches, looks like protection on the " +
			"diagram and inspects nothing. Without logs nobody sees what it stopped, and one wrong command takes it out of the way.",
		Fix: "Give the policy rule groups, set StatelessDefaultActions and StatelessFragmentDefaultActions to aws:forward_to_sfe (or " +
			"aws:drop), add a LoggingConfiguration, DeleteProtection and SubnetChangeProtection, and a subnet in each Availability Zone.",
		Needs: []string{"J"},
		References: []string{
			"FSBP NetworkFirewall.1", "FSBP NetworkFirewall.2", "FSBP NetworkFirewall.3", "FSBP NetworkFirewall.4", "FSBP NetworkFirewall.5",
			"FSBP NetworkFirewall.6", "FSBP NetworkFirewall.9", "FSBP NetworkFirewall.10", "WA SEC05-BP04",
		},
		Specimen: firewallTemplate("aws:pass"), Twin: firewallTemplate("aws:forward_to_sfe"),
		Check: checkFirewalls,
	}
}

func firewallTemplate(action string) string {
	return `Resources:
  Rules:
    Type: AWS::NetworkFirewall::RuleGroup
    Properties:
      RuleGroupName: domains
      Type: STATEFUL
      Capacity: 10
      RuleGroup: {RulesSource: {RulesSourceList: {GeneratedRulesType: ALLOWLIST, Targets: [.example.com], TargetTypes: [TLS_SNI]}}}
  Policy:
    Type: AWS::NetworkFirewall::FirewallPolicy
    Properties:
      FirewallPolicyName: egress
      FirewallPolicy:
        StatelessDefaultActions: [` + action + `]
        StatelessFragmentDefaultActions: [aws:forward_to_sfe]
        StatefulRuleGroupReferences: [{ResourceArn: !GetAtt Rules.RuleGroupArn}]
  Firewall:
    Type: AWS::NetworkFirewall::Firewall
    Properties:
      FirewallName: egress
      FirewallPolicyArn: !Ref Policy
      VpcId: vpc-1
      SubnetMappings: [{SubnetId: subnet-1}, {SubnetId: subnet-2}]
      DeleteProtection: true
      SubnetChangeProtection: true
  Logging:
    Type: AWS::NetworkFirewall::LoggingConfiguration
    Properties:
      FirewallArn: !Ref Firewall
      LoggingConfiguration:
        LogDestinationConfigs: [{LogType: ALERT, LogDestinationType: CloudWatchLogs, LogDestination: {logGroup: firewall}}]
`
}

func checkFirewalls(p *review.Pass) {
	for _, f := range estate.All[*estate.FirewallPolicy](p.Estate) {
		ruled := f.Stateless.IsEmpty().And(f.Stateful.IsEmpty())
		// A firewall that drops by default needs no rules to stop everything.
		passes := review.AnyItem(f.StatefulDefault, func(s string) estate.Truth { return holds(strings.HasPrefix(s, "aws:drop")) }).Not().
			And(review.AnyItem(f.StatelessDefault, func(s string) estate.Truth { return holds(s == "aws:drop") }).Not())
		p.JudgeParts(f, []review.Part{
			{Bad: ruled.And(passes), Says: "the policy has no rule groups", Severity: finding.Medium},
			{Bad: passing(f.StatelessDefault), Says: "packets that no stateless rule matches are passed uninspected", Severity: finding.Medium, At: f.StatelessDefault.Origin},
			{Bad: passing(f.StatelessFragment), Says: "fragments that no stateless rule matches are passed uninspected", Severity: finding.Medium, At: f.StatelessFragment.Origin},
		}, review.Detail{})
	}
	for _, g := range estate.All[*estate.FirewallRuleGroup](p.Estate) {
		stateless := estate.When(g.Kind, false, func(s string) bool { return strings.EqualFold(s, "STATELESS") })
		p.Judge(g, stateless.And(g.Stateless.IsEmpty()), review.Detail{Message: "the stateless rule group has no rules", Severity: finding.Low, Weighed: true})
	}
	for _, f := range estate.All[*estate.Firewall](p.Estate) {
		logged := estate.No()
		for _, l := range estate.All[*estate.FirewallLogging](p.Estate) {
			some := !l.Destinations.IsMissing() && (l.Destinations.Kind != estate.List || len(l.Destinations.Items) > 0)
			logged = logged.Or(review.Refers(p.Estate, l.Firewall, f).And(holds(some)).Given(l.When))
		}
		p.JudgeParts(f, []review.Part{
			{Bad: p.Lacks(logged), Says: "the firewall doesn't log", Severity: finding.Low},
			{Bad: oneMember(f.Subnets).And(estate.IsAbsent(f.TransitGateway)), Says: "it stands in one Availability Zone only", Severity: finding.Low, At: f.Subnets.Origin},
			{Bad: estate.Is(f.DeleteProtected, false), Says: "deletion protection is off", Severity: finding.Low, At: f.DeleteProtected.Origin},
			{Bad: estate.Is(f.SubnetProtected, false), Says: "its subnets can be changed", Severity: finding.Info, At: f.SubnetProtected.Origin},
		}, review.Detail{})
	}
}

// passing is true of default actions that let packets through.
func passing(actions estate.Items[string]) estate.Truth {
	return review.AnyItem(actions, func(s string) estate.Truth { return holds(s == "aws:pass") })
}

// oneMember is true of a list with one member; a parameter may be a list.
func oneMember(subnets estate.Items[estate.Text]) estate.Truth {
	if len(subnets.Known) != 1 || len(subnets.Unknown) > 0 {
		return estate.No()
	}
	if _, open := subnets.Known[0].Is.Variable(); open {
		return estate.No()
	}
	return estate.Holds(subnets.Known[0].When)
}
