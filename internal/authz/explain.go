package authz

import "ringwall/internal/policy"

// Explanation is a decision with what every layer says to it.
type Explanation struct {
	Decision Decision
	Opinions []Opinion // in the order of [Layer], each level of SCPs and RCPs by itself
}

// Opinion is what one layer, or one level of it, says to a request.
type Opinion struct {
	Layer Layer
	Level int // of SCPs and RCPs, 1 is the root of the organisation
	// Passes is Yes if the layer, taken alone, lets the request through: it has an
	// Allow and no Deny that applies.
	Passes         policy.Answer
	Allows, Denies policy.Answer
	Why            string    // where no statement says it
	Statements     []Applied // that apply or may apply
	// Near are Allow statements that don't apply, but nearly do: the nearest
	// first, at most [MaxNear]. Only where nothing allows for sure.
	Near []Near
}

// Applied is a statement that applies, or of which it isn't known.
type Applied struct {
	Citation
	Is      policy.Answer
	Element policy.Element // that is open
	Key     string         // the condition key, if it is a condition
	Cause   string
}

// Near is an Allow statement for the action that doesn't apply for what is
// missing.
type Near struct {
	Citation
	Missing []Missing
}

// Missing is an element of a statement that doesn't match, or may not.
type Missing struct {
	Element  policy.Element
	Is       policy.Answer // No or Unknown
	Operator string        // of a condition
	Key      string        // of a condition
	Wanted   []string      // by the statement; at most [MaxWanted]
	More     int           // … and how many others
	Not      bool          // it wants none of them: NotAction, NotResource, NotPrincipal
	// Had are the values of the request; none: it has no such key.
	Had   []string
	Cause string // where it isn't known
}

// The bounds of an explanation.
const (
	MaxNear   = 3
	MaxWanted = 5
)

// Explain decides a request and says what each layer has to say to it.
func (d Decider) Explain(r *Request, p *Policies) Explanation {
	x := Explanation{Decision: d.Decide(r, p)}
	if r.Caller.Kind == policy.UnknownCaller {
		return x
	}
	e := &evaluation{r: r, endpoint: p.EndpointKind}
	x.Opinions = make([]Opinion, 0, 8)
	add := func(o Opinion) { x.Opinions = append(x.Opinions, o) }
	if len(p.SCP) > 0 {
		applies, why := underSCP(r)
		x.Opinions = e.levels(x.Opinions, SCP, p.SCP, applies, why)
	}
	if len(p.RCP) > 0 {
		applies, why := d.underRCP(r)
		x.Opinions = e.levels(x.Opinions, RCP, p.RCP, applies, why)
	}
	if len(p.Endpoint) > 0 {
		add(e.opinion(Endpoint, p.Endpoint))
	}
	switch k := kindOf(r.Action, r.Resource); {
	case p.Resource != nil:
		add(e.ofResource(layerOf(k), p.Resource))
	case k != ordinary:
		add(Opinion{Layer: layerOf(k), Denies: policy.No, Why: "the policy of the " + k.String() + " is not given"})
	}
	switch r.Caller.Kind {
	case policy.User, policy.RoleSession, policy.FederatedUser:
		x.Opinions = e.ofCaller(x.Opinions, p)
	}
	return x
}

// ofResource is the opinion of the resource's policy.
func (e *evaluation) ofResource(layer Layer, p *Policy) Opinion {
	out := e.opinion(layer, []*Policy{p})
	o := opinions{resource: says{out.Allows, out.Denies}}
	if e.ownerRepairs(&o); o.resource.deny != out.Denies {
		out.Denies, out.Why = o.resource.deny, "a bucket's policy can't deny the root user of its account to change it"
	}
	if layer == Key && isAction(e.r.Action, "kms", "RetireGrant") {
		out.Denies, out.Why = out.Denies.And(policy.Unknown), "permission to retire grants is not effective in a key policy"
	}
	out.Passes = out.Allows.And(out.Denies.Not())
	return out
}

// ofCaller are the opinions of the caller's own side.
func (e *evaluation) ofCaller(out []Opinion, p *Policies) []Opinion {
	out = append(out, e.opinion(Identity, p.Identity))
	if len(p.Boundary) > 0 {
		out = append(out, e.opinion(Boundary, p.Boundary))
	}
	switch {
	case len(p.Session) > 0:
		out = append(out, e.opinion(Session, p.Session))
	case e.r.Caller.Kind == policy.FederatedUser:
		out = append(out, Opinion{Layer: Session, Passes: policy.No, Allows: policy.No, Denies: policy.No, Why: "no session policy was passed"})
	}
	return out
}

// levels are the opinions of a layer that may not apply to the request.
func (e *evaluation) levels(out []Opinion, layer Layer, levels [][]*Policy, applies policy.Answer, why string) []Opinion {
	if applies == policy.No {
		return append(out, Opinion{Layer: layer, Passes: policy.Yes, Allows: policy.Yes, Denies: policy.No, Why: "it doesn't apply to this request"})
	}
	for i, level := range levels {
		o := e.opinion(layer, level)
		o.Level = i + 1
		if applies == policy.Unknown && o.Passes != policy.Yes {
			o.Why, o.Passes = why, policy.Unknown
			o.Allows, o.Denies = o.Allows.Or(policy.Unknown), o.Denies.And(policy.Unknown)
		}
		out = append(out, o)
	}
	return out
}

// opinion asks policies of which one must allow, and none deny.
func (e *evaluation) opinion(layer Layer, list []*Policy) Opinion {
	o := Opinion{Layer: layer, Allows: policy.No, Denies: policy.No}
	if layer == RCP { // RCPFullAWSAccess is implied
		o.Allows = policy.Yes
	}
	r := &e.r.Request
	if layer == RCP && r.Caller.Kind == policy.TokenBearer {
		r = ofRCP(e.r)
	}
	asked := policy.Ask(r)
	for _, p := range list {
		for _, candidate := range p.compiled.AppendCandidates(e.candidates[:0], &asked) {
			e.hear(&o, r, p, candidate)
		}
	}
	o.Passes = o.Allows.And(o.Denies.Not())
	if o.Allows == policy.Yes {
		return o
	}
	var near nearest
	for _, p := range list {
		for _, candidate := range p.compiled.CandidatesFor(&asked) {
			if allow, _ := p.compiled.Effect(candidate.Statement); allow != policy.No {
				near.add(r, p, candidate.Statement, p.compiled.Match(candidate, r))
			}
		}
	}
	o.Near = near.list(r, layer)
	return o
}

// hear puts the request to one statement.
func (e *evaluation) hear(o *Opinion, r *policy.Request, p *Policy, candidate policy.Candidate) {
	allow, deny := p.compiled.Effect(candidate.Statement)
	if o.Layer == RCP {
		allow = policy.No
	}
	out := p.compiled.Match(candidate, r)
	if out.Answer == policy.No || allow == policy.No && deny == policy.No {
		return
	}
	if out = e.refine(o.Layer, allow, out); out.Answer == policy.No {
		return
	}
	o.Allows, o.Denies = o.Allows.Or(allow.And(out.Answer)), o.Denies.Or(deny.And(out.Answer))
	applied := Applied{Citation: cite(o.Layer, p, candidate.Statement), Is: out.Answer}
	if out.Answer == policy.Unknown {
		applied.Element, applied.Cause = out.Element, out.Cause
		if c := conditionOf(p, candidate.Statement, out); c != nil {
			applied.Key = c.Key.String()
		}
	}
	o.Statements = append(o.Statements, applied)
}

// conditionOf is the condition that an outcome is about, if it is one.
func conditionOf(p *Policy, statement int, out policy.Outcome) *policy.Condition {
	s := &p.document.Statements[statement]
	if out.Element != policy.ConditionElement || out.Condition >= len(s.Conditions) {
		return nil
	}
	return &s.Conditions[out.Condition]
}
