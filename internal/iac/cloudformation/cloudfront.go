package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func distribution(c estate.Core) estate.Resource {
	d := c.Properties.At("DistributionConfig")
	cert := d.At("ViewerCertificate")
	// With CloudFront's own certificate the minimum is TLSv1, whatever is
	// written (ViewerCertificate).
	own := cert.At("CloudFrontDefaultCertificate").AsBool().
		OrElse(estate.OfTruth(anyWritten(cert, "AcmCertificateArn", "IamCertificateId").Not(), c.Origin))
	return &estate.Distribution{
		Core: c, Enabled: d.At("Enabled").AsBool(), Aliases: textsAt(d, "Aliases", "CNAMEs"),
		Default:   behavior(scenario.Always(), d.At("DefaultCacheBehavior")),
		Behaviors: estate.AsItems(d.At("CacheBehaviors"), behavior), Origins: estate.AsItems(d.At("Origins"), cdnOrigin),
		Groups: d.At("OriginGroups"), DefaultCert: own,
		TLSVersion:  cert.At("MinimumProtocolVersion").AsString().Given(estate.Is(own, true).True.Not()).Or("TLSv1"),
		Certificate: firstText(cert, "AcmCertificateArn", "IamCertificateId"),
		Logs:        estate.OfTruth(d.At("Logging").Written("Bucket"), c.Origin), LogBucket: below(d, "Logging.Bucket").AsText(),
		WebACL: d.At("WebACLId").AsText(), Geography: below(d, "Restrictions.GeoRestriction.RestrictionType").AsString().Or("none"),
		RootObject: d.At("DefaultRootObject").AsText(), Staging: d.At("Staging").AsBool().Or(false),
	}
}

func behavior(_ scenario.Guard, t *estate.Tree) estate.Behavior {
	return estate.Behavior{
		Origin: t.Place(), Path: t.At("PathPattern").AsText(), Target: t.At("TargetOriginId").AsText(),
		Protocol: lower(t.At("ViewerProtocolPolicy").AsString()), Methods: orElements(t.At("AllowedMethods").AsStrings(), "GET", "HEAD"),
		KeyGroups: t.At("TrustedKeyGroups").AsTexts(), Signers: t.At("TrustedSigners").AsTexts(),
		Headers: t.At("ResponseHeadersPolicyId").AsText(), FieldKeys: t.At("FieldLevelEncryptionId").AsText(),
		RealTime: t.At("RealtimeLogConfigArn").AsText(), Functions: t.At("LambdaFunctionAssociations"),
	}
}

func cdnOrigin(_ scenario.Guard, t *estate.Tree) estate.CDNOrigin {
	custom := t.At("CustomOriginConfig")
	return estate.CDNOrigin{
		Origin: t.Place(), ID: t.At("Id").AsText(), Domain: t.At("DomainName").AsText(),
		S3:       estate.OfTruth(t.Written("S3OriginConfig"), t.Place()),
		Protocol: lower(custom.At("OriginProtocolPolicy").AsString()), TLS: custom.At("OriginSSLProtocols").AsStrings(),
		Access: t.At("OriginAccessControlId").AsText(), Identity: below(t, "S3OriginConfig.OriginAccessIdentity").AsText(),
		VPCOrigin: below(t, "VpcOriginConfig.VpcOriginId").AsText(),
		Headers: estate.AsItems(t.At("OriginCustomHeaders"), func(_ scenario.Guard, t *estate.Tree) estate.HeaderValue {
			return estate.HeaderValue{Name: t.At("HeaderName").AsText(), Value: t.At("HeaderValue").AsText()}
		}),
	}
}

func originAccessControl(c estate.Core) estate.Resource {
	p := c.Properties.At("OriginAccessControlConfig")
	return &estate.OriginAccessControl{
		Core: c, Kind: lower(p.At("OriginAccessControlOriginType").AsString()), Signing: lower(p.At("SigningBehavior").AsString()),
	}
}

func vpcOrigin(c estate.Core) estate.Resource {
	p := c.Properties.At("VpcOriginEndpointConfig")
	return &estate.VPCOrigin{
		Core: c, Endpoint: p.At("Arn").AsText(), Protocol: lower(p.At("OriginProtocolPolicy").AsString()).Or("match-viewer"),
	}
}
