package estate

import "slices"

// launch is what launch templates say of a machine's interfaces, scenario by
// scenario.
type launch struct {
	interfaces Items[InterfaceSpec]
	groups     Items[Text]
	publicIP   Value[bool] // of a launch configuration
	// unseen are the scenarios in which no source shows the template.
	unseen []GuardedGap
}

// launchOf follows a value of a resource to the launch templates that it names.
func launchOf(e *Estate, of *Core, v Value[Text]) launch {
	var l launch
	for _, a := range v.Alternatives() {
		switch a.State {
		case Known:
			t, ok := e.templateFor(of, a.Is)
			if !ok {
				l.unseen = append(l.unseen, GuardedGap{a.When, NotInEstate(a.Is, v.Origin)})
				continue
			}
			l.interfaces = l.interfaces.Append(t.Interfaces.Given(a.When))
			l.groups = l.groups.Append(t.Groups.Given(a.When))
			if len(t.PublicIP.alts) > 0 {
				l.publicIP = l.publicIP.OrElse(t.PublicIP.Given(a.When))
			}
		case Unknown:
			l.unseen = append(l.unseen, GuardedGap{a.When, a.Gap})
		}
	}
	return l
}

// templateFor is the launch template to which a text refers, or the one of the
// same stack that has it for a name.
func (e *Estate) templateFor(of *Core, ref Text) (*LaunchTemplate, bool) {
	if t, ok := FollowTo[*LaunchTemplate](e, ref); ok || len(ref.References()) > 0 {
		return t, ok
	}
	for _, t := range All[*LaunchTemplate](e) {
		if name, ok := t.TemplateName.Known(); ok && name.Equal(ref) && t.Stack == of.Stack {
			return t, true
		}
	}
	return nil, false
}

// allGroups are the groups of the templates, unknown where a template is.
func (l launch) allGroups() Items[Text] { return l.groups.Append(Items[Text]{Unknown: l.unseen}) }

// place puts a machine's interfaces: those of specs, and where there are none
// its primary one, which bare describes. What a spec leaves out is as in bare.
func place(e *Estate, specs Items[InterfaceSpec], bare Placement) []Placement {
	var out []Placement
	for n, s := range specs.Known {
		p := Placement{
			Origin: s.Origin, When: s.When.And(IsAbsent(s.Is.Existing).True),
			Subnets: Single(s.Is.Subnet).orElements(bare.Subnets), Groups: s.Is.Groups.orElements(bare.Groups),
			Addresses: s.Is.Addresses, PublicIP: s.Is.PublicIP, IPv6: s.Is.IPv6, SourceDestCheck: bare.SourceDestCheck,
		}
		if len(specs.Known) > 1 {
			p.Name = "interface " + string(rune('0'+n%10))
		}
		out = append(out, p)
		for _, g := range existingUnseen(e, s) {
			out = append(out, somewhere(s.Origin, p.Name, g))
		}
	}
	for _, g := range specs.Unknown {
		out = append(out, somewhere(specs.Origin, "", g))
	}
	bare.When = specs.IsEmpty().True
	return possible(append(out, bare))
}

// existingUnseen are the scenarios in which an interface is asked for by an id
// that is none of the estate's; one of the estate's is placed by itself.
func existingUnseen(e *Estate, s Item[InterfaceSpec]) []GuardedGap {
	var out []GuardedGap
	for _, a := range s.Is.Existing.Alternatives() {
		when := a.When.And(s.When)
		switch a.State {
		case Unknown:
			out = append(out, GuardedGap{when, a.Gap})
		case Known:
			if _, ok := FollowTo[*NetworkInterface](e, a.Is); !ok {
				out = append(out, GuardedGap{when, NotInEstate(a.Is, s.Origin)})
			}
		}
	}
	return out
}

// somewhere is an interface of which nothing is known.
func somewhere(at Origin, name string, g GuardedGap) Placement {
	open := []GuardedGap{{Gap: g.Gap}}
	return Placement{
		Origin: at, Name: name, When: g.When, Subnets: Items[Text]{Unknown: open}, Groups: Items[Text]{Unknown: open},
		PublicIP: UnknownValue[bool](g.Gap, at),
	}
}

// possible leaves out what is in no scenario.
func possible(list []Placement) []Placement {
	return slices.DeleteFunc(list, func(p Placement) bool { return p.When.IsNever() })
}
