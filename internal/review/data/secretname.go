package data

import (
	"slices"
	"strings"
	"unicode"
)

// term is what a name promises of its value.
type term uint8

const (
	noTerm     term = iota
	tokenTerm       // may be a secret, if it looks like one
	secretTerm      // a key or secret
	passwordTerm
)

// words splits a name at capitals, digits' ends and separators, in lower case:
// "DBPassword", "db_password" and "db-password" are the same words.
func words(name string) []string {
	var out []string
	runes := []rune(name)
	begin := -1 // of the word that is being read
	end := func(i int) {
		if begin >= 0 {
			out = append(out, strings.ToLower(string(runes[begin:i])))
		}
		begin = -1
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end(i)
			continue
		case unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1]) ||
			unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			end(i)
		}
		if begin < 0 {
			begin = i
		}
	}
	end(len(runes))
	return out
}

var (
	passwordWords = []string{"password", "passwd", "pwd", "passphrase", "pass", "masterpassword", "userpassword", "dbpassword", "rootpassword", "adminpassword"}
	secretWords   = []string{"secret", "apikey", "secretkey", "privatekey", "credential", "credentials", "accesskey", "clientsecret", "authkey", "connectionstring"}
	tokenWords    = []string{"token", "accesstoken", "authtoken", "apitoken", "webhook"}
	// keyPairs are the words before "key" that make it a secret.
	keyPairs = []string{"api", "secret", "private", "auth", "signing", "encryption", "license", "account", "storage", "shared", "access"}
	// after a term these words say that the value is about a secret, not one.
	aboutWords = []string{
		"name", "names", "arn", "arns", "id", "ids", "path", "length", "policy", "url", "uri", "endpoint", "type", "enabled", "required", "expiration",
		"ttl", "validity", "days", "hours", "minutes", "seconds", "version", "stage", "prefix", "suffix", "parameter", "param", "ref", "file", "filename",
		"location", "bucket", "table", "template", "characters", "rotation", "lambda", "function", "role", "region", "store", "provider", "manager",
		"count", "header", "issuer", "scope", "scopes", "audience", "format", "algorithm", "field", "attribute", "property", "column", "label",
		"description", "encryption", "age", "size", "source", "kind", "mode", "status", "state", "rule", "rules", "reset", "change", "list", "units",
		"condition", "auth", "authentication", "key", "keys", "alias", "generator", "resource", "stack", "group", "user", "username", "regex", "pattern", "timeout", "cache", "dir", "directory", "folder", "option", "options", "method", "use", "usage", "config", "secrets", "policies", "email", "host", "port", "target", "attachment", "topic", "queue", "domain", "resolver", "cert", "certificate", "retention", "action", "hint", "spec", "environment", "sns", "subject", "text", "message",
	}
	// before a term these words make a switch or a number of it.
	switchWords = []string{
		"manage", "managed", "exclude", "require", "requires", "enable", "enabled", "disable", "rotate", "rotation", "has", "is", "allow", "no", "generate", "generated", "reset",
		"change", "min", "minimum", "max", "maximum", "use", "uses", "validate", "show", "hide", "create", "temporary", "expire",
		"creation", "service", "request", "next", "page", "idempotency", "continuation", "http", "public", "id", "csrf", "task", "update", "prompt", "forgot", "block", "revoke", "sort", "hash", "partition", "primary", "host", "ssh", "object",
	}
)

// termOf judges a name such as DB_PASSWORD, MasterUserPassword or githubToken.
func termOf(name string) term {
	out := noTerm
	w := words(name)
	if len(w) > 0 && w[0] == "manage" { // ManageMasterUserPassword is a switch
		return noTerm
	}
	for i, x := range w {
		t := wordTerm(w, i)
		if t == noTerm {
			if x == "key" && out != noTerm && i == len(w)-1 {
				continue // a SecretKey is a secret, a PasswordKey is a name
			}
			if out != noTerm && slices.Contains(aboutWords, x) {
				out = noTerm
			}
			continue
		}
		if i > 0 && slices.Contains(switchWords, w[i-1]) {
			continue
		}
		out = max(out, t)
	}
	return out
}

func wordTerm(w []string, i int) term {
	switch x := w[i]; {
	case x == "pass" && i < len(w)-1:
		return noTerm // PassThrough, PassRole
	case slices.Contains(passwordWords, x):
		return passwordTerm
	case slices.Contains(secretWords, x):
		return secretTerm
	case slices.Contains(tokenWords, x):
		return tokenTerm
	case x == "key" && i > 0 && slices.Contains(keyPairs, w[i-1]):
		return secretTerm
	}
	return noTerm
}

// kind names what a term is, for messages.
func (t term) kind() string {
	return [...]string{"secret", "token", "secret", "password"}[t]
}
