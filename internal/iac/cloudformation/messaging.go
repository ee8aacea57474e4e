package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func topic(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Topic{
		Core: c, TopicName: p.At("TopicName").AsText(), KMSKey: p.At("KmsMasterKeyId").AsText(),
		Subscriptions: estate.AsItems(p.At("Subscription"), func(_ scenario.Guard, t *estate.Tree) estate.TopicSubscription {
			return estate.TopicSubscription{Protocol: lower(t.At("Protocol").AsString()), Endpoint: t.At("Endpoint").AsText()}
		}),
	}
}

func topicPolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TopicPolicy{Core: c, Topics: p.At("Topics").AsTexts(), Document: p.At("PolicyDocument")}
}

func topicInlinePolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TopicPolicy{Core: c, Topics: p.At("TopicArn").AsTexts(), Document: p.At("PolicyDocument")}
}

func topicSubscription(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Subscription{
		Core: c, Topic: p.At("TopicArn").AsText(), Protocol: lower(p.At("Protocol").AsString()), Endpoint: p.At("Endpoint").AsText(),
		DeadLetter: below(p, "RedrivePolicy.deadLetterTargetArn").AsText(), Filter: p.At("FilterPolicy"),
	}
}

func queue(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Queue{
		Core: c, QueueName: p.At("QueueName").AsText(), KMSKey: p.At("KmsMasterKeyId").AsText(),
		// "When SqsManagedSseEnabled is not defined, SSE-SQS encryption is
		// enabled by default" (AWS::SQS::Queue).
		ManagedSSE: defaultUnless(p.At("SqsManagedSseEnabled").AsBool(), true, p.Written("KmsMasterKeyId")),
		DeadLetter: below(p, "RedrivePolicy.deadLetterTargetArn").AsText(),
		Retention:  p.At("MessageRetentionPeriod").AsInt().Or(345_600),
	}
}

func queuePolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.QueuePolicy{Core: c, Queues: p.At("Queues").AsTexts(), Document: p.At("PolicyDocument")}
}

func queueInlinePolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.QueuePolicy{Core: c, Queues: p.At("Queue").AsTexts(), Document: p.At("PolicyDocument")}
}

func kinesisStream(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Stream{
		Core: c, StreamName: p.At("Name").AsText(),
		Encrypted: equalsFold(below(p, "StreamEncryption.EncryptionType").AsString().Or("NONE"), "KMS"),
		KMSKey:    below(p, "StreamEncryption.KeyId").AsText(), Retention: p.At("RetentionPeriodHours").AsInt().Or(24),
	}
}

func kinesisPolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.ResourcePolicy{Core: c, Subjects: p.At("ResourceArn").AsTexts(), Document: p.At("ResourcePolicy")}
}

func deliveryStream(c estate.Core) estate.Resource {
	p := c.Properties
	const encryption = "DeliveryStreamEncryptionConfigurationInput"
	return &estate.DeliveryStream{
		Core: c, StreamName: p.At("DeliveryStreamName").AsText(), Kind: p.At("DeliveryStreamType").AsString().Or("DirectPut"),
		Source:    firstText(p, "KinesisStreamSourceConfiguration.KinesisStreamARN", "MSKSourceConfiguration.MSKClusterARN"),
		Encrypted: present(p.At(encryption)), KMSKey: p.At(encryption, "KeyARN").AsText(),
	}
}
