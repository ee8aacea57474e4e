package estate

// BackupPlan says how often what is selected is backed up.
type BackupPlan struct {
	Core
	PlanName Value[Text]
	Rules    Items[BackupRule]
}

// BackupRule is one schedule of a plan.
type BackupRule struct {
	Origin     Origin
	Name       Value[Text]
	Vault      Value[Text] // by name
	Schedule   Value[string]
	DeleteDays Value[int]  // absent: for ever
	ColdDays   Value[int]  // absent: never
	Continuous Value[bool] // default false
	Copies     Items[Text] // ARNs of vaults to copy to
}

// BackupVault holds recovery points.
type BackupVault struct {
	Core
	VaultName Value[Text]
	KMSKey    Value[Text]
	Policy    *Tree
	Locked    Value[bool] // default false
	MinDays   Value[int]
	MaxDays   Value[int]
	// GraceDays, where written, makes the lock one of compliance: after them
	// nobody can lift it. An air-gapped vault is always so locked.
	GraceDays Value[int]
	AirGapped bool
}

// BackupSelection assigns resources to a plan: those that are named or that
// have one of Tags, that meet all Conditions and are not in Except.
type BackupSelection struct {
	Core
	Plan       Value[Text]
	Role       Value[Text]
	Resources  Items[Text] // ARNs, "*" included
	Except     Items[Text]
	Tags       Items[BackupTag]
	Conditions *Tree
}

// BackupTag is a tag by which resources are selected.
type BackupTag struct {
	Key   Value[Text]
	Value Value[Text]
}
