package data

import "ringwall/internal/review"

// Rules lists the rules of this area by their ids.
func Rules() []*review.Rule {
	return []*review.Rule{
		BackupPlan(),
		BackupVault(),
		ClassFlow(),
		ClassKMS(),
		ClassTag(),
		DynamoDB(),
		EBS(),
		KMSDecryptAll(),
		KeyPolicy(),
		KeyRotation(),
		OtherPublic(),
		WideActions(),
		QueueTopicPublic(),
		RDSEncryption(),
		RDSProtection(),
		S3BlockPublicAccess(),
		S3KMS(),
		S3Public(),
		S3TLS(),
		S3Versioning(),
		S3CrossAccount(),
		PlaintextSecrets(),
		SecretRotation(),
		StreamsQueues(),
		TLSListeners(),
	}
}
