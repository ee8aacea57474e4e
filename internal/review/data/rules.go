package data

import "ringwall/internal/review"

// Rules lists the rules of this area by their ids.
func Rules() []*review.Rule {
	return []*review.Rule{
		Certificates(),
		BackupPlan(),
		RestoreTests(),
		BackupVault(),
		CacheBackup(),
		ClassFlow(),
		ClassKMS(),
		ClassTag(),
		OwnKeys(),
		PublicFlag(),
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
		RDSConnections(),
		RetentionDelete(),
		S3BlockPublicAccess(),
		S3KMS(),
		S3Public(),
		S3TLS(),
		S3Versioning(),
		S3CrossAccount(),
		SearchCache(),
		HiddenSecrets(),
		PlaintextSecrets(),
		SecretRotation(),
		SnapshotsPublic(),
		StreamsQueues(),
		TLSListeners(),
	}
}
