package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// BackupPlan asks that what holds data and has no backups of its own is in a
// backup plan.
func BackupPlan() *review.Rule {
	return &review.Rule{
		ID: "DATA-BACKUP-PLAN", Area: finding.Data, Severity: finding.Low, Raise: review.ByClass,
		Title: "What holds data is backed up",
		Why: "Deletion, corruption and ransomware hit the data itself, which replication copies faithfully. Without recovery points " +
			"from before, the data is gone.",
		Fix: "Select it in an AWS::Backup::BackupSelection, by a tag if possible; or use the service's own: " +
			"PointInTimeRecoverySpecification for tables, BackupPolicy for file systems.",
		Needs: []string{"J"}, References: []string{"FSBP EFS.2", "FSBP DynamoDB.2", "FSBP DynamoDB.4", "WA SEC08-BP04"},
		Specimen: backupSpecimen("finance"), Twin: backupSpecimen("daily"),
		Check: checkBackupPlan,
	}
}

func backupSpecimen(tag string) string {
	return `Resources:
  Files:
    Type: AWS::EFS::FileSystem
    Properties:
      Encrypted: true
      FileSystemTags: [{Key: backup, Value: daily}]
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: daily
        BackupPlanRule:
          - {RuleName: daily, TargetBackupVault: Default, ScheduleExpression: "cron(0 3 * * ? *)"}
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: !Ref Plan
      BackupSelection:
        SelectionName: tagged
        IamRoleArn: arn:aws:iam::111122223333:role/backup
        ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: ` + tag + `}]
`
}

// Databases are not asked: their automated backups are DATA-RDS-PROTECT's, and
// a bucket's versions DATA-S3-VERSION-LOCK's.
func checkBackupPlan(p *review.Pass) {
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.FileSystem:
			judgeBackup(p, r, isTrue(r.Backup), finding.Medium, "no backup plan selects the file system, and its automatic backups are off")
		case *estate.DynamoTable:
			own := isTrue(r.PointInTime)
			if r.Global {
				own = review.AnyItem(r.Replicas, func(x estate.TableReplica) estate.Truth { return isTrue(x.PointInTime) })
			}
			judgeBackup(p, r, own, finding.Medium, "no backup plan selects the table, and point-in-time recovery is off")
		case *estate.Volume:
			judgeBackup(p, r, managed(p.Estate), finding.Low, "no backup plan selects the volume")
		}
	}
}

func judgeBackup(p *review.Pass, r estate.Resource, own estate.Truth, s finding.Severity, says string) {
	p.Judge(r, own.Not().And(p.LacksListed(r.Base(), selected(p.Estate, r.Base()), planLists(r)...)), review.Detail{Severity: s, Weighed: true, Message: says})
}

// planLists are an account's lists that say what is backed up.
func planLists(r estate.Resource) []estate.ListingKind {
	if _, disk := r.(*estate.Volume); disk {
		return []estate.ListingKind{"backup list-backup-plans", "dlm get-lifecycle-policies"}
	}
	return []estate.ListingKind{"backup list-backup-plans"}
}

// managed is unknown where Data Lifecycle Manager takes snapshots of volumes,
// which it chooses by tag.
func managed(e *estate.Estate) estate.Truth {
	for _, r := range e.Resources {
		if c := r.Base(); c.Type == "AWS::DLM::LifecyclePolicy" {
			return estate.Maybe(review.Gap(c.Logical, "a lifecycle policy takes snapshots of volumes by tag", "", c.Origin)).Given(c.When)
		}
	}
	return estate.No()
}

// selected is true where a backup selection of the estate takes a resource.
func selected(e *estate.Estate, c *estate.Core) estate.Truth {
	out := estate.No()
	for _, s := range estate.All[*estate.BackupSelection](e) {
		byTag := review.AnyItem(s.Tags, func(t estate.BackupTag) estate.Truth { return hasTag(c, t) })
		byName := review.AnyItem(s.Resources, func(t estate.Text) estate.Truth { return names(e, t, c) })
		except := review.AnyItem(s.Except, func(t estate.Text) estate.Truth { return names(e, t, c) })
		in := byTag.Or(byName).And(except.Not())
		if !s.Conditions.IsMissing() { // all of them must hold, too
			in = in.And(estate.Maybe(review.Gap(s.Logical, "its conditions on tags decide", "", s.Conditions.Origin)))
		}
		out = out.Or(in.Given(s.When))
	}
	return out
}

func hasTag(c *estate.Core, want estate.BackupTag) estate.Truth {
	return review.Ask(want.Key, estate.No(), func(key estate.Text) estate.Truth {
		name, known := key.Known()
		if !known {
			return estate.Maybe(estate.NotInEstate(key, want.Key.Origin))
		}
		name = strings.TrimPrefix(name, "aws:ResourceTag/")
		return sameText(c.Tags.Get(name), want.Value)
	})
}

// sameText is true where two texts are certainly the same.
func sameText(v, w estate.Value[estate.Text]) estate.Truth {
	return review.Ask(v, estate.No(), func(a estate.Text) estate.Truth {
		return review.Ask(w, estate.No(), func(b estate.Text) estate.Truth {
			return review.Same(a, b, v.Origin)
		})
	})
}

// services are the parts of an ARN by which a selection names all resources of
// a type.
var services = map[string]string{
	"AWS::EFS::FileSystem": "elasticfilesystem:::file-system/", "AWS::DynamoDB::Table": "dynamodb:::table/",
	"AWS::DynamoDB::GlobalTable": "dynamodb:::table/", "AWS::EC2::Volume": "ec2:::volume/",
}

// names is true where an entry of a selection is a resource, or a pattern that
// has all resources of its type in it.
func names(e *estate.Estate, t estate.Text, c *estate.Core) estate.Truth {
	for _, r := range t.References() {
		if r.Resource == c.ID {
			return estate.Yes()
		}
	}
	if literal, ok := fixed(t); ok {
		if c.Physical != "" && strings.HasPrefix(c.Physical, "arn:") {
			return truthOf(policy.Match(literal, c.Physical))
		}
		service, kind, _ := strings.Cut(services[c.Type], ":::")
		if policy.Match(literal, "arn:aws:"+service+":x:x:"+kind+"x") {
			return estate.Yes()
		}
		return estate.No()
	}
	if len(t.References()) > 0 {
		return estate.No()
	}
	return estate.Maybe(estate.NotInEstate(t, e.Resources[0].Base().Origin))
}

// fixed is a text with every pseudo-parameter read as "x" or "aws", if nothing
// else in it is open.
func fixed(t estate.Text) (string, bool) {
	var b strings.Builder
	for _, p := range t.Parts() {
		switch {
		case p.Variable == nil && p.Reference == nil:
			b.WriteString(p.Literal)
		case p.Variable != nil && p.Variable.Kind == scenario.Pseudo && strings.Contains(p.Variable.Name, "Partition"):
			b.WriteString("aws")
		case p.Variable != nil && p.Variable.Kind == scenario.Pseudo:
			b.WriteString("x")
		default:
			return "", false
		}
	}
	return b.String(), true
}
