package data

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// BackupVault asks that backups can't be deleted by who gets in.
func BackupVault() *review.Rule {
	return &review.Rule{
		ID: "DATA-BACKUP-VAULT", Area: finding.Data, Severity: finding.Low,
		Title: "Backup vaults are locked, or their policy denies deletion",
		Why: "Ransomware goes for the backups first. In a locked vault nobody deletes a recovery point before its time; a policy that " +
			"denies it to everyone at least takes two steps to undo.",
		Fix: "Set LockConfiguration with MinRetentionDays, and ChangeableForDays for a lock that nobody can lift; or a policy that denies " +
			"backup:DeleteRecoveryPoint and backup:UpdateRecoveryPointLifecycle to everyone.",
		Needs: []string{"IAM", "J"}, References: []string{"FSBP Backup.1", "WA SEC08-BP04"},
		Specimen: vaultTemplate("Allow"), Twin: vaultTemplate("Deny"),
		Check: checkBackupVault,
	}
}

func vaultTemplate(effect string) string {
	return `Resources:
  Vault:
    Type: AWS::Backup::BackupVault
    Properties:
      BackupVaultName: daily
      AccessPolicy:
        Version: "2012-10-17"
        Statement:
          - {Effect: ` + effect + `, Principal: {AWS: "*"}, Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"], Resource: "*", Condition: {StringNotEquals: {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/backup-admin"}}}
`
}

func checkBackupVault(p *review.Pass) {
	for _, v := range estate.All[*estate.BackupVault](p.Estate) {
		if v.AirGapped {
			p.Good(v)
			continue
		}
		denies := estate.No()
		if !v.Policy.IsMissing() {
			denies, _ = p.AskDocument(v.Policy, deniesDeletion)
		}
		p.Judge(v, isTrue(v.Locked).Or(denies).Not(), review.Detail{
			At: v.Locked.Origin, Message: "whoever may delete recovery points can delete them: the vault is not locked, and no policy denies it",
		})
	}
}

// deniesDeletion answers whether a statement denies everyone, but principals that
// it names, to delete recovery points.
func deniesDeletion(d policy.Document) policy.Result {
	action := policy.ActionPattern(policy.Literal("backup:DeleteRecoveryPoint"))
	return review.AskStatements(d, func(s policy.Statement) policy.Reason {
		a := s.IsDeny().And(s.CoversAction(action)).And(everyoneBut(s))
		return policy.Reason{Answer: a, Why: "denies deletion"}
	})
}

// everyoneBut answers whether a Deny is for everyone, but for principals that it
// names by a condition.
func everyoneBut(s policy.Statement) policy.Answer {
	if s.Principal == nil {
		return policy.No
	}
	out := s.Principal.Everyone()
	for _, c := range s.Conditions {
		exempts := c.Operator.Base.Negated() && isPrincipalKey(c.Key)
		if !exempts {
			return policy.No
		}
	}
	return out
}
