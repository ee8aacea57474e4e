package authz_test

import (
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// explained is an explanation as lines, as a reader would want them.
func explained(x authz.Explanation) string {
	var b strings.Builder
	fmt.Fprintln(&b, x.Decision.Verdict, x.Decision.Layer)
	for _, o := range x.Opinions {
		fmt.Fprintf(&b, "%v", o.Layer)
		if o.Level > 0 {
			fmt.Fprintf(&b, " %d", o.Level)
		}
		fmt.Fprintf(&b, ": %v %s\n", o.Passes, o.Why)
		for _, s := range o.Statements {
			fmt.Fprintf(&b, "  %v %v at %v %v %s %s\n", s.Is, s.Effect, s.Pos, s.Element, s.Key, s.Cause)
		}
		for _, n := range o.Near {
			fmt.Fprintf(&b, "  near %v at %v\n", n.Sid, n.Pos)
			for _, m := range n.Missing {
				not := ""
				if m.Not {
					not = "not "
				}
				more := ""
				if m.More > 0 {
					more = fmt.Sprintf(" +%d", m.More)
				}
				fmt.Fprintf(&b, "    %v %v %s %s wants %s%v%s had %v %s\n", m.Is, m.Element, m.Operator, m.Key, not, m.Wanted, more, m.Had, m.Cause)
			}
		}
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		indent := lines[i][:len(lines[i])-len(strings.TrimLeft(lines[i], " "))]
		lines[i] = indent + strings.Join(strings.Fields(lines[i]), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func explain(t *testing.T, r *authz.Request, p *authz.Policies, want string) {
	t.Helper()
	if got := explained(decider().Explain(r, p)); got != strings.TrimSpace(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func getObject(bucket string) *authz.Request {
	c := &policy.Context{}
	c.Set("aws:PrincipalTag/team", policy.Literal("red"))
	c.SetUnknown("aws:SourceIp", "where the call comes from")
	c.Complete()
	return &authz.Request{
		Request:         policy.Request{Caller: callers()["user"], Action: "s3:GetObject", Resource: policy.Literal("arn:aws:s3:::" + bucket + "/a/key"), Context: c},
		ResourceAccount: policy.Literal(ours),
	}
}

func identity(t *testing.T, statements string) *authz.Policies {
	text := `{"Version": "2012-10-17", "Statement": [` + statements + `]}`
	return &authz.Policies{Identity: []*authz.Policy{readPolicy(t, "ann.json", text, policy.IdentityPolicy)}}
}

// The nearest are those of which all matches but a condition, with fewer
// conditions first; then those whose resource begins most alike.
func TestWhatCameNear(t *testing.T) {
	p := identity(t, `
{"Sid": "Other", "Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::b/x", "arn:aws:s3:::b/a/k", "arn:aws:s3:::c/*", "arn:aws:s3:::d/*", "arn:aws:s3:::e/*", "arn:aws:s3:::b/a/kex"]},
{"Sid": "Far", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::zoo/*"},
{"Sid": "Two", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": ["blue", "green"]}, "Bool": {"aws:MultiFactorAuthPresent": "true"}}},
{"Sid": "Write", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"},
{"Sid": "One", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"StringNotLike": {"aws:PrincipalTag/team": "r*"}}},
{"Sid": "Never", "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}`)
	explain(t, getObject("b"), p, `
implicit-deny identity
identity: no
  near One at ann.json:6:1
    no Condition StringNotLike aws:PrincipalTag/team wants [r*] had [red]
  near Two at ann.json:4:1
    no Condition StringEquals aws:PrincipalTag/team wants [blue green] had [red]
    no Condition Bool aws:MultiFactorAuthPresent wants [true] had []
  near Other at ann.json:2:1
    no Resource wants [arn:aws:s3:::b/a/kex arn:aws:s3:::b/a/k arn:aws:s3:::b/x arn:aws:s3:::c/* arn:aws:s3:::d/*] +1 had [arn:aws:s3:::b/a/key]`)
}

// What isn't known is told as such, in statements that may apply and in those
// that don't for another reason.
func TestUnknownIsExplained(t *testing.T) {
	p := identity(t, `
{"Sid": "Maybe", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
{"Sid": "Net", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::c/*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
{"Sid": "All", "Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::b/a/*"}`)
	explain(t, getObject("b"), p, `
unknown identity
identity: unknown
  unknown Allow at ann.json:2:1 Condition aws:SourceIp where the call comes from
  near Net at ann.json:3:1
    no Resource wants [arn:aws:s3:::c/*] had [arn:aws:s3:::b/a/key]
    unknown Condition IpAddress aws:SourceIp wants [10.0.0.0/8] had [] where the call comes from
  near All at ann.json:4:1
    no Resource wants not [arn:aws:s3:::b/a/*] had [arn:aws:s3:::b/a/key]`)
}

// Every layer speaks for itself, levels one by one; what allows needs no near
// ones, and what denies is told.
func TestLayersAreExplained(t *testing.T) {
	p := identity(t, `{"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}`)
	scp := func(name, text string) []*authz.Policy {
		return []*authz.Policy{readPolicy(t, name, `{"Version": "2012-10-17", "Statement": [`+text+`]}`, policy.ServiceControlPolicy)}
	}
	p.SCP = [][]*authz.Policy{
		scp("root.json", `{"Sid": "Full", "Effect": "Allow", "Action": "*", "Resource": "*"}`),
		scp("ou.json", `{"Sid": "Some", "Effect": "Allow", "Action": ["sqs:*", "s3:*"], "Resource": "*"}, {"Sid": "No", "Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::b/*"}`),
		scp("account.json", `{"Sid": "Sqs", "Effect": "Allow", "Action": "sqs:*", "Resource": "*"}`),
	}
	p.Resource = readPolicy(t, "bucket.json", `{"Version": "2012-10-17", "Statement": [
{"Sid": "Bob", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111122223333:user/bob", "arn:aws:iam::444455556666:root"]}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}`, policy.BucketPolicy)
	p.Boundary = []*authz.Policy{readPolicy(t, "boundary.json", `{"Version": "2012-10-17", "Statement": {"Sid": "C", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::c/*"}}`, policy.ManagedPolicy)}
	explain(t, getObject("b"), p, `
explicit-deny scp
scp 1: yes
  yes Allow at root.json:1:41
scp 2: no
  yes Allow at ou.json:1:41
  yes Deny at ou.json:1:123
scp 3: no
resource: no
  near Bob at bucket.json:2:1
    no Principal wants [arn:aws:iam::111122223333:user/bob arn:aws:iam::444455556666:root] had [arn:aws:iam::111122223333:user/ann]
identity: yes
  yes Allow at ann.json:1:41
boundary: no
  near C at boundary.json:1:40
    no Resource wants [arn:aws:s3:::c/*] had [arn:aws:s3:::b/a/key]`)
}

// A layer that doesn't concern the caller, or isn't given, says so.
func TestAbsentLayersAreExplained(t *testing.T) {
	x := question{caller: "linked", action: "kms:Decrypt", resource: "key", layers: map[string]string{"scp": "deny/allow", "rcp": "deny:everyone", "identity": "allow"}}
	r, p := x.request(t)
	explain(t, r, p, `
unknown key
scp: yes it doesn't apply to this request
rcp: yes it doesn't apply to this request
key: unknown the policy of the key is not given
identity: yes
  yes Allow at allow:1:40`)
	x = question{caller: "federated", action: "sqs:SendMessage", resource: "queue", layers: map[string]string{"identity": "allow"}}
	r, p = x.request(t)
	explain(t, r, p, `
implicit-deny session
identity: yes
  yes Allow at allow:1:40
session: no no session policy was passed`)
}

// An explanation agrees with the decision, whatever is asked: what it says to
// decide, decides, and statements that the decision rests on are in it.
func TestExplanationsAgreeWithDecisions(t *testing.T) {
	laws(t, func(t *testing.T, _ dice, q question, _ string) {
		r, p := q.request(t)
		x := decider().Explain(r, p)
		d := decider().Decide(r, p)
		denies, passes := policy.No, policy.Yes
		cited := map[authz.Citation]bool{}
		for _, o := range x.Opinions {
			denies = denies.Or(o.Denies)
			if o.Layer == authz.SCP || o.Layer == authz.RCP || o.Layer == authz.Endpoint {
				passes = passes.And(o.Passes)
			}
			for _, s := range o.Statements {
				cited[s.Citation] = true
			}
			if len(o.Near) > authz.MaxNear || o.Allows == policy.Yes && o.Near != nil {
				t.Errorf("%s: %d near ones of %v", q, len(o.Near), o.Layer)
			}
			for _, n := range o.Near {
				if n.Effect != "Allow" || len(n.Missing) == 0 {
					t.Errorf("%s: near %+v", q, n)
				}
			}
		}
		if x.Decision.Verdict != d.Verdict || (denies == policy.Yes) != (d.Verdict == authz.ExplicitDeny) ||
			d.Verdict == authz.Allowed && (passes != policy.Yes || denies != policy.No) {
			t.Errorf("%s is %v\n%s", q, d.Verdict, explained(x))
		}
		for _, s := range d.Statements {
			if !cited[s] {
				t.Errorf("%s: %+v is not explained\n%s", q, s, explained(x))
			}
		}
	})
}

func BenchmarkExplain(b *testing.B) {
	explain := func(q asked) { decider().Explain(q.r, q.p) }
	b.Run("mixed", func(b *testing.B) { perSecond(b, samples, explain) })
	for _, s := range samples {
		b.Run(s.name, func(b *testing.B) { perSecond(b, []sample{s}, explain) })
	}
}
