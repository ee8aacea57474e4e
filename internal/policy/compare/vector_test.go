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
			data, _ := json.Marshal(strings.Split(text, ","))
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
	data, err := os.ReadFile("testdata/pairs.txt")
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
			t.Fatalf("pairs.txt:%d: can't be read", i+1)
		}
		n++
		r := ask(t, x, use, vectorDocument(t, f[2]), vectorDocument(t, f[3]))
		if r.Verdict.String() != f[0] {
			t.Errorf("pairs.txt:%d: %v, want %s %v\n\t%s\n\told %s\n\tnew %s", i+1, r.Verdict, f[0], r.Because, page, f[2], f[3])
			if r.Witness != nil {
				t.Errorf("witness %+v", *r.Witness)
			}
		}
	}
	if n < 80 {
		t.Errorf("%d pairs", n)
	}
}
