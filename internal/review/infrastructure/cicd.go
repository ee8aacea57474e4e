package infrastructure

import (
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// CICDHardened is INF-CICD-HARDENED.
func CICDHardened() *review.Rule {
	return &review.Rule{
		ID: "INF-CICD-HARDENED", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Builds and pipelines are bounded, logged, and take no orders from strangers",
		Why: "A build runs whatever the repository says, with the rights of its role. Where these are an administrator's, whoever " +
			"may push a commit, or open a pull request, owns the account. Credentials in a project are shown to all who may see it.",
		Fix: "Give the build's role only what the build needs, with a PermissionsBoundary; connect repositories by CodeConnections; " +
			"build pull requests only of known actors (ACTOR_ACCOUNT_ID); leave logs, artifact encryption and private visibility on.",
		Needs:      []string{"A", "IAM"},
		References: []string{"FSBP CodeBuild.1", "FSBP CodeBuild.2", "FSBP CodeBuild.3", "FSBP CodeBuild.4", "FSBP CodeBuild.5", "FSBP CodeBuild.7", "WA SEC11-BP02"},
		Specimen:   buildTemplate(`{Effect: Allow, Action: ["iam:*", "s3:*"], Resource: "*"}`),
		Twin:       buildTemplate(`{Effect: Allow, Action: "logs:PutLogEvents", Resource: "*"}`),
		Check:      checkCICD,
	}
}

func buildTemplate(statement string) string {
	return `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: build, PolicyDocument: {Version: "2012-10-17", Statement: [` + statement + `]}}]
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      ServiceRole: !GetAtt Role.Arn
      Source: {Type: CODEPIPELINE}
      Artifacts: {Type: CODEPIPELINE}
      Environment: {Type: LINUX_CONTAINER, ComputeType: BUILD_GENERAL1_SMALL, Image: "aws/codebuild/standard:7.0"}
`
}

func checkCICD(p *review.Pass) {
	p.JudgeSettings([]review.Setting{{
		Type: "AWS::CodeBuild::ReportGroup", Path: "ExportConfig.S3Destination.EncryptionDisabled", Wrong: []string{"true"},
		Says: "its reports are exported unencrypted", Severity: finding.Low,
	}}, nil)
	for _, b := range estate.All[*estate.BuildProject](p.Estate) {
		admin, facts := handsOutRights(p, b)
		parts := append(buildParts(b), review.Part{
			Bad: admin, Says: "its role hands out rights, without a boundary: whoever changes what is built is an administrator", Severity: finding.Medium, At: b.Role.Origin,
		})
		p.JudgeParts(b, parts, review.Detail{Facts: facts})
	}
	for _, l := range estate.All[*estate.Pipeline](p.Estate) {
		admin, facts := handsOutRights(p, l)
		parts := []review.Part{{Bad: admin, Says: "its role hands out rights, without a boundary", Severity: finding.Medium, At: l.Role.Origin}}
		for _, a := range l.Actions.Known {
			old := isOneOf(a.Is.Provider, "GitHub").And(isOneOf(a.Is.Owner, "ThirdParty")).Given(a.When)
			parts = append(parts, review.Part{
				Bad: old, Severity: finding.Low, At: a.Is.Origin,
				Says: "it takes its source from GitHub with somebody's personal token instead of a connection",
			})
		}
		p.JudgeParts(l, parts, review.Detail{Facts: facts})
	}
}

func buildParts(b *estate.BuildProject) []review.Part {
	source := b.Source
	plain := review.Ask(source.At("Location").AsText(), estate.No(), func(t estate.Text) estate.Truth {
		if _, open := t.Variable(); open {
			return estate.When(estate.OfAlternatives(source.Origin, t.Expand()...), false, credentialsInURL)
		}
		return holds(credentialsInURL(t.String())) // "https://${Token}@github.com/…", too
	})
	unencrypted := func(t *estate.Tree) estate.Truth { return estate.Is(t.At("EncryptionDisabled").AsBool(), true) }
	artifacts := unencrypted(b.Artifacts)
	for _, t := range members(b.Properties.At("SecondaryArtifacts")) {
		artifacts = artifacts.Or(unencrypted(t))
	}
	return []review.Part{
		{Bad: estate.Is(b.Public, true), Says: "everybody may see its builds and their logs", Severity: finding.High, At: b.Public.Origin},
		{Bad: plain, Says: "the source's address holds credentials", Severity: finding.Medium, At: source.At("Location").Place()},
		{Bad: strangersBuild(b), Says: "a pull request of anybody starts it: no filter asks who (ACTOR_ACCOUNT_ID)", Severity: finding.Medium, At: b.Properties.At("Triggers").Place()},
		{Bad: estate.Is(source.At("InsecureSsl").AsBool(), true), Says: "it fetches its source without checking certificates", Severity: finding.Medium, At: source.At("InsecureSsl").Place()},
		{Bad: artifacts, Says: "its artifacts are not encrypted", Severity: finding.Low, At: b.Artifacts.Place()},
		{Bad: estate.Is(b.S3Logs, true).And(estate.Is(b.S3LogsPlain, true)), Says: "its logs in S3 are not encrypted", Severity: finding.Low, At: b.S3LogsPlain.Origin},
		{Bad: estate.Is(b.CloudWatchLogs, false).And(estate.Is(b.S3Logs, false)), Says: "it doesn't log", Severity: finding.Low, At: b.CloudWatchLogs.Origin},
		{Bad: estate.Is(b.Privileged, true), Says: "builds run privileged, as building images needs", Severity: finding.Info, At: b.Privileged.Origin},
	}
}

// members are the maps of a list in any scenario.
func members(t *estate.Tree) []*estate.Tree {
	var out []*estate.Tree
	if t.IsMissing() || t.Kind != estate.List {
		return nil
	}
	for _, i := range t.Items {
		if i != nil && i.Kind == estate.Map {
			out = append(out, i)
		}
	}
	return out
}

// credentialsInURL is true of "https://user:token@host/…".
func credentialsInURL(s string) bool {
	_, rest, ok := strings.Cut(s, "://")
	host, _, _ := strings.Cut(rest, "/")
	user, _, at := strings.Cut(host, "@")
	return ok && at && user != "" && user != "git"
}

// strangersBuild is true of a project that builds pull requests by a webhook with
// a group of filters that asks for no actor ("GitHub webhook events", "Best
// practices for using webhooks"). Without groups every push and pull request
// starts a build.
func strangersBuild(b *estate.BuildProject) estate.Truth {
	triggers := b.Properties.At("Triggers")
	hook := estate.Is(triggers.At("Webhook").AsBool(), true)
	public := estate.When(b.Source.At("Type").AsString(), false, func(s string) bool {
		return s == "GITHUB" || s == "BITBUCKET" || s == "GITLAB"
	})
	open := estate.No()
	groups := triggers.At("FilterGroups")
	if groups.IsMissing() {
		open = estate.Yes()
	} else if groups.Kind == estate.List {
		for _, g := range groups.Items {
			open = open.Or(holds(buildsPullRequests(g) && !asksActor(g)))
		}
	}
	return hook.And(public).And(open)
}

func buildsPullRequests(group *estate.Tree) bool { return filters(group, "EVENT", "PULL_REQUEST_") }

func asksActor(group *estate.Tree) bool {
	return filters(group, "ACTOR_ACCOUNT_ID", "") || filters(group, "GITHUB_ACTOR_ACCOUNT_ID", "") || filters(group, "ORGANIZATION_NAME", "")
}

// filters reports whether a group of filters has one of a type whose pattern
// holds a word.
func filters(group *estate.Tree, typ, word string) bool {
	for _, f := range members(group) {
		kind, _ := f.At("Type").AsString().Known()
		pattern, known := f.At("Pattern").AsString().Known()
		if kind == typ && (!known || strings.Contains(pattern, word)) {
			return true
		}
	}
	return false
}

// handsOutRights is true of something whose role surely can attach policies to
// roles at will and is held by no boundary; with the statements that say so.
func handsOutRights(p *review.Pass, r estate.Resource) (estate.Truth, []string) {
	dir := p.Shared.Directory()
	who := dir.Acting(r)
	if who == nil || !dir.MayAllow(who, "iam:AttachRolePolicy") && !dir.MayAllow(who, "iam:PutRolePolicy") {
		return estate.No(), nil
	}
	if documents, unread := dir.Boundaries(who); len(documents) > 0 || unread {
		return estate.No(), nil
	}
	perhaps := estate.No()
	for _, action := range []string{"iam:AttachRolePolicy", "iam:PutRolePolicy"} {
		a := dir.Ask(directory.Question{Principal: who, Action: action, Target: directory.Everything()})
		if a.Verdict == authz.Allowed {
			return estate.Holds(a.Truth.True), review.Cited(a.Decision)
		}
		if a.Verdict == authz.Unknown {
			perhaps = perhaps.Or(a.Truth)
		}
	}
	return perhaps, nil
}
