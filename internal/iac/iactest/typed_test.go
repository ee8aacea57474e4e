package iactest

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"

	"ringwall/internal/estate"
)

// typedFacts are what the model knows of resources: a line for each field of each, with
// names in the place of the ids that a source gives them, and of references to them.
func typedFacts(e *estate.Estate, spellings ...map[string]string) []string {
	f := &factWriter{names: map[string]string{}}
	for _, s := range spellings {
		maps.Copy(f.names, s)
	}
	var out []string
	for _, r := range e.Resources {
		c := r.Base()
		name := f.name(string(c.ID))
		out = append(out, c.Type+" "+name)
		v := reflect.Indirect(reflect.ValueOf(r))
		for n := range v.NumField() {
			field := v.Type().Field(n)
			if !field.IsExported() || field.Name == "Core" {
				continue
			}
			if text := f.render(v.Field(n)); text != "" {
				out = append(out, c.Type+" "+name+" "+field.Name+" = "+text)
			}
		}
	}
	sort.Strings(out)
	return out
}

type factWriter struct{ names map[string]string }

// name is the scenario's name of what a source calls so, or what AWS implies of it.
func (f *factWriter) name(id string) string {
	if name, ok := f.names[id]; ok {
		return name
	}
	if of, suffix, ok := strings.Cut(id, "/"); ok && f.names[of] != "" {
		return f.names[of] + "/" + suffix
	}
	return id
}

// text is a text with names in the place of references: the id of a resource, or its
// name or ARN.
func (f *factWriter) text(t estate.Text) string {
	s := t.String()
	if strings.HasPrefix(s, "${") && strings.HasSuffix(s, "}") && strings.Count(s, "${") == 1 {
		s = strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(s, "${"), "}"), ".GroupId")
	}
	return f.name(s)
}

// render writes a value of the model; empty for nothing, ? for what isn't known.
func (f *factWriter) render(v reflect.Value) string {
	if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return ""
	}
	switch x := v.Interface().(type) {
	case estate.Text:
		return f.text(x)
	case *estate.Tree:
		facts := treeFacts("", x)
		sort.Strings(facts)
		return strings.Join(facts, "; ")
	case estate.Origin, estate.Gap:
		return ""
	case estate.ID:
		return f.name(string(x))
	case fmt.Stringer:
		if s := x.String(); !v.IsZero() {
			return s
		}
		return ""
	}
	if m := v.MethodByName("Alternatives"); m.IsValid() {
		return f.value(m.Call(nil)[0])
	}
	switch v.Kind() {
	case reflect.Pointer:
		return f.render(v.Elem())
	case reflect.Struct:
		return f.structure(v)
	case reflect.Slice:
		var list []string
		for n := range v.Len() {
			list = append(list, f.render(v.Index(n)))
		}
		slices.Sort(list)
		return strings.Join(list, ", ")
	case reflect.Bool, reflect.Int, reflect.String, reflect.Uint8:
		if v.IsZero() {
			return ""
		}
	}
	return fmt.Sprint(v.Interface())
}

// value writes the alternatives of a value.
func (f *factWriter) value(alternatives reflect.Value) string {
	var list []string
	for n := range alternatives.Len() {
		a := alternatives.Index(n)
		switch estate.State(a.FieldByName("State").Uint()) {
		case estate.Known:
			list = append(list, f.known(a.FieldByName("Is")))
		case estate.Unknown:
			list = append(list, "?")
		}
	}
	return strings.Join(list, " | ")
}

// known writes a value that is known: also false and 0, which are none otherwise.
func (f *factWriter) known(v reflect.Value) string {
	if s := f.render(v); s != "" || v.Kind() == reflect.Struct {
		return s
	}
	return fmt.Sprint(v.Interface())
}

func (f *factWriter) structure(v reflect.Value) string {
	if known := v.FieldByName("Known"); known.IsValid() && v.FieldByName("Unknown").IsValid() {
		var list []string
		for n := range known.Len() {
			list = append(list, f.known(known.Index(n).FieldByName("Is")))
		}
		slices.Sort(list)
		if v.FieldByName("Unknown").Len() > 0 {
			list = append(list, "?")
		}
		return strings.Join(list, ", ")
	}
	var list []string
	for n := range v.NumField() {
		field := v.Type().Field(n)
		if !field.IsExported() || field.Name == "Origin" || field.Name == "When" || field.Name == "Owner" {
			continue
		}
		if s := f.render(v.Field(n)); s != "" {
			list = append(list, field.Name+":"+s)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "{" + strings.Join(list, " ") + "}"
}
