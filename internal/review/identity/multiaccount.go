package identity

import (
	"slices"
	"strings"

	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// MultiAccount asks for an account for each duty.
func MultiAccount() *review.Rule {
	return &review.Rule{
		ID: "IAM-MULTI-ACCOUNT", Area: finding.Identity, Severity: finding.Medium,
		Title: "Production, everything else, logs and security tools have accounts of their own",
		Why: "An account is the only border that a wrong policy inside it cannot open. Where tests and production share one, a " +
			"tester's mistake is an outage; where logs lie beside what they record, the intruder edits them.",
		Fix: "Make member accounts for production, for development or tests, for the log archive and for security tools, and keep " +
			"workloads out of the management account.",
		Needs: []string{"ORG"}, References: []string{"WA SEC01-BP01"},
		Specimen: organisationSpecimen(duties("dev")), Twin: organisationSpecimen(duties("dev", "log-archive", "security")),
		Check: checkMultiAccount,
	}
}

func duties(names ...string) string {
	var b strings.Builder
	for _, n := range names {
		b.WriteString("  " + strings.ReplaceAll(n, "-", "") + ":\n    Type: AWS::Organizations::Account\n    Properties: {AccountName: " + n +
			", Email: " + n + "@example.com, ParentIds: [!GetAtt Organisation.RootId]}\n")
	}
	return b.String()
}

// duty is what an account is for, and the words in its name or its units' that say
// so.
type duty struct {
	name  string
	words []string
}

var wantedDuties = []duty{
	{"production", []string{"prod", "production", "live", "prd"}},
	{"development or tests", []string{"dev", "development", "developer", "developers", "test", "testing", "staging", "stage", "sandbox", "sandboxes", "nonprod", "qa", "uat", "sdlc", "preprod"}},
	{"the log archive", []string{"log", "logs", "logging", "archive", "logarchive"}},
	{"security tools", []string{"security", "audit", "secops", "sec", "forensics"}},
}

// checkMultiAccount: fewer accounts than duties can't keep them apart; whether those
// of a larger organisation do, their names say or nobody does.
func checkMultiAccount(p *review.Pass) {
	in, ok := members(p)
	if !ok {
		return
	}
	var owner estate.Resource = in[0].Resource
	for _, o := range estate.All[*estate.Organization](p.Estate) {
		owner = o
	}
	var names []string
	served := map[string]bool{}
	for _, m := range in {
		names = append(names, accountName(m))
		for _, d := range wantedDuties {
			if serves(p, m, d) {
				served[d.name] = true
			}
		}
	}
	var missing []string
	for _, d := range wantedDuties {
		if !served[d.name] {
			missing = append(missing, d.name)
		}
	}
	d := review.Detail{Message: "no account's name says that it is for " + join(missing, "or"), Facts: []string{"member accounts: " + strings.Join(names, ", ")}}
	exists := estate.Holds(owner.Base().When)
	switch {
	case len(missing) == 0:
		p.Good(owner)
	case len(in) < len(wantedDuties):
		d.Message = plural(len(in), "one member account", "a few member accounts") + " can't keep production, development, logs and security tools apart: " + some(names)
		p.Judge(owner, p.Lacks(unlisted(p.Estate, exists.Not())).And(exists), d)
	default:
		p.Judge(owner, estate.Maybe(review.Gap("what the accounts are for", "their names don't say it", "", owner.Base().Origin)), d)
	}
}

// unlisted is unknown where there may be accounts that no list shows.
func unlisted(e *estate.Estate, otherwise estate.Truth) estate.Truth {
	for _, l := range e.Listings {
		if l.Kind == estate.AccountListing && l.Gap.Variable != nil {
			return otherwise.Or(estate.Maybe(l.Gap))
		}
	}
	return otherwise
}

func serves(p *review.Pass, m directory.Member, d duty) bool {
	words := wordsOf(accountName(m))
	for _, id := range p.Shared.Directory().Chain(m.Resource) {
		if u, ok := p.Estate.Get(id); ok {
			if u, ok := u.(*estate.OrganizationalUnit); ok {
				if t, ok := u.UnitName.Known(); ok {
					words = append(words, wordsOf(t.String())...)
				}
			}
		}
	}
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(d.words, w) })
}

func wordsOf(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return append(words, strings.Join(words, ""))
}
