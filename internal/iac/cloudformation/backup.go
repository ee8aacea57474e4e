package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func backupPlan(c estate.Core) estate.Resource {
	p := c.Properties
	c.Tags = tags(p.At("BackupPlanTags"))
	return &estate.BackupPlan{
		Core: c, PlanName: below(p, "BackupPlan.BackupPlanName").AsText(),
		Rules: estate.AsItems(below(p, "BackupPlan.BackupPlanRule"), backupRule),
	}
}

func backupRule(_ scenario.Guard, t *estate.Tree) estate.BackupRule {
	return estate.BackupRule{
		Origin: t.Place(), Name: t.At("RuleName").AsText(), Vault: t.At("TargetBackupVault").AsText(),
		Schedule:   t.At("ScheduleExpression").AsString(),
		DeleteDays: below(t, "Lifecycle.DeleteAfterDays").AsInt(), ColdDays: below(t, "Lifecycle.MoveToColdStorageAfterDays").AsInt(),
		Continuous: t.At("EnableContinuousBackup").AsBool().Or(false),
		Copies:     eachText(t.At("CopyActions"), "DestinationBackupVaultArn"),
	}
}

func backupVault(c estate.Core) estate.Resource {
	p := c.Properties
	c.Tags = tags(p.At("BackupVaultTags"))
	return &estate.BackupVault{
		Core: c, VaultName: p.At("BackupVaultName").AsText(), KMSKey: p.At("EncryptionKeyArn").AsText(), Policy: p.At("AccessPolicy"),
		Locked:  present(p.At("LockConfiguration")),
		MinDays: below(p, "LockConfiguration.MinRetentionDays").AsInt(), MaxDays: below(p, "LockConfiguration.MaxRetentionDays").AsInt(),
		GraceDays: below(p, "LockConfiguration.ChangeableForDays").AsInt(),
	}
}

func airGappedVault(c estate.Core) estate.Resource {
	p := c.Properties
	c.Tags = tags(p.At("BackupVaultTags"))
	return &estate.BackupVault{
		Core: c, VaultName: p.At("BackupVaultName").AsText(), KMSKey: p.At("EncryptionKeyArn").AsText(), Policy: p.At("AccessPolicy"),
		Locked: estate.Of(true, c.Origin), MinDays: p.At("MinRetentionDays").AsInt(), MaxDays: p.At("MaxRetentionDays").AsInt(),
		AirGapped: true,
	}
}

func backupSelection(c estate.Core) estate.Resource {
	p := c.Properties
	s := p.At("BackupSelection")
	return &estate.BackupSelection{
		Core: c, Plan: p.At("BackupPlanId").AsText(), Role: s.At("IamRoleArn").AsText(),
		Resources: s.At("Resources").AsTexts(), Except: s.At("NotResources").AsTexts(),
		Tags: estate.AsItems(s.At("ListOfTags"), func(_ scenario.Guard, t *estate.Tree) estate.BackupTag {
			return estate.BackupTag{Key: t.At("ConditionKey").AsText(), Value: t.At("ConditionValue").AsText()}
		}),
		Conditions: s.At("Conditions"),
	}
}
