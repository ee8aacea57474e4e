package estate

// ShieldProtection protects one resource by Shield Advanced.
type ShieldProtection struct {
	Core
	Of Value[Text] // its ARN
	// Automatic: attacks on the application layer are answered.
	Automatic    Value[bool]
	HealthChecks Items[Text]
}

// ShieldEngagement lets AWS's response team call whom it names.
type ShieldEngagement struct {
	Core
	Status   Value[string] // "ENABLED", "DISABLED"
	Contacts *Tree
}
