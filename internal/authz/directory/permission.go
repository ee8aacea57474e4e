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
		guards: func() []scenario.Guard { return d.valueGuards(values) },
		node:   func(world scenario.Guard) policy.Node { return d.permissionNode(p, world) },
	}
}

// valueGuards tell apart the forms of values, and of the names in them.
func (d *Directory) valueGuards(values []estate.Value[estate.Text]) []scenario.Guard {
	var out []scenario.Guard
	for _, v := range values {
		out = append(out, v.Guards()...)
		for _, a := range v.Alternatives() {
			out = textGuards(a.Is, d.names.textGuards(a.Is, out))
		}
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
	for _, c := range [][3]string{{"EventSourceToken", "StringEquals", "lambda:EventSourceToken"}, {"InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"}} {
		if n, ok := d.valueNode(p.Properties.At(c[0]).AsText(), world); ok {
			conditions = append(conditions, field(c[1], object(field(c[2], n))))
		}
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
	r, ok := d.estate.Follow(a.Is)
	if !ok {
		if r, ok = d.calledBy(d.names.in(a.Is, scenario.Always()).String(), &p.Core); !ok {
			r, ok = d.called(a.Is, &p.Core)
			if _, is := r.(*estate.Function); ok && is {
				return d.qualified(r, lastOf(d.names.in(a.Is, world)))
			}
			return d.textNode(a.Is, world)
		}
	}
	if f, ok := d.whole(r); ok && f != r { // a version or an alias
		if name, ok := r.Base().Properties.At("Name").AsText().Known(); ok {
			return d.qualified(f, d.names.in(name, world).Parts())
		}
		return d.qualified(f, []policy.Part{{Hole: string(r.Base().ID) + ".Version", Own: true}})
	}
	if _, ok := r.(*estate.Function); ok {
		return d.textNode(d.names.arn(r.Base()), world)
	}
	return d.textNode(a.Is, world)
}

// qualified is the ARN of a function's version or alias.
func (d *Directory) qualified(f estate.Resource, name []policy.Part) policy.Node {
	parts := append(d.names.in(d.names.arn(f.Base()), scenario.Always()).Parts(), policy.Part{Literal: ":"})
	t := policy.Join(append(parts, name...)...)
	if s, known := t.Known(); known {
		return text(s)
	}
	return policy.Node{Kind: policy.KindString, Parts: t.Parts()}
}

// lastOf is what follows the last colon of a text.
func lastOf(t policy.Text) []policy.Part {
	parts := t.Parts()
	for i := len(parts) - 1; i >= 0; i-- {
		if at := strings.LastIndexByte(parts[i].Literal, ':'); at >= 0 {
			return append([]policy.Part{{Literal: parts[i].Literal[at+1:]}}, parts[i+1:]...)
		}
	}
	return parts
}

// busStatement is one statement of an event bus's policy, in its present form or
// in the older one (the page of PutPermission).
func (d *Directory) busStatement(p *estate.EventBusPolicy) *document {
	name := d.names.label(&p.Core)
	if p.Statement.IsMissing() {
		return &document{
			name: name, use: policy.ResourcePolicy,
			guards: func() []scenario.Guard {
				return append(d.valueGuards([]estate.Value[estate.Text]{p.Principal, p.Action}), d.names.guards(p.Condition)...)
			},
			node: func(world scenario.Guard) policy.Node { return d.olderBusNode(p, world) },
		}
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

// olderBusNode is the statement of "the 12-digit Amazon Web Services account ID that
// you are permitting to put events", or "*", with "a condition that limits the
// permissions to accounts that are members of an organization".
func (d *Directory) olderBusNode(p *estate.EventBusPolicy, world scenario.Guard) policy.Node {
	fields := []policy.Field{field("Effect", text("Allow")), field("Resource", text("*"))}
	if n, ok := d.valueNode(p.Action, world); ok {
		fields = append(fields, field("Action", n))
	}
	if n, ok := d.valueNode(p.Principal, world); ok {
		if n.Text != "*" {
			n = object(field("AWS", n))
		}
		fields = append(fields, field("Principal", n))
	}
	if !p.Condition.IsMissing() {
		part := func(name string) policy.Node { return d.names.node(p.Condition.At(name).PolicyNode(world), world) }
		operator, key := part("Type"), part("Key")
		if operator.Text == "" || key.Text == "" {
			return policy.Node{Text: "the condition of " + d.names.label(&p.Core), Pos: position(p.Origin)}
		}
		fields = append(fields, field("Condition", object(field(operator.Text, object(field(key.Text, part("Value")))))))
	}
	return statementNode(position(p.Origin), fields...)
}
