package data

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// RestoreTests is DATA-BACKUP-RESTORE-TEST.
func RestoreTests() *review.Rule {
	return &review.Rule{
		ID: "DATA-BACKUP-RESTORE-TEST", Area: finding.Data, Severity: finding.Low,
		Title: "Restoring from backups is tried on a schedule",
		Why: "A backup that was never restored is a hope. Keys that are gone, roles that may not, formats that changed: all of it is found on the day " +
			"on which everything else is down.",
		Fix: "Add an AWS::Backup::RestoreTestingPlan with a ScheduleExpression, and an AWS::Backup::RestoreTestingSelection for each type that the " +
			"backup plan protects.",
		Needs: []string{"J"}, References: []string{"WA SEC10-BP07", "WA REL09-BP04"},
		Specimen: restoreTemplate(""), Twin: restoreTemplate(`  TestFiles:
    Type: AWS::Backup::RestoreTestingSelection
    Properties:
      RestoreTestingPlanName: !Ref Test
      RestoreTestingSelectionName: files
      ProtectedResourceType: EFS
      ProtectedResourceArns: ["*"]
      IamRoleArn: arn:aws:iam::111122223333:role/restore
`),
		Check: checkRestoreTests,
	}
}

func restoreTemplate(selection string) string {
	return `Resources:
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: daily
        BackupPlanRule: [{RuleName: daily, TargetBackupVault: Default, ScheduleExpression: "cron(0 3 * * ? *)"}]
  Test:
    Type: AWS::Backup::RestoreTestingPlan
    Properties:
      RestoreTestingPlanName: monthly
      ScheduleExpression: "cron(0 5 1 * ? *)"
      RecoveryPointSelection: {Algorithm: LATEST_WITHIN_WINDOW, IncludeVaults: ["*"], RecoveryPointTypes: [SNAPSHOT]}
` + selection
}

// checkRestoreTests asks for a plan where backups are planned, and for something
// to restore in each plan. Databases with backups of their own are not asked:
// restore testing is of AWS Backup.
func checkRestoreTests(p *review.Pass) {
	plans := estate.All[*estate.RestoreTestPlan](p.Estate)
	selections := estate.All[*estate.RestoreTestSelection](p.Estate)
	for _, plan := range plans {
		some := estate.No()
		for _, s := range selections {
			some = some.Or(review.Refers(p.Estate, s.Plan, plan).Or(review.Named(s.Plan, plan.PlanName)).Given(s.When))
		}
		p.Judge(plan, p.Lacks(some), review.Detail{Message: "the restore testing plan selects nothing to restore"})
	}
	tested := estate.No()
	for _, s := range selections {
		tested = tested.Or(estate.Holds(s.When))
	}
	untested := typesUntested(p.Estate, selections)
	for _, b := range estate.All[*estate.BackupPlan](p.Estate) {
		parts := []review.Part{{Bad: p.LacksListed(&b.Core, tested, "backup list-restore-testing-plans"), Says: "nothing tries to restore what it backs up", Severity: finding.Low}}
		if len(selections) > 0 && len(untested) > 0 {
			parts = append(parts, review.Part{
				Bad: p.Lacks(estate.No()), Severity: finding.Low,
				Says: fmt.Sprintf("restoring is not tried for %s", strings.Join(untested, ", ")),
			})
		}
		if len(plans) > 0 && len(selections) == 0 {
			parts = nil // the plan's own finding tells it
		}
		p.JudgeParts(b, parts, review.Detail{})
	}
}

// restoreTypes are the names that restore testing has for types ("Restore testing
// selections").
func restoreTypes(typ string) string {
	return map[string]string{
		"AWS::EFS::FileSystem": "EFS", "AWS::DynamoDB::Table": "DynamoDB", "AWS::DynamoDB::GlobalTable": "DynamoDB", "AWS::EC2::Volume": "EBS",
	}[typ]
}

// typesUntested are the types of what backup selections surely take that no
// restore testing selection names.
func typesUntested(e *estate.Estate, selections []*estate.RestoreTestSelection) []string {
	var out []string
	for _, r := range e.Resources {
		kind := restoreTypes(r.Base().Type)
		if kind == "" || slices.Contains(out, kind) || selected(e, r.Base()).True.IsNever() {
			continue
		}
		if !slices.ContainsFunc(selections, func(s *estate.RestoreTestSelection) bool {
			k, known := s.Kind.Known()
			return !known || strings.EqualFold(k, kind)
		}) {
			out = append(out, kind)
		}
	}
	slices.Sort(out)
	return out
}
