package data

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// QueueTopicPublic asks the same of queues, topics, buses, repositories, layers,
// secrets and vaults.
func QueueTopicPublic() *review.Rule {
	return &review.Rule{
		ID: "DATA-QUEUE-TOPIC-PUBLIC", Area: finding.Data, Severity: finding.High,
		Title: "No queue, topic, bus, repository, layer, secret or vault is open to everyone",
		Why: "A policy for everyone lets strangers read messages, subscribe to topics, pull images or put forged events into the " +
			"system, which then acts on them with its own rights.",
		Fix: "Name the accounts and services that need it. For an AWS service add a condition on aws:SourceArn or aws:SourceAccount, " +
			"for the organisation one on aws:PrincipalOrgID.",
		Needs: []string{"IAM"}, References: []string{"FSBP SNS.4", "FSBP SQS.3", "FSBP EventBridge.3", "WA SEC03-BP07"},
		Specimen: queuePolicySpecimen(""),
		Twin:     queuePolicySpecimen(`, Condition: {ArnEquals: {"aws:SourceArn": !Ref Topic}}`),
		Check:    checkQueueTopicPublic,
	}
}

func queuePolicySpecimen(condition string) string {
	return `Resources:
  Topic:
    Type: AWS::SNS::Topic
  Queue:
    Type: AWS::SQS::Queue
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: !GetAtt Queue.Arn` + condition + `}
`
}

func checkQueueTopicPublic(p *review.Pass) {
	ask := func(r estate.Resource, document *estate.Tree, except estate.Truth) {
		if !document.IsMissing() {
			p.JudgeDocument(r, document, policy.Public, except, review.Detail{}, nil)
		}
	}
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.QueuePolicy:
			ask(r, r.Document, estate.No())
		case *estate.TopicPolicy:
			ask(r, r.Document, estate.No())
		case *estate.EventBus:
			ask(r, r.Policy, estate.No())
		case *estate.EventBusPolicy:
			judgeBusPolicy(p, r)
		case *estate.Repository:
			ask(r, r.Policy, estate.No())
		case *estate.SecretPolicy:
			ask(r, r.Document, isTrue(r.BlockPublic))
		case *estate.BackupVault:
			ask(r, r.Policy, estate.No())
		case *estate.Other:
			if r.Type == "AWS::Lambda::LayerVersionPermission" {
				judgeLayer(p, r)
			}
		}
	}
}

// judgeBusPolicy: a bus policy is one statement, or the principal of the older
// form, with or without a condition.
func judgeBusPolicy(p *review.Pass, b *estate.EventBusPolicy) {
	if !b.Statement.IsMissing() {
		document := &estate.Tree{Kind: estate.Map, Origin: b.Statement.Origin, Fields: []estate.Field{
			estate.NewField("Statement", b.Statement, b.Statement.Origin),
		}}
		p.JudgeDocument(b, document, policy.Public, estate.No(), review.Detail{}, nil)
		return
	}
	limited := estate.No()
	if !b.Condition.IsMissing() {
		limited = estate.Yes()
	}
	p.Judge(b, isStar(b.Principal).And(limited.Not()), review.Detail{At: b.Principal.Origin, Message: "lets every account put events on the bus"})
}

func judgeLayer(p *review.Pass, r *estate.Other) {
	principal := r.Properties.At("Principal").AsText()
	ours := estate.IsAbsent(r.Properties.At("OrganizationId").AsText()).Not()
	p.Judge(r, isStar(principal).And(ours.Not()), review.Detail{
		At: principal.Origin, Message: "lets every account use the layer, and read the code in it", Severity: finding.Medium, Weighed: true,
	})
}

func isStar(v estate.Value[estate.Text]) estate.Truth {
	return review.Ask(v, estate.No(), func(t estate.Text) estate.Truth {
		return estate.When(estate.OfAlternatives(v.Origin, t.Expand()...), false, func(s string) bool { return s == "*" })
	})
}
