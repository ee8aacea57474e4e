package sam

import (
	"regexp"
	"strings"
)

// restAPI is a REST API while it is being expanded.
type restAPI struct {
	x    *expander
	m    *macro
	body *value // the definition
	auth *value
}

func (a *restAPI) get(path ...string) *value { return a.m.get(path...) }

// expandAPI makes a REST API, its deployment and stage, and what its domain,
// authorizers and usage plan need ("AWS::Serverless::Api: Generated resources").
func (x *expander) expandAPI(m *macro) {
	for _, name := range []string{"BinaryMediaTypes", "Domain", "Auth"} {
		if v := m.get(name); v != nil {
			m.properties.set(name, x.resolve(v))
		}
	}
	a := &restAPI{x: x, m: m, body: m.get("DefinitionBody"), auth: m.get("Auth")}
	if a.auth.isCall() && x.hangs(a.auth) || m.get("Domain").isCall() && x.hangs(m.get("Domain")) {
		x.leave("what it is made of is a call of a function of parameters that have no value here")
		return
	}
	before := len(x.errors)
	api := a.api()
	if len(x.errors) > before {
		return
	}
	domain := a.domain()
	deployment := m.part("Deployment", "AWS::ApiGateway::Deployment").with(field{"RestApiId", ref(m.id)})
	if !m.get("OpenApiVersion").truthy() {
		deployment.put("StageName", str("Stage"))
	}
	stage := a.stage(api, deployment)
	m.add(api, deployment, stage)
	m.add(a.authorizerPermissions()...)
	m.add(domain...)
	m.add(a.usagePlan(stage)...)
	propagate(m.made, m.get("Tags"), m.get("PropagateTags").truthy())
}

var openAPIVersions = regexp.MustCompile(`^[2-3](\.\d)(\.\d)?\n?$`)

func (a *restAPI) check() {
	uri, version := a.get("DefinitionUri"), a.get("OpenApiVersion")
	if uri.truthy() && a.body.truthy() {
		a.x.refuse(a.m.properties.keyAt("DefinitionUri"), "", "DefinitionUri and DefinitionBody cannot be used together")
	}
	if uri.truthy() && a.get("MergeDefinitions").truthy() {
		a.x.refuse(a.m.properties.keyAt("MergeDefinitions"), "", "MergeDefinitions cannot be used with DefinitionUri")
	}
	if version.truthy() && !openAPIVersions.MatchString(plain(version)) {
		a.x.refuse(version.at, "", "OpenApiVersion is %s; it must be of the form 3.0.0", version.describe())
	}
}

// api makes the API itself.
func (a *restAPI) api() *resource {
	a.check()
	r := a.m.main("AWS::ApiGateway::RestApi").with(field{"BinaryMediaTypes", a.get("BinaryMediaTypes")},
		field{"MinimumCompressionSize", a.get("MinimumCompressionSize")})
	if endpoint := a.get("EndpointConfiguration"); endpoint.truthy() {
		a.setEndpoint(r, endpoint)
	} else if p := a.x.partition; p == "aws-us-gov" || p == "aws-cn" || p == "aws-eusc" || strings.HasPrefix(p, "aws-iso") {
		a.setEndpoint(r, str("REGIONAL"))
	}
	a.edit()
	for _, name := range strings.Fields("FailOnWarnings Name Description Mode ApiKeySourceType Policy SecurityPolicy EndpointAccessMode") {
		if v := a.get(name); v.truthy() {
			r.put(name, v)
		}
	}
	switch {
	case a.get("DefinitionUri").truthy():
		r.put("BodyS3Location", a.x.body(a.get("DefinitionUri"), "DefinitionUri"))
	case a.body.truthy():
		a.postprocess()
		r.put("Body", a.body)
	}
	return r
}

// included reports whether the definition is put in by another macro: then what
// would be written into it cannot be seen.
func included(body *value) bool { return body.has("Fn::Transform") }

// edit writes into the definition what the API's other properties say.
func (a *restAPI) edit() {
	parts := []struct {
		name   string
		write  func()
		strict bool
	}{
		{"Cors", a.addCORS, true}, {"Auth", a.addAuth, true}, {"GatewayResponses", a.addGatewayResponses, true},
		{"BinaryMediaTypes", a.addMediaTypes, false}, {"Models", a.addModels, true}, {"DisableExecuteApiEndpoint", a.addEndpoint, true},
	}
	for _, p := range parts {
		v := a.get(p.name)
		if !v.truthy() && !(p.name == "DisableExecuteApiEndpoint" && !v.none()) {
			continue
		}
		switch {
		case included(a.body):
			return // what would be written into it goes unseen, as it does
		case !a.body.truthy() && p.strict:
			a.x.refuse(a.m.properties.keyAt(p.name), "", "%s needs DefinitionBody: it is written into it", p.name)
		case !a.body.truthy():
		case !isSwagger(a.body):
			a.x.refuse(a.m.properties.keyAt(p.name), "", "%s is written into DefinitionBody, which is no definition of an API", p.name)
		default:
			p.write()
		}
	}
}

func (a *restAPI) setEndpoint(r *resource, v *value) {
	if typ := v.get("Type"); v.is(dict) && typ.truthy() {
		r.put("Parameters", mapOf(field{"endpointConfigurationTypes", typ}))
		config := mapOf(field{"Types", listOf(typ)})
		if v.has("VPCEndpointIds") && v.has("VpcEndpointIds") {
			a.x.refuse(v.at, "", "VPCEndpointIds and VpcEndpointIds cannot be used together")
		}
		for _, name := range []string{"VpcEndpointIds", "VPCEndpointIds"} {
			if ids := v.get(name); ids != nil {
				config.set("VpcEndpointIds", ids)
			}
		}
		if ip := v.get("IpAddressType"); ip != nil {
			config.set("IpAddressType", ip)
		}
		r.put("EndpointConfiguration", config)
		return
	}
	r.put("EndpointConfiguration", mapOf(field{"Types", listOf(v)}))
	r.put("Parameters", mapOf(field{"endpointConfigurationTypes", v}))
}

// stage makes the stage, and names the deployment after what it deploys.
func (a *restAPI) stage(api, deployment *resource) *resource {
	name := a.get("StageName")
	s := newResource(suffixedStage(a.m.id, name.string()), "AWS::ApiGateway::Stage", a.m.passed).with(
		field{"RestApiId", ref(a.m.id)}, field{"StageName", name})
	for _, p := range strings.Fields("CacheClusterEnabled CacheClusterSize Variables MethodSettings AccessLogSetting CanarySetting TracingEnabled") {
		s.put(p, a.get(p))
	}
	definition := api.properties.get("Body")
	if definition == nil {
		definition = api.properties.get("BodyS3Location")
	}
	if definition.truthy() {
		a.nameDeployment(deployment, definition)
	}
	s.put("DeploymentId", ref(deployment.id))
	if tags := a.get("Tags"); !tags.none() {
		s.put("Tags", tagList(tags))
	}
	return s
}

// suffixedStage is the logical id of a stage: with its name if that is letters
// and digits.
func suffixedStage(id, name string) string {
	if isAlphanumeric(name) {
		return id + name + "Stage"
	}
	return hashedText(id+"Stage", name)
}

// nameDeployment gives the deployment a name that changes with the definition,
// so that a change is deployed.
func (a *restAPI) nameDeployment(d *resource, definition *value) {
	data := []string{print27(definition)}
	if v := a.get("OpenApiVersion"); v.truthy() {
		data = append(data, plain(v))
	}
	if v := a.get("Domain"); v.truthy() {
		p := printer{comma: ", ", colon: ": "}
		p.json(v, 0)
		data = append(data, p.String())
	}
	// AWS looks the functions' names up by the deployment's name without its
	// last ten letters, which are "Deployment".
	if names := a.x.functionNames[a.m.id]; names != "" {
		data = append(data, names)
	}
	if a.get("AlwaysDeploy").truthy() { // AWS takes the time instead
		d.put("Description", str("RestApi deployment id: "+sha("AlwaysDeploy")))
		d.id = hashedText(d.id, "AlwaysDeploy")
		return
	}
	all := strings.Join(data, "||")
	d.id = hashedText(d.id, all)
	d.put("Description", str("RestApi deployment id: "+sha(all)))
}

// postprocess moves what OpenAPI 3 has elsewhere than Swagger 2.
func (a *restAPI) postprocess() {
	body := a.body
	if !body.is(dict) || !body.get("swagger").none() {
		return
	}
	version := a.get("OpenApiVersion")
	if own := body.get("openapi"); !own.none() && version.none() {
		version = own
	}
	if !version.truthy() || !openAPI3.MatchString(plain(version)) {
		return
	}
	for _, move := range []struct{ from, to string }{{definitionsKey, "securitySchemes"}, {"definitions", "schemas"}} {
		if v := body.get(move.from); v.truthy() {
			components := body.get("components")
			if !components.truthy() {
				components = map27()
			}
			components.set(move.to, v)
			body.set("components", components)
			body.remove(move.from)
		}
	}
	for _, path := range body.get("paths").each() {
		if options := path.value.get(optionsMethod); options.truthy() {
			a.postprocessOptions(options)
		}
	}
}

func (a *restAPI) postprocessOptions(options *value) {
	if !options.is(dict) {
		a.x.refuse(options.at, "", "the definition has %s as options; it must be a map", options.describe())
		return
	}
	options.remove("produces")
	options.remove("consumes")
	headers := options.get("responses", "200", "headers")
	for _, h := range headers.each() {
		headers.set(h.key, map27(field{"schema", h.value}))
	}
}

// authorizerPermissions let API Gateway call the functions that authorize.
func (a *restAPI) authorizerPermissions() []*resource {
	var out []*resource
	for _, z := range a.authorizers(nil) {
		if !z.function.truthy() || z.config.get("DisableFunctionDefaultPermissions").truthy() {
			continue
		}
		source := sub(str(a.x.arnOf("execute-api", "${__ApiId__}/authorizers/*")), field{"__ApiId__", ref(a.m.id)})
		out = append(out, a.m.part(z.name.text+"AuthorizerPermission", permissionType).with(
			field{"Action", str("lambda:InvokeFunction")}, field{"FunctionName", z.function},
			field{"Principal", str("apigateway.amazonaws.com")}, field{"SourceArn", source}))
	}
	return out
}

// sharedUsage is what the APIs of a template share that have a shared usage
// plan.
type sharedUsage struct {
	keys, stages, depends *value
	conditions            []string
	always                bool
	deletion, replacing   string
}

const sharedCondition = "SharedUsagePlanCondition"

// usagePlan makes the plan, the key and what joins them ("ApiUsagePlan").
func (a *restAPI) usagePlan(stage *resource) []*resource {
	plan := a.auth.get("UsagePlan")
	if plan.none() {
		return nil
	}
	known := shapesOf("CreateUsagePlan:s! Description:* Quota:* Tags:* Throttle:* UsagePlanName:*")
	if !plan.is(dict) {
		a.x.refuse(plan.at, "", "UsagePlan is %s; it must be a map", plan.describe())
		return nil
	}
	a.x.checkShapes(plan, known)
	var out []*resource
	switch create := plan.get("CreateUsagePlan"); create.string() {
	case "NONE":
		return nil
	case "PER_API":
		out = a.ownPlan(stage)
	case "SHARED":
		out = a.sharedPlan(stage)
	default:
		a.x.refuse(create.position(plan), "", "CreateUsagePlan is %s; it must be PER_API, SHARED or NONE", create.describe())
		return nil
	}
	for _, name := range []string{"UsagePlanName", "Description", "Quota", "Tags", "Throttle"} {
		if v := plan.get(name); v.truthy() {
			out[0].put(name, v)
		}
	}
	return out
}

func (a *restAPI) ownPlan(stage *resource) []*resource {
	plan := a.m.part("UsagePlan", "AWS::ApiGateway::UsagePlan").after(a.m.id).with(
		field{"ApiStages", listOf(mapOf(field{"ApiId", ref(a.m.id)}, field{"Stage", stage.ref()}))})
	key := a.m.part("ApiKey", "AWS::ApiGateway::ApiKey").after(plan.id).with(field{"Enabled", yes(true)},
		field{"StageKeys", listOf(mapOf(field{"RestApiId", ref(a.m.id)}, field{"StageName", stage.ref()}))})
	return []*resource{plan, key, joinPlan(a.m.part("UsagePlanKey", "AWS::ApiGateway::UsagePlanKey"), plan, key)}
}

func joinPlan(r, plan, key *resource) *resource {
	return r.after(key.id).with(field{"KeyId", key.ref()}, field{"KeyType", str("API_KEY")}, field{"UsagePlanId", plan.ref()})
}

func (a *restAPI) sharedPlan(stage *resource) []*resource {
	u := &a.x.usage
	if u.depends == nil {
		u.depends, u.stages, u.keys = listOf(), listOf(), listOf()
	}
	u.depends.items = append(u.depends.items, str(a.m.id))
	u.stages.items = append(u.stages.items, mapOf(field{"ApiId", ref(a.m.id)}, field{"Stage", stage.ref()}))
	u.keys.items = append(u.keys.items, mapOf(field{"RestApiId", ref(a.m.id)}, field{"StageName", stage.ref()}))
	attributes := a.x.sharedAttributes(a.m.passed)
	plan := newResource("ServerlessUsagePlan", "AWS::ApiGateway::UsagePlan", attributes).with(field{"ApiStages", u.stages})
	plan.dependsOn = u.depends
	key := newResource("ServerlessApiKey", "AWS::ApiGateway::ApiKey", attributes).after(plan.id).with(
		field{"Enabled", yes(true)}, field{"StageKeys", u.keys})
	return []*resource{plan, key, joinPlan(newResource("ServerlessUsagePlanKey", "AWS::ApiGateway::UsagePlanKey", attributes), plan, key)}
}

// sharedAttributes are those of a plan that APIs share: it stays if one must,
// and is there if one is.
func (x *expander) sharedAttributes(own *value) *value {
	u := &x.usage
	if d := own.get("DeletionPolicy").string(); d == "Retain" || u.deletion == "" {
		u.deletion = d
	}
	if r := own.get("UpdateReplacePolicy").string(); r == "Retain" || u.replacing == "" || r == "Snapshot" && u.replacing == "Delete" {
		if r != "" {
			u.replacing = r
		}
	}
	condition := own.get("Condition").string()
	switch {
	case u.always:
	case condition == "":
		u.always = true
		x.out.get("Conditions").remove(sharedCondition)
	default:
		if !containsText(u.conditions, condition) {
			u.conditions = append(u.conditions, condition)
		}
		all := conditions(u.conditions)
		if len(all) == 1 {
			x.conditionsMade().set(sharedCondition, all[0])
		} else {
			x.conditionsMade().set(sharedCondition, mapOf(field{"Fn::Or", listOf(all...)}))
		}
	}
	out := mapOf()
	if u.deletion != "" {
		out.set("DeletionPolicy", str(u.deletion))
	}
	if u.replacing != "" {
		out.set("UpdateReplacePolicy", str(u.replacing))
	}
	if len(u.conditions) > 0 && !u.always {
		out.set("Condition", str(sharedCondition))
	}
	return out
}

func containsText(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
}
