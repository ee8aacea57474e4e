package sam

import (
	"slices"
	"strings"
)

// expandFunction makes a function, its role, its version and alias, its URL,
// and what its events need ("AWS::Serverless::Function: Generated resources").
func (x *expander) expandFunction(m *macro) {
	x.checkFunction(m)
	x.noteName(m)
	f := x.lambdaFunction(m)
	t := &target{id: m.id, isFunction: true, attributes: m.attributes, passed: m.passed, unicode: x.python2()}
	m.add(f)
	t = x.publish(m, f, t)
	x.addURL(m, t)
	x.addDeploymentPreference(m)
	var policies []*value
	if m.get("EventInvokeConfig").truthy() {
		policies = x.addInvokeConfig(m, t)
	}
	x.addFunctionRole(m, f, policies)
	x.addFunctionEvents(m, t)
	propagate(m.made, m.get("Tags"), m.get("PropagateTags").truthy())
}

// noteName notes the function's name for the APIs that call it: their deployments
// change with it.
func (x *expander) noteName(m *macro) {
	name := x.resolve(m.get("FunctionName").copy())
	if !name.truthy() {
		return
	}
	for _, e := range m.get("Events").each() {
		api := apiID(e.value.get("Properties", "RestApiId"))
		if e.value.get("Type").says("Api") && api.truthy() && api.is(text) {
			x.functionNames[api.text] += plain(name)
		}
	}
}

// python2 reports whether AWS reads this template as Python 2 did.
func (x *expander) python2() bool { return x.source.get("Resources").order != nil }

func (x *expander) checkFunction(m *macro) {
	together := func(a, b string) {
		if m.get(a) != nil && m.get(b) != nil {
			x.refuse(m.properties.keyAt(b), "", "%s and %s cannot be used together", a, b)
		}
	}
	needs := func(a, b string) {
		if m.get(a).truthy() && !m.get(b).truthy() {
			x.refuse(m.properties.keyAt(a), "", "%s needs %s", a, b)
		}
	}
	together("CapacityProviderConfig", "ProvisionedConcurrencyConfig")
	together("CapacityProviderConfig", "VpcConfig")
	needs("FunctionScalingConfig", "CapacityProviderConfig")
	needs("VersionDeletionPolicy", "AutoPublishAlias")
	needs("ProvisionedConcurrencyConfig", "AutoPublishAlias")
	if q := m.get("DeadLetterQueue"); q.truthy() {
		switch typ := q.get("Type"); {
		case !typ.truthy() || !q.get("TargetArn").truthy():
			x.refuse(q.at, "", "DeadLetterQueue needs Type and TargetArn")
		case !typ.says("SQS") && !typ.says("SNS"):
			x.refuse(typ.at, "", "DeadLetterQueue has the Type %s; it must be SQS or SNS", typ.describe())
		}
	}
	if m.get("TenancyConfig").truthy() {
		x.checkTenancy(m)
	}
}

func (x *expander) checkTenancy(m *macro) {
	for _, p := range []string{"ProvisionedConcurrencyConfig", "FunctionUrlConfig", "SnapStart"} {
		if m.get(p).truthy() {
			x.refuse(m.properties.keyAt(p), "", "%s is not supported with TenancyConfig", p)
		}
	}
	for _, e := range m.get("Events").each() {
		if typ := e.value.get("Type").string(); typ != "Api" && typ != "HttpApi" {
			x.refuse(e.at, "", "events of the type %s are not supported with TenancyConfig", typ)
		}
	}
}

// sameProperties are those that a SAM function hands on as they are.
func sameProperties() []string {
	return strings.Fields(`Handler Runtime Description MemorySize Timeout VpcConfig Role Environment KmsKeyArn
		ReservedConcurrentExecutions Layers FileSystemConfigs ImageConfig PackageType Architectures SnapStart EphemeralStorage
		CodeSigningConfigArn RuntimeManagementConfig LoggingConfig TenancyConfig RecursiveLoop DurableConfig
		PublishToLatestPublished`)
}

func (x *expander) lambdaFunction(m *macro) *resource {
	f := m.main("AWS::Lambda::Function")
	if name := m.get("FunctionName"); name.truthy() {
		f.put("FunctionName", name)
	}
	for _, name := range sameProperties() {
		f.put(name, m.get(name))
	}
	f.put("Code", x.code(m))
	f.put("Tags", x.tagsBySAM(m, "lambda:createdBy"))
	if x.traces(m) {
		f.put("TracingConfig", mapOf(field{"Mode", m.get("Tracing")}))
	}
	if q := m.get("DeadLetterQueue"); q.truthy() {
		f.put("DeadLetterConfig", mapOf(field{"TargetArn", q.get("TargetArn")}))
	}
	if c := m.get("CapacityProviderConfig"); c.truthy() {
		f.put("CapacityProviderConfig", x.capacityConfig(c))
	}
	if c := m.get("FunctionScalingConfig"); c.truthy() {
		f.put("FunctionScalingConfig", c)
	}
	x.checkPackage(f)
	return f
}

func (x *expander) capacityConfig(c *value) *value {
	inner := mapOf(field{"CapacityProviderArn", c.get("Arn")})
	if c.get("Arn").none() {
		x.refuse(c.at, "", "CapacityProviderConfig needs Arn")
	}
	for _, name := range []string{"PerExecutionEnvironmentMaxConcurrency", "ExecutionEnvironmentMemoryGiBPerVCpu"} {
		if v := c.get(name); !v.none() {
			inner.set(name, v)
		}
	}
	return mapOf(field{"LambdaManagedInstancesCapacityProviderConfig", inner})
}

// traces reports whether a function is traced by X-Ray.
func (x *expander) traces(m *macro) bool {
	tracing := x.resolve(m.get("Tracing"))
	return m.get("Tracing").truthy() && !tracing.says("Disabled")
}

// tagsBySAM are a resource's tags behind the one that says who made it.
func (x *expander) tagsBySAM(m *macro, by string, more ...field) *value {
	tags := m.get("Tags")
	for _, reserved := range []string{"lambda:createdBy", "serverlessrepo:applicationId", "serverlessrepo:semanticVersion"} {
		if tags.has(reserved) && m.typ != typeStateMachine {
			x.refuse(tags.keyAt(reserved), "", "the tag %s is AWS's own", reserved)
		}
	}
	out := tagList(mapOf(append([]field{{by, str("SAM")}}, more...)...))
	out.items = append(out.items, tagList(tags).items...)
	return out
}

// code is where a function's code is.
func (x *expander) code(m *macro) *value {
	var code *value
	switch p := m.get("PackageType"); {
	case p.says("Image"):
		code = mapOf(field{"ImageUri", x.image(m)})
	case p.truthy() && !p.says("Zip"):
		x.refuse(p.at, "", "PackageType is %s; it must be Zip or Image", p.describe())
		return mapOf()
	case !m.get("InlineCode").none():
		code = mapOf(field{"ZipFile", m.get("InlineCode")})
	case m.get("CodeUri").none():
		code = bucketKey(unmade("sam build takes the code from beside the template"))
	default:
		code = x.location(m.get("CodeUri"), "CodeUri")
	}
	if kms := m.get("SourceKMSKeyArn"); kms.truthy() && !m.get("PackageType").says("Image") {
		code.set("SourceKMSKeyArn", kms)
	}
	return code
}

func (x *expander) image(m *macro) *value {
	image := m.get("ImageUri")
	if !image.truthy() {
		return unmade("sam build makes the image, from what Metadata says")
	}
	return image
}

func (x *expander) checkPackage(f *resource) {
	p := f.properties
	if p.get("PackageType").says("Image") {
		for _, name := range []string{"Handler", "Runtime", "Layers"} {
			if p.get(name).truthy() {
				x.refuse(p.keyAt(name), "", "%s cannot be used with the PackageType Image", name)
			}
		}
		return
	}
	for _, name := range []string{"Runtime", "Handler"} {
		if !p.get(name).truthy() {
			x.refuse(x.current.at, "", "it needs Runtime and Handler, unless its PackageType is Image")
			return
		}
	}
	if p.get("ImageConfig").truthy() {
		x.refuse(p.keyAt("ImageConfig"), "", "ImageConfig cannot be used with the PackageType Zip")
	}
}

// addFunctionRole makes the role of a function that has none.
func (x *expander) addFunctionRole(m *macro, f *resource, policies []*value) {
	r := x.role(roleOf{
		id: m.id, passed: m.passed, trust: m.get("AssumeRolePolicyDocument"), policies: m.get("Policies"),
		managed: x.functionPolicies(m), documents: x.ownDocuments(m, policies),
		path: m.get("RolePath"), boundary: m.get("PermissionsBoundary"), tags: x.tagsBySAM(m, "lambda:createdBy"),
	}, "lambda.amazonaws.com")
	m.role = r
	role := m.get("Role")
	if role.none() {
		f.put("Role", r.arn())
		m.add(r)
		return
	}
	if _, ok := role.branches(); ok {
		branches, _ := x.resolve(role).branches()
		x.addRoleBranch(m, f, r, branches)
	}
}

// addRoleBranch makes the role for the branches of an Fn::If that have none.
func (x *expander) addRoleBranch(m *macro, f, r *resource, b []*value) {
	switch {
	case b == nil:
		x.refuse(m.get("Role").at, "", "Fn::If of Role needs three arguments")
	case b[1].noValue() && b[2].noValue():
		f.put("Role", r.arn())
		m.add(r)
	case b[1].noValue():
		f.put("Role", when(b[0], r.arn(), b[2]))
		r.attributes.set("Condition", b[0])
		m.add(r)
	case b[2].noValue():
		f.put("Role", when(b[0], b[1], r.arn()))
		name := "NOT" + b[0].string()
		r.attributes.set("Condition", str(name))
		x.conditionsMade().set(name, not(b[0]))
		m.add(r)
	}
}

// functionPolicies are the managed policies that a function's role has for what
// the function does.
func (x *expander) functionPolicies(m *macro) *value {
	first := "service-role/AWSLambdaBasicExecutionRole"
	if m.get("DurableConfig").truthy() {
		first = "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
	}
	out := listOf(x.managedARN(first))
	if x.traces(m) {
		out.items = append(out.items, x.managedARN(x.tracingPolicy()))
	}
	if m.get("VpcConfig").truthy() {
		out.items = append(out.items, x.managedARN("service-role/AWSLambdaVPCAccessExecutionRole"))
	}
	return out
}

func (x *expander) managedARN(name string) *value {
	return str("arn:" + x.partition + ":iam::aws:policy/" + name)
}

func (x *expander) tracingPolicy() string {
	if x.partition == "aws" {
		return "AWSXrayWriteOnlyAccess"
	}
	return "AWSXRayDaemonWriteAccess"
}

func (x *expander) ownDocuments(m *macro, more []*value) []*value {
	var out []*value
	if q := m.get("DeadLetterQueue"); q.truthy() {
		action := "sqs:SendMessage"
		if q.get("Type").says("SNS") {
			action = "sns:Publish"
		}
		out = append(out, mapOf(field{"PolicyName", str("DeadLetterQueuePolicy")}, field{"PolicyDocument",
			mapOf(field{"Version", str("2012-10-17")}, field{"Statement", listOf(allow(str(action), q.get("TargetArn")))})}))
	}
	return append(out, more...)
}

// publish makes the version and alias that AutoPublishAlias asks for; what calls
// the function calls the alias then.
func (x *expander) publish(m *macro, f *resource, t *target) *target {
	wanted := m.get("AutoPublishAlias")
	if !wanted.truthy() {
		return t
	}
	name := x.resolve(wanted)
	if !name.is(text) {
		if x.hangs(name) {
			x.leave("the alias is %s", describeCall(name))
			return t
		}
		x.refuse(wanted.at, "", "AutoPublishAlias must be a text, or a Ref of a parameter")
		return t
	}
	sha := m.get("AutoPublishCodeSha256")
	if sha.truthy() {
		if sha = x.resolve(sha); !sha.is(text) {
			if x.hangs(sha) {
				x.leave("the code's hash is %s", describeCall(sha))
				return t
			}
			x.refuse(m.properties.keyAt("AutoPublishCodeSha256"), "", "AutoPublishCodeSha256 must be a text, or a Ref of a parameter")
			return t
		}
		x.describeBySHA(m, f, sha)
	}
	v := x.version(m, f, sha)
	a := x.alias(m, name, v)
	m.add(v, a)
	return &target{id: a.id, attributes: m.attributes, passed: m.passed, unicode: t.unicode, alias: a}
}

// hangs reports whether a value is unknown because a parameter is.
func (x *expander) hangs(v *value) bool {
	name, arg := v.call()
	switch name {
	case "Ref":
		return x.source.get("Parameters").has(arg.string()) || strings.HasPrefix(arg.string(), "AWS::")
	case "":
		return false
	}
	for _, a := range append([]*value{arg}, arg.items...) {
		if x.hangs(a) {
			return true
		}
	}
	return false
}

func describeCall(v *value) string {
	name, arg := v.call()
	if name == "Ref" {
		return "the parameter " + arg.string() + ", which has no value here"
	}
	return "a call of " + name + " with parameters that have no value here"
}

func (x *expander) describeBySHA(m *macro, f *resource, sha *value) {
	description := x.resolve(m.get("Description"))
	switch {
	case !description.truthy():
		f.put("Description", sha)
	case description.is(text):
		f.put("Description", str(description.text+" "+sha.text))
	default:
		f.put("Description", join(" ", description, sha))
	}
}

// version makes a version whose name changes with the code, so that a new one
// is published then.
func (x *expander) version(m *macro, f *resource, sha *value) *resource {
	id := m.id + "Version"
	code := x.resolve(f.properties.get("Code"))
	if sha.truthy() {
		id += sha.text[:min(hashLength, len(sha.text))]
	} else {
		id = hashed(id, x.versionData(m, f, code))
	}
	v := newResource(id, "AWS::Lambda::Version", m.passed)
	if !v.attributes.has("DeletionPolicy") {
		policy := m.get("VersionDeletionPolicy")
		switch {
		case policy.truthy():
		case m.get("CapacityProviderConfig") != nil:
			policy = str("Delete")
		default:
			policy = str("Retain")
		}
		v.attributes.set("DeletionPolicy", policy)
	}
	v.put("FunctionName", f.ref())
	v.put("Description", m.get("VersionDescription"))
	if m.get("CapacityProviderConfig") != nil {
		v.put("FunctionScalingConfig", m.get("FunctionScalingConfig"))
	}
	return v
}

// versionData is what a new version is published for.
func (x *expander) versionData(m *macro, f *resource, code *value) *value {
	if m.get("AutoPublishAliasAllProperties").truthy() {
		data := f.properties.shallow()
		for _, layer := range f.properties.get("Layers").list() {
			id := layer.named()
			if p := x.out.get("Resources", id, "Properties"); id != "" && p.get("PublishLambdaVersion").truthy() {
				data.set(id, p)
			}
		}
		return data
	}
	data := code.shallow()
	data.update(f.properties.get("Environment"))
	if memory := f.properties.get("MemorySize"); memory.truthy() {
		data.set("MemorySize", memory)
	}
	if snap := f.properties.get("SnapStart"); snap.truthy() && snap.has("ApplyOn") && !snap.get("ApplyOn").says("None") {
		data.set("SnapStart", snap)
	}
	return data
}

func (x *expander) alias(m *macro, name *value, version *resource) *resource {
	digits := strings.Trim(name.text, "0123456789") == ""
	letters := strings.NewReplacer("-", "D", "_", "U").Replace(name.text)
	if digits || !alphanumeric(letters) {
		x.refuse(name.at, "", "the alias %q must be made of letters, digits, - and _, and not of digits only", name.text)
	}
	a := m.part("Alias"+letters, "AWS::Lambda::Alias")
	a.with(field{"Name", name}, field{"FunctionName", ref(m.id)}, field{"FunctionVersion", getAtt(version.id, "Version")})
	if c := m.get("ProvisionedConcurrencyConfig"); c.truthy() {
		a.put("ProvisionedConcurrencyConfig", c)
	}
	return a
}

// addURL makes a function's URL, and lets all call it if it is open.
func (x *expander) addURL(m *macro, t *target) {
	config := m.get("FunctionUrlConfig")
	if !config.truthy() {
		return
	}
	auth := config.get("AuthType")
	if !config.isCall() {
		if !auth.isCall() && !auth.says("AWS_IAM") && !auth.says("NONE") {
			x.refuse(config.at, "", "FunctionUrlConfig needs AuthType: AWS_IAM or NONE")
		}
		x.checkCORS(config.get("Cors"))
	}
	name := ref(m.id)
	if t.alias != nil {
		name = t.arn()
	}
	url := m.part("Url", "AWS::Lambda::Url").with(field{"AuthType", auth}, field{"TargetFunctionArn", name}, field{"InvokeMode", config.get("InvokeMode")})
	if c := config.get("Cors"); c.truthy() {
		url.put("Cors", c)
	}
	m.add(url)
	if auth.says("NONE") && !config.isCall() {
		m.add(
			m.part("UrlPublicPermissions", permissionType).with(field{"Action", str("lambda:InvokeFunctionUrl")},
				field{"FunctionName", name}, field{"Principal", str("*")}, field{"FunctionUrlAuthType", auth}),
			m.part("URLInvokeAllowPublicAccess", permissionType).with(field{"Action", str("lambda:InvokeFunction")},
				field{"FunctionName", name}, field{"Principal", str("*")}, field{"InvokedViaFunctionUrl", yes(true)}))
	}
}

func (x *expander) checkCORS(cors *value) {
	if !cors.truthy() || cors.isCall() {
		return
	}
	known := shapesOf("AllowOrigins:l AllowMethods:l AllowCredentials:b AllowHeaders:l ExposeHeaders:l MaxAge:i")
	if !cors.is(dict) {
		x.refuse(cors.at, "", "Cors of FunctionUrlConfig is %s; it must be a map", cors.describe())
		return
	}
	for _, e := range cors.each() {
		shape, ok := known[e.key]
		if !ok {
			x.refuse(e.at, near(e.key, known), "Cors of FunctionUrlConfig has no %s", e.key)
		} else if !e.value.isCall() && !e.value.fits(shape) {
			x.refuse(e.value.at, "", "%s is %s; it must be %s", e.key, e.value.describe(), wanted(shape))
		}
	}
}

// addFunctionEvents makes what a function's events need, in the order of their
// paths: the one for all comes first.
func (x *expander) addFunctionEvents(m *macro, t *target) {
	events := m.get("Events").each()
	sortKey := func(e entry) string {
		if p := e.value.get("Properties", "Path"); p.is(text) {
			return p.text
		}
		return e.key
	}
	slices.SortStableFunc(events, func(a, b entry) int { return strings.Compare(sortKey(a), sortKey(b)) })
	for _, e := range events {
		x.addFunctionEvent(m, t, e)
	}
}
