package sam

// target is what an event calls: a function, or the alias that it publishes; a
// state machine, or its.
type target struct {
	id         string
	isFunction bool   // a function itself
	machine    bool   // a state machine, or its alias
	attributes *value // of the SAM resource
	passed     *value
	unicode    bool
	alias      *resource
}

func (t *target) arn() *value {
	if t.isFunction {
		return getAtt(t.id, "Arn")
	}
	return ref(t.id)
}

// name is what permissions and event source mappings call it.
func (t *target) name() *value { return ref(t.id) }

func (t *target) condition() *value { return t.attributes.get("Condition") }

// event is one event of a function or a state machine.
type event struct {
	x          *expander
	m          *macro
	t          *target
	id         string // of the resource that is made of it
	relative   string // its own name
	properties *value
}

func (ev *event) get(path ...string) *value { return ev.properties.get(path...) }

func (ev *event) make(suffix, typ string) *resource {
	return newResource(ev.id+suffix, typ, ev.t.passed)
}

// permission lets a service call the function.
func (ev *event) permission(principal string, source *value) *resource {
	return ev.permissionNamed(ev.id+"Permission", principal, source)
}

func (ev *event) permissionNamed(id, principal string, source *value) *resource {
	return newResource(id, permissionType, ev.t.passed).with(
		field{"Action", str("lambda:InvokeFunction")}, field{"FunctionName", ev.t.name()},
		field{"Principal", str(principal)}, field{"SourceArn", source})
}

// addFunctionEvent makes what one event of a function needs.
func (x *expander) addFunctionEvent(m *macro, t *target, e entry) {
	ev := x.readEvent(m, t, e, functionEventShapes)
	if ev == nil {
		return
	}
	switch typ := e.value.get("Type").string(); typ {
	case "Api":
		ev.api()
	case "HttpApi":
		ev.httpAPI()
	case "S3":
		ev.bucket()
	case "SNS":
		ev.topic()
	case "Schedule":
		ev.schedule()
	case "ScheduleV2":
		ev.scheduler()
	case "CloudWatchEvent", "EventBridgeRule":
		ev.rule()
	case "CloudWatchLogs":
		ev.logs()
	case "IoTRule":
		ev.iot()
	case "AlexaSkill":
		p := ev.permission("alexa-appkit.amazon.com", nil)
		m.add(p.with(field{"EventSourceToken", ev.get("SkillId")}))
	case "Cognito":
		ev.userPool()
	default:
		ev.mapping(typ)
	}
}

// readEvent checks an event, and readies it.
func (x *expander) readEvent(m *macro, t *target, e entry, shapes func(string) string) *event {
	typ := e.value.get("Type")
	known := shapes(typ.string())
	if known == "" {
		x.refuse(e.at, "", "the event %s has the Type %s, which %s has not", e.key, typ.describe(), m.typ)
		return nil
	}
	if !alphanumeric(e.key) {
		x.refuse(e.at, "", "the name of an event is made of letters and digits only")
		return nil
	}
	p := e.value.get("Properties")
	if p.none() {
		p = &value{kind: dict, at: e.value.at}
	}
	if !p.is(dict) {
		x.refuse(p.at, "", "Properties of the event %s is %s; it must be a map", e.key, p.describe())
		return nil
	}
	before := len(x.errors)
	x.checkShapes(p, shapesOf(known))
	if len(x.errors) > before {
		return nil
	}
	return &event{x, m, t, m.id + e.key, e.key, p}
}

// pull are the properties of every event source that Lambda reads itself.
const pull = ` BatchSize:i StartingPosition:* StartingPositionTimestamp:* Enabled:b MaximumBatchingWindowInSeconds:i
	MaximumRetryAttempts:i BisectBatchOnFunctionError:b MaximumRecordAgeInSeconds:i DestinationConfig:d
	ParallelizationFactor:i Topics:l Queues:l SourceAccessConfigurations:l SecretsManagerKmsKeyId:s
	TumblingWindowInSeconds:i FunctionResponseTypes:l KafkaBootstrapServers:l FilterCriteria:d KmsKeyArn:*
	ConsumerGroupId:s ScalingConfig:d ProvisionedPollerConfig:d SchemaRegistryConfig:d MetricsConfig:d LoggingConfig:d`

const scheduler = `PermissionsBoundary:s ScheduleExpression:s! FlexibleTimeWindow:d Name:s State:s Description:s StartDate:s
	EndDate:s ScheduleExpressionTimezone:s GroupName:s KmsKeyArn:s Input:s RoleArn:s DeadLetterConfig:d RetryPolicy:d
	OmitName:b-`

// functionEventShapes are the properties of events ("EventSource").
func functionEventShapes(typ string) string {
	switch typ {
	case "Api":
		return `Path:s! Method:s! RestApiId:s! Stage:s Auth:d RequestModel:d RequestParameters:l TimeoutInMillis:i
			ResponseTransferMode:s`
	case "HttpApi":
		return `Path:s Method:s ApiId:s Stage:s Auth:d TimeoutInMillis:i RouteSettings:d PayloadFormatVersion:s`
	case "S3":
		return `Bucket:s! Events:sl!- Filter:d`
	case "SNS":
		return `Topic:s! Region:s FilterPolicy:* FilterPolicyScope:* SqsSubscription:bd RedrivePolicy:d`
	case "Schedule":
		return `Schedule:s! RuleName:s Input:s Enabled:b State:s Name:s Description:s DeadLetterConfig:d RetryPolicy:d`
	case "ScheduleV2":
		return scheduler
	case "CloudWatchEvent", "EventBridgeRule":
		return `EventBusName:s RuleName:s Pattern:d DeadLetterConfig:d RetryPolicy:d Input:s InputPath:s Target:d Enabled:b
			State:s InputTransformer:d`
	case "CloudWatchLogs":
		return `LogGroupName:s! FilterPattern:s!`
	case "IoTRule":
		return `Sql:s! AwsIotSqlVersion:s`
	case "AlexaSkill":
		return `SkillId:s`
	case "Cognito":
		return `UserPool:s! Trigger:sl!-`
	case "Kinesis", "DynamoDB", "MSK":
		return pull + ` Stream:*! StartingPosition:*!`
	case "SQS":
		return pull + ` Queue:*!`
	case "MQ":
		return pull + ` Broker:*! DynamicPolicyName:b-`
	case "SelfManagedKafka":
		return pull
	case "DocumentDB":
		return pull + ` Cluster:*! DatabaseName:*! CollectionName:* FullDocument:*`
	}
	return ""
}
