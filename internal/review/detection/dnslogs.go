package detection

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// DNSLogs is DET-DNS-LOGS: what VPCs look up, and what is asked of public zones,
// is recorded.
func DNSLogs() *review.Rule {
	return &review.Rule{
		ID: "DET-DNS-LOGS", Area: finding.Detection, Severity: finding.Low,
		Title: "DNS queries are logged",
		Why: "Malware finds its controller, and data can leave, through names that the VPC's resolver looks up; security " +
			"groups and network ACLs do not filter it. The query log is often the only record of that.",
		Fix: "Add an AWS::Route53Resolver::ResolverQueryLoggingConfig and a ResolverQueryLoggingConfigAssociation with " +
			"ResourceId: !Ref <the VPC>; for a public zone set QueryLoggingConfig.",
		Needs:      []string{"J"},
		References: []string{"FSBP Route53.2", "WA SEC04-BP01"},
		Specimen: `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
`,
		Twin: `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Logging:
    Type: AWS::Route53Resolver::ResolverQueryLoggingConfig
    Properties: {DestinationArn: "arn:aws:s3:::dns-logs"}
  LoggingOfVpc:
    Type: AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation
    Properties: {ResolverQueryLogConfigId: !Ref Logging, ResourceId: !Ref Vpc}
`,
		Check: checkDNSLogs,
	}
}

func checkDNSLogs(p *review.Pass) {
	peopled := inhabited(p.Estate)
	for _, v := range estate.All[*estate.VPC](p.Estate) {
		if v.External {
			continue
		}
		logged := estate.No()
		for _, a := range estate.All[*estate.QueryLoggingAssociation](p.Estate) {
			logged = logged.Or(review.Refers(p.Estate, a.VPC, v).Given(a.When))
		}
		for _, a := range estate.All[*estate.Other](p.Estate) {
			if vpc := a.Properties.At("ResourceId").AsText(); a.Type == "AWS::Route53Profiles::ProfileAssociation" && !review.Refers(p.Estate, vpc, v).True.IsNever() {
				logged = logged.Or(estate.Maybe(review.Gap(string(a.ID), "the VPC has a Route 53 profile, which may have it log queries", "aws route53profiles list-profile-resource-associations", a.Origin)))
			}
		}
		d := review.Detail{Message: "the names that the VPC's machines look up are not logged"}
		if !peopled[v.ID] {
			d.Severity, d.Weighed = finding.Info, true
		}
		p.Judge(v, p.LacksListed(&v.Core, logged, estate.QueryLogListing, estate.ProfileListing), d)
	}
	for _, z := range estate.All[*estate.HostedZone](p.Estate) {
		public := z.VPCs.IsEmpty()
		p.Judge(z, public.And(estate.IsAbsent(z.LogGroup)), review.Detail{
			Message: "queries of the public zone are not logged",
			Fix:     "Set QueryLoggingConfig: {CloudWatchLogsLogGroupArn: …}, a log group in us-east-1.",
		})
	}
}

// inhabited are the VPCs in which something stands in some scenario.
func inhabited(e *estate.Estate) map[estate.ID]bool {
	out := map[estate.ID]bool{}
	for _, r := range estate.All[estate.Networked](e) {
		for _, at := range r.Placements(e) {
			for _, t := range at.Subnets.Known {
				s, ok := estate.FollowTo[*estate.Subnet](e, t.Is)
				if !ok {
					continue
				}
				for _, a := range s.VPC.Alternatives() {
					if v, ok := estate.FollowTo[*estate.VPC](e, a.Is); ok && a.State == estate.Known {
						out[v.ID] = true
					}
				}
			}
		}
	}
	return out
}
