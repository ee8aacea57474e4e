package authz_test

import (
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// check makes a check of a line of testdata without its verdict.
func check(t *testing.T, caller, action, resource string, layers map[string]string) authz.Check {
	t.Helper()
	q := question{caller: caller, action: action, resource: resource, layers: layers}
	r, p := q.request(t)
	return authz.Check{Name: action, Request: r, Policies: p}
}

func user(t *testing.T, words string) authz.Check {
	return check(t, "user", "sqs:SendMessage", "queue", map[string]string{"identity": words})
}

// "You must have permission for all of them": a call is as its worst check.
func TestACallIsAllowedIfAllOfItsChecksAre(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  authz.Verdict
		by    int
	}{
		{nil, authz.Allowed, -1},
		{[]string{"allow", "allow"}, authz.Allowed, -1},
		{[]string{"allow", "allow-"}, authz.ImplicitDeny, 1},
		{[]string{"allow-", "allow,deny"}, authz.ExplicitDeny, 1},
		{[]string{"allow?", "allow"}, authz.Unknown, 0},
		{[]string{"allow?", "allow-"}, authz.ImplicitDeny, 1},
		{[]string{"allow?", "deny", "deny"}, authz.ExplicitDeny, 1},
	} {
		var call authz.Call
		for _, w := range c.words {
			call = append(call, user(t, w))
		}
		got := decider().DecideCall(call)
		if got.Verdict != c.want || got.Check != c.by || len(got.Checks) != len(call) {
			t.Errorf("%v is %+v, want %v by %d", c.words, got, c.want, c.by)
		}
	}
}

// A check that may not be made denies nothing for sure, and its cause is told.
func TestACheckThatMayNotBeMade(t *testing.T) {
	maybe := user(t, "deny")
	maybe.If = "tags are given"
	got := decider().DecideCall(authz.Call{user(t, "allow"), maybe})
	if got.Verdict != authz.Unknown || got.Check != 1 || len(got.Checks[1].Causes) != 1 || got.Checks[1].Causes[0].Why != "tags are given" {
		t.Errorf("%+v", got)
	}
	maybe = user(t, "allow")
	maybe.If = "tags are given"
	if got := decider().DecideCall(authz.Call{maybe}); got.Verdict != authz.Allowed {
		t.Errorf("%+v", got)
	}
}

// "Grant a user permissions to pass a role to an AWS service": the user's
// iam:PassRole, and the role's trust in the service.
func TestARoleIsPassedToAServiceThatItTrusts(t *testing.T) {
	const lambda = "lambda.amazonaws.com"
	for _, c := range []struct {
		identity, trust, to string
		want                authz.Verdict
		by                  int
	}{
		{"allow", "allow:lambda", lambda, authz.Allowed, -1},
		{"allow@iam.PassRole&passed", "allow:lambda", lambda, authz.Allowed, -1},
		{"allow@iam.PassRole&passed", "allow:service", "sns.amazonaws.com", authz.ImplicitDeny, 0},
		{"allow@lambda.*", "allow:lambda", lambda, authz.ImplicitDeny, 0},
		{"allow", "allow:service", lambda, authz.ImplicitDeny, 1},
		{"allow", "allow:account", lambda, authz.ImplicitDeny, 1},
		{"allow", "allow:lambda,deny:lambda", lambda, authz.ExplicitDeny, 1},
		{"allow,deny", "allow:lambda", lambda, authz.ExplicitDeny, 0},
		{"allow", "allow&account:lambda", lambda, authz.Unknown, 1},
		{"allow", "", lambda, authz.Unknown, 1},
	} {
		one := check(t, "user", "iam:PassRole", "target", map[string]string{"identity": c.identity})
		one.Request.Context.Set("iam:PassedToService", policy.Literal(c.to))
		var trust *authz.Policy
		if c.trust != "" {
			trust = merged(t, "trust", c.trust, policy.TrustPolicy)
		}
		got := decider().DecideCall(authz.PassRole(one.Request, one.Policies, c.to, trust))
		if got.Verdict != c.want || got.Check != c.by {
			t.Errorf("%s, with trust %s, to %s is %v by check %d: %+v", c.identity, c.trust, c.to, got.Verdict, got.Check, got.Checks)
		}
	}
}

// The RCPs of the role's account are about the service's taking of it as well.
func TestAnRCPStopsTheServiceThatTakesARole(t *testing.T) {
	one := check(t, "user", "iam:PassRole", "target", map[string]string{"identity": "allow", "rcp": "deny@sts.AssumeRole:everyone"})
	got := decider().DecideCall(authz.PassRole(one.Request, one.Policies, "sns.amazonaws.com", merged(t, "trust", "allow:service", policy.TrustPolicy)))
	if got.Verdict != authz.ExplicitDeny || got.Check != 1 || got.Checks[1].Layer != authz.RCP {
		t.Errorf("%+v", got)
	}
}

// Statements of both sides are told where a request passes two resources.
func TestAnAccessPointTellsBothPolicies(t *testing.T) {
	one := check(t, "user", "s3:GetObject", "apobject@ours", map[string]string{"resource": "allow:user"})
	one.Policies.AccessPoint = &authz.AccessPoint{
		ARN: policy.Literal(resources["ap"]), Bucket: policy.Literal(resources["bucket"]), Origin: authz.InternetOrigin,
		Policy: merged(t, "", "allow:everyone", policy.BucketPolicy),
	}
	got := decider().Decide(one.Request, one.Policies)
	if got.Verdict != authz.Allowed || len(got.Statements) != 2 || got.Statements[0].Policy != "allow:everyone" || got.Statements[1].Policy != "allow:user" {
		t.Errorf("%+v", got)
	}
}

// Where no statement decides, words do.
func TestDecisionsWithoutStatementsSayWhy(t *testing.T) {
	blocked := check(t, "anonymous", "s3:GetObject", "object@ours", map[string]string{"resource": "allow:everyone"})
	blocked.Policies.PublicAccess = []authz.PublicAccess{{Restrict: policy.Yes}}
	open := check(t, "anonymous", "elasticfilesystem:ClientMount", "fs", nil)
	private := check(t, "anonymous", "execute-api:Invoke", "api", nil)
	private.Policies.API = &authz.API{Authorizer: authz.NoAuthorizer, Private: policy.Yes}
	for _, c := range []authz.Check{blocked, open, private} {
		if got := decider().Decide(c.Request, c.Policies); got.Why == "" || got.Statements != nil || got.Verdict == authz.Unknown {
			t.Errorf("%s: %+v", c.Name, got)
		}
	}
}

// What grants of keys and entries of ACLs allow is cited by their names.
func TestGrantsAreCited(t *testing.T) {
	one := check(t, "user", "kms:Decrypt", "key", map[string]string{"resource": "allow:bob"})
	one.Policies.Grants = authz.NewGrants([]authz.KeyGrant{{ID: "0c23", Grantee: policy.Literal(grantees["user"]), Operations: []string{"Decrypt"}}}, "")
	if got := decider().Decide(one.Request, one.Policies); len(got.Statements) != 1 || got.Statements[0].Policy != "grants" || got.Statements[0].Sid != "0c23" {
		t.Errorf("%+v", got)
	}
	list := check(t, "anonymous", "s3:ListBucket", "bucket@ours", nil)
	list.Policies.ACLs = &authz.ACLs{Bucket: authz.NewACL("the ACL of b", authz.BucketACL, []authz.ACLGrant{{Group: authz.AllUsers, Permission: "READ"}})}
	if got := decider().Decide(list.Request, list.Policies); len(got.Statements) != 1 || got.Statements[0].Policy != "the ACL of b" || got.Statements[0].Sid != "READ" {
		t.Errorf("%+v", got)
	}
}
