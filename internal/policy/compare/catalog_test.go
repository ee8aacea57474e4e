package compare_test

import (
	"strings"
	"testing"

	"ringwall/internal/catalog"
	"ringwall/internal/policy"
	"ringwall/internal/policy/compare"
)

// table answers from the catalogue that is part of the program.
type table struct {
	*catalog.Catalog
	actions map[string]compare.Action
	seen    map[string]bool
}

func newTable(t testing.TB) *table {
	t.Helper()
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return &table{c, map[string]compare.Action{}, map[string]bool{}}
}

func (x *table) Action(name string) (compare.Action, bool) {
	service, _, _ := strings.Cut(strings.ToLower(name), ":")
	if !x.seen[service] {
		x.seen[service] = true
		s, _ := x.Service(service)
		types := map[string][]string{}
		for _, t := range s.Types {
			types[t.Name] = t.ARNs
		}
		for _, a := range s.Actions {
			out := compare.Action{Name: a.String(), Whole: !a.ResourceLevel(), Optional: true}
			for _, u := range a.Resources {
				out.Optional = out.Optional && u.Need != catalog.Required
				out.Forms = append(out.Forms, types[u.Type]...)
			}
			x.actions[strings.ToLower(a.String())] = out
		}
	}
	a, ok := x.actions[strings.ToLower(name)]
	return a, ok
}

func (x *table) Key(name string) compare.Key {
	k, ok := x.Catalog.Key(name)
	return compare.Key{Known: ok, Many: k.Many, Arn: k.Type == catalog.ARN}
}

func document(t testing.TB, name, text string) compare.Document {
	t.Helper()
	if strings.HasPrefix(strings.TrimSpace(text), "{") && !strings.Contains(text, "\"Statement\"") || strings.HasPrefix(strings.TrimSpace(text), "[") {
		text = `{"Version": "2012-10-17", "Statement": ` + text + `}`
	}
	d, _, err := policy.ParseJSON(name, []byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return compare.Document{Name: name, Policy: d}
}

func ask(t testing.TB, x *table, use policy.Use, old, changed string) compare.Result {
	t.Helper()
	return compare.Compare([]compare.Document{document(t, "old", old)}, []compare.Document{document(t, "new", changed)}, use, x)
}
