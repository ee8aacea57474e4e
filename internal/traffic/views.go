package traffic

import (
	"iter"
	"slices"
	"strings"
)

// Group is some addresses and the services that go with each of them.
type Group struct {
	Addresses Addresses
	Services  Services
}

// runs yields the stretches of the address line with something in them.
func (s Set) runs() iter.Seq2[block, Services] {
	return func(yield func(block, Services) bool) {
		for i := 0; i+1 < len(s.steps); i++ {
			services := s.steps[i].services
			if services.IsEmpty() {
				continue
			}
			if !yield(block{s.steps[i].from, s.steps[i+1].from}, services) {
				return
			}
		}
	}
}

// Pieces yields the set in order as its fewest runs of addresses, each with the
// services that go with all of its addresses, IPv4 before IPv6.
func (s Set) Pieces() iter.Seq2[AddressRange, Services] {
	return func(yield func(AddressRange, Services) bool) {
		for run, services := range s.runs() {
			more := splitFamilies(run, func(b block) bool {
				return yield(b.addressRange(), services)
			})
			if !more {
				return
			}
		}
	}
}

// manyGroups is from how many on groups are found by a table.
const manyGroups = 16

// Groups gathers the addresses that have the same services. No address is in
// two groups; they come in the order of their lowest address.
func (s Set) Groups() []Group {
	var (
		groups []Group
		table  *Table // of many groups
		place  map[ID]int
	)
	for run, services := range s.runs() {
		i := len(groups)
		if table == nil {
			if same := slices.IndexFunc(groups, func(g Group) bool { return g.Services.Equal(services) }); same >= 0 {
				i = same
			}
		} else if known, ok := place[table.Intern(services)]; ok {
			i = known
		}
		if i == len(groups) {
			groups = append(groups, Group{Services: services})
			if table != nil {
				place[table.Intern(services)] = i
			}
		}
		if table == nil && len(groups) == manyGroups {
			table, place = NewTable(), make(map[ID]int, 2*manyGroups)
			for i, g := range groups {
				place[table.Intern(g.Services)] = i
			}
		}
		edges := &groups[i].Addresses.edges
		*edges = append(*edges, run.from, run.to)
	}
	return groups
}

// Over is what the addresses have in common: all is the services that go with
// every one of them, some the services that go with at least one. Of no
// addresses nothing is said: both are empty.
func (s Set) Over(addresses Addresses) (all, some Services) {
	if addresses.IsEmpty() {
		return NoServices(), NoServices()
	}
	all = AllServices()
	for i := 0; i < len(addresses.edges); i += 2 {
		for services := range s.within(block{addresses.edges[i], addresses.edges[i+1]}) {
			all = all.Intersect(services)
			some = some.Union(services)
		}
	}
	return all, some
}

// within yields the values that the map takes in a block, also the empty one.
func (s Set) within(b block) iter.Seq[Services] {
	return func(yield func(Services) bool) {
		i := s.after(b.from)
		var services Services
		if i > 0 {
			services = s.steps[i-1].services
		}
		for yield(services) && i < len(s.steps) && s.steps[i].from.compare(b.to) < 0 {
			services = s.steps[i].services
			i++
		}
	}
}

// Addresses is the addresses with any service.
func (s Set) Addresses() Addresses { return s.AddressesFor(AllServices()) }

// AddressesFor is the addresses with at least one of these services.
func (s Set) AddressesFor(services Services) Addresses {
	var out edges[point]
	for run, have := range s.runs() {
		if !have.Overlaps(services) {
			continue
		}
		if last := len(out) - 1; last > 0 && out[last] == run.from {
			out[last] = run.to
			continue
		}
		if out == nil {
			out = make(edges[point], 0, 2*min(len(s.steps), 4))
		}
		out = append(out, run.from, run.to)
	}
	return Addresses{out}
}

// Services is the services that go with at least one address.
func (s Set) Services() Services {
	var union Services
	for _, services := range s.runs() {
		union = union.Union(services)
	}
	return union
}

// String is "nothing", "everything", or the groups, such as
// "tcp 443 with 10.0.0.0/8 | tcp 80,443 with 203.0.113.7".
func (s Set) String() string {
	switch {
	case s.IsEmpty():
		return "nothing"
	case s.isEverything():
		return "everything"
	}
	var words []string
	for _, group := range s.Groups() {
		words = append(words, group.Services.String()+" with "+group.Addresses.String())
	}
	return strings.Join(words, " | ")
}
