package terraform

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// shown reads the JSON that "terraform show -json" prints: in one pass over the
// bytes, without building what is not asked for. A plan is large, and most of it is
// what was before.
type shown struct {
	data []byte
	at   int
	*reading
}

// reading is what the readers of one file share.
type reading struct {
	texts   map[string]string // those met so far: a plan repeats its names and many of its values
	fields  []field           // of the objects that are being read
	no, yes *value            // of the resource that is being read
	room    []value           // for the next values
}

// valuesAtOnce is for how many values room is made at a time.
const valuesAtOnce = 64

// put puts a value into the room for values.
func (r *reading) put(v value) *value {
	if len(r.room) == cap(r.room) {
		r.room = make([]value, 0, valuesAtOnce)
	}
	r.room = append(r.room, v)
	return &r.room[len(r.room)-1]
}

func newReading() *reading { return &reading{texts: map[string]string{}} }

// boolAt is a Boolean: all of one resource stand at its place, and may be one.
func (r *reading) boolAt(b bool, at estate.Origin) *value {
	if r == nil {
		return boolOf(b, at)
	}
	if r.no == nil || r.no.at != at {
		r.no, r.yes = boolOf(false, at), boolOf(true, at)
	}
	if b {
		return r.yes
	}
	return r.no
}

// Texts that are longer are not kept, nor more than so many: they seldom come again.
const (
	longText  = 64
	manyTexts = 1 << 16
)

// share gives one text for equal ones.
func (r *reading) share(raw []byte) string {
	if r == nil || len(raw) > longText {
		return string(raw)
	}
	if s, ok := r.texts[string(raw)]; ok {
		return s
	}
	s := string(raw)
	if len(r.texts) < manyTexts {
		r.texts[s] = s
	}
	return s
}

var errJSON = errors.New("it ends or breaks off within a value")

func (r *shown) space() {
	for r.at < len(r.data) {
		switch r.data[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return
		}
	}
}

// next is the next byte that is no space; 0 at the end.
func (r *shown) next() byte {
	r.space()
	if r.at >= len(r.data) {
		return 0
	}
	return r.data[r.at]
}

// skip passes over a value.
func (r *shown) skip() error {
	depth := 0
	for {
		switch c := r.next(); c {
		case 0:
			return errJSON
		case '"':
			if err := r.skipText(); err != nil {
				return err
			}
		case '{', '[':
			depth++
			r.at++
		case '}', ']':
			if depth == 0 {
				return errJSON
			}
			depth--
			r.at++
		case ',', ':':
			if depth == 0 {
				return errJSON
			}
			r.at++
		default:
			r.skipWord()
		}
		if depth == 0 {
			return nil
		}
	}
}

func (r *shown) skipWord() {
	start := r.at
	for r.at < len(r.data) {
		switch r.data[r.at] {
		case ',', '}', ']', ' ', '\n', '\r', '\t', ':', '"', '{', '[':
			if r.at == start {
				r.at++
			}
			return
		}
		r.at++
	}
}

func (r *shown) skipText() error {
	for i := r.at + 1; i < len(r.data); i++ {
		switch r.data[i] {
		case '"':
			r.at = i + 1
			return nil
		case '\\':
			i++ // what is escaped
		}
	}
	return errJSON
}

// text reads a string.
func (r *shown) text() (string, error) {
	if r.next() != '"' {
		return "", errJSON
	}
	start := r.at
	if err := r.skipText(); err != nil {
		return "", err
	}
	raw := r.data[start+1 : r.at-1]
	if bytes.IndexByte(raw, '\\') < 0 {
		return r.share(raw), nil
	}
	var s string
	if err := json.Unmarshal(r.data[start:r.at], &s); err != nil {
		return "", errJSON
	}
	return s, nil
}

// object calls f for every member of an object; f must read or skip its value.
func (r *shown) object(f func(name string) error) error {
	if r.next() != '{' {
		return r.skip() // null, where nothing is known
	}
	r.at++
	for {
		switch r.next() {
		case '}':
			r.at++
			return nil
		case ',':
			r.at++
			continue
		}
		name, err := r.text()
		if err != nil {
			return err
		}
		if r.next() != ':' {
			return errJSON
		}
		r.at++
		if err := f(name); err != nil {
			return err
		}
	}
}

// list calls f for every member of a list.
func (r *shown) list(f func() error) error {
	if r.next() != '[' {
		return r.skip()
	}
	r.at++
	for {
		switch r.next() {
		case ']':
			r.at++
			return nil
		case ',':
			r.at++
			continue
		case 0:
			return errJSON
		}
		if err := f(); err != nil {
			return err
		}
	}
}

// span is where a value stands that is read later, if at all.
func (r *shown) span() (shown, error) {
	r.space()
	start := r.at
	err := r.skip()
	return shown{data: r.data[start:r.at], reading: r.reading}, err
}

// value reads a value. Null and empty texts are what the provider writes for what
// is not set: they are left out. The objects of lists are blocks.
func (r *shown) value(at estate.Origin, depth int) (*value, error) {
	if depth > maxJSONDepth {
		return nil, errors.New("it is nested too deeply")
	}
	switch r.next() {
	case '"':
		s, err := r.text()
		if s == "" {
			return nil, err
		}
		return r.put(value{kind: isScalar, text: estate.Literal(s), at: at}), err
	case '{':
		return r.fieldsOf(at, func(string) (*value, error) { return r.value(at, depth+1) })
	case '[':
		out := r.put(value{kind: isList, at: at})
		err := r.list(func() error {
			v, err := r.value(at, depth+1)
			if v.form() == isObject {
				v.block, out.block = true, true
			}
			if v != nil {
				out.items = append(out.items, v)
			}
			return err
		})
		return out, err
	}
	start := r.at
	r.skipWord()
	switch raw := r.data[start:r.at]; string(raw) {
	case "null":
		return nil, nil
	case "true", "false":
		return r.boolAt(raw[0] == 't', at), nil
	default:
		word := r.share(raw)
		if isPlainNumber(word) {
			return r.put(value{kind: isScalar, text: estate.Literal(word), plain: estate.PlainNumber, at: at}), nil
		}
		n := toNumber(word)
		if n == nil {
			return nil, fmt.Errorf("%q is no JSON value", word)
		}
		return numberOf(formatNumber(n), at), nil
	}
}

// isPlainNumber reports a whole number as Terraform prints it.
func isPlainNumber(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	return len(digits) > 0 && len(digits) < 18 && strings.Trim(digits, "0123456789") == "" && (digits[0] != '0' || s == "0")
}

// some reads those fields of an object that are asked for.
func (r *shown) some(at estate.Origin, wanted func(string) bool) (*value, error) {
	return r.fieldsOf(at, func(name string) (*value, error) {
		if !wanted(name) {
			return nil, r.skip()
		}
		return r.value(at, 0)
	})
}

// fieldsOf makes an object of the fields that are read of one.
func (r *shown) fieldsOf(at estate.Origin, read func(name string) (*value, error)) (*value, error) {
	from := len(r.fields)
	err := r.object(func(name string) error {
		v, err := read(name)
		if v != nil {
			r.fields = append(r.fields, field{name, at, v})
		}
		return err
	})
	out := r.put(value{kind: isObject, at: at, fields: inOrder(slices.Clone(r.fields[from:]))})
	r.fields = r.fields[:from]
	return out, err
}
