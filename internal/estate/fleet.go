package estate

import (
	"strconv"
	"strings"

	"ringwall/internal/scenario"
)

// Fleet keeps a capacity of instances of several kinds running: an EC2 Fleet or
// a Spot Fleet.
type Fleet struct {
	Core
	Specs        Items[FleetSpec]   // written out; of Spot Fleets only
	Configs      Items[FleetConfig] // from launch templates
	TargetGroups Items[Text]
	ClassicLBs   Items[Text]
}

// FleetSpec is one kind of instance that a Spot Fleet writes out.
type FleetSpec struct {
	Hardware
	Origin     Origin
	Subnets    Items[Text] // one is chosen for each instance
	Groups     Items[Text]
	Interfaces Items[InterfaceSpec]
}

// FleetConfig is a launch template and the subnets that its overrides put in the
// place of its own; Own is whether some override names none.
type FleetConfig struct {
	Origin         Origin
	LaunchTemplate Value[Text]
	Subnets        Items[Text]
	Own            bool
}

// Registrant is what registers the instances that it makes with target groups
// and classic load balancers.
type Registrant interface {
	Networked
	Registers() (groups, classic Items[Text])
}

// Registers lists what a group's instances are registered with.
func (g *AutoScalingGroup) Registers() (groups, classic Items[Text]) {
	return g.TargetGroups, g.ClassicLBs
}

// Registers lists what a fleet's instances are registered with.
func (f *Fleet) Registers() (groups, classic Items[Text]) { return f.TargetGroups, f.ClassicLBs }

// Placements of a fleet: one interface in each subnet that a specification or a
// launch template with its overrides admits.
func (f *Fleet) Placements(e *Estate) []Placement {
	var out []Placement
	for n, s := range f.Specs.Known {
		bare := Placement{Origin: s.Is.Origin, Subnets: s.Is.Subnets, Groups: s.Is.Groups}
		out = append(out, named("specification "+strconv.Itoa(n), s.When, place(e, s.Is.Interfaces, bare))...)
	}
	for n, c := range f.Configs.Known {
		out = append(out, named("template "+strconv.Itoa(n), c.When, c.Is.placements(e, f))...)
	}
	for _, g := range append(append([]GuardedGap(nil), f.Specs.Unknown...), f.Configs.Unknown...) {
		out = append(out, somewhere(f.Origin, "", g))
	}
	return possible(out)
}

// placements are those of the template, and those with its overrides' subnets.
func (c FleetConfig) placements(e *Estate, f *Fleet) []Placement {
	l := launchOf(e, &f.Core, c.LaunchTemplate)
	specs := l.interfaces.Append(Items[InterfaceSpec]{Unknown: l.unseen})
	list := place(e, specs, Placement{Origin: c.Origin, Groups: l.groups, PublicIP: l.publicIP})
	if c.Subnets.isEmpty() {
		return list
	}
	var out []Placement
	for _, p := range list {
		if c.Own {
			out = append(out, p)
		}
		p.Subnets, p.Name = c.Subnets, p.Name+" override"
		out = append(out, p)
	}
	return out
}

// named tells one kind's placements from another's.
func named(name string, when scenario.Guard, list []Placement) []Placement {
	for i := range list {
		list[i].When = list[i].When.And(when)
		list[i].Name = strings.TrimSpace(name + " " + list[i].Name)
	}
	return list
}
