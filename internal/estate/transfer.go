package estate

// TransferServer is a Transfer Family server.
type TransferServer struct {
	Core
	Endpoint       Value[string] // "PUBLIC" (default), "VPC", "VPC_ENDPOINT"
	VPC            Value[Text]
	Subnets        Items[Text]
	Groups         Items[Text]
	PublicIPs      Items[Text]   // allocations: an endpoint in a VPC is public with them
	Protocols      Items[string] // default SFTP
	SecurityPolicy Value[string] // absent: the service's default
	Role           Value[Text]   // for logs
	Logs           Items[Text]
	Certificate    Value[Text]
	Identities     Value[string] // default "SERVICE_MANAGED"
}

// Placements of a server whose endpoint is in a VPC.
func (t *TransferServer) Placements(*Estate) []Placement {
	if t.Subnets.isEmpty() {
		return nil
	}
	out := privately(t.Origin, t.Subnets, t.Groups)
	out[0].InboundOnly = true
	empty := t.PublicIPs.IsEmpty()
	out[0].PublicIP = OfTruth(empty.Not(), t.Origin)
	return out
}
