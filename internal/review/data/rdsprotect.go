package data

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// RDSProtection asks that a database survives mistakes: deletion protection,
// backups that are kept, upgrades, a standby. One finding names all that lacks.
func RDSProtection() *review.Rule {
	return &review.Rule{
		ID: "DATA-RDS-PROTECT", Area: finding.Data, Severity: finding.Medium, Raise: review.ByClass,
		Title: "Databases are protected from deletion and kept recoverable",
		Why: "One mistaken or malicious API call deletes a database that is not protected, and its automated backups with it. " +
			"Without a week of point-in-time recovery an intrusion that is found late, or ransomware inside the database, cannot be undone.",
		Fix: "Set DeletionProtection: true, BackupRetentionPeriod to at least 7, AutoMinorVersionUpgrade: true, MultiAZ: true for " +
			"what has to stay up, and DeletionPolicy: Snapshot or Retain.",
		Needs:      []string{"A"},
		References: []string{"FSBP RDS.5", "FSBP RDS.7", "FSBP RDS.8", "FSBP RDS.11", "FSBP RDS.13", "FSBP RDS.15", "FSBP Redshift.3", "FSBP Redshift.6", "CIS 3.2.2", "CIS 3.2.4", "WA SEC08-BP04"},
		Specimen: `Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.medium
      AllocatedStorage: "20"
      MasterUsername: dbadmin
      ManageMasterUserPassword: true
      MultiAZ: true
      BackupRetentionPeriod: 14
`,
		Twin: `Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.medium
      AllocatedStorage: "20"
      MasterUsername: dbadmin
      ManageMasterUserPassword: true
      MultiAZ: true
      BackupRetentionPeriod: 14
      DeletionProtection: true
`,
		Check: checkRDSProtection,
	}
}

// leastRetention is the shortest time of backups that passes, in days.
const leastRetention = 7

// A cluster's instance is protected by its cluster, and a replica holds no data
// of its own.
func checkRDSProtection(p *review.Pass) {
	const minor = "minor engine versions are not applied by themselves"
	p.JudgeSettings([]review.Setting{
		{Type: "AWS::DMS::ReplicationInstance", Path: "AutoMinorVersionUpgrade", Wrong: []string{"false"}, Says: minor, Severity: finding.Low},
		{Type: "AWS::ElastiCache::ReplicationGroup", Path: "AutoMinorVersionUpgrade", Wrong: []string{"false"}, Says: minor, Severity: finding.Low},
		{Type: "AWS::QLDB::Ledger", Path: "DeletionProtection", Wrong: []string{"false"}, Says: "deletion protection is off", Severity: finding.Low},
	}, nil)
	for _, c := range estate.All[*estate.DBCluster](p.Estate) {
		p.JudgeParts(c, []review.Part{
			{Bad: isFalse(c.DeletionProtection), Says: "deletion protection is off", Severity: finding.Medium, At: c.DeletionProtection.Origin},
			retention(c.BackupRetention),
			{Bad: isFalse(c.AutoMinorUpgrade), Says: "minor engine versions are not applied by themselves", Severity: finding.Low, At: c.AutoMinorUpgrade.Origin},
			deletionPolicy(&c.Core),
		}, review.Detail{})
	}
	for _, d := range estate.All[*estate.DBInstance](p.Estate) {
		own := estate.IsAbsent(d.Cluster).And(estate.IsAbsent(d.SourceInstance)).And(estate.IsAbsent(d.SourceCluster))
		if own.True.IsNever() {
			continue
		}
		parts := []review.Part{
			{Bad: isFalse(d.DeletionProtection), Says: "deletion protection is off", Severity: finding.Medium, At: d.DeletionProtection.Origin},
			retention(d.BackupRetention),
			{Bad: isFalse(d.MultiAZ), Says: "it stands in a single Availability Zone", Severity: finding.Low, At: d.MultiAZ.Origin},
			{Bad: isFalse(d.AutoMinorUpgrade), Says: "minor engine versions are not applied by themselves", Severity: finding.Low, At: d.AutoMinorUpgrade.Origin},
			deletionPolicy(&d.Core),
		}
		for i := range parts {
			parts[i].Bad = parts[i].Bad.Given(own.True)
		}
		p.JudgeParts(d, parts, review.Detail{})
	}
	for _, w := range estate.All[*estate.RedshiftCluster](p.Estate) {
		p.JudgeParts(w, []review.Part{
			{Bad: estate.Is(w.BackupRetention, 0), Says: "there are no automated snapshots", Severity: finding.Medium, At: w.BackupRetention.Origin},
			{Bad: isFalse(w.AutoUpgrade), Says: "engine upgrades are not applied by themselves", Severity: finding.Low, At: w.AutoUpgrade.Origin},
		}, review.Detail{})
	}
}

func retention(days estate.Value[int]) review.Part {
	part := review.Part{
		Bad:  estate.When(days, false, func(n int) bool { return n < leastRetention }),
		Says: "automated backups are kept for less than 7 days", Severity: finding.Low, At: days.Origin,
	}
	if n, ok := days.Known(); ok {
		part.Says = fmt.Sprintf("automated backups are kept for %d days only", n)
		if n == 1 {
			part.Says = "automated backups are kept for 1 day only"
		}
	}
	if off := estate.Is(days, 0); byDefault(off) {
		part.Says, part.Severity = "there are no automated backups", finding.Medium
	}
	return part
}

// deletionPolicy: CloudFormation takes a last snapshot of a database unless it
// is told to delete ("DeletionPolicy attribute").
func deletionPolicy(c *estate.Core) review.Part {
	deletes := func(s string) bool { return strings.EqualFold(s, "Delete") }
	return review.Part{
		Bad:  estate.When(c.DeletionPolicy(), false, deletes),
		Says: "deleting the stack deletes it without a snapshot", Severity: finding.Medium, At: c.DeletionPolicy().Origin,
	}
}
