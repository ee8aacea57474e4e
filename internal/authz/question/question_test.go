package question_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/authz/question"
	"ringwall/internal/policy"
)

func readAll(t testing.TB, text string) ([]*question.Question, error) {
	t.Helper()
	r := question.NewReader("q.json", []byte(text))
	r.Whole = func(action string) bool { return action == "sqs:ListQueues" }
	var out []*question.Question
	for {
		q, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, q)
	}
}

func one(t testing.TB, text string) *question.Question {
	t.Helper()
	all, err := readAll(t, text)
	if err != nil || len(all) != 1 {
		t.Fatalf("%s: %d questions, %v", text, len(all), err)
	}
	return all[0]
}

func verdict(q *question.Question) string {
	return authz.Decider{}.Decide(q.Request, q.Policies).Verdict.String()
}

func TestPrincipals(t *testing.T) {
	for principal, want := range map[string]policy.CallerKind{
		"anonymous":                                    policy.Anonymous,
		"sns.amazonaws.com":                            policy.ServiceCaller,
		"arn:aws:iam::111122223333:root":               policy.RootUser,
		"arn:aws:iam::111122223333:user/team/ann":      policy.User,
		"arn:aws:iam::111122223333:role/app":           policy.RoleSession,
		"arn:aws:sts::111122223333:assumed-role/app/s": policy.RoleSession,
		"arn:aws:sts::111122223333:federated-user/f":   policy.FederatedUser,
	} {
		c, ok := question.Caller(principal, "sqs:SendMessage")
		if !ok || c.Kind != want {
			t.Errorf("%s is of kind %v, %v", principal, c.Kind, ok)
		}
		if arn, known := c.ARN.Known(); (principal == "arn:aws:iam::111122223333:role/app") == known && c.Kind == policy.RoleSession {
			t.Errorf("%s goes by %q: a role is some session of it", principal, arn)
		}
	}
	for _, principal := range []string{"accounts.google.com", "arn:aws:iam::111122223333:oidc-provider/x.example", "cognito-identity.amazonaws.com"} {
		if c, ok := question.Caller(principal, "sts:AssumeRoleWithWebIdentity"); !ok || c.Kind != policy.TokenBearer {
			t.Errorf("%s is of kind %v, %v", principal, c.Kind, ok)
		}
	}
	for _, principal := range []string{"", "*", "bob", "111122223333", "accounts.google.com", "arn:aws:iam::111122223333:user/", "arn:aws:iam::111122223333:user/*",
		"arn:aws:iam::1:user/x", "arn:aws:sts::111122223333:assumed-role/app", "arn:aws:iam::111122223333:group/g", "arn:aws:iam::111122223333:oidc-provider/x.example"} {
		if c, ok := question.Caller(principal, "sqs:SendMessage"); ok {
			t.Errorf("%q is taken for %+v", principal, c)
		}
	}
}

const (
	user  = `"principal": "arn:aws:iam::111122223333:user/ann"`
	queue = `"arn:aws:sqs:eu-west-1:111122223333:q"`
)

// A pattern asks for all resources that match: allowed if all are, denied if
// none, else unknown.
func TestAResourcePatternAsksForAll(t *testing.T) {
	for _, c := range []struct{ resource, granted, want string }{
		{"arn:aws:s3:::b/*", "*", "allowed"},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/*", "allowed"},
		{"arn:aws:s3:::b/?", "arn:aws:s3:::b/*", "allowed"},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/x", "unknown"},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/x*", "unknown"},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::c/*", "implicit-deny"},
		{"*", "*", "allowed"},
		{"*", "arn:aws:s3:::b/*", "unknown"},
	} {
		q := one(t, `{`+user+`, "action": "s3:GetObject", "resource": "`+c.resource+`", "resource_account": "111122223333",
			"identity": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "`+c.granted+`"}}]}`)
		if got := verdict(q); got != c.want {
			t.Errorf("%s under %s is %s, want %s", c.resource, c.granted, got, c.want)
		}
	}
}

// What a pattern leaves open in names that have no colon is of no other type ("If the
// * wildcard is the last character of a segment, it can expand to match beyond the
// colon boundaries", IAM JSON policy elements: Resource). Keys of objects and paths of
// roles may have colons.
func TestAPatternIsOfOneTypeWhereNamesHaveNoColon(t *testing.T) {
	for _, c := range []struct{ action, resource, granted, want string }{
		{"ec2:RunInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/*", "arn:aws:ec2:*:*:subnet/*", "implicit-deny"},
		{"ec2:RunInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/*", "arn:aws:ec2:*:*:instance/*", "allowed"},
		{"ec2:RunInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/*", "arn:aws:ec2:*:*:instance/i-1*", "unknown"},
		{"ec2:RunInstances", "arn:aws:ec2:eu-west-1:111122223333:key-pair/*", "arn:aws:ec2:*:*:subnet/*", "unknown"},
		{"sns:Publish", "arn:aws:sns:eu-west-1:111122223333:a*", "arn:aws:sns:*:*:b*", "implicit-deny"},
		{"kms:CreateAlias", "arn:aws:kms:eu-west-1:111122223333:alias/*", "arn:aws:kms:*:*:key/*", "implicit-deny"},
		{"ssm:GetParameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/a/*", "arn:aws:ssm:*:*:parameter/b/*", "implicit-deny"},
		{"ssm:GetParameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/a/*", "arn:aws:ssm:*:*:parameter/a/b/*", "unknown"},
		{"secretsmanager:CreateSecret", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a*", "arn:aws:secretsmanager:*:*:secret:b*", "implicit-deny"},
		{"secretsmanager:CreateSecret", "arn:aws:secretsmanager:eu-west-1:111122223333:*", "arn:aws:secretsmanager:*:*:secret:b*", "unknown"},
		{"iam:GetRole", "arn:aws:iam::111122223333:role/*", "arn:aws:iam::*:user/*", "unknown"},
	} {
		q := one(t, `{`+user+`, "action": "`+c.action+`", "resource": "`+c.resource+`", "context_complete": true,
			"identity": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "`+c.granted+`"}}]}`)
		if got := verdict(q); got != c.want {
			t.Errorf("%s on %s under %s is %s, want %s", c.action, c.resource, c.granted, got, c.want)
		}
	}
}

// The pattern of keys stands for keys, which only their policy opens.
func TestAPatternOfKeys(t *testing.T) {
	for resource, want := range map[string]string{"arn:aws:kms:eu-west-1:111122223333:key/*": "implicit-deny", "arn:aws:kms:eu-west-1:111122223333:*": "unknown"} {
		q := one(t, `{`+user+`, "action": "kms:Decrypt", "resource": "`+resource+`",
			"identity": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}],
			"resource_policy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/bob"}, "Action": "kms:*", "Resource": "*"}}}`)
		if got := verdict(q); got != want {
			t.Errorf("%s is %s, want %s", resource, got, want)
		}
	}
}

// An action that isn't checked on single resources is on "*", which only "*"
// matches.
func TestAnActionOnNoResource(t *testing.T) {
	for resource, want := range map[string]string{"*": "allowed", "arn:aws:sqs:*:*:*": "implicit-deny"} {
		for _, asked := range []string{``, `, "resource": "*"`} {
			q := one(t, `{`+user+asked+`, "action": "sqs:ListQueues", "identity": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "`+resource+`"}}]}`)
			if got := verdict(q); got != want {
				t.Errorf("%s with%s is %s, want %s", resource, asked, got, want)
			}
		}
	}
}

// context_complete makes absent what isn't listed; present has a value that
// isn't known.
func TestContext(t *testing.T) {
	for _, c := range []struct{ context, condition, want string }{
		{`"context": {"k:a": "x"}`, `"StringEquals": {"k:a": "x"}`, "allowed"},
		{`"context": {"K:A": ["x", "y"]}`, `"ForAnyValue:StringEquals": {"k:a": "y"}`, "allowed"},
		{`"context": {"k:a": true}`, `"Bool": {"k:a": "true"}`, "allowed"},
		{`"context": {"k:a": 7}`, `"NumericEquals": {"k:a": "7"}`, "allowed"},
		{`"context": {}`, `"StringEquals": {"k:a": "x"}`, "unknown"},
		{`"context_complete": true`, `"StringEquals": {"k:a": "x"}`, "implicit-deny"},
		{`"context_complete": false`, `"StringEquals": {"k:a": "x"}`, "unknown"},
		{`"absent": ["k:a"]`, `"Null": {"k:a": "true"}`, "allowed"},
		{`"present": ["k:a"]`, `"Null": {"k:a": "false"}`, "allowed"},
		{`"present": ["k:a"]`, `"StringEquals": {"k:a": "x"}`, "unknown"},
	} {
		q := one(t, `{`+user+`, "action": "sqs:SendMessage", "resource": `+queue+`, `+c.context+`,
			"identity": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {`+c.condition+`}}}]}`)
		if got := verdict(q); got != c.want {
			t.Errorf("%s under %s is %s, want %s", c.context, c.condition, got, c.want)
		}
	}
}

// A line's own field replaces the default whole, null removes it, a later header
// adds names and replaces defaults, and a document is compiled once.
func TestHeaders(t *testing.T) {
	all := `{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}`
	qs, err := readAll(t, `{"policies": {"all": `+all+`}, "defaults": {`+user+`, "identity": ["all"], "resource": `+queue+`}}
		{"action": "sqs:SendMessage"}
		{"action": "sqs:SendMessage", "identity": []}
		{"action": "sqs:SendMessage", "identity": null}
		{"action": "sqs:SendMessage", "scp": []}
		{"action": "sqs:SendMessage", "scp": [[]]}
		{"action": "sqs:SendMessage", "scp": [["all"], [`+all+`]]}
		{"policies": {"none": {"Version": "2012-10-17", "Statement": []}}, "defaults": {"principal": "anonymous"}}
		{"action": "sqs:SendMessage", "resource": `+queue+`, "identity": ["all", "none"]}`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"allowed", "implicit-deny", "implicit-deny", "allowed", "implicit-deny", "allowed", "implicit-deny"}
	if len(qs) != len(want) {
		t.Fatalf("%d questions", len(qs))
	}
	for i, q := range qs {
		if got := verdict(q); got != want[i] {
			t.Errorf("question %d at %v is %s, want %s", i, q.Pos, got, want[i])
		}
	}
	if qs[0].Policies.Identity[0] != qs[3].Policies.Identity[0] {
		t.Error("a named policy is compiled twice")
	}
}

func TestErrorsHavePlaces(t *testing.T) {
	for text, want := range map[string]string{
		"{\n \"principal\": \"bob\", \"action\": \"a:b\"}": "q.json:2:15: principal: found \"bob\"",
		`{"action": "a:b"}`:                                                                       "q.json:1:1: found no principal",
		`{"principal": "anonymous", "action": "a:*"}`:                                             "action: found \"a:*\"",
		`{"principal": "anonymous", "action": "a:b", "expect": "yes"}`:                            "q.json:1:55: expect: found \"yes\"",
		`{"principal": "anonymous", "action": "a:b", "resource": "b/k"}`:                          "resource: found \"b/k\", expected an ARN or *",
		`{"principal": "anonymous", "action": "a:b", "resource_account": "1"}`:                    "expected 12 digits",
		`{"principal": "anonymous", "action": "a:b", "context": {"k": "v"}, "absent": ["K"]}`:     "found the key k twice",
		`{"principal": "anonymous", "action": "a:b", "context": {"k": "v", "k": "w"}}`:            "found the key k twice",
		`{"principal": "anonymous", "action": "a:b", "context": {"k": null}}`:                     "k: found a null",
		`{"principal": "anonymous", "action": "a:b", "action": "a:c"}`:                            "found action twice",
		`{"principal": "anonymous", "action": "a:b", "identity": ["x"]}`:                          "there is no policy of the name \"x\"",
		`{"principal": "anonymous", "action": "a:b", "identity": {}}`:                             "found an object, expected a list of policies",
		`{"principal": "anonymous", "action": "a:b", "scp": [{}]}`:                                "scp[0]: found an object, expected a level",
		`{"policies": {}, "more": 1}`:                                                             "found more beside policies and defaults",
		`{"defaults": {"x": 1}}`:                                                                  "a request has no member x",
		`[{"principal": "anonymous", "action": "a:b"}] 7`:                                         "more after the end",
		"{\"principal\": \"anonymous\", \"action\": \"a:b\"}\n{\"principal\": x}":                 "q.json:2:",
		"[\n{\"principal\": \"anonymous\", \"action\": \"a:b\"}, {\"principal\": \"anonymous\"}]": "q.json:2:46: action",
	} {
		if _, err := readAll(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n\tgives %v, want %s", text, err, want)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(`{"policies": {"p": {}}, "defaults": {"principal": "anonymous"}} {"action": "a:b", "identity": ["p"], "context": {"k": [1]}}`))
	f.Add([]byte(`[{"principal": "arn:aws:iam::111122223333:role/r", "action": "kms:Decrypt", "resource": "arn:aws:kms:*", "rcp": [[{}]]}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := question.NewReader("q.json", data)
		for range 100 {
			q, err := r.Next()
			if err != nil {
				return
			}
			authz.Decider{}.Decide(q.Request, q.Policies)
		}
	})
}

// What a name in a list of defaults stands for may change with another header.
func TestALaterHeaderChangesWhatNamesStandFor(t *testing.T) {
	ask := `{"principal": "arn:aws:iam::111122223333:user/ann", "action": "sqs:ListQueues"}` + "\n"
	all, err := readAll(t, `{"policies": {"p": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}}
{"defaults": {"identity": ["p"], "scp": [["p"]], "context_complete": true}}
`+ask+ask+`{"policies": {"p": {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}}}
`+ask)
	if err != nil || len(all) != 3 {
		t.Fatal(err)
	}
	if got := verdict(all[0]) + " " + verdict(all[1]) + " " + verdict(all[2]); got != "allowed allowed explicit-deny" {
		t.Error(got)
	}
	if &all[0].Policies.Identity[0] != &all[1].Policies.Identity[0] {
		t.Error("the list of a header is read twice")
	}
}
