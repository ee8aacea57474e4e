package estate

// RestAPI is an API Gateway REST API.
type RestAPI struct {
	Core
	APIName         Value[Text]
	Endpoints       Items[string] // "EDGE" (default), "REGIONAL", "PRIVATE"
	VPCEndpoints    Items[Text]
	Policy          *Tree
	Body            *Tree // an OpenAPI definition, which may hold the methods
	BodyLocation    *Tree // or where it stands
	DefaultEndpoint Value[bool]
	KeySource       Value[string] // default "HEADER"
}

// RestResource is one path of a REST API.
type RestResource struct {
	Core
	API    Value[Text]
	Parent Value[Text]
	Path   Value[Text] // this part of it
}

// RestMethod is one verb on a path.
type RestMethod struct {
	Core
	API         Value[Text]
	Resource    Value[Text]
	Verb        Value[string]
	AuthType    Value[string] // "NONE" (default), "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"
	Authorizer  Value[Text]
	KeyRequired Value[bool] // default false
	Scopes      Items[Text]
	Integration *Tree
}

// RestAuthorizer decides who may call methods.
type RestAuthorizer struct {
	Core
	API            Value[Text]
	Kind           Value[string] // "TOKEN", "REQUEST", "COGNITO_USER_POOLS"
	URI            Value[Text]
	Providers      Items[Text]
	IdentitySource Value[Text]
	CacheSeconds   Value[int] // default 300
	Credentials    Value[Text]
}

// StageSettings are what a stage says of logs, traces and caches.
type StageSettings struct {
	AccessLogs Value[Text] // destination; absent: none
	Methods    Items[MethodSetting]
	Tracing    Value[bool] // default false
	Cache      Value[bool] // default false
	ClientCert Value[Text]
	Variables  *Tree
}

// MethodSetting is of the methods that Path and Verb name; "*" is any.
type MethodSetting struct {
	Origin         Origin
	Path           Value[Text]
	Verb           Value[string]
	LogLevel       Value[string] // "OFF" (default), "ERROR", "INFO"
	DataTrace      Value[bool]   // default false
	Metrics        Value[bool]   // default false
	Caching        Value[bool]
	CacheEncrypted Value[bool] // default false
}

// RestStage is a deployed REST API.
type RestStage struct {
	Core
	StageSettings
	API        Value[Text]
	Stage      Value[Text]
	Deployment Value[Text]
}

// RestDeployment is a state of a REST API; with Stage it makes that stage too,
// with the settings that it writes.
type RestDeployment struct {
	Core
	StageSettings
	API   Value[Text]
	Stage Value[Text]
}

// VPCLink joins an API to a VPC: to network load balancers (REST) or by
// interfaces in subnets (HTTP).
type VPCLink struct {
	Core
	Targets Items[Text]
	Subnets Items[Text]
	Groups  Items[Text]
}

// Placements of an HTTP API's link: interfaces that open connections only.
func (v *VPCLink) Placements(*Estate) []Placement {
	if v.Subnets.isEmpty() {
		return nil
	}
	out := privately(v.Origin, v.Subnets, v.Groups)
	out[0].OutboundOnly = true
	return out
}

// APIDomain is a custom domain name of REST or HTTP APIs.
type APIDomain struct {
	Core
	DomainName     Value[Text]
	SecurityPolicy Value[string] // "TLS_1_0", "TLS_1_2", …; absent: the service's default
	Certificate    Value[Text]
	MutualTLS      Value[bool]
}
