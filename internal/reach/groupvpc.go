package reach

import (
	"slices"

	"ringwall/internal/estate"
)

// vpcs are the VPCs whose interfaces may be in a group: its own, and those that
// it is associated with ("Associate security groups with multiple VPCs").
func (g *SecurityGroup) vpcs() []*VPC {
	return append([]*VPC{g.VPC}, g.Associated...)
}

// associateGroups notes the further VPCs of groups. A reference to a group
// matches its members in all of them, where the way keeps their identity.
func (b *builder) associateGroups(declared []*SecurityGroup) {
	for _, r := range estate.All[*estate.SecurityGroupAssociation](b.e) {
		c, ok := b.component(&r.Core)
		if !ok {
			continue
		}
		v := b.vpc(r.VPC, c.Origin)
		id, _, named := b.name(r.Group, c.Origin)
		for _, g := range declared {
			// One of which the name is not known may be any group's.
			if named && g.ID != id && b.groupBy[id] != nil || slices.Contains(g.vpcs(), v) {
				continue
			}
			g.Associated = append(g.Associated, v)
		}
	}
}
