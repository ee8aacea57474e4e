// Package scenario describes the ways in which one and the same source may be
// deployed: the values that its parameters, imports and conditions may take.
//
// A [Variable] is one thing that cannot be known by reading (a parameter, an
// import, the region). A [Guard] is a set of scenarios: a Boolean formula over
// atoms "variable = value", kept canonical so that contradictions and
// tautologies are seen as such. Guards never enumerate all parameters; they
// mention only the variables they depend on.
//
// The package refuses to guess: an open variable always has "some other value"
// as one more possibility.
package scenario

import (
	"sort"
	"sync"
)

// Kind tells what sort of thing a variable stands for, and thereby whether a
// user can settle it by a flag.
type Kind uint8

const (
	// Parameter is a template parameter (or Terraform variable) of a root
	// source: --param settles it.
	Parameter Kind = iota
	// Pseudo is a value that the deployment's place decides: account, region,
	// partition, stack name and id.
	Pseudo
	// Outside is a value made elsewhere: an import from a stack that is not
	// loaded, an SSM parameter, a custom resource's attribute, a macro's output.
	Outside
	// Secret is an Outside value that is a secret by construction (a dynamic
	// reference to Secrets Manager or to an SSM secure string).
	Secret
)

// Variable is one fact that reading alone cannot settle. Variables are compared
// by pointer; a loader makes one per fact. Names are unique within an estate.
type Variable struct {
	Name   string
	Kind   Kind
	Domain []string // every value it can take, sorted; nil when open
	// Accepts tells which values an open variable can have; nil: any.
	Accepts func(string) bool
	// Mentioned are values of an open variable that the source compares it with,
	// sorted: scenarios are told apart by them.
	Mentioned []string
	// Min and Max bound an open variable that is a number, if Bounded.
	Min, Max   int
	Bounded    bool
	Default    string
	HasDefault bool
	// Hidden says that its values are secret and must not be printed (NoEcho).
	Hidden bool
	// Refused says that AWS refuses what is written there, so that it will be
	// something else.
	Refused bool
	// List names a list of different values of which it is the one at Place; empty
	// where it is of none.
	List  string
	Place int
	// Single says that it is one text that AWS made, and so no pattern in a policy: an
	// ARN that is read.
	Single bool
	// Why says in a few words why it is not known: "parameter without default".
	Why string
	// Settle says what would settle it: "--param Environment=VALUE".
	Settle string

	atoms *atoms
}

// atoms are the guards "variable = value" of a variable with many values, each
// made when it is first asked for. They are of one variable, not of copies.
type atoms struct {
	of     *Variable
	mu     sync.Mutex
	guards []Guard // by the index of the value
	made   []bool
}

// manyValues is how many make it worth while to keep a variable's guards.
const manyValues = 4

// Keep lets v keep its guards "v = value", which would otherwise be made at
// every use. It must be called before v is shared.
func (v *Variable) Keep() {
	v.atoms = nil
	if n := len(v.Domain); n >= manyValues {
		v.atoms = &atoms{of: v, guards: make([]Guard, n), made: make([]bool, n)}
	}
}

// get is the guard of one of the variable's values.
func (a *atoms) get(value string) Guard {
	i := sort.SearchStrings(a.of.Domain, value)
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.made[i] {
		a.guards[i], a.made[i] = closedAtom(a.of, value), true
	}
	return a.guards[i]
}

// Closed reports whether every possible value of v is known.
func (v *Variable) Closed() bool { return v.Domain != nil }

// Admits reports whether v can have the given value.
func (v *Variable) Admits(value string) bool {
	if !v.Closed() {
		return v.Accepts == nil || v.Accepts(value)
	}
	i := sort.SearchStrings(v.Domain, value)
	return i < len(v.Domain) && v.Domain[i] == value
}

// Setting is one line of a scenario: a variable and the value it takes there.
// Other means "a value that is none of Not" of an open variable.
type Setting struct {
	Variable *Variable
	Value    string
	Other    bool
	Not      []string
}

// String prints the setting as a user would write it: "Environment=dev", or
// "Environment≠prod" for an open variable's other values.
func (s Setting) String() string {
	if s.Variable.Hidden && s.Other {
		return s.Variable.Name + "≠(hidden)"
	}
	if s.Variable.Hidden {
		return s.Variable.Name + "=(hidden)"
	}
	if !s.Other {
		return s.Variable.Name + "=" + s.Value
	}
	out := s.Variable.Name + "≠"
	for i, v := range s.Not {
		if i > 0 {
			out += ","
		}
		out += v
	}
	return out
}

// Outer is the kind of a value computed from one of kind k: a part of a
// parameter is no longer a parameter that a flag sets by itself.
func (k Kind) Outer() Kind {
	if k == Parameter {
		return Outside
	}
	return k
}
