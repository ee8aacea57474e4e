package incident_test

import (
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review/incident"
	"ringwall/internal/review/reviewtest"
)

// TestRunbooksThatTheSourcesLack: a responder who may start an automation can contain,
// if there is one: without a list of the account's documents that is not known.
func TestRunbooksThatTheSourcesLack(t *testing.T) {
	role := func(action string) string {
		return `-- 111122223333/get-account-authorization-details.json --
{"UserDetailList": [], "GroupDetailList": [], "Policies": [],
 "RoleDetailList": [{"Path": "/", "RoleName": "incident-responder", "RoleId": "AROA1", "Arn": "arn:aws:iam::111122223333:role/incident-responder",
  "CreateDate": "2026-01-01T00:00:00+00:00", "InstanceProfileList": [], "AttachedManagedPolicies": [], "Tags": [],
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]},
  "RolePolicyList": [{"PolicyName": "respond", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
   {"Effect": "Allow", "Action": "` + action + `", "Resource": "arn:aws:ssm:eu-west-1:111122223333:automation-definition/contain:*"}]}}]}]}
`
	}
	for action, want := range map[string]finding.Status{"ssm:StartAutomationExecution": finding.Unknown, "ssm:GetAutomationExecution": finding.Fail} {
		if is := reviewtest.Run(t, incident.ResponderRole(), role(action)).Controls[0].Status; is != want {
			t.Errorf("IR-RESPONDER-ROLE of a role that may do %s is %v, want %v", action, is, want)
		}
	}
}
