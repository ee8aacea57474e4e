package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// S3BlockPublicAccess asks that nobody switches S3 Block Public Access off.
func S3BlockPublicAccess() *review.Rule {
	return &review.Rule{
		ID: "DATA-S3-BPA", Area: finding.Data, Severity: finding.High, Raise: review.ByClass,
		Title: "S3 Block Public Access stays on, all four settings",
		Why: "With a setting off, one careless bucket policy or object ACL makes data readable by the whole internet, and scanners " +
			"find open buckets within hours. New buckets have all four settings on, so a template has to ask for the hole.",
		Fix: "Set all four of PublicAccessBlockConfiguration to true, or leave the property out for new buckets; publish through " +
			"CloudFront with origin access control. A setting that the configuration leaves out is off.",
		Needs: []string{"A", "ORG"}, References: []string{"FSBP S3.1", "FSBP S3.8", "FSBP S3.19", "CIS 3.1.4", "WA SEC08-BP04"},
		Specimen: bucketSpecimen(`PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: false
        IgnorePublicAcls: true
        RestrictPublicBuckets: true`),
		Twin: bucketSpecimen(`PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true`),
		Check: checkBlockPublicAccess,
	}
}

func bucketSpecimen(properties string) string {
	return `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      ` + properties + "\n"
}

// Where nothing is written new buckets and access points have all four on
// ("Blocking public access to your Amazon S3 storage"), so that absence passes.
func checkBlockPublicAccess(p *review.Pass) {
	for _, b := range estate.All[*estate.Bucket](p.Estate) {
		judgeBlock(p, b, b.PublicAccess, aclsInUse(b))
	}
	for _, a := range estate.All[*estate.AccessPoint](p.Estate) {
		judgeBlock(p, a, a.PublicAccess, estate.No())
	}
	for _, a := range estate.All[*estate.AccountPublicAccess](p.Estate) {
		judgeBlock(p, a, a.PublicAccess, estate.Yes())
	}
}

// judgeBlock makes one finding of the settings that are off. Those on ACLs
// matter less where ACLs are disabled, as they are for new buckets.
func judgeBlock(p *review.Pass, r estate.Resource, b estate.PublicAccessBlock, acls estate.Truth) {
	settings := []struct {
		name string
		on   estate.Value[bool]
		acl  bool
	}{
		{"BlockPublicPolicy", b.BlockPublicPolicy, false},
		{"RestrictPublicBuckets", b.RestrictPublicBuckets, false},
		{"BlockPublicAcls", b.BlockPublicACLs, true},
		{"IgnorePublicAcls", b.IgnorePublicACLs, true},
	}
	bad := estate.No()
	d := review.Detail{Severity: finding.Medium, Weighed: true}
	written := r.Base().Properties.At("PublicAccessBlockConfiguration").Place()
	var off []string
	for _, s := range settings {
		t := isFalse(s.on)
		bad = bad.Or(t)
		if t.True.IsNever() && t.Unknown.IsNever() {
			continue
		}
		if !s.acl || !acls.True.IsNever() {
			d.Severity = finding.High
		}
		if d.At.IsZero() {
			d.At = s.on.Origin
		}
		off = append(off, s.name)
	}
	if d.At.IsZero() { // a setting that is left out
		d.At = written
	}
	d.Key = review.Listed(off)
	d.Message = strings.Join(off, ", ") + " off: public access is not blocked"
	p.Judge(r, bad, d)
}

// aclsInUse is true where a bucket takes ACLs at all.
func aclsInUse(b *estate.Bucket) estate.Truth {
	return estate.When(b.Ownership, false, func(s string) bool { return s != "BucketOwnerEnforced" })
}
