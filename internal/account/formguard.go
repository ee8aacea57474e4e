package account

import (
	"strings"

	"ringwall/internal/estate"
)

// guardForms are the outputs of WAF and Certificate Manager.
func guardForms() []form {
	return []form{
		{command: "wafv2 list-web-acls", key: "WebACLs", marks: []string{"ARN", "LockToken"}, read: (*formed).webACLListed},
		{command: "wafv2 get-web-acl", key: "WebACL", single: true, marks: []string{"ARN", "DefaultAction"}, read: (*formed).webACL},
		{command: "wafv2 list-resources-for-web-acl", needs: []string{"ResourceArns", "WebACLArn"}, of: []string{"WebACLArn"}, read: (*formed).guardedByACL},
		{command: "wafv2 list-logging-configurations", key: "LoggingConfigurations", marks: []string{"LogDestinationConfigs"}, read: (*formed).webACLLogging},

		{command: "securityhub describe-organization-configuration", whole: true, needs: []string{"AutoEnable", "OrganizationConfiguration"}, read: (*formed).hubOrganization},

		{command: "acm list-certificates", key: "CertificateSummaryList", read: (*formed).certificateListed},
		{command: "acm describe-certificate", key: "Certificate", single: true, marks: []string{"CertificateArn", "Status"}, read: (*formed).certificate},
	}
}

// webACLListed reads a WebACLSummary (WAFV2 ListWebACLs).
func (x *formed) webACLListed() {
	name := x.text("Name")
	x.add("AWS::WAFv2::WebACL", name, x.text("ARN"), listed, x.unsaid(name, "wafv2 get-web-acl", name))
}

// webACL reads a WebACL (WAFV2 GetWebACL).
func (x *formed) webACL() {
	p := x.properties(naming{rename: map[string]string{"ARN": "Arn"}})
	p = withMember(p, "DefaultAction", plainActions(x.t.At("DefaultAction")))
	rules := itemsOf(p.At("Rules"))
	for i, r := range itemsOf(x.t.At("Rules")) {
		for _, m := range []string{"Action", "OverrideAction"} {
			if r.Has(m) && i < len(rules) {
				rules[i] = withMember(rules[i], m, plainActions(r.At(m)))
			}
		}
	}
	if len(rules) > 0 {
		p = withMember(p, "Rules", listTree(x.t.At("Rules").Place(), rules...))
	}
	scope := "REGIONAL"
	if strings.Contains(x.text("ARN"), ":global/webacl/") {
		scope = "CLOUDFRONT"
	}
	x.add("AWS::WAFv2::WebACL", x.text("Name"), x.text("ARN"), got, withMember(p, "Scope", textTree(scope, x.t.Origin)))
}

// plainActions is an action such as {"Allow": {}}, of which the empty map counts.
func plainActions(t *estate.Tree) *estate.Tree {
	if t.IsMissing() {
		return nil
	}
	out := &estate.Tree{Kind: estate.Map, Origin: t.Origin}
	for _, f := range fieldsOf(t) {
		if !f.Value.IsMissing() {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// guardedByACL reads the answer of WAFV2's ListResourcesForWebACL.
func (x *formed) guardedByACL() {
	for _, i := range itemsOf(x.t.At("ResourceArns")) {
		x.associate(textIn(i), x.text("WebACLArn"), i)
	}
}

// webACLLogging reads a LoggingConfiguration (WAFV2 ListLoggingConfigurations).
func (x *formed) webACLLogging() {
	arn := x.text("ResourceArn")
	x.add("AWS::WAFv2::LoggingConfiguration", "logs of "+lastPart(arn), arn+"/logging", got, x.properties(naming{}))
}

// hubOrganization reads the answer of Security Hub's DescribeOrganizationConfiguration.
func (x *formed) hubOrganization() {
	p := withMember(x.properties(naming{rename: map[string]string{"OrganizationConfiguration": ""}}), "ConfigurationType", x.t.At("OrganizationConfiguration", "ConfigurationType"))
	x.add("AWS::SecurityHub::OrganizationConfiguration", "organisation's hubs", x.arn("securityhub", "organization-configuration"), got, p)
}

// certificateListed reads a CertificateSummary (ACM ListCertificates).
func (x *formed) certificateListed() {
	arn := x.text("CertificateArn")
	x.add("AWS::CertificateManager::Certificate", lastPart(arn), arn, listed, x.unsaid(x.text("DomainName"), "acm describe-certificate", lastPart(arn)))
}

// certificate reads a CertificateDetail (ACM DescribeCertificate). One that was imported
// is validated by nobody, and does not renew by itself.
func (x *formed) certificate() {
	arn := x.text("CertificateArn")
	p := x.properties(naming{rename: map[string]string{"Options": "", "Type": ""}})
	for _, d := range itemsOf(x.t.At("DomainValidationOptions")) {
		p = withMember(p, "ValidationMethod", d.At("ValidationMethod"))
	}
	if x.text("Type") == "IMPORTED" {
		p = withMember(p, "ValidationMethod", textTree("IMPORTED", x.t.Origin))
	}
	if s := x.text("KeyAlgorithm"); s != "" {
		p = withMember(p, "KeyAlgorithm", textTree(strings.ReplaceAll(s, "-", "_"), x.t.Origin))
	}
	p = withMember(p, "CertificateTransparencyLoggingPreference", x.t.At("Options", "CertificateTransparencyLoggingPreference"))
	p = withMember(p, "CertificateExport", x.t.At("Options", "Export"))
	x.add("AWS::CertificateManager::Certificate", lastPart(arn), arn, got, p)
}
