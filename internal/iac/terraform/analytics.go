package terraform

// analyticsRules are those of what works on data: queries, jobs, models, files,
// agents.
func analyticsRules() map[string]rule {
	files := rule{cfn: "AWS::FSx::FileSystem", make: makeFSx}
	catalog := map[string]string{"data_catalog_encryption_settings.encryption_at_rest.sse_aws_kms_key_id": "SseAwsKmsKeyId"}
	return map[string]rule{
		"aws_athena_workgroup": {cfn: "AWS::Athena::WorkGroup", name: "name", rename: map[string]string{
			"configuration": "WorkGroupConfiguration", "configuration.publish_cloudwatch_metrics_enabled": "PublishCloudWatchMetricsEnabled",
			"configuration.result_configuration.encryption_configuration.kms_key_arn": "KmsKey"}},
		"aws_glue_connection": {cfn: "AWS::Glue::Connection", rename: map[string]string{
			"connection_type": "ConnectionInput.ConnectionType", "connection_properties": "ConnectionInput.ConnectionProperties",
			"physical_connection_requirements": "ConnectionInput.PhysicalConnectionRequirements", "name": "ConnectionInput.Name"}},
		"aws_glue_crawler":                          {cfn: "AWS::Glue::Crawler", name: "name", rename: map[string]string{"security_configuration": "CrawlerSecurityConfiguration"}},
		"aws_glue_data_catalog_encryption_settings": {cfn: "AWS::Glue::DataCatalogEncryptionSettings", rename: catalog},
		"aws_glue_job":                              {cfn: "AWS::Glue::Job", name: "name", rename: map[string]string{"role_arn": "Role"}},
		"aws_glue_security_configuration":           {cfn: "AWS::Glue::SecurityConfiguration", name: "name", rename: map[string]string{"encryption_configuration.s3_encryption": "S3Encryptions"}},
		"aws_glue_resource_policy":                  {cfn: "AWS::Glue::ResourcePolicy", make: func(x *translation) { x.set("Policy", x.document(x.written("policy"))) }},
		"aws_glacier_vault": {cfn: "AWS::Glacier::Vault", name: "name", make: func(x *translation) {
			x.set("AccessPolicy", x.document(x.written("access_policy")))
		}},
		"aws_emr_cluster": {cfn: "AWS::EMR::Cluster", rename: map[string]string{
			"ec2_attributes.key_name": "Ec2KeyName", "ec2_attributes.subnet_id": "Ec2SubnetId", "ec2_attributes.subnet_ids": "Ec2SubnetIds", "ec2_attributes": "Instances",
			"ec2_attributes.instance_profile": "-", "termination_protection": "-"}, make: makeEMR},
		"aws_emr_security_configuration": {cfn: "AWS::EMR::SecurityConfiguration", name: "name", rename: map[string]string{"configuration": "-"}, make: func(x *translation) {
			x.set("SecurityConfiguration", x.document(x.written("configuration")))
		}},
		"aws_fsx_lustre_file_system": files, "aws_fsx_windows_file_system": files, "aws_fsx_ontap_file_system": files, "aws_fsx_openzfs_file_system": files,
		"aws_sagemaker_endpoint_configuration": {cfn: "AWS::SageMaker::EndpointConfig", rename: map[string]string{"kms_key_arn": "KmsKeyId"}},
		"aws_sagemaker_notebook_instance":      {cfn: "AWS::SageMaker::NotebookInstance", rename: map[string]string{"security_groups": "SecurityGroupIds"}},
		"aws_sagemaker_model":                  {cfn: "AWS::SageMaker::Model"},
		"aws_timestreamwrite_database":         {cfn: "AWS::Timestream::Database", name: "database_name"},
		"aws_bedrockagent_agent":               {cfn: "AWS::Bedrock::Agent", rename: map[string]string{"guardrail_configuration": "GuardrailConfiguration"}},
		"aws_bedrockagent_knowledge_base":      {cfn: "AWS::Bedrock::KnowledgeBase"},
		"aws_bedrock_guardrail": {cfn: "AWS::Bedrock::Guardrail", rename: map[string]string{
			"content_policy_config.filters_config": "FiltersConfig", "topic_policy_config.topics_config": "TopicsConfig"}},
		"aws_batch_job_definition":      {cfn: "AWS::Batch::JobDefinition", rename: dropped("container_properties", "ecs_properties", "node_properties"), make: makeJob},
		"aws_batch_compute_environment": {cfn: "AWS::Batch::ComputeEnvironment", rename: map[string]string{"compute_resources.ec2_key_pair": "Ec2KeyPair"}},
	}
}

// makeFSx: the type of the file system is in the name of Terraform's.
func makeFSx(x *translation) {
	kinds := map[string]string{
		"aws_fsx_lustre_file_system": "LUSTRE", "aws_fsx_windows_file_system": "WINDOWS", "aws_fsx_ontap_file_system": "ONTAP", "aws_fsx_openzfs_file_system": "OPENZFS",
	}
	within := map[string]string{"LUSTRE": "LustreConfiguration", "WINDOWS": "WindowsConfiguration", "ONTAP": "OntapConfiguration", "OPENZFS": "OpenZFSConfiguration"}
	kind := kinds[x.instance.typ()]
	x.set("FileSystemType", textOf(kind, x.block.at))
	for _, name := range []string{"deployment_type", "automatic_backup_retention_days", "fsx_admin_password"} {
		x.set(within[kind]+"."+pascal(name), x.written(name))
		x.unset(pascal(name))
	}
}

// makeEMR writes under Instances what Terraform has at the top, and the other way.
func makeEMR(x *translation) {
	x.set("JobFlowRole", x.firstPart("ec2_attributes", "instance_profile"))
	x.set("Instances.TerminationProtected", x.written("termination_protection"))
}

// makeJob reads what Terraform has as JSON texts under the API's names.
func makeJob(x *translation) {
	for _, name := range []string{"container_properties", "ecs_properties", "node_properties"} {
		v := x.document(x.written(name))
		if v.isNone() {
			continue
		}
		x.set(pascal(name), x.lift(v.at, []*value{v}, func(in []*value) *value {
			if in[0].form() == isScalar {
				return unknownOf(x.cause(in[0], in[0].at), in[0].at)
			}
			return capitals(in[0])
		}))
	}
}
