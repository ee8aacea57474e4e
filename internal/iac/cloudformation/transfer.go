package cloudformation

import "ringwall/internal/estate"

func transferServer(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TransferServer{
		Core: c, Endpoint: p.At("EndpointType").AsString().Or("PUBLIC"), VPC: below(p, "EndpointDetails.VpcId").AsText(),
		Subnets: below(p, "EndpointDetails.SubnetIds").AsTexts(), Groups: below(p, "EndpointDetails.SecurityGroupIds").AsTexts(),
		PublicIPs:      below(p, "EndpointDetails.AddressAllocationIds").AsTexts(),
		Protocols:      orElements(p.At("Protocols").AsStrings(), "SFTP"),
		SecurityPolicy: p.At("SecurityPolicyName").AsString(), Role: p.At("LoggingRole").AsText(),
		Logs: p.At("StructuredLogDestinations").AsTexts(), Certificate: p.At("Certificate").AsText(),
		Identities: p.At("IdentityProviderType").AsString().Or("SERVICE_MANAGED"),
	}
}
