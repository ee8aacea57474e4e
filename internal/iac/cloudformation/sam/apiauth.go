package sam

import (
	"slices"
	"strings"
)

// authorizer is one way to authorize calls of a REST API ("API Gateway Lambda and
// Cognito authorizers").
type authorizer struct {
	name     *value
	config   *value
	iam      bool
	function *value
	identity *value
}

// authorizers are those of the API, and that of IAM if it is the default.
func (a *restAPI) authorizers(byDefault *value) []authorizer {
	var out []authorizer
	if byDefault.says("AWS_IAM") {
		out = append(out, authorizer{name: byDefault, iam: true})
	}
	for _, e := range a.x.configured(a.auth) {
		z := authorizer{name: &value{kind: text, text: e.key, unicode: e.unicode}, config: e.value, function: e.value.get("FunctionArn"), identity: e.value.get("Identity")}
		if a.checkAuthorizer(z) {
			out = append(out, z)
		}
	}
	return out
}

// configured are the authorizers that an API's Auth describes, each by a map.
func (x *expander) configured(auth *value) []entry {
	all := auth.get("Authorizers")
	if all.truthy() && !all.is(dict) {
		x.refuse(all.at, "", "Authorizers is %s; it must be a map", all.describe())
		return nil
	}
	var out []entry
	for _, e := range all.each() {
		if !e.value.is(dict) {
			x.refuse(e.value.at, "", "the authorizer %s is %s; it must be a map", e.key, e.value.describe())
			continue
		}
		out = append(out, e)
	}
	return out
}

func (a *restAPI) checkAuthorizer(z authorizer) bool {
	before := len(a.x.errors)
	switch payload := z.config.get("FunctionPayloadType"); {
	case payload.none(), payload.says("TOKEN"):
	case !payload.says("REQUEST"):
		a.x.refuse(payload.at, "", "FunctionPayloadType is %s; it must be TOKEN or REQUEST", payload.describe())
	case z.lacksIdentity():
		a.x.refuse(z.config.at, "", "the authorizer %s needs Identity with Headers, QueryStrings, StageVariables or Context", z.name.text)
	}
	if scopes := z.config.get("AuthorizationScopes"); !scopes.none() && !scopes.is(list) {
		a.x.refuse(scopes.at, "", "AuthorizationScopes is %s; it must be a list", scopes.describe())
	}
	if d := z.config.get("DisableFunctionDefaultPermissions"); !d.none() && !d.is(boolean) {
		a.x.refuse(d.at, "", "DisableFunctionDefaultPermissions is %s; it must be true or false", d.describe())
	}
	a.x.checkIdentity(z.identity)
	return len(a.x.errors) == before
}

// checkIdentity checks what an authorizer is handed.
func (x *expander) checkIdentity(v *value) {
	if !v.truthy() {
		return
	}
	if !v.is(dict) {
		x.refuse(v.at, "", "Identity is %s; it must be a map", v.describe())
		return
	}
	for _, name := range []string{"Headers", "QueryStrings", "StageVariables", "Context"} {
		all := v.get(name)
		if all.truthy() && !all.is(list) {
			x.refuse(all.at, "", "%s is %s; it must be a list", name, all.describe())
		}
		for _, i := range all.list() {
			if !i.is(text) {
				x.refuse(i.at, "", "%s has %s; it must be a text", name, i.describe())
			}
		}
	}
}

func (z authorizer) lacksIdentity() bool {
	for _, name := range []string{"Headers", "QueryStrings", "StageVariables", "Context"} {
		if z.identity.get(name).truthy() {
			return false
		}
	}
	ttl := z.identity.get("ReauthorizeEvery")
	return ttl.none() || !(ttl.is(number) || ttl.is(text)) || strings.Trim(ttl.text, "-0") != "" && !strings.HasPrefix(ttl.text, "-")
}

func (z authorizer) requests() bool { return z.config.get("FunctionPayloadType").says("REQUEST") }

func (z authorizer) cognito() bool { return !z.iam && z.config.get("UserPoolArn").truthy() }

// definition is the authorizer in the words of OpenAPI.
func (z authorizer) definition(x *expander) *value {
	header := str("Authorization")
	if own := z.identity.get("Header"); own.truthy() {
		header = own
	}
	if !z.iam && !z.cognito() && z.requests() {
		header = str("Unused")
	}
	typ := str("custom")
	switch {
	case z.iam:
		typ = str("awsSigv4")
	case z.cognito():
		typ = str("cognito_user_pools")
	}
	out := map27(field{"type", str("apiKey")}, field{"name", header}, field{"in", str("header")}, field{authTypeKey, typ})
	switch {
	case z.iam:
	case z.cognito():
		pools := z.config.get("UserPoolArn")
		if !pools.is(list) {
			pools = listOf(pools)
		}
		out.set(authorizerKey, map27(field{"type", str("cognito_user_pools")}, field{"providerARNs", pools}))
	default:
		out.set(authorizerKey, z.call(x))
	}
	if expression := z.identity.get("ValidationExpression"); expression.truthy() && !z.iam && (z.cognito() || !z.requests()) {
		out.get(authorizerKey).set("identityValidationExpression", expression)
	}
	return out
}

// call says how API Gateway calls the function that authorizes.
func (z authorizer) call(x *expander) *value {
	typ := "token"
	if z.requests() {
		typ = "request"
	}
	pattern := "arn:" + x.partition + ":apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations"
	out := map27(field{"type", str(typ)}, field{"authorizerUri", sub(str(pattern), field{"__FunctionArn__", z.function})})
	if ttl := z.identity.get("ReauthorizeEvery"); z.identity.truthy() && !ttl.none() {
		out.set("authorizerResultTtlInSeconds", ttl)
	}
	if role := z.config.get("FunctionInvokeRole"); role.truthy() && !role.says("NONE") {
		out.set("authorizerCredentials", role)
	}
	if source := z.identitySource(); z.requests() && source.truthy() {
		out.set("identitySource", source)
	}
	return out
}

func (z authorizer) identitySource() *value {
	var parts []string
	unicode := false
	for _, p := range []struct{ name, prefix string }{
		{"Headers", "method.request.header."}, {"QueryStrings", "method.request.querystring."},
		{"StageVariables", "stageVariables."}, {"Context", "context."},
	} {
		for _, v := range z.identity.get(p.name).list() {
			parts = append(parts, p.prefix+v.string())
			unicode = unicode || v.unicode
		}
	}
	return &value{kind: text, text: strings.Join(parts, ", "), unicode: unicode}
}

// addAuth writes authorizers, keys and the resource policy into the definition.
func (a *restAPI) addAuth() {
	known := shapesOf(`Authorizers:* DefaultAuthorizer:* InvokeRole:* AddDefaultAuthorizerToCorsPreflight:*
		AddApiKeyRequiredToCorsPreflight:* ApiKeyRequired:* ResourcePolicy:* UsagePlan:*`)
	a.x.checkShapes(a.auth, known)
	e := a.x.edit(a.body)
	byDefault := a.auth.get("DefaultAuthorizer")
	authorizers := a.authorizers(byDefault)
	if len(authorizers) > 0 {
		security := e.part(definitionsKey)
		for _, z := range authorizers {
			setAt(security, z.name, z.definition(a.x))
		}
		a.setDefaultAuthorizer(&e, authorizers, byDefault)
	}
	if a.auth.get("ApiKeyRequired").truthy() {
		e.addKeyDefinition()
		for _, path := range e.eachPath() {
			e.requireKey(path, isTrueByDefault(a.auth.get("AddApiKeyRequiredToCorsPreflight")))
		}
	}
	if policy := a.auth.get("ResourcePolicy"); policy.truthy() {
		if !policy.is(dict) {
			a.x.refuse(policy.at, "", "ResourcePolicy is %s; it must be a map", policy.describe())
			return
		}
		for _, path := range e.eachPath() {
			e.addPolicy(policy, path, a.get("StageName"))
		}
		e.addStatements(policy.get("CustomStatements"))
	}
	e.close()
	a.postprocess()
}

// isTrueByDefault is the truth of an optional value that is true if absent.
func isTrueByDefault(v *value) bool { return v == nil || v.truthy() }

func (a *restAPI) setDefaultAuthorizer(e *editor, authorizers []authorizer, byDefault *value) {
	if !byDefault.truthy() {
		return
	}
	if byDefault.isCall() && a.x.hangs(byDefault) {
		a.x.leave("its default authorizer is %s", describeCall(byDefault))
		return
	}
	named := func(z authorizer) bool { return z.name.text == byDefault.text }
	if !byDefault.is(text) || !slices.ContainsFunc(authorizers, named) {
		a.x.refuse(byDefault.at, "", "DefaultAuthorizer is %s, which is none of Authorizers", byDefault.describe())
		return
	}
	names := []string{"AWS_IAM"}
	scopes := listOf()
	for _, z := range authorizers {
		names = append(names, z.name.text)
		if z.name.text == byDefault.text {
			if s := z.config.get("AuthorizationScopes"); !s.none() {
				scopes = s
			}
		}
	}
	for _, path := range e.eachPath() {
		for _, m := range e.methods(path) {
			if m.name.says(optionsMethod) && !isTrueByDefault(a.auth.get("AddDefaultAuthorizerToCorsPreflight")) {
				continue
			}
			e.authorizeByDefault(m.definition, byDefault, names, scopes)
		}
	}
}

// authorizeByDefault gives a method the default authorizer unless it has another,
// or wants none.
func (e *editor) authorizeByDefault(d, byDefault *value, names []string, scopes *value) {
	var others, own []*value
	for _, s := range e.security(d) {
		if slices.ContainsFunc(names, s.has) {
			own = append(own, s)
		} else {
			others = append(others, s)
		}
	}
	none := slices.IndexFunc(others, func(s *value) bool { return s.has("NONE") })
	switch {
	case none >= 0:
		others = slices.Delete(others, none, none+1)
		own = nil
	case len(own) == 0:
		s := map27()
		setAt(s, byDefault, scopes)
		own = []*value{s}
	}
	all := append(others, own...)
	if len(all) == 0 {
		return
	}
	d.set("security", listOf(all...))
	if all[0].has("AWS_IAM") {
		e.addIAMDefinition()
	}
}

// part is a section of the definition that is written into; one that is made
// comes into the definition when the writing ends.
func (e *editor) part(key string) *value {
	if made := e.made.get(key); made != nil {
		return made
	}
	have := e.doc.get(key)
	if !have.truthy() {
		have = map27()
	}
	if !have.is(dict) {
		e.x.refuse(have.at, "", "%s of the definition is %s; it must be a map", key, have.describe())
		return map27()
	}
	if e.made == nil {
		e.made = mapOf()
	}
	e.made.set(key, have)
	return have
}

func (e *editor) addIAMDefinition() {
	security := e.part(definitionsKey)
	if !security.has("AWS_IAM") {
		security.update(map27(field{"AWS_IAM", map27(field{authTypeKey, str("awsSigv4")}, field{"type", str("apiKey")},
			field{"name", str("Authorization")}, field{"in", str("header")})}))
	}
}

func (e *editor) addKeyDefinition() {
	security := e.part(definitionsKey)
	if !security.has("api_key") {
		security.update(map27(field{"api_key", map27(field{"type", str("apiKey")}, field{"name", str("x-api-key")}, field{"in", str("header")})}))
	}
}

// requireKey has the methods of a path ask for an API key unless they say
// otherwise.
func (e *editor) requireKey(path *value, ofOptions bool) {
	for _, m := range e.methods(path) {
		var others, own []*value
		have := e.security(m.definition)
		for _, s := range have {
			if s.has("api_key") || s.has("api_key_false") {
				own = append(own, s)
			} else {
				others = append(others, s)
			}
		}
		all := others
		if !slices.ContainsFunc(own, func(s *value) bool { return s.has("api_key_false") }) {
			all = append(slices.Clone(others), map27(field{"api_key", listOf()}))
		}
		if m.name.says(optionsMethod) && !ofOptions {
			all = others
		}
		if !listOf(all...).equal(listOf(have...)) {
			m.definition.set("security", listOf(all...))
		}
	}
}

// authorize gives a method its own authorizer.
func (e *editor) authorize(path, method, name, authorizers, scopes *value) {
	for _, d := range e.definitions(path, method) {
		s := map27()
		setAt(s, name, listOf())
		all := append(slices.Clone(e.security(d)), s)
		if z := authorizers.get(name.text); !name.says("NONE") && z != nil {
			own := z.get("AuthorizationScopes")
			if !scopes.none() {
				own = scopes
			}
			if !own.none() {
				setAt(s, name, own)
			}
		}
		d.set("security", listOf(all...))
		if all[0].has("AWS_IAM") {
			e.addIAMDefinition()
		}
	}
}

// setKey has a method ask for an API key, or not.
func (e *editor) setKey(path, method *value, required bool) {
	for _, d := range e.definitions(path, method) {
		name := "api_key_false"
		if required {
			name = "api_key"
			e.addKeyDefinition()
		}
		d.set("security", listOf(append(slices.Clone(e.security(d)), map27(field{name, listOf()}))...))
	}
}

// close ends the writing: AWS copies the definition then.
func (e *editor) close() {
	for _, key := range []string{definitionsKey, responsesKey, "definitions"} {
		if part := e.made.get(key); part.truthy() {
			e.doc.set(key, part)
		}
	}
	e.doc.rebuild()
}
