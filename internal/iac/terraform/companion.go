package terraform

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// A companion is a resource of Terraform's that is a property of another in AWS:
// the policy of an endpoint, the encryption of a bucket.
type companion struct {
	of     *value // what names the other
	typ    string // its type in AWS
	path   string
	is     *estate.Tree
	append bool // to a list; else the property is set
	when   scenario.Guard
	core   estate.Core // what stands for it where the other is not in the sources
	later  bool        // of a plan, or of any instance: to what it belongs may not be told
}

// joins makes the instance a companion: nothing stands for it by itself if what it
// belongs to is there.
func (x *translation) joins(of *value, typ, path string, is *value, toList bool) {
	x.drop = true
	if is.isNone() {
		return
	}
	x.loader.joined = append(x.loader.joined, companion{
		of: of, typ: typ, path: path, is: x.tree(is), append: toList, when: x.when, core: x.core(x.id, x.typ, x.properties),
		later: x.fixed != nil || x.others,
	})
}

// companions puts companions into the resources to which they belong.
func (l *loader) companions(cores []estate.Core) []estate.Core {
	o := newOwners(l, cores)
	left := map[estate.ID]bool{}
	for _, j := range l.joined {
		for _, x := range j.of.leaves() {
			when := j.when.And(x.when)
			if when.IsNever() {
				continue
			}
			i, ok := o.owner(j.typ, x.is)
			if ok {
				put := when
				if o.cores[i].When.Implies(when) {
					put = scenario.Always()
				}
				o.cores[i].Properties = adopt(o.cores[i].Properties, strings.Split(j.path, "."), j, put)
				continue
			}
			o.perhaps(j, x.is, when)
			if !left[j.core.ID] {
				left[j.core.ID] = true
				o.add(j.core)
			}
		}
	}
	return o.cores
}

// owners are the resources to which companions may belong.
type owners struct {
	loader *loader
	cores  []estate.Core
	byID   map[estate.ID]int // of those that are no companions
	byType map[string][]int
	byName map[string]map[string][]int // by type and name, of the types that were asked for
}

func newOwners(l *loader, cores []estate.Core) *owners {
	o := &owners{loader: l, cores: cores, byID: map[estate.ID]int{}, byType: map[string][]int{}, byName: map[string]map[string][]int{}}
	for i, c := range cores {
		o.byID[c.ID] = i
		o.byType[c.Type] = append(o.byType[c.Type], i)
	}
	return o
}

// add takes in what stands for a companion.
func (o *owners) add(c estate.Core) {
	i := len(o.cores)
	o.cores = append(o.cores, c)
	o.byType[c.Type] = append(o.byType[c.Type], i)
	if names := o.byName[c.Type]; names != nil {
		o.index(names, i)
	}
}

func (o *owners) index(names map[string][]int, i int) {
	if name, ok := o.name(i); ok {
		names[name.String()] = append(names[name.String()], i)
	}
}

func (o *owners) name(i int) (estate.Text, bool) {
	return o.cores[i].Properties.At(o.loader.nameProperty(o.cores[i].Type)).AsText().Known()
}

// named are the resources of a type whose name prints like a text.
func (o *owners) named(typ string, name estate.Text) []int {
	names := o.byName[typ]
	if names == nil {
		names = map[string][]int{}
		o.byName[typ] = names
		for _, i := range o.byType[typ] {
			o.index(names, i)
		}
	}
	return names[name.String()]
}

// mostOwners bounds the resources to which a companion may belong.
const mostOwners = 32

// perhaps puts a companion of which a plan doesn't tell the owner into every resource
// of the type: it may be that one.
func (o *owners) perhaps(j companion, of *value, when scenario.Guard) {
	all := o.byType[j.typ]
	if !j.later || of.form() != isUnknown || len(all) > mostOwners+1 {
		return
	}
	may := make([]int, 0, len(all))
	for _, i := range all {
		if o.cores[i].ID != j.core.ID {
			may = append(may, i)
		}
	}
	if len(may) > mostOwners {
		return
	}
	for _, i := range may {
		c := &o.cores[i]
		is := when.And(o.loader.maybe(j.core.Logical+" is of "+c.Logical, of.gap))
		c.Properties = adopt(c.Properties, strings.Split(j.path, "."), j, is)
	}
}

// owner finds the resource that a value names: by reference, or by its literal
// name.
func (o *owners) owner(typ string, v *value) (int, bool) {
	if v.form() == isThing {
		i, ok := o.byID[v.thing.id]
		return i, ok
	}
	if v.form() != isScalar {
		return 0, false
	}
	if r, ok := v.text.Reference(); ok {
		i, ok := o.byID[r.Resource]
		return i, ok
	}
	found := -1
	for _, i := range o.named(typ, v.text) {
		if name, ok := o.name(i); ok && name.Equal(v.text) {
			if found >= 0 {
				return 0, false
			}
			found = i
		}
	}
	return found, found >= 0
}

// nameProperty is the property that names resources of a type.
func (l *loader) nameProperty(typ string) string {
	switch typ {
	case "AWS::S3::Bucket":
		return "BucketName"
	case "AWS::IAM::Role":
		return "RoleName"
	case "AWS::IAM::User":
		return "UserName"
	case "AWS::IAM::Group":
		return "GroupName"
	case "AWS::SNS::Topic":
		return "TopicName"
	case "AWS::ECR::Repository":
		return "RepositoryName"
	case "AWS::Backup::BackupVault":
		return "BackupVaultName"
	case "AWS::Elasticsearch::Domain", "AWS::OpenSearchService::Domain":
		return "DomainName"
	case "AWS::Lightsail::Instance":
		return "InstanceName"
	case "AWS::Logs::Destination":
		return "DestinationName"
	case "AWS::MediaStore::Container":
		return "ContainerName"
	}
	return "Name"
}

// adopt sets the property at a path, or adds to the list there, in the scenarios of
// when. The tree is not changed.
func adopt(t *estate.Tree, path []string, j companion, when scenario.Guard) *estate.Tree {
	if len(path) == 0 {
		return adopted(t, j, when)
	}
	if t.IsMissing() {
		t = &estate.Tree{Kind: estate.Map, Origin: j.core.Origin}
	}
	if t.Kind == estate.Choice {
		out := *t
		out.Alts = slices.Clone(t.Alts)
		for i, a := range out.Alts {
			out.Alts[i].Then = adopt(a.Then, path, j, when)
		}
		return &out
	}
	if t.Kind != estate.Map {
		return t
	}
	out := *t
	out.Fields = slices.Clone(t.Fields)
	for i := range out.Fields {
		if f := out.Fields[i]; f.Name == path[0] {
			out.Fields[i] = estate.NewField(f.Name, adopt(f.Value, path[1:], j, when), f.Place())
			return &out
		}
	}
	inner := adopt(nil, path[1:], j, when)
	out.Fields = append(out.Fields, estate.NewField(path[0], inner, j.core.Origin))
	return &out
}

func adopted(t *estate.Tree, j companion, when scenario.Guard) *estate.Tree {
	if !j.append {
		if when.IsAlways() {
			return j.is
		}
		return &estate.Tree{Kind: estate.Choice, Origin: j.core.Origin, Alts: []estate.TreeAlternative{{When: when, Then: j.is}, {When: when.Not(), Then: t}}}
	}
	member := j.is
	if !when.IsAlways() {
		member = &estate.Tree{Kind: estate.Choice, Origin: j.core.Origin, Alts: []estate.TreeAlternative{{When: when, Then: j.is}, {When: when.Not()}}}
	}
	if t.IsMissing() {
		return &estate.Tree{Kind: estate.List, Items: []*estate.Tree{member}, Origin: j.core.Origin}
	}
	if t.Kind == estate.List {
		out := *t
		out.Items = append(slices.Clone(t.Items), member)
		return &out
	}
	return &estate.Tree{Kind: estate.List, Items: []*estate.Tree{t, member}, Origin: t.Origin}
}
