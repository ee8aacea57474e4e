package reviewtest

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// Near is a rule's specimen (or its Twin) with one thing changed: From by To. The
// template has a parameter Param without a default and one, Off, that is off by
// default.
type Near struct {
	Rule     *review.Rule
	Twin     bool
	From, To string
	Resource estate.ID
	Want     finding.Status
	Says     string // in what the findings tell; empty: not asked
}

// CheckNear runs rules on templates that are nearly their own.
func CheckNear(t *testing.T, list []Near) {
	t.Helper()
	for _, x := range list {
		text := x.Rule.Specimen
		if x.Twin {
			text = x.Rule.Twin
		}
		if !strings.Contains(text, x.From) {
			t.Errorf("%s: there is no %q to change", x.Rule.ID, x.From)
			continue
		}
		text = strings.Replace(text, x.From, x.To, 1)
		if !strings.HasPrefix(text, "-- ") {
			text = "Parameters:\n  Param: {Type: String}\n  Off: {Type: String, Default: 'false', AllowedValues: ['true', 'false']}\n" + text
		}
		Check(t, x.Rule, Trap{Name: x.Rule.ID + " " + x.To, Template: text, Resource: x.Resource, Want: x.Want, Says: x.Says})
	}
}
