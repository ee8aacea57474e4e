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

// witness makes the request of a search, about a target and by a person.
func (s *search) witness(t target, p *person) *Witness {
	w := &Witness{Action: t.action, Resource: t.resource, Principal: p.principal, Bounded: p.caller.Bounded == policy.Yes}
	for _, k := range s.c.keys {
		f, ok := s.e.facts[k.lower]
		if !ok && k.derived {
			f = p.facts[k.lower]
		} else if !ok {
			m, _ := s.model(k.dim)
			f = m.fact
		}
		switch f.state {
		case single:
			w.Context = append(w.Context, Value{Key: k.name, Values: []string{f.one}})
		case multiple:
			w.Context = append(w.Context, Value{Key: k.name, Values: f.many, Many: true})
		}
	}
	slices.SortFunc(w.Context, func(a, b Value) int { return strings.Compare(strings.ToLower(a.Key), strings.ToLower(b.Key)) })
	w.ask(p.caller)
	return w
}

// ask puts the request together.
func (w *Witness) ask(caller policy.Caller) {
	ctx := &policy.Context{}
	ctx.Complete()
	for _, v := range w.Context {
		f := fact{state: single, one: strings.Join(v.Values, "")}
		if v.Many {
			f = fact{state: multiple, many: v.Values}
		}
		f.put(ctx, v.Key)
	}
	w.request = &policy.Request{Caller: caller, Action: w.Action, Resource: policy.Literal(w.Resource), Context: ctx}
}

// callers are who may call: where a variable stands for the name of a user, first
// one who has that name.
func (s *search) callers() []*person {
	m, ok := s.model(callerDim)
	if !ok {
		m.person = s.c.people[0]
	}
	var out []*person
	if s.byService() {
		for _, p := range s.c.people {
			if p.caller.Kind == policy.ServiceCaller {
				out = append(out, p)
			}
		}
	}
	name, ok := s.e.facts["aws:username"]
	if !ok {
		return append(out, m.person)
	}
	for _, p := range append([]*person{m.person}, s.c.people...) {
		switch user := p.caller.Kind == policy.User; {
		case user && name.state == single && isName(name.one):
			out = append(out, p.named(name.one))
		case !user && name.state == absent:
			out = append(out, p)
		}
		if len(out) == maxCallers {
			break
		}
	}
	return append(out, m.person)
}

// byService reports keys that a request has "only when the call to your resource is
// being made directly by an AWS service principal" ("AWS global condition context
// keys").
func (s *search) byService() bool {
	for _, name := range []string{"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"} {
		if dim, ok := s.c.byName[name]; ok && s.has[dim].fact.state != absent {
			return true
		}
	}
	return false
}

// maxCallers bounds the callers that are tried for one witness.
const maxCallers = 20

// named is the user by another name.
func (p *person) named(name string) *person {
	q := *p
	arn := p.principal[:strings.LastIndexByte(p.principal, '/')+1] + name
	q.principal, q.caller.ARN, q.facts = arn, policy.Literal(arn), map[string]fact{}
	q.is(arn, accountOf(arn), "User")
	q.facts["aws:username"] = fact{state: single, one: name}
	return &q
}

func accountOf(arn string) string { return strings.SplitN(arn, ":", 6)[4] }

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
// verdict. A witness that was found before gives way to one that AWS has the like of.
func (c *comparison) tell(s *search, out *Result) bool {
	targets := s.targets()
	for _, t := range targets {
		if out.Witness != nil && (!t.fits || s.cell.unknown) {
			return true
		}
		for _, p := range s.callers() {
			w := s.witness(t, p)
			if !c.isNew(w) {
				continue
			}
			c.shorten(w)
			out.Verdict, out.Witness, out.Notes = NewAccess, w, nil
			_, out.Grants, _ = c.granted(1, w.request)
			_, _, out.Denies = c.granted(0, w.request)
			switch {
			case s.cell.unknown:
				out.Notes = append(out.Notes, "the catalogue has no action "+w.Action+"; AWS may add it")
			case !t.fits:
				out.Notes = append(out.Notes, "the catalogue has no resource of "+w.Action+" with such an ARN")
			}
			c.fits = t.fits && !s.cell.unknown
			return true
		}
	}
	if out.Witness != nil {
		return true
	}
	w := s.witness(targets[len(targets)-1], s.callers()[0])
	old, _, _ := c.granted(0, w.request)
	changed, _, _ := c.granted(1, w.request)
	c.faults = append(c.faults, "the search found a request that the matcher answers otherwise, a fault of ringwall: "+
		w.Action+" on "+w.Resource+" by "+w.Principal+" ("+old.String()+", "+changed.String()+")")
	return false
}

// isNew reports that the matcher answers a request so.
func (c *comparison) isNew(w *Witness) bool {
	if old, _, _ := c.granted(0, w.request); old != policy.No {
		return false
	}
	changed, _, _ := c.granted(1, w.request)
	return changed == policy.Yes
}

// shorten leaves out keys that make no difference.
func (c *comparison) shorten(w *Witness) {
	for i := len(w.Context) - 1; i >= 0; i-- {
		k := c.key(w.Context[i].Key)
		if k.always || k.derived {
			continue
		}
		short := *w
		short.Context = slices.Delete(slices.Clone(w.Context), i, i+1)
		if short.ask(w.request.Caller); c.isNew(&short) {
			*w = short
		}
	}
}
