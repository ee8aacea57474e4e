package account_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/account/snapshot"
	"ringwall/internal/estate"
	"ringwall/internal/iac"
)

// fact is a field of a resource: "?" where it is unknown, nothing where it is absent.
func fact(r estate.Resource, path string) string {
	if key, is := strings.CutPrefix(path, "tag:"); is {
		return rendered(reflect.ValueOf(r.Base().Tags.Get(key)))
	}
	v := reflect.ValueOf(r)
	for _, name := range strings.Split(path, ".") {
		if v = reflect.Indirect(v); v.Kind() == reflect.Slice {
			if v.Len() == 0 {
				return ""
			}
			v = v.Index(0)
		}
		if known := v.FieldByName("Known"); name != "Known" && known.IsValid() && known.Kind() == reflect.Slice {
			if known.Len() == 0 {
				return ""
			}
			v = known.Index(0).FieldByName("Is")
		}
		v = v.FieldByName(name)
	}
	return rendered(v)
}

func rendered(v reflect.Value) string {
	if m := v.MethodByName("Alternatives"); m.IsValid() {
		a := m.Call(nil)[0].Index(0)
		switch estate.State(a.FieldByName("State").Uint()) {
		case estate.Known:
			return fmt.Sprint(a.FieldByName("Is").Interface())
		case estate.Unknown:
			return "?"
		}
		return ""
	}
	switch x := v.Interface().(type) {
	case *estate.Tree:
		if x.IsMissing() {
			return ""
		}
		if x.Kind == estate.Opaque {
			return "?"
		}
		return "there"
	case fmt.Stringer:
		return x.String()
	}
	if v.Kind() == reflect.Bool {
		return fmt.Sprint(v.Bool())
	}
	if known := v.FieldByName("Known"); known.IsValid() {
		var list []string
		for n := range known.Len() {
			list = append(list, fmt.Sprint(known.Index(n).FieldByName("Is").Interface()))
		}
		if v.FieldByName("Unknown").Len() > 0 {
			list = append(list, "?")
		}
		return strings.Join(list, " ")
	}
	return fmt.Sprint(v.Interface())
}

// read loads files of one account and Region, by their names without ending.
func read(t *testing.T, files map[string]string, missing ...snapshot.Missing) account.Result {
	t.Helper()
	all := map[string][]byte{}
	for name, text := range files {
		all["111122223333/eu-west-1/"+name+".json"] = []byte(text)
	}
	list := inMemory(all)
	if len(missing) > 0 {
		list = inMemory(oneFile(snapshotOf(t, all, missing...)))
	}
	got := account.Load(list, account.Options{Typed: iac.Typed})
	for _, p := range got.Problems {
		t.Error(p)
	}
	return got
}

func one(t *testing.T, got account.Result, typ, id string) estate.Resource {
	t.Helper()
	for _, r := range got.Resources {
		if c := r.Base(); strings.HasSuffix(c.Type, "::"+typ) && string(c.ID) == id {
			return r
		}
	}
	var have []string
	for _, r := range got.Resources {
		have = append(have, r.Base().Type+" "+string(r.Base().ID))
	}
	t.Fatalf("there is no %s %s among %q", typ, id, have)
	return nil
}

// output is what commands print, and what is read of it: the facts of one resource.
type output struct {
	name  string // the command's documentation in the AWS CLI Command Reference
	files map[string]string
	typ   string
	id    string
	facts map[string]string
}

// TestOutputs: what the AWS CLI prints is read as a template's properties are.
func TestOutputs(t *testing.T) {
	for _, c := range slices.Concat(gatewayOutputs(), computeOutputs(), storageOutputs(), guardOutputs(), launchOutputs(), learningOutputs(), buildOutputs(), parameterOutputs(), storeOutputs(), clusterOutputs()) {
		t.Run(c.name+" "+c.id, func(t *testing.T) {
			r := one(t, read(t, c.files), c.typ, c.id)
			for _, path := range slices.Sorted(maps.Keys(c.facts)) {
				if is := fact(r, path); is != c.facts[path] {
					t.Errorf("%s is %q, want %q", path, is, c.facts[path])
				}
			}
		})
	}
}

// TestRefusedLists: what AWS refused is a gap that names the permission; what it said
// that there is none of is a fact.
func TestRefusedLists(t *testing.T) {
	got := read(t, map[string]string{"acm-list-certificates": `{"CertificateSummaryList": []}`},
		snapshot.Missing{Account: "111122223333", Region: "eu-west-1", Call: "wafv2:ListWebACLs", Permission: "wafv2:ListWebACLs", Error: "AccessDenied"})
	e := estate.Join(nil, estate.Estate{Resources: got.Resources, Listings: got.Listings})
	here := &estate.Core{Account: estate.Literal("111122223333"), Region: estate.Literal("eu-west-1")}
	if g := e.Listed("acm list-certificates", here); g != nil {
		t.Errorf("the certificates are not listed: %s", g.Cause())
	}
	g := e.Listed("wafv2 list-web-acls", here)
	if g == nil || g.Variable == nil || !strings.Contains(g.Cause(), "may not wafv2:ListWebACLs") {
		t.Errorf("the web ACLs are listed, or nothing says why not: %v", g)
	}
	if g := e.Listed("eks list-clusters", here); g == nil || g.Variable != nil {
		t.Errorf("of clusters the sources say %v, want nothing", g)
	}
	if !slices.ContainsFunc(got.Gaps, func(g estate.Gap) bool {
		return strings.Contains(g.Variable.Name, "aws wafv2 list-web-acls of 111122223333 eu-west-1") && strings.Contains(g.Variable.Settle, "allow wafv2:ListWebACLs")
	}) {
		t.Errorf("no gap names the permission: %v", got.Gaps)
	}
}
