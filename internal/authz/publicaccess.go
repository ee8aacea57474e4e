package authz

import "ringwall/internal/policy"

// PublicAccess is one setting of S3 Block Public Access ("Blocking public access
// to your Amazon S3 storage"): of an organization, an account, a bucket or an
// access point. Its two other switches, BlockPublicAcls and BlockPublicPolicy,
// are about what may be written and decide no request by themselves. The zero
// value is not known.
type PublicAccess struct {
	// Restrict is RestrictPublicBuckets: where the policy is public, only AWS
	// service principals and the principals of the owner's account get through.
	Restrict policy.Answer
	// IgnoreACLs is IgnorePublicAcls: ACLs that grant to groups don't count.
	IgnoreACLs policy.Answer
}

// strictest joins settings: "Amazon S3 applies the most restrictive combination".
func strictest(list []PublicAccess) PublicAccess {
	out := PublicAccess{policy.No, policy.No}
	for _, s := range list {
		out = PublicAccess{out.Restrict.Or(s.Restrict), out.IgnoreACLs.Or(s.IgnoreACLs)}
	}
	return out
}

// notRestricted answers whether RestrictPublicBuckets lets the caller through:
// it "restricts access … to only AWS service principals and authorized users
// within the bucket owner's account and access point owner's account", if the
// policy is public.
func (e *evaluation) notRestricted(p *Policies) policy.Answer {
	settings := p.PublicAccess
	if len(settings) == 0 || p.Resource == nil || !isService(e.r.Action, "s3") || e.r.Caller.Kind == policy.ServiceCaller {
		return policy.Yes
	}
	restrict := strictest(settings).Restrict
	if restrict == policy.No {
		return policy.Yes
	}
	home := e.r.within().Or(e.isOf(p.alsoHome))
	if home == policy.Yes {
		return policy.Yes
	}
	public := policy.PublicBucketPolicy(p.Resource.document)
	is := restrict.And(public).And(home.Not()).Not()
	if is == policy.Unknown {
		switch policy.Unknown {
		case restrict:
			e.doubt(Resource, "the RestrictPublicBuckets setting of Block Public Access")
		case public:
			e.doubt(Resource, "whether Amazon S3 takes the policy for public (RestrictPublicBuckets)")
		default:
			e.doubt(Resource, "the account of the resource")
		}
	}
	return is
}

// restrictedWhy is what to say of a request that notRestricted stops.
const restrictedWhy = "the policy is public, and Block Public Access (RestrictPublicBuckets) leaves it to the owner's account and AWS services"

// isOf answers whether the caller is of an account; zero is no account.
func (e *evaluation) isOf(account policy.Text) policy.Answer {
	if account.IsZero() || !hasAccount(e.r.Caller.Kind) {
		return policy.No
	}
	return sameAccount(e.r.Caller.Account, account)
}

// sameAccount compares two accounts, of which each may not be known.
func sameAccount(a, b policy.Text) policy.Answer {
	s, known := a.Known()
	t, known2 := b.Known()
	switch {
	case !known || !known2:
		return policy.Unknown
	case s == t:
		return policy.Yes
	}
	return policy.No
}
