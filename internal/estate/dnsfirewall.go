package estate

// DNSFirewallRules are rules of Route 53 Resolver DNS Firewall.
type DNSFirewallRules struct {
	Core
	Actions Items[string] // of its rules: "ALLOW", "BLOCK", "ALERT"
}

// DNSFirewallAssociation puts rules on a VPC.
type DNSFirewallAssociation struct {
	Core
	Rules Value[Text]
	VPC   Value[Text]
}
