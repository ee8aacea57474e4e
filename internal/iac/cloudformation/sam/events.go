package sam

import "slices"

const ruleType = "AWS::Events::Rule"

// linked is the resource that a property of the event refers to.
func (ev *event) linked(property, what string) (id string, resource *value) {
	reference := ev.get(property)
	if name, arg := reference.call(); name == "Ref" && arg.is(text) {
		id = arg.text
		resource = ev.x.source.get("Resources", id)
	}
	if resource == nil {
		ev.x.refuse(ev.properties.keyAt(property), "", "%s of the event %s must be a Ref of %s in the same template", property, ev.relative, what)
	}
	return id, resource
}

// bucket lets a bucket call the function, and has it do so.
func (ev *event) bucket() {
	id, bucket := ev.linked("Bucket", "a bucket")
	if bucket == nil {
		return
	}
	p := ev.permission("s3.amazonaws.com", nil).with(field{"SourceAccount", ref("AWS::AccountId")})
	if condition := p.attributes.get("Condition"); condition != nil {
		ev.tagDependency(bucket, p.id, condition)
	} else {
		addDependency(bucket, p.id)
	}
	ev.m.add(p)
	ev.notify(bucket)
	ev.m.add(ev.rewritten(id, bucket, "AWS::S3::Bucket"))
}

// rewritten is a resource of the template with what the event has written in it.
func (ev *event) rewritten(id string, have *value, typ string) *resource {
	r := newResource(id, typ, nil)
	for _, name := range []string{"DeletionPolicy", "UpdatePolicy", "Condition", "UpdateReplacePolicy", "Metadata"} {
		if i := have.find(name); i >= 0 {
			r.attributes.put(have.entries[i])
		}
	}
	r.dependsOn = have.get("DependsOn")
	if p := have.get("Properties"); p.is(dict) {
		r.properties = p
	}
	r.at = ev.x.source.get("Resources").keyAt(id)
	if got := have.get("Type"); !got.says(typ) {
		ev.x.refuse(got.position(have), "", "%s is %s; the event %s needs %s", id, got.describe(), ev.relative, typ)
	}
	return r
}

func addDependency(resource *value, on string) {
	depends := resource.get("DependsOn")
	all := &value{kind: list, items: slices.Clone(depends.oneOrMore())}
	if depends.is(list) {
		all.at = depends.at
	}
	if !all.contains(str(on)) {
		all.items = append(all.items, str(on))
	}
	resource.set("DependsOn", all)
}

// tagDependency makes a bucket depend on a permission that may not be there: by
// a tag.
func (ev *event) tagDependency(bucket *value, id string, condition *value) {
	p := bucket.setDefault("Properties", mapOf())
	tags := p.get("Tags")
	if !tags.none() && !tags.is(list) {
		ev.x.refuse(tags.at, "", "Tags is %s; it must be a list", tags.describe())
		return
	}
	tag := mapOf(field{"Key", str("sam:ConditionalDependsOn:" + id)}, field{"Value", when(condition, ref(id), str("no dependency"))})
	all := &value{kind: list}
	all.items = append(slices.Clone(tags.list()), tag)
	p.set("Tags", all)
}

func (ev *event) notify(bucket *value) {
	config := bucket.within("Properties", mapOf()).within("NotificationConfiguration", mapOf())
	calls := config.within("LambdaConfigurations", listOf())
	if !config.is(dict) || !calls.is(list) {
		ev.x.refuse(config.at, "", "NotificationConfiguration must be a map, and its LambdaConfigurations a list")
		return
	}
	for _, k := range ev.get("Events").oneOrMore() {
		call := mapOf(field{"Function", ev.t.arn()})
		if f := ev.get("Filter"); !f.none() {
			call.set("Filter", f.copy())
		}
		call.set("Event", k)
		if c := ev.t.condition(); c != nil {
			call = when(c, call, nil)
		}
		if !calls.contains(call) {
			calls.items = append(calls.items, call)
		}
	}
}

// topic subscribes the function to a topic, or a queue that it reads.
func (ev *event) topic() {
	queue := ev.get("SqsSubscription")
	switch {
	case !queue.truthy():
		ev.m.add(ev.permission("sns.amazonaws.com", ev.get("Topic")), ev.subscription("lambda", ev.t.arn()))
	case queue.is(boolean):
		q := ev.make("Queue", "AWS::SQS::Queue")
		topic := ev.x.source.get("Resources", ev.get("Topic").named(), "Properties", "FifoTopic")
		if fifo := ev.x.resolve(topic); fifo.truthy() {
			q.put("FifoQueue", fifo)
		}
		ev.queueMapping(q.arn(), whole(10))
		ev.m.add(q, ev.queuePolicy(ev.id+"QueuePolicy", q.arn(), q.ref()), ev.subscription("sqs", q.arn()))
	default:
		arn, url := queue.get("QueueArn"), queue.get("QueueUrl")
		if !arn.truthy() || !url.truthy() {
			ev.x.refuse(queue.at, "", "SqsSubscription of the event %s needs QueueArn and QueueUrl", ev.relative)
			return
		}
		name := ev.id + "QueuePolicy"
		if own := queue.get("QueuePolicyLogicalId"); own.truthy() {
			name = own.string()
		}
		size := queue.get("BatchSize")
		if !size.truthy() {
			size = whole(10)
		}
		ev.queueMapping(arn, size)
		ev.m.add(ev.queuePolicy(name, arn, url), ev.subscription("sqs", arn))
	}
}

func (ev *event) subscription(protocol string, endpoint *value) *resource {
	return ev.make("", "AWS::SNS::Subscription").with(
		field{"Protocol", str(protocol)}, field{"Endpoint", endpoint}, field{"TopicArn", ev.get("Topic")},
		field{"Region", ev.get("Region")}, field{"FilterPolicy", ev.get("FilterPolicy")},
		field{"FilterPolicyScope", ev.get("FilterPolicyScope")}, field{"RedrivePolicy", ev.get("RedrivePolicy")})
}

// queueMapping has the function read the queue of a subscription.
func (ev *event) queueMapping(arn, size *value) {
	inner := *ev
	inner.id += "EventSourceMapping"
	inner.properties = mapOf(field{"Queue", arn}, field{"BatchSize", size}, field{"Enabled", yes(true)})
	inner.mapping("SQS")
}

func (ev *event) queuePolicy(id string, arn, url *value) *resource {
	statement := allow(str("sqs:SendMessage"), arn)
	statement.set("Principal", str("*"))
	statement.set("Condition", mapOf(field{"ArnEquals", mapOf(field{"aws:SourceArn", ev.get("Topic")})}))
	return newResource(id, "AWS::SQS::QueuePolicy", ev.t.passed).with(
		field{"PolicyDocument", mapOf(field{"Version", str("2012-10-17")}, field{"Statement", listOf(statement)})},
		field{"Queues", listOf(url)})
}

// schedule has a rule call the function at times.
func (ev *event) schedule() {
	rule := ev.make("", ruleType).with(field{"ScheduleExpression", ev.get("Schedule")}, field{"State", ev.state()},
		field{"Name", ev.get("Name")}, field{"Description", ev.get("Description")})
	ev.m.add(rule)
	dead := ev.deadLetters(rule.arn())
	rule.put("Targets", listOf(ev.ruleTarget(dead, nil)))
	ev.m.add(ev.permission("events.amazonaws.com", rule.arn()))
}

func (ev *event) state() *value {
	state, enabled := ev.get("State"), ev.get("Enabled")
	switch {
	case state.truthy() && !enabled.none():
		ev.x.refuse(ev.properties.keyAt("Enabled"), "", "State and Enabled of the event %s cannot be used together", ev.relative)
	case !enabled.none() && enabled.truthy():
		return str("ENABLED")
	case !enabled.none():
		return str("DISABLED")
	case state.truthy():
		return state
	}
	return nil
}

// rule has a rule call the function for events of a pattern.
func (ev *event) rule() {
	rule := ev.make("", ruleType).with(field{"EventBusName", ev.get("EventBusName")}, field{"EventPattern", ev.get("Pattern")},
		field{"Name", ev.get("RuleName")}, field{"State", ev.state()})
	dead := ev.deadLetters(rule.arn())
	rule.put("Targets", listOf(ev.ruleTarget(dead, nil)))
	ev.m.add(rule, ev.permission("events.amazonaws.com", rule.arn()))
}

// maxTarget is how long the name of a rule's target may be.
const maxTarget = 64

// ruleTarget is what a rule calls, with a role if it needs one.
func (ev *event) ruleTarget(dead, role *value) *value {
	suffix := "LambdaTarget"
	if ev.t.machine {
		suffix = "StepFunctionsTarget"
	}
	name := ev.id + suffix
	if len(name) > maxTarget {
		name = ev.id[:maxTarget-len(suffix)] + suffix
	}
	id := str(name)
	if own := ev.get("Target", "Id"); own != nil && ev.get("Schedule") == nil || own != nil && ev.t.machine {
		id = own
	}
	out := mapOf(field{"Arn", ev.t.arn()}, field{"Id", id})
	if role != nil {
		out.set("RoleArn", role)
	}
	for _, name := range []string{"Input", "InputPath"} {
		if v := ev.get(name); !v.none() {
			out.set(name, v)
		}
	}
	ev.addDelivery(out, dead)
	if v := ev.get("InputTransformer"); !v.none() {
		out.set("InputTransformer", v)
	}
	return out
}

func (ev *event) addDelivery(out, dead *value) {
	if !ev.get("DeadLetterConfig").none() {
		out.set("DeadLetterConfig", mapOf(field{"Arn", dead}))
	}
	if v := ev.get("RetryPolicy"); !v.none() {
		out.set("RetryPolicy", v)
	}
}

func (ev *event) checkDeadLetters(config *value) {
	switch arn, typ := config.has("Arn"), config.has("Type"); {
	case arn && typ:
		ev.x.refuse(config.at, "", "Arn and Type of DeadLetterConfig cannot be used together")
	case typ && !config.get("Type").says("SQS"):
		ev.x.refuse(config.get("Type").at, "", "Type of DeadLetterConfig is %s; it must be SQS", config.get("Type").describe())
	case !arn && !typ:
		ev.x.refuse(config.at, "", "DeadLetterConfig needs Arn or Type")
	case config.get("Arn").none() && !config.get("QueueLogicalId").none() && !config.get("QueueLogicalId").is(text):
		ev.x.refuse(config.at, "", "QueueLogicalId must be a text")
	}
}

// deadLetters is the queue of events that could not be delivered; it is made,
// and open to the rule, unless there is one.
func (ev *event) deadLetters(rule *value) *value {
	q := ev.deadLetterQueue()
	if q == nil {
		return ev.get("DeadLetterConfig", "Arn")
	}
	statement := allow(str("sqs:SendMessage"), q.arn())
	statement.set("Principal", mapOf(field{"Service", str("events.amazonaws.com")}))
	statement.set("Condition", mapOf(field{"ArnEquals", mapOf(field{"aws:SourceArn", rule})}))
	ev.m.add(q, ev.make("QueuePolicy", "AWS::SQS::QueuePolicy").with(
		field{"PolicyDocument", mapOf(field{"Version", str("2012-10-17")}, field{"Statement", listOf(statement)})},
		field{"Queues", listOf(q.ref())}))
	return q.arn()
}

func (ev *event) deadLetterQueue() *resource {
	config := ev.get("DeadLetterConfig")
	if config.none() {
		return nil
	}
	ev.checkDeadLetters(config)
	if !config.get("Arn").none() {
		return nil
	}
	id := ev.id + "Queue"
	if own := config.get("QueueLogicalId"); own.truthy() {
		id = own.string()
	}
	return newResource(id, "AWS::SQS::Queue", ev.t.passed)
}

// logs subscribes the function to a log group.
func (ev *event) logs() {
	arn := sub(str(ev.x.arnOf("logs", "log-group:${__LogGroupName__}:*")), field{"__LogGroupName__", ev.get("LogGroupName")})
	p := ev.permission("logs.amazonaws.com", arn)
	ev.m.add(p, ev.make("", "AWS::Logs::SubscriptionFilter").after(p.id).with(
		field{"LogGroupName", ev.get("LogGroupName")}, field{"FilterPattern", ev.get("FilterPattern")}, field{"DestinationArn", ev.t.arn()}))
}

func (ev *event) iot() {
	source := sub(str(ev.x.arnOf("iot", "rule/${RuleName}")), field{"RuleName", ref(ev.id)})
	p := ev.permission("iot.amazonaws.com", source).with(field{"SourceAccount", sub(str("${AWS::AccountId}"))})
	payload := mapOf(field{"Sql", ev.get("Sql")}, field{"RuleDisabled", yes(false)},
		field{"Actions", listOf(mapOf(field{"Lambda", mapOf(field{"FunctionArn", ev.t.arn()})}))})
	if v := ev.get("AwsIotSqlVersion"); v.truthy() {
		payload.set("AwsIotSqlVersion", v)
	}
	ev.m.add(p, ev.make("", "AWS::IoT::TopicRule").with(field{"TopicRulePayload", payload}))
}

// userPool has a user pool call the function.
func (ev *event) userPool() {
	id, pool := ev.linked("UserPool", "a user pool")
	if pool == nil {
		return
	}
	ev.m.add(ev.permissionNamed(ev.t.id+"CognitoPermission", "cognito-idp.amazonaws.com", getAtt(id, "Arn")))
	config := pool.within("Properties", mapOf()).within("LambdaConfig", mapOf())
	if !config.is(dict) {
		ev.x.refuse(config.at, "", "LambdaConfig is %s; it must be a map", config.describe())
		return
	}
	for _, t := range ev.get("Trigger").oneOrMore() {
		if config.has(t.string()) {
			ev.x.refuse(t.at, "", "the user pool %s has the trigger %s already", id, t.string())
			continue
		}
		config.set(t.string(), ev.t.arn())
	}
	ev.m.add(ev.rewritten(id, pool, "AWS::Cognito::UserPool"))
}

// scheduler has EventBridge Scheduler call the function or state machine, by a
// role.
func (ev *event) scheduler() {
	s := ev.make("", "AWS::Scheduler::Schedule").with(field{"ScheduleExpression", ev.get("ScheduleExpression")})
	if v := ev.get("State"); v.truthy() {
		s.put("State", v)
	}
	ev.nameSchedule(s)
	window := ev.get("FlexibleTimeWindow")
	if !window.truthy() {
		window = mapOf(field{"Mode", str("OFF")})
	}
	s.put("FlexibleTimeWindow", window)
	for _, name := range []string{"Description", "StartDate", "EndDate", "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn"} {
		s.put(name, ev.get(name))
	}
	ev.m.add(s)
	dead := ev.get("DeadLetterConfig", "Arn")
	if q := ev.deadLetterQueue(); q != nil {
		ev.m.add(q)
		dead = q.arn()
	}
	role := ev.get("RoleArn")
	if !role.truthy() {
		r := ev.schedulerRole(dead)
		ev.m.add(r)
		role = r.arn()
	}
	to := mapOf(field{"Arn", ev.t.arn()}, field{"RoleArn", role})
	if v := ev.get("Input"); !v.none() {
		to.set("Input", v)
	}
	ev.addDelivery(to, dead)
	s.put("Target", to)
}

func (ev *event) nameSchedule(s *resource) {
	name := ev.get("Name")
	switch omit := ev.get("OmitName").truthy(); {
	case omit && name.truthy():
		ev.x.refuse(ev.properties.keyAt("Name"), "", "Name of the event %s cannot be used with OmitName", ev.relative)
	case omit:
	case name.truthy():
		s.put("Name", name)
	default:
		s.put("Name", str(ev.id))
	}
}

func (ev *event) schedulerRole(dead *value) *resource {
	name, action := ev.id+"LambdaPolicy", "lambda:InvokeFunction"
	if ev.t.machine {
		name, action = ev.id+"StartExecutionPolicy", "states:StartExecution"
	}
	policies := listOf(inline(name, allow(str(action), ev.t.arn())))
	if dead.truthy() {
		policies.items = append(policies.items, inline(ev.id+"SQSPolicy", allow(str("sqs:SendMessage"), dead)))
	}
	r := ev.make("Role", "AWS::IAM::Role").with(field{"AssumeRolePolicyDocument", trusts("scheduler.amazonaws.com")}, field{"Policies", policies})
	if b := ev.get("PermissionsBoundary"); b.truthy() {
		r.put("PermissionsBoundary", b)
	}
	return r
}
