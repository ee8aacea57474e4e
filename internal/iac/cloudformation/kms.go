package cloudformation

import "ringwall/internal/estate"

func kmsKey(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Key{
		Core: c, Policy: p.At("KeyPolicy"), Enabled: p.At("Enabled").AsBool().Or(true),
		Rotation: p.At("EnableKeyRotation").AsBool().Or(false), RotationDays: p.At("RotationPeriodInDays").AsInt().Or(365),
		Spec: p.At("KeySpec").AsString().Or("SYMMETRIC_DEFAULT"), Usage: p.At("KeyUsage").AsString().Or("ENCRYPT_DECRYPT"),
		Material: p.At("Origin").AsString().Or("AWS_KMS"), MultiRegion: p.At("MultiRegion").AsBool().Or(false),
		PendingWindow: p.At("PendingWindowInDays").AsInt().Or(30),
	}
}

func kmsReplicaKey(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Key{
		Core: c, Replica: true, Primary: p.At("PrimaryKeyArn").AsText(), Policy: p.At("KeyPolicy"),
		Enabled: p.At("Enabled").AsBool().Or(true), MultiRegion: estate.Of(true, c.Origin),
		PendingWindow: p.At("PendingWindowInDays").AsInt().Or(30),
	}
}

func kmsAlias(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.KeyAlias{Core: c, AliasName: p.At("AliasName").AsText(), Key: p.At("TargetKeyId").AsText()}
}

// kmsGrant reads a grant, which CloudFormation has no type for: Terraform's stand
// under the name that a live account's have.
func kmsGrant(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.KeyGrant{
		Core: c, Key: p.At("KeyId").AsText(), Grantee: p.At("GranteePrincipal").AsText(), Retiring: p.At("RetiringPrincipal").AsText(),
		Operations: p.At("Operations").AsStrings(), Constraints: p.At("Constraints"),
	}
}
