package estate

// EventRule sends events that match a pattern, or a clock's, to targets.
type EventRule struct {
	Core
	RuleName Value[Text]
	Bus      Value[Text]   // absent: the default bus
	Pattern  *Tree         // a map, or a text of JSON
	Schedule Value[string] // instead of a pattern
	Enabled  Value[bool]   // default true
	Targets  Items[EventTarget]
}

// EventTarget is where a rule sends its events.
type EventTarget struct {
	Origin     Origin
	ID         Value[Text]
	ARN        Value[Text]
	Role       Value[Text]
	DeadLetter Value[Text]
	Retry      *Tree
	Whole      *Tree // the target as written, with its parameters and input
}

// EventBus carries events.
type EventBus struct {
	Core
	BusName    Value[Text]
	KMSKey     Value[Text]
	DeadLetter Value[Text]
	Policy     *Tree
}

// EventBusPolicy is one statement of a bus's resource policy, in its present
// form (Statement) or in the older one (Principal, Action, Condition).
type EventBusPolicy struct {
	Core
	Bus       Value[Text] // absent: the default bus
	Statement *Tree
	Principal Value[Text]
	Action    Value[Text]
	Condition *Tree
}

// StateMachine is a Step Functions state machine.
type StateMachine struct {
	Core
	MachineName Value[Text]
	Role        Value[Text]
	Definition  *Tree         // a map, or a text of JSON
	Kind        Value[string] // "STANDARD" (default) or "EXPRESS"
	LogLevel    Value[string] // "OFF" (default), "ERROR", "FATAL", "ALL"
	LogGroups   Items[Text]
	KMSKey      Value[Text]
	Tracing     Value[bool] // default false
}
