package account_test

import (
	"fmt"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
)

// TestSettingsOfBucketsAndKeys: as GetBucketVersioning, GetBucketLogging,
// GetBucketTagging, GetObjectLockConfiguration and GetKeyRotationStatus show them; what
// no file shows is unknown, what AWS says that there is none of is not there.
func TestSettingsOfBucketsAndKeys(t *testing.T) {
	const folder = "111122223333/global/s3-"
	got := account.Load(inMemory(map[string][]byte{
		folder + "list-buckets.json": []byte(`{"Buckets": [{"Name": "a", "CreationDate": "2026-01-01"}, {"Name": "b", "CreationDate": "2026-01-01"}, {"Name": "c", "CreationDate": "2026-01-01"}]}`),

		folder + "get-bucket-versioning--a.json":         []byte(`{"Bucket": "a", "Status": "Enabled"}`),
		folder + "get-bucket-logging--a.json":            []byte(`{"Bucket": "a", "LoggingEnabled": {"TargetBucket": "b", "TargetPrefix": "a/"}}`),
		folder + "get-bucket-tagging--a.json":            []byte(`{"Bucket": "a", "TagSet": [{"Key": "tier", "Value": "data"}]}`),
		folder + "get-object-lock-configuration--a.json": []byte(`{"Bucket": "a", "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Years": 1}}}}`),

		folder + "get-bucket-versioning--b.json":         []byte(`{"Bucket": "b"}`),
		folder + "get-bucket-logging--b.json":            []byte(`{"Bucket": "b"}`),
		folder + "get-bucket-tagging--b.json":            []byte(`{"Bucket": "b", "TagSet": null}`),
		folder + "get-object-lock-configuration--b.json": []byte(`{"Bucket": "b", "ObjectLockConfiguration": null}`),
		folder + "get-bucket-encryption--b.json":         []byte(`{"Bucket": "b", "ServerSideEncryptionConfiguration": null}`),

		"111122223333/eu-west-1/kms-list-keys.json":                    []byte(`{"Keys": [{"KeyId": "k-1", "KeyArn": "arn:aws:kms:eu-west-1:111122223333:key/k-1"}, {"KeyId": "k-2", "KeyArn": "arn:aws:kms:eu-west-1:111122223333:key/k-2"}]}`),
		"111122223333/eu-west-1/kms-get-key-rotation-status--k-1.json": []byte(`{"KeyId": "k-1", "KeyRotationEnabled": true, "RotationPeriodInDays": 365}`),

		"111122223333/eu-west-1/lambda-list-functions.json":        []byte(`{"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f"}]}`),
		"111122223333/eu-west-1/lambda-list-tags--f-0123abcd.json": []byte(`{"Resource": "arn:aws:lambda:eu-west-1:111122223333:function:f", "Tags": {"tier": "web"}}`),
	}), account.Options{})
	for _, p := range got.Problems {
		t.Error(p)
	}
	have := map[string]string{}
	for _, x := range got.Resources {
		switch x := x.(type) {
		case *estate.Bucket:
			tags := x.Tags.List()
			tag := "none"
			if len(tags.Unknown) > 0 {
				tag = "unknown"
			} else if len(tags.Known) > 0 {
				tag = short(x.Tags.Get("tier"))
			}
			have[x.Logical] = short(x.Versioned) + " " + short(x.Logs) + " " + short(x.LogBucket) + " " + tag + " " + short(x.ObjectLock) + " " + short(x.LockMode) + " " + short(x.LockDays)
		case *estate.Function:
			have[x.Logical] = short(x.Tags.Get("tier"))
		case *estate.Key:
			have[x.Logical] = short(x.Rotation) + " " + short(x.RotationDays)
		}
	}
	for name, want := range map[string]string{
		"a": "true true b data true GOVERNANCE 365", "b": "false false  none false  ", "c": "? ? ? unknown ? ? ?", "k-1": "true 365", "k-2": "? ?", "f": "web",
	} {
		if have[name] != want {
			t.Errorf("%s is %q, want %q", name, have[name], want)
		}
	}
}

// short is a value; "?" if it is unknown, nothing if it is absent.
func short[T any](v estate.Value[T]) string {
	if a := v.Alternatives()[0]; a.State == estate.Known {
		return fmt.Sprint(a.Is)
	} else if a.State == estate.Absent {
		return ""
	}
	return "?"
}
