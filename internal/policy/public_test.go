package policy

import "testing"

const everyoneReads = `"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"`

func TestPublicNamesEveryone(t *testing.T) {
	rest := `"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"`
	run(t, Public, []question{
		{"*", everyoneReads, Yes},
		{"AWS * is the same", `"Effect": "Allow", "Principal": {"AWS": "*"}, ` + rest, Yes},
		{"* among others", `"Effect": "Allow", "Principal": {"AWS": ["111122223333", "*"]}, ` + rest, Yes},
		{"an account", `"Effect": "Allow", "Principal": {"AWS": "111122223333"}, ` + rest, No},
		{"a service", `"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, ` + rest, No},
		{"Allow with NotPrincipal includes anonymous callers", `"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, ` + rest, Yes},
		{"no partial wildcards", `"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/*"}, ` + rest, Unknown},
		{"Deny", `"Effect": "Deny", "Principal": "*", ` + rest, No},
		{"an identity policy", `"Effect": "Allow", ` + rest, No},
	})
}

// The rules of "The meaning of public" in the S3 user guide.
func TestPublicUnlessLimitedToFixedValues(t *testing.T) {
	tests := []struct {
		rule, condition string
		want            Answer
	}{
		{"the guide's example", `{"StringLike": {"aws:SourceVpc": "vpc-*"}}`, Yes},
		{"the guide's example, fixed", `{"StringEquals": {"aws:SourceVpc": "vpc-91237329"}}`, No},
		{"StringLike without wildcard", `{"StringLike": {"aws:SourceVpce": "vpce-1"}}`, No},
		{"the organisation", `{"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}`, No},
		{"keys are not case-sensitive", `{"stringequals": {"AWS:principalorgid": "o-a1b2c3d4e5"}}`, No},
		{"a list with one that is wild", `{"StringLike": {"aws:SourceAccount": ["111122223333", "*"]}}`, Yes},
		{"a policy variable is not fixed", `{"StringEquals": {"aws:SourceAccount": "${aws:PrincipalTag/a}"}}`, Yes},
		{"IfExists does not limit", `{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}`, Yes},
		{"negated operators do not limit", `{"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}`, Yes},
		{"ForAllValues holds without the key", `{"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}}`, Yes},
		{"ForAnyValue limits", `{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/r-1/*"}}`, No},
		{"any organisation path", `{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*"}}`, Yes},
		{"one limiting key of several is enough", `{"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceVpc": "vpc-1"}}`, No},
		{"transport does not limit", `{"Bool": {"aws:SecureTransport": "true"}}`, Yes},
		{"a referer does not limit", `{"StringEquals": {"aws:Referer": "secret"}}`, Yes},
		{"a tag does not limit", `{"StringEquals": {"aws:PrincipalTag/team": "a"}}`, Yes},
		{"presence alone does not limit", `{"Null": {"aws:PrincipalOrgID": "false"}}`, Yes},
		{"an address", `{"IpAddress": {"aws:SourceIp": "203.0.113.7"}}`, No},
		{"a network", `{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}`, No},
		{"/8 limits", `{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}`, No},
		{"wider than /8 does not", `{"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}}`, Yes},
		{"IPv6 wider than /32 does not", `{"IpAddress": {"aws:SourceIp": "2001::/16"}}`, Yes},
		{"the internet does not", `{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}}`, Yes},
		{"all but a network does not", `{"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}`, Yes},
		{"an address that is none", `{"IpAddress": {"aws:SourceIp": "intranet"}}`, Unknown},
		{"a source ARN", `{"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:t"}}`, No},
		{"ARNs of one account", `{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}}`, No},
		{"a bucket has one owner", `{"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:my-bucket"}}`, No},
		{"every bucket", `{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}`, Yes},
		{"ARNs of any account", `{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:t"}}`, Yes},
		{"roles of one account", `{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}`, No},
		{"access points of one account", `{"StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:123456789012:accesspoint/*"}}`, No},
		{"access points of any account", `{"ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:*:accesspoint/ap"}}`, Yes},
		{"sessions of one role", `{"StringLike": {"aws:userid": "AROAEXAMPLEEXAMPLE:*"}}`, No},
		{"any user id", `{"StringLike": {"aws:userid": "*:bob"}}`, Yes},
		{"an operator that AWS doesn't have", `{"StringIs": {"aws:SourceVpc": "vpc-1"}}`, Unknown},
	}
	for _, tt := range tests {
		r := Public(statement(t, everyoneReads+`, "Condition": `+tt.condition))
		if r.Answer != tt.want {
			t.Errorf("%s: %v, want %v", tt.rule, r.Answer, tt.want)
		}
	}
}

func TestPublicAllowAndDeny(t *testing.T) {
	everything := `"Effect": "Deny", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], `
	tests := []struct {
		rule, deny string
		want       Answer
	}{
		{"a Deny of others than the organisation", everything + `"Principal": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}`, No},
		{"IfExists makes no difference to a negated one", everything + `"Principal": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}`, No},
		{"either of two may let through", everything + `"Principal": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "StringNotEquals": {"aws:SourceVpc": "vpc-1"}}`, No},
		{"a Deny of plain HTTP only", everything + `"Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}`, Yes},
		{"both conditions must hold to deny", everything + `"Principal": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:SecureTransport": "false"}}`, Yes},
		{"services are let through", everything + `"Principal": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}`, Unknown},
		{"all but a principal", everything + `"NotPrincipal": {"AWS": "arn:aws:iam::111122223333:root"}`, No},
		{"everyone", everything + `"Principal": "*"`, No},
		{"other actions", `"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"`, Yes},
		{"other objects", `"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/private/*"`, Yes},
	}
	for _, tt := range tests {
		doc := read(t, `{"Version": "2012-10-17", "Statement": [{`+everyoneReads+`}, {`+tt.deny+`}]}`)
		if got := Public(doc).Answer; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.rule, got, tt.want)
		}
	}
}

func TestPublicWithHoles(t *testing.T) {
	doc := statement(t, everyoneReads+`, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "x"}}`)
	s := &doc.Statements[0]
	s.Conditions[0].Values = []Text{Hole("Org")}
	if got := Public(doc).Answer; got != No {
		t.Errorf("StringEquals has no wildcards: %v", got)
	}
	s.Conditions[0].Operator = ParseOperator(Literal("StringLike"))
	if got := Public(doc).Answer; got != Unknown {
		t.Errorf("StringLike of a parameter: %v", got)
	}
	s.Conditions[0].Values = []Text{Join(Part{Hole: "Org", Plain: true})}
	if got := Public(doc).Answer; got != No {
		t.Errorf("StringLike of an attribute: %v", got)
	}
	s.Conditions = nil
	s.Principal = &Principals{AWS: []Text{Hole("Who")}}
	if got := Public(doc).Answer; got != Unknown {
		t.Errorf("a parameter as principal: %v", got)
	}
	for _, known := range []Text{
		Join(Part{Hole: "Role.Arn", Plain: true}),
		Join(Part{Literal: "arn:aws:iam::"}, Part{Hole: "Account"}, Part{Literal: ":root"}),
	} {
		s.Principal = &Principals{AWS: []Text{known}}
		if got := Public(doc).Answer; got != No {
			t.Errorf("%s: %v", known, got)
		}
	}
}

func TestDeniesInsecureTransport(t *testing.T) {
	const (
		deny      = `"Effect": "Deny", "Principal": "*", "Action": "s3:*", `
		both      = `"Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"], `
		condition = `"Condition": {"Bool": {"aws:SecureTransport": "false"}}`
	)
	tests := []struct {
		rule, statements string
		want             Answer
	}{
		{"bucket and objects", `{` + deny + both + condition + `}`, Yes},
		{"a boolean is text", `{` + deny + both + `"Condition": {"Bool": {"aws:SecureTransport": false}}}`, Yes},
		{"IfExists", `{` + deny + both + `"Condition": {"BoolIfExists": {"AWS:securetransport": "false"}}}`, Yes},
		{"every resource", `{` + deny + `"Resource": "*", ` + condition + `}`, Yes},
		{"by a prefix", `{` + deny + `"Resource": "arn:aws:s3:::b*", ` + condition + `}`, Yes},
		{"in two statements", `{` + deny + `"Resource": "arn:aws:s3:::b", ` + condition + `}, {` + deny + `"Resource": "arn:aws:s3:::b/*", ` + condition + `}`, Yes},
		{"the objects only", `{` + deny + `"Resource": "arn:aws:s3:::b/*", ` + condition + `}`, No},
		{"the bucket only", `{` + deny + `"Resource": "arn:aws:s3:::b", ` + condition + `}`, No},
		{"another bucket", `{` + deny + `"Resource": ["arn:aws:s3:::c", "arn:aws:s3:::c/*"], ` + condition + `}`, No},
		{"some actions", `{"Effect": "Deny", "Principal": "*", "Action": "s3:Get*", ` + both + condition + `}`, No},
		{"for someone", `{"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", ` + both + condition + `}`, No},
		{"when true", `{` + deny + both + `"Condition": {"Bool": {"aws:SecureTransport": "true"}}}`, No},
		{"under another condition too", `{` + deny + both + `"Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"a:b": "c"}}}`, No},
		{"an Allow when true is no Deny", `{"Effect": "Allow", "Principal": "*", "Action": "s3:*", ` + both + `"Condition": {"Bool": {"aws:SecureTransport": "true"}}}`, No},
		{"an old version of TLS", `{` + deny + both + `"Condition": {"NumericLessThan": {"s3:TlsVersion": 1.2}}}`, No},
	}
	for _, tt := range tests {
		doc := read(t, `{"Version": "2012-10-17", "Statement": [`+tt.statements+`]}`)
		r := DeniesInsecureTransport(doc, Literal("arn:aws:s3:::b"))
		if r.Answer != tt.want {
			t.Errorf("%s: %v, want %v", tt.rule, r.Answer, tt.want)
		}
		if tt.rule == "another bucket" {
			tt.want = Yes
		}
		if r = DeniesInsecureTransport(doc, Text{}); r.Answer != tt.want {
			t.Errorf("%s, bucket not given: %v, want %v", tt.rule, r.Answer, tt.want)
		}
	}
}

func TestDeniesInsecureTransportOfABucketNotNamedYet(t *testing.T) {
	arn := Join(Part{Hole: "Bucket.Arn", Plain: true})
	doc := statement(t, `"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "x", "Condition": {"Bool": {"aws:SecureTransport": "false"}}`)
	doc.Statements[0].Resources = []Text{arn, arn.append("/*")}
	for _, bucket := range []Text{arn, {}} {
		if got := DeniesInsecureTransport(doc, bucket).Answer; got != Yes {
			t.Errorf("%s: %v", bucket, got)
		}
	}
	doc.Statements[0].Resources = []Text{arn.append("/*")}
	if got := DeniesInsecureTransport(doc, arn).Answer; got == Yes {
		t.Error("objects only")
	}
}
