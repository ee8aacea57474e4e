// Package question reads requests with the policies that apply to them, as
// "ringwall can --requests" takes them: a JSON value after the other, or a list
// of them.
//
//	reader := question.NewReader("tests.ndjson", data)
//	for {
//		q, err := reader.Next()
//		if err == io.EOF {
//			break
//		}
//		…
//		d := decider.Decide(q.Request, q.Policies)
//	}
//
// It refuses what it doesn't know (a member, a name of a policy, a form of a
// principal), with its place: a test that is misread would pass in silence.
package question

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// Question is one request.
type Question struct {
	ID  string // empty if it has none
	Pos policy.Position
	// Principal and Resource are as they were written; Resource is empty if none was.
	// With names of an estate, Request has of these only what needs no estate.
	Principal, Resource string
	Request             *authz.Request
	Policies            *authz.Policies
	Expect              string // the verdict that is expected; empty if none is
}

// Error is an input that can't be read, and where.
type Error struct {
	Pos  policy.Position
	Text string
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Pos, e.Text) }

func fail(n policy.Node, format string, args ...any) error {
	return &Error{n.Pos, fmt.Sprintf(format, args...)}
}

// a is the kind of a node with its article.
func a(n policy.Node) string {
	if n.Kind == policy.KindMap {
		return "an object"
	}
	return "a " + n.Kind.String()
}

// Reader reads questions one by one.
type Reader struct {
	// Whole reports the actions that are known not to be checked on single
	// resources: their resource "*" is no pattern. May be nil.
	Whole func(action string) bool
	// Names lets principals and resources be names of an estate, whose meaning is
	// found by whoever asks.
	Names bool

	name     string
	data     []byte
	decoder  *json.Decoder
	list     bool
	at, line int // what was counted of the data
	start    int // of the line
	policies map[string]policy.Node
	defaults map[string]policy.Node
	headed   int // the line up to which headers stand
	kept     map[keep]*authz.Policy
	// Lists of headers, and lists of levels, by their places.
	lists  map[keep][]*authz.Policy
	stacks map[keep][][]*authz.Policy
}

// keep is a document by its place, compiled for a use.
type keep struct {
	pos policy.Position
	use policy.Use
}

// NewReader makes a reader of data; the name is that of its file.
func NewReader(name string, data []byte) *Reader {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	return &Reader{
		name: name, data: data, decoder: json.NewDecoder(bytes.NewReader(data)), line: 1,
		list:     bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")),
		policies: map[string]policy.Node{}, defaults: map[string]policy.Node{}, kept: map[keep]*authz.Policy{},
	}
}

// Next is the next question; [io.EOF] if there is none.
func (r *Reader) Next() (*Question, error) {
	for {
		n, err := r.value()
		if err != nil {
			return nil, err
		}
		if n.Kind != policy.KindMap {
			return nil, fail(n, "found %s, expected an object with principal and action", a(n))
		}
		fields, err := members(n)
		if err != nil {
			return nil, err
		}
		_, named := fields["policies"]
		_, defaults := fields["defaults"]
		if _, asks := fields["action"]; (named || defaults) && !asks {
			if err := r.header(n, fields); err != nil {
				return nil, err
			}
			r.headed = r.line
			// What a name stands for may have changed.
			r.lists, r.stacks = map[keep][]*authz.Policy{}, map[keep][][]*authz.Policy{}
			continue
		}
		return r.question(n, fields)
	}
}

// value reads the next JSON value with its positions.
func (r *Reader) value() (policy.Node, error) {
	if r.list && r.at == 0 {
		if _, err := r.decoder.Token(); err != nil {
			return policy.Node{}, r.syntax(err)
		}
	}
	if r.list && !r.decoder.More() {
		if _, err := r.decoder.Token(); err != nil {
			return policy.Node{}, r.syntax(err)
		}
		if _, err := r.decoder.Token(); !errors.Is(err, io.EOF) {
			return policy.Node{}, r.syntax(errors.New("more after the end of the list"))
		}
		return policy.Node{}, io.EOF
	}
	var raw json.RawMessage
	if err := r.decoder.Decode(&raw); err != nil {
		return policy.Node{}, r.syntax(err)
	}
	end := int(r.decoder.InputOffset())
	r.count(end - len(raw))
	line, column := r.line, end-len(raw)-r.start
	n, err := policy.ReadJSON(r.name, raw)
	if err != nil {
		var syntax *policy.SyntaxError
		if errors.As(err, &syntax) {
			syntax.Pos = moved(syntax.Pos, line, column)
		}
		return policy.Node{}, err
	}
	move(&n, line, column)
	r.count(end)
	return n, nil
}

// count moves the line to an offset of the data.
func (r *Reader) count(to int) {
	for ; r.at < to; r.at++ {
		if r.data[r.at] == '\n' {
			r.line++
			r.start = r.at + 1
		}
	}
}

func (r *Reader) syntax(err error) error {
	if errors.Is(err, io.EOF) && !r.list {
		return io.EOF
	}
	at := int(r.decoder.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = int(syntax.Offset)
	}
	r.count(min(max(at, r.at), len(r.data)))
	return &Error{policy.Position{File: r.name, Line: r.line, Column: max(1, r.at-r.start)}, "found what is no JSON: " + err.Error()}
}

// move gives the nodes of a value their places in the file.
func move(n *policy.Node, line, column int) {
	n.Pos = moved(n.Pos, line, column)
	for i := range n.Items {
		move(&n.Items[i], line, column)
	}
	for i := range n.Fields {
		n.Fields[i].Pos = moved(n.Fields[i].Pos, line, column)
		move(&n.Fields[i].Value, line, column)
	}
}

func moved(p policy.Position, line, column int) policy.Position {
	if p.Line == 1 {
		p.Column += column
	}
	p.Line += line - 1
	return p
}
