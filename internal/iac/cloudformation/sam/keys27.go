package sam

import "slices"

// keys27 is the order in which Python 2.7 walks the keys of a dictionary: that
// of their slots in its hash table. AWS hashes the printed form of an API's
// definition into the name of its deployment, and keeps this order so that the
// names stay ("API Gateway deployments are immutable"; the logical id changes
// with the definition).
//
// The table is open addressing with 2^n slots, at least 8, that grows fourfold
// when it is two thirds full; what is removed leaves a dummy behind.
type keys27 struct {
	slots []slot27
	used  int // slots with a key
	taken int // slots with a key or a dummy
	// settled is set where a copy would have the same table.
	settled bool
}

type slot27 struct {
	state slotState
	key   string
}

type slotState uint8

const (
	free slotState = iota
	filled
	dummy
)

const (
	least27 = 8
	shift27 = 5
	// large27 is from where on tables only double.
	large27 = 50000
)

func newKeys27() *keys27 { return &keys27{slots: make([]slot27, least27)} }

// hash27 is Python 2.7's hash of a text, on 64 bits.
func hash27(s string) uint64 {
	if s == "" {
		return 0
	}
	runes := []rune(s)
	x := uint64(runes[0]) << 7
	for _, r := range runes {
		x = 1000003*x ^ uint64(r)
	}
	return x ^ uint64(len(runes))
}

// slot is where a key is, or would go.
func (k *keys27) slot(key string, hash uint64) int {
	mask := uint64(len(k.slots) - 1)
	i := hash & mask
	is := func(i uint64) bool { return k.slots[i].state == filled && k.slots[i].key == key }
	if k.slots[i].state == free || is(i) {
		return int(i)
	}
	spare := -1
	if k.slots[i].state == dummy {
		spare = int(i)
	}
	for walker, perturb := i, hash; ; perturb >>= shift27 {
		walker = walker<<2 + walker + perturb + 1
		i = walker & mask
		switch {
		case k.slots[i].state == free && spare >= 0:
			return spare
		case k.slots[i].state == free || is(i):
			return int(i)
		case k.slots[i].state == dummy && spare < 0:
			spare = int(i)
		}
	}
}

func (k *keys27) add(key string) {
	hash := hash27(key)
	i := k.slot(key, hash)
	before := k.slots[i].state
	if before == filled {
		return
	}
	k.slots[i] = slot27{filled, key}
	k.settled = false
	k.used++
	if before == free {
		k.taken++
	}
	if k.taken*3 >= len(k.slots)*2 {
		factor := 4
		if k.used > large27 {
			factor = 2
		}
		k.resize(k.used * factor)
	}
}

func (k *keys27) remove(key string) {
	i := k.slot(key, hash27(key))
	if k.slots[i].state == filled {
		k.slots[i] = slot27{state: dummy}
		k.used--
		k.settled = false
	}
}

// resize makes a table of more slots than asked for.
func (k *keys27) resize(request int) {
	size := least27
	for size <= request {
		size <<= 1
	}
	old := k.keys()
	*k = keys27{slots: make([]slot27, size)}
	for _, key := range old {
		k.add(key)
	}
}

// merge adds keys, for which it makes room at once.
func (k *keys27) merge(keys []string) {
	if len(keys) == 0 {
		return
	}
	if (k.taken+len(keys))*3 >= len(k.slots)*2 {
		k.resize((k.used + len(keys)) * 2)
	}
	for _, key := range keys {
		k.add(key)
	}
}

func (k *keys27) keys() []string {
	out := make([]string, 0, k.used)
	for _, s := range k.slots {
		if s.state == filled {
			out = append(out, s.key)
		}
	}
	return slices.Clip(out)
}

// rebuilt is the order after a copy of the map, which adds the keys to a new
// table as they were walked; the same if that changes nothing.
func (k *keys27) rebuilt() *keys27 {
	if k.settled {
		return k
	}
	out := newKeys27()
	for _, s := range k.slots {
		if s.state == filled {
			out.add(s.key)
		}
	}
	out.settled = k.used == k.taken && slices.Equal(out.slots, k.slots)
	return out
}
