package incident_test

import (
	"testing"

	"ringwall/internal/review/incident"
	"ringwall/internal/review/reviewtest"
)

func TestRulesFailOnTheirSpecimenAndPassOnTheirTwin(t *testing.T) {
	reviewtest.Specimens(t, incident.Rules())
}
