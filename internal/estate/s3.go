package estate

// Bucket is an S3 bucket.
type Bucket struct {
	Core
	BucketName   Value[Text]
	ACL          Value[string] // canned: "Private" (default), "PublicRead", …
	Ownership    Value[string] // "BucketOwnerEnforced", …; absent: not written (new buckets enforce)
	PublicAccess PublicAccessBlock
	Encryption   Value[string] // "AES256" (default since 2023), "aws:kms", "aws:kms:dsse"
	KMSKey       Value[Text]
	BucketKey    Value[bool] // default false
	Versioned    Value[bool] // default false
	ObjectLock   Value[bool] // default false
	LockMode     Value[string]
	LockDays     Value[int] // default retention; years count 365 days
	Lifecycle    Items[LifecycleRule]
	Logs         Value[bool] // server access logs
	LogBucket    Value[Text]
	Website      Value[bool]
	Replication  *Tree
	Notification *Tree
	CORS         *Tree
	// Grants are what the access control list of a live bucket says, or of one of Terraform's.
	Grants Items[BucketGrant]
}

// BucketGrant is one line of an access control list.
type BucketGrant struct {
	Origin     Origin
	Grantee    Value[Text]   // a canonical user's id, a group's URI or an e-mail address
	Kind       Value[string] // "CanonicalUser", "Group", "AmazonCustomerByEmail"
	Permission Value[string] // "READ", "WRITE", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"
}

// PublicAccessBlock are the four settings of S3 Block Public Access. All are
// absent where no configuration is written: new buckets then have all four on
// (since April 2023), older ones none. Within a configuration that is written,
// a setting that it leaves out is off.
type PublicAccessBlock struct {
	BlockPublicACLs       Value[bool]
	IgnorePublicACLs      Value[bool]
	BlockPublicPolicy     Value[bool]
	RestrictPublicBuckets Value[bool]
}

// LifecycleRule is one rule on how long objects stay.
type LifecycleRule struct {
	Origin         Origin
	Enabled        Value[bool]
	ExpirationDays Value[int]
	NoncurrentDays Value[int]
	AbortDays      Value[int] // of incomplete uploads
	Moves          Value[bool]
}

// BucketPolicy is a bucket's resource policy.
type BucketPolicy struct {
	Core
	Bucket   Value[Text]
	Document *Tree
}

// AccessPoint is a further door to a bucket with a policy of its own.
type AccessPoint struct {
	Core
	PointName    Value[Text]
	Bucket       Value[Text]
	BucketOwner  Value[Text] // the account's id; absent: that of the access point
	VPC          Value[Text] // absent: from the internet too
	Policy       *Tree
	PublicAccess PublicAccessBlock
}

// AccountPublicAccess is S3 Block Public Access of a whole account.
type AccountPublicAccess struct {
	Core
	PublicAccess PublicAccessBlock
}
