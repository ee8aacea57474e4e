package identity

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// PasswordPolicy asks for long passwords that are not used again.
func PasswordPolicy() *review.Rule {
	return &review.Rule{
		ID: "IAM-PASSWORD-POLICY", Area: finding.Identity, Severity: finding.Medium,
		Title: "Passwords are long and not used again",
		Why: "Short passwords are guessed; passwords that are used again stand in the lists of earlier thefts. The account's password " +
			"policy holds for every user of the console.",
		Fix:   "aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24, with the other settings as they are.",
		Needs: []string{"ORG"}, References: []string{"FSBP IAM.7", "CIS 2.7", "CIS 2.8", "WA SEC02-BP01"},
		Specimen: passwordSpecimen(8), Twin: passwordSpecimen(14),
		Check: checkPasswordPolicy,
	}
}

func passwordSpecimen(length int) string {
	return fmt.Sprintf(`-- 111122223333/get-account-password-policy.json --
{"PasswordPolicy": {"MinimumPasswordLength": %d, "PasswordReusePrevention": 24, "RequireSymbols": true, "RequireNumbers": true,
  "RequireUppercaseCharacters": true, "RequireLowercaseCharacters": true, "AllowUsersToChangePassword": true, "ExpirePasswords": true, "MaxPasswordAge": 365}}
`, length)
}

// What CIS asks for. The default of an account is eight characters ("Set an account
// password policy for IAM users").
const (
	leastPassword   = 14
	leastRemembered = 24
)

func checkPasswordPolicy(p *review.Pass) {
	policies := estate.All[*estate.PasswordPolicy](p.Estate)
	for _, x := range policies {
		short := review.Part{Bad: estate.When(x.MinimumLength, true, func(n int) bool { return n < leastPassword }), Says: "passwords may be shorter than 14 characters", Severity: finding.Medium}
		if n, ok := x.MinimumLength.Known(); ok {
			short.Says = fmt.Sprintf("passwords may have %d characters only", n)
		}
		p.JudgeParts(x, []review.Part{
			short,
			{Bad: estate.When(x.Remembered, true, func(n int) bool { return n < leastRemembered }), Says: "fewer than 24 earlier passwords are remembered", Severity: finding.Low},
			{Bad: estate.AnyOf(without(x.Upper), without(x.Lower), without(x.Digits), without(x.Symbols)), Says: "they need not mix " + missingKinds(x), Severity: finding.Low},
			{Bad: estate.When(x.MaxAge, true, func(n int) bool { return n == 0 }), Says: "they never expire", Severity: finding.Info, At: x.MaxAge.Origin},
		}, review.Detail{})
	}
	if len(policies) > 0 {
		return
	}
	for _, u := range estate.All[*estate.User](p.Estate) {
		if u.Physical != "" && !estate.Is(u.Console, true).True.IsNever() {
			p.NotVisible("users have passwords, and no source has the account's password policy", "aws iam get-account-password-policy")
			return
		}
	}
}

// without is true of a kind of characters that is not demanded ("IAM.7 Password
// policies for IAM users should have strong configurations").
func without(demanded estate.Value[bool]) estate.Truth {
	return estate.Is(demanded.Or(false), false)
}

// missingKinds names the kinds of characters that are not demanded.
func missingKinds(x *estate.PasswordPolicy) string {
	var out []string
	for _, k := range []struct {
		demanded estate.Value[bool]
		name     string
	}{{x.Upper, "uppercase letters"}, {x.Lower, "lowercase letters"}, {x.Digits, "digits"}, {x.Symbols, "symbols"}} {
		if !without(k.demanded).True.IsNever() {
			out = append(out, k.name)
		}
	}
	return strings.Join(out, ", ")
}
