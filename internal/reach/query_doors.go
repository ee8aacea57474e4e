package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// doorway is a way from the internet through a front door that AWS runs, in one
// class of scenarios.
type doorway struct {
	door   FrontDoor
	target estate.ID
	is     Trit
	steps  []proof.Step
	// onward is what a load balancer behind the door sends to the target.
	onward traffic.Services
}

// mostDoors bounds the front doors behind front doors (a distribution before an
// API before another).
const mostDoors = 4

// doorways lists the ways through front doors to what is selected. A front door
// behind another one counts though the internet does not reach it directly.
func (w *world) doorways(to selection) []doorway {
	if len(to.resources) == 0 {
		return nil
	}
	doors := w.doors()
	behind := map[estate.ID]FrontDoor{}
	for _, d := range doors {
		behind[d.Resource] = d
	}
	var out []doorway
	var follow func(entry, at FrontDoor, is Trit, steps []proof.Step, depth int)
	follow = func(entry, at FrontDoor, is Trit, steps []proof.Step, depth int) {
		for _, p := range at.Paths {
			here := is.and(judged(p.Verdict, p.Gaps))
			way := append(append([]proof.Step(nil), steps...), p.Steps...)
			if _, meant := to.resources[p.Target]; meant && !here.No() {
				out = append(out, doorway{door: entry, target: p.Target, is: here, steps: way})
			}
			if p.Unread && !here.No() {
				for _, id := range to.functions(w.network.Estate) {
					out = append(out, doorway{door: entry, target: id, is: here, steps: way})
				}
			}
			if !here.No() {
				out = append(out, w.network.behindBalancer(doorway{door: entry, target: p.Target, is: here, steps: way}, to)...)
			}
			if next, ok := behind[p.Target]; ok && depth < mostDoors && !here.No() {
				follow(entry, next, here, way, depth+1)
			}
		}
	}
	for _, d := range doors {
		if !d.Open.No() {
			follow(d, d, d.Open, d.Steps, 0)
		}
	}
	return out
}

// behindBalancer goes on from a doorway that leads to a load balancer, to those
// of its targets that are selected. The target sees the load balancer, not
// CloudFront or API Gateway: these come in a connection of their own already.
func (n *Network) behindBalancer(d doorway, to selection) []doorway {
	var out []doorway
	for _, f := range n.Forwards {
		if f.Link != nil || f.Balancer.ID != d.target || f.Target == nil {
			continue
		}
		if _, meant := to.resources[f.Target.Owner]; !meant {
			continue
		}
		if t := n.traceOnward(f); t.Verdict != proof.No {
			is := d.is.and(judged(t.Verdict, t.Gaps))
			steps := append(append([]proof.Step(nil), d.steps...), t.Steps()...)
			out = append(out, doorway{d.door, f.Target.Owner, is, steps, f.Services})
		}
	}
	return out
}

// traceOnward follows what a load balancer sends to a target, from the node that
// gets furthest.
func (n *Network) traceOnward(f *Forward) Trace {
	best := Trace{Verdict: proof.No}
	for _, lb := range f.Balancer.Interfaces {
		if len(f.Services.PortRanges(traffic.TCP)) == 0 {
			continue
		}
		t := n.traceFrom(lb, f, traffic.TCP)
		if t.Verdict == proof.Yes {
			return t
		}
		if t.Verdict == proof.Unknown && best.Verdict == proof.No {
			best = t
		}
	}
	return best
}

// throughDoors adds to what flows from the internet, or from some of its
// addresses, what its front doors pass on.
func (a *asked) throughDoors(in *askedIn) {
	if a.q.Direct || in.from.internet.IsEmpty() {
		return
	}
	meant := a.doorsMeant(in.network)
	a.matched[1] = a.matched[1] || len(meant) > 0
	ways := in.doorways(a.to)
	for _, d := range meant {
		ways = append(ways, ownDoor(d))
	}
	for _, d := range ways {
		services := a.arriving(d)
		if services.IsEmpty() || d.is.No() {
			continue
		}
		in.doors = append(in.doors, d)
		in.possible = in.possible.Union(services)
		if d.is.Yes() {
			in.certain = in.certain.Union(services)
		}
	}
}

// arriving is what comes out of a doorway: requests. An interface receives them
// over TCP, whatever the client spoke (CloudFront takes HTTP/3 over UDP).
func (a *asked) arriving(d doorway) traffic.Services {
	if !d.onward.IsEmpty() {
		return d.onward.Intersect(a.q.Services)
	}
	services := d.door.Services.Intersect(a.q.Services)
	if r, ok := a.m.Estate.Get(d.target); ok {
		if _, networked := r.(estate.Networked); networked {
			services = services.Restrict(traffic.TCP)
		}
		switch r.(type) {
		case *estate.RestAPI, *estate.HTTPAPI, *estate.FunctionURL: // whatever stands before them
			services = services.Intersect(https())
		}
	}
	return services
}

// addDoors lists the flows through front doors.
func (a *asked) addDoors(out *Answer, base []bool) {
	seen := map[[2]estate.ID]bool{}
	for i, in := range a.worlds {
		for _, d := range in.doors {
			key := [2]estate.ID{d.door.Resource, d.target}
			if !base[i] || seen[key] {
				continue
			}
			seen[key] = true
			services := a.arriving(d)
			f := Flow{
				From: Party{Kind: PartyInternet, Addresses: in.from.internet}, To: Party{Resources: []estate.ID{d.target}},
				Possible: services, Path: d.steps, Gaps: d.is.Gaps(), Via: d.door.Resource, Entry: d.door.Services,
			}
			if d.is.Yes() {
				f.Traffic = services
			}
			out.Flows = append(out.Flows, f)
		}
	}
}

// functions are those of what is selected.
func (s selection) functions(e *estate.Estate) []estate.ID {
	var out []estate.ID
	for _, id := range sortedIDs(s.resources) {
		if r, _ := e.Get(id); r != nil {
			if _, ok := r.(*estate.Function); ok {
				out = append(out, id)
			}
		}
	}
	return out
}

// outsideVPC reports whether all that is selected is functions in no VPC: AWS
// runs them in a network of its own.
func (s selection) outsideVPC(e *estate.Estate) bool {
	for id := range s.resources {
		r, _ := e.Get(id)
		if f, ok := r.(*estate.Function); !ok || f.Subnets.IsEmpty().True.IsNever() {
			return false
		}
	}
	return len(s.resources) > 0
}

// askFromAWS answers for functions in no VPC: they call from public addresses of
// AWS that nobody knows, so what no public address reaches they cannot, and what
// only some reach is unknown.
func (m *Model) askFromAWS(q Question, from selection, to selection) (Answer, error) {
	step := proof.Step{Kind: "function", Rule: "in no VPC", Detail: "it calls from public addresses of AWS, as the internet does"}
	step.Resource = sortedIDs(from.resources)[0]
	if r, ok := m.Estate.Get(step.Resource); ok {
		step.Origin = r.Base().Origin
	}
	if q.To.Kind == SelectInternet || to.service != "" {
		return Answer{Proof: proof.Proof{Verdict: proof.Yes, Steps: []proof.Step{step}}, Traffic: q.Services, Possible: q.Services}, nil
	}
	q.From = InternetSelector()
	a, err := m.Ask(q)
	if err != nil {
		return a, err
	}
	whole := traffic.NoServices()
	for i := range a.Flows {
		f := &a.Flows[i]
		if f.From.Kind == PartyInternet && isWholeInternet(f.From.Addresses) {
			whole = whole.Union(f.Traffic)
		} else {
			f.Traffic = traffic.NoServices()
		}
		f.From = Party{Resources: []estate.ID{step.Resource}}
		f.Path = append([]proof.Step{step}, f.Path...)
	}
	if a.Proof.Verdict == proof.Yes && whole.IsEmpty() {
		a.Proof.Verdict = proof.Unknown
		a.Proof.Gaps = append(a.Proof.Gaps, outside("the address from which "+string(step.Resource)+" calls", "AWS chooses it, outside of any VPC", step.Origin))
	}
	a.Traffic = a.Traffic.Intersect(whole)
	if a.Proof.Verdict == proof.No {
		step.Effect = proof.Blocks
		a.Blocked = append([]proof.Step{step}, a.Blocked...)
		a.Proof.Steps = a.Blocked
	}
	return a, nil
}
