package terraform

import "strings"

// bucketGrants are the lines of an access control list: of aws_s3_bucket_acl, whose
// grantee is a block of its own, or of a bucket as old versions of the provider have it,
// whose lines have several permissions each.
func (x *translation) bucketGrants(v *value) *value {
	at := x.block.at
	var out []*value
	for _, g := range itemsOf(v, at) {
		who := g.is
		if inner := x.part(g.is, "grantee"); !inner.isNone() {
			who = x.first(inner)
		}
		if isOwnID(x.part(who, "id")) {
			continue // a list always has its owner
		}
		permissions := []leaf{{g.when, x.part(g.is, "permission")}}
		if many := x.part(g.is, "permissions"); !many.isNone() {
			permissions = itemsOf(many, at)
		}
		for _, p := range permissions {
			one := object(at, field{"Type", at, x.part(who, "type")}, field{"Permission", at, p.is},
				field{"URI", at, x.part(who, "uri")}, field{"ID", at, x.part(who, "id")}, field{"EmailAddress", at, x.part(who, "email_address")})
			out = append(out, either(g.when.And(p.when), one, nil, at))
		}
	}
	if out == nil {
		return nil
	}
	return listOf(out, at)
}

// first is the block of which there is one.
func (x *translation) first(v *value) *value {
	return x.lift(v.place(x.block.at).at, []*value{v}, func(in []*value) *value {
		if in[0].form() == isList && len(in[0].items) > 0 {
			return in[0].items[0]
		}
		return in[0]
	})
}

// isOwnID reports the canonical ID of the account itself ("Data Source:
// aws_canonical_user_id").
func isOwnID(v *value) bool {
	if v.form() != isScalar {
		return false
	}
	of, whole := v.text.Variable()
	return whole && strings.Contains("."+of.Name, ".data.aws_canonical_user_id.")
}
