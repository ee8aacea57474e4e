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

// Entry is a condition key and what to say of it.
type Entry struct {
	Key    string
	Values []string
	Many   bool // multivalued
	Absent bool
	// Text is the one value, in place of Values, if it is one of the estate's.
	Text estate.Text
}

// say adds what entries say in a class of scenarios to a context.
func (d *Directory) say(c *policy.Context, entries []Entry, world scenario.Guard) {
	for _, e := range entries {
		switch {
		case e.Absent:
			c.SetAbsent(e.Key)
		case e.Values == nil && len(e.Text.Parts()) > 0:
			c.Set(e.Key, d.names.name(e.Text, world))
		case e.Many || len(e.Values) != 1:
			values := []policy.Text{}
			for _, v := range e.Values {
				values = append(values, policy.Literal(v))
			}
			c.SetList(e.Key, values)
		default:
			c.Set(e.Key, policy.Literal(e.Values[0]))
		}
	}
}

// Limit asks what an organisation's policies by themselves leave to somebody: all
// other policies are taken to allow everything.
type Limit struct {
	// Account is the caller's, whose service control policies are asked; or, if
	// Resources, the resource's, whose resource control policies are.
	Account   estate.Text
	Resources bool
	// Caller is the kind of the caller: a role's session, a user, the root user,
	// anonymous. Of the first two it is one that no policy names.
	Caller policy.CallerKind
	Action string
	// Resource is an ARN; empty: it may be any.
	Resource estate.Text
	Context  []Entry
}

// Limited is the answer to a [Limit].
type Limited struct {
	// Verdict is Allowed if the request gets through.
	Verdict authz.Verdict
	// Decision is the one that the verdict was taken from.
	Decision authz.Decision
	Proof    proof.Proof
	// Truth says in which scenarios it gets through.
	Truth estate.Truth
	// Given are the condition keys with which a request gets through that is not
	// denied in all circumstances.
	Given []Entry
}

// nobody is a name that no policy has.
const nobody = "ringwall-somebody"

// elsewhere is an account that is in no organisation of the sources.
const elsewhere = "999999999999"

// Limited decides what an organisation's policies leave. A request that is denied
// is denied to every caller of that kind but those that a policy names; one that
// gets through does so with the keys that the answer gives.
func (d *Directory) Limited(l Limit) Limited {
	c := d.controls(kindOf(l), l.Account)
	q := &Question{Principal: d.somebody(l), Action: l.Action, Target: &Target{}}
	truth := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	var out Limited
	var first [4]*Limited
	for _, world := range estate.Worlds(c.guards(nil)) {
		if world = world.And(d.estate.Possible.Concerning(world)); world.IsNever() {
			continue
		}
		is := d.search(q, l, c, world)
		if first[is.Verdict] == nil {
			first[is.Verdict] = &is
		}
		switch is.Verdict {
		case authz.Allowed:
			truth.True = truth.True.Or(world)
		case authz.Unknown:
			truth.Unknown = truth.Unknown.Or(world)
			for _, cause := range is.Decision.Causes {
				truth.Gaps = append(truth.Gaps, estate.GuardedGap{When: world, Gap: d.gap(cause)})
			}
		default:
			truth.False = truth.False.Or(world)
		}
	}
	judged := proof.Judge(d.estate, truth, scenario.Always())
	order := []authz.Verdict{authz.Unknown, authz.Allowed, authz.ExplicitDeny, authz.ImplicitDeny}
	switch judged.Verdict {
	case proof.Yes:
		order = []authz.Verdict{authz.Allowed}
	case proof.No:
		order = []authz.Verdict{authz.ExplicitDeny, authz.ImplicitDeny}
	}
	for _, v := range order {
		if first[v] != nil {
			out = *first[v]
			break
		}
	}
	if judged.Verdict == proof.Unknown {
		out.Verdict = authz.Unknown
	}
	out.Proof, out.Truth = judged, truth
	return out
}

func kindOf(l Limit) string {
	if l.Resources {
		return resourceControl
	}
	return serviceControl
}

// somebody is a caller of a kind whom no policy names: of the account, or, where
// its resources are asked about, of another organisation.
func (d *Directory) somebody(l Limit) *Principal {
	account := l.Account
	if l.Resources {
		account = estate.Literal(elsewhere)
	}
	p := &Principal{Kind: l.Caller, account: account, foreign: true}
	switch l.Caller {
	case policy.RootUser:
		return d.root(account, "aws")
	case policy.RoleSession:
		p.arn, p.session = estate.Concat(estate.Literal("arn:aws:iam::"), account, estate.Literal(":role/"+nobody)), nobody
	case policy.User:
		p.arn = estate.Concat(estate.Literal("arn:aws:iam::"), account, estate.Literal(":user/"+nobody))
	}
	p.Name = d.names.in(p.arn, scenario.Always()).String()
	return p
}

// search decides in a class of scenarios. Where the answer hangs on condition keys
// it looks for values with which the request gets through.
func (d *Directory) search(q *Question, l Limit, c controls, world scenario.Guard) Limited {
	out := Limited{Decision: d.limit(q, l, c, world, nil)}
	out.Verdict = out.Decision.Verdict
	if out.Verdict != authz.Unknown || c.doubt != "" {
		return out
	}
	for _, given := range d.attempts(out.Decision, c, world) {
		if tried := d.limit(q, l, c, world, given); tried.Verdict == authz.Allowed {
			return Limited{Verdict: authz.Allowed, Decision: tried, Given: given}
		}
	}
	return out
}

func (d *Directory) limit(q *Question, l Limit, c controls, world scenario.Guard, given []Entry) authz.Decision {
	caller := d.caller(q.Principal, world)
	caller.Bounded = policy.No
	r := &authz.Request{Request: policy.Request{Caller: caller, Action: q.Action, Resource: d.names.name(l.Resource, world)}}
	if len(l.Resource.Parts()) == 0 {
		r.Resource = policy.Hole("the resource")
	}
	r.Context = d.callerKeys(q.Principal, &caller, world)
	r.Context.Take(d.resourceKeys(q.Action, &Target{}, world))
	d.say(r.Context, slices.Concat(given, l.Context), world)
	if l.Resources {
		r.ResourceAccount = d.names.in(l.Account, world)
	}
	p := &authz.Policies{
		Identity: []*authz.Policy{d.allowing(policy.IdentityPolicy)}, Resource: d.allowing(authz.ResourceUse(q.Action, r.Resource)),
	}
	if l.Resources {
		p.RCP = d.levels(c, world, policy.ResourceControlPolicy)
	} else {
		r.ResourceAccount = caller.Account
		p.SCP = d.levels(c, world, policy.ServiceControlPolicy)
	}
	return d.decider.Decide(r, p)
}

// allowing is a policy of some use that allows everyone everything, made once.
func (d *Directory) allowing(use policy.Use) *authz.Policy {
	const name = "everything else"
	key := madeKey{name, use}
	if d.made[key] == nil {
		n := fullAccess()
		if use != policy.IdentityPolicy {
			statement := &n.Fields[1].Value
			statement.Fields = append(statement.Fields, policy.Field{Name: "Principal", Value: text("*")})
		}
		d.made[key] = fixed(name, n, use)
	}
	return d.made[key].forms()[0].policy
}

// most bounds how many combinations of values are tried.
const most = 256

// attempts are combinations of values for the condition keys on which a decision
// hangs: absent, one that no policy names, and those that policies name. Keys that
// say who calls are left out: these are the callers that policies name.
func (d *Directory) attempts(of authz.Decision, c controls, world scenario.Guard) [][]Entry {
	keys := openKeys(of)
	if len(keys) == 0 {
		return nil
	}
	out := [][]Entry{nil}
	for _, key := range keys {
		var values []Entry
		other := nobody
		if strings.EqualFold(key, "aws:RequestedRegion") { // which is in every request
			other = "ap-southeast-3"
		} else {
			values = append(values, Entry{Key: key, Absent: true})
		}
		for _, v := range append(c.values(key, world), other) {
			values = append(values, Entry{Key: key, Values: []string{v}})
		}
		if len(out)*len(values) > most {
			return nil
		}
		var next [][]Entry
		for _, o := range out {
			for _, v := range values {
				next = append(next, append(slices.Clone(o), v))
			}
		}
		out = next
	}
	return out
}

// openKeys are the condition keys that leave a decision open, but for those that
// say who calls, and where nothing else does.
func openKeys(of authz.Decision) []string {
	var out []string
	for _, c := range of.Causes {
		key := strings.ToLower(c.Key)
		if key == "" || strings.HasPrefix(key, "aws:principal") || key == "aws:userid" || key == "aws:username" {
			return nil
		}
		if !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, key) }) {
			out = append(out, c.Key)
		}
	}
	return out
}

// values are those that the policies compare a key with; of a pattern, one that
// matches it, of a Boolean, the other.
func (c controls) values(key string, world scenario.Guard) []string {
	var out []string
	for _, level := range c.levels {
		for _, a := range level {
			f, ok := a.in(world)
			if !ok {
				continue
			}
			for _, s := range f.document.Statements {
				for _, condition := range s.Conditions {
					if name, _ := condition.Key.Known(); !strings.EqualFold(name, key) {
						continue
					}
					for _, v := range condition.Values {
						t, known := v.Known()
						switch {
						case !known:
							continue
						case strings.EqualFold(t, "false"):
							t = "true"
						case strings.EqualFold(t, "true"):
							t = "false"
						}
						if t = strings.NewReplacer("*", "x", "?", "x").Replace(t); !slices.Contains(out, t) {
							out = append(out, t)
						}
					}
				}
			}
		}
	}
	return out
}

// Deny is a statement of an organisation's policies that denies, and where it is
// attached.
type Deny struct {
	Statement policy.Statement
	Policy    string
}

// Denies are the statements that deny in the policies above an account, in any
// scenario.
func (d *Directory) Denies(l Limit) []Deny {
	return slices.DeleteFunc(d.statements(l), func(s Deny) bool { return s.Statement.IsDeny() == policy.No })
}

func (d *Directory) statements(l Limit) []Deny {
	var out []Deny
	seen := map[policy.Position]bool{}
	for _, level := range d.controls(kindOf(l), l.Account).levels {
		for _, a := range level {
			for _, f := range a.forms() {
				for _, s := range f.document.Statements {
					if !seen[s.Pos] || s.Pos == (policy.Position{}) {
						seen[s.Pos] = true
						out = append(out, Deny{s, a.name})
					}
				}
			}
		}
	}
	return out
}

// Kin is the same text for accounts of which an organisation's policies say the
// same: their statements are the same, level by level, and none speaks of accounts.
func (d *Directory) Kin(l Limit) string {
	var b strings.Builder
	for _, level := range d.controls(kindOf(l), l.Account).levels {
		for _, a := range level {
			b.WriteString(a.name + a.doubt + "\x00")
			for _, f := range a.forms() {
				for _, s := range f.document.Statements {
					b.WriteString(s.Pos.String() + "\x00")
					if speaksOfAccounts(s) {
						return l.Account.String()
					}
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// speaksOfAccounts reports a statement whose conditions may tell one account from
// another.
func speaksOfAccounts(s policy.Statement) bool {
	for _, c := range s.Conditions {
		key := strings.ToLower(c.Key.String())
		if strings.Contains(key, "account") || strings.Contains(key, "path") || strings.Contains(key, "userid") {
			return true
		}
		for _, v := range c.Values {
			if t, known := v.Known(); !known || strings.ContainsAny(t, "0123456789") && strings.HasPrefix(t, "arn:") {
				return true
			}
		}
	}
	return false
}

// Member is an account of the organisation that the sources hold.
type Member struct {
	Resource *estate.Account
	Account  estate.Text // its id
	// Management says that it is the management account, to whose users and
	// resources no policies of the organisation apply.
	Management bool
}

// Members are the accounts of the organisation, by ID, without those that are
// closed.
func (d *Directory) Members() []Member {
	var out []Member
	for _, m := range estate.All[*estate.Account](d.estate) {
		if m.State != "" && m.State != "ACTIVE" {
			continue
		}
		id := m.Self()
		if m.Physical != "" {
			id = estate.Literal(m.Physical)
		}
		out = append(out, Member{m, id, id.Equal(d.accounts.management)})
	}
	return out
}

// HasOrganisation reports whether the sources hold an organisation.
func (d *Directory) HasOrganisation() bool { return d.accounts.held }

// Chain is the root, the units and the account itself from above; nil if it isn't
// known.
func (d *Directory) Chain(m *estate.Account) []estate.ID {
	chain, ok := d.chain(m)
	if !ok {
		return nil
	}
	return chain
}

// Attached are the policies of a kind that are attached to a root, unit or account
// of the organisation, by name, but for AWS's own that allow everything; maybe says
// that there may be others.
func (d *Directory) Attached(resources bool, to estate.ID) (names []string, maybe bool) {
	kind := kindOf(Limit{Resources: resources})
	for _, a := range d.accounts.attached[kind][to] {
		if a.isUnread() || a.doubt != "" {
			maybe = true
			continue
		}
		if !a.allowsAll() {
			names = append(names, a.name)
		}
	}
	return names, maybe || len(d.accounts.astray[kind]) > 0
}

// allowsAll reports a document of one statement that allows everything.
func (d *document) allowsAll() bool {
	for _, f := range d.forms() {
		if len(f.document.Statements) != 1 || policy.AllowsEverything(f.document).Answer != policy.Yes {
			return false
		}
	}
	return true
}

// ARN is the ARN of a resource, with names in the place of references; empty if none
// is known.
func (d *Directory) ARN(r estate.Resource) estate.Text { return d.names.arn(r.Base()) }

// Service is an AWS service that acts by itself.
func Service(principal string) *Principal {
	return &Principal{Kind: policy.ServiceCaller, Name: principal}
}

// On is the target that a resource of the estate is for an action: itself, or all
// that is in it. False if the action takes no such resource.
func (d *Directory) On(r estate.Resource, action string) (*Target, bool) {
	key := askedOf{r, action}
	t, asked := d.targets[key]
	if !asked {
		t, _ = d.target(r, action)
		d.targets[key] = t
	}
	return t, t != nil
}

// Acting is who a resource of the estate is or acts as; nil if it is or does
// neither, or its role isn't in the sources.
func (d *Directory) Acting(r estate.Resource) *Principal { return d.acting(r) }

// PolicyOf reports whether a resource has a policy of its own, or may have one.
func (d *Directory) PolicyOf(r estate.Resource) bool { return len(d.attachments(r.Base())) > 0 }
