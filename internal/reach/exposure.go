package reach

import (
	"cmp"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// Exposed is a resource that the internet reaches, or may reach.
type Exposed struct {
	Resource estate.ID
	Type     string
	// Interfaces are those of a live resource through which it is reached.
	Interfaces []estate.ID
	*Reached   // never nil; not to be changed, as others may share it

	surface *Surface
}

// Reached is how resources are exposed that nothing in the network tells apart: of
// thousands there are a few.
type Reached struct {
	Proof proof.Proof
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
	// function's own address), outside of any VPC. Paths are the requests that it
	// passes on, and where to.
	Managed bool
	Paths   []DoorPath
	// Alike numbers what is exposed alike: the interfaces of resources with one
	// number are told apart by nothing in the network; 0 where none are known to
	// be.
	Alike int
}

// Exposure lists what the internet reaches or may reach, over IPv4 and IPv6, by
// resource; for several questions about one estate use [Model.Exposure].
func Exposure(e *estate.Estate) []Exposed { return NewModel(e).Exposure() }

// Exposure lists what the internet reaches or may reach, by resource.
func (m *Model) Exposure() []Exposed {
	list := m.FromInternet()
	out := make([]Exposed, 0, len(list))
	shared := map[*SurfaceIn]*Reached{}
	for i := range list {
		s := &list[i]
		x := Exposed{Resource: s.Resource, Type: s.Type, surface: s, Reached: shared[&s.Worlds[0]]}
		if x.Reached == nil || !s.Exists.IsAlways() {
			if x.Reached = s.model.judgeReached(s); x.Proof.Verdict == proof.No {
				continue
			}
			if s.Exists.IsAlways() && x.isPlain() {
				x.Alike = len(shared) + 1
				shared[&s.Worlds[0]] = x.Reached
			}
		}
		x.Interfaces = s.cards()
		out = append(out, x)
	}
	if doors := m.frontDoors(); len(doors) > 0 {
		out = append(out, doors...)
		slices.SortStableFunc(out, func(a, b Exposed) int { return cmp.Compare(a.Resource, b.Resource) })
	}
	return out
}

// isPlain: that it is exposed hangs on nothing, so that it holds of all
// resources with the same surface. Gaps are found anew for each, as they may
// name it.
func (x *Reached) isPlain() bool {
	p := &x.Proof
	return p.Verdict == proof.Yes && len(p.Gaps)+len(p.Scenario)+len(p.Assumed) == 0
}

// Path is the way of a packet from the internet, gate by gate. It is looked for
// when it is asked for: there may be thousands of resources.
func (x *Exposed) Path() []proof.Step {
	if x.surface == nil {
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
