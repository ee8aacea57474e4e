package data

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// shape is a form of secret that shows by itself.
type shape struct {
	kind    string
	markers []string // one of them is in every match: looked for first
	pattern *regexp.Regexp
}

var shapes = []shape{
	{"an AWS access key id", []string{"AKIA"}, regexp.MustCompile(`\bAKIA[A-Z2-7]{16}\b`)},
	{"a GitHub token", []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}, regexp.MustCompile(`\bgh[pousr]_[A-Za-z0-9]{36}\b`)},
	{"a GitHub token", []string{"github_pat_"}, regexp.MustCompile(`\bgithub_pat_[A-Za-z0-9_]{30,}`)},
	{"a GitLab token", []string{"glpat-"}, regexp.MustCompile(`\bglpat-[A-Za-z0-9_-]{20}`)},
	{"a Slack token", []string{"xox"}, regexp.MustCompile(`\bxox[abprs]-[A-Za-z0-9-]{10,}`)},
	{"a Slack webhook", []string{"hooks.slack.com/services/T"}, regexp.MustCompile(`hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}`)},
	{"a private key", []string{"PRIVATE KEY-----"}, regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/=]{20,}`)},
	{"a JSON web token", []string{"eyJ"}, regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}`)},
	{"a Stripe key", []string{"k_live_"}, regexp.MustCompile(`\b[sr]k_live_[A-Za-z0-9]{16,}`)},
	{"a Google API key", []string{"AIza"}, regexp.MustCompile(`\bAIza[0-9A-Za-z_-]{35}\b`)},
	{"a SendGrid key", []string{"SG."}, regexp.MustCompile(`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`)},
	{"an npm token", []string{"npm_"}, regexp.MustCompile(`\bnpm_[A-Za-z0-9]{36}\b`)},
}

// credentialURL is a URL with a password in it.
var credentialURL = regexp.MustCompile(`[a-z][a-z0-9+.-]*://[^\s/:@'"<>${}]+:([^\s/:@'"<>${}]{3,})@[A-Za-z0-9]`)

// shapeOf finds a secret that shows by its form, and names its kind.
func shapeOf(text string) (kind string, ok bool) {
	for _, s := range shapes {
		if !slices.ContainsFunc(s.markers, func(m string) bool { return strings.Contains(text, m) }) {
			continue
		}
		if m := s.pattern.FindString(text); m != "" && !strings.Contains(m, "EXAMPLE") && !repeats(m) {
			return s.kind, true
		}
	}
	if strings.Contains(text, "://") && strings.Contains(text, "@") {
		if m := credentialURL.FindStringSubmatch(text); m != nil && !isPlaceholder(m[1]) && !strings.EqualFold(m[1], "x-oauth-basic") {
			return "a password in a URL", true
		}
	}
	return "", false
}

// mixed is what a written password looks like: letters and digits in one word.
func mixed(s string) bool {
	return len(s) >= 8 && strings.ContainsAny(s, "0123456789") && strings.ContainsFunc(s, unicode.IsLetter) &&
		!strings.ContainsAny(s, "./-_*:%@") && !isPlaceholder(s) && !isElsewhere(s)
}

// isSecret judges a literal that stands where a name promises a secret. For a
// password any word will do, however weak; others must look like a secret.
func isSecret(t term, value string) bool {
	if t == noTerm {
		return false
	}
	value = strings.TrimSpace(value)
	if value == "" || isPlaceholder(value) || isElsewhere(value) {
		return false
	}
	switch t {
	case passwordTerm:
		return len(value) >= 3 && !strings.ContainsAny(value, " \n")
	case secretTerm, tokenTerm:
		return looksRandom(value)
	}
	return false
}

// isElsewhere: the value says where a secret is, or is a switch or a number of
// something else.
func isElsewhere(s string) bool {
	lower := strings.ToLower(s)
	switch lower {
	case "true", "false", "yes", "no", "none", "null", "optional", "required", "enabled", "disabled", "basic", "bearer", "plaintext", "header", "query", "string", "securestring", "password", "secret", "token":
		return lower != "password" && lower != "secret"
	}
	for _, p := range []string{"arn:", "http://", "https://", "s3://", "/", "{{resolve:", "ssm:", "secretsmanager:", "alias/", "$", "!", "file:", "ssh-rsa ", "ssh-ed25519 "} {
		if strings.HasPrefix(lower, p) {
			return true
		}
	}
	return strings.Contains(s, "${") || strings.Contains(s, "{{") || strings.Contains(s, "::")
}

// isPlaceholder: somebody is to put the secret there. "changeme" is none: it
// works as a password until somebody does.
func isPlaceholder(s string) bool {
	lower := strings.ToLower(s)
	for _, p := range []string{"replace", "placeholder", "todo", "your", "insert", "dummy", "to-be", "tobe", "tbd", "example", "redacted", "fixme", "<", "[", "update_me", "updateme", "enter", "not-used", "notused", "n/a", "ignored", "unused", "empty", "fake"} {
		if strings.Contains(lower, p) {
			return true
		}
	}
	return repeats(s)
}

// repeats: at most two different characters, such as xxxx or ****.
func repeats(s string) bool {
	if len(s) <= 2 {
		return false
	}
	var first, second rune
	different := 0
	for _, r := range s {
		switch {
		case different > 0 && r == first || different > 1 && r == second:
		case different == 0:
			first, different = r, 1
		case different == 1:
			second, different = r, 2
		default:
			return false
		}
	}
	return true
}

// looksRandom: letters and digits or signs mixed as in keys and good passwords,
// unlike names, paths and identifiers.
func looksRandom(s string) bool {
	if len(s) < 8 || strings.ContainsAny(s, " \n/") && !base64Like(s) || isPlaceholder(s) || isElsewhere(s) {
		return false
	}
	var letters, digits, upper, lower, signs int
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsUpper(r):
			letters, upper = letters+1, upper+1
		case unicode.IsLower(r):
			letters, lower = letters+1, lower+1
		case strings.ContainsRune("-_.:/", r):
		default:
			signs++
		}
	}
	switch {
	case letters == 0 || digits == 0 && signs == 0:
		return false
	case strings.Count(s, "-")+strings.Count(s, "_")+strings.Count(s, ".") > 1 && len(s) < 40:
		return false // words, versions, names with a number
	case signs > 0 && upper > 0 && lower > 0 && digits > 0:
		return true
	}
	return len(s) >= 12 && entropy(s) > 3 && digits >= 2
}

// base64Like: a long run of letters and digits with slashes among them, not the
// slashes of a path.
func base64Like(s string) bool {
	return len(s) >= 32 && !strings.ContainsAny(s, " \n.-_") && strings.Count(s, "/") <= len(s)/12
}

// entropy is the text's information in bits a character.
func entropy(s string) float64 {
	counts := map[rune]float64{}
	n := 0.0
	for _, r := range s {
		counts[r]++
		n++
	}
	sum := 0.0
	for _, c := range counts {
		sum -= c / n * math.Log2(c/n)
	}
	return sum
}
