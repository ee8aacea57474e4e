package data

import (
	"encoding/json"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// PlaintextSecrets asks that no secret stands in the source: in properties,
// environment variables, start-up scripts, metadata, inline code or the defaults
// of parameters. It names the place and the kind and never shows the value.
func PlaintextSecrets() *review.Rule {
	return &review.Rule{
		ID: "DATA-SECRETS-PLAINTEXT", Area: finding.Data, Severity: finding.High,
		Title: "No secret is written in a template",
		Why: "Everybody who can read the repository, the stack's template or the resource's configuration has the secret, and so does " +
			"every copy and backup of them. It cannot be rotated without a deployment, and nobody sees that it is used.",
		Fix: "Keep it in Secrets Manager and write {{resolve:secretsmanager:NAME:SecretString:KEY}}, let RDS manage it " +
			"(ManageMasterUserPassword: true), or read it at run time. Rotate the one that is written here.",
		Needs:      []string{"A"},
		References: []string{"FSBP ECS.8", "FSBP CodeBuild.1", "FSBP CodeBuild.2", "CIS 2.17", "WA SEC02-BP03"},
		Specimen:   plaintextSpecimen("Tr0ub4dor-and-3"),
		Twin:       plaintextSpecimen(`"{{resolve:secretsmanager:prod/db:SecretString:password}}"`),
		Check:      checkPlaintext,
	}
}

func plaintextSpecimen(password string) string {
	return `Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.medium
      AllocatedStorage: "20"
      StorageEncrypted: true
      MasterUsername: dbadmin
      MasterUserPassword: ` + password + "\n"
}

func checkPlaintext(p *review.Pass) {
	s := &secretSearch{pass: p, seen: map[estate.Origin]bool{}, parameters: map[*scenario.Variable][]use{}, terms: map[string]term{}}
	for _, r := range p.Estate.Resources {
		s.resource(r)
	}
	s.judgeParameters()
}

// secretSearch walks over everything that the resources' sources write.
type secretSearch struct {
	pass       *review.Pass
	current    estate.Resource
	looked     bool                   // the current resource has a place for a secret
	found      bool                   // and one in it
	seen       map[estate.Origin]bool // a literal that several resources share is one cause
	parameters map[*scenario.Variable][]use
	terms      map[string]term // of the names met so far: templates repeat theirs
}

func (s *secretSearch) termOf(name string) term {
	t, known := s.terms[name]
	if !known {
		t = termOf(name)
		s.terms[name] = t
	}
	return t
}

// use is a place at which a parameter's value ends up.
type use struct {
	resource estate.Resource
	at       estate.Origin
	path     string
	term     term
}

func (s *secretSearch) resource(r estate.Resource) {
	c := r.Base()
	if c.Origin.Implied != "" || c.Properties.IsMissing() && c.Metadata().IsMissing() {
		return
	}
	s.current, s.found, s.looked = r, false, false
	s.tree(place{path: "Metadata"}, c.Metadata())
	top := place{}
	if ssm, ok := r.(*estate.Parameter); ok {
		top.name, _ = lastName(ssm.ParameterName)
	}
	s.tree(top, c.Properties)
	if s.looked && !s.found {
		s.pass.Good(r)
	}
}

// lastName is what an SSM parameter's name ends in: "/prod/db/password".
func lastName(v estate.Value[estate.Text]) (string, bool) {
	t, ok := v.Known()
	name := t.String()
	return name[strings.LastIndex(name, "/")+1:], ok
}

// place is where a value stands and what it is called there.
type place struct {
	path string
	name string
}

func (p place) field(name string) place {
	path := name
	if p.path != "" {
		path = p.path + "." + name
	}
	return place{path, name}
}

// skipped are fields that hold no secrets but much that is named after them.
var skipped = []string{"PolicyDocument", "AssumeRolePolicyDocument", "KeyPolicy", "RequestParameters", "ResponseParameters", "RequestTemplates",
	"ResponseTemplates", "Description", "AllowedPattern", "Secrets", "aws:cdk:path", "aws:asset:path", "cfn_nag", "cfn-lint", "cdk_nag", "checkov"}

func (s *secretSearch) tree(at place, t *estate.Tree) {
	if t == nil {
		return
	}
	switch t.Kind {
	case estate.Scalar:
		s.scalar(at, t)
	case estate.List:
		for _, i := range t.Items {
			s.tree(at, i)
		}
	case estate.Choice:
		for _, a := range t.Alts {
			if !a.When.Disjoint(s.current.Base().When) {
				s.tree(at, a.Then)
			}
		}
	case estate.Map:
		if name, value, ok := pair(t); ok {
			s.tree(at.field(name), value)
			return
		}
		for _, f := range t.Fields {
			if f.Name == "Value" && at.path == "" { // an SSM parameter's
				s.tree(place{"Value", at.name}, f.Value)
			} else if !slices.Contains(skipped, f.Name) {
				s.tree(at.field(f.Name), f.Value)
			}
		}
	}
}

// pair reads a member of a list of names and values: environment variables,
// tags, options, headers, parameters.
func pair(t *estate.Tree) (string, *estate.Tree, bool) {
	for _, names := range [][2]string{{"Name", "Value"}, {"Key", "Value"}, {"OptionName", "Value"}, {"HeaderName", "HeaderValue"}, {"ParameterKey", "ParameterValue"}} {
		name, value := t.At(names[0]), t.At(names[1])
		if name.IsMissing() || value.IsMissing() || name.Kind != estate.Scalar {
			continue
		}
		if kind, ok := t.At("Type").AsString().Known(); ok && (kind == "PARAMETER_STORE" || kind == "SECRETS_MANAGER") {
			return "", nil, false
		}
		return name.Text.String(), value, true
	}
	return "", nil, false
}

func (s *secretSearch) scalar(at place, t *estate.Tree) {
	named := s.termOf(at.name)
	s.looked = s.looked || named != noTerm
	if literal, ok := t.Text.Known(); ok {
		s.literal(at, t.Origin, named, literal)
		return
	}
	for _, p := range t.Text.Parts() {
		switch {
		case p.Variable != nil:
			whole, _ := t.Text.Variable()
			u := use{s.current, t.Origin, at.path, noTerm}
			if whole != nil {
				u.term = named
			}
			s.parameters[p.Variable] = append(s.parameters[p.Variable], u)
		case p.Reference == nil:
			s.script(at, t.Origin, p.Literal)
		}
	}
}

func (s *secretSearch) literal(at place, origin estate.Origin, named term, text string) {
	if isSecret(named, text) && !strings.HasPrefix(strings.TrimSpace(text), "{") {
		s.report(at, origin, "a "+named.kind())
		return
	}
	if fields, ok := jsonFields(text); ok {
		for _, f := range fields {
			if t := s.termOf(f[0]); isSecret(t, f[1]) {
				s.report(at.field(f[0]), origin, "a "+t.kind())
				return
			}
		}
	}
	s.script(at, origin, text)
}

func (s *secretSearch) script(at place, origin estate.Origin, text string) {
	if len(text) < 8 {
		return
	}
	if kind, ok := shapeOf(text); ok {
		s.report(at, origin, kind)
		return
	}
	if !strings.ContainsAny(text, " \n") {
		return
	}
	if name, t := assigned(text); t != noTerm {
		s.report(at.field(name), origin, "a "+t.kind())
	}
}

// jsonFields are the texts of a literal that is a JSON object, with their names.
func jsonFields(text string) ([][2]string, bool) {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "{") || len(text) > 1<<16 {
		return nil, false
	}
	var m map[string]any
	if json.Unmarshal([]byte(text), &m) != nil {
		return nil, false
	}
	var out [][2]string
	for name, v := range m {
		if value, ok := v.(string); ok {
			out = append(out, [2]string{name, value})
		}
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out, true
}

func (s *secretSearch) report(at place, origin estate.Origin, kind string) {
	s.found = true
	if s.seen[origin] {
		return
	}
	s.seen[origin] = true
	s.pass.Fail(s.current, review.Detail{At: origin, Key: at.path, Message: at.path + " holds " + kind + " in plain text"})
}
