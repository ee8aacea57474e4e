package question

import (
	"fmt"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// beside reads what grants or limits a request besides policies.
func (r *Reader) beside(q *Question, _ policy.Node, fields map[string]policy.Node) error {
	p := q.Policies
	var err error
	if p.PublicAccess, err = levelsOfAccess(fields, "public_access_block"); err != nil {
		return err
	}
	if p.Grants, err = keyGrants(fields["grants"]); err != nil {
		return err
	}
	kind, _, err := text(fields, "endpoint_type")
	if err != nil {
		return err
	}
	switch kind {
	case "":
	case "Gateway":
		p.EndpointKind = authz.GatewayEndpoint
	case "Interface":
		p.EndpointKind = authz.InterfaceEndpoint
	default:
		return fail(fields["endpoint_type"], "endpoint_type: found %q, expected Gateway or Interface", kind)
	}
	if err := r.api(p, fields); err != nil {
		return err
	}
	return r.accessPoint(q, fields)
}

// levelsOfAccess reads settings of S3 Block Public Access: an object, or a list of
// them of several levels. A switch that isn't there is off, as AWS has it.
func levelsOfAccess(fields map[string]policy.Node, name string) ([]authz.PublicAccess, error) {
	n, ok := fields[name]
	if !ok || n.Kind == policy.KindNull {
		return nil, nil
	}
	list := n.Items
	if n.Kind == policy.KindMap {
		list = []policy.Node{n}
	} else if n.Kind != policy.KindList {
		return nil, fail(n, "%s: found %s, expected an object or a list of them", name, a(n))
	}
	var out []authz.PublicAccess
	for _, level := range list {
		s, err := switches(level, name)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func switches(n policy.Node, name string) (authz.PublicAccess, error) {
	out := authz.PublicAccess{Restrict: policy.No, IgnoreACLs: policy.No}
	if n.Kind != policy.KindMap {
		return out, fail(n, "%s: found %s, expected an object", name, a(n))
	}
	for _, f := range n.Fields {
		var into *policy.Answer
		switch f.Name {
		case "RestrictPublicBuckets":
			into = &out.Restrict
		case "IgnorePublicAcls":
			into = &out.IgnoreACLs
		case "BlockPublicAcls", "BlockPublicPolicy": // about writing
		default:
			return out, &Error{f.Pos, fmt.Sprintf("%s: found %s, which is no setting of Block Public Access", name, f.Name)}
		}
		switch {
		case f.Value.Kind != policy.KindBool:
			return out, fail(f.Value, "%s: found %s, expected true or false", f.Name, a(f.Value))
		case into != nil && f.Value.Text == "true":
			*into = policy.Yes
		}
	}
	return out, nil
}

// keyGrants reads the grants of a key, as aws kms list-grants prints them.
func keyGrants(n policy.Node) (*authz.Grants, error) {
	switch n.Kind {
	case policy.KindUnknown, policy.KindNull:
		return nil, nil
	case policy.KindList:
	default:
		return nil, fail(n, "grants: found %s, expected a list", a(n))
	}
	list := []authz.KeyGrant{}
	for i, item := range n.Items {
		g, err := keyGrant(item, fmt.Sprintf("grants[%d]", i))
		if err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return authz.NewGrants(list, ""), nil
}

func keyGrant(n policy.Node, name string) (authz.KeyGrant, error) {
	g := authz.KeyGrant{ID: name, Pos: n.Pos}
	if n.Kind != policy.KindMap {
		return g, fail(n, "%s: found %s, expected an object", name, a(n))
	}
	texts := map[string]*policy.Text{
		"GranteePrincipal": &g.Grantee, "GranteeServicePrincipal": &g.Grantee,
		"RetiringPrincipal": &g.Retiring, "RetiringServicePrincipal": &g.Retiring, "IssuingAccount": &g.Issuer,
	}
	for _, f := range n.Fields {
		at := name + "." + f.Name
		into, isText := texts[f.Name]
		switch {
		case isText || f.Name == "GrantId":
			if f.Value.Kind != policy.KindString {
				return g, fail(f.Value, "%s: found %s, expected a string", at, a(f.Value))
			}
			if isText {
				*into = policy.Literal(f.Value.Text)
			} else {
				g.ID = f.Value.Text
			}
		case f.Name == "Operations":
			for _, op := range f.Value.Items {
				if op.Kind != policy.KindString {
					return g, fail(op, "%s: found %s, expected the name of an operation", at, a(op))
				}
				g.Operations = append(g.Operations, op.Text)
			}
		case f.Name == "Constraints":
			if err := constraints(f.Value, at, &g); err != nil {
				return g, err
			}
		case f.Name == "Name" || f.Name == "KeyId" || f.Name == "CreationDate":
		default:
			return g, &Error{f.Pos, fmt.Sprintf("%s: a grant has no such member", at)}
		}
	}
	if g.Operations == nil {
		return g, fail(n, "%s: found no Operations", name)
	}
	return g, nil
}

func constraints(n policy.Node, name string, g *authz.KeyGrant) error {
	if n.Kind != policy.KindMap {
		return fail(n, "%s: found %s, expected an object", name, a(n))
	}
	for _, f := range n.Fields {
		pairs := map[string]policy.Text{}
		for _, kv := range f.Value.Fields {
			if kv.Value.Kind != policy.KindString {
				return fail(kv.Value, "%s.%s: found %s, expected a string", name, kv.Name, a(kv.Value))
			}
			pairs[kv.Name] = policy.Literal(kv.Value.Text)
		}
		switch f.Name {
		case "EncryptionContextEquals":
			g.EncryptionContextEquals = pairs
		case "EncryptionContextSubset":
			g.EncryptionContextSubset = pairs
		case "SourceArn":
			g.SourceARN = policy.Literal(f.Value.Text)
		default:
			return &Error{f.Pos, fmt.Sprintf("%s: found %s, which is no constraint of a grant", name, f.Name)}
		}
	}
	return nil
}

// authorizers are the types of authorization of a method, as API Gateway has them.
var authorizers = map[string]authz.Authorizer{
	"NONE": authz.NoAuthorizer, "AWS_IAM": authz.IAMAuthorizer, "CUSTOM": authz.LambdaAuthorizer, "COGNITO_USER_POOLS": authz.CognitoAuthorizer,
}

// api reads how a REST API authorizes its callers, and whether it is private.
func (r *Reader) api(p *authz.Policies, fields map[string]policy.Node) error {
	n, ok := fields["api"]
	if !ok || n.Kind == policy.KindNull {
		return nil
	}
	if n.Kind != policy.KindMap {
		return fail(n, "api: found %s, expected an object", a(n))
	}
	p.API = &authz.API{}
	for _, f := range n.Fields {
		switch f.Name {
		case "authorization":
			kind, ok := authorizers[f.Value.Text]
			if !ok {
				return fail(f.Value, "api.authorization: found %q, expected NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS", f.Value.Text)
			}
			p.API.Authorizer = kind
		case "private":
			if f.Value.Kind != policy.KindBool {
				return fail(f.Value, "api.private: found %s, expected true or false", a(f.Value))
			}
			p.API.Private = policy.No
			if f.Value.Text == "true" {
				p.API.Private = policy.Yes
			}
		default:
			return &Error{f.Pos, "api has no member " + f.Name}
		}
	}
	return nil
}

// accessPoint reads access_point: its ARN, bucket, policy, settings and VPC.
func (r *Reader) accessPoint(q *Question, fields map[string]policy.Node) error {
	n, ok := fields["access_point"]
	if !ok || n.Kind == policy.KindNull {
		return nil
	}
	if n.Kind != policy.KindMap {
		return fail(n, "access_point: found %s, expected an object", a(n))
	}
	own, err := members(n)
	if err != nil {
		return err
	}
	for _, f := range n.Fields {
		switch f.Name {
		case "arn", "bucket", "policy", "public_access_block", "vpc":
		default:
			return &Error{f.Pos, "access_point has no member " + f.Name}
		}
	}
	out := &authz.AccessPoint{Origin: authz.InternetOrigin}
	for _, m := range []struct {
		name string
		into *policy.Text
	}{{"arn", &out.ARN}, {"bucket", &out.Bucket}, {"vpc", &out.VPC}} {
		s, given, err := text(own, m.name)
		if err != nil {
			return err
		}
		if given {
			*m.into = policy.Literal(s)
		}
	}
	if !out.VPC.IsZero() {
		out.Origin = authz.VPCOrigin
	}
	if out.ARN.IsZero() || out.Bucket.IsZero() {
		return fail(n, "access_point: found no arn or no bucket")
	}
	if out.PublicAccess, err = levelsOfAccess(own, "public_access_block"); err != nil {
		return err
	}
	if p := own["policy"]; p.Kind != policy.KindUnknown && p.Kind != policy.KindNull {
		if out.Policy, err = r.document(p, "access_point.policy", policy.BucketPolicy); err != nil {
			return err
		}
	}
	if err := r.behind(q, fields, own); err != nil {
		return err
	}
	q.Policies.AccessPoint = out
	if !spoken(fields, "s3:DataAccessPointArn", "s3:DataAccessPointAccount", "s3:AccessPointNetworkOrigin") {
		out.Tell(q.Request.Context)
	}
	return nil
}

// spoken reports that a request says something of one of some condition keys.
func spoken(fields map[string]policy.Node, keys ...string) bool {
	for _, key := range keys {
		for _, member := range []string{"absent", "present"} {
			for _, item := range fields[member].Items {
				if strings.EqualFold(item.Text, key) {
					return true
				}
			}
		}
		for _, f := range fields["context"].Fields {
			if strings.EqualFold(f.Name, key) {
				return true
			}
		}
	}
	return false
}
