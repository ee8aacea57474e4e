package diagram

import (
	"cmp"
	"slices"
	"strings"
)

// fewMarked are as many marked members of one sort as stand for themselves.
const fewMarked = 4

// group collapses alike items: those that are only counted, those with one name
// but for numbers, and all of a sort that has more than most tiles.
func (s *surveyor) group(list []*item, most int) []*item {
	if s.marks.focus {
		return focused(list)
	}
	if len(list) < 2 {
		return list
	}
	var out []*item
	for _, sort := range sorted(list) {
		out = append(out, s.groupSort(sort, most)...)
	}
	return out
}

// sorted splits items into sorts: those that a person would call by one noun.
func sorted(list []*item) [][]*item {
	type key struct {
		noun  string
		doubt bool
	}
	at := map[key]int{}
	var out [][]*item
	for _, i := range list {
		k := key{i.noun, i.doubt != ""}
		n, ok := at[k]
		if !ok {
			n = len(out)
			at[k] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], i)
	}
	return out
}

func (s *surveyor) groupSort(list []*item, most int) []*item {
	slices.SortStableFunc(list, func(a, b *item) int { return cmp.Or(natural(a.name, b.name), cmp.Compare(a.ids[0], b.ids[0])) })
	var out, rest []*item
	marked := 0
	for _, i := range list {
		if i.marked {
			marked++
		}
	}
	for _, i := range list {
		if i.marked && marked <= fewMarked {
			out = append(out, i)
		} else {
			rest = append(rest, i)
		}
	}
	switch {
	case len(rest) < 2:
		return append(out, rest...)
	case rest[0].counted:
		return append(out, merge(rest, ""))
	}
	var named []*item
	for _, alike := range byStem(rest) {
		if len(alike) > 2 {
			named = append(named, merge(alike, common(alike)))
		} else {
			named = append(named, alike...)
		}
	}
	if len(named) > most {
		return append(out, merge(rest, ""))
	}
	return append(out, named...)
}

func byStem(list []*item) [][]*item {
	at := map[string]int{}
	var out [][]*item
	for _, i := range list {
		k := stem(i.name)
		n, ok := at[k]
		if !ok || k == "" {
			n = len(out)
			at[k] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], i)
	}
	return out
}

// common is the name that alike items share: what their names begin with.
func common(list []*item) string {
	first := list[0].name
	n := len(first)
	for _, i := range list[1:] {
		n = min(n, len(i.name))
		for n > 0 && i.name[:n] != first[:n] {
			n--
		}
	}
	head := strings.TrimRight(strings.ToValidUTF8(first[:n], ""), "-_/. 0123456789")
	if len(head) < 2 {
		return stem(first)
	}
	return head
}

// merge makes one item of several: "app ×7", or "EC2 instances ×7" without a
// name.
func merge(list []*item, name string) *item {
	first := list[0]
	out := *first
	out.ids, out.spots, out.count = nil, nil, 0
	for _, i := range list {
		out.ids = append(out.ids, i.ids...)
		out.count += i.count
		out.marked = out.marked || i.marked
		out.spots = append(out.spots, i.spots...)
		if len(i.spots) > 0 {
			out.tone = i.tone
		}
		if i.note != first.note {
			out.note = plural(first.noun)
		}
	}
	slices.Sort(out.spots)
	out.spots = slices.Compact(out.spots)
	out.name = name
	if name == "" {
		out.name, out.note = capital(plural(first.noun)), ""
	} else if out.note == first.noun {
		out.note = plural(first.noun)
	}
	return &out
}

func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' && (len(s) < 2 || s[1] < 'A' || s[1] > 'Z') {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

// apartFrom tells what is marked from what is not.
func apartFrom(list []*item) (marked, rest []*item) {
	for _, i := range list {
		if i.marked {
			marked = append(marked, i)
		} else {
			rest = append(rest, i)
		}
	}
	return marked, rest
}

// focused keeps what is marked and makes one tile of the rest.
func focused(list []*item) []*item {
	out, rest := apartFrom(list)
	switch {
	case len(rest) == 0:
		return out
	case len(rest) == 1:
		return append(out, rest[0])
	case len(sorted(rest)) == 1:
		return append(out, merge(rest, ""))
	}
	all := merge(rest, "")
	all.name, all.noun, all.note, all.glyph, all.style, all.doubt = "Others", "", "", GlyphBox, StyleOther, ""
	return append(out, all)
}

// finishVPC classes a VPC's subnets and puts groups of what is in them together.
func (s *surveyor) finishVPC(v *vpcScene) {
	const most = 6
	s.share(v)
	for _, n := range v.subnets {
		for _, i := range n.items {
			n.marked = n.marked || i.marked
		}
		n.class = s.classOf(n, v.id)
		n.items = s.group(n.items, most)
	}
	v.spans = s.groupSpans(v.spans)
	v.top, v.right, v.bottom, v.loose = s.group(v.top, 4), s.group(v.right, 4), s.group(v.bottom, 4), s.group(v.loose, 6)
	// Small letters stand after capitals: the internet gateway before the VPN's.
	slices.SortStableFunc(v.top, func(a, b *item) int { return cmp.Compare(b.noun, a.noun) })
	for _, list := range [][]*item{v.top, v.right, v.bottom, v.loose} {
		for _, i := range list {
			v.marked = v.marked || i.marked
		}
	}
	for _, n := range v.subnets {
		v.marked = v.marked || n.marked
	}
	for _, x := range v.spans {
		v.marked = v.marked || x.marked
	}
	v.subnets = s.groupSubnets(v.subnets)
}

// groupSpans groups bands over the same subnets.
func (s *surveyor) groupSpans(list []*span) []*span {
	at := map[string]int{}
	var sorts [][]*span
	for _, x := range list {
		var key strings.Builder
		for _, id := range x.subnets {
			key.WriteString(string(id) + "\x00")
		}
		if x.entry {
			key.WriteString("in")
		}
		n, ok := at[key.String()]
		if !ok {
			n = len(sorts)
			at[key.String()] = n
			sorts = append(sorts, nil)
		}
		sorts[n] = append(sorts[n], x)
	}
	var out []*span
	for _, sort := range sorts {
		items := make([]*item, len(sort))
		for i, x := range sort {
			items[i] = x.item
		}
		for _, i := range s.group(items, 3) {
			out = append(out, &span{i, sort[0].subnets, sort[0].entry})
		}
	}
	return out
}

// mostSubnets is how many subnets of one zone and class are drawn.
const mostSubnets = 4

// groupSubnets makes one of subnets of the same zone and class where there are
// many, with all that is in them.
func (s *surveyor) groupSubnets(list []*subnetScene) []*subnetScene {
	type cell struct {
		class tierClass
		zone  string
	}
	cells := map[cell][]*subnetScene{}
	var order []cell
	for _, n := range list {
		c := cell{n.class, n.zone.key}
		if cells[c] == nil {
			order = append(order, c)
		}
		cells[c] = append(cells[c], n)
	}
	var out []*subnetScene
	for _, c := range order {
		members := cells[c]
		slices.SortStableFunc(members, func(a, b *subnetScene) int {
			return cmp.Or(natural(a.name, b.name), cmp.Compare(a.ids[0], b.ids[0]))
		})
		if len(members) <= mostSubnets {
			out = append(out, members...)
			continue
		}
		var rest []*subnetScene
		for _, n := range members {
			if n.marked && len(out) < len(list) {
				out = append(out, n)
			} else {
				rest = append(rest, n)
			}
		}
		out = append(out, s.mergeSubnets(rest)...)
	}
	return out
}

func (s *surveyor) mergeSubnets(list []*subnetScene) []*subnetScene {
	if len(list) < 2 {
		return list
	}
	out := *list[0]
	out.ids, out.items, out.count = nil, nil, 0
	for _, n := range list {
		out.ids = append(out.ids, n.ids...)
		out.items = append(out.items, n.items...)
		out.count += n.count
		out.residents.compute = out.residents.compute || n.residents.compute
	}
	out.name, out.cidr = tierTitles[out.class]+" subnets", ""
	out.items = s.group(out.items, 6)
	return []*subnetScene{&out}
}
