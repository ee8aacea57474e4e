package suppress_test

import (
	"slices"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/suppress"
)

const today = "2026-11-22"

// two is an estate of two groups, one of which the CDK has written.
func two() *estate.Estate {
	path := &estate.Tree{Kind: estate.Map, Fields: []estate.Field{
		{Name: "aws:cdk:path", Value: estate.NewScalar(estate.Literal("Web/Group/Resource"), estate.Origin{})}}}
	return estate.New(estate.Estate{Resources: []estate.Resource{
		&estate.Other{Core: estate.Core{ID: "web/Bastion", Logical: "Bastion", Stack: "web", Type: "AWS::EC2::SecurityGroup"}},
		&estate.Other{Core: estate.Core{ID: "Group", Logical: "Group", Stack: "app", Type: "AWS::EC2::SecurityGroup", Beside: &estate.Declaration{Metadata: path}}},
	}})
}

func findings() []finding.Finding {
	return []finding.Finding{
		{Control: "NET-ADMIN", Status: finding.Fail, Resource: "web/Bastion", Origin: estate.Origin{File: "infra/web.yaml", Line: 3}, Fingerprint: "aa"},
		{Control: "NET-ADMIN", Status: finding.Fail, Resource: "Group", Origin: estate.Origin{File: "infra/deep/app.yaml", Line: 9}, Fingerprint: "bb"},
		{Control: "DET-LOGS", Status: finding.Unknown, Resource: "Group", Origin: estate.Origin{File: "infra/deep/app.yaml", Line: 9}, Fingerprint: "cc"},
		{Control: "DET-TRAIL", Status: finding.Fail, Fingerprint: "dd"},
	}
}

func read(t *testing.T, text string) []finding.Suppression {
	t.Helper()
	tree, err := iac.ReadTree("ignore.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%s: %s", text, err)
	}
	list, err := suppress.File(tree, ".", false)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func apply(list []finding.Suppression) suppress.Outcome {
	return suppress.Apply(suppress.Asked{Estate: two(), Findings: findings(), Today: today}, list)
}

// TestSelectors: each restriction narrows, and nothing but what all of them meet
// is suppressed.
func TestSelectors(t *testing.T) {
	for _, c := range []struct{ selectors, want string }{
		{"control: NET-ADMIN", "aa bb"},
		{"control: NET-*", "aa bb"},
		{"control: '*'", "aa bb dd"},
		{"control: '*', unknown: true", "aa bb cc dd"},
		{"control: 'NET-?DMIN'", "aa bb"},
		{"control: NET", ""},
		{"control: [DET-TRAIL, NET-ADMIN]", "aa bb dd"},
		{"control: '*', resource: Bastion", "aa"},
		{"control: '*', resource: web/Bastion", "aa"},
		{"control: '*', resource: web/*", "aa"},
		{"control: '*', resource: bastion", ""},
		{"control: '*', resource: [Bastion, Gro*]", "aa bb"},
		{"control: '*', file: web.yaml", "aa"},
		{"control: '*', file: '*.yaml'", "aa bb"},
		{"control: '*', file: infra/*.yaml", "aa"},
		{"control: '*', file: infra", "aa bb"},
		{"control: '*', file: infra/deep/", "bb"},
		{"control: '*', file: '**/app.yaml'", "bb"},
		{"control: '*', file: infra/**/app.yaml", "bb"},
		{"control: '*', file: '**/deep/**'", "bb"},
		{"control: '*', file: '**/*.yaml/**'", "aa bb"},
		{"control: '*', file: '**/infra/**/web.yaml'", "aa"},
		{"control: '*', file: infra/**/deep/web.yaml", ""},
		{"control: '*', file: other/*.yaml", ""},
		{"control: '*', path: Web/*", "bb"},
		{"control: '*', path: Web/Group/Resource", "bb"},
		{"control: '*', path: Other/*", ""},
		{"control: '*', fingerprint: dd", "dd"},
		{"control: NET-ADMIN, fingerprint: dd", ""},
		{"control: '*', expires: 2026-11-22", "aa bb dd"},
		{"control: '*', expires: 2026-11-21", ""},
	} {
		out := apply(read(t, "suppress: [{"+c.selectors+", reason: known}]"))
		var got []string
		for _, f := range out.Suppressed {
			got = append(got, f.Fingerprint)
			if f.Suppression == nil || f.Suppression.Reason != "known" {
				t.Errorf("%s: %s has not the suppression", c.selectors, f.Fingerprint)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: suppresses %v, want %s", c.selectors, got, c.want)
		}
		if len(out.Open)+len(out.Suppressed) != len(findings()) {
			t.Errorf("%s: a finding is lost", c.selectors)
		}
	}
}

// TestWithin: a file found beside a source speaks of what lies there only.
func TestWithin(t *testing.T) {
	tree, err := iac.ReadTree("infra/deep/ignore.yaml", []byte("suppress: [{control: '*', reason: known}]"))
	if err != nil {
		t.Fatal(err)
	}
	list, err := suppress.File(tree, "infra/deep", true)
	if err != nil {
		t.Fatal(err)
	}
	out := apply(list)
	if len(out.Suppressed) != 2 || out.Suppressed[0].Fingerprint != "bb" || out.Suppressed[1].Fingerprint != "dd" {
		t.Errorf("suppressed %v", out.Suppressed)
	}
}

// TestIdle: what has expired, and what matches nothing, is told apart from what
// is needed; a suppression of something that is unknown so far is needed.
func TestIdle(t *testing.T) {
	list := read(t, `suppress:
- {control: NET-ADMIN, resource: Group, reason: past, expires: 2025-01-01}
- {control: NET-ADMIN, resource: Gone, reason: no such group}
- {control: DET-LOGS, reason: it is unknown so far}
- {control: IAM-STAR, reason: it was not put}
- {control: DET-TRAIL, reason: needed}
- {control: NET-ADMEN, reason: misspelt}
`)
	out := suppress.Apply(suppress.Asked{
		Estate: two(), Findings: findings(), Controls: []string{"NET-ADMIN", "DET-LOGS", "DET-TRAIL"}, Today: today,
		Known: []string{"NET-ADMIN", "DET-LOGS", "DET-TRAIL", "IAM-STAR"}}, list)
	if len(out.Expired) != 1 || out.Expired[0].Reason != "past" {
		t.Errorf("expired: %v", out.Expired)
	}
	if len(out.Stale) != 2 || out.Stale[0].Reason != "no such group" || out.Stale[1].Reason != "misspelt" {
		t.Errorf("stale: %v", out.Stale)
	}
	if len(out.Suppressed) != 1 {
		t.Errorf("suppressed: %v", out.Suppressed)
	}
}

// TestWhole: that a control is unknown for all of the estate is accepted only by
// what says so and restricts nothing else.
func TestWhole(t *testing.T) {
	for text, want := range map[string]bool{
		"control: DET-ON, unknown: true":                      true,
		"control: DET-*, unknown: true":                       true,
		"control: DET-ON":                                     false,
		"control: DET-ON, unknown: true, resource: Group":     false,
		"control: DET-ON, unknown: true, expires: 2026-01-01": false,
	} {
		list := read(t, "suppress: [{"+text+", reason: the landing zone has it}]")
		out := suppress.Apply(suppress.Asked{Estate: two(), Open: []string{"DET-ON"}, Today: today}, list)
		if (out.Whole["DET-ON"] != nil) != want {
			t.Errorf("%s: accepted %v, want %v", text, !want, want)
		}
	}
}

// TestMistakes: what is not understood is an error that names its place.
func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"suppress: [{control: A}]":                                      "ignore.yaml:1:12: the suppression gives no reason",
		"suppress: [{control: A, reason: ' '}]":                         "1:25: reason must be a text",
		"suppress: [{reason: r}]":                                       "1:12: the suppression names no control",
		"suppress: [{control: A, reason: r, resources: X}]":             `1:36: "resources" is no key of a suppression`,
		"suppress: [{control: A, reason: r, expires: soon}]":            `1:36: expires is "soon"; expected a day`,
		"suppress: [{control: A, reason: r, expires: 2026-02-30}]":      `expires is "2026-02-30"`,
		"suppress: [{control: A, reason: r, unknown: perhaps}]":         "unknown must be true or false",
		"suppress: [{control: A, reason: r, resource: []}]":             "resource is an empty list",
		"suppress: [{control: A, reason: r, resource: {}}]":             "resource must be a text",
		"suppress: [{control: A, reason: r, resource: X, resource: Y}]": "1:49: resource is written twice",
		"suppress: {control: A}":                                        "1:1: suppress must be a list",
		"suppress: [A]":                                                 "1:12: a suppression must be a map",
		"[A]":                                                           "1:1: expected a map with the key suppress",
		"ignore: []":                                                    `1:1: "ignore" is no key here`,
		"suppress: []\n---\nsuppress: []\n":                             "2:1: a second document; one is read",
		"suppress: [&a {control: A, reason: r}, *a]":                    "aliases are not read here",
	} {
		tree, err := iac.ReadTree("ignore.yaml", []byte(text))
		if err == nil {
			_, err = suppress.File(tree, ".", false)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// TestManyWildcardsAreNoRiddle: a pattern with many ** is not tried in all ways.
func TestManyWildcardsAreNoRiddle(t *testing.T) {
	pattern := strings.Repeat("**/a/", 30) + "b"
	list := read(t, "suppress: [{control: '*', file: '"+pattern+"', reason: known}]")
	e := &estate.Estate{}
	f := finding.Finding{Control: "NET-ADMIN", Status: finding.Fail, Origin: estate.Origin{File: strings.Repeat("a/", 60) + "c"}}
	out := suppress.Apply(suppress.Asked{Estate: e, Findings: []finding.Finding{f}, Today: "2026-11-22"}, list)
	if len(out.Suppressed) != 0 {
		t.Error("it matches")
	}
}

// TestSoundness: of a finding without any matching suppression nothing is hidden,
// whatever else is suppressed; and suppressing more never opens anything.
func TestSoundness(t *testing.T) {
	all := []string{"control: NET-*, resource: B*", "control: DET-*", "control: '*', file: infra/deep", "control: '*', expires: 2020-01-01"}
	var before []finding.Suppression
	hidden := 0
	for _, text := range all {
		before = append(before, read(t, "suppress: [{"+text+", reason: r}]")...)
		out := apply(before)
		for _, f := range out.Suppressed {
			if !slices.ContainsFunc(before, func(s finding.Suppression) bool { return s.ID == f.Suppression.ID }) || f.Status == finding.Unknown {
				t.Errorf("%s is hidden by nothing", f.Fingerprint)
			}
		}
		if len(out.Suppressed) < hidden {
			t.Errorf("with %s less is suppressed", text)
		}
		hidden = len(out.Suppressed)
	}
}
