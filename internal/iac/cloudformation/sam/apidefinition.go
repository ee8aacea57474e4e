package sam

import (
	"regexp"
	"slices"
	"strings"
)

// addCORS answers preflight requests ("Enabling CORS for a REST API resource").
func (a *restAPI) addCORS() {
	cors := a.get("Cors")
	config := cors
	switch {
	case cors.is(text), cors.isCall():
		config = mapOf(field{"AllowOrigin", cors})
	case !cors.is(dict):
		a.x.refuse(cors.at, "", "Cors is %s; it must be a text or a map", cors.describe())
		return
	}
	a.x.checkShapes(config, shapesOf("AllowMethods:* AllowHeaders:* AllowOrigin:* MaxAge:* AllowCredentials:*"))
	if !config.has("AllowOrigin") {
		config = config.shallow()
		config.set("AllowOrigin", str("'*'"))
	}
	if config.get("AllowCredentials").isTrue() && config.get("AllowOrigin").says("'*'") {
		a.x.refuse(config.get("AllowCredentials").at, "", "AllowCredentials cannot be true where every origin is allowed")
	}
	e := a.x.edit(a.body)
	var seen []string
	for _, path := range e.eachPath() {
		short := path.text
		if short != "/" {
			short = strings.TrimRight(short, "/")
		}
		if !slices.Contains(seen, short) {
			seen = append(seen, short)
			e.addOptions(path, config)
		}
	}
	e.close()
}

// addOptions gives a path the method that answers preflight requests.
func (e *editor) addOptions(path, cors *value) {
	methods := cors.get("AllowMethods")
	for _, item := range e.items(path) {
		if item.has(optionsMethod) {
			continue
		}
		if !cors.get("AllowOrigin").truthy() {
			e.x.refuse(cors.at, "", "Cors needs AllowOrigin")
			return
		}
		if !methods.truthy() {
			methods = str("'" + allowedMethods(item) + "'")
		}
		item.set(optionsMethod, options(cors, methods))
	}
}

func allowedMethods(item *value) string {
	all := []string{"OPTIONS"}
	for _, m := range item.keys() {
		if m == anyMethod {
			return "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"
		}
		all = append(all, strings.ToUpper(m))
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ",")
}

// options is the method that answers with CORS headers.
func options(cors, methods *value) *value {
	parameters, headers := map27(), map27()
	add := func(name, typ string, v *value) {
		parameters.set("method.response.header."+name, v)
		headers.set(name, mapOf(field{"type", str(typ)}))
	}
	add("Access-Control-Allow-Origin", "string", cors.get("AllowOrigin"))
	if v := cors.get("AllowHeaders"); v.truthy() {
		add("Access-Control-Allow-Headers", "string", v)
	}
	add("Access-Control-Allow-Methods", "string", methods)
	if v := cors.get("MaxAge"); !v.none() {
		add("Access-Control-Max-Age", "integer", v)
	}
	if cors.get("AllowCredentials").isTrue() {
		add("Access-Control-Allow-Credentials", "string", str("'true'"))
	}
	answer := map27(field{"statusCode", str("200")}, field{"responseParameters", parameters},
		field{"responseTemplates", mapOf(field{"application/json", str("{}\n")})})
	integration := map27(field{"type", str("mock")},
		field{"requestTemplates", mapOf(field{"application/json", str("{\n  \"statusCode\" : 200\n}\n")})},
		field{"responses", map27(field{"default", answer})})
	response := map27(field{"description", str("Default response for CORS method")}, field{"headers", headers})
	return map27(field{"summary", str("CORS support")}, field{"consumes", strs("application/json")}, field{"produces", strs("application/json")},
		field{integrationKey, integration}, field{"responses", map27(field{"200", response})})
}

var statusCode = regexp.MustCompile(`^[0-9]{1,3}$`)

// addGatewayResponses writes what API Gateway answers by itself
// ("GatewayResponses").
func (a *restAPI) addGatewayResponses() {
	made := map27()
	for _, r := range a.get("GatewayResponses").each() {
		if !r.value.is(dict) || r.value.isCall() {
			a.x.refuse(r.value.at, "", "the gateway response %s is %s; it must be a map", r.key, r.value.describe())
			continue
		}
		a.x.checkShapes(r.value, shapesOf("ResponseParameters:d- ResponseTemplates:* StatusCode:*"))
		templates := r.value.get("ResponseTemplates")
		if !templates.truthy() {
			templates = map27()
		}
		out := map27(field{"responseParameters", a.responseParameters(r.value.get("ResponseParameters"))}, field{"responseTemplates", templates})
		if status := r.value.get("StatusCode"); !status.none() {
			code := as(plain(status), nil)
			code.unicode = status.unicode && status.is(text)
			if status.truthy() && !statusCode.MatchString(code.text) {
				a.x.refuse(status.at, "", "StatusCode is %s; it must be a number", status.describe())
			}
			if code.text != "" {
				out.set("statusCode", code)
			}
		}
		setAt(made, &value{kind: text, text: r.key, unicode: r.unicode}, out)
	}
	e := a.x.edit(a.body)
	all := e.part(responsesKey)
	for _, r := range made.each() {
		setAt(all, &value{kind: text, text: r.key, unicode: r.unicode}, r.value)
	}
	e.close()
}

func (a *restAPI) responseParameters(v *value) *value {
	a.x.checkShapes(v, shapesOf("Headers:d- Paths:d- QueryStrings:d-"))
	out := map27()
	for _, p := range []struct{ name, prefix string }{{"Headers", "header."}, {"Paths", "path."}, {"QueryStrings", "querystring."}} {
		for _, e := range v.get(p.name).each() {
			setAt(out, &value{kind: text, text: "gatewayresponse." + p.prefix + e.key, unicode: e.unicode}, e.value)
		}
	}
	return out
}

func (a *restAPI) addMediaTypes() {
	e := a.x.edit(a.body)
	e.doc.set(mediaTypesKey, slashes(a.get("BinaryMediaTypes")))
	e.close()
}

// slashes writes media types, in which ~1 stands for a slash.
func slashes(v *value) *value {
	switch {
	case v.is(text):
		return uni(strings.ReplaceAll(v.text, "~1", "/"))
	case v.is(list):
		out := listOf()
		for _, i := range v.items {
			out.items = append(out.items, slashes(i))
		}
		return out
	case v.is(dict):
		out := map27()
		for _, e := range v.each() {
			setAt(out, uni(strings.ReplaceAll(e.key, "~1", "/")), slashes(e.value))
		}
		return out
	}
	return v
}

func (a *restAPI) addModels() {
	e := a.x.edit(a.body)
	all := e.part("definitions")
	for _, m := range a.get("Models").each() {
		if !m.value.get("type").truthy() {
			a.x.refuse(m.at, "", "the model %s needs a type", m.key)
			continue
		}
		setAt(all, &value{kind: text, text: strings.ToLower(m.key), unicode: m.unicode}, m.value)
	}
	e.close()
	a.postprocess()
}

func (a *restAPI) addEndpoint() {
	e := a.x.edit(a.body)
	disabled := a.get("DisableExecuteApiEndpoint")
	holders := []*value{e.doc}
	if isOpenAPI(a.body) {
		servers := e.doc.get("servers")
		if servers == nil {
			servers = listOf(map27())
		}
		holders = servers.items
		e.doc.set("servers", servers)
	}
	for _, h := range holders {
		if !h.is(dict) {
			a.x.refuse(h.at, "", "the definition has %s as a server; it must be a map", h.describe())
			continue
		}
		config := h.setDefault(endpointKey, mapOf())
		if !config.is(dict) {
			a.x.refuse(config.at, "", "%s is %s; it must be a map", endpointKey, config.describe())
			continue
		}
		config.set(disableEndpoint, disabled)
	}
	e.close()
}
