package estate

import (
	"net/netip"
	"strconv"
)

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
	TemplateName Value[Text]
	Groups       Items[Text]
	PublicIP     Value[bool] // of a launch configuration
	Interfaces   Items[InterfaceSpec]
}

// AutoScalingGroup keeps a number of like instances running.
type AutoScalingGroup struct {
	Core
	Subnets        Items[Text]
	LaunchTemplate Value[Text] // or launch configuration, or an instance to copy
	Overrides      Items[Text] // launch templates of single instance types
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

// Placements of an instance: one for each interface that it or its launch
// template asks for, or its primary one. A template that no source shows can ask
// for interfaces only where the instance names neither a subnet nor groups:
// RunInstances refuses both together. A live instance has those that AWS lists.
func (i *Instance) Placements(e *Estate) []Placement {
	if i.Physical != "" {
		if len(e.live[i.ID]) == 0 {
			return nil
		}
		return e.atLive(&i.Core, Placement{})
	}
	if len(i.LaunchTemplate.alts) == 0 && i.Interfaces.isEmpty() && len(e.attached[i.ID]) == 0 {
		return []Placement{i.plain()}
	}
	l := launchOf(e, &i.Core, i.LaunchTemplate)
	free := IsAbsent(i.Subnet).And(i.Groups.IsEmpty()).True
	specs := i.Interfaces.orElements(l.interfaces.Append(Items[InterfaceSpec]{Unknown: l.unseen}.Given(free)))
	bare := i.plain()
	bare.Groups, bare.PublicIP = i.Groups.orElements(l.allGroups()), l.publicIP
	out := place(e, specs, bare)
	for _, x := range e.attached[i.ID] {
		for _, g := range existingUnseen(e, Item[InterfaceSpec]{When: x.When, Is: InterfaceSpec{Existing: x.Interface}, Origin: x.Origin}) {
			out = append(out, somewhere(x.Origin, "of "+string(x.ID), g))
		}
	}
	return out
}

// plain is the interface of an instance that asks for none and has no template.
func (i *Instance) plain() Placement {
	return Placement{
		Origin: i.Origin, Subnets: Single(i.Subnet), Groups: i.Groups,
		Addresses: Single(i.PrivateIP), IPv6: i.IPv6, SourceDestCheck: i.SourceDestCheck,
	}
}

// indexAttachments gathers the attachments of interfaces by the instance that
// they name.
func (e *Estate) indexAttachments() {
	e.attached = map[ID][]*NetworkInterfaceAttachment{}
	for _, x := range All[*NetworkInterfaceAttachment](e) {
		for _, a := range x.Instance.Alternatives() {
			if i, ok := FollowTo[*Instance](e, a.Is); ok && a.State == Known {
				e.attached[i.ID] = append(e.attached[i.ID], x)
			}
		}
	}
}

// Placements of a group: one interface in each subnet, as its template says, and
// as each says that an override names.
func (g *AutoScalingGroup) Placements(e *Estate) []Placement {
	out := g.launched(e, launchOf(e, &g.Core, g.LaunchTemplate))
	if IsAbsent(g.LaunchTemplate).True.IsAlways() {
		gap := Gap{Variable: attributeOf(Reference{g.ID, "LaunchTemplate"}), Origin: g.Origin}
		out = g.launched(e, launch{unseen: []GuardedGap{{Gap: gap}}})
	}
	if len(g.Overrides.Unknown) > 0 {
		out = append(out, g.launched(e, launch{unseen: g.Overrides.Unknown})...)
	}
	for n, t := range g.Overrides.Known {
		for _, p := range g.launched(e, launchOf(e, &g.Core, Of(t.Is, t.Origin))) {
			p.When, p.Name = p.When.And(t.When), "override "+strconv.Itoa(n)+p.Name
			out = append(out, p)
		}
	}
	return possible(out)
}

func (g *AutoScalingGroup) launched(e *Estate, l launch) []Placement {
	specs := l.interfaces.Append(Items[InterfaceSpec]{Unknown: l.unseen})
	out := place(e, specs, Placement{Origin: g.Origin, Groups: l.groups, PublicIP: l.publicIP})
	for i := range out {
		out[i].Subnets = g.Subnets.orElements(out[i].Subnets)
	}
	return out
}

// Placements of an interface: itself.
func (n *NetworkInterface) Placements(*Estate) []Placement {
	return []Placement{{
		Origin: n.Origin, Subnets: Single(n.Subnet), Groups: n.Groups, Addresses: n.Addresses,
		IPv6: n.IPv6, SourceDestCheck: n.SourceDestCheck, PublicDefault: PublicNever,
	}}
}
