package policy

import (
	"slices"
	"strings"
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
		{"actions are service:Name", `"Effect": "Allow", "Action": ["GetObject", "s3:", "s3:*", "*"], "Resource": "*"`, AnyUse, []Code{BadAction, Redundant, BadAction, Redundant, Redundant}},
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
		{"no variables in actions", `"Effect": "Allow", "Action": "s3:${aws:username}", "Resource": "*"`, AnyUse, []Code{BadAction, BadVariable}},
		{"no variables in principals", principal(`{"AWS": "arn:aws:iam::111122223333:role/${aws:username}"}`), ResourcePolicy, []Code{BadVariable}},
		{"variables only after the fifth colon", `"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:iam::${aws:PrincipalAccount}:role/x"`, AnyUse, []Code{BadVariable}},
		{"a default value stands in single quotes", `"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username, nobody}"`, AnyUse, []Code{BadVariable}},
		{"and then it is right", `"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username, 'nobody'}${*}"`, AnyUse, nil},
		{"operators that take no variables", with(`{"NumericEquals": {"a:b": "${a:c}"}, "Bool": {"a:b": "${a:c}"}, "StringNotLike": {"a:b": "${a:c}"}}`), AnyUse, []Code{BadVariable, BadVariable}},
		{"no wildcard in the service of an ARN", `"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3*:::b"`, AnyUse, []Code{WildService}},
		{"an entry that another covers", `"Effect": "Allow", "Action": ["s3:Get*", "S3:GetObject", "s3:get*"], "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::b/c", "arn:aws:s3:::B/c"]`, AnyUse,
			[]Code{Redundant, Redundant, Redundant}},
		{"an endpoint's policy may leave Principal out", ok, EndpointPolicy, nil},
		{"but not Resource", `"Effect": "Allow", "Action": "s3:*"`, EndpointPolicy, []Code{MissingResource}},
		{"a policy inline in a user has no principal", principal(`"*"`), UserPolicy, []Code{PrincipalRefused}},
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
		{"a Sid twice", `{"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}, {"Sid": "a", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}`, []Code{Redundant, RepeatedSid}},
		{"an old Version", `{"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}`, []Code{OldVersion}},
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

func TestCheckSize(t *testing.T) {
	of := func(use Use, characters int) []Problem {
		const frame = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":"arn:aws:s3:::"}]}`
		fill := strings.Repeat("b", characters-len(frame))
		src := strings.Replace(frame, ":::", ":::"+fill, 1)
		return Check(read(t, " \n"+strings.ReplaceAll(src, ":[", ": [\t")), use)
	}
	for _, tt := range []struct {
		use  Use
		most int
	}{
		{ManagedPolicy, 6144}, {UserPolicy, 2048}, {GroupPolicy, 5120}, {RolePolicy, 10240}, {SessionPolicy, 2048},
		{ServiceControlPolicy, 5120}, {BucketPolicy, 20480}, {EndpointPolicy, 20480}, {TrustPolicy, 2048},
	} {
		large := func(problems []Problem) bool {
			return slices.ContainsFunc(problems, func(p Problem) bool { return p.Code == TooLarge })
		}
		if large(of(tt.use, tt.most)) || !large(of(tt.use, tt.most+1)) {
			t.Errorf("%d: not just over %d characters", tt.use, tt.most)
		}
	}
	for characters, warning := range map[int]bool{3000: true, 9000: false} {
		i := slices.IndexFunc(of(TrustPolicy, characters), func(p Problem) bool { return p.Code == TooLarge && p.Warning == warning })
		if i < 0 {
			t.Errorf("a trust policy of %d characters: the quota can be raised to 8192", characters)
		}
	}
}

// A statement is redundant if another of the same effect takes all that it does.
func TestRedundantStatements(t *testing.T) {
	const base = `"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::b/c"`
	tests := []struct {
		rule, other string
		want        bool
	}{
		{"wider action", `"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/c"`, true},
		{"wider resource", `"Effect": "Allow", "Action": "s3:getobject", "Resource": "arn:aws:s3:::*"`, true},
		{"other effect", `"Effect": "Deny", "Action": "*", "Resource": "*"`, false},
		{"narrower action", `"Effect": "Allow", "Action": "s3:GetObjectAcl", "Resource": "*"`, false},
		{"under a condition", `"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a:b": "true"}}`, false},
		{"NotAction of others", `"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"`, true},
		{"NotAction of it", `"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"`, false},
		{"NotResource of it", `"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::b/*"`, false},
		{"for a principal", `"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"`, false},
	}
	for _, tt := range tests {
		doc := read(t, `{"Version": "2012-10-17", "Statement": [{`+base+`}, {`+tt.other+`}]}`)
		if got := doc.coveredBy(0) == 1; got != tt.want {
			t.Errorf("%s: %v", tt.rule, got)
		}
	}
	twice := read(t, `{"Version": "2012-10-17", "Statement": [{`+base+`}, {`+base+`}]}`)
	if twice.coveredBy(0) != -1 || twice.coveredBy(1) != 0 {
		t.Error("of two that are the same, the later is redundant")
	}
}

// services is a catalogue of what it lists.
type services map[string]string // action in lower case to the start of its resources

func (s services) HasAction(action string) Answer {
	for name := range s {
		if MatchFold(action, name) {
			return Yes
		}
	}
	return No
}

func (s services) TakesResource(action, resource string) Answer {
	for name, start := range s {
		if MatchFold(action, name) && ResourcePattern(Literal(start+"*"), false).Overlaps(ResourcePattern(Literal(resource), false)) != No {
			return Yes
		}
	}
	return No
}

func (s services) HasKey(_, key string) Answer { return answerOf(strings.HasPrefix(key, "aws:")) }

func (s services) KeyType(key string) (Base, Answer) {
	switch key {
	case "aws:SourceIp":
		return IPAddress, No
	case "aws:SecureTransport":
		return Bool, No
	case "aws:SourceArn":
		return ArnEquals, No
	case "aws:TagKeys":
		return StringEquals, Yes
	}
	return NoOperator, Unknown
}

func TestCheckCatalogue(t *testing.T) {
	catalogue := services{"s3:getobject": "arn:aws:s3:::", "sqs:sendmessage": "arn:aws:sqs:"}
	doc := read(t, `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjekt", "sqs:*", "ec2:*"], "Resource": ["arn:aws:s3:::b/*", "arn:aws:sns:*", "*"],
		 "Condition": {"Bool": {"aws:SecureTransport": "true", "s3:secure": "true"}}},
		{"Effect": "Deny", "NotAction": "sts:*", "Resource": "arn:aws:sns:*"}]}`)
	want := []Code{NoSuchAction, NoSuchAction, ResourceNotTaken, NoSuchKey, NoSuchAction}
	if got := codes(CheckCatalogue(doc, catalogue)); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	const ok = `"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"`
	for _, tt := range []struct {
		rule, elements string
		want           []Code
	}{
		{"each action takes a resource", `"Effect": "Allow", "Action": ["s3:GetObject", "sqs:*"], "Resource": ["arn:aws:s3:::b", "arn:aws:sqs:*"]`, nil},
		{"an action that takes none", `"Effect": "Allow", "Action": ["s3:GetObject", "sqs:*"], "Resource": "arn:aws:s3:::b"`, []Code{ActionNotTaken}},
		{"one of the resources may be anything", `"Effect": "Allow", "Action": ["s3:GetObject", "sqs:*"], "Resource": ["arn:aws:s3:::b", "**"]`, nil},
		{"a variable may be anything", `"Effect": "Allow", "Action": ["s3:GetObject", "sqs:*"], "Resource": ["arn:aws:s3:::b", "arn:aws:${aws:x}"]`, nil},
		{"operators that suit", ok + `, "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "StringLikeIfExists": {"aws:SourceArn": "arn:*"}, "Null": {"aws:SourceIp": "true"}}`, nil},
		{"text for an address", ok + `, "Condition": {"StringLike": {"aws:SourceIp": "10.*"}}`, []Code{OperatorType}},
		{"a Boolean for an ARN", ok + `, "Condition": {"Bool": {"aws:SourceArn": "true"}}`, []Code{OperatorType}},
		{"several values", ok + `, "Condition": {"StringEquals": {"aws:TagKeys": "a"}}`, []Code{MissingSet}},
		{"several values, and said so", ok + `, "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}`, nil},
		{"one value", ok + `, "Condition": {"ForAllValues:Bool": {"aws:SecureTransport": "true"}}`, []Code{NeedlessSet}},
		{"a key of unknown type", ok + `, "Condition": {"ForAllValues:Bool": {"aws:Other": "true"}}`, nil},
	} {
		if got := codes(CheckCatalogue(statement(t, tt.elements), catalogue)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.rule, got, tt.want)
		}
	}
}
