package infrastructure

import (
	"maps"
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// EndpointPolicy is NET-ENDPOINT-POLICY: what leaves by an endpoint goes to one's
// own, or comes from one's own.
func EndpointPolicy() *review.Rule {
	return &review.Rule{
		ID: "NET-ENDPOINT-POLICY", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Policies of VPC endpoints keep strangers' credentials and strangers' resources out",
		Why: "An endpoint is a way out of the VPC that no firewall sees. With the default policy, full access, malware in a closed " +
			"subnet writes the data into the intruder's own bucket, with the intruder's own credentials.",
		Fix: "Give the endpoint a PolicyDocument that asks for aws:PrincipalOrgID and aws:ResourceOrgID (or aws:PrincipalAccount and " +
			"aws:ResourceAccount) in its Allow, or names the buckets.",
		Needs:      []string{"IAM"},
		References: []string{"WA SEC05-BP02", "WA SEC03-BP07"},
		Specimen:   endpointPolicyTemplate(""),
		Twin:       endpointPolicyTemplate(`, Condition: {StringEquals: {"aws:ResourceOrgID": "o-exampleorg"}}`),
		Check:      checkEndpointPolicy,
	}
}

func endpointPolicyTemplate(condition string) string {
	return `Resources:
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-12345678
      ServiceName: com.amazonaws.eu-west-1.s3
      RouteTableIds: [rtb-12345678]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: "*", Action: "*", Resource: "*"` + condition + `}
`
}

// ways are requests by which data leaves through an endpoint of a service: with a
// stranger's credentials to a stranger's resource.
var ways = map[string]struct{ action, arn, rest string }{
	"s3":              {"s3:PutObject", "arn:aws:s3:::", "/data"},
	"dynamodb":        {"dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:", ":table/a-table-of-somebody-else"},
	"sqs":             {"sqs:SendMessage", "arn:aws:sqs:eu-west-1:", ":a-queue-of-somebody-else"},
	"sns":             {"sns:Publish", "arn:aws:sns:eu-west-1:", ":a-topic-of-somebody-else"},
	"kms":             {"kms:Encrypt", "arn:aws:kms:eu-west-1:", ":key/1234abcd-12ab-34cd-56ef-1234567890ab"},
	"secretsmanager":  {"secretsmanager:PutSecretValue", "arn:aws:secretsmanager:eu-west-1:", ":secret:a-secret-of-somebody-else-123456"},
	"kinesis-streams": {"kinesis:PutRecord", "arn:aws:kinesis:eu-west-1:", ":stream/a-stream-of-somebody-else"},
	"lambda":          {"lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:", ":function:a-function-of-somebody-else"},
}

// A stranger's account and organisation are by definition none that a policy names.
const (
	strangersAccount = "an account of strangers"
	strangersOrg     = "an organisation of strangers"
	strangersBucket  = "a bucket of strangers"
)

// strange is a text around the name of something of a stranger's.
func strange(before, name, after string) policy.Text {
	return policy.Join(policy.Part{Literal: before}, policy.Part{Hole: name, Plain: true, Own: true}, policy.Part{Literal: after})
}

func checkEndpointPolicy(p *review.Pass) {
	for _, v := range estate.All[*estate.VPCEndpoint](p.Estate) {
		name, ok := v.Service.Known()
		if _, open := name.Variable(); open || !ok {
			judgeOpenEndpoint(p, v)
			continue
		}
		text := name.String()
		service := text[strings.LastIndexByte(text, '.')+1:]
		way, ok := ways[service]
		if !ok {
			continue
		}
		d := review.Detail{Severity: finding.Low, Weighed: true}
		if service != "s3" && service != "dynamodb" { // which take any amount of data
			d.Severity = finding.Info
		}
		if v.Policy.IsMissing() {
			d.Message = "the endpoint has no policy: it lets everybody's credentials through to everybody's resources"
			p.Fail(v, d)
			continue
		}
		letsOut, reasons := p.AskDocument(v.Policy, func(doc policy.Document) policy.Result {
			return letsStrangers(doc, way.action, where(service, way.arn, way.rest))
		})
		told := review.Because(reasons, d, nil)
		told.Message = "its policy lets a stranger's credentials do " + way.action + " on a stranger's resource"
		p.Judge(v, letsOut, told)
	}
}

// judgeOpenEndpoint judges an endpoint of which it is not known, or hangs on the
// scenario, to which service it leads: it may be any.
func judgeOpenEndpoint(p *review.Pass, v *estate.VPCEndpoint) {
	bad := estate.No()
	for _, service := range slices.Sorted(maps.Keys(ways)) {
		is := review.Ask(v.Service, estate.No(), func(t estate.Text) estate.Truth {
			return estate.When(estate.OfAlternatives(v.Service.Origin, t.Expand()...), false, func(s string) bool {
				return s[strings.LastIndexByte(s, '.')+1:] == service
			})
		})
		if !v.Policy.IsMissing() {
			way := ways[service]
			letsOut, _ := p.AskDocument(v.Policy, func(doc policy.Document) policy.Result {
				return letsStrangers(doc, way.action, where(service, way.arn, way.rest))
			})
			is = is.And(letsOut)
		}
		bad = bad.Or(is)
	}
	p.Judge(v, bad, review.Detail{
		Severity: finding.Low, Weighed: true, At: v.Service.Origin,
		Message: "the endpoint lets a stranger's credentials through to a stranger's resource, if its service is one that takes data",
	})
}

// letsStrangers decides a request of another organisation's role on another's
// resource by the endpoint's policy alone.
func letsStrangers(doc policy.Document, action string, resource policy.Text) policy.Result {
	account, org := strange("", strangersAccount, ""), strange("", strangersOrg, "")
	role := strange("arn:aws:iam::", strangersAccount, ":role/intruder")
	context := &policy.Context{}
	for _, key := range []string{"aws:PrincipalAccount", "aws:ResourceAccount", "s3:ResourceAccount"} {
		context.Set(key, account)
	}
	context.Set("aws:PrincipalOrgID", org)
	context.Set("aws:ResourceOrgID", org)
	context.Set("aws:PrincipalArn", role)
	context.Set("aws:PrincipalIsAWSService", policy.Literal("false"))
	context.Set("aws:SecureTransport", policy.Literal("true"))
	context.SetOthersAbsent("aws:PrincipalTag/")
	r := &authz.Request{
		Request: policy.Request{
			Caller: policy.Caller{
				Kind: policy.RoleSession, Account: account, Bounded: policy.No,
				Role: role, ARN: strange("arn:aws:sts::", strangersAccount, ":assumed-role/intruder/x"),
			},
			Action: action, Resource: resource, Context: context,
		},
		ResourceAccount: account,
	}
	all := policy.Document{Version: policy.Literal(policy.Version2012), Statements: []policy.Statement{{
		Effect: policy.Literal("Allow"), Actions: []policy.Text{policy.Literal("*")}, Resources: []policy.Text{policy.Literal("*")},
	}}}
	everyone := all
	everyone.Statements = []policy.Statement{all.Statements[0]}
	everyone.Statements[0].Principal = &policy.Principals{Star: true}
	d := authz.Decider{}.Decide(r, &authz.Policies{
		Identity: []*authz.Policy{authz.NewPolicy("the intruder's", all, policy.IdentityPolicy)},
		Resource: authz.NewPolicy("the stranger's", everyone, authz.ResourceUse(action, r.Resource)),
		Endpoint: []*authz.Policy{authz.NewPolicy("endpoint", withoutStrangers(doc), policy.EndpointPolicy)},
	})
	answer := map[authz.Verdict]policy.Answer{authz.Allowed: policy.Yes, authz.ExplicitDeny: policy.No, authz.ImplicitDeny: policy.No}[d.Verdict]
	out := review.AskStatements(doc, func(s policy.Statement) policy.Reason {
		if s.IsAllow() == policy.No {
			return policy.Reason{Answer: policy.No}
		}
		return policy.Reason{Answer: answer, Why: "allows", Actions: review.Names(s.Actions), Resources: review.Names(s.Resources)}
	})
	out.Answer = answer
	return out
}

// where is a resource of a stranger's.
func where(service, arn, rest string) policy.Text {
	if service == "s3" {
		return strange(arn, strangersBucket, rest)
	}
	return strange(arn, strangersAccount, rest)
}

// withoutStrangers says of a document's holes that they are no strangers: the
// account's own id, and whatever a policy compares with as it stands, are by
// definition none of theirs. A parameter that may be a pattern stays one.
func withoutStrangers(d policy.Document) policy.Document {
	d.Statements = slices.Clone(d.Statements)
	for i := range d.Statements {
		s := &d.Statements[i]
		s.Resources, s.NotResources = holesNamed(s.Resources, false), holesNamed(s.NotResources, false)
		s.Conditions = slices.Clone(s.Conditions)
		for j := range s.Conditions {
			c := &s.Conditions[j]
			exact := c.Operator.Base == policy.StringEquals || c.Operator.Base == policy.StringEqualsIgnoreCase ||
				c.Operator.Base == policy.StringNotEquals || c.Operator.Base == policy.StringNotEqualsIgnoreCase
			c.Values = holesNamed(c.Values, exact)
		}
	}
	return d
}

func holesNamed(texts []policy.Text, exact bool) []policy.Text {
	if texts == nil {
		return nil
	}
	out := make([]policy.Text, len(texts))
	for i, t := range texts {
		parts := slices.Clone(t.Parts())
		for j, p := range parts {
			switch {
			case p.Hole == "AWS::Partition":
				parts[j] = policy.Part{Literal: "aws"}
			case p.Hole == "AWS::Region":
				parts[j] = policy.Part{Literal: "eu-west-1"}
			case p.Hole != "" && (p.Plain || exact):
				parts[j] = policy.Part{Hole: p.Hole, Plain: true, Own: true}
			}
		}
		if out[i] = t; len(parts) > 0 {
			out[i] = policy.Join(parts...)
			out[i].Pos = t.Pos
		}
	}
	return out
}
