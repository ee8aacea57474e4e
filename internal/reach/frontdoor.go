package reach

import (
	"sort"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// FrontDoor is an entry from the internet that is no interface: AWS runs it.
// Who may use it is another question: authorizers, policies and web ACLs are not
// looked at.
type FrontDoor struct {
	Resource estate.ID
	Type     string
	Services traffic.Services // what it takes
	// Open: the internet reaches it.
	Open  Trit
	Steps []proof.Step
	// Paths are the ways on from it.
	Paths []DoorPath
}

// DoorPath is a chain from a front door to what answers.
type DoorPath struct {
	Request string // the requests that take it: "/api/*", "GET /users"; "" all
	// Target is what answers: a function, a bucket, a load balancer, an API;
	// empty where it is outside of the sources.
	Target  estate.ID
	Verdict proof.Verdict
	Steps   []proof.Step
	Gaps    []estate.Gap
	// Unread is set where what answers stands in what could not be read: it may
	// be any function.
	Unread bool
}

// FrontDoors lists the entries from the internet that AWS runs: CloudFront
// distributions, API Gateway's APIs, functions with an address of their own.
func (n *Network) FrontDoors() []FrontDoor {
	d := doors{n: n, b: newBuilder(n.Estate, n.World)}
	var out []FrontDoor
	out = append(out, doorsOf(&d, d.distribution)...)
	out = append(out, doorsOf(&d, d.restAPI)...)
	out = append(out, doorsOf(&d, d.httpAPI)...)
	out = append(out, doorsOf(&d, d.functionURL)...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Resource < out[j].Resource })
	return out
}

// doorsOf are the front doors of one kind that exist or may.
func doorsOf[T estate.Resource](d *doors, door func(T) FrontDoor) []FrontDoor {
	var out []FrontDoor
	for _, r := range estate.All[T](d.n.Estate) {
		if exists := within(r.Base().When, d.n.World, r.Base().Origin); !exists.No() {
			x := door(r)
			x.Open = x.Open.and(exists)
			out = append(out, x)
		}
	}
	return out
}

// doors finds front doors. Its builder only reads references.
type doors struct {
	n *Network
	b *builder
}

// https is what the front doors take; HTTP is redirected or refused by some.
func https() traffic.Services { return traffic.Ports(traffic.TCP, 443, 443) }

// door begins a front door with its first step.
func door(c *estate.Core, open Trit, kind, rule string, services traffic.Services) FrontDoor {
	var w stepper
	w.gate(open, proof.Step{Resource: c.ID, Kind: kind, Rule: rule, Origin: c.Origin})
	return FrontDoor{Resource: c.ID, Type: c.Type, Services: services, Open: open, Steps: w.steps}
}

// stepper gathers the steps of a chain.
type stepper struct {
	steps   []proof.Step
	verdict Trit
	begun   bool
}

func (s *stepper) gate(is Trit, step proof.Step) {
	w := walker{steps: &s.steps, verdict: yes()}
	if s.begun {
		w.verdict = s.verdict
	}
	w.gate(is, step)
	s.verdict, s.begun = w.verdict, true
}

// follow appends a packet's trace to the chain.
func (s *stepper) follow(t Trace) {
	s.steps = append(s.steps, t.Steps()...)
	is := judged(t.Verdict, t.Gaps)
	if s.begun {
		is = s.verdict.and(is)
	}
	s.verdict, s.begun = is, true
}

// path ends the chain at a target.
func (s *stepper) path(request string, target estate.ID) DoorPath {
	return DoorPath{Request: request, Target: target, Verdict: s.verdict.Is, Steps: s.steps, Gaps: s.verdict.Gaps()}
}

// unread ends the chain at a definition that could not be read.
func (s *stepper) unread() DoorPath {
	p := s.path("?", "")
	p.Unread = true
	return p
}

// functionURL is a function's own address: AWS_IAM and NONE say who may call,
// both are reached from anywhere.
func (d *doors) functionURL(r *estate.FunctionURL) FrontDoor {
	auth := "AuthType unknown"
	if a := r.AuthType.In(d.n.World); a.State == estate.Known {
		auth = "AuthType " + a.Is
	}
	out := door(&r.Core, yes(), "lambda-url", "public HTTPS address, "+auth, https())
	var s stepper
	d.function(&s, r.Function, r.Origin)
	out.Paths = append(out.Paths, s.path("", d.nameOf(r.Function)))
	return out
}

// function is the step that calls a function.
func (d *doors) function(s *stepper, v estate.Value[estate.Text], at estate.Origin) {
	id, gap, _ := d.b.name(v, at)
	id = d.unqualified(id)
	is := yes()
	step := proof.Step{Resource: id, Kind: "lambda", Rule: "invokes " + string(id), Origin: at}
	if r, ok := d.n.Estate.Get(id); ok {
		step.Origin = r.Base().Origin
		is = within(r.Base().When, d.n.World, at)
	} else if isGap(gap) {
		is = maybe(gap)
	}
	s.gate(is, step)
}

// unqualified is the function of which a resource is a version or an alias.
func (d *doors) unqualified(id estate.ID) estate.ID {
	if r, ok := d.n.Estate.Get(id); ok {
		return d.n.Estate.Unqualified(r).Base().ID
	}
	return id
}

// nameOf is the resource of the estate that a value names; empty for none.
func (d *doors) nameOf(v estate.Value[estate.Text]) estate.ID {
	id, _, ok := d.b.name(v, estate.Origin{})
	id = d.unqualified(id)
	if _, known := d.n.Estate.Get(id); ok && known {
		return id
	}
	return ""
}

// mentioned lists the resources that a text names anywhere in it, such as the
// function in an integration's URI.
func (d *doors) mentioned(v estate.Value[estate.Text]) []estate.Resource {
	a := v.In(d.n.World)
	if a.State != estate.Known {
		return nil
	}
	var out []estate.Resource
	for _, ref := range a.Is.References() {
		if r, ok := d.n.Estate.Get(ref.Resource); ok && !within(r.Base().When, d.n.World, r.Base().Origin).No() {
			out = append(out, d.n.Estate.Unqualified(r))
		}
	}
	return out
}

// toBalancer follows a chain to a load balancer's interfaces: it is reached if
// any of them is.
func (d *doors) toBalancer(s *stepper, lb estate.ID, packet func(*Interface) Packet) {
	var best *Trace
	for _, i := range d.n.OwnedBy(lb) {
		t := d.n.Trace(packet(i))
		if best == nil || t.Verdict == proof.Yes || t.Verdict == proof.Unknown && best.Verdict == proof.No {
			best = &t
		}
		if best.Verdict == proof.Yes {
			break
		}
	}
	if best == nil {
		s.gate(maybe(outside("the interfaces of "+string(lb), "no source shows where they stand", estate.Origin{})), proof.Step{Resource: lb, Kind: "load-balancer", Rule: "to " + string(lb)})
		return
	}
	s.follow(*best)
}
