package data

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// HiddenSecrets is DATA-SECRETS-NOECHO.
func HiddenSecrets() *review.Rule {
	return &review.Rule{
		ID: "DATA-SECRETS-NOECHO", Area: finding.Data, Severity: finding.Medium,
		Title: "Secrets that are given as parameters are hidden, and no output shows one",
		Why: "A parameter without NoEcho is shown in the console, in every answer of DescribeStacks and in the events, to all who may read stacks. An " +
			"output or metadata shows even what NoEcho hides.",
		Fix: "Set NoEcho: true, or better take the value from Secrets Manager ({{resolve:secretsmanager:…}}) or let the service manage it; take secrets out " +
			"of Outputs and Metadata.",
		Needs: []string{"J"}, References: []string{"WA SEC02-BP03"},
		Specimen: secretGiven(""), Twin: secretGiven(", NoEcho: true"),
		Check: checkHiddenSecrets,
	}
}

func secretGiven(hidden string) string {
	return `Parameters:
  DatabasePassword: {Type: String` + hidden + `}
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.medium
      AllocatedStorage: "20"
      MasterUsername: dbadmin
      MasterUserPassword: !Ref DatabasePassword
`
}

func checkHiddenSecrets(p *review.Pass) {
	s := &echoSearch{pass: p, terms: map[string]term{}, told: map[*scenario.Variable]bool{}, users: map[*scenario.Variable]estate.Resource{}}
	for _, r := range p.Estate.Resources {
		c := r.Base()
		if c.Origin.Implied != "" {
			continue
		}
		s.walk(r, "", c.Properties)
		s.metadata(r, c.Metadata())
		if x, ok := r.(*estate.Parameter); ok {
			s.judgePlainParameter(x)
		}
	}
	for _, o := range p.Estate.Outputs {
		s.output(o)
	}
}

// echoSearch looks for parameters that hold secrets, and for places that show them.
type echoSearch struct {
	pass  *review.Pass
	terms map[string]term
	told  map[*scenario.Variable]bool
	users map[*scenario.Variable]estate.Resource // of hidden parameters
}

func (s *echoSearch) termOf(name string) term {
	t, ok := s.terms[name]
	if !ok {
		t = termOf(name)
		s.terms[name] = t
	}
	return t
}

// walk judges each parameter that is given to something that holds a secret.
func (s *echoSearch) walk(r estate.Resource, name string, t *estate.Tree) {
	if t == nil {
		return
	}
	switch t.Kind {
	case estate.List:
		for _, i := range t.Items {
			s.walk(r, name, i)
		}
	case estate.Choice:
		for _, a := range t.Alts {
			s.walk(r, name, a.Then)
		}
	case estate.Map:
		if n, value, ok := pair(t); ok {
			s.walk(r, n, value)
			return
		}
		for _, f := range t.Fields {
			if !slices.Contains(skipped, f.Name) {
				s.walk(r, f.Name, f.Value)
			}
		}
	case estate.Scalar, estate.Opaque:
		s.scalar(r, name, t)
	}
}

func (s *echoSearch) scalar(r estate.Resource, name string, t *estate.Tree) {
	for _, v := range t.Text.Variables() {
		if v.Kind == scenario.Parameter && v.Hidden && s.users[v] == nil {
			s.users[v] = r
			s.pass.Good(r)
		}
	}
	v, whole := t.Text.Variable()
	if t.Kind == estate.Opaque {
		v, whole = t.Gap().Variable, t.Gap().Variable != nil
	}
	if !whole || v.Kind != scenario.Parameter || v.Hidden || s.told[v] {
		return
	}
	// Both names say what it is: that of the property alone may mean a reference.
	held, last := s.termOf(name), lastTerm(name)
	if last == tokenTerm && held == tokenTerm && givesAccess(name) && givesAccess(baseName(v.Name)) {
		held, last = secretTerm, secretTerm
	}
	if held < secretTerm || last < secretTerm || v.Bounded || v.Closed() && len(v.Domain) > 1 {
		return
	}
	if own := s.termOf(baseName(v.Name)); own == noTerm && (held != passwordTerm || isCustom(r) && aboutSecret(baseName(v.Name))) {
		return
	}
	s.told[v] = true
	s.pass.Fail(r, review.Detail{
		At: t.Origin, Key: "parameter " + v.Name,
		Message: "parameter " + v.Name + " gives a " + held.kind() + " and is not NoEcho: whoever may describe the stack reads it",
	})
}

// givesAccess reports the name of a token that opens something, and is not one of a
// page or a request: GitHubToken, OAuthToken, slack_bot_token.
func givesAccess(name string) bool {
	w := words(name)
	last := len(w) - 1
	if last < 1 {
		return last == 0 && w[0] != "token" && wordTerm(w, 0) == tokenTerm // authtoken
	}
	return w[last] == "token" && slices.Contains(accessWords, w[last-1]) || w[last] != "token" && wordTerm(w, last) == tokenTerm && w[last] != "webhook"
}

// accessWords are what stands before a token that opens something.
var accessWords = []string{"access", "api", "auth", "bearer", "bot", "deploy", "hub", "lab", "oauth", "personal", "refresh", "registry", "slack"}

// isCustom reports a resource whose properties mean what its author says: a custom
// resource, or a stack with parameters of its own.
func isCustom(r estate.Resource) bool {
	t := r.Base().Type
	return !strings.HasPrefix(t, "AWS::") && !strings.HasPrefix(t, "aws_") || strings.HasPrefix(t, "AWS::CloudFormation::")
}

// aboutSecret reports a name that has a secret's word and says that the value is none:
// the password's parameter, its ARN.
func aboutSecret(name string) bool {
	w := words(name)
	for i := range w {
		if wordTerm(w, i) >= secretTerm {
			return true
		}
	}
	return false
}

// lastTerm is what the last word of a name promises: "MasterUserPassword" is one,
// "PasswordReusePrevention" is about them.
func lastTerm(name string) term {
	w := words(name)
	if len(w) == 0 {
		return noTerm
	}
	return wordTerm(w, len(w)-1)
}

// metadata shows what it refers to, hidden or not: one finding for a resource.
func (s *echoSearch) metadata(r estate.Resource, t *estate.Tree) {
	var names []string
	d := review.Detail{Key: "metadata", Severity: finding.Medium, Weighed: true, Fix: "Let the instance read it from Secrets Manager or Parameter Store when it starts."}
	t.Walk(func(_ string, t *estate.Tree) bool {
		for _, v := range t.Text.Variables() {
			if v.Kind != scenario.Parameter || !v.Hidden || slices.Contains(names, v.Name) {
				continue
			}
			names = append(names, v.Name)
			if d.At.IsZero() {
				d.At = t.Origin
			}
		}
		return true
	})
	d.Key = review.Listed(names)
	switch len(names) {
	case 0:
		return
	case 1:
		d.Message = "parameter " + names[0] + ", which is NoEcho, is shown in the resource's metadata"
	default:
		d.Message = "parameters " + strings.Join(names, ", ") + ", which are NoEcho, are shown in the resource's metadata"
	}
	s.pass.Fail(r, d)
}

// output tells of hidden parameters and secret keys that a stack shows.
func (s *echoSearch) output(o estate.Output) {
	o.Value.Walk(func(_ string, t *estate.Tree) bool {
		if t.Kind != estate.Scalar {
			return true
		}
		for _, v := range t.Text.Variables() {
			if r := s.users[v]; v.Hidden && r != nil {
				s.pass.Fail(r, review.Detail{
					At: t.Origin, Key: "output " + o.Name, Severity: finding.High, Weighed: true,
					Message: "output " + o.Name + " shows parameter " + v.Name + ", which is NoEcho",
				})
			}
		}
		for _, ref := range t.Text.References() {
			r, ok := s.pass.Estate.Get(ref.Resource)
			if ok && r.Base().Type == "AWS::IAM::AccessKey" && ref.Attribute == "SecretAccessKey" {
				s.pass.Fail(r, review.Detail{
					At: t.Origin, Key: "output " + o.Name, Severity: finding.High, Weighed: true,
					Message: "output " + o.Name + " shows a secret access key to everybody who may describe the stack",
				})
			}
		}
		return true
	})
}
