package account_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/estate"
)

// authorizationDetails is the output of get-account-authorization-details for an
// account of n roles, as the AWS CLI prints it: about 5 kB a role, with a trust
// policy, an instance profile for one in four, two inline policies, two attached
// ones; a managed policy for one role in ten, with two versions.
func authorizationDetails(n int) []byte {
	document := func(name string, statements int) string {
		var list []string
		for i := range statements {
			list = append(list, fmt.Sprintf(`{"Sid": "S%d", "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage"], "Resource": ["arn:aws:s3:::%s-%d", "arn:aws:s3:::%s-%d/*"], "Condition": {"StringEquals": {"aws:PrincipalTag/team": "%s"}}}`, i, name, i, name, i, name))
		}
		return `{"Version": "2012-10-17", "Statement": [` + strings.Join(list, ",") + `]}`
	}
	var b bytes.Buffer
	b.WriteString(`{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		name := fmt.Sprintf("service-%05d", i)
		profile := ""
		if i%4 == 0 {
			profile = fmt.Sprintf(`{"InstanceProfileName": "%s", "InstanceProfileId": "AIPA%016d", "Arn": "arn:aws:iam::111122223333:instance-profile/%s", "Path": "/", "Roles": [{"RoleName": "%s", "Arn": "arn:aws:iam::111122223333:role/%s", "Path": "/"}]}`, name, i, name, name, name)
		}
		fmt.Fprintf(&b, `{"Path": "/", "RoleName": "%s", "RoleId": "AROA%016d", "Arn": "arn:aws:iam::111122223333:role/%s", "CreateDate": "2020-01-01T00:00:00+00:00",
 "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
 "InstanceProfileList": [%s], "RolePolicyList": [{"PolicyName": "a", "PolicyDocument": %s}, {"PolicyName": "b", "PolicyDocument": %s}],
 "AttachedManagedPolicies": [{"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {"PolicyName": "p%d", "PolicyArn": "arn:aws:iam::111122223333:policy/p%d"}],
 "Tags": [{"Key": "team", "Value": "t%d"}], "RoleLastUsed": {"LastUsedDate": "2025-01-01T00:00:00+00:00", "Region": "eu-west-1"}}`,
			name, i, name, profile, document(name, 2), document(name, 1), i/10, i/10, i%50)
	}
	b.WriteString(`], "Policies": [`)
	for i := range n / 10 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"PolicyName": "p%d", "PolicyId": "ANPA%016d", "Arn": "arn:aws:iam::111122223333:policy/p%d", "Path": "/", "DefaultVersionId": "v2", "AttachmentCount": 10, "IsAttachable": true,
 "PolicyVersionList": [{"VersionId": "v2", "IsDefaultVersion": true, "Document": %s}, {"VersionId": "v1", "IsDefaultVersion": false, "Document": %s}]}`, i, i, i, document("m", 3), document("m", 2))
	}
	b.WriteString(`]}`)
	var out bytes.Buffer
	_ = json.Indent(&out, b.Bytes(), "", "    ")
	return out.Bytes()
}

// BenchmarkAuthorizationDetails loads what IAM says of an account. live-MB is what
// the estate holds afterwards.
func BenchmarkAuthorizationDetails(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			data := authorizationDetails(n)
			files := inMemory(map[string][]byte{"111122223333/get-account-authorization-details.json": data})
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var e *estate.Estate
			for b.Loop() {
				got := account.Load(files, account.Options{})
				if len(got.Problems) > 0 {
					b.Fatal(got.Problems[0])
				}
				e = estate.New(estate.Estate{Resources: got.Resources, Listings: got.Listings})
			}
			b.StopTimer()
			runtime.GC()
			runtime.ReadMemStats(&after)
			runtime.KeepAlive(files)
			b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/1e6, "live-MB")
			b.ReportMetric(float64(len(data))/1e6, "file-MB")
			if got := len(estate.All[*estate.Role](e)); got != n {
				b.Fatalf("%d roles, want %d", got, n)
			}
		})
	}
}
