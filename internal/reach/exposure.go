package reach

import (
	"slices"
	"sort"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// Exposed is a resource that the internet reaches, or may reach.
type Exposed struct {
	Resource estate.ID
	Type     string
	Proof    proof.Proof
	// Traffic reaches it for certain in the scenarios that count, from at least
	// one public address; Possible is all that does at most.
	Traffic  traffic.Services
	Possible traffic.Services
	// Sources says which services reach it from which public addresses for
	// certain; PossibleSources at most.
	Sources         traffic.Set
	PossibleSources traffic.Set
	Partial         bool
	ClientPorts     []traffic.PortRange
	// Behind are the targets to which a load balancer passes traffic on.
	Behind []estate.ID
	// Managed: it is a front door that AWS runs (CloudFront, API Gateway, a
	// function's own address), outside of any VPC.
	Managed bool

	surface *Surface
}

// Exposure lists what the internet reaches or may reach, over IPv4 and IPv6, by
// resource; for several questions about one estate use [Model.Exposure].
func Exposure(e *estate.Estate) []Exposed { return NewModel(e).Exposure() }

// Exposure lists what the internet reaches or may reach, by resource.
func (m *Model) Exposure() []Exposed {
	list := m.FromInternet()
	out := make([]Exposed, 0, len(list))
	for i := range list {
		if x, ok := m.exposed(&list[i]); ok {
			out = append(out, x)
		}
	}
	out = append(out, m.frontDoors()...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Resource < out[j].Resource })
	for i := range out[:min(len(out), mostPaths)] {
		out[i].Proof.Steps = out[i].Path()
	}
	return out
}

// Path is the way of a packet from the internet, gate by gate. [Exposure] fills
// it into the proof's steps, too, but only of the first of a long list.
func (x *Exposed) Path() []proof.Step {
	if x.surface == nil || x.Proof.Steps != nil {
		return x.Proof.Steps
	}
	return x.surface.Path(func(set traffic.Set) bool { return !set.IsEmpty() })
}

// frontDoors are the front doors that AWS runs. Who may use them is another
// question.
func (m *Model) frontDoors() []Exposed {
	m.mu.Lock()
	defer m.mu.Unlock()
	type door struct {
		Exposed
		truth estate.Truth
	}
	byID := map[estate.ID]*door{}
	var order []*door
	for k, w := range m.worlds {
		w.open(m)
		here := map[estate.ID]bool{}
		for _, d := range w.doors() {
			x := byID[d.Resource]
			if x == nil {
				x = &door{Exposed{Resource: d.Resource, Type: d.Type, Managed: true}, nowhere(m.worlds[:k])}
				x.Proof.Steps = d.Steps
				byID[d.Resource] = x
				order = append(order, x)
			}
			x.truth, here[d.Resource] = with(x.truth, d.Open, w), true
			x.Possible = x.Possible.Union(d.Services)
			for _, p := range d.Paths {
				x.Behind = appendOnce(x.Behind, p.Target)
			}
		}
		for id, x := range byID {
			if !here[id] {
				x.truth = with(x.truth, no(), w)
			}
		}
	}
	var out []Exposed
	for _, x := range order {
		steps := x.Proof.Steps
		x.Proof = m.judge(x.truth)
		x.Proof.Steps = steps
		if x.Proof.Verdict == proof.No {
			continue
		}
		x.PossibleSources = traffic.Of(traffic.Internet(), x.Possible)
		if x.Proof.Verdict == proof.Yes {
			x.Traffic, x.Sources = x.Possible, x.PossibleSources
		}
		out = append(out, x.Exposed)
	}
	return out
}

// appendOnce keeps a list of IDs sorted, without repeats.
func appendOnce(list []estate.ID, id estate.ID) []estate.ID {
	at, found := slices.BinarySearch(list, id)
	if found || id == "" {
		return list
	}
	return slices.Insert(list, at, id)
}
