package estate

// BlockPublicAccess is the account's VPC Block Public Access in one Region
// ("Block public access to VPCs and subnets").
type BlockPublicAccess struct {
	Core
	Mode Value[string] // "off", "block-bidirectional" or "block-ingress"
}

// BlockPublicAccessExclusion frees a VPC or a subnet from it: one of the two.
type BlockPublicAccessExclusion struct {
	Core
	VPC    Value[Text]
	Subnet Value[Text]
	Mode   Value[string] // "allow-bidirectional" or "allow-egress"
}
