package cloudformation

import "ringwall/internal/estate"

// decoders lists the types that are modelled, by service, with what makes a
// typed resource of each. A type that is not here is kept as [estate.Other].
func decoders() map[string]func(estate.Core) estate.Resource {
	return map[string]func(estate.Core) estate.Resource{
		"AWS::AutoScaling::AutoScalingGroup":    autoScalingGroup,
		"AWS::AutoScaling::LaunchConfiguration": launchConfiguration,

		"AWS::DAX::SubnetGroup":            subnetGroup,
		"AWS::DMS::ReplicationSubnetGroup": subnetGroup,

		"AWS::DocDB::DBCluster":               docDBCluster,
		"AWS::DocDB::DBClusterParameterGroup": parameterGroup,
		"AWS::DocDB::DBInstance":              docDBInstance,
		"AWS::DocDB::DBSubnetGroup":           subnetGroup,

		"AWS::EC2::CustomerGateway":                     customerGateway,
		"AWS::EC2::EIP":                                 elasticIP,
		"AWS::EC2::EIPAssociation":                      elasticIPAssociation,
		"AWS::EC2::EgressOnlyInternetGateway":           egressOnlyInternetGateway,
		"AWS::EC2::FlowLog":                             flowLog,
		"AWS::EC2::GatewayRouteTableAssociation":        gatewayRouteTableAssociation,
		"AWS::EC2::Instance":                            instance,
		"AWS::EC2::InternetGateway":                     internetGateway,
		"AWS::EC2::LaunchTemplate":                      launchTemplate,
		"AWS::EC2::NatGateway":                          natGateway,
		"AWS::EC2::NetworkAcl":                          networkACL,
		"AWS::EC2::NetworkAclEntry":                     networkACLEntry,
		"AWS::EC2::NetworkInterface":                    networkInterface,
		"AWS::EC2::NetworkInterfaceAttachment":          networkInterfaceAttachment,
		"AWS::EC2::PrefixList":                          prefixList,
		"AWS::EC2::Route":                               route,
		"AWS::EC2::RouteTable":                          routeTable,
		"AWS::EC2::SecurityGroup":                       securityGroup,
		"AWS::EC2::SecurityGroupEgress":                 securityGroupEgress,
		"AWS::EC2::SecurityGroupIngress":                securityGroupIngress,
		"AWS::EC2::SecurityGroupVpcAssociation":         securityGroupVPCAssociation,
		"AWS::EC2::Subnet":                              subnet,
		"AWS::EC2::SubnetCidrBlock":                     subnetCIDRBlock,
		"AWS::EC2::SubnetNetworkAclAssociation":         networkACLAssociation,
		"AWS::EC2::SubnetRouteTableAssociation":         subnetRouteTableAssociation,
		"AWS::EC2::TransitGateway":                      transitGateway,
		"AWS::EC2::TransitGatewayAttachment":            transitGatewayAttachment,
		"AWS::EC2::TransitGatewayPeeringAttachment":     transitGatewayPeering,
		"AWS::EC2::TransitGatewayRoute":                 transitGatewayRoute,
		"AWS::EC2::TransitGatewayRouteTable":            transitGatewayRouteTable,
		"AWS::EC2::TransitGatewayRouteTableAssociation": transitGatewayAssociation,
		"AWS::EC2::TransitGatewayRouteTablePropagation": transitGatewayPropagation,
		"AWS::EC2::TransitGatewayVpcAttachment":         transitGatewayAttachment,
		"AWS::EC2::VPC":                                 vpc,
		"AWS::EC2::VPCBlockPublicAccessExclusion":       vpcBlockPublicAccessExclusion,
		"AWS::EC2::VPCBlockPublicAccessOptions":         vpcBlockPublicAccess,
		"AWS::EC2::VPCCidrBlock":                        vpcCIDRBlock,
		"AWS::EC2::VPCEndpoint":                         vpcEndpoint,
		"AWS::EC2::VPCEndpointService":                  vpcEndpointService,
		"AWS::EC2::VPCGatewayAttachment":                vpcGatewayAttachment,
		"AWS::EC2::VPCPeeringConnection":                vpcPeeringConnection,
		"AWS::EC2::VPNConnection":                       vpnConnection,
		"AWS::EC2::VPNConnectionRoute":                  vpnConnectionRoute,
		"AWS::EC2::VPNGateway":                          vpnGateway,
		"AWS::EC2::VPNGatewayRoutePropagation":          vpnGatewayRoutePropagation,
		"AWS::EC2::Volume":                              volume,
		"AWS::EC2::VolumeAttachment":                    volumeAttachment,

		"AWS::ElastiCache::ParameterGroup": parameterGroup,
		"AWS::ElastiCache::SubnetGroup":    subnetGroup,

		"AWS::ElasticLoadBalancing::LoadBalancer":   classicLoadBalancer,
		"AWS::ElasticLoadBalancingV2::Listener":     listener,
		"AWS::ElasticLoadBalancingV2::ListenerRule": listenerRule,
		"AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancer,
		"AWS::ElasticLoadBalancingV2::TargetGroup":  targetGroup,

		"AWS::Lambda::EventSourceMapping": lambdaEventSourceMapping,
		"AWS::Lambda::Function":           lambdaFunction,
		"AWS::Lambda::Permission":         lambdaPermission,
		"AWS::Lambda::Url":                lambdaURL,

		"AWS::MemoryDB::SubnetGroup": subnetGroup,

		"AWS::Neptune::DBCluster":               neptuneCluster,
		"AWS::Neptune::DBClusterParameterGroup": parameterGroup,
		"AWS::Neptune::DBInstance":              neptuneInstance,
		"AWS::Neptune::DBParameterGroup":        parameterGroup,
		"AWS::Neptune::DBSubnetGroup":           subnetGroup,

		"AWS::RDS::DBCluster":               rdsCluster,
		"AWS::RDS::DBClusterParameterGroup": parameterGroup,
		"AWS::RDS::DBInstance":              rdsInstance,
		"AWS::RDS::DBParameterGroup":        parameterGroup,
		"AWS::RDS::DBProxy":                 rdsProxy,
		"AWS::RDS::DBSubnetGroup":           subnetGroup,
		"AWS::RDS::GlobalCluster":           globalCluster,

		"AWS::Redshift::ClusterParameterGroup": parameterGroup,
		"AWS::Redshift::ClusterSubnetGroup":    subnetGroup,
	}
}
