package estate

// RestoreTestPlan restores backups on a schedule, to see that they can be.
type RestoreTestPlan struct {
	Core
	PlanName Value[Text]
	Schedule Value[Text]
	Include  Items[Text] // vaults; "*" for all
	Exclude  Items[Text]
}

// RestoreTestSelection says which backups a plan restores.
type RestoreTestSelection struct {
	Core
	Plan       Value[Text]   // its name
	Kind       Value[string] // "Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3", …
	ARNs       Items[Text]   // "*" for all of the kind
	Conditions *Tree
}
