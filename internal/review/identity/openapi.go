package identity

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
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
	p.Judge(api, open.And(restricted.Not()), review.Detail{At: body.Place(), Key: "body", Message: message})
}

var verbs = []string{"get", "put", "post", "delete", "patch", "head", "x-amazon-apigateway-any-method"}

// openOperations is true where an operation of the definition has no security
// requirement, its own or the definition's, and names those.
func openOperations(body *estate.Tree) (estate.Truth, []string) {
	paths := body.At("paths")
	if paths == nil || paths.Kind != estate.Map {
		return unreadable(body), nil
	}
	general := hasMembers(body.At("security"))
	out := estate.No()
	var names []string
	for _, path := range paths.Fields {
		if path.Value == nil || path.Value.Kind != estate.Map {
			out = out.Or(unreadable(path.Value))
			continue
		}
		for _, op := range path.Value.Fields {
			if !slices.Contains(verbs, strings.ToLower(op.Name)) || isMock(op.Value) {
				continue
			}
			secured := general
			if own := op.Value.At("security"); !own.IsMissing() {
				secured = hasMembers(own)
			}
			iam := estate.When(op.Value.At("x-amazon-apigateway-auth", "type").AsString(), false, func(s string) bool { return !strings.EqualFold(s, "NONE") })
			t := secured.Or(iam).Not()
			if !t.True.IsNever() {
				verb := strings.ToUpper(op.Name)
				if strings.HasPrefix(op.Name, "x-") {
					verb = "ANY"
				}
				names = append(names, verb+" "+path.Name)
			}
			out = out.Or(t)
		}
	}
	return out, names
}

func unreadable(t *estate.Tree) estate.Truth {
	if t != nil && t.Kind == estate.Opaque {
		return estate.Maybe(t.Gap)
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
