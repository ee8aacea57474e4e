package data_test

import (
	"testing"

	"ringwall/internal/review/data"
	"ringwall/internal/review/reviewtest"
)

func TestSpecimens(t *testing.T) { reviewtest.Specimens(t, data.Rules()) }
