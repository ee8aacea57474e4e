package cli

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

// TestPage: the page of the flawed example shows the architecture and the paths of
// its findings, and no id stands on it twice, whatever pictures it has.
func TestPage(t *testing.T) {
	var page, problems bytes.Buffer
	status := Run([]string{"review", "../../examples/myapp-flawed", "--severity", "info", "-o", "html"}, nil, &page, &problems, func(string) string { return "" })
	if status != statusBad {
		t.Fatalf("exit status %d: %s", status, problems.String())
	}
	if n := strings.Count(page.String(), `class="ringwall-diagram"`); n < 3 {
		t.Errorf("%d pictures, want the architecture and paths", n)
	}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(page.String(), -1) {
		if seen[m[1]] {
			t.Errorf("the id %s stands twice", m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?:href="#|aria-labelledby=")([^" ]*)`).FindAllStringSubmatch(page.String(), -1) {
		if !seen[m[1]] {
			t.Errorf("%s is nowhere on the page", m[1])
		}
	}
	if strings.Contains(strings.ReplaceAll(page.String(), "http://www.w3.org/2000/svg", ""), "://") {
		t.Error("the page names an address elsewhere")
	}
}
