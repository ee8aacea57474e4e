package estate

// BlockPublicAccess is the account's VPC Block Public Access in one Region.
type BlockPublicAccess struct {
	Core
	Mode Value[string] // "block-bidirectional" or "block-ingress"
}

// BlockPublicAccessExclusion frees a VPC or a subnet from it.
type BlockPublicAccessExclusion struct {
	Core
	VPC    Value[Text]
	Subnet Value[Text]
	Mode   Value[string] // "allow-bidirectional" or "allow-egress"
}
