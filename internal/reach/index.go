package reach

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// index finds resources by what people call them, so that a question about one
// pair need not look at every resource of a large estate.
type index struct {
	logical map[string][]estate.Resource // by the name in their source
	called  map[string][]estate.Resource // by Name tag and physical name
	folded  map[string][]estate.Resource // by ID and name, in lower case
	// carried are the resources that are meant with another: the interfaces that
	// an instance takes over, the instances of a database cluster.
	carried map[estate.ID][]estate.ID
	arns    map[string][]estate.Resource // by the ARN that AWS gave it
}

func newIndex(e *estate.Estate) *index {
	x := &index{
		logical: map[string][]estate.Resource{}, called: map[string][]estate.Resource{},
		folded: map[string][]estate.Resource{}, carried: map[estate.ID][]estate.ID{},
		arns: map[string][]estate.Resource{},
	}
	for _, r := range e.Resources {
		c := r.Base()
		x.logical[c.Logical] = append(x.logical[c.Logical], r)
		if i, ok := r.(*estate.LiveInterface); ok && len(i.Owners) == 0 && i.Instance != "" {
			x.called[i.Instance] = append(x.called[i.Instance], r) // an instance that no list shows
		}
		if c.Physical != string(c.ID) && strings.HasPrefix(c.Physical, "arn:") {
			x.arns[c.Physical] = append(x.arns[c.Physical], r)
		}
		for _, name := range calledNames(c) {
			x.called[name] = append(x.called[name], r)
		}
		id, name := strings.ToLower(string(c.ID)), strings.ToLower(c.Name())
		x.folded[id] = append(x.folded[id], r)
		if name != id {
			x.folded[name] = append(x.folded[name], r)
		}
	}
	x.indexCarried(e)
	return x
}

// calledNames are what AWS or a person calls a resource: its Name tag and the
// properties by which CloudFormation names it, each once.
func calledNames(c *estate.Core) []string {
	var out []string
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if v, ok := c.Tags.Get("Name").Known(); ok {
		if s, ok := v.Known(); ok {
			add(s)
		}
	}
	if c.Properties == nil {
		return out
	}
	if arn, _ := c.ARN.Known(); c.Physical == "" && strings.HasPrefix(arn, "arn:") && strings.Contains(arn, ":ec2:") {
		add(arn[strings.LastIndexByte(arn, '/')+1:]) // the id, of what Terraform's state shows
	}
	for _, field := range physicalNames() {
		if s, ok := literalField(c.Properties, field); ok {
			add(s)
		}
	}
	return out
}

func (x *index) indexCarried(e *estate.Estate) {
	add := func(v estate.Value[estate.Text], owner estate.ID) {
		for _, a := range v.Alternatives() {
			if r, found := e.Follow(a.Is); a.State == estate.Known && found {
				x.carried[owner] = append(x.carried[owner], r.Base().ID)
			}
		}
	}
	for _, r := range estate.All[*estate.Instance](e) {
		for _, spec := range r.Interfaces.Known {
			add(spec.Is.Existing, r.ID)
		}
	}
	for _, r := range estate.All[*estate.NetworkInterfaceAttachment](e) {
		if i, ok := estate.FollowTo[*estate.Instance](e, r.Instance.In(e.Possible.Concerning(r.Instance.Guards()...)).Is); ok {
			add(r.Interface, i.ID)
		}
	}
	for _, r := range estate.All[*estate.DBInstance](e) {
		if c, ok := estate.FollowTo[*estate.DBCluster](e, r.Cluster.In(e.Possible.Concerning(r.Cluster.Guards()...)).Is); ok {
			x.carried[c.ID] = append(x.carried[c.ID], r.ID)
		}
	}
}

// named lists the resources of a name: as an ID first, then as a source name,
// then as what the resource will be called, then whatever the case; of these
// the first kind that has any which fit.
func (x *index) named(e *estate.Estate, name string, fits func(estate.Resource) bool) []estate.Resource {
	for _, list := range [][]estate.Resource{x.byID(e, name), x.logical[name], x.calledAs(e, name), x.folded[strings.ToLower(name)]} {
		var out []estate.Resource
		for _, r := range list {
			if fits(r) {
				out = append(out, r)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

func (x *index) byID(e *estate.Estate, name string) []estate.Resource {
	if r, ok := e.Get(estate.ID(name)); ok {
		return []estate.Resource{r}
	}
	return nil
}

// calledAs finds resources by Name tag, physical name or ARN, of which the last
// part may also be an ID or a source name.
func (x *index) calledAs(e *estate.Estate, name string) []estate.Resource {
	rest, isARN := strings.CutPrefix(name, "arn:")
	if !isARN {
		return x.called[name]
	}
	if list := x.arns[name]; len(list) > 0 {
		return list
	}
	name = rest[strings.LastIndexAny(rest, ":/")+1:]
	return slices.Concat(x.byID(e, name), x.logical[name], x.called[name])
}
