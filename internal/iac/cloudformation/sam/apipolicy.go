package sam

import (
	"regexp"
	"strings"
)

var vpcNames = regexp.MustCompile(`^vpce?-`)

// addPolicy writes a resource policy for a path ("ResourcePolicyStatement").
func (e *editor) addPolicy(policy, path, stage *value) {
	resources := e.uris(path, stage)
	for _, p := range []struct{ name, effect string }{{"AwsAccountWhitelist", "Allow"}, {"AwsAccountBlacklist", "Deny"}} {
		if accounts := policy.get(p.name); accounts.truthy() {
			e.addAccounts(accounts, p.effect, resources)
		}
	}
	for _, p := range []struct{ name, operator string }{{"IpRangeWhitelist", "NotIpAddress"}, {"IpRangeBlacklist", "IpAddress"}} {
		ranges := policy.get(p.name)
		if !ranges.truthy() {
			continue
		}
		if !ranges.is(list) {
			ranges = listOf(ranges)
		}
		e.addDenial(resources, mapOf(field{p.operator, mapOf(field{"aws:SourceIp", ranges})}))
	}
	e.addNetworks(policy, "Blacklist", "StringEquals", resources)
	e.addNetworks(policy, "Whitelist", "StringNotEquals", resources)
	e.keepPolicy()
}

// policyDocument is the policy that is being written.
func (e *editor) policyDocument() *value {
	if e.policy == nil {
		e.policy = e.doc.get(policyKey)
		if !e.policy.truthy() {
			e.policy = map27()
		}
	}
	return e.policy
}

func (e *editor) keepPolicy() { e.doc.set(policyKey, e.policyDocument()) }

func (e *editor) addAccounts(accounts *value, effect string, resources *value) {
	if !accounts.is(list) {
		accounts = listOf(accounts)
	}
	p := e.policyDocument()
	p.set("Version", str("2012-10-17"))
	s := map27(field{"Effect", str(effect)}, field{"Action", str("execute-api:Invoke")}, field{"Resource", resources},
		field{"Principal", map27(field{"AWS", accounts})})
	have := p.get("Statement")
	if have.none() {
		p.set("Statement", s)
		return
	}
	if !have.is(list) {
		have = listOf(have)
	}
	have.items = append(have.items, s)
	p.set("Statement", have)
}

// addDenial lets all in, but for what fulfils a condition.
func (e *editor) addDenial(resources, condition *value) {
	p := e.policyDocument()
	p.set("Version", str("2012-10-17"))
	statement := func(effect string) *value {
		return map27(field{"Effect", str(effect)}, field{"Action", str("execute-api:Invoke")}, field{"Resource", resources}, field{"Principal", str("*")})
	}
	all, none := statement("Allow"), statement("Deny")
	none.set("Condition", condition)
	have := p.get("Statement")
	switch {
	case have.none():
		have = listOf()
	case !have.is(list):
		have = listOf(have)
	}
	for _, s := range []*value{all, none} {
		if !have.contains(s) {
			have.items = append(have.items, s)
		}
	}
	p.set("Statement", have)
}

func (e *editor) addNetworks(policy *value, which, operator string, resources *value) {
	plain := policy.get("SourceVpc" + which)
	for _, v := range plain.list() {
		if !v.is(text) {
			e.x.refuse(v.at, "IntrinsicVpc"+which+" takes functions", "SourceVpc%s must be a list of texts", which)
			return
		}
	}
	condition := map27()
	add := func(key string, items ...*value) {
		all := condition.setDefault(key, listOf())
		all.items = append(all.items, items...)
	}
	var networks, endpoints []*value
	for _, v := range plain.list() {
		switch vpcNames.FindString(v.text) {
		case "vpc-":
			networks = append(networks, v)
		case "vpce-":
			endpoints = append(endpoints, v)
		}
	}
	if len(networks) > 0 {
		add("aws:SourceVpc", networks...)
	}
	if len(endpoints) > 0 {
		add("aws:SourceVpce", endpoints...)
	}
	for _, p := range []struct{ name, key string }{{"IntrinsicVpc", "aws:SourceVpc"}, {"IntrinsicVpce", "aws:SourceVpce"}} {
		if v := policy.get(p.name + which); !v.none() {
			add(p.key, v.list()...)
		}
	}
	if condition.get("aws:SourceVpc").truthy() || condition.get("aws:SourceVpce").truthy() {
		e.addDenial(resources, mapOf(field{operator, condition}))
	}
}

// uris are the ARNs of a path's methods, as a resource policy has them.
func (e *editor) uris(path, stage *value) *value {
	out := listOf()
	short := starred(path, restVariables)
	for _, item := range e.items(path) {
		for _, m := range item.each() {
			name := &value{kind: text, text: strings.ToUpper(m.key), unicode: m.unicode}
			if lower := strings.ToLower(m.key); lower == anyMethod || lower == "any" {
				name = str("*")
			}
			pattern := str("execute-api:/${__Stage__}/" + name.text + short.text)
			pattern.unicode = name.unicode || short.unicode
			out.items = append(out.items, sub(pattern, field{"__Stage__", stage}))
		}
	}
	return out
}

func (e *editor) addStatements(own *value) {
	if !own.truthy() {
		return
	}
	p := e.policyDocument()
	p.set("Version", str("2012-10-17"))
	have := p.get("Statement")
	if have.none() {
		p.set("Statement", own)
		e.keepPolicy()
		return
	}
	if !have.is(list) {
		have = listOf(have)
	}
	all := own.list()
	if !own.is(list) {
		all = []*value{own}
	}
	for _, s := range all {
		if !have.contains(s) {
			have.items = append(have.items, s)
		}
	}
	p.set("Statement", have)
	e.keepPolicy()
}
