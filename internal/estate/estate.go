package estate

import (
	"cmp"
	"slices"

	"ringwall/internal/scenario"
)

// Assume is how parameters that nobody gave are treated.
type Assume uint8

const (
	// AssumeDefaults takes a parameter's default as its value and says so;
	// alternatives that the source itself offers are still looked at.
	AssumeDefaults Assume = iota
	// AssumeAny takes a default as only one of the possible values.
	AssumeAny
)

// Source is one thing that was loaded.
type Source struct {
	Name      string // as the user named it, or the file within it
	Format    string // "CloudFormation", "CDK output"
	Stack     string
	Resources int
	// Skipped says why nothing was read from a file that was looked at.
	Skipped string
}

// Estate is what the sources say, in every scenario. It is built once and not
// changed after [New].
type Estate struct {
	Sources   []Source
	Assume    Assume
	Resources []Resource // by ID
	// Gaps are facts about the whole that are unknown: macros that were not
	// expanded, nested stacks that were not found.
	Gaps []Gap
	// Open are reasons for which the deployment may hold resources that no
	// source shows; a control must not fail for the absence of a resource then.
	Open []Gap
	// Possible are the scenarios that the sources' own rules admit.
	Possible scenario.Guard
	// Unresolved counts the property values that could not be known.
	Unresolved int
	// Parameters are the variables a user could settle, by name.
	Parameters []*scenario.Variable

	byID     map[ID]Resource
	implied  []Resource                           // what AWS itself creates
	attached map[ID][]*NetworkInterfaceAttachment // interfaces put into instances
	beside   map[ID][]Item[SecurityGroupRule]     // rules that stand alone, by group
}

// New makes an estate of resources, sorts and indexes them and adds what AWS
// itself creates. Two resources may not share an ID.
func New(e Estate) *Estate {
	out := &e
	out.index()
	out.Unresolved = countUnresolved(out.Resources)
	out.implied = impliedResources(out)
	out.Resources = append(append([]Resource(nil), out.Resources...), out.implied...)
	out.index()
	out.indexRules()
	out.indexAttachments()
	return out
}

func (e *Estate) index() {
	slices.SortStableFunc(e.Resources, func(a, b Resource) int { return cmp.Compare(a.Base().ID, b.Base().ID) })
	e.byID = make(map[ID]Resource, len(e.Resources))
	for _, r := range e.Resources {
		e.byID[r.Base().ID] = r
	}
}

// Declared counts the resources that the sources write, without implied ones.
func (e *Estate) Declared() int { return len(e.Resources) - len(e.implied) }

// Get finds a resource by its ID.
func (e *Estate) Get(id ID) (Resource, bool) {
	r, ok := e.byID[id]
	return r, ok
}

// Follow finds the resource to which a text refers: by reference, through an
// attribute that names another (a VPC's DefaultSecurityGroup).
func (e *Estate) Follow(t Text) (Resource, bool) {
	ref, ok := t.Reference()
	if !ok {
		return nil, false
	}
	if id, ok := impliedBy(ref); ok {
		if r, ok := e.byID[id]; ok {
			return r, true
		}
	}
	return e.Get(ref.Resource)
}

// FollowTo finds the resource of type T to which a text refers.
func FollowTo[T Resource](e *Estate, t Text) (T, bool) {
	r, ok := e.Follow(t)
	if !ok {
		var zero T
		return zero, false
	}
	typed, ok := r.(T)
	return typed, ok
}

// All lists the resources of type T, by ID.
func All[T Resource](e *Estate) []T {
	var out []T
	for _, r := range e.Resources {
		if t, ok := r.(T); ok {
			out = append(out, t)
		}
	}
	return out
}
