package authz

import "ringwall/internal/policy"

// granted answers whether the policies that grant do so: those of the resource,
// and those of the identity as far as boundary and session leave them. The layer
// is the one that grants or fails to.
func (e *evaluation) granted(o *opinions, k kind) (policy.Answer, Layer) {
	if k == key {
		if hasResourceType(e.r.Resource, keyType) == policy.Unknown { // it may be no key
			a, layer := e.byAccounts(o, key)
			b, _ := e.byAccounts(o, ordinary)
			return e.agreed(a, b, Key, "which resource is asked for"), layer
		}
	}
	return e.byAccounts(o, k)
}

// byAccounts tells requests within one account from those across two.
func (e *evaluation) byAccounts(o *opinions, k kind) (policy.Answer, Layer) {
	switch e.r.Caller.Kind {
	case policy.Anonymous, policy.ServiceCaller, policy.TokenBearer:
		// They have no account of which policies would limit them.
		return e.outsiders(o), layerOf(k)
	}
	switch e.r.within() {
	case policy.Yes:
		return e.grantedWithin(o, k)
	case policy.No:
		return e.grantedAcross(o, k)
	}
	a, layer := e.grantedWithin(o, k)
	b, _ := e.grantedAcross(o, k)
	if a != b {
		layer = layerOf(k)
	}
	return e.agreed(a, b, layer, "the account of the resource"), layer
}

// agreed is the answer of two readings, one of which holds.
func (e *evaluation) agreed(a, b policy.Answer, layer Layer, why string) policy.Answer {
	if a == b {
		return a
	}
	e.doubt(layer, why)
	return policy.Unknown
}

// grantedWithin is for requests within one account ("Policy evaluation for
// requests within a single account", table "Resource-based policies and implicit
// denies in other policy types").
func (e *evaluation) grantedWithin(o *opinions, k kind) (policy.Answer, Layer) {
	g := &o.grants
	limits := o.boundary.allow.And(o.session.allow)
	if e.r.Caller.Kind == policy.RootUser {
		if k == ordinary {
			return policy.Yes, Identity // "which has full access"
		}
		return g.direct, layerOf(k)
	}
	if k == ordinary {
		entity := o.identity.allow.Or(g.limited)
		is := g.direct.Or(entity.And(limits))
		switch {
		case g.direct == policy.Yes, g.limited.And(limits) == policy.Yes,
			g.direct == policy.Unknown && entity.And(limits) == policy.No:
			return is, Resource
		}
		return is, o.lacking(entity)
	}
	// "IAM role trust policies and KMS key policies are exceptions to this logic,
	// because they must explicitly allow access for principals."
	delegated := g.account.And(o.identity.allow)
	entity := g.limited.Or(delegated)
	is := g.direct.Or(entity.And(limits))
	switch {
	case is == policy.Yes || g.any == policy.No:
		return is, layerOf(k)
	case is == policy.Unknown && g.any == policy.Unknown:
		return is, layerOf(k)
	}
	return is, o.lacking(entity)
}

// lacking is the first layer of the caller's side that doesn't allow or, if
// there is none, that isn't known to.
func (o *opinions) lacking(entity policy.Answer) Layer {
	for _, is := range []policy.Answer{policy.No, policy.Unknown} {
		switch is {
		case entity:
			return Identity
		case o.boundary.allow:
			return Boundary
		case o.session.allow:
			return Session
		}
	}
	return Identity
}

// grantedAcross is for requests across accounts: "The request is allowed only if
// both evaluations return a decision of Allow" ("Cross-account policy evaluation
// logic"). There a grant to the session itself needs the caller's side, too.
func (e *evaluation) grantedAcross(o *opinions, k kind) (policy.Answer, Layer) {
	theirs := o.grants.any
	switch {
	case k == key && !crossesAccounts(e.r.Action):
		return policy.No, Key // "those permissions have no effect"
	case homeOnly(e.r.Action):
		return policy.No, Resource
	case isAction(e.r.Action, "sts", "AssumeRoot"):
		e.doubt(Resource, "whether root access is managed centrally in the organization")
		theirs = policy.Unknown
	}
	ours, layer := policy.Yes, Identity
	if e.r.Caller.Kind != policy.RootUser {
		ours = o.identity.allow.And(o.boundary.allow).And(o.session.allow)
		layer = o.lacking(o.identity.allow)
	}
	is := theirs.And(ours)
	if is == policy.No {
		is = e.lent(o, theirs)
	}
	if is == policy.Yes || theirs == policy.No || theirs == policy.Unknown && ours != policy.No {
		layer = layerOf(k)
	}
	return is, layer
}
