package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// judgeObjects looks at objects that a configuration puts into buckets, which
// CloudFormation cannot: an object has a list of its own.
func judgeObjects(p *review.Pass) {
	for _, o := range estate.All[*estate.Other](p.Estate) {
		if o.Type != "aws_s3_object" && o.Type != "aws_s3_bucket_object" && o.Type != "aws_s3_object_copy" {
			continue
		}
		acl := o.Properties.At("Acl").AsString()
		public := estate.When(acl, false, func(s string) bool { return strings.HasPrefix(s, "public-") || s == "authenticated-read" })
		if b, ok := known[*estate.Bucket](p.Estate, o.Properties.At("Bucket").AsText()); ok {
			ignored := isTrue(b.PublicAccess.IgnorePublicACLs).Or(isTrue(b.PublicAccess.BlockPublicACLs)).
				Or(estate.Is(b.Ownership, "BucketOwnerEnforced")).Or(accountIgnores(p.Estate, b))
			public = public.And(ignored.Not())
		}
		p.Judge(o, public, review.Detail{At: acl.Origin, Message: "the object's ACL is for everyone", Severity: finding.High, Weighed: true})
	}
}
