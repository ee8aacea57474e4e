package cloudformation_test

import (
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/iac/cloudformation"
)

// TestKeysThatStandTwice: the last one is read, in properties as in mappings, and
// the first one is a gap with its place.
func TestKeysThatStandTwice(t *testing.T) {
	many := ""
	for i := range 40 {
		many += fmt.Sprintf("      k%d: v\n", i)
	}
	for _, row := range []struct{ name, more string }{{"in a map of few", ""}, {"in a map of many", many}} {
		t.Run(row.name, func(t *testing.T) {
			r := mustLoad(t, cloudformation.Options{}, "a.yaml", `Parameters:
  Env: {Type: String}
Mappings:
  M:
    Row:
`+row.more+`      prod: first
      prod: last
Resources:
  B:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !FindInMap [M, Row, !Ref Env]
      DisplayName: first
      DisplayName: last
`)
			if got := show(property(t, r, "B", "DisplayName")); got != "last" {
				t.Errorf("DisplayName is %s", got)
			}
			if got := show(property(t, r, "B", "TopicName")); !strings.Contains(got, "last if Env=prod") || strings.Contains(got, "first") {
				t.Errorf("TopicName is %s", got)
			}
			var gaps []string
			for _, g := range r.Gaps {
				gaps = append(gaps, g.Cause())
			}
			for _, key := range []string{"prod at a.yaml:", "DisplayName at a.yaml:"} {
				if !strings.Contains(strings.Join(gaps, "\n"), key) {
					t.Errorf("no gap tells of the first %s; there are %q", key, gaps)
				}
			}
		})
	}
}

// TestStacksThatNestEachOther: templates that nest each other without end are
// loaded once, and the stack that closes the circle is a gap.
func TestStacksThatNestEachOther(t *testing.T) {
	nests := func(other string) string {
		return "Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: " + other + "}\n  T:\n    Type: AWS::SNS::Topic\n"
	}
	r := mustLoad(t, cloudformation.Options{}, "a.yaml", nests("b.yaml"), "b.yaml", nests("c.yaml"), "c.yaml", nests("a.yaml"))
	if len(r.Resources) != 6 {
		t.Errorf("got %d resources; want those of three stacks", len(r.Resources))
	}
	if len(r.Gaps) != 1 || !strings.Contains(r.Gaps[0].Cause(), "nests this stack, without end") {
		t.Errorf("gaps are %v", r.Gaps)
	}
}
