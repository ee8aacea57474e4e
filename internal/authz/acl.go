package authz

import (
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// ACLs are the access control lists that a request to Amazon S3 meets ("Access
// control list (ACL) overview"). They only grant.
type ACLs struct {
	Bucket *ACL // nil: not known
	Object *ACL // of the object, if the action is on one; nil: not known
	// Owner is the account that owns the object, of which alone the policies of
	// the bucket and of identities speak ("Policies and permissions in Amazon
	// S3"); zero: not known.
	Owner policy.Text
}

// ACL is one list, made ready for many requests.
type ACL struct {
	policy *Policy
	grants []ACLGrant // by the index of their statements
}

// ACLGrant is one entry of a list: exactly one of Canonical, Account and Group is
// given.
type ACLGrant struct {
	Canonical policy.Text // a canonical user ID
	Account   policy.Text // the account that it is of, which is better to know
	Group     ACLGroup
	// Permission is as AWS writes it: READ, WRITE, READ_ACP, WRITE_ACP or
	// FULL_CONTROL.
	Permission string
	Pos        policy.Position
}

// ACLGroup is a predefined group of Amazon S3. The zero value is no group.
type ACLGroup uint8

// Groups ("Amazon S3 predefined groups").
const (
	NoGroup ACLGroup = iota
	AllUsers
	AuthenticatedUsers // of any AWS account
	LogDelivery
	BundleReaders // Amazon EC2, "to GET an Amazon Machine Image (AMI) bundle"
)

// Kinds of resources that have ACLs, which decide what a permission means.
const (
	BucketACL = "bucket"
	ObjectACL = "object"
)

// NewACL makes a list ready; the kind is [BucketACL] or [ObjectACL].
func NewACL(name, kind string, grants []ACLGrant) *ACL {
	d := policy.Document{Version: policy.Literal(policy.Version2012), Statements: []policy.Statement{}}
	for _, g := range grants {
		d.Statements = append(d.Statements, policy.Statement{
			Sid: policy.Literal(g.Permission), Effect: policy.Literal("Allow"),
			Principal: g.principals(), Actions: g.actions(kind), Resources: []policy.Text{policy.Literal("*")}, Pos: g.Pos,
		})
	}
	return &ACL{policy: NewPolicy(name, d, policy.BucketPolicy), grants: grants}
}

func (g *ACLGrant) principals() *policy.Principals {
	switch {
	case g.Group != NoGroup:
		return &policy.Principals{Star: true}
	case !g.Account.IsZero():
		return &policy.Principals{AWS: []policy.Text{g.Account}}
	}
	return &policy.Principals{CanonicalUser: []policy.Text{g.Canonical}}
}

// actions are those of "Mapping of ACL permissions and access policy
// permissions". A permission that Amazon S3 doesn't have may be any.
func (g *ACLGrant) actions(kind string) []policy.Text {
	of := map[string][]string{
		"READ":      {"s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"},
		"WRITE":     {"s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"},
		"READ_ACP":  {"s3:GetBucketAcl"},
		"WRITE_ACP": {"s3:PutBucketAcl"},
	}
	if kind == ObjectACL {
		of = map[string][]string{
			"READ":      {"s3:GetObject", "s3:GetObjectVersion"},
			"WRITE":     {}, // "Not applicable"
			"READ_ACP":  {"s3:GetObjectAcl", "s3:GetObjectVersionAcl"},
			"WRITE_ACP": {"s3:PutObjectAcl", "s3:PutObjectVersionAcl"},
		}
	}
	var names []string
	switch list, ok := of[g.Permission]; {
	case ok:
		names = list
	case g.Permission == "FULL_CONTROL":
		for _, p := range []string{"READ", "WRITE", "READ_ACP", "WRITE_ACP"} {
			names = append(names, of[p]...)
		}
	default:
		return []policy.Text{policy.Hole("what the permission " + g.Permission + " of an ACL is")}
	}
	out := []policy.Text{}
	for _, n := range names {
		out = append(out, policy.Literal(n))
	}
	return out
}

// askACLs puts the request to the ACLs. They grant to accounts, whose own
// policies decide further, and to groups.
func (e *evaluation) askACLs(p *Policies, o *opinions) {
	if p.ACLs == nil || !isService(e.r.Action, "s3") {
		return
	}
	settings := strictest(p.PublicAccess)
	for _, l := range []struct {
		acl  *ACL
		kind string
		name string
	}{{p.ACLs.Bucket, BucketACL, "the ACL of the bucket"}, {p.ACLs.Object, ObjectACL, "the ACL of the object"}} {
		if l.acl != nil {
			e.askACL(l.acl, settings.IgnoreACLs, o)
			continue
		}
		full := ACLGrant{Permission: "FULL_CONTROL"}
		for _, action := range full.actions(l.kind) {
			if !policyNames(action, e.r.Action) {
				continue
			}
			e.doubt(Resource, l.name)
			open := ACLGrant{Group: AllUsers}.named(e.r.Caller.Kind)
			if settings.IgnoreACLs == policy.Yes {
				open = policy.Named{Sure: policy.ByAccount}
				if !hasAccount(e.r.Caller.Kind) {
					continue
				}
			}
			o.addACL(policy.Unknown, open, e.r.Caller.Kind)
		}
	}
}

func policyNames(entry policy.Text, action string) bool {
	s, _ := entry.Known()
	return policy.MatchFold(s, action)
}

// askACL puts the request to one list.
func (e *evaluation) askACL(l *ACL, ignored policy.Answer, o *opinions) {
	public := slices.ContainsFunc(l.grants, func(g ACLGrant) bool { return g.Group == AllUsers || g.Group == AuthenticatedUsers })
	for _, candidate := range l.policy.compiled.Candidates(e.r.Action) {
		before := e.noted()
		s, out := e.askOne(Resource, l.policy, candidate)
		if s.allow == policy.No {
			continue
		}
		g := l.grants[candidate.Statement]
		is := s.allow.And(e.aclDoubts(g, public, ignored))
		if g.Group != NoGroup {
			out.Named = g.named(e.r.Caller.Kind)
			is = is.And(out.Named.Answer())
		}
		e.forget(before)
		if is == policy.No {
			continue
		}
		out.Answer = is
		if is == policy.Unknown && out.Cause == "" {
			out.Element, out.Cause = policy.PrincipalElement, "how an entry of the ACL applies"
		}
		e.keep(note{l.policy, &out, candidate, Resource, is, true, false})
		o.addACL(is, out.Named, e.r.Caller.Kind)
	}
}

// aclDoubts answers whether an entry counts: IgnorePublicAcls "causes Amazon S3
// to ignore all public ACLs", of which it isn't said whether entries for others
// count on; and WRITE lets only "the bucket and object owners of existing objects"
// delete them.
func (e *evaluation) aclDoubts(g ACLGrant, public bool, ignored policy.Answer) policy.Answer {
	is := policy.Yes
	switch {
	case !public || ignored == policy.No:
	case g.Group == AllUsers || g.Group == AuthenticatedUsers:
		is = ignored.Not()
	default:
		is = policy.Unknown
	}
	if isAction(e.r.Action, "s3", "DeleteObject", "DeleteObjectVersion") {
		is = is.And(policy.Unknown)
	}
	return is
}

// named is how an entry for a group names a caller. Those of the group have
// accounts, whose policies decide further; whether they do in the bucket's own
// account isn't said.
func (g ACLGrant) named(kind policy.CallerKind) policy.Named {
	account := hasAccount(kind)
	switch {
	case (g.Group == LogDelivery || g.Group == BundleReaders) && kind != policy.ServiceCaller, g.Group == AuthenticatedUsers && kind == policy.Anonymous:
		return policy.Named{}
	case account:
		return policy.Named{Sure: policy.ByAccount, Maybe: policy.ByEveryone}
	case g.Group == AllUsers:
		return policy.Named{Sure: policy.ByEveryone}
	}
	return policy.Named{Maybe: policy.ByEveryone}
}

// addACL puts an entry that names the caller so to what is granted. What ACLs
// grant is kept besides, since it counts for objects of other owners, too.
func (o *opinions) addACL(is policy.Answer, n policy.Named, kind policy.CallerKind) {
	o.grants.add(is, n, kind)
	o.byACL = o.byACL.Or(is)
}

// owned is what is granted of an object, since the policies of the bucket and of
// identities "don't apply to objects owned by other accounts", which there are
// only where ACLs are enabled. What an ACL and the caller's side allow does hold.
func (e *evaluation) owned(p *Policies, o *opinions, granted policy.Answer) policy.Answer {
	if p.ACLs == nil || !isService(e.r.Action, "s3") || !onObject(e.r.Action) || granted == policy.No {
		return granted
	}
	ours := o.identity.allow.And(o.boundary.allow).And(o.session.allow)
	if !hasAccount(e.r.Caller.Kind) || e.r.Caller.Kind == policy.RootUser {
		ours = policy.Yes
	}
	is := granted.And(sameAccount(p.ACLs.Owner, e.r.accountOf()).Or(policy.Unknown)).Or(o.byACL.And(ours))
	if is == policy.Unknown {
		e.doubt(Resource, "whether the bucket's account owns the object (ACLs are enabled)")
	}
	return is
}

// onObject reports the actions on an object that is there.
func onObject(action string) bool {
	_, name, _ := strings.Cut(action, ":")
	return strings.Contains(name, "Object") && !isAction(action, "s3", "PutObject", "DeleteObject", "DeleteObjectVersion")
}
