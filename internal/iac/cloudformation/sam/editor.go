package sam

import (
	"regexp"
	"slices"
	"strings"
)

// Keys of API Gateway's extensions to OpenAPI ("OpenAPI extensions for API
// Gateway").
const (
	integrationKey  = "x-amazon-apigateway-integration"
	authorizerKey   = "x-amazon-apigateway-authorizer"
	anyMethod       = "x-amazon-apigateway-any-method"
	mediaTypesKey   = "x-amazon-apigateway-binary-media-types"
	responsesKey    = "x-amazon-apigateway-gateway-responses"
	policyKey       = "x-amazon-apigateway-policy"
	validatorsKey   = "x-amazon-apigateway-request-validators"
	validatorKey    = "x-amazon-apigateway-request-validator"
	endpointKey     = "x-amazon-apigateway-endpoint-configuration"
	corsKey         = "x-amazon-apigateway-cors"
	tagValueKey     = "x-amazon-apigateway-tag-value"
	authTypeKey     = "x-amazon-apigateway-authtype"
	definitionsKey  = "securityDefinitions"
	defaultPath     = "$default"
	optionsMethod   = "options"
	managed         = "__MANAGE_SWAGGER"
	disableEndpoint = "disableExecuteApiEndpoint"
)

var openAPI3 = regexp.MustCompile(`^3(\.\d)(\.\d)?\n?$`)

// editor writes into the definition of an API.
type editor struct {
	x      *expander
	doc    *value
	paths  *value
	policy *value // the resource policy, if it is written into
	made   *value // sections that are written into
}

// edit opens a definition; each opening, and each closing, is a copy in AWS's
// transform, which may change the order of keys.
func (x *expander) edit(body *value) editor {
	body.rebuild()
	return editor{x: x, doc: body, paths: body.get("paths")}
}

// isSwagger reports whether a definition is one that a REST API's editor takes.
func isSwagger(body *value) bool {
	if !body.truthy() || !body.get("paths").is(dict) {
		return false
	}
	if body.get("swagger").truthy() {
		return true
	}
	return isOpenAPI(body)
}

func isOpenAPI(body *value) bool {
	version := body.get("openapi")
	return body.get("paths").is(dict) && version.truthy() && openAPI3.MatchString(plain(version))
}

// setAt puts a value at a key that is text itself.
func setAt(in, key, to *value) {
	in.put(entry{key: key.text, unicode: key.unicode, value: to})
}

// contents are the forms that a value takes: the branches of an Fn::If.
func contents(v *value) []*value {
	branches := v.get("Fn::If")
	if branches == nil {
		return []*value{v}
	}
	var out []*value
	for i, b := range branches.items {
		if i > 0 && !b.noValue() {
			out = append(out, b)
		}
	}
	return out
}

// normal is the name of a method as definitions have it.
func normal(method *value) *value {
	if !method.is(text) || method.text == "" {
		return method
	}
	lower := as(strings.ToLower(method.text), method)
	if lower.text == "any" {
		return str(anyMethod)
	}
	return lower
}

func (e *editor) items(path *value) []*value {
	var out []*value
	for _, item := range contents(e.paths.get(path.text)) {
		if !item.is(dict) {
			e.x.refuse(e.paths.keyAt(path.text), "", "the definition has %s at path %s; it must be a map", item.describe(), path.text)
			continue
		}
		out = append(out, item)
	}
	return out
}

// hasIntegration reports whether all forms of a method have an integration.
func (e *editor) hasIntegration(path, method *value) bool {
	if !e.paths.has(path.text) {
		return false
	}
	method = normal(method)
	for _, item := range contents(e.paths.get(path.text)) {
		if !item.is(dict) {
			return false
		}
		definition := item.get(method.text)
		integrated := func(d *value) bool { return d.get(integrationKey).truthy() }
		if !definition.is(dict) || !slices.ContainsFunc(contents(definition), integrated) {
			return false
		}
	}
	return true
}

func (e *editor) addPath(path, method *value) {
	method = normal(method)
	if !e.paths.has(path.text) {
		setAt(e.paths, path, map27())
	}
	for _, item := range e.items(path) {
		if !item.has(method.text) {
			setAt(item, method, map27())
		}
	}
}

// definitions are the forms of a method that have an integration.
func (e *editor) definitions(path, method *value) []*value {
	method = normal(method)
	var out []*value
	for _, item := range e.items(path) {
		for _, d := range contents(item.get(method.text)) {
			if d.get(integrationKey).truthy() {
				out = append(out, d)
			}
		}
	}
	return out
}

// method is a method of a path with one form of its definition.
type method struct {
	name       *value
	definition *value
}

// methods lists the methods of a path that have an integration.
func (e *editor) methods(path *value) []method {
	var out []method
	for _, item := range e.items(path) {
		for _, m := range item.each() {
			if slices.Contains([]string{"summary", "description", "parameters"}, m.key) {
				continue
			}
			for _, d := range contents(m.value) {
				if !d.is(dict) {
					e.x.refuse(m.at, "", "the definition has %s at %s of path %s; it must be a map", d.describe(), m.key, path.text)
					continue
				}
				if d.get(integrationKey).truthy() {
					out = append(out, method{normal(&value{kind: text, text: m.key, unicode: m.unicode}), d})
				}
			}
		}
	}
	return out
}

func (e *editor) eachPath() []*value {
	var out []*value
	for _, p := range e.paths.each() {
		out = append(out, &value{kind: text, text: p.key, unicode: p.unicode, at: p.at})
	}
	return out
}

// underCondition puts a whole path under a condition.
func (e *editor) underCondition(path, condition *value) {
	setAt(e.paths, path, when(condition, e.paths.get(path.text), nil))
}

func (e *editor) setTimeout(path, method, timeout *value) {
	for _, d := range e.definitions(path, method) {
		d.get(integrationKey).set("timeoutInMillis", timeout)
	}
}

// security is the list of a method's security requirements.
func (e *editor) security(d *value) []*value {
	have := d.get("security")
	if have == nil {
		return nil
	}
	if !have.is(list) {
		e.x.refuse(have.at, "", "security of a method is %s; it must be a list", have.describe())
		return nil
	}
	for _, s := range have.items {
		if !s.is(dict) {
			e.x.refuse(s.at, "", "security of a method has %s; it must be a map", s.describe())
			return nil
		}
	}
	return have.items
}

// starred replaces parameters in a path by asterisks, as ARNs have them.
func starred(path *value, variables *regexp.Regexp) *value {
	return as(variables.ReplaceAllString(path.text, "*"), path)
}

var (
	restVariables = regexp.MustCompile(`\{([a-zA-Z0-9._-]+|[a-zA-Z0-9._-]+\+|proxy\+)\}`)
	httpVariables = regexp.MustCompile(`\{([a-zA-Z0-9._-]+|proxy\+)\}`)
	trailingSlash = regexp.MustCompile(`^(.+)/$`)
)

// integrationURI is where API Gateway calls a function.
func (x *expander) integrationURI(f *target, partition string, streams bool) *value {
	version, end := "2015-03-31", "/invocations"
	if streams {
		version, end = "2021-11-15", "/response-streaming-invocations"
	}
	arn := f.arn()
	short := "${" + arn.get("Ref").string() + "}"
	if parts := arn.get("Fn::GetAtt"); parts != nil {
		short = "${" + parts.items[0].text + "." + parts.items[1].text + "}"
	}
	pattern := str("arn:" + partition + ":apigateway:${AWS::Region}:lambda:path/" + version + "/functions/" + short + end)
	if arn.has("Fn::GetAtt") && f.unicode {
		pattern.unicode = true
	}
	return map27(field{"Fn::Sub", pattern})
}
