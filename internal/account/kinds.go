package account

import (
	"maps"
	"path"
	"strings"
	"sync"

	"ringwall/internal/estate"
)

// kind is what a top-level key holds.
type kind struct {
	command string // that prints it
	read    func(*reader)
	single  bool // one record, not a list
	common  bool // other services use the key too
	// list is the listing that the key is a part of, if that has another name.
	list estate.ListingKind
	// apart: it says nothing of networks. Of a network without it nothing is missing.
	apart bool
	// global: it is of the account in all Regions.
	global bool
	// loose: a document that holds it may hold a part only, which is of something
	// that it does not name.
	loose bool
	// strings: its members are texts; they are read together.
	strings bool
	// named: an empty list counts only in a file that is called after the command, as
	// other services have the key too.
	named bool
	// marks are members of its records, one of which tells it from others' with
	// the same key.
	marks []string
	// texts: a list of texts under the key is another command's, which is not read.
	texts bool
}

// opens is the bracket that the key's value begins with.
func (k kind) opens() byte {
	if k.single {
		return '{'
	}
	return '['
}

// alsoOthers reports whether a list or map of the other kind under the key is
// what another service prints: SQS has a map of Attributes.
func (k kind) alsoOthers(bracket byte) bool { return k.common && (bracket == '{' || bracket == '[') }

// kindsByKey lists the top-level keys that are read. One key may be of several
// commands: what a record is, it says itself.
var kindsByKey = sync.OnceValue(func() map[string]kind {
	out := networkKinds()
	maps.Copy(out, identityKinds())
	maps.Copy(out, guardedKinds())
	maps.Copy(out, recordedKinds())
	maps.Copy(out, shareKinds())
	maps.Copy(out, watchingKinds())
	for key, k := range formKinds() {
		if _, own := out[key]; !own {
			out[key] = k
		}
	}
	return out
})

func networkKinds() map[string]kind {
	return map[string]kind{
		"Vpcs":                           {command: "ec2 describe-vpcs", read: (*reader).vpc},
		"Subnets":                        {command: "ec2 describe-subnets", read: (*reader).subnet},
		"NetworkInterfaces":              {command: "ec2 describe-network-interfaces", read: (*reader).networkInterface},
		"Reservations":                   {command: "ec2 describe-instances", read: (*reader).reservation},
		"SecurityGroups":                 {command: "ec2 describe-security-groups", read: (*reader).securityGroup},
		"SecurityGroupRules":             {command: "ec2 describe-security-group-rules", read: (*reader).securityGroupRule},
		"SecurityGroupVpcAssociations":   {command: "ec2 describe-security-group-vpc-associations", read: (*reader).groupAssociation},
		"NetworkAcls":                    {command: "ec2 describe-network-acls", read: (*reader).networkACL},
		"RouteTables":                    {command: "ec2 describe-route-tables", read: (*reader).routeTable},
		"InternetGateways":               {command: "ec2 describe-internet-gateways", read: (*reader).internetGateway},
		"EgressOnlyInternetGateways":     {command: "ec2 describe-egress-only-internet-gateways", read: (*reader).egressOnlyGateway},
		"NatGateways":                    {command: "ec2 describe-nat-gateways", read: (*reader).natGateway},
		"Addresses":                      {command: "ec2 describe-addresses", read: (*reader).address},
		"VpcEndpoints":                   {command: "ec2 describe-vpc-endpoints", read: (*reader).vpcEndpoint},
		"ServiceConfigurations":          {command: "ec2 describe-vpc-endpoint-service-configurations", read: (*reader).endpointService},
		"VpcEndpointConnections":         {command: "ec2 describe-vpc-endpoint-connections", read: (*reader).endpointConnection},
		"VpcPeeringConnections":          {command: "ec2 describe-vpc-peering-connections", read: (*reader).peering},
		"VpnGateways":                    {command: "ec2 describe-vpn-gateways", read: (*reader).vpnGateway},
		"VpnConnections":                 {command: "ec2 describe-vpn-connections", read: (*reader).vpnConnection},
		"CustomerGateways":               {command: "ec2 describe-customer-gateways", read: (*reader).customerGateway},
		"PrefixLists":                    {command: "ec2 describe-managed-prefix-lists", read: (*reader).prefixList},
		"Entries":                        {command: "ec2 get-managed-prefix-list-entries", read: (*reader).prefixListEntry, common: true},
		"FlowLogs":                       {command: "ec2 describe-flow-logs", read: (*reader).flowLog},
		"VpcBlockPublicAccessOptions":    {command: "ec2 describe-vpc-block-public-access-options", read: (*reader).blockPublicAccess, single: true},
		"VpcBlockPublicAccessExclusions": {command: "ec2 describe-vpc-block-public-access-exclusions", read: (*reader).blockPublicAccessExclusion},

		"TransitGateways":                      {command: "ec2 describe-transit-gateways", read: (*reader).transitGateway},
		"TransitGatewayAttachments":            {command: "ec2 describe-transit-gateway-attachments", read: (*reader).transitAttachment},
		"TransitGatewayVpcAttachments":         {command: "ec2 describe-transit-gateway-vpc-attachments", read: (*reader).transitVPCAttachment},
		"TransitGatewayPeeringAttachments":     {command: "ec2 describe-transit-gateway-peering-attachments", read: (*reader).transitPeering},
		"TransitGatewayRouteTables":            {command: "ec2 describe-transit-gateway-route-tables", read: (*reader).transitTable},
		"Associations":                         {command: "ec2 get-transit-gateway-route-table-associations", read: (*reader).transitAssociation, common: true},
		"TransitGatewayRouteTablePropagations": {command: "ec2 get-transit-gateway-route-table-propagations", read: (*reader).transitPropagation},
		"Routes":                               {command: "ec2 search-transit-gateway-routes", read: (*reader).transitRoute, common: true},

		"directConnectGateways":            {command: "directconnect describe-direct-connect-gateways", read: (*reader).directConnectGateway},
		"directConnectGatewayAssociations": {command: "directconnect describe-direct-connect-gateway-associations", read: (*reader).directConnectAssociation},
		"virtualInterfaces":                {command: "directconnect describe-virtual-interfaces", read: (*reader).virtualInterface},

		"LoadBalancers":            {command: "elbv2 describe-load-balancers", read: (*reader).loadBalancer},
		"LoadBalancerDescriptions": {command: "elb describe-load-balancers", read: (*reader).classicLoadBalancer},
		"TargetGroups":             {command: "elbv2 describe-target-groups", read: (*reader).targetGroup},
		"Listeners":                {command: "elbv2 describe-listeners", read: (*reader).listener},
		"Rules":                    {command: "elbv2 describe-rules", read: (*reader).listenerRule, common: true},
		"TargetHealthDescriptions": {command: "elbv2 describe-target-health", read: (*reader).targetHealth},
		"Attributes":               {command: "elbv2 describe-load-balancer-attributes", read: (*reader).attribute, common: true},
		"TagDescriptions":          {command: "elbv2 describe-tags", read: (*reader).tagDescription},

		"DBInstances":       {command: "rds describe-db-instances", read: (*reader).dbInstance},
		"DBClusters":        {command: "rds describe-db-clusters", read: (*reader).dbCluster},
		"DBSubnetGroups":    {command: "rds describe-db-subnet-groups", read: (*reader).dbSubnetGroup},
		"CacheClusters":     {command: "elasticache describe-cache-clusters --show-cache-node-info", read: (*reader).cacheCluster},
		"CacheSubnetGroups": {command: "elasticache describe-cache-subnet-groups", read: (*reader).cacheSubnetGroup},
		"Functions":         {command: "lambda list-functions", read: (*reader).function},
		"Configuration":     {command: "lambda get-function", read: (*reader).function, common: true, single: true, list: "Function"},
		"MountTargets":      {command: "efs describe-mount-targets", read: (*reader).mountTarget},

		"Firewall":               {command: "network-firewall describe-firewall", read: (*reader).firewall, single: true},
		"FirewallStatus":         {command: "network-firewall describe-firewall", read: (*reader).firewallStatus, single: true, list: "Firewall"},
		"FirewallPolicy":         {command: "network-firewall describe-firewall-policy", read: (*reader).firewallPolicy, single: true},
		"FirewallPolicyResponse": {command: "network-firewall describe-firewall-policy", read: (*reader).firewallPolicyResponse, single: true, list: "FirewallPolicy"},
		"RuleGroup":              {command: "network-firewall describe-rule-group", read: (*reader).ruleGroup, single: true},
		"RuleGroupResponse":      {command: "network-firewall describe-rule-group", read: (*reader).ruleGroupResponse, single: true, list: "RuleGroup"},
	}
}

// kindsNamed guesses from a file's name what it was to hold: only asked of a
// file that is damaged before it says so.
func kindsNamed(p string) []estate.ListingKind {
	var out []estate.ListingKind
	base := strings.ToLower(path.Base(p))
	for key, k := range kindsByKey() {
		if k.loose {
			continue
		}
		_, command, _ := strings.Cut(k.command, " ")
		noun := strings.TrimPrefix(strings.TrimPrefix(command, "describe-"), "get-")
		if strings.Contains(base, noun) || strings.Contains(base, strings.ToLower(key)) {
			if k.list != "" {
				key = string(k.list)
			}
			out = append(out, estate.ListingKind(key))
		}
	}
	return out
}
