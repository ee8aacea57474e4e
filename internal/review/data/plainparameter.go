package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// judgePlainParameter tells of a secret that is kept in Parameter Store as a String:
// Parameter Store encrypts a SecureString only ("AWS Systems Manager Parameter Store":
// "If you need to keep sensitive data in a parameter, use a SecureString"). What is
// written out in the source is DATA-SECRETS-PLAINTEXT's.
func (s *echoSearch) judgePlainParameter(r *estate.Parameter) {
	name, known := lastName(r.ParameterName)
	if !known || lastTerm(name) < secretTerm {
		return
	}
	value, one := r.Text.Known()
	if !one && len(r.Text.Alternatives()) > 1 || !s.holdsSecret(value, r.Text) {
		return
	}
	plain := estate.When(r.Kind, false, func(kind string) bool { return !strings.EqualFold(kind, "SecureString") })
	s.pass.Judge(r, plain, review.Detail{
		At: r.Kind.Origin, Key: "plain", Severity: finding.Medium, Weighed: true,
		Message: "a " + s.termOf(name).kind() + " is kept as a String, which is not encrypted: whoever may read parameters reads it",
		Fix:     "Keep it in Secrets Manager, or as a SecureString.",
	})
}

// holdsSecret is true of a value that is secret wherever it comes from: a hidden
// parameter, or what is called a password or a secret.
func (s *echoSearch) holdsSecret(value estate.Text, v estate.Value[estate.Text]) bool {
	variables := value.Variables()
	for _, a := range v.Alternatives() {
		if a.State == estate.Unknown && a.Gap.Variable != nil {
			variables = append(variables, a.Gap.Variable)
		}
	}
	for _, x := range variables {
		if x.Hidden || x.Kind == scenario.Secret || s.termOf(baseName(x.Name)) >= secretTerm {
			return true
		}
	}
	return false
}
