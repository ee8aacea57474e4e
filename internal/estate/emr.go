package estate

// EMRCluster is a Hadoop or Spark cluster of EC2 instances.
type EMRCluster struct {
	Core
	Subnets Items[Text] // one is chosen
	// PrimaryGroups and CoreGroups are the groups of its nodes; without a managed
	// one EMR makes it.
	PrimaryGroup  Value[Text]
	PrimaryGroups Items[Text]
	CoreGroup     Value[Text]
	CoreGroups    Items[Text]
	KeyName       Value[Text]
	Profile       Value[Text] // instance profile
	Security      Value[Text] // security configuration
	LogURI        Value[Text]
	LogKey        Value[Text]
	Image         Value[Text] // custom
	Protected     Value[bool] // from termination, default false
}

// Placements of a cluster: its primary node, and its core nodes, each with the
// public address that its subnet gives.
func (c *EMRCluster) Placements(*Estate) []Placement {
	node := func(name string, managed Value[Text], more Items[Text]) Placement {
		groups := Single(managed)
		if absent := IsAbsent(managed).True; !absent.IsNever() {
			groups.Unknown = append(groups.Unknown, GuardedGap{absent, Gap{Variable: attributeOf(Reference{c.ID, name + " security group"}), Origin: c.Origin}})
		}
		return Placement{Origin: c.Origin, Name: name, Subnets: c.Subnets, Groups: groups.Append(more), IPv6: Of(false, c.Origin)}
	}
	if c.Subnets.isEmpty() {
		return nil
	}
	return []Placement{node("primary", c.PrimaryGroup, c.PrimaryGroups), node("core", c.CoreGroup, c.CoreGroups)}
}

// EMRSecurity is a security configuration of EMR, in JSON of its own.
type EMRSecurity struct {
	Core
	Configuration *Tree
}

// EMRApplication is an application of EMR Serverless.
type EMRApplication struct {
	Core
	Subnets Items[Text]
	Groups  Items[Text]
}

// Placements of an application in a VPC: interfaces that open connections only.
func (a *EMRApplication) Placements(*Estate) []Placement {
	return calling(a.Origin, a.Subnets, a.Groups)
}

// calling places interfaces that open connections and accept none; none without
// subnets.
func calling(at Origin, subnets, groups Items[Text]) []Placement {
	if subnets.isEmpty() {
		return nil
	}
	out := privately(at, subnets, groups)
	out[0].OutboundOnly = true
	return out
}

// inside places private interfaces; none without subnets.
func inside(at Origin, subnets, groups Items[Text]) []Placement {
	if subnets.isEmpty() {
		return nil
	}
	return privately(at, subnets, groups)
}
