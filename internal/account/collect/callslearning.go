package collect

// learningCalls ask for what learns and answers: SageMaker.
func learningCalls() []Call {
	const service = "sagemaker"
	list := simple(service, "ListNotebookInstances", "ListDomains", "ListModels", "ListEndpointConfigs")
	list = append(list,
		of(service, "DescribeNotebookInstance", "ListNotebookInstances", "NotebookInstances[].NotebookInstanceName", "NotebookInstanceName"),
		of(service, "DescribeDomain", "ListDomains", "Domains[].DomainId", "DomainId"),
		of(service, "DescribeModel", "ListModels", "Models[].ModelName", "ModelName"),
		of(service, "DescribeEndpointConfig", "ListEndpointConfigs", "EndpointConfigs[].EndpointConfigName", "EndpointConfigName"),
	)
	for _, kind := range []string{"DataQuality", "ModelBias", "ModelExplainability", "ModelQuality"} {
		list = append(list, Call{Service: service, Operation: "List" + kind + "JobDefinitions"},
			of(service, "Describe"+kind+"JobDefinition", "List"+kind+"JobDefinitions", "JobDefinitionSummaries[].MonitoringJobDefinitionName", "JobDefinitionName"))
	}
	return list
}

// brokerCalls ask for what passes messages on: MSK and Amazon MQ.
func brokerCalls() []Call {
	return []Call{
		{Service: "kafka", Operation: "ListClustersV2"},
		{Service: "mq", Operation: "ListBrokers"},
		of("mq", "DescribeBroker", "ListBrokers", "BrokerSummaries[].BrokerId", "BrokerId"),
	}
}
