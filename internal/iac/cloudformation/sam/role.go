package sam

import (
	"strconv"
	"strings"

	"ringwall/internal/catalog"
	"ringwall/internal/estate"
)

const permissionType = "AWS::Lambda::Permission"

// roleOf is what a role is made of.
type roleOf struct {
	id        string // of the SAM resource
	passed    *value
	trust     *value // its own, if any
	policies  *value // as the SAM resource lists them
	managed   *value // ARNs that it has beside them
	documents []*value
	path      *value
	boundary  *value
	tags      *value
}

// trusts is the document by which a service may take a role.
func trusts(service string) *value {
	return mapOf(field{"Version", str("2012-10-17")}, field{"Statement", listOf(mapOf(
		field{"Action", strs("sts:AssumeRole")}, field{"Effect", str("Allow")},
		field{"Principal", mapOf(field{"Service", strs(service)})}))})
}

// allow is a statement of a policy.
func allow(action, resource *value) *value {
	return mapOf(field{"Action", action}, field{"Effect", str("Allow")}, field{"Resource", resource})
}

// named is an inline policy of a role.
func inline(name string, statements ...*value) *value {
	return mapOf(field{"PolicyName", str(name)}, field{"PolicyDocument", mapOf(field{"Statement", listOf(statements...)})})
}

func (x *expander) role(o roleOf, service string) *resource {
	r := newResource(o.id+"Role", "AWS::IAM::Role", o.passed)
	trust := o.trust
	if trust.none() {
		trust = trusts(service)
	}
	r.put("AssumeRolePolicyDocument", trust)
	arns := o.managed
	if arns == nil {
		arns = listOf()
	}
	documents := o.documents
	for i, p := range x.policyList(o.policies) {
		name := r.id + "Policy" + strconv.Itoa(i)
		switch x.policyKind(p) {
		case statements:
			documents = append(documents, named(p, name))
		case managedPolicy:
			if p = x.managedPolicy(p); !arns.contains(p) {
				arns.items = append(arns.items, p)
			}
		default:
			x.refusePolicy(p, i)
		}
	}
	r.put("ManagedPolicyArns", arns)
	if len(documents) > 0 {
		r.put("Policies", listOf(documents...))
	}
	return r.with(field{"Path", o.path}, field{"PermissionsBoundary", o.boundary}, field{"Tags", o.tags})
}

func (x *expander) refusePolicy(p *value, i int) {
	at, hint := p.at, "a policy is the name or ARN of a managed one, a document with Statement, or a policy template"
	if p.isOneKey() {
		at = p.entries[0].at
		hint = "SAM has no policy template of this name"
	}
	if at.Line == 0 {
		at = estate.Origin{}
	}
	x.refuse(at, hint, "policy %d of Policies is not valid", i+1)
}

// named makes an inline policy of a document, or of those of an Fn::If.
func named(p *value, name string) *value {
	under := func(document *value) *value {
		return mapOf(field{"PolicyName", str(name)}, field{"PolicyDocument", document})
	}
	branches, ok := p.branches()
	if !ok {
		return under(p)
	}
	for i := 1; i < len(branches); i++ {
		if !branches[i].noValue() {
			branches[i] = under(branches[i])
		}
	}
	return p
}

// policyKind is what an entry of Policies is.
type policyKind uint8

const (
	unknownPolicy policyKind = iota
	managedPolicy
	statements
	template
)

func (x *expander) policyList(policies *value) []*value {
	var out []*value
	list := policies.list()
	if policies.truthy() && list == nil {
		list = []*value{policies}
	}
	for _, p := range list {
		out = append(out, x.fromTemplate(p))
	}
	return out
}

func (x *expander) policyKind(p *value) policyKind {
	if p.is(text) {
		return managedPolicy
	}
	if branches, ok := p.branches(); ok {
		return x.branchKind(p, branches)
	}
	switch {
	case p.isCall():
		return managedPolicy
	case p.has("Statement"):
		return statements
	case p.isOneKey() && policyTemplate(p.entries[0].key) != "":
		return template
	}
	return unknownPolicy
}

// branchKind is the kind of both branches of an Fn::If, or of the one that
// there is.
func (x *expander) branchKind(p *value, branches []*value) policyKind {
	if branches == nil {
		x.refuse(p.at, "", "Fn::If needs three arguments")
		return managedPolicy
	}
	then, otherwise := x.policyKind(branches[1]), x.policyKind(branches[2])
	switch {
	case then == otherwise, branches[2].noValue():
		return then
	case branches[1].noValue():
		return otherwise
	}
	x.refuse(p.at, "write an Fn::If for each kind of policy", "both branches of an Fn::If must be policies of one kind")
	return then
}

// managedPolicy is the ARN of a managed policy that is given by name.
func (x *expander) managedPolicy(p *value) *value {
	if p.is(text) {
		return x.policyARN(p)
	}
	branches, ok := p.branches()
	if !ok {
		return p
	}
	for i := 1; i < len(branches); i++ {
		if branches[i].is(text) {
			branches[i] = x.policyARN(branches[i])
		}
	}
	return p
}

func (x *expander) policyARN(name *value) *value {
	if strings.HasPrefix(name.text, "arn:") {
		return name
	}
	policies, err := catalog.Managed()
	if err != nil {
		return name
	}
	p, ok := policies.Policy(name.text)
	if !ok {
		return name
	}
	out := str(strings.Replace(p.ARN, "arn:aws:", "arn:"+x.partition+":", 1))
	out.at = name.at
	return out
}

// fromTemplate replaces a SAM policy template by its policy.
func (x *expander) fromTemplate(p *value) *value {
	if x.policyKind(p) != template {
		return p
	}
	branches, ok := p.branches()
	if !ok {
		return x.fillTemplate(p)
	}
	out := listOf(branches[0])
	for _, b := range branches[1:] {
		if !b.noValue() {
			b = x.fillTemplate(b)
		}
		out.items = append(out.items, b)
	}
	return mapOf(field{"Fn::If", out})
}

// fillTemplate makes the policy of a policy template for its parameters.
func (x *expander) fillTemplate(p *value) *value {
	if !p.isOneKey() || policyTemplate(p.entries[0].key) == "" {
		return p
	}
	name, given := p.entries[0].key, p.entries[0].value
	if !given.is(dict) {
		x.refuse(p.entries[0].at, "write {} if it has none", "the policy template %s needs a map of its parameters", name)
		return p
	}
	made, wanted, err := policyOf(name)
	if err != nil {
		x.refuse(p.entries[0].at, "", "the policy template %s cannot be read: %v", name, err)
		return p
	}
	for _, w := range wanted {
		if !given.has(w) {
			x.refuse(p.entries[0].at, "", "the policy template %s needs the parameter %s", name, w)
		}
	}
	made = walkRefs(made, wanted, given)
	place(made, p.entries[0].at)
	return made
}

// walkRefs puts the parameters of a policy template in.
func walkRefs(v *value, wanted []string, given *value) *value {
	if name, arg := v.call(); name == "Ref" && given.has(arg.text) {
		for _, w := range wanted {
			if w == arg.text {
				return given.get(w)
			}
		}
	}
	for i := range v.items {
		v.items[i] = walkRefs(v.items[i], wanted, given)
	}
	for i := range v.entries {
		v.entries[i].value = walkRefs(v.entries[i].value, wanted, given)
	}
	return v
}
