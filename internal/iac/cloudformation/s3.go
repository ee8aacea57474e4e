package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func bucket(c estate.Core) estate.Resource {
	p := c.Properties
	const lock = "ObjectLockConfiguration.Rule.DefaultRetention."
	b := &estate.Bucket{
		Core: c, BucketName: p.At("BucketName").AsText(), ACL: p.At("AccessControl").AsString().Or("Private"),
		Ownership: firstOf(below(p, "OwnershipControls.Rules"), func(t *estate.Tree) estate.Value[string] {
			return t.At("ObjectOwnership").AsString()
		}),
		PublicAccess: publicAccessBlock(p),
		Versioned:    equalsFold(below(p, "VersioningConfiguration.Status").AsString().Or("Suspended"), "Enabled"),
		ObjectLock:   p.At("ObjectLockEnabled").AsBool().Or(false),
		LockMode:     below(p, lock+"Mode").AsString(), LockDays: below(p, lock+"Days").AsInt().OrElse(yearsAsDays(below(p, lock+"Years"))),
		Lifecycle: estate.AsItems(below(p, "LifecycleConfiguration.Rules"), lifecycleRule),
		Logs:      present(p.At("LoggingConfiguration")), LogBucket: below(p, "LoggingConfiguration.DestinationBucketName").AsText(),
		Website: present(p.At("WebsiteConfiguration")), Replication: p.At("ReplicationConfiguration"),
		Notification: p.At("NotificationConfiguration"), CORS: p.At("CorsConfiguration"),
	}
	bucketEncryption(b, below(p, "BucketEncryption.ServerSideEncryptionConfiguration"))
	return b
}

// bucketEncryption reads the one rule there may be. S3 encrypts every new object
// with SSE-S3 at least ("Default encryption FAQ", January 2023).
func bucketEncryption(b *estate.Bucket, rules *estate.Tree) {
	b.Encryption = firstOf(rules, func(t *estate.Tree) estate.Value[string] {
		return below(t, "ServerSideEncryptionByDefault.SSEAlgorithm").AsString()
	}).Or("AES256")
	b.KMSKey = firstOf(rules, func(t *estate.Tree) estate.Value[estate.Text] {
		return below(t, "ServerSideEncryptionByDefault.KMSMasterKeyID").AsText()
	})
	b.BucketKey = firstOf(rules, func(t *estate.Tree) estate.Value[bool] {
		return t.At("BucketKeyEnabled").AsBool()
	}).Or(false)
}

func publicAccessBlock(p *estate.Tree) estate.PublicAccessBlock {
	const property = "PublicAccessBlockConfiguration"
	written := p.Written(property)
	setting := func(name string) estate.Value[bool] {
		// The four are set in any combination (PublicAccessBlockConfiguration):
		// what a configuration leaves out is off.
		return defaultUnless(p.At(property, name).AsBool(), false, written.Not())
	}
	return estate.PublicAccessBlock{
		BlockPublicACLs: setting("BlockPublicAcls"), IgnorePublicACLs: setting("IgnorePublicAcls"),
		BlockPublicPolicy: setting("BlockPublicPolicy"), RestrictPublicBuckets: setting("RestrictPublicBuckets"),
	}
}

func yearsAsDays(t *estate.Tree) estate.Value[int] {
	return estate.Derive(t.AsInt(), func(n int) estate.Alternative[int] {
		return estate.Alternative[int]{State: estate.Known, Is: n * 365}
	})
}

func lifecycleRule(_ scenario.Guard, t *estate.Tree) estate.LifecycleRule {
	return estate.LifecycleRule{
		Origin: t.Place(), Enabled: equalsFold(t.At("Status").AsString(), "Enabled"),
		ExpirationDays: t.At("ExpirationInDays").AsInt(),
		NoncurrentDays: below(t, "NoncurrentVersionExpiration.NoncurrentDays").AsInt().
			OrElse(t.At("NoncurrentVersionExpirationInDays").AsInt()),
		AbortDays: below(t, "AbortIncompleteMultipartUpload.DaysAfterInitiation").AsInt(),
		Moves: estate.OfTruth(anyWritten(t, "Transition", "Transitions", "NoncurrentVersionTransition",
			"NoncurrentVersionTransitions"), t.Place()),
	}
}

func bucketPolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.BucketPolicy{Core: c, Bucket: p.At("Bucket").AsText(), Document: p.At("PolicyDocument")}
}

func accessPoint(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.AccessPoint{
		Core: c, PointName: p.At("Name").AsText(), Bucket: p.At("Bucket").AsText(), BucketOwner: p.At("BucketAccountId").AsText(),
		VPC:    below(p, "VpcConfiguration.VpcId").AsText(),
		Policy: p.At("Policy"), PublicAccess: publicAccessBlock(p),
	}
}
