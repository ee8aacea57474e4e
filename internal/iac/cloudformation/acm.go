package cloudformation

import "ringwall/internal/estate"

func certificate(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Certificate{
		Core: c, Domain: p.At("DomainName").AsText(), Names: p.At("SubjectAlternativeNames").AsTexts(),
		Validation: p.At("ValidationMethod").AsString().Or("EMAIL"), Algorithm: p.At("KeyAlgorithm").AsString().Or("RSA_2048"),
		Authority:    p.At("CertificateAuthorityArn").AsText(),
		Transparency: equalsFold(p.At("CertificateTransparencyLoggingPreference").AsString().Or("ENABLED"), "ENABLED"),
		Exportable:   equalsFold(p.At("CertificateExport").AsString().Or("DISABLED"), "ENABLED"),
	}
}
