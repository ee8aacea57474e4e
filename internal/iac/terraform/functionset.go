package terraform

import (
	"fmt"
	"slices"

	"github.com/zclconf/go-cty/cty"

	"ringwall/internal/scenario"
)

func distinctOf(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	if args[0].form() != isList {
		return c.asUnknown(args[0], c.at)
	}
	n := len(args[0].items)
	if bad := c.spend(n*n/fewPerSpent, c.at); bad != nil { // each is compared with all before it
		return bad
	}
	out := *args[0]
	out.items = nil
	for _, x := range args[0].items {
		if !slices.ContainsFunc(out.items, func(y *value) bool { return x.form() == isScalar && c.equal(x, y).IsAlways() }) {
			out.items = append(out.items, x)
		}
	}
	return &out
}

func containsItem(c invocation, args []*value) *value {
	if bad := c.needs(args, 2); bad != nil {
		return bad
	}
	v := args[0]
	if v.form() != isList {
		return c.asUnknown(v, c.at)
	}
	out := scenario.Never()
	for _, i := range v.items {
		out = out.Or(c.equal(i, args[1]))
	}
	if v.open != nil {
		out = out.Or(c.maybe(v.open.Name+" contains "+describe(args[1]), v.open))
	}
	return guarded(out, c.at)
}

func zipMap(c invocation, args []*value) *value {
	if bad := c.needs(args, 2); bad != nil {
		return bad
	}
	keys, values := args[0], args[1]
	if keys.form() != isList || keys.open != nil {
		return c.asUnknown(keys, c.at)
	}
	if values.form() != isList || values.open != nil || len(values.items) != len(keys.items) {
		return c.asUnknown(values, c.at)
	}
	settled := make([]*value, len(keys.items))
	for i, k := range keys.items {
		settled[i] = c.settle(k)
	}
	return c.lift(c.at, settled, func(names []*value) *value {
		var fields []field
		for i, k := range names {
			name, known := k.literal()
			if !known {
				return c.asUnknown(k, c.at)
			}
			fields = append(fields, field{name, c.at, values.items[i]})
		}
		return objectOf(fields, c.at)
	})
}

func oneOf(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	v := args[0]
	switch {
	case v.form() != isList || v.open != nil && len(v.items) > 1:
		return c.asUnknown(v, c.at)
	case len(v.items) == 1:
		return v.items[0]
	case v.open != nil:
		return unknownOf(v.open, c.at)
	case len(v.items) == 0:
		return nil
	}
	return failure("one of a list of several", c.at)
}

func sliceOf(c invocation, args []*value) *value {
	if bad := c.needs(args, 3); bad != nil {
		return bad
	}
	v := args[0]
	if v.form() != isUnknown && (v.form() != isList || v.loose) {
		return c.asUnknown(v, c.at)
	}
	return c.liftPlain(c.at, args[1:3], func(in []*value) *value {
		from, to := c.number(in[0]), c.number(in[1])
		if from == nil || to == nil {
			return failure("slice needs numbers", c.at)
		}
		i, _ := from.Int64()
		j, _ := to.Int64()
		if v.form() == isUnknown && i >= 0 && j-i < maxRows {
			return c.unknownSlice(v, i, j)
		}
		if i < 0 || j < i || j > int64(len(v.items)) {
			if v.open != nil {
				return unknownOf(v.open, c.at)
			}
			return failure(fmt.Sprintf("slice from %d to %d of a list of %d", i, j, len(v.items)), c.at)
		}
		return listOf(v.items[i:j], c.at)
	})
}

// unknownSlice are members of a list that is not known: that many there must be.
func (c invocation) unknownSlice(v *value, from, to int64) *value {
	out := &value{kind: isList, at: c.at}
	for n := from; n < to; n++ {
		out.items = append(out.items, c.unknownItem(v, numberOf(fmt.Sprint(n), c.at), c.at))
	}
	return out
}

func reverseList(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	if args[0].form() != isList {
		return c.asUnknown(args[0], c.at)
	}
	out := *args[0]
	out.items = slices.Clone(out.items)
	slices.Reverse(out.items)
	out.loose = out.open != nil
	return &out
}

// sortList sorts texts; of those that are not known the order is not either.
func sortList(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	if args[0].form() != isList {
		return c.asUnknown(args[0], c.at)
	}
	return c.lift(c.at, []*value{c.settle(args[0])}, func(in []*value) *value {
		out := *in[0]
		out.items = slices.Clone(out.items)
		out.set = false
		if g := c.unsettled(in[0]); g != nil {
			if out.loose = true; out.open == nil && len(out.items) > 1 {
				return &value{kind: isList, items: args[0].items, loose: true, open: g, at: c.at}
			}
			return &out
		}
		sortValues(out.items)
		return &out
	})
}

func indexOf(c invocation, args []*value) *value {
	if bad := c.needs(args, 2); bad != nil {
		return bad
	}
	v := args[0]
	if v.form() != isList || v.loose {
		return c.asUnknown(v, c.at)
	}
	rest := scenario.Always()
	var out []leaf
	for i, x := range v.items {
		when := c.equal(x, args[1]).And(rest)
		if when.IsNever() {
			continue
		}
		out = append(out, leaf{when, numberOf(fmt.Sprint(i), c.at)})
		if rest = rest.Minus(when); rest.IsNever() {
			return choose(out, c.at)
		}
	}
	return choose(append(out, leaf{rest, failure("the list has no such member", c.at)}), c.at)
}

func setUnion(c invocation, args []*value) *value {
	out := concatLists(c, args)
	if out.form() != isList {
		return out
	}
	return c.asSet(out)
}

// maxProduct bounds the members of a product of lists.
const maxProduct = 10_000

func setProduct(c invocation, args []*value) *value {
	if len(args) == 0 {
		return failure("setproduct needs arguments", c.at)
	}
	rows := [][]*value{nil}
	for _, a := range args {
		if a.form() != isList || a.open != nil {
			return c.asUnknown(a, c.at)
		}
		if len(rows)*len(a.items) > maxProduct {
			return unknownOf(c.outside("setproduct at "+c.at.String(), "it has too many members", ""), c.at)
		}
		var next [][]*value
		for _, r := range rows {
			for _, x := range a.items {
				next = append(next, append(r[:len(r):len(r)], x))
			}
		}
		rows = next
	}
	out := &value{kind: isList, at: c.at}
	for _, r := range rows {
		out.items = append(out.items, listOf(r, c.at))
	}
	return out
}

func allTrue(c invocation, args []*value) *value { return c.truths(args, true) }

func anyTrue(c invocation, args []*value) *value { return c.truths(args, false) }

func (c invocation) truths(args []*value, all bool) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	v := args[0]
	if v.form() != isList {
		return c.asUnknown(v, c.at)
	}
	out := scenario.Always()
	if !all {
		out = scenario.Never()
	}
	for _, i := range v.items {
		yes := scenario.Never() // null counts as false
		if !i.isNone() {
			yes, _ = c.test(i, c.at)
		}
		if all {
			out = out.And(yes)
		} else {
			out = out.Or(yes)
		}
	}
	if v.open != nil {
		if more := c.maybe(c.name+"("+v.open.Name+")", v.open); all {
			out = out.And(more)
		} else {
			out = out.Or(more)
		}
	}
	return guarded(out, c.at)
}

func matchKeys(c invocation, args []*value) *value {
	if bad := c.needs(args, 3); bad != nil {
		return bad
	}
	for _, a := range args[:3] {
		if a.form() != isList || a.open != nil {
			return c.asUnknown(a, c.at)
		}
	}
	if bad := c.spend(len(args[0].items)*len(args[2].items)/fewPerSpent, c.at); bad != nil {
		return bad
	}
	var kept []made
	for i, x := range args[0].items {
		if i >= len(args[1].items) {
			return failure("matchkeys of lists of different length", c.at)
		}
		when := scenario.Never()
		for _, wanted := range args[2].items {
			when = when.Or(c.equal(args[1].items[i], wanted))
		}
		if !when.IsNever() {
			kept = append(kept, made{when: when, is: x})
		}
	}
	return c.gather(kept, nil, c.at, func(kept []made, open *scenario.Variable) *value { return listOfMade(kept, open, c.at) })
}

func toList(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	v := args[0]
	if v.form() != isList {
		return c.asUnknown(v, c.at)
	}
	out := *v
	out.set = false
	return &out
}

func toSet(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	v := args[0]
	if v.form() != isList {
		return c.asUnknown(v, c.at)
	}
	return c.asSet(v)
}

func toMap(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	if args[0].form() != isObject {
		return c.asUnknown(args[0], c.at)
	}
	return args[0]
}

func toTuple(c invocation, args []*value) *value { return listOf(args, c.at) }

func pairsToMap(c invocation, args []*value) *value {
	var fields []field
	for i := 0; i+1 < len(args); i += 2 {
		name, known := args[i].literal()
		if !known {
			return c.asUnknown(args[i], c.at)
		}
		fields = append(fields, field{name, c.at, args[i+1]})
	}
	return objectOf(fields, c.at)
}

func toText(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	want := map[string]constraint{"tostring": {typ: cty.String}, "tonumber": {typ: cty.Number}, "tobool": {typ: cty.Bool}}[c.name]
	return c.convert(args[0], want, c.at)
}

func same(c invocation, args []*value) *value {
	if bad := c.needs(args, 1); bad != nil {
		return bad
	}
	return args[0]
}

func notSensitive(c invocation, args []*value) *value { return boolOf(false, c.at) }

func typeName(c invocation, args []*value) *value {
	return unknownOf(c.outside("type() at "+c.at.String(), "it is for the console only", ""), c.at)
}
