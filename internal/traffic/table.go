package traffic

import (
	"encoding/binary"
	"slices"
)

// ID stands for a set of services in one [Table]. Within a table, equal sets
// have equal IDs.
type ID int32

// The two sets that have the same ID in every table.
const (
	None ID = 0 // no services
	All  ID = 1 // all services
)

// Table numbers sets of services, and remembers what was computed of which, so
// that an engine that meets few different sets very often compares and combines
// numbers. It belongs to one run of one engine: it only grows, and it is not
// safe for use by several goroutines at once.
type Table struct {
	ids  map[string]ID
	sets []Services
	key  []byte // scratch for Intern

	and, or, minus map[pair]ID
}

// pair is two IDs, the key of what was computed of them.
type pair struct{ a, b ID }

// NewTable makes a table that knows [None] and [All].
func NewTable() *Table {
	t := &Table{
		ids:   map[string]ID{},
		and:   map[pair]ID{},
		or:    map[pair]ID{},
		minus: map[pair]ID{},
	}
	t.Intern(NoServices())
	t.Intern(AllServices())
	return t
}

// Intern gives the number of a set, a new one if the table has not met it.
func (t *Table) Intern(s Services) ID {
	t.key = t.key[:0]
	for _, edge := range s.edges {
		t.key = binary.BigEndian.AppendUint32(t.key, uint32(edge))
	}
	if id, known := t.ids[string(t.key)]; known {
		return id
	}
	id := ID(len(t.sets))
	t.ids[string(t.key)] = id
	t.sets = append(t.sets, s)
	return id
}

// Services gives the set that a number of this table stands for. It panics for
// a number that the table did not give.
func (t *Table) Services(id ID) Services { return t.sets[id] }

// Frozen is the table as it is, for asking which sets its numbers stand for while
// another goroutine lets the table grow.
func (t *Table) Frozen() *Table { return &Table{sets: slices.Clip(t.sets)} }

// Len is how many different sets the table has met. They have the numbers below
// it.
func (t *Table) Len() int { return len(t.sets) }

// And is the intersection.
func (t *Table) And(a, b ID) ID {
	switch {
	case a == b || b == All:
		return a
	case a == All:
		return b
	case a == None || b == None:
		return None
	}
	return t.recall(t.and, pair{min(a, b), max(a, b)}, Services.Intersect)
}

// Or is the union.
func (t *Table) Or(a, b ID) ID {
	switch {
	case a == b || b == None:
		return a
	case a == None:
		return b
	case a == All || b == All:
		return All
	}
	return t.recall(t.or, pair{min(a, b), max(a, b)}, Services.Union)
}

// Minus is what is in a and not in b.
func (t *Table) Minus(a, b ID) ID {
	switch {
	case b == None:
		return a
	case a == b || a == None || b == All:
		return None
	}
	return t.recall(t.minus, pair{a, b}, Services.Subtract)
}

func (t *Table) recall(memo map[pair]ID, of pair, op func(Services, Services) Services) ID {
	if id, known := memo[of]; known {
		return id
	}
	id := t.Intern(op(t.sets[of.a], t.sets[of.b]))
	memo[of] = id
	return id
}
