package directory

import (
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
)

// Question is whether a principal may do an action on a target.
type Question struct {
	Principal *Principal
	Action    string
	Target    *Target
	// Context is what the asker says of condition keys; it stands before what the
	// estate says. May be nil.
	Context *policy.Context
	// Said are further keys that the asker states, in the estate's own words.
	Said []Entry
	// ResourceAccount is the account that has the resource, if the asker says so.
	ResourceAccount policy.Text
	// Given are policies that the asker states: of the session, of the VPC endpoint
	// that the request comes through, and others that take the place of the estate's,
	// kind by kind where they are not nil. May be nil.
	Given *authz.Policies
	// Way is how the request gets to AWS; nil if that isn't known.
	Way *Way
	// Within limits the question to some scenarios; the zero guard is all.
	Within scenario.Guard
}

// Answer is a verdict over all scenarios that count.
type Answer struct {
	Verdict authz.Verdict
	// Decision is the one in the scenario that the verdict was taken from.
	Decision authz.Decision
	// Proof has the gaps of an Unknown verdict, a scenario in which the answer is
	// another, and what was assumed. Its verdict is Yes for Allowed.
	Proof proof.Proof
	// Truth says in which scenarios it is allowed, denied and unknown.
	Truth estate.Truth
	// Assumed says in words what was taken for granted besides.
	Assumed []string

	world scenario.Guard // in which Decision is made
}

// Ask decides a question.
func (d *Directory) Ask(q Question) Answer {
	own, its, worlds := d.sides(&q)
	truth := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	out := Answer{}
	var first [4]*authz.Decision
	var in [4]scenario.Guard
	for _, world := range worlds {
		// What isn't possible is left to the judge: it would only make guards long.
		if world = world.And(q.Within); world.Disjoint(d.estate.Possible.Concerning(world)) {
			continue
		}
		decision := d.decide(&q, own, its, world)
		if first[decision.Verdict] == nil {
			first[decision.Verdict], in[decision.Verdict] = &decision, world
		}
		switch decision.Verdict {
		case authz.Allowed:
			truth.True = truth.True.Or(world)
		case authz.Unknown:
			truth.Unknown = truth.Unknown.Or(world)
			truth.Gaps = d.appendGaps(truth.Gaps, world, decision.Causes)
		default:
			truth.False = truth.False.Or(world)
		}
	}
	exists := q.Principal.When()
	if q.Target.Resource != nil {
		exists = exists.And(q.Target.Resource.Base().When).And(q.Target.when)
	}
	out.Proof, out.Truth = proof.Judge(d.estate, truth, exists), truth
	out.Assumed = d.assumed(&q)
	switch out.Proof.Verdict {
	case proof.Yes:
		out.Verdict, out.Decision = authz.Allowed, *first[authz.Allowed]
	case proof.No:
		for _, v := range []authz.Verdict{authz.ExplicitDeny, authz.ImplicitDeny} {
			if first[v] != nil && out.Verdict == authz.Unknown {
				out.Verdict, out.Decision = v, *first[v]
			}
		}
	default:
		for _, v := range []authz.Verdict{authz.Unknown, authz.Allowed, authz.ExplicitDeny, authz.ImplicitDeny} {
			if first[v] != nil {
				out.Decision = *first[v]
				break
			}
		}
	}
	out.world = in[out.Decision.Verdict]
	return out
}

// MayBeCertain reports whether [Directory.Ask] may answer Allowed to a question: where it
// says no, the answer is another. It looks for one class of scenarios that counts and in
// which it is not allowed, and is quicker where there is one.
func (d *Directory) MayBeCertain(q Question) bool {
	if d.estate.Assume != estate.AssumeDefaults {
		return true
	}
	own, its, worlds := d.sides(&q)
	for _, world := range worlds {
		in := world.And(q.Within)
		counts := in.ByDefault()
		if counts.IsNever() || counts.Disjoint(d.estate.Possible.Concerning(world).ByDefault()) {
			continue
		}
		if d.decide(&q, own, its, in).Verdict != authz.Allowed {
			return false
		}
	}
	return true
}

// sides are the two sides of a question, and the classes of scenarios that it tells
// apart.
func (d *Directory) sides(q *Question) (*ownSide, *itsSide, []scenario.Guard) {
	own, its := d.ownSide(q.Principal), d.itsSide(q.Target, q.Action)
	return own, its, own.worldsWith(d, append(d.common(q), its.guards...))
}

// Explain says of an answer to the question what every layer has to say in the
// scenario that the verdict was taken from.
func (d *Directory) Explain(q Question, a Answer) authz.Explanation {
	r, p, refused := d.request(&q, d.ownSide(q.Principal), d.itsSide(q.Target, q.Action), a.world)
	if refused != nil {
		return authz.Explanation{Decision: *refused}
	}
	return d.decider.Explain(r, p)
}

// appendGaps adds the causes of a decision in a class of scenarios, each once.
func (d *Directory) appendGaps(gaps []estate.GuardedGap, world scenario.Guard, causes []authz.Cause) []estate.GuardedGap {
	for i, c := range causes {
		if slices.ContainsFunc(causes[:i], func(o authz.Cause) bool { return o.Why == c.Why && o.Key == c.Key }) {
			continue
		}
		g := d.gap(c)
		same := func(o estate.GuardedGap) bool {
			return o.Gap.Variable.Name == g.Variable.Name && o.Gap.Variable.Why == g.Variable.Why
		}
		if at := slices.IndexFunc(gaps, same); at >= 0 {
			gaps[at].When = gaps[at].When.Or(world)
		} else {
			gaps = append(gaps, estate.GuardedGap{When: world, Gap: g})
		}
	}
	return gaps
}

func (d *Directory) unseen(g estate.Gap, use policy.Use) *document {
	name := "a policy that the sources don't show: " + g.Cause()
	key := madeKey{name, use}
	if d.made[key] == nil {
		d.made[key] = unread(name, name, g.Origin, use)
	}
	return d.made[key]
}

func serviceOfAction(action string) string {
	service, _, _ := strings.Cut(action, ":")
	return service
}

// accountOf is the account of a target that is none of the estate's: in its ARN, or
// the caller's own for what isn't a single resource.
func (d *Directory) accountOf(t *Target, p *Principal) estate.Text {
	switch {
	case t.written:
		return t.account
	case t.suffix == "" || t.suffix == "*":
		return p.account
	}
	return estate.Literal(fieldOf(t.suffix, 4))
}

// common are the guards of what hangs on both sides.
func (d *Directory) common(q *Question) []scenario.Guard {
	out := guardsOf(d.ofEndpoint(q.Way), nil)
	for _, e := range q.Said {
		out = textGuards(e.Text, out)
	}
	if q.Target.Resource != nil {
		return out
	}
	return d.controls(resourceControl, d.accountOf(q.Target, q.Principal)).guards(out)
}

// decide decides a question in a class of scenarios.
func (d *Directory) decide(q *Question, own *ownSide, its *itsSide, world scenario.Guard) authz.Decision {
	r, p, refused := d.request(q, own, its, world)
	if refused != nil {
		return *refused
	}
	return d.decider.Decide(r, p)
}

// request is a question in a class of scenarios with the policies that apply; or
// that AWS refuses it before it looks at any.
func (d *Directory) request(q *Question, own *ownSide, its *itsSide, world scenario.Guard) (*authz.Request, *authz.Policies, *authz.Decision) {
	ours, theirs := own.in(d, world), its.in(d, world)
	r := &authz.Request{Request: policy.Request{Caller: ours.caller, Action: q.Action, Resource: theirs.resource}}
	r.Context = &policy.Context{}
	for _, keys := range []*policy.Context{ours.keys, theirs.keys, d.wayKeys(q.Way, world), q.Context} {
		r.Context.Take(keys)
	}
	d.say(r.Context, q.Said, world)
	switch {
	case !q.ResourceAccount.IsZero():
		r.ResourceAccount = q.ResourceAccount
	case !theirs.account.IsZero():
		r.ResourceAccount = theirs.account
	case len(q.Target.account.Parts()) > 0:
		r.ResourceAccount = d.names.in(q.Target.account, world)
	case q.Target.suffix == "*", !q.Target.fresh.IsZero():
		r.ResourceAccount = ours.caller.Account
	}
	made := theirs.policies
	p := &made
	p.Identity, p.Boundary, p.SCP = ours.identity, ours.boundary, ours.scp
	p.Endpoint, p.EndpointKind = policiesIn(d.ofEndpoint(q.Way), world), q.Way.kind()
	if q.Target.Resource == nil {
		p.RCP = d.levels(d.controls(resourceControl, d.accountOf(q.Target, q.Principal)), world, policy.ResourceControlPolicy)
	}
	if p.AccessPoint != nil {
		p.AccessPoint.Tell(r.Context)
		r.Context.Take(q.Context)
	}
	if d.unsigned(q, world) {
		return nil, nil, &authz.Decision{Verdict: authz.ImplicitDeny, Layer: authz.Resource, Why: "the function's URL takes signed requests only"}
	}
	if q.Given != nil {
		replace(p, q.Given)
		if q.Given.Boundary != nil {
			r.Caller.Bounded = policy.No
			if len(q.Given.Boundary) > 0 {
				r.Caller.Bounded = policy.Yes
			}
		}
	}
	return r, p, nil
}

// replace puts what the asker states in the place of what the estate says.
func replace(p, given *authz.Policies) {
	lists := [...][2]*[]*authz.Policy{{&p.Identity, &given.Identity}, {&p.Boundary, &given.Boundary}, {&p.Session, &given.Session}, {&p.Endpoint, &given.Endpoint}}
	for _, l := range lists {
		if *l[1] != nil {
			*l[0] = *l[1]
		}
	}
	if given.SCP != nil {
		p.SCP = given.SCP
	}
	if given.RCP != nil {
		p.RCP = given.RCP
	}
	if given.Resource != nil {
		p.Resource = given.Resource
	}
	if given.EndpointKind != authz.UnknownEndpoint {
		p.EndpointKind = given.EndpointKind
	}
	if given.PublicAccess != nil {
		p.PublicAccess = given.PublicAccess
	}
	if given.ACLs != nil {
		p.ACLs = given.ACLs
	}
	if given.AccessPoint != nil {
		p.AccessPoint = given.AccessPoint
	}
	if given.Grants != nil {
		p.Grants = given.Grants
	}
	if given.API != nil {
		p.API = given.API
	}
}

// levels are the policies of an organisation in a class of scenarios.
func (d *Directory) levels(c controls, world scenario.Guard, use policy.Use) [][]*authz.Policy {
	if c.doubt != "" {
		doc := unread("the organisation's policies", c.doubt, estate.Origin{}, use)
		return [][]*authz.Policy{{doc.forms()[0].policy}}
	}
	var out [][]*authz.Policy
	for _, l := range c.levels {
		out = append(out, policiesIn(l, world))
	}
	return out
}

// gap is a cause of a decision as a gap of the estate: the variable that it names,
// if there is one.
func (d *Directory) gap(c authz.Cause) estate.Gap {
	v := d.variables[c.Why]
	if v == nil {
		v = &scenario.Variable{Name: c.Why, Kind: scenario.Outside}
		if c.Key != "" && !strings.Contains(c.Key, "${") {
			v.Settle = "--context " + c.Key + "=VALUE"
			if c.Why != c.Key {
				v.Why = "the condition key " + c.Key
			}
		}
	}
	g := estate.Gap{Variable: v}
	if c.By != nil {
		g.Origin = estate.Origin{File: c.By.Pos.File, Line: c.By.Pos.Line, Column: c.By.Pos.Column}
	}
	return g
}

// assumed says what an answer takes for granted that the sources don't show.
func (d *Directory) assumed(q *Question) []string {
	var out []string
	switch q.Principal.Kind {
	case policy.User, policy.RoleSession, policy.RootUser, policy.FederatedUser:
		if !d.accounts.held {
			out = append(out, "no service or resource control policies: the sources hold no organisation")
		}
	}
	switch r := q.Target.Resource.(type) {
	case *estate.Bucket:
		if len(d.blocks) == 0 && q.Principal.Kind == policy.Anonymous {
			out = append(out, "no Block Public Access of the account: the sources hold none")
		}
	case *estate.Key:
		switch {
		case r.Physical == "" && d.hasGrants(r):
			out = append(out, "no grants of the key but those that the sources hold")
		case r.Physical == "":
			out = append(out, "no grants of the key: templates hold none")
		}
	}
	return out
}
