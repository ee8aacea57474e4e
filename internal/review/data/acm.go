package data

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// Certificates is DATA-ACM.
func Certificates() *review.Rule {
	return &review.Rule{
		ID: "DATA-ACM", Area: finding.Data, Severity: finding.Low,
		Title: "Certificates renew by themselves, have strong keys, and are logged publicly",
		Why: "A certificate that is validated by mail renews only if somebody reads that mail; then the site is down. A certificate that is in no public " +
			"log cannot be missed when somebody else gets one in the same name. A root authority in daily use is a root that can be stolen.",
		Fix: "Set ValidationMethod: DNS, a KeyAlgorithm of RSA_2048 or EC_prime256v1 at least, leave CertificateTransparencyLoggingPreference enabled; " +
			"issue from a subordinate authority, publish revocation (CRL or OCSP), and disable the root.",
		Needs: []string{"A"}, References: []string{"FSBP ACM.1", "FSBP ACM.2", "FSBP PCA.1", "WA SEC09-BP01"},
		Specimen: certificateTemplate("EMAIL"), Twin: certificateTemplate("DNS"),
		Check: checkCertificates,
	}
}

func certificateTemplate(validation string) string {
	return `Resources:
  Certificate:
    Type: AWS::CertificateManager::Certificate
    Properties: {DomainName: www.example.com, ValidationMethod: ` + validation + `}
`
}

func checkCertificates(p *review.Pass) {
	for _, c := range estate.All[*estate.Certificate](p.Estate) {
		public := estate.IsAbsent(c.Authority)
		p.JudgeParts(c, []review.Part{
			{Bad: estate.When(c.Algorithm, false, weakKey), Says: "its key is too short", Severity: finding.Medium, At: c.Algorithm.Origin},
			{Bad: wordIs(c.Validation, "EMAIL").And(public), Says: "it renews only if somebody answers a mail", Severity: finding.Low, At: c.Validation.Origin},
			{Bad: isFalse(c.Transparency).And(public), Says: "it is not in the public logs of certificates", Severity: finding.Low, At: c.Transparency.Origin},
		}, review.Detail{})
	}
	for _, a := range estate.All[*estate.CertificateAuthority](p.Estate) {
		root := wordIs(a.Kind, "ROOT")
		short := wordIs(a.Usage, "SHORT_LIVED_CERTIFICATE")
		p.JudgeParts(a, []review.Part{
			{Bad: estate.When(a.Algorithm, false, weakKey), Says: "its key is too short", Severity: finding.Medium, At: a.Algorithm.Origin},
			{Bad: estate.When(a.Signing, false, func(s string) bool { return strings.HasPrefix(strings.ToUpper(s), "SHA1") }), Says: "it signs with SHA-1", Severity: finding.Medium, At: a.Signing.Origin},
			{Bad: root.And(activated(p.Estate, a)), Says: "the root authority stays active, though subordinates could issue", Severity: finding.Low},
			{Bad: isFalse(a.CRL).And(isFalse(a.OCSP)).And(short.Not()).And(root.Not()), Says: "nobody can learn that it revoked a certificate", Severity: finding.Low},
		}, review.Detail{})
	}
}

func weakKey(algorithm string) bool {
	switch strings.ToUpper(algorithm) {
	case "RSA_1024", "RSA_512":
		return true
	}
	return false
}

func wordIs(v estate.Value[string], word string) estate.Truth {
	return estate.When(v, false, func(s string) bool { return strings.EqualFold(s, word) })
}

// activated is true of an authority that the sources switch on, besides another
// that is subordinate.
func activated(e *estate.Estate, a *estate.CertificateAuthority) estate.Truth {
	active, subordinate := estate.No(), estate.No()
	for _, r := range e.Resources {
		c := r.Base()
		switch c.Type {
		case "AWS::ACMPCA::CertificateAuthorityActivation":
			on := estate.When(c.Properties.At("Status").AsString().Or("ACTIVE"), false, func(s string) bool { return strings.EqualFold(s, "ACTIVE") })
			active = active.Or(review.Refers(e, c.Properties.At("CertificateAuthorityArn").AsText(), a).And(on).Given(c.When))
		case "AWS::ACMPCA::CertificateAuthority":
			if x := r.(*estate.CertificateAuthority); x != a {
				subordinate = subordinate.Or(wordIs(x.Kind, "SUBORDINATE").Given(c.When))
			}
		}
	}
	return active.And(subordinate)
}
