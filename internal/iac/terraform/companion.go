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
	at := map[estate.ID]int{}
	for i, c := range cores {
		at[c.ID] = i
	}
	left := map[estate.ID]bool{}
	for _, j := range l.joined {
		for _, x := range j.of.leaves() {
			when := j.when.And(x.when)
			if when.IsNever() {
				continue
			}
			i, ok := l.owner(cores, at, j.typ, x.is)
			if ok {
				put := when
				if cores[i].When.Implies(when) {
					put = scenario.Always()
				}
				cores[i].Properties = adopt(cores[i].Properties, strings.Split(j.path, "."), j, put)
				continue
			}
			l.perhaps(cores, j, x.is, when)
			if !left[j.core.ID] {
				left[j.core.ID] = true
				cores = append(cores, j.core)
			}
		}
	}
	return cores
}

// mostOwners bounds the resources to which a companion may belong.
const mostOwners = 32

// perhaps puts a companion of which a plan doesn't tell the owner into every resource
// of the type: it may be that one.
func (l *loader) perhaps(cores []estate.Core, j companion, of *value, when scenario.Guard) {
	var owners []int
	for i := range cores {
		if cores[i].Type == j.typ && cores[i].ID != j.core.ID {
			owners = append(owners, i)
		}
	}
	if !j.later || of.form() != isUnknown || len(owners) > mostOwners {
		return
	}
	for _, i := range owners {
		is := when.And(l.maybe(j.core.Logical+" is of "+cores[i].Logical, of.gap))
		cores[i].Properties = adopt(cores[i].Properties, strings.Split(j.path, "."), j, is)
	}
}

// owner finds the resource that a value names: by reference, or by its literal
// name.
func (l *loader) owner(cores []estate.Core, at map[estate.ID]int, typ string, v *value) (int, bool) {
	if v.form() == isThing {
		i, ok := at[v.thing.id]
		return i, ok
	}
	if v.form() != isScalar {
		return 0, false
	}
	if r, ok := v.text.Reference(); ok {
		i, ok := at[r.Resource]
		return i, ok
	}
	found := -1
	for i, c := range cores {
		if c.Type != typ {
			continue
		}
		if name, ok := c.Properties.At(l.nameProperty(typ)).AsText().Known(); ok && name.Equal(v.text) {
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
		if out.Fields[i].Name == path[0] {
			out.Fields[i].Value = adopt(out.Fields[i].Value, path[1:], j, when)
			return &out
		}
	}
	inner := adopt(nil, path[1:], j, when)
	out.Fields = append(out.Fields, estate.Field{Name: path[0], Value: inner, Origin: j.core.Origin})
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
