package estate

// DataLake is Security Lake in one Region.
type DataLake struct {
	Core
	KMSKey     Value[Text] // absent: S3's own
	ExpireDays Value[int]  // absent: never
}

// LakeSource is a kind of AWS's logs that Security Lake collects.
type LakeSource struct {
	Core
	Lake Value[Text]
	Kind Value[string] // "CLOUD_TRAIL_MGMT", "VPC_FLOW", "ROUTE53", "SH_FINDINGS", …
}
