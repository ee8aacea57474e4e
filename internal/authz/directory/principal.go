package directory

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// Principal is who makes a request, with the policies of its own side.
type Principal struct {
	Kind policy.CallerKind
	// Resource is the user or role; nil of a principal that is none of the estate's.
	Resource estate.Resource
	// Name is what to call it: an ARN as far as it is known, a service, anonymous.
	Name string
	// By is the resource that uses a role, such as a function; nil if none was named.
	By estate.Resource

	// arn is of the user, role or root user; session the name of a role's session,
	// if it is known; provider what a token's provider goes by.
	arn, account      estate.Text
	session, provider string

	identity []attachment
	boundary []attachment
	tags     estate.Tags
	// foreign says that the estate doesn't hold it: nothing is known of its policies.
	foreign bool
}

// When are the scenarios in which the principal exists.
func (p *Principal) When() scenario.Guard {
	if p.Resource == nil {
		return scenario.Always()
	}
	return p.Resource.Base().When
}

// enrol gathers the users and roles with their policies.
func (d *Directory) enrol() {
	groups := map[estate.ID][]attachment{}
	d.groups = groups
	for _, g := range estate.All[*estate.Group](d.estate) {
		label := "group " + d.names.label(&g.Core)
		groups[g.ID] = append(d.inline(g.Policies, label), d.attached(g.Managed, label)...)
	}
	for _, r := range estate.All[*estate.Role](d.estate) {
		label := "role " + d.names.label(&r.Core)
		d.principals[r.ID] = d.principal(r, policy.RoleSession, append(d.inline(r.Policies, label), d.attached(r.Managed, label)...), r.Boundary, label)
	}
	for _, u := range estate.All[*estate.User](d.estate) {
		label := "user " + d.names.label(&u.Core)
		d.principals[u.ID] = d.principal(u, policy.User, append(d.inline(u.Policies, label), d.attached(u.Managed, label)...), u.Boundary, label)
	}
	for _, r := range d.estate.Resources {
		if p := d.principals[r.Base().ID]; p != nil {
			d.order = append(d.order, p)
			label := d.names.label(r.Base())
			d.byName[label] = append(d.byName[label], p)
		}
	}
	d.fromOutside(groups)
	d.join(groups)
}

func (d *Directory) principal(r estate.Resource, kind policy.CallerKind, identity []attachment, boundary estate.Value[estate.Text], label string) *Principal {
	c := r.Base()
	p := &Principal{Kind: kind, Resource: r, arn: d.names.arn(c), account: c.Account, identity: identity, tags: c.Tags}
	p.Name = d.names.in(p.arn, scenario.Always()).String()
	for _, a := range boundary.Alternatives() {
		switch a.State {
		case estate.Known:
			p.boundary = append(p.boundary, attachment{when: a.When, document: d.named(a.Is, boundary.Origin)})
		case estate.Unknown:
			p.boundary = append(p.boundary, attachment{when: a.When, document: unread("the permissions boundary of "+label, a.Gap.Cause(), a.Gap.Origin, policy.ManagedPolicy)})
		}
	}
	return p
}

// fromOutside attaches the policies that say themselves to whom they belong.
func (d *Directory) fromOutside(groups map[estate.ID][]attachment) {
	give := func(doc *document, when scenario.Guard, lists ...estate.Items[estate.Text]) {
		for _, list := range lists {
			for _, i := range list.Known {
				d.give(i.Is, attachment{when: when.And(i.When), document: doc}, groups)
			}
			for _, g := range list.Unknown { // maybe anybody's
				d.giveAll(attachment{when: when.And(g.When), doubt: "whom " + doc.name + " belongs to: " + g.Gap.Cause(), document: doc})
			}
		}
	}
	for _, p := range estate.All[*estate.AttachedPolicy](d.estate) {
		give(d.written(d.names.label(&p.Core), p.Document, policy.IdentityPolicy), p.When, p.Roles, p.Users, p.Groups)
	}
	for _, p := range estate.All[*estate.ManagedPolicy](d.estate) {
		give(d.policies[p.ID], p.When, p.Roles, p.Users, p.Groups)
	}
}

// give attaches a policy to whom a text names, a name or a reference. A name that
// only the deployment knows may be anybody's of whom no more is known.
func (d *Directory) give(t estate.Text, a attachment, groups map[estate.ID][]attachment) {
	if r, ok := d.estate.Follow(t); ok {
		id := r.Base().ID
		if p := d.principals[id]; p != nil {
			p.identity = append(p.identity, a)
		} else if _, ok := r.(*estate.Group); ok {
			groups[id] = append(groups[id], a)
		}
		return
	}
	if name, known := d.names.in(t, scenario.Always()).Known(); known {
		for _, p := range d.byName[name] {
			p.identity = append(p.identity, a)
		}
	}
}

func (d *Directory) giveAll(a attachment) {
	for _, p := range d.order {
		p.identity = append(p.identity, a)
	}
}

// join gives users the policies of their groups.
func (d *Directory) join(groups map[estate.ID][]attachment) {
	byName := map[string]*estate.Group{}
	for _, g := range estate.All[*estate.Group](d.estate) {
		if name, ok := g.GroupName.Known(); ok {
			byName[g.Account.String()+"/"+name.String()] = g
		}
	}
	member := func(user *Principal, when scenario.Guard, t estate.Text) {
		g, ok := estate.FollowTo[*estate.Group](d.estate, t)
		if !ok {
			g, ok = byName[user.account.String()+"/"+t.String()]
		}
		if !ok {
			user.identity = append(user.identity, attachment{when: when, document: unread("group "+t.String(),
				"the policies of group "+t.String()+", which is not in the sources", estate.Origin{}, policy.IdentityPolicy)})
			return
		}
		for _, a := range groups[g.ID] {
			a.when = a.when.And(when)
			user.identity = append(user.identity, a)
		}
	}
	for _, u := range estate.All[*estate.User](d.estate) {
		p := d.principals[u.ID]
		for _, i := range u.Groups.Known {
			member(p, i.When, i.Is)
		}
		for _, g := range u.Groups.Unknown {
			p.identity = append(p.identity, attachment{when: g.When, document: unread("a group of "+p.Name, g.Gap.Cause(), g.Gap.Origin, policy.IdentityPolicy)})
		}
	}
	for _, m := range estate.All[*estate.GroupMembership](d.estate) {
		for _, a := range m.Group.Alternatives() {
			for _, i := range m.Users.Known {
				if r, ok := d.estate.Follow(i.Is); ok && a.State == estate.Known && d.principals[r.Base().ID] != nil {
					member(d.principals[r.Base().ID], m.When.And(a.When).And(i.When), a.Is)
				}
			}
		}
	}
}

// caller is the principal as a request has it in a class of scenarios.
func (d *Directory) caller(p *Principal, world scenario.Guard) policy.Caller {
	c := policy.Caller{Kind: p.Kind, Bounded: policy.No}
	if len(p.account.Parts()) > 0 {
		c.Account = d.names.in(p.account, world)
	}
	arn := d.names.name(p.arn, world)
	switch p.Kind {
	case policy.User, policy.RootUser, policy.FederatedUser:
		c.ARN = arn
	case policy.RoleSession:
		c.Role = arn
		if p.session != "" {
			c.ARN = sessionOf(arn, p.session)
		}
	case policy.ServiceCaller:
		c.Services = []string{p.Name}
	case policy.TokenBearer:
		c.Providers = []policy.Text{policy.Literal(p.provider)}
	}
	if p.foreign {
		c.Bounded = policy.Unknown
	}
	for _, a := range p.boundary {
		if a.when.Disjoint(world) {
			continue
		}
		c.Bounded = policy.Unknown
		if world.Implies(a.when) && a.doubt == "" && !a.isUnread() {
			c.Bounded = policy.Yes
		}
	}
	return c
}

// isUnread reports a document of which nothing is known.
func (d *document) isUnread() bool {
	forms := d.forms()
	return len(forms) == 1 && forms[0].node.Kind == policy.KindUnknown
}

// sessionOf is the ARN of a role's session, in which the role's path is not; zero
// if the role's isn't known so far.
func sessionOf(role policy.Text, session string) policy.Text {
	parts := role.Parts()
	for i, p := range parts {
		before, after, found := strings.Cut(p.Literal, ":role/")
		if !found {
			continue
		}
		rest := append([]policy.Part{{Literal: after}}, parts[i+1:]...)
		for j := len(rest) - 1; j >= 0; j-- {
			if at := strings.LastIndexByte(rest[j].Literal, '/'); at >= 0 {
				rest = append([]policy.Part{{Literal: rest[j].Literal[at+1:]}}, rest[j+1:]...)
				break
			}
		}
		head := append(append([]policy.Part(nil), parts[:i]...), policy.Part{Literal: before})
		head[0].Literal = strings.Replace(head[0].Literal, ":iam:", ":sts:", 1)
		return policy.Join(append(append(head, policy.Part{Literal: ":assumed-role/"}), append(rest, policy.Part{Literal: "/" + session})...)...)
	}
	return policy.Text{}
}
