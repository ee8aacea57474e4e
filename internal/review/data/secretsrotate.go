package data

import (
	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/reach"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// SecretRotation asks that secrets are rotated.
func SecretRotation() *review.Rule {
	return &review.Rule{
		ID: "DATA-SECRETS-ROTATE", Area: finding.Data, Severity: finding.Low, Raise: review.ByClass,
		Title: "Secrets rotate by themselves, and what rotates them can",
		Why: "A password that never changes stays good for whoever once saw it: a former colleague, an old log, a stolen backup. " +
			"Rotation bounds how long a leak is worth something, and keeps the change itself routine.",
		Fix: "Add an AWS::SecretsManager::RotationSchedule with HostedRotationLambda for the secret, or let RDS own it: " +
			"ManageMasterUserPassword: true.",
		Needs: []string{"J", "NET", "IAM"}, References: []string{"FSBP SecretsManager.1", "FSBP SecretsManager.4", "WA SEC02-BP05"},
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
		p.Judge(s, p.LacksListed(&s.Core, rotated(p.Estate, s), "SecretList"), d)
		for _, r := range estate.All[*estate.SecretRotation](p.Estate) {
			if of := refersToSecret(p.Estate, r.Secret, s); !of.True.IsNever() {
				judgeRotation(p, s, r)
			}
		}
	}
}

// rotating are what a rotation function does to its secret ("Lambda rotation
// function execution role permissions").
var rotating = []string{"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"}

// judgeRotation asks whether the function can do its work: Secrets Manager may call
// it, its role may change the secret, and the network lets it reach the database.
func judgeRotation(p *review.Pass, s *estate.Secret, r *estate.SecretRotation) {
	f, ok := known[*estate.Function](p.Estate, r.Function)
	if !ok {
		return // AWS's own, or another stack's
	}
	dir := p.Shared.Directory()
	parts := unreached(p, s, f)
	d := review.Detail{Key: "function"}
	if target, ok := dir.On(f, "lambda:InvokeFunction"); ok {
		a := dir.Ask(directory.Question{
			Principal: directory.Service("secretsmanager.amazonaws.com"), Action: "lambda:InvokeFunction", Target: target,
			Said: []directory.Entry{{Key: "aws:SourceAccount", Text: s.Account}, {Key: "aws:SourceArn", Text: dir.ARN(s)}},
		})
		if a.Verdict != authz.Allowed {
			parts = append(parts, review.Part{Bad: a.Truth.Not(), Severity: finding.Medium, Says: "Secrets Manager may not call the rotation function " + f.Logical})
			d.Facts = append(d.Facts, review.Cited(a.Decision)...)
		}
	}
	if who := dir.Acting(f); who != nil {
		for _, action := range rotating {
			target, ok := dir.On(s, action)
			if !ok {
				continue
			}
			if a := dir.Ask(directory.Question{Principal: who, Action: action, Target: target}); a.Verdict != authz.Allowed {
				parts = append(parts, review.Part{Bad: a.Truth.Not(), Severity: finding.Medium, Says: "the rotation function " + f.Logical + " may not do " + action + " on the secret"})
				d.Facts = append(d.Facts, review.Cited(a.Decision)...)
				break
			}
		}
	}
	if len(parts) > 0 {
		p.JudgeParts(s, parts, d)
	}
}

// unreached asks whether the function's packets reach the database to which the
// secret is attached.
func unreached(p *review.Pass, s *estate.Secret, f *estate.Function) []review.Part {
	for _, a := range estate.All[*estate.SecretAttachment](p.Estate) {
		target, ok := a.Target.Known()
		if !ok || review.Refers(p.Estate, a.Secret, s).True.IsNever() {
			continue
		}
		to, ok := p.Estate.Follow(target)
		if !ok {
			continue
		}
		from, err := reach.ParseSelector(string(f.ID))
		if err != nil {
			continue
		}
		into, err := reach.ParseSelector(string(to.Base().ID))
		if err != nil {
			continue
		}
		answer, err := p.Shared.Reach().Ask(reach.Question{From: from, To: into, Services: traffic.WholeProtocol(traffic.TCP)})
		if err != nil {
			continue
		}
		switch {
		case !answer.Traffic.IsEmpty():
		case answer.Possible.IsEmpty():
			return []review.Part{{Bad: estate.Holds(f.When), Severity: finding.Medium, Says: "the rotation function " + f.Logical + " can't reach " + to.Base().Logical + " by the network"}}
		default:
			bad := estate.Maybe(review.Gap("the network between "+f.Logical+" and "+to.Base().Logical, "the sources don't decide it", "ringwall reach "+string(f.ID)+" "+string(to.Base().ID), f.Origin))
			if len(answer.Proof.Gaps) > 0 {
				bad = estate.Maybe(answer.Proof.Gaps[0])
			}
			return []review.Part{{Bad: bad, Severity: finding.Medium, Says: "the rotation function " + f.Logical + " can't reach " + to.Base().Logical + " by the network"}}
		}
	}
	return nil
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
