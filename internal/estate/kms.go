package estate

// Key is a customer-managed KMS key, or a replica of one.
type Key struct {
	Core
	Policy        *Tree         // absent: the default policy, which trusts the account
	Enabled       Value[bool]   // default true
	Rotation      Value[bool]   // default false; a replica has its primary's
	RotationDays  Value[int]    // default 365
	Spec          Value[string] // "SYMMETRIC_DEFAULT" (default), "RSA_2048", …
	Usage         Value[string] // "ENCRYPT_DECRYPT" (default), "SIGN_VERIFY", …
	Material      Value[string] // "AWS_KMS" (default), "EXTERNAL"
	MultiRegion   Value[bool]   // default false
	PendingWindow Value[int]    // days until deletion, default 30
	Replica       bool
	Primary       Value[Text] // of a replica
	// Manager is a live fact: "CUSTOMER" or "AWS".
	Manager string
}

// KeyGrant lets a principal use a key beside its policy, in a live account or a
// configuration of Terraform.
type KeyGrant struct {
	Core
	Key         Value[Text]
	Grantee     Value[Text]
	Retiring    Value[Text]
	Operations  Items[string] // "Decrypt", "GenerateDataKey", …
	Constraints *Tree         // EncryptionContextEquals, EncryptionContextSubset
}

// KeyAlias is a name for a key.
type KeyAlias struct {
	Core
	AliasName Value[Text] // "alias/…"
	Key       Value[Text]
}
