package identity

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// CognitoPasswordMFA asks for good passwords and a second factor.
func CognitoPasswordMFA() *review.Rule {
	return &review.Rule{
		ID: "IAM-COGNITO-PASSWORD-MFA", Area: finding.Identity, Severity: finding.Medium,
		Title: "User pools demand strong passwords and offer a second factor",
		Why: "Passwords are guessed, reused and phished; lists of leaked ones are tried against every sign-in page. Without a second " +
			"factor one such password is the account.",
		Fix: "Set MfaConfiguration: ON (or OPTIONAL with adaptive authentication), EnabledMfas: [SOFTWARE_TOKEN_MFA], and a " +
			"PasswordPolicy with MinimumLength of at least 8 and all four Require settings.",
		Needs: []string{"A"}, References: []string{"FSBP Cognito.3", "FSBP Cognito.4", "WA SEC02-BP01"},
		Specimen: poolSpecimen(""),
		Twin: poolSpecimen(`MfaConfiguration: "ON"
      EnabledMfas: [SOFTWARE_TOKEN_MFA]`),
		Check: checkCognito,
	}
}

func poolSpecimen(property string) string {
	return `Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: customers
      ` + property + "\n"
}

// leastLength is the shortest password that passes: Cognito's own default.
const leastLength = 8

// Without a password policy Cognito demands eight characters of all four kinds.
func checkCognito(p *review.Pass) {
	for _, u := range estate.All[*estate.UserPool](p.Estate) {
		short := review.Part{
			Bad:  estate.When(u.PasswordLength, false, func(n int) bool { return n < leastLength }),
			Says: "passwords may be shorter than 8 characters", Severity: finding.Medium, At: u.PasswordLength.Origin,
		}
		if n, ok := u.PasswordLength.Known(); ok {
			short.Says = fmt.Sprintf("passwords may have %d characters only", n)
		}
		p.JudgeParts(u, []review.Part{
			{Bad: estate.Is(u.MFA.Or("OFF"), "OFF"), Says: "there is no second factor", Severity: finding.Medium, At: u.MFA.Origin},
			short, plainPasswords(u),
		}, review.Detail{})
	}
}

// plainPasswords: some of the four kinds of characters are not demanded.
func plainPasswords(u *estate.UserPool) review.Part {
	part := review.Part{Bad: estate.No(), Severity: finding.Low}
	var lacking []string
	for _, x := range []struct {
		name  string
		needs estate.Value[bool]
	}{{"lower case", u.NeedsLower}, {"upper case", u.NeedsUpper}, {"numbers", u.NeedsNumbers}, {"symbols", u.NeedsSymbols}} {
		t := estate.Is(x.needs, false)
		part.Bad = part.Bad.Or(t)
		if t.True.IsNever() && t.Unknown.IsNever() {
			continue
		}
		lacking = append(lacking, x.name)
		if part.At.IsZero() {
			part.At = x.needs.Origin
		}
	}
	part.Says = "passwords need no " + strings.Join(lacking, ", ")
	return part
}
