package directory

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// holderKind is what can hold an identity-based policy. Each kind has names of its
// own.
type holderKind uint8

const (
	roleHolder holderKind = iota
	userHolder
	groupHolder
)

func (k holderKind) String() string { return [...]string{"role", "user", "group"}[k] }

// holders are who can hold policies, while these are given to them.
type holders struct {
	*Directory
	groups map[estate.ID][]attachment // policies of groups
	all    [3][]*estate.Core
	named  [3]map[string][]*estate.Core
	open   [3][]*estate.Core // whose name isn't known whole
	kind   map[estate.ID]holderKind
}

func (d *Directory) holders() *holders {
	h := &holders{Directory: d, groups: map[estate.ID][]attachment{}, kind: map[estate.ID]holderKind{}}
	for i := range h.named {
		h.named[i] = map[string][]*estate.Core{}
	}
	return h
}

func (h *holders) add(kind holderKind, c *estate.Core) {
	h.kind[c.ID] = kind
	h.all[kind] = append(h.all[kind], c)
	if name, known := h.names.given(c); known {
		h.named[kind][name] = append(h.named[kind][name], c)
		return
	}
	h.open[kind] = append(h.open[kind], c)
}

// meant is who a text may name, in the scenarios of when; doubt is why that isn't
// sure.
type meant struct {
	who   *estate.Core
	when  scenario.Guard
	doubt string
}

// find lists whom a text names: by reference, or by the name in the account of by,
// the resource that says so. A text that isn't known may be any name, but not one
// that AWS makes for a resource of the same stack.
func (h *holders) find(kind holderKind, t estate.Text, by *estate.Core) []meant {
	if r, ok := h.estate.Follow(t); ok {
		if is, known := h.kind[r.Base().ID]; known && is == kind {
			return []meant{{who: r.Base(), when: scenario.Always()}}
		}
		return nil
	}
	var out []meant
	for _, a := range t.Expand() {
		if a.State == estate.Known {
			for _, c := range h.named[kind][a.Is] {
				if h.mayShare(c, by) {
					out = append(out, meant{who: c, when: a.When})
				}
			}
			out = append(out, h.maybe(h.open[kind], a.When, t, by, true)...)
			continue
		}
		out = append(out, h.maybe(h.all[kind], a.When, t, by, false)...)
	}
	return out
}

// maybe are those of a list that a text may name.
func (h *holders) maybe(list []*estate.Core, when scenario.Guard, t estate.Text, by *estate.Core, literal bool) []meant {
	var out []meant
	for _, c := range list {
		made := h.names.own[string(c.ID)] && (literal || c.Stack == by.Stack)
		if made || !h.mayShare(c, by) {
			continue
		}
		m := meant{who: c, when: when}
		if property := nameProperty(c); property.String() != t.String() {
			m.doubt = "whether " + t.String() + " is " + h.names.label(c)
			for _, v := range slices.Concat(t.Variables(), property.Variables()) {
				m.doubt = v.Name // which settles it
				break
			}
		}
		out = append(out, m)
	}
	return out
}

// nameProperty is the text that a template gives as a name; empty if none.
func nameProperty(c *estate.Core) estate.Text {
	t, _ := c.Properties.At(namings()[c.Type].property).AsText().Known()
	return t
}

// mayShare reports whether two resources may be of one account.
func (h *holders) mayShare(a, b *estate.Core) bool {
	x, known := a.Account.Known()
	y, known2 := b.Account.Known()
	return !known || !known2 || x == y || x == "" || y == ""
}

// give attaches a policy to whom a list names.
func (h *holders) give(kind holderKind, list estate.Items[estate.Text], doc *document, by *estate.Core) {
	for _, i := range list.Known {
		for _, m := range h.find(kind, i.Is, by) {
			h.attach(m.who.ID, attachment{when: by.When.And(i.When).And(m.when), doubt: m.doubt, document: doc})
		}
	}
	for _, g := range list.Unknown { // maybe anybody's
		a := attachment{when: by.When.And(g.When), doubt: "whose " + doc.name + " is: " + g.Gap.Cause(), document: doc}
		for _, c := range h.all[kind] {
			if h.mayShare(c, by) {
				h.attach(c.ID, a)
			}
		}
	}
}

func (h *holders) attach(id estate.ID, a attachment) {
	if p := h.principals[id]; p != nil {
		p.identity = append(p.identity, a)
		return
	}
	h.groups[id] = append(h.groups[id], a)
}

// fromOutside attaches the policies that say themselves to whom they belong.
func (h *holders) fromOutside() {
	for _, p := range estate.All[*estate.AttachedPolicy](h.estate) {
		doc := h.written(h.names.label(&p.Core), p.Document, policy.IdentityPolicy)
		h.give(roleHolder, p.Roles, doc, &p.Core)
		h.give(userHolder, p.Users, doc, &p.Core)
		h.give(groupHolder, p.Groups, doc, &p.Core)
	}
	for _, p := range estate.All[*estate.ManagedPolicy](h.estate) {
		h.give(roleHolder, p.Roles, h.policies[p.ID], &p.Core)
		h.give(userHolder, p.Users, h.policies[p.ID], &p.Core)
		h.give(groupHolder, p.Groups, h.policies[p.ID], &p.Core)
	}
}

// join gives users the policies of their groups.
func (h *holders) join() {
	for _, u := range estate.All[*estate.User](h.estate) {
		for _, i := range u.Groups.Known {
			h.enter(meant{who: &u.Core, when: i.When}, i.Is, &u.Core)
		}
		for _, g := range u.Groups.Unknown {
			h.unseen(&u.Core, g.When, "a group of "+h.principals[u.ID].Name, g.Gap)
		}
	}
	for _, m := range estate.All[*estate.GroupMembership](h.estate) {
		var users []meant
		for _, i := range m.Users.Known {
			for _, who := range h.find(userHolder, i.Is, &m.Core) {
				who.when = who.when.And(m.When).And(i.When)
				users = append(users, who)
			}
		}
		for _, g := range m.Users.Unknown {
			for _, u := range h.all[userHolder] {
				if h.mayShare(u, &m.Core) {
					users = append(users, meant{u, m.When.And(g.When), "whom " + h.names.label(&m.Core) + " adds to its group: " + g.Gap.Cause()})
				}
			}
		}
		for _, u := range users {
			h.enterAny(u, m)
		}
	}
}

// enterAny puts a user into the group that a membership names.
func (h *holders) enterAny(u meant, m *estate.GroupMembership) {
	for _, a := range m.Group.Alternatives() {
		in := u
		in.when = u.when.And(a.When)
		switch a.State {
		case estate.Known:
			h.enter(in, a.Is, &m.Core)
		case estate.Unknown:
			h.unseen(u.who, in.when, "the group of "+h.names.label(&m.Core), a.Gap)
		}
	}
}

// enter gives a user the policies of the group that a text names.
func (h *holders) enter(u meant, t estate.Text, by *estate.Core) {
	p := h.principals[u.who.ID]
	rest := u.when
	for _, m := range h.find(groupHolder, t, by) {
		if m.doubt == "" {
			rest = rest.Minus(m.when)
		}
		for _, a := range h.groups[m.who.ID] {
			a.when = a.when.And(u.when).And(m.when)
			if a.doubt == "" {
				a.doubt = u.doubt
			}
			if a.doubt == "" {
				a.doubt = m.doubt
			}
			p.identity = append(p.identity, a)
		}
	}
	if !rest.IsNever() {
		p.identity = append(p.identity, attachment{when: rest, doubt: u.doubt, document: unread("group "+t.String(),
			"the policies of group "+t.String()+", which is not in the sources", estate.Origin{}, policy.IdentityPolicy)})
	}
}

// unseen gives a user policies of which nothing is known.
func (h *holders) unseen(user *estate.Core, when scenario.Guard, what string, g estate.Gap) {
	p := h.principals[user.ID]
	p.identity = append(p.identity, attachment{when: when, document: unread(what, g.Cause(), g.Origin, policy.IdentityPolicy)})
}
