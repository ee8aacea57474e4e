package authz

import "ringwall/internal/policy"

// askOthers asks what grants access besides policies.
func (e *evaluation) askOthers(o *opinions, p *Policies, k kind) {
	o.byGrant, o.byACL = policy.No, policy.No
	e.unasked(o)
	if k == key {
		e.askGrants(p.Grants, o)
	}
	e.askACLs(p, o)
	if mounts(e.r, p) {
		o.grants.any, o.grants.direct, o.open = policy.Yes, policy.Yes, true
	}
}

// lent is what a request across accounts has where the caller's own side doesn't
// allow it: what grants of keys, and file systems that are open to all, come to
// without that side isn't said in a sentence.
func (e *evaluation) lent(o *opinions, theirs policy.Answer) policy.Answer {
	switch {
	case theirs != policy.No && o.byGrant != policy.No:
		e.doubt(Key, "whether a grant to a principal of another account needs that account's policies, too")
		return policy.Unknown
	case o.open:
		e.doubt(Resource, "whether a client of another account needs that account's policies, too")
		return policy.Unknown
	}
	return policy.No
}

// mounts reports a client of a file system without a policy: then "the default
// EFS file system policy … grants full access to any anonymous client that can
// connect to the file system using a mount target" ("Using IAM to control access
// to file systems").
func mounts(r *Request, p *Policies) bool {
	return p.Resource == nil && isAction(r.Action, "elasticfilesystem", "ClientMount", "ClientWrite", "ClientRootAccess")
}

const mountsWhy = "a file system without a policy is open to every client that can connect to it"
