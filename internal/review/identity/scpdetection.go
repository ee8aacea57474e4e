package identity

import (
	"ringwall/internal/authz/directory"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// SCPProtectsDetection asks that no account can switch off what watches it.
func SCPProtectsDetection() *review.Rule {
	return &review.Rule{
		ID: "IAM-SCP-PROTECTS-DETECTION", Area: finding.Identity, Severity: finding.High,
		Title: "No account of the organisation can stop CloudTrail, Config, GuardDuty or Security Hub",
		Why: "The first thing that an intruder with an administrator's rights does is to switch the cameras off. Inside the account " +
			"nothing can stop an administrator; a service control policy from above can.",
		Fix: "Attach an SCP to the root or to every unit that denies these actions on * to everyone but a named role: Condition " +
			"{ArnNotLike: {aws:PrincipalArn: arn:aws:iam::*:role/SecurityAdmin}}.",
		Needs: []string{"IAM", "ORG"}, References: []string{"WA SEC01-BP01", "WA SEC04-BP01"},
		Specimen: organisationSpecimen(detectionPolicy(`{Bool: {"aws:MultiFactorAuthPresent": "false"}}`)),
		Twin:     organisationSpecimen(detectionPolicy(`{ArnNotLike: {"aws:PrincipalArn": "arn:aws:iam::*:role/SecurityAdmin"}}`)),
		Check:    checkSCPDetection,
	}
}

// organisationSpecimen is an organisation with a unit, an account and policies.
func organisationSpecimen(policies string) string {
	return `Resources:
  Organisation:
    Type: AWS::Organizations::Organization
    Properties: {FeatureSet: ALL}
  Workloads:
    Type: AWS::Organizations::OrganizationalUnit
    Properties: {Name: workloads, ParentId: !GetAtt Organisation.RootId}
  Live:
    Type: AWS::Organizations::Account
    Properties: {AccountName: live, Email: live@example.com, ParentIds: [!Ref Workloads]}
` + policies
}

func scp(name, target, statement string) string {
	return `  ` + name + `:
    Type: AWS::Organizations::Policy
    Properties:
      Name: ` + name + `
      Type: SERVICE_CONTROL_POLICY
      TargetIds: [` + target + `]
      Content:
        Version: "2012-10-17"
        Statement:
          - ` + statement + "\n"
}

func detectionPolicy(condition string) string {
	return scp("KeepWatching", "!Ref Workloads", `Effect: Deny
            Action: ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors",
              "config:Stop*", "config:Delete*", "guardduty:Delete*", "guardduty:Disassociate*", "guardduty:StopMonitoringMembers",
              "securityhub:Disable*", "securityhub:Disassociate*"]
            Resource: "*"
            Condition: `+condition)
}

// watchers are the actions that stop or blind what watches an account ("Example
// SCPs" of the Organizations guide for CloudTrail, Config, GuardDuty; Control
// Tower's mandatory controls).
var watchers = []string{
	"cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors",
	"config:StopConfigurationRecorder", "config:DeleteConfigurationRecorder", "config:DeleteDeliveryChannel",
	"guardduty:DeleteDetector", "guardduty:DisassociateFromAdministratorAccount", "guardduty:StopMonitoringMembers",
	"securityhub:DisableSecurityHub", "securityhub:DisassociateFromAdministratorAccount",
}

func checkSCPDetection(p *review.Pass) {
	in, ok := members(p)
	if !ok {
		return
	}
	d := p.Shared.Directory()
	judgeMembers(p, in, func(m directory.Member) []breach {
		passages, bad := probe(d, directory.Limit{Account: m.Account}, callers, watchers)
		if len(passages) == 0 {
			return nil
		}
		return []breach{breachOf(d, passages, bad, "")}
	}, finding.High)
}
