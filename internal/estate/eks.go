package estate

// EKSCluster is a Kubernetes control plane.
type EKSCluster struct {
	Core
	ClusterName     Value[Text]
	Subnets         Items[Text]
	Groups          Items[Text]   // besides the one that EKS makes
	PublicEndpoint  Value[bool]   // default true
	PrivateEndpoint Value[bool]   // default false
	PublicCIDRs     Items[string] // none: everyone
	Logs            Items[string] // "api", "audit", "authenticator", "controllerManager", "scheduler"
	SecretsKey      Value[Text]   // envelope encryption of secrets
	Role            Value[Text]
	Version         Value[string]
	AuthMode        Value[string] // "CONFIG_MAP" (default), "API_AND_CONFIG_MAP", "API"
	Protected       Value[bool]   // deletion protection
}

// EKSNodegroup is a group of instances that EKS manages.
type EKSNodegroup struct {
	Core
	Cluster        Value[Text]
	Subnets        Items[Text]
	Role           Value[Text]
	LaunchTemplate Value[Text]
	AMIType        Value[string]
	// SSHKey opens port 22 of the nodes to SSHSources, or to the internet if
	// none are named ("Launch parameters" of managed node groups).
	SSHKey     Value[Text]
	SSHSources Items[Text]
}

// Placements of a control plane: its private interfaces in the VPC, in the
// cluster security group that EKS makes and in those that are named. The public
// endpoint is not among them.
func (c *EKSCluster) Placements(*Estate) []Placement {
	return privately(c.Origin, c.Subnets, Single(Of(clusterGroup(c), c.Origin)).Append(c.Groups))
}

// Placements of a node group: an interface in each subnet, in the groups of its
// launch template, else in the cluster's group.
func (g *EKSNodegroup) Placements(e *Estate) []Placement {
	l := launchOf(e, &g.Core, g.LaunchTemplate)
	specs := l.interfaces.Append(Items[InterfaceSpec]{Unknown: l.unseen})
	out := place(e, specs, Placement{Origin: g.Origin, Groups: l.groups.orElements(g.defaultGroups(e))})
	for i := range out {
		out[i].Subnets = g.Subnets
	}
	return out
}

func (g *EKSNodegroup) defaultGroups(e *Estate) Items[Text] {
	var out Items[Text]
	for _, a := range g.Cluster.Alternatives() {
		if a.State != Known {
			out.Unknown = append(out.Unknown, GuardedGap{a.When, a.Gap})
		} else if c, ok := FollowTo[*EKSCluster](e, a.Is); ok {
			out.Known = append(out.Known, Item[Text]{a.When, clusterGroup(c), g.Origin})
		} else {
			out.Unknown = append(out.Unknown, GuardedGap{a.When, NotInEstate(a.Is, g.Origin)})
		}
	}
	if len(g.SSHKey.alts) > 0 {
		out.Known = append(out.Known, Item[Text]{IsAbsent(g.SSHKey).True.Not(), OfReference(g.ID+sshGroupSuffix, ""), g.Origin})
	}
	return out
}

func clusterGroup(c *EKSCluster) Text { return OfReference(c.ID+clusterGroupSuffix, "") }
