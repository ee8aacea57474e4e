package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ELBHardened is INF-ELB-HARDENED: load balancers refuse malformed requests and
// are not deleted by mistake.
func ELBHardened() *review.Rule {
	return &review.Rule{
		ID: "INF-ELB-HARDENED", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Load balancers drop malformed requests, span zones and cannot be deleted by mistake",
		Why: "Headers that are not valid are passed on by default; a server that reads them differently can be made to see " +
			"another request than the load balancer saw (request smuggling). Without deletion protection one wrong command " +
			"takes the application off the internet.",
		Fix: "In LoadBalancerAttributes set routing.http.drop_invalid_header_fields.enabled: \"true\" and " +
			"deletion_protection.enabled: \"true\", and leave routing.http.desync_mitigation_mode at defensive or strictest.",
		Needs:      []string{"A"},
		References: []string{"FSBP ELB.4", "FSBP ELB.6", "FSBP ELB.12", "FSBP ELB.13", "FSBP ELB.14", "WA SEC05-BP04"},
		Specimen: `Resources:
  LoadBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Subnets: [subnet-1, subnet-2]
      LoadBalancerAttributes:
        - {Key: deletion_protection.enabled, Value: "true"}
`,
		Twin: `Resources:
  LoadBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Subnets: [subnet-1, subnet-2]
      LoadBalancerAttributes:
        - {Key: deletion_protection.enabled, Value: "true"}
        - {Key: routing.http.drop_invalid_header_fields.enabled, Value: "true"}
`,
		Check: checkELBHardened,
	}
}

func checkELBHardened(p *review.Pass) {
	for _, l := range estate.All[*estate.LoadBalancer](p.Estate) {
		at := l.Attributes.Pairs.Origin
		application, classic := estate.Is(l.Kind, "application"), estate.Is(l.Kind, "classic")
		monitored := isOneOf(l.Attributes.Get("routing.http.desync_mitigation_mode"), "monitor").And(application)
		p.JudgeParts(l, []review.Part{
			{
				Bad:  isOneOf(l.Attributes.Get("routing.http.drop_invalid_header_fields.enabled"), "true").Not().And(application),
				Says: "invalid header fields are passed on", Severity: finding.Low, At: at,
			},
			{Bad: monitored, Says: "requests that may be smuggled are only counted", Severity: finding.Low, At: at},
			{
				Bad:  isOneOf(l.Attributes.Get("deletion_protection.enabled"), "true").Not().And(classic.Not()),
				Says: "deletion protection is off", Severity: finding.Info, At: at,
			},
			{Bad: oneSubnet(l), Says: "it stands in one Availability Zone only", Severity: finding.Low, At: l.Subnets.Origin},
		}, review.Detail{})
		p.Hinge(l, openSubnets(l))
	}
}

// isOneOf asks whether a setting has one of the given values; absence is "no".
func isOneOf(v estate.Value[string], words ...string) estate.Truth {
	return estate.When(v, false, func(s string) bool {
		for _, w := range words {
			if strings.EqualFold(s, w) {
				return true
			}
		}
		return false
	})
}

// openSubnets is unknown where the subnets of a load balancer that may have a single
// one are.
func openSubnets(l *estate.LoadBalancer) estate.Truth {
	out := estate.No()
	for _, g := range l.Subnets.Unknown {
		out = out.Or(estate.Maybe(g.Gap).Given(g.When))
	}
	if known := l.Subnets.Known; len(known) == 1 {
		if v, open := known[0].Is.Variable(); open {
			out = out.Or(estate.Maybe(estate.Gap{Variable: v, Origin: known[0].Origin}).Given(known[0].When))
		}
	}
	return out.And(isOneOf(l.Kind, "network", "gateway", "classic"))
}

// oneSubnet is true of a load balancer with a single subnet; an application
// load balancer cannot have less than two, and a list that is not known is
// taken to have several.
func oneSubnet(l *estate.LoadBalancer) estate.Truth {
	if len(l.Subnets.Known) != 1 || len(l.Subnets.Unknown) > 0 {
		return estate.No()
	}
	if _, open := l.Subnets.Known[0].Is.Variable(); open {
		return estate.No() // a parameter may be a list
	}
	return isOneOf(l.Kind, "network", "gateway", "classic").Given(l.Subnets.Known[0].When)
}
