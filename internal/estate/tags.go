package estate

import (
	"strings"

	"ringwall/internal/scenario"
)

// Tags are a resource's tags, in source order.
type Tags struct{ list *Items[Tag] }

// NewTags makes tags of a list, which is not to be changed afterwards.
func NewTags(list Items[Tag]) Tags { return Tags{&list} }

// List are the tags in their order.
func (t Tags) List() Items[Tag] {
	if t.list == nil {
		return Items[Tag]{}
	}
	return *t.list
}

// Tag is one key and its value.
type Tag struct {
	Key   Text
	Value Value[Text]
}

// Get is the value of the tag with the given key; absent if there is none,
// unknown if there may be one, also where a tag has a key that nobody knows.
func (t Tags) Get(key string) Value[Text] {
	list := t.List()
	out := Value[Text]{Origin: list.Origin}
	left := scenario.Always()
	add := func(v Value[Text], when scenario.Guard) {
		for _, a := range v.Alternatives() {
			a.When = a.When.And(when).And(left)
			if !a.When.IsNever() {
				out.alts = append(out.alts, a)
			}
		}
		left = left.Minus(when)
	}
	for _, p := range list.Known {
		if k, ok := p.Is.Key.Known(); ok && k == key {
			add(p.Is.Value, p.When)
		}
	}
	for _, p := range list.Known { // no two tags of a resource have one key
		if _, ok := p.Is.Key.Known(); ok || !p.Is.Key.mayBe(key) {
			continue
		}
		for _, k := range p.Is.Key.Expand() {
			switch when := k.When.And(p.When); {
			case k.State == Unknown:
				add(UnknownValue[Text](k.Gap, list.Origin), when)
			case k.Is == key:
				add(p.Is.Value, when)
			}
		}
	}
	for _, g := range list.Unknown {
		add(UnknownValue[Text](g.Gap, list.Origin), g.When)
	}
	if len(out.alts) > 0 && !left.IsNever() {
		out.alts = append(out.alts, Alternative[Text]{When: left})
	}
	return out
}

// mayBe is false where what is written of t at its beginning and end rules the
// text out.
func (t Text) mayBe(text string) bool {
	first, last := t.Ends()
	return len(first)+len(last) <= len(text) && strings.HasPrefix(text, first) && strings.HasSuffix(text, last)
}

// Ends are the literals with which an open text begins and ends; both are the
// whole of one that is known.
func (t Text) Ends() (first, last string) {
	if t.parts == nil {
		return t.literal, t.literal
	}
	list := t.open()
	if p := list[0]; p.isLiteral() {
		first = p.Literal
	}
	if p := list[len(list)-1]; p.isLiteral() {
		last = p.Literal
	}
	return first, last
}
