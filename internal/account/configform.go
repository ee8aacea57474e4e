package account

import (
	"strings"

	"ringwall/internal/estate"
)

// Newer types AWS Config records in the form of CloudFormation's schemas
// ("Supported Resource Types for AWS Config"; "AWS Config resource schema"): members
// begin with a capital letter. Not all properties are recorded, so that of what an item
// leaves out nothing is known.

// configForm reads an item whose configuration has CloudFormation's form; false if it
// has another, or is of a type that nothing is made of.
func (l *loader) configForm(x *configItem, body *estate.Tree) bool {
	if l.o.Typed == nil || !strings.HasPrefix(x.typ, "AWS::") || !hasCapitals(body) {
		return false
	}
	g := estate.NotListed("what AWS Config does not record of "+x.id, "it is in no configuration item", "add what the AWS CLI prints of it")
	p := opened(body, g, x.at)
	if tags := l.whole(x.tree.At("tags")); !tags.IsMissing() && !body.Has("Tags") {
		p.Fields = append(p.Fields, estate.NewField("Tags", withTagNames(tags), x.at))
	}
	arn := textIn(body.At("Arn"))
	for _, name := range []string{"arn", "ARN"} {
		if s := textIn(x.tree.At(name)); arn == "" && s != "" {
			arn = s
		}
	}
	name := textIn(x.tree.At("resourceName"))
	if name == "" {
		name = lastPart(x.id)
	}
	if strings.HasPrefix(x.typ, "AWS::EC2::") || arn == "" {
		name, arn = x.id, x.id
	}
	c := estate.Core{ID: estate.ID(name), Logical: name, Physical: arn, Type: x.typ, Origin: x.at, Properties: p}
	if strings.HasPrefix(arn, "arn:") {
		c.ARN = estate.Literal(arn)
	}
	if x.account != "" {
		c.Account = estate.Literal(x.account)
	}
	if x.region != "" {
		c.Region = estate.Literal(x.region)
	}
	if _, other := l.o.Typed(c).(*estate.Other); other {
		return false
	}
	s := l.scopeIn(scopeKey{source: x.source, folder: "/config", account: x.account, region: x.region})
	l.placeCore(&c, s)
	id := typed{c.Type, c.Physical}
	if l.loose.cores[id] == nil {
		l.loose.coreOrder = append(l.loose.coreOrder, id)
		l.loose.cores[id] = &formedCore{core: c, scope: s, rank: got}
	}
	return true
}

// hasCapitals reports whether the members of a map begin with capital letters.
func hasCapitals(t *estate.Tree) bool {
	for _, f := range fieldsOf(t) {
		if f.Name == "" || f.Name[0] < 'A' || f.Name[0] > 'Z' {
			return false
		}
	}
	return len(fieldsOf(t)) > 0
}

// opened is a value of which the maps may have further members.
func opened(t *estate.Tree, g estate.Gap, at estate.Origin) *estate.Tree {
	switch {
	case t.IsMissing():
		return t
	case t.Kind == estate.Map:
		out := &estate.Tree{Kind: estate.Map, Origin: at, Open: g.Variable}
		for _, f := range t.Fields {
			if !f.Value.IsMissing() {
				out.Fields = append(out.Fields, estate.NewField(f.Name, opened(f.Value, g, at), at))
			}
		}
		return out
	case t.Kind == estate.List:
		out := &estate.Tree{Kind: estate.List, Origin: at}
		for _, i := range t.Items {
			out.Items = append(out.Items, opened(i, g, at))
		}
		return out
	}
	return t
}

// withTagNames are tags under CloudFormation's names: in results of queries they are a
// list of key and value.
func withTagNames(t *estate.Tree) *estate.Tree {
	if t.Kind != estate.List {
		return t
	}
	return naming{rename: map[string]string{"tag": ""}}.tree(t)
}

// attributes writes the attributes of a queue or a topic as its own commands print them:
// texts all of them.
func (c config) attributes() []byte {
	return c.document(func(w *describeWriter) {
		w.field("Attributes", func() {
			w.object(func() {
				for _, f := range c.body.Fields {
					if f.Value != nil && f.Value.Kind == estate.Scalar {
						w.textField(f.Name, plainIn(f.Value))
					}
				}
			})
		})
	})
}

// secret writes a secret as ListSecrets prints it.
func (c config) secret() []byte {
	return c.document(func(w *describeWriter) {
		w.field("SecretList", func() {
			w.list(func() {
				w.object(func() {
					for _, f := range c.body.Fields {
						name := f.Name
						if name == "KMSKeyId" {
							name = "KmsKeyId"
						}
						w.field(name, func() { w.plain(f.Value) })
					}
					if tags := c.item.tree.At("tags"); !tags.IsMissing() {
						w.field("Tags", func() { w.tags(tags) })
					}
				})
			})
		})
	})
}

func (c config) table() []byte {
	return c.document(func(w *describeWriter) { w.field("Table", func() { w.tree(c.body) }) })
}

// tableBackups are the backups of a table, which stand beside its configuration.
func (c config) tableBackups() [][]byte {
	t := c.beside("ContinuousBackupsDescription")
	if t == nil || t.Kind != estate.Map {
		return nil
	}
	return [][]byte{c.document(func(w *describeWriter) {
		w.textField("TableName", c.text("tableName"))
		w.field("ContinuousBackupsDescription", func() { w.tree(t) })
	})}
}

func (c config) certificate() []byte {
	return c.document(func(w *describeWriter) { w.field("Certificate", func() { w.tree(c.body) }) })
}
