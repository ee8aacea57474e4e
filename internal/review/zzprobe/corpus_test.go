package zzprobe

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"ringwall/internal/finding"
	"ringwall/internal/iac"
	"ringwall/internal/review"
	"ringwall/internal/review/data"
	"ringwall/internal/review/identity"
)

func TestCorpus(t *testing.T) {
	root := os.Getenv("CORPUS")
	if root == "" {
		t.Skip()
	}
	rules := append(identity.Rules(), data.Rules()...)
	type count struct{ fail, unknown, pass, files int; sev [5]int }
	counts := map[string]*count{}
	out, _ := os.Create("/tmp/findings.tsv")
	defer out.Close()
	n, refused := 0, 0
	var total time.Duration
	slow := map[string]time.Duration{}
	filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch filepath.Ext(p) {
		case ".yaml", ".yml", ".json", ".template", ".cfn":
		default:
			return nil
		}
		e, err := iac.Open([]string{p}, iac.Options{})
		if err != nil {
			refused++
			return nil
		}
		n++
		start := time.Now()
		os.WriteFile("/tmp/current", []byte(p), 0o600)
		rep := review.Run(e, rules)
		el := time.Since(start)
		total += el
		if el > 20*time.Millisecond {
			slow[p] = el
		}
		for _, c := range rep.Controls {
			k := counts[c.Rule.ID]
			if k == nil {
				k = &count{}
				counts[c.Rule.ID] = k
			}
			k.fail += c.Fail
			k.unknown += c.Unknown
			k.pass += c.Pass
			if c.Fail > 0 {
				k.files++
			}
		}
		for _, f := range rep.Findings {
			if f.Status == finding.Fail {
				counts[f.Control].sev[f.Severity]++
			}
			var gaps []string
			for _, g := range f.Proof.Gaps {
				gaps = append(gaps, g.Cause())
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", f.Control, f.Status, f.Severity, f.Resource, f.Origin, f.Message, strings.Join(gaps, "; "))
		}
		return nil
	})
	var ids []string
	for id := range counts {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		c := counts[id]
		t.Logf("%-26s fail %5d (files %4d; info %d low %d med %d high %d crit %d) unknown %5d pass %5d", id, c.fail, c.files, c.sev[0], c.sev[1], c.sev[2], c.sev[3], c.sev[4], c.unknown, c.pass)
	}
	t.Logf("%d files, %d refused, %v total, %v mean", n, refused, total, total/time.Duration(n))
	for p, d := range slow {
		t.Logf("slow %v %s", d, p)
	}
}
