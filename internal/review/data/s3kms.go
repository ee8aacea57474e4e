package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// S3KMS asks for KMS encryption of buckets whose class demands it. S3 encrypts
// every bucket with its own key.
func S3KMS() *review.Rule {
	return &review.Rule{
		ID: "DATA-S3-KMS", Area: finding.Data, Severity: finding.Medium,
		Title: "Buckets with sensitive data are encrypted with a KMS key",
		Why: "With S3's own key whoever may read the object reads the data: there is no second lock. A KMS key adds one, with its own " +
			"policy and its own line in CloudTrail for every use, and can be taken away from everybody at once.",
		Fix: "Set BucketEncryption with SSEAlgorithm: aws:kms, KMSMasterKeyID of the class's customer-managed key and " +
			"BucketKeyEnabled: true.",
		Needs: []string{"A"}, References: []string{"FSBP S3.17", "WA SEC08-BP02"},
		Specimen: bucketSpecimen("Tags: [{Key: data-classification, Value: confidential}]"),
		Twin: bucketSpecimen(`Tags: [{Key: data-classification, Value: confidential}]
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - BucketKeyEnabled: true
            ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: alias/confidential}`),
		Check: checkS3KMS,
	}
}

func checkS3KMS(p *review.Pass) {
	for _, b := range estate.All[*estate.Bucket](p.Estate) {
		if sensitive(&b.Core).False.IsAlways() {
			continue
		}
		kms := estate.When(b.Encryption, false, func(s string) bool { return strings.HasPrefix(s, "aws:kms") })
		p.JudgeClassed(b, &b.Core, kms.Not(), review.Detail{
			At: b.Encryption.Origin, Message: "holds " + className(&b.Core) + " data, encrypted with S3's own key only",
		})
	}
}
