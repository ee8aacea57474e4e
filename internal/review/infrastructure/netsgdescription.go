package infrastructure

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// GroupDescription is NET-SG-DESCRIPTION.
func GroupDescription() *review.Rule {
	return &review.Rule{
		ID: "NET-SG-DESCRIPTION", Area: finding.Infrastructure, Severity: finding.Info,
		Title: "Security groups and their rules say what they are for",
		Why: "Nobody dares to remove a rule of which nobody knows why it is there. Rules without a description stay for ever, " +
			"and every review of the group starts anew.",
		Fix:   "Write a Description on each rule and a GroupDescription that names the group's purpose.",
		Needs: []string{"A"}, References: []string{"WA SEC05-BP02"},
		Specimen: describedGroup(""), Twin: describedGroup(", Description: Load balancer to the application"),
		Check: checkDescriptions,
	}
}

func describedGroup(description string) string {
	return `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Application servers
      VpcId: vpc-1
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/16` + description + `}]
`
}

func checkDescriptions(p *review.Pass) {
	for _, g := range estate.All[*estate.SecurityGroup](p.Estate) {
		if g.Origin.Implied != "" || g.Physical != "" && g.Properties.IsMissing() {
			continue
		}
		parts := []review.Part{{Bad: described(g.Description).Not(), Says: "the group has no description", Severity: finding.Info, At: g.Description.Origin}}
		silent, n := estate.No(), 0
		var at estate.Origin
		for _, list := range []estate.Items[estate.SecurityGroupRule]{g.Ingress, g.Egress} {
			for _, r := range list.Known {
				if r.Is.ByDefault {
					continue
				}
				bad := described(r.Is.Description).Not().Given(r.When)
				if silent = silent.Or(bad); !bad.True.IsNever() {
					if n++; at.IsZero() {
						at = r.Is.Origin
					}
				}
			}
		}
		parts = append(parts, review.Part{Bad: silent, Says: fmt.Sprintf("%d of its rules have no description", n), Severity: finding.Info, At: at})
		p.JudgeParts(g, parts, review.Detail{})
	}
	for _, r := range estate.All[*estate.SecurityGroupRuleResource](p.Estate) {
		p.Judge(r, described(r.Rule.Description).Not(), review.Detail{Message: "the rule has no description"})
	}
}

// described is true of a text with anything in it: also of one that is not known,
// as an empty one is not accepted.
func described(v estate.Value[string]) estate.Truth {
	out := estate.No()
	for _, a := range v.Alternatives() {
		if a.State == estate.Unknown || a.State == estate.Known && strings.TrimSpace(a.Is) != "" {
			out = out.Or(estate.Holds(a.When))
		}
	}
	return out
}
