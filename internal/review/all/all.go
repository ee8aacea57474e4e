// Package all lists every rule.
package all

import (
	"slices"

	"ringwall/internal/review"
	"ringwall/internal/review/data"
	"ringwall/internal/review/detection"
	"ringwall/internal/review/identity"
	"ringwall/internal/review/incident"
	"ringwall/internal/review/infrastructure"
)

// Rules lists every rule, area by area in the framework's order, by ID within
// an area.
func Rules() []*review.Rule {
	return slices.Concat(identity.Rules(), detection.Rules(), infrastructure.Rules(), data.Rules(), incident.Rules())
}
