package traffic

import (
	"net/netip"
	"slices"
	"sync"
)

// Set is a set of packets: for every peer address, the services that go with
// it.
type Set struct {
	// steps is the map from addresses to services, written as the places where
	// its value changes. Before the first step nothing is in; the last step
	// leads back to nothing, at the latest at the end of all addresses.
	// Neighbours differ, so every set has one form.
	steps []step
}

// step says that from here on these services are in.
type step struct {
	from     point
	services Services
}

// Nothing is the empty set.
func Nothing() Set { return Set{} }

// Everything is every service with every address.
func Everything() Set { return allOfAll() }

// allOfAll never changes.
var allOfAll = sync.OnceValue(func() Set { return Of(AllAddresses(), AllServices()) })

// Of is all the services with each of the addresses.
func Of(addresses Addresses, services Services) Set {
	if addresses.IsEmpty() || services.IsEmpty() {
		return Nothing()
	}
	steps := make([]step, len(addresses.edges))
	for i, at := range addresses.edges {
		steps[i].from = at
		if i&1 == 0 {
			steps[i].services = services
		}
	}
	return Set{steps}
}

// UnionOf is what is in any of the sets. For many sets it is much faster than
// uniting them one after the other.
func UnionOf(sets ...Set) Set {
	switch len(sets) {
	case 0:
		return Nothing()
	case 1:
		return sets[0]
	}
	half := len(sets) / 2
	return UnionOf(sets[:half]...).Union(UnionOf(sets[half:]...))
}

// Union is what is in either set.
func (s Set) Union(t Set) Set {
	switch {
	case s.IsEmpty() || s.shares(t):
		return t
	case t.IsEmpty():
		return s
	}
	return s.merge(t, Services.Union)
}

// Intersect is what is in both sets.
func (s Set) Intersect(t Set) Set {
	switch {
	case s.IsEmpty() || t.IsEmpty():
		return Nothing()
	case s.shares(t) || t.isEverything():
		return s
	case s.isEverything():
		return t
	}
	return s.merge(t, Services.Intersect)
}

// Subtract is what is in s and not in t.
func (s Set) Subtract(t Set) Set {
	switch {
	case s.IsEmpty() || s.shares(t):
		return Nothing()
	case t.IsEmpty():
		return s
	}
	return s.merge(t, Services.Subtract)
}

// Restrict is the part of the set with these addresses.
func (s Set) Restrict(addresses Addresses) Set {
	return s.Intersect(Of(addresses, AllServices()))
}

// RestrictServices is the part of the set with these services.
func (s Set) RestrictServices(services Services) Set {
	return s.Intersect(Of(AllAddresses(), services))
}

// Equal reports whether both sets hold the same packets.
func (s Set) Equal(t Set) bool {
	return s.shares(t) || slices.EqualFunc(s.steps, t.steps, func(a, b step) bool {
		return a.from == b.from && a.services.Equal(b.services)
	})
}

// IsEmpty reports whether no packet is in the set.
func (s Set) IsEmpty() bool { return len(s.steps) == 0 }

// Covers reports whether every packet in t is in s.
func (s Set) Covers(t Set) bool {
	if t.IsEmpty() || s.shares(t) {
		return true
	}
	covers := true
	walk(s.steps, t.steps, func(_ point, have, need Services) bool {
		covers = have.Covers(need)
		return covers
	})
	return covers
}

// Overlaps reports whether the sets have a packet in common.
func (s Set) Overlaps(t Set) bool {
	overlaps := false
	walk(s.steps, t.steps, func(_ point, one, other Services) bool {
		overlaps = one.Overlaps(other)
		return !overlaps
	})
	return overlaps
}

// At is the services that go with one address.
func (s Set) At(addr netip.Addr) Services {
	p, ok := pointOf(addr)
	if !ok {
		return NoServices()
	}
	i := s.after(p)
	if i == 0 {
		return NoServices()
	}
	return s.steps[i-1].services
}

// after is the index of the first step that lies behind p.
func (s Set) after(p point) int {
	lo, hi := 0, len(s.steps)
	for lo < hi {
		middle := int(uint(lo+hi) / 2)
		if s.steps[middle].from.compare(p) <= 0 {
			lo = middle + 1
		} else {
			hi = middle
		}
	}
	return lo
}

// shares reports equality that can be seen without looking.
func (s Set) shares(t Set) bool {
	return len(s.steps) == len(t.steps) && (len(s.steps) == 0 || &s.steps[0] == &t.steps[0])
}

func (s Set) isEverything() bool {
	return len(s.steps) == 2 && s.steps[0].from == firstFour() &&
		s.steps[1].from == endOfAll() && s.steps[0].services.IsAll()
}

// merge applies an operation at every address, in one pass over both sets.
func (s Set) merge(t Set, op func(Services, Services) Services) Set {
	out := make([]step, 0, len(s.steps)+len(t.steps))
	var last Services
	walk(s.steps, t.steps, func(at point, a, b Services) bool {
		if value := op(a, b); !value.Equal(last) {
			out = append(out, step{at, value})
			last = value
		}
		return true
	})
	if len(out) == 0 {
		return Nothing()
	}
	return Set{out}
}

// walk visits the places where either of two maps changes, in order, with the
// values of both from there on, until visit returns false.
func walk(a, b []step, visit func(at point, x, y Services) bool) {
	var x, y Services
	for len(a) > 0 || len(b) > 0 {
		order := -1
		if len(a) == 0 {
			order = 1
		} else if len(b) > 0 {
			order = a[0].from.compare(b[0].from)
		}
		var at point
		if order <= 0 {
			at, x, a = a[0].from, a[0].services, a[1:]
		}
		if order >= 0 {
			at, y, b = b[0].from, b[0].services, b[1:]
		}
		if !visit(at, x, y) {
			return
		}
	}
}
