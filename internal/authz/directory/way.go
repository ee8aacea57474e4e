package directory

import (
	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// Way is how a request gets to AWS, as far as policies may hang on it. Whoever
// knows networks says it.
type Way struct {
	// Endpoint is the VPC endpoint that it comes through; nil: it comes to the
	// service's public endpoint.
	Endpoint *estate.VPCEndpoint
	Kind     authz.EndpointKind
	// VPC is the endpoint's.
	VPC estate.ID
	// Source is the public address that it comes from; empty if it isn't known.
	Source string
}

func (w *Way) kind() authz.EndpointKind {
	if w == nil {
		return authz.UnknownEndpoint
	}
	return w.Kind
}

// wayKeys are the keys of the network that a request comes by ("AWS global
// condition context keys", properties of the network).
func (d *Directory) wayKeys(w *Way, world scenario.Guard) *policy.Context {
	c := &policy.Context{}
	switch {
	case w == nil:
		return nil
	case w.Endpoint == nil:
		for _, key := range []string{"aws:SourceVpce", "aws:SourceVpc", "aws:SourceVpcArn", "aws:VpcSourceIp", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"} {
			c.SetAbsent(key) // "only if the requester uses a VPC endpoint"
		}
		if w.Source != "" {
			c.Set("aws:SourceIp", policy.Literal(w.Source))
		} else {
			c.SetPresent("aws:SourceIp", "the public address that the request comes from")
		}
	default:
		c.Set("aws:SourceVpce", d.id(w.Endpoint.ID, world))
		if w.VPC != "" {
			c.Set("aws:SourceVpc", d.id(w.VPC, world))
		}
		c.SetPresent("aws:VpcSourceIp", "the private address that the request comes from")
		c.SetAbsent("aws:SourceIp") // "not available in requests made through a VPC endpoint"
	}
	return c
}

// id is what AWS calls a resource, as policies have it.
func (d *Directory) id(id estate.ID, world scenario.Guard) policy.Text {
	r, ok := d.estate.Get(id)
	if !ok {
		return policy.Join(policy.Part{Hole: string(id), Plain: true})
	}
	if name := r.Base().Physical; name != "" {
		return policy.Literal(name)
	}
	return d.names.name(estate.OfReference(id, ""), world)
}

// ofEndpoint is the policy of a VPC endpoint; without any, it lets everything
// through ("Default endpoint policy").
func (d *Directory) ofEndpoint(w *Way) []attachment {
	if w == nil || w.Endpoint == nil || w.Endpoint.Policy.IsMissing() {
		return nil
	}
	return []attachment{{document: d.written("policy of "+d.names.label(&w.Endpoint.Core), w.Endpoint.Policy, policy.EndpointPolicy)}}
}

// Resource is the one that goes by a name, an id or an ARN, or that an ARN is in.
func (d *Directory) Resource(name string) (estate.Resource, error) {
	if t := d.within(name); t != nil {
		return t.Resource, nil
	}
	return d.sole(name, "the estate has none of that name")
}

// Text is a text as policies have it, with what the estate knows in the place of
// references.
func (d *Directory) Text(t estate.Text) policy.Text { return d.names.name(t, scenario.Always()) }

// DatabaseUser is a user of a database, as who connects to it ("Creating and using
// an IAM policy for IAM database access"): of a database with a resource id.
func (d *Directory) DatabaseUser(database *estate.Core, id, user estate.Text) *Target {
	return d.implied(database, estate.Concat(estate.Literal("arn:"+partition(database)+":rds-db:"), database.Region, estate.Literal(":"),
		database.Account, estate.Literal(":dbuser:"), id, estate.Literal("/"), user))
}

// Made is what AWS makes for a resource and names by an ARN, as the secret of a
// database's master user. It has no policy of its own.
func (d *Directory) Made(by *estate.Core, arn estate.Text) *Target { return d.implied(by, arn) }

func (d *Directory) implied(by *estate.Core, arn estate.Text) *Target {
	return d.label(&Target{arn: arn, account: by.Account, written: true})
}
