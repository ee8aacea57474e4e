package estate

// Trail records API calls.
type Trail struct {
	Core
	TrailName         Value[Text]
	Bucket            Value[Text]
	LogGroup          Value[Text] // CloudWatch Logs
	LogRole           Value[Text]
	KMSKey            Value[Text]
	Topic             Value[Text]
	Validation        Value[bool] // of log files, default false
	Logging           Value[bool]
	MultiRegion       Value[bool] // default false
	Organization      Value[bool] // default false
	GlobalEvents      Value[bool] // default true
	Selectors         *Tree       // absent both: all management events, no data events
	AdvancedSelectors *Tree
	Insights          *Tree
	// Accounts are those in whose lists a live trail stands: an organisation's in
	// each of its accounts'.
	Accounts []string
}

// EventDataStore is a store of CloudTrail Lake.
type EventDataStore struct {
	Core
	KMSKey            Value[Text]
	MultiRegion       Value[bool] // default true
	Organization      Value[bool] // default false
	Retention         Value[int]  // days
	Protected         Value[bool] // from termination, default true
	Ingesting         Value[bool] // default true
	AdvancedSelectors *Tree
}
