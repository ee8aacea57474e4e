package estate

import (
	"reflect"
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
	Format    string // "CloudFormation", "CDK output", [FormatLive]
	Stack     string
	Resources int
	// Skipped says why nothing was read from a file that was looked at.
	Skipped string
	// Metadata are those of a whole template that are addressed to tools such as
	// this one; nil without any.
	Metadata *Tree
}

// FormatLive is the format of what live accounts say of themselves: a file is no
// stack.
const FormatLive = "AWS CLI output"

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
	// Unseen are reasons for which there may be resources of kinds that the
	// sources do not hold at all. Unlike Open, they leave what is there as it is.
	Unseen []Gap
	// Possible are the scenarios that the sources' own rules admit.
	Possible scenario.Rules
	// Unresolved counts the property values that could not be known.
	Unresolved int
	// Parameters are the variables a user could settle, by name.
	Parameters []*scenario.Variable
	// Outputs are what the stacks show, by stack and name.
	Outputs []Output

	// Hidden is what lists of live accounts that are not whole may have besides.
	Hidden []Hidden
	// Listings are the lists of live accounts that the sources hold, whole or
	// not, by account, Region and kind.
	Listings []Listing

	byID       directory
	changed    map[ID]Resource         // since byID was made; nil of what is gone
	kinds      [][]Resource            // the resources by the Go type that they have
	byPhysical map[string]Resource     // live resources whose ID is another
	live       map[ID][]*LiveInterface // by owner
	listings   map[listingKey]Listing
	implied    []Resource                           // what AWS itself creates
	attached   map[ID][]*NetworkInterfaceAttachment // interfaces put into instances
	beside     map[ID][]Item[SecurityGroupRule]     // rules that stand alone, by group
}

// New makes an estate of resources, sorts and indexes them and adds what AWS
// itself creates. Two resources may not share an ID.
func New(e Estate) *Estate {
	out := &e
	out.index()
	out.Unresolved = countUnresolved(out.Resources)
	out.implied = impliedResources(out)
	if len(out.implied) > 0 {
		out.Resources = append(append([]Resource(nil), out.Resources...), out.implied...)
		out.index()
	}
	out.indexLive()
	out.indexRules()
	out.indexAttachments()
	return out
}

// Join makes one estate of one that is made already, if any, and of what another
// source holds.
func Join(e *Estate, other Estate) *Estate {
	if e == nil {
		return New(other)
	}
	out := *e
	out.implied, out.Resources = nil, nil
	made := make(map[Resource]bool, len(e.implied))
	for _, r := range e.implied {
		made[r] = true
	}
	for _, r := range e.Resources {
		if !made[r] {
			out.Resources = append(out.Resources, r)
		}
	}
	out.Resources = append(out.Resources, other.Resources...)
	out.Sources = slices.Concat(e.Sources, other.Sources)
	out.Listings = slices.Concat(e.Listings, other.Listings)
	out.Hidden = slices.Concat(e.Hidden, other.Hidden)
	out.Gaps = slices.Concat(e.Gaps, other.Gaps)
	out.Outputs = slices.Concat(e.Outputs, other.Outputs)
	out.Open = slices.Concat(e.Open, other.Open)
	out.Unseen = slices.Concat(e.Unseen, other.Unseen)
	return New(out)
}

func (e *Estate) index() {
	sorted := false
	if e.byID, sorted = newDirectory(e.Resources); !sorted {
		SortByID(e.Resources)
		e.byID, _ = newDirectory(e.Resources)
	}
	e.changed = nil
	e.indexKinds()
}

// indexKinds sorts the resources by their Go types, in the order of the first of
// each.
func (e *Estate) indexKinds() {
	at := map[reflect.Type]int{}
	of, sizes := make([]int32, len(e.Resources)), []int(nil)
	for n, r := range e.Resources {
		k, known := at[reflect.TypeOf(r)]
		if !known {
			k = len(sizes)
			at[reflect.TypeOf(r)], sizes = k, append(sizes, 0)
		}
		of[n] = int32(k)
		sizes[k]++
	}
	e.kinds = make([][]Resource, len(sizes))
	for k, n := range sizes {
		e.kinds[k] = make([]Resource, 0, n)
	}
	for n, r := range e.Resources {
		e.kinds[of[n]] = append(e.kinds[of[n]], r)
	}
}

// Declared counts the resources that the sources show, without implied ones.
func (e *Estate) Declared() int {
	n := 0
	for _, r := range e.Resources {
		if r.Base().Origin.Implied == "" {
			n++
		}
	}
	return n
}

// Get finds a resource by its ID.
func (e *Estate) Get(id ID) (Resource, bool) {
	if len(e.changed) > 0 {
		if r, changed := e.changed[id]; changed {
			return r, r != nil
		}
	}
	return e.byID.find(id)
}

// Follow finds the resource to which a text refers: by reference, through an
// attribute that names another (a VPC's DefaultSecurityGroup), or by the id or
// ARN that AWS gave it.
func (e *Estate) Follow(t Text) (Resource, bool) {
	ref, ok := t.Reference()
	if !ok {
		if name, known := t.Known(); known && name != "" {
			return e.physical(name)
		}
		return nil, false
	}
	if id, ok := impliedBy(ref); ok {
		if r, ok := e.Get(id); ok {
			return r, true
		}
	}
	return e.Get(ref.Resource)
}

// FollowTo finds the resource of type T to which a text refers; of a version or an
// alias the function.
func FollowTo[T Resource](e *Estate, t Text) (T, bool) {
	r, ok := e.Follow(t)
	if !ok {
		var zero T
		return zero, false
	}
	typed, ok := r.(T)
	if !ok {
		typed, ok = e.Unqualified(r).(T)
	}
	return typed, ok
}

// All lists the resources of type T, by ID. It looks at one resource of each
// kind: of those of a kind all are T or none, and most estates are all but made
// of one kind.
func All[T Resource](e *Estate) []T {
	var of [][]Resource
	for _, list := range e.kinds {
		if _, ok := list[0].(T); ok {
			of = append(of, list)
		}
	}
	if len(of) == 0 {
		return nil
	}
	list := of[0]
	if len(of) > 1 { // T is an interface
		list = e.Resources
	}
	var out []T
	for _, r := range list {
		if t, ok := r.(T); ok {
			out = append(out, t)
		}
	}
	return out
}
