package estate

import "ringwall/internal/scenario"

// State says what is known of a value in some scenarios.
type State uint8

const (
	// Absent: the property is not written there (or is AWS::NoValue), and the
	// format has no default that decides.
	Absent State = iota
	// Known: the value is Is.
	Known
	// Unknown: it has some value or none; the Gap says why that is not known.
	Unknown
)

// Gap is a fact that is unknown: what it hangs on, and where that is written.
type Gap struct {
	Variable *scenario.Variable
	Origin   Origin
}

// Cause says in a few words what the gap hangs on: "parameter Cidr has no
// default".
func (g Gap) Cause() string {
	if g.Variable == nil {
		return "unknown"
	}
	if g.Variable.Why == "" {
		return g.Variable.Name
	}
	return g.Variable.Name + ": " + g.Variable.Why
}

// Same reports gaps that hang on one variable: what settles one settles the other.
func (g Gap) Same(h Gap) bool {
	return g.Variable == h.Variable || g.Variable != nil && h.Variable != nil && g.Variable.Name == h.Variable.Name
}

// Alternative is what a value is in the scenarios of When.
type Alternative[T any] struct {
	When  scenario.Guard
	State State
	Is    T   // if Known
	Gap   Gap // if Unknown
}

// Value is a fact in every scenario: a list of disjoint alternatives. Scenarios
// that no alternative covers are impossible (the deployment would fail in
// them). The zero Value is absent always.
type Value[T any] struct {
	Origin Origin
	alts   []Alternative[T]
}

// Of makes a value known to be x in every scenario.
func Of[T any](x T, at Origin) Value[T] {
	return Value[T]{Origin: at, alts: []Alternative[T]{{State: Known, Is: x}}}
}

// UnknownValue makes a value that is unknown in every scenario.
func UnknownValue[T any](g Gap, at Origin) Value[T] {
	return Value[T]{Origin: at, alts: []Alternative[T]{{State: Unknown, Gap: g}}}
}

// OfAlternatives makes a value of alternatives, which must be disjoint.
func OfAlternatives[T any](at Origin, alts ...Alternative[T]) Value[T] {
	return Value[T]{Origin: at, alts: alts}
}

// Alternatives lists what v is in which scenarios.
func (v Value[T]) Alternatives() []Alternative[T] {
	if v.alts == nil {
		return []Alternative[T]{{}}
	}
	return v.alts
}

// Or replaces absence by the format's default.
func (v Value[T]) Or(byDefault T) Value[T] {
	out := Value[T]{Origin: v.Origin, alts: make([]Alternative[T], 0, max(1, len(v.alts)))}
	for _, a := range v.Alternatives() {
		if a.State == Absent {
			a = Alternative[T]{When: a.When, State: Known, Is: byDefault}
		}
		out.alts = append(out.alts, a)
	}
	return out
}

// Known returns the value if it is the same known one in every scenario.
func (v Value[T]) Known() (T, bool) {
	if len(v.alts) == 1 && v.alts[0].State == Known && v.alts[0].When.IsAlways() {
		return v.alts[0].Is, true
	}
	var zero T
	return zero, false
}

// In returns what v is in the given class of scenarios: Known only if it is one
// alternative in all of them. Where several alternatives remain the answer is
// Unknown with the gap of the first unknown one, or with the variable that
// tells them apart.
func (v Value[T]) In(world scenario.Guard) Alternative[T] {
	if len(v.alts) == 0 {
		return Alternative[T]{}
	}
	if len(v.alts) == 1 {
		return v.alts[0]
	}
	var first, unknown *Alternative[T]
	found := 0
	for i := range v.alts {
		a := &v.alts[i]
		if a.When.Disjoint(world) {
			continue
		}
		if found++; found == 1 {
			first = a
		}
		if unknown == nil && a.State == Unknown {
			unknown = a
		}
	}
	switch {
	case found == 0:
		return Alternative[T]{}
	case found == 1:
		return *first
	case unknown != nil:
		return *unknown
	}
	return Alternative[T]{State: Unknown, Gap: Gap{Variable: decider(first.When, world), Origin: v.Origin}}
}

// decider is a variable that the scenarios of world leave open and g needs.
func decider(g, world scenario.Guard) *scenario.Variable {
	if v, ok := g.And(world).First(); ok {
		return v
	}
	return &scenario.Variable{Name: "a condition", Kind: scenario.Outside}
}

// Guards lists the guards of v's alternatives, for [scenario.Partition].
func (v Value[T]) Guards() []scenario.Guard {
	if len(v.alts) < 2 {
		return nil
	}
	out := make([]scenario.Guard, len(v.alts))
	for i, a := range v.alts {
		out[i] = a.When
	}
	return out
}

// Possible are the scenarios that v covers: in all others the deployment would
// fail.
func (v Value[T]) Possible() scenario.Guard {
	if len(v.alts) == 0 {
		return scenario.Always()
	}
	out := scenario.Never()
	for _, a := range v.alts {
		out = out.Or(a.When)
	}
	return out
}

// Derive makes a value of another type, alternative by alternative. f is asked for
// known alternatives only; it may answer any state.
func Derive[T, U any](v Value[T], f func(T) Alternative[U]) Value[U] {
	out := Value[U]{Origin: v.Origin}
	for _, a := range v.alts {
		b := Alternative[U]{When: a.When, State: a.State, Gap: a.Gap}
		if a.State == Known {
			b = f(a.Is)
			b.When = b.When.And(a.When)
			if b.State == Unknown && b.Gap.Origin.IsZero() {
				b.Gap.Origin = v.Origin
			}
		}
		out.alts = append(out.alts, b)
	}
	return out
}
