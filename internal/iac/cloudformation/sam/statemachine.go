package sam

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// expandStateMachine makes a state machine, its role, its version and alias, and
// what its events need ("AWS::Serverless::StateMachine: Generated resources").
func (x *expander) expandStateMachine(m *macro) {
	s := m.main("AWS::StepFunctions::StateMachine")
	m.add(s)
	s.put("DefinitionSubstitutions", m.get("DefinitionSubstitutions"))
	if !m.get("DefinitionSubstitutions").truthy() {
		s.put("DefinitionSubstitutions", nil)
	}
	x.define(m, s)
	x.addMachineRole(m, s)
	for _, p := range []struct{ from, to string }{
		{"Name", "StateMachineName"}, {"Type", "StateMachineType"}, {"Logging", "LoggingConfiguration"}, {"Tracing", "TracingConfiguration"},
	} {
		s.put(p.to, m.get(p.from))
	}
	s.put("Tags", x.tagsBySAM(m, "stateMachine:createdBy"))
	t := &target{id: m.id, machine: true, attributes: m.attributes, passed: m.passed}
	if alias := x.addMachineAlias(m); alias != nil && m.get("UseAliasAsEventTarget").truthy() {
		t = &target{id: alias.id, machine: true, attributes: m.passed, passed: m.passed}
	}
	for _, e := range m.get("Events").each() {
		x.addMachineEvent(m, t, e)
	}
	propagate(m.made, m.get("Tags"), m.get("PropagateTags").truthy())
}

// define writes the machine's definition, in which functions are replaced by
// substitutions.
func (x *expander) define(m *macro, s *resource) {
	definition, uri := m.get("Definition"), m.get("DefinitionUri")
	switch {
	case definition.truthy() && uri.truthy():
		x.refuse(m.properties.keyAt("DefinitionUri"), "", "Definition and DefinitionUri cannot be used together")
	case definition.truthy() && definition.has("Fn::Transform"):
		s.put("Definition", definition)
	case definition.truthy():
		made := mapOf()
		made.update(s.properties.get("DefinitionSubstitutions"))
		count := 1
		written := substitutable(definition.copy(), made, &count)
		if len(made.entries) > 0 {
			s.put("DefinitionSubstitutions", made)
		}
		p := printer{sorted: true, comma: ",", colon: ": ", indent: 4}
		p.json(written, 0)
		lines := strs(strings.Split(p.String(), "\n")...)
		place(lines, definition.at)
		s.put("DefinitionString", join("\n", lines.items...))
	case uri.truthy():
		s.put("DefinitionS3Location", x.definitionPlace(uri))
	default:
		x.refuse(m.at, "", "it needs Definition or DefinitionUri")
	}
}

func (x *expander) definitionPlace(uri *value) *value {
	b := x.body(uri, "DefinitionUri")
	b.order = nil
	return b
}

var dynamicReference = regexp.MustCompile(`^\{\{resolve:`)

// substitutable replaces the functions in a definition by substitutions, and
// adds these to those made.
func substitutable(v *value, made *value, count *int) *value {
	replace := func(v *value) *value {
		if !v.isCall() && !(v.is(text) && dynamicReference.MatchString(v.text)) {
			return substitutable(v, made, count)
		}
		name := "definition_substitution_" + strconv.Itoa(*count)
		*count++
		made.set(name, v)
		return str("${" + name + "}")
	}
	switch v.kind {
	case list:
		for i := range v.items {
			v.items[i] = replace(v.items[i])
		}
	case dict:
		keys := v.keys()
		slices.Sort(keys)
		for _, k := range keys {
			v.set(k, replace(v.get(k)))
		}
	}
	return v
}

func (x *expander) addMachineRole(m *macro, s *resource) {
	role, policies := m.get("Role"), m.get("Policies")
	if role.truthy() {
		if policies.truthy() {
			x.refuse(m.properties.keyAt("Policies"), "", "Role and Policies cannot be used together")
		}
		s.put("RoleArn", role)
		return
	}
	if m.get("Tracing", "Enabled").isTrue() {
		all := &value{kind: list}
		all.items = append(all.items, policies.list()...)
		if policies.truthy() && !policies.is(list) {
			all.items = append(all.items, policies)
		}
		all.items = append(all.items, str(x.tracingPolicy()))
		policies = all
	}
	r := x.role(roleOf{
		id: m.id, passed: m.passed, policies: policies, path: m.get("RolePath"),
		boundary: m.get("PermissionsBoundary"), tags: x.tagsBySAM(m, "stateMachine:createdBy"),
	}, "states.amazonaws.com")
	s.put("RoleArn", r.arn())
	m.add(r)
}

func (x *expander) addMachineAlias(m *macro) *resource {
	name, preference := m.get("AutoPublishAlias"), m.get("DeploymentPreference")
	if !name.truthy() {
		for _, p := range []string{"UseAliasAsEventTarget", "DeploymentPreference"} {
			if m.get(p).truthy() {
				x.refuse(m.properties.keyAt(p), "", "%s needs AutoPublishAlias", p)
			}
		}
		return nil
	}
	if !name.is(text) {
		if x.hangs(name) {
			x.leave("the alias is %s", describeCall(name))
		} else {
			x.refuse(name.at, "", "AutoPublishAlias is %s; it must be a text", name.describe())
		}
		return nil
	}
	v := m.part("Version", "AWS::StepFunctions::StateMachineVersion").with(
		field{"StateMachineArn", ref(m.id)}, field{"StateMachineRevisionId", getAtt(m.id, "StateMachineRevisionId")})
	for _, policy := range []string{"DeletionPolicy", "UpdateReplacePolicy"} {
		if !v.attributes.has(policy) {
			v.attributes.set(policy, str("Retain"))
		}
	}
	if !preference.truthy() {
		preference = mapOf(field{"Type", str("ALL_AT_ONCE")})
	}
	preference.set("StateMachineVersionArn", v.ref())
	a := m.part("Alias"+name.text, "AWS::StepFunctions::StateMachineAlias").with(field{"Name", name}, field{"DeploymentPreference", preference})
	m.add(v, a)
	return a
}

// addMachineEvent makes what one event of a state machine needs: a role that may
// start it, and what takes the role.
func (x *expander) addMachineEvent(m *macro, t *target, e entry) {
	ev := x.readEvent(m, t, e, machineEventShapes)
	if ev == nil {
		return
	}
	switch e.value.get("Type").string() {
	case "Schedule":
		rule := ev.make("", ruleType).with(field{"ScheduleExpression", ev.get("Schedule")}, field{"State", ev.state()},
			field{"Name", ev.get("Name")}, field{"Description", ev.get("Description")})
		ev.startBy(rule, ev.get("RoleArn"))
	case "CloudWatchEvent", "EventBridgeRule":
		rule := ev.make("", ruleType).with(field{"EventBusName", ev.get("EventBusName")}, field{"EventPattern", ev.get("Pattern")},
			field{"Name", ev.get("RuleName")}, field{"State", ev.state()})
		ev.startBy(rule, nil)
	case "ScheduleV2":
		ev.scheduler()
	case "Api":
		ev.machineAPI()
	}
}

// startBy has a rule start the state machine.
func (ev *event) startBy(rule *resource, role *value) {
	ev.m.add(rule)
	if role.none() {
		r := ev.startRole("events.amazonaws.com")
		ev.m.add(r)
		role = r.arn()
	}
	dead := ev.deadLetters(rule.arn())
	rule.put("Targets", listOf(ev.ruleTarget(dead, role)))
}

// startRole is a role by which a service may start the state machine.
func (ev *event) startRole(service string) *resource {
	r := ev.make("Role", "AWS::IAM::Role")
	r.with(field{"AssumeRolePolicyDocument", trusts(service)},
		field{"Policies", listOf(inline(r.id+"StartExecutionPolicy", allow(str("states:StartExecution"), ev.t.arn())))})
	if b := ev.m.get("PermissionsBoundary"); b.truthy() {
		r.put("PermissionsBoundary", b)
	}
	return r
}

// machineEventShapes are the properties of events ("StateMachineEventSource").
func machineEventShapes(typ string) string {
	switch typ {
	case "Schedule":
		return `Schedule:s! Input:s Enabled:b State:s Name:s Description:s DeadLetterConfig:d RetryPolicy:d Target:d- RoleArn:s`
	case "CloudWatchEvent", "EventBridgeRule":
		return `EventBusName:s RuleName:s Pattern:d Input:s InputPath:s DeadLetterConfig:d RetryPolicy:d State:s Target:d-
			InputTransformer:d`
	case "Api":
		return `Path:s! Method:s! RestApiId:s! Stage:s Auth:d UnescapeMappingTemplate:b-`
	case "ScheduleV2":
		return scheduler
	}
	return ""
}
