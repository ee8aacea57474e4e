package suppress_test

import (
	"strings"
	"testing"

	"ringwall/internal/iac"
	"ringwall/internal/suppress"
)

// FuzzFile: whatever a file of suppressions holds, reading it ends with an error
// or with suppressions that name a control and give a reason.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{
		"suppress: [{control: A, reason: r}]", "suppress:\n- control: [A, B*]\n  reason: >\n    folded\n  expires: 2027-01-31\n  unknown: true\n",
		"suppress: [{control: A, reason: r, file: '**/x', path: a/*, fingerprint: aa}]", "{}", "", "- a", "suppress: ~", "suppress: [~]", "? [a]\n: b", "a: &b [*b]",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := iac.ReadTree("ignore.yaml", []byte(text))
		if err != nil {
			return
		}
		list, err := suppress.File(tree, ".", false)
		if err != nil {
			return
		}
		for _, s := range list {
			if len(s.Controls) == 0 || strings.TrimSpace(s.Reason) == "" || s.Origin.Line == 0 {
				t.Errorf("%+v", s)
			}
		}
		suppress.Apply(suppress.Asked{Estate: two(), Findings: findings(), Today: today}, list)
	})
}
