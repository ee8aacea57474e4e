package cloudformation

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// below follows a dotted path of property names: "VpcConfig.SubnetIds".
func below(t *estate.Tree, path string) *estate.Tree {
	for more := true; more; {
		var name string
		name, path, more = strings.Cut(path, ".")
		t = t.At(name)
	}
	return t
}

// firstText is the first of several properties that is written, scenario by
// scenario: the properties exclude each other.
func firstText(t *estate.Tree, paths ...string) estate.Value[estate.Text] {
	var out estate.Value[estate.Text]
	for _, p := range paths {
		out = out.OrElse(below(t, p).AsText())
	}
	return out
}

// textsAt joins the lists of texts at several paths.
func textsAt(t *estate.Tree, paths ...string) estate.Items[estate.Text] {
	var out estate.Items[estate.Text]
	for _, p := range paths {
		out = out.Append(below(t, p).AsTexts())
	}
	return out
}

// mapsIn are the members of a list as they stand.
func mapsIn(t *estate.Tree) estate.Items[*estate.Tree] {
	return estate.AsItems(t, func(_ scenario.Guard, t *estate.Tree) *estate.Tree { return t })
}

// eachText reads one text of every member of a list of maps.
func eachText(t *estate.Tree, path string) estate.Items[estate.Text] {
	var out estate.Items[estate.Text]
	members := mapsIn(t)
	for _, m := range members.Known {
		out = out.Append(estate.Single(below(m.Is, path).AsText()).Given(m.When))
	}
	return out.Append(estate.Items[estate.Text]{Origin: members.Origin, Unknown: members.Unknown})
}

// anyWritten is true where the source writes at least one of the properties.
func anyWritten(t *estate.Tree, names ...string) estate.Truth {
	var out []estate.Truth
	for _, n := range names {
		out = append(out, t.Written(n))
	}
	return estate.AnyOf(out...)
}

// defaultUnless is v, or the default where v is absent, unless another property
// decides there.
func defaultUnless[T any](v estate.Value[T], byDefault T, inherited estate.Truth) estate.Value[T] {
	free := inherited.False
	if free.IsAlways() {
		return v.Or(byDefault)
	}
	if free.IsNever() {
		return v
	}
	return v.OrElse(estate.OfAlternatives(v.Origin,
		estate.Alternative[T]{When: free, State: estate.Known, Is: byDefault},
		estate.Alternative[T]{When: free.Not()}))
}

// equalsFold is true where v is the given word in whatever case.
func equalsFold(v estate.Value[string], word string) estate.Value[bool] {
	return estate.Derive(v, func(s string) estate.Alternative[bool] {
		return estate.Alternative[bool]{State: estate.Known, Is: strings.EqualFold(s, word)}
	})
}

// lower is v in lower case.
func lower(v estate.Value[string]) estate.Value[string] {
	return estate.Derive(v, func(s string) estate.Alternative[string] {
		return estate.Alternative[string]{State: estate.Known, Is: strings.ToLower(s)}
	})
}

// present is whether a property is written at all, as a value: a list or map
// that is there and not empty.
func present(t *estate.Tree) estate.Value[bool] {
	var alts []estate.Alternative[bool]
	for _, l := range t.Leaves() {
		a := estate.Alternative[bool]{When: l.When, State: estate.Known}
		switch {
		case l.Tree == nil:
		case l.Tree.Kind == estate.Opaque:
			a.State, a.Gap = estate.Unknown, l.Tree.Gap()
		case l.Tree.Kind == estate.List:
			a.Is = len(l.Tree.Items) > 0
		default:
			a.Is = true
		}
		alts = append(alts, a)
	}
	return estate.OfAlternatives(t.Place(), alts...)
}

// cutAtCommas splits a text at the commas of its literal parts.
func cutAtCommas(t estate.Text) []estate.Text {
	var out, piece []estate.Text
	end := func() {
		if whole := estate.Concat(piece...); whole.String() != "" {
			out = append(out, whole)
		}
		piece = nil
	}
	for _, p := range t.Parts() {
		if p.Variable != nil || p.Reference != nil {
			piece = append(piece, p.Text())
			continue
		}
		for i, s := range strings.Split(p.Literal, ",") {
			if i > 0 {
				end()
			}
			if s = strings.TrimSpace(s); s != "" {
				piece = append(piece, estate.Literal(s))
			}
		}
	}
	end()
	return out
}

// not is the opposite of v where v is known.
func not(v estate.Value[bool]) estate.Value[bool] {
	return estate.Derive(v, func(b bool) estate.Alternative[bool] {
		return estate.Alternative[bool]{State: estate.Known, Is: !b}
	})
}

// whichOf names the one of several fields that is written, in lower case.
func whichOf(t *estate.Tree, names ...string) estate.Value[string] {
	var out estate.Value[string]
	for _, n := range names {
		written := estate.OfTruth(t.Written(n), t.Place())
		out = out.OrElse(estate.Derive(written, func(is bool) estate.Alternative[string] {
			if !is {
				return estate.Alternative[string]{}
			}
			return estate.Alternative[string]{State: estate.Known, Is: strings.ToLower(n)}
		}))
	}
	return out
}

// orElements is a list, or the given members in the scenarios in which it is
// empty.
func orElements[T any](l estate.Items[T], byDefault ...T) estate.Items[T] {
	empty := l.IsEmpty().True
	if empty.IsNever() {
		return l
	}
	for _, x := range byDefault {
		l = l.Append(estate.Items[T]{Known: []estate.Item[T]{{When: empty, Is: x, Origin: l.Origin}}})
	}
	return l
}

// firstOf reads a value of a list of which only the first member counts.
func firstOf[T any](t *estate.Tree, readOne func(*estate.Tree) estate.Value[T]) estate.Value[T] {
	members := mapsIn(t)
	var out estate.Value[T]
	for _, m := range members.Known {
		out = out.OrElse(readOne(m.Is).Given(m.When))
	}
	for _, g := range members.Unknown {
		out = out.OrElse(estate.UnknownValue[T](g.Gap, members.Origin).Given(g.When))
	}
	return out
}

// environment reads a list of Name, Value and perhaps Type.
func environment(t *estate.Tree) estate.Items[estate.EnvironmentVariable] {
	return estate.AsItems(t, func(_ scenario.Guard, t *estate.Tree) estate.EnvironmentVariable {
		return estate.EnvironmentVariable{
			Origin: t.Place(), Name: t.At("Name").AsText(), Value: t.At("Value").AsText(),
			Kind: t.At("Type").AsString().Or("PLAINTEXT"),
		}
	})
}

// eachString reads one string of every member of a list of maps.
func eachString(t *estate.Tree, path string) estate.Items[string] {
	members := mapsIn(t)
	out := estate.Items[string]{Origin: members.Origin, Unknown: members.Unknown}
	for _, m := range members.Known {
		out = out.Append(estate.Single(below(m.Is, path).AsString()).Given(m.When))
	}
	return out
}
