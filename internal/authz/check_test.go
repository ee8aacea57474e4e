package authz_test

import (
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// checked is a request of a line of testdata with its policies.
type checked struct {
	Name     string
	Request  *authz.Request
	Policies *authz.Policies
}

// check makes one, without a verdict.
func check(t *testing.T, caller, action, resource string, layers map[string]string) checked {
	t.Helper()
	q := question{caller: caller, action: action, resource: resource, layers: layers}
	r, p := q.request(t)
	return checked{action, r, p}
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
	for _, c := range []checked{blocked, open, private} {
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
