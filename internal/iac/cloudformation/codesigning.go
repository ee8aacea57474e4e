package cloudformation

import "ringwall/internal/estate"

func codeSigning(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.CodeSigning{
		Core: c, Untrusted: below(p, "CodeSigningPolicies.UntrustedArtifactOnDeployment").AsString().Or("Warn"),
		Profiles: below(p, "AllowedPublishers.SigningProfileVersionArns").AsTexts(),
	}
}
