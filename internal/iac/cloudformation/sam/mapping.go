package sam

import (
	"slices"
	"strings"
)

// mapping has Lambda read an event source for the function, which needs rights
// for it.
func (ev *event) mapping(typ string) {
	r := ev.make("", "AWS::Lambda::EventSourceMapping")
	ev.m.add(r)
	r.with(field{"FunctionName", ev.t.name()}, field{"EventSourceArn", ev.source(typ)})
	for _, name := range strings.Fields(`StartingPosition StartingPositionTimestamp BatchSize Enabled MaximumBatchingWindowInSeconds
		MaximumRetryAttempts BisectBatchOnFunctionError MaximumRecordAgeInSeconds ParallelizationFactor Topics Queues
		SourceAccessConfigurations TumblingWindowInSeconds FunctionResponseTypes FilterCriteria KmsKeyArn ScalingConfig
		ProvisionedPollerConfig MetricsConfig LoggingConfig`) {
		r.put(name, ev.get(name))
	}
	ev.checkFilter(typ)
	if servers := ev.get("KafkaBootstrapServers"); servers.truthy() {
		r.put("SelfManagedEventSource", mapOf(field{"Endpoints", mapOf(field{"KafkaBootstrapServers", servers})}))
	}
	ev.addKafka(r, typ)
	failures := ev.onFailure(r)
	if typ == "DocumentDB" {
		config := mapOf(field{"DatabaseName", ev.get("DatabaseName")})
		for _, name := range []string{"CollectionName", "FullDocument"} {
			if v := ev.get(name); v.truthy() {
				config.set(name, v)
			}
		}
		r.put("DocumentDBEventSourceConfig", config)
	}
	ev.grant(ev.managedFor(typ), ev.policiesFor(typ), failures)
}

// source is what is read.
func (ev *event) source(typ string) *value {
	switch typ {
	case "SQS":
		return ev.get("Queue")
	case "MQ":
		return ev.get("Broker")
	case "DocumentDB":
		return ev.get("Cluster")
	case "SelfManagedKafka":
		return nil
	}
	return ev.get("Stream")
}

func (ev *event) managedFor(typ string) string {
	switch typ {
	case "Kinesis", "DynamoDB", "MSK":
		return "service-role/AWSLambda" + typ + "ExecutionRole"
	case "SQS":
		return "service-role/AWSLambdaSQSQueueExecutionRole"
	}
	return ""
}

func (ev *event) checkFilter(typ string) {
	filter := ev.get("FilterCriteria")
	if !filter.truthy() || filter.isCall() {
		return
	}
	if len(filter.entries) != 1 || !filter.has("Filters") {
		ev.x.refuse(filter.at, "", "FilterCriteria of the event %s must have Filters, and nothing else", ev.relative)
	}
}

// addKafka writes what Kafka sources have beside the others.
func (ev *event) addKafka(r *resource, typ string) {
	property := map[string]string{"MSK": "AmazonManagedKafkaEventSourceConfig", "SelfManagedKafka": "SelfManagedKafkaEventSourceConfig"}[typ]
	config := mapOf()
	if group := ev.get("ConsumerGroupId"); group.truthy() {
		if property == "" {
			ev.x.refuse(ev.properties.keyAt("ConsumerGroupId"), "", "ConsumerGroupId is for Kafka only")
			return
		}
		config.set("ConsumerGroupId", group)
	}
	if registry := ev.get("SchemaRegistryConfig"); registry.truthy() && property != "" {
		config.set("SchemaRegistryConfig", registry)
	}
	if len(config.entries) > 0 {
		r.put(property, config)
	}
}

// onFailure writes where failures go, and answers the policy that lets the
// function send them.
func (ev *event) onFailure(r *resource) *value {
	config := ev.get("DestinationConfig")
	if !config.truthy() {
		return nil
	}
	failure := config.get("OnFailure")
	if !failure.is(dict) {
		ev.x.refuse(config.at, "", "DestinationConfig of the event %s needs OnFailure, a map", ev.relative)
		return nil
	}
	config = config.copy()
	config.get("OnFailure").remove("Type")
	r.put("DestinationConfig", config)
	typ, to := failure.get("Type"), failure.get("Destination")
	switch typ.string() {
	case "SQS":
		return inline(ev.id+"SQSPolicy", allow(str("sqs:SendMessage"), to))
	case "SNS":
		return inline(ev.id+"SNSPolicy", allow(str("sns:publish"), to))
	case "S3":
		return bucketPolicy(ev.id+"S3Policy", to)
	case "Kafka", "":
		return nil
	}
	ev.x.refuse(typ.at, "", "Type of OnFailure is %s; it must be SQS, SNS, S3 or Kafka", typ.describe())
	return nil
}

func bucketPolicy(name string, bucket *value) *value {
	return inline(name, allow(str("s3:PutObject"), join("/", bucket, str("*"))), allow(str("s3:ListBucket"), bucket))
}

// grant adds rights to the role that the function has, if it is made here.
func (ev *event) grant(managed string, policies []*value, failures *value) {
	role := ev.m.role
	if role == nil {
		return
	}
	if managed != "" {
		arns := role.properties.get("ManagedPolicyArns")
		if arn := ev.x.managedARN(managed); !arns.contains(arn) {
			arns.items = append(arns.items, arn)
		}
	}
	if failures != nil {
		policies = append(policies, failures)
	}
	for _, p := range policies {
		have := role.properties.get("Policies")
		if have == nil {
			have = listOf()
			role.put("Policies", have)
		}
		same := func(h *value) bool { return h.get("PolicyDocument").equal(p.get("PolicyDocument")) }
		if !slices.ContainsFunc(have.items, same) {
			have.items = append(have.items, p)
		}
	}
}

// policiesFor are the policies that reading a source needs.
func (ev *event) policiesFor(typ string) []*value {
	switch typ {
	case "MSK":
		statements := ev.registryStatements()
		for _, c := range ev.get("SourceAccessConfigurations").list() {
			if c.get("Type").says("CLIENT_CERTIFICATE_TLS_AUTH") && c.get("URI").truthy() {
				statements = append(statements, readSecret(c.get("URI")))
			}
		}
		if len(statements) == 0 {
			return nil
		}
		return []*value{inline("MSKExecutionRolePolicy", statements...)}
	case "MQ":
		return ev.brokerPolicies()
	case "DocumentDB":
		return ev.documentPolicies()
	case "SelfManagedKafka":
		return ev.kafkaPolicies()
	}
	return nil
}

func readSecret(arn *value) *value { return allow(strs("secretsmanager:GetSecretValue"), arn) }

func (ev *event) brokerPolicies() []*value {
	name := "SamAutoGeneratedAMQPolicy"
	if ev.get("DynamicPolicyName").truthy() {
		name = ev.id + "AMQPolicy"
	}
	statements := []*value{
		readSecret(ev.accessURI("BASIC_AUTH", "VIRTUAL_HOST")), allow(strs("mq:DescribeBroker"), ev.get("Broker")),
	}
	if key := ev.get("SecretsManagerKmsKeyId"); key.truthy() {
		statements = append(statements, allow(str("kms:Decrypt"), ev.keyARN(key)))
	}
	return []*value{inline(name, statements...)}
}

func (ev *event) keyARN(id *value) *value {
	if !id.is(text) {
		ev.x.refuse(ev.properties.keyAt("SecretsManagerKmsKeyId"), "", "SecretsManagerKmsKeyId is %s; it must be a text", id.describe())
	}
	return sub(str("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/" + id.string()))
}

func networkStatement() *value {
	return allow(strs("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface",
		"ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"), str("*"))
}

func (ev *event) documentPolicies() []*value {
	of := func(action, resource string) *value {
		return allow(strs(action), sub(str("arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:"+resource)))
	}
	statements := []*value{
		readSecret(ev.accessURI("BASIC_AUTH")),
		of("rds:DescribeDBClusterParameters", "cluster-pg:*"), of("rds:DescribeDBSubnetGroups", "subgrp:*"),
		allow(strs("rds:DescribeDBClusters"), ev.get("Cluster")), networkStatement(),
	}
	if key := ev.get("SecretsManagerKmsKeyId"); key.truthy() {
		statements = append(statements, allow(strs("kms:Decrypt"), ev.keyARN(key)))
	}
	return []*value{inline("SamAutoGeneratedDocumentDBPolicy", statements...)}
}

// accessURI is the address in the access configuration of the first type; there
// may be others of the other types.
func (ev *event) accessURI(required string, others ...string) *value {
	configs := ev.get("SourceAccessConfigurations")
	if !configs.truthy() || !configs.is(list) {
		ev.x.refuse(ev.properties.at, "", "the event %s needs SourceAccessConfigurations, a list", ev.relative)
		return nil
	}
	var uri *value
	for _, c := range configs.items {
		typ := c.get("Type")
		if !typ.is(text) || typ.text != required && !slices.Contains(others, typ.text) {
			ev.x.refuse(c.at, "", "an access configuration of the event %s has the Type %s; it must be %s", ev.relative, typ.describe(), strings.Join(append([]string{required}, others...), " or "))
			return nil
		}
		if typ.text != required {
			continue
		}
		if uri != nil || !c.get("URI").truthy() {
			ev.x.refuse(c.at, "", "the event %s needs one %s in its access configurations, with a URI", ev.relative, required)
			return nil
		}
		uri = c.get("URI")
	}
	if uri == nil {
		ev.x.refuse(configs.at, "", "the event %s needs %s in its access configurations", ev.relative, required)
	}
	return uri
}

func (ev *event) kafkaPolicies() []*value {
	topics := ev.get("Topics")
	if !ev.get("KafkaBootstrapServers").truthy() || len(topics.list()) != 1 && !topics.isOneKey() {
		ev.x.refuse(ev.properties.at, "", "the event %s needs KafkaBootstrapServers and one of Topics", ev.relative)
		return nil
	}
	configs := ev.get("SourceAccessConfigurations")
	if !configs.truthy() || !configs.is(list) {
		ev.x.refuse(ev.properties.at, "", "the event %s needs SourceAccessConfigurations, a list", ev.relative)
		return nil
	}
	secret, root, subnet, group := ev.kafkaAccess(configs)
	var statements []*value
	if secret != nil {
		statements = append(statements, readSecret(secret))
	}
	if root != nil { // AWS grants the same once more here, not the certificate
		statements = append(statements, readSecret(secret))
	}
	if subnet != group {
		ev.x.refuse(configs.at, "", "VPC_SUBNET and VPC_SECURITY_GROUP of the event %s need each other", ev.relative)
	}
	if subnet && group {
		statements = append(statements, networkStatement())
	}
	if key := ev.get("SecretsManagerKmsKeyId"); key.truthy() {
		statements = append(statements, allow(strs("kms:Decrypt"), ev.keyARN(key)))
	}
	statements = append(statements, ev.registryStatements()...)
	p := inline("SelfManagedKafkaExecutionRolePolicy", statements...)
	p.get("PolicyDocument").set("Version", str("2012-10-17"))
	return []*value{p}
}

func (ev *event) kafkaAccess(configs *value) (secret, root *value, subnet, group bool) {
	for _, c := range configs.items {
		uri := c.get("URI")
		if !uri.is(text) && !uri.isCall() || !uri.truthy() {
			ev.x.refuse(c.at, "", "an access configuration of the event %s needs a URI", ev.relative)
		}
		switch typ := c.get("Type"); typ.string() {
		case "VPC_SUBNET":
			subnet = true
		case "VPC_SECURITY_GROUP":
			group = true
		case "SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH", "BASIC_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH":
			if secret != nil {
				ev.x.refuse(c.at, "", "the event %s has several ways to authenticate", ev.relative)
			}
			secret = uri
		case "SERVER_ROOT_CA_CERTIFICATE":
			root = uri
		default:
			ev.x.refuse(c.at, "", "an access configuration of the event %s has the Type %s, which Kafka has not", ev.relative, typ.describe())
		}
	}
	return secret, root, subnet, group
}

// registryStatements are the rights that reading a schema registry needs.
func (ev *event) registryStatements() []*value {
	registry := ev.get("SchemaRegistryConfig")
	if !registry.truthy() {
		return nil
	}
	for _, name := range []string{"SchemaRegistryURI", "EventRecordFormat", "SchemaValidationConfigs"} {
		if !registry.has(name) {
			ev.x.refuse(registry.at, "", "SchemaRegistryConfig of the event %s needs %s", ev.relative, name)
		}
	}
	var out []*value
	for _, c := range registry.get("AccessConfigs").list() {
		if c.has("URI") {
			out = append(out, readSecret(c.get("URI")))
		}
	}
	uri := registry.get("SchemaRegistryURI")
	arn := uri.string()
	if uri.is(dict) {
		arn = ev.x.resolve(uri.shallow()).get("Fn::Sub").string()
	}
	parts := strings.Split(arn, ":")
	if !strings.HasPrefix(arn, "arn") || len(parts) < 6 || !strings.HasPrefix(parts[5], "registry/") {
		return out
	}
	schema := "arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:schema/" + strings.TrimPrefix(parts[5], "registry/") + "/*"
	return append(out, allow(strs("glue:GetRegistry"), uri), allow(strs("glue:GetSchemaVersion"), listOf(sub(str(schema)))))
}
