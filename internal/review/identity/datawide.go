package identity

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// DataActionsWide asks that reading and writing data is allowed on named data
// only.
func DataActionsWide() *review.Rule {
	return &review.Rule{
		ID: "IAM-DATA-ACTIONS-WIDE", Area: finding.Identity, Severity: finding.Medium,
		Title: "Data is read and written by name, not everywhere",
		Why: "A policy that names no bucket, table or secret reaches all of the account: those of other applications, backups, logs, " +
			"and those that do not exist yet. A list of actions does not make it least privilege.",
		Fix:   "Name the resources (arn:aws:s3:::my-bucket/*) and replace wildcards such as s3:Put* by the actions that are used.",
		Needs: []string{"IAM"}, References: []string{"WA SEC03-BP02"},
		Specimen: policySpecimen(`{Effect: Allow, Action: ["s3:CreateBucket", "s3:DeleteObject", "s3:Put*", "s3:Get*", "s3:List*"], Resource: "arn:aws:s3:::*"}`),
		Twin:     policySpecimen(`{Effect: Allow, Action: ["s3:DeleteObject", "s3:PutObject", "s3:GetObject"], Resource: "arn:aws:s3:::reports/*"}`),
		Check: func(p *review.Pass) {
			judge(p, func(d policy.Document) policy.Result {
				return effective(p, dataWide(d), dataOf)
			}, func(r []policy.Reason) review.Detail {
				d := review.Detail{}
				if !slices.ContainsFunc(r, weighty) {
					d.Severity, d.Weighed = finding.Low, true
				}
				return d
			})
		},
	}
}

// dataActions read, write or delete data itself. Who may decrypt with every key is
// DATA-KMS-DECRYPT-ALL's.
var dataActions = []string{
	"s3:GetObject", "s3:PutObject", "s3:DeleteObject",
	"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PutItem", "dynamodb:UpdateItem",
	"dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:PartiQLSelect",
	"secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath",
	"sqs:ReceiveMessage", "kinesis:GetRecords", "rds-data:ExecuteStatement", "redshift-data:ExecuteStatement",
	"es:ESHttpGet", "es:ESHttpPost", "aoss:APIAccessAll",
}

// dataWide leaves * to IAM-ADMIN-STAR and service:* to IAM-SERVICE-STAR. None of the
// actions on data is granted on * only, and so no list of those is needed.
func dataWide(d policy.Document) policy.Result {
	out := keep(except(policy.WildResources(d, nil), policy.AllowsEverything(d)), func(r policy.Reason) bool { return len(onData(r)) > 0 })
	for i, r := range out.Because {
		out.Because[i] = ifOpen(shorter(r))
	}
	return keep(out, func(policy.Reason) bool { return true })
}

// ifOpen is a reason that is not known if all entries of its actions are open: each
// may be any action.
func ifOpen(r policy.Reason) policy.Reason {
	if len(r.Actions) > 0 && !slices.ContainsFunc(r.Actions, func(a string) bool { return !open(a) }) {
		r.Answer = r.Answer.And(policy.Unknown)
	}
	return r
}

// onData are the entries of a statement that touch data.
func onData(r policy.Reason) []string {
	var out []string
	for _, a := range r.Actions {
		if strings.HasPrefix(a, "all but ") || !isServiceStar(a) && (open(a) || touchesData(a)) {
			out = append(out, a)
		}
	}
	return out
}

// dataOf are the actions on data that the entries of a reason stand for.
func dataOf(r policy.Reason) []string {
	var out []string
	for _, entry := range r.Actions {
		if strings.HasPrefix(entry, "all but ") {
			return nil
		}
		pattern := policy.ActionPattern(policy.Literal(entry))
		for _, a := range dataActions {
			if pattern.Match(a) == policy.Yes {
				out = append(out, a)
			}
		}
	}
	return out
}

// shorter is a reason that names no other actions than those on data.
func shorter(r policy.Reason) policy.Reason {
	all := "(" + strings.Join(r.Actions, ", ") + ")"
	r.Actions = onData(r)
	names := r.Actions
	const most = 4
	if len(names) > most {
		names = append(slices.Clone(names[:most]), fmt.Sprintf("%d more", len(names)-most))
	}
	r.Why = strings.Replace(r.Why, all, "("+strings.Join(names, ", ")+")", 1)
	if before, after, ok := strings.Cut(r.Why, " actions ("); ok && strings.HasPrefix(before, "allows ") && !strings.HasPrefix(r.Actions[0], "all but ") {
		r.Why = "allows " + policy.Levels(r.Actions) + " actions (" + after
	}
	return r
}

func touchesData(action string) bool {
	pattern := policy.ActionPattern(policy.Literal(action))
	return slices.ContainsFunc(dataActions, func(s string) bool { return pattern.Match(s) == policy.Yes })
}

// weighty: what conditions narrow is only worth a note.
func weighty(r policy.Reason) bool { return !conditional(r) }
