package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// WideActions asks that resource policies give other accounts what they need, and
// no more.
func WideActions() *review.Rule {
	return &review.Rule{
		ID: "DATA-POLICY-WIDE-ACTIONS", Area: finding.Data, Severity: finding.Medium,
		Title: "Policies of resources give other accounts no whole service",
		Why: "With all actions of the service another account may delete the queue, read what it should only write, and change the " +
			"policy itself.",
		Fix:   "List the actions that the other account needs: sqs:SendMessage, sns:Publish, s3:GetObject.",
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP08", "WA SEC03-BP02"},
		Specimen: partnerQueue("sqs:*"), Twin: partnerQueue("sqs:SendMessage"),
		Check: checkWideActions,
	}
}

func partnerQueue(action string) string {
	return `Resources:
  Queue:
    Type: AWS::SQS::Queue
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {AWS: ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"]}, Action: "` + action + `", Resource: !GetAtt Queue.Arn}
`
}

// Keys are DATA-KMS-POLICY's.
func checkWideActions(p *review.Pass) {
	for _, g := range guarded(p.Estate) {
		own := g.resource.Base().Account
		p.JudgeDocument(g.resource, g.document, func(d policy.Document) policy.Result {
			return review.AskStatements(d, func(s policy.Statement) policy.Reason { return wideFor(s, own) })
		}, estate.No(), review.Detail{}, nil)
	}
}

func wideFor(s policy.Statement, own estate.Text) policy.Reason {
	outside, who := review.Outsiders(s, own)
	a := s.IsAllow().And(outside)
	if a == policy.No {
		return policy.Reason{Answer: policy.No}
	}
	var stars, holes []string
	everything := policy.ActionPattern(policy.Literal("*"))
	for _, t := range s.Actions {
		text, known := t.Known()
		if policy.ActionPattern(t).Covers(everything) == policy.Unknown {
			holes = append(holes, t.String())
		}
		if _, name, _ := strings.Cut(text, ":"); known && (text == "*" || name == "*") {
			stars = append(stars, text)
		}
	}
	if s.NotActions != nil {
		stars = []string{"all actions but " + strings.Join(review.Names(s.NotActions), ", ")}
	}
	if len(stars) == 0 && len(holes) > 0 {
		stars, a = holes, a.And(policy.Unknown) // it may be *
	}
	if len(stars) == 0 {
		return policy.Reason{Answer: policy.No}
	}
	return policy.Reason{
		Answer: a, Why: "lets " + strings.Join(who, ", ") + " do " + strings.Join(stars, ", "), Actions: stars, Resources: review.Names(s.Resources),
	}
}

// guard is a resource and a policy that is its own.
type guard struct {
	resource estate.Resource
	document *estate.Tree
}

// guarded are the policies of resources, but for keys, roles and functions.
func guarded(e *estate.Estate) []guard {
	var out []guard
	for _, r := range e.Resources {
		var t *estate.Tree
		switch r := r.(type) {
		case *estate.BucketPolicy:
			t = r.Document
		case *estate.AccessPoint:
			t = r.Policy
		case *estate.QueuePolicy:
			t = r.Document
		case *estate.TopicPolicy:
			t = r.Document
		case *estate.SecretPolicy:
			t = r.Document
		case *estate.Repository:
			t = r.Policy
		case *estate.EventBus:
			t = r.Policy
		case *estate.BackupVault:
			t = r.Policy
		case *estate.DynamoTable:
			t = r.Policy
		case *estate.FileSystem:
			t = r.Policy
		case *estate.SearchDomain:
			t = r.Policy
		case *estate.ResourcePolicy:
			t = r.Document
		}
		if !t.IsMissing() {
			out = append(out, guard{r, t})
		}
	}
	return out
}

// isPrincipalKey reports the condition keys that say who calls.
func isPrincipalKey(t policy.Text) bool {
	key, known := t.Known()
	key = strings.ToLower(key)
	return known && (strings.HasPrefix(key, "aws:principal") || key == "aws:userid")
}
