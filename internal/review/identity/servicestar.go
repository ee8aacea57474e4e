package identity

import (
	"slices"
	"strings"

	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// ServiceStar asks that nobody is given all actions of a service.
func ServiceStar() *review.Rule {
	return &review.Rule{
		ID: "IAM-SERVICE-STAR", Area: finding.Identity, Severity: finding.Medium,
		Title: "No policy gives all actions of a service",
		Why: "service:* holds the actions that destroy data, open it to others by a resource policy, or raise one's own rights, and " +
			"every action that AWS adds later. A workload needs a handful.",
		Fix:   "List the actions that are used, and name the resources.",
		Needs: []string{"IAM"}, References: []string{"FSBP IAM.21", "WA SEC03-BP02"},
		Specimen: policySpecimen(`{Effect: Allow, Action: "s3:*", Resource: "*"}`),
		Twin:     policySpecimen(`{Effect: Allow, Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::reports/*"}`),
		Check: func(p *review.Pass) {
			judge(p, func(d policy.Document) policy.Result {
				return effective(p, serviceStars(d), func(r policy.Reason) []string { return expanded(p, r) })
			}, func(r []policy.Reason) review.Detail {
				return review.Detail{Severity: weighServiceStar(r), Weighed: true}
			})
		},
	}
}

// serviceStars leaves statements that allow everything to IAM-ADMIN-STAR.
func serviceStars(d policy.Document) policy.Result {
	return keep(except(policy.ServiceStars(d), policy.AllowsEverything(d)), func(r policy.Reason) bool {
		return slices.ContainsFunc(r.Actions, func(a string) bool {
			return open(a) || !slices.Contains(agents, service(a)) && !(onBuckets(r) && !strings.HasPrefix(service(a), "s3") && service(a) != "*")
		})
	})
}

// onBuckets reports whether a statement names buckets and objects only: actions
// of other services have nothing to act on there.
func onBuckets(r policy.Reason) bool {
	return len(r.Resources) > 0 && !slices.ContainsFunc(r.Resources, func(s string) bool {
		return !strings.Contains(s, ":s3:::") || strings.HasPrefix(s, "*")
	})
}

var (
	// rights are the services that hand out rights: all of one is all of all.
	rights = []string{"iam", "organizations", "sso", "*"}
	// agents are the services that agents on instances and functions talk to:
	// all of their actions is what an agent needs.
	agents = []string{"ssmmessages", "ec2messages", "xray"}
	// harmless are services whose actions neither read nor destroy much.
	harmless = []string{"logs", "cloudwatch", "tag", "pi", "aws-portal", "support", "health"}
)

// weighServiceStar: on named resources it is untidy, on all of them it matters,
// and with IAM it is administration by another name.
func weighServiceStar(reasons []policy.Reason) finding.Severity {
	out := finding.Low
	for _, r := range reasons {
		if !onEverything(r) || conditional(r) {
			continue
		}
		for _, a := range r.Actions {
			switch {
			case slices.Contains(rights, service(a)):
				return finding.High
			case !slices.Contains(harmless, service(a)):
				out = finding.Medium
			}
		}
	}
	return out
}
