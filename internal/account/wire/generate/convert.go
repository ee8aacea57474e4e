package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/account/wire"
)

// ordered are the members of a structure, in the order of the model.
type ordered []named

type named struct {
	name string
	reference
}

// UnmarshalJSON keeps the order, which maps lose.
func (o *ordered) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		m := named{name: key.(string)}
		if err := d.Decode(&m.reference); err != nil {
			return err
		}
		*o = append(*o, m)
	}
	return nil
}

// converter turns one service's model into a table.
type converter struct {
	model  model
	out    *wire.Service
	shapes map[string]int
}

func convert(m model, pagers map[string]pager, operations []string) (*wire.Service, error) {
	md := m.Metadata
	c := converter{model: m, shapes: map[string]int{}, out: &wire.Service{
		ID: md.ServiceID, Version: md.APIVersion, JSON: md.JSONVersion, Target: md.TargetPrefix,
		Endpoint: md.EndpointPrefix, Signing: md.SigningName, Operations: map[string]*wire.Operation{},
	}}
	if c.out.Signing == "" {
		c.out.Signing = md.EndpointPrefix
	}
	spoken := []wire.Protocol{wire.EC2, wire.Query, wire.JSON, wire.RESTJSON, wire.RESTXML}
	for _, p := range append([]string{md.Protocol}, md.Protocols...) {
		if slices.Contains(spoken, wire.Protocol(p)) && c.out.Protocol == "" {
			c.out.Protocol = wire.Protocol(p)
		}
	}
	if c.out.Protocol == "" {
		return nil, fmt.Errorf("none of its protocols is known: %s %v", md.Protocol, md.Protocols)
	}
	for _, name := range operations {
		o, ok := m.Operations[name]
		if !ok {
			return nil, fmt.Errorf("it has no operation %s", name)
		}
		x := &wire.Operation{Method: o.HTTP.Method, Path: o.HTTP.RequestURI, Host: o.Endpoint.HostPrefix, Wrapper: o.Output.ResultWrapper}
		output := m.Shapes[o.Output.Shape]
		x.Payload = output.Payload
		x.Params = c.params(o.Input.Shape)
		var err error
		if x.Output, err = c.shape(o.Output.Shape); err != nil {
			return nil, fmt.Errorf("the answer of %s: %w", name, err)
		}
		if err := c.pages(x, o.Input.Shape, output, pagers[name]); err != nil {
			return nil, fmt.Errorf("the pages of %s: %w", name, err)
		}
		c.out.Operations[name] = x
	}
	return c.out, nil
}

// params are the parameters that are plain values, or lists of these.
func (c *converter) params(input string) []wire.Param {
	var out []wire.Param
	for _, m := range c.model.Shapes[input].Members {
		p := wire.Param{Name: m.name, In: m.Location, Wire: c.wireName(m.name, m.reference)}
		s := c.model.Shapes[m.Shape]
		switch s.Type {
		case "structure", "map", "blob":
			continue
		case "list":
			switch item := c.model.Shapes[s.Member.Shape].Type; {
			case item == "structure" || item == "list" || item == "map":
				continue
			case s.Flattened || c.out.Protocol == wire.EC2 || c.isJSON() || m.Location != "":
				p.Item = "-" // numbered after the list itself
			case s.Member.LocationName != "":
				p.Item = s.Member.LocationName
			default:
				p.Item = "member"
			}
		}
		if p.Wire == p.Name {
			p.Wire = ""
		}
		out = append(out, p)
	}
	return out
}

func (c *converter) isJSON() bool {
	return c.out.Protocol == wire.JSON || c.out.Protocol == wire.RESTJSON
}

// wireName is what a request calls a parameter: EC2 begins them with a capital.
func (c *converter) wireName(name string, r reference) string {
	switch {
	case c.out.Protocol == wire.EC2 && r.QueryName != "":
		return r.QueryName
	case c.out.Protocol == wire.EC2 && r.LocationName != "":
		return strings.ToUpper(r.LocationName[:1]) + r.LocationName[1:]
	case r.LocationName != "":
		return r.LocationName
	}
	return name
}

// pages says how an operation goes on to the next page: as the paginators have it,
// else by the names that such members have.
func (c *converter) pages(x *wire.Operation, input string, output shape, p pager) error {
	var in, out string
	if p.InputToken != nil {
		if json.Unmarshal(p.InputToken, &in) != nil || json.Unmarshal(p.OutputToken, &out) != nil {
			return fmt.Errorf("several tokens: %s, %s", p.InputToken, p.OutputToken)
		}
	}
	has := func(members ordered, name string) bool {
		return slices.ContainsFunc(members, func(m named) bool { return m.name == name })
	}
	asked := c.model.Shapes[input].Members
	for _, pair := range [][2]string{{"NextToken", "NextToken"}, {"nextToken", "nextToken"}, {"Marker", "NextMarker"}, {"NextMarker", "NextMarker"}, {"Marker", "Marker"}, {"position", "position"}} {
		if in == "" && has(asked, pair[0]) && has(output.Members, pair[1]) {
			in, out = pair[0], pair[1]
		}
	}
	if in == "" {
		for _, m := range output.Members {
			switch strings.ToLower(m.name) {
			case "nexttoken", "marker", "nextmarker", "continuationtoken", "position":
				return fmt.Errorf("nothing says how to go on from %s", m.name)
			}
		}
		return nil
	}
	within, _, nested := strings.Cut(out, ".") // CloudFront has its token in the list
	if !has(asked, in) || !has(output.Members, within) || nested && within != output.Payload {
		return fmt.Errorf("there is no %s or no %s", in, out)
	}
	x.Token, x.Next = in, out
	if p.More != "" && !nested && p.More != "AdditionalRoutesAvailable" {
		x.Marks = []string{p.More}
	}
	return nil
}

// never are members that hold secrets or text with secrets in it, whether the model
// marks them or not.
func never(member string) bool {
	switch strings.ToLower(member) {
	case "userdata", "authkey", "customerrouterconfig", "customergatewayconfiguration", "presharedkey", "clientsecret",
		"password", "masteruserpassword", "secretstring", "secretbinary", "authtoken", "secretaccesskey", "sessiontoken", "headervalue":
		return true
	}
	return false
}

// neverOf are members that hold what people write, of one service.
func neverOf(service, member string) bool {
	switch service + " " + member {
	case "EventBridge Input", "EventBridge InputTemplate", "EventBridge HeaderParameters", "EventBridge QueryStringParameters",
		"EventBridge Sql", "EventBridge Sqls", "Config Service InputParameters",
		"CodeBuild buildspec", "CodeBuild secret", "CodeBuild payloadUrl", "CodePipeline commands",
		"EMR KdcAdminPassword", "EMR CrossRealmTrustPrincipalPassword", "EMR ADDomainJoinPassword", "EMR Args":
		return true
	}
	return false
}

// values are members that are maps of the user's own names, of which the values are
// never kept.
func values(service, member string) bool {
	switch service + " " + member {
	case "SageMaker Environment", "CodePipeline configuration", "EMR Properties", "EMR AdditionalInfo":
		return true
	}
	return member == "variables" || member == "StageVariables"
}

// isVariable reports what a build's variable is: its value is never kept, but where it
// names a parameter or a secret.
func isVariable(service, shape, member string) bool {
	return (service == "CodeBuild" || service == "CodePipeline") && shape == "EnvironmentVariable" && member == "value"
}

// isLink reports members that are addresses of sources, in which there may be
// credentials.
func isLink(service, shape, member string) bool {
	return service == "CodeBuild" && shape == "ProjectSource" && member == "location"
}

// shape adds a shape to the table.
func (c *converter) shape(name string) (int, error) {
	if name == "" {
		name = "(nothing)"
	}
	if at, ok := c.shapes[name]; ok {
		return at, nil
	}
	at := len(c.out.Shapes)
	c.shapes[name] = at
	c.out.Shapes = append(c.out.Shapes, wire.Shape{})
	out, err := c.convertShape(name, c.model.Shapes[name])
	c.out.Shapes[at] = out
	return at, err
}

func (c *converter) convertShape(name string, s shape) (wire.Shape, error) {
	var out wire.Shape
	var err error
	plain := map[string]wire.Kind{
		"string": wire.Text, "blob": wire.Text, "character": wire.Text, "integer": wire.Number, "long": wire.Number, "float": wire.Number,
		"double": wire.Number, "boolean": wire.Boolean, "timestamp": wire.Time,
	}
	switch {
	case s.Type == "map":
		out.Kind, out.Flat = wire.Map, s.Flattened
		out.KeyAs, out.ItemAs = s.Key.LocationName, s.Value.LocationName
		if out.Item, err = c.shape(s.Value.Shape); s.Sensitive {
			out.Item, err = c.secret()
		}
	case s.Sensitive && c.isPairs(s):
		return c.pairs()
	case s.Sensitive:
		out.Kind = wire.Secret
	case s.Type == "structure" || s.Type == "" && name == "(nothing)":
		return c.structure(name, s)
	case s.Type == "list":
		out.Kind, out.Flat, out.ItemAs = wire.List, s.Flattened, s.Member.LocationName
		out.Item, err = c.shape(s.Member.Shape)
	case name == "policyDocumentType" && c.out.ID == "IAM":
		out.Kind = wire.Policy
	case plain[s.Type] != "":
		out.Kind = plain[s.Type]
	default:
		err = fmt.Errorf("the shape %s has the unknown type %q", name, s.Type)
	}
	return out, err
}

// secret is the shape of what is never kept.
func (c *converter) secret() (int, error) { return c.plain("(secret)", wire.Secret) }

// plain is a shape that the models don't have.
func (c *converter) plain(name string, kind wire.Kind) (int, error) {
	at, ok := c.shapes[name]
	if !ok {
		at = len(c.out.Shapes)
		c.shapes[name] = at
		c.out.Shapes = append(c.out.Shapes, wire.Shape{Kind: kind})
	}
	return at, nil
}

// isPairs reports lists of names and values, as of a container's variables.
func (c *converter) isPairs(s shape) bool {
	if s.Type != "list" || s.Member == nil {
		return false
	}
	m := c.model.Shapes[s.Member.Shape].Members
	return len(m) == 2 && m[0].name == "name" && m[1].name == "value"
}

// pairs are names, and values that are never kept.
func (c *converter) pairs() (wire.Shape, error) {
	secret, err := c.secret()
	if err != nil {
		return wire.Shape{}, err
	}
	at := len(c.out.Shapes)
	c.out.Shapes = append(c.out.Shapes, wire.Shape{Kind: wire.Text}, wire.Shape{Members: []wire.Member{{Name: "name", Shape: at}, {Name: "value", Shape: secret}}})
	return wire.Shape{Kind: wire.List, Item: at + 1}, nil
}

// variables are a map of the user's own names, and values that are never kept.
func (c *converter) variables() (int, error) {
	secret, err := c.secret()
	at := len(c.out.Shapes)
	c.out.Shapes = append(c.out.Shapes, wire.Shape{Kind: wire.Map, Item: secret})
	return at, err
}

func (c *converter) structure(name string, s shape) (wire.Shape, error) {
	var out wire.Shape
	for _, m := range s.Members {
		x := wire.Member{Name: m.name}
		switch {
		case m.Location == "" && m.XMLAttribute:
			x.In = "attribute"
		case m.Location == "" || m.Location == "header" || m.Location == "statusCode":
			x.In = m.Location
		default:
			return out, fmt.Errorf("the member %s stands in %s", m.name, m.Location)
		}
		if m.LocationName != "" && m.LocationName != m.name {
			x.Wire = m.LocationName
		}
		var err error
		switch {
		case never(m.name) || neverOf(c.out.ID, m.name) || isVariable(c.out.ID, name, m.name):
			x.Shape, err = c.secret()
		case c.out.ID == "SNS" && m.name == "Endpoint":
			x.Shape, err = c.plain("(address)", wire.Address)
		case isLink(c.out.ID, name, m.name):
			x.Shape, err = c.plain("(link)", wire.Link)
		case c.model.Shapes[m.Shape].Type == "map" && values(c.out.ID, m.name):
			x.Shape, err = c.variables()
		default:
			x.Shape, err = c.shape(m.Shape)
		}
		if err != nil {
			return out, err
		}
		out.Members = append(out.Members, x)
	}
	return out, nil
}
