package directory

import (
	"slices"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// document is one policy of the estate, in whatever form it takes by scenario.
type document struct {
	name string
	// guards tell its forms apart, node is what it is in a class of scenarios.
	guards func() []scenario.Guard
	node   func(scenario.Guard) policy.Node
	use    policy.Use
	made   []form
	allows map[string]bool  // what was asked by mayAllow
	doubts map[doubtOf]form // of forms that may not be there
	tree   *estate.Tree     // that it is written in, if AWS took it for a policy
}

// form is what a document is in a class of scenarios.
type form struct {
	world    scenario.Guard
	document policy.Document
	policy   *authz.Policy
}

// attachment is a document where it applies: in the scenarios of when, and if
// doubt is not empty, maybe not even there.
type attachment struct {
	when  scenario.Guard
	doubt string
	*document
}

// written is the document that a tree holds.
func (d *Directory) written(name string, t *estate.Tree, use policy.Use) *document {
	out := &document{
		name: name, use: use,
		guards: func() []scenario.Guard { return d.names.guards(t) },
		node:   func(world scenario.Guard) policy.Node { return d.names.node(t.PolicyNode(world), world) },
	}
	if d.live {
		out.tree = t
	}
	return out
}

// fixed is a document that is the same in all scenarios.
func fixed(name string, n policy.Node, use policy.Use) *document {
	return &document{
		name: name, use: use,
		guards: func() []scenario.Guard { return nil },
		node:   func(scenario.Guard) policy.Node { return n },
	}
}

// unread is a document of which nothing is known but the cause.
func unread(name, cause string, at estate.Origin, use policy.Use) *document {
	return fixed(name, policy.Node{Text: cause, Pos: position(at)}, use)
}

func position(at estate.Origin) policy.Position {
	return policy.Position{File: at.File, Line: at.Line, Column: at.Column}
}

// forms are what the document can be, made once.
func (d *document) forms() []form {
	if d.made == nil {
		for _, world := range estate.Worlds(d.guards()) {
			parsed, _ := policy.Parse(d.node(world))
			d.made = append(d.made, form{world, parsed, authz.NewPolicy(d.name, parsed, d.use)})
		}
	}
	return d.made
}

// isOne reports that the document is the same in all scenarios.
func (d *document) isOne() bool {
	if d.made == nil {
		return len(d.guards()) == 0
	}
	return len(d.made) == 1
}

// speaks reports whether the document may speak of an action, as a look at what is
// written tells.
func (d *document) speaks(action string) bool {
	if d.made != nil || d.tree == nil || d.tree.Kind != estate.Map {
		return true
	}
	list := d.tree.At("Statement")
	if list.IsMissing() || list.Kind == estate.Map {
		return list.IsMissing() || speaks(list, action)
	}
	return list.Kind != estate.List || list.Open != nil || slices.ContainsFunc(list.Items, func(t *estate.Tree) bool { return speaks(t, action) })
}

// speaks reports whether a statement may speak of an action.
func speaks(t *estate.Tree, action string) bool {
	actions := t.At("Action")
	if t.Kind != estate.Map || t.Open != nil || actions.IsMissing() || actions.Open != nil {
		return true
	}
	one := func(t *estate.Tree) bool {
		s, known := t.Text.Known()
		return t.Kind != estate.Scalar || !known || policy.MatchFold(s, action)
	}
	if actions.Kind == estate.List {
		return slices.ContainsFunc(actions.Items, one)
	}
	return one(actions)
}

// guardsOf tell apart the scenarios that matter to attachments.
func guardsOf(list []attachment, guards []scenario.Guard) []scenario.Guard {
	for _, a := range list {
		if !a.when.IsAlways() {
			guards = append(guards, a.when)
		}
		if a.isOne() {
			continue
		}
		for _, f := range a.forms() {
			guards = append(guards, f.world)
		}
	}
	return guards
}

// in is the form that an attachment has in a class of scenarios; false if it isn't
// attached there. Where that is not decided, or which form it is, each of its
// statements may be there.
func (a attachment) in(world scenario.Guard) (form, bool) {
	if a.when.Disjoint(world) {
		return form{}, false
	}
	cause := a.doubt
	if !world.Implies(a.when) {
		cause = "whether " + a.name + " is attached"
	}
	var found []*form
	var which []byte
	for i := range a.forms() {
		if f := &a.made[i]; !f.world.Disjoint(world) {
			found, which = append(found, f), append(which, byte(i))
		}
	}
	switch {
	case len(found) == 0:
		return form{}, false
	case len(found) == 1 && cause == "":
		return *found[0], true
	case cause == "":
		cause = "which form " + a.name + " has"
	}
	doubt := doubtOf{cause, string(which)}
	if made, ok := a.doubts[doubt]; ok {
		return made, true
	}
	doc := policy.Document{Version: policy.Literal(policy.Version2012), Pos: found[0].document.Pos}
	for _, f := range found {
		doc = with(doc, doubted(f.document, cause))
	}
	out := form{world, doc, authz.NewPolicy(a.name, doc, a.use)}
	if a.doubts == nil {
		a.document.doubts = map[doubtOf]form{}
	}
	a.doubts[doubt] = out
	return out, true
}

// doubtOf is why some forms of a document may not be there, and which: the bytes are
// their numbers, as of few there are not more than [estate.Worlds] makes.
type doubtOf struct{ cause, forms string }

// doubted is a document of which each statement may not be there.
func doubted(doc policy.Document, cause string) policy.Document {
	hole := policy.Hole(cause)
	doc.Statements = slices.Clone(doc.Statements)
	for i := range doc.Statements {
		s := &doc.Statements[i]
		s.Conditions = append(slices.Clip(s.Conditions), policy.Condition{
			Operator: policy.ParseOperator(hole), Key: hole, Values: []policy.Text{hole}, Pos: s.Pos,
		})
	}
	return doc
}

// policiesIn are the policies that are attached in a class of scenarios.
func policiesIn(list []attachment, world scenario.Guard) []*authz.Policy {
	var out []*authz.Policy
	for _, a := range list {
		if f, ok := a.in(world); ok {
			out = append(out, f.policy)
		}
	}
	return out
}

// joined is the one policy that several make together, as the permissions of a
// function do; nil if there are none.
func joined(name string, list []attachment, world scenario.Guard) *authz.Policy {
	var forms []form
	for _, a := range list {
		if f, ok := a.in(world); ok {
			forms = append(forms, f)
		}
	}
	if len(forms) == 0 {
		return nil
	}
	if len(forms) == 1 {
		return forms[0].policy
	}
	doc := policy.Document{Version: policy.Literal(policy.Version2012), Pos: forms[0].document.Pos}
	for _, f := range forms {
		doc = with(doc, f.document)
	}
	return authz.NewPolicy(name, doc, list[0].use)
}

// with is a document with the statements of another. Which have policy variables
// they say themselves, but for a Version that isn't known.
func with(doc, other policy.Document) policy.Document {
	if other.Version.Is(policy.Version2012) == policy.Unknown {
		doc.Version = other.Version
	}
	if other.Statements == nil {
		unknown, _ := policy.Parse(policy.Node{Text: "a policy without Statement", Pos: other.Pos})
		other.Statements = unknown.Statements
	}
	doc.Statements = append(doc.Statements, other.Statements...)
	return doc
}
