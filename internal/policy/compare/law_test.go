package compare_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"ringwall/internal/catalog"
	"ringwall/internal/policy"
	"ringwall/internal/policy/compare"
)

func verdictOf(t testing.TB, old, changed []refStatement) compare.Verdict {
	t.Helper()
	return compare.Compare([]compare.Document{document(t, "old", refJSON(old))}, []compare.Document{document(t, "new", refJSON(changed))}, policy.AnyUse, world{}).Verdict
}

// A policy grants nothing that it doesn't grant; the order of statements says
// nothing; a Deny more or an Allow less grants nothing new.
func TestLaws(t *testing.T) {
	for seed := range uint64(300) {
		d := dice{rand.New(rand.NewPCG(seed, 11))}
		people := seed%3 == 0
		doc, other := d.document(people), d.document(people)
		if v := verdictOf(t, doc, doc); v != compare.NoNewAccess {
			t.Errorf("seed %d: %v against itself: %s", seed, v, refJSON(doc))
		}
		turned := slices.Clone(other)
		slices.Reverse(turned)
		if a, b := verdictOf(t, doc, other), verdictOf(t, doc, turned); a != b {
			t.Errorf("seed %d: %v, turned round %v", seed, a, b)
		}
		deny := d.statement(people)
		deny.effect = "Deny"
		if v := verdictOf(t, doc, append(slices.Clone(doc), deny)); v != compare.NoNewAccess {
			t.Errorf("seed %d: %v with a Deny more: %s", seed, v, refJSON(append(slices.Clone(doc), deny)))
		}
		allow := d.statement(people)
		allow.effect = "Allow"
		if v := verdictOf(t, append(slices.Clone(doc), allow), doc); v != compare.NoNewAccess {
			t.Errorf("seed %d: %v with an Allow less", seed, v)
		}
	}
}

// Every tenth of AWS's managed policies against itself with its statements cut in
// two, and without its conditions: proofs that a short cut for equal statements
// can't give.
func TestManagedPolicies(t *testing.T) {
	x := newTable(t)
	managed, err := catalog.Managed()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range managed.Names() {
		p, _ := managed.Policy(name)
		if i%10 != 0 || len(p.Document) > 6000 {
			continue
		}
		old := document(t, name, p.Document)
		cut := old
		cut.Policy.Statements = nil
		for _, s := range old.Policy.Statements {
			if len(s.Actions) < 2 || s.IsAllow() != policy.Yes {
				cut.Policy.Statements = append(cut.Policy.Statements, s)
				continue
			}
			half := len(s.Actions) / 2
			first, second := s, s
			first.Actions, second.Actions = s.Actions[:half], s.Actions[half:]
			cut.Policy.Statements = append(cut.Policy.Statements, first, second)
		}
		for _, pair := range [][2]compare.Document{{old, cut}, {cut, old}} {
			if r := compare.Compare(pair[:1], pair[1:], policy.ManagedPolicy, x); r.Verdict != compare.NoNewAccess {
				t.Errorf("%s, cut: %v %v", name, r.Verdict, r.Because)
			}
		}
	}
}

// Documents that nobody would write end in a verdict all the same.
func FuzzCompare(f *testing.F) {
	f.Add([]byte(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`), []byte(`{"Statement": [{"Effect": "x", "NotAction": "s3:*", "Resource": "arn:aws:s3:::${aws:username}/*?*"}]}`), uint8(1))
	for seed := range uint64(10) {
		d := dice{rand.New(rand.NewPCG(seed, 5))}
		f.Add([]byte(refJSON(d.document(seed%2 == 0))), []byte(refJSON(d.document(seed%2 == 0))), uint8(seed))
	}
	f.Fuzz(func(t *testing.T, old, changed []byte, use uint8) {
		var docs []compare.Document
		for _, data := range [][]byte{old, changed} {
			p, _, err := policy.ParseJSON("p", data)
			if err != nil || len(data) > 4000 {
				return
			}
			docs = append(docs, compare.Document{Name: "p", Policy: p})
		}
		r := compare.Compare(docs[:1], docs[1:], policy.Use(use%13), world{})
		if r.Verdict == compare.Undecided && len(r.Because) == 0 {
			t.Errorf("unknown without a cause: %s\n%s", old, changed)
		}
		if same := compare.Compare(docs[1:], docs[1:], policy.Use(use%13), world{}); same.Verdict == compare.NewAccess {
			t.Errorf("new access against itself: %s", changed)
		}
	})
}
