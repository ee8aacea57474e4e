package authz_test

import (
	"maps"
	"math/rand/v2"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// worldLaws puts random worlds, another that a law makes of each, and requests to
// the law's judgement.
func worldLaws(t *testing.T, change func(d dice, w *randomWorld, layer string, level int), judge func(before, after authz.Verdict) bool) {
	callers := callers()
	verdicts := map[authz.Verdict]int{}
	n := uint64(600)
	if testing.Short() {
		n = 150
	}
	for seed := range n {
		d := dice{rand.New(rand.NewPCG(seed, 7))}
		w := d.world(t)
		var given []string
		for _, layer := range layerNames {
			if w.raw[layer] != nil {
				given = append(given, layer)
			}
		}
		if len(given) == 0 {
			continue
		}
		layer := d.of(given...)
		other := &randomWorld{theme: w.theme, raw: map[string][][]map[string]any{}}
		for name, levels := range w.raw {
			for _, level := range levels {
				var docs []map[string]any
				for _, doc := range level {
					docs = append(docs, maps.Clone(doc))
				}
				other.raw[name] = append(other.raw[name], docs)
			}
		}
		change(d, other, layer, d.IntN(len(w.raw[layer])))
		other.prepare(t)
		for range 20 {
			q := d.request(w, callers)
			before, after := decider().Decide(q.Request, w.policies), decider().Decide(q.Request, other.policies)
			verdicts[before.Verdict]++
			if !judge(before.Verdict, after.Verdict) {
				t.Fatalf("seed %d: %s %s %s of %q is %v, and with %s changed %v\n%v\n%v", seed, q.caller, q.Action, q.Resource, q.ResourceAccount, before.Verdict, layer, after.Verdict, w.raw[layer], other.raw[layer])
			}
		}
	}
	for v := authz.Unknown; v <= authz.ImplicitDeny; v++ {
		if verdicts[v] < 20 {
			t.Errorf("only %d are %v", verdicts[v], v)
		}
	}
}

func same(before, after authz.Verdict) bool { return before == after }

// statementsOf are those of a random document of a level.
func statementsOf(d dice, w *randomWorld, layer string, level int) (map[string]any, []any) {
	docs := w.raw[layer][level]
	doc := docs[d.IntN(len(docs))]
	return doc, doc["Statement"].([]any)
}

func TestARandomDenyNeverAddsAccess(t *testing.T) {
	worldLaws(t, func(d dice, w *randomWorld, layer string, level int) {
		doc, list := statementsOf(d, w, layer, level)
		s := d.statement(w.theme, layer, w.theme.actions[0] == "sts:AssumeRole" && layer == "resource")
		s["Effect"] = "Deny"
		doc["Statement"] = append(list[:len(list):len(list)], s)
	}, func(before, after authz.Verdict) bool { return access(after) <= access(before) })
}

func TestOrderOfRandomStatementsIsIrrelevant(t *testing.T) {
	worldLaws(t, func(d dice, w *randomWorld, layer string, level int) {
		doc, list := statementsOf(d, w, layer, level)
		list = append([]any{}, list...)
		d.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		doc["Statement"] = list
		levels := w.raw[layer]
		d.Shuffle(len(levels), func(i, j int) { levels[i], levels[j] = levels[j], levels[i] })
		docs := levels[0]
		d.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
	}, same)
}

// A statement with several actions or resources is as good as one for each. Of
// NotAction and NotResource that is not so.
func TestSplittingAStatementIsIrrelevant(t *testing.T) {
	worldLaws(t, func(d dice, w *randomWorld, layer string, level int) {
		doc, list := statementsOf(d, w, layer, level)
		element := d.of("Action", "Resource")
		var out []any
		for _, item := range list {
			s := item.(map[string]any)
			entries, ok := s[element].([]string)
			if !ok {
				out = append(out, s)
				continue
			}
			for _, entry := range entries {
				one := maps.Clone(s)
				one[element] = entry
				out = append(out, one)
			}
		}
		doc["Statement"] = out
	}, same)
}

// Saying less of a key only makes less known, and how a key is spelled is
// irrelevant.
func TestHidingAKeyOnlyMakesLessKnown(t *testing.T) {
	callers := callers()
	hidden := 0
	for seed := range uint64(600) {
		d := dice{rand.New(rand.NewPCG(seed, 8))}
		w := d.world(t)
		for range 20 {
			q := d.request(w, callers)
			before := decider().Decide(q.Request, w.policies).Verdict
			q.Context = q.keys.context(true)
			if after := decider().Decide(q.Request, w.policies).Verdict; after != before {
				t.Fatalf("seed %d: %v, and with keys in upper case %v\n%+v\n%v", seed, before, after, q.keys, w.raw)
			}
			key := d.of(keyNames...)
			q.keys[key] = keyed{}
			q.Context = q.keys.context(false)
			after := decider().Decide(q.Request, w.policies).Verdict
			if after != before {
				hidden++
			}
			denied := access(before) == 0 && access(after) == 0 && after == authz.ImplicitDeny // lack of an Allow goes before
			if after != before && after != authz.Unknown && !denied {
				t.Fatalf("seed %d: %v, and without knowing %s %v\n%+v\n%v", seed, before, key, after, q.keys, w.raw)
			}
		}
	}
	if hidden < 100 {
		t.Errorf("only %d decisions hung on what was hidden", hidden)
	}
}

// An explanation agrees with the decision in random worlds, too.
func TestExplanationsOfRandomWorlds(t *testing.T) {
	callers := callers()
	for seed := range uint64(300) {
		d := dice{rand.New(rand.NewPCG(seed, 9))}
		w := d.world(t)
		for range 10 {
			q := d.request(w, callers)
			x := decider().Explain(q.Request, w.policies)
			denies := policy.No
			for _, o := range x.Opinions {
				denies = denies.Or(o.Denies)
			}
			if (denies == policy.Yes) != (x.Decision.Verdict == authz.ExplicitDeny) {
				t.Fatalf("seed %d: %s %s %s\n%s", seed, q.caller, q.Action, q.Resource, explained(x))
			}
		}
	}
}
