package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// WAFAttached is NET-WAF-ATTACHED: front doors stand behind a web ACL that does
// something.
func WAFAttached() *review.Rule {
	return &review.Rule{
		ID: "NET-WAF-ATTACHED", Area: finding.Infrastructure, Severity: finding.Medium,
		Title: "Internet-facing load balancers, APIs and distributions have a web ACL with rules",
		Why: "Whatever the internet can call is probed within minutes: injection, known exploits, guessed passwords, " +
			"floods of requests. Without a web ACL nothing stands between that traffic and the application's own mistakes.",
		Fix: "Add an AWS::WAFv2::WebACL with AWS managed rule groups and a rate-based rule, and an " +
			"AWS::WAFv2::WebACLAssociation (for CloudFront: WebACLId).",
		Needs:      []string{"J"},
		References: []string{"FSBP ELB.16", "FSBP CloudFront.6", "FSBP APIGateway.4", "FSBP WAF.10", "WA SEC05-BP04"},
		Specimen:   wafTemplate("alb-other"),
		Twin:       wafTemplate("LoadBalancer"),
		Check:      checkWAF,
	}
}

func wafTemplate(protected string) string {
	arn := "!Ref LoadBalancer"
	if protected != "LoadBalancer" {
		arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/other/1"
	}
	return `Resources:
  LoadBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Scheme: internet-facing, Subnets: [subnet-1, subnet-2], SecurityGroups: [!Ref Group]}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Load balancer
      VpcId: vpc-12345678
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
  WebAcl:
    Type: AWS::WAFv2::WebACL
    Properties:
      Scope: REGIONAL
      DefaultAction: {Allow: {}}
      VisibilityConfig: {CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true, MetricName: acl}
      Rules:
        - Name: common
          Priority: 1
          OverrideAction: {None: {}}
          Statement: {ManagedRuleGroupStatement: {VendorName: AWS, Name: AWSManagedRulesCommonRuleSet}}
          VisibilityConfig: {CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true, MetricName: common}
  Protection:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {ResourceArn: ` + arn + `, WebACLArn: !GetAtt WebAcl.Arn}
`
}

func checkWAF(p *review.Pass) {
	for _, l := range estate.All[*estate.LoadBalancer](p.Estate) {
		facing := estate.Is(l.Kind, "application").And(estate.Is(l.Scheme, "internet-facing"))
		if facing.True.IsNever() && facing.Unknown.IsNever() {
			continue
		}
		open := anyAdmitsInternet(p.Estate, l.Groups)
		p.Judge(l, facing.And(open).And(p.LacksListed(&l.Core, protected(p.Estate, l), "wafv2 list-web-acls")), review.Detail{
			Message: "the load balancer takes requests from the internet and has no web ACL",
		})
		if len(l.Groups.Known)+len(l.Groups.Unknown) == 0 {
			rules := review.Gap("the default security group of "+l.Logical, "the load balancer has no other, and its rules are not in the sources", "name SecurityGroups", l.Origin)
			p.Hinge(l, facing.And(p.Lacks(protected(p.Estate, l))).And(estate.Maybe(rules)))
		}
	}
	judgeStages(p)
	for _, d := range estate.All[*estate.Distribution](p.Estate) {
		detail := review.Detail{At: d.WebACL.Origin, Message: "the distribution has no web ACL"}
		if staticOnly(d) {
			detail.Severity, detail.Weighed = finding.Low, true
			detail.Facts = []string{"every origin is a bucket"}
		}
		missing := review.Blank(d.WebACL)
		p.Judge(d, review.Sure(missing).And(estate.Is(d.Enabled, false).Not()), detail)
		p.Hinge(d, missing.And(estate.Is(d.Enabled, false).Not()))
	}
	for _, a := range estate.All[*estate.WebACL](p.Estate) {
		acts := review.AnyItem(a.Rules, func(r estate.WebRule) estate.Truth { return isOneOf(r.Action, "count").Not() })
		p.Judge(a, acts.Not().And(estate.Is(a.DefaultAllow, true)), review.Detail{
			At: a.Rules.Origin, Message: "the web ACL allows every request: it has no rule that does more than count",
			Fix: "Add managed rule groups and a rate-based rule, with OverrideAction: {None: {}} or Action: {Block: {}}.",
		})
	}
}

// besideBare tells a deployment whose API has a stage that surely lacks a web ACL
// already: who mends that one mends both. SAM makes a second stage by each
// deployment; it counts where the first is protected, and it is not.
func besideBare(p *review.Pass, d *estate.RestDeployment) bool {
	t, ok := d.API.Known()
	if !ok {
		return false
	}
	for _, s := range estate.All[*estate.RestStage](p.Estate) {
		if of, ok := s.API.Known(); ok && of.Equal(t) && stageBare(p, s, s.API, s.Stage).True.IsAlways() {
			return true
		}
	}
	return false
}

// judgeStages looks at the stages of REST APIs; HTTP APIs take no web ACL of
// their own.
func judgeStages(p *review.Pass) {
	for _, s := range estate.All[*estate.RestStage](p.Estate) {
		p.Judge(s, stageBare(p, s, s.API, s.Stage), review.Detail{Message: "the API's stage has no web ACL"})
	}
	for _, d := range estate.All[*estate.RestDeployment](p.Estate) {
		makes := estate.IsAbsent(d.Stage).Not()
		if makes.True.IsNever() && makes.Unknown.IsNever() {
			continue
		}
		if besideBare(p, d) {
			continue
		}
		p.Judge(d, makes.And(stageBare(p, d, d.API, d.Stage)), review.Detail{
			At: d.Stage.Origin, Message: "the API's stage, which the deployment makes, has no web ACL",
		})
	}
}

func stageBare(p *review.Pass, r estate.Resource, api, stage estate.Value[estate.Text]) estate.Truth {
	private := review.Ask(api, estate.No(), func(t estate.Text) estate.Truth {
		a, ok := estate.FollowTo[*estate.RestAPI](p.Estate, t)
		if !ok {
			return estate.No()
		}
		return review.AnyItem(a.Endpoints, func(s string) estate.Truth { return holds(strings.EqualFold(s, "PRIVATE")) })
	})
	return private.Not().And(p.LacksListed(r.Base(), protected(p.Estate, r).Or(stageProtected(p.Estate, api, stage)), "apigateway get-rest-apis"))
}

// protected asks whether a web ACL is associated with the resource, by WAF or
// by WAF Classic.
func protected(e *estate.Estate, r estate.Resource) estate.Truth {
	out := estate.No()
	for _, a := range estate.All[*estate.WebACLAssociation](e) {
		out = out.Or(review.Refers(e, a.Subject, r).Given(a.When))
	}
	for _, o := range estate.All[*estate.Other](e) {
		if o.Type == "AWS::WAFRegional::WebACLAssociation" {
			out = out.Or(review.Refers(e, o.Properties.At("ResourceArn").AsText(), r).Given(o.When))
		}
	}
	return out
}

// stageProtected finds associations that write the stage's ARN out:
// …/restapis/${Api}/stages/prod.
func stageProtected(e *estate.Estate, api, stage estate.Value[estate.Text]) estate.Truth {
	out := estate.No()
	for _, a := range estate.All[*estate.WebACLAssociation](e) {
		named := review.Ask(a.Subject, estate.No(), func(arn estate.Text) estate.Truth {
			return review.Ask(api, estate.No(), func(id estate.Text) estate.Truth {
				return estate.When(stage, false, func(name estate.Text) bool {
					return strings.HasSuffix(arn.String(), "/restapis/"+id.String()+"/stages/"+name.String())
				})
			})
		})
		out = out.Or(named.Given(a.When))
	}
	return out
}

// staticOnly: files in buckets, behind which no code stands.
func staticOnly(d *estate.Distribution) bool {
	for _, o := range d.Origins.Known {
		if s3, ok := o.Is.S3.Known(); (!ok || !s3) && !isBucket(o.Is.Domain) && !isWebsite(o.Is.Domain) {
			return false
		}
	}
	return len(d.Origins.Known) > 0 && len(d.Origins.Unknown) == 0
}

func isBucket(v estate.Value[estate.Text]) bool {
	t, ok := v.Known()
	return ok && (strings.Contains(t.String(), ".s3.") || strings.Contains(t.String(), ".s3-") ||
		strings.HasSuffix(t.String(), "DomainName}"))
}
