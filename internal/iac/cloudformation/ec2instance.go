package cloudformation

import (
	"net/netip"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func instance(c estate.Core) estate.Resource {
	p := c.Properties
	i := &estate.Instance{
		Core: c, Hardware: hardware(p),
		Subnet: p.At("SubnetId").AsText(), Groups: textsAt(p, "SecurityGroupIds", "SecurityGroups"),
		PrivateIP: p.At("PrivateIpAddress").AsAddr(), IPv6: asksIPv6(p),
		SourceDestCheck: p.At("SourceDestCheck").AsBool().Or(true),
		Interfaces:      interfaceSpecs(p.At("NetworkInterfaces"), "GroupSet"),
		LaunchTemplate:  firstText(p, "LaunchTemplate.LaunchTemplateId", "LaunchTemplate.LaunchTemplateName"),
	}
	i.Profile = p.At("IamInstanceProfile").AsText()
	i.Monitoring = p.At("Monitoring").AsBool()
	return i
}

// hardware reads what instances, launch templates and launch configurations
// write alike. The metadata options are left absent where they are not written:
// the launch template, the account's default or the image decides then.
func hardware(p *estate.Tree) estate.Hardware {
	return estate.Hardware{
		Image: p.At("ImageId").AsText(), KeyName: p.At("KeyName").AsText(), Type: p.At("InstanceType").AsString(),
		HTTPTokens:  lower(below(p, "MetadataOptions.HttpTokens").AsString()),
		HTTPPutHops: below(p, "MetadataOptions.HttpPutResponseHopLimit").AsInt(),
		HTTPMeta:    lower(below(p, "MetadataOptions.HttpEndpoint").AsString()),
		Disks:       blockDevices(p.At("BlockDeviceMappings")),
		UserData:    p.At("UserData").AsText(),
	}
}

// blockDevices reads the disks; "NoDevice" takes one away that the image brings.
func blockDevices(t *estate.Tree) estate.Items[estate.BlockDevice] {
	members := mapsIn(t)
	out := estate.Items[estate.BlockDevice]{Origin: members.Origin, Unknown: members.Unknown}
	for _, m := range members.Known {
		m.When = m.When.Minus(m.Is.Written("NoDevice").True)
		if m.When.IsNever() {
			continue
		}
		ebs := m.Is.At("Ebs")
		out.Known = append(out.Known, item(m, estate.BlockDevice{
			Origin: m.Origin, Name: m.Is.At("DeviceName").AsString(), EBS: !ebs.IsMissing(),
			Encrypted: defaultUnless(ebs.At("Encrypted").AsBool(), false, ebs.Written("SnapshotId")),
			KMSKey:    ebs.At("KmsKeyId").AsText(), Snapshot: ebs.At("SnapshotId").AsText(),
		}))
	}
	return out
}

// interfaceSpecs reads the interfaces that an instance ("GroupSet") or a launch
// template ("Groups") asks for.
func interfaceSpecs(t *estate.Tree, groups string) estate.Items[estate.InterfaceSpec] {
	return estate.AsItems(t, func(_ scenario.Guard, t *estate.Tree) estate.InterfaceSpec {
		return estate.InterfaceSpec{
			Existing: t.At("NetworkInterfaceId").AsText(), DeviceIndex: t.At("DeviceIndex").AsInt(),
			Subnet: t.At("SubnetId").AsText(), Groups: t.At(groups).AsTexts(),
			PublicIP: t.At("AssociatePublicIpAddress").AsBool(), Addresses: privateAddresses(t), IPv6: asksIPv6(t),
		}
	})
}

// privateAddresses are the IPv4 addresses that an interface fixes; AWS may choose
// others.
func privateAddresses(t *estate.Tree) estate.Items[netip.Addr] {
	out := estate.Single(t.At("PrivateIpAddress").AsAddr())
	members := mapsIn(t.At("PrivateIpAddresses"))
	out.Unknown = append(out.Unknown, members.Unknown...)
	for _, m := range members.Known {
		out = out.Append(estate.Single(m.Is.At("PrivateIpAddress").AsAddr()).Given(m.When))
	}
	more := estate.NotListed("the secondary addresses", "AWS chooses them", "")
	for _, counted := range []string{"SecondaryPrivateIpAddressCount", "Ipv4PrefixCount"} {
		for _, a := range t.At(counted).AsInt().Alternatives() {
			if a.State == estate.Unknown || a.State == estate.Known && a.Is > 0 {
				out.Unknown = append(out.Unknown, estate.GuardedGap{When: a.When, Gap: more})
			}
		}
	}
	if t.Has("Ipv4Prefixes") {
		out.Unknown = append(out.Unknown, estate.GuardedGap{Gap: more})
	}
	return out
}

// asksIPv6 is whether an interface gets IPv6 addresses of its own; absent where
// nothing is written, since the subnet decides then.
func asksIPv6(t *estate.Tree) estate.Value[bool] {
	var out estate.Value[bool]
	for _, counted := range []string{"Ipv6AddressCount", "Ipv6PrefixCount"} {
		out = out.OrElse(estate.Derive(t.At(counted).AsInt(), func(n int) estate.Alternative[bool] {
			return estate.Alternative[bool]{State: estate.Known, Is: n > 0}
		}))
	}
	for _, listed := range []string{"Ipv6Addresses", "Ipv6Prefixes"} {
		if l := t.At(listed); !l.IsMissing() {
			out = out.OrElse(present(l).Given(t.Written(listed).False.Not()))
		}
	}
	return out
}

func launchTemplate(c estate.Core) estate.Resource {
	d := c.Properties.At("LaunchTemplateData")
	t := &estate.LaunchTemplate{
		Core: c, Hardware: hardware(d), TemplateName: c.Properties.At("LaunchTemplateName").AsText(),
		Groups:     textsAt(d, "SecurityGroupIds", "SecurityGroups"),
		Interfaces: interfaceSpecs(d.At("NetworkInterfaces"), "Groups"),
	}
	t.Profile = firstText(d, "IamInstanceProfile.Arn", "IamInstanceProfile.Name")
	t.Monitoring = below(d, "Monitoring.Enabled").AsBool()
	t.Tags = tags(specifiedTags(c.Properties.At("TagSpecifications"), "launch-template"))
	return t
}

// specifiedTags is the Tags list of a kind of resource among TagSpecifications.
// Where the list itself hangs on a condition, its first match counts.
func specifiedTags(t *estate.Tree, kind string) *estate.Tree {
	for _, m := range mapsIn(t).Known {
		if k, ok := m.Is.At("ResourceType").AsString().Known(); ok && k == kind {
			return m.Is.At("Tags")
		}
	}
	return nil
}

func launchConfiguration(c estate.Core) estate.Resource {
	p := c.Properties
	t := &estate.LaunchTemplate{
		Core: c, Hardware: hardware(p), TemplateName: p.At("LaunchConfigurationName").AsText(),
		Groups:   p.At("SecurityGroups").AsTexts(),
		PublicIP: p.At("AssociatePublicIpAddress").AsBool(),
	}
	t.Profile = p.At("IamInstanceProfile").AsText()
	t.Monitoring = p.At("InstanceMonitoring").AsBool().Or(true) // AWS::AutoScaling::LaunchConfiguration
	return t
}

func autoScalingGroup(c estate.Core) estate.Resource {
	p := c.Properties
	const mixed = "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification."
	return &estate.AutoScalingGroup{
		Core: c, Subnets: separated(p.At("VPCZoneIdentifier").AsTexts()),
		LaunchTemplate: firstText(p, "LaunchTemplate.LaunchTemplateId", "LaunchTemplate.LaunchTemplateName",
			mixed+"LaunchTemplateId", mixed+"LaunchTemplateName", "LaunchConfigurationName", "InstanceId"),
		Overrides:    overrides(below(p, "MixedInstancesPolicy.LaunchTemplate.Overrides")),
		TargetGroups: p.At("TargetGroupARNs").AsTexts().Append(eachText(p.At("TrafficSources"), "Identifier")),
		ClassicLBs:   p.At("LoadBalancerNames").AsTexts(), Zones: p.At("AvailabilityZones").AsTexts(),
	}
}

// overrides are the launch templates that a mixed group names for single types
// of instance.
func overrides(t *estate.Tree) estate.Items[estate.Text] {
	const own = "LaunchTemplateSpecification."
	members := mapsIn(t)
	out := estate.Items[estate.Text]{Origin: members.Origin, Unknown: members.Unknown}
	for _, m := range members.Known {
		out = out.Append(estate.Single(firstText(m.Is, own+"LaunchTemplateId", own+"LaunchTemplateName")).Given(m.When))
	}
	return out
}

// separated cuts texts at commas: the API takes the subnets of a group as one
// text, and templates that join them to one are accepted.
func separated(l estate.Items[estate.Text]) estate.Items[estate.Text] {
	out := estate.Items[estate.Text]{Origin: l.Origin, Unknown: l.Unknown}
	for _, i := range l.Known {
		for _, piece := range cutAtCommas(i.Is) {
			out.Known = append(out.Known, estate.Item[estate.Text]{When: i.When, Is: piece, Origin: i.Origin})
		}
	}
	return out
}

func networkInterface(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.NetworkInterface{
		Core: c, Subnet: p.At("SubnetId").AsText(), Groups: p.At("GroupSet").AsTexts(),
		Addresses: privateAddresses(p), SourceDestCheck: p.At("SourceDestCheck").AsBool().Or(true), IPv6: asksIPv6(p),
	}
}

func networkInterfaceAttachment(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.NetworkInterfaceAttachment{
		Core: c, Interface: p.At("NetworkInterfaceId").AsText(), Instance: p.At("InstanceId").AsText(),
	}
}

func elasticIP(c estate.Core) estate.Resource {
	return &estate.ElasticIP{Core: c, Instance: c.Properties.At("InstanceId").AsText()}
}

func elasticIPAssociation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ElasticIPAssociation{
		Core: c, Address: firstText(p, "AllocationId", "EIP"), Instance: p.At("InstanceId").AsText(),
		Interface: p.At("NetworkInterfaceId").AsText(),
	}
}

func volume(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Volume{
		Core: c, Encrypted: defaultUnless(p.At("Encrypted").AsBool(), false, anyWritten(p, "SnapshotId", "SourceVolumeId")),
		KMSKey: p.At("KmsKeyId").AsText(), Snapshot: firstText(p, "SnapshotId", "SourceVolumeId"),
	}
}

func volumeAttachment(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.VolumeAttachment{Core: c, Volume: p.At("VolumeId").AsText(), Instance: p.At("InstanceId").AsText()}
}
