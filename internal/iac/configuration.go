package iac

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation"
	"ringwall/internal/iac/terraform"
)

// disk reads configurations from where they lie, regular files of bounded size
// only: what a link leads to may be anything, unless it is a configuration too.
type disk struct {
	// only, if set, is the one file of its folder that is looked at.
	only string
}

// ReadFile reads a file.
func (d disk) ReadFile(name string) ([]byte, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return nil, plainCause(err)
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		if name, info, err = followed(name); err != nil {
			return nil, err
		}
	}
	if !info.Mode().IsRegular() {
		return nil, fs.ErrInvalid
	}
	return readFile(name)
}

// followed is the file to which a link leads: a configuration that several folders
// share. Links to files of another kind are not followed.
func followed(link string) (string, fs.FileInfo, error) {
	name, err := filepath.EvalSymlinks(link)
	if err != nil {
		return "", nil, plainCause(err)
	}
	kind := filepath.Ext(link)
	if kind != filepath.Ext(name) || kind != ".tf" && kind != ".tofu" && kind != ".tfvars" {
		return "", nil, fs.ErrInvalid
	}
	info, err := os.Lstat(name)
	if err != nil {
		return "", nil, plainCause(err)
	}
	return name, info, nil
}

// ReadDir lists a folder.
func (d disk) ReadDir(name string) ([]os.DirEntry, error) {
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, plainCause(err)
	}
	if d.only == "" || filepath.Clean(name) != filepath.Dir(d.only) {
		return entries, nil
	}
	var kept []os.DirEntry
	for _, e := range entries {
		if e.Name() == filepath.Base(d.only) {
			kept = append(kept, e)
		}
	}
	return kept, nil
}

// configurations are the folders of Terraform configurations among the sources.
type configurations struct {
	roots []string
	only  string // a single file that was named
	files []terraform.File
}

func (c configurations) none() bool { return len(c.roots) == 0 && len(c.files) == 0 }

// configuration notes a folder below which Terraform configurations lie; found is
// false if there are none. A folder that is a configuration itself is the root,
// else every one below is that no other calls.
func (f *found) configuration(root string) (bool, error) {
	dirs, err := terraform.Roots(disk{}, filepath.ToSlash(root))
	if err != nil || len(dirs.Roots) == 0 {
		return false, err
	}
	f.terraform.roots = append(f.terraform.roots, dirs.Roots...)
	for _, d := range dirs.Others {
		f.skip(d, "a configuration that the one above does not call")
	}
	return true, nil
}

// load evaluates the Terraform configurations beside what templates hold.
func (f *found) load(o Options, parameters map[string]string, beside cloudformation.Result) (terraform.Result, error) {
	files := disk{only: f.terraform.only}
	result, err := terraform.Load(f.terraform.roots, terraform.Options{
		Files: files, Parameters: parameters, VariableFiles: o.variableFiles, Environment: o.Environment,
		Account: o.Account, Region: o.Region, Assume: o.Assume, Variables: beside.Variables, Shows: f.terraform.files,
	})
	var mistake *terraform.Error
	if err != nil && !errors.As(err, &mistake) {
		return result, fmt.Errorf("read configuration: %w", err)
	}
	return result, err
}

// join makes one estate of what templates and configurations hold.
func (f *found) join(o Options, written cloudformation.Result, configured terraform.Result) *estate.Estate {
	variables := written.Variables
	if len(configured.Variables) > 0 {
		variables = configured.Variables // the templates' among them
	}
	resources := append(written.Resources, cloudformation.Typed(configured.Cores, variables)...)
	return estate.New(estate.Estate{
		Sources: append(append(written.Sources, configured.Sources...), f.skipped...), Assume: o.Assume, Resources: resources,
		Gaps: slices.Concat(written.Gaps, configured.Gaps, estate.Refusals(resources)), Open: append(written.Open, configured.Open...),
		Possible: written.Possible, Parameters: parametersOf(variables), Outputs: written.Outputs,
	})
}

// isVariableFile reports files of Terraform's variables.
func isVariableFile(name string) bool {
	return strings.HasSuffix(name, ".tfvars") || strings.HasSuffix(name, ".tfvars.json")
}
