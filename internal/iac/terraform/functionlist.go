package terraform

import (
	"fmt"
	"math/big"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func (l *loader) structural(name string) structural {
	if l.structurals == nil {
		l.structurals = structuralFunctions()
	}
	return l.structurals[name]
}

// structuralFunctions are the functions through which members pass that are not
// known.
func structuralFunctions() map[string]structural {
	return map[string]structural{
		"length": lengthOf, "concat": concatLists, "merge": mergeObjects, "flatten": flattenList,
		"keys": keysOf, "values": valuesOf, "lookup": lookUp, "element": elementOf, "coalesce": coalesce,
		"coalescelist": coalesceList, "compact": compactList, "distinct": distinctOf, "contains": containsItem,
		"join": joinTexts, "format": formatText, "formatlist": formatList, "zipmap": zipMap, "one": oneOf,
		"slice": sliceOf, "reverse": reverseList, "sort": sortList, "index": indexOf, "setunion": setUnion,
		"alltrue": allTrue, "anytrue": anyTrue, "tolist": toList, "toset": toSet, "tomap": toMap, "list": toTuple, "map": pairsToMap,
		"tostring": toText, "tonumber": toText, "tobool": toText, "sensitive": same, "nonsensitive": same, "issensitive": notSensitive,
		"ephemeralasnull": same, "jsonencode": jsonEncode, "jsondecode": jsonDecode, "matchkeys": matchKeys, "type": typeName,
		"file": readText, "filebase64": readEncoded, "fileexists": fileExists, "fileset": fileSet,
		"filemd5": readHashed, "filesha1": readHashed, "filesha256": readHashed, "filesha512": readHashed,
		"filebase64sha256": readHashed, "filebase64sha512": readHashed, "setproduct": setProduct,
	}
}

// needs answers a failure unless there are at least so many arguments.
func (c invocation) needs(args []*value, n int) *value {
	if len(args) < n {
		return failure(fmt.Sprintf("%s has %d arguments; it needs %d", c.name, len(args), n), c.at)
	}
	return nil
}

func lengthOf(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	switch v := args[0]; v.form() {
	case isList:
		switch {
		case v.open == nil:
			return numberOf(fmt.Sprint(len(v.items)), c.at)
		case v.others != nil: // as many as the block's count says
			return unknownOf(v.open, c.at)
		}
	case isObject:
		if v.open == nil {
			return numberOf(fmt.Sprint(len(v.fields)), c.at)
		}
	case isScalar:
		return c.liftPlain(c.at, args, func(args []*value) *value {
			s, _ := args[0].literal()
			return numberOf(fmt.Sprint(graphemes(s)), c.at)
		})
	}
	return c.derived(c.asUnknown(args[0], c.at), "length("+describe(args[0])+")")
}

func concatLists(c invocation, args []*value) *value {
	out := &value{kind: isList, at: c.at}
	for i, a := range args {
		if a.form() != isList {
			if a.form() == isNull {
				return failure("concat of null", c.at)
			}
			if out.open = c.unsettled(a); out.open == nil {
				return failure("concat of what is no list", c.at)
			}
			out.loose = out.loose || i < len(args)-1
			continue
		}
		if a.open != nil {
			out.open, out.loose = a.open, out.loose || a.loose || i < len(args)-1
		}
		out.items = append(out.items, a.items...)
	}
	return out
}

// mergeObjects: what stands before an object that is not known may be replaced by
// it.
func mergeObjects(c invocation, args []*value) *value {
	var fields []field
	var open *scenario.Variable
	for _, a := range args {
		var more *scenario.Variable
		switch a.form() {
		case isNull:
			continue
		case isObject:
			more = a.open
		case isThing:
			a = a.thing.object()
			more = a.open
		default:
			if more = c.unsettled(a); more == nil {
				return failure("merge of what is no map", c.at)
			}
		}
		if more != nil {
			open = more
			for i := range fields {
				fields[i].is = unknownOf(more, fields[i].at)
			}
		}
		fields = append(fields, a.fields...)
	}
	out := objectOf(slices.Clone(fields), c.at)
	out.open = open
	return out
}

func flattenList(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	v := args[0]
	if v.form() != isList {
		return c.asUnknown(v, c.at)
	}
	for _, i := range v.items {
		if i.form() == isChoice {
			return c.lift(c.at, v.items, func(items []*value) *value {
				flat := *v
				flat.items = items
				return flattenList(c, []*value{&flat})
			})
		}
	}
	out := &value{kind: isList, at: c.at, open: v.open, loose: v.loose}
	for _, i := range v.items {
		switch i.form() {
		case isList:
			inner := flattenList(c, []*value{i})
			if inner.form() != isList {
				return c.lift(c.at, []*value{inner}, func(in []*value) *value {
					flat := *v
					flat.items = slices.Clone(v.items)
					flat.items[slices.Index(v.items, i)] = in[0]
					return flattenList(c, []*value{&flat})
				})
			}
			out.items = append(out.items, inner.items...)
			if inner.open != nil {
				out.open, out.loose = inner.open, true
			}
		case isUnknown:
			out.open, out.loose = i.gap, true
		case isFailed:
			return i
		default:
			out.items = append(out.items, i)
		}
	}
	return out
}

func keysOf(c invocation, args []*value) *value {
	return c.ofFields(args, func(f field) *value { return textOf(f.name, f.at) })
}

func valuesOf(c invocation, args []*value) *value {
	return c.ofFields(args, func(f field) *value { return f.is })
}

// ofFields is a list of something of each field of a map.
func (c invocation) ofFields(args []*value, of func(field) *value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	v := args[0]
	if v.form() != isObject {
		return c.asUnknown(v, c.at)
	}
	out := &value{kind: isList, at: c.at, open: v.open, loose: v.open != nil}
	for _, f := range v.fields {
		out.items = append(out.items, of(f))
	}
	return out
}

func lookUp(c invocation, args []*value) *value {
	if bad := c.needs(args, 2); bad != nil {
		return bad
	}
	var otherwise *value
	given := len(args) > 2
	if given {
		if otherwise = args[2]; otherwise == nil {
			otherwise = &value{at: c.at}
		}
	}
	if args[1].form() == isScalar {
		if _, known := args[1].text.Known(); !known {
			if out := c.byKey(args[0], args[1], otherwise, c.at); out != nil {
				return out
			}
		}
	}
	out := c.index(args[0], args[1], c.at)
	if !given {
		return out
	}
	return c.lift(c.at, []*value{out}, func(in []*value) *value {
		if in[0].form() == isFailed && args[0].form() == isObject {
			return otherwise
		}
		return in[0]
	})
}

func elementOf(c invocation, args []*value) *value {
	if bad := c.needs(args, 2); bad != nil {
		return bad
	}
	v := args[0]
	if v.form() != isList && v.form() != isUnknown {
		return c.asUnknown(v, c.at)
	}
	if v.others != nil && isAnyIndex(args[1]) {
		return v.others
	}
	return c.liftPlain(c.at, args[1:2], func(in []*value) *value {
		n := c.number(in[0])
		if v.form() == isUnknown {
			return c.unknownElement(v, in[0])
		}
		if n == nil || !n.IsInt() || len(v.items) == 0 {
			if v.open != nil {
				return unknownOf(v.open, c.at)
			}
			return failure("element of an empty list, or of no whole number", c.at)
		}
		i, _ := n.Int64()
		if v.open != nil && (v.loose || i < 0 || i >= int64(len(v.items))) {
			return unknownOf(v.open, c.at)
		}
		size := int64(len(v.items))
		return v.items[((i%size)+size)%size]
	})
}

// unknownElement is an element of a list that is not known. Every list of zones has
// two members at least; further ones may be the first again.
func (c invocation) unknownElement(v, key *value) *value {
	n := c.number(key)
	if n == nil || n.Sign() < 0 || n.Cmp(big.NewFloat(1)) <= 0 {
		return c.unknownItem(v, key, c.at)
	}
	text, _ := key.literal()
	one := c.outside("element "+text+" of "+v.gap.Name, v.gap.Why, v.gap.Settle)
	return openText(estate.OfVariable(one), c.at)
}

// coalesce is the first argument that is neither null nor the empty text.
func coalesce(c invocation, args []*value) *value {
	rest := scenario.Always()
	var out []leaf
	for _, a := range args {
		if a.isNone() {
			continue
		}
		empty := scenario.Never()
		switch a.kind {
		case isScalar:
			if a.plain == estate.PlainString {
				empty = c.equalTexts(a.text, estate.Literal(""))
			}
		case isUnknown:
			out = append(out, leaf{rest, a})
			return choose(out, c.at)
		}
		if when := rest.Minus(empty); !when.IsNever() {
			out = append(out, leaf{when, a})
		}
		if rest = rest.And(empty); rest.IsNever() {
			return choose(out, c.at)
		}
	}
	return choose(append(out, leaf{rest, failure("coalesce has no argument that is neither null nor empty", c.at)}), c.at)
}

func coalesceList(c invocation, args []*value) *value {
	for _, a := range args {
		switch {
		case a.isNone() || a.kind == isList && len(a.items) == 0 && a.open == nil:
		case a.kind == isList && len(a.items) > 0:
			return a
		default:
			return c.asUnknown(a, c.at)
		}
	}
	return failure("coalescelist has no argument that has members", c.at)
}

func compactList(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	v := args[0]
	if v.form() != isList {
		return c.asUnknown(v, c.at)
	}
	return c.lift(c.at, v.items, func(items []*value) *value {
		var kept []made
		for _, i := range items {
			when := scenario.Always()
			switch i.form() {
			case isNull:
				continue
			case isScalar:
				when = c.equalTexts(i.text, estate.Literal("")).Not()
			}
			if !when.IsNever() {
				kept = append(kept, made{when: when, is: i})
			}
		}
		return c.gather(kept, v.open, c.at, func(kept []made, open *scenario.Variable) *value {
			return listOfMade(kept, open, c.at)
		})
	})
}

func listOfMade(kept []made, open *scenario.Variable, at estate.Origin) *value {
	out := &value{kind: isList, at: at, open: open, loose: open != nil}
	for _, m := range kept {
		out.items = append(out.items, m.is)
	}
	return out
}
