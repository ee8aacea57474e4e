package data

import (
	"regexp"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// TLSListeners asks that what takes connections takes them by a present TLS.
func TLSListeners() *review.Rule {
	return &review.Rule{
		ID: "DATA-TLS-LISTENERS", Area: finding.Data, Severity: finding.Medium,
		Title: "Listeners speak TLS 1.2 or later; plain HTTP only redirects",
		Why: "On plain HTTP everybody on the path reads passwords and session cookies and can change what is sent. TLS 1.0 and 1.1 " +
			"have known attacks and are forbidden by PCI DSS; a listener that offers them can be talked down to them.",
		Fix: "Use HTTPS with SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06, and make the default action of port 80 a redirect " +
			"with RedirectConfig: {Protocol: HTTPS, StatusCode: HTTP_301}.",
		Needs:      []string{"A"},
		References: []string{"FSBP ELB.1", "FSBP ELB.3", "FSBP ELB.17", "FSBP ELB.18", "FSBP Transfer.2", "FSBP DMS.9", "WA SEC09-BP02"},
		Specimen: listenerSpecimen(`- Type: forward
          TargetGroupArn: arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1234567890abcdef`),
		Twin: listenerSpecimen(`- Type: redirect
          RedirectConfig: {Protocol: HTTPS, Port: "443", StatusCode: HTTP_301}`),
		Check: checkTLS,
	}
}

func listenerSpecimen(action string) string {
	return `Resources:
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Scheme: internet-facing
      Subnets: [subnet-1, subnet-2]
  Web:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions:
        ` + action + "\n"
}

func checkTLS(p *review.Pass) {
	p.JudgeSettings([]review.Setting{
		{Type: "AWS::SES::ConfigurationSet", Path: "DeliveryOptions.TlsPolicy", Wrong: []string{"", "OPTIONAL"}, Says: "mail goes out in the clear where the receiver has no TLS (TlsPolicy)", Severity: finding.Low},
		{Type: "AWS::SNS::Subscription", Path: "Protocol", Wrong: []string{"http"}, Says: "messages are delivered over plain HTTP", Severity: finding.Medium},
	}, nil)
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.Listener:
			judgeListener(p, r)
		case *estate.LoadBalancer:
			judgeClassic(p, r)
		case *estate.APIDomain:
			old := estate.When(r.SecurityPolicy, false, func(s string) bool { return s == "TLS_1_0" })
			p.Judge(r, old, review.Detail{At: r.SecurityPolicy.Origin, Message: "accepts TLS 1.0 and 1.1", Fix: "Set SecurityPolicy: TLS_1_2."})
		case *estate.TransferServer:
			ftp := review.AnyItem(r.Protocols, func(s string) estate.Truth { return truthOf(s == "FTP") })
			old := estate.When(r.SecurityPolicy, false, func(s string) bool { return strings.HasPrefix(s, "TransferSecurityPolicy-2018") })
			p.JudgeParts(r, []review.Part{
				{Bad: ftp, Says: "it offers FTP, which sends passwords and files in the clear", Severity: finding.High, At: r.Protocols.Origin},
				{Bad: old, Says: "it accepts old ciphers", Severity: finding.Low, At: r.SecurityPolicy.Origin},
			}, review.Detail{Fix: "Set Protocols: [SFTP] and a recent SecurityPolicyName, as TransferSecurityPolicy-2024-01."})
		case *estate.ReplicationEndpoint:
			judgeReplication(p, r)
		}
	}
}

// judgeListener: a network load balancer's TCP and UDP listeners pass on what
// they get, whatever it is.
func judgeListener(p *review.Pass, l *estate.Listener) {
	http := estate.When(l.Protocol, false, func(s string) bool { return strings.EqualFold(s, "HTTP") })
	clear := http.And(serves(p.Estate, l))
	old := estate.When(l.SSLPolicy, false, acceptsOldTLS)
	severity := finding.Medium
	if lb, ok := known[*estate.LoadBalancer](p.Estate, l.LoadBalancer); ok && byDefault(estate.Is(lb.Scheme, "internal")) {
		severity = finding.Low
	}
	says := "accepts TLS 1.0 and 1.1"
	if l.Properties.At("SslPolicy").IsMissing() {
		says += ", as the default SslPolicy does"
	}
	p.JudgeParts(l, []review.Part{
		{Bad: clear, Says: "serves plain HTTP instead of redirecting to HTTPS", Severity: severity, At: l.Protocol.Origin},
		{Bad: old, Says: says, Severity: severity, At: l.SSLPolicy.Origin},
	}, review.Detail{})
}

// serves is true where a listener does more than redirect to HTTPS or give a
// fixed answer, by itself or by a rule.
func serves(e *estate.Estate, l *estate.Listener) estate.Truth {
	out := review.AnyItem(l.Actions, servingAction).Or(l.Actions.IsEmpty())
	for _, r := range estate.All[*estate.ListenerRule](e) {
		out = out.Or(review.Refers(e, r.Listener, l).And(review.AnyItem(r.Actions, servingAction)).Given(r.When))
	}
	return out
}

func servingAction(a estate.ListenerAction) estate.Truth {
	redirects := estate.Is(a.Kind, "redirect")
	secure := estate.Is(a.RedirectProtocol, "HTTPS")
	return estate.Is(a.Kind, "fixed-response").Not().And(redirects.And(secure).Not())
}

// newTLS are the policies of load balancers that begin with TLS 1.2, by the
// part of the name that says so.
var newTLS = regexp.MustCompile(`TLS13-1-[23]|TLS-1-2|FS-1-2`)

func acceptsOldTLS(policy string) bool { return !newTLS.MatchString(policy) }

// judgeClassic: a Classic Load Balancer cannot redirect.
func judgeClassic(p *review.Pass, lb *estate.LoadBalancer) {
	if kind, _ := lb.Kind.Known(); kind != "classic" {
		return
	}
	severity := finding.Medium
	if byDefault(estate.Is(lb.Scheme, "internal")) {
		severity = finding.Low
	}
	clear, old := estate.No(), estate.No()
	var at estate.Origin
	for _, l := range lb.Listeners {
		clear = clear.Or(estate.When(l.Protocol, false, func(s string) bool { return strings.EqualFold(s, "HTTP") }).Given(l.When))
		secure := estate.When(l.Protocol, false, func(s string) bool { return strings.EqualFold(s, "HTTPS") || strings.EqualFold(s, "SSL") })
		old = old.Or(secure.And(oldClassicPolicy(lb, l)).Given(l.When))
		if at.IsZero() {
			at = l.Origin
		}
	}
	p.JudgeParts(lb, []review.Part{
		{Bad: clear, Says: "serves plain HTTP, which a Classic Load Balancer cannot redirect", Severity: severity, At: at},
		{Bad: old, Says: "accepts TLS 1.0 and 1.1", Severity: severity, At: at},
	}, review.Detail{Fix: "Replace it by an Application Load Balancer with an HTTPS listener, or use HTTPS listeners with ELBSecurityPolicy-TLS-1-2-2017-01."})
}

// oldClassicPolicy is true unless a listener names a policy with TLS 1.2 only;
// the default is ELBSecurityPolicy-2016-08.
func oldClassicPolicy(lb *estate.LoadBalancer, l estate.ClassicListener) estate.Truth {
	if len(l.Policies.Known)+len(l.Policies.Unknown) == 0 {
		return estate.Yes()
	}
	fresh := false
	lb.Policies.Walk(func(_ string, t *estate.Tree) bool {
		s, ok := t.Text.Known()
		fresh = fresh || ok && (newTLS.MatchString(s) || s == "Protocol-TLSv1.2")
		return true
	})
	if fresh {
		return estate.No()
	}
	at := l.Policies.Origin
	if len(l.Policies.Unknown) > 0 {
		return estate.Maybe(l.Policies.Unknown[0].Gap)
	}
	if lb.Policies.IsMissing() { // a policy that AWS predefines, named as such
		return review.AnyItem(l.Policies, func(t estate.Text) estate.Truth {
			return estate.When(estate.OfAlternatives(at, t.Expand()...), true, acceptsOldTLS)
		})
	}
	return estate.Yes()
}

// judgeReplication: endpoints of services of AWS speak HTTPS.
func judgeReplication(p *review.Pass, e *estate.ReplicationEndpoint) {
	database := estate.When(e.Engine, false, func(s string) bool {
		switch s {
		case "s3", "dynamodb", "kinesis", "opensearch", "elasticsearch", "neptune", "redshift-serverless", "timestream":
			return false
		}
		return true
	})
	p.Judge(e, database.And(estate.Is(e.SSLMode.Or("none"), "none")), review.Detail{
		At: e.SSLMode.Origin, Message: "replicates a database over an unencrypted connection", Severity: finding.Medium, Weighed: true,
		Fix: "Set SslMode: verify-full (or require where the engine has no more) and CertificateArn.",
	})
}
