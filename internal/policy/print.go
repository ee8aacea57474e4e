package policy

import (
	"bytes"
	"encoding/json"
	"slices"
)

// JSON is the tree as indented JSON, with its fields in the order of the
// source. Holes are written ${name}, which reads back as text.
func (n Node) JSON() []byte {
	var b bytes.Buffer
	n.print(&b, "\n")
	b.WriteByte('\n')
	return b.Bytes()
}

func (n Node) print(b *bytes.Buffer, newline string) {
	switch n.Kind {
	case KindMap:
		printSeq(b, "{}", newline, len(n.Fields), func(i int, inner string) {
			quote(b, n.Fields[i].Name)
			b.WriteString(": ")
			n.Fields[i].Value.print(b, inner)
		})
	case KindList:
		printSeq(b, "[]", newline, len(n.Items), func(i int, inner string) { n.Items[i].print(b, inner) })
	case KindNull:
		b.WriteString("null")
	case KindNumber, KindBool:
		if !json.Valid([]byte(n.Text)) {
			quote(b, n.Text)
			return
		}
		b.WriteString(n.Text)
	default:
		t, _ := n.text()
		quote(b, t.String())
	}
}

// printSeq writes n items between brackets, one a line.
func printSeq(b *bytes.Buffer, brackets, newline string, n int, item func(i int, inner string)) {
	if n == 0 {
		b.WriteString(brackets)
		return
	}
	inner := newline + "  "
	b.WriteByte(brackets[0])
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(inner)
		item(i, inner)
	}
	b.WriteString(newline)
	b.WriteByte(brackets[1])
}

func quote(b *bytes.Buffer, s string) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string into a buffer: neither can fail
	b.Truncate(b.Len() - 1)
}

// JSON is the document as indented JSON: elements in the order of the AWS
// grammar, statements and entries in their own order, single entries as
// strings. Equal documents print to equal bytes. Elements that the parser could
// not read are not in it; [Node.JSON] prints a tree as it was.
func (d Document) JSON() []byte { return d.Node().JSON() }

// Node is the document as a tree.
func (d Document) Node() Node {
	m := newMap(d.Pos)
	m.text("Version", d.Version)
	m.text("Id", d.ID)
	if d.Statements != nil {
		list := Node{Kind: KindList, Pos: d.Pos}
		for _, s := range d.Statements {
			list.Items = append(list.Items, s.Node())
		}
		m.add("Statement", list)
	}
	return m.Node
}

// Node is the statement as a tree.
func (s Statement) Node() Node {
	if s.Gap != "" {
		return Node{Kind: KindUnknown, Text: s.Gap, Pos: s.Pos}
	}
	m := newMap(s.Pos)
	m.text("Sid", s.Sid)
	m.text("Effect", s.Effect)
	m.principals("Principal", s.Principal)
	m.principals("NotPrincipal", s.NotPrincipal)
	m.list("Action", s.Actions)
	m.list("NotAction", s.NotActions)
	m.list("Resource", s.Resources)
	m.list("NotResource", s.NotResources)
	m.conditions(s.Conditions)
	return m.Node
}

// mapNode builds a map node; what is absent is left out.
type mapNode struct{ Node }

func newMap(pos Position) *mapNode { return &mapNode{Node{Kind: KindMap, Pos: pos}} }

func (m *mapNode) add(name string, value Node) {
	m.Fields = append(m.Fields, Field{Name: name, Pos: value.Pos, Value: value})
}

func (m *mapNode) text(name string, t Text) {
	if !t.IsZero() {
		m.add(name, t.node())
	}
}

func (t Text) node() Node {
	return Node{Kind: KindString, Text: t.literal, Parts: t.parts, Pos: t.Pos}
}

func (m *mapNode) list(name string, texts []Text) {
	switch {
	case texts == nil:
	case len(texts) == 1:
		m.add(name, texts[0].node())
	default:
		list := Node{Kind: KindList}
		for _, t := range texts {
			list.Items = append(list.Items, t.node())
		}
		m.add(name, list)
	}
}

func (m *mapNode) principals(name string, p *Principals) {
	if p == nil {
		return
	}
	if p.Star {
		m.add(name, Node{Kind: KindString, Text: "*", Pos: p.Pos})
		return
	}
	inner := newMap(p.Pos)
	inner.list("AWS", p.AWS)
	inner.list("Service", p.Service)
	inner.list("Federated", p.Federated)
	inner.list("CanonicalUser", p.CanonicalUser)
	m.add(name, inner.Node)
}

// conditions groups the keys of each operator, in the order in which the
// operators first come: JSON has no room for one that comes twice.
func (m *mapNode) conditions(all []Condition) {
	if len(all) == 0 {
		return
	}
	block := newMap(all[0].Pos)
	for i, c := range all {
		name := c.Operator.Name.String()
		first := func(d Condition) bool { return d.Operator.Name.String() == name }
		if slices.ContainsFunc(all[:i], first) {
			continue
		}
		keys := newMap(c.Pos)
		for _, d := range all[i:] {
			if first(d) {
				keys.list(d.Key.String(), d.Values)
			}
		}
		block.add(name, keys.Node)
	}
	m.add("Condition", block.Node)
}
