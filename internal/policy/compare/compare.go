package compare

import (
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// Verdict says whether the changed policies grant anything new.
type Verdict uint8

// The verdicts.
const (
	Undecided Verdict = iota
	NoNewAccess
	NewAccess
)

func (v Verdict) String() string {
	return [...]string{"unknown", "no-new-access", "new-access"}[v]
}

// Document is a policy with the name that it is cited by.
type Document struct {
	Name   string
	Policy policy.Document
}

// Catalog is what is known of AWS's actions and keys.
type Catalog interface {
	// Expand lists the actions that an entry of Action stands for.
	Expand(entry string) []string
	// Action is what is known of one action, by its name in any case.
	Action(name string) (Action, bool)
	// Key is what is known of a condition key.
	Key(name string) Key
}

// Action is what an action can be granted on.
type Action struct {
	Name     string   // as AWS writes it, with its service
	Whole    bool     // on "*" only
	Optional bool     // it may be on no resource that has an ARN
	Forms    []string // of the ARNs of its resources, with ${…} for what is open
}

// Key is what is known of a condition key; the zero value is nothing.
type Key struct {
	Known bool
	Many  bool // a request may have several values of it
	Arn   bool // its values are ARNs
}

// Result is the answer.
type Result struct {
	Verdict Verdict
	// Witness is a request that the changed policies allow and the old don't.
	Witness *Witness
	// Grants are the statements that allow it; Denies those of the old policies
	// that deny it, if it isn't that none allows it.
	Grants, Denies []Cited
	// Because are the causes of what is undecided.
	Because []string
	// Actions are those of the catalogue with which there is new access, sorted;
	// of a policy about every action only some.
	Actions []string
	// More says that Actions isn't all.
	More bool
	// Notes are what a reader should know of the witness.
	Notes []string
}

// Cited is a statement.
type Cited struct {
	Document  string
	Statement int
	Sid       string
	Effect    string
	Pos       policy.Position
}

// Compare answers whether some documents together grant anything that others
// don't. All are used alike: as the policies of one identity, of one resource, as
// one level of service control policies.
func (by *Comparer) Compare(old, changed []Document, use policy.Use) Result {
	c := newComparison(old, changed, use, by)
	out := Result{Verdict: NoNewAccess}
	cells := c.cells()
	if c.overflow != "" {
		return Result{Because: []string{c.overflow}}
	}
	if c.surely(cells, few, &out) {
		return out
	}
	causes, limited := c.maybe(cells, few)
	if (len(causes) > 0 || limited) && len(c.vars) > 0 {
		if c.surely(cells, full, &out) {
			return out
		}
		if causes, limited = c.maybe(cells, full); (len(causes) > 0 || limited) && c.surely(cells, more, &out) {
			return out
		}
	}
	if len(causes) == 0 && !limited && len(c.faults) == 0 {
		return out
	}
	if limited {
		causes = append(causes, c.bound())
	}
	causes = append(causes, c.faults...)
	slices.Sort(causes)
	return Result{Because: slices.Compact(causes)}
}

// bound says which of the bounds was met.
func (c *comparison) bound() string {
	if len(c.vars) > 0 {
		return "whether a policy variable can equal other text of the policies: " + strings.Join(c.vars, ", ")
	}
	return "patterns or conditions that are too entangled to be told apart within bounds"
}

// maxListed bounds the work of listing actions, once there is new access.
const maxListed = 30_000

// surely looks for requests of which it is sure that they are newly allowed.
func (c *comparison) surely(cells []*cell, d depth, out *Result) bool {
	found, bound := false, 0
	var spare []string
	for _, x := range cells {
		if found && (x.unknown || c.work > bound) {
			out.More = out.More || !x.unknown
			continue
		}
		if c.proved(x) {
			continue
		}
		a := c.ask(x, false, d)
		if a.witness == nil || !c.fits && !c.tell(a.witness, out) {
			continue
		}
		if !found {
			found, bound = true, c.work+maxListed
		}
		if !x.unknown {
			all, some := c.gained(x)
			spare, out.Actions = append(spare, all...), append(out.Actions, some...)
			out.More = out.More || x.rest
		}
	}
	if len(out.Actions) == 0 {
		out.Actions = spare // whatever their resources are
	}
	slices.Sort(out.Actions)
	out.Actions = slices.Compact(out.Actions)
	return found
}

// proved reports a cell in which there is nothing new whatever is not known, and
// whatever stands for variables: what comes before all cases.
func (c *comparison) proved(x *cell) bool {
	if x.first == nil {
		a := c.ask(x, true, few)
		x.first = &a
	}
	return x.first.witness == nil && !x.first.limited
}

// maybe lists what leaves it open whether there is new access; nothing if it is
// proved that there is none.
func (c *comparison) maybe(cells []*cell, d depth) (causes []string, limited bool) {
	for _, x := range cells {
		if c.proved(x) {
			continue
		}
		a := *x.first
		if d != few {
			a = c.ask(x, true, d)
		}
		limited = limited || a.limited
		if a.witness != nil && len(a.causes) == 0 {
			limited = true // what it hangs on is a bound of the search before
		}
		causes = append(causes, a.causes...)
		if len(causes) > maxCauses {
			break
		}
	}
	return causes, limited
}

const maxCauses = 20
