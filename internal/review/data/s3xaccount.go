package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// S3CrossAccount asks that no other account can change who may use a bucket.
func S3CrossAccount() *review.Rule {
	return &review.Rule{
		ID: "DATA-S3-XACCOUNT", Area: finding.Data, Severity: finding.High,
		Title: "Other accounts cannot change a bucket's policy, ACL or encryption",
		Why: "Who may write a bucket's policy may open it to the world, or shut its owner out. To share data, reading and writing " +
			"objects is enough.",
		Fix: "Leave s3:PutBucketPolicy, s3:DeleteBucketPolicy, s3:PutBucketAcl, s3:PutObjectAcl and s3:PutEncryptionConfiguration to the " +
			"bucket's own account: list the actions that the other account needs.",
		Needs: []string{"IAM"}, References: []string{"FSBP S3.6", "WA SEC03-BP08"},
		Specimen: sharedBucket("s3:*"), Twin: sharedBucket("s3:GetObject"),
		Check: checkS3CrossAccount,
	}
}

func sharedBucket(action string) string {
	return `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {BucketName: shared}
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: ["111122223333", "444455556666"]}
            Action: "` + action + `"
            Resource: [!GetAtt Bucket.Arn, !Sub "${Bucket.Arn}/*"]
`
}

// changing are the actions of FSBP S3.6.
var changing = []string{"s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutEncryptionConfiguration", "s3:PutObjectAcl"}

func checkS3CrossAccount(p *review.Pass) {
	for _, b := range estate.All[*estate.BucketPolicy](p.Estate) {
		p.JudgeDocument(b, b.Document, func(d policy.Document) policy.Result {
			return review.AskStatements(d, func(s policy.Statement) policy.Reason {
				return letsOthersChange(d, s, b.Account)
			})
		}, estate.No(), review.Detail{}, nil)
	}
}

func letsOthersChange(d policy.Document, s policy.Statement, own estate.Text) policy.Reason {
	outside, who := review.Outsiders(s, own)
	a := s.IsAllow().And(outside)
	if a == policy.No {
		return policy.Reason{Answer: policy.No}
	}
	sum := policy.No
	var actions []string
	for _, name := range changing {
		action := policy.ActionPattern(policy.Literal(name))
		if c := s.CoversAction(action).And(deniedToAll(d, action).Not()); c != policy.No {
			sum, actions = sum.Or(c), append(actions, name)
		}
	}
	return policy.Reason{
		Answer: a.And(sum), Why: "lets " + strings.Join(who, ", ") + " do " + strings.Join(actions, ", "),
		Actions: review.Names(s.Actions), Resources: review.Names(s.Resources),
	}
}

// deniedToAll answers whether an unconditional Deny for everyone takes an action
// away again.
func deniedToAll(d policy.Document, action policy.Pattern) policy.Answer {
	out := policy.No
	for _, s := range d.Statements {
		if s.Principal == nil || len(s.Conditions) > 0 || s.NotResources != nil {
			continue
		}
		out = out.Or(s.IsDeny().And(s.Principal.Everyone()).And(s.CoversAction(action)))
	}
	return out
}
