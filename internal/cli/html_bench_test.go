package cli_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"ringwall/internal/cli"
	"ringwall/internal/review/reviewtest"
)

var keep = flag.String("keep", "", "the `FILE` in which BenchmarkHTML leaves its template")

// BenchmarkHTML reviews a template of about 1,000 resources into a page.
func BenchmarkHTML(b *testing.B) {
	file := filepath.Join(b.TempDir(), "template.json")
	for _, name := range []string{file, *keep} {
		if name != "" {
			if err := os.WriteFile(name, reviewtest.Thousand(), 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
	size := 0
	b.ReportAllocs()
	for b.Loop() {
		var page, problems bytes.Buffer
		if status := cli.Run([]string{"review", file, "-o", "html"}, nil, &page, &problems, func(string) string { return "" }); status > 1 {
			b.Fatal(problems.String())
		}
		size = page.Len()
	}
	b.ReportMetric(float64(size)/1e6, "MB-page")
}
