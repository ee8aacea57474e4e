package estate

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// OfRules reports whether a change is to the rules of security groups and network
// ACLs only: nothing else hangs on such a resource's being there. Where all
// changes are, [Estate.With] makes the estate without looking at the rest of it.
func (c Change) OfRules() bool {
	switch was := c.Old.(type) {
	case *SecurityGroup:
		is, ok := c.New.(*SecurityGroup)
		return ok && was.Origin.Implied == "" && was.Default == is.Default && reflect.DeepEqual(was.VPC, is.VPC)
	case *NetworkACL:
		is, ok := c.New.(*NetworkACL)
		return ok && was.Origin.Implied == "" && was.Default == is.Default && reflect.DeepEqual(was.VPC, is.VPC)
	}
	return ruleOf(c.Old) && ruleOf(c.New) && (c.Old != nil || c.New != nil)
}

// ruleOf: a resource is a single rule, or none at all.
func ruleOf(r Resource) bool {
	switch r.(type) {
	case nil, *SecurityGroupRuleResource, *NetworkACLEntry:
		return true
	}
	return false
}

// withRules is [Estate.With] for changes of rules.
func (e *Estate) withRules(changes []Change) (*Estate, error) {
	out := *e
	out.Resources, out.kinds, out.changed = slices.Clone(e.Resources), slices.Clone(e.kinds), map[ID]Resource{}
	maps.Copy(out.changed, e.changed)
	for _, c := range changes {
		if err := c.fits(&out); err != nil {
			return nil, err
		}
		id := c.Resource()
		out.Resources = put(out.Resources, id, c.New)
		kind := c.Old
		if kind == nil {
			kind = c.New
		}
		k := slices.IndexFunc(out.kinds, func(list []Resource) bool { return reflect.TypeOf(list[0]) == reflect.TypeOf(kind) })
		if k < 0 {
			k, out.kinds = len(out.kinds), append(out.kinds, nil)
		}
		if out.kinds[k] = put(slices.Clone(out.kinds[k]), id, c.New); len(out.kinds[k]) == 0 {
			out.kinds = slices.Delete(out.kinds, k, k+1)
		}
		if c.Old != nil {
			out.changed[id] = nil
			out.Unresolved -= unresolvedIn(c.Old.Base().Properties)
		}
		if c.New != nil {
			out.changed[id] = c.New
			out.Unresolved += unresolvedIn(c.New.Base().Properties)
		}
	}
	out.indexRules()
	return &out, nil
}

// fits fails where a change is not for what stands in an estate.
func (c Change) fits(e *Estate) error {
	id := c.Resource()
	was, ok := e.Get(id)
	switch {
	case c.Old != nil && c.New != nil && c.Old.Base().ID != c.New.Base().ID:
		return fmt.Errorf("replace %s: the new resource is called %s", c.Old.Base().ID, c.New.Base().ID)
	case c.Old == nil && ok:
		return fmt.Errorf("add %s: a resource of that ID stands already", id)
	case c.Old != nil && !ok:
		return fmt.Errorf("change %s: it is not in the estate", id)
	case c.Old != nil && was != c.Old:
		return fmt.Errorf("change %s: it is not what the change was made for", id)
	}
	return nil
}

// put places a resource in a list by ID, instead of one of that ID; nil takes that
// one out.
func put(list []Resource, id ID, r Resource) []Resource {
	k, found := slices.BinarySearchFunc(list, id, func(x Resource, id ID) int { return cmp.Compare(x.Base().ID, id) })
	switch {
	case found && r == nil:
		return slices.Delete(list, k, k+1)
	case found:
		list[k] = r
		return list
	case r == nil:
		return list
	}
	return slices.Insert(list, k, r)
}
