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

// TestNothingPassesOnWhatIsUnknown: one value after the other of every specimen is
// taken away: a parameter of which nothing is known stands there. It may have the
// value that was there, with which the control fails, so the control cannot pass.
func TestNothingPassesOnWhatIsUnknown(t *testing.T) {
	eachUnknown(t, func(r *review.Rule) string { return r.Specimen }, func(t *testing.T, got review.Report, where string) {
		if status := got.Controls[0].Status; status != finding.Fail && status != finding.Unknown && !excused(passes(), got, where) {
			t.Errorf("%s is unknown, and the verdict %v", where, status)
		}
	})
}

// TestNothingFailsOnWhatIsUnknown does the same with the twins, which pass. A finding
// in a named scenario is no failure for certain.
func TestNothingFailsOnWhatIsUnknown(t *testing.T) {
	eachUnknown(t, func(r *review.Rule) string { return r.Twin }, func(t *testing.T, got review.Report, where string) {
		for _, f := range got.Findings {
			if f.Status == finding.Fail && len(f.Proof.Scenario) == 0 && !excused(fails(), got, where) {
				t.Errorf("%s is unknown, and the verdict fail: %s %s", where, f.Resource, f.Message)
			}
		}
	})
}

// excuse is where a verdict on what is unknown is right, or not mended yet.
type excuse struct{ control, where, why string }

func excused(list []excuse, got review.Report, where string) bool {
	return slices.ContainsFunc(list, func(x excuse) bool {
		return slices.Contains(strings.Fields(x.control), got.Controls[0].Rule.ID) && (x.where == "" || strings.Contains(where, x.where))
	})
}

func passes() []excuse {
	return []excuse{
		{"INF-AMI-KNOWN", "ImageId", "right: it is about ids that the template writes; a parameter is whoever deploys asked"},
		{"DATA-SECRETS-PLAINTEXT", "MasterUserPassword", "right: it is about secrets that the template writes"},
	}
}

func fails() []excuse {
	return []excuse{
		{"IAM-COGNITO-UNAUTH", "Action", "right: guests have a right that nobody has read"},
	}
}

func eachUnknown(t *testing.T, of func(*review.Rule) string, check func(*testing.T, review.Report, string)) {
	tried := 0
	for _, r := range all.Rules() {
		text := of(r)
		if strings.HasPrefix(text, "-- ") {
			continue
		}
		t.Run(r.ID, func(t *testing.T) {
			for n := 0; ; n++ {
				changed, where := withUnknown(t, text, n)
				if where == "" {
					break
				}
				if e := estateOf(changed); e != nil {
					tried++
					check(t, review.Run(e, []*review.Rule{r}), where)
				}
			}
		})
	}
	t.Logf("%d templates", tried)
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
