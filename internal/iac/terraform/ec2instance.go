package terraform

import (
	"strings"

	"ringwall/internal/estate"
)

func computeRules() map[string]rule {
	disks := dropped("root_block_device", "ebs_block_device", "ephemeral_block_device", "user_data_base64")
	with := func(more map[string]string) map[string]string {
		out := map[string]string{}
		for k, v := range disks {
			out[k] = v
		}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	return map[string]rule{
		"aws_instance": {cfn: "AWS::EC2::Instance", rename: with(map[string]string{
			"ami": "ImageId", "vpc_security_group_ids": "SecurityGroupIds", "private_ip": "PrivateIpAddress", "ipv6_addresses": "-",
			"network_interface": "-", "primary_network_interface": "-", "associate_public_ip_address": "-", "launch_template.id": "LaunchTemplateId",
			"launch_template.name": "LaunchTemplateName"}), make: makeInstance},
		"aws_spot_instance_request": {cfn: "AWS::EC2::Instance", rename: with(map[string]string{
			"ami": "ImageId", "vpc_security_group_ids": "SecurityGroupIds", "private_ip": "PrivateIpAddress",
			"network_interface": "-", "associate_public_ip_address": "-"}), make: makeInstance},
		"aws_launch_template":      {cfn: "AWS::EC2::LaunchTemplate", name: "-", make: makeLaunchTemplate},
		"aws_launch_configuration": {cfn: "AWS::AutoScaling::LaunchConfiguration", name: "name", rename: with(map[string]string{"name": "LaunchConfigurationName", "enable_monitoring": "InstanceMonitoring"}), make: makeLaunchConfiguration},
		"aws_autoscaling_group": {cfn: "AWS::AutoScaling::AutoScalingGroup", name: "name", rename: map[string]string{
			"name": "AutoScalingGroupName", "launch_configuration": "LaunchConfigurationName", "load_balancers": "LoadBalancerNames", "tag": "-",
			"launch_template.id": "LaunchTemplateId", "launch_template.name": "LaunchTemplateName",
			"mixed_instances_policy.launch_template.override":                               "Overrides",
			"mixed_instances_policy.launch_template.launch_template_specification.id":       "LaunchTemplateId",
			"mixed_instances_policy.launch_template.launch_template_specification.name":     "LaunchTemplateName",
			"mixed_instances_policy.launch_template.override.launch_template_specification": "LaunchTemplateSpecification"}, make: makeScalingGroup},
		"aws_autoscaling_attachment":                 {make: makeScalingAttachment},
		"aws_network_interface":                      {cfn: "AWS::EC2::NetworkInterface", rename: map[string]string{"security_groups": "GroupSet", "private_ips": "-", "private_ip": "PrivateIpAddress", "attachment": "-", "private_ips_count": "SecondaryPrivateIpAddressCount", "ipv6_addresses": "-"}, make: makeInterface},
		"aws_network_interface_attachment":           {cfn: "AWS::EC2::NetworkInterfaceAttachment"},
		"aws_network_interface_sg_attachment":        {make: makeInterfaceGroup},
		"aws_ebs_volume":                             {cfn: "AWS::EC2::Volume"},
		"aws_volume_attachment":                      {cfn: "AWS::EC2::VolumeAttachment"},
		"aws_iam_service_linked_role":                {},
		"aws_ec2_instance_metadata_defaults":         {},
		"aws_ebs_snapshot_block_public_access":       {cfn: "AWS::EC2::SnapshotBlockPublicAccess"},
		"aws_appautoscaling_target":                  {},
		"aws_network_interface_permission":           {},
		"aws_vpc_endpoint_connection_notification":   {},
		"aws_vpc_endpoint_service_allowed_principal": {},
	}
}

// bare are the properties of an interface that an instance makes by itself.
var bare = [...][3]string{
	{"subnet_id", "SubnetId", "SubnetId"}, {"vpc_security_group_ids", "SecurityGroupIds", "GroupSet"}, {"private_ip", "PrivateIpAddress", "PrivateIpAddress"},
}

func makeInstance(x *translation) {
	x.disks()
	x.userData()
	at := x.block.at
	if v := x.written("ipv6_addresses"); !v.isNone() {
		x.set("Ipv6Addresses", x.objects(v, "Ipv6Address"))
	}
	if v := x.written("associate_public_ip_address"); !v.isNone() {
		// The API takes it for an interface only: the instance's first.
		eni := object(at, field{"DeviceIndex", at, numberOf("0", at)}, field{"AssociatePublicIpAddress", v.at, v})
		for _, b := range bare {
			if p := x.properties.property(b[1]); !p.isNone() {
				eni.fields = append(eni.fields, field{b[2], p.at, p})
				x.unset(b[1])
			}
		}
		x.set("NetworkInterfaces", listOf([]*value{eni}, v.at))
	}
	var interfaces []*value
	for _, typ := range []string{"primary_network_interface", "network_interface"} {
		for _, b := range x.blocksOf(typ) {
			index := x.part(b.is, "device_index")
			if typ == "primary_network_interface" {
				index = numberOf("0", at)
			}
			eni := object(b.is.atOr(at), field{"NetworkInterfaceId", at, x.part(b.is, "network_interface_id")}, field{"DeviceIndex", at, index})
			interfaces = append(interfaces, either(b.when, eni, nil, at))
		}
	}
	if interfaces != nil {
		x.set("NetworkInterfaces", listOf(interfaces, at))
	}
}

// objects makes a list of objects with one field of a list of values.
func (x *translation) objects(v *value, name string) *value {
	out := &value{kind: isList, at: v.at}
	for _, i := range itemsOf(v, v.at) {
		out.items = append(out.items, either(i.when, object(i.is.atOr(v.at), field{name, v.at, i.is}), nil, v.at))
	}
	return out
}

// disks writes the root disk and further ones as the API has them.
func (x *translation) disks() {
	var devices []*value
	for _, typ := range []string{"root_block_device", "ebs_block_device"} {
		for _, b := range x.blocksOf(typ) {
			at := b.is.atOr(x.block.at)
			name := x.part(b.is, "device_name")
			if name.isNone() && typ == "root_block_device" {
				name = textOf("root", at)
			}
			ebs := object(at, field{"Encrypted", at, x.part(b.is, "encrypted")}, field{"KmsKeyId", at, x.part(b.is, "kms_key_id")},
				field{"SnapshotId", at, x.part(b.is, "snapshot_id")}, field{"VolumeSize", at, x.part(b.is, "volume_size")},
				field{"VolumeType", at, x.part(b.is, "volume_type")}, field{"DeleteOnTermination", at, x.part(b.is, "delete_on_termination")})
			devices = append(devices, either(b.when, object(at, field{"DeviceName", at, name}, field{"Ebs", at, ebs}), nil, at))
		}
	}
	if devices != nil {
		x.set("BlockDeviceMappings", listOf(devices, x.block.at))
	}
}

// userData keeps readable what is encoded: it is that which is reviewed.
func (x *translation) userData() {
	if v := x.written("user_data_base64"); !v.isNone() {
		x.set("UserData", x.mapText(v, func(s string) string {
			if plain, err := decodeBase64(s); err == nil {
				return plain
			}
			return s
		}))
	}
}

// makeLaunchTemplate puts into the data what is of the instances.
func makeLaunchTemplate(x *translation) {
	x.unset("Tags")
	shape, _ := shapeAt(x, x.target.spec.Properties, "LaunchTemplateData")
	var fields []field
	own := objectOf(nil, x.block.at)
	for _, name := range x.names {
		v := x.written(name)
		switch name {
		case "name":
			own.put([]string{"LaunchTemplateName"}, v, x.block.at)
		case "name_prefix", "description", "update_default_version", "default_version", "tags", "tags_all":
		case "vpc_security_group_ids":
			fields = append(fields, field{"security_group_ids", v.atOr(x.block.at), v})
		case "security_group_names":
			fields = append(fields, field{"security_groups", v.atOr(x.block.at), v})
		case "user_data":
			fields = append(fields, field{name, v.atOr(x.block.at), x.mapText(v, func(s string) string {
				if plain, err := decodeBase64(s); err == nil {
					return plain
				}
				return s
			})})
		default:
			fields = append(fields, field{name, v.atOr(x.block.at), v})
		}
	}
	x.target = &target{cfn: x.target.cfn, spec: x.target.spec, rule: rule{rename: map[string]string{"network_interfaces.security_groups": "Groups"}}}
	data := x.rename(objectOf(fields, x.block.at), "", x.inside(shape))
	own.put([]string{"LaunchTemplateData"}, data, x.block.at)
	if tags := x.allTags(x.module.provider(x.block)); !tags.isNone() {
		spec := object(x.block.at, field{"ResourceType", x.block.at, textOf("launch-template", x.block.at)}, field{"Tags", tags.at, x.tagsAs(tags, 0)})
		own.put([]string{"TagSpecifications"}, listOf([]*value{spec}, x.block.at), x.block.at)
	}
	x.properties = own
}

func makeLaunchConfiguration(x *translation) {
	x.disks()
	x.userData()
}

func makeScalingGroup(x *translation) {
	var tags []*value
	for _, b := range x.blocksOf("tag") {
		at := b.is.atOr(x.block.at)
		tags = append(tags, either(b.when, object(at, field{"Key", at, x.part(b.is, "key")}, field{"Value", at, x.part(b.is, "value")},
			field{"PropagateAtLaunch", at, x.part(b.is, "propagate_at_launch")}), nil, at))
	}
	if tags != nil {
		x.set("Tags", listOf(tags, x.block.at))
	}
}

func makeScalingAttachment(x *translation) {
	const group = "AWS::AutoScaling::AutoScalingGroup"
	of := x.written("autoscaling_group_name")
	for _, p := range [...][2]string{{"lb_target_group_arn", "TargetGroupARNs"}, {"alb_target_group_arn", "TargetGroupARNs"}, {"elb", "LoadBalancerNames"}} {
		if v := x.written(p[0]); !v.isNone() {
			x.joins(of, group, p[1], v, true)
		}
	}
}

func makeInterface(x *translation) {
	at := x.block.at
	if v := x.written("private_ips"); !v.isNone() {
		x.set("PrivateIpAddresses", x.objects(v, "PrivateIpAddress"))
	}
	if v := x.written("ipv6_addresses"); !v.isNone() {
		x.set("Ipv6Addresses", x.objects(v, "Ipv6Address"))
	}
	for _, b := range x.blocksOf("attachment") {
		x.makes("/attachment", "AWS::EC2::NetworkInterfaceAttachment", b.is.atOr(at), b.when, field{"NetworkInterfaceId", at, x.self(at)},
			field{"InstanceId", at, x.part(b.is, "instance")}, field{"DeviceIndex", at, x.part(b.is, "device_index")})
	}
}

// makeInterfaceGroup adds a group to an interface: to one that stands alone, or to
// the first of an instance.
func makeInterfaceGroup(x *translation) {
	of := x.written("network_interface_id")
	path := "GroupSet"
	if of.form() == isScalar {
		if r, ok := of.text.Reference(); ok && strings.HasPrefix(r.Attribute, "PrimaryNetworkInterface") {
			path = "SecurityGroupIds"
			of = openText(estate.OfReference(r.Resource, ""), of.at)
		}
	}
	x.joins(of, "AWS::EC2::NetworkInterface", path, x.written("security_group_id"), true)
}
