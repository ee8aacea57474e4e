package cli

import (
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

func rules() []*review.Rule { return all.Rules() }
