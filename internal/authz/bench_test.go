package authz_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// The world of the benchmarks: 20 identity policies of 10 statements, a bucket
// policy and three levels of SCPs, of the kinds that people write.

// services are those of which the statements allow this and that.
var services = []string{"s3", "sqs", "dynamodb", "ec2", "kms"}

// statements of the policy of a number. Each kind costs something else.
func statements(i int) string {
	service := services[i%len(services)]
	return strings.NewReplacer("SERVICE", service, "NUMBER", fmt.Sprint(i)).Replace(`
	{"Sid": "Team", "Effect": "Allow", "Action": ["SERVICE:Get*", "SERVICE:ListThings", "SERVICE:PutObject"],
		"Resource": ["arn:aws:s3:::bucket-NUMBER/*", "arn:aws:SERVICE:*:111122223333:thing/NUMBER-*"],
		"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}},
	{"Sid": "Else", "Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "s3:Delete*"], "Resource": "arn:aws:*:*:111122223333:team-NUMBER/*"},
	{"Sid": "Logs", "Effect": "Allow", "Action": "s3:GetObject*", "Resource": "arn:aws:s3:::logs-*-NUMBER/*/year=*/month=*/app-?/*.json"},
	{"Sid": "Home", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home-NUMBER/${aws:PrincipalTag/team}/${aws:PrincipalTag/name, 'nobody'}/*"},
	{"Sid": "Rows", "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": "arn:aws:dynamodb:*:111122223333:table/rows-NUMBER",
		"Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["id", "name", "price", "stock"]}, "ForAllValues:StringLike": {"dynamodb:LeadingKeys": "${aws:PrincipalTag/team}-*"}}},
	{"Sid": "Start", "Effect": "Allow", "Action": "ec2:Run*", "Resource": "*",
		"Condition": {"StringEqualsIfExists": {"ec2:InstanceType": ["t4g.nano", "t4g.micro", "t4g.small"]}, "ArnLike": {"ec2:InstanceProfile": "arn:aws:iam::*:instance-profile/app-NUMBER-*"}}},
	{"Sid": "Plain", "Effect": "Deny", "Action": "s3:Put*", "Resource": "arn:aws:s3:::bucket-NUMBER/secret/*", "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}},
	{"Sid": "Topic", "Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": "arn:aws:sqs:*:111122223333:queue-NUMBER", "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:*:111122223333:topic-NUMBER"}}},
	{"Sid": "Keys", "Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "arn:aws:kms:*:111122223333:key/*", "Condition": {"StringLike": {"kms:ViaService": "service-NUMBER.*.amazonaws.com"}}},
	{"Sid": "Look", "Effect": "Allow", "Action": ["*:Describe*", "ec2:List*"], "Resource": "*",
		"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}, "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}, "DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}}`)
}

const guardrails = `{"Version": "2012-10-17", "Statement": [
	{"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "s3:*", "organizations:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}},
	{"Effect": "Deny", "Action": ["organizations:LeaveOrganization", "cloudtrail:StopLogging"], "Resource": "*"},
	{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}}]}`

const bucketPolicy = `{"Version": "2012-10-17", "Statement": [
	{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::shared", "arn:aws:s3:::shared/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
	{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "s3:Get*", "Resource": "arn:aws:s3:::shared/*"},
	{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/reader"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shared/*"}]}`

func readPolicy(tb testing.TB, name, text string, use policy.Use) *authz.Policy {
	tb.Helper()
	doc, problems, err := policy.ParseJSON(name, []byte(text))
	if err != nil || len(problems) > 0 {
		tb.Fatal(err, problems)
	}
	return authz.NewPolicy(name, doc, use)
}

func estate(tb testing.TB) *authz.Policies {
	p := &authz.Policies{Resource: readPolicy(tb, "bucket.json", bucketPolicy, policy.BucketPolicy)}
	for i := range 20 {
		text := `{"Version": "2012-10-17", "Statement": [` + statements(i) + `]}`
		p.Identity = append(p.Identity, readPolicy(tb, fmt.Sprintf("p%d.json", i), text, policy.IdentityPolicy))
	}
	for level := range 3 {
		name := fmt.Sprintf("scp%d.json", level)
		p.SCP = append(p.SCP, []*authz.Policy{
			readPolicy(tb, "full.json", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`, policy.ServiceControlPolicy),
			readPolicy(tb, name, guardrails, policy.ServiceControlPolicy),
		})
	}
	return p
}

// sample is one kind of request to the estate.
type sample struct {
	name, action, resource string
	owner                  string            // of the resource
	keys                   map[string]string // more than the usual; "?" is unknown, "-" is absent, others with commas are lists
	want                   authz.Verdict
	layer                  authz.Layer
}

var samples = []sample{
	{"allowed by an early statement", "s3:GetObject", "arn:aws:s3:::bucket-0/key", ours, nil, authz.Allowed, authz.Identity},
	{"allowed by a late statement", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1234", ours, map[string]string{"kms:ViaService": "service-19.eu-west-1.amazonaws.com"}, authz.Allowed, authz.Key},
	{"no Allow for the action", "iam:CreateUser", "arn:aws:iam::111122223333:user/ann", ours, nil, authz.ImplicitDeny, authz.Identity},
	{"no Allow for the resource", "s3:GetObject", "arn:aws:s3:::elsewhere/key", ours, nil, authz.ImplicitDeny, authz.Identity},
	{"denied in an identity policy", "s3:PutObject", "arn:aws:s3:::bucket-10/secret/key", ours, nil, authz.ExplicitDeny, authz.Identity},
	{"denied by an SCP", "sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:queue-3", ours, map[string]string{"aws:RequestedRegion": "us-east-1"}, authz.ExplicitDeny, authz.SCP},
	{"denied by the bucket", "s3:GetObject", "arn:aws:s3:::shared/key", ours, map[string]string{"aws:SecureTransport": "false"}, authz.ExplicitDeny, authz.Resource},
	{"across accounts", "s3:GetObject", "arn:aws:s3:::shared/key", theirs, nil, authz.ImplicitDeny, authz.Identity},
	{"an unknown key of one statement", "s3:PutObject", "arn:aws:s3:::bucket-10/secret/key", ours, map[string]string{"s3:x-amz-server-side-encryption": "?"}, authz.Unknown, authz.Identity},
	{"an unknown key of many statements", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1234", ours, map[string]string{"kms:ViaService": "?"}, authz.Unknown, authz.Identity},
	{"with variables", "s3:GetObject", "arn:aws:s3:::home-7/red/ann/key", ours, map[string]string{"aws:PrincipalTag/name": "ann"}, authz.Allowed, authz.Identity},
	{"with a default", "s3:PutObject", "arn:aws:s3:::home-7/red/nobody/key", ours, map[string]string{"aws:PrincipalTag/name": "-"}, authz.Allowed, authz.Identity},
	{"with ForAllValues", "dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/rows-12", ours, map[string]string{"dynamodb:Attributes": "id,name,stock", "dynamodb:LeadingKeys": "red-1,red-2"}, authz.Allowed, authz.Identity},
	{"with many wildcards", "s3:GetObject", "arn:aws:s3:::logs-eu-13/app/2026/year=2026/x/month=11/month=/app-1/day/1.json", ours, nil, authz.Allowed, authz.Identity},
	{"with NotAction", "athena:StartQueryExecution", "arn:aws:athena:eu-west-1:111122223333:team-15/reports", ours, nil, authz.Allowed, authz.Identity},
	{"with numbers and dates", "ec2:DescribeInstances", "*", ours, map[string]string{"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "120", "aws:CurrentTime": "2026-11-22T12:00:00Z"}, authz.Allowed, authz.Identity},
	{"with ARNs in conditions", "ec2:RunInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/*", ours, map[string]string{"ec2:InstanceProfile": "arn:aws:iam::111122223333:instance-profile/app-18-web"}, authz.Allowed, authz.Identity},
	{"allowed by several", "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:queue-3", ours, map[string]string{"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:topic-3"}, authz.Allowed, authz.Identity},
}

// request is a question of that kind, all of whose keys are known but for "?".
func (s sample) request() *authz.Request {
	c := &policy.Context{}
	for _, kv := range [][2]string{
		{"aws:PrincipalOrgID", "o-a1b2c3d4e5"}, {"aws:SourceIp", "192.0.2.7"}, {"aws:SecureTransport", "true"},
		{"aws:PrincipalArn", "arn:aws:iam::111122223333:role/app"}, {"aws:PrincipalAccount", ours}, {"aws:RequestedRegion", "eu-west-1"},
		{"aws:PrincipalTag/team", "red"}, {"aws:userid", "AROAEXAMPLE:s1"}, {"aws:CurrentTime", "2026-11-22T12:00:00Z"}, {"aws:UserAgent", "cli"},
	} {
		c.Set(kv[0], policy.Literal(kv[1]))
	}
	for key, value := range s.keys {
		switch parts := strings.Split(value, ","); {
		case value == "?":
			c.SetUnknown(key, "not told")
		case value == "-":
			c.SetAbsent(key)
		case len(parts) > 1:
			var list []policy.Text
			for _, p := range parts {
				list = append(list, policy.Literal(p))
			}
			c.SetList(key, list)
		default:
			c.Set(key, policy.Literal(value))
		}
	}
	c.Complete()
	return &authz.Request{
		Request:         policy.Request{Caller: callers()["role"], Action: s.action, Resource: policy.Literal(s.resource), Context: c},
		ResourceAccount: policy.Literal(s.owner),
	}
}

// policies are those that apply to the sample: the estate's, where a key has the
// policy that delegates to its account.
func (s sample) policies(tb testing.TB, all *authz.Policies) *authz.Policies {
	p := *all
	switch {
	case strings.HasPrefix(s.action, "kms:"):
		p.Resource = readPolicy(tb, "key.json", `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}}`, policy.ResourcePolicy)
	case !strings.HasPrefix(s.action, "s3:"):
		p.Resource = nil
	}
	return &p
}

func TestSamples(t *testing.T) {
	all := estate(t)
	for _, s := range samples {
		if d := decider().Decide(s.request(), s.policies(t, all)); d.Verdict != s.want || d.Layer != s.layer {
			t.Errorf("%s: %v by %v, want %v by %v: %+v", s.name, d.Verdict, d.Layer, s.want, s.layer, d)
		}
	}
}

// question of a benchmark, made ready.
type asked struct {
	r *authz.Request
	p *authz.Policies
}

func stream(tb testing.TB, list []sample) []asked {
	all := estate(tb)
	var out []asked
	for _, s := range list {
		out = append(out, asked{s.request(), s.policies(tb, all)})
	}
	return out
}

// used is the processor time of the process so far.
func used(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// perSecond measures decisions by processor time, since the machine is shared.
func perSecond(b *testing.B, list []sample, ask func(asked)) {
	questions := stream(b, list)
	b.ReportAllocs()
	i, before := 0, used(b)
	for b.Loop() {
		ask(questions[i%len(questions)])
		i++
	}
	b.ReportMetric(float64(b.N)/(used(b)-before).Seconds(), "decisions/cpu-s")
}

func BenchmarkDecide(b *testing.B) {
	decide := func(q asked) { decider().Decide(q.r, q.p) }
	b.Run("mixed", func(b *testing.B) { perSecond(b, samples, decide) })
	for _, s := range samples {
		b.Run(s.name, func(b *testing.B) { perSecond(b, []sample{s}, decide) })
	}
}

func TestADecisionAllocatesAtMostTwice(t *testing.T) {
	for i, q := range stream(t, samples) {
		if n := testing.AllocsPerRun(100, func() { decider().Decide(q.r, q.p) }); n > 2 {
			t.Errorf("%s: %v allocations a decision", samples[i].name, n)
		}
	}
}

// BenchmarkLarge asks of documents that are as large as people's, and larger.
func BenchmarkLarge(b *testing.B) {
	r := samples[0].request()
	for _, c := range []struct {
		name string
		text func() string
	}{
		{"5,000 statements of one service", func() string {
			var list []string
			for i := range 5_000 {
				list = append(list, fmt.Sprintf(`{"Effect": "Allow", "Action": ["s3:Get*", "s3:Put%d"], "Resource": "arn:aws:s3:::bucket-%d/*"}`, i, i))
			}
			return strings.Join(list, ",")
		}},
		{"5,000 values of a condition", func() string {
			var list []string
			for i := range 5_000 {
				list = append(list, fmt.Sprintf(`"o-%d"`, i))
			}
			return `{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": [` + strings.Join(list, ",") + `]}}}`
		}},
		{"5,000 resources of a statement", func() string {
			var list []string
			for i := range 5_000 {
				list = append(list, fmt.Sprintf(`"arn:aws:s3:::bucket-%d/*/x"`, 5_000-i))
			}
			return `{"Effect": "Allow", "Action": "s3:*", "Resource": [` + strings.Join(list, ",") + `]}`
		}},
	} {
		p := &authz.Policies{Identity: []*authz.Policy{readPolicy(b, "large.json", `{"Version": "2012-10-17", "Statement": [`+c.text()+`]}`, policy.IdentityPolicy)}}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				decider().Decide(r, p)
			}
		})
	}
}
