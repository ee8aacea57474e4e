package catalog

import "slices"

// GlobalKeys are the condition keys that are not of one service, in the order of
// "AWS global condition context keys": of the principal, of its session, of the
// network, of the resource, of the request. A key that is here is not in every
// request; that page says when it is. aws:EpochTime works with numeric operators
// too; the value of aws:FederatedProvider is an ARN unless the provider is one of
// AWS's own.
func GlobalKeys() []Key { return slices.Clone(globalKeys) }

var globalKeys = []Key{
	{"aws:PrincipalArn", ARN, false},
	{"aws:PrincipalAccount", String, false},
	{"aws:PrincipalOrgPaths", String, true},
	{"aws:PrincipalOrgID", String, false},
	{"aws:PrincipalTag/${TagKey}", String, false},
	{"aws:PrincipalIsAWSService", Bool, false},
	{"aws:PrincipalServiceName", String, false},
	{"aws:PrincipalServiceNamesList", String, true},
	{"aws:PrincipalType", String, false},
	{"aws:userid", String, false},
	{"aws:username", String, false},

	{"aws:AssumedRoot", Bool, false},
	{"aws:FederatedProvider", String, false},
	{"aws:TokenIssueTime", Date, false},
	{"aws:SignInSessionArn", ARN, false},
	{"aws:MultiFactorAuthAge", Numeric, false},
	{"aws:MultiFactorAuthPresent", Bool, false},
	{"aws:ChatbotSourceArn", ARN, false},
	{"aws:Ec2InstanceSourceVpc", String, false},
	{"aws:Ec2InstanceSourcePrivateIPv4", IPAddress, false},
	{"aws:SourceIdentity", String, false},
	{"ec2:RoleDelivery", Numeric, false},
	{"ec2:SourceInstanceArn", ARN, false},
	{"glue:RoleAssumedBy", String, false},
	{"glue:CredentialIssuingService", String, false},
	{"codebuild:BuildArn", ARN, false},
	{"codebuild:ProjectArn", ARN, false},
	{"lambda:SourceFunctionArn", ARN, false},
	{"ssm:SourceInstanceArn", ARN, false},
	{"identitystore:UserId", String, false},

	{"aws:SourceIp", IPAddress, false},
	{"aws:SourceVpc", String, false},
	{"aws:SourceVpcArn", ARN, false},
	{"aws:SourceVpce", String, false},
	{"aws:VpceAccount", String, false},
	{"aws:VpceOrgID", String, false},
	{"aws:VpceOrgPaths", String, true},
	{"aws:VpcSourceIp", IPAddress, false},

	{"aws:ResourceAccount", String, false},
	{"aws:ResourceOrgID", String, false},
	{"aws:ResourceOrgPaths", String, true},
	{"aws:ResourceTag/${TagKey}", String, false},

	{"aws:CalledVia", String, true},
	{"aws:CalledViaFirst", String, false},
	{"aws:CalledViaLast", String, false},
	{"aws:CalledViaAWSMCP", String, false},
	{"aws:ViaAWSService", Bool, false},
	{"aws:ViaAWSMCPService", Bool, false},
	{"aws:CurrentTime", Date, false},
	{"aws:EpochTime", Date, false},
	{"aws:referer", String, false},
	{"aws:RequestedRegion", String, false},
	{"aws:RequestTag/${TagKey}", String, false},
	{"aws:TagKeys", String, true},
	{"aws:SecureTransport", Bool, false},
	{"aws:SourceArn", ARN, false},
	{"aws:SourceAccount", String, false},
	{"aws:SourceOwner", String, false}, // only in "Example cases for Amazon SNS access control"
	{"aws:SourceOrgID", String, false},
	{"aws:SourceOrgPaths", String, true},
	{"aws:UserAgent", String, false},
	{"aws:IsMcpServiceAction", Bool, false},
}
