package estate

// Firewall is an AWS Network Firewall. Traffic comes to it by routes to its
// endpoints; they cannot be addressed and are no placements.
type Firewall struct {
	Core
	VPC             Value[Text]
	Policy          Value[Text]
	Subnets         Items[Text]
	TransitGateway  Value[Text]
	DeleteProtected Value[bool] // default false
	SubnetProtected Value[bool] // default false
	PolicyProtected Value[bool] // default false
	// Endpoints are the Gateway Load Balancer endpoints through which traffic
	// comes to it, by subnet: a live fact.
	Endpoints []FirewallEndpoint
}

// FirewallEndpoint is a firewall's endpoint in one subnet.
type FirewallEndpoint struct {
	Subnet, Endpoint Text
}

// FirewallPolicy says what a firewall does with packets.
type FirewallPolicy struct {
	Core
	Stateless         Items[Text] // rule groups
	Stateful          Items[Text]
	StatelessDefault  Items[string] // "aws:pass", "aws:drop", "aws:forward_to_sfe"
	StatelessFragment Items[string]
	StatefulDefault   Items[string]
	RuleOrder         Value[string] // "DEFAULT_ACTION_ORDER" (default) or "STRICT_ORDER"
	Policy            *Tree
}

// FirewallRuleGroup is a list of rules.
type FirewallRuleGroup struct {
	Core
	Kind  Value[string] // "STATELESS" or "STATEFUL"
	Rules *Tree
}

// FirewallLogging says where a firewall logs.
type FirewallLogging struct {
	Core
	Firewall     Value[Text]
	Destinations *Tree // a list of LogType, LogDestinationType, LogDestination
}
