package estate

import (
	"math/rand/v2"
	"testing"

	"ringwall/internal/scenario"
)

var (
	paramA = &scenario.Variable{Name: "A", Domain: []string{"x", "y", "z"}, Default: "x", HasDefault: true}
	paramB = &scenario.Variable{Name: "B", Domain: []string{"false", "true"}}
	paramC = &scenario.Variable{Name: "C"} // open
)

// atoms are the scenarios that the tests of this package tell apart.
func atoms() []scenario.Guard {
	var out []scenario.Guard
	for _, a := range paramA.Domain {
		for _, b := range paramB.Domain {
			c := scenario.Atom(paramC, "p")
			ab := scenario.Atom(paramA, a).And(scenario.Atom(paramB, b))
			out = append(out, ab.And(c), ab.Minus(c))
		}
	}
	return out
}

// randomTruth gives each atom true, false, unknown or, sometimes, impossible.
func randomTruth(r *rand.Rand) Truth {
	t := Truth{scenario.Never(), scenario.Never(), scenario.Never(), nil}
	for _, g := range atoms() {
		switch r.IntN(7) {
		case 0, 1:
			t.True = t.True.Or(g)
		case 2, 3:
			t.False = t.False.Or(g)
		case 4, 5:
			t.Unknown = t.Unknown.Or(g)
			t.Gaps = append(t.Gaps, GuardedGap{g, Gap{Variable: paramC}})
		}
	}
	return t
}

func sameTruth(t, u Truth) bool {
	return t.True.Equal(u.True) && t.False.Equal(u.False) && t.Unknown.Equal(u.Unknown)
}

func TestTruthFollowsKleenesLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		a, b, c := randomTruth(r), randomTruth(r), randomTruth(r)
		laws := map[string][2]Truth{
			"De Morgan, and":     {a.And(b).Not(), a.Not().Or(b.Not())},
			"De Morgan, or":      {a.Or(b).Not(), a.Not().And(b.Not())},
			"double negation":    {a.Not().Not(), a},
			"and commutes":       {a.And(b), b.And(a)},
			"or commutes":        {a.Or(b), b.Or(a)},
			"and associates":     {a.And(b).And(c), a.And(b.And(c))},
			"or associates":      {a.Or(b).Or(c), a.Or(b.Or(c))},
			"and distributes":    {a.And(b.Or(c)).Within(b.Possible().And(c.Possible())), a.And(b).Or(a.And(c)).Within(b.Possible().And(c.Possible()))},
			"and is idempotent":  {a.And(a), a},
			"yes is neutral":     {a.And(Yes()), a},
			"no is neutral":      {a.Or(No()), a},
			"all of many is and": {AllOf(a, b, c), a.And(b).And(c)},
			"any of many is or":  {AnyOf(a, b, c), a.Or(b).Or(c)},
		}
		for name, l := range laws {
			if !sameTruth(l[0], l[1]) {
				t.Fatalf("%s: %+v and %+v differ", name, l[0], l[1])
			}
		}
	}
}

// TestTruthWithConstantsIsWhatItIsInGeneral holds the short ways of And and
// Within to the general one, which a truth takes that has no constant part.
func TestTruthWithConstantsIsWhatItIsInGeneral(t *testing.T) {
	gap := Gap{Variable: paramB}
	in := scenario.Atom(paramA, "x")
	maybe := Maybe(gap).Within(in)
	stray := Truth{scenario.Always(), scenario.Never(), scenario.Never(), []GuardedGap{{in, gap}}}
	tests := map[string]struct {
		got, want Truth
		gaps      int
	}{
		"yes and what may be":       {Yes().And(maybe), maybe, 1},
		"what may be and yes":       {maybe.And(Yes()), maybe, 1},
		"no and what may be":        {No().And(maybe), No().Within(in), 0},
		"what may be and no":        {maybe.And(No()), No().Within(in), 0},
		"what may be, everywhere":   {maybe.Within(scenario.Always()), maybe, 1},
		"yes and a gap of no use":   {Yes().And(stray), Yes(), 0},
		"a gap of no use and yes":   {stray.And(Yes()), Yes(), 0},
		"both gaps of one variable": {maybe.And(Maybe(gap)), maybe, 1},
	}
	for name, tt := range tests {
		if !sameTruth(tt.got, tt.want) || len(tt.got.Gaps) != tt.gaps {
			t.Errorf("%s: got %+v, want %+v with %d gaps", name, tt.got, tt.want, tt.gaps)
		}
	}
}

func TestTruthIsAPartitionAndNamesItsGaps(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		u := randomTruth(r).And(randomTruth(r)).Or(randomTruth(r))
		if !u.True.Disjoint(u.False) || !u.True.Disjoint(u.Unknown) || !u.False.Disjoint(u.Unknown) {
			t.Fatalf("%+v says two things of one scenario", u)
		}
		explained := scenario.Never()
		for _, g := range u.Gaps {
			explained = explained.Or(g.When)
		}
		if !u.Unknown.Equal(explained) {
			t.Fatalf("unknown in %v, but the gaps explain %v", u.Unknown, explained)
		}
	}
}

// settle replaces what is unknown by yes or no, at random.
func settle(r *rand.Rand, t Truth) Truth {
	out := Truth{t.True, t.False, scenario.Never(), nil}
	for _, g := range atoms() {
		if g.Implies(t.Unknown) {
			if r.IntN(2) == 0 {
				out.True = out.True.Or(g)
			} else {
				out.False = out.False.Or(g)
			}
		}
	}
	return out
}

func TestSettlingWhatIsUnknownNeverTurnsAnAnswerRound(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		a, b, c := randomTruth(r), randomTruth(r), randomTruth(r)
		formula := func(a, b, c Truth) Truth { return a.And(b.Not()).Or(c.And(a)).Or(b.And(c).Not()) }
		before, after := formula(a, b, c), formula(settle(r, a), settle(r, b), settle(r, c))
		if !before.True.Implies(after.True) || !before.False.Implies(after.False) || !before.Possible().Equal(after.Possible()) {
			t.Fatalf("%+v became %+v", before, after)
		}
	}
}

func TestWhenAsksEachAlternative(t *testing.T) {
	isX, isY := scenario.Atom(paramA, "x"), scenario.Atom(paramA, "y")
	v := OfAlternatives(Origin{File: "f"},
		Alternative[int]{When: isX, State: Known, Is: 7},
		Alternative[int]{When: isY, State: Unknown, Gap: Gap{Variable: paramC}},
		Alternative[int]{When: isX.Or(isY).Not()})
	got := When(v, true, func(n int) bool { return n > 9 })
	want := Truth{isX.Or(isY).Not(), isX, isY, nil}
	if !sameTruth(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if len(got.Gaps) != 1 || got.Gaps[0].Gap.Origin.File != "f" {
		t.Errorf("the gap should say where: %+v", got.Gaps)
	}
	if !sameTruth(Is(v, 7), Truth{isX, isX.Or(isY).Not(), isY, nil}) {
		t.Errorf("absence is not 7: %+v", Is(v, 7))
	}
	if !sameTruth(IsAbsent(v), want) {
		t.Errorf("IsAbsent: %+v", IsAbsent(v))
	}
}

func TestOfTruthKeepsTheThreeCases(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 200 {
		u := randomTruth(r)
		if back := Is(OfTruth(u, Origin{}), true); !sameTruth(back, u) && !u.Possible().IsNever() {
			t.Fatalf("%+v came back as %+v", u, back)
		}
	}
}
