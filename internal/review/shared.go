package review

import "ringwall/internal/estate"

// Shared holds analyses that several rules use, made once for a run when first
// asked for. It belongs to one run and one goroutine.
type Shared struct {
	estate *estate.Estate
}
