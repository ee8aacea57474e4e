package estate

// Workspace is a virtual desktop.
type Workspace struct {
	Core
	Directory Value[Text]
	Root      Value[bool] // its root volume is encrypted, default false
	User      Value[bool] // likewise the user volume
	KMSKey    Value[Text]
}

// UserDirectory is a directory of Directory Service.
type UserDirectory struct {
	Core
	VPC      Value[Text]
	Subnets  Items[Text]
	Password Value[Text]
}

// Placements of a desktop: an interface in its directory's subnets, where the
// sources show that. Its groups are made by AWS.
func (w *Workspace) Placements(e *Estate) []Placement {
	var out []Placement
	for _, a := range w.Directory.Alternatives() {
		d, ok := FollowTo[*UserDirectory](e, a.Is)
		if a.State != Known || !ok {
			continue
		}
		made := Gap{Variable: attributeOf(Reference{d.ID, "security group of WorkSpaces"}), Origin: w.Origin}
		p := privately(w.Origin, d.Subnets, Items[Text]{Unknown: []GuardedGap{{Gap: made}}})[0]
		p.When = a.When
		out = append(out, p)
	}
	return possible(out)
}
