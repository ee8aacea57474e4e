package zzprobe

import (
	"os"
	"testing"

	"ringwall/internal/iac"
	"ringwall/internal/review"
	"ringwall/internal/review/data"
	"ringwall/internal/review/identity"
)

func TestMyapp(t *testing.T) {
	for _, dir := range []string{"../../../examples/myapp", "../../../examples/myapp-flawed", "../../../examples/steps/09-serverless-secured"} {
		if _, err := os.Stat(dir); err != nil {
			continue
		}
		e, err := iac.Open([]string{dir}, iac.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rep := review.Run(e, append(identity.Rules(), data.Rules()...))
		t.Log(dir)
		for _, f := range rep.Findings {
			var gaps []string
			for _, g := range f.Proof.Gaps {
				gaps = append(gaps, g.Cause())
			}
			t.Logf("%s %s %s %s %s: %s %v", f.Control, f.Status, f.Severity, f.Resource, f.Origin, f.Message, gaps)
		}
		for _, c := range rep.Controls {
			t.Logf("   %s %v pass %d fail %d unknown %d %v", c.Rule.ID, c.Status, c.Pass, c.Fail, c.Unknown, len(c.Because))
		}
	}
}
