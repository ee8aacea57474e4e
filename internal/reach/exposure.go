package reach

import (
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
}

// Exposure lists what the internet reaches or may reach, over IPv4 and IPv6, by
// resource; for several questions about one estate use [Model.Exposure].
func Exposure(e *estate.Estate) []Exposed { return NewModel(e).Exposure() }

// Exposure lists what the internet reaches or may reach, by resource.
func (m *Model) Exposure() []Exposed {
	var out []Exposed
	for _, s := range m.FromInternet() {
		if x, ok := m.exposed(s); ok {
			out = append(out, x)
		}
	}
	out = append(out, m.frontDoors()...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Resource < out[j].Resource })
	return out
}

// frontDoors is the hook for front doors that AWS runs.
//
// HOOK(frontdoor.go): the topology's author lists them; until then there are
// none.
func (m *Model) frontDoors() []Exposed { return nil }
