package estate

// QueryWorkgroup is a workgroup of Athena.
type QueryWorkgroup struct {
	Core
	// Enforced: its settings override those of the client, default true.
	Enforced Value[bool]
	// Encryption is that of the results: "SSE_S3", "SSE_KMS", "CSE_KMS"; absent:
	// the bucket's.
	Encryption Value[string]
	KMSKey     Value[Text]
	Output     Value[Text]
	// Managed: Athena keeps the results, encrypted.
	Managed Value[bool]
	Metrics Value[bool] // published to CloudWatch, default true
}
