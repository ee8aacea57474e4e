package authz_test

import (
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

func ask(words map[string]string) question {
	return question{caller: "user", action: "sqs:SendMessage", resource: "queue", layers: words}
}

// Causes name the statements that leave a verdict open, and no others.
func TestCauses(t *testing.T) {
	d := ask(map[string]string{
		"identity": "allow?,allow-,deny-", "rcp": "allow?:everyone,deny-:everyone", "scp": "allow,deny?", "resource": "deny-:user",
	}).decide(t)
	if d.Verdict != authz.Unknown || d.Layer != authz.SCP || len(d.Causes) != 2 {
		t.Fatalf("%+v", d)
	}
	for i, layer := range []authz.Layer{authz.SCP, authz.Identity} {
		c := d.Causes[i]
		if c.Layer != layer || c.Key != "t:unknown" || c.Element != policy.ConditionElement || c.Why != "not told" || c.By == nil || c.By.Sid != "S" {
			t.Errorf("cause %d is %+v", i, c)
		}
	}
	if d := ask(map[string]string{"identity": "allow,allow?", "scp": "allow,deny?"}).decide(t); len(d.Causes) != 1 || d.Causes[0].By.Effect != "Deny" {
		t.Errorf("where an Allow applies, one that may is no cause: %+v", d.Causes)
	}
}

// Statements are those that decide: all that grant, or all that deny in the layer
// that denies first.
func TestStatements(t *testing.T) {
	for _, c := range []struct {
		layers map[string]string
		want   []string // policies
	}{
		{map[string]string{"identity": "allow,allow-,allow+", "scp": "allow"}, []string{"allow", "allow+"}},
		{map[string]string{"identity": "allow", "resource": "allow:user", "endpoint": "allow:everyone"}, []string{"allow:user", "allow"}},
		{map[string]string{"identity": "allow,deny", "scp": "allow,deny+,deny"}, []string{"deny+", "deny"}},
		{map[string]string{"identity": "allow-"}, nil},
	} {
		d := ask(c.layers).decide(t)
		if len(d.Statements) != len(c.want) {
			t.Errorf("%v: %+v", c.layers, d)
			continue
		}
		for i, s := range d.Statements {
			if s.Policy != c.want[i] || s.Pos.Line != 1 || s.Sid != "S" {
				t.Errorf("%v: statement %d is %+v", c.layers, i, s)
			}
		}
	}
}
