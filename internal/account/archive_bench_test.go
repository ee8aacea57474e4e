package account_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
	"ringwall/internal/reach/bench"
)

var keepSnapshot = flag.String("snapshot", "", "write the snapshot of the benchmark to this `FILE`")

// accountOf100000 is a folder of some 100,000 resources of all kinds, in 39,000 files:
// 40,000 are network interfaces, as in large accounts.
func accountOf100000() map[string][]byte {
	const owner, region = "111122223333", "eu-west-1"
	out := bench.Shape{VPCs: 250, Interfaces: 40_000, Compact: true}.Files()
	for name, data := range out {
		delete(out, name)
		out[strings.TrimPrefix(name, "accounts/")] = data
	}
	global, regional := owner+"/", owner+"/"+region+"/"
	out[global+"get-account-authorization-details.json"] = authorizationDetails(10_000)
	list := func(file, key string, n int, record string) {
		var b bytes.Buffer
		b.WriteString(`{"` + key + `": [`)
		for i := range n {
			if i > 0 {
				b.WriteString(",\n")
			}
			b.WriteString(strings.ReplaceAll(record, "#", fmt.Sprintf("%05d", i)))
		}
		b.WriteString("]}")
		out[file] = b.Bytes()
	}
	each := func(file string, n int, answer string) {
		for i := range n {
			no := fmt.Sprintf("%05d", i)
			out[strings.ReplaceAll(file, "#", no)] = []byte(strings.ReplaceAll(answer, "#", no))
		}
	}
	policy := func(arn string) string {
		return `{"Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"A\", \"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::` + owner + `:root\"}, \"Action\": \"*\", \"Resource\": \"` + arn + `\"}]}"}`
	}
	const buckets, functions, keys, queues, secrets = 5_000, 8_000, 1_500, 3_000, 3_000
	list(global+"list-buckets.json", "Buckets", buckets, `{"Name": "bucket-#", "CreationDate": "2020-01-01T00:00:00+00:00"}`)
	each(global+"get-bucket-policy--bucket-#.json", buckets, policy("arn:aws:s3:::bucket-#/*"))
	each(global+"get-public-access-block--bucket-#.json", buckets, `{"PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": true, "RestrictPublicBuckets": true}}`)
	each(global+"get-bucket-ownership-controls--bucket-#.json", buckets, `{"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}`)
	each(global+"get-bucket-acl--bucket-#.json", buckets, `{"Owner": {"ID": "c1"}, "Grants": [{"Grantee": {"ID": "c1", "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}]}`)
	each(global+"get-bucket-encryption--bucket-#.json", buckets, `{"ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": false}]}}`)
	list(regional+"list-functions.json", "Functions", functions, `{"FunctionName": "f-#", "FunctionArn": "arn:aws:lambda:`+region+`:`+owner+`:function:f-#", "Runtime": "python3.13", "Role": "arn:aws:iam::`+owner+`:role/service-#", "Handler": "main.handler", "CodeSize": 1000, "Timeout": 30, "MemorySize": 256, "LastModified": "2026-01-01T00:00:00.000+0000", "CodeSha256": "x", "Version": "$LATEST", "TracingConfig": {"Mode": "PassThrough"}, "RevisionId": "r-#", "PackageType": "Zip", "Architectures": ["x86_64"], "EphemeralStorage": {"Size": 512}}`)
	each(regional+"get-policy--f-#.json", functions, policy("arn:aws:lambda:"+region+":"+owner+":function:f-#"))
	list(regional+"list-keys.json", "Keys", keys, `{"KeyId": "00000000-0000-0000-0000-0000000#", "KeyArn": "arn:aws:kms:`+region+`:`+owner+`:key/00000000-0000-0000-0000-0000000#"}`)
	each(regional+"describe-key--00000000-0000-0000-0000-0000000#.json", keys, `{"KeyMetadata": {"AWSAccountId": "`+owner+`", "KeyId": "00000000-0000-0000-0000-0000000#", "Arn": "arn:aws:kms:`+region+`:`+owner+`:key/00000000-0000-0000-0000-0000000#", "Enabled": true, "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": "Enabled", "Origin": "AWS_KMS", "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT", "MultiRegion": false}}`)
	each(regional+"get-key-policy--00000000-0000-0000-0000-0000000#.json", keys, policy("*"))
	list(regional+"list-secrets.json", "SecretList", secrets, `{"ARN": "arn:aws:secretsmanager:`+region+`:`+owner+`:secret:s-#-abcdef", "Name": "s-#", "LastChangedDate": "2026-01-01T00:00:00+00:00", "SecretVersionsToStages": {"v": ["AWSCURRENT"]}}`)
	each(regional+"get-queue-attributes--q-#.json", queues, `{"Attributes": {"QueueArn": "arn:aws:sqs:`+region+`:`+owner+`:q-#", "VisibilityTimeout": "30", "SqsManagedSseEnabled": "true"}}`)
	return out
}

// BenchmarkSnapshot loads a snapshot of 100,000 resources: unpacks it, reads it and
// makes the estate.
//
//	GOMAXPROCS=1 go test ./internal/account -run '^$' -bench Snapshot -benchtime 3x [-args -snapshot FILE]
func BenchmarkSnapshot(b *testing.B) {
	if testing.Short() {
		b.Skip("it needs 500 MB")
	}
	files := accountOf100000()
	size := 0
	for _, data := range files {
		size += len(data)
	}
	data := snapshotOf(b, files)
	if *keepSnapshot != "" {
		if err := os.WriteFile(*keepSnapshot, data, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d files of %d bytes, %d bytes packed", len(files), size, len(data))
	files = nil
	one := []account.File{{Name: "one.snapshot", Path: "one.snapshot", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}}
	runtime.GC()
	b.SetBytes(int64(size))
	b.ReportAllocs()
	var e *estate.Estate
	for b.Loop() {
		got := account.Load(one, account.Options{})
		if len(got.Problems) > 0 {
			b.Fatal(got.Problems[0])
		}
		e = estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
	}
	if n := e.Declared(); n < 100_000 {
		b.Fatalf("%d resources, want 100,000", n)
	}
	b.ReportMetric(float64(e.Declared()), "resources")
}
