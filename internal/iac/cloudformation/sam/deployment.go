package sam

import (
	"slices"

	"ringwall/internal/estate"
)

// deployment is how a function's new versions take over, if step by step.
type deployment struct {
	id        string
	at        *macro
	typ       *value
	alarms    *value
	role      *value
	triggers  *value
	condition *value
	tags      *value
}

const deployApplication = "ServerlessDeploymentApplication"

// addDeploymentPreference has CodeDeploy shift traffic between the versions of an
// alias ("DeploymentPreference").
func (x *expander) addDeploymentPreference(m *macro) {
	p := m.get("DeploymentPreference")
	if !p.truthy() {
		return
	}
	for _, name := range []string{"Enabled", "Type"} {
		if v := p.get(name); v != nil {
			p.set(name, x.findInMap(x.resolve(v)))
		}
	}
	pass := x.passesCondition(p)
	enabled := p.get("Enabled")
	if enabled.isCall() && x.hangs(enabled) {
		x.leave("whether its deployment preference is enabled is %s", describeCall(enabled))
		return
	}
	if enabled != nil && (!enabled.truthy() || enabled.says("false") || enabled.says("False")) {
		return
	}
	if p.get("Type") == nil {
		x.refuse(p.at, "", "DeploymentPreference needs Type")
	}
	hooks := p.get("Hooks")
	if hooks != nil && !hooks.is(dict) {
		x.refuse(hooks.at, "", "Hooks of DeploymentPreference is %s; it must be a map", hooks.describe())
	}
	alias := m.made[len(m.made)-1]
	for _, r := range m.made {
		if r.typ == "AWS::Lambda::Alias" {
			alias = r
		}
	}
	if alias.typ != "AWS::Lambda::Alias" {
		x.refuse(p.at, "", "DeploymentPreference needs AutoPublishAlias")
		return
	}
	d := &deployment{id: m.id, at: m, typ: p.get("Type"), alarms: p.get("Alarms"), role: p.get("Role"), triggers: p.get("TriggerConfigurations")}
	if pass {
		d.condition = m.passed.get("Condition")
	}
	if m.get("PropagateTags").truthy() && m.get("Tags").truthy() {
		d.tags = m.get("Tags")
	}
	x.deployments = append(x.deployments, d)
	update := mapOf(field{"ApplicationName", ref(deployApplication)}, field{"DeploymentGroupName", ref(m.id + "DeploymentGroup")})
	for _, h := range []struct{ from, to string }{{"PreTraffic", "BeforeAllowTrafficHook"}, {"PostTraffic", "AfterAllowTrafficHook"}} {
		if v := hooks.get(h.from); !v.none() {
			update.set(h.to, v)
		}
	}
	alias.attributes.set("UpdatePolicy", mapOf(field{"CodeDeployLambdaAliasUpdate", update}))
}

// passesCondition reports whether what is made for the deployment has the
// function's condition.
func (x *expander) passesCondition(p *value) bool {
	v := p.get("PassthroughCondition")
	if v == nil {
		return false
	}
	v = x.findInMap(x.resolve(v))
	p.set("PassthroughCondition", v)
	switch {
	case v.isTrue(), v.says("true"), v.says("True"):
		return true
	case v.is(boolean), v.says("false"), v.says("False"):
	case v.isCall() && x.hangs(v):
		x.leave("PassthroughCondition is %s", describeCall(v))
	default:
		x.refuse(p.keyAt("PassthroughCondition"), "", "PassthroughCondition is %s; it must be true or false", v.describe())
	}
	return false
}

// addDeployments makes the application, role and groups of CodeDeploy.
func (x *expander) addDeployments() {
	if len(x.deployments) == 0 {
		return
	}
	first := x.deployments[0].at
	app := newResource(deployApplication, "AWS::CodeDeploy::Application", nil).with(field{"ComputePlatform", str("Lambda")})
	name := "service-role/AWSCodeDeployRoleForLambda"
	if slices.Contains([]string{"aws-iso", "aws-iso-b"}, x.partition) {
		name += "Limited"
	}
	role := newResource("CodeDeployServiceRole", "AWS::IAM::Role", nil).with(
		field{"AssumeRolePolicyDocument", trusts("codedeploy.amazonaws.com")}, field{"ManagedPolicyArns", listOf(x.managedARN(name))})
	tags := mapOf()
	own := false
	for _, d := range x.deployments {
		tags.update(d.tags)
		own = own || !d.role.truthy()
	}
	made := []*resource{app}
	if own {
		made = append(made, role)
	}
	condition := x.deployCondition()
	for _, r := range made {
		if len(tags.entries) > 0 {
			r.put("Tags", tagList(tags))
		}
		if condition != "" {
			r.attributes.set("Condition", str(condition))
		}
	}
	for _, d := range x.deployments {
		made = append(made, x.deploymentGroup(d))
	}
	resources := x.out.get("Resources")
	for i, r := range made {
		at := first.at
		if g := i - (len(made) - len(x.deployments)); g >= 0 {
			at = x.deployments[g].at.at
		}
		tree := r.tree()
		place(tree, at)
		resources.put(entry{key: r.id, at: at, value: tree})
	}
}

// deployCondition is the condition under which anything is deployed step by
// step; empty if it always is.
func (x *expander) deployCondition() string {
	var all []string
	for _, d := range x.deployments {
		if d.condition == nil {
			return ""
		}
		all = append(all, d.condition.string())
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) == 1 {
		return all[0]
	}
	addCombined(x.conditionsMade(), all, "ServerlessCodeDeployCondition")
	return "ServerlessCodeDeployCondition"
}

func (x *expander) deploymentGroup(d *deployment) *resource {
	x.current = d.at
	defer func() { x.current = nil }()
	role := d.role
	if !role.truthy() {
		role = getAtt("CodeDeployServiceRole", "Arn")
	}
	g := newResource(d.id+"DeploymentGroup", "AWS::CodeDeploy::DeploymentGroup", nil).with(
		field{"AlarmConfiguration", x.alarms(d.alarms)}, field{"ApplicationName", ref(deployApplication)},
		field{"AutoRollbackConfiguration", mapOf(field{"Enabled", yes(true)},
			field{"Events", strs("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST")})},
		field{"DeploymentConfigName", deploymentConfig(d.typ.copy(), "")},
		field{"DeploymentStyle", mapOf(field{"DeploymentType", str("BLUE_GREEN")}, field{"DeploymentOption", str("WITH_TRAFFIC_CONTROL")})},
		field{"ServiceRoleArn", role})
	if d.triggers.truthy() {
		g.put("TriggerConfigurations", d.triggers)
	}
	if d.tags != nil {
		g.put("Tags", tagList(d.tags))
	}
	if d.condition != nil {
		g.attributes.set("Condition", d.condition)
	}
	return g
}

// alarms are what stops a deployment.
func (x *expander) alarms(v *value) *value {
	if !v.truthy() || v.noValue() {
		return nil
	}
	if b, ok := v.branches(); ok {
		if b == nil {
			x.refuse(v.at, "", "Fn::If of Alarms needs three arguments")
			return nil
		}
		return when(b[0], x.alarmList(b[1]), x.alarmList(b[2]))
	}
	return x.alarmList(v)
}

func (x *expander) alarmList(v *value) *value {
	if !v.is(list) {
		x.refuse(v.at, "", "Alarms is %s; it must be a list", v.describe())
		return nil
	}
	if len(v.items) == 0 || v.items[0].noValue() {
		return mapOf()
	}
	all := listOf()
	for _, a := range v.items {
		all.items = append(all.items, mapOf(field{"Name", a}))
	}
	return mapOf(field{"Enabled", yes(true)}, field{"Alarms", all})
}

// deploymentConfig completes the names of CodeDeploy's own configurations, at
// every depth.
func deploymentConfig(v *value, key string) *value {
	if v.is(list) {
		for i := range v.items {
			v.items[i] = deploymentConfig(v.items[i], "")
		}
		return v
	}
	if name, arg := v.call(); name != "" {
		v.set(name, deploymentConfig(arg, name))
		return v
	}
	own := []string{"Canary10Percent5Minutes", "Canary10Percent10Minutes", "Canary10Percent15Minutes", "Canary10Percent30Minutes",
		"Linear10PercentEvery1Minute", "Linear10PercentEvery2Minutes", "Linear10PercentEvery3Minutes", "Linear10PercentEvery10Minutes", "AllAtOnce"}
	if !slices.Contains(own, v.string()) {
		return v
	}
	made := sub(str("CodeDeployDefault.Lambda${ConfigName}"), field{"ConfigName", v})
	if key == "Fn::Sub" {
		return made.get("Fn::Sub")
	}
	return made
}

// position is where v stands, or what holds it where v is absent.
func (v *value) position(in *value) estate.Origin {
	if v == nil {
		return in.at
	}
	return v.at
}
