package incident

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// SnapshotShare is IR-SNAPSHOT-SHARE: a disk can be handed to who examines it.
func SnapshotShare() *review.Rule {
	return &review.Rule{
		ID: "IR-SNAPSHOT-SHARE", Area: finding.Incident, Severity: finding.Info,
		Title: "Snapshots of encrypted volumes can be shared with a forensics account",
		Why: "A snapshot that is encrypted with the key aws/ebs can't be shared with another account at all, and one with a key that the " +
			"responder may not use can't be copied: the disk is then examined where the intruder is, or not at all.",
		Fix: "Encrypt volumes with a customer-managed key, and let the responder's role do kms:CreateGrant, kms:Decrypt and " +
			"kms:ReEncrypt* with it.",
		Needs:      []string{"IAM"},
		References: []string{"WA SEC10-BP03"},
		Specimen:   diskTemplate("alias/aws/ebs"),
		Twin:       diskTemplate("!GetAtt Key.Arn"),
		Check:      checkSnapshots,
	}
}

func diskTemplate(key string) string {
	return `Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties: {AvailabilityZone: eu-west-1a, Size: 8, Encrypted: true, KmsKeyId: ` + key + `}
  Key:
    Type: AWS::KMS::Key
    Properties: {EnableKeyRotation: true}
`
}

func checkSnapshots(p *review.Pass) {
	for _, v := range estate.All[*estate.Volume](p.Estate) {
		encrypted := estate.Is(v.Encrypted, true)
		isManaged := func(name string) bool { return strings.Contains(name, "alias/aws/") }
		managed := estate.When(v.KMSKey, true, func(t estate.Text) bool { return isManaged(t.String()) })
		p.Hinge(v, encrypted.And(review.Ask(v.KMSKey, estate.No(), func(t estate.Text) estate.Truth {
			if len(t.References()) > 0 || isManaged(t.String()) {
				return estate.No() // judged below
			}
			return review.Spells(t, v.KMSKey.Origin, isManaged)
		})))
		parts := []review.Part{{
			Bad: encrypted.And(managed), At: v.KMSKey.Origin, Severity: finding.Info,
			Says: "snapshots of the volume, which is encrypted with the key aws/ebs, can't be shared with another account",
		}}
		if text, ok := v.KMSKey.Known(); ok {
			if k, found := review.KeyOf(p.Estate, text); found {
				parts = append(parts, keyless(p, k)...)
			}
		}
		p.JudgeParts(v, parts, review.Detail{})
	}
}

// keyless are the responders that may not use a volume's key.
func keyless(p *review.Pass, k *estate.Key) []review.Part {
	var out []review.Part
	for _, r := range responders(p.Estate) {
		for _, action := range []string{"kms:CreateGrant", "kms:Decrypt", "kms:ReEncryptFrom"} {
			a, ok := ask(p, r, action, k)
			if !ok || a.Verdict == authz.Allowed {
				continue
			}
			out = append(out, review.Part{
				Bad: a.Truth.Not(), At: k.Policy.Place(), Severity: finding.Low,
				Says: "responder " + r.Logical + " may not do " + action + " with the volume's key " + k.Logical,
			})
			break
		}
	}
	return out
}
