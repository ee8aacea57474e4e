package incident

import (
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// FindingTargetWorks is IR-FINDING-TARGET-WORKS: what is routed arrives.
func FindingTargetWorks() *review.Rule {
	return &review.Rule{
		ID: "IR-FINDING-TARGET-WORKS", Area: finding.Incident, Severity: finding.Medium,
		Title: "EventBridge may deliver findings to the targets of their rules",
		Why: "A rule for findings looks right in a review and is silent in the incident, if the topic's policy, the queue's key or the " +
			"function's permission doesn't let EventBridge in. EventBridge tells nobody but its own metric.",
		Fix: "Let events.amazonaws.com in: sns:Publish in the topic's policy, sqs:SendMessage in the queue's, AWS::Lambda::Permission " +
			"for a function, kms:GenerateDataKey and kms:Decrypt in the key's; a role that may states:StartExecution for a state machine.",
		Needs:      []string{"IAM", "J"},
		References: []string{"WA SEC10-BP04", "WA SEC04-BP04"},
		Specimen:   targetTemplate("lambda:GetFunction"),
		Twin:       targetTemplate("lambda:InvokeFunction"),
		Check:      checkTargets,
	}
}

func targetTemplate(action string) string {
	return `Resources:
  Findings:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source: [aws.guardduty]
        detail-type: [GuardDuty Finding]
        detail: {severity: [{numeric: [">=", 7]}]}
      Targets: [{Id: respond, Arn: !GetAtt Respond.Arn}]
  Respond:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: index.handler, Role: !GetAtt RespondRole.Arn, Code: {ZipFile: "def handler(e, c): pass"}}
  RespondRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: contain
          PolicyDocument: {Statement: [{Effect: Allow, Action: "ec2:ModifyInstanceAttribute", Resource: "*"}]}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Respond, Action: "` + action + `", Principal: events.amazonaws.com, SourceArn: !GetAtt Findings.Arn}
`
}

// findingRules are the rules for findings that are enabled in some scenario.
func findingRules(e *estate.Estate) []*estate.EventRule {
	return slices.DeleteFunc(slices.Clone(estate.All[*estate.EventRule](e)), func(r *estate.EventRule) bool {
		return !aboutFindings(r.Pattern)
	})
}

// aboutFindings is true of a pattern for findings of GuardDuty or Security Hub,
// also of some only.
func aboutFindings(pattern *estate.Tree) bool { return !ofFindings(pattern).True.IsNever() }

// ofFindings is aboutFindings where the pattern's sources may not be known.
func ofFindings(pattern *estate.Tree) estate.Truth {
	is := estate.No()
	pattern.Walk(func(path string, t *estate.Tree) bool {
		if t.Kind == estate.Scalar && path == "source" {
			is = is.Or(review.Spells(t.Text, t.Origin, func(s string) bool { return s == "aws.guardduty" || s == "aws.securityhub" }))
		}
		return true
	})
	return is
}

func checkTargets(p *review.Pass) {
	for _, r := range estate.All[*estate.EventRule](p.Estate) {
		about := ofFindings(r.Pattern)
		if about.False.IsAlways() {
			continue
		}
		var parts []review.Part
		d := review.Detail{}
		for _, g := range r.Targets.Unknown {
			parts = append(parts, review.Part{Bad: estate.Maybe(g.Gap).Given(g.When), Says: "a target may get nothing", Severity: finding.Medium})
		}
		for _, i := range r.Targets.Known {
			for _, o := range targetObstacles(p, r, i.Is) {
				parts = append(parts, review.Part{Bad: o.Stops.Given(i.When), Says: o.Says, Severity: finding.Medium, At: i.Is.Origin})
				d.Facts = append(d.Facts, o.Facts...)
			}
		}
		if !about.True.IsNever() {
			p.JudgeParts(r, parts, d)
			continue
		}
		for _, x := range parts {
			p.Hinge(r, x.Bad.And(about))
		}
	}
}

func targetObstacles(p *review.Pass, r *estate.EventRule, t estate.EventTarget) []review.Obstacle {
	arn, ok := t.ARN.Known()
	to, found := p.Estate.Follow(arn)
	if !ok || !found {
		return nil
	}
	if machine, ok := to.(*estate.StateMachine); ok {
		return startObstacles(p, t, machine)
	}
	if !estate.IsAbsent(t.Role).True.IsAlways() {
		return nil // by the role's own permissions, which others look at
	}
	return p.Obstacles(review.Delivery{From: "events.amazonaws.com", Source: r, To: to})
}

// startObstacles: EventBridge starts a state machine by a role.
func startObstacles(p *review.Pass, t estate.EventTarget, to *estate.StateMachine) []review.Obstacle {
	if absent := estate.IsAbsent(t.Role); !absent.True.IsNever() {
		return []review.Obstacle{{Stops: absent, Says: "the target " + to.Logical + " is a state machine, and has no RoleArn"}}
	}
	arn, ok := t.Role.Known()
	role, found := estate.FollowTo[*estate.Role](p.Estate, arn)
	if !ok || !found {
		return nil
	}
	a, ok := ask(p, role, "states:StartExecution", to)
	if !ok || a.Verdict == authz.Allowed {
		return nil
	}
	return []review.Obstacle{{
		Stops: a.Truth.Not(), Facts: review.Cited(a.Decision),
		Says: "role " + role.Logical + " may not do states:StartExecution on " + to.Logical,
	}}
}

// ask asks whether a resource, acting by its role, may do something to another, or,
// without one, to some resource of its account.
func ask(p *review.Pass, who estate.Resource, action string, to estate.Resource) (directory.Answer, bool) {
	dir := p.Shared.Directory()
	principal := dir.Of(who)
	if principal == nil {
		principal = dir.Acting(who)
	}
	if principal == nil {
		return directory.Answer{}, false
	}
	var target *directory.Target
	if to != nil {
		t, ok := dir.On(to, action)
		if !ok {
			return directory.Answer{}, false
		}
		target = t
	} else {
		service, _, _ := strings.Cut(action, ":")
		target = dir.Own(principal, service, some[action])
	}
	if !dir.MayBeAllowed(principal, action, target) {
		return directory.Answer{Verdict: authz.ImplicitDeny, Truth: estate.No()}, true
	}
	return dir.Ask(directory.Question{Principal: principal, Action: action, Target: target}), true
}

// some are resources of an account, that nobody names in particular, on which an
// action is tried.
var some = map[string]string{
	"ec2:ModifyInstanceAttribute":         "instance/i-0123456789abcdef0",
	"ec2:ModifyNetworkInterfaceAttribute": "network-interface/eni-0123456789abcdef0",
	"ec2:CreateSnapshot":                  "volume/vol-0123456789abcdef0",
	"ec2:StopInstances":                   "instance/i-0123456789abcdef0",
	"ec2:TerminateInstances":              "instance/i-0123456789abcdef0",
	"ssm:StartAutomationExecution":        "automation-definition/isolate:$DEFAULT",
	"iam:PutRolePolicy":                   "role/suspect",
	"iam:PutUserPolicy":                   "user/suspect",
	"iam:AttachUserPolicy":                "user/suspect",
	"iam:AttachRolePolicy":                "role/suspect",
	"iam:UpdateAccessKey":                 "user/suspect",
	"cloudtrail:StopLogging":              "trail/audit",
	"cloudtrail:DeleteTrail":              "trail/audit",
}

// may is what a first action of some is allowed by: the truth that one of them is.
func may(p *review.Pass, who estate.Resource, actions []string) (estate.Truth, string) {
	out, first := estate.No(), ""
	for _, action := range actions {
		a, ok := ask(p, who, action, nil)
		if !ok {
			continue
		}
		out = out.Or(a.Truth)
		if first == "" && a.Verdict == authz.Allowed {
			first = action
		}
	}
	return out, first
}

// hasWord reports whether a name has one of some words in it.
func hasWord(name string, words ...string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
}
