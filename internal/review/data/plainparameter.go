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
	hidden, called := s.holdsSecret(r.Text)
	if !hidden && !called {
		return
	}
	bad := estate.When(r.Kind, false, func(kind string) bool { return !strings.EqualFold(kind, "SecureString") })
	if !hidden {
		bad = bad.And(review.Ask(r.ParameterName, estate.No(), s.isCalledSecret))
	}
	s.pass.Judge(r, bad, review.Detail{
		At: r.Kind.Origin, Key: "plain", Severity: finding.Medium, Weighed: true,
		Message: "a secret is kept as a String, which is not encrypted: whoever may read parameters reads it",
		Fix:     "Keep it in Secrets Manager, or as a SecureString.",
	})
}

// isCalledSecret is true of names that end in what is a password or a secret.
func (s *echoSearch) isCalledSecret(name estate.Text) estate.Truth {
	return review.Spells(name, estate.Origin{}, func(s string) bool { return lastTerm(s[strings.LastIndex(s, "/")+1:]) >= secretTerm })
}

// holdsSecret tells of a value that is secret wherever it comes from, a hidden
// parameter, and of one that only has the name of a secret.
func (s *echoSearch) holdsSecret(v estate.Value[estate.Text]) (hidden, called bool) {
	for _, a := range v.Alternatives() {
		variables := a.Is.Variables()
		if a.State == estate.Unknown && a.Gap.Variable != nil {
			variables = append(variables, a.Gap.Variable)
		}
		for _, x := range variables {
			hidden = hidden || x.Hidden || x.Kind == scenario.Secret
			called = called || s.termOf(baseName(x.Name)) >= secretTerm
		}
	}
	return hidden, called
}
