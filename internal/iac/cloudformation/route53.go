package cloudformation

import "ringwall/internal/estate"

func queryLogging(c estate.Core) estate.Resource {
	return &estate.QueryLogging{Core: c, Destination: c.Properties.At("DestinationArn").AsText()}
}

func queryLoggingAssociation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.QueryLoggingAssociation{
		Core: c, Config: p.At("ResolverQueryLogConfigId").AsText(), VPC: p.At("ResourceId").AsText(),
	}
}

func hostedZone(c estate.Core) estate.Resource {
	p := c.Properties
	c.Tags = tags(p.At("HostedZoneTags"))
	return &estate.HostedZone{
		Core: c, ZoneName: p.At("Name").AsText(), VPCs: eachText(p.At("VPCs"), "VPCId"),
		LogGroup: below(p, "QueryLoggingConfig.CloudWatchLogsLogGroupArn").AsText(),
	}
}

func dnsRecord(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.DNSRecord{
		Core: c, Zone: firstText(p, "HostedZoneId", "HostedZoneName"), RecordName: p.At("Name").AsText(),
		Kind: p.At("Type").AsString(), Alias: below(p, "AliasTarget.DNSName").AsText(), Values: p.At("ResourceRecords").AsTexts(),
	}
}
