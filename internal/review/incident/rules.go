// Package incident holds the rules of incident response: that findings reach
// somebody, and that a suspect machine can be cut off at once. Patterns of
// EventBridge are not read but tried: sample events are matched against them.
//
//	report := review.Run(e, incident.Rules())
package incident

import "ringwall/internal/review"

// Rules lists the area's rules by ID.
func Rules() []*review.Rule {
	return []*review.Rule{
		Contacts(),
		CrossRegionRoute(),
		EvidenceStore(),
		FindingRoute(),
		FindingTargetWorks(),
		ForensicsAccount(),
		GameDay(),
		IncidentManager(),
		IsolateIdentity(),
		IsolateInstance(),
		LogReach(),
		QuarantineGroup(),
		ResponderRole(),
		RunbookDocs(),
		SnapshotShare(),
		ContainPath(),
	}
}
