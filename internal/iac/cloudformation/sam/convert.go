package sam

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/iac/cloudformation/syntax"
)

// fromNode turns what was read into a tree of the expansion.
func fromNode(n *syntax.Node) *value {
	v := &value{at: n.At}
	switch n.Kind {
	case syntax.List:
		v.kind = list
		for _, i := range n.Items {
			v.items = append(v.items, fromNode(i))
		}
	case syntax.Map:
		v.kind = dict
		for _, f := range n.Fields {
			v.put(entry{key: f.Name, at: f.At, value: fromNode(f.Node)})
		}
	case syntax.Call:
		v.kind = dict
		arg := fromNode(n.Arg)
		// A short tag stands where its argument does. AWS splits what is behind
		// !GetAtt, and leaves a text behind Fn::GetAtt as it is.
		short := n.At == n.Arg.At
		if id, attribute, ok := strings.Cut(arg.string(), "."); ok && short && n.Call == "Fn::GetAtt" {
			at := arg.at
			arg = strs(id, attribute)
			arg.at, arg.items[0].at, arg.items[1].at = at, at, at
		}
		v.put(entry{key: n.Call, at: n.At, value: arg})
	default:
		v.text = n.Text
		v.kind = scalarKind(n)
		if v.kind == boolean {
			v.text = strings.ToLower(v.text)
		}
	}
	return v
}

func scalarKind(n *syntax.Node) kind {
	switch {
	case n.Null:
		return null
	case n.Plain == estate.PlainBool:
		return boolean
	case n.Plain == estate.PlainNumber:
		return number
	}
	return text
}

// toNode turns a tree back into nodes.
func toNode(v *value) *syntax.Node {
	n := &syntax.Node{At: v.at, Text: v.text}
	switch v.kind {
	case null:
		n.Null = true
	case boolean:
		n.Plain = estate.PlainBool
	case number:
		n.Plain = estate.PlainNumber
	case opaque:
		n.Text = ""
		n.Kind, n.Call, n.Arg = syntax.Call, syntax.Unmade, &syntax.Node{Text: v.text, At: v.at}
	case list:
		n.Kind = syntax.List
		n.Items = make([]*syntax.Node, 0, len(v.items))
		for _, i := range v.items {
			n.Items = append(n.Items, toNode(i))
		}
	case dict:
		if name, arg := v.call(); name != "" && name != "Condition" && !strings.HasPrefix(name, syntax.ForEach) {
			n.Kind, n.Call, n.Arg = syntax.Call, name, toNode(arg)
			return n
		}
		n.Kind = syntax.Map
		n.Fields = make([]syntax.Field, 0, len(v.entries))
		for _, e := range v.entries {
			n.Fields = append(n.Fields, syntax.Field{Name: e.key, At: e.at, Node: toNode(e.value)})
		}
	}
	return n
}

// place gives what was made, and has no place, that of the resource it was made
// for.
func place(v *value, at estate.Origin) {
	if v.at.Line == 0 {
		v.at = at
	}
	for _, i := range v.items {
		place(i, at)
	}
	for i := range v.entries {
		if v.entries[i].at.Line == 0 {
			v.entries[i].at = v.at
		}
		place(v.entries[i].value, at)
	}
}

// convert27 makes values what Python 2 would have read: unicode texts, and maps
// in its order.
func convert27(v *value) *value {
	if v == nil {
		return nil
	}
	c := &value{kind: v.kind, text: v.text, at: v.at, unicode: v.kind == text}
	for _, i := range v.items {
		c.items = append(c.items, convert27(i))
	}
	if v.kind == dict {
		c.order = newKeys27()
		for _, e := range v.each() {
			c.put(entry{key: e.key, unicode: true, at: e.at, value: convert27(e.value)})
		}
	}
	return c
}

// asPython2 converts the parts of a template that AWS converts, if it has an API.
func asPython2(template *value) {
	if !hasAPI(template) && !hasDefaultAuthorizer(template) {
		return
	}
	if globals := template.get("Globals"); globals.get("Api") != nil {
		globals.set("Api", convert27(globals.get("Api")))
	}
	if parameters := template.get("Parameters"); parameters.is(dict) {
		renamed := map27()
		for _, e := range parameters.each() {
			if e.value.has("Default") {
				e.value.set("Default", convert27(e.value.get("Default")))
			}
			e.unicode = true
			renamed.put(e)
		}
		template.set("Parameters", renamed)
	}
	resources := map27()
	resources.at = template.get("Resources").at
	for _, e := range template.get("Resources").each() {
		convertResource27(e.value)
		e.unicode = true
		resources.put(e)
	}
	template.set("Resources", resources)
}

func convertResource27(r *value) {
	properties := r.get("Properties")
	if properties.none() {
		return
	}
	switch r.get("Type").string() {
	case typeAPI, typeHTTPAPI:
		r.set("Properties", convert27(properties))
	case typeFunction, typeStateMachine:
		for _, in := range []struct {
			holder *value
			key    string
		}{{r, "Condition"}, {properties, "FunctionName"}, {properties, "Events"}} {
			if in.holder.has(in.key) {
				in.holder.set(in.key, convert27(in.holder.get(in.key)))
			}
		}
	}
}

func hasAPI(template *value) bool {
	for _, e := range template.get("Resources").each() {
		switch e.value.get("Type").string() {
		case typeAPI:
			return true
		case typeFunction, typeStateMachine:
			if hasEvent(e.value, "Api") {
				return true
			}
		}
	}
	return false
}

func hasEvent(resource *value, typ string) bool {
	for _, e := range resource.get("Properties", "Events").each() {
		if e.value.get("Type").says(typ) {
			return true
		}
	}
	return false
}

func hasDefaultAuthorizer(template *value) bool {
	everywhere := template.get("Globals", "HttpApi", "Auth", "DefaultAuthorizer").truthy()
	for _, e := range template.get("Resources").each() {
		switch e.value.get("Type").string() {
		case typeHTTPAPI:
			if everywhere || e.value.get("Properties", "Auth", "DefaultAuthorizer").truthy() {
				return true
			}
		case typeFunction:
			if everywhere && hasEvent(e.value, "HttpApi") {
				return true
			}
		}
	}
	return false
}
