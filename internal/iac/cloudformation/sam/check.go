package sam

import (
	"slices"
	"strings"
)

// shapes are the properties that a type may have, with what their values may
// be: s text, d map, l list, b boolean, i whole number, * anything; "!" behind
// it is required, "-" may be no intrinsic function.
type shapes map[string]string

func shapesOf(s string) shapes {
	out := shapes{}
	for _, f := range strings.Fields(s) {
		name, shape, _ := strings.Cut(f, ":")
		out[name] = shape
	}
	return out
}

// properties are those of the SAM resource types ("AWS SAM resources and
// properties").
func propertiesOf(typ string) string {
	switch typ {
	case typeFunction:
		return `FunctionName:sd Handler:* Runtime:* CodeUri:* ImageUri:* PackageType:* InlineCode:* DeadLetterQueue:d
			Description:* MemorySize:* Timeout:* VpcConfig:* Role:s AssumeRolePolicyDocument:d Policies:sdl RolePath:*
			PermissionsBoundary:s Environment:d Events:d Tags:d PropagateTags:b Tracing:ds KmsKeyArn:* DeploymentPreference:d
			ReservedConcurrentExecutions:* Layers:l EventInvokeConfig:d EphemeralStorage:* AutoPublishAlias:s
			AutoPublishCodeSha256:s AutoPublishAliasAllProperties:b- VersionDescription:* ProvisionedConcurrencyConfig:*
			FileSystemConfigs:* ImageConfig:* CodeSigningConfigArn:* Architectures:* SnapStart:d FunctionUrlConfig:d
			RuntimeManagementConfig:* LoggingConfig:* RecursiveLoop:* SourceKMSKeyArn:* CapacityProviderConfig:d
			FunctionScalingConfig:d VersionDeletionPolicy:s PublishToLatestPublished:* TenancyConfig:* DurableConfig:d`
	case typeAPI:
		return `__MANAGE_SWAGGER:b Name:sd StageName:sd! Tags:d PropagateTags:b DefinitionBody:d DefinitionUri:sd MergeDefinitions:b-
			CacheClusterEnabled:b CacheClusterSize:s Variables:d EndpointConfiguration:sd MethodSettings:l BinaryMediaTypes:l
			MinimumCompressionSize:i Cors:sd Auth:d GatewayResponses:d AccessLogSetting:d CanarySetting:d TracingEnabled:b
			OpenApiVersion:s Models:d Domain:d FailOnWarnings:b Description:s Mode:s DisableExecuteApiEndpoint:b
			ApiKeySourceType:s AlwaysDeploy:b- Policy:sd SecurityPolicy:s EndpointAccessMode:s`
	case typeHTTPAPI:
		return `__MANAGE_SWAGGER:b Name:* StageName:sd Tags:d PropagateTags:b DefinitionBody:d DefinitionUri:sd StageVariables:d
			CorsConfiguration:bd AccessLogSettings:d DefaultRouteSettings:d Auth:d RouteSettings:d Domain:d FailOnWarnings:b
			Description:s DisableExecuteApiEndpoint:b`
	case typeSocketAPI:
		return `ApiKeySelectionExpression:s AccessLogSettings:d Auth:d DefaultRouteSettings:d Description:s
			DisableExecuteApiEndpoint:b Domain:d DisableSchemaValidation:b FailOnWarnings:b IpAddressType:s Name:s PropagateTags:b
			Routes:d! RouteSettings:d RouteSelectionExpression:s! StageName:sd StageVariables:d Tags:d`
	case typeTable:
		return `PointInTimeRecoverySpecification:* PrimaryKey:d ProvisionedThroughput:d TableName:sd Tags:d SSESpecification:d`
	case typeApplication:
		return `Location:sd! TemplateUrl:s Parameters:d NotificationARNs:l Tags:d TimeoutInMinutes:i`
	case typeLayer:
		return `LayerName:sd Description:s PublishLambdaVersion:b ContentUri:sd! CompatibleArchitectures:l CompatibleRuntimes:l
			LicenseInfo:s RetentionPolicy:s`
	}
	return otherPropertiesOf(typ)
}

func otherPropertiesOf(typ string) string {
	switch typ {
	case typeStateMachine:
		return `Definition:d DefinitionUri:sd Logging:d Role:s RolePath:* DefinitionSubstitutions:d Events:d Name:s Type:s Tags:d
			PropagateTags:b Policies:sl Tracing:d PermissionsBoundary:s AutoPublishAlias:* DeploymentPreference:*
			UseAliasAsEventTarget:b-`
	case typeConnector:
		return `Source:d! Destination:dl! Permissions:l!`
	case typeCapacity:
		return `CapacityProviderName:sd- VpcConfig:d!- OperatorRole:sd- Tags:d- PropagateTags:b- InstanceRequirements:d-
			ScalingConfig:d- KmsKeyArn:sd-`
	case typeGraphQL:
		return `Name:* Tags:d- XrayEnabled:* Auth:d!- SchemaInline:s- SchemaUri:s- Logging:db- DataSources:d- Functions:d- Resolvers:d-
			ApiKeys:d- DomainName:d- Cache:d- Visibility:* OwnerContact:* IntrospectionConfig:* QueryDepthLimit:*
			ResolverCountLimit:*`
	}
	return ""
}

// check compares a resource's properties with those of its type; of a type that
// this program does not know nothing is known.
func (x *expander) check(m *macro) bool {
	known := propertiesOf(m.typ)
	if known == "" {
		x.leave("the type %s is not one that AWS had when this program was made", m.typ)
		return false
	}
	x.checkShapes(m.properties, shapesOf(known))
	return true
}

func (x *expander) checkShapes(p *value, known shapes) {
	for _, e := range p.each() {
		shape, ok := known[e.key]
		if !ok && !strings.HasPrefix(e.key, "Fn::") {
			x.refuse(e.at, near(e.key, known), "it has a property %s, which its type does not have", e.key)
			continue
		}
		if e.value.none() || shape == "*" || e.value.is(opaque) || e.value.isOneKey() && !strings.Contains(shape, "-") {
			continue
		}
		if !e.value.fits(shape) {
			x.refuse(e.value.at, "", "%s is %s; it must be %s", e.key, e.value.describe(), wanted(shape))
		}
	}
	for _, name := range sortedNames(known) {
		if strings.Contains(known[name], "!") && p.get(name).none() {
			x.refuse(p.at, "", "it lacks the property %s", name)
		}
	}
}

func sortedNames(known shapes) []string {
	var out []string
	for name := range known {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// isOneKey reports a map of one key, which may be an intrinsic function.
func (v *value) isOneKey() bool { return v.is(dict) && len(v.entries) == 1 }

func (v *value) fits(shape string) bool {
	switch v.kind {
	case text:
		return strings.ContainsAny(shape, "s*")
	case dict:
		return strings.ContainsAny(shape, "d*")
	case list:
		return strings.ContainsAny(shape, "l*")
	case boolean:
		return strings.ContainsAny(shape, "bi*")
	case number:
		return strings.Contains(shape, "*") || strings.Contains(shape, "i") && !strings.Contains(pythonNumber(v.text), ".")
	}
	return true
}

func wanted(shape string) string {
	var out []string
	for _, s := range []struct{ letter, name string }{
		{"s", "a text"}, {"d", "a map"}, {"l", "a list"}, {"b", "true or false"}, {"i", "a whole number"},
	} {
		if strings.Contains(shape, s.letter) {
			out = append(out, s.name)
		}
	}
	return strings.Join(out, " or ")
}

// near is a hint at the name that is meant, if one begins like it.
func near(name string, known shapes) string {
	var best string
	for _, k := range sortedNames(known) {
		if strings.HasPrefix(k, "__") {
			continue
		}
		if strings.EqualFold(k, name) || len(name) > 3 && (strings.HasPrefix(k, name[:len(name)-1]) || strings.HasPrefix(name, k)) {
			best = k
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + best + "?"
}
