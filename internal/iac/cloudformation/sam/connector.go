package sam

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed connectors.txt
var connectorTable string

// profile is what AWS makes for a connection between two types of resources.
type profile struct {
	makes       string // role, function, topic or queue
	atSource    bool   // the role is the source's
	waits       string // mapping or waits: what depends on the policy
	permissions []permissionLines
	together    [][]string
}

type permissionLines struct {
	name  string
	lines []string
}

var profiles = sync.OnceValue(readProfiles)

func readProfiles() map[[2]string]*profile {
	out := map[[2]string]*profile{}
	var p *profile
	for line := range strings.Lines(connectorTable) {
		line = strings.TrimRight(line, "\n")
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case line == "" || line[0] == '#':
		case line[0] != '\t':
			f := strings.Fields(line)
			p = &profile{makes: f[2], atSource: f[3] == "source"}
			if len(f) > 4 {
				p.waits = f[4]
			}
			out[[2]string{f[0], f[1]}] = p
		case word == "together":
			p.together = append(p.together, strings.Fields(rest))
		case !strings.HasPrefix(line, "\t\t"):
			p.permissions = append(p.permissions, permissionLines{name: word})
		default:
			last := &p.permissions[len(p.permissions)-1]
			last.lines = append(last.lines, strings.TrimSpace(line))
		}
	}
	return out
}

// end is one end of a connector: what is known of a resource.
type end struct {
	id, typ                                          string
	arn, role, queueURL, resourceID, name, qualifier *value
}

// addEmbeddedConnectors makes resources of the Connectors that resources have.
func (x *expander) addEmbeddedConnectors() {
	resources := x.source.get("Resources")
	for _, e := range resources.each() {
		connectors := e.value.get("Connectors")
		if connectors == nil {
			continue
		}
		e.value.remove("Connectors")
		if !connectors.is(dict) {
			x.refuse(connectors.at, "", "Connectors of %s is %s; it must be a map", e.key, connectors.describe())
			continue
		}
		for _, c := range connectors.each() {
			x.addEmbedded(resources, e.key, c)
		}
	}
}

func (x *expander) addEmbedded(resources *value, id string, c entry) {
	p := c.value.get("Properties")
	if !p.is(dict) {
		x.refuse(c.at, "", "the connector %s of %s needs Properties, a map", c.key, id)
		return
	}
	made, p := c.value.copy(), p.copy()
	source := mapOf(field{"Id", str(id)})
	reference := p.get("SourceReference")
	if reference.has("Id") {
		x.refuse(reference.at, "", "SourceReference cannot have Id")
	}
	source.update(reference)
	p.remove("SourceReference")
	p.set("Source", source)
	made.set("Properties", p)
	made.set("Type", str(typeConnector))
	if name := id + c.key; resources.has(name) {
		x.refuse(c.at, "rename one of them", "the connector %s makes a resource %s, and the template has one of that name", c.key, name)
	} else {
		resources.put(entry{key: name, at: c.at, value: made})
	}
}

// expandConnector makes the policy or permission by which the source can use the
// destination ("AWS::Serverless::Connector").
func (x *expander) expandConnector(m *macro) {
	several := m.get("Destination").is(list)
	destinations := m.get("Destination").list()
	if !several {
		destinations = []*value{m.get("Destination")}
	}
	if len(destinations) == 0 {
		x.refuse(m.properties.keyAt("Destination"), "", "Destination is an empty list")
	}
	for i, d := range destinations {
		suffix := ""
		if several {
			suffix = "Destination" + strconv.Itoa(i)
		}
		x.connect(m, d, suffix)
	}
	if len(x.errors) > 0 || x.unknown != "" {
		return
	}
	var ids []string
	for _, r := range m.made {
		ids = append(ids, r.id)
	}
	x.replaceDependency(m.id, ids)
}

func (x *expander) connect(m *macro, to *value, suffix string) {
	destination, ok := x.end(m, to, m.get("Source"))
	source, ok2 := x.end(m, m.get("Source"), to)
	if !ok || !ok2 {
		return
	}
	p := profiles()[[2]string{source.typ, destination.typ}]
	if p == nil {
		x.refuse(m.at, "", "AWS has no connector from %s to %s", source.typ, destination.typ)
		return
	}
	if !x.checkPermissions(m, p) {
		return
	}
	c := connection{x, m, p, source, destination, suffix}
	before := len(m.made)
	c.make()
	metadata := mapOf(field{"aws:sam:connectors", mapOf(field{m.id, mapOf(
		field{"Source", mapOf(field{"Type", str(x.originalType(source))})},
		field{"Destination", mapOf(field{"Type", str(x.originalType(destination))})})})})
	for _, r := range m.made[before:] {
		all := mapOf()
		all.update(r.attributes.get("Metadata"))
		all.update(metadata)
		r.attributes.set("Metadata", all)
	}
}

// originalType is the type that the template gives a resource.
func (x *expander) originalType(e end) string {
	if typ := x.source.get("Resources", e.id, "Type").string(); e.id != "" && typ != "" {
		return typ
	}
	return e.typ
}

func (x *expander) checkPermissions(m *macro, p *profile) bool {
	var known, asked []string
	for _, c := range p.permissions {
		known = append(known, c.name)
	}
	for _, a := range m.get("Permissions").list() {
		if !slices.Contains(known, a.string()) {
			x.refuse(a.at, "it may be "+strings.Join(known, ", "), "this connector has no permission %s", a.describe())
			return false
		}
		asked = append(asked, a.string())
	}
	slices.Sort(asked)
	asked = slices.Compact(asked)
	fits := func(t []string) bool { return slices.Equal(slices.Sorted(slices.Values(t)), asked) }
	if len(asked) == 0 || len(p.together) > 0 && !slices.ContainsFunc(p.together, fits) {
		x.refuse(m.properties.keyAt("Permissions"), "", "this connector cannot have just these permissions")
		return false
	}
	return true
}

// end reads one end of a connector: a resource of the template, or what the
// template says of another.
func (x *expander) end(m *macro, v, other *value) (end, bool) {
	extra := slices.ContainsFunc(v.keys(), func(k string) bool { return k != "Id" && k != "Qualifier" })
	if v.has("Id") == extra {
		x.refuse(v.at, "", "an end of a connector needs Id, or else Type and what is known of the resource")
		return end{}, false
	}
	id := v.get("Id")
	if !id.truthy() {
		typ := v.get("Type").string()
		if typ == "" {
			x.refuse(v.at, "", "an end of a connector needs Id or Type")
			return end{}, false
		}
		return end{typ: plainType(typ), arn: v.get("Arn"), role: v.get("RoleName"), queueURL: v.get("QueueUrl"),
			resourceID: v.get("ResourceId"), name: v.get("Name"), qualifier: v.get("Qualifier")}, true
	}
	r := x.out.get("Resources", id.string())
	if r == nil {
		x.refuse(id.at, "", "the template has no resource %s", id.describe())
		return end{}, false
	}
	if isSAM(r) { // it was left
		x.leave("the resource %s is not expanded", id.string())
		return end{}, false
	}
	e := resourceEnd(id.string(), r.get("Type").string())
	e.role = x.roleAt(e.typ, r.get("Properties"), other)
	if q := v.get("Qualifier"); q != nil {
		e.qualifier = q
	}
	return e, true
}

// plainType is what a SAM type becomes.
func plainType(typ string) string {
	switch typ {
	case typeFunction:
		return "AWS::Lambda::Function"
	case typeStateMachine:
		return "AWS::StepFunctions::StateMachine"
	case typeAPI:
		return "AWS::ApiGateway::RestApi"
	case typeHTTPAPI:
		return "AWS::ApiGatewayV2::Api"
	case typeTable:
		return "AWS::DynamoDB::Table"
	}
	return typ
}

// resourceEnd says how a resource's names are referred to.
func resourceEnd(id, typ string) end {
	e := end{id: id, typ: typ}
	switch typ {
	case "AWS::Lambda::Function", "AWS::Events::Rule", "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Location::PlaceIndex", "AWS::Events::EventBus":
		e.arn = getAtt(id, "Arn")
	case "AWS::StepFunctions::StateMachine":
		e.arn, e.name = ref(id), getAtt(id, "Name")
	case "AWS::AppSync::GraphQLApi":
		e.arn, e.resourceID = ref(id), getAtt(id, "ApiId")
	case "AWS::AppSync::DataSource", "AWS::SNS::Topic":
		e.arn = ref(id)
	case "AWS::SQS::Queue":
		e.arn, e.queueURL = getAtt(id, "Arn"), ref(id)
	case "AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi":
		e.arn, e.resourceID, e.qualifier = getAtt(id, "Arn"), ref(id), str("*")
	}
	return e
}

// roleAt is the role in which a resource acts, where the template makes it.
func (x *expander) roleAt(typ string, p, other *value) *value {
	var role *value
	switch typ {
	case "AWS::Lambda::Function":
		role = p.get("Role")
	case "AWS::StepFunctions::StateMachine":
		role = p.get("RoleArn")
	case "AWS::AppSync::DataSource":
		role = p.get("ServiceRoleArn")
	case ruleType:
		for _, t := range p.get("Targets").list() {
			arn := t.get("Arn")
			id := arn.named()
			if id != "" && other.get("Id").says(id) || other.get("Arn").truthy() && arn.equal(other.get("Arn")) {
				role = t.get("RoleArn")
				break
			}
		}
	}
	if id := role.named(); id != "" {
		return ref(id)
	}
	return nil
}

// connection is one source and one destination of a connector.
type connection struct {
	x                   *expander
	m                   *macro
	p                   *profile
	source, destination end
	suffix              string // of what is made, where there are several destinations
}

// side is the end at which something is made.
func (c *connection) side() end {
	if c.p.atSource {
		return c.source
	}
	return c.destination
}

func (c *connection) make() {
	s := c.side()
	made := func(suffix, typ string) *resource {
		r := newResource(c.m.id+suffix+c.suffix, typ, c.m.attributes)
		r.dependsOn = c.m.dependsOn
		return r
	}
	switch c.p.makes {
	case "role":
		if !c.has(s.role, "the role of it is not known") {
			return
		}
		r := made("Policy", "AWS::IAM::ManagedPolicy").with(field{"PolicyDocument", c.document()}, field{"Roles", listOf(s.role)})
		c.m.add(r)
		c.addWaiting(r.id)
	case "queue":
		if c.has(s.queueURL, "the URL of the queue is not known") {
			c.m.add(made("QueuePolicy", "AWS::SQS::QueuePolicy").with(field{"PolicyDocument", c.document()}, field{"Queues", listOf(s.queueURL)}))
		}
	case "topic":
		if c.has(s.arn, "the ARN of the topic is not known") {
			c.m.add(made("TopicPolicy", "AWS::SNS::TopicPolicy").with(field{"PolicyDocument", c.document()}, field{"Topics", listOf(s.arn)}))
		}
	case "function":
		if !c.has(s.arn, "the ARN of the function is not known") {
			return
		}
		for _, a := range c.asked() {
			f := strings.Fields(a.lines[0])
			r := made(a.name+"LambdaPermission", permissionType).with(field{"Action", str("lambda:InvokeFunction")},
				field{"FunctionName", s.arn}, field{"Principal", str(f[1])}, field{"SourceArn", c.fill(f[2])})
			if len(f) > 3 {
				r.put("SourceAccount", c.fill(f[3]))
			}
			c.m.add(r)
		}
	}
}

func (c *connection) has(v *value, otherwise string) bool {
	if v.truthy() {
		return true
	}
	which := "Destination"
	if c.p.atSource {
		which = "Source"
	}
	c.x.refuse(c.m.properties.keyAt(which), "", "%s: %s", which, otherwise)
	return false
}

// asked are the permissions that the connector has.
func (c *connection) asked() []permissionLines {
	var out []permissionLines
	for _, p := range c.p.permissions {
		if c.m.get("Permissions").contains(str(p.name)) {
			out = append(out, p)
		}
	}
	return out
}

func (c *connection) document() *value {
	all := listOf()
	for _, p := range c.asked() {
		s, err := readStatements(p.lines, c.fill)
		if err != nil {
			c.x.refuse(c.m.at, "", "%v", err)
			return nil
		}
		all.items = append(all.items, s.items...)
	}
	return mapOf(field{"Version", str("2012-10-17")}, field{"Statement", all})
}

// fill puts what is known of both ends into a pattern.
func (c *connection) fill(pattern string) *value {
	var variables []field
	for _, v := range []struct {
		name string
		v    *value
	}{
		{"Source.Arn", c.source.arn}, {"Destination.Arn", c.destination.arn}, {"Source.ResourceId", c.source.resourceID},
		{"Destination.ResourceId", c.destination.resourceID}, {"Source.Name", c.source.name}, {"Destination.Name", c.destination.name},
		{"Source.Qualifier", c.source.qualifier}, {"Destination.Qualifier", c.destination.qualifier},
	} {
		placeholder := "%{" + v.name + "}"
		if !strings.Contains(pattern, placeholder) {
			continue
		}
		if v.v.none() {
			c.x.refuse(c.m.at, "", "%s is missing", v.name)
			return nil
		}
		if pattern == placeholder {
			return v.v.copy()
		}
		name := strings.ReplaceAll(v.name, ".", "")
		pattern = strings.ReplaceAll(pattern, placeholder, "${"+name+"}")
		variables = append(variables, field{name, v.v.copy()})
	}
	if strings.Contains(pattern, "${") {
		return sub(str(pattern), variables...)
	}
	return str(pattern)
}

// addWaiting has resources wait for the policy without which they cannot be
// made.
func (c *connection) addWaiting(policy string) {
	resources := c.x.out.get("Resources")
	wait := func(id string) {
		if r := resources.get(id); r != nil {
			addDependency(r, policy)
		}
	}
	switch {
	case c.p.waits == "waits" && c.source.id != "":
		wait(c.source.id)
	case c.p.waits == "mapping" && c.source.id != "" && c.destination.id != "":
		var ids []string
		for _, e := range resources.each() {
			p := e.value.get("Properties")
			if e.value.get("Type").says("AWS::Lambda::EventSourceMapping") &&
				p.get("FunctionName").named() == c.destination.id && p.get("EventSourceArn").named() == c.source.id {
				ids = append(ids, e.key)
			}
		}
		if len(ids) == 1 {
			wait(ids[0])
		}
	}
}

// replaceDependency has what depends on a connector depend on what is made of it.
func (x *expander) replaceDependency(id string, made []string) {
	for _, e := range x.out.get("Resources").each() {
		depends := e.value.get("DependsOn")
		all := depends.oneOrMore()
		if !slices.ContainsFunc(all, func(d *value) bool { return d.says(id) }) {
			continue
		}
		rest := &value{kind: list, at: depends.at}
		for _, d := range all {
			if !d.says(id) {
				rest.items = append(rest.items, d)
			}
		}
		e.value.set("DependsOn", rest)
		for _, r := range made {
			addDependency(e.value, r)
		}
	}
}
