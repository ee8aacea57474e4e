package policy

import (
	"slices"
	"testing"
)

// slidePolicy is the policy of the slide: too wide on S3.
const slidePolicy = `{
  "Version": "2012-10-17",
  "Statement": [{
    "Sid": "S3",
    "Effect": "Allow",
    "Action": ["s3:CreateBucket", "s3:DeleteObject", "s3:Put*", "s3:Get*", "s3:List*"],
    "Resource": "arn:aws:s3:::*"
  }]
}`

func TestSlidePolicyIsTooWide(t *testing.T) {
	r := WildResources(read(t, slidePolicy), nil)
	want := "allows read, write and delete actions (s3:CreateBucket, s3:DeleteObject, s3:Put*, s3:Get*) on every bucket and object"
	if r.Answer != Yes || len(r.Because) != 1 || r.Because[0].Why != want || r.Because[0].Sid != "S3" {
		t.Errorf("%+v", r)
	}
	if a := AllowsEverything(read(t, slidePolicy)).Answer; a != No {
		t.Errorf("everything: %v", a)
	}
	if a := ServiceStars(read(t, slidePolicy)).Answer; a != No {
		t.Errorf("service stars: %v", a)
	}
}

type question struct {
	rule, elements string
	want           Answer
}

func run(t *testing.T, ask func(Document) Result, tests []question) {
	t.Helper()
	for _, tt := range tests {
		r := ask(statement(t, tt.elements))
		if r.Answer != tt.want {
			t.Errorf("%s: %v, want %v (%+v)", tt.rule, r.Answer, tt.want, r.Because)
		}
		if (r.Answer == No) != (len(r.Because) == 0) {
			t.Errorf("%s: %v because %+v", tt.rule, r.Answer, r.Because)
		}
	}
}

func TestAllowsEverything(t *testing.T) {
	run(t, AllowsEverything, []question{
		{"* on *", `"Effect": "Allow", "Action": "*", "Resource": "*"`, Yes},
		{"*:* is *", `"Effect": "Allow", "Action": ["a:b", "*:*"], "Resource": ["*"]`, Yes},
		{"all ARNs are *", `"Effect": "Allow", "Action": "*", "Resource": "arn:aws:*"`, Yes},
		{"all ARNs of a partition", `"Effect": "Allow", "Action": "*", "Resource": "arn:aws-cn:*:*:*:*"`, Yes},
		{"not on one service", `"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::*"`, No},
		{"not one service", `"Effect": "Allow", "Action": "iam:*", "Resource": "*"`, No},
		{"not under a condition", `"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}`, No},
		{"a Deny doesn't allow", `"Effect": "Deny", "Action": "*", "Resource": "*"`, No},
		{"NotAction that leaves iam", `"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"`, Yes},
		{"NotAction of nothing", `"Effect": "Allow", "NotAction": [], "Resource": "*"`, Yes},
		{"NotAction of iam leaves the way out of the organization", `"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"`, Yes},
		{"on one service's resources", `"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::*"`, No},
		{"NotAction as in PowerUserAccess", `"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"`, No},
		{"a variable is no wildcard", `"Effect": "Allow", "Action": "*", "Resource": "${aws:PrincipalTag/r}"`, No},
	})
}

func TestDenyTakesBackOnlyWhatItCovers(t *testing.T) {
	allow := `{"Effect": "Allow", "Action": "*", "Resource": "*"}`
	tests := []struct {
		rule, deny string
		want       Answer
	}{
		{"the same", `{"Effect": "Deny", "Action": "*:*", "Resource": "*"}`, No},
		{"NotAction of nothing", `{"Effect": "Deny", "NotAction": [], "NotResource": []}`, No},
		{"a part", `{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}`, Yes},
		{"under a condition", `{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a:b": "true"}}}`, Yes},
		{"for someone", `{"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"}`, Yes},
	}
	for _, tt := range tests {
		doc := read(t, `{"Version": "2012-10-17", "Statement": [`+allow+`, `+tt.deny+`]}`)
		if got := AllowsEverything(doc).Answer; got != tt.want {
			t.Errorf("%s: %v", tt.rule, got)
		}
	}
}

func TestHolesAreNotWildcardsYet(t *testing.T) {
	doc := func(action, resource Node) Document {
		d, _ := Parse(Node{Kind: KindMap, Fields: []Field{{Name: "Statement", Value: Node{Kind: KindMap, Fields: []Field{
			{Name: "Effect", Value: Node{Kind: KindString, Text: "Allow"}},
			{Name: "Action", Value: action},
			{Name: "Resource", Value: resource},
		}}}}})
		return d
	}
	star := Node{Kind: KindString, Text: "*"}
	arn := Node{Kind: KindString, Parts: []Part{{Literal: "arn:aws:s3:::"}, {Hole: "Bucket"}, {Literal: "/*"}}}
	tests := []struct {
		rule             string
		action, resource Node
		everything, wild Answer
	}{
		{"an unknown resource", star, Node{Text: "Param"}, Unknown, Unknown},
		{"an unknown action", Node{Text: "Param"}, star, Unknown, Unknown},
		{"a bucket that isn't known", star, arn, No, Unknown},
		{"all of a partition that isn't known", star,
			Node{Kind: KindString, Parts: []Part{{Literal: "arn:"}, {Hole: "AWS::Partition", Plain: true}, {Literal: ":*:*:*:*"}}}, Yes, Yes},
		{"all S3 of a partition that isn't known", star,
			Node{Kind: KindString, Parts: []Part{{Literal: "arn:"}, {Hole: "AWS::Partition", Plain: true}, {Literal: ":s3:::*"}}}, No, Yes},
	}
	for _, tt := range tests {
		d := doc(tt.action, tt.resource)
		if a, w := AllowsEverything(d).Answer, WildResources(d, onStarOnly).Answer; a != tt.everything || w != tt.wild {
			t.Errorf("%s: everything %v, wild %v", tt.rule, a, w)
		}
	}
}

func TestServiceStars(t *testing.T) {
	run(t, ServiceStars, []question{
		{"service:*", `"Effect": "Allow", "Action": ["s3:Get*", "sqs:*"], "Resource": "arn:aws:sqs:::q"`, Yes},
		{"*", `"Effect": "Allow", "Action": "*", "Resource": "*"`, Yes},
		{"a part of a service", `"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"`, No},
		{"a Deny", `"Effect": "Deny", "Action": "s3:*", "Resource": "*"`, No},
	})
}

func TestWildResources(t *testing.T) {
	run(t, func(d Document) Result { return WildResources(d, onStarOnly) }, []question{
		{"write on *", `"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "*"`, Yes},
		{"every table", `"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:*:*:table/*"`, Yes},
		{"every resource of a service", `"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:eu-west-1:111122223333:*"`, Yes},
		{"every object of every bucket", `"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*/*"`, Yes},
		{"one bucket", `"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]`, No},
		{"one API", `"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:*:*:abc/*"`, No},
		{"listing and describing", `"Effect": "Allow", "Action": ["ec2:Describe*", "s3:ListAllMyBuckets"], "Resource": "*"`, No},
		{"granted on * only", `"Effect": "Allow", "Action": ["xray:PutTraceSegments", "ecr:GetAuthorizationToken"], "Resource": "*"`, No},
		{"limited by tags", `"Effect": "Allow", "Action": "ec2:StopInstances", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}`, No},
		{"IfExists doesn't limit by tags", `"Effect": "Allow", "Action": "ec2:StopInstances", "Resource": "*", "Condition": {"StringEqualsIfExists": {"aws:ResourceTag/team": "a"}}`, Yes},
		{"other conditions don't choose resources", `"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}`, Yes},
		{"NotResource is all but a few", `"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b"`, Yes},
	})
}

func TestPassRoleUnscoped(t *testing.T) {
	run(t, PassRoleUnscoped, []question{
		{"by name", `"Effect": "Allow", "Action": "IAM:passrole", "Resource": "*"`, Yes},
		{"by iam:Pass*", `"Effect": "Allow", "Action": "iam:Pass*", "Resource": "*"`, Yes},
		{"by iam:*", `"Effect": "Allow", "Action": "iam:*", "Resource": "*"`, Yes},
		{"by NotAction", `"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"`, Yes},
		{"NotAction of iam", `"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"`, No},
		{"every role of an account", `"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/*"`, Yes},
		{"one role", `"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/app"`, No},
		{"roles of a path", `"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/app/*"`, No},
		{"to one service", `"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}`, No},
		{"keys are not case-sensitive", `"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringLike": {"IAM:passedToService": "ec2.*"}}`, No},
		{"to any service", `"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringLike": {"iam:PassedToService": "*"}}`, Yes},
		{"IfExists doesn't demand the key", `"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEqualsIfExists": {"iam:PassedToService": "lambda.amazonaws.com"}}`, Yes},
		{"negated", `"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringNotEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}`, Yes},
	})
}

// onStarOnly reports some actions that have no resource types in the Service
// Authorization Reference.
func onStarOnly(action string) bool {
	return slices.Contains([]string{"ecr:GetAuthorizationToken", "xray:PutTraceSegments", "ec2messages:GetMessages"}, action)
}
