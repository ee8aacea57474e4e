package cloudformation

import (
	"regexp/syntax"
	"testing"
)

// TestALanguageThatLooksLargeIsLarge holds the quick look at a pattern to what
// unfolding it says.
func TestALanguageThatLooksLargeIsLarge(t *testing.T) {
	for pattern, quick := range map[string]bool{
		"^(true|false)$": false, "": false, "a?b?": false, "[ab]{1,3}": false, "[a-z]": false, "x{3}": false, "x{70}": false, "(?:a{0})": false,
		"[a-zA-Z0-9]*": true, "[a-z]{2}": true, "[ab]{7}": true, "[ab]{0,7}": true, ".": true, "a|b+": true, "(x|.{3})?y": true,
		`^(\d{1,3})\.(\d{1,3})$`: true, "[^a]": true, "[a-z]{1,63}": true, "(ab)*": false, "(?:[ab]*){0}": false, "x{0,90}": false, `\bx`: true,
	} {
		re, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if got := isLarge(re); got != quick {
			t.Errorf("%q looks large: %v, want %v", pattern, got, quick)
		}
		if out, ok := language(re.Simplify()); quick && ok && len(out) <= maxLanguage {
			t.Errorf("%q looks large, but has only %d strings", pattern, len(out))
		}
	}
}
