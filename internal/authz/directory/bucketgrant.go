package directory

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// writtenACL is a bucket's access control list as Terraform writes it, line by line
// ("Access control list (ACL) overview"); not known where a line is not.
func (d *Directory) writtenACL(b *estate.Bucket, world scenario.Guard) *authz.ACLs {
	owner := d.names.in(b.Account, world)
	lines, sure, more := b.Grants.In(world)
	if more != nil {
		return &authz.ACLs{}
	}
	list := cannedGrants("Private", owner)
	for i, g := range lines {
		one, known := d.lineIn(&g.Is, world)
		if !known || !sure[i] {
			return &authz.ACLs{}
		}
		list = append(list, one)
	}
	return &authz.ACLs{Bucket: authz.NewACL("ACL of "+d.names.label(&b.Core), authz.BucketACL, list)}
}

// lineIn is a line of a list in a class of scenarios.
func (d *Directory) lineIn(g *estate.BucketGrant, world scenario.Guard) (one authz.ACLGrant, known bool) {
	who, what := g.Grantee.In(world), g.Permission.In(world)
	if who.State != estate.Known || what.State != estate.Known {
		return one, false
	}
	one.Permission, one.Pos = what.Is, position(g.Origin)
	name, literal := who.Is.Known()
	switch {
	case !literal:
		return one, false
	case strings.HasSuffix(name, "/global/AllUsers"):
		one.Group = authz.AllUsers
	case strings.HasSuffix(name, "/global/AuthenticatedUsers"):
		one.Group = authz.AuthenticatedUsers
	case strings.HasSuffix(name, "/s3/LogDelivery"):
		one.Group = authz.LogDelivery
	default:
		one.Canonical = policy.Literal(name)
	}
	return one, true
}

// aclGuards tell the lines of a list apart by scenario.
func aclGuards(b *estate.Bucket) []scenario.Guard {
	out := b.Grants.Guards()
	for _, g := range b.Grants.Known {
		out = append(append(out, g.Is.Grantee.Guards()...), g.Is.Permission.Guards()...)
	}
	return out
}
