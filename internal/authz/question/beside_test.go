package question_test

import (
	"strings"
	"testing"
)

const everyone = `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}`

// What grants or limits besides policies reaches the decision.
func TestBesides(t *testing.T) {
	read := `"principal": "anonymous", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k", "resource_policy": ` + everyone
	decrypt := user + `, "action": "kms:Decrypt", "resource": "arn:aws:kms:eu-west-1:111122223333:key/1", "context_complete": true,
		"resource_policy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/bob"}, "Action": "kms:*", "Resource": "*"}}`
	grant := `{"GrantId": "g", "GranteePrincipal": "arn:aws:iam::111122223333:user/ann", "Operations": ["Decrypt"]`
	through := read + `, "context_complete": true, "access_point": {"arn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap", "bucket": "arn:aws:s3:::b"`
	endpoint := user + `, "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k", "resource_account": "111122223333",
		"identity": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}],
		"endpoint": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}}]`
	api := `"principal": "anonymous", "action": "execute-api:Invoke", "resource": "arn:aws:execute-api:eu-west-1:111122223333:a/s/GET/p"`
	for _, c := range []struct{ request, want string }{
		{read, "allowed"},
		{read + `, "public_access_block": {"RestrictPublicBuckets": true}`, "implicit-deny"},
		{read + `, "public_access_block": {"RestrictPublicBuckets": false, "IgnorePublicAcls": true, "BlockPublicPolicy": true}`, "allowed"},
		{read + `, "public_access_block": [{}, {"RestrictPublicBuckets": true}]`, "implicit-deny"},
		{decrypt, "implicit-deny"},
		{decrypt + `, "grants": []`, "implicit-deny"},
		{decrypt + `, "grants": [` + grant + `}]`, "allowed"},
		{decrypt + `, "grants": [` + grant + `, "Constraints": {"EncryptionContextSubset": {"app": "a"}}}]`, "implicit-deny"},
		{decrypt + `, "context": {"kms:EncryptionContext:app": "a"}, "grants": [` + grant + `, "Constraints": {"EncryptionContextSubset": {"app": "a"}}}]`, "allowed"},
		{through + `}`, "implicit-deny"},
		{through + `, "policy": ` + everyone + `}`, "allowed"},
		{through + `, "policy": ` + everyone + `, "public_access_block": {"RestrictPublicBuckets": true}}`, "implicit-deny"},
		{through + `, "policy": ` + everyone + `, "vpc": "vpc-1"}`, "implicit-deny"},
		{through + `, "policy": ` + everyone + `, "vpc": "vpc-1"}, "context": {"aws:SourceVpc": "vpc-1"}`, "allowed"},
		{endpoint, "unknown"},
		{endpoint + `, "endpoint_type": "Gateway"`, "implicit-deny"},
		{endpoint + `, "endpoint_type": "Interface"`, "allowed"},
		{api, "implicit-deny"},
		{api + `, "api": {"authorization": "NONE", "private": false}`, "allowed"},
		{api + `, "api": {"authorization": "NONE", "private": true}`, "implicit-deny"},
		{api + `, "api": {"authorization": "NONE"}`, "unknown"},
		{api + `, "api": {"authorization": "AWS_IAM"}`, "implicit-deny"},
	} {
		if got := verdict(one(t, "{"+c.request+"}")); got != c.want {
			t.Errorf("%s\n\tis %s, want %s", c.request, got, c.want)
		}
	}
}

// The keys of an access point are told, unless the request speaks of them.
func TestAnAccessPointTellsItsKeys(t *testing.T) {
	delegating := strings.Replace(everyone, `"Action"`, `"Condition": {"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}}, "Action"`, 1)
	request := `{"principal": "anonymous", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k", "context_complete": true, "resource_policy": ` + delegating + `,
		"access_point": {"arn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap", "bucket": "arn:aws:s3:::b", "policy": ` + everyone + `}`
	for more, want := range map[string]string{
		``: "allowed", `, "context": {"S3:dataAccessPointAccount": "444455556666"}`: "implicit-deny", `, "absent": ["s3:DataAccessPointAccount"]`: "implicit-deny",
	} {
		if got := verdict(one(t, request+more+"}")); got != want {
			t.Errorf("with%s it is %s, want %s", more, got, want)
		}
	}
}

func TestErrorsOfBesides(t *testing.T) {
	for member, want := range map[string]string{
		`"public_access_block": {"RestrictPublicBucket": true}`:                             "which is no setting of Block Public Access",
		`"public_access_block": {"RestrictPublicBuckets": "yes"}`:                           "expected true or false",
		`"public_access_block": true`:                                                       "expected an object or a list",
		`"public_access_block": [true]`:                                                     "expected an object",
		`"grants": {}`:                                                                      "expected a list",
		`"grants": [{}]`:                                                                    "found no Operations",
		`"grants": [{"Operations": ["Decrypt"], "Constraint": {}}]`:                         "a grant has no such member",
		`"grants": [{"Operations": ["Decrypt"], "GranteePrincipal": 7}]`:                    "expected a string",
		`"grants": [{"Operations": ["Decrypt"], "Constraints": {"EncryptionContext": {}}}]`: "no constraint of a grant",
		`"grants": [{"Operations": [7]}]`:                                                   "expected the name of an operation",
		`"endpoint_type": "gateway"`:                                                        "expected Gateway or Interface",
		`"api": {"authorization": "IAM"}`:                                                   "expected NONE",
		`"api": {"private": "yes"}`:                                                         "expected true or false",
		`"api": {"kind": 1}`:                                                                "api has no member kind",
		`"access_point": {"arn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap"}`:       "no bucket",
		`"access_point": {"name": "ap"}`:                                                    "access_point has no member name",
		`"access_point": "ap"`:                                                              "expected an object",
		`"access_point": {"arn": "a", "bucket": "b"}`:                                       "expected arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME",
		`"access_point": {"arn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap", "bucket": "b"}`:                                                      "expected the bucket's ARN, as arn:aws:s3:::NAME",
		`"resource": "arn:aws:s3:::c/k", "access_point": {"arn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap", "bucket": "arn:aws:s3:::b"}`:         "expected one behind access_point",
		`"access_point": {"arn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap", "bucket": "arn:aws:s3:::b", "public_access_block": {"Restrict": 1}}`: "no setting",
	} {
		_, err := readAll(t, `{"principal": "anonymous", "action": "a:b", `+member+`}`)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "q.json:1:") {
			t.Errorf("%s\n\tgives %v, want %s", member, err, want)
		}
	}
}
