package estate

// Firewall is an AWS Network Firewall. Traffic comes to it by routes to its
// endpoints, one in each of its subnets; they cannot be addressed and are no
// placements.
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
	// comes to it, where the source knows them; without any, AWS chooses them, and
	// does not fix in which order it lists them.
	Endpoints Items[FirewallEndpoint]
}

// FirewallEndpoint is a firewall's endpoint in one subnet.
type FirewallEndpoint struct {
	ID, Subnet Text
}

// FirewallPolicy says what a firewall does with packets.
type FirewallPolicy struct {
	Core
	Stateless         Items[FirewallReference]
	Stateful          Items[FirewallReference]
	StatelessDefault  Items[string] // "aws:pass", "aws:drop", "aws:forward_to_sfe"
	StatelessFragment Items[string]
	// StatefulDefault is for the strict order only: "aws:drop_strict",
	// "aws:drop_established", "aws:alert_strict" and their kin.
	StatefulDefault Items[string]
	RuleOrder       Value[string] // "DEFAULT_ACTION_ORDER" (default) or "STRICT_ORDER"
	// Variables are those that stand for the rule groups' own ("HOME_NET").
	Variables Items[FirewallVariable]
	Policy    *Tree
}

// FirewallReference is a rule group of a policy.
type FirewallReference struct {
	Group    Value[Text] // an ARN
	Priority Value[int]  // of stateless groups, and in the strict order
	Override Value[string]
}

// FirewallRuleGroup is a list of rules: Stateless ones, or one of the three kinds
// of stateful rules.
type FirewallRuleGroup struct {
	Core
	Kind      Value[string] // "STATELESS" or "STATEFUL"
	Stateless Items[StatelessRule]
	Stateful  Items[StatefulRule]
	// Strings and Domains say whether the group has rules as text and lists of
	// domains, which are not read.
	Strings, Domains Truth
	Addresses, Ports Items[FirewallVariable]
	Lists            Items[FirewallList]
	Rules            *Tree
}

// FirewallVariable is a name that rules use for addresses or ports: "$WEB".
type FirewallVariable struct {
	Name   Value[string]
	Values Items[string]
}

// FirewallList is a name that rules use for a prefix list: "@NAME".
type FirewallList struct {
	Name Value[string]
	List Value[Text]
}

// StatelessRule is a rule that looks at each packet alone. What is not written
// matches everything.
type StatelessRule struct {
	Origin             Origin
	Priority           Value[int]
	Actions            Items[string] // "aws:pass", "aws:drop", "aws:forward_to_sfe"; others only count
	Protocols          Items[int]
	Sources, Targets   Items[string]
	SourcePorts, Ports Items[FirewallPorts]
	Flags              Truth // it looks at TCP flags
}

// FirewallPorts is a range of ports.
type FirewallPorts struct{ From, To Value[int] }

// StatefulRule is a rule for connections, in the words of Suricata.
type StatefulRule struct {
	Origin         Origin
	Action         Value[string] // "PASS", "DROP", "REJECT", "ALERT"
	Protocol       Value[string] // "IP", "TCP", "HTTP"
	Source, Target Value[string] // "ANY", "10.0.0.0/8", "$HOME_NET", "[…]", "!…"
	SourcePort     Value[string] // "ANY", "443", "[80,443]", "1024:65535"
	Port           Value[string]
	Direction      Value[string] // "FORWARD" or "ANY"
	Keywords       Items[string] // its options: "sid", "flow"
}

// FirewallLogging says where a firewall logs.
type FirewallLogging struct {
	Core
	Firewall     Value[Text]
	Destinations *Tree // a list of LogType, LogDestinationType, LogDestination
}
