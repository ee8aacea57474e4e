package estate

// Secret is a Secrets Manager secret.
type Secret struct {
	Core
	SecretName Value[Text]
	Text       Value[Text] // written in the source
	Generated  Value[bool] // AWS makes it
	KMSKey     Value[Text] // absent: aws/secretsmanager
	Replicas   *Tree
}

// SecretRotation rotates a secret.
type SecretRotation struct {
	Core
	Secret   Value[Text]
	Function Value[Text]
	Hosted   *Tree // a function that AWS provides
	Days     Value[int]
	Schedule Value[string]
}

// SecretAttachment writes a database's address into a secret.
type SecretAttachment struct {
	Core
	Secret Value[Text]
	Target Value[Text]
	Kind   Value[string] // the target's type
}

// SecretPolicy is a secret's resource policy.
type SecretPolicy struct {
	Core
	Secret      Value[Text]
	Document    *Tree
	BlockPublic Value[bool] // default false
}

// Parameter is a Systems Manager parameter.
type Parameter struct {
	Core
	ParameterName Value[Text]
	Kind          Value[string] // "String", "StringList", "SecureString"
	Text          Value[Text]
}

// Document is a Systems Manager document: a runbook or a command.
type Document struct {
	Core
	DocumentName Value[Text]
	Kind         Value[string] // "Command" (default), "Automation", "Session", …
	Format       Value[string] // "JSON" (default), "YAML", "TEXT"
	Content      *Tree
}
