package directory

import (
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// Holder is a principal that can do something, or maybe can.
type Holder struct {
	Principal *Principal
	// Via are the roles that it takes one after the other to do so; the last one
	// has the permission. Empty: the principal has it itself.
	Via []*Principal
	// Answer is the one to the request of whoever has the permission, or to that of
	// the first role that is open.
	Answer Answer
	// Verdict is Allowed, or Unknown if a step is.
	Verdict authz.Verdict
}

// WhoCan lists who can do an action on all of the targets, or maybe can, directly or
// by taking roles; sorted by name. It asks for the users, roles and root users of
// the estate and for whom the policies name: services, identity providers,
// principals of other accounts, everyone.
func (d *Directory) WhoCan(action string, targets []*Target, with Question) []Holder {
	with.Action = action
	found := map[string]*Holder{}
	var queue []*Holder
	note := func(h *Holder) {
		old := found[h.Principal.Name]
		if old != nil && (old.Verdict == authz.Allowed || h.Verdict != authz.Allowed) {
			return
		}
		found[h.Principal.Name] = h
		if h.Principal.Kind == policy.RoleSession {
			queue = append(queue, h)
		}
	}
	sieve := d.newSieve(action, targets, &with)
	for _, p := range d.candidates(targets, action) {
		if !sieve.keeps(p) {
			continue
		}
		with.Principal = p
		if a, ok := d.all(with, targets); ok {
			note(&Holder{Principal: p, Answer: a, Verdict: a.Verdict})
		}
	}
	for len(queue) > 0 {
		// Roles that are sure to lead there come first, the nearest among them.
		i := max(0, slices.IndexFunc(queue, func(h *Holder) bool { return h.Verdict == authz.Allowed }))
		h := queue[i]
		queue = slices.Delete(queue, i, i+1)
		if found[h.Principal.Name] != h || h.Principal.Resource == nil {
			continue
		}
		for _, t := range d.takers(h.Principal) {
			next := &Holder{Principal: t.principal, Via: append([]*Principal{h.Principal}, h.Via...), Answer: h.Answer, Verdict: h.Verdict}
			if t.answer.Verdict != authz.Allowed {
				next.Verdict, next.Answer = authz.Unknown, t.answer
			}
			note(next)
		}
	}
	out := make([]Holder, 0, len(found))
	for _, h := range found {
		out = append(out, *h)
	}
	slices.SortFunc(out, func(a, b Holder) int { return strings.Compare(a.Principal.Name, b.Principal.Name) })
	return out
}

// candidates are who may have a permission themselves.
func (d *Directory) candidates(targets []*Target, action string) []*Principal {
	out := slices.Concat(d.order, d.roots())
	seen := map[string]bool{}
	for _, p := range out {
		seen[p.Name] = true
	}
	for _, t := range targets {
		if t.Resource == nil {
			continue
		}
		for _, p := range d.namedIn(t, action).others {
			if !seen[p.Name] {
				seen[p.Name] = true
				out = append(out, p)
			}
		}
	}
	return out
}

// all is the answer of a principal for several targets: Allowed for all of them,
// Unknown for some; false if it can do nothing.
func (d *Directory) all(q Question, targets []*Target) (Answer, bool) {
	var out Answer
	allowed, denied := 0, 0
	targets = d.TargetsOf(q.Principal, targets)
	for i, t := range targets {
		q.Target = t
		a := d.Ask(q)
		switch a.Verdict {
		case authz.Allowed:
			allowed++
		case authz.Unknown:
		default:
			denied++
		}
		if i == 0 || a.Verdict == authz.Unknown || out.Verdict != authz.Unknown && a.Verdict == authz.Allowed {
			out = a
		}
	}
	if allowed > 0 && allowed < len(targets) {
		out.Verdict = authz.Unknown
	}
	return out, denied < len(targets)
}

// taker is who can take a role, or maybe can.
type taker struct {
	principal *Principal
	answer    Answer
}

// takers are who can take a role of the estate: by AssumeRole, or with a token of
// an identity provider.
func (d *Directory) takers(role *Principal) []taker {
	if out, ok := d.taken[role]; ok {
		return out
	}
	t := &Target{Resource: role.Resource, Name: role.Name, arn: role.arn, account: role.account}
	var out []taker
	ask := func(p *Principal, action string) {
		if a := d.Ask(Question{Principal: p, Action: action, Target: t}); a.Verdict == authz.Allowed || a.Verdict == authz.Unknown {
			out = append(out, taker{p, a})
		}
	}
	named := d.namedIn(t, assumeRole)
	for _, p := range d.namesTakers(&named) {
		if p != role {
			ask(p, assumeRole)
		}
	}
	for _, p := range named.others {
		ask(p, "sts:AssumeRole")
	}
	for _, action := range []string{"sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"} {
		for _, p := range d.namedIn(t, action).others {
			if p.Kind == policy.TokenBearer {
				ask(p, action)
			}
		}
	}
	d.taken[role] = out
	return out
}

// namesTakers are the users, roles and root users whom a trust policy may let take
// its role: those it names, and of the accounts it names who may take roles.
func (d *Directory) namesTakers(n *namesakes) []*Principal {
	if n.everyone || len(d.estate.Open) > 0 {
		return slices.Concat(d.order, d.roots())
	}
	out := slices.Clone(n.known)
	for _, account := range n.accounts {
		out = append(out, d.byAccount(account)...)
	}
	seen := map[*Principal]bool{}
	return slices.DeleteFunc(out, func(p *Principal) bool {
		was := seen[p]
		seen[p] = true
		return was
	})
}
