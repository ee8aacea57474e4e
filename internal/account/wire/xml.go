package wire

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// Answer is a value of an answer, as encoding/json has values.
type Answer = any

// Hidden stands where a secret was that is not kept.
const Hidden = "(removed: not collected)"

// element is XML as it was written.
type element struct {
	name     string
	attrs    []xml.Attr
	text     string
	children []*element
}

// deepest bounds how far elements nest.
const deepest = 100

// parseXML reads the one element of a document.
func parseXML(r io.Reader) (*element, error) {
	d := xml.NewDecoder(r)
	root := &element{}
	open := []*element{root}
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			e := &element{name: t.Name.Local, attrs: t.Copy().Attr}
			top.children = append(top.children, e)
			if open = append(open, e); len(open) > deepest {
				return nil, fmt.Errorf("more than %d levels of elements", deepest)
			}
		case xml.EndElement:
			if len(open) == 1 || top.name != t.Name.Local {
				return nil, fmt.Errorf("</%s> closes nothing that is open", t.Name.Local)
			}
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(t)
		}
	}
	if len(open) > 1 {
		return nil, io.ErrUnexpectedEOF
	}
	if len(root.children) != 1 {
		return nil, errors.New("the document is no element")
	}
	return root.children[0], nil
}

func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

func (e *element) all(name string) []*element {
	var out []*element
	for _, c := range e.children {
		if c.name == name {
			out = append(out, c)
		}
	}
	return out
}

// fromXML is the value that an element holds.
func (s *Service) fromXML(at int, e *element) (Answer, error) {
	shape := s.Shapes[at]
	switch shape.Kind {
	case Structure:
		return s.structureFromXML(shape, e)
	case List:
		name := shape.ItemAs
		switch {
		case name == "" && s.Protocol == EC2:
			name = "item"
		case name == "":
			name = "member"
		}
		return s.listFromXML(shape, e.all(name))
	case Map:
		return s.mapFromXML(shape, e.all("entry"))
	}
	return scalar(shape.Kind, e.text)
}

func (s *Service) structureFromXML(shape Shape, e *element) (Answer, error) {
	out := map[string]Answer{}
	for _, m := range shape.Members {
		v, err := s.memberFromXML(m, e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		if v != nil {
			out[m.Name] = v
		}
	}
	return out, nil
}

// memberFromXML is nil if the element has no such member.
func (s *Service) memberFromXML(m Member, e *element) (Answer, error) {
	name := m.Wire
	if name == "" {
		name = m.Name
	}
	if m.In == "attribute" {
		for _, a := range e.attrs {
			if a.Name.Local == name || a.Name.Space+":"+a.Name.Local == name {
				return scalar(s.Shapes[m.Shape].Kind, a.Value)
			}
		}
		return nil, nil
	}
	shape := s.Shapes[m.Shape]
	if shape.Flat {
		if shape.ItemAs != "" && shape.Kind == List {
			name = shape.ItemAs
		}
		found := e.all(name)
		switch {
		case len(found) == 0:
			return nil, nil
		case shape.Kind == Map:
			return s.mapFromXML(shape, found)
		}
		return s.listFromXML(shape, found)
	}
	c := e.child(name)
	if c == nil {
		return nil, nil
	}
	return s.fromXML(m.Shape, c)
}

func (s *Service) listFromXML(shape Shape, items []*element) (Answer, error) {
	out := make([]Answer, 0, len(items))
	for _, i := range items {
		v, err := s.fromXML(shape.Item, i)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Service) mapFromXML(shape Shape, entries []*element) (Answer, error) {
	key, value := "key", "value"
	if shape.KeyAs != "" {
		key = shape.KeyAs
	}
	if shape.ItemAs != "" {
		value = shape.ItemAs
	}
	out := map[string]Answer{}
	for _, e := range entries {
		k, v := e.child(key), e.child(value)
		if k == nil || v == nil {
			continue
		}
		x, err := s.fromXML(shape.Item, v)
		if err != nil {
			return nil, err
		}
		out[k.text] = x
	}
	return out, nil
}

// scalar is a value that is written as a text.
func scalar(kind Kind, text string) (Answer, error) {
	switch trimmed := strings.TrimSpace(text); kind {
	case Secret:
		return Hidden, nil
	case Number:
		if n := json.Number(trimmed); isNumber(n) {
			return n, nil
		}
		return nil, fmt.Errorf("found %q, expected a number", trimmed)
	case Boolean:
		switch trimmed {
		case "true", "false":
			return trimmed == "true", nil
		}
		return nil, fmt.Errorf("found %q, expected true or false", trimmed)
	case Time:
		return instant(trimmed), nil
	case Policy:
		return document(text), nil
	case Address:
		return withoutPath(trimmed), nil
	case Link:
		return withoutUser(trimmed), nil
	}
	return text, nil
}

// withoutUser hides who asks by a URL, and his password.
func withoutUser(text string) string {
	scheme, rest, isURL := strings.Cut(text, "://")
	host, path, hasPath := strings.Cut(rest, "/")
	at := strings.LastIndexByte(host, '@')
	if !isURL || at < 0 {
		return text
	}
	if host = Hidden + host[at:]; hasPath {
		host += "/" + path
	}
	return scheme + "://" + host
}

// withoutPath leaves of a URL what says where it leads.
func withoutPath(text string) string {
	scheme, rest, isURL := strings.Cut(text, "://")
	if !isURL {
		return text
	}
	if at := strings.IndexAny(rest, "/?#"); at >= 0 {
		rest = rest[:at] + "/" + Hidden
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	return scheme + "://" + rest
}

func isNumber(n json.Number) bool {
	_, err := n.Float64()
	return err == nil
}

// document is a policy as the CLI prints those of IAM: no text, but what it holds.
// One that is no JSON stays as it is.
func document(text string) Answer {
	if plain, err := url.QueryUnescape(text); err == nil && strings.HasPrefix(strings.TrimSpace(text), "%7B") {
		text = plain
	}
	var v Answer
	if !json.Valid([]byte(text)) || json.Unmarshal([]byte(text), &v) != nil {
		return text
	}
	return json.RawMessage(text)
}
