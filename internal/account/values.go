package account

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strings"

	"ringwall/internal/estate"
)

// values keeps each string and value once, however many resources have it.
type values struct {
	strings  map[string]string
	regions  map[string]string
	texts    map[string]estate.Value[estate.Text]
	words    map[string]estate.Value[string]
	numbers  map[int]estate.Value[int]
	ranges   map[netip.Prefix]estate.Value[netip.Prefix]
	parsed   map[string]netip.Prefix
	tagLists map[string]estate.Tags
	groups   map[string][]estate.Text
	yes, no  estate.Value[bool]
	scratch  []byte
	// recent are strings that were asked for lately, each where its last bytes say.
	recent [1 << recentBits]string
	last   [5]string
	zone   [2]string // the last one, and its Region
}

func newValues() values {
	return values{
		strings: map[string]string{}, regions: map[string]string{}, texts: map[string]estate.Value[estate.Text]{},
		words: map[string]estate.Value[string]{}, numbers: map[int]estate.Value[int]{},
		ranges: map[netip.Prefix]estate.Value[netip.Prefix]{}, parsed: map[string]netip.Prefix{},
		tagLists: map[string]estate.Tags{}, groups: map[string][]estate.Text{},
		yes: estate.Of(true, estate.Origin{}), no: estate.Of(false, estate.Origin{}),
	}
}

// recentBits say how many strings are found without the map of all.
const recentBits = 12

func (v *values) intern(b []byte) string {
	n := len(b)
	if n < 8 {
		return v.internAll(b)
	}
	tail := binary.LittleEndian.Uint64(b[n-8:])
	at := &v.recent[tail*0x9e3779b97f4a7c15>>(64-recentBits)]
	if *at != string(b) {
		*at = v.internAll(b)
	}
	return *at
}

func (v *values) internAll(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if s, ok := v.strings[string(b)]; ok {
		return s
	}
	s := string(b)
	v.strings[s] = s
	return s
}

func (v *values) region(zone string) string {
	if v.zone[0] == zone {
		return v.zone[1]
	}
	// A Region ends with its first digit.
	r := ""
	if i := strings.IndexAny(zone, "0123456789"); i > 0 {
		r = zone[:i+1]
	}
	if have, ok := v.regions[r]; ok {
		r = have
	} else {
		v.regions[r] = r
	}
	v.zone = [2]string{zone, r}
	return r
}

func (v *values) text(s string, at estate.Origin) estate.Value[estate.Text] {
	if s == "" {
		return estate.Value[estate.Text]{}
	}
	return once(v.texts, s, estate.Literal(s), at)
}

func (v *values) word(s string, at estate.Origin) estate.Value[string] {
	return once(v.words, s, s, at)
}

func (v *values) whole(n int, at estate.Origin) estate.Value[int] {
	return once(v.numbers, n, n, at)
}

func (v *values) prefixes(p netip.Prefix, at estate.Origin) estate.Value[netip.Prefix] {
	return once(v.ranges, p, p, at)
}

// once makes a known value, or finds the one that was made before.
func once[K comparable, T any](made map[K]estate.Value[T], key K, is T, at estate.Origin) estate.Value[T] {
	x, ok := made[key]
	if !ok {
		x = estate.Of(is, estate.Origin{})
		made[key] = x
	}
	x.Origin = at
	return x
}

func (v *values) boolean(is bool, at estate.Origin) estate.Value[bool] {
	x := v.no
	if is {
		x = v.yes
	}
	x.Origin = at
	return x
}

func (v *values) prefix(b []byte) (netip.Prefix, bool) {
	if p, ok := v.parsed[string(b)]; ok {
		return p, true
	}
	s := string(b)
	p, ok := estate.ParsePrefix(s)
	if ok {
		v.parsed[s] = p
	}
	return p, ok
}

// tags is a list of tags, given as keys and values in turn, each of which ends
// with a zero; equal lists are one.
func (v *values) tags(pairs []byte) estate.Tags {
	if len(pairs) == 0 {
		return estate.Tags{}
	}
	if t, ok := v.tagLists[string(pairs)]; ok {
		return t
	}
	var list estate.Items[estate.Tag]
	parts := bytes.Split(bytes.TrimSuffix(pairs, []byte{0}), []byte{0})
	for n := 0; n+1 < len(parts); n += 2 {
		key, value := v.intern(parts[n]), v.intern(parts[n+1])
		list.Known = append(list.Known, estate.Item[estate.Tag]{
			Is: estate.Tag{Key: estate.Literal(key), Value: v.text(value, estate.Origin{}).Or(estate.Literal(""))},
		})
	}
	t := estate.NewTags(list)
	v.tagLists[string(pairs)] = t
	return t
}

// set is a list of ids, each of which ends with a zero; equal lists are one.
func (v *values) set(ids []byte) []estate.Text {
	if len(ids) == 0 {
		return nil
	}
	if s, ok := v.groups[string(ids)]; ok {
		return s
	}
	var s []estate.Text
	for id := range bytes.SplitSeq(bytes.TrimSuffix(ids, []byte{0}), []byte{0}) {
		s = append(s, estate.Literal(v.intern(id)))
	}
	v.groups[string(ids)] = s
	return s
}

// again is a string that is likely to be the one that a record's same member was
// before; field tells members apart.
func (v *values) again(field int, b []byte) string {
	if v.last[field] != string(b) {
		v.last[field] = v.intern(b)
	}
	return v.last[field]
}

// parseIPv4 reads "10.0.0.1".
func parseIPv4(b []byte) (netip.Addr, bool) {
	var a [4]byte
	k, n, digits := 0, 0, 0
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9' && digits < 3 && (digits == 0 || n > 0):
			n, digits = n*10+int(c-'0'), digits+1
		case c == '.' && digits > 0 && k < 3 && n < 256:
			a[k], k, n, digits = byte(n), k+1, 0, 0
		default:
			return netip.Addr{}, false
		}
	}
	if k != 3 || digits == 0 || n > 255 {
		return netip.Addr{}, false
	}
	a[3] = byte(n)
	return netip.AddrFrom4(a), true
}
