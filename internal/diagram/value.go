package diagram

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// pick is the value that a fact has where parameters have their defaults, if it
// is one known value there.
func pick[T any](v estate.Value[T]) (is T, known bool) {
	found := 0
	for _, a := range v.Alternatives() {
		if a.When.IsAlways() || !a.When.ByDefault().IsNever() {
			found++
			is, known = a.Is, a.State == estate.Known
		}
	}
	if found != 1 || !known {
		var zero T
		return zero, false
	}
	return is, true
}

// listed are the members of a list where parameters have their defaults; all of
// them if there is none by default. open says that there may be more.
func listed(l estate.Items[estate.Text]) (out []estate.Text, open bool) {
	for _, i := range l.Known {
		if i.When.IsAlways() || !i.When.ByDefault().IsNever() {
			out = append(out, i.Is)
		}
	}
	if len(out) == 0 {
		for _, i := range l.Known {
			out = append(out, i.Is)
		}
	}
	for _, g := range l.Unknown {
		open = open || !g.When.ByDefault().IsNever()
	}
	return out, open
}

// doubt says in words that a resource does not stand in every scenario; "" if it
// stands where parameters have their defaults.
func doubt(c *estate.Core) string {
	if c.When.IsAlways() {
		return ""
	}
	switch when := c.When.ByDefault(); {
	case when.IsAlways():
		return ""
	case when.IsNever():
		return "not there by default: only under a condition"
	}
	return "only under a condition"
}

// nameOf is what a person calls a resource, as it is drawn: of a CDK path the
// last part, and without the hash that CDK appends.
func nameOf(c *estate.Core) string {
	name := clean(c.Name())
	if i := strings.LastIndex(strings.TrimRight(name, "/"), "/"); i >= 0 && i+1 < len(name) {
		name = name[i+1:]
	}
	if n := len(name) - 8; n > 2 && isHash(name[n:]) {
		name = name[:n]
		// CDK names a child "Resource", and its hash follows the parent's name.
		name = or(strings.TrimSuffix(name, "Resource"), name)
	}
	return or(name, or(clean(string(c.ID)), "unnamed"))
}

// isHash: eight digits and capitals A to F, some of each or digits alone.
func isHash(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r < 'A' || r > 'F':
			return false
		}
	}
	return digits > 0
}

// stem is the part of a name that alike members share: without numbers and
// letters of zones.
func stem(name string) string {
	fields := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var out []string
	for _, f := range fields {
		f = strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return -1
			}
			return r
		}, f)
		runes := []rune(f)
		if n := len(runes); n > 2 && unicode.IsUpper(runes[n-1]) && unicode.IsLower(runes[n-2]) {
			runes = runes[:n-1]
		}
		if f = strings.ToLower(string(runes)); len(f) > 1 && f != "az" {
			out = append(out, f)
		}
	}
	return strings.Join(out, "-")
}

// natural compares texts with numbers in them by the numbers' values.
func natural(a, b string) int {
	for a != "" && b != "" {
		x, restA := chunk(a)
		y, restB := chunk(b)
		m, errA := strconv.Atoi(x)
		n, errB := strconv.Atoi(y)
		c := strings.Compare(x, y)
		if errA == nil && errB == nil && m != n {
			c = cmp.Compare(m, n)
		}
		if c != 0 {
			return c
		}
		a, b = restA, restB
	}
	return cmp.Compare(len(a), len(b))
}

// chunk cuts a run of digits, or of others, off a text.
func chunk(s string) (head, rest string) {
	digit := func(b byte) bool { return b >= '0' && b <= '9' }
	n := 1
	for n < len(s) && digit(s[n]) == digit(s[0]) {
		n++
	}
	return s[:n], s[n:]
}

// zone is an Availability Zone as a column of a VPC.
type zone struct {
	key   string
	label string
	place int
	known bool
}

// zoneOf is the zone of a subnet.
func zoneOf(s *estate.Subnet) zone {
	t, known := pick(s.AvailabilityZone)
	if !known || t.String() == "" {
		if s.ZoneID != "" {
			return zone{key: s.ZoneID, label: s.ZoneID, known: true}
		}
		return zone{label: "zone unknown"}
	}
	out := zone{key: t.String(), label: clean(t.String()), known: true}
	if v, ok := t.Variable(); ok {
		out.label = "given as " + clean(v.Name)
		if place, listed := placeIn(v); listed {
			out.place, out.label = place+1, "zone "+strconv.Itoa(place+1)
		}
		return out
	}
	if _, literal := t.Known(); !literal {
		if parts := t.Parts(); parts[len(parts)-1].Literal != "" {
			out.label = "zone " + clean(parts[len(parts)-1].Literal)
		}
	}
	return out
}

// placeIn is which of a list of zones a variable is: of those of the Region, or of
// a parameter that lists some ("Zones[1]").
func placeIn(v *scenario.Variable) (place int, ok bool) {
	if v.List != "" {
		return v.Place, true
	}
	_, rest, found := strings.Cut(v.Name, "[")
	n, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
	return n, found && err == nil
}

// sortZones puts zones into order: those that are known first.
func sortZones(list []zone) {
	slices.SortFunc(list, func(a, b zone) int {
		if a.known != b.known {
			if a.known {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.place, b.place), natural(a.label, b.label), cmp.Compare(a.key, b.key))
	})
}

// placeName is how a frame of an account or Region is called, and whether the
// sources say which it is.
func placeName(what string, t estate.Text) (name string, known bool) {
	if s, ok := t.Known(); ok {
		if s == "" {
			return what + " unknown", false
		}
		return what + " " + clean(s), true
	}
	if v, ok := t.Variable(); ok && strings.HasPrefix(v.Name, "AWS::") {
		return what + " of the deployment", true
	}
	return what + " " + givenAs(t), false
}

// givenAs names what is known only by a text that is open.
func givenAs(t estate.Text) string {
	if ref, ok := t.Reference(); ok {
		return "given as " + clean(strings.Trim(string(ref.Resource)+"."+ref.Attribute, "."))
	}
	v, ok := t.Variable()
	if !ok {
		return clean(t.String())
	}
	if name, imported := strings.CutPrefix(v.Name, "import:"); imported {
		return "imported as " + clean(name)
	}
	if strings.HasPrefix(v.Name, "the ") {
		return "unknown"
	}
	return "given as " + clean(v.Name)
}
