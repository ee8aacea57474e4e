package policy

import "strings"

// arnParts are the six segments of an ARN pattern: arn, partition, service,
// region, account, resource. False if there are fewer and the text is not one.
func arnParts(t Text) ([]Text, bool) {
	parts := t.split(":", 6)
	return parts, len(parts) == 6 && parts[0].Is("arn") == Yes
}

// onlyStars answers whether a segment is * or **: all there is.
func onlyStars(t Text) Answer {
	s, known := t.Known()
	if known {
		return answerOf(s != "" && strings.Trim(s, "*") == "")
	}
	return ResourcePattern(t, false).Covers(everyResource)
}

// isAccount reports a twelve-digit account id.
func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// fixedAccount answers whether an account segment names one account. A hole is
// one if it is plain, else it may be a wildcard.
func fixedAccount(t Text) Answer {
	s, known := t.Known()
	if known {
		return answerOf(isAccount(s))
	}
	if t.open() || hasWildcard(t.literalParts()) {
		return Unknown
	}
	return Yes
}

// everyARN answers whether a pattern matches all ARNs of its partition.
func everyARN(t Text, variables bool) Answer {
	if !t.open() && !strings.Contains(t.literalParts(), "*") {
		return No
	}
	p := ResourcePattern(t, variables)
	all := p.Covers(everyResource)
	if all == Yes {
		return Yes
	}
	parts := t.split(":", 3)
	if len(parts) < 3 {
		return all.Or(p.Covers(everyARNOfAWS))
	}
	rest := ResourcePattern(parts[2], variables).Covers(everyARNRest)
	return all.Or(parts[0].Is("arn").And(rest))
}

var (
	everyARNOfAWS = ResourcePattern(Literal("arn:aws:*:*:*:*"), false).ready()
	everyARNRest  = ResourcePattern(Literal("*:*:*:*"), false).ready() // after the partition
)

func (t Text) join(other Text) Text {
	return Join(append(append([]Part(nil), t.Parts()...), other.Parts()...)...)
}

// typesOf are the resource types whose every instance "type/*" or "type:*"
// names. Of other types the first segment may be the name of one resource.
var typesOf = map[string][]string{
	"backup":         {"backup-vault", "backup-plan"},
	"cloudformation": {"stack"},
	"codebuild":      {"project"},
	"dynamodb":       {"table"},
	"ec2": {"instance", "image", "key-pair", "network-interface", "security-group", "snapshot", "subnet",
		"volume", "vpc"},
	"ecr":               {"repository"},
	"ecs":               {"cluster", "service", "task", "task-definition"},
	"elasticfilesystem": {"file-system"},
	"es":                {"domain"},
	"events":            {"event-bus", "rule"},
	"firehose":          {"deliverystream"},
	"glue":              {"database", "table", "job"},
	"iam":               {"group", "instance-profile", "policy", "role", "user"},
	"kinesis":           {"stream"},
	"kms":               {"alias", "key"},
	"lambda":            {"function", "layer"},
	"logs":              {"log-group"},
	"rds":               {"cluster", "db", "snapshot"},
	"secretsmanager":    {"secret"},
	"ssm":               {"document", "parameter"},
	"states":            {"stateMachine"},
}

// wildResource answers whether a Resource entry stands for all resources, all
// of a service, or all of one type, and says which.
func wildResource(t Text, variables bool) (Answer, string) {
	if !t.open() && !strings.Contains(t.literalParts(), "*") {
		return No, ""
	}
	if a := everyARN(t, variables); a != No {
		return a, "every resource"
	}
	parts, ok := arnParts(t)
	if !ok {
		return No, ""
	}
	service, resource := parts[2].String(), parts[5]
	if service == "s3" {
		return onlyStars(resource.split("/", 2)[0]), "every bucket and object"
	}
	if a := onlyStars(resource); a != No {
		return a, "every resource of " + service
	}
	for _, kind := range typesOf[service] {
		for _, sep := range []string{"/", ":"} {
			if pair := resource.split(sep, 2); len(pair) == 2 && pair[0].Is(kind) == Yes {
				return onlyStars(pair[1]), "every " + service + " " + kind
			}
		}
	}
	return No, ""
}
