package account

import (
	"strings"

	"ringwall/internal/estate"
)

// gatewayForms are the outputs of API Gateway and CloudFront.
func gatewayForms() []form {
	const rest, http = "apigateway ", "apigatewayv2 "
	ofREST, ofHTTP := []string{"restApiId", "rest-api-id"}, []string{"ApiId"}
	return []form{
		{command: rest + "get-rest-apis", key: "items", marks: []string{"id", "name", "createdDate"}, read: func(*formed) {}},
		{command: rest + "get-resources", key: "items", marks: []string{"id", "path"}, of: ofREST, read: (*formed).restResource},
		{command: rest + "get-authorizers", key: "items", marks: []string{"id", "name", "type"}, of: ofREST, read: (*formed).restAuthorizer},
		{command: rest + "get-stages", key: "item", marks: []string{"stageName"}, of: ofREST, read: (*formed).restStage},
		{command: rest + "get-domain-names", key: "items", marks: []string{"domainName", "domainNameStatus"}, read: (*formed).apiDomain},
		{command: rest + "get-base-path-mappings", key: "items", marks: []string{"basePath", "restApiId"}, of: []string{"domainName"}, read: (*formed).basePath},

		{command: http + "get-apis", key: "Items", marks: []string{"ApiEndpoint", "ProtocolType"}, read: (*formed).httpAPI},
		{command: http + "get-routes", key: "Items", marks: []string{"RouteKey"}, of: ofHTTP, read: httpPart("AWS::ApiGatewayV2::Route", "RouteId", "routes")},
		{command: http + "get-stages", key: "Items", marks: []string{"StageName"}, of: ofHTTP, read: httpPart("AWS::ApiGatewayV2::Stage", "StageName", "stages")},
		{command: http + "get-authorizers", key: "Items", marks: []string{"AuthorizerType"}, of: ofHTTP, read: httpPart("AWS::ApiGatewayV2::Authorizer", "AuthorizerId", "authorizers")},
		{command: http + "get-integrations", key: "Items", marks: []string{"IntegrationId"}, of: ofHTTP, read: httpPart("AWS::ApiGatewayV2::Integration", "IntegrationId", "integrations")},

		{command: "cloudfront get-distribution", key: "Distribution", single: true, marks: []string{"DistributionConfig"}, read: (*formed).distribution},
		{command: "cloudfront list-distributions", key: "DistributionList", single: true, read: (*formed).distributions},
	}
}

// restAPI is the ARN of the REST API that a record is of, as resources of an account
// have it here.
func (x *formed) restAPI() string { return x.arn("apigateway", "/restapis/"+x.of) }

// restResource reads a Resource with its methods (API Gateway GetResources --embed
// methods). Without their settings, methods are unknown.
func (x *formed) restResource() {
	id := x.text("id")
	if x.of == "" || id == "" {
		return
	}
	api := textTree(x.restAPI(), x.t.Origin)
	arn := x.restAPI() + "/resources/" + id
	x.add("AWS::ApiGateway::Resource", x.of+"/"+id, arn, got, mapTree(x.t.Origin,
		member("RestApiId", api), member("PathPart", textTree(x.text("pathPart"), x.t.Origin)), member("ParentId", x.t.At("parentId"))))
	methods := x.t.At("resourceMethods")
	if methods.IsMissing() {
		return
	}
	for _, f := range methods.Fields {
		name := f.Name + " " + x.text("path")
		p := naming{rename: map[string]string{"methodIntegration": "Integration", "requestParameters": "", "methodResponses": ""}}.tree(f.Value)
		if p == nil || !p.Has("AuthorizationType") {
			p = x.unsaid(name+" of "+x.of, "apigateway get-resources --embed methods", x.of)
		}
		p = withMember(p, "RestApiId", api)
		p = withMember(p, "ResourceId", textTree(arn, x.t.Origin))
		p = withMember(p, "HttpMethod", textTree(f.Name, f.Place()))
		x.addAt(f.Place(), "AWS::ApiGateway::Method", x.of+" "+name, arn+"/methods/"+f.Name, p)
	}
}

// addAt is add of a part of the record.
func (x *formed) addAt(at estate.Origin, typ, name, arn string, p *estate.Tree) {
	part := *x
	part.t = &estate.Tree{Kind: estate.Map, Origin: at}
	part.add(typ, name, arn, got, p)
}

// restAuthorizer reads an Authorizer (API Gateway GetAuthorizers).
func (x *formed) restAuthorizer() {
	id := x.text("id")
	p := withMember(x.properties(naming{rename: map[string]string{"providerARNs": "ProviderARNs"}}), "RestApiId", textTree(x.restAPI(), x.t.Origin))
	x.add("AWS::ApiGateway::Authorizer", x.of+"/"+id, x.restAPI()+"/authorizers/"+id, got, p)
}

// restStage reads a Stage (API Gateway GetStages), which names its web ACL.
func (x *formed) restStage() {
	name := x.text("stageName")
	if x.of == "" {
		x.subjectless("API", "get-stages--ID")
		return
	}
	p := x.properties(naming{rename: map[string]string{"accessLogSettings": "AccessLogSetting", "methodSettings": "", "webAclArn": ""}, plain: []string{"variables", "tags"}})
	p = withMember(p, "RestApiId", textTree(x.restAPI(), x.t.Origin))
	p = withMember(p, "MethodSettings", methodSettings(x.t.At("methodSettings")))
	arn := x.stageARN("/restapis/" + x.of + "/stages/" + name)
	x.add("AWS::ApiGateway::Stage", x.of+"/"+name, arn, got, p)
	if acl := x.text("webAclArn"); acl != "" {
		x.associate(arn, acl, x.t.At("webAclArn"))
	}
}

// stageARN is an ARN of API Gateway's own, which has no account ("How Amazon API Gateway
// works with IAM").
func (x *formed) stageARN(part string) string {
	s := x.arn("apigateway", part)
	fields := strings.SplitN(s, ":", 6)
	fields[4] = ""
	return strings.Join(fields, ":")
}

// associate makes the association of a resource with a web ACL.
func (x *formed) associate(subject, acl string, at *estate.Tree) {
	x.addAt(at.Place(), "AWS::WAFv2::WebACLAssociation", "web ACL of "+subject, subject+"/web-acl", mapTree(at.Place(),
		member("ResourceArn", textTree(subject, at.Place())), member("WebACLArn", textTree(acl, at.Place()))))
}

// methodSettings are the settings of a stage, by "PATH/METHOD" (Stage).
func methodSettings(t *estate.Tree) *estate.Tree {
	if t.IsMissing() {
		return nil
	}
	out := listTree(t.Origin)
	for _, f := range t.Fields {
		at := strings.LastIndexByte(f.Name, '/')
		path := "/" + strings.TrimPrefix(strings.ReplaceAll(f.Name[:max(at, 0)], "~1", "/"), "/")
		setting := naming{}.tree(f.Value)
		setting = withMember(setting, "ResourcePath", textTree(path, f.Place()))
		out.Items = append(out.Items, withMember(setting, "HttpMethod", textTree(f.Name[at+1:], f.Place())))
	}
	return out
}

// apiDomain reads a DomainName (API Gateway GetDomainNames).
func (x *formed) apiDomain() {
	name := x.text("domainName")
	p := x.properties(naming{plain: []string{"tags"}})
	x.add("AWS::ApiGateway::DomainName", name, x.stageARN("/domainnames/"+name), got, p)
}

// basePath reads a BasePathMapping (API Gateway GetBasePathMappings).
func (x *formed) basePath() {
	p := withMember(x.properties(naming{}), "DomainName", textTree(x.stageARN("/domainnames/"+x.of), x.t.Origin))
	p = withMember(p, "RestApiId", textTree(x.arn("apigateway", "/restapis/"+x.text("restApiId")), x.t.Origin))
	x.add("AWS::ApiGateway::BasePathMapping", x.of+"/"+x.text("basePath"), x.stageARN("/domainnames/"+x.of+"/basepathmappings/"+x.text("basePath")), got, p)
}

// httpAPI reads an Api (API Gateway v2 GetApis). Its routes are read apart, so that it
// has no definition.
func (x *formed) httpAPI() {
	id := x.text("ApiId")
	x.add("AWS::ApiGatewayV2::Api", id, x.stageARN("/apis/"+id), got, x.properties(naming{plain: []string{"Tags"}}),
		ownPart{property: "Body", command: "apigatewayv2 get-routes", of: id})
}

// httpPart reads a part of an HTTP API (API Gateway v2 GetRoutes, …).
func httpPart(typ, id, plural string) func(*formed) {
	return func(x *formed) {
		api := x.stageARN("/apis/" + x.of)
		p := withMember(x.properties(naming{plain: []string{"Tags", "StageVariables", "RouteSettings"}}), "ApiId", textTree(api, x.t.Origin))
		name := x.text(id)
		if x.of == "" {
			x.subjectless("API", x.form.verb()+"--ID")
			return
		}
		x.add(typ, x.of+"/"+name, api+"/"+plural+"/"+name, got, p)
	}
}

// distributions reads a DistributionList (CloudFront ListDistributions): all the
// account's, of each of which GetDistribution says more.
func (x *formed) distributions() {
	list := x.t.At("Items")
	if list.IsMissing() {
		return
	}
	for _, i := range list.Items {
		id, arn := textIn(i.At("Id")), textIn(i.At("ARN"))
		one := *x
		one.t = i
		one.add("AWS::CloudFront::Distribution", id, arn, listed, one.unsaid(id, "cloudfront get-distribution", id))
	}
}

// distribution reads a Distribution (CloudFront GetDistribution).
func (x *formed) distribution() {
	n := naming{counts: true, rename: map[string]string{
		"ACMCertificateArn": "AcmCertificateArn", "IAMCertificateId": "IamCertificateId", "CustomHeaders": "OriginCustomHeaders", "OriginSslProtocols": "OriginSSLProtocols",
	}}
	c := n.tree(x.t.At("DistributionConfig"))
	if c == nil {
		return
	}
	if s := plainIn(c.At("Logging", "Enabled")); s == "false" {
		c = withMember(c, "Logging", nil)
	}
	x.add("AWS::CloudFront::Distribution", x.text("Id"), x.text("ARN"), got, mapTree(x.t.Origin, member("DistributionConfig", c)))
}
