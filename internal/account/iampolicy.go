package account

import (
	"strings"

	"ringwall/internal/estate"
)

// managedPolicy is a policy of IAM, and whether its document is known.
type managedPolicy struct {
	policy *estate.ManagedPolicy
	scope  *scope
	// version is the default one.
	version string
}

// policyListed reads a member of Policies: a ManagedPolicyDetail
// (GetAccountAuthorizationDetails), a Policy of IAM (ListPolicies) or a
// PolicySummary of Organizations (ListPolicies, ListPoliciesForTarget).
func (r *reader) policyListed() {
	x := &estate.ManagedPolicy{Core: r.core("", "AWS::IAM::ManagedPolicy")}
	var name, arn, version string
	var versions []policyVersion
	var of summary
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "Arn":
			arn = r.str()
		case "PolicyName":
			name = r.str()
		case "Path":
			x.Path = r.txt()
		case "DefaultVersionId":
			version = r.intern()
		case "PolicyVersionList":
			for r.open('['); r.more(); {
				versions = append(versions, r.policyVersion())
			}
		case "Tags":
			x.Tags = r.tagged()
		case "Id":
			of.id = r.intern()
		case "Name":
			of.name = r.intern()
		case "Type":
			of.kind = r.intern()
		case "AwsManaged":
			of.managed, _ = r.boolean()
		default:
			r.skip()
		}
	}
	if strings.Contains(arn, ":organizations:") {
		of.arn, of.at = arn, x.Origin
		r.summary(of)
		return
	}
	for _, v := range versions {
		if v.isDefault || v.id != "" && v.id == version {
			x.Document = v.document
		}
	}
	if name == "" { // it is the end of the ARN
		name = arn[strings.LastIndexByte(arn, '/')+1:]
	}
	x.PolicyName = r.values.text(name, x.Origin)
	r.knowPolicy(x, name, arn, version)
}

// policyVersion is one version of a managed policy.
type policyVersion struct {
	id        string
	isDefault bool
	document  *estate.Tree
}

func (r *reader) policyVersion() policyVersion {
	var v policyVersion
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "VersionId":
			v.id = r.intern()
		case "IsDefaultVersion":
			v.isDefault, _ = r.boolean()
		case "Document":
			v.document = r.policy()
		default:
			r.skip()
		}
	}
	return v
}

// knowPolicy takes in a managed policy, or the document of one that is known.
func (r *reader) knowPolicy(x *estate.ManagedPolicy, name, arn, version string) {
	if r.doubtful() || name == "" || !strings.Contains(arn, ":iam::") {
		return
	}
	if have, ok := r.loose.managed[arn]; ok {
		if have.policy.Document.IsMissing() && !x.Document.IsMissing() {
			have.policy.Document, have.policy.Origin = x.Document, x.Origin
		}
		if have.version == "" {
			have.version = version
		}
		return
	}
	r.byPart(&x.Core, name, arn)
	m := &managedPolicy{x, r.scope, version}
	r.loose.managed[arn] = m
	r.loose.managedList = append(r.loose.managedList, m)
	r.loose.named = append(r.loose.named, &x.Core)
	r.add(x)
}

// gotPolicy reads the answer of IAM's GetPolicy.
func (r *reader) gotPolicy(p *estate.Tree) {
	x := &estate.ManagedPolicy{Core: r.core("", "AWS::IAM::ManagedPolicy")}
	name := r.textAt(p, "PolicyName")
	x.PolicyName, x.Path = r.values.text(name, x.Origin), r.textValue(p, "Path")
	r.knowPolicy(x, name, r.textAt(p, "Arn"), r.textAt(p, "DefaultVersionId"))
}

// gotVersion is the answer of GetPolicyVersion, which does not name its policy.
type gotVersion struct {
	policyVersion
	of, file string
	scope    *scope
}

func (r *reader) policyVersionAnswer(doc *estate.Tree) {
	v := doc.At("PolicyVersion")
	document := r.policyAt(v, "Document")
	isDefault, _ := r.flagValue(v, "IsDefaultVersion").Known()
	of := r.subject(doc, "PolicyArn", "PolicyName")
	switch {
	case !r.soundAnswer || document.IsMissing():
	case of == "":
		r.subjectless("policy", "get-policy-version-NAME")
	default:
		r.loose.versions = append(r.loose.versions, gotVersion{policyVersion{r.textAt(v, "VersionId"), isDefault, document}, of, r.name, r.scope})
	}
}

// joinVersions gives managed policies the documents that stand apart. One without
// a document is unknown.
func (l *loader) joinVersions() {
	byName := map[string][]*managedPolicy{}
	for _, m := range l.loose.managedList {
		byName[m.policy.Logical] = append(byName[m.policy.Logical], m)
	}
	for _, v := range l.loose.versions {
		m := l.loose.managed[v.of]
		for _, x := range byName[lastPart(v.of)] {
			if m == nil && x.scope.account == v.scope.account {
				m = x
			}
		}
		switch {
		case m == nil && strings.HasPrefix(v.of, "arn:"):
			l.makeManaged(v)
		case m == nil:
			l.problem(&Error{File: v.file, What: "no file shows the policy " + v.of + ": add list-policies.json or get-policy-" + v.of + ".json"})
		case m.policy.Document.IsMissing() && (v.isDefault || v.id != "" && v.id == m.version):
			m.policy.Document = v.document
		}
	}
	for _, m := range l.loose.managedList {
		if m.policy.Document.IsMissing() {
			m.policy.Document = l.lackingPolicy("the document of "+m.policy.Logical, "iam get-policy-version", "get-policy-version-"+m.policy.Logical+".json", m.policy.Origin)
		}
	}
}

// makeManaged makes the policy of which only a version is there.
func (l *loader) makeManaged(v gotVersion) {
	if !v.isDefault {
		return
	}
	r := &reader{loader: l, scanner: newScanner(nil), scope: v.scope, name: v.file, at: v.document.Origin}
	x := &estate.ManagedPolicy{Core: r.core("", "AWS::IAM::ManagedPolicy"), Document: v.document}
	name := lastPart(v.of)
	x.PolicyName = l.values.text(name, x.Origin)
	r.knowPolicy(x, name, v.of, v.id)
	l.placeCore(&x.Core, v.scope)
}
