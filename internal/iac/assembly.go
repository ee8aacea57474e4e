package iac

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"sort"
	"strings"

	"ringwall/internal/iac/cloudformation"
)

// manifest is what we read of a CDK cloud assembly's manifest.json
// (cloud-assembly-schema, AssemblyManifest).
type manifest struct {
	Version   string              `json:"version"`
	Artifacts map[string]artifact `json:"artifacts"`
}

type artifact struct {
	Type        string `json:"type"`
	Environment string `json:"environment"` // "aws://ACCOUNT/REGION"
	DisplayName string `json:"displayName"`
	Properties  struct {
		TemplateFile  string `json:"templateFile"`
		StackName     string `json:"stackName"`
		DirectoryName string `json:"directoryName"`
	} `json:"properties"`
}

func isCloudAssembly(data []byte) bool {
	var m manifest
	return json.Unmarshal(data, &m) == nil && m.Version != "" && m.Artifacts != nil
}

// assembly reads the stacks of a cdk.out directory, and of the stages in it.
// Templates of nested stacks are read too: the loader joins them.
func (f *found) assembly(dir, prefix string) error {
	data, err := readFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Join(dir, "manifest.json"), err)
	}
	names := make([]string, 0, len(m.Artifacts))
	for n := range m.Artifacts {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		a := m.Artifacts[n]
		switch a.Type {
		case "aws:cloudformation:stack":
			err = f.assemblyStack(dir, prefix, n, a)
		case "cdk:cloud-assembly":
			err = f.assembly(filepath.Join(dir, a.Properties.DirectoryName), prefix+a.Properties.DirectoryName+"/")
		}
		if err != nil {
			return err
		}
	}
	return f.nestedTemplates(dir, prefix)
}

func (f *found) assemblyStack(dir, prefix, name string, a artifact) error {
	doc, err := f.assemblyTemplate(dir, prefix, a.Properties.TemplateFile)
	if err != nil || doc == nil {
		return err
	}
	doc.Stack = name
	if a.Properties.StackName != "" {
		doc.Stack = a.Properties.StackName
	}
	account, region, _ := strings.Cut(strings.TrimPrefix(a.Environment, "aws://"), "/")
	if account != "unknown-account" {
		doc.Account = account
	}
	if region != "unknown-region" {
		doc.Region = region
	}
	return nil
}

func (f *found) assemblyTemplate(dir, prefix, file string) (*cloudformation.Document, error) {
	name := filepath.Join(dir, file)
	data, err := readFile(name)
	if err != nil {
		return nil, err
	}
	doc, ok, err := cloudformation.Parse(name, data)
	if err != nil {
		return nil, err
	}
	if !ok || !doc.HasResources() {
		f.skip(name, "the stack has no resources")
		return nil, nil
	}
	doc.Path = prefix + filepath.ToSlash(file)
	f.documents = append(f.documents, doc)
	return doc, nil
}

// nestedTemplates are those of NestedStack constructs: assets of their parents,
// not artifacts.
func (f *found) nestedTemplates(dir, prefix string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.nested.template.json"))
	if err != nil {
		return fmt.Errorf("read %s: %w", dir, err)
	}
	for _, n := range names {
		if _, err := f.assemblyTemplate(dir, prefix, filepath.Base(n)); err != nil {
			return err
		}
	}
	return nil
}
