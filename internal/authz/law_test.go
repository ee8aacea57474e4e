package authz_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// access orders verdicts by how much they let through.
func access(v authz.Verdict) int {
	switch v {
	case authz.Allowed:
		return 2
	case authz.Unknown:
		return 1
	}
	return 0
}

// laws puts random questions to a law, with a layer of each that has policies.
func laws(t *testing.T, law func(t *testing.T, d dice, q question, layer string)) {
	for seed := range uint64(2_000) {
		d := dice{rand.New(rand.NewPCG(seed, 99))}
		q := d.question()
		given := slices.Sorted(maps.Keys(q.layers))
		if len(given) == 0 {
			continue
		}
		if law(t, d, q, given[d.IntN(len(given))]); t.Failed() {
			return
		}
	}
}

func (q question) with(layer, words string) question {
	layers := maps.Clone(q.layers)
	layers[layer] = words
	return question{q.caller, q.action, q.resource, layers}
}

func (q question) decide(t testing.TB) authz.Decision {
	r, p := q.request(t)
	return decider().Decide(r, p)
}

func TestADenyNeverAddsAccess(t *testing.T) {
	laws(t, func(t *testing.T, d dice, q question, layer string) {
		word := d.of("deny", "deny?", "deny-")
		if layer == "resource" || layer == "rcp" || layer == "endpoint" {
			word += ":" + d.of("everyone", "user", "role", "account")
		}
		more := q.with(layer, q.layers[layer]+","+word)
		before, after := q.decide(t), more.decide(t)
		if access(after.Verdict) > access(before.Verdict) {
			t.Errorf("%s is %v, but with %s in %s %v", q, before, word, layer, after)
		}
	})
}

func TestAnAllowNeverTakesAccessAway(t *testing.T) {
	laws(t, func(t *testing.T, d dice, q question, layer string) {
		word := d.of("allow", "allow?", "allow-")
		if layer == "resource" || layer == "rcp" || layer == "endpoint" {
			word += ":" + d.of("everyone", "user", "role", "account")
		}
		more := q.with(layer, word+","+q.layers[layer])
		before, after := q.decide(t), more.decide(t)
		if access(after.Verdict) < access(before.Verdict) {
			t.Errorf("%s is %v, but with %s in %s %v", q, before, word, layer, after)
		}
	})
}

func TestOrderIsIrrelevant(t *testing.T) {
	laws(t, func(t *testing.T, d dice, q question, layer string) {
		levels := strings.Split(q.layers[layer], "/")
		for i, level := range levels {
			words := strings.Split(level, ",")
			d.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
			levels[i] = strings.Join(words, ",")
		}
		d.Shuffle(len(levels), func(i, j int) { levels[i], levels[j] = levels[j], levels[i] })
		other := q.with(layer, strings.Join(levels, "/"))
		a, b := q.decide(t), other.decide(t)
		if a.Verdict != b.Verdict || a.Layer != b.Layer {
			t.Errorf("%s is %v by %v, but %s %v by %v", q, a.Verdict, a.Layer, other, b.Verdict, b.Layer)
		}
	})
}

// An unknown key never gives a verdict that some value of it refutes.
func TestAnUnknownKeyAgreesWithAllItsValues(t *testing.T) {
	laws(t, func(t *testing.T, _ dice, q question, _ string) {
		open := q.decide(t)
		for _, value := range []string{"x", "z", ""} {
			r, p := q.request(t)
			if value == "" {
				r.Context.SetAbsent("t:unknown")
			} else {
				r.Context.Set("t:unknown", policy.Literal(value))
			}
			got := decider().Decide(r, p)
			if open.Verdict != authz.Unknown && got.Verdict != authz.Unknown && access(got.Verdict) != access(open.Verdict) {
				t.Errorf("%s is %v, but with t:unknown %q %v", q, open.Verdict, value, got.Verdict)
			}
		}
	})
}

// The account of a resource, where it isn't told, may be any.
func TestAnUnknownAccountAgreesWithAll(t *testing.T) {
	laws(t, func(t *testing.T, _ dice, q question, _ string) {
		if q.resource != "object" && q.resource != "bucket" {
			return
		}
		open := q.decide(t)
		for _, owner := range []string{"@ours", "@theirs"} {
			told := question{q.caller, q.action, q.resource + owner, q.layers}
			got := told.decide(t)
			if open.Verdict != authz.Unknown && got.Verdict != open.Verdict {
				t.Errorf("%s is %v, but %s %v", q, open.Verdict, told, got.Verdict)
			}
		}
	})
}
