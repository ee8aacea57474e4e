package terraform

// policyNames are the attributes under which the provider has a policy document.
var policyNames = [...]string{"policy", "policy_document", "access_policy", "access_policies", "resource_policy"}

// readPolicy reads the policy of a type that has no counterpart. It is called Policy
// then, whatever the provider calls it: so stands the policy of something that is not
// in the sources.
func (x *translation) readPolicy() {
	if x.target.spec.Name != "" {
		return
	}
	for _, name := range policyNames {
		if v := x.document(x.written(name)); !v.isNone() {
			x.unset(pascal(name))
			x.set("Policy", v)
			return
		}
	}
}

// standingRules are those of types of which a property or two is all that is read.
func standingRules() map[string]rule {
	options := map[string]string{"setting": "OptionSettings", "setting.name": "OptionName"}
	return map[string]rule{
		"aws_elastic_beanstalk_environment":            {cfn: "AWS::ElasticBeanstalk::Environment", name: "name", rename: options},
		"aws_elastic_beanstalk_configuration_template": {cfn: "AWS::ElasticBeanstalk::ConfigurationTemplate", rename: options},
		"aws_iot_policy":         {cfn: "AWS::IoT::Policy", rename: map[string]string{"name": "PolicyName", "policy": "PolicyDocument"}},
		"aws_lightsail_instance": {cfn: "AWS::Lightsail::Instance", name: "name", rename: map[string]string{"name": "InstanceName"}},
		"aws_lightsail_instance_public_ports": {cfn: "AWS::Lightsail::Instance", rename: dropped("port_info"), make: func(x *translation) {
			var ports []*value
			for _, b := range x.blocksOf("port_info") {
				one := object(b.is.atOr(x.block.at))
				for _, name := range []string{"protocol", "from_port", "to_port", "cidrs", "ipv6_cidrs", "cidr_list_aliases"} {
					if v := x.part(b.is, name); !v.isNone() {
						one.fields = append(one.fields, field{pascal(name), v.at, v})
					}
				}
				ports = append(ports, either(b.when, one, nil, one.at))
			}
			all := listOf(ports, x.block.at)
			x.set("Networking.Ports", all)
			x.joins(x.written("instance_name"), "AWS::Lightsail::Instance", "Networking.Ports", all, false)
		}},
		"aws_gamelift_fleet":          {cfn: "AWS::GameLift::Fleet", rename: map[string]string{"ec2_inbound_permission": "EC2InboundPermissions"}},
		"aws_sesv2_configuration_set": {cfn: "AWS::SES::ConfigurationSet", rename: map[string]string{"configuration_set_name": "Name"}},
		"aws_keyspaces_table": {cfn: "AWS::Cassandra::Table", rename: map[string]string{
			"encryption_specification.type": "EncryptionType", "encryption_specification.kms_key_identifier": "KmsKeyIdentifier", "point_in_time_recovery": "-"}, make: func(x *translation) {
			x.set("PointInTimeRecoveryEnabled", x.mapText(x.firstPart("point_in_time_recovery", "status"), func(s string) string {
				if s == "ENABLED" {
					return "true"
				}
				return "false"
			}))
		}},
		"aws_connect_instance_storage_config": {cfn: "AWS::Connect::InstanceStorageConfig", rename: dropped("storage_config"), make: func(x *translation) {
			for _, name := range []string{"storage_type", "s3_config", "kinesis_video_stream_config"} {
				shape, _ := shapeAt(x, x.target.spec.Properties, pascal(name))
				x.set(pascal(name), x.shaped(x.firstPart("storage_config", name), "", shape))
			}
		}},
		"aws_imagebuilder_image_recipe": {cfn: "AWS::ImageBuilder::ImageRecipe", name: "-", rename: map[string]string{"block_device_mapping": "BlockDeviceMappings", "component": "Components"}},
		"aws_imagebuilder_distribution_configuration": {cfn: "AWS::ImageBuilder::DistributionConfiguration", name: "-", rename: dropped("distribution"), make: func(x *translation) {
			var all []*value
			for _, d := range x.blocksOf("distribution") {
				at := d.is.atOr(x.block.at)
				image := firstObject(x.part(d.is, "ami_distribution_configuration"))
				share := object(at, field{"UserGroups", at, x.innerPart(image, "launch_permission", "user_groups")}, field{"UserIds", at, x.innerPart(image, "launch_permission", "user_ids")})
				one := object(at, field{"Region", at, x.part(d.is, "region")},
					field{"AmiDistributionConfiguration", at, object(at, field{"LaunchPermissionConfiguration", at, share})})
				all = append(all, either(d.when, one, nil, at))
			}
			x.set("Distributions", listOf(all, x.block.at))
		}},
		"aws_spot_fleet_request":  {cfn: "AWS::EC2::SpotFleet", rename: dropped("launch_specification"), make: makeSpotFleet},
		"aws_waf_web_acl":         {cfn: "AWS::WAF::WebACL", rename: dropped("logging_configuration"), make: makeClassicACL},
		"aws_wafregional_web_acl": {cfn: "AWS::WAFRegional::WebACL", rename: dropped("logging_configuration"), make: makeClassicACL},
	}
}

// makeClassicACL: of a web ACL of AWS WAF Classic the provider says whether it logs;
// CloudFormation says nothing of that.
func makeClassicACL(x *translation) {
	x.set("Logs", boolOf(!x.written("logging_configuration").isNone(), x.block.at))
}

// makeSpotFleet writes what a fleet launches under its configuration, where the API
// has it.
func makeSpotFleet(x *translation) {
	var all []*value
	for _, b := range x.blocksOf("launch_specification") {
		at := b.is.atOr(x.block.at)
		var disks []*value
		for _, typ := range []string{"root_block_device", "ebs_block_device"} {
			for _, d := range itemsOf(x.part(b.is, typ), at) {
				disk := object(at, field{"Encrypted", at, x.part(d.is, "encrypted")}, field{"KmsKeyId", at, x.part(d.is, "kms_key_id")}, field{"SnapshotId", at, x.part(d.is, "snapshot_id")})
				disks = append(disks, either(d.when, object(at, field{"DeviceName", at, x.part(d.is, "device_name")}, field{"Ebs", at, disk}), nil, at))
			}
		}
		one := object(at, field{"ImageId", at, x.part(b.is, "ami")}, field{"InstanceType", at, x.part(b.is, "instance_type")}, field{"SubnetId", at, x.part(b.is, "subnet_id")})
		if disks != nil {
			one.fields = append(one.fields, field{"BlockDeviceMappings", at, listOf(disks, at)})
		}
		all = append(all, either(b.when, one, nil, at))
	}
	if all != nil {
		x.set("SpotFleetRequestConfigData.LaunchSpecifications", listOf(all, x.block.at))
	}
	x.set("SpotFleetRequestConfigData.IamFleetRole", x.written("iam_fleet_role"))
	x.unset("IamFleetRole")
}
