package iactest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/account"
	"ringwall/internal/account/snapshot"
	"ringwall/internal/cli"
	"ringwall/internal/estate"
	"ringwall/internal/iac"
)

// A live scenario is what the AWS CLI prints of the account to which a scenario was
// deployed. Its comment holds lines "id: NAME ID…", and of each difference that is between
// what a template says and what an account shows a line "lacks: FACT…" or "adds: FACT…",
// by the beginning of the fact, with the reason behind a "--".
type liveScenario struct {
	scenario
	ids         map[string]string // the first of each name
	names       map[string]string // of ids
	lacks, adds []string
	folder      string
	snapshot    string
}

func readLive(t *testing.T, file string) liveScenario {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := liveScenario{scenario: readScenario(t, filepath.Join("testdata", filepath.Base(file))), ids: map[string]string{}, names: map[string]string{}}
	root := t.TempDir()
	for _, line := range strings.Split(string(archive.Comment), "\n") {
		kind, rest, _ := strings.Cut(line, ": ")
		fact, _, explained := strings.Cut(rest, " -- ")
		switch {
		case kind == "id":
			words := strings.Fields(rest)
			s.ids[words[0]] = words[1]
			for _, id := range words[1:] {
				s.names[id] = words[0]
			}
		case (kind == "lacks" || kind == "adds") && !explained:
			t.Errorf("%s: %q does not say why", file, line)
		case kind == "lacks":
			s.lacks = append(s.lacks, fact)
		case kind == "adds":
			s.adds = append(s.adds, fact)
		}
	}
	for _, f := range archive.Files {
		name := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.folder, s.snapshot = filepath.Join(root, "live"), filepath.Join(root, "one.snapshot")
	pack(t, s.folder, s.snapshot)
	return s
}

// pack makes a snapshot of a folder.
func pack(t *testing.T, folder, name string) {
	t.Helper()
	var out bytes.Buffer
	if err := snapshot.Write(&out, snapshot.Manifest{}, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func liveScenarios(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/live/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	return files
}

// loadLive loads a folder as the command line does.
func loadLive(t *testing.T, folder string) *estate.Estate {
	t.Helper()
	files, err := account.Files(os.DirFS(folder), "live")
	if err != nil {
		t.Fatal(err)
	}
	got := account.Load(files, account.Options{})
	for _, p := range got.Problems {
		t.Error(p)
	}
	return estate.Join(nil, estate.Estate{Sources: got.Sources, Resources: got.Resources, Listings: got.Listings, Hidden: got.Hidden, Gaps: got.Gaps, Unseen: []estate.Gap{got.Rest}})
}

// TestLiveLoadsToAnEqualEstate compares what the model knows of each resource from the
// template and from the account. They differ in nothing but what the scenario names.
func TestLiveLoadsToAnEqualEstate(t *testing.T) {
	for _, file := range liveScenarios(t) {
		s := readLive(t, file)
		e, err := iac.Open([]string{s.formats["cloudformation"]}, iac.Options{Region: "eu-west-1", Account: "111122223333"})
		if err != nil {
			t.Fatal(err)
		}
		want, got := typedFacts(e, s.scenario.names, s.names), typedFacts(loadLive(t, s.folder), s.names)
		if len(want) < 50 {
			t.Fatalf("only %d facts of the template", len(want))
		}
		excused(t, "lacks", missing(want, got), s.lacks)
		excused(t, "adds", missing(got, want), s.adds)
	}
}

// excused checks that each difference is one that the scenario names, and that each of
// these is there.
func excused(t *testing.T, what string, facts, named []string) {
	t.Helper()
	used := map[string]bool{}
	for _, f := range facts {
		n := slices.IndexFunc(named, func(begin string) bool { return strings.HasPrefix(f, begin) })
		if n < 0 {
			t.Errorf("%s: %s", what, f)
			continue
		}
		used[named[n]] = true
	}
	for _, n := range named {
		if !used[n] {
			t.Errorf("%s: no difference begins with %q", what, n)
		}
	}
}

// TestLiveGivesEqualAnswers puts the scenario's questions to the folder and to the
// snapshot: they get the answers that the other formats get.
func TestLiveGivesEqualAnswers(t *testing.T) {
	for _, file := range liveScenarios(t) {
		s := readLive(t, file)
		for _, q := range s.queries {
			for _, source := range []string{s.folder, s.snapshot} {
				if got := s.askLive(t, source, q); got != strings.Join(q.want, " ") {
					t.Errorf("%s: %v: %s, want %v", filepath.Base(source), q.args, got, q.want)
				}
			}
		}
	}
}

func (s liveScenario) askLive(t *testing.T, source string, q query) string {
	t.Helper()
	args := slices.Clone(q.args)
	for i, a := range args[1:] {
		if id := s.ids[a]; id != "" {
			args[i+1] = id
		}
	}
	return answerOf(t, append(args, "-e", source, "-o", "json"))
}

// answerOf is the verdict and the traffic of a query.
func answerOf(t *testing.T, args []string) string {
	t.Helper()
	var out, problems bytes.Buffer
	if cli.Run(args, strings.NewReader(""), &out, &problems, func(string) string { return "" }) == 2 {
		t.Fatalf("%v: %s", args, problems.String())
	}
	var got struct {
		Verdict string
		Traffic []struct{ Protocol, Ports string }
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	words := []string{got.Verdict}
	for _, x := range got.Traffic {
		words = append(words, x.Protocol+"/"+x.Ports)
	}
	return strings.Join(words, " ")
}

// TestSnapshotLoadsToTheSameEstate: a snapshot says no more and no less than its folder.
func TestSnapshotLoadsToTheSameEstate(t *testing.T) {
	for _, file := range liveScenarios(t) {
		s := readLive(t, file)
		for _, args := range [][]string{{"show"}, {"exposure"}, {"reach", "--all"}, {"review", "--fail-on", "critical"}} {
			var said []string
			for _, source := range []string{s.folder, s.snapshot} {
				var out, problems bytes.Buffer
				if cli.Run(append(slices.Clone(args), "-e", source, "-o", "json"), strings.NewReader(""), &out, &problems, func(string) string { return "" }) == 2 {
					t.Fatalf("%v: %s", args, problems.String())
				}
				said = append(said, withoutSources(t, strings.ReplaceAll(out.String(), source, "SOURCE")))
			}
			if said[0] != said[1] {
				t.Errorf("%v: the folder says\n%s\nthe snapshot\n%s", args, said[0], said[1])
			}
		}
	}
}

// withoutSources is a document without the list of sources: a snapshot is one.
func withoutSources(t *testing.T, text string) string {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	if e, ok := doc["estate"].(map[string]any); ok {
		delete(e, "sources")
		delete(e, "files")
	}
	out, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
