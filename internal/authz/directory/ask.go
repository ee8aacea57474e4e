package directory

import (
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
	// Assumed says in words what was taken for granted besides.
	Assumed []string
}

// sides are all documents that have a say.
type sides struct {
	identity, boundary, resource []attachment
	endpoint                     []attachment
	scp, rcp                     controls
	foreign                      bool // the resource isn't in the estate
}

// Ask decides a question.
func (d *Directory) Ask(q Question) Answer {
	s := d.sides(&q)
	worlds := estate.Worlds(s.guards(d, &q))
	truth := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	out := Answer{}
	var first [4]*authz.Decision
	for _, world := range worlds {
		if world = world.And(d.estate.Possible).And(q.Within); world.IsNever() {
			continue
		}
		decision := d.decide(&q, s, world)
		if first[decision.Verdict] == nil {
			first[decision.Verdict] = &decision
		}
		switch decision.Verdict {
		case authz.Allowed:
			truth.True = truth.True.Or(world)
		case authz.Unknown:
			truth.Unknown = truth.Unknown.Or(world)
			for _, c := range decision.Causes {
				truth.Gaps = append(truth.Gaps, estate.GuardedGap{When: world, Gap: d.gap(c)})
			}
		default:
			truth.False = truth.False.Or(world)
		}
	}
	exists := q.Principal.When()
	if q.Target.Resource != nil {
		exists = exists.And(q.Target.Resource.Base().When)
	}
	out.Proof = proof.Judge(d.estate, truth, exists)
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
	return out
}

// sides gathers the documents that have a say in a question.
func (d *Directory) sides(q *Question) *sides {
	p, t := q.Principal, q.Target
	s := &sides{identity: p.identity, boundary: p.boundary, foreign: t.Resource == nil && t.suffix != ""}
	if p.foreign {
		why := "the policies of " + p.Name + ", which is not in the sources"
		s.identity = []attachment{{document: unread(p.Name, why, estate.Origin{}, policy.IdentityPolicy)}}
		s.boundary = []attachment{{document: unread(p.Name, why, estate.Origin{}, policy.ManagedPolicy)}}
	}
	if t.Resource != nil {
		s.resource = d.attachments(t.Resource.Base())
		if _, ok := t.Resource.(*estate.Role); ok && !strings.EqualFold(serviceOfAction(q.Action), "sts") {
			s.resource = nil // a trust policy says who may take the role, and no more
		}
	} else if s.foreign && !withoutPolicies(serviceOfAction(q.Action)) {
		why := "the policy of " + t.Name + ", which is not in the sources"
		s.resource = []attachment{{document: unread(t.Name, why, estate.Origin{}, policy.ResourcePolicy)}}
	}
	switch p.Kind {
	case policy.User, policy.RoleSession, policy.RootUser, policy.FederatedUser:
		s.scp = d.controls(serviceControl, p.account)
	}
	account := t.account
	if t.Resource == nil {
		account = d.accountOf(t, p)
	}
	s.rcp = d.controls(resourceControl, account)
	s.endpoint = d.ofEndpoint(q.Way)
	return s
}

func serviceOfAction(action string) string {
	for i := range len(action) {
		if action[i] == ':' {
			return action[:i]
		}
	}
	return action
}

// accountOf is the account of a target that is none of the estate's: in its ARN, or
// the caller's own for what isn't a single resource.
func (d *Directory) accountOf(t *Target, p *Principal) estate.Text {
	switch {
	case t.written:
		return t.account
	case t.suffix == "":
		return p.account
	}
	return estate.Literal(fieldOf(t.suffix, 4))
}

func (s *sides) guards(d *Directory, q *Question) []scenario.Guard {
	var out []scenario.Guard
	for _, list := range [][]attachment{s.identity, s.boundary, s.resource, s.endpoint} {
		out = guardsOf(list, out)
	}
	out = s.rcp.guards(s.scp.guards(out))
	for _, t := range []estate.Text{q.Principal.arn, q.Target.arn} {
		if len(t.Variables()) > 0 {
			out = append(out, estate.NewScalar(t, estate.Origin{}).Guards()...)
		}
	}
	return out
}

// decide decides a question in a class of scenarios.
func (d *Directory) decide(q *Question, s *sides, world scenario.Guard) authz.Decision {
	caller := d.caller(q.Principal, world)
	resource := d.text(q.Target, world)
	r := &authz.Request{Request: policy.Request{Caller: caller, Action: q.Action, Resource: resource}}
	r.Context = d.context(q, &caller, q.Target, world)
	switch {
	case !q.ResourceAccount.IsZero():
		r.ResourceAccount = q.ResourceAccount
	case (q.Target.Resource != nil || q.Target.written) && len(q.Target.account.Parts()) > 0:
		r.ResourceAccount = d.names.in(q.Target.account, world)
	}
	p := &authz.Policies{
		Identity: policiesIn(s.identity, world), Boundary: policiesIn(s.boundary, world),
		SCP: d.levels(s.scp, world, policy.ServiceControlPolicy), RCP: d.levels(s.rcp, world, policy.ResourceControlPolicy),
		Resource: joined("policy of "+q.Target.Name, s.resource, world),
		Endpoint: policiesIn(s.endpoint, world), EndpointKind: q.Way.kind(),
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
	return d.decider.Decide(r, p)
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
		if c.Key != "" {
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
	if d.accounts.held {
		return nil
	}
	switch q.Principal.Kind {
	case policy.User, policy.RoleSession, policy.RootUser, policy.FederatedUser:
		return []string{"no service or resource control policies: the sources hold no organisation"}
	}
	return nil
}
