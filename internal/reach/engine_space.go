package reach

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"ringwall/internal/traffic"
)

// key stands for a set of addresses of one family, made of whole cells of the
// network's address space: between two cuts no rule tells addresses apart, so
// addresses with equal keys are treated alike by every filter and every route.
type key int32

// noKey is no address at all.
const noKey key = -1

// keySpace numbers the sets of cells that the endpoints of a network lie in.
type keySpace struct {
	cuts cuts
	ids  map[string]key
	// exact are the keys of single addresses, one higher, by cell and family; 0 where
	// none is numbered yet.
	exact []key
	sets  []traffic.Addresses
	six   []bool
	// addresses are what the keys' endpoints really have, for asking the routes.
	from    []Address
	scratch []byte
}

func newKeySpace(c cuts) *keySpace {
	k := &keySpace{}
	k.cut(c)
	return k
}

// cut forgets which keys there were, as they number what lies between cuts. What
// they stand for stays.
func (k *keySpace) cut(at cuts) {
	k.cuts, k.ids, k.exact = at, map[string]key{}, make([]key, 2*len(at)+2)
}

// of gives the key of an address.
func (k *keySpace) of(a Address) key {
	if a.IsZero() {
		return noKey
	}
	if a.open == nil {
		return k.ofExact(a)
	}
	return k.number(a)
}

// ofExact is the key of an address that is known, of which there are many in a
// cell.
func (k *keySpace) ofExact(a Address) key {
	at := 2 * k.cell(a.is)
	if a.is6() {
		at++
	}
	if k.exact[at] == 0 {
		k.exact[at] = k.number(a) + 1
	}
	return k.exact[at] - 1
}

func (k *keySpace) number(a Address) key {
	k.scratch = k.scratch[:0]
	for _, s := range a.Spans() {
		k.scratch = binary.BigEndian.AppendUint32(k.scratch, uint32(k.cell(s.Lo)))
		k.scratch = binary.BigEndian.AppendUint32(k.scratch, uint32(k.cell(s.Hi)))
	}
	exact := byte(0)
	if _, ok := a.Exact(); ok {
		exact = 1
	}
	family := byte(4)
	if a.is6() {
		family = 6
	}
	k.scratch = append(append(k.scratch, family, exact), a.Service()...)
	if id, known := k.ids[string(k.scratch)]; known {
		return id
	}
	id := key(len(k.sets))
	k.ids[string(k.scratch)] = id
	k.sets = append(k.sets, k.whole(a))
	k.six = append(k.six, a.is6())
	k.from = append(k.from, a)
	return id
}

// cell counts the cuts up to an address.
func (k *keySpace) cell(a netip.Addr) int {
	at, found := slices.BinarySearchFunc(k.cuts, a, netip.Addr.Compare)
	if found {
		at++
	}
	return at
}

// whole widens an address to whole cells.
func (k *keySpace) whole(a Address) traffic.Addresses {
	var out traffic.Addresses
	for _, s := range a.Spans() {
		out = out.Union(traffic.Range(k.widen(s)))
	}
	return out
}

func (k *keySpace) widen(s Span) (lo, hi netip.Addr) {
	first, last := spanOf(anyIPv4()).Lo, spanOf(anyIPv4()).Hi
	if s.Lo.Is6() {
		first, last = spanOf(anyIPv6()).Lo, spanOf(anyIPv6()).Hi
	}
	if i := k.cell(s.Lo); i > 0 && k.cuts[i-1].BitLen() == s.Lo.BitLen() {
		first = k.cuts[i-1]
	}
	if i := k.cell(s.Hi); i < len(k.cuts) && k.cuts[i].BitLen() == s.Hi.BitLen() {
		last = k.cuts[i].Prev()
	}
	return first, last
}
