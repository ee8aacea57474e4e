package sam

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// addDefinitions gives APIs without a definition an empty one, which events
// write into.
func (x *expander) addDefinitions() {
	for _, e := range x.source.get("Resources").each() {
		typ := e.value.get("Type").string()
		if typ != typeAPI && typ != typeHTTPAPI {
			continue
		}
		p := e.value.get("Properties")
		if p.get("DefinitionBody").truthy() || p.get("DefinitionUri").truthy() {
			continue
		}
		if p.none() {
			p = &value{kind: dict, at: e.value.at}
			e.value.set("Properties", p)
		}
		p.set("DefinitionBody", skeleton(typ))
		p.set(managed, yes(true))
	}
}

// skeleton is the empty definition of an API.
func skeleton(typ string) *value {
	version := field{"swagger", str("2.0")}
	if typ == typeHTTPAPI {
		version = field{"openapi", str("3.0.1")}
	}
	out := map27(version)
	out.set("info", map27(field{"version", str("1.0")}, field{"title", ref("AWS::StackName")}))
	out.set("paths", map27())
	return out
}

// implicit is the API that AWS makes for events that name none, of REST or of
// HTTP ("Implicit APIs").
type implicit struct {
	x                            *expander
	id, typ, event, reference    string
	conditions                   map[string]map[string]map[string]string // by API, path and method
	deletionPolicies, replacings map[string][]string                     // by API
}

func restAPIs() *implicit {
	return &implicit{id: "ServerlessRestApi", typ: typeAPI, event: "Api", reference: "RestApiId"}
}

func httpAPIs() *implicit {
	return &implicit{id: "ServerlessHttpApi", typ: typeHTTPAPI, event: "HttpApi", reference: "ApiId"}
}

func (x *expander) addImplicitAPIs(a *implicit) {
	a.x = x
	a.conditions = map[string]map[string]map[string]string{}
	a.deletionPolicies, a.replacings = map[string][]string{}, map[string][]string{}
	resources := x.source.get("Resources")
	existing := resources.get(a.id).copy()
	resources.put(entry{key: a.id, value: a.resource()})
	before := len(x.errors)
	for _, e := range resources.each() {
		if typ := e.value.get("Type").string(); typ != typeFunction && typ != typeStateMachine {
			continue
		}
		a.readEvents(e)
	}
	x.current = nil
	if len(x.errors) == before {
		a.setAttributes(resources.get(a.id))
		a.setPathConditions()
	}
	if own := resources.get(a.id); len(own.get("Properties", "DefinitionBody", "paths").entries) == 0 {
		if existing == nil {
			resources.remove(a.id)
		} else {
			resources.set(a.id, existing)
		}
	}
}

func (a *implicit) resource() *value {
	p := mapOf()
	if a.typ == typeAPI {
		p.set("StageName", str("Prod"))
	}
	p.set("DefinitionBody", skeleton(a.typ))
	p.set(managed, yes(true))
	return mapOf(field{"Type", str(a.typ)}, field{"Properties", p})
}

// readEvents notes the paths of a resource's events in their APIs.
func (a *implicit) readEvents(e entry) {
	events := e.value.get("Properties", "Events")
	ours := map27()
	for _, event := range events.each() {
		if event.value.get("Type").says(a.event) {
			ours.put(event)
		}
	}
	for _, event := range ours.each() {
		a.x.current = &macro{id: e.key + " " + event.key, at: event.at}
		a.readEvent(e.value, event.value)
	}
	if len(ours.entries) > 0 {
		own := a.x.source.get("Resources", a.id)
		if own.at.Line == 0 { // the implicit API stands where its first event's resource does
			own.at = e.at
			a.x.source.get("Resources").setPlace(a.id, e.at)
		}
		events.update(ours)
	}
}

// setPlace says where a key stands.
func (v *value) setPlace(key string, at estate.Origin) {
	if i := v.find(key); i >= 0 {
		v.entries[i].at = at
	}
}

func (a *implicit) readEvent(resource, event *value) {
	p := event.get("Properties")
	if p == nil || !p.truthy() && a.typ == typeHTTPAPI {
		p = map27()
		p.at = event.at
		event.set("Properties", p)
	}
	if a.typ == typeAPI && !p.truthy() {
		return
	}
	if !p.is(dict) {
		a.x.refuse(p.at, "", "Properties is %s; it must be a map", p.describe())
		return
	}
	a.passTags(p, resource)
	if !p.has(a.reference) {
		p.set(a.reference, ref(a.id))
	}
	if path, method := p.get("Path"), p.get("Method"); a.typ == typeHTTPAPI && !path.truthy() && !method.truthy() {
		p.set("Path", str(defaultPath))
		p.set("Method", str(anyMethod))
	}
	path, method := p.get("Path"), p.get("Method")
	api := apiID(p.get(a.reference))
	for _, need := range []struct {
		name string
		v    *value
	}{{a.reference, api}, {"Path", path}, {"Method", method}} {
		if !need.v.is(text) {
			a.x.refuse(p.keyAt(need.name), "", "%s is %s; the event needs a text there", need.name, need.v.describe())
			return
		}
	}
	a.note(api.text, path.text, method.text, resource)
	a.addToDefinition(p, api, path, method)
	if a.typ == typeHTTPAPI && p.has("RouteSettings") {
		a.addRouteSettings(p, api.text, path, method, resource.get("Condition"))
	}
}

// apiID is the logical id in a reference to an API.
func apiID(reference *value) *value {
	if reference.is(dict) && reference.has("Ref") {
		return reference.get("Ref")
	}
	return reference
}

func (a *implicit) passTags(event, resource *value) {
	if event.has(a.reference) {
		return
	}
	own := a.x.source.get("Resources", a.id)
	section := strings.TrimPrefix(resource.get("Type").string(), prefix)
	common := a.x.source.get("Globals", section)
	p := resource.get("Properties")
	either := func(name string) *value {
		if v := p.get(name); v.truthy() {
			return v
		}
		return common.get(name)
	}
	tags := either("Tags")
	if own == nil || !tags.truthy() || !either("PropagateTags").truthy() {
		return
	}
	own.get("Properties").setDefault("Tags", mapOf()).update(tags)
	own.get("Properties").set("PropagateTags", yes(true))
}

func (a *implicit) note(api, path, method string, resource *value) {
	if a.conditions[api] == nil {
		a.conditions[api] = map[string]map[string]string{}
	}
	if a.conditions[api][path] == nil {
		a.conditions[api][path] = map[string]string{}
	}
	a.conditions[api][path][method] = resource.get("Condition").string()
	a.deletionPolicies[api] = append(a.deletionPolicies[api], resource.get("DeletionPolicy").string())
	a.replacings[api] = append(a.replacings[api], resource.get("UpdateReplacePolicy").string())
}

func (a *implicit) addToDefinition(p, api, path, method *value) {
	resource := a.x.source.get("Resources", api.text)
	typ := resource.get("Type").string()
	if resource == nil || typ == typeHTTPAPI && a.typ != typeHTTPAPI {
		a.x.refuse(p.keyAt(a.reference), "", "%s must name a resource %s of the template; %s is none", a.reference, a.typ, api.text)
		return
	}
	body := resource.get("Properties", "DefinitionBody")
	valid := isSwagger(body)
	if a.typ == typeHTTPAPI {
		valid = isOpenAPI(body)
	}
	if !valid || !resource.get("Properties", managed).truthy() {
		return
	}
	e := a.x.edit(body)
	e.addPath(path, method)
	body.rebuild()
}

func (a *implicit) addRouteSettings(p *value, api string, path, method, condition *value) {
	route := strings.ToUpper(method.text) + " " + path.text
	if method.text == anyMethod {
		route = path.text
	}
	properties := a.x.source.get("Resources", api, "Properties")
	settings := p.get("RouteSettings")
	if condition.truthy() {
		settings = when(condition, settings, nil)
	}
	all := properties.setDefault("RouteSettings", mapOf())
	if !all.is(dict) || !settings.is(dict) {
		a.x.refuse(p.keyAt("RouteSettings"), "", "RouteSettings must be a map")
		return
	}
	all.setDefault(route, mapOf()).update(settings)
}

// setAttributes puts the implicit API under a condition, and gives it the policies
// of what it is made for.
func (a *implicit) setAttributes(own *value) {
	var all []string
	for _, methods := range a.conditions[a.id] {
		for _, c := range methods {
			all = append(all, c)
		}
	}
	if condition := a.combined(all, a.id+"Condition"); condition != "" {
		own.set("Condition", str(condition))
	}
	for _, s := range []struct {
		name   string
		have   []string
		values []string
	}{
		{"DeletionPolicy", a.deletionPolicies[a.id], []string{"Retain", "Delete"}},
		{"UpdateReplacePolicy", a.replacings[a.id], []string{"Retain", "Snapshot", "Delete"}},
	} {
		for _, v := range s.values {
			if slices.Contains(s.have, v) {
				own.set(s.name, str(v))
				break
			}
		}
	}
}

// combined is the condition that holds where one of some does: it is added to
// the template if they are several. It is empty where something has none.
func (a *implicit) combined(all []string, name string) string {
	slices.Sort(all)
	all = slices.Compact(all)
	switch {
	case len(all) == 0 || all[0] == "":
		return ""
	case len(all) == 1:
		return all[0]
	}
	section := a.x.source.setDefault("Conditions", &value{kind: dict, at: a.x.source.at})
	addCombined(section, all, name)
	return name
}

// maxConditions is how many an Fn::Or takes.
const maxConditions = 10

// addCombined adds a condition that is true where one of some is, in steps if
// they are many.
func addCombined(section *value, all []string, name string) {
	steps := (len(all) - 2) / (maxConditions - 1)
	for len(all) > 1 {
		step := name
		if steps > 0 {
			step = name + pythonNumber(whole(steps).text)
			steps--
		}
		n := min(maxConditions, len(all))
		section.set(step, mapOf(field{"Fn::Or", listOf(conditions(all[:n])...)}))
		all = append(slices.Clone(all[n:]), step)
	}
}

// pathLetters writes a path as a part of a condition's name.
var pathLetters = strings.NewReplacer("/", "SLASH", "{", "OB", "}", "CB")

// setPathConditions puts the paths of managed APIs under conditions where all
// their methods are.
func (a *implicit) setPathConditions() {
	for _, e := range a.x.source.get("Resources").each() {
		p := e.value.get("Properties")
		if e.value.get("Type").string() != a.typ || !p.get(managed).truthy() {
			continue
		}
		body := p.get("DefinitionBody")
		ed := a.x.edit(body)
		for _, path := range ed.eachPath() {
			var all []string
			for _, c := range a.conditions[e.key][path.text] {
				all = append(all, c)
			}
			name := e.key + pathLetters.Replace(path.text) + "PathCondition"
			if c := a.combined(all, name); c != "" {
				ed.underCondition(path, a.asCondition(e.key, path.text, c))
			}
		}
		body.rebuild()
	}
}

// asCondition is the name of a condition as text: one that a resource has is
// unicode where the resource's is.
func (a *implicit) asCondition(api, path, name string) *value {
	for _, c := range a.conditions[api][path] {
		if c == name {
			return uni(name)
		}
	}
	return str(name)
}
