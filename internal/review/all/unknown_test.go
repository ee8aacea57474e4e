package all_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/iac/cloudformation"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// TestNothingIsDecidedOnWhatIsUnknown takes one value after the other of every
// specimen and twin away: a parameter of which nothing is known stands there. It may
// have the value that was there, so no control that fails with it can pass, and none
// that does not can fail for certain. A finding in a named scenario is no failure for
// certain.
func TestNothingIsDecidedOnWhatIsUnknown(t *testing.T) {
	tried := 0
	for _, r := range all.Rules() {
		if strings.HasPrefix(r.Specimen, "-- ") {
			continue
		}
		for side, text := range map[string]string{"specimen": r.Specimen, "twin": r.Twin} {
			t.Run(r.ID+"/"+side, func(t *testing.T) { tried += takeAway(t, text, all.Rules()) })
		}
	}
	t.Logf("%d templates", tried)
}

// takeAway puts rules to a template without one of its values, for each
// of them; it gives how many can be read.
func takeAway(t *testing.T, text string, rules []*review.Rule) (tried int) {
	before := review.Run(estateOf([]byte(text)), rules)
	for n := 0; ; n++ {
		changed, where := withUnknown(t, text, n)
		if where == "" {
			return tried
		}
		e := estateOf(changed)
		if e == nil {
			continue
		}
		tried++
		after := review.Run(e, rules)
		for i, c := range before.Controls {
			now := after.Controls[i].Status
			switch {
			case c.Status == finding.Fail && now != finding.Fail && now != finding.Unknown && !excused(passes(), c, where):
				t.Errorf("%s is unknown, and %s says %v", where, c.Rule.ID, now)
			case c.Status != finding.Fail && failsForCertain(after, c.Rule.ID) && !excused(fails(), c, where):
				t.Errorf("%s is unknown, and %s fails", where, c.Rule.ID)
			}
		}
	}
}

// failsForCertain reports a failure of a control in every scenario.
func failsForCertain(r review.Report, control string) bool {
	return slices.ContainsFunc(r.Findings, func(f finding.Finding) bool {
		return f.Control == control && f.Status == finding.Fail && len(f.Proof.Scenario) == 0
	})
}

// excuse is where a verdict on what is unknown is right.
type excuse struct{ control, where, why string }

func excused(list []excuse, c review.Result, where string) bool {
	return slices.ContainsFunc(list, func(x excuse) bool {
		return slices.Contains(strings.Fields(x.control), c.Rule.ID) && strings.Contains(where, x.where)
	})
}

func passes() []excuse {
	return []excuse{
		{"INF-AMI-KNOWN", "ImageId", "it is about ids that the template writes; a parameter is whoever deploys asked"},
		{"DATA-SECRETS-PLAINTEXT", "MasterUserPassword", "it is about secrets that the template writes"},
	}
}

func fails() []excuse {
	return []excuse{
		{"IAM-COGNITO-UNAUTH", "Action", "guests have a right that nobody has read"},
		{"DATA-SECRETS-NOECHO", "MasterUserPassword", "the parameter that gives the password is not NoEcho"},
		{"NET-RISKY-PORT-INTERNET", "", "it tells of the group that is open where NET-DB-INTERNET cannot tell of the database"},
	}
}

func estateOf(text []byte) *estate.Estate {
	doc, ok, err := cloudformation.Parse("t.yaml", text)
	if err != nil || !ok {
		return nil
	}
	loaded, err := cloudformation.Load([]*cloudformation.Document{doc}, cloudformation.Options{})
	if err != nil {
		return nil // a value that must be written out
	}
	return estate.New(estate.Estate{Resources: loaded.Resources, Possible: loaded.Possible, Gaps: loaded.Gaps, Outputs: loaded.Outputs})
}

// withUnknown puts a parameter in the place of the nth value among the properties
// of resources; where is empty if there is none.
func withUnknown(t *testing.T, text string, n int) (changed []byte, where string) {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	top := doc.Content[0]
	var visit func(node *yaml.Node, path string)
	visit = func(node *yaml.Node, path string) {
		switch {
		case where != "":
		case node.Kind == yaml.MappingNode:
			for i := 0; i+1 < len(node.Content); i += 2 {
				visit(node.Content[i+1], path+"."+node.Content[i].Value)
			}
		case node.Kind == yaml.SequenceNode:
			for i, c := range node.Content {
				visit(c, fmt.Sprintf("%s[%d]", path, i))
			}
		case strings.HasPrefix(node.Tag, "!") && !strings.HasPrefix(node.Tag, "!!"):
			// What refers to a resource is no value: a parameter cannot name what the
			// stack itself makes.
		case n > 0:
			n--
		default:
			where = fmt.Sprintf("%s (%s)", path, node.Value)
			*node = yaml.Node{Kind: yaml.ScalarNode, Tag: "!Ref", Value: "NothingKnown"}
		}
	}
	for _, resource := range under(top, "Resources") {
		for _, properties := range under(resource, "Properties") {
			visit(properties, "")
		}
	}
	parameter := "{Type: String}"
	if params := child(top, "Parameters"); params != nil {
		var p yaml.Node
		_ = yaml.Unmarshal([]byte(parameter), &p)
		params.Content = append(params.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "NothingKnown"}, p.Content[0])
		parameter = ""
	}
	changed, err := yaml.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	if parameter != "" {
		changed = append(changed, "\nParameters: {NothingKnown: "+parameter+"}\n"...)
	}
	return changed, where
}

func child(m *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			return m.Content[i+1]
		}
	}
	return nil
}

// under are the values of a map within a map.
func under(m *yaml.Node, key string) []*yaml.Node {
	var out []*yaml.Node
	if inner := child(m, key); inner != nil {
		if key == "Properties" {
			return []*yaml.Node{inner}
		}
		for i := 1; i < len(inner.Content); i += 2 {
			out = append(out, inner.Content[i])
		}
	}
	return out
}
