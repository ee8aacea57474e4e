package escalation

import (
	"slices"
	"strings"
	"testing"

	"ringwall/internal/catalog"
)

// TestMethodsAskForWhatAWSDefines holds the table to the Service Authorization
// Reference: every action is there, and takes the resource that it is asked on.
func TestMethodsAskForWhatAWSDefines(t *testing.T) {
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range methods() {
		for _, s := range m.Steps {
			a, ok := c.Action(s.Action)
			if !ok {
				t.Errorf("%s: no action %s", m.Name, s.Action)
				continue
			}
			if s.On != OnNew {
				continue
			}
			if s.Form == anything && a.ResourceLevel() {
				t.Errorf("%s: %s is checked on resources", m.Name, s.Action)
			}
			if s.Form == anything || !a.ResourceLevel() {
				continue
			}
			arn := strings.NewReplacer("{region}", "us-east-1", "{account}", "111122223333").Replace(s.Form)
			takes := slices.ContainsFunc(c.TypesOf(arn), func(of catalog.ResourceType) bool {
				return slices.ContainsFunc(a.Resources, func(u catalog.Use) bool { return u.Type == of.Name })
			})
			if !takes {
				t.Errorf("%s: %s takes no %s", m.Name, s.Action, arn)
			}
		}
	}
}
