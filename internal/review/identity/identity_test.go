package identity_test

import (
	"testing"

	"ringwall/internal/review/identity"
	"ringwall/internal/review/reviewtest"
)

func TestSpecimens(t *testing.T) { reviewtest.Specimens(t, identity.Rules()) }
