package estate

// HubPolicy is a configuration policy of Security Hub: what its central
// configuration turns on in accounts.
type HubPolicy struct {
	Core
	PolicyName Value[Text]
	Enabled    Value[bool] // default true
	Standards  Items[Text] // ARNs
	Disabled   Items[string]
}

// HubOrganization is what Security Hub does with accounts that join.
type HubOrganization struct {
	Core
	AutoEnable Value[bool]
	Standards  Value[string] // "DEFAULT" or "NONE"
	Kind       Value[string] // "CENTRAL" or "LOCAL" (default)
}

// FindingAggregator collects Security Hub's findings of other Regions in its own.
type FindingAggregator struct {
	Core
	Mode    Value[string] // "ALL_REGIONS", "ALL_REGIONS_EXCEPT_SPECIFIED", "SPECIFIED_REGIONS", "NO_REGIONS"
	Regions Items[string]
}

// InspectorFilter hides findings of Amazon Inspector, or shows them only.
type InspectorFilter struct {
	Core
	FilterName Value[Text]
	Action     Value[string] // "NONE" or "SUPPRESS"
	Criteria   *Tree
}
