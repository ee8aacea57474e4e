package data

import (
	"fmt"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// KeyRotation asks that symmetric keys rotate and are not deleted in haste.
func KeyRotation() *review.Rule {
	return &review.Rule{
		ID: "DATA-KMS-ROTATE", Area: finding.Data, Severity: finding.Medium, Raise: review.ByClass,
		Title: "Customer-managed keys rotate and leave time to stop their deletion",
		Why: "A key that never changes protects everything that was ever encrypted with it: one leak of its material opens all of it. " +
			"A key that is deleted takes its data with it for ever, so the waiting period is the last chance to notice.",
		Fix:   "Set EnableKeyRotation: true, and leave PendingWindowInDays at 30.",
		Needs: []string{"A"}, References: []string{"FSBP KMS.4", "CIS 4.6", "WA SEC08-BP01"},
		Specimen: keySpecimen("EnableKeyRotation: false"), Twin: keySpecimen("EnableKeyRotation: true"),
		Check: checkKeyRotation,
	}
}

func keySpecimen(property string) string {
	return `Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      ` + property + `
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "kms:*", Resource: "*", Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}}
`
}

// longestWindow is the longest waiting period there is, and the default.
const longestWindow = 30

// Only symmetric encryption keys whose material KMS makes can rotate by
// themselves; a replica has its primary's rotation ("Rotate AWS KMS keys").
func checkKeyRotation(p *review.Pass) {
	for _, k := range estate.All[*estate.Key](p.Estate) {
		parts := []review.Part{shortWindow(k)}
		if !k.Replica {
			rotates := estate.AllOf(
				estate.Is(k.Spec.Or("SYMMETRIC_DEFAULT"), "SYMMETRIC_DEFAULT"),
				estate.Is(k.Usage.Or("ENCRYPT_DECRYPT"), "ENCRYPT_DECRYPT"),
				estate.Is(k.Material.Or("AWS_KMS"), "AWS_KMS"))
			says := "EnableKeyRotation is not set, so the key does not rotate"
			if !k.Rotation.Origin.IsZero() {
				says = "the key does not rotate"
			}
			parts = append([]review.Part{{
				Bad: isFalse(k.Rotation.Or(false)).And(rotates), Says: says, Severity: finding.Medium, At: k.Rotation.Origin,
			}}, parts...)
		}
		p.JudgeParts(k, parts, review.Detail{})
	}
}

func shortWindow(k *estate.Key) review.Part {
	part := review.Part{
		Bad:  estate.When(k.PendingWindow, false, func(n int) bool { return n < longestWindow }),
		Says: "it can be gone less than 30 days after somebody deletes it", Severity: finding.Low, At: k.PendingWindow.Origin,
	}
	if n, ok := k.PendingWindow.Known(); ok {
		part.Says = fmt.Sprintf("it is gone %d days after somebody deletes it", n)
	}
	return part
}
