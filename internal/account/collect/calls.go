package collect

import (
	"slices"

	"ringwall/internal/account/wire"
)

// Scope is how often a call is made.
type Scope int

// A call is made in each Region, once in an account, or once in an organisation.
const (
	Regional Scope = iota
	Global
	Organization
)

// Call is an operation that is asked for, once or for each thing that another shows.
type Call struct {
	Service   string // as the CLI calls it
	Operation string
	Scope     Scope
	Each      []Each // none: once
	Params    wire.Params
	// None are AWS's error codes that say: there is none. The answer then has Null
	// as null. Of "CODE: TEXT" the message must have the text: the code has other
	// reasons too.
	None []string
	Null string
	// Actions that the call needs, where it is not SERVICE:OPERATION.
	Actions []string
	// As tells calls of one operation apart.
	As string
	// ByARN: several Regions show the thing, which is asked for once, in the Region of
	// its ARN.
	ByARN bool
}

// Each is the things that an operation shows, and the parameter that names one.
type Each struct {
	Operation string // of the same service
	Path      string // "Buckets[].Name"
	Param     string // "": only whether there is any
	List      bool   // the parameter is a list, of this one
	Also      string // a parameter that the operation took, and that this call takes too
	Only      string // things whose name has this in it; "": all
	Not       string // not those whose name begins so
}

// Calls lists what is asked. Every one reads: a test holds the table to that.
func Calls() []Call {
	return slices.Concat(
		networkCalls(), transitCalls(), balancerCalls(), databaseCalls(), firewallCalls(),
		identityCalls(), organizationCalls(), bucketCalls(), guardedCalls(), storeCalls(),
		gatewayCalls(), computeCalls(), storageCalls(), guardCalls(), runbookCalls(), poolCalls(), shareCalls(),
		detectionCalls(), alertCalls(), settingCalls(),
		launchCalls(), learningCalls(), brokerCalls(), buildCalls(), parameterCalls(), lifecycleCalls(),
		clusterCalls(), cacheCalls(), apartCalls(),
	)
}

// simple are calls without parameters.
func simple(service string, operations ...string) []Call {
	var out []Call
	for _, o := range operations {
		out = append(out, Call{Service: service, Operation: o})
	}
	return out
}

// of is a call for each thing that another operation of the service shows.
func of(service, operation, parent, path, param string) Call {
	return Call{Service: service, Operation: operation, Each: []Each{{Operation: parent, Path: path, Param: param}}}
}

func (c Call) with(params wire.Params) Call { c.Params = params; return c }

// inRegionOfARN says that what several Regions show is asked for once.
func (c Call) inRegionOfARN() Call { c.ByARN = true; return c }

func (c Call) once() Call { c.Scope = Global; return c }

func (c Call) needs(actions ...string) Call { c.Actions = actions; return c }

// noneIf names the error codes that say that there is none, and the member that is
// null then.
func (c Call) noneIf(null string, codes ...string) Call { c.Null, c.None = null, codes; return c }

func networkCalls() []Call {
	list := simple("ec2",
		"DescribeVpcs", "DescribeSubnets", "DescribeNetworkInterfaces", "DescribeInstances", "DescribeSecurityGroups",
		"DescribeSecurityGroupVpcAssociations", "DescribeNetworkAcls", "DescribeRouteTables", "DescribeInternetGateways",
		"DescribeEgressOnlyInternetGateways", "DescribeNatGateways", "DescribeAddresses", "DescribeVpcEndpoints",
		"DescribeVpcEndpointServiceConfigurations", "DescribeVpcEndpointConnections", "DescribeVpcPeeringConnections",
		"DescribeVpnGateways", "DescribeVpnConnections", "DescribeCustomerGateways", "DescribeManagedPrefixLists",
		"DescribeFlowLogs", "DescribeVpcBlockPublicAccessOptions", "DescribeVpcBlockPublicAccessExclusions",
	)
	return append(list,
		of("ec2", "GetManagedPrefixListEntries", "DescribeManagedPrefixLists", "PrefixLists[].PrefixListId", "PrefixListId"),
		Call{Service: "ec2", Operation: "DescribeRegions", Scope: Global},
	)
}

func transitCalls() []Call {
	const tables, table = "TransitGatewayRouteTables[].TransitGatewayRouteTableId", "TransitGatewayRouteTableId"
	list := simple("ec2", "DescribeTransitGateways", "DescribeTransitGatewayAttachments", "DescribeTransitGatewayVpcAttachments",
		"DescribeTransitGatewayPeeringAttachments", "DescribeTransitGatewayRouteTables")
	list = append(list,
		of("ec2", "GetTransitGatewayRouteTableAssociations", "DescribeTransitGatewayRouteTables", tables, table),
		of("ec2", "GetTransitGatewayRouteTablePropagations", "DescribeTransitGatewayRouteTables", tables, table),
		// A filter is required; these are all states of a route.
		of("ec2", "SearchTransitGatewayRoutes", "DescribeTransitGatewayRouteTables", tables, table).with(wire.Params{
			"Filter.1.Name": "state", "Filter.1.Value.1": "active", "Filter.1.Value.2": "blackhole", "Filter.1.Value.3": "pending",
		}),
	)
	list = append(list, simple("directconnect", "DescribeDirectConnectGateways", "DescribeVirtualInterfaces")...)
	return append(list, of("directconnect", "DescribeDirectConnectGatewayAssociations", "DescribeDirectConnectGateways",
		"directConnectGateways[].directConnectGatewayId", "directConnectGatewayId"))
}

func balancerCalls() []Call {
	const (
		service           = "elbv2"
		balancers, groups = "DescribeLoadBalancers", "DescribeTargetGroups"
		balancer, group   = "LoadBalancers[].LoadBalancerArn", "TargetGroups[].TargetGroupArn"
	)
	list := append(simple("elb", balancers), simple(service, balancers, groups)...)
	return append(list,
		of(service, "DescribeListeners", balancers, balancer, "LoadBalancerArn"),
		of(service, "DescribeLoadBalancerAttributes", balancers, balancer, "LoadBalancerArn"),
		of(service, "DescribeRules", "DescribeListeners", "Listeners[].ListenerArn", "ListenerArn"),
		of(service, "DescribeTargetHealth", groups, group, "TargetGroupArn"),
		of(service, "DescribeTargetGroupAttributes", groups, group, "TargetGroupArn"),
		Call{Service: service, Operation: "DescribeTags", Each: []Each{
			{Operation: balancers, Path: balancer, Param: "ResourceArns", List: true},
			{Operation: groups, Path: group, Param: "ResourceArns", List: true},
		}},
	)
}

func databaseCalls() []Call {
	list := simple("rds", "DescribeDBInstances", "DescribeDBClusters", "DescribeDBSubnetGroups")
	return append(list,
		Call{Service: "elasticache", Operation: "DescribeCacheClusters", Params: wire.Params{"ShowCacheNodeInfo": true}},
		Call{Service: "elasticache", Operation: "DescribeCacheSubnetGroups"},
	)
}

func firewallCalls() []Call {
	const service = "network-firewall"
	list := simple(service, "ListFirewalls", "ListFirewallPolicies", "ListRuleGroups")
	return append(list,
		of(service, "DescribeFirewall", "ListFirewalls", "Firewalls[].FirewallArn", "FirewallArn"),
		of(service, "DescribeFirewallPolicy", "ListFirewallPolicies", "FirewallPolicies[].Arn", "FirewallPolicyArn"),
		of(service, "DescribeRuleGroup", "ListRuleGroups", "RuleGroups[].Arn", "RuleGroupArn"),
	)
}
