package data

import "ringwall/internal/review"

// Rules lists the rules of this area by their ids.
func Rules() []*review.Rule {
	return []*review.Rule{
		BackupPlan(),
		ClassKMS(),
		ClassTag(),
		EBS(),
		KeyPolicy(),
		KeyRotation(),
		QueueTopicPublic(),
		RDSEncryption(),
		RDSProtection(),
		S3BlockPublicAccess(),
		S3KMS(),
		S3Public(),
		S3Versioning(),
		PlaintextSecrets(),
		SecretRotation(),
		TLSListeners(),
	}
}
