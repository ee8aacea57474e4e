package all_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"ringwall/internal/estate"
	"ringwall/internal/iac"
	"ringwall/internal/review"
	"ringwall/internal/review/all"
)

// specimens are templates with every fault that a rule names, and the flawed
// example.
func specimens(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, r := range all.Rules() {
		if !strings.HasPrefix(r.Specimen, "-- ") { // those are of live accounts
			out[r.ID] = []byte(r.Specimen)
		}
	}
	text, err := os.ReadFile("../../../examples/myapp-flawed/template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out["myapp-flawed"] = text
	return out
}

// rulesOf are the rules to put to a specimen: its own, or all to the example.
func rulesOf(id string) []*review.Rule {
	for _, r := range all.Rules() {
		if r.ID == id {
			return []*review.Rule{r}
		}
	}
	return all.Rules()
}

// prints reviews a template in a file of the given name, and lists what its
// findings are called, each with what tells a person that it is the same one.
func prints(t *testing.T, rules []*review.Rule, name string, text []byte) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	e, err := iac.Open([]string{file}, iac.Options{})
	if err != nil {
		t.Fatalf("%s\n%s", err, text)
	}
	var out []string
	for _, f := range review.Run(e, rules).Findings {
		out = append(out, fmt.Sprint(f.Fingerprint, " ", f.Control, " ", f.Resource, " ", f.Status))
	}
	slices.Sort(out)
	return out
}

// parsed is a template as the YAML library reads it.
func parsed(t *testing.T, text []byte) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Content[0]
}

func section(n *yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return &yaml.Node{}
}

// turnedRound writes the resources, and the properties of each, in the opposite
// order.
func turnedRound(t *testing.T, text []byte) []byte {
	doc := parsed(t, text)
	resources := section(doc, "Resources")
	turn(doc)
	turn(resources)
	for i := 1; i < len(resources.Content); i += 2 {
		turn(resources.Content[i])
		turn(section(resources.Content[i], "Properties"))
	}
	out, err := yaml.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// turn puts the members of a map into the opposite order.
func turn(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return
	}
	var out []*yaml.Node
	for i := len(n.Content) - 2; i >= 0; i -= 2 {
		out = append(out, n.Content[i], n.Content[i+1])
	}
	n.Content = out
}

// spread puts comments and empty lines before the sections and resources.
func spread(text []byte) []byte {
	out := regexp.MustCompile(`(?m)^(  )?[A-Za-z0-9]+:( *$| +[{!'"A-Z])`).ReplaceAll(text, []byte("\n# a comment\n\n\n$0"))
	return append([]byte("# what this is\n\n"), out...)
}

// asJSON writes the template in JSON, functions in their long form.
func asJSON(t *testing.T, text []byte) []byte {
	t.Helper()
	out, err := json.Marshal(plainly(parsed(t, text)))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// plainly is a node as encoding/json writes it.
func plainly(n *yaml.Node) any {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if name, ok := strings.CutPrefix(n.Tag, "!"); ok && !strings.HasPrefix(name, "!") && name != "" {
		inner := *n
		inner.Tag = ""
		arg := plainly(&inner)
		switch text, isText := arg.(string); {
		case name == "Ref" || name == "Condition":
			return map[string]any{name: arg}
		case name == "GetAtt" && isText:
			a, b, _ := strings.Cut(text, ".")
			return map[string]any{"Fn::GetAtt": []string{a, b}}
		}
		return map[string]any{"Fn::" + name: arg}
	}
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = plainly(n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			out = append(out, plainly(c))
		}
		return out
	}
	var out any = n.Value
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0 && n.ShortTag() != "!!timestamp" && n.ShortTag() != "!!str" {
		if err := n.Decode(&out); err != nil {
			return n.Value
		}
	}
	return out
}

// TestFingerprintsLast: lines that move, resources in another order, a file of
// another name in another folder, and JSON for YAML leave every finding its name.
func TestFingerprintsLast(t *testing.T) {
	for id, text := range specimens(t) {
		rules := rulesOf(id)
		want := prints(t, rules, "template.yaml", text)
		if len(want) == 0 {
			t.Errorf("%s: nothing is found", id)
		}
		for _, c := range []struct {
			name, file string
			text       []byte
		}{
			{"lines moved", "template.yaml", spread(text)},
			{"in another order", "template.yaml", turnedRound(t, text)},
			{"renamed", "network.yml", text},
			{"in another folder", "deep/down/here/template.yaml", text},
			{"as JSON", "template.json", asJSON(t, text)},
			{"all of it", "other/stack.template", asJSON(t, turnedRound(t, text))},
		} {
			if c.name == "lines moved" && bytes.Equal(c.text, text) {
				t.Errorf("%s: nothing moved", id)
			}
			got := prints(t, rules, c.file, c.text)
			if !slices.Equal(got, want) {
				t.Errorf("%s %s:\n%s\nwant\n%s", id, c.name, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// TestFingerprintsDiffer: no two findings of one review have the same name, also
// not where two stacks have resources of the same name.
func TestFingerprintsDiffer(t *testing.T) {
	for id, text := range specimens(t) {
		folder := t.TempDir()
		for _, name := range []string{"one.yaml", "two.yaml"} {
			if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		e, err := iac.Open([]string{folder}, iac.Options{})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]string{}
		for _, f := range review.Run(e, rulesOf(id)).Findings {
			what := f.Control + " of " + string(f.Resource) + ": " + f.Message
			if other, twice := seen[f.Fingerprint]; twice {
				t.Errorf("%s: %s and %s are both %s", id, other, what, f.Fingerprint)
			}
			seen[f.Fingerprint] = what
		}
	}
}

// TestFingerprintsOfAccounts: resources of the same name in two accounts are two.
func TestFingerprintsOfAccounts(t *testing.T) {
	table := func(account string) estate.Resource {
		arn := "arn:aws:dynamodb:eu-west-1:" + account + ":table/orders"
		return &estate.DynamoTable{Core: estate.Core{ID: estate.ID(arn), Logical: "orders", Type: "AWS::DynamoDB::Table", Physical: arn}}
	}
	var first []string
	for _, account := range []string{"111122223333", "444455556666"} {
		e := estate.New(estate.Estate{Resources: []estate.Resource{table(account)}})
		for _, f := range review.Run(e, all.Rules()).Findings {
			if f.Resource != "" {
				first = append(first, f.Fingerprint)
			}
		}
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(first)))
	if len(first) < 2 || len(distinct) != len(first) {
		t.Errorf("%d findings have %d fingerprints", len(first), len(distinct))
	}
}
