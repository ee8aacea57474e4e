package examples_test

import (
	"strings"
	"testing"
)

// The talks' questions about permissions, and what they answer: apart from the
// pages, where -update cannot bend them.
func TestPermissions(t *testing.T) {
	atRoot(t)
	const across, organisation, keys, abac = "examples/cross-account/estate", "examples/organisation/estate", "examples/kms-s3/template.yaml", "examples/abac/template.yaml"
	for _, x := range []struct {
		question, estate string
		status           int
		says             string
	}{
		{"can Analyst s3:GetObject example-reports", across, 0, "TheAnalystReads"},
		{"can Intern s3:GetObject example-reports", across, 1, "denied"},
		{"can Auditor s3:GetObject example-reports", across, 1, "denied"},
		{"can Auditor sts:AssumeRole ReportsReader", across, 0, "TakeTheRole"},
		{"can Intern sts:AssumeRole ReportsReader", across, 1, "denied"},
		{"can Analyst kms:Decrypt Key", keys, 0, "TheKey"},
		{"can Courier s3:GetObject Reports", keys, 0, "TheObjects"},
		{"can Courier kms:Decrypt Key", keys, 1, "denied"},
		{"can Blue ec2:StopInstances BlueServer", abac, 0, "OwnProject"},
		{"can Red ec2:StopInstances BlueServer", abac, 1, "denied"},
		{"can 444444444444 s3:ListAllMyBuckets", organisation, 1, "NobodyUsesTheRootUser"},
		{"can arn:aws:iam::444444444444:role/Operator cloudtrail:StopLogging --context aws:RequestedRegion=eu-west-1", organisation, 1, "denied"},
		{"who-can s3:DeleteObject example-central-logs", organisation, 0, "0 can"},
	} {
		got, status := ringwall(append(strings.Fields(x.question), "-e", x.estate)...)
		if status != x.status || !strings.Contains(got, x.says) {
			t.Errorf("%s: status %d, want %d with %q:\n%s", x.question, status, x.status, x.says, got)
		}
	}
}
