package infrastructure_test

import (
	"testing"

	"ringwall/internal/review/infrastructure"
	"ringwall/internal/review/reviewtest"
)

func TestRulesFailOnTheirSpecimenAndPassOnTheirTwin(t *testing.T) {
	reviewtest.Specimens(t, infrastructure.Rules())
}
