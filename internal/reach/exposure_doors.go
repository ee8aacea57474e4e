package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// exposedDoor is a front door that AWS runs, gathered over the classes of
// scenarios.
type exposedDoor struct {
	Exposed
	truth estate.Truth
	paths []doorPaths
}

// doorPaths are where a front door leads with one request, gathered over the
// classes of scenarios.
type doorPaths struct {
	DoorPath
	truth estate.Truth
}

// frontDoors are the front doors that AWS runs. Who may use them is another
// question.
func (m *Model) frontDoors() []Exposed {
	if m.islands != nil {
		var out []Exposed
		for _, home := range m.islands.each(hasNetwork) {
			out = append(out, home.frontDoors()...)
		}
		return out
	}
	m.lock()
	defer m.unlock()
	byID := map[estate.ID]*exposedDoor{}
	var order []*exposedDoor
	for k, w := range m.worlds {
		w.open(m)
		here := map[estate.ID]bool{}
		for _, d := range w.network.FrontDoors() {
			x := byID[d.Resource]
			if x == nil {
				x = &exposedDoor{Exposed: Exposed{Resource: d.Resource, Type: d.Type, Reached: &Reached{Managed: true}}, truth: nowhere(m.worlds[:k])}
				x.Proof.Steps = d.Steps
				byID[d.Resource] = x
				order = append(order, x)
			}
			x.truth, here[d.Resource] = with(x.truth, d.Open, w), true
			x.Possible = x.Possible.Union(d.Services)
			x.addPaths(d, w, m.worlds[:k])
		}
		for id, x := range byID {
			if !here[id] {
				x.truth = with(x.truth, no(), w)
				x.addPaths(FrontDoor{}, w, nil)
			}
		}
	}
	var out []Exposed
	for _, x := range order {
		if m.settleDoor(x); x.Proof.Verdict != proof.No {
			out = append(out, x.Exposed)
		}
	}
	return out
}

// addPaths adds where a door leads in one more class of scenarios; before are
// the classes that were looked at.
func (x *exposedDoor) addPaths(d FrontDoor, w *world, before []*world) {
	here := make([]bool, len(x.paths))
	for _, p := range d.Paths {
		k := 0
		for k < len(x.paths) && (k < len(here) && here[k] || x.paths[k].Request != p.Request || x.paths[k].Target != p.Target) {
			k++
		}
		if k == len(x.paths) {
			x.paths = append(x.paths, doorPaths{p, nowhere(before)})
		}
		if k < len(here) {
			here[k] = true
		}
		x.paths[k].truth = with(x.paths[k].truth, judged(p.Verdict, p.Gaps), w)
		x.Behind = appendOnce(x.Behind, p.Target)
	}
	for k, seen := range here {
		if !seen {
			x.paths[k].truth = with(x.paths[k].truth, no(), w)
		}
	}
}

// settleDoor decides what is said of a door and of its paths.
func (m *Model) settleDoor(x *exposedDoor) {
	steps := x.Proof.Steps
	x.Proof = m.judge(x.truth)
	x.Proof.Steps = steps
	x.PossibleSources = traffic.Of(traffic.Internet(), x.Possible)
	if x.Proof.Verdict == proof.Yes {
		x.Traffic, x.Sources = x.Possible, x.PossibleSources
	}
	for _, p := range x.paths {
		judged := m.judge(p.truth)
		p.Verdict, p.Gaps = judged.Verdict, judged.Gaps
		x.Paths = append(x.Paths, p.DoorPath)
	}
}
