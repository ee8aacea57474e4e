package data

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// KeyPolicy asks that no key is open to everyone.
func KeyPolicy() *review.Rule {
	return &review.Rule{
		ID: "DATA-KMS-POLICY", Area: finding.Data, Severity: finding.High,
		Title: "No key policy is for everyone",
		Why: "The key policy is the one lock on all that the key encrypts. A statement for everyone lets any AWS account decrypt what " +
			"it gets hold of, or schedule the key's deletion and hold the data to ransom.",
		Fix: "Name the account and roles that use the key; for use through a service add conditions on kms:CallerAccount and " +
			"kms:ViaService.",
		Needs: []string{"IAM"}, References: []string{"FSBP KMS.5", "WA SEC08-BP01"},
		Specimen: keyPolicySpecimen(""),
		Twin:     keyPolicySpecimen(`, Condition: {StringEquals: {"kms:CallerAccount": !Ref AWS::AccountId}}`),
		Check:    checkKeyPolicy,
	}
}

func keyPolicySpecimen(condition string) string {
	return `Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {AWS: "*"}, Action: "kms:*", Resource: "*"` + condition + `}
`
}

func checkKeyPolicy(p *review.Pass) {
	for _, k := range estate.All[*estate.Key](p.Estate) {
		if k.Policy.IsMissing() {
			p.Good(k)
			continue
		}
		p.JudgeDocument(k, k.Policy, policy.Public, estate.No(), review.Detail{}, weighPublic)
	}
}
