package data

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// S3TLS asks that buckets refuse plain HTTP.
func S3TLS() *review.Rule {
	return &review.Rule{
		ID: "DATA-S3-TLS", Area: finding.Data, Severity: finding.Info,
		Title: "Buckets refuse requests without TLS",
		Why: "Amazon S3 answers plain HTTP too. A client that is told a wrong address, or an old tool, then sends data and signed " +
			"requests that everybody on the path reads.",
		Fix: "Add to the bucket's policy: {Effect: Deny, Principal: \"*\", Action: \"s3:*\", Resource: [bucket, bucket/*], Condition: " +
			"{Bool: {aws:SecureTransport: \"false\"}}}.",
		Needs: []string{"IAM"}, References: []string{"FSBP S3.5", "CIS 3.1.1", "WA SEC09-BP02"},
		Specimen: tlsBucket("s3:GetObject"), Twin: tlsBucket("s3:*"),
		Check: checkS3TLS,
	}
}

func tlsBucket(action string) string {
	return `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {Tags: [{Key: data-classification, Value: confidential}]}
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: "` + action + `"
            Resource: [!GetAtt Bucket.Arn, !Sub "${Bucket.Arn}/*"]
            Condition: {Bool: {"aws:SecureTransport": "false"}}
`
}

func checkS3TLS(p *review.Pass) {
	policies := review.NamingOf(p.Estate, estate.All[*estate.BucketPolicy](p.Estate), func(x *estate.BucketPolicy) estate.Value[estate.Text] { return x.Bucket })
	for _, b := range estate.All[*estate.Bucket](p.Estate) {
		refuses := estate.No()
		d := review.Detail{Message: "no policy denies the bucket's requests that come without TLS"}
		for _, x := range policies.OfNamed(b.ID, b.BucketName) {
			of := review.Refers(p.Estate, x.Bucket, b).Or(review.Named(x.Bucket, b.BucketName))
			if of.True.IsNever() && of.Unknown.IsNever() {
				continue
			}
			is, _ := p.AskDocument(x.Document, func(doc policy.Document) policy.Result {
				return policy.DeniesInsecureTransport(doc, policy.Text{})
			})
			refuses = refuses.Or(of.And(is).Given(x.When))
			d.At = x.Document.Place()
		}
		if class := sensitive(b.Base()); !class.True.IsNever() {
			d.Severity, d.Weighed = finding.Medium, true
		}
		p.Judge(b, p.Lacks(refuses), d)
	}
}
