package identity

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// judgeBody judges an API whose methods stand in an OpenAPI definition: one
// finding for all that have no security requirement.
func judgeBody(p *review.Pass, api estate.Resource, body, location *estate.Tree, restricted estate.Truth) {
	switch {
	case !location.IsMissing():
		gap := review.Gap("the OpenAPI definition", "it stands in a file in S3 that the source does not hold", "write it as Body", location.Place())
		p.Judge(api, estate.Maybe(gap).And(restricted.Not()), review.Detail{At: location.Place(), Message: "its methods may lack authorization"})
		return
	case body.IsMissing():
		return
	}
	open, names := openOperations(body)
	if open.True.IsNever() && open.Unknown.IsNever() && len(names) == 0 && body.At("paths").IsMissing() {
		return
	}
	const most = 5
	listed := names
	if len(names) > most {
		listed = append(slices.Clone(names[:most]), fmt.Sprintf("%d more", len(names)-most))
	}
	message := "its methods may lack authorization"
	if len(names) > 0 {
		message = strings.Join(listed, ", ") + ": no authorization"
	}
	d := review.Detail{At: body.Place(), Key: "body", Message: message}
	if rest, ok := api.(*estate.RestAPI); ok && private(rest) {
		d.Severity, d.Weighed = finding.Low, true
		d.Message += "; the private API is open to the VPCs that reach it"
	}
	p.Judge(api, open.And(restricted.Not()), d)
}

var verbs = []string{"get", "put", "post", "delete", "patch", "head", "x-amazon-apigateway-any-method"}

// openOperations is true where an operation of the definition has no security
// requirement, its own or the definition's, and names those.
func openOperations(body *estate.Tree) (estate.Truth, []string) {
	paths := body.At("paths")
	if paths == nil || paths.Kind != estate.Map {
		return unreadable(body), nil
	}
	o := operations{body: body, general: asksWho(body.At("security"), body), open: estate.No()}
	for _, path := range paths.Fields {
		for _, item := range path.Value.Leaves() {
			o.readPath(path.Name, item)
		}
	}
	return o.open, o.names
}

// operations gathers the operations without authorization.
type operations struct {
	body    *estate.Tree
	general estate.Truth // what counts for those that say nothing
	open    estate.Truth
	names   []string
}

func (o *operations) readPath(path string, item estate.Leaf) {
	if item.Tree == nil || item.Tree.Kind != estate.Map {
		o.open = o.open.Or(unreadable(item.Tree).Given(item.When))
		return
	}
	for _, op := range item.Tree.Fields {
		if !slices.Contains(verbs, strings.ToLower(op.Name)) {
			continue
		}
		for _, form := range op.Value.Leaves() {
			if form.Tree == nil || isMock(form.Tree) {
				continue
			}
			t := o.lacks(form.Tree).Given(item.When.And(form.When))
			if !t.True.IsNever() {
				verb := strings.ToUpper(op.Name)
				if strings.HasPrefix(op.Name, "x-") {
					verb = "ANY"
				}
				o.names = append(o.names, verb+" "+path)
			}
			o.open = o.open.Or(t)
		}
	}
}

// lacks is true where an operation asks nobody who calls.
func (o *operations) lacks(op *estate.Tree) estate.Truth {
	if op.Kind == estate.Opaque {
		return unreadable(op)
	}
	secured := o.general
	if own := op.At("security"); !own.IsMissing() {
		secured = asksWho(own, o.body)
	}
	iam := estate.When(op.At("x-amazon-apigateway-auth", "type").AsString(), false, func(s string) bool { return !strings.EqualFold(s, "NONE") })
	return secured.Or(iam).Not()
}

// asksWho is true where a list of security requirements has one that asks who
// calls: an API key says what calls, and is no authorization ("Choose an API
// Gateway API key source"); NONE, with which AWS SAM marks what is open, names no
// scheme at all.
func asksWho(t, body *estate.Tree) estate.Truth {
	if t.IsMissing() || t.Kind != estate.List {
		return hasMembers(t)
	}
	out := estate.No()
	if t.Open != nil {
		out = estate.Maybe(estate.Gap{Variable: t.Open, Origin: t.Place()})
	}
	for _, i := range t.Items {
		if i.Kind != estate.Map {
			out = out.Or(hasMembers(i))
			continue
		}
		for _, f := range i.Fields {
			if f.Name != "NONE" && f.Name != "api_key_false" && !isKey(f.Name, body) {
				return estate.Yes()
			}
		}
	}
	return out
}

// isKey reports whether a security scheme is a mere API key.
func isKey(name string, body *estate.Tree) bool {
	for _, scheme := range []*estate.Tree{body.At("securityDefinitions", name), body.At("components", "securitySchemes", name)} {
		if scheme.IsMissing() {
			continue
		}
		kind, _ := scheme.At("type").AsString().Known()
		return kind == "apiKey" && !scheme.Has("x-amazon-apigateway-authtype") && !scheme.Has("x-amazon-apigateway-authorizer")
	}
	return false
}

func unreadable(t *estate.Tree) estate.Truth {
	if t != nil && t.Kind == estate.Opaque {
		return estate.Maybe(t.Gap())
	}
	return estate.No()
}

func isMock(op *estate.Tree) bool {
	kind, _ := op.At("x-amazon-apigateway-integration", "type").AsString().Known()
	return strings.EqualFold(kind, "mock")
}

// hasMembers is true where a list is there and not empty.
func hasMembers(t *estate.Tree) estate.Truth {
	if t.IsMissing() {
		return estate.No()
	}
	if t.Kind == estate.List {
		if len(t.Items) > 0 {
			return estate.Yes()
		}
		return estate.No()
	}
	return estate.AsItems(t, func(_ scenario.Guard, t *estate.Tree) *estate.Tree { return t }).IsEmpty().Not()
}
