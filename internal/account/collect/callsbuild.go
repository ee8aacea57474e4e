package collect

import "ringwall/internal/account/wire"

// launchCalls ask for what instances are started from. Of launch templates the versions
// that are started: the default one and the latest.
func launchCalls() []Call {
	return []Call{
		{Service: "ec2", Operation: "DescribeLaunchTemplates"},
		{Service: "ec2", Operation: "DescribeLaunchTemplateVersions", Params: wire.Params{"Versions": []string{"$Default", "$Latest"}}},
		{Service: "autoscaling", Operation: "DescribeAutoScalingGroups"},
		{Service: "autoscaling", Operation: "DescribeLaunchConfigurations"},
	}
}

// buildCalls ask for builds and pipelines, and for GraphQL's front doors.
func buildCalls() []Call {
	return []Call{
		{Service: "codebuild", Operation: "ListProjects"},
		of("codebuild", "BatchGetProjects", "ListProjects", "projects[]", "names").listed(),
		{Service: "codepipeline", Operation: "ListPipelines"},
		of("codepipeline", "GetPipeline", "ListPipelines", "pipelines[].name", "name"),
		{Service: "appsync", Operation: "ListGraphqlApis"},
		{Service: "appsync", Operation: "ListApis"},
		of("appsync", "GetApiCache", "ListGraphqlApis", "graphqlApis[].apiId", "apiId").noneIf("apiCache", "NotFoundException"),
	}
}
