package detection

import (
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// TrailKMS is DET-TRAIL-KMS: the trail's files are encrypted with a key of one's
// own, and CloudTrail can use it.
func TrailKMS() *review.Rule {
	return &review.Rule{
		ID: "DET-TRAIL-KMS", Area: finding.Detection, Severity: finding.Low,
		Title: "Trails are encrypted with a customer-managed key that CloudTrail may use",
		Why: "With a key of one's own, whoever may read the bucket still can't read the log, and each reading is in a log itself. A " +
			"key whose policy doesn't let CloudTrail encrypt is worse than none: deliveries fail, and the log has a hole.",
		Fix: "Set KMSKeyId, and let cloudtrail.amazonaws.com do kms:GenerateDataKey* and kms:DescribeKey in the key's policy, with " +
			"aws:SourceArn of the trail.",
		Needs:      []string{"IAM"},
		References: []string{"FSBP CloudTrail.2", "CIS 4.5", "WA SEC04-BP01"},
		Specimen:   trailKeyTemplate("kms:Encrypt"),
		Twin:       trailKeyTemplate("kms:GenerateDataKey*"),
		Check:      checkTrailKMS,
	}
}

func trailKeyTemplate(action string) string {
	return `Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {TrailName: audit, S3BucketName: audit-logs, IsLogging: true, EnableLogFileValidation: true, KMSKeyId: !GetAtt Key.Arn}
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}
          - Effect: Allow
            Principal: {Service: cloudtrail.amazonaws.com}
            Action: "` + action + `"
            Resource: "*"
            Condition: {StringEquals: {"aws:SourceArn": !Sub "arn:aws:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/audit"}}
`
}

func checkTrailKMS(p *review.Pass) {
	for _, t := range estate.All[*estate.Trail](p.Estate) {
		parts := []review.Part{{
			Bad: review.Sure(review.Blank(t.KMSKey)), At: t.KMSKey.Origin,
			Says: "the trail's files have no key of one's own: who may read the bucket reads the log", Severity: finding.Low,
		}}
		d := review.Detail{}
		if text, ok := t.KMSKey.Known(); ok {
			if k, found := review.KeyOf(p.Estate, text); found {
				a := mayEncrypt(p, t, k)
				parts = append(parts, review.Part{
					Bad: a.Truth.Not(), At: k.Policy.Place(), Severity: finding.Medium,
					Says: "the policy of key " + k.Logical + " doesn't let cloudtrail.amazonaws.com do kms:GenerateDataKey: CloudTrail can't write the log",
				})
				d.Facts = review.Cited(a.Decision)
			}
		}
		p.JudgeParts(t, parts, d)
		p.Hinge(t, review.Blank(t.KMSKey))
	}
}

// mayEncrypt asks as CloudTrail does ("Configure AWS KMS key policies for
// CloudTrail").
func mayEncrypt(p *review.Pass, t *estate.Trail, k *estate.Key) directory.Answer {
	dir := p.Shared.Directory()
	arn := dir.ARN(t)
	target, _ := dir.On(k, "kms:GenerateDataKey")
	return dir.Ask(directory.Question{
		Principal: directory.Service("cloudtrail.amazonaws.com"), Action: "kms:GenerateDataKey", Target: target,
		Said: []directory.Entry{
			{Key: "aws:SourceArn", Text: arn}, {Key: "aws:SourceAccount", Text: t.Account},
			{Key: "kms:EncryptionContext:aws:cloudtrail:arn", Text: arn},
		},
	})
}
