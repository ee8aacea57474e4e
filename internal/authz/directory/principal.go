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
	side    *ownSide
	// when are the scenarios in which the ARN that was asked for is its own.
	when scenario.Guard
}

// When are the scenarios in which the principal exists.
func (p *Principal) When() scenario.Guard {
	if p.Resource == nil {
		return scenario.Always()
	}
	return p.Resource.Base().When.And(p.when)
}

// Account is the principal's account, if it has one that is known.
func (p *Principal) Account() (string, bool) {
	id, known := p.account.Known()
	return id, known && isAccount(id)
}

// enrol gathers the users and roles with their policies.
func (d *Directory) enrol() {
	h := d.holders()
	d.groups = h.groups
	for _, g := range estate.All[*estate.Group](d.estate) {
		label := "group " + d.names.label(&g.Core)
		h.groups[g.ID] = append(d.inline(g.Policies, label), d.attached(g.Managed, label)...)
		h.add(groupHolder, &g.Core)
	}
	for _, r := range estate.All[*estate.Role](d.estate) {
		label := "role " + d.names.label(&r.Core)
		d.principals[r.ID] = d.principal(r, policy.RoleSession, append(d.inline(r.Policies, label), d.attached(r.Managed, label)...), r.Boundary, label)
		h.add(roleHolder, &r.Core)
	}
	for _, u := range estate.All[*estate.User](d.estate) {
		label := "user " + d.names.label(&u.Core)
		d.principals[u.ID] = d.principal(u, policy.User, append(d.inline(u.Policies, label), d.attached(u.Managed, label)...), u.Boundary, label)
		h.add(userHolder, &u.Core)
	}
	for _, r := range d.estate.Resources {
		if p := d.principals[r.Base().ID]; p != nil {
			d.order = append(d.order, p)
			if _, known := d.names.in(p.arn, scenario.Always()).Known(); !known {
				d.unplaced = true
			}
			label := d.names.label(r.Base())
			d.byName[label] = append(d.byName[label], p)
		}
	}
	h.fromOutside()
	h.join()
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
	return len(forms) == 1 && len(forms[0].document.Statements) == 1 && forms[0].document.Statements[0].Gap != ""
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
