package estate

// Topic is an SNS topic.
type Topic struct {
	Core
	TopicName     Value[Text]
	KMSKey        Value[Text] // absent: not encrypted at rest with KMS
	Subscriptions Items[TopicSubscription]
}

// TopicSubscription is a subscription that is written in its topic.
type TopicSubscription struct {
	Protocol Value[string]
	Endpoint Value[Text]
}

// Subscription is one that stands on its own.
type Subscription struct {
	Core
	Topic      Value[Text]
	Protocol   Value[string] // "email", "https", "sqs", "lambda", …
	Endpoint   Value[Text]
	DeadLetter Value[Text]
	Filter     *Tree
}

// TopicPolicy is the resource policy of topics.
type TopicPolicy struct {
	Core
	Topics   Items[Text]
	Document *Tree
}

// Queue is an SQS queue.
type Queue struct {
	Core
	QueueName Value[Text]
	KMSKey    Value[Text]
	// ManagedSSE is encryption with a key of SQS: on by default where no KMS key
	// is named, and absent where one is.
	ManagedSSE Value[bool]
	DeadLetter Value[Text]
	Retention  Value[int] // seconds, default 345,600
}

// QueuePolicy is the resource policy of queues.
type QueuePolicy struct {
	Core
	Queues   Items[Text]
	Document *Tree
}

// Stream is a Kinesis data stream.
type Stream struct {
	Core
	StreamName Value[Text]
	Encrypted  Value[bool] // default false
	KMSKey     Value[Text]
	Retention  Value[int] // hours, default 24
}

// DeliveryStream is a Firehose stream.
type DeliveryStream struct {
	Core
	StreamName Value[Text]
	Kind       Value[string] // "DirectPut" (default), "KinesisStreamAsSource", …
	Source     Value[Text]
	Encrypted  Value[bool] // default false; a stream as source has its own
	KMSKey     Value[Text]
}

// ResourcePolicy is the resource policy of things that have no type for theirs:
// Kinesis streams, log groups.
type ResourcePolicy struct {
	Core
	Subjects Items[Text]
	Document *Tree
}
