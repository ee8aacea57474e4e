package cli

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/policy"
)

const (
	controlsPage = "../../docs/controls.md"
	missionPage  = "../../docs/mission-controls.md"
)

// TestControlsPage checks that docs/controls.md is what the rules say; with -update
// it writes it.
func TestControlsPage(t *testing.T) {
	var b bytes.Buffer
	writeControls(&b)
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(controlsPage, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(controlsPage)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, b.Bytes()) {
		t.Errorf("%s is not what the rules say: run make docs", controlsPage)
	}
}

func writeControls(w io.Writer) {
	fmt.Fprintf(w, "# Controls\n\n<!-- Generated from the rules: make docs -->\n\n"+
		"%d controls, by area. `ringwall explain CONTROL` shows each with a template that fails it and a near-twin that passes. "+
		"**Needs**: A properties of one resource, J relations between resources, NET network reachability, IAM policies, "+
		"ORG the organisation or account, which a workload's template does not show: there the control is `unknown`, and says which command would show it. "+
		"**Severity** is that of a plain failure; a finding may weigh more or less, and says why.\n", len(rules()))
	for _, a := range finding.Areas() {
		fmt.Fprintf(w, "\n## %s\n", a.Title())
		for _, r := range rules() {
			if r.Area != a {
				continue
			}
			fmt.Fprintf(w, "\n### %s\n\n%s. **%s** · needs %s · %s\n\n%s\n\n*Fix:* %s\n", r.ID, plainText(r.Title), r.Severity, strings.Join(r.Needs, ", "),
				strings.Join(r.References, ", "), plainText(r.Why), plainText(r.Fix))
			if more := raisedBy(r.Raise); more != "" {
				fmt.Fprintf(w, "\n*Weighs more* %s.\n", more)
			}
			if r.ID == "DET-CIS-ALARMS" {
				fmt.Fprint(w, "\nThe alarms are those of section 5 of the benchmark, 5.1 to 5.15; 5.15 is for the management account of an organisation.\n")
			}
		}
	}
	writeStandards(w)
	fmt.Fprint(w, "\n## Codes of policy check\n\n| code | severity | what holds | fix |\n| --- | --- | --- | --- |\n")
	for _, code := range policyCodes() {
		c := policyControl(code)
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", c.ID, c.Severity, cell(c.Title), cell(c.Fix))
	}
}

// writeStandards lists which controls serve each requirement of a standard.
func writeStandards(w io.Writer) {
	serve := map[string]map[string][]string{}
	for _, r := range rules() {
		for _, ref := range r.References {
			standard, id, _ := strings.Cut(ref, " ")
			if serve[standard] == nil {
				serve[standard] = map[string][]string{}
			}
			serve[standard][id] = append(serve[standard][id], r.ID)
		}
	}
	for _, s := range [][2]string{
		{"FSBP", "AWS Foundational Security Best Practices"}, {"CIS", "CIS AWS Foundations Benchmark 6.0"}, {"WA", "AWS Well-Architected, security pillar"},
	} {
		fmt.Fprintf(w, "\n## %s\n\n| requirement | controls |\n| --- | --- |\n", s[1])
		var list []string
		for id := range serve[s[0]] {
			list = append(list, id)
		}
		slices.SortFunc(list, func(a, b string) int { return strings.Compare(sortable(a), sortable(b)) })
		for _, id := range list {
			fmt.Fprintf(w, "| %s | %s |\n", id, strings.Join(serve[s[0]][id], ", "))
		}
	}
}

var digits = regexp.MustCompile(`\d+`)

// sortable writes numbers so that 5.10 comes after 5.9.
func sortable(id string) string {
	return digits.ReplaceAllStringFunc(id, func(s string) string { return strings.Repeat("0", 6-min(6, len(s))) + s })
}

// plainText keeps what looks like HTML or a link from being read as such.
func plainText(s string) string { return strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(s) }

func cell(s string) string { return strings.ReplaceAll(plainText(s), "|", "\\|") }

var named = regexp.MustCompile("`((?:IAM|DET|NET|INF|DATA|IR)-[A-Z0-9-]+)`")

// TestMissionPage checks that the controls which docs/mission-controls.md names
// exist, and that every line of its tables names one or says that people answer.
func TestMissionPage(t *testing.T) {
	text, err := os.ReadFile(missionPage)
	if err != nil {
		t.Fatal(err)
	}
	all := ids(rules())
	found := 0
	for _, m := range named.FindAllStringSubmatch(string(text), -1) {
		found++
		if !slices.Contains(all, m[1]) {
			t.Errorf("%s names %s, which is no control", missionPage, m[1])
		}
	}
	if found < 50 {
		t.Errorf("only %d controls are named", found)
	}
	for n, line := range strings.Split(string(text), "\n") {
		row := strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| ---") && !strings.Contains(line, "| controls |")
		if row && !named.MatchString(line) && !strings.Contains(line, "people") && !strings.Contains(line, "`ringwall ") {
			t.Errorf("%s:%d names no control and does not say that people answer: %s", missionPage, n+1, line)
		}
	}
}

// TestPolicyCodesAreExplained: every code that policy check may print has its
// explanation.
func TestPolicyCodesAreExplained(t *testing.T) {
	source, err := os.ReadFile("../policy/problem.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := policyCodes()
	for _, m := range regexp.MustCompile(`Code = "([a-z-]+)"`).FindAllStringSubmatch(string(source), -1) {
		if !slices.ContainsFunc(codes, func(c policy.Code) bool { return string(c) == m[1] }) {
			t.Errorf("%s is not explained", m[1])
		}
	}
	for code := range adviceByCode {
		if !slices.Contains(codes, code) {
			t.Errorf("%s is not explained", code)
		}
	}
	for _, code := range codes {
		if c := policyControl(code); c.Why == "" || c.Fix == "" || c.Title == "" || policyControlByID(c.ID) == nil {
			t.Errorf("%s: incomplete: %+v", code, c)
		}
	}
	for code := range whyByCode {
		if !slices.Contains(codes, code) {
			t.Errorf("why of %s, which is no code", code)
		}
	}
}
