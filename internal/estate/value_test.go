package estate

import (
	"strconv"
	"testing"

	"ringwall/internal/scenario"
)

func TestInCollapsesOnlyWhatAWorldDecides(t *testing.T) {
	isX, isY, isZ := scenario.Atom(paramA, "x"), scenario.Atom(paramA, "y"), scenario.Atom(paramA, "z")
	v := OfAlternatives(Origin{},
		Alternative[string]{When: isX, State: Known, Is: "one"},
		Alternative[string]{When: isY, State: Known, Is: "two"},
		Alternative[string]{When: isZ, State: Unknown, Gap: Gap{Variable: paramC}})
	for _, c := range []struct {
		world scenario.Guard
		state State
		is    string
		gap   *scenario.Variable
	}{
		{isX, Known, "one", nil},
		{isY.And(scenario.Atom(paramB, "true")), Known, "two", nil},
		{isZ, Unknown, "", paramC},
		{isX.Or(isY), Unknown, "", paramA},
		{scenario.Always(), Unknown, "", paramC},
		{scenario.Never(), Absent, "", nil},
	} {
		got := v.In(c.world)
		if got.State != c.state || got.Is != c.is || got.Gap.Variable != c.gap {
			t.Errorf("in %v: got %v %q for %v", c.world, got.State, got.Is, got.Gap.Variable)
		}
	}
	if got := (Value[string]{}).In(scenario.Always()); got.State != Absent {
		t.Errorf("the zero value is absent, got %v", got.State)
	}
}

func TestOrFillsAbsenceOnly(t *testing.T) {
	isX := scenario.Atom(paramA, "x")
	v := OfAlternatives(Origin{}, Alternative[int]{When: isX, State: Known, Is: 1}, Alternative[int]{When: isX.Not()})
	w := v.Or(9)
	if w.In(isX).Is != 1 || w.In(isX.Not()).Is != 9 {
		t.Errorf("got %+v", w.Alternatives())
	}
	if x, ok := (Value[int]{}).Or(4).Known(); !ok || x != 4 {
		t.Errorf("got %v %v, want 4", x, ok)
	}
	if x, ok := Of(1, Origin{}).Or(4).Known(); !ok || x != 1 {
		t.Errorf("got %v %v, want 1", x, ok)
	}
	if a := UnknownValue[int](Gap{Variable: paramC}, Origin{}).Or(4).In(scenario.Always()); a.State != Unknown {
		t.Errorf("a default does not settle what is unknown: %+v", a)
	}
}

func TestOrElseAndGivenAreDisjointAndComplete(t *testing.T) {
	isX, isTrue := scenario.Atom(paramA, "x"), scenario.Atom(paramB, "true")
	v := Of("v", Origin{}).Given(isX)
	w := Of("w", Origin{File: "w"}).Given(isTrue)
	got := v.OrElse(w)
	cover := scenario.Never()
	for _, a := range got.Alternatives() {
		if !cover.Disjoint(a.When) {
			t.Errorf("%v is said twice", a.When)
		}
		cover = cover.Or(a.When)
	}
	if !cover.IsAlways() {
		t.Errorf("only %v is covered", cover)
	}
	if got.In(isX).Is != "v" || got.In(isTrue.Minus(isX)).Is != "w" || got.In(isX.Or(isTrue).Not()).State != Absent {
		t.Errorf("got %+v", got.Alternatives())
	}
	if (Value[string]{}).OrElse(w).Origin.File != "w" {
		t.Error("the origin is that of the value that is there")
	}
}

func TestDeriveMayAnswerAnyState(t *testing.T) {
	v := Of("no", Origin{File: "f"})
	got := Derive(v, func(string) Alternative[int] { return Alternative[int]{State: Unknown, Gap: Gap{Variable: paramC}} })
	if a := got.In(scenario.Always()); a.State != Unknown || a.Gap.Origin.File != "f" {
		t.Errorf("got %+v", a)
	}
}

func TestItemsIn(t *testing.T) {
	isX := scenario.Atom(paramA, "x")
	l := Items[string]{
		Known:   []Item[string]{{Is: "always"}, {When: isX, Is: "x"}, {When: isX.Not(), Is: "not x"}},
		Unknown: []GuardedGap{{scenario.Atom(paramB, "true"), Gap{Variable: paramC}}},
	}
	items, sure, more := l.In(isX.And(scenario.Atom(paramB, "false")))
	if len(items) != 2 || !sure[0] || !sure[1] || more != nil {
		t.Errorf("got %v %v %v", items, sure, more)
	}
	items, sure, more = l.In(scenario.Always())
	if len(items) != 3 || !sure[0] || sure[1] || sure[2] || more == nil || more.Variable != paramC {
		t.Errorf("got %v %v %v", items, sure, more)
	}
}

func TestItemsIsEmpty(t *testing.T) {
	isX, isTrue := scenario.Atom(paramA, "x"), scenario.Atom(paramB, "true")
	l := Items[int]{Known: []Item[int]{{When: isX}}, Unknown: []GuardedGap{{isTrue, Gap{Variable: paramC}}}}
	want := Truth{isX.Or(isTrue).Not(), isX, isTrue.Minus(isX), nil}
	if got := l.IsEmpty(); !sameTruth(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !(Items[int]{}).IsEmpty().True.IsAlways() {
		t.Error("no members, and empty nevertheless not")
	}
	joined := l.Append(Items[int]{Known: []Item[int]{{When: isX.Not()}}})
	if !joined.IsEmpty().True.IsNever() || len(l.Known) != 1 {
		t.Errorf("Append: %+v", joined)
	}
	if got := joined.Given(isX); len(got.Known) != 1 || len(got.Unknown) != 1 {
		t.Errorf("Given: %+v", got)
	}
}

func TestTagsGet(t *testing.T) {
	isX := scenario.Atom(paramA, "x")
	tag := func(when scenario.Guard, key, value string) Item[Tag] {
		return Item[Tag]{When: when, Is: Tag{Literal(key), Of(Literal(value), Origin{})}}
	}
	pairs := Items[Tag]{Known: []Item[Tag]{tag(isX, "tier", "data"), tag(scenario.Always(), "Name", "db"), tag(scenario.Always(), "tier", "app")}}
	tags := NewTags(pairs)
	if a := tags.Get("tier").In(isX); !a.Is.Equal(Literal("data")) {
		t.Errorf("the first tag of a key counts where it is there: %+v", a)
	}
	if a := tags.Get("tier").In(isX.Not()); !a.Is.Equal(Literal("app")) {
		t.Errorf("and the next elsewhere: %+v", a)
	}
	if a := tags.Get("owner").In(scenario.Always()); a.State != Absent {
		t.Errorf("there is no such tag: %+v", a)
	}
	pairs.Unknown = []GuardedGap{{isX, Gap{Variable: paramC}}}
	tags = NewTags(pairs)
	if a := tags.Get("owner"); a.In(isX).State != Unknown || a.In(isX.Not()).State != Absent {
		t.Errorf("a macro may add tags: %+v", a.Alternatives())
	}
	c := Core{Logical: "Database", Tags: tags}
	if c.Name() != "db" {
		t.Errorf("got %q", c.Name())
	}
}

// Twelve versions of a database have two ports: the value has two alternatives.
func TestAValueHasOneAlternativeOfWhatIsTheSame(t *testing.T) {
	engine := &scenario.Variable{Name: "Engine", Kind: scenario.Parameter}
	for i := range 12 {
		engine.Domain = append(engine.Domain, string(rune('a'+i)))
	}
	choice := &Tree{Kind: Choice}
	want := map[int]scenario.Guard{3306: scenario.Never(), 5432: scenario.Never()}
	for i, version := range engine.Domain {
		port := [2]string{"3306", "5432"}[i%2]
		when := scenario.Atom(engine, version)
		choice.Alts = append(choice.Alts, TreeAlternative{When: when, Then: NewScalar(Literal(port), Origin{})})
		n, _ := strconv.Atoi(port)
		want[n] = want[n].Or(when)
	}
	got := choice.AsInt().Alternatives()
	if len(got) != 2 {
		t.Fatalf("%d alternatives, want 2", len(got))
	}
	for _, a := range got {
		if a.State != Known || !a.When.Equal(want[a.Is]) {
			t.Errorf("%d where %v, want where %v", a.Is, a.When, want[a.Is])
		}
	}
	if texts := choice.AsText().Alternatives(); len(texts) != 2 {
		t.Errorf("%d texts, want 2", len(texts))
	}
}
