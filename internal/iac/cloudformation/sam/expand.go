package sam

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
)

// Transform is the macro that a template names to be expanded.
const Transform = "AWS::Serverless-2016-10-31"

// TypePrefix begins the types that are expanded.
const TypePrefix = "AWS::Serverless::"

const (
	prefix           = TypePrefix
	typeAPI          = prefix + "Api"
	typeApplication  = prefix + "Application"
	typeCapacity     = prefix + "CapacityProvider"
	typeConnector    = prefix + "Connector"
	typeFunction     = prefix + "Function"
	typeGraphQL      = prefix + "GraphQLApi"
	typeHTTPAPI      = prefix + "HttpApi"
	typeLayer        = prefix + "LayerVersion"
	typeSocketAPI    = prefix + "WebSocketApi"
	typeStateMachine = prefix + "StateMachine"
	typeTable        = prefix + "SimpleTable"
)

// Options are what is known of a deployment.
type Options struct {
	// Parameters are values by name. Defaults are used for others if
	// UseDefaults is set; a parameter that is in neither has no value.
	Parameters  map[string]string
	UseDefaults bool
	// Unknown are parameters that have a value which is not known.
	Unknown map[string]bool
	// Region is where the stack goes; empty if that is not known. ARNs are of
	// the partition aws then.
	Region string
}

// Result is what a template was expanded to.
type Result struct {
	Root *syntax.Node
	// Left are the resources that were not expanded, because what they become
	// hangs on what is not known.
	Left []Left
}

// Left is a resource that was not expanded.
type Left struct {
	ID  string
	At  estate.Origin
	Why string
}

// expander is one expansion of one template.
type expander struct {
	region, partition string
	parameters        *value
	source            *value // the template, as the steps before the resources leave it
	out               *value // the template that is made
	errors            []*syntax.Error
	left              []Left
	renamed           map[string]string            // of resources
	made              map[string]map[string]string // what is made of a resource, by what it is called
	functionNames     map[string]string            // of an API, by its logical id
	deployments       []*deployment
	usage             sharedUsage
	records           map[string]*resource // Route 53 record set groups
	current           *macro
	tainted           map[string]string // APIs that are not known, by what has a part in them
	unknown           string            // why the current resource cannot be expanded
}

// macro is a SAM resource while it is being expanded.
type macro struct {
	id, typ    string
	at         estate.Origin
	properties *value // those of the source: events write into the API's
	dependsOn  *value
	attributes *value
	passed     *value
	// alias is set by resources that publish one.
	made []*resource
	role *resource
}

func (m *macro) get(path ...string) *value { return m.properties.get(path...) }

// main is the resource that has the name of the SAM resource.
func (m *macro) main(typ string) *resource {
	r := newResource(m.id, typ, m.attributes)
	r.dependsOn = m.dependsOn
	return r
}

// part is another resource that is made beside it.
func (m *macro) part(suffix, typ string) *resource {
	return newResource(m.id+suffix, typ, m.passed)
}

func (m *macro) add(made ...*resource) { m.made = append(m.made, made...) }

// Expand expands the SAM resources of a template.
func Expand(root *syntax.Node, o Options) (Result, error) {
	x := &expander{
		region: o.Region, partition: estate.PartitionOf(o.Region), source: fromNode(root),
		renamed: map[string]string{}, made: map[string]map[string]string{}, functionNames: map[string]string{}, records: map[string]*resource{}, tainted: map[string]string{},
	}
	if !x.checkResources() {
		return Result{}, x.err()
	}
	x.readParameters(o)
	x.unroll()
	asPython2(x.source)
	x.readParameters(o)
	x.addDefinitions()
	x.addImplicitAPIs(restAPIs())
	x.addImplicitAPIs(httpAPIs())
	x.mergeGlobals()
	x.addEmbeddedConnectors()
	if len(x.errors) > 0 {
		return Result{}, x.err()
	}
	x.out = x.source.copy()
	for _, e := range x.inOrder() {
		x.expand(e)
	}
	x.addDeployments()
	x.dropTransform()
	if len(x.errors) > 0 {
		return Result{}, x.err()
	}
	x.out = x.resolveReferences(x.out)
	return Result{toNode(x.out), x.left}, nil
}

// refuse notes what AWS would refuse, of the resource that is being expanded.
func (x *expander) refuse(at estate.Origin, hint, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if x.current != nil {
		what = x.current.id + ": " + what
		if at.Line == 0 {
			at = x.current.at
		}
	}
	x.errors = append(x.errors, &syntax.Error{At: at, Text: what, Hint: hint})
}

// leave notes why the current resource cannot be expanded.
func (x *expander) leave(format string, args ...any) {
	if x.unknown == "" {
		x.unknown = fmt.Sprintf(format, args...)
	}
}

// err is the first error in the order of the text.
func (x *expander) err() error {
	if len(x.errors) == 0 {
		return nil
	}
	return slices.MinFunc(x.errors, func(a, b *syntax.Error) int {
		if a.At.Line != b.At.Line {
			return a.At.Line - b.At.Line
		}
		return a.At.Column - b.At.Column
	})
}

func (x *expander) checkResources() bool {
	resources := x.source.get("Resources")
	if !resources.is(dict) || len(resources.entries) == 0 {
		x.refuse(x.source.at, "a template needs at least one resource", "the template has no Resources")
		return false
	}
	for _, e := range resources.each() {
		if strings.HasPrefix(e.key, "Fn::") {
			continue
		}
		if !e.value.is(dict) {
			x.refuse(e.value.at, "", "resource %s is %s; it must be a map with a Type", e.key, e.value.describe())
			continue
		}
		if p := e.value.get("Properties"); strings.HasPrefix(e.value.get("Type").string(), prefix) && !p.none() && !p.is(dict) {
			x.refuse(p.at, "", "Properties of %s is %s; it must be a map", e.key, p.describe())
		}
		if c := e.value.get("Condition"); isSAM(e.value) && c.truthy() && !c.is(text) {
			x.refuse(c.at, "", "Condition of %s is %s; it must be the name of a condition", e.key, c.describe())
		}
	}
	return len(x.errors) == 0
}

func isSAM(r *value) bool { return strings.HasPrefix(r.get("Type").string(), prefix) }

func (x *expander) readParameters(o Options) {
	x.parameters = mapOf()
	for name, v := range o.Parameters {
		x.parameters.set(name, uni(v))
	}
	for _, e := range x.source.get("Parameters").each() {
		d := e.value.get("Default")
		switch {
		case o.Unknown[e.key], strings.HasPrefix(e.value.get("Type").string(), "AWS::SSM::Parameter::"):
			x.parameters.remove(e.key) // of the latter what is given is but a name
		case d.scalar() && o.UseDefaults && !x.parameters.has(e.key):
			x.parameters.set(e.key, d)
		}
	}
	if o.Region != "" {
		x.parameters.set("AWS::Region", str(o.Region))
		x.parameters.set("AWS::Partition", str(x.partition))
	}
}

// inOrder lists the SAM resources in the order in which they are expanded:
// events write into APIs, and connectors look at what was made.
func (x *expander) inOrder() []entry {
	groups := make([][]entry, 5)
	for _, e := range x.source.get("Resources").each() {
		if !isSAM(e.value) {
			continue
		}
		g := 3
		switch e.value.get("Type").string() {
		case typeFunction:
			g = 0
		case typeStateMachine:
			g = 1
		case typeAPI, typeHTTPAPI, typeSocketAPI:
			g = 2
		case typeConnector:
			g = 4
		}
		groups[g] = append(groups[g], e)
	}
	return slices.Concat(groups...)
}

func (x *expander) expand(e entry) {
	m := x.macro(e)
	x.current, x.unknown = m, ""
	defer func() { x.current = nil }()
	before := len(x.errors)
	if !alphanumeric(m.id) {
		x.refuse(e.at, "", "the name of a SAM resource is made of letters and digits only")
		return
	}
	known := x.check(m)
	if known && len(x.errors) == before {
		x.expandType(m)
	}
	if x.unknown != "" || !known {
		x.errors = x.errors[:before]
		x.left = append(x.left, Left{m.id, m.at, x.unknown})
		x.taint(m)
		return
	}
	if len(x.errors) > before {
		return
	}
	x.take(m)
}

// taint notes the APIs that a resource would have written into, had it been
// expanded.
func (x *expander) taint(m *macro) {
	for _, e := range m.get("Events").each() {
		p := e.value.get("Properties")
		for _, name := range []string{"RestApiId", "ApiId"} {
			if id := apiID(p.get(name)).string(); id != "" {
				x.tainted[id] = m.id
			}
		}
	}
}

func (x *expander) macro(e entry) *macro {
	r := e.value
	m := &macro{id: e.key, typ: r.get("Type").string(), at: e.at, properties: r.get("Properties"), dependsOn: r.get("DependsOn"), attributes: mapOf()}
	if m.at.Line == 0 {
		m.at = r.at
	}
	if !m.properties.is(dict) {
		m.properties = mapOf()
		r.set("Properties", m.properties)
	}
	for _, name := range []string{"DeletionPolicy", "UpdatePolicy", "Condition", "UpdateReplacePolicy", "Metadata"} {
		if i := r.find(name); i >= 0 {
			m.attributes.put(r.entries[i])
		}
	}
	m.passed = passed(m.attributes)
	return m
}

func (x *expander) expandType(m *macro) {
	if by := x.tainted[m.id]; by != "" {
		x.leave("%s has a part in it, and is not expanded", by)
		return
	}
	switch m.typ {
	case typeFunction:
		x.expandFunction(m)
	case typeStateMachine:
		x.expandStateMachine(m)
	case typeAPI:
		x.expandAPI(m)
	case typeHTTPAPI:
		x.expandHTTPAPI(m)
	case typeSocketAPI:
		x.expandSocketAPI(m)
	case typeTable:
		x.expandTable(m)
	case typeApplication:
		x.expandApplication(m)
	case typeLayer:
		x.expandLayer(m)
	case typeCapacity:
		x.expandCapacity(m)
	case typeGraphQL:
		x.expandGraphQL(m)
	case typeConnector:
		x.expandConnector(m)
	}
}

// take puts what was made in the place of the SAM resource.
func (x *expander) take(m *macro) {
	resources := x.out.get("Resources")
	at := m.at
	resources.remove(m.id)
	made := map[string]string{}
	for _, r := range m.made {
		made[r.typ] = r.id
		if have := x.source.get("Resources", r.id); have != nil && !mayReplace(r.typ, have.get("Type").string()) {
			x.refuse(at, "rename one of them", "it makes a resource %s (%s), and the template has one of that name", r.id, r.typ)
			return
		}
		tree := r.tree()
		where := at
		if r.at.Line > 0 {
			where = r.at
		}
		place(tree, where)
		resources.put(entry{key: r.id, at: where, value: tree})
	}
	x.noteReferences(m, made)
}

// mayReplace reports whether a resource that is made may have the name of one
// that the template has.
func mayReplace(made, have string) bool {
	switch made {
	case "AWS::Lambda::Function":
		return have == typeFunction
	case "AWS::Lambda::LayerVersion":
		return have == typeLayer
	case "AWS::Lambda::CapacityProvider":
		return have == typeCapacity
	case "AWS::ApiGateway::RestApi":
		return have == typeAPI
	case "AWS::ApiGatewayV2::Api":
		return have == typeHTTPAPI || have == typeSocketAPI
	case "AWS::DynamoDB::Table":
		return have == typeTable
	case "AWS::CloudFormation::Stack":
		return have == typeApplication
	case "AWS::StepFunctions::StateMachine":
		return have == typeStateMachine
	case "AWS::AppSync::GraphQLApi":
		return have == typeGraphQL
	}
	return made == have && slices.Contains([]string{
		"AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::BasePathMappingV2", "AWS::ApiGateway::DomainName",
		"AWS::ApiGateway::DomainNameV2", "AWS::Cognito::UserPool", "AWS::S3::Bucket", "AWS::SNS::Topic",
	}, made)
}

// noteReferences notes what Resource.Part means, for the parts that may be
// referred to so ("Referencing resources": referenceable properties).
func (x *expander) noteReferences(m *macro, made map[string]string) {
	parts := map[string]map[string]string{
		typeFunction: {
			"Alias": "AWS::Lambda::Alias", "Version": "AWS::Lambda::Version",
			"DestinationTopic": "AWS::SNS::Topic", "DestinationQueue": "AWS::SQS::Queue",
		},
		typeAPI: {
			"Stage": "AWS::ApiGateway::Stage", "Deployment": "AWS::ApiGateway::Deployment", "DomainName": "AWS::ApiGateway::DomainName",
			"DomainNameV2": "AWS::ApiGateway::DomainNameV2", "UsagePlan": "AWS::ApiGateway::UsagePlan",
			"UsagePlanKey": "AWS::ApiGateway::UsagePlanKey", "ApiKey": "AWS::ApiGateway::ApiKey",
		},
		typeHTTPAPI:   {"Stage": "AWS::ApiGatewayV2::Stage", "DomainName": "AWS::ApiGatewayV2::DomainName"},
		typeSocketAPI: {"Stage": "AWS::ApiGatewayV2::Stage", "DomainName": "AWS::ApiGatewayV2::DomainName"},
	}
	for part, typ := range parts[m.typ] {
		if id := made[typ]; id != "" {
			if x.made[m.id] == nil {
				x.made[m.id] = map[string]string{}
			}
			x.made[m.id][part] = id
		}
	}
}

// dropTransform takes the macro out of the template's list of them.
func (x *expander) dropTransform() {
	for _, key := range []string{"Transform", "Fn::Transform"} {
		t := x.out.get(key)
		switch {
		case t.says(Transform), t.get("Name").says(Transform):
			x.out.remove(key)
		case t.is(list):
			t.items = slices.DeleteFunc(t.items, func(i *value) bool { return i.says(Transform) || i.get("Name").says(Transform) })
			if len(t.items) == 0 {
				x.out.remove(key)
			}
		}
	}
}

func alphanumeric(s string) bool {
	for _, c := range []byte(s) {
		if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z') {
			return false
		}
	}
	return s != ""
}

// arnOf is the pattern of an ARN for an Fn::Sub.
func (x *expander) arnOf(service, resource string) string {
	return "arn:" + x.partition + ":" + service + ":${AWS::Region}:${AWS::AccountId}:" + resource
}

// conditionsMade is the section of conditions, into which some are written.
func (x *expander) conditionsMade() *value {
	return x.out.setDefault("Conditions", &value{kind: dict, at: x.out.at})
}
