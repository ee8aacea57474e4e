package estate

// FlowLog records the traffic of a VPC, a subnet, an interface or a transit
// gateway.
type FlowLog struct {
	Core
	Subject         Value[Text]
	SubjectKind     Value[string] // "VPC", "Subnet", "NetworkInterface", "TransitGateway", …
	Traffic         Value[string] // "ALL", "ACCEPT", "REJECT"; absent for transit gateways
	DestinationKind Value[string] // "cloud-watch-logs" (default), "s3", "kinesis-data-firehose"
	Destination     Value[Text]   // ARN
	LogGroup        Value[Text]   // by name, instead of Destination
	Role            Value[Text]
	Format          Value[Text] // absent: the default format
	Interval        Value[int]  // seconds, default 600
}
