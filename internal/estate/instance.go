package estate

import "net/netip"

// Instance is an EC2 instance.
type Instance struct {
	Core
	Hardware
	Subnet          Value[Text]
	Groups          Items[Text]
	PrivateIP       Value[netip.Addr]
	IPv6            Value[bool] // absent: the subnet decides
	SourceDestCheck Value[bool]
	Interfaces      Items[InterfaceSpec]
	LaunchTemplate  Value[Text]
}

// Hardware is what instances, launch templates and launch configurations share:
// image, profile, metadata service, disks, start-up script.
type Hardware struct {
	Image       Value[Text]
	Profile     Value[Text] // instance profile
	KeyName     Value[Text]
	HTTPTokens  Value[string] // "required" or "optional"
	HTTPPutHops Value[int]
	HTTPMeta    Value[string] // HttpEndpoint: "enabled" or "disabled"
	Disks       Items[BlockDevice]
	UserData    Value[Text]
	Monitoring  Value[bool]
	Type        Value[string] // "t3.micro"
}

// BlockDevice is one disk of an instance.
type BlockDevice struct {
	Origin    Origin
	Name      Value[string]
	EBS       bool // an EBS volume, not an instance store
	Encrypted Value[bool]
	KMSKey    Value[Text]
	Snapshot  Value[Text]
}

// InterfaceSpec is a network interface that an instance or a launch template
// asks for: an existing one by id, or a new one.
type InterfaceSpec struct {
	Existing    Value[Text]
	DeviceIndex Value[int]
	Subnet      Value[Text]
	Groups      Items[Text]
	PublicIP    Value[bool]
	Addresses   Items[netip.Addr]
	IPv6        Value[bool]
}

// LaunchTemplate holds the settings with which instances start; a launch
// configuration is read as one.
type LaunchTemplate struct {
	Core
	Hardware
	Groups     Items[Text]
	PublicIP   Value[bool] // of a launch configuration
	Interfaces Items[InterfaceSpec]
}

// AutoScalingGroup keeps a number of like instances running.
type AutoScalingGroup struct {
	Core
	Subnets        Items[Text]
	LaunchTemplate Value[Text] // or launch configuration, or an instance to copy
	TargetGroups   Items[Text]
	ClassicLBs     Items[Text]
	Zones          Items[Text]
}

// NetworkInterface is an elastic network interface that stands on its own.
type NetworkInterface struct {
	Core
	Subnet          Value[Text]
	Groups          Items[Text]
	Addresses       Items[netip.Addr]
	SourceDestCheck Value[bool]
	IPv6            Value[bool]
}

// NetworkInterfaceAttachment puts an interface into an instance.
type NetworkInterfaceAttachment struct {
	Core
	Interface Value[Text]
	Instance  Value[Text]
}

// ElasticIP is a public IPv4 address that stays.
type ElasticIP struct {
	Core
	Instance Value[Text]
}

// ElasticIPAssociation gives an elastic address to an instance or interface.
type ElasticIPAssociation struct {
	Core
	Address   Value[Text] // allocation id or address
	Instance  Value[Text]
	Interface Value[Text]
}

// Placements of an instance: one for each interface it asks for, or its primary
// one. An existing interface is placed by its own resource.
func (i *Instance) Placements(e *Estate) []Placement {
	specs, groups := i.Interfaces, i.Groups
	if t, ok := i.template(e); ok {
		if len(specs.Known) == 0 && len(specs.Unknown) == 0 {
			specs = t.Interfaces
		}
		if len(groups.Known) == 0 && len(groups.Unknown) == 0 {
			groups = t.Groups
		}
	}
	if len(specs.Known) == 0 && len(specs.Unknown) == 0 {
		return []Placement{{
			Origin: i.Origin, Subnets: single(i.Subnet), Groups: groups,
			Addresses: single(i.PrivateIP), IPv6: i.IPv6, SourceDestCheck: i.SourceDestCheck,
		}}
	}
	return placeSpecs(specs, i.Subnet, groups, i.SourceDestCheck)
}

func (i *Instance) template(e *Estate) (*LaunchTemplate, bool) {
	for _, a := range i.LaunchTemplate.Alternatives() {
		if a.State == Known {
			if t, ok := FollowTo[*LaunchTemplate](e, a.Is); ok {
				return t, true
			}
		}
	}
	return nil, false
}

func placeSpecs(specs Items[InterfaceSpec], subnet Value[Text], groups Items[Text], check Value[bool]) []Placement {
	var out []Placement
	for n, s := range specs.Known {
		if !IsAbsent(s.Is.Existing).False.IsNever() {
			continue
		}
		p := Placement{
			Origin: s.Origin, Subnets: single(orElse(s.Is.Subnet, subnet)), Groups: s.Is.Groups,
			Addresses: s.Is.Addresses, PublicIP: s.Is.PublicIP, IPv6: s.Is.IPv6, SourceDestCheck: check,
		}
		if len(p.Groups.Known) == 0 && len(p.Groups.Unknown) == 0 {
			p.Groups = groups
		}
		if len(specs.Known) > 1 {
			p.Name = "interface " + string(rune('0'+n%10))
		}
		out = append(out, p)
	}
	if len(specs.Known) == 0 { // the list itself is unknown
		out = append(out, Placement{
			Origin: specs.Origin, Subnets: Items[Text]{Unknown: specs.Unknown}, Groups: Items[Text]{Unknown: specs.Unknown},
			PublicIP: UnknownValue[bool](specs.Unknown[0].Gap, specs.Origin),
		})
	}
	return out
}

// Placements of a group: one interface in each subnet, as its template says.
func (g *AutoScalingGroup) Placements(e *Estate) []Placement {
	t, ok := g.template(e)
	if !ok {
		gap := []GuardedGap{{Gap: g.templateGap()}}
		return []Placement{{
			Origin: g.Origin, Subnets: g.Subnets, Groups: Items[Text]{Unknown: gap},
			PublicIP: UnknownValue[bool](g.templateGap(), g.Origin),
		}}
	}
	if len(t.Interfaces.Known) > 0 || len(t.Interfaces.Unknown) > 0 {
		out := placeSpecs(t.Interfaces, Value[Text]{}, t.Groups, Value[bool]{})
		for i := range out {
			if len(g.Subnets.Known) > 0 || len(g.Subnets.Unknown) > 0 {
				out[i].Subnets = g.Subnets
			}
		}
		return out
	}
	return []Placement{{Origin: g.Origin, Subnets: g.Subnets, Groups: t.Groups, PublicIP: t.PublicIP}}
}

func (g *AutoScalingGroup) template(e *Estate) (*LaunchTemplate, bool) {
	for _, a := range g.LaunchTemplate.Alternatives() {
		if a.State == Known {
			if t, ok := FollowTo[*LaunchTemplate](e, a.Is); ok {
				return t, true
			}
		}
	}
	return nil, false
}

func (g *AutoScalingGroup) templateGap() Gap {
	for _, a := range g.LaunchTemplate.Alternatives() {
		if a.State == Unknown {
			return a.Gap
		}
	}
	return Gap{Variable: attributeOf(Reference{g.ID, "LaunchTemplate"}), Origin: g.LaunchTemplate.Origin}
}

// Placements of an interface: itself.
func (n *NetworkInterface) Placements(*Estate) []Placement {
	return []Placement{{
		Origin: n.Origin, Subnets: single(n.Subnet), Groups: n.Groups, Addresses: n.Addresses,
		IPv6: n.IPv6, SourceDestCheck: n.SourceDestCheck, PublicDefault: PublicNever,
	}}
}

// single makes a list of one of a value; absent makes it empty.
func single[T any](v Value[T]) Items[T] {
	out := Items[T]{Origin: v.Origin}
	for _, a := range v.Alternatives() {
		switch a.State {
		case Known:
			out.Known = append(out.Known, Item[T]{a.When, a.Is, v.Origin})
		case Unknown:
			out.Unknown = append(out.Unknown, GuardedGap{a.When, a.Gap})
		}
	}
	return out
}

// orElse is v, or w where v is absent.
func orElse[T any](v, w Value[T]) Value[T] {
	if len(v.alts) == 0 {
		return w
	}
	out := Value[T]{Origin: v.Origin}
	for _, a := range v.alts {
		if a.State != Absent {
			out.alts = append(out.alts, a)
			continue
		}
		for _, b := range w.Alternatives() {
			b.When = b.When.And(a.When)
			if !b.When.IsNever() {
				out.alts = append(out.alts, b)
			}
		}
	}
	return out
}
