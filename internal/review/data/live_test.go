package data_test

import (
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/data"
	"ringwall/internal/review/reviewtest"
)

// status is how a rule stands on what the AWS CLI prints of an account.
func status(t *testing.T, r *review.Rule, files string) finding.Status {
	t.Helper()
	return reviewtest.Run(t, r, files).Controls[0].Status
}

// TestKeysOfAccounts: a key of an account has no waiting period until somebody deletes
// it ("ScheduleKeyDeletion"); whether it rotates, GetKeyRotationStatus says.
func TestKeysOfAccounts(t *testing.T) {
	const keys = `-- 111122223333/eu-west-1/list-keys.json --
{"Keys": [{"KeyId": "k-1", "KeyArn": "arn:aws:kms:eu-west-1:111122223333:key/k-1"}]}
-- 111122223333/eu-west-1/describe-key--k-1.json --
{"KeyMetadata": {"AWSAccountId": "111122223333", "KeyId": "k-1", "Arn": "arn:aws:kms:eu-west-1:111122223333:key/k-1", "Enabled": true,
 "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": "Enabled", "Origin": "AWS_KMS", "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT", "MultiRegion": false}}
`
	const rotation = "-- 111122223333/eu-west-1/get-key-rotation-status--k-1.json --\n"
	for _, c := range []struct {
		files string
		want  finding.Status
	}{
		{keys + rotation + `{"KeyRotationEnabled": true, "KeyId": "k-1", "RotationPeriodInDays": 365}`, finding.Pass},
		{keys + rotation + `{"KeyRotationEnabled": false}`, finding.Fail},
		{keys, finding.Unknown},
	} {
		if is := status(t, data.KeyRotation(), c.files); is != c.want {
			t.Errorf("%v, want %v, of %s", is, c.want, c.files)
		}
	}
}

// TestWhatAccountsList: what a list of the account doesn't show is not there; without the
// list nobody knows.
func TestWhatAccountsList(t *testing.T) {
	const here = "-- 111122223333/eu-west-1/"
	const table = here + `describe-table--Music.json --
{"Table": {"TableName": "Music", "TableArn": "arn:aws:dynamodb:eu-west-1:111122223333:table/Music", "TableStatus": "ACTIVE"}}
` + here + `describe-continuous-backups--Music.json --
{"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}}
` + here + `get-resources.json --
{"ResourceTagMappingList": [{"ResourceARN": "arn:aws:dynamodb:eu-west-1:111122223333:table/Music", "Tags": [{"Key": "backup", "Value": "daily"}]}]}
`
	const plan = here + `list-backup-plans.json --
{"BackupPlansList": [{"BackupPlanArn": "arn:aws:backup:eu-west-1:111122223333:backup-plan:p1", "BackupPlanId": "p1", "BackupPlanName": "daily"}]}
`
	selections := func(what string) string {
		return plan + here + `list-backup-selections--p1.json --
{"BackupPlanId": "p1", "BackupSelectionsList": [{"SelectionId": "s1", "SelectionName": "s", "BackupPlanId": "p1"}]}
` + here + `get-backup-selection--s1.json --
{"BackupSelection": {"SelectionName": "s", ` + what + `}, "SelectionId": "s1", "BackupPlanId": "p1"}
`
	}
	secret := func(rotates string) string {
		return here + `list-secrets.json --
{"SecretList": [{"ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1b2c3", "Name": "db"` + rotates + `}]}
`
	}
	for _, c := range []struct {
		rule  *review.Rule
		files string
		want  finding.Status
	}{
		{data.BackupPlan(), table, finding.Unknown},
		{data.BackupPlan(), table + here + "list-backup-plans.json --\n{\"BackupPlansList\": []}\n", finding.Fail},
		{data.BackupPlan(), table + plan, finding.Unknown},
		{data.BackupPlan(), table + selections(`"ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "daily"}]`), finding.Pass},
		{data.BackupPlan(), table + selections(`"Resources": ["arn:aws:dynamodb:eu-west-1:111122223333:table/Music"]`), finding.Pass},
		{data.BackupPlan(), table + selections(`"Resources": ["arn:aws:dynamodb:eu-west-1:111122223333:table/Other"]`), finding.Fail},
		{data.SecretRotation(), secret(`, "RotationEnabled": true, "RotationRules": {"AutomaticallyAfterDays": 30}`), finding.Pass},
		{data.SecretRotation(), secret(""), finding.Fail},
		{data.SecretRotation(), here + "describe-secret--db.json --\n" + `{"ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1b2c3", "Name": "db", "CreatedDate": "2026-01-01T00:00:00+00:00"}` + "\n", finding.Unknown},
	} {
		if is := status(t, c.rule, c.files); is != c.want {
			t.Errorf("%s is %v, want %v, of %s", c.rule.ID, is, c.want, c.files)
		}
	}
}
