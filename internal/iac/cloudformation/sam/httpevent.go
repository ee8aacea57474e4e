package sam

import (
	"regexp"
	"slices"
	"strings"
)

// httpAPI lets an HTTP API call the function, and writes the call into its
// definition.
func (ev *event) httpAPI() {
	id, api, _ := ev.explicitAPI("ApiId")
	if api == nil || !ev.pathAndMethod() {
		return
	}
	method := as(strings.ToLower(ev.get("Method").text), ev.get("Method"))
	ev.properties.set("Method", method)
	body := api.get("DefinitionBody")
	if body.truthy() && !included(body) && !isOpenAPI(body) {
		ev.x.refuse(api.keyAt("DefinitionBody"), "", "DefinitionBody of %s is no definition of OpenAPI 3", id.text)
		return
	}
	if p := ev.httpPermission(body); p != nil {
		ev.m.add(p)
	}
	if body.none() || included(body) {
		return
	}
	e := ev.x.edit(body)
	path := ev.get("Path")
	if api.get(managed).truthy() && e.hasIntegration(path, method) {
		ev.x.refuse(ev.properties.keyAt("Path"), "", "the method %s of path %s has an event already", method.text, path.text)
		return
	}
	ev.addHTTPIntegration(&e, path, method)
	if ev.get("Auth").truthy() {
		ev.addHTTPAuth(&e, api)
	}
	if timeout := ev.get("TimeoutInMillis"); timeout.truthy() {
		e.setTimeout(path, method, timeout)
	}
	ev.addPathParameters(&e, path, method)
	if version := ev.get("PayloadFormatVersion"); version.truthy() {
		for _, d := range e.definitions(path, method) {
			d.get(integrationKey).set("payloadFormatVersion", version)
		}
	}
	e.closeOpenAPI()
}

var functionARN = regexp.MustCompile(`([A-Za-z0-9]+\.Arn)`)

// httpPermission lets the API call the function for the event's path, unless the
// function has a path for all.
func (ev *event) httpPermission(body *value) *resource {
	path := trailingSlash.ReplaceAllString(ev.get("Path").text, "$1")
	if path == defaultPath {
		path = ""
	} else if body.truthy() && !included(body) && ev.hasDefault(body) {
		return nil
	}
	path = starred(str(path), httpVariables).text
	method := ev.get("Method").text
	resource := "${__ApiId__}/${__Stage__}"
	switch {
	case method == "any" && path == "/"+defaultPath:
		resource += path
	case method == "any" || method == anyMethod:
		resource += "/*" + path
	default:
		resource += "/" + strings.ToUpper(method) + path
	}
	source := sub(str("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"+resource),
		field{"__ApiId__", ev.get("ApiId")}, field{"__Stage__", str("*")})
	return ev.permission(gateway, source)
}

// hasDefault reports whether all other calls of the API come to the function.
func (ev *event) hasDefault(body *value) bool {
	e := editor{x: ev.x, doc: body, paths: body.get("paths")}
	if !e.hasIntegration(str(defaultPath), str(anyMethod)) {
		return false
	}
	for _, d := range e.definitions(str(defaultPath), str(anyMethod)) {
		uri := d.get(integrationKey, "uri")
		for _, u := range contents(uri) {
			m := functionARN.FindString(u.get("Fn::Sub").string())
			if strings.TrimSuffix(m, ".Arn") != ev.t.id {
				return false
			}
		}
	}
	return true
}

func (ev *event) addHTTPIntegration(e *editor, path, method *value) {
	if e.hasIntegration(path, method) {
		return
	}
	e.addPath(path, method)
	method = normal(method)
	uri := ev.x.integrationURI(ev.t, "${AWS::Partition}", false)
	condition := ev.t.condition()
	if condition != nil {
		uri = when(condition, uri, nil)
	}
	for _, item := range e.items(path) {
		definition := item.get(method.text)
		if definition.none() {
			definition = map27()
			setAt(item, method, definition)
		}
		if !definition.is(dict) {
			e.x.refuse(definition.at, "", "the definition has %s at %s of path %s; it must be a map", definition.describe(), method.text, path.text)
			return
		}
		definition.set(integrationKey, map27(field{"type", str("aws_proxy")}, field{"httpMethod", str("POST")},
			field{"payloadFormatVersion", str("2.0")}, field{"uri", uri}))
		if path.says(defaultPath) && method.says(anyMethod) {
			definition.set("isDefaultRoute", yes(true))
		}
		definition.setDefault("responses", map27())
		if condition != nil {
			setAt(item, method, when(condition, definition, nil))
		}
	}
}

// addHTTPAuth writes the event's own authorization into the definition.
func (ev *event) addHTTPAuth(e *editor, api *value) {
	auth, own := ev.get("Auth"), api.get("Auth")
	name := auth.get("Authorizer")
	if !name.truthy() {
		if name = own.get("DefaultAuthorizer"); !name.truthy() {
			ev.x.refuse(auth.at, "", "Auth of the event %s needs an Authorizer, or an API with a DefaultAuthorizer", ev.relative)
			return
		}
		auth.set("Authorizer", name)
	}
	all := own.get("Authorizers")
	switch iam := own.get("EnableIamAuthorizer").isTrue(); {
	case name.isCall() && ev.x.hangs(name):
		ev.x.leave("the authorizer of the event %s is %s", ev.relative, describeCall(name))
		return
	case name.says("NONE") && own.get("DefaultAuthorizer").truthy(), name.says("AWS_IAM") && iam:
	case name.is(text) && all.get(name.text).truthy():
	default:
		ev.x.refuse(auth.keyAt("Authorizer"), "", "the event %s has the Authorizer %s, which is none of its API's", ev.relative, name.describe())
		return
	}
	scopes := auth.get("AuthorizationScopes")
	if scopes.truthy() && !scopes.is(list) {
		ev.x.refuse(scopes.at, "", "AuthorizationScopes is %s; it must be a list", scopes.describe())
		return
	}
	given := listOf()
	if !name.says("NONE") && !name.says("AWS_IAM") {
		if !scopes.truthy() {
			scopes = all.get(name.text, "AuthorizationScopes")
		}
		if scopes.truthy() {
			given = scopes
		}
	}
	for _, d := range e.definitions(ev.get("Path"), ev.get("Method")) {
		d.set("security", listOf(append(slices.Clone(e.security(d)), mapOf(field{name.text, given}))...))
	}
}

var pathParameter = regexp.MustCompile(`\{(.*?)\}`)

func (ev *event) addPathParameters(e *editor, path, method *value) {
	for _, m := range pathParameter.FindAllStringSubmatch(path.text, -1) {
		for _, d := range e.definitions(path, method) {
			all := d.setDefault("parameters", listOf())
			i := slices.IndexFunc(all.items, func(p *value) bool { return p.get("name").says(m[1]) })
			if i < 0 {
				all.items = append(all.items, map27(field{"name", uni(m[1])}, field{"in", str("path")}, field{"required", yes(true)}))
				continue
			}
			all.items[i].set("in", str("path"))
			all.items[i].set("required", yes(true))
		}
	}
}
