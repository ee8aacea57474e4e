package directory

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// The functions of this file write the statements that AWS makes of what is
// written otherwise.

func text(s string) policy.Node { return policy.Node{Kind: policy.KindString, Text: s} }

func field(name string, value policy.Node) policy.Field {
	return policy.Field{Name: name, Value: value, Pos: value.Pos}
}

func object(fields ...policy.Field) policy.Node {
	return policy.Node{Kind: policy.KindMap, Fields: fields}
}

// statementNode is a document of one statement that stands at a place.
func statementNode(at policy.Position, fields ...policy.Field) policy.Node {
	statement := object(fields...)
	statement.Pos = at
	out := object(field("Version", text(policy.Version2012)), field("Statement", statement))
	out.Pos = at
	return out
}

// textNode is a text of the estate as policies have it.
func (d *Directory) textNode(t estate.Text, world scenario.Guard) policy.Node {
	out := d.names.in(t, world)
	if s, known := out.Known(); known {
		return text(s)
	}
	return policy.Node{Kind: policy.KindString, Parts: out.Parts()}
}

// valueNode is a value in a class of scenarios; false if it is absent.
func (d *Directory) valueNode(v estate.Value[estate.Text], world scenario.Guard) (policy.Node, bool) {
	switch a := v.In(world); a.State {
	case estate.Known:
		return d.textNode(a.Is, world), true
	case estate.Unknown:
		return policy.Node{Kind: policy.KindString, Parts: []policy.Part{{Hole: a.Gap.Cause()}}}, true
	}
	return policy.Node{}, false
}

// permission is the statement that Lambda makes of a permission: the page of
// AddPermission, "Using resource-based policies for Lambda".
func (d *Directory) permission(p *estate.FunctionPermission) *document {
	values := []estate.Value[estate.Text]{p.Function, p.Action, p.Principal, p.SourceARN, p.SourceAccount, p.PrincipalOrg}
	return &document{
		name: d.names.label(&p.Core), use: policy.ResourcePolicy,
		guards: func() []scenario.Guard { return valueGuards(values) },
		node:   func(world scenario.Guard) policy.Node { return d.permissionNode(p, world) },
	}
}

func valueGuards(values []estate.Value[estate.Text]) []scenario.Guard {
	var out []scenario.Guard
	for _, v := range values {
		out = append(out, v.Guards()...)
	}
	return out
}

func (d *Directory) permissionNode(p *estate.FunctionPermission, world scenario.Guard) policy.Node {
	fields := []policy.Field{field("Sid", text(d.names.label(&p.Core))), field("Effect", text("Allow")), field("Resource", d.functionNode(p, world))}
	if n, ok := d.valueNode(p.Action, world); ok {
		fields = append(fields, field("Action", n))
	}
	if n, ok := d.valueNode(p.Principal, world); ok {
		fields = append(fields, field("Principal", lambdaPrincipal(n)))
	}
	var conditions []policy.Field
	for _, c := range []struct {
		operator, key string
		value         estate.Value[estate.Text]
	}{
		{"ArnLike", "AWS:SourceArn", p.SourceARN},
		{"StringEquals", "AWS:SourceAccount", p.SourceAccount},
		{"StringEqualsIgnoreCase", "aws:PrincipalOrgID", p.PrincipalOrg},
	} {
		if n, ok := d.valueNode(c.value, world); ok {
			conditions = append(conditions, field(c.operator, object(field(c.key, n))))
		}
	}
	switch a := p.URLAuthType.In(world); a.State {
	case estate.Known:
		conditions = append(conditions, field("StringLike", object(field("lambda:FunctionUrlAuthType", text(a.Is)))))
	case estate.Unknown:
		hole := policy.Node{Kind: policy.KindString, Parts: []policy.Part{{Hole: a.Gap.Cause()}}}
		conditions = append(conditions, field("StringLike", object(field("lambda:FunctionUrlAuthType", hole))))
	}
	if len(conditions) > 0 {
		fields = append(fields, field("Condition", object(conditions...)))
	}
	return statementNode(position(p.Origin), fields...)
}

// lambdaPrincipal is the Principal that Lambda makes of what AddPermission is
// given: everyone, an account, an ARN or a service.
func lambdaPrincipal(n policy.Node) policy.Node {
	switch {
	case n.Text == "*":
		return n
	case len(n.Text) == 12 && strings.Trim(n.Text, "0123456789") == "":
		return object(field("AWS", text("arn:aws:iam::"+n.Text+":root")))
	case n.Text != "" && !strings.HasPrefix(n.Text, "arn:"):
		return object(field("Service", n))
	case len(n.Parts) > 0 && strings.HasSuffix(n.Parts[len(n.Parts)-1].Literal, ".amazonaws.com"):
		return object(field("Service", n))
	}
	return object(field("AWS", n))
}

// functionNode is the ARN of the function, version or alias that a permission is
// for.
func (d *Directory) functionNode(p *estate.FunctionPermission, world scenario.Guard) policy.Node {
	a := p.Function.In(world)
	if a.State != estate.Known {
		return policy.Node{Kind: policy.KindString, Parts: []policy.Part{{Hole: "the function of " + d.names.label(&p.Core), Plain: true}}}
	}
	if r, ok := d.called(a.Is, &p.Core); ok {
		if _, ok := r.(*estate.Function); ok {
			return d.textNode(d.names.arn(r.Base()), world)
		}
	}
	return d.textNode(a.Is, world)
}

// busStatement is one statement of an event bus's policy, in its present form or
// in the older one (the page of PutPermission).
func (d *Directory) busStatement(p *estate.EventBusPolicy) *document {
	name := d.names.label(&p.Core)
	if p.Statement.IsMissing() {
		return unread(name, "the older form of "+name, p.Origin, policy.ResourcePolicy)
	}
	return &document{
		name: name, use: policy.ResourcePolicy,
		guards: func() []scenario.Guard { return d.names.guards(p.Statement) },
		node: func(world scenario.Guard) policy.Node {
			n := d.names.node(p.Statement.PolicyNode(world), world)
			out := object(field("Version", text(policy.Version2012)), field("Statement", n))
			out.Pos = n.Pos
			return out
		},
	}
}
