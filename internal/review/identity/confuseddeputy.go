package identity

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// ConfusedDeputy asks that a resource's policy which lets a service in says for
// whom. Roles are left out: a service takes one only for who may pass it, in the
// same account ("The confused deputy problem"); functions are IAM-LAMBDA-PUBLIC's.
func ConfusedDeputy() *review.Rule {
	return &review.Rule{
		ID: "IAM-CONFUSED-DEPUTY", Area: finding.Identity, Severity: finding.Medium,
		Title: "Services that resource policies let in act for one's own accounts only",
		Why: "A service such as SNS, EventBridge or S3 works for everybody. A queue, topic, bucket or key that lets it in without " +
			"saying for whom takes messages and files from any customer's resources.",
		Fix: "Add Condition: {ArnLike: {aws:SourceArn: ARN-OF-THE-SOURCE}}, or aws:SourceAccount with the account's id, or " +
			"aws:SourceOrgID for the whole organisation.",
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP08"},
		Specimen: deputySpecimen(""),
		Twin:     deputySpecimen(`, Condition: {ArnLike: {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:orders"}}`),
		Check:    checkConfusedDeputy,
	}
}

func deputySpecimen(condition string) string {
	return `Resources:
  Orders:
    Type: AWS::SQS::Queue
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Orders]
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: "sqs:SendMessage", Resource: !GetAtt Orders.Arn` + condition + `}]
`
}

func checkConfusedDeputy(p *review.Pass) {
	for _, r := range p.Estate.Resources {
		if t := deputyPolicy(r); !t.IsMissing() {
			p.JudgeDocument(r, t, confusable, estate.No(), review.Detail{}, nil)
		}
	}
}

// deputyPolicy is the policy of a resource that services act on for others. The
// guides of SNS, SQS, S3 and Secrets Manager ask for these conditions. A key's
// policy is for services that use the key with a grant or a context of their own.
func deputyPolicy(r estate.Resource) *estate.Tree {
	switch r := r.(type) {
	case *estate.QueuePolicy:
		return r.Document
	case *estate.TopicPolicy:
		return r.Document
	case *estate.BucketPolicy:
		return r.Document
	case *estate.SecretPolicy:
		return r.Document
	}
	return nil
}

// confusable answers which statements let a service in without a limit on whom it
// acts for.
func confusable(d policy.Document) policy.Result {
	out := policy.Result{Answer: policy.No}
	for _, t := range policy.TrustsAccounts(d) {
		if t.Kind != policy.TrustService || forOneself(t.Name.String()) {
			continue
		}
		s := d.Statements[t.Statement]
		bad := t.Limited.Not().And(s.IsAllow())
		if parts := t.Name.Parts(); len(parts) == 1 && parts[0].Hole != "" {
			bad = bad.And(policy.Unknown) // nobody knows whether it is a service
		}
		if slices.ContainsFunc(s.Conditions, sourced) || onlyLooks(&s) {
			continue
		}
		if bad != policy.No {
			out.Answer = out.Answer.Or(bad)
			out.Because = append(out.Because, policy.Reason{
				Answer: bad, Statement: t.Statement, Sid: t.Sid, Pos: s.Pos,
				Why: "lets " + t.Name.String() + " in for every customer: no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID",
			})
		}
	}
	return out
}

// forOneself are services that write to a bucket for the account that owns it, by
// their own checks, or that have no source to name.
func forOneself(service string) bool {
	return slices.ContainsFunc([]string{"elasticloadbalancing.", "logdelivery.", "redshift."}, func(s string) bool { return strings.HasPrefix(service, s) })
}

// onlyLooks tells statements that let a service see that a bucket is there and whose
// it is, before it delivers: nobody gains by sending it to look.
func onlyLooks(s *policy.Statement) bool {
	for _, a := range s.Actions {
		switch strings.ToLower(a.String()) {
		case "s3:getbucketacl", "s3:getbucketlocation", "s3:listbucket":
		default:
			return false
		}
	}
	return len(s.Actions) > 0
}

// sourced reports a condition on the source, whatever it asks of it: one that is
// too wide is for the eye, not for this control.
func sourced(c policy.Condition) bool {
	key := strings.ToLower(c.Key.String())
	for _, s := range []string{"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:principalorgid"} {
		if key == s {
			return true
		}
	}
	return strings.HasPrefix(key, "${") // a key that only the deployment knows
}
