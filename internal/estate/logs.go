package estate

// LogGroup is a group of CloudWatch Logs.
type LogGroup struct {
	Core
	GroupName  Value[Text]
	Retention  Value[int] // days; absent: for ever
	KMSKey     Value[Text]
	Class      Value[string] // default "STANDARD"
	Protected  Value[bool]   // from deletion, default false
	DataPolicy *Tree         // masks sensitive data
	Policy     *Tree
}

// MetricFilter counts the log events that match a pattern.
type MetricFilter struct {
	Core
	LogGroup Value[Text]
	Pattern  Value[Text]
	Metrics  Items[MetricName]
}

// MetricName names a metric.
type MetricName struct {
	Namespace Value[Text]
	Name      Value[Text]
}

// Alarm watches a metric, or other alarms.
type Alarm struct {
	Core
	AlarmName      Value[Text]
	Metric         MetricName
	Queries        *Tree       // instead of one metric
	Rule           Value[Text] // of a composite alarm
	Actions        Items[Text]
	ActionsEnabled Value[bool] // default true
	Threshold      Value[string]
	Comparison     Value[string]
	Statistic      Value[string]
	Period         Value[int]
}

// LogSubscription sends a group's events elsewhere.
type LogSubscription struct {
	Core
	LogGroup    Value[Text]
	Destination Value[Text]
	Pattern     Value[Text]
}

// LogSource is a resource that delivers its logs by CloudWatch's log delivery.
type LogSource struct {
	Core
	SourceName Value[Text]
	Subject    Value[Text]
	Kind       Value[string] // "ACCESS_LOGS", …
}

// LogDelivery joins a source to a destination.
type LogDelivery struct {
	Core
	Source      Value[Text] // its name
	Destination Value[Text]
}
