package sam

import (
	"slices"
	"strings"
)

// expandTable makes a table with a key of one attribute ("AWS::Serverless::
// SimpleTable").
func (x *expander) expandTable(m *macro) {
	t := m.main("AWS::DynamoDB::Table")
	name, typ := str("id"), str("S")
	if key := m.get("PrimaryKey"); key.truthy() {
		name = key.get("Name")
		if typ = tableTypes(key.get("Type").string()); typ == nil || name.none() {
			x.refuse(key.at, "", "PrimaryKey needs Name, and Type: String, Number or Binary")
			return
		}
		typ.at = key.get("Type").at
	}
	t.with(
		field{"AttributeDefinitions", listOf(mapOf(field{"AttributeName", name}, field{"AttributeType", typ}))},
		field{"KeySchema", listOf(mapOf(field{"AttributeName", name}, field{"KeyType", str("HASH")}))})
	for _, p := range []string{"PointInTimeRecoverySpecification", "ProvisionedThroughput", "SSESpecification", "TableName"} {
		if v := m.get(p); v.truthy() {
			t.put(p, v)
		}
	}
	if !m.get("ProvisionedThroughput").truthy() {
		t.put("BillingMode", str("PAY_PER_REQUEST"))
	}
	if tags := m.get("Tags"); tags.truthy() {
		t.put("Tags", tagList(tags))
	}
	m.add(t)
}

func tableTypes(name string) *value {
	if slices.Contains([]string{"String", "Number", "Binary"}, name) {
		return str(name[:1])
	}
	return nil
}

// expandApplication makes a nested stack ("AWS::Serverless::Application").
func (x *expander) expandApplication(m *macro) {
	s := newResource(m.id, "AWS::CloudFormation::Stack", m.passed)
	s.dependsOn = m.dependsOn
	location := m.get("Location")
	var more []field
	url := location
	if location.is(dict) && !location.isCall() {
		id := x.findInMap(x.resolve(location.get("ApplicationId")))
		version := x.findInMap(x.resolve(location.get("SemanticVersion")))
		for _, need := range []struct {
			name string
			v    *value
		}{{"ApplicationId", id}, {"SemanticVersion", version}} {
			if need.v.isCall() && x.hangs(need.v) {
				x.leave("%s is %s", need.name, describeCall(need.v))
				return
			}
			if dynamicReference.MatchString(need.v.string()) || !need.v.is(text) {
				x.refuse(location.at, "", "Location needs %s: a text, a Ref of a parameter or an Fn::FindInMap", need.name)
				return
			}
		}
		more = append(more, field{"serverlessrepo:applicationId", id}, field{"serverlessrepo:semanticVersion", version})
		url = unmade("the Serverless Application Repository makes the address of the application " + id.text)
	}
	s.with(field{"Parameters", m.get("Parameters")}, field{"NotificationARNs", m.get("NotificationARNs")},
		field{"Tags", x.tagsBySAM(m, "lambda:createdBy", more...)}, field{"TimeoutInMinutes", m.get("TimeoutInMinutes")}, field{"TemplateURL", url})
	m.add(s)
}

// expandLayer makes a version of a layer, whose name changes with what it says
// ("AWS::Serverless::LayerVersion").
func (x *expander) expandLayer(m *macro) {
	p := m.properties
	for _, name := range []string{"LayerName", "LicenseInfo", "Description", "RetentionPolicy"} {
		if v := p.get(name); v.truthy() {
			p.set(name, x.resolve(v))
		}
	}
	attributes := mapOf()
	for _, e := range m.passed.each() {
		attributes.put(e)
	}
	if !attributes.has("DeletionPolicy") {
		attributes.set("DeletionPolicy", str("Retain"))
	}
	if retention := p.get("RetentionPolicy"); !retention.none() {
		policy := x.retention(retention)
		if policy == "" {
			return
		}
		attributes.set("DeletionPolicy", str(policy))
	}
	id := hashed(m.id, x.layerData(m))
	l := newResource(id, "AWS::Lambda::LayerVersion", attributes)
	l.dependsOn = m.dependsOn
	name := p.get("LayerName")
	if !name.truthy() {
		name = str(m.id)
	}
	l.with(field{"LayerName", name}, field{"Description", p.get("Description")}, field{"Content", x.location(p.get("ContentUri"), "ContentUri")},
		field{"CompatibleArchitectures", p.get("CompatibleArchitectures")}, field{"CompatibleRuntimes", p.get("CompatibleRuntimes")},
		field{"LicenseInfo", p.get("LicenseInfo")})
	for _, a := range p.get("CompatibleArchitectures").list() {
		if !a.isCall() && !a.says("arm64") && !a.says("x86_64") {
			x.refuse(a.at, "", "CompatibleArchitectures has %s; it must be arm64 or x86_64", a.describe())
		}
	}
	if l.id != m.id {
		x.renamed[m.id] = l.id
	}
	m.add(l)
}

func (x *expander) retention(v *value) string {
	for _, policy := range []string{"Retain", "Delete"} {
		if strings.EqualFold(v.string(), policy) {
			return policy
		}
	}
	if v.isCall() && x.hangs(v) {
		x.leave("RetentionPolicy is %s", describeCall(v))
		return ""
	}
	x.refuse(v.at, "", "RetentionPolicy is %s; it must be Retain or Delete", v.describe())
	return ""
}

// layerData is what a layer's name changes with: the resource as it is written,
// without what says how long it stays.
func (x *expander) layerData(m *macro) *value {
	r := m.main(typeLayer)
	for _, name := range []string{"DeletionPolicy", "UpdateReplacePolicy", "Metadata"} {
		r.attributes.remove(name)
	}
	for _, e := range m.properties.each() {
		r.put(e.key, e.value)
	}
	return mapOf(field{m.id, r.tree()})
}

// expandCapacity makes a capacity provider, and its operator's role
// ("AWS::Serverless::CapacityProvider").
func (x *expander) expandCapacity(m *macro) {
	p := m.main("AWS::Lambda::CapacityProvider")
	tags := mapOf()
	role := m.get("OperatorRole")
	if !role.truthy() {
		tags.set("lambda:createdBy", str("SAM"))
		r := x.role(roleOf{id: m.id, passed: m.passed, managed: listOf(x.managedARN("AWSLambdaManagedEC2ResourceOperator")), tags: tagList(tags)}, "lambda.amazonaws.com")
		r.id = m.id + "OperatorRole"
		m.add(r)
		role = r.arn()
	}
	if name := m.get("CapacityProviderName"); name.truthy() {
		p.put("CapacityProviderName", name)
	}
	network := mapOf(field{"SubnetIds", m.get("VpcConfig", "SubnetIds")})
	if network.get("SubnetIds").none() {
		x.refuse(m.get("VpcConfig").at, "", "VpcConfig needs SubnetIds")
	}
	if groups := m.get("VpcConfig", "SecurityGroupIds"); !groups.none() {
		network.set("SecurityGroupIds", groups)
	}
	tags = mapOf()
	tags.update(m.get("Tags"))
	tags.set("lambda:createdBy", str("SAM"))
	p.with(field{"VpcConfig", network}, field{"PermissionsConfig", mapOf(field{"CapacityProviderOperatorRoleArn", role})},
		field{"Tags", tagList(tags)})
	x.addCapacity(m, p)
	m.add(p)
	if m.get("PropagateTags").truthy() {
		combineTags(m.made, m.get("Tags"))
	}
}

func (x *expander) addCapacity(m *macro, p *resource) {
	if needs := m.get("InstanceRequirements"); needs.truthy() {
		if needs.has("AllowedTypes") && needs.has("ExcludedTypes") {
			x.refuse(needs.at, "", "AllowedTypes and ExcludedTypes cannot be used together")
		}
		out := mapOf()
		for _, n := range []struct{ from, to string }{
			{"Architectures", "Architectures"}, {"AllowedTypes", "AllowedInstanceTypes"}, {"ExcludedTypes", "ExcludedInstanceTypes"},
		} {
			if v := needs.get(n.from); !v.none() {
				out.set(n.to, v)
			}
		}
		p.put("InstanceRequirements", out)
	}
	if scaling := m.get("ScalingConfig"); scaling.truthy() {
		out := mapOf()
		if v := scaling.get("MaxVCpuCount"); !v.none() {
			out.set("MaxVCpuCount", v)
		}
		out.set("ScalingMode", str("Auto"))
		if v := scaling.get("AverageCPUUtilization"); !v.none() {
			out.set("ScalingMode", str("Manual"))
			out.set("ScalingPolicies", listOf(mapOf(
				field{"PredefinedMetricType", str("LambdaCapacityProviderAverageCPUUtilization")}, field{"TargetValue", v})))
		}
		p.put("CapacityProviderScalingConfig", out)
	}
	if key := m.get("KmsKeyArn"); key.truthy() {
		p.put("KmsKeyArn", key)
	}
}

// combineTags adds tags to those that resources have; the last of a name counts.
func combineTags(made []*resource, tags *value) {
	if !tags.truthy() {
		return
	}
	for _, r := range made {
		all := mapOf()
		for _, t := range append(slices.Clone(r.properties.get("Tags").list()), tagList(tags).items...) {
			all.set(t.get("Key").string(), t.get("Value"))
		}
		r.put("Tags", tagList(all))
	}
}
