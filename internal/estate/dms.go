package estate

// ReplicationInstance is a DMS instance, which reads and writes databases.
type ReplicationInstance struct {
	Core
	SubnetGroup        Value[Text]
	Groups             Items[Text]
	PubliclyAccessible Value[bool] // default true
	KMSKey             Value[Text]
	AutoMinorUpgrade   Value[bool]
	MultiAZ            Value[bool]
}

// Placements of a replication instance: an interface in its subnet group.
func (r *ReplicationInstance) Placements(e *Estate) []Placement {
	return []Placement{{
		Origin: r.Origin, Subnets: e.SubnetsOf(r.SubnetGroup), Groups: r.Groups,
		PublicIP: r.PubliclyAccessible.Or(true), PublicDefault: PublicNever, IPv6: Of(false, r.Origin),
	}}
}

// ReplicationEndpoint is a database that DMS reads from or writes to.
type ReplicationEndpoint struct {
	Core
	Kind     Value[string] // "source" or "target"
	Engine   Value[string]
	SSLMode  Value[string] // "none" (default), "require", "verify-ca", "verify-full"
	Server   Value[Text]
	Username Value[Text]
	Password Value[Text]
	KMSKey   Value[Text]
}
