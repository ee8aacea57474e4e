package all_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestCompare asks every reviewer that is installed about the templates of
// testdata/peers/compare.tsv, one call a template, and tells what each says, how
// long it took, and what checkov tells that the review doesn't
// (docs/review-quality.md). The folder that RINGWALL_COMPARE names has a checkout
// OWNER/NAME of each repository, and of cfn-guard's rules.
func TestCompare(t *testing.T) {
	root := os.Getenv("RINGWALL_COMPARE")
	if root == "" {
		t.Skip("RINGWALL_COMPARE names no folder of checkouts; see docs/review-quality.md")
	}
	files := compared(t, root)
	for _, r := range reviewers(t, root) {
		t.Run(r.name, func(t *testing.T) {
			version, err := exec.Command(r.version[0], r.version[1:]...).Output()
			if err != nil {
				t.Skipf("NOT COMPARED: %s: %v; to install it: %s", r.name, err, r.install)
			}
			before := time.Now()
			told := r.all(t, files)
			took := time.Since(before)
			t.Logf("%s %s: %d told of %d templates in %.1f s", r.name, strings.TrimSpace(string(version)), len(told), len(files), took.Seconds())
			t.Logf("by check: %s", counted(told))
			if r.name == "checkov" {
				beside(t, told)
			}
		})
	}
}

// compared are the templates that are in the folder.
func compared(t *testing.T, root string) []string {
	var out []string
	for _, f := range rows(t, "compare.tsv") {
		file := filepath.Join(root, f[0], f[2])
		if f[0] == "-" {
			file = filepath.Join("..", "..", "..", f[2])
		}
		if _, err := os.Stat(file); err != nil {
			t.Logf("NOT COMPARED, not in the folder: %s of %s, commit %s", f[2], f[0], f[1])
			continue
		}
		out = append(out, file)
	}
	if len(out) == 0 {
		t.Fatalf("%s holds none of the templates", root)
	}
	return out
}

// failure is what a reviewer tells of a resource, or of the whole template.
type failure struct {
	check    string
	resource string
	file     string
}

// reviewer is a program that judges a template.
type reviewer struct {
	name    string
	version []string // a command that tells it, where the program is installed
	install string
	ask     func(file string) []string
	read    func(out []byte) ([]failure, error)
}

func reviewers(t *testing.T, root string) []reviewer {
	program := filepath.Join(t.TempDir(), "ringwall")
	if out, err := exec.Command("go", "build", "-o", program, "ringwall/cmd/ringwall").CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v: %s", err, out)
	}
	rules := filepath.Join(root, "aws-cloudformation", "aws-guard-rules-registry", "rules")
	return []reviewer{
		{
			"ringwall", []string{"git", "rev-parse", "--short", "HEAD"}, "git, for the version",
			func(file string) []string {
				return []string{program, "review", file, "-o", "json", "--severity", "info"}
			},
			readRingwall,
		},
		{
			"checkov", []string{"checkov", "--version"}, "pip install checkov",
			func(file string) []string {
				return []string{"checkov", "--framework", "cloudformation", "-o", "json", "--quiet", "--compact", "-f", file}
			},
			readCheckov,
		},
		{
			"cfn-lint", []string{"cfn-lint", "--version"}, "pip install cfn-lint",
			func(file string) []string { return []string{"cfn-lint", "--format", "json", file} },
			readCfnLint,
		},
		{
			"cdk-nag", []string{"node", "-p", "require('cdk-nag/package.json').version"},
			"npm install aws-cdk-lib cdk-nag constructs, and NODE_PATH=that folder's node_modules",
			func(file string) []string { return []string{"node", "testdata/peers/cdknag.js", file, t.TempDir()} },
			readList,
		},
		{
			"cfn-guard", []string{"cfn-guard", "--version"},
			"cargo install cfn-guard, and a checkout of aws-cloudformation/aws-guard-rules-registry in the folder",
			func(file string) []string {
				return []string{"cfn-guard", "validate", "-r", rules, "-d", file, "--structured", "-o", "json", "-S", "none"}
			},
			readGuard,
		},
	}
}

func (r reviewer) all(t *testing.T, files []string) []failure {
	var out []failure
	for _, file := range files {
		command := r.ask(file)
		answer, err := exec.Command(command[0], command[1:]...).Output()
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		list, err := r.read(answer) // they exit with an error where they find something
		if err != nil {
			t.Errorf("%s: %v: %.300s", file, err, answer)
		}
		for _, f := range list {
			f.file = file
			out = append(out, f)
		}
	}
	return out
}

func readRingwall(out []byte) ([]failure, error) {
	var doc struct {
		Findings []struct {
			Severity, Status string
		}
	}
	err := json.Unmarshal(out, &doc)
	var list []failure
	for _, f := range doc.Findings {
		if f.Status == "fail" {
			list = append(list, failure{check: f.Severity})
		} else {
			list = append(list, failure{check: f.Status})
		}
	}
	return list, err
}

func readCheckov(out []byte) ([]failure, error) {
	var doc struct {
		Results struct {
			FailedChecks []struct {
				CheckID  string `json:"check_id"`
				Resource string `json:"resource"`
			} `json:"failed_checks"`
		}
	}
	err := json.Unmarshal(out, &doc)
	var list []failure
	for _, f := range doc.Results.FailedChecks {
		list = append(list, failure{check: f.CheckID, resource: f.Resource[strings.LastIndex(f.Resource, ".")+1:]})
	}
	return list, err
}

func readCfnLint(out []byte) ([]failure, error) {
	var doc []struct{ Rule struct{ ID string } }
	err := json.Unmarshal(out, &doc)
	var list []failure
	for _, f := range doc {
		list = append(list, failure{check: f.Rule.ID})
	}
	return list, err
}

func readList(out []byte) ([]failure, error) {
	var doc []struct{ Check, Resource string }
	err := json.Unmarshal(out, &doc)
	var list []failure
	for _, f := range doc {
		list = append(list, failure{check: f.Check, resource: f.Resource})
	}
	return list, err
}

func readGuard(out []byte) ([]failure, error) {
	type rule struct{ Rule struct{ Name string } }
	var list []failure
	decoder := json.NewDecoder(bytes.NewReader(out))
	for decoder.More() {
		var docs []struct {
			NotCompliant []rule `json:"not_compliant"`
		}
		if err := decoder.Decode(&docs); err != nil {
			return list, err
		}
		for _, d := range docs {
			for _, r := range d.NotCompliant {
				list = append(list, failure{check: r.Rule.Name})
			}
		}
	}
	return list, nil
}

// beside tells what checkov says of a resource and the review doesn't, by check.
func beside(t *testing.T, told []failure) {
	exam := exam{covers: mapping(t), wrong: rows(t, "wrong.tsv"), reviewed: map[string]*reviewed{}}
	var open []failure
	for _, f := range told {
		controls, l := exam.covers[f.check], label{check: f.check, file: f.file, resource: f.resource, fails: true}
		r := exam.review(t, l)
		switch {
		case r.err != nil:
			t.Errorf("%s: %v", f.file, r.err)
		case r.says(r.fails, controls, l):
		case r.says(r.unknown, controls, l):
			open = append(open, failure{check: f.check + " (unknown)"})
		case len(controls) == 0:
			open = append(open, failure{check: f.check + " (not covered)"})
		case exam.isWrong(l):
			open = append(open, failure{check: f.check + " (argued)"})
		default:
			open = append(open, failure{check: f.check})
			t.Logf("not told: %s %s %s", f.check, filepath.Base(f.file), f.resource)
		}
	}
	t.Logf("%d that the review does not tell as a failure of that resource: %s", len(open), counted(open))
}

// counted is how often each check is told, the most frequent first.
func counted(list []failure) string {
	count := map[string]int{}
	for _, f := range list {
		count[f.check]++
	}
	var keys []string
	for k := range count {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(count[b]-count[a], strings.Compare(a, b)) })
	for i, k := range keys {
		keys[i] = fmt.Sprintf("%s %d", k, count[k])
	}
	return strings.Join(keys, ", ")
}
