package ringwall_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryFuzzTargetIsRun holds .ci/fuzz to the fuzz targets that there are.
func TestEveryFuzzTargetIsRun(t *testing.T) {
	script, err := os.ReadFile(".ci/fuzz")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, line := range strings.Split(string(script), "\n") {
		if strings.HasPrefix(line, "run ./") {
			listed[line] = true
		}
	}
	target := regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	err = filepath.WalkDir("internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range target.FindAllStringSubmatch(string(text), -1) {
			line := "run ./" + filepath.ToSlash(filepath.Dir(path)) + " " + m[1]
			if !listed[line] {
				t.Errorf("%s: .ci/fuzz has no line %q", path, line)
			}
			delete(listed, line)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for line := range listed {
		t.Errorf(".ci/fuzz: %q names no fuzz target", line)
	}
}
