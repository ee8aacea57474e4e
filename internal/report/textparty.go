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
	at := map[string]int{}
	var out []Flow
	for _, f := range flows {
		to := other(&f)
		if len(to.Resources) == 0 || len(f.Path) > 0 {
			out = append(out, f)
			continue
		}
		key := strings.Join([]string{
			partyKey(same(&f)), f.Traffic.String(), f.Possible.String(), portList(f.ClientPorts), string(f.Via), f.Entry.String(),
		}, "\x00")
		i, known := at[key]
		if !known {
			at[key] = len(out)
			*to = Party{Kind: to.Kind, Resources: slices.Clone(to.Resources), Interfaces: slices.Clone(to.Interfaces)}
			out = append(out, f)
			continue
		}
		into := other(&out[i])
		into.Resources, into.Interfaces = sortedUnion(into.Resources, to.Resources), sortedUnion(into.Interfaces, to.Interfaces)
	}
	return out
}

func partyKey(x *Party) string {
	return x.Name + "\x00" + strings.Join(textsOf(x.Resources), "\x00") + "\x01" + strings.Join(x.Interfaces, "\x00")
}

func sortedUnion[T ~string](a, b []T) []T {
	out := append(a, b...)
	slices.Sort(out)
	return slices.Compact(out)
}

// describeFlow is a flow in one line.
func (p *page) describeFlow(f Flow, what traffic.Services) string {
	return p.party(f.From) + " → " + p.party(f.To) + "  " + what.String()
}
