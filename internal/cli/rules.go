package cli

import (
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// rules lists every control, in the order of areas and ids.
func rules() []*review.Rule { return all.Rules() }
