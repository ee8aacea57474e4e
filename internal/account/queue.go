package account

import (
	"encoding/json"
	"net/url"
	"strings"

	"ringwall/internal/estate"
)

// queues reads the answer of SQS's ListQueues: the URLs name account, Region and
// queue ("Amazon SQS queue and message identifiers").
func (r *reader) queues(doc *estate.Tree) {
	for _, i := range r.textsAt(doc, "QueueUrls").Known {
		s, _ := i.Is.Known()
		u, err := url.Parse(s)
		if err != nil {
			continue
		}
		parts := strings.Split(strings.Trim(u.Path, "/"), "/")
		if len(parts) != 2 {
			continue
		}
		x := &estate.Queue{Core: r.core("", "AWS::SQS::Queue"), QueueName: r.values.text(parts[1], i.Origin)}
		x.Origin = i.Origin
		if accountName.MatchString(parts[0]) {
			x.Account = estate.Literal(parts[0])
		}
		host := strings.Split(u.Host, ".")
		for _, h := range host {
			if regionName.MatchString(h) {
				x.Region = estate.Literal(h)
			}
		}
		g := r.noOutput("the attributes of "+parts[1], "sqs get-queue-attributes", "as get-queue-attributes--"+parts[1]+".json")
		unseen(g, x.Origin, &x.KMSKey, &x.ManagedSSE, &x.DeadLetter, &x.Retention)
		r.guardQueue(x, parts[1], "", listed)
	}
}

func (r *reader) guardQueue(x *estate.Queue, name, arn string, rank int) {
	r.guard(guarded{
		resource: x, service: "sqs", part: name, name: name, command: "sqs get-queue-attributes --attribute-names All", rank: rank,
		apart: func(c estate.Core, subject estate.Value[estate.Text], document *estate.Tree) estate.Resource {
			c.Type = "AWS::SQS::QueuePolicy"
			p := &estate.QueuePolicy{Core: c, Document: document}
			p.Queues = estate.Single(subject)
			p.Queues.Origin = c.Origin
			return p
		},
	}, arn)
}

// allOfQueue are the attributes that GetQueueAttributes gives of every queue that
// is asked for All: an answer that has them and no Policy is of a queue without
// one.
func allOfQueue() []string {
	return []string{
		"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible", "CreatedTimestamp",
		"DelaySeconds", "LastModifiedTimestamp", "MaximumMessageSize", "MessageRetentionPeriod", "QueueArn",
		"ReceiveMessageWaitTimeSeconds", "VisibilityTimeout",
	}
}

// attributesAnswer reads a map of attributes: SQS's GetQueueAttributes or SNS's
// GetTopicAttributes.
func (r *reader) attributesAnswer(doc *estate.Tree) {
	a := doc.At("Attributes")
	switch {
	case a.Has("QueueArn"):
		r.queueAnswer(a)
	case a.Has("TopicArn"):
		r.topicAnswer(a)
	case a.Has("VisibilityTimeout") || a.Has("Policy"):
		r.problem(&Error{File: r.name, What: "the attributes do not say of which queue they are: ask for --attribute-names All"})
	default:
		r.unread, r.any = "Attributes", len(r.keys) > 0
	}
}

func (r *reader) queueAnswer(a *estate.Tree) {
	arn := r.textAt(a, "QueueArn")
	name := lastPart(arn)
	x := &estate.Queue{Core: r.core("", "AWS::SQS::Queue"), QueueName: r.values.text(name, r.at), KMSKey: r.textValue(a, "KmsMasterKeyId")}
	x.Retention = r.wholeValue(a, "MessageRetentionPeriod")
	if s := r.textAt(a, "SqsManagedSseEnabled"); s != "" {
		x.ManagedSSE = r.values.boolean(s == "true", r.at)
	}
	if s := r.textAt(a, "RedrivePolicy"); s != "" {
		var to struct {
			DeadLetterTargetArn string
		}
		if json.Unmarshal([]byte(s), &to) != nil {
			r.noteAt(a.At("RedrivePolicy"), "JSON")
		}
		x.DeadLetter = r.values.text(to.DeadLetterTargetArn, r.at)
	}
	whole := true
	for _, m := range allOfQueue() {
		whole = whole && a.Has(m)
	}
	policy := r.policyAt(a, "Policy")
	if !r.soundAnswer {
		return
	}
	if !whole {
		g := estate.NotListed("the attributes of "+name, "the output holds only some", "ask for --attribute-names All")
		unseen(g, r.at, &x.KMSKey, &x.ManagedSSE, &x.DeadLetter, &x.Retention)
	}
	r.guardQueue(x, name, arn, got)
	if policy != nil || whole {
		r.loose.answers = append(r.loose.answers, policyAnswer{"sqs", "sqs get-queue-attributes", arn, policy, r.at, r.name, r.scope})
	}
}

// topicListed reads a Topic (SNS ListTopics).
func (r *reader) topicListed() {
	x := &estate.Topic{Core: r.core("", "AWS::SNS::Topic")}
	arn := r.member("TopicArn")
	g := r.noOutput("the attributes of "+lastPart(arn), "sns get-topic-attributes", "as get-topic-attributes--"+lastPart(arn)+".json")
	unseen(g, x.Origin, &x.KMSKey)
	r.guardTopic(x, arn, listed)
}

func (r *reader) guardTopic(x *estate.Topic, arn string, rank int) {
	if arn == "" {
		return
	}
	x.TopicName = r.values.text(lastPart(arn), x.Origin)
	r.guard(guarded{
		resource: x, service: "sns", name: lastPart(arn), command: "sns get-topic-attributes", rank: rank,
		apart: func(c estate.Core, subject estate.Value[estate.Text], document *estate.Tree) estate.Resource {
			c.Type = "AWS::SNS::TopicPolicy"
			p := &estate.TopicPolicy{Core: c, Document: document}
			p.Topics = estate.Single(subject)
			p.Topics.Origin = c.Origin
			return p
		},
	}, arn)
}

// topicAnswer reads the attributes of a topic, which always has a policy.
func (r *reader) topicAnswer(a *estate.Tree) {
	arn, policy := r.textAt(a, "TopicArn"), r.policyAt(a, "Policy")
	x := &estate.Topic{Core: r.core("", "AWS::SNS::Topic"), KMSKey: r.textValue(a, "KmsMasterKeyId")}
	if !r.soundAnswer {
		return
	}
	r.guardTopic(x, arn, got)
	if policy != nil {
		r.loose.answers = append(r.loose.answers, policyAnswer{"sns", "sns get-topic-attributes", arn, policy, r.at, r.name, r.scope})
	}
}
