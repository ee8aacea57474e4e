package estate

// SearchDomain is an OpenSearch or Elasticsearch domain. Without Subnets its
// endpoint is public and only its policy guards it.
type SearchDomain struct {
	Core
	Subnets        Items[Text]
	Groups         Items[Text]
	Policy         *Tree
	Encrypted      Value[bool] // at rest, default false
	KMSKey         Value[Text]
	NodeToNode     Value[bool]   // encryption between nodes, default false
	EnforceHTTPS   Value[bool]   // default false
	TLSPolicy      Value[string] // "Policy-Min-TLS-1-2-2019-07"; absent: the service's default
	FineGrained    Value[bool]   // fine-grained access control, default false
	Anonymous      Value[bool]
	MasterUser     Value[Text]
	MasterPassword Value[Text]
	Cognito        Value[bool]
	Version        Value[string]
	// Logs are the kinds that are published: "AUDIT_LOGS", "ES_APPLICATION_LOGS",
	// "SEARCH_SLOW_LOGS", "INDEX_SLOW_LOGS".
	Logs Items[string]
}

// Placements of a domain in a VPC: private interfaces; a public domain has none.
func (s *SearchDomain) Placements(*Estate) []Placement {
	if s.Subnets.isEmpty() {
		return nil
	}
	return privately(s.Origin, s.Subnets, s.Groups)
}
