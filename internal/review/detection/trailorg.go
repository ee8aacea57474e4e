package detection

import (
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// TrailOrg is DET-TRAIL-ORG: one trail has all that is done, everywhere.
func TrailOrg() *review.Rule {
	return &review.Rule{
		ID: "DET-TRAIL-ORG", Area: finding.Detection, Severity: finding.Medium,
		Title: "A trail records all management events of all Regions, and of the whole organisation",
		Why: "Who has stolen credentials works where nobody looks: in a Region that is not used, in an account that is new. A " +
			"trail of one Region, or of what writes only, does not show who looked around, nor IAM's and STS's global events.",
		Fix: "Set IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true and, in the organisation's management account, " +
			"IsOrganizationTrail: true; write no EventSelectors that leave out management events.",
		Needs:      []string{"J", "ORG"},
		References: []string{"FSBP CloudTrail.1", "CIS 4.1", "WA SEC04-BP01"},
		Specimen: `Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: audit-logs, IsLogging: true}
`,
		Twin: `Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: audit-logs, IsLogging: true, IsMultiRegionTrail: true}
`,
		Check: checkTrailOrg,
	}
}

// checkTrailOrg: one trail or store that has all is enough; what others lack is
// theirs to lack.
func checkTrailOrg(p *review.Pass) {
	trails := estate.All[*estate.Trail](p.Estate)
	// What an account's own trails lack is said of them.
	listed := p.JudgeRegions(estate.TrailListing, func(r *estate.AccountRegion) estate.Truth {
		return holds(slices.ContainsFunc(trails, func(t *estate.Trail) bool { return t.Physical != "" && isOf(t, &r.Core) })).Or(regionRecorded(p.Estate, r))
	}, review.Detail{Message: "no trail records the management events of the account"})
	if len(trails) == 0 && listed {
		return
	}
	if len(trails) == 0 && len(estate.All[*estate.EventDataStore](p.Estate)) == 0 {
		p.NotVisible("trails belong to the account or its organisation, and no source has one",
			"aws cloudtrail describe-trails, or load the stack of the management account")
		return
	}
	organised := len(estate.All[*estate.Organization](p.Estate)) > 0
	byAccount := map[string]estate.Truth{}
	covered := func(c *estate.Core) estate.Truth {
		key := ""
		if c.Physical != "" {
			key = c.Account.String()
		}
		if _, ok := byAccount[key]; !ok {
			byAccount[key] = allRecorded(p.Estate, c, organised)
		}
		return byAccount[key]
	}
	for _, t := range trails {
		parts := trailParts(t, organised)
		for i := range parts {
			parts[i].Bad = parts[i].Bad.And(p.LacksAnywhere(&t.Core, covered(&t.Core), estate.TrailListing, estate.EventDataStoreListing))
		}
		p.JudgeParts(t, parts, review.Detail{})
	}
	for _, s := range estate.All[*estate.EventDataStore](p.Estate) {
		if len(trails) == 0 {
			p.Judge(s, p.Lacks(covered(&s.Core)), review.Detail{Message: "no trail or event data store has all management events of all Regions"})
		}
	}
}

// allRecorded asks whether one trail or store has all management events of all Regions,
// of the account of a resource if that is a live one's.
func allRecorded(e *estate.Estate, c *estate.Core, organised bool) estate.Truth {
	covered := estate.No()
	for _, s := range review.SameAccount(estate.All[*estate.EventDataStore](e), c) {
		good := estate.Is(s.MultiRegion.Or(true), true).And(estate.Is(s.Ingesting.Or(true), true)).And(recordsManagement(nil, s.AdvancedSelectors))
		if organised {
			good = good.And(estate.Is(s.Organization.Or(false), true))
		}
		covered = covered.Or(good.Given(s.When))
	}
	for _, t := range estate.All[*estate.Trail](e) {
		if !isOf(t, c) {
			continue
		}
		bad := estate.No()
		for _, x := range trailParts(t, organised) {
			bad = bad.Or(x.Bad)
		}
		covered = covered.Or(bad.Not().Given(t.When))
	}
	return covered
}

// trailParts are what a trail lacks. One that has no management event at all feeds
// some automation with data events, and stands beside another, that has them.
func trailParts(t *estate.Trail, organised bool) []review.Part {
	severity := finding.Medium
	if dataOnly(t) {
		severity = finding.Info
	}
	parts := []review.Part{
		{
			Bad: estate.Is(t.Logging, false), Severity: severity, At: t.Logging.Origin,
			Says: "the trail is switched off (IsLogging is false)",
		},
		{
			Bad: estate.Is(t.MultiRegion.Or(false), false), Severity: severity, At: t.MultiRegion.Origin,
			Says: "the trail records one Region only (IsMultiRegionTrail is not true)",
		},
		{
			Bad: recordsManagement(t.Selectors, t.AdvancedSelectors).Not(), Severity: severity, At: t.Selectors.Place(),
			Says: "the trail leaves management events out",
		},
		{
			Bad: estate.Is(t.GlobalEvents, false), Severity: severity, At: t.GlobalEvents.Origin,
			Says: "the trail leaves out the events of global services (IAM, STS, CloudFront)",
		},
	}
	if organised {
		parts = append(parts, review.Part{
			Bad: estate.Is(t.Organization.Or(false), false), Severity: severity, At: t.Organization.Origin,
			Says: "the trail records this account only, though the sources hold an organisation",
		})
	}
	return parts
}

func dataOnly(t *estate.Trail) bool {
	some := estate.No()
	for _, e := range managementEvents() {
		some = some.Or(records(t.Selectors, t.AdvancedSelectors, e))
	}
	return some.True.IsNever() && some.Unknown.IsNever()
}

// recordsManagement asks whether selectors let all samples of management events
// through.
func recordsManagement(basic, advanced *estate.Tree) estate.Truth {
	all := estate.Yes()
	for _, e := range managementEvents() {
		all = all.And(records(basic, advanced, e))
	}
	return all
}
