package terraform

// accountRules are those of settings that hold for a whole account. They are no
// resources in AWS: only what is read of a live account knows them too.
func accountRules() map[string]rule {
	return map[string]rule{
		"aws_ebs_encryption_by_default":      {cfn: "AWS::EC2::EBSEncryptionByDefault"},
		"aws_iam_account_password_policy":    {cfn: "AWS::IAM::PasswordPolicy", make: makePasswordPolicy},
		"aws_s3_account_public_access_block": {cfn: "AWS::S3::AccountPublicAccessBlock", make: makeAccountBlock},
	}
}

// makePasswordPolicy writes the provider's defaults: what is left out is not asked
// for, and passwords have six characters ("Resource: aws_iam_account_password_policy",
// UpdateAccountPasswordPolicy).
func makePasswordPolicy(x *translation) {
	for _, name := range []string{"RequireLowercaseCharacters", "RequireNumbers", "RequireSymbols", "RequireUppercaseCharacters"} {
		x.orBool(name, false)
	}
	x.orBool("AllowUsersToChangePassword", true)
	if !x.has("MinimumPasswordLength") {
		x.set("MinimumPasswordLength", numberOf("6", x.block.at))
	}
}

// makeAccountBlock writes the provider's defaults: settings that are left out are
// off.
func makeAccountBlock(x *translation) {
	at := x.block.at
	x.properties = object(at, field{"PublicAccessBlockConfiguration", at, x.publicAccess()})
	if v := x.written("account_id"); !v.isNone() {
		x.set("AccountId", v)
	}
}
