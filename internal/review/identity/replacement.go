package identity

import (
	"slices"
	"strings"

	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// replacements says by what wide grants may be replaced.
type replacements struct {
	*review.Pass
	workers map[*directory.Principal][]worker // by role; nil: not asked yet
}

// of says by what a wide grant may be replaced: the resources of the estate that those
// who hold it are given by name (in an environment, a mapping, a trigger) and that its
// actions act on. Empty if nothing of the sources tells. What code uses besides, nobody
// can know offline, and the text says so.
func (p *replacements) of(reasons []policy.Reason) string {
	for _, r := range reasons {
		actions := expanded(p.Pass, r)
		if len(actions) == 0 {
			continue
		}
		var users, found []string
		for _, who := range holders(p.Pass, r.Pos, actions[0]) {
			for _, w := range p.workersOf(who) {
				users = append(users, w.kind+" "+w.resource.Base().Logical)
				found = append(found, touched(p.Pass, w.resource, actions)...)
			}
		}
		slices.Sort(found)
		if found = slices.Compact(found); len(found) > 0 {
			return "Name the resources. " + fewOf(users) + " names these of the sources: Resource: [" + strings.Join(found[:min(len(found), 6)], ", ") +
				"]. What the code uses besides, the sources do not tell; IAM Access Analyzer can, from CloudTrail."
		}
	}
	return ""
}

// workersOf are the workloads that act with a role.
func (p *replacements) workersOf(role *directory.Principal) []worker {
	if p.workers == nil {
		p.workers = map[*directory.Principal][]worker{}
		for _, w := range workersOf(p.Estate) {
			if role := p.Shared.Directory().RoleNamed(w.role); role != nil {
				p.workers[role] = append(p.workers[role], w)
			}
		}
	}
	return p.workers[role]
}

// touched are the ARNs of what a workload is given and some action acts on.
func touched(p *review.Pass, user estate.Resource, actions []string) []string {
	d := p.Shared.Directory()
	var out []string
	for _, id := range namedBy(p.Estate, user) {
		r, ok := p.Estate.Get(id)
		if !ok || d.Of(r) != nil {
			continue
		}
		seen := map[string]bool{}
		for _, action := range actions {
			if t, _ := d.On(r, action); t != nil && !seen[t.Name] {
				seen[t.Name] = true
				out = append(out, t.Name)
			}
		}
	}
	return out
}

// namedBy are the resources that a workload is given, by its properties or by what
// triggers it.
func namedBy(e *estate.Estate, user estate.Resource) []estate.ID {
	out := e.Mentions(user)
	add := func(t *estate.Tree) {
		for _, r := range t.References() {
			out = append(out, r.Resource)
		}
	}
	add(user.Base().Properties)
	for _, m := range estate.All[*estate.EventSourceMapping](e) {
		if !review.Refers(e, m.Function, user).True.IsNever() {
			add(m.Properties)
		}
	}
	return slices.DeleteFunc(out, func(id estate.ID) bool { return id == user.Base().ID })
}
