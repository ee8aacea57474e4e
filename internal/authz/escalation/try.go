package escalation

import (
	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

const administratorAccess = "arn:aws:iam::aws:policy/AdministratorAccess"

// selfMade is the hop by which a principal gives itself any permission, or makes
// somebody with any; nil if there is none.
func (g *Graph) selfMade(p *directory.Principal) *Hop {
	var open *Hop
	for i := range g.methods {
		m := &g.methods[i]
		if m.Kind != Create && (m.Kind != Rights || m.Carrier != "") || !g.isAble(p, m) {
			continue
		}
		if m.Kind == Rights && !g.unbound(p) && !g.unbinds(p) {
			continue
		}
		hop := g.try(m, p, nil, nil)
		switch {
		case hop == nil:
		case hop.Verdict == authz.Allowed:
			return hop
		case open == nil:
			open = hop
		}
	}
	return open
}

// unbinds reports whether a principal may take its own boundary away.
func (g *Graph) unbinds(p *directory.Principal) bool {
	is, asked := g.unbinding[p]
	if !asked {
		is = g.asksToUnbind(p)
		g.unbinding[p] = is
	}
	return is
}

func (g *Graph) asksToUnbind(p *directory.Principal) bool {
	kind := "Role"
	if p.Kind == policy.User {
		kind = "User"
	}
	for _, action := range []string{"iam:Delete" + kind + "PermissionsBoundary", "iam:Put" + kind + "PermissionsBoundary"} {
		t, _ := g.directory.On(p.Resource, action)
		if t != nil && g.directory.MayReach(p, action, t) && g.ask(p, action, t, "").Verdict == authz.Allowed {
			return true
		}
	}
	return false
}

// try decides all requests of a method; nil if one is denied, or if one is not sure
// and a way of which that is so would not be taken down.
func (g *Graph) try(m *Method, p, q *directory.Principal, carrier estate.Resource) *Hop {
	hop := &Hop{From: p, To: q, Method: m, Carrier: carrier, Verdict: authz.Allowed}
	surely := g.settled(p)
	if m.Service != "" && !hop.add("sts:AssumeRole", q.Name, g.trusts(q, m.Service)) || surely && hop.Verdict != authz.Allowed {
		return nil
	}
	hop.Requests = nil // the service's is not the principal's
	alone := g.alone(m, p)
	if alone == nil || surely && (alone.Verdict != authz.Allowed || m.Doubt != "") {
		return nil
	}
	for _, s := range m.Steps {
		if s.hangsOnOthers() && !g.tryOn(hop, s, p, q, carrier) || surely && hop.Verdict != authz.Allowed {
			return nil
		}
	}
	hop.join(alone)
	if m.Doubt != "" {
		hop.Verdict = authz.Unknown
		hop.Gaps = append(hop.Gaps, estate.Gap{Variable: &scenario.Variable{Name: m.Doubt, Kind: scenario.Outside, Why: "no source shows it"}})
	}
	return hop
}

// settled reports a principal of whom a way is known that is not sure, or of whom none
// is asked for: only a sure one counts from there on.
func (g *Graph) settled(p *directory.Principal) bool { return g.waiting[p] || len(g.unread[p]) > 0 }

// alone are those requests of a method that hang on the principal alone: nil if one is
// denied.
func (g *Graph) alone(m *Method, p *directory.Principal) *Hop {
	key := attempt{m, p}
	hop, tried := g.tried[key]
	if !tried {
		hop = g.tryAlone(m, p)
		g.tried[key] = hop
	}
	return hop
}

func (g *Graph) tryAlone(m *Method, p *directory.Principal) *Hop {
	hop := &Hop{Method: m, Verdict: authz.Allowed}
	done := map[string]bool{}
	for _, s := range m.Steps {
		switch {
		case s.hangsOnOthers() || s.On == OnNew && done[s.Form]:
		case s.On == OnNew:
			done[s.Form] = true
			if !g.tryNew(hop, p, s.Form) {
				return nil
			}
		default:
			if !g.tryOn(hop, s, p, nil, nil) {
				return nil
			}
		}
	}
	return hop
}

// join adds what another part of the hop asks for.
func (h *Hop) join(part *Hop) {
	h.Requests, h.Gaps = append(h.Requests, part.Requests...), append(h.Gaps, part.Gaps...)
	if part.Verdict != authz.Allowed {
		h.Verdict = authz.Unknown
	}
}

// add takes a request and its answer down; false if it is denied.
func (h *Hop) add(action, target string, a directory.Answer) bool {
	switch a.Verdict {
	case authz.Allowed:
	case authz.Unknown:
		h.Verdict = authz.Unknown
		h.Gaps = append(h.Gaps, a.Proof.Gaps...)
	default:
		return false
	}
	h.Requests = append(h.Requests, Request{action, target, a})
	return true
}

func (g *Graph) trusts(q *directory.Principal, service string) directory.Answer {
	key := trust{q, service}
	a, asked := g.trusted[key]
	if !asked {
		a = g.directory.Trusts(q, service)
		g.trusted[key] = a
	}
	return a
}

// tryOn decides a request on something that is there: of several that would do,
// the surest counts.
func (g *Graph) tryOn(hop *Hop, s Step, p, q *directory.Principal, carrier estate.Resource) bool {
	var best *directory.Answer
	var on *directory.Target
	surely := g.settled(p)
	for _, r := range g.subjects(s.On, p, q, carrier) {
		t, _ := g.directory.On(r, s.Action)
		if t == nil || surely && !g.directory.MayBeGranted(p, s.Action, t) || !g.directory.MayReach(p, s.Action, t) {
			continue
		}
		q := g.question(p, s.Action, t, hop.Method.Service)
		if surely && !g.directory.MayBeCertain(q) {
			continue
		}
		a := g.directory.Ask(q)
		if a.Verdict == authz.Allowed || a.Verdict == authz.Unknown && best == nil {
			best, on = &a, t
		}
		if a.Verdict == authz.Allowed {
			break
		}
	}
	return best != nil && hop.add(s.Action, on.Name, *best)
}

func (g *Graph) subjects(on On, p, q *directory.Principal, carrier estate.Resource) []estate.Resource {
	switch on {
	case OnSelf:
		return []estate.Resource{p.Resource}
	case OnGained:
		return []estate.Resource{q.Resource}
	case OnCarrier:
		return []estate.Resource{carrier}
	}
	var out []estate.Resource
	switch on {
	case OnPolicy:
		for _, r := range g.directory.Versioned(p) {
			out = append(out, r)
		}
	case OnPowerful:
		return g.powerful
	case OnGroup:
		return g.directory.GroupsOf(p)
	}
	return out
}

// tryNew decides the requests of a method on one new thing, of which the principal
// may choose the name.
func (g *Graph) tryNew(hop *Hop, p *directory.Principal, form string) bool {
	var actions []string
	for _, s := range hop.Method.Steps {
		if s.On == OnNew && s.Form == form {
			actions = append(actions, s.Action)
		}
	}
	var best *Hop
	for _, t := range g.targets(p, actions, form) {
		x := &Hop{Verdict: authz.Allowed}
		ok := true
		for _, action := range actions {
			on := t
			if known, defined := g.catalogue.Action(action); defined && !known.ResourceLevel() {
				on = directory.Everything()
			}
			if ok = x.add(action, on.Name, g.ask(p, action, on, hop.Method.Service)); !ok {
				break
			}
		}
		if ok && (best == nil || x.Verdict == authz.Allowed) {
			best = x
		}
		if ok && x.Verdict == authz.Allowed {
			break
		}
	}
	if best == nil {
		return false
	}
	hop.join(best)
	return true
}

// targets are new things that the statements on all of the actions may speak of.
func (g *Graph) targets(p *directory.Principal, actions []string, form string) []*directory.Target {
	if form == anything {
		return []*directory.Target{directory.Everything()}
	}
	var out []*directory.Target
	seen := map[string]bool{}
	for _, action := range actions {
		if known, defined := g.catalogue.Action(action); defined && !known.ResourceLevel() {
			if len(actions) == 1 {
				return []*directory.Target{directory.Everything()}
			}
			continue
		}
		for _, w := range witnesses(g.directory, p, action, form) {
			if name := w.String(); !seen[name] && !g.taken[name] {
				seen[w.String()] = true
				out = append(out, directory.Fresh(w))
			}
		}
	}
	return out
}

// ask decides a request.
func (g *Graph) ask(p *directory.Principal, action string, t *directory.Target, service string) directory.Answer {
	return g.directory.Ask(g.question(p, action, t, service))
}

// question is a request, with what the method says of its keys.
func (g *Graph) question(p *directory.Principal, action string, t *directory.Target, service string) directory.Question {
	keys := &policy.Context{}
	switch action {
	case "iam:PassRole":
		keys.Set("iam:PassedToService", policy.Literal(service))
	case "iam:AttachUserPolicy", "iam:AttachRolePolicy", "iam:AttachGroupPolicy":
		keys.Set("iam:PolicyARN", policy.Literal(administratorAccess))
	}
	if t.Resource == nil {
		keys.SetAbsent("iam:PermissionsBoundary")
	} else if own := g.directory.Of(t.Resource); own != nil {
		if documents, unread := g.directory.Boundaries(own); len(documents) == 0 && !unread {
			keys.SetAbsent("iam:PermissionsBoundary")
		}
	}
	return directory.Question{Principal: p, Action: action, Target: t, Context: keys}
}
