package authz

import "ringwall/internal/policy"

// CannedACL are the entries of a predefined list ("Canned ACL"); the kind is
// [BucketACL] or [ObjectACL]. The owner is the account of the bucket or object,
// and the bucket's owner is that of the bucket an object is in; either may be zero
// if it isn't known. It is false for a name that Amazon S3 doesn't have.
func CannedACL(name, kind string, owner, bucketOwner policy.Text) ([]ACLGrant, bool) {
	out := []ACLGrant{{Account: known(owner, "the account of the owner"), Permission: "FULL_CONTROL"}}
	group := func(g ACLGroup, permissions ...string) {
		for _, p := range permissions {
			out = append(out, ACLGrant{Group: g, Permission: p})
		}
	}
	bucketOwners := func(permission string) {
		if kind == ObjectACL { // "Amazon S3 ignores it" for buckets
			out = append(out, ACLGrant{Account: known(bucketOwner, "the account of the bucket"), Permission: permission})
		}
	}
	switch name {
	case "private":
	case "public-read":
		group(AllUsers, "READ")
	case "public-read-write":
		group(AllUsers, "READ", "WRITE")
	case "authenticated-read":
		group(AuthenticatedUsers, "READ")
	case "aws-exec-read":
		group(BundleReaders, "READ")
	case "log-delivery-write":
		group(LogDelivery, "WRITE", "READ_ACP")
	case "bucket-owner-read":
		bucketOwners("READ")
	case "bucket-owner-full-control":
		bucketOwners("FULL_CONTROL")
	default:
		return nil, false
	}
	return out, true
}

func known(t policy.Text, unknown string) policy.Text {
	if t.IsZero() {
		return policy.Hole(unknown)
	}
	return t
}
