package identity

import (
	"slices"
	"strings"

	"ringwall/internal/authz/directory"
	"ringwall/internal/catalog"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// SCPInvariants asks for three things that no account should be able to do.
func SCPInvariants() *review.Rule {
	return &review.Rule{
		ID: "IAM-SCP-LEAVE-REGION-ROOT", Area: finding.Identity, Severity: finding.Medium,
		Title: "No account can leave the organisation, work in other Regions or use its root user",
		Why: "An account that leaves takes its data from under every guardrail. In a Region where nobody works nobody looks either: " +
			"there an intruder mines coins for weeks. And the root user of an account is stopped by nothing but a service control policy.",
		Fix: "Attach SCPs to the root of the organisation: deny organizations:LeaveOrganization; deny, with NotAction for the global " +
			"services, where aws:RequestedRegion is none of yours; deny everything where aws:PrincipalArn is arn:aws:iam::*:root.",
		Needs: []string{"IAM", "ORG"}, References: []string{"WA SEC01-BP01", "WA SEC01-BP02"},
		Specimen: organisationSpecimen(invariantPolicies(`"s3:*", "ec2:*", `)),
		Twin:     organisationSpecimen(invariantPolicies("")),
		Check:    checkSCPInvariants,
	}
}

func invariantPolicies(more string) string {
	root := "!GetAtt Organisation.RootId"
	return scp("Stay", root, `{Effect: Deny, Action: "organizations:LeaveOrganization", Resource: "*"}`) +
		scp("NoRoot", root, `{Effect: Deny, Action: "*", Resource: "*", Condition: {StringLike: {"aws:PrincipalArn": "arn:aws:iam::*:root"}}}`) +
		scp("Regions", root, `Sid: OurRegions
            Effect: Deny
            NotAction: [`+more+`"cloudfront:*", "iam:*", "organizations:*", "route53:*", "sts:*", "support:*"]
            Resource: "*"
            Condition: {StringNotEquals: {"aws:RequestedRegion": [eu-west-1, eu-central-1]}}`)
}

// rootActions are a few things that a root user does when somebody uses it.
var rootActions = []string{"iam:CreateAccessKey", "iam:CreateUser", "ec2:RunInstances", "s3:PutBucketPolicy", "kms:ScheduleKeyDeletion"}

func checkSCPInvariants(p *review.Pass) {
	in, ok := members(p)
	if !ok {
		return
	}
	d := p.Shared.Directory()
	regions := map[string][]passage{}
	judgeMembers(p, in, func(m directory.Member) []breach {
		var out []breach
		like := directory.Limit{Account: m.Account}
		if passages, bad := probe(d, like, callers, []string{"organizations:LeaveOrganization"}); len(passages) > 0 {
			out = append(out, breachOf(d, passages, bad, ""))
		}
		if b, breached := regionBreach(p, d, m, regions); breached {
			out = append(out, b)
		}
		if passages, bad := probe(d, like, []policy.CallerKind{policy.RootUser}, rootActions); len(passages) > 0 {
			out = append(out, breachOf(d, passages, bad, ""))
		}
		return out
	}, finding.Medium)
}

// regionBreach asks whether some regional action gets through in a Region that the
// policies do not name. Accounts under the same statements are asked once.
func regionBreach(p *review.Pass, d *directory.Directory, m directory.Member, asked map[string][]passage) (breach, bool) {
	like := directory.Limit{Account: m.Account}
	denies := d.Denies(like)
	region, limited := outside(denies)
	like.Context = []directory.Entry{{Key: "aws:RequestedRegion", Values: []string{region}}}
	where := " in " + region
	if !limited {
		passages, bad := probe(d, like, callers[:1], []string{"ec2:RunInstances"})
		if len(passages) == 0 {
			return breach{}, false
		}
		b := breachOf(d, passages, bad, " in every Region")
		b.facts = []string{"no statement of a policy above the account asks for aws:RequestedRegion"}
		return b, true
	}
	key := d.Kin(like)
	passages, known := asked[key]
	if !known {
		passages, _ = probe(d, like, callers[:1], regional(p.Shared.Catalog(), denies))
		more, _ := probe(d, like, callers[1:], []string{"ec2:RunInstances"})
		passages = append(passages, more...)
		asked[key] = passages
	}
	if len(passages) == 0 {
		return breach{}, false
	}
	bad := estate.No()
	for _, x := range passages {
		bad = bad.Or(x.is.Truth)
	}
	b := breachOf(d, passages, bad, where)
	b.facts, b.at = leftOut(denies, passages)
	return b, true
}

// leftOut tells which statements on Regions should have denied what gets through,
// and where the first of them stands.
func leftOut(denies []directory.Deny, passages []passage) (facts []string, at estate.Origin) {
	for _, s := range denies {
		if !asksForRegion(s.Statement) {
			continue
		}
		if pos := s.Statement.Pos; at.IsZero() {
			at = estate.Origin{File: pos.File, Line: pos.Line, Column: pos.Column}
		}
		var out, spoken []string
		for _, x := range passages {
			list := &out
			if speaksOf(s.Statement, x.limit.Action) {
				list = &spoken
			}
			if !slices.Contains(*list, x.limit.Action) {
				*list = append(*list, x.limit.Action)
			}
		}
		if len(out) > 0 {
			facts = append(facts, "statement "+label(s)+" leaves out "+some(out))
		}
		if len(spoken) > 0 {
			facts = append(facts, "statement "+label(s)+" denies "+some(spoken)+", but not then")
		}
	}
	return facts, at
}

func asksForRegion(s policy.Statement) bool {
	return slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
		key, _ := c.Key.Known()
		return strings.EqualFold(key, "aws:RequestedRegion")
	})
}

// outside is a Region that no statement on aws:RequestedRegion names, and whether
// there is such a statement.
func outside(denies []directory.Deny) (region string, limited bool) {
	var named []policy.Pattern
	for _, s := range denies {
		for _, c := range s.Statement.Conditions {
			if key, _ := c.Key.Known(); !strings.EqualFold(key, "aws:RequestedRegion") {
				continue
			}
			limited = true
			for _, v := range c.Values {
				named = append(named, policy.ResourcePattern(v, false))
			}
		}
	}
	for _, r := range []string{"ap-southeast-3", "me-south-1", "af-south-1", "sa-east-1", "ca-west-1", "il-central-1", "eu-south-2", "mx-central-1", "us-west-1", "ap-east-1"} {
		if !slices.ContainsFunc(named, func(n policy.Pattern) bool { return n.MatchText(policy.Literal(r)) != policy.No }) {
			return r, limited
		}
	}
	return "xx-north-1", limited
}

// regional are actions of regional services: all of those services that a statement
// on Regions names, and one of every other, since it speaks of all of them alike.
// Where a pattern may be of any service, one stands for all of which the statements
// speak alike.
func regional(c *catalog.Catalog, denies []directory.Deny) []string {
	named := map[string]bool{}
	every := false
	for _, t := range spokenOf(denies) {
		service, name, found := strings.Cut(t.String(), ":")
		if !found && service != "*" || strings.ContainsAny(service, "*?$") && service+name != "*" && service+name != "**" {
			every = true
		}
		named[strings.ToLower(service)] = true
	}
	alike := alikeFor(denies)
	exempt := exemptPatterns()
	var out []string
	for _, service := range c.Services() {
		known, _ := c.Service(service)
		for _, a := range known.Actions {
			name := service + ":" + a.Name
			if slices.ContainsFunc(exempt, func(e policy.Pattern) bool { return e.Match(name) == policy.Yes }) || every && alike(service, name) {
				continue
			}
			out = append(out, name)
			if !every && !named[strings.ToLower(service)] {
				break
			}
		}
	}
	return out
}

// spokenOf are the patterns of actions in statements.
func spokenOf(denies []directory.Deny) []policy.Text {
	var out []policy.Text
	for _, s := range denies {
		out = append(append(out, s.Statement.Actions...), s.Statement.NotActions...)
	}
	return out
}

// alikeFor makes a function that reports an action that every pattern of the
// statements matches as it matched an earlier one. Where a condition asks for keys of
// a service's own, actions of two services are not alike.
func alikeFor(denies []directory.Deny) func(service, action string) bool {
	var patterns []policy.Pattern
	for _, t := range spokenOf(denies) {
		patterns = append(patterns, policy.ActionPattern(t))
	}
	apart := slices.ContainsFunc(denies, func(s directory.Deny) bool { return asksOwnKeys(s.Statement) })
	seen := map[string]bool{}
	return func(service, action string) bool {
		is := make([]byte, len(patterns), len(patterns)+len(service))
		for i, p := range patterns {
			is[i] = byte(p.Match(action))
		}
		if apart {
			is = append(is, service...)
		}
		before := seen[string(is)]
		seen[string(is)] = true
		return before
	}
}

func asksOwnKeys(s policy.Statement) bool {
	return slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
		key, known := c.Key.Known()
		return !known || !strings.HasPrefix(strings.ToLower(key), "aws:")
	})
}

func exemptPatterns() []policy.Pattern {
	var out []policy.Pattern
	for _, s := range strings.Fields(globalActions) {
		out = append(out, policy.ActionPattern(policy.Literal(s)))
	}
	return out
}

// globalActions are what AWS's own Region denials leave out: "Deny access to AWS
// based on the requested AWS Region" in the Organizations guide ("General
// examples") and in Control Tower's reference.
const globalActions = `a4b:* access-analyzer:* account:* acm:* activate:* artifact:* aws-marketplace-management:* aws-marketplace:*
	aws-portal:* billing:* billingconductor:* budgets:* ce:* chatbot:* chime:* cloudfront:* cloudtrail:LookupEvents
	compute-optimizer:* config:* consoleapp:* consolidatedbilling:* cur:* datapipeline:GetAccountLimits devicefarm:*
	directconnect:* discovery-marketplace:* ec2:DescribeRegions ec2:DescribeTransitGateways ec2:DescribeVpnGateways
	ecr-public:* fms:* freetier:* globalaccelerator:* health:* iam:* importexport:* invoicing:* iq:* kms:*
	license-manager:ListReceivedLicenses lightsail:Get* mobileanalytics:* networkmanager:* notifications-contacts:*
	notifications:* organizations:* payments:* pricing:* quicksight:DescribeAccountSubscription resource-explorer-2:*
	route53-recovery-cluster:* route53-recovery-control-config:* route53-recovery-readiness:* route53:* route53domains:*
	s3:CreateMultiRegionAccessPoint s3:DeleteMultiRegionAccessPoint s3:DescribeMultiRegionAccessPointOperation
	s3:GetAccountPublic* s3:GetBucketLocation s3:GetBucketPolicyStatus s3:GetBucketPublicAccessBlock
	s3:GetMultiRegionAccessPoint s3:GetMultiRegionAccessPointPolicy s3:GetMultiRegionAccessPointPolicyStatus
	s3:GetStorageLensConfiguration s3:GetStorageLensDashboard s3:ListAllMyBuckets s3:ListMultiRegionAccessPoints
	s3:ListStorageLensConfigurations s3:PutAccountPublic* s3:PutMultiRegionAccessPointPolicy savingsplans:* shield:* sso:*
	sts:* support:* supportapp:* supportplans:* sustainability:* tag:GetResources tax:* trustedadvisor:*
	vendor-insights:ListEntitledSecurityProfiles waf-regional:* waf:* wafv2:* wellarchitected:*`
