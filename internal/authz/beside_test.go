package authz_test

import (
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// patterns by their names in testdata (~name), as Resource elements.
var patterns = map[string]string{
	"everything": "*",
	"objects":    "arn:aws:s3:::b/*",
	"bucket":     "arn:aws:s3:::b",
	"apobjects":  "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap/object/*",
	"apk":        "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap/object/k",
	"aps":        "arn:aws:s3:eu-west-1:111122223333:accesspoint/*",
	"ap":         "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap",
	"function":   "arn:aws:lambda:eu-west-1:111122223333:function:f",
	"qualified":  "arn:aws:lambda:eu-west-1:111122223333:function:f:*",
	"live":       "arn:aws:lambda:eu-west-1:111122223333:function:f:live",
	"functions":  "arn:aws:lambda:eu-west-1:111122223333:function:f*",
	"anyf":       "arn:aws:lambda:*:function:f",
	"theirlive":  "arn:aws:lambda:eu-west-1:444455556666:function:f:live",
	"theirf":     "arn:aws:lambda:eu-west-1:444455556666:function:f",
	"home":       "arn:aws:s3:::b/${aws:username}",
	"domain":     "arn:aws:es:eu-west-1:111122223333:domain/d",
	"subs":       "arn:aws:es:eu-west-1:111122223333:domain/d/*",
	"pets":       "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/GET/pets",
	"orders":     "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/GET/orders",
}

// conditions by their names in testdata (&name), as Condition elements.
var conditions = map[string]string{
	"org":      `{"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}`,
	"orglike":  `{"StringLike": {"aws:PrincipalOrgID": "o-*"}}`,
	"vpc":      `{"StringEquals": {"aws:SourceVpc": "vpc-1"}}`,
	"vpce":     `{"StringEquals": {"aws:SourceVpce": "vpce-1"}}`,
	"ip":       `{"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}`,
	"wideip":   `{"IpAddress": {"aws:SourceIp": "128.0.0.0/1"}}`,
	"notip":    `{"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}`,
	"account":  `{"StringEquals": {"aws:SourceAccount": "111122223333"}}`,
	"accounts": `{"StringLike": {"aws:SourceAccount": "1111*"}}`,
	"arn":      `{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}`,
	"fixedarn": `{"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/team/app"}}`,
	"source":   `{"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:t"}}`,
	"tag":      `{"StringEquals": {"aws:PrincipalTag/team": "a"}}`,
	"abac":     `{"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}`,
	"notabac":  `{"StringNotEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}`,
	"owner":    `{"StringEquals": {"aws:SourceOwner": "111122223333"}}`,
	"userid":   `{"StringLike": {"aws:userid": "AROAEXAMPLEEXAMPLEEX1:*"}}`,
	"aparn":    `{"ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/*"}}`,
	"aparns":   `{"ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:eu-west-1:*:accesspoint/*"}}`,
	"apacct":   `{"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}}`,
	"apvpc":    `{"StringEquals": {"s3:AccessPointNetworkOrigin": "VPC"}}`,
	"tls":      `{"Bool": {"aws:SecureTransport": "false"}}`,
	"via":      `{"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}`,
	"caller":   `{"StringEquals": {"kms:CallerAccount": "111122223333"}}`,
	"forsvc":   `{"Bool": {"kms:GrantIsForAWSResource": "true"}}`,
	"ops":      `{"ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt", "Encrypt"]}}`,
	"ctx":      `{"StringEquals": {"kms:EncryptionContext:app": "a"}}`,
	"aliased":  `{"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/a"}}`,
	"mfa":      `{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}`,
	"nomfa":    `{"Bool": {"aws:MultiFactorAuthPresent": "false"}}`,
	"hasmfa":   `{"Bool": {"aws:MultiFactorAuthPresent": "true"}}`,
	"region":   `{"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}`,
	"service":  `{"Bool": {"aws:PrincipalIsAWSService": "false"}}`,
	"passed":   `{"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}`,
	"external": `{"StringEquals": {"sts:ExternalId": "x"}}`,
	"tagkeys":  `{"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}`,
	"tagged":   `{"Null": {"aws:TagKeys": "false"}}`,
	"untagged": `{"Null": {"aws:RequestTag/team": "true"}}`,
	"epoch":    `{"DateLessThan": {"aws:CurrentTime": "1893456000"}}`,
	"iso":      `{"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}`,
	"nullset":  `{"Null": {"aws:TagKeys": "true"}}`,
	"noname":   `{"StringNotEquals": {"s3:prefix": "${aws:username}"}}`,
	"noname2":  `{"StringNotLike": {"s3:prefix": "${aws:username}/*"}}`,
	"badip":    `{"NotIpAddress": {"aws:SourceIp": "not-an-address"}}`,
	"viaaws":   `{"Bool": {"aws:ViaAWSService": "true"}}`,
	"org2":     `{"StringNotEqualsIfExists": {"aws:ResourceOrgID": "o-a1b2c3d4e5"}}`,
	"signed":   `{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}`,
	"mount":    `{"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}`,
	"url":      `{"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}`,
	"viaurl":   `{"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}`,
	"detail":   `{"StringEquals": {"events:source": "app"}}`,
}

// beside reads what applies to a request besides policies.
func beside(t testing.TB, where, layer, words string, r *authz.Request, p *authz.Policies) {
	t.Helper()
	switch layer {
	case "kind":
		p.EndpointKind = map[string]authz.EndpointKind{"gateway": authz.GatewayEndpoint, "interface": authz.InterfaceEndpoint}[words]
	case "bpa":
		p.PublicAccess = settings(words)
	case "acl":
		p.ACLs = acls(t, where, words)
	case "grants":
		p.Grants = grants(t, where, words)
	case "api":
		p.API = api(words)
	case "ap", "apbpa", "origin", "apowner", "aprcp":
		accessPoint(t, where, layer, words, r, p)
	case "keys":
		for _, kv := range strings.Split(words, ",") {
			tell(r.Context, kv)
		}
	default:
		t.Fatalf("%s: no layer %s", where, layer)
	}
}

// tell gives a context key=value, key=a+b for a list, key=[] for an empty one,
// !key for one that is absent, ?key for one that isn't known.
func tell(c *policy.Context, kv string) {
	key, value, _ := strings.Cut(kv, "=")
	switch {
	case key[0] == '!':
		c.SetAbsent(key[1:])
	case key[0] == '?':
		c.SetUnknown(key[1:], "not told")
	case value == "[]":
		c.SetList(key, nil)
	case strings.Contains(value, "+"):
		var list []policy.Text
		for _, v := range strings.Split(value, "+") {
			list = append(list, policy.Literal(v))
		}
		c.SetList(key, list)
	default:
		c.Set(key, policy.Literal(value))
	}
}

// settings reads levels of Block Public Access: restrict, ignore, with ? for what
// isn't known; none.
func settings(words string) []authz.PublicAccess {
	var out []authz.PublicAccess
	for _, level := range strings.Split(words, "/") {
		s := authz.PublicAccess{Restrict: policy.No, IgnoreACLs: policy.No}
		for _, w := range strings.Split(level, ",") {
			name, open := strings.CutSuffix(w, "?")
			is := policy.Yes
			if open {
				is = policy.Unknown
			}
			switch name {
			case "restrict":
				s.Restrict = is
			case "ignore":
				s.IgnoreACLs = is
			}
		}
		out = append(out, s)
	}
	return out
}

// acls reads entries: bucket.READ@all, object.READ@theirs, bucket or object for
// an empty list, owner@ours.
func acls(t testing.TB, where, words string) *authz.ACLs {
	t.Helper()
	entries := map[string][]authz.ACLGrant{}
	out := &authz.ACLs{}
	for _, w := range strings.Split(words, ",") {
		what, whom, _ := strings.Cut(w, "@")
		kind, permission, entry := strings.Cut(what, ".")
		if kind == "owner" {
			out.Owner = policy.Literal(map[string]string{"ours": ours, "theirs": theirs}[whom])
			continue
		}
		if entries[kind] == nil {
			entries[kind] = []authz.ACLGrant{}
		}
		if !entry {
			continue
		}
		g := authz.ACLGrant{Permission: permission}
		switch whom {
		case "all":
			g.Group = authz.AllUsers
		case "authenticated":
			g.Group = authz.AuthenticatedUsers
		case "logs":
			g.Group = authz.LogDelivery
		case "ours":
			g.Account = policy.Literal(ours)
		case "theirs":
			g.Account = policy.Literal(theirs)
		case "canonical":
			g.Canonical = policy.Literal("79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be")
		default:
			t.Fatalf("%s: who is %s in an ACL?", where, whom)
		}
		entries[kind] = append(entries[kind], g)
	}
	if list := entries["bucket"]; list != nil {
		out.Bucket = authz.NewACL("bucket ACL", authz.BucketACL, list)
	}
	if list := entries["object"]; list != nil {
		out.Object = authz.NewACL("object ACL", authz.ObjectACL, list)
	}
	return out
}

// grantees by their names in testdata.
var grantees = map[string]string{
	"user": "arn:aws:iam::111122223333:user/ann", "bob": "arn:aws:iam::111122223333:user/bob",
	"role": "arn:aws:iam::111122223333:role/team/app", "session": "arn:aws:sts::111122223333:assumed-role/app/s1",
	"federated": "arn:aws:sts::111122223333:federated-user/fed", "account": "arn:aws:iam::111122223333:root",
	"theirs": "arn:aws:iam::444455556666:root", "service": "sns.amazonaws.com", "other": "dynamodb.amazonaws.com",
}

// grants reads user.Decrypt+Encrypt, with >whom for the retiring principal,
// !account for the issuer, {k:v} for an encryption context that is equal, [k:v] for
// one that is a part, ^ for a source ARN; none; ? for those that aren't known.
func grants(t testing.TB, where, words string) *authz.Grants {
	t.Helper()
	var list []authz.KeyGrant
	gap := ""
	for _, w := range strings.Split(words, ",") {
		if w == "?" {
			gap = "not all grants were read"
		}
		if w == "?" || w == "none" {
			continue
		}
		list = append(list, grant(t, where, w))
	}
	return authz.NewGrants(list, gap)
}

func grant(t testing.TB, where, word string) authz.KeyGrant {
	t.Helper()
	g := authz.KeyGrant{ID: word}
	pair := func(begin, end string) map[string]policy.Text {
		before, after, found := strings.Cut(word, begin)
		if !found {
			return nil
		}
		inner, rest, _ := strings.Cut(after, end)
		word = before + rest
		out := map[string]policy.Text{}
		for _, kv := range strings.Split(inner, ";") {
			k, v, _ := strings.Cut(kv, ":")
			out[k] = policy.Literal(v)
		}
		return out
	}
	g.EncryptionContextEquals = pair("{", "}")
	g.EncryptionContextSubset = pair("[", "]")
	if rest, found := strings.CutSuffix(word, "^"); found {
		word, g.SourceARN = rest, policy.Literal("arn:aws:sns:eu-west-1:111122223333:t")
	}
	word, issuer, issued := strings.Cut(word, "!")
	if issued {
		g.Issuer = policy.Literal(map[string]string{"ours": ours, "theirs": theirs}[issuer])
	}
	word, retiring, retires := strings.Cut(word, ">")
	if retires {
		g.Retiring = policy.Literal(grantees[retiring])
	}
	whom, operations, found := strings.Cut(word, ".")
	if !found || whom != "?" && grantees[whom] == "" || retires && grantees[retiring] == "" {
		t.Fatalf("%s: what is the grant %s?", where, g.ID)
	}
	if whom != "?" {
		g.Grantee = policy.Literal(grantees[whom])
	}
	g.Operations = strings.Split(operations, "+")
	return g
}

// api reads none, iam, lambda, cognito or ?, with ,private or ,public.
func api(words string) *authz.API {
	name, kind, _ := strings.Cut(words, ",")
	return &authz.API{
		Authorizer: map[string]authz.Authorizer{"none": authz.NoAuthorizer, "iam": authz.IAMAuthorizer, "lambda": authz.LambdaAuthorizer, "cognito": authz.CognitoAuthorizer}[name],
		Private:    map[string]policy.Answer{"private": policy.Yes, "public": policy.No}[kind],
	}
}

// accessPoint reads the policy of an access point, its settings, its origin, and
// its account.
func accessPoint(t testing.TB, where, layer, words string, r *authz.Request, p *authz.Policies) {
	t.Helper()
	if p.AccessPoint == nil {
		p.AccessPoint = &authz.AccessPoint{ARN: policy.Literal(resources["ap"]), Bucket: policy.Literal(resources["bucket"]), Origin: authz.InternetOrigin}
	}
	a := p.AccessPoint
	switch layer {
	case "ap":
		if words != "none" {
			a.Policy = merged(t, where, words, policy.BucketPolicy)
		}
	case "apbpa":
		a.PublicAccess = settings(words)
	case "apowner":
		a.ARN = policy.Literal(strings.Replace(resources["ap"], ours, theirs, 1))
	case "aprcp":
		a.RCP = [][]*authz.Policy{list(t, where, words, policy.ResourceControlPolicy)}
	case "origin":
		a.Origin = map[string]authz.NetworkOrigin{"internet": authz.InternetOrigin, "vpc": authz.VPCOrigin}[words]
		a.VPC = policy.Literal("vpc-1")
	}
	a.Tell(r.Context)
}
