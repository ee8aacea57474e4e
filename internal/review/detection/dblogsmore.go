package detection

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// judgeBrokerLogs looks at brokers of messages, which hold what passes through them.
func judgeBrokerLogs(p *review.Pass) {
	for _, b := range estate.All[*estate.Broker](p.Estate) {
		audited := estate.When(b.Engine, false, func(s string) bool { return s == "activemq" }) // RabbitMQ has no audit log
		p.JudgeParts(b, []review.Part{
			{Bad: estate.Is(b.AuditLogs, false).And(audited), Says: "the broker publishes no audit log", Severity: finding.Low, At: b.AuditLogs.Origin},
			{Bad: estate.Is(b.Logs, false), Says: "the broker publishes no general log", Severity: finding.Low, At: b.Logs.Origin},
		}, review.Detail{Fix: "Set Logs: {Audit: true, General: true}; for RabbitMQ General alone."})
	}
	for _, k := range estate.All[*estate.KafkaCluster](p.Estate) {
		if k.Serverless {
			continue
		}
		logged := estate.No()
		for _, where := range []string{"CloudWatchLogs", "Firehose", "S3"} {
			logged = logged.Or(estate.Is(k.Logging.At("BrokerLogs").At(where).At("Enabled").AsBool(), true))
		}
		p.Judge(k, logged.Not(), review.Detail{
			At: k.Logging.Place(), Message: "the cluster's brokers don't log", Severity: finding.Low, Weighed: true,
			Fix: "Set LoggingInfo.BrokerLogs with a log group, a stream or a bucket.",
		})
	}
}

// judgeAuditSettings tells of parameter groups of DocumentDB that keep the audit log
// off, which it is by default: exported or not, there is nothing in it.
func judgeAuditSettings(p *review.Pass) {
	for _, g := range estate.All[*estate.ParameterGroup](p.Estate) {
		if strings.HasPrefix(g.Type, "AWS::Redshift::") {
			judgeActivityLog(p, g)
		}
		if g.Type != "AWS::DocDB::DBClusterParameterGroup" {
			continue
		}
		set := g.Parameters.At("audit_logs").AsString()
		off := estate.When(set, true, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), "disabled") || s == "none" })
		p.Judge(g, off, review.Detail{
			At: set.Origin, Message: "audit_logs is off: clusters with the group write no audit log", Severity: finding.Low, Weighed: true,
			Fix: "Set audit_logs: enabled.",
		})
	}
}

// judgeActivityLog: of what users ask a warehouse only its log of activity tells,
// which its parameter group switches on ("Database audit logging").
func judgeActivityLog(p *review.Pass, g *estate.ParameterGroup) {
	set := g.Named("enable_user_activity_logging")
	d := review.Detail{
		At: set.Origin, Key: "activity", Message: "enable_user_activity_logging is off: clusters with the group don't log what users ask", Severity: finding.Info, Weighed: true,
		Fix: "Set enable_user_activity_logging: true, and audit logging on the cluster.",
	}
	if !estate.IsAbsent(set).True.IsAlways() {
		d.Severity = finding.Low
	}
	p.Judge(g, estate.When(set, true, func(s string) bool { return !strings.EqualFold(strings.TrimSpace(s), "true") }), d)
}
