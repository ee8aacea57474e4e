package detection

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ELBLogs is DET-ELB-LOGS: load balancers log the requests they take.
func ELBLogs() *review.Rule {
	return &review.Rule{
		ID: "DET-ELB-LOGS", Area: finding.Detection, Severity: finding.Medium,
		Title: "Load balancers log requests",
		Why: "The load balancer sees every request with the client's real address; the servers behind it often do not. " +
			"Without its access logs an attack on the application can be neither traced nor measured.",
		Fix: "In LoadBalancerAttributes set access_logs.s3.enabled: \"true\" and access_logs.s3.bucket; on a classic load " +
			"balancer AccessLoggingPolicy: {Enabled: true, S3BucketName: …}.",
		Needs:      []string{"A"},
		References: []string{"FSBP ELB.5", "WA SEC04-BP01"},
		Specimen: `Resources:
  LoadBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Scheme: internet-facing, Subnets: [subnet-1, subnet-2]}
`,
		Twin: `Resources:
  LoadBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Scheme: internet-facing
      Subnets: [subnet-1, subnet-2]
      LoadBalancerAttributes:
        - {Key: access_logs.s3.enabled, Value: "true"}
        - {Key: access_logs.s3.bucket, Value: request-logs}
`,
		Check: checkELBLogs,
	}
}

func checkELBLogs(p *review.Pass) {
	for _, l := range estate.All[*estate.LoadBalancer](p.Estate) {
		d := review.Detail{Message: "access logging is off: no request is recorded", At: l.Attributes.Pairs.Origin}
		if internal := estate.Is(l.Scheme, "internal"); internal.True.IsAlways() {
			d.Severity, d.Weighed = finding.Low, true
		}
		bad := logsRequests(p.Estate, l).And(accessLogged(l).Not()).And(delivered(p.Estate, l).Not())
		p.Judge(l, bad, d)
	}
}

// logsRequests is true of what can log requests at all: application and classic
// load balancers, and network ones with a TLS listener ("Access logs for your
// Network Load Balancer").
func logsRequests(e *estate.Estate, l *estate.LoadBalancer) estate.Truth {
	direct := estate.When(l.Kind, true, func(kind string) bool { return kind == "application" || kind == "classic" })
	tls := estate.No()
	for _, x := range estate.All[*estate.Listener](e) {
		isTLS := estate.When(x.Protocol, false, func(s string) bool { return strings.EqualFold(s, "TLS") })
		tls = tls.Or(isTLS.And(review.Refers(e, x.LoadBalancer, l)).Given(x.When))
	}
	return direct.Or(estate.Is(l.Kind, "network").And(tls))
}

func accessLogged(l *estate.LoadBalancer) estate.Truth {
	attribute := estate.When(l.Attributes.Get("access_logs.s3.enabled"), false, func(s string) bool { return strings.EqualFold(s, "true") })
	return attribute.Or(estate.Is(l.AccessLogs, true))
}

// delivered asks whether the resource's logs go through CloudWatch's log
// delivery.
func delivered(e *estate.Estate, r estate.Resource) estate.Truth {
	out := estate.No()
	for _, s := range estate.All[*estate.LogSource](e) {
		out = out.Or(review.Refers(e, s.Subject, r).Given(s.When))
	}
	return out
}
