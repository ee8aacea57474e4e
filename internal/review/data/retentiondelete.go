package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// RetentionDelete is DATA-RETENTION-DELETE.
func RetentionDelete() *review.Rule {
	return &review.Rule{
		ID: "DATA-RETENTION-DELETE", Area: finding.Data, Severity: finding.Low, Raise: review.ByClass,
		Title: "Data outlives its stack, and is kept for a stated time",
		Why: "Deleting a stack, or changing a property that replaces the resource, deletes tables, file systems and volumes with all that is in them, " +
			"without asking. Records that leave a stream after a day are gone before a failed consumer is noticed.",
		Fix: "Set DeletionPolicy and UpdateReplacePolicy to Retain (or Snapshot where the type has it) on what holds data, and RetentionPeriodHours of " +
			"streams to 168.",
		Needs: []string{"A"}, References: []string{"FSBP Kinesis.3", "WA SEC07-BP04", "WA SEC08-BP04"},
		Specimen: keptTable(""), Twin: keptTable("\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain"),
		Check: checkRetention,
	}
}

func keptTable(policies string) string {
	return `Resources:
  Orders:
    Type: AWS::DynamoDB::Table` + policies + `
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
`
}

// checkRetention leaves out what CloudFormation does not delete with data in it:
// buckets, and databases, of which it takes a last snapshot (DATA-RDS-PROTECT tells
// where it is told not to).
func checkRetention(p *review.Pass) {
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.DynamoTable:
			judgeKept(p, r, isTrue(r.DeletionProtection))
		case *estate.FileSystem:
			judgeKept(p, r, estate.No())
		case *estate.FSxFileSystem:
			kept := estate.When(r.Deployment, false, func(s string) bool { return strings.HasPrefix(s, "SCRATCH") })
			judgeKept(p, r, kept) // scratch is not kept by what it is
		case *estate.Volume:
			judgeKept(p, r, estate.No())
		case *estate.UserPool:
			protected := estate.When(r.Properties.At("DeletionProtection").AsString(), false, func(s string) bool { return strings.EqualFold(s, "ACTIVE") })
			judgeKept(p, r, protected)
		case *estate.Stream:
			p.Judge(r, estate.When(r.Retention, false, func(n int) bool { return n < 168 }), review.Detail{
				At: r.Retention.Origin, Message: "records are kept for less than a week", Severity: finding.Info, Weighed: true,
			})
		}
	}
}

// judgeKept asks whether a resource is deleted with its stack, or when it is
// replaced, with its data.
func judgeKept(p *review.Pass, r estate.Resource, protected estate.Truth) {
	c := r.Base()
	if c.Beside == nil || c.Physical != "" {
		return // no stack deletes it
	}
	deletes := func(v estate.Value[string]) estate.Truth {
		return estate.When(v, true, func(s string) bool { return strings.EqualFold(s, "Delete") })
	}
	severity := finding.Info
	switch r.(type) {
	case *estate.DynamoTable, *estate.FileSystem:
		severity = finding.Low
	default:
		if !c.Beside.DeletionPolicy.Origin.IsZero() {
			severity = finding.Low
		}
	}
	p.JudgeParts(r, []review.Part{
		{Bad: deletes(c.Beside.DeletionPolicy).And(protected.Not()), Says: "deleting the stack deletes it with its data", Severity: severity, At: c.Beside.DeletionPolicy.Origin},
		{Bad: deletes(c.Beside.UpdateReplacePolicy).And(protected.Not()), Says: "an update that replaces it deletes the old one with its data", Severity: finding.Info, At: c.Beside.UpdateReplacePolicy.Origin},
	}, review.Detail{})
}
