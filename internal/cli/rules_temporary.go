package cli

import (
	"ringwall/internal/review"
	"ringwall/internal/review/data"
	"ringwall/internal/review/detection"
)

func rules() []*review.Rule { return append(data.Rules(), detection.Rules()...) }
