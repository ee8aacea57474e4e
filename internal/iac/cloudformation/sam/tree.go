package sam

import (
	"slices"
	"strconv"
	"strings"

	"ringwall/internal/estate"
)

// kind is the form of a value.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	list
	dict
	// opaque is a value that no template can say: one that only a step before
	// the deployment makes. Its text is the cause.
	opaque
)

// value is a piece of a template while it is being expanded. Calls of intrinsic
// functions are maps of one key, as in JSON: the steps of the expansion merge,
// count and compare them so. A nil value is absent; all methods admit it.
type value struct {
	kind kind
	text string // of a scalar
	// unicode marks what Python 2 held as unicode text; printed for a hash it
	// looks different.
	unicode bool
	items   []*value
	entries []entry
	index   map[string]int // of entries, where there are many
	// order is set for maps that are walked in Python 2's order; others are
	// walked as they were written.
	order *keys27
	at    estate.Origin
}

// entry is a key of a map with its value.
type entry struct {
	key     string
	unicode bool
	at      estate.Origin
	value   *value
}

const fewEntries = 16

func (v *value) find(key string) int {
	if v == nil || v.kind != dict {
		return -1
	}
	if v.index != nil {
		if i, ok := v.index[key]; ok {
			return i
		}
		return -1
	}
	return slices.IndexFunc(v.entries, func(e entry) bool { return e.key == key })
}

// get is the value at a path of keys; nil where there is none.
func (v *value) get(path ...string) *value {
	for _, key := range path {
		i := v.find(key)
		if i < 0 {
			return nil
		}
		v = v.entries[i].value
	}
	return v
}

func (v *value) has(key string) bool { return v.find(key) >= 0 }

// keyAt is where a key was written, or the map if it was not.
func (v *value) keyAt(key string) estate.Origin {
	if i := v.find(key); i >= 0 && v.entries[i].at.Line > 0 {
		return v.entries[i].at
	}
	if v == nil {
		return estate.Origin{}
	}
	return v.at
}

// set puts a value at a key; absent values become null. What is no map takes
// nothing: that it is none is refused where it is read.
func (v *value) set(key string, to *value) { v.put(entry{key: key, value: to}) }

func (v *value) put(e entry) {
	if !v.is(dict) {
		return
	}
	if e.value == nil {
		e.value = &value{}
	}
	if i := v.find(e.key); i >= 0 {
		v.entries[i].value = e.value
		return
	}
	if v.order != nil {
		v.order.add(e.key)
	}
	v.entries = append(v.entries, e)
	switch {
	case v.index != nil:
		v.index[e.key] = len(v.entries) - 1
	case len(v.entries) > fewEntries:
		v.reindex()
	}
}

func (v *value) reindex() {
	v.index = nil
	if len(v.entries) <= fewEntries {
		return
	}
	v.index = make(map[string]int, len(v.entries))
	for i, e := range v.entries {
		v.index[e.key] = i
	}
}

// remove takes a key out.
func (v *value) remove(key string) {
	i := v.find(key)
	if i < 0 {
		return
	}
	v.entries = slices.Delete(v.entries, i, i+1)
	v.reindex()
	if v.order != nil {
		v.order.remove(key)
	}
}

// setDefault is the value at a key, which it puts there if there is none.
func (v *value) setDefault(key string, or *value) *value {
	if have := v.get(key); have != nil {
		return have
	}
	v.set(key, or)
	return or
}

// within is the value at a key, which it puts there if there is none, or null.
func (v *value) within(key string, or *value) *value {
	if have := v.get(key); !have.none() {
		return have
	}
	v.set(key, or)
	return or
}

// update puts in what another map has, as Python 2's dict.update does.
func (v *value) update(from *value) {
	if from == nil {
		return
	}
	if v.order != nil {
		v.order.merge(from.keys())
	}
	for _, e := range from.each() {
		if i := v.find(e.key); i >= 0 {
			v.entries[i].value = e.value
			continue
		}
		v.putOrdered(e)
	}
}

// putOrdered appends an entry whose key the order has already.
func (v *value) putOrdered(e entry) {
	order := v.order
	v.order = nil
	v.put(e)
	v.order = order
}

// each lists the entries of a map in the order in which it is walked.
func (v *value) each() []entry {
	if v == nil || v.kind != dict {
		return nil
	}
	out := make([]entry, 0, len(v.entries))
	if v.order == nil {
		return append(out, v.entries...)
	}
	for _, key := range v.order.keys() {
		if i := v.find(key); i >= 0 {
			out = append(out, v.entries[i])
		}
	}
	return out
}

func (v *value) keys() []string {
	var out []string
	for _, e := range v.each() {
		out = append(out, e.key)
	}
	return out
}

// copy is a deep copy; orders of keys are built anew from the order that was, as
// Python's deepcopy does.
func (v *value) copy() *value {
	if v == nil {
		return nil
	}
	c := *v
	c.items = nil
	for _, i := range v.items {
		c.items = append(c.items, i.copy())
	}
	c.entries, c.index, c.order = nil, nil, nil
	for _, e := range v.entries {
		e.value = e.value.copy()
		c.entries = append(c.entries, e)
	}
	if v.kind == dict {
		c.reindex()
	}
	if v.order != nil {
		c.order = newKeys27()
		for _, k := range v.order.keys() {
			c.order.add(k)
		}
	}
	return &c
}

// most27 is how many keys a map may have whose order is followed through every copy.
// Each event of an API makes copies of all that is there; an API has 300 routes, and
// a template 500 resources, so that AWS gives no name to a deployment of more paths.
const most27 = 1000

// rebuild does to the orders of keys what a deep copy would do, in place.
func (v *value) rebuild() {
	if v == nil || len(v.entries) > most27 {
		return
	}
	for _, i := range v.items {
		i.rebuild()
	}
	for _, e := range v.entries {
		e.value.rebuild()
	}
	if v.order != nil {
		v.order = v.order.rebuilt()
	}
}

// shallow copies a map but not its values, as dict.copy does.
func (v *value) shallow() *value {
	c := *v
	c.entries = slices.Clone(v.entries)
	c.index = nil
	c.reindex()
	if v.order != nil {
		c.order = newKeys27()
		c.order.merge(v.order.keys())
	}
	return &c
}

func (v *value) is(k kind) bool { return v != nil && v.kind == k }

// none reports absence or null.
func (v *value) none() bool { return v == nil || v.kind == null }

// truthy is Python's truth.
func (v *value) truthy() bool {
	if v == nil {
		return false
	}
	switch v.kind {
	case null:
		return false
	case boolean:
		return v.text == "true"
	case number:
		return strings.Trim(v.text, "-+0.") != ""
	case text:
		return v.text != ""
	case list:
		return len(v.items) > 0
	case dict:
		return len(v.entries) > 0
	}
	return true
}

// isTrue is "is True": the boolean, no text.
func (v *value) isTrue() bool { return v.is(boolean) && v.text == "true" }

// scalar reports whether v is a text, a number or a boolean.
func (v *value) scalar() bool { return v.is(text) || v.is(number) || v.is(boolean) }

// says reports whether v is the text s.
func (v *value) says(s string) bool { return v.is(text) && v.text == s }

// string is the text of v, "" if it is none.
func (v *value) string() string {
	if v.is(text) {
		return v.text
	}
	return ""
}

// call is the function that v calls, as "Fn::If" or "Ref", and its argument.
func (v *value) call() (name string, arg *value) {
	if v == nil || v.kind != dict || len(v.entries) != 1 {
		return "", nil
	}
	e := v.entries[0]
	if e.key == "Ref" || e.key == "Condition" || strings.HasPrefix(e.key, "Fn::") {
		return e.key, e.value
	}
	return "", nil
}

func (v *value) isCall() bool { name, _ := v.call(); return name != "" }

// noValue reports whether v is a reference to AWS::NoValue.
func (v *value) noValue() bool {
	name, arg := v.call()
	return name == "Ref" && arg.says("AWS::NoValue")
}

// branches are the three arguments of v if it is an Fn::If.
func (v *value) branches() ([]*value, bool) {
	name, arg := v.call()
	if name != "Fn::If" {
		return nil, false
	}
	if !arg.is(list) || len(arg.items) != 3 {
		return nil, true
	}
	return arg.items, true
}

// named is the logical id that v refers to by Ref or Fn::GetAtt.
func (v *value) named() string {
	switch name, arg := v.call(); {
	case name == "Ref":
		return arg.string()
	case name == "Fn::GetAtt" && arg.is(list) && len(arg.items) == 2:
		return arg.items[0].string()
	case name == "Fn::GetAtt" && arg.is(text) && strings.Count(arg.text, ".") == 1:
		id, _, _ := strings.Cut(arg.text, ".")
		return id
	}
	return ""
}

// equal compares what values say, not where.
func (v *value) equal(w *value) bool {
	if v.none() || w.none() {
		return v.none() && w.none()
	}
	if v.kind != w.kind || v.text != w.text || len(v.items) != len(w.items) || len(v.entries) != len(w.entries) {
		return false
	}
	for i := range v.items {
		if !v.items[i].equal(w.items[i]) {
			return false
		}
	}
	for _, e := range v.entries {
		if !w.has(e.key) || !e.value.equal(w.get(e.key)) {
			return false
		}
	}
	return true
}

// contains reports whether a list has a member.
func (v *value) contains(m *value) bool {
	return v != nil && slices.ContainsFunc(v.items, m.equal)
}

func (v *value) describe() string {
	switch {
	case v.none():
		return "nothing"
	case v.kind == list:
		return "a list"
	case v.kind == dict:
		if name, _ := v.call(); name != "" {
			return "a call of " + name
		}
		return "a map"
	}
	return strconv.Quote(v.text)
}

// list are the members of a list.
func (v *value) list() []*value {
	if v.is(list) {
		return v.items
	}
	return nil
}

// oneOrMore are the members of a list; a text stands for a list of itself.
func (v *value) oneOrMore() []*value {
	if v.is(text) {
		return []*value{v}
	}
	return v.list()
}
