package incident_test

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/incident"
	"ringwall/internal/review/reviewtest"
)

func TestRespondersCanAct(t *testing.T) {
	for _, x := range []struct {
		rule     *review.Rule
		from, to string
		resource estate.ID
		want     finding.Status
	}{
		{incident.FindingTargetWorks(), `Principal: events.amazonaws.com`, `Principal: s3.amazonaws.com`, "Findings", finding.Fail},
		{incident.FindingTargetWorks(), `Action: "lambda:GetFunction"`, `Action: "lambda:*"`, "Findings", finding.Pass},
		{incident.FindingTargetWorks(), `Action: "lambda:GetFunction"`, `Action: !Ref Param`, "Findings", finding.Unknown},
		{incident.FindingTargetWorks(), `SourceArn: !GetAtt Findings.Arn`, `SourceArn: "arn:aws:s3:::bucket"`, "Findings", finding.Fail},
		{incident.ResponderRole(), `"cloudtrail:*"`, `!Ref Param`, "IncidentResponder", finding.Unknown},
		{incident.ResponderRole(), `Resource: "*"}`, `Resource: "*"}, {Effect: Deny, Action: ["cloudtrail:Stop*", "cloudtrail:Delete*"], Resource: "*"}`, "IncidentResponder", finding.Pass},
		{incident.ResponderRole(), `Bool: {"aws:MultiFactorAuthPresent": "true"}`, `StringEquals: {"aws:PrincipalOrgID": o-example}`, "IncidentResponder", finding.Fail},
		{incident.EvidenceStore(), `"s3:PutObject", "s3:GetObject"`, `"s3:PutObject", !Ref Param`, "EvidenceBucket", finding.Unknown},
		{incident.EvidenceStore(), `ObjectLockEnabled: true`, `BucketName: evidence`, "EvidenceBucket", finding.Fail},
		{incident.SnapshotShare(), `Encrypted: true, KmsKeyId: alias/aws/ebs`, `Encrypted: false`, "Disk", finding.Pass},
		{incident.SnapshotShare(), `Encrypted: true`, `Encrypted: !Ref Param`, "Disk", finding.Unknown},
		{incident.IsolateIdentity(), `"iam:PutRolePolicy"`, `"iam:*"`, "RevokeSessions", finding.Pass},
		{incident.IsolateIdentity(), `"iam:PutRolePolicy"`, `!Ref Param`, "RevokeSessions", finding.Unknown},
		{incident.ContainPath(), `Arn: !Ref Alerts`, `Arn: !Ref Param`, "Findings", finding.Unknown},
	} {
		if !strings.Contains(x.rule.Specimen, x.from) {
			t.Fatalf("%s: the specimen has no %q", x.rule.ID, x.from)
		}
		t.Run(x.rule.ID+" "+x.to, func(t *testing.T) {
			check(t, x.rule, "Parameters:\n  Param: {Type: String}\n"+strings.Replace(x.rule.Specimen, x.from, x.to, 1), x.resource, x.want)
		})
	}
}

func TestControlsWithoutSubjectsAreUnknown(t *testing.T) {
	for _, r := range []*review.Rule{incident.ResponderRole(), incident.EvidenceStore(), incident.IsolateIdentity()} {
		check(t, r, "Resources:\n  B: {Type: 'AWS::S3::Bucket'}\n", "B", finding.Pass)
		if got := runOne(t, r); got != finding.Unknown {
			t.Errorf("%s is %v where nothing is for it", r.ID, got)
		}
	}
}

func runOne(t *testing.T, r *review.Rule) finding.Status {
	t.Helper()
	return reviewtest.Run(t, r, "Resources:\n  B: {Type: 'AWS::S3::Bucket'}\n").Controls[0].Status
}
