package authz

import "ringwall/internal/policy"

// says is what policies of one layer answer: whether they allow the request and
// whether they deny it.
type says struct {
	allow, deny policy.Answer
}

var silent = says{allow: policy.No, deny: policy.No}

func (s says) or(t says) says {
	return says{s.allow.Or(t.allow), s.deny.Or(t.deny)}
}

// grants is what a resource's policy grants, by how it names the caller ("IAM
// JSON policy elements: Principal"): that decides what else limits the grant.
type grants struct {
	any     policy.Answer // in any way
	direct  policy.Answer // to the caller itself: implicit denies elsewhere don't limit it
	limited policy.Answer // to the entity of a session: boundary and session policy limit it
	account policy.Answer // to the caller's account, whose own policies decide further
}

// note is a statement that applies or may apply. Why it may is asked again when
// it is wanted: see [evaluation.why].
type note struct {
	policy    *Policy
	outcome   *policy.Outcome // where it is other than the statement's
	candidate policy.Candidate
	layer     Layer
	is        policy.Answer
	allow     bool // it may be an Allow
	deny      bool // it may be a Deny
}

// evaluation is the work on one request. What it needs for most lies in itself,
// so that deciding takes no memory.
type evaluation struct {
	r     *Request
	asked policy.Asked // what r asks
	own   policy.Asked // what the policies of the caller's side and SCPs are asked
	// bearer is what RCPs are asked for the bearer of a token.
	bearer *policy.Asked
	// endpoint is the type of the endpoint.
	endpoint EndpointKind
	// The notes: the first few, how many these are, and the others.
	first [maxNotes]note
	count int
	rest  []note
	// doubts are what is open besides the statements.
	doubts     []Cause
	candidates [maxNotes]policy.Candidate // of the document that is asked
}

// maxNotes is how many statements are kept in mind without allocating.
const maxNotes = 32

func (e *evaluation) keep(n note) {
	if e.count < len(e.first) {
		e.first[e.count] = n
		e.count++
		return
	}
	e.rest = append(e.rest, n)
}

// noted is how many notes there are; forget keeps so many.
func (e *evaluation) noted() int { return e.count + len(e.rest) }

func (e *evaluation) forget(after int) {
	e.count = min(e.count, after)
	e.rest = e.rest[:max(0, after-e.count)]
}

// notes are the statements that apply or may apply, in the order of asking.
func (e *evaluation) notes(yield func(note) bool) {
	for i := range e.count {
		if !yield(e.first[i]) {
			return
		}
	}
	for i := range e.rest {
		if !yield(e.rest[i]) {
			return
		}
	}
}

func (e *evaluation) doubt(layer Layer, why string) {
	for _, d := range e.doubts {
		if d.Why == why {
			return
		}
	}
	e.doubts = append(e.doubts, Cause{Layer: layer, Why: why})
}

// ask puts the request to the policies of a layer, of which one must allow.
func (e *evaluation) ask(layer Layer, list []*Policy) says {
	sum := silent
	for _, p := range list {
		for _, candidate := range p.compiled.AppendCandidates(e.candidates[:0], e.askedOf(layer)) {
			s, _ := e.askOne(layer, p, candidate)
			sum = sum.or(s)
		}
	}
	return sum
}

// askedOf is what a layer is asked.
func (e *evaluation) askedOf(layer Layer) *policy.Asked {
	switch layer {
	case SCP, Identity, Boundary, Session:
		return &e.own
	case RCP:
		if e.bearer != nil {
			return e.bearer
		}
	}
	return &e.asked
}

// askOne puts the request to a statement.
func (e *evaluation) askOne(layer Layer, p *Policy, candidate policy.Candidate) (says, policy.Outcome) {
	out := p.compiled.Match(candidate, e.askedOf(layer).Request())
	if out.Answer == policy.No {
		return silent, out
	}
	allow, deny := p.compiled.Effect(candidate.Statement)
	if layer == RCP { // "Allow is only supported for the RCPFullAWSAccess policy"
		allow = policy.No
	}
	if allow == policy.No && deny == policy.No {
		return silent, policy.Outcome{Answer: policy.No}
	}
	if out = e.refine(layer, allow, out); out.Answer == policy.No {
		return silent, out
	}
	e.keep(note{p, nil, candidate, layer, out.Answer, allow != policy.No, deny != policy.No})
	return says{allow.And(out.Answer), deny.And(out.Answer)}, out
}

// refine is the outcome of a statement with what its layer and Effect leave open.
func (e *evaluation) refine(layer Layer, allow policy.Answer, out policy.Outcome) policy.Outcome {
	if layer == Endpoint {
		out = e.atEndpoint(out, allow)
	}
	if allow == policy.Unknown && out.Answer == policy.Yes {
		out.Answer, out.Element, out.Cause = policy.Unknown, policy.WholeStatement, "the Effect of the statement"
	}
	return out
}

// why is the outcome of a statement that may apply.
func (e *evaluation) why(n note) policy.Outcome {
	if n.outcome != nil {
		return *n.outcome
	}
	allow, _ := n.policy.compiled.Effect(n.candidate.Statement)
	return e.refine(n.layer, allow, n.policy.compiled.Match(n.candidate, e.askedOf(n.layer).Request()))
}

// atEndpoint doubts a match by anything but "*" where the endpoint may be a
// gateway.
func (e *evaluation) atEndpoint(out policy.Outcome, allow policy.Answer) policy.Outcome {
	n := out.Named
	if e.endpoint == InterfaceEndpoint || n == (policy.Named{}) || n.Sure&policy.ByEveryone != 0 || !atGateway(e.r.Action) || out.Answer != policy.Yes {
		return out
	}
	if e.r.Caller.Kind == policy.RootUser && n.Sure&policy.ByAccount != 0 {
		return out
	}
	if e.endpoint == GatewayEndpoint && allow == policy.Yes && n.Sure == policy.ByAccount && n.Maybe == 0 {
		return policy.Outcome{Answer: policy.No} // "the AWS account root user only"
	}
	out.Answer, out.Element = policy.Unknown, policy.PrincipalElement
	out.Cause = "whether the endpoint is a gateway, where the Principal must be *"
	return out
}

// askResource puts the request to the resource's policy.
func (e *evaluation) askResource(layer Layer, p *Policy) (says, grants) {
	sum, g := silent, grants{policy.No, policy.No, policy.No, policy.No}
	if p == nil {
		return sum, g
	}
	for _, candidate := range p.compiled.AppendCandidates(e.candidates[:0], &e.asked) {
		s, out := e.askOne(layer, p, candidate)
		sum = sum.or(s)
		if s.allow != policy.No {
			g.add(s.allow, out.Named, e.r.Caller.Kind)
		}
	}
	return sum, g
}

// add puts an Allow that names the caller so to the grants.
func (g *grants) add(allow policy.Answer, n policy.Named, kind policy.CallerKind) {
	g.any = g.any.Or(allow)
	if n == (policy.Named{}) { // NotPrincipal: everyone but those that it names
		n.Sure = policy.ByEveryone
		if hasAccount(kind) {
			// At least as an account's own principals are.
			n = policy.Named{Sure: policy.ByAccount, Maybe: policy.ByEveryone}
		}
	}
	direct, limited := policy.ByEveryone, policy.Naming(0)
	switch kind {
	case policy.RootUser:
		direct |= policy.ByAccount | policy.ByCanonical
	case policy.User:
		direct |= policy.ByUser
	case policy.RoleSession:
		direct |= policy.BySession
		limited = policy.ByRole
	case policy.FederatedUser:
		direct |= policy.BySession
		limited = policy.ByUser
	case policy.ServiceCaller:
		direct |= policy.ByService
	case policy.TokenBearer:
		direct |= policy.ByProvider
	}
	g.direct = g.direct.Or(allow.And(named(n, direct)))
	g.limited = g.limited.Or(allow.And(named(n, limited)))
	g.account = g.account.Or(allow.And(named(n, policy.ByAccount|policy.ByCanonical)))
}

// named answers whether a caller is named in one of the ways.
func named(n policy.Named, ways policy.Naming) policy.Answer {
	switch {
	case n.Sure&ways != 0:
		return policy.Yes
	case n.Maybe&ways != 0:
		return policy.Unknown
	}
	return policy.No
}

// askLevels puts the request to service control policies: each level must allow.
func (e *evaluation) askLevels(levels [][]*Policy) says {
	sum := says{allow: policy.Yes, deny: policy.No}
	for _, level := range levels {
		s := e.ask(SCP, level)
		sum = says{sum.allow.And(s.allow), sum.deny.Or(s.deny)}
	}
	return sum
}
