package sam

import (
	"strings"

	"ringwall/internal/iac/cloudformation/syntax"
)

// maxMade bounds what loops make.
const maxMade = 2000

// unroll runs the loops among the resources that make SAM resources: AWS runs all
// before it expands ("Intrinsic function reference: Fn::ForEach"). Others are
// left to be run with the rest of the template; and so is one over what is not
// known, with what it would make.
func (x *expander) unroll() {
	resources := x.source.get("Resources")
	for again := true; again; {
		again = false
		for _, e := range resources.each() {
			if !strings.HasPrefix(e.key, syntax.ForEach) || !loopsOverSAM(e.value, 0) {
				continue
			}
			values, ok := x.collection(e.value.items[1])
			if !ok || len(resources.entries)+len(values) > maxMade {
				continue
			}
			resources.remove(e.key)
			for _, v := range values {
				r := strings.NewReplacer("${"+e.value.items[0].text+"}", v, "&{"+e.value.items[0].text+"}", lettersOf(v))
				for _, b := range e.value.items[2].each() {
					b.key = r.Replace(b.key)
					b.value = replaced(b.value.copy(), e.value.items[0].text, v, r)
					resources.put(b)
				}
			}
			again = true
		}
	}
	for _, e := range resources.each() {
		if strings.HasPrefix(e.key, syntax.ForEach) && loopsOverSAM(e.value, 0) {
			x.left = append(x.left, Left{e.key, e.at, "it makes SAM resources for a list that is not known here"})
		}
	}
}

// loopsOverSAM reports whether a well-formed loop makes SAM resources.
func loopsOverSAM(v *value, depth int) bool {
	if !v.is(list) || len(v.items) != 3 || !v.items[0].is(text) || !v.items[2].is(dict) || depth > 8 {
		return false
	}
	for _, e := range v.items[2].each() {
		if isSAM(e.value) || strings.HasPrefix(e.key, syntax.ForEach) && loopsOverSAM(e.value, depth+1) {
			return true
		}
	}
	return false
}

// collection are the values that a loop runs over.
func (x *expander) collection(v *value) ([]string, bool) {
	if name, arg := v.call(); name == "Ref" {
		p := x.parameters.get(arg.string())
		if !p.is(text) {
			return nil, false
		}
		return strings.Split(strings.ReplaceAll(p.text, " ", ""), ","), true
	}
	var out []string
	for _, i := range v.list() {
		if name, arg := i.call(); name == "Ref" {
			i = x.parameters.get(arg.string())
		}
		if !i.is(text) && !i.is(number) {
			return nil, false
		}
		out = append(out, i.text)
	}
	return out, v.is(list)
}

// replaced puts a loop's value in the place of its identifier.
func replaced(v *value, identifier, with string, r *strings.Replacer) *value {
	return walk(v, func(v *value) *value {
		if name, arg := v.call(); name == "Ref" && arg.says(identifier) {
			s := str(with)
			s.at = v.at
			return s
		}
		if v.is(text) {
			v.text = r.Replace(v.text)
		}
		for i := range v.entries {
			v.entries[i].key = r.Replace(v.entries[i].key)
		}
		v.reindex()
		return v
	})
}

func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && alphanumeric(string(r)) {
			return r
		}
		return -1
	}, s)
}
