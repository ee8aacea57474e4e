package estate

import (
	"ringwall/internal/scenario"
)

// Tree is a property as its source wrote it, evaluated as far as it can be: the
// neutral form in which formats hand over what the typed model then reads, and
// in which types that nobody models by hand are kept whole. A nil Tree is an
// absent property. Trees are immutable once built.
//
// There are millions of them in a large plan: the small fields stand together, and
// what few trees have stands apart.
type Tree struct {
	Kind   TreeKind
	Plain  Plain             // Scalar: how the literal was written
	Text   Text              // Scalar
	Items  []*Tree           // List
	Fields []Field           // Map, in source order
	Alts   []TreeAlternative // Choice: disjoint; what none covers is impossible
	gap    *Gap              // Opaque
	// Open says that a Map or a List may have more members than are listed,
	// because a macro or an include adds them.
	Open   *scenario.Variable
	Origin Origin
}

// TreeKind tells the forms of a Tree apart.
type TreeKind uint8

const (
	// Missing is a property that is not there (AWS::NoValue).
	Missing TreeKind = iota
	// Scalar is a string, number or Boolean.
	Scalar
	// List is a sequence.
	List
	// Map is a set of named fields.
	Map
	// Choice is one of several trees, by scenario.
	Choice
	// Opaque is a tree of unknown form.
	Opaque
)

// Plain tells how a scalar was written, for printing it back.
type Plain uint8

const (
	// PlainString is quoted or bare text.
	PlainString Plain = iota
	// PlainNumber is a number.
	PlainNumber
	// PlainBool is true or false.
	PlainBool
)

// Field is one member of a Map.
type Field struct {
	Name  string
	Value *Tree
	at    *Origin // of the name; nil: where the value stands
}

// NewField makes a member of a Map, with the place of its name.
func NewField(name string, value *Tree, at Origin) Field {
	if at == value.Place() {
		return Field{Name: name, Value: value}
	}
	named := at // of its own, so that the others need none
	return Field{name, value, &named}
}

// Place is where the name stands.
func (f Field) Place() Origin {
	if f.at == nil {
		return f.Value.Place()
	}
	return *f.at
}

// TreeAlternative is what a Choice is in the scenarios of When.
type TreeAlternative struct {
	When scenario.Guard
	Then *Tree
}

// NewScalar makes a scalar tree.
func NewScalar(t Text, at Origin) *Tree { return &Tree{Kind: Scalar, Text: t, Origin: at} }

// NewOpaque makes a tree of unknown form.
func NewOpaque(v *scenario.Variable, at Origin) *Tree {
	return &Tree{Kind: Opaque, gap: &Gap{v, at}, Origin: at}
}

// Gap is why the form of an Opaque tree is unknown.
func (t *Tree) Gap() Gap {
	if t.gap == nil {
		return Gap{}
	}
	return *t.gap
}

// At follows field names downwards, through choices. It answers nil where a
// field is not there, and an Opaque tree where a macro may have added it.
func (t *Tree) At(path ...string) *Tree {
	for _, name := range path {
		t = t.field(name)
	}
	return t
}

func (t *Tree) field(name string) *Tree {
	if t == nil {
		return nil
	}
	switch t.Kind {
	case Map:
		for i := range t.Fields {
			if t.Fields[i].Name == name {
				return t.Fields[i].Value
			}
		}
		if t.Open != nil {
			return NewOpaque(t.Open, t.Origin)
		}
	case Choice:
		out := &Tree{Kind: Choice, Origin: t.Origin}
		found := false
		for _, a := range t.Alts {
			f := a.Then.field(name)
			found = found || f != nil
			out.Alts = append(out.Alts, TreeAlternative{a.When, f})
		}
		if found {
			return out
		}
	case Opaque:
		return t
	}
	return nil
}

// Has reports whether t has the field in some scenario.
func (t *Tree) Has(path ...string) bool { return !t.At(path...).IsMissing() }

// IsMissing reports whether t is absent in every scenario.
func (t *Tree) IsMissing() bool { return t == nil || t.Kind == Missing }

// Place is t's origin, or the zero Origin if t is absent.
func (t *Tree) Place() Origin {
	if t == nil {
		return Origin{}
	}
	return t.Origin
}

// Leaf is one form that a tree takes in some scenarios, never a Choice; Tree is
// nil where it is absent.
type Leaf struct {
	When scenario.Guard
	Tree *Tree
}

// Leaves resolves choices at the top of t into disjoint leaves.
func (t *Tree) Leaves() []Leaf { return t.appendLeaves(nil) }

// appendLeaves is Leaves for callers that have room for the one leaf that most
// trees are.
func (t *Tree) appendLeaves(out []Leaf) []Leaf {
	if t == nil || t.Kind == Missing {
		return append(out, Leaf{})
	}
	if t.Kind != Choice {
		return append(out, Leaf{Tree: t})
	}
	var room [1]Leaf
	for _, a := range t.Alts {
		for _, l := range a.Then.appendLeaves(room[:0]) {
			if when := l.When.And(a.When); !when.IsNever() {
				out = append(out, Leaf{when, l.Tree})
			}
		}
	}
	return out
}

// Walk calls visit for t and everything below it, choices included, with the
// dotted path of field names. It stops below a tree for which visit answers
// false.
func (t *Tree) Walk(visit func(path string, t *Tree) bool) { t.walk("", visit) }

func (t *Tree) walk(path string, visit func(string, *Tree) bool) {
	if t == nil || !visit(path, t) {
		return
	}
	for _, f := range t.Fields {
		p := f.Name
		if path != "" {
			p = path + "." + f.Name
		}
		f.Value.walk(p, visit)
	}
	for _, i := range t.Items {
		i.walk(path, visit)
	}
	for _, a := range t.Alts {
		a.Then.walk(path, visit)
	}
}

// Texts calls visit for every text of t, choices included.
func (t *Tree) Texts(visit func(Text)) {
	if t == nil {
		return
	}
	if t.Kind == Scalar {
		visit(t.Text)
	}
	for _, f := range t.Fields {
		f.Value.Texts(visit)
	}
	for _, i := range t.Items {
		i.Texts(visit)
	}
	for _, a := range t.Alts {
		a.Then.Texts(visit)
	}
}

// References lists every resource that t mentions, in order, without repeats.
func (t *Tree) References() []Reference {
	var out []Reference
	seen := map[Reference]bool{}
	t.Walk(func(_ string, t *Tree) bool {
		for _, r := range t.Text.References() {
			if !seen[r] {
				seen[r] = true
				out = append(out, r)
			}
		}
		return true
	})
	return out
}
