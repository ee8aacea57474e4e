package sam

import (
	"regexp"
	"slices"
	"strings"
)

// httpAPI is an HTTP API while it is being expanded.
type httpAPI struct {
	x    *expander
	m    *macro
	body *value
	tags *value
}

const byHTTP = "httpapi:createdBy"

// expandHTTPAPI makes an HTTP API and its stage, and what its domain and
// authorizers need ("AWS::Serverless::HttpApi: Generated resources").
func (x *expander) expandHTTPAPI(m *macro) {
	for _, name := range []string{"CorsConfiguration", "Domain"} {
		if v := m.get(name); v != nil {
			m.properties.set(name, x.resolve(v))
		}
	}
	h := &httpAPI{x: x, m: m, body: m.get("DefinitionBody"), tags: m.get("Tags")}
	before := len(x.errors)
	api := h.api()
	if len(x.errors) > before {
		return
	}
	m.add(api)
	m.add(h.authorizerPermissions()...)
	m.add(x.domainV2(m, byHTTP)...)
	m.add(h.stage())
	propagate(m.made, h.tags, !m.get("DefinitionBody").none())
}

// api makes the API, with all that stands beside the definition written into it.
func (h *httpAPI) api() *resource {
	r := h.m.main("AWS::ApiGatewayV2::Api")
	uri := h.m.get("DefinitionUri")
	if uri.truthy() && h.body.truthy() {
		h.x.refuse(h.m.properties.keyAt("DefinitionUri"), "", "DefinitionUri and DefinitionBody cannot be used together")
		return r
	}
	if !h.body.truthy() && !uri.truthy() {
		h.x.refuse(h.m.at, "", "it needs DefinitionUri, DefinitionBody or an event of the type HttpApi")
		return r
	}
	if v := h.m.get("FailOnWarnings"); v.truthy() {
		r.put("FailOnWarnings", v)
	}
	if uri.truthy() {
		for _, name := range []string{"CorsConfiguration", "Auth", "Tags", "DisableExecuteApiEndpoint", "Name", "Description"} {
			if v := h.m.get(name); v.truthy() || name == "DisableExecuteApiEndpoint" && !v.none() {
				h.x.refuse(h.m.properties.keyAt(name), "", "%s needs DefinitionBody: it is written into it", name)
			}
		}
		b := h.x.body(uri, "DefinitionUri")
		b.order = nil
		return r.with(field{"BodyS3Location", b})
	}
	if included(h.body) {
		return r.with(field{"Body", h.body}) // what would be written into it goes unseen
	}
	h.edit()
	return r.with(field{"Body", h.body})
}

func (h *httpAPI) edit() {
	m := h.m
	valid := isOpenAPI(h.body)
	for _, name := range []string{"CorsConfiguration", "Auth", "Tags", "DisableExecuteApiEndpoint", "Name", "Description"} {
		if v := m.get(name); !valid && v.truthy() {
			h.x.refuse(m.properties.keyAt(name), "", "%s is written into DefinitionBody, which is no definition of OpenAPI 3", name)
			return
		}
	}
	if !valid {
		return
	}
	e := h.x.edit(h.body)
	h.addCORS(&e)
	h.addAuth(&e)
	h.addTags(&e)
	if v := m.get("DisableExecuteApiEndpoint"); !v.none() {
		e.disableEndpoint(v)
	}
	h.addTitle(&e)
	e.closeOpenAPI()
	if paths := h.body.get("paths"); m.get("FailOnWarnings").truthy() && paths.has(defaultPath) {
		all := paths.get(defaultPath)
		paths.remove(defaultPath)
		paths.set("/"+defaultPath, all)
	}
}

func (e *editor) disableEndpoint(v *value) {
	servers := e.doc.get("servers")
	if servers == nil {
		servers = listOf(map27())
	}
	for _, s := range servers.items {
		if !s.is(dict) {
			e.x.refuse(s.at, "", "the definition has %s as a server; it must be a map", s.describe())
			return
		}
		if config := s.setDefault(endpointKey, mapOf()); config.is(dict) {
			config.set(disableEndpoint, v)
		}
	}
	e.doc.set("servers", servers)
}

// closeOpenAPI ends the writing of an OpenAPI definition.
func (e *editor) closeOpenAPI() {
	if tags := e.made.get("tags"); tags.truthy() {
		e.doc.set("tags", tags)
	}
	if schemes := e.made.get("securitySchemes"); schemes.truthy() {
		components := e.doc.get("components")
		if !components.truthy() {
			components = map27()
			e.doc.set("components", components)
		}
		components.set("securitySchemes", schemes)
	}
	e.doc.rebuild()
}

// schemes are the security schemes of the definition.
func (e *editor) schemes() *value {
	if have := e.made.get("securitySchemes"); have != nil {
		return have
	}
	have := e.doc.get("components", "securitySchemes")
	if !have.truthy() {
		have = map27()
	}
	if e.made == nil {
		e.made = mapOf()
	}
	e.made.set("securitySchemes", have)
	return have
}

func (h *httpAPI) addCORS(e *editor) {
	cors := h.m.get("CorsConfiguration")
	if !cors.truthy() {
		return
	}
	config := e.doc.setDefault(corsKey, mapOf())
	switch {
	case !config.is(dict):
		h.x.refuse(config.at, "", "%s is %s; it must be a map", corsKey, config.describe())
	case cors.is(boolean):
		config.set("allowOrigins", strs("*"))
	case cors.isCall():
		config.update(lowerCORS(cors.copy()))
	case cors.is(dict):
		h.x.checkShapes(cors, shapesOf("AllowMethods:* AllowHeaders:* AllowOrigins:* MaxAge:* ExposeHeaders:* AllowCredentials:*"))
		origins := cors.get("AllowOrigins")
		if cors.get("AllowCredentials").isTrue() && origins.equal(strs("*")) {
			h.x.refuse(cors.get("AllowCredentials").at, "", "AllowCredentials cannot be true where every origin is allowed")
		}
		if origins.isCall() {
			config.update(lowerCORS(origins.copy()))
			return
		}
		for _, p := range []struct{ from, to string }{
			{"AllowOrigins", "allowOrigins"}, {"AllowHeaders", "allowHeaders"}, {"AllowMethods", "allowMethods"},
			{"ExposeHeaders", "exposeHeaders"}, {"MaxAge", "maxAge"}, {"AllowCredentials", "allowCredentials"},
		} {
			v := cors.get(p.from)
			if v.truthy() && p.from != "AllowCredentials" || v.isTrue() || p.from == "MaxAge" && !v.none() {
				config.set(p.to, v)
			}
		}
	default:
		h.x.refuse(cors.at, "", "CorsConfiguration is %s; it must be true or a map", cors.describe())
	}
}

var corsWords = regexp.MustCompile(`AllowOrigins|AllowHeaders|AllowMethods|ExposeHeaders|MaxAge|AllowCredentials`)

// lowerCORS writes the words of a CORS configuration as definitions have them,
// wherever they stand in a function.
func lowerCORS(v *value) *value {
	lower := func(s string) string {
		return corsWords.ReplaceAllStringFunc(s, func(w string) string { return strings.ToLower(w[:1]) + w[1:] })
	}
	return walk(v, func(v *value) *value {
		if v.is(text) {
			v.text = lower(v.text)
		}
		for i := range v.entries {
			v.entries[i].key = lower(v.entries[i].key)
		}
		return v
	})
}

// httpAuthorizer is one way to authorize calls of an HTTP API.
type httpAuthorizer struct {
	name   string
	config *value
	iam    bool
}

func (h *httpAPI) authorizers() []httpAuthorizer {
	auth := h.m.get("Auth")
	var out []httpAuthorizer
	if auth.get("EnableIamAuthorizer").isTrue() {
		out = append(out, httpAuthorizer{name: "AWS_IAM", iam: true})
	}
	for _, e := range h.x.configured(auth) {
		z := httpAuthorizer{name: e.key, config: e.value}
		if h.checkAuthorizer(z) {
			out = append(out, z)
		}
	}
	return out
}

func (z httpAuthorizer) jwt() bool { return z.config.get("JwtConfiguration").truthy() }

func (h *httpAPI) checkAuthorizer(z httpAuthorizer) bool {
	before := len(h.x.errors)
	if z.config.has("OpenIdConnectUrl") {
		h.x.refuse(z.config.keyAt("OpenIdConnectUrl"), "", "OpenIdConnectUrl of the authorizer %s is no longer supported", z.name)
	}
	wrong := strings.Fields("AuthorizationScopes JwtConfiguration IdentitySource")
	needs := strings.Fields("FunctionArn AuthorizerPayloadFormatVersion")
	if z.jwt() {
		wrong = strings.Fields("FunctionArn FunctionInvokeRole Identity AuthorizerPayloadFormatVersion EnableSimpleResponses EnableFunctionDefaultPermissions")
		needs = []string{"IdentitySource"}
	}
	for _, name := range wrong {
		if !z.config.get(name).none() && name != "JwtConfiguration" {
			h.x.refuse(z.config.keyAt(name), "", "%s is not for the kind of the authorizer %s", name, z.name)
		}
	}
	for _, name := range needs {
		if !z.config.get(name).truthy() {
			h.x.refuse(z.config.at, "", "the authorizer %s needs %s", z.name, name)
		}
	}
	if v := z.config.get("JwtConfiguration"); v.truthy() && !v.is(dict) {
		h.x.refuse(v.at, "", "JwtConfiguration is %s; it must be a map", v.describe())
	}
	h.x.checkIdentity(z.config.get("Identity"))
	if v := z.config.get("AuthorizationScopes"); !v.none() && !v.is(list) {
		h.x.refuse(v.at, "", "AuthorizationScopes is %s; it must be a list", v.describe())
	}
	if v := z.config.get("EnableFunctionDefaultPermissions"); !v.none() && !v.is(boolean) {
		h.x.refuse(v.at, "", "EnableFunctionDefaultPermissions is %s; it must be true or false", v.describe())
	}
	return len(h.x.errors) == before
}

// definition is the authorizer in the words of OpenAPI.
func (z httpAuthorizer) definition(x *expander) *value {
	if z.iam {
		return mapOf(field{"type", str("apiKey")}, field{"name", str("Authorization")}, field{"in", str("header")}, field{authTypeKey, str("awsSigv4")})
	}
	if z.jwt() {
		config := mapOf()
		for _, e := range z.config.get("JwtConfiguration").each() {
			e.key = strings.ToLower(e.key)
			config.put(e)
		}
		return mapOf(field{"type", str("oauth2")}, field{authorizerKey, mapOf(field{"jwtConfiguration", config},
			field{"identitySource", z.config.get("IdentitySource")}, field{"type", str("jwt")})})
	}
	pattern := "arn:" + x.partition + ":apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations"
	call := mapOf(field{"type", str("request")}, field{"authorizerUri", sub(str(pattern), field{"__FunctionArn__", z.config.get("FunctionArn")})})
	if role := z.config.get("FunctionInvokeRole"); role.truthy() && !role.says("NONE") {
		call.set("authorizerCredentials", role)
	}
	if identity := z.config.get("Identity"); identity.truthy() {
		if ttl := identity.get("ReauthorizeEvery"); !ttl.none() {
			call.set("authorizerResultTtlInSeconds", ttl)
		}
		source := listOf()
		for _, p := range []struct{ prefix, name string }{
			{"$request.header.", "Headers"}, {"$request.querystring.", "QueryStrings"}, {"$stageVariables.", "StageVariables"}, {"$context.", "Context"},
		} {
			for _, v := range identity.get(p.name).list() {
				source.items = append(source.items, str(p.prefix+v.string()))
			}
		}
		call.set("identitySource", source)
	}
	call.set("authorizerPayloadFormatVersion", z.config.get("AuthorizerPayloadFormatVersion"))
	if v := z.config.get("EnableSimpleResponses"); v.truthy() {
		call.set("enableSimpleResponses", v)
	}
	return mapOf(field{"type", str("apiKey")}, field{"name", str("Unused")}, field{"in", str("header")}, field{authorizerKey, call})
}

func (h *httpAPI) addAuth(e *editor) {
	auth := h.m.get("Auth")
	if !auth.truthy() {
		return
	}
	h.x.checkShapes(auth, shapesOf("Authorizers:* DefaultAuthorizer:* EnableIamAuthorizer:*"))
	all := h.authorizers()
	for _, z := range all {
		e.schemes().set(z.name, z.definition(h.x))
	}
	byDefault := auth.get("DefaultAuthorizer")
	if !byDefault.truthy() || byDefault.noValue() {
		return
	}
	if byDefault.isCall() && h.x.hangs(byDefault) {
		h.x.leave("its default authorizer is %s", describeCall(byDefault))
		return
	}
	i := slices.IndexFunc(all, func(z httpAuthorizer) bool { return z.name == byDefault.string() })
	if i < 0 {
		h.x.refuse(byDefault.at, "", "DefaultAuthorizer is %s, which is none of Authorizers", byDefault.describe())
		return
	}
	scopes := all[i].config.get("AuthorizationScopes")
	if scopes.none() {
		scopes = listOf()
	}
	for _, path := range e.eachPath() {
		for _, m := range e.methods(path) {
			if !m.name.says(optionsMethod) && !m.definition.get("security").truthy() {
				m.definition.set("security", listOf(mapOf(field{byDefault.text, scopes})))
			}
		}
	}
}

// authorizerPermissions let API Gateway call the functions that authorize, where
// that is asked for.
func (h *httpAPI) authorizerPermissions() []*resource {
	if !h.m.get("Auth").truthy() {
		return nil
	}
	var out []*resource
	for _, z := range h.authorizers() {
		function := z.config.get("FunctionArn")
		if function.truthy() && z.config.get("EnableFunctionDefaultPermissions").truthy() {
			out = append(out, h.x.authorizerPermission(h.m, z.name+"AuthorizerPermission", function))
		}
	}
	return out
}

func (x *expander) authorizerPermission(m *macro, suffix string, function *value) *resource {
	source := sub(str("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*"), field{"__ApiId__", ref(m.id)})
	return m.part(suffix, permissionType).with(field{"Action", str("lambda:InvokeFunction")}, field{"FunctionName", function},
		field{"Principal", str(gateway)}, field{"SourceArn", source})
}

func (h *httpAPI) addTags(e *editor) {
	tags := mapOf()
	tags.update(h.tags)
	tags.set(byHTTP, str("SAM"))
	h.tags = tags
	have := e.doc.get("tags")
	if !have.truthy() {
		have = listOf()
	}
	if !have.is(list) {
		h.x.refuse(have.at, "", "tags of the definition is %s; it must be a list", have.describe())
		return
	}
	for _, t := range tags.each() {
		i := slices.IndexFunc(have.items, func(v *value) bool { return v.get("name").says(t.key) })
		if i >= 0 {
			have.items[i].set(tagValueKey, t.value)
			continue
		}
		have.items = append(have.items, map27(field{"name", str(t.key)}, field{tagValueKey, t.value}))
	}
	e.doc.set("tags", have)
}

func (h *httpAPI) addTitle(e *editor) {
	info := e.doc.get("info")
	if name := h.m.get("Name"); name.truthy() {
		if !info.get("title").equal(ref("AWS::StackName")) {
			h.x.refuse(h.m.properties.keyAt("Name"), "", "Name is given, and the definition has a title of its own")
			return
		}
		info.set("title", name)
	}
	if description := h.m.get("Description"); description.truthy() {
		if info.get("description").truthy() {
			h.x.refuse(h.m.properties.keyAt("Description"), "", "Description is given, and the definition has one of its own")
			return
		}
		if !info.truthy() {
			info = map27()
			e.doc.set("info", info)
		}
		info.set("description", description)
	}
}

func (h *httpAPI) stage() *resource {
	name := h.m.get("StageName")
	if !name.truthy() {
		name = str(defaultPath)
	}
	id := suffixedStage(h.m.id, name.string())
	if name.says(defaultPath) {
		id = h.m.id + "ApiGatewayDefaultStage"
	}
	s := newResource(id, "AWS::ApiGatewayV2::Stage", h.m.passed).with(field{"ApiId", ref(h.m.id)}, field{"StageName", name},
		field{"Tags", h.tags}, field{"AutoDeploy", yes(true)})
	for _, p := range []string{"StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings"} {
		s.put(p, h.m.get(p))
	}
	return s
}
