package estate

// Experiment is an experiment template of the Fault Injection Service.
type Experiment struct {
	Core
	Stops   Items[string] // what ends it: "aws:cloudwatch:alarm", "none"
	Actions *Tree
	Role    Value[Text]
}

// Schedule starts something at times, by EventBridge Scheduler.
type Schedule struct {
	Core
	ScheduleName Value[Text]
	Expression   Value[string]
	Enabled      Value[bool] // default true
	Ends         Value[string]
	Target       Value[Text]
	Role         Value[Text]
	Input        Value[Text]
}

// Accelerator is a Global Accelerator.
type Accelerator struct {
	Core
	AcceleratorName Value[Text]
	Enabled         Value[bool] // default true
	FlowLogs        Value[bool] // default false
	LogBucket       Value[Text]
}
