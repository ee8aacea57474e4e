package estate

// ConfigRecorder is an AWS Config recorder.
type ConfigRecorder struct {
	Core
	Role         Value[Text]
	AllSupported Value[bool] // all types, but those in Excluded; true where no group is written
	GlobalTypes  Value[bool] // IAM's, default false
	Types        Items[string]
	Excluded     Items[string]
	Frequency    Value[string] // "CONTINUOUS" (default) or "DAILY"
	Recording    Value[bool]   // absent where the source does not say: CloudFormation starts recorders
}

// ConfigDelivery is where AWS Config delivers; without one nothing is recorded.
type ConfigDelivery struct {
	Core
	Bucket Value[Text]
	KMSKey Value[Text]
	Topic  Value[Text]
}

// ConfigAggregator collects from accounts or the whole organisation.
type ConfigAggregator struct {
	Core
	Organization Value[bool]
	AllRegions   Value[bool] // of the organisation's source
	Accounts     *Tree
}

// ConfigRule is a rule of AWS Config.
type ConfigRule struct {
	Core
	RuleName   Value[Text]
	Owner      Value[string] // "AWS", "CUSTOM_LAMBDA", "CUSTOM_POLICY"
	Identifier Value[Text]   // of an AWS rule, or a function's ARN
}
