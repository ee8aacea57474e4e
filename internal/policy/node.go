package policy

import "fmt"

// Kind is what a Node holds. The zero value is KindUnknown: a node that its
// source could not know.
type Kind uint8

// The kinds of a Node.
const (
	KindUnknown Kind = iota
	KindNull
	KindString
	KindNumber
	KindBool
	KindList
	KindMap
)

func (k Kind) String() string {
	names := [...]string{"unknown", "null", "string", "number", "boolean", "list", "object"}
	if int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// Position is a place in a source. Lines and columns start at 1; columns count
// characters. The zero value is no place.
type Position struct {
	File         string
	Line, Column int
}

func (p Position) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.File == "":
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	default:
		return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
}

// Node is a policy document as a tree with positions; sources convert to it.
//
// A string that is wholly known has its text in Text. A string with parts that
// are not known has Parts instead. A value that is not known at all, not even
// whether it is a string or a list, is KindUnknown with the cause in Text.
type Node struct {
	Kind   Kind
	Text   string  // String, Number (as written), Bool; the cause for Unknown
	Parts  []Part  // String: takes the place of Text where not empty
	Items  []Node  // List
	Fields []Field // Map, in the order of the source
	// Open says that a List or Map may have more members than these, and why.
	Open string
	Pos  Position
}

// Field is one entry of a map.
type Field struct {
	Name     string
	Pos      Position // of the name
	Value    Node
	Repeated bool // the name stood more than once; this is the last value
}

// text is the node's text, with its holes; false if the node is no scalar.
func (n Node) text() (Text, bool) {
	switch n.Kind {
	case KindUnknown:
		return Hole(n.cause()).at(n.Pos), true
	case KindString:
		if len(n.Parts) > 0 {
			return Join(n.Parts...).at(n.Pos), true
		}
		return Literal(n.Text).at(n.Pos), true
	case KindNumber, KindBool:
		return Literal(n.Text).at(n.Pos), true
	default:
		return Text{}, false
	}
}

func (n Node) cause() string {
	if n.Text == "" {
		return "value"
	}
	return n.Text
}
