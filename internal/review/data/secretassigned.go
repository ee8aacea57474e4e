package data

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// assignment is "name = value" or "--name value" in scripts and code.
const assignment = `(?i)(?:--)?([a-z0-9_.-]*(?:password|passwd|passphrase|secret|token|api_?key|access_?key|private_?key))["']?(?:\s*[:=]\s*|\s+)(["']?)([^\s"'${}<>();,\[\]|&` + "`" + `\\]{6,})(["']?)`

var (
	anyAssignment = regexp.MustCompile(assignment)
	assignedHere  = regexp.MustCompile(`\A(?:` + assignment + `)`)
)

// assigned finds a secret that a script or code writes down, and answers the
// name under which it does. What is computed, looked up or passed on is none.
func assigned(text string) (name string, t term) {
	for _, m := range assignments(text) {
		name, quote, value := m[1], m[2], m[3]
		t := termOf(name)
		if t == noTerm || quote == "" && !strings.Contains(m[0], "=") && !strings.HasPrefix(m[0], "--") {
			continue
		}
		if quote == m[4] && (looksRandom(value) || t == passwordTerm && mixed(value)) {
			return name, t
		}
	}
	return "", noTerm
}

// assignments are all matches of assignment. A script has few words that end in
// one of its terms, so these are looked for by hand and only there it is tried:
// a match begins where the word does, since the name takes all of it up to the
// term.
func assignments(text string) [][]string {
	if !isASCII(text) { // (?i) folds more letters than a byte tells
		return anyAssignment.FindAllStringSubmatch(text, -1)
	}
	var out [][]string
	lower := strings.ToLower(text)
	after := 0 // the end of the last match
	for at := 0; at < len(lower); at++ {
		n := termLength(lower[at:])
		if n == 0 || !assigns(lower[at+n:]) {
			continue
		}
		begin := at
		for begin > after && inName(lower[begin-1]) {
			begin--
		}
		if m := assignedHere.FindStringSubmatch(text[begin:]); m != nil {
			out = append(out, m)
			after = begin + len(m[0])
			at = after - 1
			continue
		}
		for at+1 < len(lower) && inName(lower[at+1]) {
			at++
		}
	}
	return out
}

// termLength is the length of the term of assignment with which a text in lower
// case begins; 0 if there is none.
func termLength(s string) int {
	var terms []string
	switch s[0] {
	case 'p':
		terms = termsOfP
	case 's':
		terms = termsOfS
	case 't':
		terms = termsOfT
	case 'a':
		terms = termsOfA
	}
	for _, t := range terms {
		if strings.HasPrefix(s, t) {
			return len(t)
		}
	}
	return 0
}

// The terms of assignment by their first letters.
var (
	termsOfP = []string{"password", "passwd", "passphrase", "privatekey", "private_key"}
	termsOfS = []string{"secret"}
	termsOfT = []string{"token"}
	termsOfA = []string{"apikey", "api_key", "accesskey", "access_key"}
)

// assigns reports whether what follows a name may give it a value.
func assigns(s string) bool {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		s = s[1:]
	}
	return s != "" && strings.IndexByte(":= \t\n\f\r", s[0]) >= 0
}

// inName reports the letters of a name, in lower case.
func inName(c byte) bool {
	return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-'
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
