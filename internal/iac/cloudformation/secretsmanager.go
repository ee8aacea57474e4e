package cloudformation

import "ringwall/internal/estate"

func secret(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Secret{
		Core: c, SecretName: p.At("Name").AsText(), Text: p.At("SecretString").AsText(),
		Generated: present(p.At("GenerateSecretString")), KMSKey: p.At("KmsKeyId").AsText(), Replicas: p.At("ReplicaRegions"),
	}
}

func secretRotation(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.SecretRotation{
		Core: c, Secret: p.At("SecretId").AsText(), Function: p.At("RotationLambdaARN").AsText(), Hosted: p.At("HostedRotationLambda"),
		Days:     below(p, "RotationRules.AutomaticallyAfterDays").AsInt(),
		Schedule: below(p, "RotationRules.ScheduleExpression").AsString(),
	}
}

func secretAttachment(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.SecretAttachment{
		Core: c, Secret: p.At("SecretId").AsText(), Target: p.At("TargetId").AsText(), Kind: p.At("TargetType").AsString(),
	}
}

func secretPolicy(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.SecretPolicy{
		Core: c, Secret: p.At("SecretId").AsText(), Document: p.At("ResourcePolicy"),
		BlockPublic: p.At("BlockPublicPolicy").AsBool().Or(false), // PutResourcePolicy
	}
}

func ssmParameter(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Parameter{
		Core: c, ParameterName: p.At("Name").AsText(), Kind: p.At("Type").AsString(), Text: p.At("Value").AsText(),
	}
}

func ssmDocument(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Document{
		Core: c, DocumentName: p.At("Name").AsText(), Kind: p.At("DocumentType").AsString().Or("Command"),
		Format: p.At("DocumentFormat").AsString().Or("JSON"), Content: p.At("Content"),
	}
}
