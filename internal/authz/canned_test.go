package authz_test

import (
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// The table of "Canned ACL" in "Access control list (ACL) overview", by who can
// do what under each.
func TestCannedACLs(t *testing.T) {
	for _, c := range []struct {
		canned, kind, caller, action, resource string
		want                                   authz.Verdict
	}{
		{"private", authz.BucketACL, "anonymous", "s3:ListBucket", "bucket@theirs", authz.ImplicitDeny},
		{"private", authz.BucketACL, "user", "s3:ListBucket", "bucket@theirs", authz.ImplicitDeny},
		{"private", authz.BucketACL, "user", "s3:ListBucket", "bucket@ours", authz.Allowed},
		{"public-read", authz.BucketACL, "anonymous", "s3:ListBucket", "bucket@theirs", authz.Allowed},
		{"public-read", authz.BucketACL, "anonymous", "s3:PutObject", "object@theirs", authz.ImplicitDeny},
		{"public-read", authz.ObjectACL, "anonymous", "s3:GetObject", "object@theirs", authz.Allowed},
		{"public-read", authz.ObjectACL, "anonymous", "s3:GetObjectAcl", "object@theirs", authz.ImplicitDeny},
		{"public-read-write", authz.BucketACL, "anonymous", "s3:PutObject", "object@theirs", authz.Allowed},
		{"public-read-write", authz.BucketACL, "anonymous", "s3:ListBucket", "bucket@theirs", authz.Allowed},
		{"public-read-write", authz.BucketACL, "anonymous", "s3:PutBucketAcl", "bucket@theirs", authz.ImplicitDeny},
		{"authenticated-read", authz.BucketACL, "anonymous", "s3:ListBucket", "bucket@theirs", authz.ImplicitDeny},
		{"authenticated-read", authz.BucketACL, "user", "s3:ListBucket", "bucket@theirs", authz.Allowed},
		{"aws-exec-read", authz.ObjectACL, "user", "s3:GetObject", "object@theirs", authz.ImplicitDeny},
		{"aws-exec-read", authz.ObjectACL, "service", "s3:GetObject", "object@theirs", authz.Unknown},
		{"log-delivery-write", authz.BucketACL, "service", "s3:PutObject", "object@theirs", authz.Unknown},
		{"log-delivery-write", authz.BucketACL, "service", "s3:ListBucket", "bucket@theirs", authz.ImplicitDeny},
		{"log-delivery-write", authz.BucketACL, "user", "s3:PutObject", "object@theirs", authz.ImplicitDeny},
		{"bucket-owner-read", authz.ObjectACL, "user", "s3:GetObject", "object@ours", authz.Allowed},
		{"bucket-owner-read", authz.ObjectACL, "user", "s3:PutObjectAcl", "object@ours", authz.Unknown},
		{"bucket-owner-full-control", authz.ObjectACL, "user", "s3:PutObjectAcl", "object@ours", authz.Allowed},
		{"bucket-owner-full-control", authz.BucketACL, "user", "s3:ListBucket", "bucket@theirs", authz.ImplicitDeny},
	} {
		one := check(t, c.caller, c.action, c.resource, map[string]string{"identity": "allow"})
		// The objects are those of another account.
		list, ok := authz.CannedACL(c.canned, c.kind, policy.Literal(theirs), policy.Literal(ours))
		if !ok {
			t.Fatalf("%s is no canned ACL", c.canned)
		}
		none := authz.NewACL("none", authz.BucketACL, nil)
		one.Policies.ACLs = &authz.ACLs{Bucket: none, Object: authz.NewACL("none", authz.ObjectACL, nil), Owner: policy.Literal(theirs)}
		if c.kind == authz.BucketACL {
			one.Policies.ACLs.Bucket = authz.NewACL(c.canned, c.kind, list)
		} else {
			one.Policies.ACLs.Object = authz.NewACL(c.canned, c.kind, list)
		}
		if got := decider().Decide(one.Request, one.Policies); got.Verdict != c.want {
			t.Errorf("%s of %s: %s %s %s is %v by %v %v, want %v", c.canned, c.kind, c.caller, c.action, c.resource, got.Verdict, got.Layer, got.Causes, c.want)
		}
	}
	if _, ok := authz.CannedACL("secret", authz.BucketACL, policy.Text{}, policy.Text{}); ok {
		t.Error("secret is taken for a canned ACL")
	}
}
