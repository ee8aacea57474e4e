package infrastructure

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// Shield is NET-SHIELD.
func Shield() *review.Rule {
	return &review.Rule{
		ID: "NET-SHIELD", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Endpoints that are declared critical are protected by Shield Advanced",
		Why: "Shield Standard stops common floods of packets. Against a flood of requests, and for help from AWS and the cost of " +
			"scaling during an attack, an endpoint needs Shield Advanced, set up before the attack.",
		Fix: "Subscribe to Shield Advanced, add an AWS::Shield::Protection with ResourceArn of the endpoint, and " +
			"AWS::Shield::ProactiveEngagement with contacts; or take the tag that calls the endpoint critical away.",
		Needs: []string{"J", "ORG"}, References: []string{"WA SEC05-BP03"},
		Specimen: shieldTemplate("!GetAtt Other.AllocationId"), Twin: shieldTemplate("!GetAtt Front.AllocationId"),
		Check: checkShield,
	}
}

func shieldTemplate(of string) string {
	return `Resources:
  Front:
    Type: AWS::EC2::EIP
    Properties: {Domain: vpc, Tags: [{Key: Criticality, Value: critical}]}
  Other: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}
  Protection:
    Type: AWS::Shield::Protection
    Properties:
      Name: front
      ResourceArn: !Join ["", [!Sub "arn:aws:ec2:${AWS::Region}:${AWS::AccountId}:eip-allocation/", ` + of + `]]
`
}

// shieldable are the types that Shield Advanced protects ("Resources that AWS
// Shield Advanced protects").
func shieldable(typ string) bool {
	switch typ {
	case "AWS::CloudFront::Distribution", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer", "AWS::EC2::EIP",
		"AWS::GlobalAccelerator::Accelerator", "AWS::Route53::HostedZone":
		return true
	}
	return false
}

func checkShield(p *review.Pass) {
	for _, r := range p.Estate.Resources {
		c := r.Base()
		if !shieldable(c.Type) {
			continue
		}
		critical := taggedCritical(c)
		if critical.False.IsAlways() {
			continue
		}
		has := estate.No()
		for _, s := range estate.All[*estate.ShieldProtection](p.Estate) {
			has = has.Or(review.Refers(p.Estate, s.Of, r).Given(s.When))
		}
		bad := critical.And(p.Lacks(has))
		if critical.True.IsNever() {
			p.Hinge(r, bad)
			continue
		}
		p.Judge(r, bad, review.Detail{Message: "it is tagged critical and has no protection of Shield Advanced"})
	}
	for _, e := range estate.All[*estate.ShieldEngagement](p.Estate) {
		off := estate.When(e.Status, false, func(s string) bool { return strings.EqualFold(s, "DISABLED") })
		p.Judge(e, off, review.Detail{At: e.Status.Origin, Message: "proactive engagement is off: AWS's response team calls nobody"})
	}
}

// taggedCritical is true where tags call a resource critical.
func taggedCritical(c *estate.Core) estate.Truth {
	return review.Tagged(c, func(key string) bool {
		key = review.Unbroken(strings.ToLower(key))
		return slices.Contains([]string{"criticality", "businesscriticality", "tier", "importance", "ddosprotection"}, key)
	}, func(value string) bool {
		return slices.Contains([]string{"critical", "mission-critical", "business-critical", "tier0", "tier-0", "0", "required"}, strings.ToLower(value))
	})
}
