package cloudformation

import "ringwall/internal/estate"

// searchDomain reads an OpenSearch domain or its Elasticsearch forerunner.
// Everything that protects is off where it is not written.
func searchDomain(c estate.Core) estate.Resource {
	p := c.Properties
	d := &estate.SearchDomain{
		Core: c, Subnets: below(p, "VPCOptions.SubnetIds").AsTexts(), Groups: below(p, "VPCOptions.SecurityGroupIds").AsTexts(),
		Policy:         p.At("AccessPolicies"),
		Encrypted:      below(p, "EncryptionAtRestOptions.Enabled").AsBool().Or(false),
		KMSKey:         below(p, "EncryptionAtRestOptions.KmsKeyId").AsText(),
		NodeToNode:     below(p, "NodeToNodeEncryptionOptions.Enabled").AsBool().Or(false),
		EnforceHTTPS:   below(p, "DomainEndpointOptions.EnforceHTTPS").AsBool().Or(false),
		TLSPolicy:      below(p, "DomainEndpointOptions.TLSSecurityPolicy").AsString(),
		FineGrained:    below(p, "AdvancedSecurityOptions.Enabled").AsBool().Or(false),
		Anonymous:      below(p, "AdvancedSecurityOptions.AnonymousAuthEnabled").AsBool().Or(false),
		MasterUser:     firstText(p, "AdvancedSecurityOptions.MasterUserOptions.MasterUserARN", "AdvancedSecurityOptions.MasterUserOptions.MasterUserName"),
		MasterPassword: below(p, "AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword").AsText(),
		Cognito:        below(p, "CognitoOptions.Enabled").AsBool().Or(false),
		Version:        p.At("EngineVersion").AsString().OrElse(p.At("ElasticsearchVersion").AsString()),
	}
	d.Logs = publishedLogs(p.At("LogPublishingOptions"))
	return d
}

// publishedLogs are the kinds of logs that a domain publishes: the fields of a
// map whose Enabled is not false.
func publishedLogs(t *estate.Tree) estate.Items[string] {
	var out estate.Items[string]
	for _, kind := range []string{"AUDIT_LOGS", "ES_APPLICATION_LOGS", "INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS"} {
		on := t.At(kind).At("Enabled").AsBool()
		for _, l := range t.At(kind).Leaves() {
			if l.Tree != nil {
				out = out.Append(enabledKind(kind, on.Or(true)).Given(l.When))
			}
		}
	}
	return out
}

// enabledKind is the list of one word where on is true.
func enabledKind(word string, on estate.Value[bool]) estate.Items[string] {
	return estate.Single(estate.Derive(on, func(is bool) estate.Alternative[string] {
		if !is {
			return estate.Alternative[string]{}
		}
		return estate.Alternative[string]{State: estate.Known, Is: word}
	}))
}
