package directory

import (
	"strings"
	"unicode"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/scenario"
)

// This file says what has a say in a request besides policies: settings, lists and
// grants of the resource.

// answerIn is a setting in a class of scenarios; absent is what it is where it
// isn't written.
func answerIn(v estate.Value[bool], world scenario.Guard, absent policy.Answer) policy.Answer {
	switch a := v.In(world); {
	case a.State == estate.Unknown:
		return policy.Unknown
	case a.State == estate.Absent:
		return absent
	case a.Is:
		return policy.Yes
	}
	return policy.No
}

// beside adds to the policies of a request what the resource has besides.
func (d *Directory) beside(p *authz.Policies, t *Target, world scenario.Guard) {
	switch r := t.Resource.(type) {
	case *estate.Bucket:
		d.ofBucket(p, r, world)
	case *estate.AccessPoint:
		d.ofAccessPoint(p, t, r, world)
	case *estate.Key:
		p.Grants = d.grantsOf(r, world)
	case *estate.RestAPI:
		p.API = d.apiOf(r, world)
	}
}

// besideGuards tell these apart by scenario.
func (d *Directory) besideGuards(r estate.Resource) []scenario.Guard {
	var out []scenario.Guard
	block := func(b estate.PublicAccessBlock) {
		out = append(append(out, b.RestrictPublicBuckets.Guards()...), b.IgnorePublicACLs.Guards()...)
	}
	switch r := r.(type) {
	case *estate.Key:
		return d.grantGuards(r)
	case *estate.Bucket:
		block(r.PublicAccess)
		out = append(out, aclGuards(r)...)
		out = append(append(out, r.Ownership.Guards()...), r.ACL.Guards()...)
	case *estate.AccessPoint:
		block(r.PublicAccess)
		out = append(out, r.VPC.Guards()...)
		if b := d.bucketOf(r); b != nil {
			out = append(out, d.besideGuards(b)...)
			out = guardsOf(d.attachments(&b.Core), out)
		}
	}
	return out
}

// settings are those of a Block Public Access. A template that writes none leaves
// the default: on for buckets made since April 2023, off for those before
// ("Default settings for new S3 buckets FAQ"); so it isn't known.
func settings(b estate.PublicAccessBlock, world scenario.Guard, absent policy.Answer) authz.PublicAccess {
	return authz.PublicAccess{
		Restrict:   answerIn(b.RestrictPublicBuckets, world, absent),
		IgnoreACLs: answerIn(b.IgnorePublicACLs, world, absent),
	}
}

// ofAccount are the settings of an account, if the sources hold them.
func (d *Directory) ofAccount(account estate.Text, world scenario.Guard) []authz.PublicAccess {
	var out []authz.PublicAccess
	for _, a := range d.blocks {
		if a.Account.Equal(account) && !a.When.Disjoint(world) {
			out = append(out, settings(a.PublicAccess, world, policy.No))
		}
	}
	return out
}

func (d *Directory) ofBucket(p *authz.Policies, b *estate.Bucket, world scenario.Guard) {
	p.PublicAccess = append(d.ofAccount(b.Account, world), settings(b.PublicAccess, world, policy.Unknown))
	p.ACLs = d.aclsOf(b, world)
}

// aclsOf are the lists of a bucket; nil if they are disabled. That is the default
// since April 2023, which is taken for a bucket whose template writes neither
// ownership nor list.
func (d *Directory) aclsOf(b *estate.Bucket, world scenario.Guard) *authz.ACLs {
	ownership, canned := b.Ownership.In(world), b.ACL.In(world)
	switch {
	case ownership.State == estate.Known && ownership.Is == "BucketOwnerEnforced":
		return nil
	case b.Physical == "" && len(b.Grants.Known)+len(b.Grants.Unknown) > 0:
		return d.writtenACL(b, world)
	case ownership.State == estate.Absent && canned.State == estate.Known && canned.Is == "Private":
		return nil
	}
	out := &authz.ACLs{}
	if canned.State == estate.Known {
		out.Bucket = authz.NewACL("ACL of "+d.names.label(&b.Core), authz.BucketACL, cannedGrants(canned.Is, d.names.in(b.Account, world)))
	}
	return out
}

// cannedGrants are what a canned list of CloudFormation's name grants. Of one that isn't
// known here there is a grant that may be any.
func cannedGrants(name string, owner policy.Text) []authz.ACLGrant {
	root := policy.Join(append(append([]policy.Part{{Literal: "arn:aws:iam::"}}, owner.Parts()...), policy.Part{Literal: ":root"})...)
	if list, ok := authz.CannedACL(hyphened(name), authz.BucketACL, root, policy.Text{}); ok {
		return list
	}
	return []authz.ACLGrant{{Account: root, Permission: "FULL_CONTROL"}, {Group: authz.AllUsers, Permission: name}}
}

// hyphened is a name as S3's API has it: "public-read" of "PublicRead".
func hyphened(name string) string {
	var out strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			out.WriteByte('-')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

// bucketOf is the bucket behind an access point, if the sources hold it.
func (d *Directory) bucketOf(a *estate.AccessPoint) *estate.Bucket {
	t, ok := a.Bucket.Known()
	if !ok {
		return nil
	}
	if b, ok := estate.FollowTo[*estate.Bucket](d.estate, t); ok {
		return b
	}
	for _, id := range d.goesBy[d.names.in(t, scenario.Always()).String()] {
		if r, ok := d.estate.Get(id); ok {
			if b, ok := r.(*estate.Bucket); ok {
				return b
			}
		}
	}
	return nil
}

// ofAccessPoint puts the policies of the bucket behind in the place of those of the
// access point, which stand beside.
func (d *Directory) ofAccessPoint(p *authz.Policies, t *Target, a *estate.AccessPoint, world scenario.Guard) {
	point := &authz.AccessPoint{ARN: d.names.name(t.arn, world), Policy: p.Resource}
	point.PublicAccess = append(d.ofAccount(a.Account, world), settings(a.PublicAccess, world, policy.Yes))
	switch vpc := a.VPC.In(world); vpc.State {
	case estate.Absent:
		point.Origin = authz.InternetOrigin
	case estate.Known:
		point.Origin, point.VPC = authz.VPCOrigin, d.names.in(vpc.Is, world)
	}
	p.AccessPoint, p.Resource = point, nil
	b := d.bucketOf(a)
	if b == nil {
		why := "the policy of the bucket behind " + d.names.label(&a.Core)
		p.Resource = unread(why, why, a.Origin, policy.BucketPolicy).forms()[0].policy
		return
	}
	point.Bucket = d.names.name(d.names.arn(&b.Core), world)
	p.Resource = joined("policy of "+d.names.label(&b.Core), d.attachments(&b.Core), world)
	d.ofBucket(p, b, world)
}

// textIn is a text in a class of scenarios; zero where it is not known.
func (d *Directory) textIn(v estate.Value[estate.Text], world scenario.Guard) policy.Text {
	if a := v.In(world); a.State == estate.Known {
		return d.names.in(a.Is, world)
	}
	return policy.Text{}
}

// apiOf is how the methods of a REST API authorize their callers, if all do alike.
// An API with a definition may have any methods.
func (d *Directory) apiOf(a *estate.RestAPI, world scenario.Guard) *authz.API {
	out := &authz.API{Private: policy.No}
	if len(a.Endpoints.Unknown) > 0 {
		out.Private = policy.Unknown
	}
	for _, e := range a.Endpoints.Known {
		if e.Is == "PRIVATE" {
			out.Private = policy.Yes
		}
	}
	methods := d.methods[a.ID]
	if !a.Body.IsMissing() || !a.BodyLocation.IsMissing() || len(methods) == 0 {
		return out
	}
	kinds := map[string]authz.Authorizer{
		"NONE": authz.NoAuthorizer, "AWS_IAM": authz.IAMAuthorizer, "CUSTOM": authz.LambdaAuthorizer, "COGNITO_USER_POOLS": authz.CognitoAuthorizer,
	}
	for i, m := range methods {
		kind := authz.UnknownAuthorizer
		if v := m.AuthType.In(world); v.State == estate.Known {
			kind = kinds[v.Is]
		}
		if v, _ := m.Verb.Known(); v == "OPTIONS" && kind == authz.NoAuthorizer && len(methods) > 1 {
			continue // for browsers to ask before ("Enabling CORS for a REST API resource")
		}
		if i > 0 && out.Authorizer != kind && out.Authorizer != authz.UnknownAuthorizer {
			return &authz.API{Private: out.Private}
		}
		out.Authorizer = kind
	}
	return out
}

// gatherBeside indexes what belongs to resources besides their policies.
func (d *Directory) gatherBeside() {
	d.blocks = estate.All[*estate.AccountPublicAccess](d.estate)
	d.gatherGrants()
	for _, m := range estate.All[*estate.RestMethod](d.estate) {
		if t, ok := m.API.Known(); ok {
			if a, ok := estate.FollowTo[*estate.RestAPI](d.estate, t); ok {
				d.methods[a.ID] = append(d.methods[a.ID], m)
			}
		}
	}
	for _, u := range estate.All[*estate.FunctionURL](d.estate) {
		if t, ok := u.Function.Known(); ok {
			if r, ok := d.called(t, &u.Core); ok {
				d.urls[r.Base().ID] = append(d.urls[r.Base().ID], u)
			}
		}
	}
}

// urlAuth is the AuthType of a function's URL; empty if it isn't one that is known.
func (d *Directory) urlAuth(r estate.Resource, world scenario.Guard) string {
	out := ""
	for _, u := range d.urls[r.Base().ID] {
		a := u.AuthType.In(world)
		if a.State != estate.Known || out != "" && out != a.Is {
			return ""
		}
		out = a.Is
	}
	return out
}

// unsigned reports a call that nobody signed of a function's URL whose AuthType is
// AWS_IAM ("Control access to Lambda function URLs").
func (d *Directory) unsigned(q *Question, world scenario.Guard) bool {
	return q.Principal.Kind == policy.Anonymous && strings.EqualFold(q.Action, "lambda:InvokeFunctionUrl") &&
		q.Target.Resource != nil && d.urlAuth(q.Target.Resource, world) == "AWS_IAM"
}
