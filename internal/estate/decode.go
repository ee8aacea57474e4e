package estate

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"ringwall/internal/scenario"
)

// The functions of this file read typed values out of trees. They never fail:
// what is not of the wanted form is an Unknown alternative whose gap says so.

// read makes a Value of a tree, asking scalar for each scalar leaf.
func read[T comparable](t *Tree, scalar func(*Tree) []Alternative[T]) Value[T] {
	if t.IsMissing() {
		return Value[T]{}
	}
	out := Value[T]{Origin: t.Origin}
	var room [1]Leaf
	for _, l := range t.appendLeaves(room[:0]) {
		switch {
		case l.Tree == nil:
			out.alts = append(out.alts, Alternative[T]{When: l.When})
		case l.Tree.Kind == Scalar:
			out.alts = appendGiven(out.alts, scalar(l.Tree), l)
		case l.Tree.Kind == Opaque:
			out.alts = append(out.alts, Alternative[T]{When: l.When, State: Unknown, Gap: l.Tree.Gap()})
		default:
			out.alts = append(out.alts, Alternative[T]{When: l.When, State: Unknown, Gap: malformed(l.Tree, "a single value")})
		}
	}
	out.alts = joined(out.alts)
	return out
}

// joined has one alternative of all that are known to be the same: the port of a
// database of twelve versions is one of two, and what hangs on it is looked at in two
// classes of scenarios, not in twelve.
func joined[T comparable](alts []Alternative[T]) []Alternative[T] {
	out := alts[:0]
	var same map[int][]scenario.Guard // of those that come again, by where they are in out
	var at map[T]int                  // of many, where each is in out
	if len(alts) > manyAlternatives {
		at = make(map[T]int, len(alts))
	}
	for _, a := range alts {
		if a.State != Known {
			out = append(out, a)
			continue
		}
		i, ok := at[a.Is]
		if at == nil {
			i = slices.IndexFunc(out, func(b Alternative[T]) bool { return b.State == Known && b.Is == a.Is })
			ok = i >= 0
		}
		if ok {
			if same == nil {
				same = map[int][]scenario.Guard{}
			}
			same[i] = append(same[i], a.When)
			continue
		}
		if at != nil {
			at[a.Is] = len(out)
		}
		out = append(out, a)
	}
	for i, guards := range same {
		out[i].When = scenario.AnyOf(append(guards, out[i].When)...)
	}
	return out
}

// manyAlternatives is from how many on they are told apart by a map.
const manyAlternatives = 8

// appendGiven appends the alternatives of one leaf, in its scenarios. They are no
// longer the caller's.
func appendGiven[T any](out, alts []Alternative[T], l Leaf) []Alternative[T] {
	kept := alts[:0]
	for _, a := range alts {
		if a.When = a.When.And(l.When); a.When.IsNever() {
			continue
		}
		if a.State == Unknown && a.Gap.Origin.IsZero() {
			a.Gap.Origin = l.Tree.Origin
		}
		kept = append(kept, a)
	}
	if out == nil && len(kept) > 0 {
		return kept
	}
	return append(out, kept...)
}

func malformed(t *Tree, want string) Gap {
	return Gap{&scenario.Variable{
		Name: "the value at " + t.Origin.String(), Kind: scenario.Outside, Refused: true,
		Why: "it is not " + want,
	}, t.Origin}
}

// AsText reads a text, with its open parts kept symbolic.
func (t *Tree) AsText() Value[Text] {
	return read(t, func(t *Tree) []Alternative[Text] {
		return []Alternative[Text]{{State: Known, Is: t.Text}}
	})
}

// AsString reads a string; open parts are expanded into alternatives.
func (t *Tree) AsString() Value[string] {
	return read(t, func(t *Tree) []Alternative[string] { return t.Text.Expand() })
}

func parsed[T comparable](t *Tree, want string, parse func(string) (T, bool)) Value[T] {
	return read(t, func(t *Tree) []Alternative[T] {
		var out []Alternative[T]
		for _, a := range t.Text.Expand() {
			b := Alternative[T]{When: a.When, State: a.State, Gap: a.Gap}
			if a.State == Known {
				var ok bool
				if b.Is, ok = parse(a.Is); !ok {
					b.State, b.Gap = Unknown, malformed(t, want)
				}
			}
			out = append(out, b)
		}
		return out
	})
}

// AsBool reads a Boolean, in any of the spellings that AWS accepts.
func (t *Tree) AsBool() Value[bool] {
	return parsed(t, "true or false", func(s string) (bool, bool) {
		switch strings.ToLower(strings.TrimSpace(s)) {
		case "true", "yes", "1", "on":
			return true, true
		case "false", "no", "0", "off", "":
			return false, true
		}
		return false, false
	})
}

// AsInt reads a whole number.
func (t *Tree) AsInt() Value[int] {
	return parsed(t, "a whole number", func(s string) (int, bool) {
		s = strings.TrimSpace(s)
		if n, err := strconv.Atoi(s); err == nil {
			return n, true
		}
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1e15 {
			return 0, false
		}
		return int(f), true
	})
}

// AsPrefix reads an address prefix. A single address is a prefix of full
// length. Host bits are kept, so that a reader can tell 10.0.0.1/16.
func (t *Tree) AsPrefix() Value[netip.Prefix] {
	return parsed(t, "an address prefix such as 10.0.0.0/16", ParsePrefix)
}

// AsPrefixLength reads the length of an address prefix, which may be known where
// the address is not: 32 of "${Address}/32".
func (t *Tree) AsPrefixLength() Value[int] {
	return read(t, func(t *Tree) []Alternative[int] {
		if n, ok := literalLength(t.Text); ok {
			return []Alternative[int]{{State: Known, Is: n}}
		}
		var out []Alternative[int]
		for _, a := range t.Text.Expand() {
			b := Alternative[int]{When: a.When, State: a.State, Gap: a.Gap}
			if p, ok := ParsePrefix(a.Is); a.State == Known && ok {
				b.Is = p.Bits()
			} else if a.State == Known {
				b.State, b.Gap = Unknown, malformed(t, "an address prefix")
			}
			out = append(out, b)
		}
		return out
	})
}

// literalLength is the length that stands as text after the last slash.
func literalLength(t Text) (int, bool) {
	parts := t.Parts()
	if len(parts) < 2 || !parts[len(parts)-1].isLiteral() {
		return 0, false
	}
	_, length, ok := strings.Cut(parts[len(parts)-1].Literal, "/")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(length)
	return n, err == nil && n >= 0 && n <= 128
}

// ParsePrefix reads "10.0.0.0/16" or a single address.
func ParsePrefix(s string) (netip.Prefix, bool) {
	s = strings.TrimSpace(s)
	if p, err := netip.ParsePrefix(s); err == nil {
		return p, true
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// AsAddr reads a single address.
func (t *Tree) AsAddr() Value[netip.Addr] {
	return parsed(t, "an address", func(s string) (netip.Addr, bool) {
		a, err := netip.ParseAddr(strings.TrimSpace(s))
		return a, err == nil && a.Zone() == ""
	})
}

// Item is one member of a list, there in the scenarios of When.
type Item[T any] struct {
	When   scenario.Guard
	Is     T
	Origin Origin
}

// Items is a list whose members may depend on scenarios; in the scenarios of
// Unknown it may have further members that cannot be known.
type Items[T any] struct {
	Origin  Origin
	Known   []Item[T]
	Unknown []GuardedGap
}

// Guards lists the guards of l's members, for [scenario.Partition].
func (l Items[T]) Guards() []scenario.Guard {
	var out []scenario.Guard
	for _, i := range l.Known {
		out = append(out, i.When)
	}
	for _, g := range l.Unknown {
		out = append(out, g.When)
	}
	return out
}

// In lists the members that l has, or may have, in a class of scenarios, and
// the first gap if there may be more. sure tells for each member whether it is
// there in all of the class.
func (l Items[T]) In(world scenario.Guard) (items []Item[T], sure []bool, more *Gap) {
	if items, sure = l.always(); items == nil {
		for _, i := range l.Known {
			if !i.When.Disjoint(world) {
				items, sure = append(items, i), append(sure, world.Implies(i.When))
			}
		}
	}
	return items, sure, l.More(world)
}

// More is why there may be further members in a class of scenarios; nil where there are
// none.
func (l Items[T]) More(world scenario.Guard) *Gap {
	for i := range l.Unknown {
		if !l.Unknown[i].When.Disjoint(world) {
			return &l.Unknown[i].Gap
		}
	}
	return nil
}

// always are the known members if all of them are there in every scenario.
func (l Items[T]) always() (items []Item[T], sure []bool) {
	for i := range l.Known {
		if !l.Known[i].When.IsAlways() {
			return nil, nil
		}
	}
	sure = make([]bool, len(l.Known))
	for i := range sure {
		sure[i] = true
	}
	return l.Known, sure
}

// IsEmpty is true where l has no members.
func (l Items[T]) IsEmpty() Truth {
	t := Truth{True: scenario.Always(), False: scenario.Never(), Unknown: scenario.Never()}
	for _, i := range l.Known {
		t.False = t.False.Or(i.When)
	}
	for _, g := range l.Unknown {
		t.Unknown = t.Unknown.Or(g.When)
	}
	t.Unknown = t.Unknown.Minus(t.False)
	t.True = t.False.Or(t.Unknown).Not()
	t.Gaps = l.Unknown
	return t
}

// AsItems reads a list, asking item for each member. A single value stands for
// a list of one, as in CloudFormation; a list within a list stands for its
// members (Fn::Split among them); an unknown member may stand for any number.
// item's tree is never a Choice nor missing; its guard is that of the member.
func AsItems[T any](t *Tree, item func(when scenario.Guard, t *Tree) T) Items[T] {
	out := Items[T]{Origin: t.Place()}
	var add func(when scenario.Guard, t *Tree)
	add = func(when scenario.Guard, t *Tree) {
		var room [1]Leaf
		for _, l := range t.appendLeaves(room[:0]) {
			at := l.When.And(when)
			switch {
			case at.IsNever() || l.Tree == nil:
			case l.Tree.Kind == List:
				for _, m := range l.Tree.Items {
					add(at, m)
				}
				if l.Tree.Open != nil {
					out.Unknown = append(out.Unknown, GuardedGap{at, Gap{l.Tree.Open, l.Tree.Origin}})
				}
			case l.Tree.Kind == Opaque:
				out.Unknown = append(out.Unknown, GuardedGap{at, l.Tree.Gap()})
			default:
				out.Known = append(out.Known, Item[T]{at, item(at, l.Tree), l.Tree.Origin})
			}
		}
	}
	add(scenario.Always(), t)
	return out
}

// AsTexts reads a list of texts.
func (t *Tree) AsTexts() Items[Text] {
	return AsItems(t, func(_ scenario.Guard, t *Tree) Text {
		if t.Kind != Scalar {
			return OfVariable(malformed(t, "a single value").Variable)
		}
		return t.Text
	})
}

// AsStrings reads a list of strings, open ones expanded into guarded members.
func (t *Tree) AsStrings() Items[string] {
	texts := t.AsTexts()
	out := Items[string]{Origin: texts.Origin, Unknown: texts.Unknown}
	for _, i := range texts.Known {
		for _, a := range i.Is.Expand() {
			when := a.When.And(i.When)
			switch {
			case when.IsNever():
			case a.State == Known:
				out.Known = append(out.Known, Item[string]{when, a.Is, i.Origin})
			default:
				a.Gap.Origin = i.Origin
				out.Unknown = append(out.Unknown, GuardedGap{when, a.Gap})
			}
		}
	}
	return out
}

// Describe names a value's type for error messages: "a list", "a map".
func (t *Tree) Describe() string {
	if t.IsMissing() {
		return "nothing"
	}
	switch t.Kind {
	case List:
		return "a list"
	case Map:
		return "a map"
	case Scalar:
		return fmt.Sprintf("%q", t.Text)
	case Choice:
		return "a condition"
	}
	return "an unknown value"
}
