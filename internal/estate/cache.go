package estate

// Cache is an in-memory store; Core.Type tells which: an ElastiCache cluster,
// replication group or serverless cache, a MemoryDB or a DAX cluster.
type Cache struct {
	Core
	Engine           Value[string] // "redis", "valkey", "memcached", "dax"
	SubnetGroup      Value[Text]
	Subnets          Items[Text] // of a serverless cache
	Groups           Items[Text]
	Port             Value[int]
	AtRest           Value[bool] // encryption, after the kind's default
	InTransit        Value[bool]
	KMSKey           Value[Text]
	AuthToken        Value[Text] // a password
	UserGroups       Items[Text] // or MemoryDB's ACL
	SnapshotDays     Value[int]  // default 0: no snapshots
	Snapshot         Value[Text]
	AutoMinorUpgrade Value[bool]
	MultiAZ          Value[bool]
	Failover         Value[bool]
	Logs             *Tree
	// Global is the global datastore that a secondary replication group copies;
	// ReplicationGroup is not written by a group's own clusters.
	Global Value[Text]
}

// Placements of a cache: private interfaces in the subnets of its group.
func (c *Cache) Placements(e *Estate) []Placement {
	subnets := c.Subnets
	if subnets.isEmpty() {
		subnets = e.SubnetsOf(c.SubnetGroup)
	}
	return e.atLive(&c.Core, privately(c.Origin, subnets, c.Groups)[0])
}

// privately places interfaces that never have a public address of their own.
func privately(at Origin, subnets, groups Items[Text]) []Placement {
	return []Placement{{
		Origin: at, Subnets: subnets, Groups: groups,
		PublicIP: Of(false, at), PublicDefault: PublicNever, IPv6: Of(false, at),
	}}
}

// isEmpty reports whether nothing at all is written of a list.
func (l Items[T]) isEmpty() bool { return len(l.Known) == 0 && len(l.Unknown) == 0 }
