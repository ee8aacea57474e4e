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
	via   []*Interface
}

// Truth judges a surface: bad says of a set of packets whether it is too much,
// and must stay true if the set grows. It holds where what flows for certain is
// bad already, and not where all that may flow isn't.
//
//	wide := func(s traffic.Set) bool { return s.AddressesFor(ssh).Size4() >= 1<<24 }
//	p := proof.Judge(e, surface.Truth(wide), surface.Exists)
func (s *Surface) Truth(bad func(traffic.Set) bool) estate.Truth {
	out := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	for _, w := range s.Worlds {
		switch {
		case bad(w.Certain):
			out.True = out.True.Or(w.When)
		case !bad(w.Possible):
			out.False = out.False.Or(w.When)
		default:
			out.Unknown = out.Unknown.Or(w.When)
			for _, g := range s.gaps(w, bad) {
				out.Gaps = append(out.Gaps, estate.GuardedGap{When: w.When, Gap: g})
			}
		}
	}
	return out
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
	// Routed: the internet reaches it, if its security groups let it: it has a
	// public address, a way there and back, and network ACLs that admit some of
	// the services.
	Routed estate.Truth
	// Reached: the internet reaches it with some of the services, security
	// groups included.
	Reached estate.Truth
}

// ServiceEndpoint is an endpoint through which a subnet reaches an AWS service.
type ServiceEndpoint struct {
	Endpoint estate.ID
	Service  string // "s3", "secretsmanager"
	Serves   estate.Truth
}
