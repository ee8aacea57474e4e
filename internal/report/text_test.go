package report_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/report"
	"ringwall/internal/scenario"
)

func text(t *testing.T, e report.Entry, s report.Style) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.NewText(&b, s).Write(e); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTextReview(t *testing.T) {
	got := text(t, report.Entry{Review: sample()}, report.Style{})
	for _, want := range []string{
		"Review of my templates/web.yaml\n1 stack, 1 resource\n",
		"  Infrastructure protection     -     1        -\n",
		"Assumed\n", "  Stage=dev\n",
		"  ? Cidr: parameter without a default\n    settle: --param Cidr=VALUE\n",
		"CRITICAL  NET-ADMIN-PORT-INTERNET  Group (AWS::EC2::SecurityGroup)\n  my templates/web.yaml:7:9\n  tcp 22 is open to 0.0.0.0/0\n",
		"    ✓ security-group  Group: in tcp/22 from 0.0.0.0/0  :7:9\n", "  Fix: Use Session Manager.\n",
		"fails if Stage=prod\n", "Not visible in these sources\n  ? It belongs to the account: DET-GUARDDUTY-ON\n",
		"✗ 1 failure at or over high: 1 critical; 1 less severe; 2 undecided.\n",
		"Next: ringwall explain NET-ADMIN-PORT-INTERNET",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the text lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "\x1b") {
		t.Error("the text is coloured without being asked to")
	}
}

// TestTextFoldsWhatIsNotVisible: a workload's template shows little of its account.
func TestTextFoldsWhatIsNotVisible(t *testing.T) {
	r := sample()
	for _, id := range []string{"IAM-ROOT-KEYS", "DET-MACIE-ON", "IR-CONTACTS"} {
		control := *r.Controls[0].Control
		control.ID = id
		r.Controls = append(r.Controls, report.ControlStatus{Control: &control, Status: finding.Unknown, Because: []estate.Gap{{Variable: &scenario.Variable{Name: id, Why: "nobody says " + id}}}})
	}
	short, long := text(t, report.Entry{Review: r}, report.Style{Width: 200}), text(t, report.Entry{Review: r}, report.Style{Verbose: true})
	if want := "  ? 4 controls need the account, its organisation or other stacks: DET-GUARDDUTY-ON, DET-MACIE-ON, IAM-ROOT-KEYS, IR-CONTACTS; -v says"; !strings.Contains(short, want) {
		t.Errorf("the text lacks %q:\n%s", want, short)
	}
	if want := "  ? Nobody says DET-MACIE-ON: DET-MACIE-ON\n"; !strings.Contains(long, want) {
		t.Errorf("the verbose text lacks %q:\n%s", want, long)
	}
}

// TestTextWidth: lines keep to the width, but for words that cannot be broken.
func TestTextWidth(t *testing.T) {
	const width = 60
	for _, line := range strings.Split(text(t, report.Entry{Review: sample()}, report.Style{Width: width}), "\n") {
		if utf8.RuneCountInString(line) > width && !strings.Contains(line, "web.yaml") && !strings.Contains(line, "NET-ADMIN") {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
		}
	}
}

// TestTextColour: colour changes nothing but colour.
func TestTextColour(t *testing.T) {
	plain := text(t, report.Entry{Review: sample()}, report.Style{Verbose: true})
	coloured := text(t, report.Entry{Review: sample()}, report.Style{Verbose: true, Color: true})
	if !strings.Contains(coloured, "\x1b[1;31mCRITICAL") {
		t.Error("a critical finding is not loud")
	}
	var b strings.Builder
	for i, part := range strings.Split(coloured, "\x1b[") {
		if i > 0 {
			_, part, _ = strings.Cut(part, "m")
		}
		b.WriteString(part)
	}
	trim := func(s string) string {
		lines := strings.Split(s, "\n")
		for i, l := range lines {
			lines[i] = strings.TrimRight(l, " ")
		}
		return strings.Join(lines, "\n")
	}
	if trim(b.String()) != trim(plain) {
		t.Errorf("without its colours the text is\n%s\nwant\n%s", b.String(), plain)
	}
}

func TestWrongForm(t *testing.T) {
	var b bytes.Buffer
	for _, w := range []report.Writer{report.NewText(&b, report.Style{}), report.NewJSON(&b), report.NewSARIF(&b, "")} {
		if err := w.Write(report.Entry{}); !errors.Is(err, report.ErrFormat) {
			t.Errorf("%T of an empty entry: %v", w, err)
		}
	}
	if err := report.NewSARIF(&b, "").Write(report.Entry{Catalog: &report.Catalog{}}); !errors.Is(err, report.ErrFormat) {
		t.Errorf("SARIF of a catalogue: %v", err)
	}
}

// TestSecrets: literal values of what is named as a secret are not shown; what
// leads to one, and settings, are.
func TestSecrets(t *testing.T) {
	for _, c := range []struct {
		name, want string
	}{
		{"MasterUserPassword", "(hidden)"}, {"DB_PASSWORD", "(hidden)"}, {"SecretString", "(hidden)"}, {"AuthToken", "(hidden)"},
		{"apiKey", "(hidden)"}, {"SecretArn", "s3cr3t"}, {"HttpTokens", "s3cr3t"}, {"PasswordLength", "s3cr3t"}, {"Name", "s3cr3t"},
	} {
		props := &estate.Tree{Kind: estate.Map, Fields: []estate.Field{{Name: c.name, Value: estate.NewScalar(estate.Literal("s3cr3t"), estate.Origin{})}}}
		r := &estate.Other{Core: estate.Core{ID: "Thing", Type: "AWS::Some::Thing", Properties: props}}
		e := estate.New(estate.Estate{Resources: []estate.Resource{r}})
		entry := report.Entry{Show: &report.Inventory{Subject: report.Subject{Estate: e}, Resources: e.Resources, Whole: true}}
		var b bytes.Buffer
		if err := report.NewJSON(&b).Write(entry); err != nil {
			t.Fatal(err)
		}
		for _, got := range []string{b.String(), text(t, entry, report.Style{})} {
			if strings.Contains(got, "s3cr3t") != (c.want == "s3cr3t") {
				t.Errorf("%s: want %s in\n%s", c.name, c.want, got)
			}
		}
	}
}

// TestHiddenParameter: the values of NoEcho parameters are not shown as
// assumptions or scenarios.
func TestHiddenParameter(t *testing.T) {
	r := sample()
	v := &scenario.Variable{Name: "Password", Default: "hunter2", HasDefault: true, Hidden: true}
	r.Assumed = []*scenario.Variable{v}
	r.Findings[2].Proof.Scenario = []scenario.Setting{{Variable: v, Value: "hunter2"}, {Variable: v, Other: true, Not: []string{"hunter2"}}}
	var b bytes.Buffer
	if err := report.NewJSON(&b).Write(report.Entry{Review: r}); err != nil {
		t.Fatal(err)
	}
	if err := report.NewSARIF(&b, "").Write(report.Entry{Review: r}); err != nil {
		t.Fatal(err)
	}
	b.WriteString(text(t, report.Entry{Review: r}, report.Style{Verbose: true}))
	if strings.Contains(b.String(), "hunter2") || !strings.Contains(b.String(), "Password=(hidden) (default)") {
		t.Error(b.String())
	}
}
