package estate

// HTTPAPI is an API Gateway HTTP or WebSocket API.
type HTTPAPI struct {
	Core
	APIName         Value[Text]
	Protocol        Value[string] // "HTTP" or "WEBSOCKET"
	Target          Value[Text]   // quick create: one default route to it, without authorization
	Body            *Tree         // an OpenAPI definition, which may hold the routes
	BodyLocation    *Tree
	CORS            *Tree
	DefaultEndpoint Value[bool] // default true
}

// HTTPRoute is one route of an HTTP API.
type HTTPRoute struct {
	Core
	API         Value[Text]
	Key         Value[Text]   // "GET /pets", "$default"
	AuthType    Value[string] // "NONE" (default), "AWS_IAM", "JWT", "CUSTOM"
	Authorizer  Value[Text]
	KeyRequired Value[bool] // default false
	Scopes      Items[Text]
	Target      Value[Text] // "integrations/…"
}

// HTTPAuthorizer decides who may call routes.
type HTTPAuthorizer struct {
	Core
	API             Value[Text]
	Kind            Value[string] // "JWT" or "REQUEST"
	Issuer          Value[Text]
	Audience        Items[Text]
	URI             Value[Text]
	IdentitySources Items[Text]
	CacheSeconds    Value[int]
}

// HTTPStage is a deployed HTTP API.
type HTTPStage struct {
	Core
	API          Value[Text]
	Stage        Value[Text]
	AccessLogs   Value[Text]   // destination; absent: none
	LogLevel     Value[string] // WebSocket only, default "OFF"
	DataTrace    Value[bool]
	AutoDeploy   Value[bool]
	RouteOptions *Tree
}

// HTTPIntegration is what a route calls.
type HTTPIntegration struct {
	Core
	API         Value[Text]
	Kind        Value[string] // "AWS_PROXY", "HTTP_PROXY", …
	URI         Value[Text]
	Connection  Value[string] // "INTERNET" (default) or "VPC_LINK"
	Link        Value[Text]
	Credentials Value[Text]
}
