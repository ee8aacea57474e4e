package question

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// question reads a request; what it lacks has its default.
func (r *Reader) question(n policy.Node, own map[string]policy.Node) (*Question, error) {
	if err := known(n); err != nil {
		return nil, err
	}
	fields := own
	for name, value := range r.defaults {
		if _, given := own[name]; !given {
			fields[name] = value
		}
	}
	q := &Question{Pos: n.Pos, Request: &authz.Request{}}
	for _, m := range []struct {
		name string
		into *string
	}{{"id", &q.ID}, {"expect", &q.Expect}, {"action", &q.Request.Action}} {
		s, _, err := text(fields, m.name)
		if err != nil {
			return nil, err
		}
		*m.into = s
	}
	if service, name, found := strings.Cut(q.Request.Action, ":"); !found || service == "" || name == "" || strings.ContainsAny(q.Request.Action, "*?") {
		return nil, fail(n, "action: found %q, expected service:Name", q.Request.Action)
	}
	switch q.Expect {
	case "", "allowed", "denied", "unknown", "explicit-deny", "implicit-deny":
	default:
		return nil, fail(fields["expect"], "expect: found %q, expected allowed, denied, explicit-deny, implicit-deny or unknown", q.Expect)
	}
	for _, read := range []func(*Question, policy.Node, map[string]policy.Node) error{r.principal, r.resource, r.context, r.documents, r.beside} {
		if err := read(q, n, fields); err != nil {
			return nil, err
		}
	}
	return q, nil
}

func (r *Reader) principal(q *Question, n policy.Node, fields map[string]policy.Node) error {
	s, given, err := text(fields, "principal")
	if err != nil {
		return err
	}
	if !given {
		return fail(n, "found no principal, expected an ARN, a service or anonymous")
	}
	q.Principal = s
	c, ok := Caller(s, q.Request.Action)
	if !ok && !(r.Names && s != "") {
		return fail(fields["principal"], "principal: found %q, expected the ARN of a user, role, session or root user, service.amazonaws.com or anonymous", s)
	}
	q.Request.Caller = c
	return nil
}

// resource reads the resource; a pattern asks for all that it stands for.
func (r *Reader) resource(q *Question, _ policy.Node, fields map[string]policy.Node) error {
	account, given, err := text(fields, "resource_account")
	if err != nil {
		return err
	}
	if given {
		if len(account) != 12 || strings.Trim(account, "0123456789") != "" {
			return fail(fields["resource_account"], "resource_account: found %q, expected 12 digits", account)
		}
		q.Request.ResourceAccount = policy.Literal(account)
	}
	s, given, err := text(fields, "resource")
	if err != nil {
		return err
	}
	q.Resource = s
	whole := r.Whole != nil && r.Whole(q.Request.Action)
	switch {
	case !given && whole:
		q.Request.Resource = policy.Literal("*")
	case !given:
	case s == "*" && whole:
		q.Request.Resource = policy.Literal(s)
	case s == "*":
		// Of the caller's account, since no other is told.
		q.Request.Resource = policy.EachOf(s)
		if q.Request.ResourceAccount.IsZero() {
			q.Request.ResourceAccount = q.Request.Caller.Account
		}
	case !strings.HasPrefix(s, "arn:") || strings.Count(s, ":") < 5:
		if r.Names && s != "" {
			return nil
		}
		return fail(fields["resource"], "resource: found %q, expected an ARN or *", s)
	default:
		q.Request.Resource = policy.EachOf(s)
	}
	return nil
}

func (r *Reader) context(q *Question, _ policy.Node, fields map[string]policy.Node) error {
	c := &policy.Context{}
	q.Request.Context = c
	said := map[string]bool{}
	say := func(key policy.Node, name string) error {
		if said[strings.ToLower(name)] {
			return fail(key, "found the key %s twice in context, absent and present, expected it once", name)
		}
		said[strings.ToLower(name)] = true
		return nil
	}
	for _, member := range []string{"absent", "present"} {
		keys, err := texts(fields, member)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := say(k, k.Text); err != nil {
				return err
			}
			if member == "absent" {
				c.SetAbsent(k.Text)
			} else {
				c.SetPresent(k.Text, "the value of "+k.Text)
			}
		}
	}
	if n, ok := fields["context"]; ok && n.Kind != policy.KindNull {
		if n.Kind != policy.KindMap {
			return fail(n, "context: found %s, expected an object", a(n))
		}
		for _, f := range n.Fields {
			if f.Repeated {
				said[strings.ToLower(f.Name)] = true
			}
			if err := say(f.Value, f.Name); err != nil {
				return err
			}
			if err := set(c, f); err != nil {
				return err
			}
		}
	}
	return complete(c, fields)
}

func complete(c *policy.Context, fields map[string]policy.Node) error {
	n, ok := fields["context_complete"]
	switch {
	case !ok || n.Kind == policy.KindNull:
	case n.Kind != policy.KindBool:
		return fail(n, "context_complete: found %s, expected true or false", a(n))
	case n.Text == "true":
		c.Complete()
	}
	return nil
}

func set(c *policy.Context, f policy.Field) error {
	scalar := func(n policy.Node) bool {
		return n.Kind == policy.KindString || n.Kind == policy.KindNumber || n.Kind == policy.KindBool
	}
	if scalar(f.Value) {
		c.Set(f.Name, policy.Literal(f.Value.Text))
		return nil
	}
	if f.Value.Kind != policy.KindList {
		return fail(f.Value, "%s: found %s, expected a value or a list of values", f.Name, a(f.Value))
	}
	values := []policy.Text{}
	for _, v := range f.Value.Items {
		if !scalar(v) {
			return fail(v, "%s: found %s, expected a value", f.Name, a(v))
		}
		values = append(values, policy.Literal(v.Text))
	}
	c.SetList(f.Name, values)
	return nil
}
