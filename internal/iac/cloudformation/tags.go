package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// tags reads tags in either of the shapes that CloudFormation has: a list of
// {Key, Value} or a map of keys to values.
func tags(t *estate.Tree) estate.Tags {
	pairs := estate.Items[estate.Tag]{Origin: t.Place()}
	for _, l := range t.Leaves() {
		switch {
		case l.Tree == nil || l.Tree.Kind == estate.Scalar:
		case l.Tree.Kind == estate.Map:
			pairs = pairs.Append(tagsOfMap(l.Tree).Given(l.When))
		default:
			pairs = pairs.Append(tagsOfList(l.Tree).Given(l.When))
		}
	}
	return estate.NewTags(pairs)
}

func tagsOfMap(t *estate.Tree) estate.Items[estate.Tag] {
	var out estate.Items[estate.Tag]
	for _, f := range t.Fields {
		for _, l := range f.Value.Leaves() {
			if l.Tree != nil {
				tag := estate.Tag{Key: estate.Literal(f.Name), Value: l.Tree.AsText()}
				out.Known = append(out.Known, estate.Item[estate.Tag]{When: l.When, Is: tag, Origin: f.Place()})
			}
		}
	}
	if t.Open != nil {
		gap := estate.Gap{Variable: t.Open, Origin: t.Origin}
		out.Unknown = append(out.Unknown, estate.GuardedGap{When: scenario.Always(), Gap: gap})
	}
	return out
}

func tagsOfList(t *estate.Tree) estate.Items[estate.Tag] {
	members := mapsIn(t)
	out := estate.Items[estate.Tag]{Unknown: members.Unknown}
	for _, m := range members.Known {
		for _, k := range m.Is.At("Key").AsText().Alternatives() {
			when := k.When.And(m.When)
			switch {
			case when.IsNever() || k.State == estate.Absent:
			case k.State == estate.Unknown:
				out.Unknown = append(out.Unknown, estate.GuardedGap{When: when, Gap: k.Gap})
			default:
				tag := estate.Tag{Key: k.Is, Value: m.Is.At("Value").AsText()}
				out.Known = append(out.Known, estate.Item[estate.Tag]{When: when, Is: tag, Origin: m.Origin})
			}
		}
	}
	return out
}
