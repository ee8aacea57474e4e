package account

import (
	"strings"

	"ringwall/internal/estate"
)

// computeForms are the outputs of containers, clusters and functions.
func computeForms() []form {
	return []form{
		{command: "ecs list-clusters", key: "clusterArns", read: func(*formed) {}},
		{command: "ecs describe-clusters", key: "clusters", marks: []string{"clusterArn", "clusterName"}, of: []string{"cluster"}, read: (*formed).ecsCluster},
		{command: "ecs list-services", key: "serviceArns", of: []string{"cluster"}, read: func(*formed) {}},
		{command: "ecs describe-services", key: "services", marks: []string{"serviceArn", "serviceName"}, of: []string{"cluster"}, read: (*formed).ecsService},
		{command: "ecs describe-task-definition", key: "taskDefinition", single: true, marks: []string{"taskDefinitionArn"}, read: (*formed).taskDefinition},

		{command: "eks list-clusters", key: "clusters", read: func(*formed) {}},
		{command: "eks describe-cluster", key: "cluster", single: true, marks: []string{"arn", "name"}, read: (*formed).eksCluster},
		{command: "eks list-nodegroups", key: "nodegroups", of: []string{"clusterName"}, read: func(*formed) {}},
		{command: "eks describe-nodegroup", key: "nodegroup", single: true, marks: []string{"nodegroupArn"}, read: (*formed).eksNodegroup},

		{command: "lambda list-function-url-configs", key: "FunctionUrlConfigs", of: []string{"FunctionName"}, read: (*formed).functionURL},
		{command: "lambda get-function-concurrency", whole: true, of: []string{"FunctionName"}, read: (*formed).reserved},
		{command: "lambda list-event-source-mappings", key: "EventSourceMappings", read: (*formed).eventSource},
		{command: "stepfunctions list-state-machines", key: "stateMachines", marks: []string{"stateMachineArn"}, read: (*formed).stateMachine},
	}
}

// userNames are the members of ECS's outputs: the user's own names.
func userNames() []string { return []string{"options", "dockerLabels", "labels", "driverOpts"} }

// ecsCluster reads a Cluster (ECS DescribeClusters --include SETTINGS CONFIGURATIONS
// TAGS). Without that its settings are not there.
func (x *formed) ecsCluster() {
	p := x.properties(naming{rename: map[string]string{"settings": "ClusterSettings"}, plain: userNames()})
	if strings.EqualFold(x.text("status"), "INACTIVE") {
		return
	}
	if !x.t.Has("settings") {
		p = withMember(p, "ClusterSettings", x.unsaid(x.text("clusterName"), "ecs describe-clusters --include SETTINGS CONFIGURATIONS", x.text("clusterName")))
		p = withMember(p, "Configuration", x.unsaid(x.text("clusterName"), "ecs describe-clusters --include SETTINGS CONFIGURATIONS", x.text("clusterName")))
	}
	x.add("AWS::ECS::Cluster", x.text("clusterName"), x.text("clusterArn"), got, p)
}

// ecsService reads a Service (ECS DescribeServices).
func (x *formed) ecsService() {
	p := x.properties(naming{rename: map[string]string{"clusterArn": "Cluster"}, plain: userNames()})
	if strings.EqualFold(x.text("status"), "INACTIVE") {
		return
	}
	x.add("AWS::ECS::Service", x.text("serviceName"), x.text("serviceArn"), got, p)
}

// taskDefinition reads a TaskDefinition (ECS DescribeTaskDefinition).
func (x *formed) taskDefinition() {
	arn := x.text("taskDefinitionArn")
	if strings.EqualFold(x.text("status"), "INACTIVE") {
		return
	}
	x.add("AWS::ECS::TaskDefinition", lastPart(arn[:max(strings.LastIndexByte(arn, ':'), 0)]), arn, got, x.properties(naming{plain: userNames()}))
}

// eksCluster reads a Cluster (EKS DescribeCluster).
func (x *formed) eksCluster() {
	p := x.properties(naming{plain: []string{"tags"}})
	logs := listTree(x.t.Origin)
	if setups := x.t.At("logging", "clusterLogging"); setups != nil {
		for _, s := range setups.Items {
			if plainIn(s.At("enabled")) != "true" {
				continue
			}
			for _, t := range itemsOf(s.At("types")) {
				logs.Items = append(logs.Items, mapTree(t.Origin, member("Type", t)))
			}
		}
	}
	p = withMember(p, "Logging", mapTree(x.t.Origin, member("ClusterLogging", mapTree(x.t.Origin, member("EnabledTypes", logs)))))
	x.add("AWS::EKS::Cluster", x.text("name"), x.text("arn"), got, p)
}

// eksNodegroup reads a Nodegroup (EKS DescribeNodegroup).
func (x *formed) eksNodegroup() {
	p := x.properties(naming{plain: []string{"tags", "labels"}})
	p = withMember(p, "ClusterName", textTree(x.arn("eks", "cluster/"+x.text("clusterName")), x.t.Origin))
	x.add("AWS::EKS::Nodegroup", x.text("clusterName")+"/"+x.text("nodegroupName"), x.text("nodegroupArn"), got, p)
}

// functionURL reads a FunctionUrlConfig (Lambda ListFunctionUrlConfigs).
func (x *formed) functionURL() {
	arn := x.text("FunctionArn")
	p := withMember(x.properties(naming{}), "TargetFunctionArn", textTree(arn, x.t.Origin))
	x.add("AWS::Lambda::Url", lastPart(arn)+"/url", arn+"/url", got, p)
}

// eventSource reads an EventSourceMappingConfiguration (Lambda
// ListEventSourceMappings).
func (x *formed) eventSource() {
	p := x.properties(naming{rename: map[string]string{"FunctionArn": "FunctionName"}})
	if s := x.text("State"); s != "" {
		p = withMember(p, "Enabled", boolTree(s == "Enabled" || s == "Enabling" || s == "Creating" || s == "Updating", x.t.Origin))
	}
	x.add("AWS::Lambda::EventSourceMapping", x.text("UUID"), x.arn("lambda", "event-source-mapping:"+x.text("UUID")), got, p)
}

// stateMachine reads a StateMachineListItem (Step Functions ListStateMachines): it does
// not say what the machine does, nor as whom.
func (x *formed) stateMachine() {
	name := x.text("name")
	g := estate.NotListed("what the state machine "+name+" does", "no command that shows it is read", "load the template that declares it")
	p := &estate.Tree{Kind: estate.Map, Origin: x.t.Origin, Open: g.Variable}
	x.add("AWS::StepFunctions::StateMachine", name, x.text("stateMachineArn"), listed, withMember(p, "StateMachineName", x.t.At("name")))
}
