package account

// learningForms are the outputs of SageMaker.
func learningForms() []form {
	const service = "sagemaker "
	out := []form{
		{command: service + "list-notebook-instances", key: "NotebookInstances", read: names("AWS::SageMaker::NotebookInstance", "NotebookInstanceName", "NotebookInstanceArn", service+"describe-notebook-instance")},
		{command: service + "describe-notebook-instance", whole: true, needs: []string{"NotebookInstanceName", "NotebookInstanceArn"}, read: (*formed).notebook},
		{command: service + "list-domains", key: "Domains", marks: []string{"DomainArn"}, read: names("AWS::SageMaker::Domain", "DomainId", "DomainArn", service+"describe-domain")},
		{command: service + "describe-domain", whole: true, needs: []string{"DomainArn", "DomainId"}, read: is("AWS::SageMaker::Domain", "DomainId", "DomainArn", naming{})},
		{command: service + "list-models", key: "Models", marks: []string{"ModelArn"}, read: names("AWS::SageMaker::Model", "ModelName", "ModelArn", service+"describe-model")},
		{command: service + "describe-model", whole: true, needs: []string{"ModelName", "ModelArn"}, read: is("AWS::SageMaker::Model", "ModelName", "ModelArn", naming{plain: []string{"Environment"}})},
		{command: service + "list-endpoint-configs", key: "EndpointConfigs", marks: []string{"EndpointConfigArn"}, read: names("AWS::SageMaker::EndpointConfig", "EndpointConfigName", "EndpointConfigArn", service+"describe-endpoint-config")},
		{command: service + "describe-endpoint-config", whole: true, needs: []string{"EndpointConfigName", "EndpointConfigArn"}, read: is("AWS::SageMaker::EndpointConfig", "EndpointConfigName", "EndpointConfigArn", naming{})},
	}
	for _, kind := range []struct{ verb, typ string }{
		{"data-quality", "AWS::SageMaker::DataQualityJobDefinition"}, {"model-bias", "AWS::SageMaker::ModelBiasJobDefinition"},
		{"model-explainability", "AWS::SageMaker::ModelExplainabilityJobDefinition"}, {"model-quality", "AWS::SageMaker::ModelQualityJobDefinition"},
	} {
		show := service + "describe-" + kind.verb + "-job-definition"
		out = append(out,
			form{command: service + "list-" + kind.verb + "-job-definitions", key: "JobDefinitionSummaries", named: true, read: names(kind.typ, "MonitoringJobDefinitionName", "MonitoringJobDefinitionArn", show)},
			form{command: show, whole: true, needs: []string{"JobDefinitionName", "JobDefinitionArn"}, read: is(kind.typ, "JobDefinitionName", "JobDefinitionArn", naming{plain: []string{"Environment"}})})
	}
	return out
}

// notebook reads the answer of SageMaker's DescribeNotebookInstance.
func (x *formed) notebook() {
	p := x.properties(naming{rename: map[string]string{"SecurityGroups": "SecurityGroupIds"}})
	x.add("AWS::SageMaker::NotebookInstance", x.text("NotebookInstanceName"), x.text("NotebookInstanceArn"), got, p)
}
