package detection

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// DBLogs is DET-DB-LOGS: databases say who came in and what they did.
func DBLogs() *review.Rule {
	return &review.Rule{
		ID: "DET-DB-LOGS", Area: finding.Detection, Severity: finding.Low, Raise: review.ByClass | review.ByExposure,
		Title: "Databases export their audit logs",
		Why: "What is asked of a database goes past CloudTrail. Its own logs stay on its disk, are overwritten within days, and go " +
			"with it when it is deleted.",
		Fix: "Set EnableCloudwatchLogsExports (for instance [audit, error] on MySQL, [postgresql] on PostgreSQL); on a search domain " +
			"LogPublishingOptions with AUDIT_LOGS; on Redshift LoggingProperties or, serverless, LogExports.",
		Needs: []string{"A"},
		References: []string{
			"FSBP RDS.9", "FSBP RDS.34", "FSBP RDS.36", "FSBP RDS.37", "FSBP DocumentDB.4", "FSBP Neptune.2", "FSBP Opensearch.5",
			"FSBP Redshift.4", "WA SEC04-BP01",
		},
		Specimen: databaseLogsTemplate(""),
		Twin:     databaseLogsTemplate("EnableCloudwatchLogsExports: [postgresql]"),
		Check:    checkDBLogs,
	}
}

func databaseLogsTemplate(property string) string {
	return `Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.micro
      AllocatedStorage: "20"
      StorageEncrypted: true
      ` + property + "\n"
}

// checkDBLogs: an instance of a cluster logs as its cluster says.
func checkDBLogs(p *review.Pass) {
	for _, d := range estate.All[*estate.DBInstance](p.Estate) {
		alone := estate.IsAbsent(d.Cluster).And(estate.When(d.Engine, true, func(s string) bool { return !strings.HasPrefix(s, "aurora") && s != "docdb" && s != "neptune" }))
		judgeExports(p, d, d.Engine, d.LogExports, alone)
	}
	for _, c := range estate.All[*estate.DBCluster](p.Estate) {
		judgeExports(p, c, c.Engine, c.LogExports, estate.Yes())
	}
	for _, s := range estate.All[*estate.SearchDomain](p.Estate) {
		audit := review.AnyItem(s.Logs, func(kind string) estate.Truth { return holds(kind == "AUDIT_LOGS") })
		p.Judge(s, audit.Not(), review.Detail{At: s.Logs.Origin, Message: "the domain publishes no audit logs"})
	}
	for _, r := range estate.All[*estate.RedshiftCluster](p.Estate) {
		p.Judge(r, estate.Is(r.AuditLogs.Or(false), true).Not(), review.Detail{At: r.AuditLogs.Origin, Message: "the cluster has no audit logging"})
	}
	judgeBrokerLogs(p)
	judgeAuditSettings(p)
	for _, n := range estate.All[*estate.RedshiftNamespace](p.Estate) {
		p.Judge(n, n.LogExports.IsEmpty(), review.Detail{At: n.LogExports.Origin, Message: "the namespace exports no logs"})
	}
}

func judgeExports(p *review.Pass, r estate.Resource, engine estate.Value[string], exports estate.Items[string], applies estate.Truth) {
	wanted := review.AnyItem(exports, func(kind string) estate.Truth {
		return estate.When(engine, true, func(e string) bool { return exportServes(e, kind) })
	})
	d := review.Detail{At: exports.Origin, Message: "no log is exported to CloudWatch Logs"}
	if len(exports.Known) > 0 {
		d.Message = "no audit log is among the exported logs"
	}
	p.Judge(r, wanted.Not().And(applies), d)
}

// exportServes reports whether a log of an engine shows who did what: the audit
// log where the engine has one; PostgreSQL's only log has all; MySQL's general log
// has every statement.
func exportServes(engine, kind string) bool {
	engine = strings.ToLower(engine)
	switch {
	case strings.Contains(engine, "postgres"):
		return kind == "postgresql" || kind == "iam-db-auth-error"
	case strings.HasPrefix(engine, "oracle"):
		return kind == "audit" || kind == "alert" || kind == "listener"
	case strings.HasPrefix(engine, "sqlserver"), strings.HasPrefix(engine, "db2"):
		return true // SQL Server's error log has the logins
	}
	return kind == "audit" || kind == "general"
}
