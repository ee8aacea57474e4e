package report

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

const (
	// fewMembers of a class are named all; of more, the first ones.
	fewMembers   = 5
	shownMembers = 3
)

// party is one end of a flow for people: "web-1, web-2, web-3, … and 37 more".
func (p *page) party(x Party) string {
	if len(x.Resources) == 0 {
		return x.Name
	}
	if len(x.Resources) == 1 && len(x.Interfaces) > 0 {
		return p.few(x.Interfaces)
	}
	out := p.few(textsOf(x.Resources))
	if len(x.Interfaces) > 0 {
		out += " (" + p.few(x.Interfaces) + ")"
	}
	return out
}

func textsOf(list []estate.ID) []string {
	out := make([]string, len(list))
	for i, id := range list {
		out[i] = string(id)
	}
	return out
}

// few names some of a list, and counts the rest; all of it if asked for.
func (p *page) few(list []string) string {
	if p.Verbose || len(list) <= fewMembers {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s, … and %d more", strings.Join(list[:shownMembers], ", "), len(list)-shownMembers)
}

// together unites flows that differ in one end only: first those of equal
// sources and traffic, then those of equal destinations. What flows between any
// two ends stays the same.
func together(flows []Flow) []Flow {
	flows = unite(flows, func(f *Flow) *Party { return &f.From }, func(f *Flow) *Party { return &f.To })
	return unite(flows, func(f *Flow) *Party { return &f.To }, func(f *Flow) *Party { return &f.From })
}

// unite joins the flows that are alike but for one end, in the order of the
// first of each. Ends outside of the estate stay apart.
func unite(flows []Flow, same, other func(*Flow) *Party) []Flow {
	ends := ends{shared: map[sharedEnd]int{}, known: map[string]int{}}
	at := map[alike]int{}
	var first []*Flow  // of those that are joined to one
	var joined [][]int // the other ends that it has, as numbers of ends
	for n := range flows {
		f := &flows[n]
		to := other(f)
		if len(to.Resources) == 0 || len(f.Path) > 0 {
			first, joined = append(first, f), append(joined, nil)
			continue
		}
		key := alike{ends.number(same(f)), f.Traffic.String(), f.Possible.String(), portList(f.ClientPorts), string(f.Via), f.Entry.String(), f.Between}
		i, known := at[key]
		if !known {
			i = len(first)
			at[key] = i
			first, joined = append(first, f), append(joined, nil)
		}
		joined[i] = append(joined[i], ends.number(to))
	}
	out := make([]Flow, len(first))
	for i, f := range first {
		if out[i] = *f; len(joined[i]) > 0 {
			into := other(&out[i])
			*into = ends.union(into.Kind, joined[i])
		}
	}
	return out
}

// alike is what flows must have in common to be joined.
type alike struct {
	end                                        int
	traffic, possible, clientPorts, via, entry string
	between                                    bool
}

// ends numbers parties; equal ones have one number. Flows share the lists of
// their classes, so that most are recognised without looking into them.
type ends struct {
	shared map[sharedEnd]int
	known  map[string]int
	list   []*Party
}

type sharedEnd struct {
	name       string
	resources  *estate.ID
	interfaces *string
	counts     [2]int
}

func (e *ends) number(x *Party) int {
	at := sharedEnd{name: x.Name, counts: [2]int{len(x.Resources), len(x.Interfaces)}}
	if len(x.Resources) > 0 {
		at.resources = &x.Resources[0]
	}
	if len(x.Interfaces) > 0 {
		at.interfaces = &x.Interfaces[0]
	}
	if n, ok := e.shared[at]; ok {
		return n
	}
	key := partyKey(x)
	n, ok := e.known[key]
	if !ok {
		n = len(e.list)
		e.known[key] = n
		copied := *x
		e.list = append(e.list, &copied)
	}
	e.shared[at] = n
	return n
}

// union is all of some parties as one.
func (e *ends) union(kind string, numbers []int) Party {
	slices.Sort(numbers)
	out := Party{Kind: kind}
	for _, n := range slices.Compact(numbers) {
		out.Resources, out.Interfaces = append(out.Resources, e.list[n].Resources...), append(out.Interfaces, e.list[n].Interfaces...)
	}
	slices.Sort(out.Resources)
	slices.Sort(out.Interfaces)
	out.Resources, out.Interfaces = slices.Compact(out.Resources), slices.Compact(out.Interfaces)
	return out
}

func partyKey(x *Party) string {
	return x.Name + "\x00" + strings.Join(textsOf(x.Resources), "\x00") + "\x01" + strings.Join(x.Interfaces, "\x00")
}

// describeFlow is a flow in one line.
func (p *page) describeFlow(f Flow, what traffic.Services) string {
	return p.party(f.From) + " → " + p.party(f.To) + "  " + what.String()
}
