package authz_test

import (
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// large is a question to 20 identity policies of 10 statements, a bucket policy
// and three levels of SCPs, of the kind that people write.
func large(tb testing.TB) (*authz.Request, *authz.Policies) {
	read := func(text string, use policy.Use) *authz.Policy {
		doc, problems, err := policy.ParseJSON("p.json", []byte(text))
		if err != nil || len(problems) > 0 {
			tb.Fatal(err, problems)
		}
		return authz.NewPolicy("p.json", doc, use)
	}
	services := []string{"s3", "sqs", "dynamodb", "ec2", "kms"}
	p := &authz.Policies{}
	for i := range 20 {
		var b strings.Builder
		for j := range 10 {
			service := services[(i+j)%len(services)]
			fmt.Fprintf(&b, `, {"Sid": "S%d", "Effect": "Allow", "Action": ["%s:Get*", "%s:ListThings", "%s:PutObject"],
				"Resource": ["arn:aws:%s:::bucket-%d/*", "arn:aws:%s:*:111122223333:thing/%d-*"],
				"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}}`,
				j, service, service, service, service, i, service, j)
		}
		p.Identity = append(p.Identity, read(`{"Version": "2012-10-17", "Statement": [`+b.String()[2:]+`]}`, policy.IdentityPolicy))
	}
	p.Resource = read(`{"Version": "2012-10-17", "Statement": [
		{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::bucket-7", "arn:aws:s3:::bucket-7/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
		{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/reader"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket-7/*"}]}`, policy.BucketPolicy)
	for range 3 {
		p.SCP = append(p.SCP, []*authz.Policy{
			read(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`, policy.ServiceControlPolicy),
			read(`{"Version": "2012-10-17", "Statement": [
				{"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "s3:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}},
				{"Effect": "Deny", "Action": ["organizations:LeaveOrganization", "cloudtrail:StopLogging"], "Resource": "*"}]}`, policy.ServiceControlPolicy),
		})
	}
	c := &policy.Context{}
	for _, kv := range [][2]string{
		{"aws:PrincipalOrgID", "o-a1b2c3d4e5"}, {"aws:SourceIp", "192.0.2.7"}, {"aws:SecureTransport", "true"},
		{"aws:PrincipalArn", "arn:aws:iam::111122223333:role/app"}, {"aws:PrincipalAccount", ours}, {"aws:RequestedRegion", "eu-west-1"},
	} {
		c.Set(kv[0], policy.Literal(kv[1]))
	}
	c.Complete()
	return &authz.Request{
		Request:         policy.Request{Caller: callers()["role"], Action: "s3:GetObject", Resource: policy.Literal("arn:aws:s3:::bucket-7/key"), Context: c},
		ResourceAccount: policy.Literal(ours),
	}, p
}

func BenchmarkDecide(b *testing.B) {
	r, p := large(b)
	d := decider()
	b.ReportAllocs()
	for b.Loop() {
		if d.Decide(r, p).Verdict != authz.Allowed {
			b.Fatal("not allowed")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
}

func TestADecisionAllocatesAtMostTwice(t *testing.T) {
	r, p := large(t)
	d := decider()
	if n := testing.AllocsPerRun(100, func() { d.Decide(r, p) }); n > 2 {
		t.Errorf("%v allocations a decision", n)
	}
	r.Action = "s3:DeleteObject"
	if n := testing.AllocsPerRun(100, func() { d.Decide(r, p) }); n > 2 {
		t.Errorf("%v allocations a denial", n)
	}
}
