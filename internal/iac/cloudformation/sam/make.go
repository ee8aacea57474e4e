package sam

import "strconv"

// The constructors make values without a place; [expander.place] gives them that
// of the resource for which they are made.

func str(s string) *value { return &value{kind: text, text: s} }

// uni is text that Python 2 would hold as unicode.
func uni(s string) *value { return &value{kind: text, text: s, unicode: true} }

// as is text that is unicode where its origin is.
func as(s string, like *value) *value {
	return &value{kind: text, text: s, unicode: like != nil && like.unicode}
}

func whole(n int) *value { return &value{kind: number, text: strconv.Itoa(n)} }

func yes(b bool) *value { return &value{kind: boolean, text: strconv.FormatBool(b)} }

func listOf(items ...*value) *value { return &value{kind: list, items: items} }

func strs(items ...string) *value {
	v := &value{kind: list}
	for _, s := range items {
		v.items = append(v.items, str(s))
	}
	return v
}

// field is a key and its value for [mapOf].
type field struct {
	key   string
	value *value
}

func mapOf(fields ...field) *value {
	v := &value{kind: dict}
	for _, f := range fields {
		v.set(f.key, f.value)
	}
	return v
}

// map27 is a map that is walked in Python 2's order.
func map27(fields ...field) *value {
	v := &value{kind: dict, order: newKeys27()}
	for _, f := range fields {
		v.set(f.key, f.value)
	}
	return v
}

func ref(id string) *value { return mapOf(field{"Ref", str(id)}) }

func getAtt(id, attribute string) *value {
	return mapOf(field{"Fn::GetAtt", strs(id, attribute)})
}

// sub is an Fn::Sub, with variables if there are any.
func sub(pattern *value, variables ...field) *value {
	if len(variables) == 0 {
		return mapOf(field{"Fn::Sub", pattern})
	}
	return mapOf(field{"Fn::Sub", listOf(pattern, mapOf(variables...))})
}

func join(separator string, items ...*value) *value {
	return mapOf(field{"Fn::Join", listOf(str(separator), listOf(items...))})
}

// when is a value under a condition, else another, or none.
func when(condition, then, otherwise *value) *value {
	if otherwise == nil {
		otherwise = ref("AWS::NoValue")
	}
	return mapOf(field{"Fn::If", listOf(condition, then, otherwise)})
}

func conditions(names []string) []*value {
	var out []*value
	for _, n := range names {
		out = append(out, mapOf(field{"Condition", str(n)}))
	}
	return out
}

func not(condition *value) *value {
	return mapOf(field{"Fn::Not", listOf(mapOf(field{"Condition", condition}))})
}

// tagList makes a list of tags of a map of them.
func tagList(tags *value) *value {
	out := &value{kind: list}
	for _, e := range tags.each() {
		v := e.value
		if v.none() {
			v = str("")
		}
		key := &value{kind: text, text: e.key, unicode: e.unicode, at: e.at}
		out.items = append(out.items, mapOf(field{"Key", key}, field{"Value", v}))
	}
	return out
}

// unmade is a value that a step before the deployment makes.
func unmade(cause string) *value { return &value{kind: opaque, text: cause} }
