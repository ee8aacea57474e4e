package policy

import "testing"

// The S3 guide's rules where they differ from those of [Public], or where they
// are the same but a document must be judged whole.
func TestPublicBucketPolicy(t *testing.T) {
	everyone := func(condition string) string {
		return `{"Statement": {` + everyoneReads + `, "Condition": ` + condition + `}}`
	}
	for _, c := range []struct {
		rule, document string
		want           Answer
	}{
		{"everyone", `{"Statement": {` + everyoneReads + `}}`, Yes},
		{"nothing", `{"Statement": []}`, No},
		{"an account is a fixed principal", `{"Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}}`, No},
		{"one statement makes a policy public", `{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}, {` + everyoneReads + `}]}`, Yes},
		{"Allow with NotPrincipal", `{"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}}`, Yes},
		{"a Deny is not public", `{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}}`, No},
		{"a fixed value", everyone(`{"StringEquals": {"aws:SourceVpc": "vpc-91237329"}}`), No},
		{"a value with a wildcard", everyone(`{"StringLike": {"aws:SourceVpc": "vpc-*"}}`), Yes},
		{"a policy variable", everyone(`{"StringEquals": {"aws:SourceAccount": "${aws:PrincipalTag/a}"}}`), Yes},
		{"IfExists fixes nothing", everyone(`{"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}`), Yes},
		{"a role ARN", everyone(`{"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/a"}}`), No},
		{"roles of one account: a wildcard, one owner", everyone(`{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}`), Unknown},
		{"sessions of one role", everyone(`{"StringLike": {"aws:userid": "AROAEXAMPLEEXAMPLE:*"}}`), Unknown},
		{"organisation paths, of which the guide doesn't speak", everyone(`{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/r-1/*"}}`), Unknown},
		{"access points of one account", everyone(`{"ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:123456789012:accesspoint/*"}}`), No},
		{"access points of any account", everyone(`{"ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:*:accesspoint/*"}}`), Yes},
		{"a network", everyone(`{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}`), No},
		{"half of all addresses", everyone(`{"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}}`), Yes},
		{"a tag", everyone(`{"StringEquals": {"aws:PrincipalTag/team": "a"}}`), Yes},
		{"a Deny that takes it back", `{"Statement": [{` + everyoneReads + `}, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}`, Unknown},
		{"no Principal, which AWS refuses", `{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}`, Unknown},
		{"no statements that could be read", `{}`, Unknown},
	} {
		doc, _, err := ParseJSON("p.json", []byte(`{"Version": "2012-10-17", `+c.document[1:]))
		if c.document == "{}" {
			doc, err = Document{}, nil
		}
		if err != nil {
			t.Fatal(c.rule, err)
		}
		if got := PublicBucketPolicy(doc); got != c.want {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}
