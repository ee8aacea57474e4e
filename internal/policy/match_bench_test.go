package policy

import (
	"fmt"
	"strings"
	"testing"
)

// twentyPolicies are 20 documents of 10 statements, of the kind that people
// write, and a request that few of their statements are about.
func twentyPolicies(tb testing.TB) ([]*Compiled, *Request) {
	services := []string{"s3", "sqs", "dynamodb", "ec2", "kms"}
	var out []*Compiled
	for i := range 20 {
		var b strings.Builder
		b.WriteString(`{"Version": "2012-10-17", "Statement": [`)
		for j := range 10 {
			if j > 0 {
				b.WriteString(",")
			}
			service := services[(i+j)%len(services)]
			fmt.Fprintf(&b, `{"Sid": "S%d", "Effect": "Allow", "Action": ["%s:Get*", "%s:ListThings", "%s:PutObject"],
				"Resource": ["arn:aws:%s:::bucket-%d/*", "arn:aws:%s:*:111122223333:thing/%d-*"],
				"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]},
				"StringLike": {"aws:PrincipalTag/team": "${aws:RequestTag/team}*"}}}`, j, service, service, service, service, i, service, j)
		}
		b.WriteString(`]}`)
		out = append(out, Compile(read(tb, b.String()), IdentityPolicy))
	}
	c := &Context{}
	for _, kv := range [][2]string{
		{"aws:PrincipalOrgID", "o-a1b2c3d4e5"}, {"aws:SourceIp", "192.0.2.7"}, {"aws:PrincipalTag/team", "red"},
		{"aws:RequestTag/team", "r"}, {"aws:PrincipalArn", "arn:aws:iam::111122223333:role/app"}, {"aws:SecureTransport", "true"},
		{"aws:PrincipalAccount", "111122223333"}, {"aws:userid", "AROAEXAMPLE:s"}, {"aws:RequestedRegion", "eu-west-1"},
	} {
		c.Set(kv[0], Literal(kv[1]))
	}
	c.Complete()
	return out, &Request{Action: "s3:GetObject", Resource: Literal("arn:aws:s3:::bucket-7/key"), Context: c}
}

// decide is what an evaluation does with the documents, at its simplest.
func decide(policies []*Compiled, r *Request) int {
	n := 0
	for _, c := range policies {
		for _, candidate := range c.Candidates(r.Action) {
			if c.Match(candidate, r).Answer == Yes {
				n++
			}
		}
	}
	return n
}

func BenchmarkDecide(b *testing.B) {
	policies, r := twentyPolicies(b)
	b.ReportAllocs()
	for b.Loop() {
		if decide(policies, r) == 0 {
			b.Fatal("nothing applies")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
}

func BenchmarkCompile(b *testing.B) {
	doc := read(b, string(largePolicy()))
	b.ReportAllocs()
	for b.Loop() {
		Compile(doc, IdentityPolicy)
	}
}

// TestMatchDoesNotAllocate holds for requests whose keys and texts are known.
func TestMatchDoesNotAllocate(t *testing.T) {
	policies, r := twentyPolicies(t)
	if n := testing.AllocsPerRun(100, func() { decide(policies, r) }); n != 0 {
		t.Errorf("%v allocations a decision, want none", n)
	}
}
