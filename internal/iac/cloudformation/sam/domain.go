package sam

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// domain makes the custom domain of a REST API, its mappings and records
// ("DomainConfiguration").
func (a *restAPI) domain() []*resource {
	d := a.get("Domain")
	if d.none() {
		return nil
	}
	if !d.is(dict) || !a.needs(d, "DomainName") || !a.needs(d, "CertificateArn") {
		if !d.is(dict) {
			a.x.refuse(d.at, "", "Domain is %s; it must be a map", d.describe())
		}
		return nil
	}
	endpoint := d.get("EndpointConfiguration")
	private := endpoint.says("PRIVATE")
	prefix, typ := "ApiGatewayDomainName", "AWS::ApiGateway::DomainName"
	if private {
		prefix, typ = "ApiGatewayDomainNameV2", "AWS::ApiGateway::DomainNameV2"
	}
	r := newResource(hashed(prefix, d.get("DomainName")), typ, a.m.passed).with(field{"DomainName", d.get("DomainName")})
	if !private {
		d.set("ApiDomainName", str(r.id))
	}
	switch {
	case endpoint.none():
		endpoint = str("REGIONAL")
		d.set("EndpointConfiguration", endpoint)
	case !endpoint.says("EDGE") && !endpoint.says("REGIONAL") && !private:
		a.x.refuse(endpoint.at, "", "EndpointConfiguration is %s; it must be EDGE, REGIONAL or PRIVATE", endpoint.describe())
	}
	certificate := "CertificateArn"
	if endpoint.says("REGIONAL") {
		certificate = "RegionalCertificateArn"
	}
	r.put(certificate, d.get("CertificateArn"))
	config := mapOf(field{"Types", listOf(endpoint)})
	if ip := d.get("IpAddressType"); ip.truthy() {
		config.set("IpAddressType", ip)
	}
	r.put("EndpointConfiguration", config)
	if !private {
		r.put("MutualTlsAuthentication", a.x.mutualTLS(d))
	}
	for _, name := range []string{"SecurityPolicy", "EndpointAccessMode", "Policy", "OwnershipVerificationCertificateArn"} {
		if v := d.get(name); v.truthy() && !(private && name == "OwnershipVerificationCertificateArn") && !(!private && name == "Policy") {
			r.put(name, v)
		}
	}
	return a.besideDomain(r, d, private)
}

// besideDomain are what is made for a domain beside it.
func (a *restAPI) besideDomain(r *resource, d *value, private bool) []*resource {
	made := append([]*resource{r}, a.mappings(r, d, private)...)
	if access := d.get("AccessAssociation"); private && !access.none() {
		if !access.is(dict) {
			a.x.refuse(access.at, "", "AccessAssociation is %s; it must be a map", access.describe())
		}
		endpoint := access.get("VpcEndpointId")
		id := hashed("DomainNameAccessAssociation", listOf(orNull(endpoint), str(r.id)))
		made = append(made, newResource(id, "AWS::ApiGateway::DomainNameAccessAssociation", a.m.passed).with(
			field{"DomainNameArn", r.ref()}, field{"AccessAssociationSourceType", str("VPCE")}, field{"AccessAssociationSource", endpoint}))
	}
	name := r.id
	if private {
		name = ""
	}
	if group := a.records(d, name); group != nil {
		made = append(made, group)
	}
	return made
}

func orNull(v *value) *value {
	if v == nil {
		return &value{}
	}
	return v
}

func (a *restAPI) needs(d *value, name string) bool {
	if d.get(name).none() {
		a.x.refuse(d.at, "", "Domain needs %s", name)
		return false
	}
	return true
}

// mutualTLS is the trust store of a domain.
func (x *expander) mutualTLS(d *value) *value {
	v := d.get("MutualTlsAuthentication")
	if !v.truthy() {
		return nil
	}
	if !v.is(dict) {
		x.refuse(v.at, "", "MutualTlsAuthentication is %s; it must be a map", v.describe())
		return nil
	}
	x.checkShapes(v, shapesOf("TruststoreUri:* TruststoreVersion:*"))
	out := mapOf()
	for _, name := range []string{"TruststoreUri", "TruststoreVersion"} {
		if p := v.get(name); p.truthy() {
			out.set(name, p)
		}
	}
	return out
}

// basePaths are the paths of a domain under which an API stands; nil for the
// whole domain.
func (x *expander) basePaths(d *value) []*value {
	switch v := d.get("BasePath"); {
	case !v.truthy():
		return nil
	case v.is(text):
		return []*value{v}
	case v.is(list):
		for _, p := range v.items {
			if !p.is(text) {
				x.refuse(p.at, "", "BasePath has %s; it must be a text", p.describe())
				return nil
			}
		}
		return v.items
	}
	return nil
}

func (a *restAPI) mappings(r *resource, d *value, private bool) []*resource {
	typ, name := "AWS::ApiGateway::BasePathMapping", "DomainName"
	if private {
		typ, name = "AWS::ApiGateway::BasePathMappingV2", "DomainNameArn"
	}
	mapping := func(infix string) *resource {
		return a.m.part(infix+"BasePathMapping", typ).with(field{name, r.ref()}, field{"RestApiId", ref(a.m.id)}, field{"Stage", ref(a.m.id + ".Stage")})
	}
	paths := a.x.basePaths(d)
	if paths == nil {
		return []*resource{mapping("")}
	}
	var out []*resource
	for _, p := range paths {
		letters := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return r
			}
			return -1
		}, p.text)
		base := str(p.text)
		if isTrueByDefault(d.get("NormalizeBasePath")) {
			base = str(letters)
		}
		base.at = p.at
		out = append(out, mapping(letters).with(field{"BasePath", base}))
	}
	return out
}

// records is the group of records in Route 53 that lead to a domain; APIs share
// the one of a zone.
func (a *restAPI) records(d *value, name string) *resource {
	zone := a.x.zone(d)
	if zone == nil {
		return nil
	}
	if zone.get("SeparateRecordSetGroup").truthy() {
		id := orNull(zone.get("HostedZoneId"))
		if !id.truthy() {
			id = orNull(zone.get("HostedZoneName"))
		}
		g := newResource(hashed("RecordSetGroup", listOf(id, d.get("DomainName"))), "AWS::Route53::RecordSetGroup", a.m.passed)
		for _, p := range []string{"HostedZoneId", "HostedZoneName"} {
			if v := zone.get(p); v.truthy() {
				g.put(p, v)
			}
		}
		g.put("RecordSets", a.recordSets(d, zone, name))
		return g
	}
	g := a.x.recordGroup(zone, a.m, true)
	sets := g.properties.get("RecordSets")
	sets.items = append(sets.items, a.recordSets(d, zone, name).items...)
	return g
}

func (x *expander) zone(d *value) *value {
	zone := d.get("Route53")
	if zone.none() {
		return nil
	}
	if !zone.is(dict) || zone.get("HostedZoneId").none() && zone.get("HostedZoneName").none() {
		x.refuse(zone.at, "", "Route53 must be a map with HostedZoneId or HostedZoneName")
		return nil
	}
	return zone
}

// recordGroup is the group of a zone, made at the first need of it.
func (x *expander) recordGroup(zone *value, m *macro, both bool) *resource {
	of := zone.get("HostedZoneId")
	if !of.truthy() {
		of = zone.get("HostedZoneName")
	}
	id := hashed("RecordSetGroup", of)
	if have := x.records[id]; have != nil {
		return have
	}
	g := newResource(id, "AWS::Route53::RecordSetGroup", m.passed)
	g.at = m.at
	g.put("HostedZoneId", zone.get("HostedZoneId"))
	if both || zone.get("HostedZoneId").none() {
		g.put("HostedZoneName", zone.get("HostedZoneName"))
	}
	g.put("RecordSets", listOf())
	x.records[id] = g
	return g
}

func (a *restAPI) recordSets(d, zone *value, name string) *value {
	to := mapOf()
	if v := zone.get("EvaluateTargetHealth"); !v.none() {
		to.set("EvaluateTargetHealth", v)
	}
	switch d.get("EndpointConfiguration").string() {
	case "REGIONAL":
		to.set("HostedZoneId", getAtt(name, "RegionalHostedZoneId"))
		to.set("DNSName", getAtt(name, "RegionalDomainName"))
	case "EDGE":
		if zone.get("DistributionDomainName").none() {
			zone.set("DistributionDomainName", getAtt(name, "DistributionDomainName"))
		}
		to.set("HostedZoneId", str("Z2FDTNDATAQYW2"))
		to.set("DNSName", zone.get("DistributionDomainName"))
	default:
		to.set("HostedZoneId", zone.get("VpcEndpointHostedZoneId"))
		to.set("DNSName", zone.get("VpcEndpointDomainName"))
	}
	return aliasRecords(d, zone, to)
}

// aliasRecords are the records of both kinds of addresses.
func aliasRecords(d, zone, to *value) *value {
	out := listOf()
	for _, typ := range []string{"A", "AAAA"} {
		if typ == "AAAA" && !zone.get("IpV6").isTrue() {
			continue
		}
		r := mapOf(field{"Name", d.get("DomainName")}, field{"Type", str(typ)}, field{"AliasTarget", to})
		for _, p := range []string{"Region", "SetIdentifier"} {
			if v := zone.get(p); !v.none() {
				r.set(p, v)
			}
		}
		out.items = append(out.items, r)
	}
	return out
}

var (
	notBasePath = regexp.MustCompile(`[^0-9a-zA-Z/\-_]+`)
	notLetters  = regexp.MustCompile(`[\-_/]+`)
)

// domainV2 makes the custom domain of an HTTP or WebSocket API.
func (x *expander) domainV2(m *macro, by string) []*resource {
	d := m.get("Domain")
	if d.none() {
		return nil
	}
	if d.get("DomainName").none() || d.get("CertificateArn").none() {
		x.refuse(d.at, "", "Domain needs DomainName and CertificateArn")
		return nil
	}
	r := newResource(hashed("ApiGatewayDomainNameV2", d.get("DomainName")), "AWS::ApiGatewayV2::DomainName", m.passed).with(
		field{"DomainName", d.get("DomainName")}, field{"Tags", mapOf(field{by, str("SAM")})})
	endpoint := d.get("EndpointConfiguration")
	if endpoint.none() {
		endpoint = str("REGIONAL")
	} else if !endpoint.says("REGIONAL") {
		x.refuse(endpoint.at, "", "EndpointConfiguration is %s; it must be REGIONAL", endpoint.describe())
	}
	config := mapOf(field{"CertificateArn", d.get("CertificateArn")}, field{"EndpointType", endpoint})
	for _, name := range []string{"OwnershipVerificationCertificateArn", "SecurityPolicy"} {
		if v := d.get(name); v.truthy() {
			config.set(name, v)
		}
	}
	r.with(field{"DomainNameConfigurations", listOf(config)}, field{"MutualTlsAuthentication", x.mutualTLS(d)})
	made := append([]*resource{r}, x.mappingsV2(m, d, r)...)
	if zone := x.zone(d); zone != nil {
		g := x.recordGroup(zone, m, false)
		to := mapOf()
		if v := zone.get("EvaluateTargetHealth"); !v.none() {
			to.set("EvaluateTargetHealth", v)
		}
		to.set("HostedZoneId", getAtt(r.id, "RegionalHostedZoneId"))
		to.set("DNSName", getAtt(r.id, "RegionalDomainName"))
		sets := g.properties.get("RecordSets")
		sets.items = append(sets.items, aliasRecords(d, zone, to).items...)
		made = append(made, g)
	}
	return made
}

func (x *expander) mappingsV2(m *macro, d *value, r *resource) []*resource {
	mapping := func(infix string) *resource {
		return m.part(infix+"ApiMapping", "AWS::ApiGatewayV2::ApiMapping").with(
			field{"DomainName", r.ref()}, field{"ApiId", ref(m.id)}, field{"Stage", ref(m.id + ".Stage")})
	}
	paths := x.basePaths(d)
	if paths == nil {
		return []*resource{mapping("")}
	}
	var out []*resource
	for _, p := range paths {
		if notBasePath.MatchString(p.text) {
			x.refuse(p.at, "", "BasePath is %s; it may have letters, digits, -, _ and /", p.describe())
			continue
		}
		key := str(strings.Trim(p.text, "/"))
		key.at = p.at
		out = append(out, mapping(notLetters.ReplaceAllString(p.text, "")).with(field{"ApiMappingKey", key}))
	}
	return out
}

// routes is what remains of names that are no letters or digits.
func plainName(s string) (string, bool) {
	if slices.Contains([]string{"$connect", "$disconnect", "$default"}, s) {
		s = s[1:]
	}
	if !isAlphanumeric(s) {
		return "", false
	}
	return strings.ToUpper(s[:1]) + strings.ToLower(s[1:]), true
}
