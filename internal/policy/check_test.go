package policy

import (
	"slices"
	"testing"
)

func TestCheck(t *testing.T) {
	const ok = `"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"`
	with := func(condition string) string { return ok + `, "Condition": ` + condition }
	principal := func(p string) string { return ok + `, "Principal": ` + p }
	tests := []struct {
		rule, elements string
		use            Use
		want           []Code
	}{
		{"nothing wrong", ok, IdentityPolicy, nil},
		{"an action or NotAction", `"Effect": "Allow", "Resource": "*"`, AnyUse, []Code{MissingAction}},
		{"an empty list of actions", `"Effect": "Allow", "Action": [], "Resource": "*"`, AnyUse, []Code{EmptyAction}},
		{"actions are service:Name", `"Effect": "Allow", "Action": ["GetObject", "s3:", "s3:*", "*"], "Resource": "*"`, AnyUse, []Code{BadAction, BadAction}},
		{"an identity policy has a resource", `"Effect": "Allow", "Action": "s3:*"`, IdentityPolicy, []Code{MissingResource}},
		{"an empty list of resources", `"Effect": "Allow", "Action": "s3:*", "Resource": []`, AnyUse, []Code{EmptyResource}},
		{"resources are ARNs", `"Effect": "Allow", "Action": "s3:*", "Resource": ["my-bucket", "arn:aws:s3", "arn:aws:s3:*"]`, AnyUse, []Code{BadResource, BadResource}},
		{"an identity policy has no principal", principal(`"*"`), IdentityPolicy, []Code{PrincipalRefused}},
		{"a resource policy has a principal", ok, ResourcePolicy, []Code{PrincipalNeeded}},
		{"a trust policy has no resource", principal(`{"AWS": "111122223333"}`), TrustPolicy, []Code{ResourceNotAllowed}},
		{"Allow with NotPrincipal", ok + `, "NotPrincipal": {"AWS": "111122223333"}`, ResourcePolicy, []Code{AllowNotPrincipal}},
		{"principals in no form of IAM", principal(`{"AWS": ["bob", "arn:aws:iam::1:root", "arn:aws:iam::111122223333:user/*"], "Service": "ec2"}`), ResourcePolicy,
			[]Code{BadPrincipal, BadPrincipal, BadPrincipal, BadPrincipal}},
		{"an origin access identity", principal(`{"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}`), ResourcePolicy, nil},
		{"a resource control policy denies everyone", principal(`{"AWS": "111122223333"}`), ResourceControlPolicy, []Code{BadControlPolicy, BadControlPolicy}},
		{"operators that AWS doesn't have", with(`{"StringMatches": {"a:b": "c"}, "ForSomeValues:Bool": {"a:b": "true"}, "IfExists": {"a:b": "c"}}`), AnyUse,
			[]Code{BadOperator, BadOperator, BadOperator}},
		{"Null takes no IfExists", with(`{"NullIfExists": {"a:b": "true"}}`), AnyUse, []Code{NullIfExists}},
		{"keys are prefix:name", with(`{"StringEquals": {"SourceIp": "x"}}`), AnyUse, []Code{BadKey}},
		{"a key in two cases", with(`{"StringEquals": {"aws:SourceVpc": "x", "AWS:sourcevpc": "y"}}`), AnyUse, []Code{RepeatedKey}},
		{"values of their kinds", with(`{"Bool": {"a:b": "yes"}, "IpAddress": {"a:b": "10.0.0.0/33"}, "NumericEquals": {"a:b": "x"},
			"DateLessThan": {"a:b": "tomorrow"}, "ArnLike": {"a:b": "bucket"}, "BinaryEquals": {"a:b": "%"}}`), AnyUse,
			[]Code{BadValue, BadValue, BadValue, BadValue, BadValue, BadValue}},
		{"values that are right", with(`{"Bool": {"a:b": "TRUE"}, "NotIpAddress": {"a:b": ["10.1.2.3", "2001:db8::/32"]}, "NumericEquals": {"a:b": 1.5},
			"DateLessThan": {"a:b": ["2024-01-02T03:04:05Z", "2024-01-02", 1700000000]}, "ArnLike": {"a:b": ["arn:aws:s3:::*", "*"]}, "BinaryEquals": {"a:b": "QQ=="}}`), AnyUse, nil},
		{"no values", with(`{"StringEquals": {"a:b": []}}`), AnyUse, []Code{BadValue}},
		{"a wildcard in StringEquals is literal", with(`{"StringEquals": {"a:b": "c*"}}`), AnyUse, []Code{LiteralWildcard}},
		{"Allow with ForAllValues", with(`{"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}`), AnyUse, []Code{AllowForAllValues}},
		{"a variable without its brace", `"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username"`, AnyUse, []Code{BadVariable}},
		{"a Sid has letters and digits", `"Sid": "a b", ` + ok, IdentityPolicy, []Code{BadSid}},
		{"but not everywhere", `"Sid": "a b", ` + principal(`"*"`), ResourcePolicy, nil},
	}
	for _, tt := range tests {
		if got := codes(Check(statement(t, tt.elements), tt.use)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.rule, got, tt.want)
		}
	}
}

func TestCheckDocument(t *testing.T) {
	tests := []struct {
		rule, src string
		want      []Code
	}{
		{"no Version, and a variable in vain", `{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username}"}}`, []Code{MissingVersion, DeadVariable}},
		{"no statements", `{"Version": "2012-10-17", "Statement": []}`, []Code{MissingStatement}},
		{"an Id in an identity policy", `{"Version": "2012-10-17", "Id": "x", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}`, []Code{BadID}},
		{"a Sid twice", `{"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}, {"Sid": "a", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}`, []Code{RepeatedSid}},
	}
	for _, tt := range tests {
		if got := codes(Check(read(t, tt.src), IdentityPolicy)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.rule, got, tt.want)
		}
	}
}

func TestOperators(t *testing.T) {
	if len(baseNames) != 28 {
		t.Errorf("%d operators, want 27 and none", len(baseNames)-1)
	}
	for i, name := range baseNames[1:] {
		op := ParseOperator(Literal("ForAnyValue:" + name + "IfExists"))
		if op.Base != Base(i+1) || !op.IfExists || op.Set != AnyValue {
			t.Errorf("%s: %+v", name, op)
		}
		if op.Base.Negated() != (op.Base.positive() != op.Base) {
			t.Errorf("%s has a wrong opposite", name)
		}
	}
}
