package account

import (
	"strings"

	"ringwall/internal/estate"
)

// buildForms are the outputs of builds and pipelines, and of AppSync.
func buildForms() []form {
	return []form{
		{command: "codebuild batch-get-projects", key: "projects", marks: []string{"arn", "serviceRole"}, of: []string{"names"}, read: (*formed).buildProject},
		{command: "codebuild list-projects", key: "projects", read: func(*formed) {}},
		{command: "codepipeline list-pipelines", key: "pipelines", marks: []string{"name", "version"}, read: (*formed).pipelineListed},
		{command: "codepipeline get-pipeline", key: "pipeline", single: true, marks: []string{"roleArn", "stages"}, read: (*formed).pipeline},

		{command: "appsync list-graphql-apis", key: "graphqlApis", read: (*formed).graphQL},
		{command: "appsync get-api-cache", key: "apiCache", single: true, of: []string{"apiId"}, read: (*formed).graphQLCache},
		{command: "appsync list-apis", key: "apis", marks: []string{"apiArn"}, read: (*formed).eventAPI},
	}
}

// buildProject reads a Project (CodeBuild BatchGetProjects). Without a key of its own
// it names the one that AWS manages.
func (x *formed) buildProject() {
	p := x.properties(naming{rename: map[string]string{"projectVisibility": "Visibility", "webhook": "", "buildspec": "BuildSpec"}})
	if strings.HasSuffix(x.text("encryptionKey"), ":alias/aws/s3") {
		p = withMember(p, "EncryptionKey", nil)
	}
	if hook := x.t.At("webhook"); !hook.IsMissing() {
		groups := listTree(hook.Origin)
		for _, g := range itemsOf(hook.At("filterGroups")) {
			groups.Items = append(groups.Items, naming{}.tree(g))
		}
		fields := []estate.Field{member("Webhook", boolTree(true, hook.Origin))}
		if len(groups.Items) > 0 {
			fields = append(fields, member("FilterGroups", groups))
		}
		p = withMember(p, "Triggers", mapTree(hook.Origin, fields...))
	}
	x.add("AWS::CodeBuild::Project", x.text("name"), x.text("arn"), got, p)
}

// pipelineListed reads a PipelineSummary (CodePipeline ListPipelines).
func (x *formed) pipelineListed() {
	name := x.text("name")
	x.add("AWS::CodePipeline::Pipeline", name, x.arn("codepipeline", name), listed, x.unsaid(name, "codepipeline get-pipeline", name))
}

// pipeline reads a PipelineDeclaration (CodePipeline GetPipeline).
func (x *formed) pipeline() {
	name := x.text("name")
	p := x.properties(naming{plain: []string{"configuration"}})
	if stores := x.t.At("artifactStores"); !stores.IsMissing() {
		list := listTree(stores.Origin)
		for _, f := range fieldsOf(stores) {
			list.Items = append(list.Items, mapTree(f.Origin, member("Region", textTree(f.Name, f.Origin)), member("ArtifactStore", naming{}.tree(f.Value))))
		}
		p = withMember(p, "ArtifactStores", list)
	}
	x.add("AWS::CodePipeline::Pipeline", name, x.arn("codepipeline", name), got, p)
}

// graphQL reads a GraphqlApi (AppSync ListGraphqlApis).
func (x *formed) graphQL() {
	p := x.properties(naming{plain: []string{"tags"}})
	arn := x.text("arn")
	x.add("AWS::AppSync::GraphQLApi", x.text("apiId"), arn, got, p)
	if acl := x.text("wafWebAclArn"); acl != "" {
		x.associate(arn, acl, x.t.At("wafWebAclArn"))
	}
}

// graphQLCache reads an ApiCache (AppSync GetApiCache).
func (x *formed) graphQLCache() {
	if x.t.IsMissing() {
		return // there is none
	}
	arn := x.arn("appsync", "apis/"+x.of)
	x.add("AWS::AppSync::ApiCache", x.of+"/cache", arn+"/cache", got, withMember(x.properties(naming{}), "ApiId", textTree(arn, x.t.Origin)))
}

// eventAPI reads an Api (AppSync ListApis).
func (x *formed) eventAPI() {
	x.add("AWS::AppSync::Api", x.text("apiId"), x.text("apiArn"), got, x.properties(naming{plain: []string{"tags"}}))
}
