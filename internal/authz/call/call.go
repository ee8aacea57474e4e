// Package call tells what one API call asks permission for: the action itself on
// each resource that it takes, and other actions beside it, such as the passing of
// a role or the use of a key.
//
//	for _, n := range call.Needs(catalogue, "ec2:RunInstances") {
//		fmt.Println(n.Action, n.On, n.If)
//	}
//
// The catalogue says which types of resources an action takes, which of them it
// requires, and which actions depend on it in some of their uses. When they do,
// and which service a role is passed to, is in a table here, with the page of AWS's
// that says so. Absence from both proves nothing: a call may ask for more.
package call

import (
	"slices"
	"strings"

	"ringwall/internal/catalog"
)

// Need is one permission that a call asks for.
type Need struct {
	Action string
	// On are the types of resources, of the action's service, of which it is on
	// one; empty: on "*".
	On []string
	// If says when it is asked for; empty: always.
	If string
	// PassedTo is the service principal that a role is passed to, for
	// iam:PassRole; empty if that depends on the call.
	PassedTo string
	// Page is the title of AWS's page that says so, where the catalogue doesn't.
	Page string
}

// Needs lists what a call asks for, the action itself first. A call is named by
// its action or, where it has none of its own, by its operation (s3:CopyObject).
func Needs(c *catalog.Catalog, call string) []Need {
	out := itself(c, call)
	for _, r := range table {
		if strings.EqualFold(r.call, call) {
			out = append(out, Need{r.action, types(c, r.action, r.on), r.when, r.service, r.page})
		}
	}
	a, ok := c.Action(call)
	if !ok {
		return out
	}
	for _, dependent := range a.Dependent {
		if !slices.ContainsFunc(out, func(n Need) bool { return strings.EqualFold(n.Action, dependent) }) {
			out = append(out, Need{Action: dependent, On: types(c, dependent, ""), If: "in some uses of " + a.String()})
		}
	}
	return out
}

// itself is the action on its resources: each that it requires, and those that a
// request may have besides. Of types that are all optional a request has one.
func itself(c *catalog.Catalog, call string) []Need {
	a, ok := c.Action(call)
	if !ok {
		return nil
	}
	var required, other []string
	for _, u := range a.Resources {
		if u.Need == catalog.Required {
			required = append(required, u.Type)
		} else {
			other = append(other, u.Type)
		}
	}
	if required == nil {
		return []Need{{Action: a.String(), On: other}}
	}
	var out []Need
	for _, t := range required {
		out = append(out, Need{Action: a.String(), On: []string{t}})
	}
	for _, t := range other {
		out = append(out, Need{Action: a.String(), On: []string{t}, If: "the request has a " + t})
	}
	return out
}

// types are the resource types of an action, or the one that the table names.
func types(c *catalog.Catalog, action, only string) []string {
	if only != "" {
		return []string{only}
	}
	a, ok := c.Action(action)
	if !ok {
		return nil
	}
	var out []string
	for _, u := range a.Resources {
		out = append(out, u.Type)
	}
	return out
}

// Calls are the calls that the table has rows for, sorted.
func Calls() []string {
	var out []string
	for _, r := range table {
		out = append(out, r.call)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
