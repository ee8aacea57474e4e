package incident

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// IsolateIdentity is IR-ISOLATE-IDENTITY: stolen credentials can be cut off.
func IsolateIdentity() *review.Rule {
	return &review.Rule{
		ID: "IR-ISOLATE-IDENTITY", Area: finding.Incident, Severity: finding.Medium,
		Title: "What cuts off identities may do so: revoke sessions and deactivate keys",
		Why: "A role's sessions last for hours after its trust is changed; they end only by a policy that denies everything issued " +
			"before (AWSRevokeOlderSessions). A runbook whose role may not write that policy fails when it is needed.",
		Fix:        "Allow the role of the runbook iam:PutRolePolicy, iam:PutUserPolicy and iam:UpdateAccessKey on the identities that it is for.",
		Needs:      []string{"IAM"},
		References: []string{"WA SEC10-BP04"},
		Specimen:   revokeTemplate(`"iam:PutRolePolicy"`),
		Twin:       revokeTemplate(`"iam:PutRolePolicy", "iam:PutUserPolicy", "iam:UpdateAccessKey"`),
		Check:      checkIsolateIdentity,
	}
}

func revokeTemplate(actions string) string {
	return `Resources:
  RevokeSessions:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: index.handler, Role: !GetAtt RevokeRole.Arn, Code: {ZipFile: "def handler(e, c): pass"}}
  RevokeRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: revoke
          PolicyDocument: {Statement: [{Effect: Allow, Action: [` + actions + `], Resource: "*"}]}
`
}

// cutting are what revokes sessions and disables keys of roles and users ("Revoke
// IAM role temporary security credentials", "Disabling permissions for temporary
// security credentials").
var cutting = [][]string{
	{"iam:PutRolePolicy", "iam:AttachRolePolicy"}, {"iam:PutUserPolicy", "iam:AttachUserPolicy"}, {"iam:UpdateAccessKey"},
}

// checkIsolateIdentity judges functions and state machines that say by their names
// that they cut identities off.
func checkIsolateIdentity(p *review.Pass) {
	seen := false
	for _, r := range p.Estate.Resources {
		switch r.(type) {
		case *estate.Function, *estate.StateMachine:
		default:
			continue
		}
		c := r.Base()
		name := review.Unhyphened(c.Logical + " " + c.Name())
		if !hasWord(name, "revokesession", "revokeoldersession", "revokecredential", "revokerole", "isolateidentity", "disableuser", "disableaccesskey", "deactivateaccesskey", "quarantineuser", "quarantinerole") {
			continue
		}
		seen = true
		bad := estate.No()
		var lacking []string
		for _, either := range cutting {
			can, _ := may(p, r, either)
			bad = bad.Or(can.Not())
			if !can.True.IsAlways() {
				lacking = append(lacking, strings.Join(either, " or "))
			}
		}
		p.Judge(r, bad, review.Detail{Key: review.Listed(lacking), Message: "it is to cut off identities, but its role may not do " + strings.Join(lacking, ", ")})
	}
	if !seen {
		p.NotVisible("no function or state machine of the sources says by its name that it revokes sessions or disables keys", "load the account or stack that holds the runbook")
	}
}
