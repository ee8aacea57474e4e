package policy

import (
	"cmp"
	"strings"
)

// ParseJSON reads and parses a JSON document. The error is a [*SyntaxError];
// everything that is valid JSON parses, with problems.
func ParseJSON(name string, data []byte) (Document, []Problem, error) {
	n, err := ReadJSON(name, data)
	if err != nil {
		return Document{}, nil, err
	}
	doc, found := Parse(n)
	return doc, found, nil
}

// Parse reads the document in a tree. It is lenient where AWS is (one entry in
// place of a list, one statement in place of a list of statements), and reports
// everything else that is out of place and goes on. An element in the wrong
// case is reported and read all the same, so that no Deny is lost.
//
// A string node is a document written as JSON text; all positions in it are
// that of the string. What is not known becomes holes.
func Parse(n Node) (Document, []Problem) {
	p := &parser{}
	doc := p.document(n)
	return doc, p.found.sorted()
}

type parser struct {
	found problems
	vars  bool
}

func (p *parser) document(n Node) Document {
	doc := Document{Pos: n.Pos}
	if n.Kind == KindString {
		inner, ok := p.embedded(n)
		if !ok {
			doc.Statements = []Statement{gapStatement(causeOf(n), n.Pos)}
			return doc
		}
		n = inner
	}
	if n.Kind == KindUnknown {
		doc.Statements = []Statement{gapStatement(n.cause(), n.Pos)}
		return doc
	}
	doc.Size = n.size()
	statements, present := p.documentFields(&doc, n)
	if !present && n.Open != "" {
		statements, present = Node{Text: n.Open, Pos: n.Pos}, true
	}
	if !present {
		p.found.add(MissingStatement, n.Pos, "the policy has no Statement")
		return doc
	}
	p.vars = doc.Version.Is(Version2012) != No
	flaw := p.found.flaw(0)
	doc.Statements = p.statements(statements)
	for i := range doc.Statements {
		doc.Statements[i].Flaw = cmp.Or(flaw, n.Open, doc.Statements[i].Flaw)
	}
	return doc
}

// documentFields reads the document's elements but for the statements.
func (p *parser) documentFields(doc *Document, n Node) (statements Node, present bool) {
	for _, f := range p.fields(n, "policy", "Version", "Id", "Statement") {
		switch f.Name {
		case "Version":
			doc.Version = p.scalar(f)
			if v := doc.Version; v.Is(Version2008) == No && v.Is(Version2012) == No {
				p.found.add(BadVersion, f.Value.Pos, "Version %q is neither %s nor %s", v, Version2012, Version2008)
			}
		case "Id":
			doc.ID = p.scalar(f)
		case "Statement":
			statements, present = f.Value, true
		}
	}
	return statements, present
}

// embedded is the document inside a string; false if it can't be read.
func (p *parser) embedded(n Node) (Node, bool) {
	if len(n.Parts) > 0 {
		return Node{}, false
	}
	inner, err := ReadJSON(n.Pos.File, []byte(n.Text))
	if err != nil {
		p.found.add(BadString, n.Pos, "the policy is a string that is not JSON: %v", err)
		return Node{}, false
	}
	if inner.Kind == KindString {
		p.found.add(BadShape, n.Pos, "the policy is a string in a string, expected an object")
		return Node{}, false
	}
	return inner.moved(n.Pos), true
}

// moved is the tree with all positions set to one.
func (n Node) moved(pos Position) Node {
	n.Pos = pos
	items, fields := n.Items, n.Fields
	n.Items, n.Fields = nil, nil
	for _, item := range items {
		n.Items = append(n.Items, item.moved(pos))
	}
	for _, f := range fields {
		f.Pos, f.Value = pos, f.Value.moved(pos)
		n.Fields = append(n.Fields, f)
	}
	return n
}

func causeOf(n Node) string {
	if t, ok := n.text(); ok && len(t.Holes()) > 0 {
		return strings.Join(t.Holes(), ", ")
	}
	return "policy text that is not JSON"
}

// fields are the fields of a map with their names as AWS spells them; fields
// that are not among the names are reported.
func (p *parser) fields(n Node, what string, names ...string) []Field {
	if n.Kind != KindMap {
		p.found.add(BadShape, n.Pos, "found %s, expected an object for the %s", n.Kind, what)
		return nil
	}
	var out []Field
	for _, f := range n.Fields {
		name := spelling(f.Name, names)
		switch {
		case name == "":
			p.found.add(UnknownElement, f.Pos, "a %s has no element %q", what, f.Name)
			continue
		case name != f.Name:
			p.found.add(ElementCase, f.Pos, "%q must be written %q; AWS refuses it", f.Name, name)
		}
		if f.Repeated {
			p.found.add(RepeatedElement, f.Pos, "%q stands more than once; the last one counts", f.Name)
		}
		f.Name = name
		out = append(out, f)
	}
	return out
}

func spelling(name string, names []string) string {
	for _, n := range names {
		if strings.EqualFold(n, name) {
			return n
		}
	}
	return ""
}

func (p *parser) scalar(f Field) Text {
	t, ok := f.Value.text()
	if !ok {
		p.found.add(BadShape, f.Value.Pos, "%s is %s, expected a string", f.Name, f.Value.Kind)
		return Text{}
	}
	if f.Value.Kind == KindNumber || f.Value.Kind == KindBool {
		p.found.add(BadShape, f.Value.Pos, "%s is a %s, expected a string", f.Name, f.Value.Kind)
	}
	return t
}

// list reads a string or a list of strings. It is never nil.
func (p *parser) list(f Field) []Text {
	out := []Text{}
	items := []Node{f.Value}
	if f.Value.Kind == KindList {
		items = f.Value.Items
	}
	for _, item := range items {
		t, ok := item.text()
		if !ok {
			p.found.add(BadShape, item.Pos, "%s has %s, expected a string", f.Name, article(item.Kind))
			t = Hole("an entry that is " + article(item.Kind)).at(item.Pos)
		}
		out = append(out, t)
	}
	if f.Value.Open != "" {
		out = append(out, Hole(f.Value.Open).at(f.Value.Pos))
	}
	return out
}

func article(k Kind) string {
	if k == KindNull {
		return "null"
	}
	if k == KindUnknown || k == KindMap {
		return "an " + k.String()
	}
	return "a " + k.String()
}

// strings is list for elements that hold no numbers.
func (p *parser) strings(f Field) []Text {
	values := []Node{f.Value}
	if f.Value.Kind == KindList {
		values = f.Value.Items
	}
	for _, v := range values {
		if v.Kind == KindNumber || v.Kind == KindBool {
			p.found.add(BadShape, v.Pos, "%s has a %s, expected a string", f.Name, v.Kind)
		}
	}
	return p.list(f)
}

func (p *parser) statements(n Node) []Statement {
	open := n.Open
	if n.Kind != KindList {
		n.Items, open = []Node{n}, ""
	}
	out := []Statement{}
	for _, item := range n.Items {
		switch item.Kind {
		case KindMap:
			out = append(out, p.statement(item))
		case KindUnknown:
			out = append(out, gapStatement(item.cause(), item.Pos))
		default:
			p.found.add(BadShape, item.Pos, "found %s, expected an object for the statement", article(item.Kind))
			out = append(out, gapStatement("a statement that is "+article(item.Kind), item.Pos))
		}
	}
	if open != "" {
		out = append(out, gapStatement(open, n.Pos))
	}
	return out
}
