package zzprobe

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/review"
	"ringwall/internal/review/data"
	"ringwall/internal/review/identity"
)

func TestProbes(t *testing.T) {
	files, _ := filepath.Glob("../../../testdata/probes/*.txtar")
	rules := append(identity.Rules(), data.Rules()...)
	n, bad := 0, 0
	for _, f := range files {
		text, _ := os.ReadFile(f)
		var wants [][]string
		o := iac.Options{Parameters: map[string]string{}}
		dir := t.TempDir()
		var cur string
		contents := map[string]string{}
		for _, l := range strings.SplitAfter(string(text), "\n") {
			if strings.HasPrefix(l, "-- ") {
				cur = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(l), "-- "), " --")
				continue
			}
			if cur != "" {
				contents[cur] += l
				continue
			}
			if strings.HasPrefix(l, "want: ") {
				wants = append(wants, strings.Fields(l)[1:])
			}
			if strings.HasPrefix(l, "args: ") {
				a := strings.Fields(l)[1:]
				for i := 0; i+1 < len(a); i += 2 {
					switch a[i] {
					case "--assume":
						if a[i+1] == "any" {
							o.Assume = estate.AssumeAny
						}
					case "--param":
						k, v, _ := strings.Cut(a[i+1], "=")
						o.Parameters[k] = v
					case "--region":
						o.Region = a[i+1]
					case "--account":
						o.Account = a[i+1]
					}
				}
			}
		}
		for name, c := range contents {
			os.WriteFile(filepath.Join(dir, name), []byte(c), 0o600)
		}
		var mine [][]string
		for _, w := range wants {
			if strings.HasPrefix(w[0], "DATA-") || strings.HasPrefix(w[0], "IAM-") {
				mine = append(mine, w)
			}
		}
		if len(mine) == 0 {
			continue
		}
		e, err := iac.Open([]string{dir}, o)
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		rep := review.Run(e, rules)
		for _, w := range mine {
			n++
			got := finding.Pass
			var words []string
			var scen []string
			for _, x := range rep.Findings {
				if x.Control == w[0] && string(x.Resource) == w[1] {
					got = max(got, x.Status)
					for _, g := range x.Proof.Gaps {
						words = append(words, g.Cause())
					}
					for _, s := range x.Proof.Scenario {
						scen = append(scen, s.String())
					}
				}
			}
			ok := got.String() == w[2]
			for _, extra := range w[3:] {
				k, v, _ := strings.Cut(extra, "=")
				for _, word := range strings.Split(v, ",") {
					hay := strings.Join(words, " | ")
					if k == "scenario" {
						hay = strings.Join(scen, " | ")
					}
					ok = ok && strings.Contains(hay, word)
				}
			}
			if !ok {
				bad++
				t.Errorf("%s: want %v got %v because %v scenario %v", filepath.Base(f), w, got, words, scen)
			}
		}
	}
	t.Logf("%d labels, %d wrong", n, bad)
}
