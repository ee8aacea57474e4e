package estate

// Organization is an AWS organisation.
type Organization struct {
	Core
	Features   Value[string] // "ALL" (default) or "CONSOLIDATED_BILLING"
	Management Value[Text]   // the management account's id
}

// OrganizationRoot is the root of a live organisation's tree of units and accounts:
// "r-…".
type OrganizationRoot struct {
	Core
	// PolicyTypes are the kinds of policies that are enabled
	// ("SERVICE_CONTROL_POLICY"). AWS detaches those of a kind that is disabled.
	PolicyTypes Items[string]
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
	// State is a live fact: "ACTIVE", "SUSPENDED", …
	State string
}

// DelegatedAdministrator is a member account that administers services for its
// organisation.
type DelegatedAdministrator struct {
	Core
	Administrator Value[Text] // the account's id
}

// OrganizationPolicy is a service control policy or another policy of the
// organisation.
type OrganizationPolicy struct {
	Core
	PolicyName Value[Text]
	Kind       Value[string] // "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", …
	Content    *Tree
	Targets    Items[Text]
	AWSManaged bool // AWS wrote it: "p-FullAWSAccess"
}
