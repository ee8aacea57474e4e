package estate

// RedshiftCluster is a provisioned Redshift cluster.
type RedshiftCluster struct {
	Core
	SubnetGroup        Value[Text]
	Groups             Items[Text]
	PubliclyAccessible Value[bool] // default false
	Port               Value[int]
	Encrypted          Value[bool] // default true; absent where a snapshot decides
	KMSKey             Value[Text]
	Snapshot           Value[Text]
	EnhancedRouting    Value[bool] // default false
	AuditLogs          Value[bool]
	LogBucket          Value[Text]
	MasterUsername     Value[Text]
	MasterPassword     Value[Text]
	ManagedPassword    Value[bool]
	ParameterGroup     Value[Text]
	BackupRetention    Value[int]  // days, default 1
	AutoUpgrade        Value[bool] // of major versions, default true
	MultiAZ            Value[bool]
	Roles              Items[Text]
	Policy             *Tree // of its namespace
}

// Placements of a cluster: an interface in each subnet of its group, with a
// public address if it is publicly accessible.
func (r *RedshiftCluster) Placements(e *Estate) []Placement {
	return []Placement{{
		Origin: r.Origin, Subnets: e.SubnetsOf(r.SubnetGroup), Groups: r.Groups,
		PublicIP: r.PubliclyAccessible.Or(false), PublicDefault: PublicNever, IPv6: Of(false, r.Origin),
	}}
}

// RedshiftWorkgroup is the network side of Redshift Serverless.
type RedshiftWorkgroup struct {
	Core
	Namespace          Value[Text]
	Subnets            Items[Text]
	Groups             Items[Text]
	PubliclyAccessible Value[bool] // default false
	Port               Value[int]
	EnhancedRouting    Value[bool]
}

// Placements of a workgroup: an interface in each of its subnets.
func (r *RedshiftWorkgroup) Placements(*Estate) []Placement {
	subnets := r.Subnets
	if subnets.isEmpty() {
		subnets = Items[Text]{Unknown: []GuardedGap{{Gap: inDefaultVPC(r.Origin)}}}
	}
	return []Placement{{
		Origin: r.Origin, Subnets: subnets, Groups: r.Groups,
		PublicIP: r.PubliclyAccessible.Or(false), PublicDefault: PublicNever, IPv6: Of(false, r.Origin),
	}}
}

// RedshiftNamespace is the storage side of Redshift Serverless, always
// encrypted.
type RedshiftNamespace struct {
	Core
	KMSKey          Value[Text] // absent: an AWS-owned key
	AdminPassword   Value[Text]
	ManagedPassword Value[bool]
	LogExports      Items[string]
	Roles           Items[Text]
	Policy          *Tree
}
