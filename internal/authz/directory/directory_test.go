package directory_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"ringwall/internal/account"
	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/catalog"
	"ringwall/internal/estate"
	"ringwall/internal/iac"
	"ringwall/internal/policy"
)

// TestRules puts the questions of testdata: each file is an estate, each heading
// of its last part a rule, under the title of AWS's page.
//
//	# Title: rule
//	PRINCIPAL ACTION TARGET [KEY=VALUE …] -> VERDICT [LAYER] ["CAUSE"]
//	who ACTION TARGET -> NAME[?] …
func TestRules(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d files: %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			last := archive.Files[len(archive.Files)-1]
			if last.Name != "ask" {
				t.Fatalf("the last part of %s is %s", name, last.Name)
			}
			d := newDirectory(t, loadParts(t, archive.Files[:len(archive.Files)-1]))
			rules(t, d, string(last.Data))
		})
	}
}

// rules runs the questions under each heading as a test.
func rules(t *testing.T, d *directory.Directory, text string) {
	for part := range strings.SplitSeq("\n"+text, "\n# ") {
		rule, lines, _ := strings.Cut(part, "\n")
		if strings.TrimSpace(lines) == "" {
			continue
		}
		t.Run(rule, func(t *testing.T) {
			for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
				if line == "" || strings.HasPrefix(line, "//") {
					continue
				}
				if rest, is := strings.CutPrefix(line, "who "); is {
					whoLine(t, d, rest)
				} else {
					askLine(t, d, line)
				}
			}
		})
	}
}

var expectation = regexp.MustCompile(`^(\S+)(?: ([a-z]+))?(?: "(.*)")?$`)

func askLine(t *testing.T, d *directory.Directory, line string) {
	t.Helper()
	question, want, found := strings.Cut(line, " -> ")
	fields := strings.Fields(question)
	parts := expectation.FindStringSubmatch(strings.TrimSpace(want))
	if !found || len(fields) < 3 || parts == nil {
		t.Fatalf("line %q", line)
	}
	for i := range 3 { // a name with a blank
		fields[i] = strings.ReplaceAll(fields[i], "_blank_", " ")
	}
	for _, a := range put(t, d, fields) {
		if a.Verdict.String() != parts[1] && !(parts[1] == "denied" && (a.Verdict == authz.ImplicitDeny || a.Verdict == authz.ExplicitDeny)) {
			t.Errorf("%s: %s by %s %q, causes %q, want %s", question, a.Verdict, a.Decision.Layer, a.Decision.Why, causes(a), want)
			continue
		}
		if parts[2] != "" && a.Decision.Layer.String() != parts[2] {
			t.Errorf("%s: %s by %s, want %s", question, a.Verdict, a.Decision.Layer, parts[2])
		}
		if why := a.Decision.Why + strings.Join(causes(a), "; "); !strings.Contains(why, parts[3]) {
			t.Errorf("%s: for %q, want %q", question, why, parts[3])
		}
		if a.Verdict == authz.Unknown && len(causes(a)) == 0 {
			t.Errorf("%s: unknown without a cause", question)
		}
	}
}

func causes(a directory.Answer) []string {
	var out []string
	for _, g := range a.Proof.Gaps {
		out = append(out, g.Cause())
	}
	return out
}

// put asks a question about each target.
func put(t *testing.T, d *directory.Directory, fields []string) []directory.Answer {
	t.Helper()
	p, err := d.Principal(fields[0])
	if strings.HasPrefix(fields[0], "provider:") {
		p, err = directory.Provider(strings.TrimPrefix(fields[0], "provider:")), nil
	}
	if err != nil {
		t.Fatal(err)
	}
	targets, err := d.Targets(fields[2], fields[1])
	if err != nil {
		t.Fatal(err)
	}
	q := directory.Question{Principal: p, Action: fields[1], Context: contextOf(fields[3:])}
	var out []directory.Answer
	for _, x := range targets {
		q.Target = x
		out = append(out, d.Ask(q))
	}
	return out
}

// contextOf reads KEY=VALUE, KEY=VALUE|VALUE for several, KEY! for an absent one,
// and complete.
func contextOf(fields []string) *policy.Context {
	c := &policy.Context{}
	for _, f := range fields {
		key, value, has := strings.Cut(f, "=")
		switch {
		case f == "complete":
			c.Complete()
		case !has:
			c.SetAbsent(strings.TrimSuffix(f, "!"))
		case strings.Contains(value, "|"):
			var list []policy.Text
			for v := range strings.SplitSeq(value, "|") {
				list = append(list, policy.Literal(v))
			}
			c.SetList(key, list)
		default:
			c.Set(key, policy.Literal(value))
		}
	}
	return c
}

func whoLine(t *testing.T, d *directory.Directory, line string) {
	t.Helper()
	question, want, found := strings.Cut(line, " ->")
	fields := strings.Fields(question)
	if !found || len(fields) < 2 {
		t.Fatalf("line %q", line)
	}
	targets, err := d.Targets(fields[1], fields[0])
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range d.WhoCan(fields[0], targets, directory.Question{Context: contextOf(fields[2:])}) {
		name := h.Principal.Name
		if h.Principal.Resource != nil {
			name = string(h.Principal.Resource.Base().ID)
		}
		if h.Verdict == authz.Unknown {
			name += "?"
		}
		for _, via := range h.Via {
			name += ">" + string(via.Resource.Base().ID)
		}
		got = append(got, name)
	}
	slices.Sort(got)
	wanted := strings.Fields(want)
	slices.Sort(wanted)
	if !slices.Equal(got, wanted) {
		t.Errorf("who %s: got  %s\nwant %s", question, strings.Join(got, " "), strings.Join(wanted, " "))
	}
}

// loadParts loads an estate: parts below live/ are what the AWS CLI printed, others
// templates. A part named options says how: "account=…", "region=…", "assume=any",
// and parameters.
func loadParts(t testing.TB, files []txtar.File) *estate.Estate {
	t.Helper()
	folder, dir := fstest.MapFS{}, t.TempDir()
	var names []string
	o := iac.Options{Parameters: map[string]string{}}
	for _, f := range files {
		switch {
		case f.Name == "options":
			options(&o, string(f.Data))
		case strings.HasPrefix(f.Name, "live/"):
			folder[strings.TrimPrefix(f.Name, "live/")] = &fstest.MapFile{Data: f.Data}
		default:
			name := filepath.Join(dir, f.Name)
			names = append(names, name)
			if err := os.WriteFile(name, f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	var e *estate.Estate
	if len(names) > 0 {
		var err error
		if e, err = iac.Open(names, o); err != nil {
			t.Fatal(err)
		}
	}
	if len(folder) == 0 {
		return e
	}
	live, err := account.Files(folder, ".")
	if err != nil {
		t.Fatal(err)
	}
	got := account.Load(live, account.Options{Account: o.Account, Region: o.Region})
	for _, p := range got.Problems {
		t.Errorf("load: %v", p)
	}
	return estate.Join(e, estate.Estate{
		Sources: got.Sources, Assume: o.Assume, Resources: got.Resources, Listings: got.Listings, Gaps: got.Gaps, Unseen: []estate.Gap{got.Rest},
	})
}

func options(o *iac.Options, text string) {
	for _, f := range strings.Fields(text) {
		switch key, value, _ := strings.Cut(f, "="); key {
		case "account":
			o.Account = value
		case "region":
			o.Region = value
		case "assume":
			o.Assume = estate.AssumeAny
		default:
			o.Parameters[key] = value
		}
	}
}

func newDirectory(t testing.TB, e *estate.Estate) *directory.Directory {
	t.Helper()
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	managed, err := catalog.Managed()
	if err != nil {
		t.Fatal(err)
	}
	return directory.New(e, c, managed)
}

// parts are a template and the options to load it with.
func parts(text, flags string) []txtar.File {
	return []txtar.File{{Name: "template.json", Data: []byte(text)}, {Name: "options", Data: []byte(flags)}}
}
