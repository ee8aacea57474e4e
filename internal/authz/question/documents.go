package question

import (
	"fmt"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// documents reads the policies of a request.
func (r *Reader) documents(q *Question, _ policy.Node, fields map[string]policy.Node) error {
	p := &authz.Policies{}
	q.Policies = p
	for _, l := range []struct {
		name string
		use  policy.Use
		into *[]*authz.Policy
	}{
		{"identity", policy.IdentityPolicy, &p.Identity}, {"boundary", policy.ManagedPolicy, &p.Boundary},
		{"session", policy.SessionPolicy, &p.Session}, {"endpoint", policy.EndpointPolicy, &p.Endpoint},
	} {
		list, err := r.listOf(fields[l.name], l.name, l.use)
		if err != nil {
			return err
		}
		*l.into = list
	}
	var err error
	if p.SCP, err = r.levels(fields["scp"], "scp", policy.ServiceControlPolicy); err != nil {
		return err
	}
	if p.RCP, err = r.levels(fields["rcp"], "rcp", policy.ResourceControlPolicy); err != nil {
		return err
	}
	if n := fields["resource_policy"]; n.Kind != policy.KindUnknown && n.Kind != policy.KindNull {
		use := authz.ResourceUse(q.Request.Action, q.Request.Resource)
		if p.Resource, err = r.document(n, "resource_policy", use); err != nil {
			return err
		}
	}
	switch q.Request.Caller.Kind {
	case policy.User, policy.RoleSession, policy.FederatedUser:
		q.Request.Caller.Bounded = policy.No
		if len(p.Boundary) > 0 {
			q.Request.Caller.Bounded = policy.Yes
		}
	}
	return nil
}

// listOf reads a list of documents. One of a header is read once, until there is
// another header.
func (r *Reader) listOf(n policy.Node, name string, use policy.Use) ([]*authz.Policy, error) {
	switch n.Kind {
	case policy.KindUnknown, policy.KindNull: // it isn't there
		return nil, nil
	case policy.KindList:
	default:
		return nil, fail(n, "%s: found %s, expected a list of policies", name, a(n))
	}
	k := keep{n.Pos, use}
	if list, read := r.lists[k]; read {
		return list, nil
	}
	out := []*authz.Policy{}
	for i, item := range n.Items {
		p, err := r.document(item, fmt.Sprintf("%s[%d]", name, i), use)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if n.Pos.Line <= r.headed {
		r.lists[k] = out
	}
	return out, nil
}

func (r *Reader) levels(n policy.Node, name string, use policy.Use) ([][]*authz.Policy, error) {
	switch n.Kind {
	case policy.KindUnknown, policy.KindNull:
		return nil, nil
	case policy.KindList:
	default:
		return nil, fail(n, "%s: found %s, expected a list of levels", name, a(n))
	}
	k := keep{n.Pos, use}
	if levels, read := r.stacks[k]; read {
		return levels, nil
	}
	out := [][]*authz.Policy{}
	for i, item := range n.Items {
		level := fmt.Sprintf("%s[%d]", name, i)
		if item.Kind != policy.KindList {
			return nil, fail(item, "%s: found %s, expected a level to be a list of policies", level, a(item))
		}
		list, err := r.listOf(item, level, use)
		if err != nil {
			return nil, err
		}
		out = append(out, list)
	}
	if n.Pos.Line <= r.headed {
		r.stacks[k] = out
	}
	return out, nil
}

// document reads a document or the name of one, compiled once for each use.
func (r *Reader) document(n policy.Node, name string, use policy.Use) (*authz.Policy, error) {
	named := n.Kind == policy.KindString
	if named {
		at := n
		name = n.Text
		found := false
		if n, found = r.policies[name]; !found {
			return nil, fail(at, "there is no policy of the name %q", name)
		}
	}
	if n.Kind != policy.KindMap {
		return nil, fail(n, "%s: found %s, expected a policy or the name of one", name, a(n))
	}
	k := keep{n.Pos, use}
	if p := r.kept[k]; p != nil {
		return p, nil
	}
	doc, _ := policy.Parse(n)
	p := authz.NewPolicy(name, doc, use)
	if named || n.Pos.Line <= r.headed {
		r.kept[k] = p
	}
	return p, nil
}
