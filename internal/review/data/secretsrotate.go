package data

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// SecretRotation asks that secrets are rotated.
func SecretRotation() *review.Rule {
	return &review.Rule{
		ID: "DATA-SECRETS-ROTATE", Area: finding.Data, Severity: finding.Low,
		Title: "Secrets rotate by themselves",
		Why: "A password that never changes stays good for whoever once saw it: a former colleague, an old log, a stolen backup. " +
			"Rotation bounds how long a leak is worth something, and keeps the change itself routine.",
		Fix: "Add an AWS::SecretsManager::RotationSchedule with HostedRotationLambda for the secret, or let RDS own it: " +
			"ManageMasterUserPassword: true.",
		Needs: []string{"J"}, References: []string{"FSBP SecretsManager.1", "FSBP SecretsManager.4", "WA SEC02-BP05"},
		Specimen: secretSpecimen(""),
		Twin: secretSpecimen(`  Rotation:
    Type: AWS::SecretsManager::RotationSchedule
    Properties:
      SecretId: !Ref Password
      HostedRotationLambda: {RotationType: PostgreSQLSingleUser}
      RotationRules: {AutomaticallyAfterDays: 30}
`),
		Check: checkSecretRotation,
	}
}

func secretSpecimen(more string) string {
	return `Resources:
  Password:
    Type: AWS::SecretsManager::Secret
    Properties:
      GenerateSecretString:
        SecretStringTemplate: '{"username": "app"}'
        GenerateStringKey: password
        ExcludeCharacters: '"@/'
` + more
}

// The password of a database, which AWS can rotate without any code, weighs
// more than a secret of which nobody here knows who issued it.
func checkSecretRotation(p *review.Pass) {
	for _, s := range estate.All[*estate.Secret](p.Estate) {
		d := review.Detail{Message: "nothing rotates the secret"}
		if ofDatabase(p.Estate, s) {
			d.Severity, d.Weighed = finding.Medium, true
			d.Message = "nothing rotates this database password"
		}
		p.Judge(s, p.Lacks(rotated(p.Estate, s)), d)
	}
}

func rotated(e *estate.Estate, s *estate.Secret) estate.Truth {
	out := estate.No()
	for _, r := range estate.All[*estate.SecretRotation](e) {
		out = out.Or(refersToSecret(e, r.Secret, s).Given(r.When))
	}
	return out
}

// refersToSecret: an attachment answers the ARN of its secret, so that what
// refers to it refers to the secret.
func refersToSecret(e *estate.Estate, v estate.Value[estate.Text], s *estate.Secret) estate.Truth {
	out := review.Refers(e, v, s).Or(review.Named(v, s.SecretName))
	for _, a := range estate.All[*estate.SecretAttachment](e) {
		out = out.Or(review.Refers(e, v, a).And(review.Refers(e, a.Secret, s)))
	}
	return out
}

// ofDatabase reports whether a secret is attached to a database, or is the
// password that a database of the estate reads from it.
func ofDatabase(e *estate.Estate, s *estate.Secret) bool {
	for _, a := range estate.All[*estate.SecretAttachment](e) {
		if !review.Refers(e, a.Secret, s).True.IsNever() {
			return true
		}
	}
	return s.Properties.Has("GenerateSecretString", "SecretStringTemplate")
}
