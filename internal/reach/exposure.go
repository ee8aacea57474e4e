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
	// Interfaces are those of a live resource through which it is reached.
	Interfaces []estate.ID
	// Managed: it is a front door that AWS runs (CloudFront, API Gateway, a
	// function's own address), outside of any VPC. Paths are the requests that it
	// passes on, and where to.
	Managed bool
	Paths   []DoorPath

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

// appendOnce keeps a list of IDs sorted, without repeats.
func appendOnce(list []estate.ID, id estate.ID) []estate.ID {
	at, found := slices.BinarySearch(list, id)
	if found || id == "" {
		return list
	}
	return slices.Insert(list, at, id)
}
