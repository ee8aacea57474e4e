package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/cli"
)

// label is one line "want:" of a probe.
type label struct {
	control, resource, verdict string
	because, scenario          []string
}

// reviewed is what a probe reads of a review's JSON.
type reviewed struct {
	Findings []struct {
		Control  string
		Status   string
		Resource struct{ ID string }
		Because  []string
		Scenario []string
		Message  string
	}
	Controls []struct{ ID, Status string }
}

// TestProbes reviews every probe of testdata/probes and compares the answer
// with its labels, which were written before the code.
func TestProbes(t *testing.T) { testProbes(t, "../../testdata/probes/*.txtar") }

// TestTerraformProbes does the same for probes that are Terraform configurations.
func TestTerraformProbes(t *testing.T) { testProbes(t, "../../testdata/probes-terraform/*.txtar") }

func testProbes(t *testing.T, pattern string) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no probes: %v", err)
	}
	labels, wrong := 0, 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, args := readProbe(t, string(archive.Comment))
			labels += len(want)
			got := reviewProbe(t, archive, args)
			for _, w := range want {
				if problem := w.compare(got); problem != "" {
					wrong++
					t.Errorf("%s %s: want %s, got %s", w.control, w.resource, w.verdict, problem)
				}
			}
		})
	}
	t.Logf("%d probes, %d labels, %d wrong", len(files), labels, wrong)
}

func readProbe(t *testing.T, comment string) (want []label, args []string) {
	t.Helper()
	for _, line := range strings.Split(comment, "\n") {
		if rest, ok := strings.CutPrefix(line, "args:"); ok {
			args = strings.Fields(rest)
		}
		rest, ok := strings.CutPrefix(line, "want:")
		if !ok {
			continue
		}
		words := strings.Fields(rest)
		if len(words) < 3 {
			t.Fatalf("label %q: want CONTROL RESOURCE VERDICT", line)
		}
		l := label{control: words[0], resource: words[1], verdict: words[2]}
		for _, w := range words[3:] {
			key, value, _ := strings.Cut(w, "=")
			switch key {
			case "because":
				l.because = strings.Split(value, ",")
			case "scenario":
				l.scenario = strings.Split(value, ",")
			default:
				t.Fatalf("label %q: %s is neither because nor scenario", line, key)
			}
		}
		want = append(want, l)
	}
	if len(want) == 0 {
		t.Fatal("the probe has no label")
	}
	return want, args
}

func reviewProbe(t *testing.T, archive *txtar.Archive, args []string) reviewed {
	t.Helper()
	dir := t.TempDir()
	for _, f := range archive.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, problems bytes.Buffer
	line := append([]string{"review", dir, "-o", "json", "--severity", "info"}, args...)
	status := cli.Run(line, strings.NewReader(""), &out, &problems, func(string) string { return "" })
	if status != 0 && status != 1 {
		t.Fatalf("exit status %d: %s", status, problems.String())
	}
	var got reviewed
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// compare says how a review differs from the label; empty if it doesn't.
func (l label) compare(got reviewed) string {
	if !slices.ContainsFunc(got.Controls, func(c struct{ ID, Status string }) bool { return c.ID == l.control }) {
		return "no such control"
	}
	verdict := "pass"
	var because, scenario []string
	for _, f := range got.Findings {
		if f.Control != l.control || f.Resource.ID != l.resource && !strings.HasSuffix(f.Resource.ID, "/"+l.resource) {
			continue
		}
		if f.Status == "fail" && verdict != "fail" {
			because, scenario = nil, nil
		}
		if f.Status == "fail" || verdict == "pass" {
			verdict = f.Status
		}
		because = append(because, f.Because...)
		scenario = append(scenario, f.Scenario...)
	}
	if verdict != l.verdict {
		return strings.TrimSpace(verdict + " " + strings.Join(because, "; "))
	}
	for _, word := range l.because {
		if !slices.ContainsFunc(because, func(s string) bool { return strings.Contains(s, word) }) {
			return "no cause with " + word + ": " + strings.Join(because, "; ")
		}
	}
	for _, s := range l.scenario {
		if !slices.Contains(scenario, s) {
			return "no scenario with " + s + ": " + strings.Join(scenario, ", ")
		}
	}
	return ""
}
