package sam

import (
	"slices"
	"strings"
)

// shared lists the properties that Globals may hold, by its sections ("Globals
// section of the AWS SAM template").
func shared() map[string]string {
	return map[string]string{
		"Function": "Handler Runtime CodeUri DeadLetterQueue Description MemorySize Timeout VpcConfig Environment Tags " +
			"PropagateTags Tracing KmsKeyArn AutoPublishAlias AutoPublishAliasAllProperties Layers DeploymentPreference " +
			"RolePath PermissionsBoundary ReservedConcurrentExecutions ProvisionedConcurrencyConfig " +
			"AssumeRolePolicyDocument EventInvokeConfig FileSystemConfigs CodeSigningConfigArn Architectures SnapStart " +
			"EphemeralStorage FunctionUrlConfig RuntimeManagementConfig LoggingConfig RecursiveLoop SourceKMSKeyArn " +
			"TenancyConfig DurableConfig CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished " +
			"VersionDeletionPolicy",
		"Api": "Auth Name DefinitionUri CacheClusterEnabled CacheClusterSize MergeDefinitions Variables " +
			"EndpointConfiguration MethodSettings BinaryMediaTypes MinimumCompressionSize Cors GatewayResponses " +
			"AccessLogSetting CanarySetting TracingEnabled OpenApiVersion Domain AlwaysDeploy PropagateTags " +
			"SecurityPolicy EndpointAccessMode",
		"HttpApi": "Auth AccessLogSettings StageVariables Tags CorsConfiguration DefaultRouteSettings Domain " +
			"RouteSettings FailOnWarnings PropagateTags",
		"SimpleTable":  "SSESpecification",
		"StateMachine": "PropagateTags",
		"LayerVersion": "PublishLambdaVersion",
		"CapacityProvider": "VpcConfig OperatorRole Tags InstanceRequirements ScalingConfig KmsKeyArn " +
			"PropagateTags",
		"WebSocketApi": "AccessLogSettings ApiKeySelectionExpression DefaultRouteSettings DisableExecuteApiEndpoint " +
			"DisableSchemaValidation Domain FailOnWarnings IpAddressType PropagateTags RouteSelectionExpression " +
			"RouteSettings StageVariables Tags",
	}
}

// mergeGlobals merges the Globals section into the resources, and drops it.
func (x *expander) mergeGlobals() {
	globals := x.source.get("Globals")
	if x.source.has("Globals") && !x.checkGlobals(globals) {
		return
	}
	for _, e := range x.source.get("Resources").each() {
		section, ok := strings.CutPrefix(e.value.get("Type").string(), prefix)
		common := globals.get(section)
		if !ok || common == nil {
			continue
		}
		if common = x.withoutIgnored(e, common); common == nil {
			continue
		}
		own := e.value.get("Properties")
		if own.none() {
			own = &value{kind: dict, at: e.value.at}
		}
		e.value.set("Properties", merged(common, own))
	}
	x.source.remove("Globals")
	x.setDefinitionVersions()
}

func (x *expander) checkGlobals(globals *value) bool {
	if !globals.is(dict) {
		x.refuse(globals.at, "", "Globals is %s; it must be a map", globals.describe())
		return false
	}
	sections := shared()
	for _, s := range globals.each() {
		supported := strings.Fields(sections[s.key])
		if len(supported) == 0 {
			var names []string
			for n := range sections {
				names = append(names, n)
			}
			slices.Sort(names)
			x.refuse(s.at, "it may have "+strings.Join(names, ", "), "Globals has no section %s", s.key)
			continue
		}
		if !s.value.is(dict) {
			x.refuse(s.value.at, "", "%s of Globals is %s; it must be a map", s.key, s.value.describe())
			continue
		}
		for _, p := range s.value.each() {
			if !slices.Contains(supported, p.key) {
				x.refuse(p.at, "it may have "+strings.Join(supported, ", "), "%s is no property that Globals may hold for %s", p.key, s.key)
			}
		}
	}
	return len(x.errors) == 0
}

// withoutIgnored leaves out what the resource does not want of Globals; nil if
// it wants none.
func (x *expander) withoutIgnored(e entry, common *value) *value {
	ignore := e.value.get("IgnoreGlobals")
	switch {
	case !ignore.truthy():
		return common
	case ignore.says("*"):
		return nil
	case !ignore.is(list):
		x.refuse(ignore.at, `write "*" or a list of properties`, "IgnoreGlobals of %s is %s", e.key, ignore.describe())
		return common
	}
	common = common.copy()
	for _, i := range ignore.items {
		if !common.has(i.string()) {
			x.refuse(i.at, "", "IgnoreGlobals of %s names %s, which Globals does not hold", e.key, i.describe())
		}
		common.remove(i.string())
	}
	return common
}

// merged is a resource's value with what Globals has beside it: maps are merged,
// lists joined, and of all else the resource's counts.
func merged(common, own *value) *value {
	switch {
	case common.is(dict) && own.is(dict) && !common.isCall() && !own.isCall():
		out := common.shallow()
		for _, e := range own.each() {
			if have := out.get(e.key); have != nil {
				e.value = merged(have, e.value)
				e.unicode = out.entries[out.find(e.key)].unicode
				out.entries[out.find(e.key)].at = e.at
			}
			out.put(e)
		}
		out.at = own.at
		return out
	case common.is(list) && own.is(list):
		out := &value{kind: list, at: own.at}
		out.items = append(append(out.items, common.items...), own.items...)
		return out
	}
	return own
}

// setDefinitionVersions writes the OpenApiVersion of an API into the definition
// that AWS writes for it.
func (x *expander) setDefinitionVersions() {
	for _, e := range x.source.get("Resources").each() {
		p := e.value.get("Properties")
		version, body := p.get("OpenApiVersion"), p.get("DefinitionBody")
		if e.value.get("Type").string() != typeAPI || version == nil || !p.has(managed) || !openAPI3.MatchString(plain(version)) {
			continue
		}
		if !version.is(text) {
			version = str(plain(version))
			p.set("OpenApiVersion", version)
		}
		if body.is(dict) {
			body.set("openapi", version)
			if body.get("swagger").truthy() {
				body.remove("swagger")
			}
		}
	}
}

// plain is what Python's str says of a scalar.
func plain(v *value) string {
	switch {
	case v.is(text):
		return v.text
	case v.is(number):
		return pythonNumber(v.text)
	}
	return print27(v)
}
