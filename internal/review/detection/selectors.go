package detection

import (
	"slices"
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// This file tries the event selectors of trails and event data stores on sample
// events ("Filtering CloudTrail events": basic and advanced event selectors).

// sampleEvent is an event as far as selectors look at it.
type sampleEvent struct {
	data     bool // a data event, else a management event
	source   string
	readOnly bool
	kind     string   // resources.type of a data event
	arns     []string // resources.ARN in its spellings, open parts as they print
	// named is unknown if the name in the ARN is, else no: what a selector writes
	// out may be it.
	named estate.Truth
}

// arn compares a text with the event's ARN.
func (e sampleEvent) arn(t estate.Text, is func(value, operand string) bool) estate.Truth {
	out := compareText(t, e.arns, is)
	if first, _ := t.Ends(); len(e.named.Gaps) > 0 && strings.Contains(first, ":::") {
		out = out.Or(e.named)
	}
	return out
}

// managementEvents are calls that every trail should have: one that reads and one
// that writes.
func managementEvents() []sampleEvent {
	return []sampleEvent{
		{source: "iam.amazonaws.com", readOnly: true},
		{source: "iam.amazonaws.com"},
	}
}

// records asks whether a trail or a store with these selectors has an event.
// Without any, it has all management events and no data events.
func records(basic, advanced *estate.Tree, e sampleEvent) estate.Truth {
	fallback := holds(!e.data)
	if basic.IsMissing() && advanced.IsMissing() {
		return fallback
	}
	some := estate.No()
	for _, list := range []struct {
		tree *estate.Tree
		has  func(*estate.Tree, sampleEvent) estate.Truth
	}{{basic, hasBasic}, {advanced, hasAdvanced}} {
		items := estate.AsItems(list.tree, func(_ scenario.Guard, t *estate.Tree) *estate.Tree { return t })
		some = some.Or(review.AnyItem(items, func(t *estate.Tree) estate.Truth { return list.has(t, e) }))
		if !list.tree.IsMissing() {
			some = some.Or(items.IsEmpty().And(fallback).And(emptyToo(basic, advanced)))
		}
	}
	return some
}

// emptyToo is true where neither list has a member.
func emptyToo(lists ...*estate.Tree) estate.Truth {
	out := estate.Yes()
	for _, t := range lists {
		if !t.IsMissing() {
			out = out.And(estate.AsItems(t, func(_ scenario.Guard, t *estate.Tree) *estate.Tree { return t }).IsEmpty())
		}
	}
	return out
}

// hasBasic reads an EventSelector: all management events of the wanted kind unless
// it leaves them out, and the data events that it names.
func hasBasic(t *estate.Tree, e sampleEvent) estate.Truth {
	kind := estate.When(t.At("ReadWriteType").AsString(), true, func(s string) bool {
		return s == "All" || s == "ReadOnly" && e.readOnly || s == "WriteOnly" && !e.readOnly
	})
	if !e.data {
		excluded := review.AnyItem(t.At("ExcludeManagementEventSources").AsStrings(), func(s string) estate.Truth { return holds(s == e.source) })
		return kind.And(estate.Is(t.At("IncludeManagementEvents").AsBool().Or(true), true)).And(excluded.Not())
	}
	resources := estate.AsItems(t.At("DataResources"), func(_ scenario.Guard, t *estate.Tree) *estate.Tree { return t })
	return kind.And(review.AnyItem(resources, func(r *estate.Tree) estate.Truth {
		named := review.AnyItem(r.At("Values").AsTexts(), func(v estate.Text) estate.Truth { return e.arn(v, strings.HasPrefix) })
		return estate.Is(r.At("Type").AsString(), e.kind).And(named)
	}))
}

// compareText compares a text of a selector with the spellings of a value. What is
// open in both is compared as it is written.
func compareText(t estate.Text, values []string, is func(value, operand string) bool) estate.Truth {
	any := func(operand string) bool {
		operand = withoutPartition(operand)
		return slices.ContainsFunc(values, func(v string) bool { return is(v, operand) })
	}
	if any(t.String()) {
		return estate.Yes()
	}
	if len(t.References()) > 0 {
		return estate.No() // another resource
	}
	return estate.When(estate.OfAlternatives(estate.Origin{}, t.Expand()...), false, any)
}

// withoutPartition writes the partition of an ARN as that of the samples.
func withoutPartition(s string) string {
	for _, p := range []string{"arn:aws-cn:", "arn:aws-us-gov:", "arn:${AWS::Partition}:"} {
		if rest, ok := strings.CutPrefix(s, p); ok {
			return "arn:aws:" + rest
		}
	}
	return s
}

// hasAdvanced reads an AdvancedEventSelector: every field selector must match.
func hasAdvanced(t *estate.Tree, e sampleEvent) estate.Truth {
	fields := estate.AsItems(t.At("FieldSelectors"), func(_ scenario.Guard, t *estate.Tree) *estate.Tree { return t })
	missed := review.AnyItem(fields, func(f *estate.Tree) estate.Truth {
		return review.Ask(f.At("Field").AsText(), estate.No(), func(name estate.Text) estate.Truth {
			return fieldMatches(f, func(t estate.Text, is func(value, operand string) bool) estate.Truth {
				if name.String() == "resources.ARN" {
					return e.arn(t, is)
				}
				return compareText(t, e.field(name.String()), is)
			}).Not()
		})
	})
	return missed.Not()
}

// field is what an event has in a field of advanced selectors.
func (e sampleEvent) field(name string) []string {
	switch name {
	case "eventCategory":
		if e.data {
			return []string{"Data"}
		}
		return []string{"Management"}
	case "eventSource":
		return []string{e.source}
	case "readOnly":
		return []string{strconv.FormatBool(e.readOnly)}
	case "resources.type":
		return []string{e.kind}
	}
	return nil
}

// operators are those of field selectors; those that begin with Not exclude.
var operators = []struct {
	name string
	is   func(value, operand string) bool
	not  bool
}{
	{"Equals", func(v, o string) bool { return v == o }, false},
	{"StartsWith", strings.HasPrefix, false},
	{"EndsWith", strings.HasSuffix, false},
	{"NotEquals", func(v, o string) bool { return v == o }, true},
	{"NotStartsWith", strings.HasPrefix, true},
	{"NotEndsWith", strings.HasSuffix, true},
}

// fieldMatches asks whether all that a field selector says holds of a value, which
// compare knows.
func fieldMatches(f *estate.Tree, compare func(t estate.Text, is func(value, operand string) bool) estate.Truth) estate.Truth {
	out := estate.Yes()
	for _, op := range operators {
		list := f.At(op.name)
		if list.IsMissing() {
			continue
		}
		some := review.AnyItem(list.AsTexts(), func(t estate.Text) estate.Truth { return compare(t, op.is) })
		if op.not {
			some = some.Not()
		}
		out = out.And(some)
	}
	return out
}

func holds(b bool) estate.Truth {
	if b {
		return estate.Yes()
	}
	return estate.No()
}
