package identity_test

import (
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review/identity"
	"ringwall/internal/review/reviewtest"
)

// TestPoliciesOfAWS: an account lists AWS's own policies that are in use
// (GetAccountAuthorizationDetails). Nobody can narrow them: what they say is no finding,
// that somebody has AdministratorAccess is.
func TestPoliciesOfAWS(t *testing.T) {
	details := func(policy, statement string) string {
		arn := "arn:aws:iam::aws:policy/" + policy
		if strings.HasPrefix(policy, "own") {
			arn = "arn:aws:iam::111122223333:policy/" + policy
		}
		return `-- 111122223333/get-account-authorization-details.json --
{"UserDetailList": [], "GroupDetailList": [],
 "RoleDetailList": [{"Path": "/", "RoleName": "app", "RoleId": "AROA1", "Arn": "arn:aws:iam::111122223333:role/app", "CreateDate": "2026-01-01T00:00:00+00:00",
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
  "InstanceProfileList": [], "RolePolicyList": [], "AttachedManagedPolicies": [{"PolicyName": "` + policy + `", "PolicyArn": "` + arn + `"}], "Tags": []}],
 "Policies": [{"PolicyName": "` + policy + `", "PolicyId": "ANPA1", "Arn": "` + arn + `", "Path": "/", "DefaultVersionId": "v1", "AttachmentCount": 1, "IsAttachable": true,
  "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "CreateDate": "2026-01-01T00:00:00+00:00",
   "Document": {"Version": "2012-10-17", "Statement": [` + statement + `]}}]}]}
`
	}
	const reads, all = `{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}`, `{"Effect": "Allow", "Action": "*", "Resource": "*"}`
	wide := reviewtest.Run(t, identity.DataActionsWide(), details("AmazonS3ReadOnlyAccess", reads))
	if s := wide.Controls[0].Status; s == finding.Fail || s == finding.Unknown {
		t.Errorf("IAM-DATA-ACTIONS-WIDE of AWS's policy is %v: %v", s, wide.Findings)
	}
	if s := reviewtest.Run(t, identity.DataActionsWide(), details("own-reads", reads)).Controls[0].Status; s != finding.Fail {
		t.Errorf("IAM-DATA-ACTIONS-WIDE of the account's own policy is %v, want a failure", s)
	}
	admin := reviewtest.Run(t, identity.AdminStar(), details("AdministratorAccess", all))
	if len(admin.Findings) != 1 || admin.Findings[0].Resource != "role/app" {
		t.Errorf("IAM-ADMIN-STAR has %v, want one finding, of the role", admin.Findings)
	}
}
