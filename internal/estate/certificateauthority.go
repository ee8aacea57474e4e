package estate

// CertificateAuthority is a private certificate authority.
type CertificateAuthority struct {
	Core
	Kind      Value[string] // "ROOT", "SUBORDINATE"
	Algorithm Value[string] // "RSA_2048", "EC_prime256v1", …
	Signing   Value[string] // "SHA256WITHRSA", …
	Usage     Value[string] // "GENERAL_PURPOSE" (default), "SHORT_LIVED_CERTIFICATE"
	CRL, OCSP Value[bool]   // revocation is published, default false
}
