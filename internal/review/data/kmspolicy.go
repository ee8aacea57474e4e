package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// KeyPolicy asks that no key is open to everyone.
func KeyPolicy() *review.Rule {
	return &review.Rule{
		ID: "DATA-KMS-POLICY", Area: finding.Data, Severity: finding.High,
		Title: "No key policy is for everyone, nor gives another account all of the key",
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
		p.JudgeDocument(k, k.Policy, func(d policy.Document) policy.Result {
			out := policy.Public(d)
			others := review.AskStatements(d, func(s policy.Statement) policy.Reason { return wideFor(s, k.Account) })
			out.Answer, out.Because = out.Answer.Or(others.Answer), append(out.Because, others.Because...)
			return out
		}, estate.No(), review.Detail{}, weighKey)
	}
}

// weighKey: all of the key for one other account is less than some for everyone.
func weighKey(reasons []policy.Reason) finding.Severity {
	for _, r := range reasons {
		if !strings.HasPrefix(r.Why, "lets ") {
			return weighPublic(reasons)
		}
	}
	return finding.Medium
}
