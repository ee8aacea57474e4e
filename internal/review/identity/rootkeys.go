package identity

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// RootKeys asks that the root user has no keys and a second factor.
func RootKeys() *review.Rule {
	return &review.Rule{
		ID: "IAM-ROOT-KEYS", Area: finding.Identity, Severity: finding.Critical,
		Title: "The root user has no access keys, and a second factor",
		Why: "No policy of the account limits the root user: its key or password alone deletes backups, closes the account and " +
			"changes who owns it.",
		Fix: "Delete the root user's access keys; enable an MFA device for it, in member accounts remove its credentials centrally " +
			"(\"Centrally manage root access for member accounts\").",
		Needs: []string{"ORG"}, References: []string{"FSBP IAM.4", "FSBP IAM.6", "CIS 2.3", "CIS 2.4", "CIS 2.5", "CIS 2.6", "WA SEC01-BP02"},
		Specimen: rootSpecimen("1"), Twin: rootSpecimen("0"),
		Check: checkRootKeys,
	}
}

func rootSpecimen(keys string) string {
	return `-- 111122223333/get-account-summary.json --
{"SummaryMap": {"AccountAccessKeysPresent": ` + keys + `, "AccountMFAEnabled": 1, "Users": 3}}
`
}

// A root user without a second factor may have no password either: that the sources
// do not show.
func checkRootKeys(p *review.Pass) {
	roots := estate.All[*estate.RootUser](p.Estate)
	for _, r := range roots {
		p.JudgeParts(r, []review.Part{
			{Bad: estate.Is(r.AccessKeys, true), Says: "the root user has access keys", Severity: finding.Critical},
			{Bad: unsure(r, r.AccessKeys), Says: "the root user may have access keys", Severity: finding.Critical},
			{Bad: estate.Is(r.MFA, false), Says: "the root user has no second factor", Severity: finding.High},
			{Bad: unsure(r, r.MFA), Says: "the root user may have no second factor", Severity: finding.High},
		}, review.Detail{})
	}
	if len(roots) == 0 && isLive(p.Estate) {
		p.NotVisible("the root user belongs to the account, and no source speaks of it", "aws iam get-account-summary")
	}
}

// unsure is unknown where a source that should say something does not.
func unsure(r *estate.RootUser, v estate.Value[bool]) estate.Truth {
	if estate.IsAbsent(v).True.IsAlways() {
		return estate.Maybe(review.Gap("the root user's credentials", "the source does not say", "aws iam get-account-summary", r.Origin))
	}
	return estate.No()
}
