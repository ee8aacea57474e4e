package estate

import (
	"cmp"
	"reflect"
	"slices"
)

// Mentions lists the resources that a live resource names in its fields, by the
// ids and ARNs of AWS. It looks at the fields whatever their type: a resource of
// a template has properties instead, which say all that it refers to.
func (e *Estate) Mentions(r Resource) []ID {
	c := r.Base()
	if c.Physical == "" && c.Origin.Implied == "" {
		return nil
	}
	m := mentions{e, map[ID]bool{}}
	v := reflect.ValueOf(r).Elem()
	for n := range v.NumField() {
		if v.Type().Field(n).Type != reflect.TypeFor[Core]() {
			m.look(v.Field(n))
		}
	}
	delete(m.found, c.ID)
	var out []ID
	for id := range m.found {
		out = append(out, id)
	}
	slices.SortFunc(out, cmp.Compare[ID])
	return out
}

type mentions struct {
	e     *Estate
	found map[ID]bool
}

// look searches a value, and what it is made of.
func (m mentions) look(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		m.note(v.String(), v.Type() == reflect.TypeFor[ID]())
	case reflect.Slice, reflect.Array:
		switch v.Type().Elem().Kind() {
		case reflect.String, reflect.Struct, reflect.Slice, reflect.Pointer:
			for n := range v.Len() {
				m.look(v.Index(n))
			}
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Origin]() || v.Type() == reflect.TypeFor[Gap]() {
			return
		}
		for n := range v.NumField() {
			m.look(v.Field(n))
		}
	}
}

func (m mentions) note(name string, isID bool) {
	if name == "" {
		return
	}
	if isID {
		if _, ok := m.e.byID.find(ID(name)); ok {
			m.found[ID(name)] = true
		}
	} else if r, ok := m.e.physical(name); ok {
		m.found[r.Base().ID] = true
	}
}
