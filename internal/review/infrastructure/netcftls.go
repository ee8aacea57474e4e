package infrastructure

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// CloudFrontTLS is NET-CF-TLS: distributions speak present-day TLS, on both
// sides.
func CloudFrontTLS() *review.Rule {
	return &review.Rule{
		ID: "NET-CF-TLS", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "CloudFront takes HTTPS only, with TLS 1.2, and fetches over HTTPS",
		Why: "Over plain HTTP whoever stands between a viewer and CloudFront reads and changes everything, session cookies " +
			"included. TLS 1.0 and 1.1 have known attacks. A plain connection from CloudFront to the origin crosses networks too.",
		Fix: "Set ViewerProtocolPolicy: redirect-to-https (https-only for APIs) on every behaviour, ViewerCertificate with " +
			"MinimumProtocolVersion: TLSv1.2_2021 or later, and OriginProtocolPolicy: https-only.",
		Needs:      []string{"A"},
		References: []string{"FSBP CloudFront.3", "FSBP CloudFront.7", "FSBP CloudFront.9", "FSBP CloudFront.10", "FSBP CloudFront.15", "WA SEC09-BP02"},
		Specimen:   distribution("allow-all", "TLSv1.2_2021"),
		Twin:       distribution("redirect-to-https", "TLSv1.2_2021"),
		Check:      checkCloudFrontTLS,
	}
}

func distribution(policy, version string) string {
	return fmt.Sprintf(`Resources:
  Distribution:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Aliases: [www.example.com]
        ViewerCertificate: {AcmCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1", SslSupportMethod: sni-only, MinimumProtocolVersion: %s}
        Origins:
          - {Id: web, DomainName: origin.example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}
        DefaultCacheBehavior: {TargetOriginId: web, ViewerProtocolPolicy: %s, CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6}
`, version, policy)
}

func checkCloudFrontTLS(p *review.Pass) {
	for _, d := range estate.All[*estate.Distribution](p.Estate) {
		parts := []review.Part{plainViewers(d)}
		parts = append(parts, viewerTLS(d)...)
		for _, o := range d.Origins.Known {
			parts = append(parts, originParts(d, o)...)
		}
		p.JudgeParts(d, parts, review.Detail{})
	}
}

// plainViewers asks whether some behaviour answers plain HTTP.
func plainViewers(d *estate.Distribution) review.Part {
	plain := func(b estate.Behavior) estate.Truth { return isOneOf(b.Protocol, "allow-all") }
	bad, at := plain(d.Default), d.Default.Protocol.Origin
	for _, b := range d.Behaviors.Known {
		if answer := plain(b.Is); bad.True.IsNever() && !answer.True.IsNever() {
			at = b.Is.Protocol.Origin
		}
	}
	return review.Part{
		Bad:  bad.Or(review.AnyItem(d.Behaviors, plain)),
		Says: "viewers may use plain HTTP (ViewerProtocolPolicy: allow-all)", Severity: finding.Medium, At: at,
	}
}

// viewerTLS looks at the oldest TLS version that viewers may use. With
// CloudFront's own certificate it is TLSv1, whatever is written
// ("ViewerCertificate").
func viewerTLS(d *estate.Distribution) []review.Part {
	own := estate.Is(d.DefaultCert, true).Or(estate.IsAbsent(d.Certificate).And(estate.IsAbsent(d.DefaultCert)))
	old := isOneOf(d.TLSVersion, "SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016")
	says := "MinimumProtocolVersion lets viewers use TLS 1.0 or 1.1"
	if d.TLSVersion.Origin.IsZero() {
		says = "MinimumProtocolVersion is not written: viewers may use TLS 1.0"
	}
	weak := isOneOf(d.TLSVersion, "TLSv1.2_2018", "TLSv1.2_2019")
	return []review.Part{
		{
			Bad: own.Not().And(old), Severity: finding.Medium, At: d.TLSVersion.Origin,
			Says: says,
		},
		{
			Bad: own.Not().And(weak), Severity: finding.Low, At: d.TLSVersion.Origin,
			Says: "MinimumProtocolVersion admits weak TLS 1.2 ciphers",
		},
		{
			Bad: own, Severity: finding.Info, At: d.DefaultCert.Origin,
			Says: "with CloudFront's own certificate viewers may use TLS 1.0",
		},
	}
}

// originParts look at how CloudFront fetches. An S3 website endpoint speaks
// plain HTTP only.
func originParts(d *estate.Distribution, o estate.Item[estate.CDNOrigin]) []review.Part {
	name := "an origin"
	if t, ok := o.Is.ID.Known(); ok {
		name = "origin " + t.String()
	}
	plainViewer := plainViewers(d).Bad
	plain := isOneOf(o.Is.Protocol, "http-only").Or(isOneOf(o.Is.Protocol, "match-viewer").And(plainViewer))
	severity, says := finding.Medium, "CloudFront fetches from "+name+" over plain HTTP"
	if isWebsite(o.Is.Domain) {
		severity, says = finding.Low, says+" (an S3 website endpoint: use the bucket itself with origin access control)"
	}
	return []review.Part{
		{Bad: plain.Given(o.When), Says: says, Severity: severity, At: o.Is.Protocol.Origin},
		{
			Bad:  sslv3(o.Is.TLS).Given(o.When),
			Says: "CloudFront may speak SSLv3 with " + name, Severity: finding.Low, At: o.Is.TLS.Origin,
		},
	}
}

func sslv3(versions estate.Items[string]) estate.Truth {
	return review.AnyItem(versions, func(s string) estate.Truth { return holds(strings.EqualFold(s, "SSLv3")) })
}

// isWebsite knows a bucket's website endpoint by its name or attribute.
func isWebsite(v estate.Value[estate.Text]) bool {
	for _, a := range v.Alternatives() {
		if a.State == estate.Known && strings.Contains(strings.ToLower(a.Is.String()), "website") {
			return true
		}
	}
	return false
}
