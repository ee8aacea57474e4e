package data

import (
	"slices"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// StreamsQueues asks that messages are encrypted, and that who sends and takes them
// can use the key.
func StreamsQueues() *review.Rule {
	return &review.Rule{
		ID: "DATA-STREAMS-QUEUES", Area: finding.Data, Severity: finding.Low, Raise: review.ByClass,
		Title: "Queues, topics and streams are encrypted, and those who use them may use their keys",
		Why: "Messages hold the same data as the tables they come from. But a key that the sender may not use loses every message " +
			"in silence: the topic delivers to an encrypted queue only if its service may use the queue's key.",
		Fix: "Let the sending service do kms:GenerateDataKey and kms:Decrypt in the key's policy, and the reader's role kms:Decrypt; set " +
			"StreamEncryption on streams.",
		Needs: []string{"J", "IAM"}, References: []string{"FSBP SNS.1", "FSBP SQS.1", "FSBP Kinesis.1", "FSBP DataFirehose.1", "FSBP MSK.1", "WA SEC08-BP02"},
		Specimen: encryptedQueue("sqs.amazonaws.com"), Twin: encryptedQueue("sns.amazonaws.com"),
		Check: checkStreams,
	}
}

func encryptedQueue(service string) string {
	return `Resources:
  Orders:
    Type: AWS::SNS::Topic
    Properties: {KmsMasterKeyId: alias/aws/sns}
  Work:
    Type: AWS::SQS::Queue
    Properties: {KmsMasterKeyId: !GetAtt Key.Arn}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Orders, Protocol: sqs, Endpoint: !GetAtt Work.Arn}
  WorkPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Work]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: "sqs:SendMessage", Resource: !GetAtt Work.Arn, Condition: {ArnEquals: {"aws:SourceArn": !Ref Orders}}}
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: "kms:*", Resource: "*"}
          - {Effect: Allow, Principal: {Service: ` + service + `}, Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: "*"}
`
}

func checkStreams(p *review.Pass) {
	for _, s := range estate.All[*estate.Stream](p.Estate) {
		judgeUsers(p, s, s.KMSKey, []review.Part{{
			Bad: isFalse(s.Encrypted), Says: "the stream is not encrypted", Severity: finding.Low, At: s.Encrypted.Origin,
		}})
	}
	for _, d := range estate.All[*estate.DeliveryStream](p.Estate) {
		// From a stream records come encrypted as the stream is, and are kept so.
		direct := wordIs(d.Kind, "DirectPut")
		p.Judge(d, direct.And(isFalse(d.Encrypted.Or(false))), review.Detail{At: d.Encrypted.Origin, Message: "records wait for delivery unencrypted"})
	}
	for _, k := range estate.All[*estate.KafkaCluster](p.Estate) {
		p.JudgeParts(k, kafkaParts(k), review.Detail{Fix: "Set EncryptionInTransit {ClientBroker: TLS, InCluster: true}, and ClientAuthentication by IAM, SCRAM or TLS."})
	}
	for _, q := range estate.All[*estate.Queue](p.Estate) {
		parts := []review.Part{{
			Bad:  estate.IsAbsent(q.KMSKey).And(isFalse(q.ManagedSSE)),
			Says: "encryption at rest is switched off", Severity: finding.Low, At: q.ManagedSSE.Origin,
		}}
		judgeUsers(p, q, q.KMSKey, append(parts, undelivered(p, q)...))
	}
	for _, t := range estate.All[*estate.Topic](p.Estate) {
		p.Judge(t, estate.IsAbsent(t.KMSKey), review.Detail{
			At: t.KMSKey.Origin, Message: "the topic is not encrypted at rest with a key in KMS", Severity: finding.Info, Weighed: true,
		})
	}
}

// kafkaParts: a cluster is always encrypted at rest.
func kafkaParts(k *estate.KafkaCluster) []review.Part {
	return []review.Part{
		{Bad: wordIs(k.ClientBroker, "PLAINTEXT"), Says: "clients speak to brokers in the clear", Severity: finding.Medium, At: k.ClientBroker.Origin},
		{Bad: wordIs(k.ClientBroker, "TLS_PLAINTEXT"), Says: "clients may speak to brokers in the clear", Severity: finding.Low, At: k.ClientBroker.Origin},
		{Bad: isFalse(k.InCluster), Says: "brokers speak to each other in the clear", Severity: finding.Low, At: k.InCluster.Origin},
		{Bad: isTrue(k.Unauthenticated), Says: "clients need no credentials", Severity: finding.Medium, At: k.Unauthenticated.Origin},
	}
}

// undelivered are the topics that deliver to a queue and can't: the queue's policy
// or key doesn't let them.
func undelivered(p *review.Pass, q *estate.Queue) []review.Part {
	var out []review.Part
	deliver := func(t *estate.Topic, when estate.Truth) {
		for _, o := range p.Obstacles(review.Delivery{From: "sns.amazonaws.com", Source: t, To: q}) {
			out = append(out, review.Part{
				Bad: o.Stops.And(when), At: o.At, Severity: finding.Medium,
				Says: "topic " + t.Logical + " can't deliver to the queue: " + o.Says,
			})
		}
	}
	for _, s := range estate.All[*estate.Subscription](p.Estate) {
		topic, ok := known[*estate.Topic](p.Estate, s.Topic)
		if to, found := known[*estate.Queue](p.Estate, s.Endpoint); ok && found && to.ID == q.ID {
			deliver(topic, estate.Holds(s.When))
		}
	}
	for _, t := range estate.All[*estate.Topic](p.Estate) {
		for _, s := range t.Subscriptions.Known {
			if to, found := known[*estate.Queue](p.Estate, s.Is.Endpoint); found && to.ID == q.ID {
				deliver(t, estate.Holds(s.When))
			}
		}
	}
	return out
}

// judgeUsers adds the functions that read from a queue or stream and can't use its
// key.
func judgeUsers(p *review.Pass, r estate.Resource, key estate.Value[estate.Text], parts []review.Part) {
	dir := p.Shared.Directory
	var facts []string
	if text, ok := key.Known(); ok {
		if k, found := review.KeyOf(p.Estate, text); found {
			for _, m := range estate.All[*estate.EventSourceMapping](p.Estate) {
				from, ok := p.Estate.Follow(valueText(m.Source))
				f, found := known[*estate.Function](p.Estate, m.Function)
				if !ok || !found || from.Base().ID != r.Base().ID {
					continue
				}
				if who := dir().Acting(f); who != nil {
					target, _ := dir().On(k, "kms:Decrypt")
					a := dir().Ask(directory.Question{Principal: who, Action: "kms:Decrypt", Target: target})
					if a.Verdict == authz.Allowed {
						continue
					}
					facts = append(facts, review.Cited(a.Decision)...)
					parts = append(parts, review.Part{
						Bad: estate.Holds(a.Truth.False).Given(m.When), At: k.Policy.Place(), Severity: finding.Medium,
						Says: "function " + f.Logical + " reads from it, but may not do kms:Decrypt with its key " + k.Logical,
					})
				}
			}
		}
	}
	p.JudgeParts(r, parts, review.Detail{Facts: slices.Compact(facts)})
}

func valueText(v estate.Value[estate.Text]) estate.Text {
	t, _ := v.Known()
	return t
}
