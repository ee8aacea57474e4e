package estate

import (
	"slices"
	"strings"

	"ringwall/internal/scenario"
)

// ID identifies a resource within an estate. It is the logical id where that is
// unambiguous, "stack/logical id" where several stacks of the estate use the
// same one.
type ID string

// Text is a string that may have parts that only the deployment decides:
// parameters, pseudo-parameters, attributes of other resources. The zero Text
// is the empty literal.
type Text struct {
	literal string
	parts   *[]Part // nil for a literal
}

// Part is one piece of a Text: exactly one of its fields is set.
type Part struct {
	Literal   string
	Variable  *scenario.Variable
	Reference *Reference
}

// Reference points to a resource of the estate, or to one attribute of it.
// Attribute is empty for what CloudFormation's Ref returns (an id or a name).
type Reference struct {
	Resource  ID
	Attribute string
}

// Literal makes a Text without unknown parts.
func Literal(s string) Text { return Text{literal: s} }

// OfVariable makes the Text that is one variable's value.
func OfVariable(v *scenario.Variable) Text {
	return Text{parts: &[]Part{{Variable: v}}}
}

// OfReference makes the Text that is a resource's reference or attribute.
func OfReference(id ID, attribute string) Text {
	return Text{parts: &[]Part{{Reference: &Reference{id, attribute}}}}
}

// Concat joins texts without a separator.
func Concat(texts ...Text) Text {
	open := 0
	for _, t := range texts {
		open += len(t.open())
	}
	if open == 0 {
		return Text{literal: concatLiterals(texts)}
	}
	parts := make([]Part, 0, open+len(texts))
	run := 0 // where the texts begin that are literals only
	for i, t := range texts {
		if t.parts == nil {
			continue
		}
		if s := concatLiterals(texts[run:i]); s != "" {
			parts = appendPart(parts, Part{Literal: s})
		}
		run = i + 1
		for _, p := range t.open() {
			parts = appendPart(parts, p)
		}
	}
	if s := concatLiterals(texts[run:]); s != "" {
		parts = appendPart(parts, Part{Literal: s})
	}
	if len(parts) == 1 && parts[0].isLiteral() {
		return Text{literal: parts[0].Literal}
	}
	return Text{parts: &parts}
}

func concatLiterals(texts []Text) string {
	if len(texts) == 1 {
		return texts[0].literal
	}
	length := 0
	for _, t := range texts {
		length += len(t.literal)
	}
	var b strings.Builder
	b.Grow(length)
	for _, t := range texts {
		b.WriteString(t.literal)
	}
	return b.String()
}

// appendPart appends a part, or joins it to the last one if both are literals.
func appendPart(parts []Part, p Part) []Part {
	last := len(parts) - 1
	if p.isLiteral() && last >= 0 && parts[last].isLiteral() {
		parts[last].Literal += p.Literal
		return parts
	}
	return append(parts, p)
}

// Text is the part by itself.
func (p Part) Text() Text {
	if p.isLiteral() {
		return Literal(p.Literal)
	}
	return Text{parts: &[]Part{p}}
}

func (p Part) isLiteral() bool { return p.Variable == nil && p.Reference == nil }

// Parts lists the pieces of t in order; a literal has one, the empty text none.
func (t Text) Parts() []Part {
	if t.parts != nil {
		return *t.parts
	}
	if t.literal == "" {
		return nil
	}
	return []Part{{Literal: t.literal}}
}

// open are the parts of a text that is no literal.
func (t Text) open() []Part {
	if t.parts == nil {
		return nil
	}
	return *t.parts
}

// Known returns the string, if no part of it is open.
func (t Text) Known() (string, bool) { return t.literal, t.parts == nil }

// Reference returns the one resource that t refers to, if t is nothing but a
// reference.
func (t Text) Reference() (Reference, bool) {
	if parts := t.open(); len(parts) == 1 && parts[0].Reference != nil {
		return *parts[0].Reference, true
	}
	return Reference{}, false
}

// Variable returns the one variable whose value t is, if t is nothing else.
func (t Text) Variable() (*scenario.Variable, bool) {
	if parts := t.open(); len(parts) == 1 && parts[0].Variable != nil {
		return parts[0].Variable, true
	}
	return nil, false
}

// References lists every resource that occurs in t.
func (t Text) References() []Reference {
	var out []Reference
	for _, p := range t.open() {
		if p.Reference != nil {
			out = append(out, *p.Reference)
		}
	}
	return out
}

// Variables lists every variable that occurs in t.
func (t Text) Variables() []*scenario.Variable {
	var out []*scenario.Variable
	for _, p := range t.open() {
		if p.Variable != nil {
			out = append(out, p.Variable)
		}
	}
	return out
}

// Equal reports whether t and u are the same text for certain: the same
// literals, the same variables, the same references. Texts that are not Equal
// may still turn out the same.
func (t Text) Equal(u Text) bool {
	return t.literal == u.literal && (t.parts == nil) == (u.parts == nil) && slices.EqualFunc(t.open(), u.open(), Part.equal)
}

// equal compares variables by name: those of one name are one, also where two sources
// were read one by one.
func (p Part) equal(q Part) bool {
	switch {
	case p.Variable != nil && q.Variable != nil:
		return p.Variable.Name == q.Variable.Name
	case p.Reference != nil && q.Reference != nil:
		return *p.Reference == *q.Reference
	}
	return p.isLiteral() && q.isLiteral() && p.Literal == q.Literal
}

// Differs reports whether t and u are different texts for certain: different
// literals, or different places in one list of which all items differ.
func (t Text) Differs(u Text) bool {
	x, known := t.Known()
	y, also := u.Known()
	if known && also {
		return x != y
	}
	v, ok := t.Variable()
	w, too := u.Variable()
	return ok && too && v.List != "" && v.List == w.List && v.Place != w.Place
}

// String prints t with open parts as "${…}", the way CloudFormation's Fn::Sub
// writes them. Texts that are Equal print alike; those that print alike are Equal but
// where a literal contains "${", or a variable has the name of a resource.
func (t Text) String() string {
	if t.parts == nil {
		return t.literal
	}
	size := 0
	for _, p := range t.open() {
		size += p.size()
	}
	var b strings.Builder
	b.Grow(size)
	for _, p := range t.open() {
		if p.isLiteral() {
			b.WriteString(p.Literal)
			continue
		}
		b.WriteString("${")
		if p.Variable != nil {
			b.WriteString(p.Variable.Name)
		} else if b.WriteString(string(p.Reference.Resource)); p.Reference.Attribute != "" {
			b.WriteByte('.')
			b.WriteString(p.Reference.Attribute)
		}
		b.WriteByte('}')
	}
	return b.String()
}

// size is how many bytes the part has at most as it is printed.
func (p Part) size() int {
	switch {
	case p.Variable != nil:
		return len("${}") + len(p.Variable.Name)
	case p.Reference != nil:
		return len("${.}") + len(p.Reference.Resource) + len(p.Reference.Attribute)
	}
	return len(p.Literal)
}

// maxExpansion bounds the alternatives into which one text is expanded.
const maxExpansion = 128

// Expand lists what t can be: one alternative for each combination of its
// variables' values that differ, guarded by the scenarios in which it holds.
// What cannot be known in a scenario is an Unknown alternative there.
func (t Text) Expand() []Alternative[string] {
	if t.parts == nil {
		return []Alternative[string]{{State: Known, Is: t.literal}}
	}
	out := []Alternative[string]{{State: Known}}
	for _, p := range t.open() {
		options := p.expand()
		if len(t.open()) > 1 {
			unbound(options)
		}
		if len(out)*len(options) > maxExpansion {
			return []Alternative[string]{{State: Unknown, Gap: Gap{Variable: tooManyValues(t)}}}
		}
		out = product(out, options)
	}
	return out
}

// unbound drops the bounds of variables that are only a part of the text: they
// say nothing of the whole.
func unbound(options []Alternative[string]) {
	for i, o := range options {
		if v := o.Gap.Variable; v != nil && v.Bounded {
			whole := *v
			whole.Bounded = false
			options[i].Gap.Variable = &whole
		}
	}
}

func product(left, right []Alternative[string]) []Alternative[string] {
	var out []Alternative[string]
	for _, l := range left {
		for _, r := range right {
			when := l.When.And(r.When)
			switch {
			case when.IsNever():
			case l.State == Unknown:
				out = append(out, Alternative[string]{When: when, State: Unknown, Gap: l.Gap})
			case r.State == Unknown:
				out = append(out, Alternative[string]{When: when, State: Unknown, Gap: r.Gap})
			default:
				out = append(out, Alternative[string]{When: when, State: Known, Is: l.Is + r.Is})
			}
		}
	}
	return out
}

func (p Part) expand() []Alternative[string] {
	switch {
	case p.Variable != nil:
		return expandVariable(p.Variable)
	case p.Reference != nil:
		return []Alternative[string]{{State: Unknown, Gap: Gap{Variable: attributeOf(*p.Reference)}}}
	}
	return []Alternative[string]{{State: Known, Is: p.Literal}}
}

func expandVariable(v *scenario.Variable) []Alternative[string] {
	var out []Alternative[string]
	for _, s := range v.Domain {
		out = append(out, Alternative[string]{When: scenario.Atom(v, s), State: Known, Is: s})
	}
	if v.Closed() {
		return out
	}
	rest := scenario.Always()
	named := v.Mentioned
	if v.HasDefault && !slices.Contains(named, v.Default) {
		named = append([]string{v.Default}, named...)
	}
	for _, s := range named {
		if is := scenario.Atom(v, s); !is.IsNever() {
			out = append(out, Alternative[string]{When: is, State: Known, Is: s})
			rest = rest.Minus(is)
		}
	}
	return append(out, Alternative[string]{When: rest, State: Unknown, Gap: Gap{Variable: v}})
}

func attributeOf(r Reference) *scenario.Variable {
	name := string(r.Resource)
	if r.Attribute != "" {
		name += "." + r.Attribute
	}
	return &scenario.Variable{
		Name: name, Kind: scenario.Outside,
		Why:    "AWS decides this value when it creates the resource",
		Settle: "review the deployed stack instead of the template",
	}
}

func tooManyValues(t Text) *scenario.Variable {
	return &scenario.Variable{
		Name: t.String(), Kind: scenario.Outside,
		Why:    "too many combinations of parameter values",
		Settle: "--param for some of its parameters",
	}
}

// String prints the reference as a template would write it: "Bucket.Arn".
func (r Reference) String() string {
	if r.Attribute == "" {
		return string(r.Resource)
	}
	return string(r.Resource) + "." + r.Attribute
}
