package cli

import (
	"fmt"
	"strings"

	"ringwall/internal/policy"
)

// policyFinder looks for policy documents in a tree of JSON.
type policyFinder struct {
	file  string
	found []policyText
	err   error // a text that must be a policy and can't be read
}

// around is what a node stands in.
type around struct {
	path  []string
	field string      // that the node is the value of
	list  string      // the name of the list above, as RolePolicyList
	owner policy.Node // the object that has the field
}

func (f *policyFinder) find(n policy.Node, in around) {
	switch {
	case f.err != nil:
	case isPolicy(n):
		f.add(policyText{node: n}, in)
	case n.Kind == policy.KindString:
		f.text(n, in)
	case n.Kind == policy.KindList:
		for i, item := range n.Items {
			next := around{path: append(in.path[:len(in.path):len(in.path)], itoa(i)), list: in.field}
			f.find(item, next)
		}
	case n.Kind == policy.KindMap:
		if in.list == "PolicyVersionList" && member(n, "IsDefaultVersion").Text == "false" {
			return // not in force
		}
		for _, field := range n.Fields {
			f.find(field.Value, around{path: append(in.path[:len(in.path):len(in.path)], field.Name), field: field.Name, list: in.list, owner: n})
		}
	}
}

// text looks for a document that is written as a string.
func (f *policyFinder) text(n policy.Node, in around) {
	s := strings.TrimSpace(n.Text)
	if decoded, ok := unescaped(s); ok {
		s = decoded
	}
	if !strings.HasPrefix(s, "{") {
		return
	}
	inner, err := policy.ReadJSON(f.file, []byte(s))
	if err != nil {
		if strings.HasSuffix(in.field, "Document") || strings.HasSuffix(in.field, "Policy") {
			f.err = fmt.Errorf("read policy: %s: the text of %s is not JSON: %w", n.Pos, in.field, err)
		}
		return
	}
	if isPolicy(inner) {
		f.add(policyText{node: inner, text: true, at: n.Pos}, in)
	}
}

func (f *policyFinder) add(t policyText, in around) {
	t.file, t.path = f.file, strings.Join(in.path, ".")
	t.use, t.given = useAround(in)
	f.found = append(f.found, t)
}

// useAround is what a document is attached to by the names that the AWS CLI
// gives to what stands around it.
func useAround(in around) (policy.Use, string) {
	has := func(name string) bool { return member(in.owner, name).Kind == policy.KindString }
	switch {
	case in.field == "AssumeRolePolicyDocument":
		return policy.TrustPolicy, in.field
	case in.field == "Document" && has("VersionId"):
		return policy.ManagedPolicy, "PolicyVersion"
	case in.field == "PolicyDocument" && has("VpcEndpointId"):
		return policy.EndpointPolicy, "VpcEndpointId"
	case in.field == "PolicyDocument" && (has("RoleName") || in.list == "RolePolicyList"):
		return policy.RolePolicy, "RoleName"
	case in.field == "PolicyDocument" && (has("UserName") || in.list == "UserPolicyList"):
		return policy.UserPolicy, "UserName"
	case in.field == "PolicyDocument" && (has("GroupName") || in.list == "GroupPolicyList"):
		return policy.GroupPolicy, "GroupName"
	}
	switch kind := member(member(in.owner, "PolicySummary"), "Type").Text; {
	case in.field == "Content" && kind == "SERVICE_CONTROL_POLICY":
		return policy.ServiceControlPolicy, "PolicySummary"
	case in.field == "Content" && kind == "RESOURCE_CONTROL_POLICY":
		return policy.ResourceControlPolicy, "PolicySummary"
	}
	return policy.AnyUse, ""
}

// policyKinds are the values of --kind, and what they stand for.
var policyKinds = []struct {
	name, title string
	use         policy.Use
}{
	{"identity", "of a user, group or role", policy.IdentityPolicy},
	{"resource", "of a bucket, queue, key, function and the like", policy.ResourcePolicy},
	{"trust", "of a role: who may assume it", policy.TrustPolicy},
	{"scp", "a service control policy", policy.ServiceControlPolicy},
	{"rcp", "a resource control policy", policy.ResourceControlPolicy},
	{"boundary", "a permissions boundary", policy.ManagedPolicy},
	{"endpoint", "of a VPC endpoint", policy.EndpointPolicy},
	{"session", "passed when a role is assumed", policy.SessionPolicy},
}

// useNames are uses in a word.
var useNames = map[policy.Use]string{
	policy.IdentityPolicy: "identity", policy.ManagedPolicy: "managed", policy.UserPolicy: "user", policy.GroupPolicy: "group",
	policy.RolePolicy: "role", policy.SessionPolicy: "session", policy.ResourcePolicy: "resource", policy.BucketPolicy: "bucket",
	policy.EndpointPolicy: "endpoint", policy.TrustPolicy: "trust", policy.ServiceControlPolicy: "scp", policy.ResourceControlPolicy: "rcp",
}

// decide is the use of a document: as it was asked for, as what stands around it
// says, or by its looks.
func (t policyText) decide(kind string, d policy.Document) (use policy.Use, name, why string) {
	guessed, why := policy.Guess(d)
	for _, k := range policyKinds {
		if k.name == kind {
			if k.use == policy.ResourcePolicy && guessed == policy.BucketPolicy {
				k.use = guessed // which has its own quota
			}
			return k.use, kind, ""
		}
	}
	if t.use != policy.AnyUse {
		return t.use, useNames[t.use], "it stands beside " + t.given
	}
	return guessed, useNames[guessed], "guessed: " + why
}
