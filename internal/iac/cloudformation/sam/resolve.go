package sam

import (
	"regexp"
	"slices"
	"strings"
)

// resolve puts the values of parameters into Ref and Fn::Sub, at every depth,
// and in place: what AWS resolves so stays resolved in what it makes. Parameters
// without a value, and every other function, stay.
func (x *expander) resolve(v *value) *value {
	if len(x.parameters.entries) == 0 {
		return v
	}
	return walk(v, func(v *value) *value {
		switch name, arg := v.call(); name {
		case "Ref":
			if p := x.parameter(arg.string()); p != nil {
				return p
			}
		case "Fn::Sub":
			x.substitute(v, func(whole, name string) string {
				if p := x.parameter(name); p != nil {
					return x.substituted(p, v)
				}
				return whole
			})
		}
		return v
	})
}

// parameter is the value of a parameter, copied.
func (x *expander) parameter(name string) *value {
	return x.parameters.get(name).copy()
}

func (x *expander) substituted(p, in *value) string {
	switch p.kind {
	case text:
		return p.text
	case number, boolean:
		// AWS is handed parameters as texts.
		return pythonNumber(p.text)
	}
	x.refuse(in.at, "", "Fn::Sub has %s as the value of a variable; it needs a text", p.describe())
	return ""
}

var subVariable = regexp.MustCompile(`\$\{([A-Za-z0-9.]+|AWS::[A-Z][A-Za-z]*)\}`)

// substitute replaces variables in the pattern of an Fn::Sub. A pattern may be
// shared with what is not to be changed: it is replaced.
func (x *expander) substitute(v *value, with func(whole, name string) string) {
	_, arg := v.call()
	pattern := arg
	if arg.is(list) && len(arg.items) > 0 {
		pattern = arg.items[0]
	}
	if !pattern.is(text) {
		return
	}
	made := *pattern
	made.text = subVariable.ReplaceAllStringFunc(pattern.text, func(m string) string {
		return with(m, m[2:len(m)-1])
	})
	if arg.is(list) {
		arg.items[0] = &made
	} else {
		v.set("Fn::Sub", &made)
	}
}

// walk applies f to a value, and then to what is in what comes of it.
func walk(v *value, f func(*value) *value) *value {
	if v == nil {
		return nil
	}
	v = f(v)
	for i := range v.items {
		v.items[i] = walk(v.items[i], f)
	}
	for i := range v.entries {
		v.entries[i].value = walk(v.entries[i].value, f)
	}
	return v
}

// findInMap replaces Fn::FindInMap, at every depth, where all its keys are known.
func (x *expander) findInMap(v *value) *value {
	mappings := x.source.get("Mappings")
	if !mappings.truthy() {
		return v
	}
	return walk(v, func(v *value) *value {
		name, arg := v.call()
		if name != "Fn::FindInMap" || !arg.is(list) || len(arg.items) != 3 {
			return v
		}
		for _, key := range arg.items {
			if !key.is(text) {
				return v
			}
		}
		if found := mappings.get(arg.items[0].text, arg.items[1].text, arg.items[2].text); found.scalar() || found.is(list) && !slices.ContainsFunc(found.items, notScalar) {
			return found.copy()
		}
		return v
	})
}

func notScalar(v *value) bool { return !v.scalar() }

// resolveReferences turns references to what is made of a resource (Function.Alias)
// and to resources that were renamed into references to the resources made.
func (x *expander) resolveReferences(v *value) *value {
	v = walk(v, x.renameDependencies)
	if len(x.renamed) > 0 {
		v = walk(v, func(v *value) *value {
			x.redirect(v, func(id, attribute string) (string, string) {
				if to := x.renamed[id]; to != "" {
					return to, attribute
				}
				return id, attribute
			})
			return v
		})
	}
	if len(x.made) > 0 {
		v = walk(v, func(v *value) *value {
			x.redirect(v, func(id, attribute string) (string, string) {
				first, rest, more := strings.Cut(attribute, ".")
				to := x.made[id][first]
				if first == "" || to == "" {
					return id, attribute
				}
				if !more {
					return to, ""
				}
				return to, rest
			})
			return v
		})
	}
	return v
}

// redirect rewrites the target of a reference: its logical id and, behind a
// point, its attribute.
func (x *expander) redirect(v *value, to func(id, attribute string) (string, string)) {
	switch name, arg := v.call(); name {
	case "Ref":
		if arg.is(text) {
			id, attribute, _ := strings.Cut(arg.text, ".")
			arg.text = dotted(to(id, attribute))
		}
	case "Fn::Sub":
		x.substitute(v, func(_, name string) string {
			id, attribute, _ := strings.Cut(name, ".")
			return "${" + dotted(to(id, attribute)) + "}"
		})
	case "Fn::GetAtt":
		if !arg.is(list) || len(arg.items) < 2 {
			return // AWS leaves a text behind Fn::GetAtt alone
		}
		var parts []string
		for _, i := range arg.items {
			if !i.is(text) {
				return
			}
			parts = append(parts, i.text)
		}
		id, attribute, _ := strings.Cut(strings.Join(parts, "."), ".")
		newID, rest := to(id, attribute)
		if newID == id && rest == attribute {
			return
		}
		arg.items = strs(newID).items
		if rest != "" {
			arg.items = append(arg.items, strs(strings.Split(rest, ".")...).items...)
		}
	}
}

func dotted(id, attribute string) string {
	if attribute == "" {
		return id
	}
	return id + "." + attribute
}

func (x *expander) renameDependencies(v *value) *value {
	depends := v.get("DependsOn")
	if depends == nil || len(x.renamed) == 0 {
		return v
	}
	for _, d := range append([]*value{depends}, depends.items...) {
		if to := x.renamed[d.string()]; to != "" {
			d.text = to
		}
	}
	return v
}
