package terraform

// companionRules are those of resources that only say something of another, beside
// those that stand in the files of their services.
func companionRules() map[string]rule {
	return map[string]rule{
		"aws_cloudwatch_log_destination":                  {cfn: "AWS::Logs::Destination", name: "name", rename: map[string]string{"name": "DestinationName"}},
		"aws_cloudwatch_log_destination_policy":           {make: joinNamed("destination_name", "AWS::Logs::Destination", "DestinationPolicy", "access_policy")},
		"aws_media_store_container":                       {cfn: "AWS::MediaStore::Container", name: "name", rename: map[string]string{"name": "ContainerName"}},
		"aws_media_store_container_policy":                {make: joinNamed("container_name", "AWS::MediaStore::Container", "Policy", "policy")},
		"aws_codeartifact_domain":                         {cfn: "AWS::CodeArtifact::Domain", name: "domain", rename: map[string]string{"domain": "DomainName", "encryption_key": "EncryptionKey"}},
		"aws_codeartifact_repository":                     {cfn: "AWS::CodeArtifact::Repository", name: "repository", rename: map[string]string{"repository": "RepositoryName", "domain": "DomainName"}},
		"aws_codeartifact_domain_permissions_policy":      {make: joinNamed("domain", "AWS::CodeArtifact::Domain", "PermissionsPolicyDocument", "policy_document")},
		"aws_codeartifact_repository_permissions_policy":  {make: joinNamed("repository", "AWS::CodeArtifact::Repository", "PermissionsPolicyDocument", "policy_document")},
		"aws_ecr_registry_policy":                         {cfn: "AWS::ECR::RegistryPolicy", rename: map[string]string{"policy": "PolicyText"}},
		"aws_s3control_object_lambda_access_point_policy": {cfn: "AWS::S3ObjectLambda::AccessPointPolicy", rename: map[string]string{"policy": "PolicyDocument"}},
		"aws_s3control_multi_region_access_point_policy": {cfn: "AWS::S3::MultiRegionAccessPointPolicy", rename: dropped("details"), make: func(x *translation) {
			x.set("MrapName", x.firstPart("details", "name"))
			x.set("Policy", x.document(x.firstPart("details", "policy")))
		}},
		"aws_backup_logically_air_gapped_vault":      {cfn: "AWS::Backup::LogicallyAirGappedBackupVault", rename: map[string]string{"name": "BackupVaultName"}},
		"aws_backup_restore_testing_plan":            {cfn: "AWS::Backup::RestoreTestingPlan", name: "name", rename: map[string]string{"name": "RestoreTestingPlanName"}},
		"aws_backup_restore_testing_selection":       {cfn: "AWS::Backup::RestoreTestingSelection", name: "name", rename: map[string]string{"name": "RestoreTestingSelectionName"}},
		"aws_inspector2_filter":                      {cfn: "AWS::InspectorV2::Filter", rename: map[string]string{"action": "FilterAction"}},
		"aws_lambda_code_signing_config":             {cfn: "AWS::Lambda::CodeSigningConfig", rename: map[string]string{"policies": "CodeSigningPolicies"}, attributes: map[string]string{"arn": ""}},
		"aws_securityhub_organization_admin_account": {cfn: "AWS::SecurityHub::DelegatedAdmin"},
		"aws_detective_organization_admin_account":   {cfn: "AWS::Detective::OrganizationAdmin"},
		"aws_globalaccelerator_accelerator": {cfn: "AWS::GlobalAccelerator::Accelerator", rename: dropped("attributes"), make: func(x *translation) {
			for _, name := range []string{"flow_logs_enabled", "flow_logs_s3_bucket", "flow_logs_s3_prefix"} {
				x.set(pascal(name), x.firstPart("attributes", name))
			}
		}},
		"aws_cloudwatch_log_delivery":             {cfn: "AWS::Logs::Delivery"},
		"aws_cloudwatch_log_delivery_destination": {cfn: "AWS::Logs::DeliveryDestination", name: "name", rename: map[string]string{"delivery_destination_configuration.destination_resource_arn": "DestinationResourceArn"}, attributes: map[string]string{"arn": "Arn"}},
		"aws_cloudwatch_log_delivery_source":      {cfn: "AWS::Logs::DeliverySource", name: "name"},
		"aws_ec2_tag": {make: func(x *translation) {
			at := x.block.at
			x.joins(x.written("resource_id"), "", "Tags", object(at, field{"Key", at, x.written("key")}, field{"Value", at, x.written("value")}), true)
		}},
		"aws_route53_zone_association": {make: func(x *translation) {
			at := x.block.at
			one := object(at, field{"VPCId", at, x.written("vpc_id")}, field{"VPCRegion", at, x.written("vpc_region")})
			x.joins(x.written("zone_id"), "AWS::Route53::HostedZone", "VPCs", one, true)
		}},
		"aws_route53_query_log": {make: joinTo("zone_id", "AWS::Route53::HostedZone", "QueryLoggingConfig.CloudWatchLogsLogGroupArn", "cloudwatch_log_group_arn", false)},
		"aws_route53_resolver_firewall_rule": {make: func(x *translation) {
			at := x.block.at
			one := object(at, field{"Action", at, x.written("action")}, field{"Priority", at, x.written("priority")}, field{"FirewallDomainListId", at, x.written("firewall_domain_list_id")})
			x.joins(x.written("firewall_rule_group_id"), "AWS::Route53Resolver::FirewallRuleGroup", "FirewallRules", one, true)
		}},
		"aws_ssm_patch_baseline": {cfn: "AWS::SSM::PatchBaseline", rename: map[string]string{"approval_rule": "ApprovalRules.PatchRules"}},
		"aws_ssm_patch_group":    {make: joinTo("baseline_id", "AWS::SSM::PatchBaseline", "PatchGroups", "patch_group", true)},
		"aws_ssm_default_patch_baseline": {make: func(x *translation) {
			x.joins(x.written("baseline_id"), "AWS::SSM::PatchBaseline", "DefaultBaseline", boolOf(true, x.block.at), false)
		}},
		"aws_codepipeline": {cfn: "AWS::CodePipeline::Pipeline", name: "name", rename: map[string]string{"stage": "-", "artifact_store": "-"}, make: makePipeline},
		"aws_acmpca_certificate_authority": {cfn: "AWS::ACMPCA::CertificateAuthority", rename: dropped("certificate_authority_configuration"), attributes: map[string]string{"arn": ""}, make: func(x *translation) {
			x.orText("Type", "SUBORDINATE") // the provider's default
			for _, name := range []string{"key_algorithm", "signing_algorithm"} {
				x.set(pascal(name), x.firstPart("certificate_authority_configuration", name))
			}
		}},
		"aws_appsync_graphql_api": {cfn: "AWS::AppSync::GraphQLApi", rename: map[string]string{"additional_authentication_provider": "AdditionalAuthenticationProviders"}, attributes: map[string]string{"id": "ApiId"}},
	}
}

// makePipeline writes stages and actions as the API has them: what an action is
// stands in its ActionTypeId.
func makePipeline(x *translation) {
	at := x.block.at
	stores := x.blocksOf("artifact_store")
	for n, s := range stores {
		key := object(at, field{"Id", at, x.innerPart(s.is, "encryption_key", "id")}, field{"Type", at, x.innerPart(s.is, "encryption_key", "type")})
		if len(key.fields) == 0 {
			key = nil
		}
		one := object(at, field{"Location", at, x.part(s.is, "location")}, field{"Type", at, x.part(s.is, "type")}, field{"EncryptionKey", at, key})
		if len(stores) == 1 {
			x.set("ArtifactStore", either(s.when, one, nil, at))
			break
		}
		if n == 0 {
			x.set("ArtifactStores", listOf(nil, at))
		}
		all := x.properties.property("ArtifactStores")
		all.items = append(all.items, either(s.when, object(at, field{"ArtifactStore", at, one}, field{"Region", at, x.part(s.is, "region")}), nil, at))
	}
	var stages []*value
	for _, s := range x.blocksOf("stage") {
		var actions []*value
		for _, a := range itemsOf(x.part(s.is, "action"), at) {
			actions = append(actions, either(a.when, x.pipelineAction(a.is), nil, at))
		}
		stages = append(stages, either(s.when, object(at, field{"Name", at, x.part(s.is, "name")}, field{"Actions", at, listOf(actions, at)}), nil, at))
	}
	if stages != nil {
		x.set("Stages", listOf(stages, at))
	}
}

func (x *translation) pipelineAction(a *value) *value {
	at := a.atOr(x.block.at)
	kind := object(at)
	for _, name := range []string{"category", "owner", "provider", "version"} {
		kind.fields = append(kind.fields, field{pascal(name), at, x.part(a, name)})
	}
	return object(at, field{"Name", at, x.part(a, "name")}, field{"ActionTypeId", at, object(at, kind.fields...)},
		field{"Configuration", at, x.part(a, "configuration")}, field{"RoleArn", at, x.part(a, "role_arn")})
}
