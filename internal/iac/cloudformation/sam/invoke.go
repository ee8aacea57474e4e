package sam

// addInvokeConfig says where asynchronous calls go that end or fail, and answers
// the policies that this needs ("EventInvokeConfiguration").
func (x *expander) addInvokeConfig(m *macro, t *target) []*value {
	asked := m.get("EventInvokeConfig")
	config := x.resolve(asked)
	r := m.main("AWS::Lambda::EventInvokeConfig")
	r.id, r.dependsOn = m.id+"EventInvokeConfig", nil
	qualifier := str("$LATEST")
	if t.alias != nil {
		r.after(t.alias.id)
		qualifier = t.alias.properties.get("Name")
	}
	destinations := mapOf()
	var policies []*value
	for _, name := range []string{"OnSuccess", "OnFailure"} {
		d := config.get("DestinationConfig", name)
		if d.none() {
			continue
		}
		if !d.is(dict) {
			x.refuse(d.at, "", "%s is %s; it must be a map", name, d.describe())
			continue
		}
		to, policy := x.destination(m, d, r.id+name)
		destinations.set(name, mapOf(field{"Destination", to}))
		if policy != nil {
			policies = append(policies, policy)
		}
	}
	r.with(field{"FunctionName", ref(m.id)}, field{"Qualifier", qualifier}, field{"DestinationConfig", destinations},
		field{"MaximumEventAgeInSeconds", config.get("MaximumEventAgeInSeconds")}, field{"MaximumRetryAttempts", config.get("MaximumRetryAttempts")})
	m.add(r)
	return policies
}

// destination is where calls go, and the policy for that; a queue or topic is
// made if there is none.
func (x *expander) destination(m *macro, d *value, id string) (to, policy *value) {
	typ, given := d.get("Type").string(), d.get("Destination")
	made := map[string]string{"SQS": "AWS::SQS::Queue", "SNS": "AWS::SNS::Topic"}[typ]
	switch typ {
	case "SQS", "SNS", "EventBridge", "Lambda", "S3Bucket":
	default:
		x.refuse(d.get("Type").position(d), "", "Type of the destination is %s; it must be SQS, SNS, EventBridge, Lambda or S3Bucket", d.get("Type").describe())
		return given, nil
	}
	condition, otherwise := x.destinationCondition(m, given, id)
	if given != nil && condition == nil {
		return given, sendPolicy(typ, id, given)
	}
	if made == "" {
		x.refuse(d.at, "", "a destination of the type %s needs Destination", typ)
		return given, nil
	}
	r := newResource(id+map[string]string{"SQS": "Queue", "SNS": "Topic"}[typ], made, m.passed)
	to = r.arn()
	if typ == "SNS" {
		to = r.ref()
	}
	if both := x.bothConditions(m, condition); both != nil {
		r.attributes.set("Condition", both)
	}
	if condition != nil {
		to = when(condition, to, otherwise)
	}
	m.add(r)
	return to, sendPolicy(typ, id, to)
}

// destinationCondition is when a destination is to be made, of an Fn::If of which
// one branch has none, and the other branch.
func (x *expander) destinationCondition(m *macro, given *value, id string) (condition, otherwise *value) {
	b, ok := given.branches()
	if !ok {
		return nil, nil
	}
	switch {
	case b == nil:
		x.refuse(given.at, "", "Fn::If of Destination needs three arguments")
	case b[1].noValue() && b[2].noValue():
	case b[1].noValue():
		return b[0], b[2]
	case b[2].noValue():
		config := m.id + "EventInvokeConfig"
		name := hashedText("NOT"+b[0].string(), config)
		x.conditionsMade().set(name, not(b[0]))
		return str(name), b[1]
	}
	return nil, nil
}

// bothConditions is the condition of the resource and another one.
func (x *expander) bothConditions(m *macro, condition *value) *value {
	own := m.passed.get("Condition")
	if own == nil || condition == nil {
		if own == nil {
			return condition
		}
		return own
	}
	name := hashedText(own.string()+"AND"+condition.string(), m.id)
	x.conditionsMade().set(name, mapOf(field{"Fn::And", listOf(conditions([]string{own.string(), condition.string()})...)}))
	return str(name)
}

// sendPolicy lets a role send to a destination.
func sendPolicy(typ, id string, to *value) *value {
	switch typ {
	case "SQS":
		return inline(id+"SQSPolicy", allow(str("sqs:SendMessage"), to))
	case "SNS":
		return inline(id+"SNSPolicy", allow(str("sns:publish"), to))
	case "EventBridge":
		return inline(id+"EventBridgePolicy", allow(str("events:PutEvents"), to))
	case "Lambda":
		return inline(id+"LambdaPolicy", allow(str("lambda:InvokeFunction"), to))
	}
	return bucketPolicy(id+"S3Policy", to)
}
