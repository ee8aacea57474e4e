package compare_test

import (
	"testing"

	"ringwall/internal/policy"
	"ringwall/internal/policy/compare"
)

// TestUnclearStatements: what a statement does that AWS would not save as it stands
// is not known: neither that it grants nothing nor that it denies all.
func TestUnclearStatements(t *testing.T) {
	x := newTable(t)
	const plain = `{"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}`
	for _, row := range []struct{ name, statement string }{
		{"an element that there is not", `{"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Conditon": {}}`},
		{"an effect in the wrong case", `{"Effect": "allow", "Action": "iam:*", "Resource": "*"}`},
		{"no effect", `{"Action": "iam:*", "Resource": "*"}`},
		{"two effects", `{"Effect": "Allow", "Effect": "Deny", "Action": "iam:*", "Resource": "*"}`},
		{"an effect that is a list", `{"Effect": ["Allow"], "Action": "iam:*", "Resource": "*"}`},
		{"an element in the wrong case", `{"Effect": "Allow", "action": "iam:*", "Resource": "*"}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			unclear := `{"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}, ` + row.statement + `]}`
			for _, pair := range []struct {
				old, changed string
				want         compare.Verdict
			}{
				{plain, unclear, compare.Undecided},
				{unclear, plain, compare.Undecided},
				{unclear, unclear, compare.NoNewAccess},
			} {
				if r := ask(t, x, policy.IdentityPolicy, pair.old, pair.changed); r.Verdict != pair.want {
					t.Errorf("%s against %s: %v, want %v", pair.changed, pair.old, r.Verdict, pair.want)
				}
			}
		})
	}
}
