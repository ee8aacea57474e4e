package estate

// Pipeline is a pipeline of CodePipeline.
type Pipeline struct {
	Core
	Role Value[Text]
	// KMSKey is that of the artifact store; absent: the AWS-managed key.
	KMSKey  Value[Text]
	Stores  Items[Text] // buckets
	Actions Items[PipelineAction]
}

// PipelineAction is one action of a stage.
type PipelineAction struct {
	Origin        Origin
	Name          Value[Text]
	Category      Value[string] // "Source", "Build", "Deploy", "Approval", …
	Provider      Value[string] // "GitHub", "CodeStarSourceConnection", "CodeBuild", "CloudFormation", …
	Owner         Value[string] // "AWS", "ThirdParty", "Custom"
	Role          Value[Text]
	Configuration *Tree
}
