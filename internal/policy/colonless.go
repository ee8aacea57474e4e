package policy

import (
	"slices"
	"strings"
)

// namedWithoutColon reports a pattern for ARNs of which the part that it leaves
// open has no colon, whatever it is: IDs that AWS makes, and names in which the
// pages of the services admit none. Others, as keys of objects, may have some, and
// with them match patterns for other types of resources, since "if the * wildcard
// is the last character of a segment, it can expand to match beyond the colon
// boundaries".
func namedWithoutColon(pattern string) bool {
	parts := strings.SplitN(pattern, ":", arnSegments)
	if len(parts) != arnSegments {
		return false
	}
	begins := func(with ...string) bool {
		return slices.ContainsFunc(with, func(s string) bool { return strings.HasPrefix(parts[5], s) })
	}
	switch parts[2] {
	case "sqs", "sns":
		return true
	case "ec2":
		kind, _, found := strings.Cut(parts[5], "/")
		return found && !strings.ContainsAny(kind, "*?") && kind != "key-pair" && kind != "placement-group"
	case "ecr":
		return begins("repository/")
	case "ecs":
		return begins("cluster/", "service/", "task/")
	case "elasticfilesystem":
		return begins("file-system/", "access-point/")
	case "events":
		return begins("event-bus/", "rule/")
	case "kms":
		return begins("key/", "alias/")
	case "secretsmanager":
		return begins("secret:")
	case "ssm":
		return begins("parameter/")
	}
	return false
}
