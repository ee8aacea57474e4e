package directory

import (
	"math"
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// The functions of this file are for who asks of many principals, or of what
// doesn't exist yet: they tell what a principal's own policies may allow, so that
// only those are asked.

// Of is the principal that a user or role is; nil of other resources.
func (d *Directory) Of(r estate.Resource) *Principal { return d.principals[r.Base().ID] }

// RoleOf is the principal with whose role a resource makes requests, whatever its
// session; nil if it has none that the sources show.
func (d *Directory) RoleOf(r estate.Resource) *Principal {
	role, _ := d.roleOf(r)
	if role == nil {
		return nil
	}
	return d.principals[role.ID]
}

// RoleNamed is the role of the estate that a value names, by reference, name or
// ARN; nil if it names none.
func (d *Directory) RoleNamed(v estate.Value[estate.Text]) *Principal {
	if role := d.follow(v); role != nil {
		return d.principals[role.ID]
	}
	return nil
}

// Fresh is something that a principal would make in its own account: it has no
// policy of its own, and nothing else is known of it.
func Fresh(arn policy.Text) *Target { return &Target{Name: arn.String(), fresh: arn} }

// Everything is the target of actions that AWS doesn't check on single resources.
func Everything() *Target { return &Target{Name: "*", arn: estate.Literal("*")} }

// MayAllow reports whether a principal's own policies may allow an action on
// something.
func (d *Directory) MayAllow(p *Principal, action string) bool { return d.mayAllow(p, action) }

// MayReach reports whether a principal's own policies may allow an action on a
// target, whatever the request's keys are: where it says no, so does [Directory.Ask]
// unless a resource's policy allows.
func (d *Directory) MayReach(p *Principal, action string, t *Target) bool {
	if p.Kind == policy.RootUser || p.foreign {
		return true
	}
	r := policy.Request{Caller: policy.Caller{Kind: p.Kind}, Action: action, Resource: d.text(t, scenario.Always()), Context: &policy.Context{}}
	may := slices.ContainsFunc(d.ownSide(p).identity, func(a attachment) bool {
		if a.doubt != "" {
			return true
		}
		return slices.ContainsFunc(a.forms(), func(f form) bool { return f.policy.MayAllowIn(&r) })
	})
	return may && (t.Resource == nil || d.deepEnough(p, action, t))
}

// MayBeAllowed reports whether a principal may be allowed an action on a target by any
// policy, its own or the target's: where it says no, so does [Directory.Ask].
func (d *Directory) MayBeAllowed(p *Principal, action string, t *Target) bool {
	return d.allowsBesides(t, action) || d.MayReach(p, action, t) ||
		slices.ContainsFunc(d.policiesOf(t, action), func(a attachment) bool { return a.mayAllow(action) })
}

// MayBeGranted is MayBeAllowed by what the sources show: where it says no,
// [Directory.Ask] does not say that the principal is allowed for certain.
func (d *Directory) MayBeGranted(p *Principal, action string, t *Target) bool {
	certain := func(a attachment) bool { return a.doubt == "" && !a.isUnread() && a.mayAllow(action) }
	side := d.ownSide(p)
	own, asked := side.granted[action]
	if !asked {
		if side.granted == nil {
			side.granted = map[string]bool{}
		}
		own = p.Kind == policy.RootUser || p.foreign || slices.ContainsFunc(p.identity, certain)
		side.granted[action] = own
	}
	return own || d.allowsBesides(t, action) || slices.ContainsFunc(d.policiesOf(t, action), certain)
}

// allowsBesides reports whether something else than policies may allow an action on a
// target.
func (d *Directory) allowsBesides(t *Target, action string) bool {
	switch r := t.Resource.(type) {
	case *estate.AccessPoint, *estate.Key, *estate.RestAPI:
		return true
	case *estate.Bucket:
		return d.aclsOf(r, scenario.Always()) != nil && !(strings.HasPrefix(action, "s3:DeleteObject") && keepsObjects(r))
	}
	return false
}

// keepsObjects reports whether a bucket's list lets only its owner's account delete
// objects, and those who deliver logs to it ("Canned ACL"). Lists of objects, which no
// source shows, let nobody ("Access control list (ACL) overview").
func keepsObjects(b *estate.Bucket) bool {
	switch canned, _ := b.ACL.Known(); canned {
	case "Private", "BucketOwnerRead", "BucketOwnerFullControl", "AwsExecRead", "PublicRead", "AuthenticatedRead", "LogDeliveryWrite":
		return true
	}
	return false
}

// deepEnough reports whether some statement may speak of a user, role, group, policy
// or profile by the slashes of its ARN alone: names have none, whatever they are
// ("IAM identifiers"), so that role/service/* is not for a role without a path.
func (d *Directory) deepEnough(p *Principal, action string, t *Target) bool {
	if _, _, ok := identity(t.Resource); !ok {
		return true
	}
	slashes := func(of policy.Text) int {
		n := 0
		for _, part := range of.Parts() {
			if strings.HasSuffix(part.Hole, ".Path") {
				return math.MaxInt
			}
			n += strings.Count(part.Literal, "/")
		}
		return n
	}
	most := slashes(d.text(t, scenario.Always()))
	for _, a := range p.identity {
		if a.doubt != "" || a.isUnread() {
			return true
		}
	}
	return slices.ContainsFunc(d.Grants(p, action), func(g Grant) bool {
		return g.Statement.Resources == nil || slices.ContainsFunc(g.Statement.Resources, func(t policy.Text) bool {
			return len(t.Parts()) > 0 && slashes(t) <= most
		})
	})
}

// Grant is a statement of a principal's own policies that allows something.
type Grant struct {
	Policy    string
	Statement policy.Statement
	When      scenario.Guard
}

// Grants are the statements of a principal's own policies that allow an action on
// something, or may. Policies of which nothing is known are left out.
func (d *Directory) Grants(p *Principal, action string) []Grant {
	var out []Grant
	for _, a := range p.identity {
		for _, f := range a.forms() {
			for _, i := range f.policy.Allowing(action) {
				if i < len(f.document.Statements) && f.document.Statements[i].Gap == "" {
					out = append(out, Grant{a.name, f.document.Statements[i], a.when.And(f.world)})
				}
			}
		}
	}
	return out
}

// Holders are the principals that have the statement at a place among their own
// policies.
func (d *Directory) Holders(at policy.Position) []*Principal {
	if d.holding == nil {
		d.holding = map[policy.Position][]*Principal{}
		for _, p := range d.Principals() {
			for _, a := range p.identity {
				for _, f := range a.forms() {
					for _, s := range f.document.Statements {
						if list := d.holding[s.Pos]; len(list) == 0 || list[len(list)-1] != p {
							d.holding[s.Pos] = append(list, p)
						}
					}
				}
			}
		}
	}
	return d.holding[at]
}

// Unread names the policies of a principal of which nothing is known, its
// permissions boundary among them.
func (d *Directory) Unread(p *Principal) []string {
	var out []string
	for _, list := range [][]attachment{p.identity, p.boundary} {
		for _, a := range list {
			if a.isUnread() || a.doubt != "" {
				out = append(out, a.name)
			}
		}
	}
	return out
}

// Boundaries are the permissions boundaries that a principal has, or may have, in
// all their forms; unread says that of some nothing is known.
func (d *Directory) Boundaries(p *Principal) (documents []policy.Document, unread bool) {
	for _, a := range p.boundary {
		if a.isUnread() || a.doubt != "" {
			unread = true
			continue
		}
		for _, f := range a.forms() {
			documents = append(documents, f.document)
		}
	}
	return documents, unread
}

// Versioned are the customer-managed policies of the estate that a principal has
// in all scenarios in which it exists.
func (d *Directory) Versioned(p *Principal) []*estate.ManagedPolicy {
	var out []*estate.ManagedPolicy
	for _, a := range p.identity {
		if a.use != policy.ManagedPolicy || a.doubt != "" || !p.When().Implies(a.when) {
			continue
		}
		for id, doc := range d.policies {
			if doc != a.document {
				continue
			}
			if r, ok := d.estate.Get(id); ok {
				out = append(out, r.(*estate.ManagedPolicy))
			}
		}
	}
	return out
}

// TakersAmong are the users and roles that can take a role by AssumeRole, or maybe can,
// among those that are asked: holders are all whose own policies may allow
// sts:AssumeRole, and asked says of whom the caller wants to know.
func (d *Directory) TakersAmong(role *Principal, holders []*Principal, asked func(*Principal) bool) []Holder {
	named := &d.trustOf(role).named
	list := named.known
	switch {
	case named.everyone:
		list = d.order
	case len(named.accounts) > 0:
		list = slices.Concat(named.known, holders)
	}
	seen := map[*Principal]bool{role: true}
	var out []Holder
	for _, p := range list {
		if seen[p] || !asked(p) {
			continue
		}
		if h, ok := d.Taker(role, p); ok {
			out = append(out, h)
		}
		seen[p] = true
	}
	return out
}

// Taker says whether a user or role can take a role by AssumeRole, or maybe can.
func (d *Directory) Taker(role, p *Principal) (Holder, bool) {
	by := d.trustOf(role)
	named := &by.named
	if !named.means(d, p) && (!slices.Contains(named.accounts, d.accountName(p)) || !d.MayReach(p, assumeRole, by.target)) {
		return Holder{}, false
	}
	a := d.Ask(Question{Principal: p, Action: assumeRole, Target: by.target})
	return Holder{Principal: p, Via: []*Principal{role}, Answer: a, Verdict: a.Verdict}, a.Verdict == authz.Allowed || a.Verdict == authz.Unknown
}

// takenBy is what a role's trust policy says of who may take it.
type takenBy struct {
	target *Target
	named  namesakes
}

func (d *Directory) trustOf(role *Principal) *takenBy {
	by := d.takenBy[role]
	if by == nil {
		t := d.itself(role)
		by = &takenBy{t, d.namedIn(t, assumeRole)}
		d.takenBy[role] = by
	}
	return by
}

// MayTrust reports whether a role's trust policy may mean a user or role of the
// estate, by name, by its account or by not telling: those whom it does not mean can't
// take the role. They can for certain only if it tells that they are meant.
func (d *Directory) MayTrust(role, p *Principal) (may, tells bool) {
	named := &d.trustOf(role).named
	tells = named.star || slices.Contains(named.known, p) || slices.Contains(named.accounts, d.accountName(p))
	return tells || named.everyone, tells
}

// Trusts decides whether a service may take a role, for a resource of the role's
// account.
func (d *Directory) Trusts(role *Principal, service string) Answer {
	q := Question{Principal: &Principal{Kind: policy.ServiceCaller, Name: service}, Action: "sts:AssumeRole", Target: d.itself(role)}
	if account, known := role.account.Known(); known {
		q.Context = &policy.Context{}
		q.Context.Set("aws:SourceAccount", policy.Literal(account))
	}
	return d.Ask(q)
}

func (d *Directory) itself(p *Principal) *Target {
	return &Target{Resource: p.Resource, Name: p.Name, arn: p.arn, account: p.account}
}

// Account is the account of a principal.
func (d *Directory) Account(p *Principal) policy.Text {
	return d.names.in(p.account, scenario.Always())
}

// GroupsOf are the groups of the estate that a user is in, or may be.
func (d *Directory) GroupsOf(p *Principal) []estate.Resource {
	var out []estate.Resource
	add := func(t estate.Text) {
		for _, g := range estate.All[*estate.Group](d.estate) {
			name, _ := g.GroupName.Known()
			if r, ok := d.estate.Follow(t); ok && r.Base().ID == g.ID || name.String() != "" && name.Equal(t) && g.Account.Equal(p.account) {
				out = append(out, g)
			}
		}
	}
	if u, ok := p.Resource.(*estate.User); ok {
		for _, i := range u.Groups.Known {
			add(i.Is)
		}
	}
	for _, m := range estate.All[*estate.GroupMembership](d.estate) {
		for _, i := range m.Users.Known {
			r, ok := d.estate.Follow(i.Is)
			t, known := m.Group.Known()
			if ok && known && d.principals[r.Base().ID] == p {
				add(t)
			}
		}
	}
	return out
}

// OfGroup are the policies of a group, in all their forms, as far as they are known.
func (d *Directory) OfGroup(g *estate.Group) []policy.Document {
	var out []policy.Document
	for _, a := range d.groups[g.ID] {
		if a.doubt != "" || a.isUnread() || !g.When.Implies(a.when) {
			continue
		}
		for _, f := range a.forms() {
			out = append(out, f.document)
		}
	}
	return out
}

// MayDeny reports whether a principal's own policies have a Deny, or may have one.
func (d *Directory) MayDeny(p *Principal) bool {
	return slices.ContainsFunc(p.identity, func(a attachment) bool {
		return a.doubt != "" || slices.ContainsFunc(a.forms(), func(f form) bool {
			return slices.ContainsFunc(f.document.Statements, func(s policy.Statement) bool { return s.IsDeny() != policy.No })
		})
	})
}

// Statements are all statements of a principal's own policies, in all their forms.
// Of policies of which nothing is known there is one, with its Gap.
func (d *Directory) Statements(p *Principal) []policy.Statement {
	var out []policy.Statement
	for _, a := range p.identity {
		for _, f := range a.forms() {
			out = append(out, f.document.Statements...)
		}
	}
	return out
}
