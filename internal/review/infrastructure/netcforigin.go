package infrastructure

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// OriginLocked is NET-CF-ORIGIN-LOCKED: nobody gets at the origin but through the
// distribution.
func OriginLocked() *review.Rule {
	return &review.Rule{
		ID: "NET-CF-ORIGIN-LOCKED", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Origins of CloudFront answer to their own distribution only",
		Why: "What CloudFront, its WAF and its signed URLs guard is open to whoever knows the origin's own address, or makes a " +
			"distribution of his own with the same origin.",
		Fix: "Use an origin access control for buckets and ask for AWS:SourceArn of the distribution in the bucket's policy; for load " +
			"balancers a VPC origin, or CloudFront's prefix list and a secret header.",
		Needs:      []string{"NET", "IAM"},
		References: []string{"FSBP CloudFront.13", "WA SEC05-BP02"},
		Specimen:   originTemplate(""),
		Twin:       originTemplate(`, Condition: {StringEquals: {"AWS:SourceArn": !Sub "arn:aws:cloudfront::${AWS::AccountId}:distribution/${Distribution}"}}`),
		Check:      checkOrigins,
	}
}

func originTemplate(condition string) string {
	return `Resources:
  Site: {Type: AWS::S3::Bucket}
  SitePolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Site
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: cloudfront.amazonaws.com}, Action: "s3:GetObject", Resource: !Sub "${Site.Arn}/*"` + condition + `}
  Control:
    Type: AWS::CloudFront::OriginAccessControl
    Properties: {OriginAccessControlConfig: {Name: site, OriginAccessControlOriginType: s3, SigningBehavior: always, SigningProtocol: sigv4}}
  Distribution:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior: {TargetOriginId: site, ViewerProtocolPolicy: redirect-to-https, CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6}
        Origins: [{Id: site, DomainName: !GetAtt Site.RegionalDomainName, OriginAccessControlId: !GetAtt Control.Id, S3OriginConfig: {OriginAccessIdentity: ""}}]
`
}

func checkOrigins(p *review.Pass) {
	for _, d := range estate.All[*estate.Distribution](p.Estate) {
		var parts []review.Part
		detail := review.Detail{}
		for _, i := range d.Origins.Known {
			o := i.Is
			domain, ok := o.Domain.Known()
			if !ok {
				continue
			}
			at := o.Domain.Origin
			switch to := referred(p.Estate, domain).(type) {
			case *estate.Bucket:
				if b, facts := bucketParts(p, d, o, to); b != nil {
					parts, detail.Facts = append(parts, givenAt(b, estate.Holds(i.When), at)...), append(detail.Facts, facts...)
				}
			case *estate.LoadBalancer:
				around := estate.Is(to.Scheme, "internet-facing").And(anyAdmitsInternet(p.Estate, to.Groups))
				if len(o.Headers.Known) > 0 || len(o.Headers.Unknown) > 0 { // one of them may be the secret
					continue
				}
				parts = append(parts, review.Part{
					Bad: around.Given(i.When), At: at, Severity: finding.Low,
					Says: "load balancer " + to.Logical + " also answers who goes around CloudFront: its groups admit the internet, and no header tells requests apart",
				})
			}
		}
		if len(parts) > 0 {
			p.JudgeParts(d, parts, detail)
		} else {
			p.Good(d)
		}
	}
}

func givenAt(parts []review.Part, when estate.Truth, at estate.Origin) []review.Part {
	for i := range parts {
		parts[i].Bad, parts[i].At = parts[i].Bad.And(when), at
	}
	return parts
}

// referred is the resource of which a domain name is an attribute; nil if it is of
// none.
func referred(e *estate.Estate, t estate.Text) estate.Resource {
	for _, r := range t.References() {
		if out, ok := e.Get(r.Resource); ok {
			return out
		}
	}
	return nil
}

// bucketParts asks whether CloudFront signs its requests to a bucket, and whether
// another's distribution may read from it, too. Website endpoints take no signed
// requests.
func bucketParts(p *review.Pass, d *estate.Distribution, o estate.CDNOrigin, b *estate.Bucket) ([]review.Part, []string) {
	domain, _ := o.Domain.Known()
	if strings.Contains(domain.String(), "Website") || strings.Contains(domain.String(), "s3-website") {
		return []review.Part{{
			Bad: estate.Yes(), Severity: finding.Low,
			Says: "bucket " + b.Logical + " is an origin by its website address, which only works for buckets that everybody reads",
		}}, nil
	}
	identity := estate.When(o.Identity, true, func(t estate.Text) bool { return t.String() == "" })
	parts := []review.Part{{
		Bad: estate.IsAbsent(o.Access).And(identity), Severity: finding.Medium,
		Says: "CloudFront has neither origin access control nor identity for bucket " + b.Logical + ": it can only read what everybody can",
	}}
	dir := p.Shared.Directory()
	target, ok := dir.On(b, "s3:GetObject")
	if !ok {
		return parts, nil
	}
	a := dir.Ask(directory.Question{
		Principal: directory.Service("cloudfront.amazonaws.com"), Action: "s3:GetObject", Target: target,
		Said: []directory.Entry{
			{Key: "aws:SourceArn", Values: []string{"arn:aws:cloudfront::999999999999:distribution/EOFSOMEBODYELSE"}},
			{Key: "aws:SourceAccount", Values: []string{"999999999999"}}, {Key: "aws:SourceOrgID", Values: []string{"o-elsewhere00"}},
		},
	})
	if a.Verdict != authz.Allowed && a.Verdict != authz.Unknown || ownAlone(a.Decision, d) {
		return parts, nil
	}
	return append(parts, review.Part{
		Bad: a.Truth.Given(d.When), Severity: finding.Medium,
		Says: "the policy of bucket " + b.Logical + " lets the distributions of every AWS account read from it: it asks for no AWS:SourceArn",
	}), review.Cited(a.Decision)
}

// ownAlone reports a decision that only hangs on which account and distribution these
// are: a stranger's are others by definition.
func ownAlone(a authz.Decision, d *estate.Distribution) bool {
	for _, c := range a.Causes {
		own := c.Why == "AWS::AccountId" || c.Why == "AWS::Partition" || c.Why == string(d.ID) || strings.HasPrefix(c.Why, string(d.ID)+".")
		if !own || !strings.HasPrefix(strings.ToLower(c.Key), "aws:source") {
			return false
		}
	}
	return len(a.Causes) > 0
}
