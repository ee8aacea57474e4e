package policy

import "cmp"

var statementNames = []string{
	"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction",
	"Resource", "NotResource", "Condition",
}

func (p *parser) statement(n Node) Statement {
	s := Statement{Pos: n.Pos, Variables: p.vars}
	before := len(p.found)
	for _, f := range p.fields(n, "statement", statementNames...) {
		switch f.Name {
		case "Sid":
			s.Sid = p.scalar(f)
		case "Effect":
			s.Effect = p.effect(f)
		case "Principal":
			s.Principal = p.principals(f)
		case "NotPrincipal":
			s.NotPrincipal = p.principals(f)
		case "Action":
			s.Actions = p.strings(f)
		case "NotAction":
			s.NotActions = p.strings(f)
		case "Resource":
			s.Resources = p.strings(f)
		case "NotResource":
			s.NotResources = p.strings(f)
		case "Condition":
			s.Conditions = p.conditions(f.Value)
		}
	}
	p.oneOfEach(s)
	s.Flaw = cmp.Or(p.found.flaw(before), n.Open)
	if n.Open != "" {
		s.Conditions = append(s.Conditions, unreadable(n.Open, n.Pos)...)
	}
	return s
}

func (p *parser) effect(f Field) Text {
	effect := p.scalar(f)
	if known, ok := effect.Known(); ok && known != "Allow" && known != "Deny" {
		p.found.add(BadEffect, f.Value.Pos, "Effect %q is neither Allow nor Deny (case matters)", known)
	}
	return effect
}

// oneOfEach reports elements that exclude each other, and a missing Effect.
func (p *parser) oneOfEach(s Statement) {
	if s.Effect.IsZero() {
		p.found.add(MissingEffect, s.Pos, "the statement has no Effect")
	}
	both := func(name string, plain, not bool) {
		if plain && not {
			p.found.add(BothForms, s.Pos, "the statement has both %s and Not%s", name, name)
		}
	}
	both("Principal", s.Principal != nil, s.NotPrincipal != nil)
	both("Action", s.Actions != nil, s.NotActions != nil)
	both("Resource", s.Resources != nil, s.NotResources != nil)
}

func (p *parser) principals(f Field) *Principals {
	out := &Principals{Pos: f.Value.Pos}
	if f.Value.Kind != KindMap {
		return p.wildPrincipal(f, out)
	}
	for _, entry := range p.fields(f.Value, "principal", "AWS", "Service", "Federated", "CanonicalUser") {
		list := p.strings(entry)
		switch entry.Name {
		case "AWS":
			out.AWS = list
		case "Service":
			out.Service = list
		case "Federated":
			out.Federated = list
		case "CanonicalUser":
			out.CanonicalUser = list
		}
	}
	if f.Value.Open != "" {
		hole := Hole(f.Value.Open).at(f.Value.Pos)
		out.AWS, out.Service, out.Federated = append(out.AWS, hole), append(out.Service, hole), append(out.Federated, hole)
	}
	return out
}

// wildPrincipal reads a Principal that is no map: "*", or what isn't known.
func (p *parser) wildPrincipal(f Field, out *Principals) *Principals {
	t, ok := f.Value.text()
	known, _ := t.Known()
	switch {
	case ok && len(t.Holes()) > 0:
		hole := []Text{t}
		out.AWS, out.Service, out.Federated = hole, hole, hole
	case ok && known == "*":
		out.Star = true
	case ok:
		p.found.add(BadPrincipal, f.Value.Pos, `%s %q is neither "*" nor an object such as {"AWS": …}`, f.Name, known)
		out.AWS = []Text{t}
	default:
		p.found.add(BadPrincipal, f.Value.Pos, `%s is %s, expected "*" or an object such as {"AWS": …}`,
			f.Name, article(f.Value.Kind))
		hole := []Text{Hole("a " + f.Name + " that is " + article(f.Value.Kind)).at(f.Value.Pos)}
		out.AWS, out.Service, out.Federated = hole, hole, hole
	}
	return out
}

func (p *parser) conditions(n Node) []Condition {
	if n.Kind == KindUnknown {
		t, _ := n.text()
		return []Condition{{Operator: Operator{Name: t}, Key: t, Values: []Text{t}, Pos: n.Pos}}
	}
	if n.Kind != KindMap {
		p.found.add(BadShape, n.Pos, "Condition is %s, expected an object", article(n.Kind))
		return unreadable("condition", n.Pos)
	}
	var out []Condition
	for _, f := range n.Fields {
		p.once(f)
		op := ParseOperator(Literal(f.Name).at(f.Pos))
		out = append(out, p.keys(op, f.Value)...)
	}
	if n.Open != "" {
		out = append(out, unreadable(n.Open, n.Pos)...)
	}
	return out
}

// keys reads the keys under one operator.
func (p *parser) keys(op Operator, n Node) []Condition {
	if n.Kind == KindUnknown {
		t, _ := n.text()
		return []Condition{{Operator: op, Key: t, Values: []Text{t}, Pos: n.Pos}}
	}
	if n.Kind != KindMap {
		p.found.add(BadShape, n.Pos, "%s is %s, expected an object of keys", op.Name, article(n.Kind))
		return unreadable("condition", n.Pos)
	}
	var out []Condition
	for _, f := range n.Fields {
		p.once(f)
		out = append(out, Condition{
			Operator: op,
			Key:      Literal(f.Name).at(f.Pos),
			Values:   p.list(f),
			Pos:      f.Pos,
		})
	}
	if n.Open != "" {
		out = append(out, unreadable(n.Open, n.Pos)...)
	}
	return out
}

func (p *parser) once(f Field) {
	if f.Repeated {
		p.found.add(RepeatedElement, f.Pos, "%q stands more than once; the last one counts", f.Name)
	}
}

// unreadable stands for conditions that can't be read, so that the statement
// does not pass for one without conditions.
func unreadable(cause string, pos Position) []Condition {
	t := Hole(cause).at(pos)
	return []Condition{{Operator: Operator{Name: t}, Key: t, Values: []Text{t}, Pos: pos}}
}
