package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"ringwall/internal/cli"
	"ringwall/internal/review/all"
)

// BenchmarkFolder reviews a thousand templates as one estate: what the controls are
// tried on, some three hundred unlike templates, as three environments have them.
func BenchmarkFolder(b *testing.B) {
	dir := *keep
	if dir == "" {
		dir = b.TempDir()
	}
	const most = 1000
	var texts []string
	for _, r := range all.Rules() {
		for _, text := range []string{r.Specimen, r.Twin} {
			if text != "" {
				texts = append(texts, text)
			}
		}
	}
	for i := range most {
		folder := filepath.Join(dir, fmt.Sprintf("environment%d", i/len(texts)))
		if err := os.MkdirAll(folder, 0o750); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("t%03d.yaml", i%len(texts))), []byte(texts[i%len(texts)]), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		var out, problems bytes.Buffer
		if status := cli.Run([]string{"review", dir}, nil, &out, &problems, func(string) string { return "" }); status > 1 {
			b.Fatal(problems.String())
		}
	}
}
