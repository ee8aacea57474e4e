package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func restAPI(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RestAPI{
		Core: c, APIName: p.At("Name").AsText(), Endpoints: orElements(below(p, "EndpointConfiguration.Types").AsStrings(), "EDGE"),
		VPCEndpoints: below(p, "EndpointConfiguration.VpcEndpointIds").AsTexts(), Policy: restPolicy(p),
		Body: p.At("Body"), BodyLocation: p.At("BodyS3Location"),
		DefaultEndpoint: not(p.At("DisableExecuteApiEndpoint").AsBool().Or(false)), KeySource: p.At("ApiKeySourceType").AsString().Or("HEADER"),
	}
}

// restPolicy is an API's policy: the property, or what its definition says ("API
// Gateway extensions to OpenAPI", x-amazon-apigateway-policy).
func restPolicy(p *estate.Tree) *estate.Tree {
	if policy := p.At("Policy"); !policy.IsMissing() {
		return policy
	}
	if stored := p.At("BodyS3Location"); !stored.IsMissing() {
		v := &scenario.Variable{Name: "the OpenAPI definition", Kind: scenario.Outside, Why: "it stands in a file in S3 that the source does not hold", Settle: "write it as Body"}
		return estate.NewOpaque(v, stored.Place())
	}
	return p.At("Body", "x-amazon-apigateway-policy")
}

func restResource(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RestResource{
		Core: c, API: p.At("RestApiId").AsText(), Parent: p.At("ParentId").AsText(), Path: p.At("PathPart").AsText(),
	}
}

func restMethod(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RestMethod{
		Core: c, API: p.At("RestApiId").AsText(), Resource: p.At("ResourceId").AsText(), Verb: p.At("HttpMethod").AsString(),
		AuthType: p.At("AuthorizationType").AsString().Or("NONE"), Authorizer: p.At("AuthorizerId").AsText(),
		KeyRequired: p.At("ApiKeyRequired").AsBool().Or(false), Scopes: p.At("AuthorizationScopes").AsTexts(), Integration: p.At("Integration"),
	}
}

func restAuthorizer(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RestAuthorizer{
		Core: c, API: p.At("RestApiId").AsText(), Kind: p.At("Type").AsString(), URI: p.At("AuthorizerUri").AsText(),
		Providers: p.At("ProviderARNs").AsTexts(), IdentitySource: p.At("IdentitySource").AsText(),
		CacheSeconds: p.At("AuthorizerResultTtlInSeconds").AsInt().Or(300), Credentials: p.At("AuthorizerCredentials").AsText(),
	}
}

func restStage(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.RestStage{
		Core: c, StageSettings: stageSettings(p), API: p.At("RestApiId").AsText(), Stage: p.At("StageName").AsText(),
		Deployment: p.At("DeploymentId").AsText(),
	}
}

func restDeployment(c estate.Core) estate.Resource {
	p := c.Properties
	d := &estate.RestDeployment{
		Core: c, StageSettings: stageSettings(p.At("StageDescription")), API: p.At("RestApiId").AsText(),
		Stage: p.At("StageName").AsText(),
	}
	if s := p.At("StageDescription"); s.Has("LoggingLevel") || s.Has("DataTraceEnabled") || s.Has("MetricsEnabled") {
		all := methodSetting(scenario.Always(), s) // for every method
		all.Path, all.Verb = estate.Of(estate.Literal("/*"), s.Place()), estate.Of("*", s.Place())
		d.Methods.Known = append(d.Methods.Known, estate.Item[estate.MethodSetting]{Is: all, Origin: s.Place()})
	}
	return d
}

func stageSettings(t *estate.Tree) estate.StageSettings {
	return estate.StageSettings{
		AccessLogs: below(t, "AccessLogSetting.DestinationArn").AsText(),
		Methods:    estate.AsItems(t.At("MethodSettings"), methodSetting),
		Tracing:    t.At("TracingEnabled").AsBool().Or(false), Cache: t.At("CacheClusterEnabled").AsBool().Or(false),
		ClientCert: t.At("ClientCertificateId").AsText(), Variables: t.At("Variables"),
	}
}

func methodSetting(_ scenario.Guard, t *estate.Tree) estate.MethodSetting {
	return estate.MethodSetting{
		Origin: t.Place(), Path: t.At("ResourcePath").AsText(), Verb: t.At("HttpMethod").AsString(),
		LogLevel: t.At("LoggingLevel").AsString().Or("OFF"), DataTrace: t.At("DataTraceEnabled").AsBool().Or(false),
		Metrics: t.At("MetricsEnabled").AsBool().Or(false), Caching: t.At("CachingEnabled").AsBool(),
		CacheEncrypted: t.At("CacheDataEncrypted").AsBool().Or(false),
	}
}

// vpcLink is of a REST API (load balancers) or of an HTTP API (subnets).
func vpcLink(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.VPCLink{
		Core: c, Targets: p.At("TargetArns").AsTexts(), Subnets: p.At("SubnetIds").AsTexts(), Groups: p.At("SecurityGroupIds").AsTexts(),
	}
}

func restDomain(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.APIDomain{
		Core: c, DomainName: p.At("DomainName").AsText(), SecurityPolicy: p.At("SecurityPolicy").AsString(),
		Certificate: firstText(p, "CertificateArn", "RegionalCertificateArn"), MutualTLS: present(p.At("MutualTlsAuthentication")),
	}
}

func httpDomain(c estate.Core) estate.Resource {
	p := c.Properties
	configurations := p.At("DomainNameConfigurations")
	return &estate.APIDomain{
		Core: c, DomainName: p.At("DomainName").AsText(), MutualTLS: present(p.At("MutualTlsAuthentication")),
		SecurityPolicy: firstOf(configurations, func(t *estate.Tree) estate.Value[string] { return t.At("SecurityPolicy").AsString() }),
		Certificate:    firstOf(configurations, func(t *estate.Tree) estate.Value[estate.Text] { return t.At("CertificateArn").AsText() }),
	}
}

func httpAPI(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.HTTPAPI{
		Core: c, APIName: p.At("Name").AsText(), Protocol: p.At("ProtocolType").AsString(), Target: p.At("Target").AsText(),
		Body: p.At("Body"), BodyLocation: p.At("BodyS3Location"), CORS: p.At("CorsConfiguration"),
		DefaultEndpoint: not(p.At("DisableExecuteApiEndpoint").AsBool().Or(false)),
	}
}

func httpRoute(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.HTTPRoute{
		Core: c, API: p.At("ApiId").AsText(), Key: p.At("RouteKey").AsText(), AuthType: p.At("AuthorizationType").AsString().Or("NONE"),
		Authorizer: p.At("AuthorizerId").AsText(), KeyRequired: p.At("ApiKeyRequired").AsBool().Or(false),
		Scopes: p.At("AuthorizationScopes").AsTexts(), Target: p.At("Target").AsText(),
	}
}

func httpAuthorizer(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.HTTPAuthorizer{
		Core: c, API: p.At("ApiId").AsText(), Kind: p.At("AuthorizerType").AsString(),
		Issuer: below(p, "JwtConfiguration.Issuer").AsText(), Audience: below(p, "JwtConfiguration.Audience").AsTexts(),
		URI: p.At("AuthorizerUri").AsText(), IdentitySources: p.At("IdentitySource").AsTexts(),
		CacheSeconds: p.At("AuthorizerResultTtlInSeconds").AsInt(),
	}
}

func httpStage(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.HTTPStage{
		Core: c, API: p.At("ApiId").AsText(), Stage: p.At("StageName").AsText(),
		AccessLogs: below(p, "AccessLogSettings.DestinationArn").AsText(),
		LogLevel:   below(p, "DefaultRouteSettings.LoggingLevel").AsString().Or("OFF"),
		DataTrace:  below(p, "DefaultRouteSettings.DataTraceEnabled").AsBool().Or(false),
		AutoDeploy: p.At("AutoDeploy").AsBool().Or(false), RouteOptions: p.At("RouteSettings"),
	}
}

func httpIntegration(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.HTTPIntegration{
		Core: c, API: p.At("ApiId").AsText(), Kind: p.At("IntegrationType").AsString(), URI: p.At("IntegrationUri").AsText(),
		Connection: p.At("ConnectionType").AsString().Or("INTERNET"), Link: p.At("ConnectionId").AsText(),
		Credentials: p.At("CredentialsArn").AsText(),
	}
}
