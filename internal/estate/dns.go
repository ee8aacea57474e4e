package estate

// QueryLogging is a destination for the Route 53 Resolver's query logs.
type QueryLogging struct {
	Core
	Destination Value[Text]
}

// QueryLoggingAssociation logs a VPC's queries there.
type QueryLoggingAssociation struct {
	Core
	Config Value[Text]
	VPC    Value[Text]
}

// HostedZone is a DNS zone: private to VPCs where it has any, else public.
type HostedZone struct {
	Core
	ZoneName Value[Text]
	VPCs     Items[Text]
	LogGroup Value[Text] // query logs of a public zone
}

// DNSRecord is a record of a hosted zone.
type DNSRecord struct {
	Core
	Zone       Value[Text] // id or name
	RecordName Value[Text]
	Kind       Value[string] // "A", "CNAME", …
	Alias      Value[Text]   // the target's DNS name
	Values     Items[Text]
}
