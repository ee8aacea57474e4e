package report

import (
	"strings"

	"ringwall/internal/estate"
)

// namesSecret reports whether a property, variable or key of this name holds a
// secret: MasterUserPassword, DB_PASSWORD, SecretString, AuthToken. Names of
// things that lead to a secret (SecretArn, TokenEndpoint) and of settings
// (HttpTokens, PasswordLength) are not meant.
func namesSecret(name string) bool {
	name = strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(name))
	for _, end := range secretEndings() {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

func secretEndings() []string {
	return []string{
		"password", "passwd", "passphrase", "secret", "secretstring", "secretbinary", "secretkey", "secretaccesskey",
		"token", "apikey", "privatekey", "credentials", "presharedkey", "pwd",
	}
}

// isSecretPair recognises {Name: DB_PASSWORD, Value: …}, as ECS, CodeBuild and
// Beanstalk have it.
func isSecretPair(t *estate.Tree) bool {
	for _, field := range []string{"Name", "Key", "OptionName", "ParameterKey"} {
		if f := t.At(field); f != nil && f.Kind == estate.Scalar {
			if name, ok := f.Text.Known(); ok && namesSecret(name) {
				return true
			}
		}
	}
	return false
}

// pairValue names the field of a pair that holds the value.
func pairValue(field string) bool { return field == "Value" || field == "ParameterValue" }

// masked is a text for output; of a secret the literal parts are hidden.
func masked(t estate.Text, secret bool) string {
	if !secret {
		return t.String()
	}
	out := ""
	for _, p := range t.Parts() {
		switch {
		case p.Variable == nil && p.Reference == nil:
			out += hidden
		case p.Variable != nil:
			out += "${" + p.Variable.Name + "}"
		default:
			out += "${" + p.Reference.String() + "}"
		}
	}
	return out
}
