package detection_test

import (
	"testing"

	"ringwall/internal/review/detection"
	"ringwall/internal/review/reviewtest"
)

func TestRulesFailOnTheirSpecimenAndPassOnTheirTwin(t *testing.T) {
	reviewtest.Specimens(t, detection.Rules())
}
