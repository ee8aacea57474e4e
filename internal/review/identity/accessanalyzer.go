package identity

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// AccessAnalyzer asks that access from outside is looked for.
func AccessAnalyzer() *review.Rule {
	return &review.Rule{
		ID: "IAM-ACCESS-ANALYZER", Area: finding.Identity, Severity: finding.Low,
		Title: "IAM Access Analyzer looks for access from outside and for access that nobody uses",
		Why: "The analyzer sees what is deployed, whoever did it: a bucket shared by hand, a role that another company may take. One " +
			"for unused access shows which rights could go.",
		Fix: "Add AWS::AccessAnalyzer::Analyzer with Type: ORGANIZATION (ACCOUNT without one), and another with " +
			"ORGANIZATION_UNUSED_ACCESS. Let archive rules name the resource that was judged.",
		Needs: []string{"J", "ORG"}, References: []string{"FSBP IAM.28", "CIS 2.19", "WA SEC03-BP07"},
		Specimen: analyzerSpecimen("{Property: isPublic, Eq: [\"true\"]}"),
		Twin:     analyzerSpecimen("{Property: resource, Eq: [\"arn:aws:s3:::website\"]}"),
		Check:    checkAccessAnalyzer,
	}
}

func analyzerSpecimen(filter string) string {
	return `Resources:
  Outside:
    Type: AWS::AccessAnalyzer::Analyzer
    Properties:
      Type: ACCOUNT
      ArchiveRules: [{RuleName: known, Filter: [` + filter + `]}]
  Unused:
    Type: AWS::AccessAnalyzer::Analyzer
    Properties: {Type: ACCOUNT_UNUSED_ACCESS}
`
}

// checkAccessAnalyzer judges the first analyzer by all of them, and each by what it
// hides.
func checkAccessAnalyzer(p *review.Pass) {
	all := estate.All[*estate.Analyzer](p.Estate)
	listed := p.JudgeRegions(estate.AnalyzerListing, func(r *estate.AccountRegion) estate.Truth { return analyzed(p.Estate, all, r) },
		review.Detail{Message: "no analyzer looks for access from outside"})
	if len(all) == 0 && listed {
		return
	}
	if len(all) == 0 {
		p.NotVisible("analyzers belong to the account or its organisation, and no source has one",
			"aws accessanalyzer list-analyzers --region REGION, or load the account")
		return
	}
	is := func(kinds ...string) estate.Truth {
		out := estate.No()
		for _, a := range all {
			out = out.Or(estate.When(a.Kind, false, func(s string) bool {
				for _, k := range kinds {
					if s == k {
						return true
					}
				}
				return false
			}).Given(a.When))
		}
		return out
	}
	lacks := func(exists estate.Truth) estate.Truth {
		// One of the organisation may stand in another account.
		if c := all[0].Base(); p.Estate.Alone(c) {
			return p.LacksAnywhere(c, exists, estate.AnalyzerListing)
		}
		return p.Lacks(exists)
	}
	organised := truthOf(len(estate.All[*estate.Organization](p.Estate)) > 0)
	for i, a := range all {
		parts := []review.Part{{
			Bad: hidesAll(a.Archive), Says: "an archive rule hides findings of whatever resource", Severity: finding.Medium, At: a.Archive.Place(),
		}}
		if i == 0 {
			parts = append(parts,
				review.Part{Bad: lacks(is("ACCOUNT", "ORGANIZATION")), Says: "no analyzer looks for access from outside", Severity: finding.Low},
				review.Part{Bad: organised.And(p.Lacks(is("ORGANIZATION"))), Says: "no analyzer knows the organisation as its zone of trust", Severity: finding.Low},
				review.Part{Bad: lacks(is("ACCOUNT_UNUSED_ACCESS", "ORGANIZATION_UNUSED_ACCESS")), Says: "no analyzer looks for unused access", Severity: finding.Info})
		}
		p.JudgeParts(a, parts, review.Detail{})
	}
}

// analyzed asks whether an analyzer looks at an account's Region: one of its own, or
// the organisation's, which may stand in another account.
func analyzed(e *estate.Estate, all []*estate.Analyzer, r *estate.AccountRegion) estate.Truth {
	kind := func(a *estate.Analyzer, want string) estate.Truth {
		return estate.When(a.Kind, false, func(s string) bool { return s == want })
	}
	own := review.InRegion(all, r, func(a *estate.Analyzer) estate.Truth { return kind(a, "ACCOUNT").Or(kind(a, "ORGANIZATION")) })
	if e.Alone(&r.Core) {
		return own
	}
	gap := review.Gap("the organisation of "+r.Account.String(), "an analyzer of the organisation may stand in another account",
		"collect the account that administers IAM Access Analyzer too", r.Origin)
	for _, a := range all {
		if a.Region.Equal(r.Region) && len(estate.All[*estate.Organization](e)) == 1 {
			own = own.Or(kind(a, "ORGANIZATION").Given(a.When))
		}
	}
	return own.Or(estate.Maybe(gap))
}

// judged are the properties by which an archive rule names what somebody judged.
var judgedBy = []string{"resource", "id", "principal.", "condition.", "resourceowneraccount"}

// hidesAll asks whether an archive rule names neither a resource nor a principal.
func hidesAll(rules *estate.Tree) estate.Truth {
	items := estate.AsItems(rules, func(_ scenario.Guard, t *estate.Tree) *estate.Tree { return t })
	return review.AnyItem(items, func(r *estate.Tree) estate.Truth {
		filters := estate.AsItems(r.At("Filter"), func(_ scenario.Guard, t *estate.Tree) *estate.Tree { return t })
		named := review.AnyItem(filters, func(f *estate.Tree) estate.Truth {
			return estate.When(f.At("Property").AsString(), false, func(s string) bool {
				s = strings.ToLower(s)
				for _, j := range judgedBy {
					if s == j || strings.HasSuffix(j, ".") && strings.HasPrefix(s, j) {
						return true
					}
				}
				return false
			})
		})
		return named.Not()
	})
}
