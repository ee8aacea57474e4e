package compare_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"ringwall/internal/policy"
)

var vectorUses = map[string]policy.Use{
	"identity": policy.IdentityPolicy, "resource": policy.ResourcePolicy, "trust": policy.TrustPolicy,
	"scp": policy.ServiceControlPolicy, "rcp": policy.ResourceControlPolicy,
}

var statementForm = regexp.MustCompile(`^(Allow|Deny) (!?)(\S+)(?: on (!?)(\S+))?(?: to ("\*"|\{.*?\}))?(?: if (\{.*\}))?$`)

// vectorDocument reads statements as testdata/pairs.txt writes them.
func vectorDocument(t *testing.T, text string) string {
	t.Helper()
	var out []string
	for _, s := range strings.Split(text, " + ") {
		m := statementForm.FindStringSubmatch(strings.TrimSpace(s))
		if m == nil {
			t.Fatalf("can't read %q", s)
		}
		list := func(text string) string {
			data, _ := json.Marshal(strings.Split(strings.ReplaceAll(text, ",'", "\x00'"), ","))
			data = []byte(strings.ReplaceAll(string(data), `\u0000`, ", "))
			return string(data)
		}
		not := map[string]string{"!": "Not"}
		fields := []string{`"Effect": "` + m[1] + `"`, `"` + not[m[2]] + `Action": ` + list(m[3])}
		if m[5] != "" {
			fields = append(fields, `"`+not[m[4]]+`Resource": `+list(m[5]))
		}
		if m[6] != "" {
			fields = append(fields, `"Principal": `+m[6])
		}
		if m[7] != "" {
			fields = append(fields, `"Condition": `+m[7])
		}
		out = append(out, "{"+strings.Join(fields, ", ")+"}")
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func TestPairs(t *testing.T) {
	for file, least := range map[string]int{"pairs.txt": 95, "second.txt": 100} {
		t.Run(file, func(t *testing.T) { testPairs(t, file, least) })
	}
}

func testPairs(t *testing.T, file string, least int) {
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	x := newTable(t)
	page, n := "", 0
	for i, line := range strings.Split(string(data), "\n") {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			page = title
		}
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, " | ")
		use, ok := vectorUses[f[1]]
		if len(f) != 4 || !ok || page == "" {
			t.Fatalf("%s:%d: can't be read", file, i+1)
		}
		n++
		r := ask(t, x, use, vectorDocument(t, f[2]), vectorDocument(t, f[3]))
		if r.Witness != nil {
			t.Logf("%s:%d: %s %s %s %v %v", file, i+1, r.Witness.Principal, r.Witness.Action, r.Witness.Resource, r.Witness.Context, r.Notes)
		}
		if r.Verdict.String() != f[0] {
			t.Errorf("%s:%d: %v, want %s %v\n\t%s\n\told %s\n\tnew %s", file, i+1, r.Verdict, f[0], r.Because, page, f[2], f[3])
			if r.Witness != nil {
				t.Errorf("witness %+v", *r.Witness)
			}
		}
	}
	if n < least {
		t.Errorf("%d pairs", n)
	}
}
