package estate

// Organization is an AWS organisation.
type Organization struct {
	Core
	Features Value[string] // "ALL" (default) or "CONSOLIDATED_BILLING"
}

// OrganizationalUnit is a branch of it.
type OrganizationalUnit struct {
	Core
	UnitName Value[Text]
	Parent   Value[Text]
}

// Account is a member account.
type Account struct {
	Core
	AccountName Value[Text]
	Email       Value[Text]
	Parents     Items[Text]
}

// OrganizationPolicy is a service control policy or another policy of the
// organisation.
type OrganizationPolicy struct {
	Core
	PolicyName Value[Text]
	Kind       Value[string] // "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", …
	Content    *Tree
	Targets    Items[Text]
}
