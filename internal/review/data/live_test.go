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
