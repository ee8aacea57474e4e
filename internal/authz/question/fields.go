package question

import (
	"slices"

	"ringwall/internal/policy"
)

// requestFields are what a request may have.
var requestFields = [...]string{"id", "principal", "action", "resource", "resource_account", "context", "context_complete",
	"absent", "present", "identity", "boundary", "session", "scp", "rcp", "resource_policy", "endpoint", "expect",
	"public_access_block", "grants", "endpoint_type", "api", "access_point"}

// members are the members of an object by name.
func members(n policy.Node) (map[string]policy.Node, error) {
	out := map[string]policy.Node{}
	for _, f := range n.Fields {
		if f.Repeated {
			return nil, &Error{f.Pos, "found " + f.Name + " twice, expected it once"}
		}
		out[f.Name] = f.Value
	}
	return out, nil
}

// header takes the names and defaults of a line that asks nothing.
func (r *Reader) header(line policy.Node, fields map[string]policy.Node) error {
	for _, f := range line.Fields {
		if f.Name != "policies" && f.Name != "defaults" {
			return &Error{f.Pos, "found " + f.Name + " beside policies and defaults, expected a request to have an action"}
		}
		if f.Value.Kind != policy.KindMap {
			return fail(f.Value, "%s: found %s, expected an object", f.Name, a(f.Value))
		}
	}
	policies, err := members(fields["policies"])
	if err != nil {
		return err
	}
	for name, n := range policies {
		r.policies[name] = n
	}
	n, given := fields["defaults"]
	if !given {
		return nil
	}
	defaults, err := members(n)
	if err != nil {
		return err
	}
	if err := known(n); err != nil {
		return err
	}
	r.defaults = defaults
	return nil
}

// known refuses members that a request doesn't have.
func known(n policy.Node) error {
	for _, f := range n.Fields {
		if !slices.Contains(requestFields[:], f.Name) {
			return &Error{f.Pos, "a request has no member " + f.Name}
		}
	}
	return nil
}

// text is a member that is text; false if it isn't there.
func text(fields map[string]policy.Node, name string) (string, bool, error) {
	n, ok := fields[name]
	switch {
	case !ok || n.Kind == policy.KindNull:
		return "", false, nil
	case n.Kind == policy.KindString || name == "id" && n.Kind == policy.KindNumber:
		return n.Text, true, nil
	}
	return "", false, fail(n, "%s: found %s, expected a string", name, a(n))
}

// texts are the strings of a list.
func texts(fields map[string]policy.Node, name string) ([]policy.Node, error) {
	n, ok := fields[name]
	if !ok || n.Kind == policy.KindNull {
		return nil, nil
	}
	if n.Kind != policy.KindList {
		return nil, fail(n, "%s: found %s, expected a list of keys", name, a(n))
	}
	for _, item := range n.Items {
		if item.Kind != policy.KindString {
			return nil, fail(item, "%s: found %s, expected the name of a key", name, a(item))
		}
	}
	return n.Items, nil
}
