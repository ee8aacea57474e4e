package cloudformation

import "ringwall/internal/estate"

func certificateAuthority(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.CertificateAuthority{
		Core: c, Kind: p.At("Type").AsString(), Algorithm: p.At("KeyAlgorithm").AsString(), Signing: p.At("SigningAlgorithm").AsString(),
		Usage: p.At("UsageMode").AsString().Or("GENERAL_PURPOSE"),
		CRL:   below(p, "RevocationConfiguration.CrlConfiguration.Enabled").AsBool().Or(false),
		OCSP:  below(p, "RevocationConfiguration.OcspConfiguration.Enabled").AsBool().Or(false),
	}
}
