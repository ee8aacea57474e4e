package estate

// DBInstance is an RDS database instance, one of an Aurora cluster included.
type DBInstance struct {
	Core
	Engine             Value[string]
	Cluster            Value[Text]
	SubnetGroup        Value[Text]
	Groups             Items[Text]
	PubliclyAccessible Value[bool]
	Port               Value[int]
	// Encrypted is absent where a cluster, a snapshot or a source decides, else
	// false by default.
	Encrypted          Value[bool]
	KMSKey             Value[Text]
	Snapshot           Value[Text] // restored from: encryption is inherited
	SourceInstance     Value[Text] // replica of: likewise
	SourceCluster      Value[Text]
	DeletionProtection Value[bool] // default false
	// BackupRetention is in days, 1 by default; absent on a cluster's instance
	// (the cluster decides) and on a replica.
	BackupRetention  Value[int]
	MultiAZ          Value[bool] // default false; absent on a cluster's instance
	AutoMinorUpgrade Value[bool] // default true
	IAMAuth          Value[bool] // default false; absent on a cluster's instance
	LogExports       Items[string]
	MasterUsername   Value[Text]
	MasterPassword   Value[Text]
	ManagedPassword  Value[bool]
	ParameterGroup   Value[Text]
	EngineVersion    Value[string]
	CopyTags         Value[bool]
	Monitoring       Value[int] // enhanced monitoring, in seconds; 0 by default
	Insights         Value[bool]
	CACertificate    Value[string]
}

// DBCluster is an Aurora, Multi-AZ, DocumentDB or Neptune cluster.
type DBCluster struct {
	Core
	Engine             Value[string] // "docdb" and "neptune" for those services
	EngineVersion      Value[string]
	EngineMode         Value[string]
	SubnetGroup        Value[Text]
	Groups             Items[Text]
	PubliclyAccessible Value[bool]
	Port               Value[int]
	// Encrypted is false by default, but absent where a snapshot or a source
	// decides, and on Aurora, which encrypts new clusters since February 2026.
	Encrypted          Value[bool]
	KMSKey             Value[Text]
	Snapshot           Value[Text]
	SourceCluster      Value[Text]
	DeletionProtection Value[bool]
	BackupRetention    Value[int]
	IAMAuth            Value[bool]
	LogExports         Items[string]
	MasterUsername     Value[Text]
	MasterPassword     Value[Text]
	ManagedPassword    Value[bool]
	GlobalCluster      Value[Text]
	AutoMinorUpgrade   Value[bool]
	HTTPEndpoint       Value[bool]   // the Data API
	InstanceClass      Value[string] // of a Multi-AZ cluster, which has interfaces itself
	ParameterGroup     Value[Text]
	CopyTags           Value[bool]
}

// SubnetGroup names the subnets in which a database, cache or cluster may
// stand: RDS, DocumentDB, Neptune, ElastiCache, Redshift, DAX, MemoryDB, DMS.
type SubnetGroup struct {
	Core
	Subnets Items[Text]
}

// DBProxy is an RDS proxy.
type DBProxy struct {
	Core
	Subnets    Items[Text]
	Groups     Items[Text]
	RequireTLS Value[bool]
	Role       Value[Text]
	Auth       *Tree
	Engine     Value[string] // engine family: "MYSQL", "POSTGRESQL", "SQLSERVER"
}

// ParameterGroup is a database's or cache's engine settings: RDS, DocumentDB,
// Neptune, Redshift.
type ParameterGroup struct {
	Core
	Family     Value[string]
	Parameters *Tree // a map of names to values (Redshift: a list of pairs)
}

// GlobalCluster is an Aurora, DocumentDB or Neptune cluster over several
// Regions.
type GlobalCluster struct {
	Core
	Engine             Value[string]
	SourceCluster      Value[Text]
	Encrypted          Value[bool] // absent where the source cluster decides
	DeletionProtection Value[bool] // default false
}

// SubnetsOf are the subnets of a named subnet group: unknown if the group is
// not in the estate.
func (e *Estate) SubnetsOf(group Value[Text]) Items[Text] {
	out := Items[Text]{Origin: group.Origin}
	for _, a := range group.Alternatives() {
		gap := a.Gap
		if a.State == Known {
			if g, ok := FollowTo[*SubnetGroup](e, a.Is); ok {
				for _, s := range g.Subnets.Known {
					if when := s.When.And(a.When); !when.IsNever() {
						out.Known = append(out.Known, Item[Text]{when, s.Is, s.Origin})
					}
				}
				for _, u := range g.Subnets.Unknown {
					out.Unknown = append(out.Unknown, GuardedGap{u.When.And(a.When), u.Gap})
				}
				continue
			}
			gap = NotInEstate(a.Is, group.Origin)
		}
		if a.State == Absent {
			gap = inDefaultVPC(group.Origin)
		}
		out.Unknown = append(out.Unknown, GuardedGap{a.When, gap})
	}
	return out
}

// Placements of a database instance: an interface in each subnet of its group.
// A cluster's instance stands where the cluster does, in the cluster's groups
// ("managed by the DB cluster": CreateDBInstance).
func (d *DBInstance) Placements(e *Estate) []Placement {
	group := d.SubnetGroup
	var groups Items[Text]
	for _, a := range d.Cluster.Alternatives() {
		gap := a.Gap
		switch a.State {
		case Known:
			if c, ok := FollowTo[*DBCluster](e, a.Is); ok {
				group = group.OrElse(c.SubnetGroup.Given(a.When))
				groups = groups.Append(c.Groups.Given(a.When))
				continue
			}
			gap = NotInEstate(a.Is, d.Cluster.Origin)
		case Absent:
			continue
		}
		group = group.OrElse(UnknownValue[Text](gap, d.Cluster.Origin).Given(a.When))
		groups.Unknown = append(groups.Unknown, GuardedGap{a.When, gap})
	}
	return e.atLive(&d.Core, Placement{
		Origin: d.Origin, Subnets: e.SubnetsOf(group), Groups: groups.orElements(d.Groups),
		PublicIP: d.PubliclyAccessible, PublicDefault: PublicByGateway, IPv6: Of(false, d.Origin),
	})
}

// Placements of a Multi-AZ cluster, which may be public as an instance may; an
// Aurora cluster has interfaces only through its instances, but its endpoints
// are theirs.
func (c *DBCluster) Placements(e *Estate) []Placement {
	p := Placement{
		Origin: c.Origin, Subnets: e.SubnetsOf(c.SubnetGroup), Groups: c.Groups,
		PublicIP: c.PubliclyAccessible, PublicDefault: PublicByGateway, IPv6: Of(false, c.Origin),
	}
	if len(c.InstanceClass.alts) == 0 {
		p.PublicIP, p.PublicDefault = c.PubliclyAccessible.Or(false), PublicNever
	}
	return e.atLive(&c.Core, p)
}

// Placements of a proxy: private interfaces.
func (p *DBProxy) Placements(e *Estate) []Placement {
	return e.atLive(&p.Core, Placement{
		Origin: p.Origin, Subnets: p.Subnets, Groups: p.Groups,
		PublicIP: Of(false, p.Origin), PublicDefault: PublicNever, IPv6: Of(false, p.Origin),
	})
}
