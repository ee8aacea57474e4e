package cloudformation

import "ringwall/internal/estate"

func replicationInstance(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ReplicationInstance{
		Core: c, SubnetGroup: p.At("ReplicationSubnetGroupIdentifier").AsText(), Groups: p.At("VpcSecurityGroupIds").AsTexts(),
		// "The default value is true" (AWS::DMS::ReplicationInstance).
		PubliclyAccessible: p.At("PubliclyAccessible").AsBool().Or(true), KMSKey: p.At("KmsKeyId").AsText(),
		AutoMinorUpgrade: p.At("AutoMinorVersionUpgrade").AsBool().Or(true), MultiAZ: p.At("MultiAZ").AsBool().Or(false),
	}
}

func replicationEndpoint(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ReplicationEndpoint{
		Core: c, Kind: lower(p.At("EndpointType").AsString()), Engine: lower(p.At("EngineName").AsString()),
		SSLMode: lower(p.At("SslMode").AsString()).Or("none"), Server: p.At("ServerName").AsText(),
		Username: p.At("Username").AsText(), Password: p.At("Password").AsText(), KMSKey: p.At("KmsKeyId").AsText(),
	}
}
