package authz

import "ringwall/internal/policy"

// Decider decides requests. It has no state.
type Decider struct {
	// Controlled reports the services, by the prefix of their actions, to which
	// resource control policies are known to apply. Of others, and without it,
	// that isn't known.
	Controlled func(service string) bool
}

// opinions are what all layers answer.
type opinions struct {
	scp, rcp, endpoint, resource, identity, boundary, session says
	grants                                                    grants
	byGrant, byACL                                            policy.Answer // what of it grants of keys and ACLs give
	open                                                      bool          // it is open to all for lack of a policy
}

// Decide decides a request ("How AWS enforcement code logic evaluates requests
// to allow or deny access").
func (d Decider) Decide(r *Request, p *Policies) Decision {
	switch {
	case r.Caller.Kind == policy.UnknownCaller:
		return Decision{Layer: Identity, Causes: []Cause{{Layer: Identity, Why: "who calls"}}}
	case p.API != nil && p.API.Authorizer != IAMAuthorizer && isAction(r.Action, "execute-api", "Invoke"):
		return d.byAPI(r, p)
	case throughAccessPoint(r, p):
		return d.byAccessPoint(r, p)
	}
	return d.decide(r, r, p)
}

// decide decides a request; own is the request as the caller's side is asked.
func (d Decider) decide(r, own *Request, p *Policies) Decision {
	e := evaluation{r: r, asked: policy.Ask(&r.Request), endpoint: p.EndpointKind}
	e.own = e.asked
	if own != r {
		e.own = policy.Ask(&own.Request)
	}
	kind := kindOf(r.Action, r.Resource)
	o := d.opinions(&e, p, kind)
	granted, layer := e.granted(&o, kind)
	if kind == key && isAction(r.Action, "kms", "RetireGrant") {
		granted, layer = e.retires(p.Grants, &o), Key
		o.resource.deny = o.resource.deny.And(policy.Unknown) // see retires
	}
	if owned := e.owned(p, &o, granted); owned != granted {
		granted, layer = owned, Resource
	}
	why := ""
	if no, by, because := unable(r); no == policy.Yes {
		granted, layer, why = policy.No, by, because
	} else if no == policy.Unknown && granted == policy.Yes {
		granted, layer = policy.Unknown, by
		e.doubt(by, because)
	}
	if free(r) {
		return e.free(&o)
	}
	unrestricted := e.notRestricted(p)
	gates := [...]gate{
		{SCP, o.scp.deny, o.scp.allow}, {RCP, o.rcp.deny, o.rcp.allow}, {Endpoint, o.endpoint.deny, o.endpoint.allow},
		{layerOf(kind), o.resource.deny, unrestricted},
		{Identity, o.identity.deny, policy.Yes}, {Boundary, o.boundary.deny, policy.Yes}, {Session, o.session.deny, policy.Yes},
		{layer, policy.No, granted},
	}
	out := e.conclude(gates[:])
	switch {
	case out.Verdict == ImplicitDeny && out.Layer == layerOf(kind) && unrestricted == policy.No:
		out.Why = restrictedWhy
	case out.Verdict == ImplicitDeny && out.Layer == layer:
		out.Why = why
	case out.Verdict == Allowed && out.Statements == nil && mounts(r, p):
		out.Why = mountsWhy
	case out.Verdict == Allowed && r.Caller.Kind == policy.RootUser && layer == Identity:
		out.Why = "the root user has full access"
	}
	return out
}

// opinions asks every layer that applies to the caller.
func (d Decider) opinions(e *evaluation, p *Policies, k kind) opinions {
	o := opinions{
		scp: says{policy.Yes, policy.No}, rcp: says{policy.Yes, policy.No}, endpoint: says{policy.Yes, policy.No},
		identity: silent, boundary: says{policy.Yes, policy.No}, session: says{policy.Yes, policy.No},
	}
	if len(p.SCP) > 0 {
		applies, why := underSCP(e.r)
		o.scp = e.unless(SCP, applies, why, func() says { return e.askLevels(p.SCP) })
	}
	if len(p.RCP) > 0 {
		applies, why := d.underRCP(e.r)
		o.rcp = e.unless(RCP, applies, why, func() says { return e.askRCP(p.RCP) })
	}
	if len(p.Endpoint) > 0 {
		o.endpoint = e.ask(Endpoint, p.Endpoint)
	}
	o.resource, o.grants = e.askResource(layerOf(k), p.Resource)
	if p.Resource == nil && k != ordinary {
		o.grants = grants{}
		e.doubt(layerOf(k), "the policy of the "+k.String()+", which is not given")
	}
	e.ownerRepairs(&o)
	switch e.r.Caller.Kind {
	case policy.User, policy.RoleSession, policy.FederatedUser:
		e.askIdentity(&o, p)
	}
	e.askOthers(&o, p, k)
	return o
}

// unless is what a layer says that may not apply to the request.
func (e *evaluation) unless(layer Layer, applies policy.Answer, why string, ask func() says) says {
	if applies == policy.No {
		return says{policy.Yes, policy.No}
	}
	s := ask()
	if applies == policy.Unknown && (s.deny != policy.No || s.allow != policy.Yes) {
		e.doubt(layer, why)
		s = says{s.allow.Or(policy.Unknown), s.deny.And(policy.Unknown)}
	}
	return s
}

func (e *evaluation) askRCP(levels [][]*Policy) says {
	if e.r.Caller.Kind == policy.TokenBearer {
		asked := policy.Ask(ofRCP(e.r))
		e.bearer = &asked
	}
	sum := says{policy.Yes, policy.No}
	for _, level := range levels {
		sum.deny = sum.deny.Or(e.ask(RCP, level).deny)
	}
	return sum
}

// ofRCP is the request of the bearer of a token as RCPs see it. Their Principal
// is always "*", and AWS's examples of RCPs for AssumeRoleWithWebIdentity show
// that it is for who has but a token, too.
func ofRCP(r *Request) *policy.Request {
	out := r.Request
	out.Caller = policy.Caller{Kind: policy.Anonymous}
	return &out
}

// ownerRepairs lets the root user of a bucket's account at the bucket's policy.
func (e *evaluation) ownerRepairs(o *opinions) {
	if e.r.Caller.Kind != policy.RootUser || !bucketPolicy(e.r.Action) || o.resource.deny == policy.No {
		return
	}
	within := e.r.within()
	if o.resource.deny = o.resource.deny.And(within.Not()); within == policy.Unknown {
		e.doubt(Resource, "the account of the resource")
	}
}

// askIdentity asks the policies of the caller's own side.
func (e *evaluation) askIdentity(o *opinions, p *Policies) {
	o.identity = e.ask(Identity, p.Identity)
	if len(p.Boundary) > 0 {
		o.boundary = e.ask(Boundary, p.Boundary)
	}
	switch {
	case len(p.Session) > 0:
		o.session = e.ask(Session, p.Session)
	case e.r.Caller.Kind == policy.FederatedUser:
		// "If you do not pass a policy … the resulting temporary security
		// credentials have no permissions" ("Permissions for GetFederationToken").
		o.session.allow = policy.No
	}
}

// free decides an action that needs no permission. Whether policies that are not
// the caller's own can deny it isn't said.
func (e *evaluation) free(o *opinions) Decision {
	if o.scp.deny != policy.No || o.scp.allow != policy.Yes || o.endpoint.deny != policy.No || o.endpoint.allow != policy.Yes || o.rcp.deny != policy.No {
		return Decision{Layer: SCP, Causes: []Cause{{Layer: SCP, Why: "whether an SCP, RCP or endpoint policy can deny what needs no permissions"}}}
	}
	return Decision{Verdict: Allowed, Layer: Identity, Why: "no permissions are required"}
}

func layerOf(k kind) Layer {
	switch k {
	case key:
		return Key
	case role:
		return Trust
	}
	return Resource
}

func (k kind) String() string { return [...]string{"resource", "key", "role"}[k] }
