package authz

import "ringwall/internal/policy"

// nearest keeps the statements that came nearest.
type nearest struct {
	all   [MaxNear]miss
	count int
}

// miss is a statement that doesn't apply, and how near it came: how many
// elements match before the first that doesn't and, of two that lack the
// resource, how much of it they begin with.
type miss struct {
	policy    *Policy
	statement int
	matched   policy.Element
	shared    int
}

// add keeps a statement that doesn't apply if few came nearer. One that isn't
// for the action is none.
func (n *nearest) add(r *policy.Request, p *Policy, statement int, out policy.Outcome) {
	if out.Answer != policy.No || out.Element <= policy.ActionElement {
		return
	}
	m := miss{policy: p, statement: statement, matched: out.Element}
	if full := n.count == len(n.all); full && m.matched < n.all[n.count-1].matched {
		return
	}
	if out.Element == policy.ResourceElement {
		had, _ := beginning(r.Resource)
		for _, t := range p.document.Statements[statement].Resources {
			m.shared = max(m.shared, common(t, had))
		}
	} else {
		m.shared = -len(p.document.Statements[statement].Conditions)
	}
	at := n.count
	for at > 0 && m.nearer(&n.all[at-1]) {
		at--
	}
	if at == len(n.all) {
		return
	}
	n.count = min(n.count+1, len(n.all))
	copy(n.all[at+1:n.count], n.all[at:])
	n.all[at] = m
}

func (m *miss) nearer(than *miss) bool {
	if m.matched != than.matched {
		return m.matched > than.matched
	}
	return m.shared > than.shared
}

// common is the length of what a text and another begin with.
func common(t policy.Text, s string) int {
	own, _ := beginning(t)
	n := 0
	for n < len(own) && n < len(s) && own[n] == s[n] {
		n++
	}
	return n
}

// list says what is missing in each.
func (n *nearest) list(r *policy.Request, layer Layer) []Near {
	if n.count == 0 {
		return nil
	}
	out := make([]Near, n.count)
	for i := range out {
		m := &n.all[i]
		out[i].Citation = cite(layer, m.policy, m.statement)
		for _, miss := range m.policy.compiled.Misses(m.statement, r) {
			out[i].Missing = append(out[i].Missing, missing(m.policy, m.statement, r, miss))
		}
	}
	return out
}

// missing says what an element wants and the request has.
func missing(p *Policy, statement int, r *policy.Request, out policy.Outcome) Missing {
	s := &p.document.Statements[statement]
	m := Missing{Element: out.Element, Is: out.Answer, Cause: out.Cause}
	switch out.Element {
	case policy.ActionElement:
		m.Had, m.Not = []string{r.Action}, s.NotActions != nil
		m.want(r.Action, s.Actions, s.NotActions)
	case policy.ResourceElement:
		m.Had, m.Not = []string{r.Resource.String()}, s.NotResources != nil
		had, _ := beginning(r.Resource)
		m.want(had, s.Resources, s.NotResources)
	case policy.PrincipalElement:
		m.Had, m.Not = namesOf(&r.Caller), s.NotPrincipal != nil
		for _, list := range []*policy.Principals{s.Principal, s.NotPrincipal} {
			if list != nil {
				if list.Star {
					m.Wanted = append(m.Wanted, "*")
				}
				m.want("", list.AWS, list.Service, list.Federated, list.CanonicalUser)
			}
		}
	case policy.ConditionElement:
		if c := conditionOf(p, statement, out); c != nil {
			m.Operator, m.Key = c.Operator.Name.String(), c.Key.String()
			m.want("", c.Values)
			values, _ := r.Context.Values(m.Key)
			for _, v := range values {
				m.Had = append(m.Had, v.String())
			}
		}
	}
	return m
}

// want lists what a statement wants, of many those first that begin as what the
// request has.
func (m *Missing) want(had string, lists ...[]policy.Text) {
	for _, list := range lists {
		for _, t := range list {
			at := len(m.Wanted)
			if at == MaxWanted {
				m.More++
				at--
				if common(t, had) <= common(policy.Literal(m.Wanted[at]), had) {
					continue
				}
				m.Wanted = m.Wanted[:at]
			}
			m.Wanted = append(m.Wanted, "")
			for ; at > 0 && common(t, had) > common(policy.Literal(m.Wanted[at-1]), had); at-- {
				m.Wanted[at] = m.Wanted[at-1]
			}
			m.Wanted[at] = t.String()
		}
	}
}

// namesOf is what a caller goes by.
func namesOf(c *policy.Caller) []string {
	switch {
	case c.Kind == policy.Anonymous:
		return []string{"anonymous"}
	case len(c.Services) > 0:
		return c.Services
	}
	var out []string
	for _, t := range append([]policy.Text{c.ARN, c.Role}, c.Providers...) {
		if !t.IsZero() {
			out = append(out, t.String())
		}
	}
	return out
}
