package data

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// S3Public asks that neither policy nor ACL opens a bucket to everyone.
func S3Public() *review.Rule {
	return &review.Rule{
		ID: "DATA-S3-PUBLIC", Area: finding.Data, Severity: finding.High,
		Title: "No bucket is open to everyone",
		Why: "A policy or ACL for everyone lets anybody on the internet read, and with write actions replace or delete, what is in the " +
			"bucket. Lists of open buckets are traded; data that was public once stays public.",
		Fix: "Name the principals that need the bucket, or limit the statement by aws:PrincipalOrgID, aws:SourceVpce or a fixed " +
			"aws:SourceArn. Publish through CloudFront with origin access control.",
		Needs: []string{"IAM"}, References: []string{"FSBP S3.2", "FSBP S3.3", "FSBP S3.12", "WA SEC03-BP07"},
		Specimen: bucketPolicySpecimen(`"*"`),
		Twin:     bucketPolicySpecimen("{Service: cloudfront.amazonaws.com}"),
		Check:    checkS3Public,
	}
}

func bucketPolicySpecimen(principal string) string {
	return `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: false
        IgnorePublicAcls: true
        RestrictPublicBuckets: false
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: ` + principal + `, Action: "s3:GetObject", Resource: !Sub "${Bucket.Arn}/*"}
`
}

// A policy for everyone has no effect where Block Public Access refuses or
// restricts it. Where nothing is written the policy cannot be deployed on a new
// bucket, and is public on one from before April 2023: that is no excuse.
func checkS3Public(p *review.Pass) {
	for _, b := range estate.All[*estate.Bucket](p.Estate) {
		public := estate.When(b.ACL, false, publicACL).And(isTrue(b.PublicAccess.IgnorePublicACLs).Or(isTrue(b.PublicAccess.BlockPublicACLs)).Not()).
			And(estate.Is(b.Ownership, "BucketOwnerEnforced").Not())
		acl, _ := b.ACL.Known()
		d := review.Detail{At: b.ACL.Origin, Message: "its ACL is for everyone"}
		if acl != "" {
			d.Message = "its ACL, " + acl + ", is for everyone"
		}
		if acl == "PublicReadWrite" {
			d.Severity, d.Weighed = finding.Critical, true
		}
		p.Judge(b, public, d)
	}
	for _, b := range estate.All[*estate.BucketPolicy](p.Estate) {
		d := review.Detail{}
		blocked := estate.No()
		if bucket, ok := known[*estate.Bucket](p.Estate, b.Bucket); ok {
			blocked = blocksPolicies(bucket.PublicAccess)
			if estate.IsAbsent(bucket.PublicAccess.BlockPublicPolicy).True.IsAlways() {
				d.Facts = append(d.Facts, "new buckets refuse such a policy unless Block Public Access is switched off; buckets from before April 2023 take it")
			}
		}
		p.JudgeDocument(b, b.Document, policy.Public, blocked, d, weighPublic)
	}
	for _, a := range estate.All[*estate.AccessPoint](p.Estate) {
		if !a.Policy.IsMissing() {
			off := isFalse(a.PublicAccess.BlockPublicPolicy).And(isFalse(a.PublicAccess.RestrictPublicBuckets))
			closed := off.Not().Or(estate.IsAbsent(a.VPC).Not())
			p.JudgeDocument(a, a.Policy, policy.Public, closed, review.Detail{}, weighPublic)
		}
	}
}

func blocksPolicies(b estate.PublicAccessBlock) estate.Truth {
	return isTrue(b.BlockPublicPolicy).Or(isTrue(b.RestrictPublicBuckets))
}

func publicACL(acl string) bool {
	return acl == "PublicRead" || acl == "PublicReadWrite" || acl == "AuthenticatedRead"
}

// weighPublic: everybody's writing is worse than everybody's reading.
func weighPublic(reasons []policy.Reason) finding.Severity {
	for _, r := range reasons {
		for _, a := range r.Actions {
			if policy.LevelOf(policy.Literal(a)) > policy.LevelRead {
				return finding.Critical
			}
		}
	}
	return finding.High
}

// known is the resource that a value refers to in every scenario.
func known[T estate.Resource](e *estate.Estate, v estate.Value[estate.Text]) (T, bool) {
	t, ok := v.Known()
	if !ok {
		var zero T
		return zero, false
	}
	return estate.FollowTo[T](e, t)
}
