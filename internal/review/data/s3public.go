package data

import (
	"slices"
	"strings"

	"ringwall/internal/authz/directory"
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
	judgeObjects(p)
	for _, b := range estate.All[*estate.Bucket](p.Estate) {
		public := estate.When(b.ACL, false, publicACL).And(isTrue(b.PublicAccess.IgnorePublicACLs).Or(isTrue(b.PublicAccess.BlockPublicACLs)).Not()).
			And(estate.Is(b.Ownership, "BucketOwnerEnforced").Not())
		acl, _ := b.ACL.Known()
		d := review.Detail{At: b.ACL.Origin, Message: "its ACL is for everyone"}
		if acl != "" {
			d.Message = "its ACL, " + acl + ", is for everyone"
		}
		if acl == "PublicReadWrite" || writesForAll(b) {
			d.Severity, d.Weighed = finding.Critical, true
		}
		public = public.Or(publicGrants(b)).And(accountIgnores(p.Estate, b).Not())
		p.Judge(b, public, d)
	}
	for _, b := range estate.All[*estate.BucketPolicy](p.Estate) {
		d := review.Detail{}
		blocked := estate.No()
		if bucket, ok := known[*estate.Bucket](p.Estate, b.Bucket); ok {
			blocked = blocksPolicies(bucket.Base(), bucket.PublicAccess).Or(accountRestricts(p.Estate, bucket)).Or(refusesEveryone(p, bucket, b))
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

// blocksPolicies: a new bucket refuses a public policy by BlockPublicPolicy; one
// that stands may have got it before, and only RestrictPublicBuckets counts.
func blocksPolicies(c *estate.Core, b estate.PublicAccessBlock) estate.Truth {
	if c.Physical != "" {
		return isTrue(b.RestrictPublicBuckets)
	}
	return isTrue(b.BlockPublicPolicy).Or(isTrue(b.RestrictPublicBuckets))
}

// accountRestricts and accountIgnores ask the settings of the bucket's account: "the
// most restrictive combination" applies ("Blocking public access to your Amazon S3
// storage").
func accountRestricts(e *estate.Estate, b *estate.Bucket) estate.Truth {
	return ofAccount(e, b, func(s estate.PublicAccessBlock) estate.Truth { return isTrue(s.RestrictPublicBuckets) })
}

func accountIgnores(e *estate.Estate, b *estate.Bucket) estate.Truth {
	return ofAccount(e, b, func(s estate.PublicAccessBlock) estate.Truth { return isTrue(s.IgnorePublicACLs) })
}

func ofAccount(e *estate.Estate, b *estate.Bucket, on func(estate.PublicAccessBlock) estate.Truth) estate.Truth {
	out := estate.No()
	for _, a := range estate.All[*estate.AccountPublicAccess](e) {
		if a.Account.Equal(b.Account) && len(a.Account.Parts()) > 0 {
			out = out.Or(on(a.PublicAccess).Given(a.When))
		}
	}
	return out
}

// publicGrants: a bucket's list names the groups of everybody, or of everybody
// who has an account.
func publicGrants(b *estate.Bucket) estate.Truth {
	group := review.AnyItem(b.Grants, func(g estate.BucketGrant) estate.Truth {
		return review.Ask(g.Grantee, estate.No(), func(t estate.Text) estate.Truth {
			return review.Spells(t, g.Origin, func(s string) bool {
				return strings.HasSuffix(s, "/global/AllUsers") || strings.HasSuffix(s, "/global/AuthenticatedUsers")
			}).And(estate.When(g.Kind, true, func(kind string) bool { return kind == "Group" }))
		})
	})
	return group.And(isTrue(b.PublicAccess.IgnorePublicACLs).Not()).And(estate.Is(b.Ownership, "BucketOwnerEnforced").Not())
}

// writesForAll reports a list by which the groups of everybody change objects or the
// list itself.
func writesForAll(b *estate.Bucket) bool {
	return slices.ContainsFunc(b.Grants.Known, func(g estate.Item[estate.BucketGrant]) bool {
		who, _ := g.Is.Grantee.Known()
		what, _ := g.Is.Permission.Known()
		everybody := strings.HasSuffix(who.String(), "/global/AllUsers") || strings.HasSuffix(who.String(), "/global/AuthenticatedUsers")
		return everybody && g.When.IsAlways() && (what == "WRITE" || what == "WRITE_ACP" || what == "FULL_CONTROL")
	})
}

// refusesEveryone decides the requests that a policy seems to open to everyone: it
// is true where each of them is denied all the same, to callers without credentials
// and to those of other accounts, as by a Deny under conditions or by an
// organisation's policy.
func refusesEveryone(p *review.Pass, b *estate.Bucket, policyOf *estate.BucketPolicy) estate.Truth {
	open, reasons := p.AskDocument(policyOf.Document, policy.Public)
	if open.True.IsNever() {
		return estate.No()
	}
	out := estate.Yes()
	for _, r := range reasons {
		if len(r.Actions) == 0 {
			return estate.No()
		}
		for _, entry := range r.Actions {
			asked := 0
			for _, action := range p.Shared.Catalog().Expand(entry) {
				is, ok := refusesStrangers(p.Shared.Directory(), b, action)
				if !ok {
					continue
				}
				if out = out.And(is); out.True.IsNever() {
					return estate.No()
				}
				asked++
			}
			if asked == 0 { // an entry that stands for no action, or for all but some
				return estate.No()
			}
		}
	}
	return out
}

// refusesStrangers asks for an action on a bucket or all that is in it; false if the
// action takes neither.
func refusesStrangers(dir *directory.Directory, b *estate.Bucket, action string) (estate.Truth, bool) {
	target, ok := dir.On(b, action)
	if !ok {
		return estate.No(), false
	}
	out := estate.Yes()
	for _, who := range []string{"anonymous", "arn:aws:iam::999999999999:role/anybody"} {
		caller, err := dir.Principal(who)
		if err != nil {
			return estate.No(), true
		}
		a := dir.Ask(directory.Question{Principal: caller, Action: action, Target: target})
		out = out.And(estate.Holds(a.Truth.False))
	}
	return out, true
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
