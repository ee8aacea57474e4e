package estate

// PodIdentity gives the pods of a service account a role.
type PodIdentity struct {
	Core
	Cluster Value[Text]
	Role    Value[Text]
}

// FargateProfile lets pods run on Fargate.
type FargateProfile struct {
	Core
	Cluster Value[Text]
	Role    Value[Text]
	Subnets Items[Text]
}

// Placements of a profile: an interface of each pod, in the cluster's group.
func (f *FargateProfile) Placements(e *Estate) []Placement {
	g := EKSNodegroup{Core: f.Core, Cluster: f.Cluster}
	return inside(f.Origin, f.Subnets, g.defaultGroups(e))
}
