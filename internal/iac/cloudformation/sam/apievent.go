package sam

import (
	"regexp"
	"strings"
)

const gateway = "apigateway.amazonaws.com"

// explicitAPI is the API that an event names, and the stage that permissions are
// named after.
func (ev *event) explicitAPI(reference string) (id, properties, stage *value) {
	id = apiID(ev.get(reference))
	if !id.is(text) {
		ev.x.refuse(ev.properties.keyAt(reference), "", "%s of the event %s must name an API of the template", reference, ev.relative)
		return nil, nil, nil
	}
	api := ev.x.source.get("Resources", id.text)
	properties = api.get("Properties")
	if api == nil || !properties.is(dict) {
		ev.x.refuse(ev.properties.keyAt(reference), "", "%s of the event %s must name an API of the template; %s is none", reference, ev.relative, id.text)
		return nil, nil, nil
	}
	stage = str("Stage")
	if name := properties.get("StageName"); name.is(text) {
		stage = name
		if name.text == "" {
			ev.x.refuse(name.at, "", "StageName of %s is empty", id.text)
		}
	}
	return id, properties, stage
}

// api lets an API call the function, and writes the call into its definition.
func (ev *event) api() {
	id, api, stage := ev.explicitAPI("RestApiId")
	if api == nil || !ev.pathAndMethod() {
		return
	}
	method := as(strings.ToLower(ev.get("Method").text), ev.get("Method"))
	ev.properties.set("Method", method)
	ev.m.add(ev.apiPermission(stage))
	body := api.get("DefinitionBody")
	merge := api.get("MergeDefinitions").truthy()
	switch {
	case !api.get(managed).truthy() && !merge, body.none():
	case included(body):
		return
	default:
		ev.integrate(id, api, stage, merge)
	}
	if auth := ev.get("Auth"); auth.get("OverrideApiAuth").truthy() && api.get("DefinitionBody").truthy() {
		ev.overrideAuth(id, api, stage)
	}
}

func (ev *event) pathAndMethod() bool {
	for _, name := range []string{"Path", "Method"} {
		if v := ev.get(name); !v.is(text) {
			ev.x.refuse(ev.properties.keyAt(name), "", "%s of the event %s is %s; it must be a text", name, ev.relative, v.describe())
			return false
		}
	}
	return true
}

func (ev *event) overrideAuth(id, api, stage *value) {
	auth := ev.get("Auth")
	if !auth.get("Authorizer").truthy() && !auth.get("ApiKeyRequired").truthy() && !auth.get("ResourcePolicy").truthy() {
		ev.x.refuse(auth.at, "", "OverrideApiAuth of the event %s needs Authorizer, ApiKeyRequired or ResourcePolicy", ev.relative)
		return
	}
	if !isSwagger(api.get("DefinitionBody")) {
		ev.x.refuse(api.keyAt("DefinitionBody"), "", "DefinitionBody of %s is no definition of an API", id.text)
		return
	}
	e := ev.x.edit(api.get("DefinitionBody"))
	ev.addAuth(&e, api, stage)
	e.close()
}

// apiPermission lets API Gateway call the function for the event's path.
func (ev *event) apiPermission(stage *value) *resource {
	path := starred(as(trailingSlash.ReplaceAllString(ev.get("Path").text, "$1"), nil), restVariables).text
	method := strings.ToUpper(ev.get("Method").text)
	if method == "ANY" {
		method = "*"
	}
	source := sub(str(ev.x.arnOf("execute-api", "${__ApiId__}/${__Stage__}/"+method+path)),
		field{"__ApiId__", ev.get("RestApiId")}, field{"__Stage__", str("*")})
	return ev.permissionNamed(suffixed(ev.id+"Permission", stage.text), gateway, source)
}

// integrate writes the call of the function into the API's definition.
func (ev *event) integrate(id, api, stage *value, merge bool) {
	body := api.get("DefinitionBody")
	target := body
	if merge {
		target = skeleton(typeAPI)
	}
	if !isSwagger(target) {
		ev.x.refuse(api.keyAt("DefinitionBody"), "", "DefinitionBody of %s is no definition of an API", id.text)
		return
	}
	e := ev.x.edit(target)
	path, method := ev.get("Path"), ev.get("Method")
	if e.hasIntegration(path, method) {
		ev.x.refuse(ev.properties.keyAt("Path"), "", "the method %s of path %s has an event already", method.text, path.text)
		return
	}
	for _, part := range []struct{ v, in *value }{{ev.get("Auth"), ev.properties}, {api.get("Auth"), api}} {
		if !part.v.none() && !part.v.is(dict) {
			ev.x.refuse(part.v.at, "", "Auth is %s; it must be a map", part.v.describe())
			return
		}
	}
	ev.addIntegration(&e, api)
	if ev.get("Auth").truthy() {
		ev.addAuth(&e, api, stage)
	}
	if timeout := ev.get("TimeoutInMillis"); timeout.truthy() {
		e.setTimeout(path, method, timeout)
	}
	ev.addModel(&e, api)
	ev.addParameters(&e)
	e.close()
	if merge {
		ev.merge(body, e.doc)
	}
}

// addIntegration is the call of the function.
func (ev *event) addIntegration(e *editor, api *value) {
	path, method := ev.get("Path"), normal(ev.get("Method"))
	streams := ev.get("ResponseTransferMode").says("RESPONSE_STREAM")
	uri := ev.x.integrationURI(ev.t, ev.x.partition, streams)
	condition := ev.t.condition()
	e.addPath(path, method)
	if condition != nil {
		uri = when(condition, uri, nil)
	}
	for _, item := range e.items(path) {
		definition := item.get(method.text)
		call := map27(field{"type", str("aws_proxy")}, field{"httpMethod", str("POST")}, field{"uri", uri})
		if streams {
			call.set("responseTransferMode", str("STREAM"))
		}
		if role := ev.credentials(api.get("Auth")); role.truthy() && !role.says("NONE") {
			call.set("credentials", role)
		}
		definition.set(integrationKey, call)
		definition.setDefault("responses", map27())
		if condition != nil {
			setAt(item, method, when(condition, definition, nil))
		}
	}
}

// credentials is the role in which API Gateway calls the function, where IAM
// authorizes.
func (ev *event) credentials(api *value) *value {
	own := ev.get("Auth")
	if !own.get("Authorizer").says("AWS_IAM") && !(api.get("DefaultAuthorizer").says("AWS_IAM") && !own.truthy()) {
		return nil
	}
	role := func(auth *value) *value {
		r := auth.get("InvokeRole")
		if !r.truthy() && auth.has("InvokeRole") {
			return str("NONE")
		}
		return r
	}
	r := role(own)
	if !r.truthy() {
		r = role(api)
	}
	if !r.truthy() || r.says("CALLER_CREDENTIALS") {
		return str("arn:" + ev.x.partition + ":iam::*:user/*")
	}
	return r
}

// addAuth writes the event's own authorization into the definition.
func (ev *event) addAuth(e *editor, api, stage *value) {
	auth := ev.get("Auth")
	path, method, name := ev.get("Path"), ev.get("Method"), auth.get("Authorizer")
	all := ev.x.resolve(api.get("Auth"))
	if name.truthy() && !ev.checkAuthorizer(auth, all) {
		return
	}
	if scopes := auth.get("AuthorizationScopes"); scopes.truthy() && (!scopes.is(list) || !name.truthy()) {
		ev.x.refuse(scopes.at, "", "AuthorizationScopes must be a list, and needs Authorizer")
	}
	key := auth.get("ApiKeyRequired")
	if !key.none() && !key.truthy() && !all.get("ApiKeyRequired").truthy() {
		ev.x.refuse(key.at, "", "ApiKeyRequired of the event %s is false, but its API requires none", ev.relative)
	}
	if name.truthy() {
		e.authorize(path, method, name, all.get("Authorizers"), auth.get("AuthorizationScopes"))
	}
	if !key.none() {
		e.setKey(path, method, key.truthy())
	}
	if policy := auth.get("ResourcePolicy"); policy.truthy() {
		if !policy.is(dict) {
			ev.x.refuse(policy.at, "", "ResourcePolicy is %s; it must be a map", policy.describe())
			return
		}
		e.addPolicy(policy, path, stage)
		e.addStatements(policy.get("CustomStatements"))
	}
}

func (ev *event) checkAuthorizer(auth, api *value) bool {
	name, all := auth.get("Authorizer"), api.get("Authorizers")
	if name.isCall() && ev.x.hangs(name) {
		ev.x.leave("the authorizer of the event %s is %s", ev.relative, describeCall(name))
		return false
	}
	switch {
	case name.says("AWS_IAM"):
		return true
	case name.says("NONE"):
		if api.get("DefaultAuthorizer").truthy() {
			return true
		}
		ev.x.refuse(auth.keyAt("Authorizer"), "", "the Authorizer NONE of the event %s needs an API with a DefaultAuthorizer", ev.relative)
		return false
	case name.is(text) && all.get(name.text).truthy():
		return true
	}
	ev.x.refuse(auth.keyAt("Authorizer"), "", "the event %s has the Authorizer %s, which is none of its API's", ev.relative, name.describe())
	return false
}

// addModel writes the model of a request ("RequestModel").
func (ev *event) addModel(e *editor, api *value) {
	request := ev.get("RequestModel")
	model := request.get("Model")
	if !request.truthy() || !model.truthy() {
		return
	}
	if !model.is(text) || !api.get("Models", model.text).truthy() {
		ev.x.refuse(request.at, "", "the event %s has the model %s, which is none of its API's Models", ev.relative, model.describe())
		return
	}
	name := as(strings.ToLower(model.text), model)
	required := request.get("Required")
	for _, d := range e.definitions(ev.get("Path"), ev.get("Method")) {
		if !e.doc.get("swagger").none() {
			p := map27(field{"in", str("body")}, field{"name", name}, field{"schema", mapOf(field{"$ref", str("#/definitions/" + name.text)})})
			if !required.none() {
				p.set("required", required)
			}
			addTo(d, "parameters", p)
			continue
		}
		body := mapOf(field{"content", mapOf(field{"application/json", mapOf(field{"schema",
			mapOf(field{"$ref", str("#/components/schemas/" + name.text)})})})})
		if !required.none() {
			body.set("required", required)
		}
		d.set("requestBody", body)
	}
	ev.addValidator(e, request)
}

// addTo appends to a list of a map.
func addTo(in *value, key string, v *value) {
	all := in.get(key)
	if all == nil {
		all = listOf()
	}
	all.items = append(all.items, v)
	in.set(key, all)
}

func (ev *event) addValidator(e *editor, request *value) {
	body, parameters := request.get("ValidateBody"), request.get("ValidateParameters")
	if body.none() && parameters.none() {
		return
	}
	for _, v := range []*value{body, parameters} {
		if !v.none() && !v.is(boolean) {
			ev.x.refuse(v.at, "", "ValidateBody and ValidateParameters must be true or false")
			return
		}
	}
	name := "no-validation"
	switch {
	case body.truthy() && parameters.truthy():
		name = "body-and-params"
	case body.truthy():
		name = "body-only"
	case parameters.truthy():
		name = "params-only"
	}
	made := map27(field{name, map27(field{"validateRequestBody", yes(body.truthy())}, field{"validateRequestParameters", yes(parameters.truthy())})})
	if !e.doc.get(validatorsKey).truthy() {
		e.doc.set(validatorsKey, map27())
	}
	if all := e.doc.get(validatorsKey); !all.get(name).truthy() {
		all.update(made)
	}
	for _, d := range e.definitions(ev.get("Path"), ev.get("Method")) {
		d.update(map27(field{validatorKey, str(name)}))
	}
}

var requestParameter = regexp.MustCompile(`^method\.request\.(querystring|path|header)\.`)

// addParameters writes the parameters of a request ("RequestParameter").
func (ev *event) addParameters(e *editor) {
	all := ev.get("RequestParameters")
	if !all.truthy() {
		return
	}
	for _, d := range e.definitions(ev.get("Path"), ev.get("Method")) {
		for _, p := range all.items {
			ev.addParameter(d, p)
		}
	}
}

func (ev *event) addParameter(d, p *value) {
	name, settings := p, mapOf()
	if p.is(dict) && len(p.entries) > 0 {
		first := p.each()[0]
		name, settings = &value{kind: text, text: first.key, unicode: first.unicode, at: first.at}, first.value
	}
	if !name.is(text) || !requestParameter.MatchString(name.text) || !settings.is(dict) {
		ev.x.refuse(p.at, "", "a request parameter is method.request.querystring, path or header with a name behind it, or a map of one")
		return
	}
	ev.x.checkShapes(settings, shapesOf("Required:* Caching:*"))
	short := strings.ReplaceAll(name.text, "method.request.", "")
	where, rest, _ := strings.Cut(short, ".")
	location := as(where, name)
	if where == "querystring" {
		location = str("query")
	}
	required := settings.get("Required")
	if required == nil {
		required = yes(false)
	}
	addTo(d, "parameters", map27(field{"in", location}, field{"name", as(rest, name)}, field{"required", required}, field{"type", str("string")}))
	if settings.get("Caching").truthy() {
		addTo(d.get(integrationKey), "cacheKeyParameters", name)
	}
}

// merge puts what was written for the event into the API's own definition.
func (ev *event) merge(own, made *value) {
	path, method := ev.get("Path"), ev.get("Method")
	generated := made.get("paths", path.text, normal(method).text)
	paths := own.get("paths")
	if !paths.truthy() {
		paths = mapOf()
	}
	item := paths.get(path.text)
	have := item.get(method.text)
	if !have.none() && !have.is(dict) || !item.none() && !item.is(dict) {
		ev.x.refuse(item.at, "", "DefinitionBody has something else than a map at %s of path %s", method.text, path.text)
		return
	}
	merged := mapOf()
	for _, e := range append(have.each(), generated.each()...) {
		merged.put(e)
	}
	if item.none() {
		item = mapOf()
		setAt(paths, path, item)
	}
	setAt(item, method, merged)
}

// machineAPI lets an API start the state machine, and writes that into its
// definition.
func (ev *event) machineAPI() {
	id, api, stage := ev.explicitAPI("RestApiId")
	if api == nil || !ev.pathAndMethod() {
		return
	}
	ev.properties.set("Method", as(strings.ToLower(ev.get("Method").text), ev.get("Method")))
	role := ev.startRole(gateway)
	ev.m.add(role)
	body := api.get("DefinitionBody")
	if !api.get(managed).truthy() || body.none() {
		return
	}
	e := ev.x.edit(body)
	path, method := ev.get("Path"), normal(ev.get("Method"))
	if e.hasIntegration(path, method) {
		ev.x.refuse(ev.properties.keyAt("Path"), "", "the method %s of path %s of %s has an event already", method.text, path.text, id.text)
		return
	}
	e.addPath(path, method)
	ev.addStart(&e, path, method, role)
	if ev.get("Auth").truthy() {
		ev.addAuth(&e, api, stage)
	}
	e.close()
}

// addStart is the call that starts the state machine.
func (ev *event) addStart(e *editor, path, method *value, role *resource) {
	uri := sub(str("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution"))
	condition := ev.t.condition()
	if condition != nil {
		uri = when(condition, uri, nil)
	}
	request := `{"input": "$util.escapeJavaScript($input.json('$'))", "stateMachineArn": "${` + ev.t.id + `}"}`
	if ev.get("UnescapeMappingTemplate").truthy() {
		request = `{"input": "$util.escapeJavaScript($input.json('$')).replaceAll("\\'","'")", "stateMachineArn": "${` + ev.t.id + `}"}`
	}
	for _, item := range e.items(path) {
		definition := item.get(method.text)
		answers := map27(field{"200", map27(field{"statusCode", str("200")})}, field{"400", map27(field{"statusCode", str("400")})})
		call := map27(field{"type", str("aws")}, field{"httpMethod", str("POST")}, field{"uri", uri}, field{"responses", answers}, field{"credentials", role.arn()})
		definition.set(integrationKey, call)
		definition.setDefault("responses", map27(field{"200", map27(field{"description", str("OK")})}, field{"400", map27(field{"description", str("Bad Request")})}))
		call.update(mapOf(field{"requestTemplates", mapOf(field{"application/json", sub(str(request))})}))
		if condition != nil {
			setAt(item, method, when(condition, definition, nil))
		}
	}
}
