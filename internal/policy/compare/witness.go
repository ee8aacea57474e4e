package compare

import (
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// Witness is a request of which all is known.
type Witness struct {
	Principal string // an ARN, a service, anonymous, an identity provider
	Bounded   bool   // the principal has a permissions boundary
	Action    string
	Resource  string
	Context   []Value // in order; keys that aren't here are absent
	request   *policy.Request
}

// Value is what the request has for a key.
type Value struct {
	Key    string
	Values []string
	Many   bool // as a list
}

// Request is the witness as package policy takes it.
func (w *Witness) Request() *policy.Request { return w.request }

// witness makes the request of a search.
func (s *search) witness() *Witness {
	w := &Witness{Resource: s.text(resourceDim)}
	if s.cell.unknown {
		w.Action = s.text(actionDim)
	} else {
		w.Action = s.cell.actionFor(w.Resource)
	}
	p, ok := s.model(callerDim)
	if !ok {
		p.person = s.c.people[0]
	}
	w.Principal, w.Bounded = p.person.principal, p.person.caller.Bounded == policy.Yes
	caller := p.person.caller
	if f, ok := s.e.facts["aws:username"]; ok && p.person == s.c.people[0] {
		p.person = s.c.calledBy(f)
		w.Principal, caller = p.person.principal, p.person.caller
	}
	ctx := &policy.Context{}
	ctx.Complete()
	for _, k := range s.c.keys {
		f, ok := s.e.facts[k.lower]
		if !ok && k.derived {
			f = p.person.facts[k.lower]
		} else if !ok {
			m, _ := s.model(k.dim)
			f = m.fact
		}
		f.put(ctx, k.name)
		switch f.state {
		case single:
			w.Context = append(w.Context, Value{Key: k.name, Values: []string{f.one}})
		case multiple:
			w.Context = append(w.Context, Value{Key: k.name, Values: f.many, Many: true})
		}
	}
	slices.SortFunc(w.Context, func(a, b Value) int { return strings.Compare(strings.ToLower(a.Key), strings.ToLower(b.Key)) })
	w.request = &policy.Request{Caller: caller, Action: w.Action, Resource: policy.Literal(w.Resource), Context: ctx}
	return w
}

// calledBy is a caller who has a name of a user, or has none.
func (c *comparison) calledBy(name fact) *person {
	for _, p := range c.people {
		switch user := p.caller.Kind == policy.User; {
		case user && name.state == single && len(p.answers) == 0 && isName(name.one):
			q := *p
			q.principal = "arn:aws:iam::" + ownAccount + ":user/" + name.one
			q.caller.ARN, q.caller.Account = policy.Literal(q.principal), policy.Literal(ownAccount)
			return &q
		case !user && name.state == absent && len(p.answers) == 0:
			return p
		}
	}
	return c.people[0]
}

// isName reports what IAM takes for the name of a user.
func isName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+=,.@_-") == ""
}

func (s *search) text(dim int) string {
	m, ok := s.model(dim)
	if !ok && dim == resourceDim {
		return "*"
	}
	return m.text
}

// actionFor is the action of a cell that a resource suits best.
func (x *cell) actionFor(resource string) string {
	parts := strings.SplitN(resource, ":", 4)
	if len(parts) == 4 {
		for _, name := range x.names {
			if service, _, _ := strings.Cut(name, ":"); service == parts[2] {
				return name
			}
		}
	}
	return x.names[0]
}

// granted answers whether a side allows a request, and which statements decide:
// those that allow it, those that deny it.
func (c *comparison) granted(which int, r *policy.Request) (a policy.Answer, allows, denies []Cited) {
	allowed, denied := policy.No, policy.No
	for _, sd := range c.sides[which] {
		for i := range sd.compiled.Len() {
			allow, deny := sd.compiled.Effect(i)
			is := sd.compiled.MatchStatement(i, r).Answer
			allowed, denied = allowed.Or(allow.And(is)), denied.Or(deny.And(is))
			st := c.statementOf(sd.document, i)
			if st == nil || is != policy.Yes {
				continue
			}
			if allow == policy.Yes {
				allows = append(allows, c.cite(st))
			}
			if deny == policy.Yes {
				denies = append(denies, c.cite(st))
			}
		}
	}
	return allowed.And(denied.Not()), allows, denies
}

func (c *comparison) statementOf(d *Document, i int) *statement {
	for _, st := range c.stmts {
		if st.document == d && st.index == i {
			return st
		}
	}
	return nil
}

// tell writes a witness down if the matcher agrees; else it is our fault, and no
// verdict.
func (c *comparison) tell(s *search, out *Result) bool {
	w := s.witness()
	old, _, denies := c.granted(0, w.request)
	changed, allows, _ := c.granted(1, w.request)
	if old != policy.No || changed != policy.Yes {
		c.faults = append(c.faults, "the search found a request that the matcher answers otherwise, a fault of ringwall: "+
			w.Action+" on "+w.Resource+" by "+w.Principal+" ("+old.String()+", "+changed.String()+")")
		return false
	}
	out.Verdict, out.Witness, out.Grants, out.Denies = NewAccess, w, allows, denies
	if s.cell.unknown {
		out.Notes = append(out.Notes, "the catalogue has no action "+w.Action+"; AWS may add it")
	}
	return true
}
