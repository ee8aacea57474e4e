package detection

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// judgeGraphQLLogs asks GraphQL APIs for logs of fields: which of one's data was
// asked for stands nowhere else.
func judgeGraphQLLogs(p *review.Pass) {
	for _, a := range estate.All[*estate.GraphQLAPI](p.Estate) {
		off := estate.When(a.LogLevel, true, func(s string) bool { return strings.EqualFold(s, "NONE") })
		p.Judge(a, off, review.Detail{
			At: a.LogLevel.Origin, Message: "the GraphQL API logs no fields", Severity: finding.Low, Weighed: true,
			Fix: "Set LogConfig with a role and FieldLogLevel: ERROR or ALL.",
		})
	}
}
