package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// Surface is what one resource's interfaces exchange with the internet, class of
// scenarios by class of scenarios: made by [Model.FromInternet] (the peers are
// sources) and [Model.ToInternet] (the peers are destinations).
type Surface struct {
	Resource estate.ID
	Type     string
	Exists   scenario.Guard
	Worlds   []SurfaceIn
	egress   bool
	model    *Model
}

// SurfaceIn is a surface in one class of scenarios: which services go with which
// public addresses, for certain and at most.
type SurfaceIn struct {
	When              scenario.Guard
	Certain, Possible traffic.Set
	// Replies says to which client ports replies get back; empty where to all of
	// 1024 to 65535.
	Replies []traffic.PortRange

	world *world
	// through are the classes of the resource's interfaces that exchange
	// anything, of as many as there were then: they may be torn since.
	through []*class
	classes int
}

// Truth judges a surface: bad says of a set of packets whether it is too much,
// and must stay true if the set grows. It holds where what flows for certain is
// bad already, and not where all that may flow isn't. It names the gaps that a
// judgement for [Surface.Exists] may name.
//
//	wide := func(s traffic.Set) bool { return s.AddressesFor(ssh).Size4() >= 1<<24 }
//	p := proof.Judge(e, surface.Truth(wide), surface.Exists)
func (s *Surface) Truth(bad func(traffic.Set) bool) estate.Truth {
	out := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	var open []int
	certain, possible := judging{bad: bad}, judging{bad: bad}
	for k, w := range s.Worlds {
		switch {
		case certain.of(w.Certain):
			out.True = w.world.or(out.True)
		case !possible.of(w.Possible):
			out.False = w.world.or(out.False)
		default:
			out.Unknown = w.world.or(out.Unknown)
			open = append(open, k)
		}
	}
	named := s.model.named(out, s.Exists)
	for _, k := range open {
		if w := s.Worlds[k]; k < named {
			out.Gaps = w.world.addGaps(out.Gaps, s.gaps(w, bad))
		}
	}
	return out
}

// judging asks of one set of packets after the other: most are what the last was.
type judging struct {
	bad   func(traffic.Set) bool
	asked bool
	last  traffic.Set
	is    bool
}

func (j *judging) of(s traffic.Set) bool {
	if !j.asked || !s.Equal(j.last) {
		j.asked, j.last, j.is = true, s, j.bad(s)
	}
	return j.is
}

// named is how many of the classes of scenarios, from the first, may have gaps
// that [proof.Judge] names or decides by, of a statement without any yet. Gaps
// are found by following packets, which takes longer than all the rest.
func (m *Model) named(t estate.Truth, exists scenario.Guard) int {
	if t.Unknown.IsNever() || m.judgeIn(t, exists).Verdict == proof.Yes {
		return 0
	}
	t = t.Given(exists).Admitted(m.Estate.Possible)
	yes, open := t.True.ByDefault(), t.Unknown.ByDefault()
	if m.Estate.Assume != estate.AssumeDefaults || yes.IsNever() && open.IsNever() || open.IsAlways() {
		return len(m.worlds)
	}
	for k := len(m.worlds) - 1; k >= 0; k-- {
		if m.worlds[k].counts {
			return k + 1 // beyond, gaps are of scenarios that do not count
		}
	}
	return len(m.worlds)
}

// Judge is [proof.Judge] of [Surface.Truth], with the path of a packet that
// shows it.
func (s *Surface) Judge(bad func(traffic.Set) bool) proof.Proof {
	p := proof.Judge(s.model.Estate, s.Truth(bad), s.Exists)
	p.Steps = s.Path(bad)
	return p
}

// Opening is an interface to which a security group opens some services.
type Opening struct {
	Resource  estate.ID
	Interface string
	// Reached: whether the internet reaches it with some of the services,
	// security groups included.
	Reached proof.Verdict
}

// ServiceEndpoint is an endpoint through which a subnet reaches an AWS service.
type ServiceEndpoint struct {
	Endpoint estate.ID
	Service  string // "s3", "secretsmanager"
	Serves   estate.Truth
}
