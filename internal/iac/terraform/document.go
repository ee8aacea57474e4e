package terraform

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// Marks stand for the open parts of a text while it is read as JSON: characters of
// a private plane that no document holds.
const (
	firstMark = 0xF0000
	maxMarks  = 0xFFF0
)

// document is what a JSON text says, with its open parts kept. A text that is no
// JSON stays as it is.
func (l *loader) document(v *value) *value {
	if v.isNone() {
		return nil
	}
	return l.lift(v.at, []*value{v}, func(in []*value) *value {
		v := in[0]
		if v.form() != isScalar {
			return v
		}
		if v.coded != nil {
			return v.coded
		}
		if _, single := v.text.Variable(); single {
			return v
		}
		if out := l.readDocument(v); out != nil {
			return out
		}
		return v
	})
}

func (l *loader) readDocument(v *value) *value {
	var b strings.Builder
	var open []estate.Part
	for _, p := range v.text.Parts() {
		if p.Variable == nil && p.Reference == nil {
			b.WriteString(p.Literal)
			continue
		}
		if len(open) >= maxMarks {
			return nil
		}
		b.WriteRune(rune(firstMark + len(open)))
		open = append(open, p)
	}
	text := strings.TrimSpace(b.String())
	if text == "" || text[0] != '{' && text[0] != '[' {
		return nil
	}
	r := newJSONReader(v.at.File, []byte(b.String()))
	root, err := r.value(0)
	if err != nil {
		return nil
	}
	d := documentReader{l, v, open}
	return d.value(root)
}

// documentReader makes a value of JSON in which marks stand for open parts.
type documentReader struct {
	*loader
	of   *value
	open []estate.Part
}

// at is the place of a part: in a text that stands over several lines each has its
// own.
func (d documentReader) at(n jsonNode) estate.Origin {
	at := d.of.at
	if d.of.lines {
		at.Line += n.at.Line
		at.Column = n.at.Column
	}
	return at
}

func (d documentReader) value(n jsonNode) *value {
	at := d.at(n)
	switch n.kind {
	case '{':
		out := &value{kind: isObject, at: at}
		var fields []field
		for i, name := range n.names {
			is := d.value(n.items[i])
			key := d.text(name)
			if s, known := key.Known(); known {
				fields = append(fields, field{s, is.place(at).atOr(at), is})
				continue
			}
			if s, ok := d.byDefault(key); ok {
				fields = append(fields, field{s, at, is})
				continue
			}
			fields = append(fields, field{key.String(), at, is})
		}
		out.fields = objectOf(fields, at).fields
		return out
	case '[':
		out := listOf(make([]*value, 0, len(n.items)), at)
		for _, i := range n.items {
			out.items = append(out.items, d.value(i))
		}
		return out
	case 's':
		return openText(d.text(n.text), at)
	}
	return fromCty(n.plain, at)
}

// byDefault is a key in the scenario of the defaults.
func (d documentReader) byDefault(t estate.Text) (string, bool) {
	for _, a := range t.Expand() {
		if a.State == estate.Known && a.When.Equal(scenario.Always()) {
			return a.Is, true
		}
	}
	return "", false
}

// atOr is v's place, or another where v is null.
func (v *value) atOr(at estate.Origin) estate.Origin {
	if v == nil {
		return at
	}
	return v.at
}

// text puts the open parts back.
func (d documentReader) text(s string) estate.Text {
	if !strings.ContainsFunc(s, isMark) {
		return estate.Literal(s)
	}
	var parts []estate.Text
	run := 0
	for i, r := range s {
		if !isMark(r) || int(r)-firstMark >= len(d.open) {
			continue
		}
		parts = append(parts, estate.Literal(s[run:i]))
		run = i + len(string(r))
		parts = append(parts, d.open[int(r)-firstMark].Text())
	}
	return estate.Concat(append(parts, estate.Literal(s[run:]))...)
}

func isMark(r rune) bool { return r >= firstMark && r < firstMark+maxMarks }

// policyDocument computes data "aws_iam_policy_document" as the provider renders it
// ("Data Source: aws_iam_policy_document").
func (i *instance) policyDocument(at estate.Origin) *value {
	l, s := i.module.loader, i.scope
	var statements []*value
	var open *scenario.Variable
	merge := func(name string, override bool) {
		for _, d := range documentsOf(i.written(name)) {
			more, unknown := l.statementsOf(d)
			if unknown != nil {
				open = unknown
			}
			statements = l.joinStatements(statements, more, override)
		}
	}
	merge("source_json", false)
	merge("source_policy_documents", false)
	own := i.written("statement")
	if own.form() == isList {
		var mine []*value
		for _, b := range own.items {
			mine = append(mine, l.lift(b.atOr(at), []*value{b}, func(in []*value) *value { return s.statement(in[0]) }))
		}
		statements = l.joinStatements(statements, mine, true)
	} else if g := l.unsettled(own); g != nil {
		open = g
	}
	merge("override_json", true)
	merge("override_policy_documents", true)
	version := i.written("version")
	if version.isNone() {
		version = textOf("2012-10-17", i.block.at)
	}
	fields := []field{{"Version", version.at, version}}
	if id := i.written("policy_id"); !id.isNone() {
		fields = append(fields, field{"Id", id.at, id})
	}
	list := &value{kind: isList, items: statements, open: open, at: i.block.at}
	return objectOf(append(fields, field{"Statement", i.block.at, list}), i.block.at)
}

// documentsOf are the documents that an argument names: one, or a list of them.
func documentsOf(v *value) []*value {
	switch {
	case v.isNone():
		return nil
	case v.form() == isList:
		out := v.items
		if v.open != nil {
			out = append(out[:len(out):len(out)], unknownOf(v.open, v.at))
		}
		return out
	}
	return []*value{v}
}

// statementsOf are the statements of a document; unknown is why there may be more.
func (l *loader) statementsOf(v *value) (out []*value, unknown *scenario.Variable) {
	d := l.document(v)
	if d.form() == isChoice {
		return nil, l.outside("the policy at "+v.at.String(), "it hangs on variables", "--param for them")
	}
	if d.form() != isObject {
		if d.isNone() {
			return nil, nil
		}
		if s, known := d.literal(); known && strings.TrimSpace(s) == "" {
			return nil, nil
		}
		return nil, l.cause(d, v.at)
	}
	is, _ := d.get("Statement")
	if is.form() == isObject {
		return []*value{is}, d.open
	}
	if is.form() != isList {
		return nil, d.open
	}
	if is.open != nil {
		return is.items, is.open
	}
	return is.items, d.open
}

// joinStatements appends statements; of those that override, one with the Sid of an
// earlier takes its place. Of an earlier one whose Sid may be the same nobody knows
// whether it stays.
func (l *loader) joinStatements(have, more []*value, override bool) []*value {
	out := have[:len(have):len(have)]
	for _, m := range more {
		place := len(out)
		for i := range out {
			mine, its := sidOf(m), sidOf(out[i])
			if !override || mine == nil || its == nil {
				continue
			}
			switch {
			case mine.form() == isScalar && its.form() == isScalar && mine.text.Equal(its.text):
				place = i
			case l.unsettled(mine) != nil:
				out[i] = unknownOf(l.unsettled(mine), out[i].at)
			case l.unsettled(its) != nil:
				out[i] = unknownOf(l.unsettled(its), out[i].at)
			}
		}
		if place < len(out) {
			out[place] = m
		} else {
			out = append(out, m)
		}
	}
	return out
}

// sidOf is a statement's Sid; nil if it has none.
func sidOf(v *value) *value {
	if v.form() != isObject {
		return nil
	}
	sid, _ := v.get("Sid")
	if s, known := sid.literal(); sid.isNone() || known && s == "" {
		return nil
	}
	return sid
}

// statement renders one statement block.
func (s *scope) statement(b *value) *value {
	if b.form() != isObject {
		return b
	}
	var fields []field
	put := func(name string, v *value) {
		if !v.isNone() {
			fields = append(fields, field{name, v.at, s.dollars(v)})
		}
	}
	get := func(name string) *value {
		v, _ := b.get(name)
		return v
	}
	effect := get("effect")
	if effect.isNone() {
		effect = textOf("Allow", b.at)
	}
	put("Sid", get("sid"))
	put("Effect", effect)
	for _, x := range [...]struct{ attribute, element string }{
		{"actions", "Action"}, {"not_actions", "NotAction"}, {"resources", "Resource"}, {"not_resources", "NotResource"},
	} {
		if v := get(x.attribute); v.form() != isList || len(v.items) > 0 || v.open != nil {
			put(x.element, v)
		}
	}
	put("Principal", s.principals(get("principals")))
	put("NotPrincipal", s.principals(get("not_principals")))
	put("Condition", s.conditions(get("condition")))
	return objectOf(fields, b.at)
}

// principals renders principals blocks: those of one type together, type "*" with
// "*" as everyone.
func (s *scope) principals(blocks *value) *value {
	return s.rendered(blocks, func(blocks []*value, at estate.Origin) *value {
		out := objectOf(nil, at)
		for _, b := range blocks {
			kind, _ := b.get("type")
			ids, _ := b.get("identifiers")
			name, known := s.settle(kind).literal()
			if !known {
				return s.asUnknown(kind, at)
			}
			if first, ok := onlyText(ids); ok && name == "*" && first == "*" {
				return textOf("*", b.at)
			}
			if name == "*" && s.module.loader.unsettled(ids) != nil {
				return s.asUnknown(ids, at)
			}
			out.put([]string{name}, joined(out.property(name), ids), b.at)
		}
		return out
	})
}

// rendered makes a map of blocks, or nothing where there are none: in each form
// that they may have, if it is known which they are.
func (s *scope) rendered(blocks *value, render func(blocks []*value, at estate.Origin) *value) *value {
	if blocks.isNone() {
		return nil
	}
	if blocks.form() != isList {
		return s.asUnknown(blocks, blocks.at)
	}
	return s.lift(blocks.at, blocks.items, func(items []*value) *value {
		var there []*value
		for _, b := range items {
			switch {
			case b.isNone():
			case b.form() != isObject:
				return s.asUnknown(b, blocks.at)
			default:
				there = append(there, b)
			}
		}
		out := render(there, blocks.at)
		switch {
		case out.form() != isObject:
			return out
		case len(out.fields) == 0:
			return nil
		}
		return objectOf(out.fields, blocks.at)
	})
}

// joined is a list with the members of another, if both are lists.
func joined(list, more *value) *value {
	if list.form() != isList || more.form() != isList {
		return more
	}
	out := *list
	out.items = append(out.items[:len(out.items):len(out.items)], more.items...)
	if more.open != nil {
		out.open = more.open
	}
	return &out
}

func onlyText(v *value) (string, bool) {
	if v.form() != isList || len(v.items) != 1 || v.open != nil {
		return "", false
	}
	return v.items[0].literal()
}

// conditions renders condition blocks; values of one test and key are one list.
func (s *scope) conditions(blocks *value) *value {
	return s.rendered(blocks, func(blocks []*value, at estate.Origin) *value {
		tests := objectOf(nil, at)
		for _, b := range blocks {
			test, _ := b.get("test")
			key, _ := b.get("variable")
			values, _ := b.get("values")
			t, known := s.settle(test).literal()
			k, also := s.conditionKey(key)
			if !known || !also {
				return s.asUnknown(listOf([]*value{test, key}, b.at), b.at)
			}
			inner := tests.property(t)
			if inner == nil {
				inner = objectOf(nil, b.at)
			}
			copied := *inner
			copied.fields = append([]field(nil), inner.fields...)
			copied.put([]string{k}, s.dollars(joined(inner.property(k), values)), b.at)
			tests.put([]string{t}, objectOf(copied.fields, b.at), b.at)
		}
		return tests
	})
}

// conditionKey is a condition's key; one with an open part (an OIDC provider's
// address) keeps it as it prints.
func (s *scope) conditionKey(key *value) (string, bool) {
	if k, known := s.settle(key).literal(); known {
		return k, true
	}
	if key.form() == isScalar && len(key.text.Parts()) > 1 {
		return key.text.String(), true
	}
	return "", false
}

// dollars writes ${ for &{, as the provider does for policy variables.
func (s *scope) dollars(v *value) *value {
	switch v.form() {
	case isScalar:
		var parts []estate.Text
		for _, p := range v.text.Parts() {
			p.Literal = strings.ReplaceAll(p.Literal, "&{", "${")
			parts = append(parts, p.Text())
		}
		out := *v
		out.text = estate.Concat(parts...)
		return &out
	case isList:
		out := *v
		out.items = make([]*value, len(v.items))
		for i, x := range v.items {
			out.items[i] = s.dollars(x)
		}
		return &out
	case isChoice:
		out := *v
		out.alts = make([]alternative, len(v.alts))
		for i, a := range v.alts {
			out.alts[i] = alternative{a.when, s.dollars(a.then)}
		}
		return &out
	case isObject:
		out := *v
		out.fields = make([]field, len(v.fields))
		for i, f := range v.fields {
			out.fields[i] = field{f.name, f.at, s.dollars(f.is)}
		}
		return &out
	}
	return v
}
