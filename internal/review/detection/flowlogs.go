package detection

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// FlowLogs is DET-FLOWLOGS: every VPC records its traffic.
func FlowLogs() *review.Rule {
	return &review.Rule{
		ID: "DET-FLOWLOGS", Area: finding.Detection, Severity: finding.Medium,
		Title: "Every VPC has flow logs",
		Why: "Without flow logs nobody can say which machine an intruder spoke to, from where, or how much data left. " +
			"GuardDuty reads flows of its own, but keeps none for an investigation.",
		Fix: "Add an AWS::EC2::FlowLog with ResourceType: VPC, ResourceId: !Ref <the VPC>, TrafficType: ALL (or REJECT " +
			"where cost decides) and a LogDestination.",
		Needs:      []string{"J"},
		References: []string{"FSBP EC2.6", "CIS 4.7", "WA SEC04-BP01"},
		Specimen: `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  OtherVpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.1.0.0/16}
  FlowLog:
    Type: AWS::EC2::FlowLog
    Properties: {ResourceType: VPC, ResourceId: !Ref OtherVpc, TrafficType: ALL, LogDestinationType: s3, LogDestination: "arn:aws:s3:::flows"}
`,
		Twin: `Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  FlowLog:
    Type: AWS::EC2::FlowLog
    Properties: {ResourceType: VPC, ResourceId: !Ref Vpc, TrafficType: ALL, LogDestinationType: s3, LogDestination: "arn:aws:s3:::flows"}
`,
		Check: checkFlowLogs,
	}
}

func checkFlowLogs(p *review.Pass) {
	for _, v := range estate.All[*estate.VPC](p.Estate) {
		if v.External {
			continue
		}
		d := review.Detail{Message: "no flow log records the VPC's traffic"}
		if accepted := flowLogged(p.Estate, v, "VPC", isAccept); !accepted.True.ByDefault().IsNever() {
			d.Message = "the VPC's flow log records accepted traffic only: refused attempts leave no trace"
		}
		logged := flowLogged(p.Estate, v, "VPC", isUseful).Or(eachSubnetLogged(p.Estate, v))
		p.Judge(v, p.LacksListed(&v.Core, logged, estate.FlowLogListing), d)
	}
}

func isAccept(kind string) bool { return strings.EqualFold(kind, "ACCEPT") }

func isUseful(kind string) bool { return !isAccept(kind) }

// flowLogged asks whether a flow log names the subject and records traffic of
// the wanted kind.
func flowLogged(e *estate.Estate, subject estate.Resource, kind string, traffic func(string) bool) estate.Truth {
	out := estate.No()
	for _, f := range estate.All[*estate.FlowLog](e) {
		sameKind := estate.When(f.SubjectKind, true, func(s string) bool { return strings.EqualFold(s, kind) })
		found := review.Refers(e, f.Subject, subject).And(sameKind).And(estate.When(f.Traffic, traffic("ALL"), traffic))
		out = out.Or(found.Given(f.When))
	}
	return out
}

// eachSubnetLogged asks whether the VPC has subnets, each with a flow log.
func eachSubnetLogged(e *estate.Estate, v *estate.VPC) estate.Truth {
	if !anySubnetLog(e) {
		return estate.No()
	}
	some, all := estate.No(), estate.Yes()
	for _, s := range estate.All[*estate.Subnet](e) {
		here := review.Refers(e, s.VPC, v).Given(s.When)
		some = some.Or(here)
		all = all.And(here.Not().Or(flowLogged(e, s, "Subnet", isUseful)))
	}
	return some.And(all)
}

func anySubnetLog(e *estate.Estate) bool {
	for _, f := range estate.All[*estate.FlowLog](e) {
		if kind, ok := f.SubjectKind.Known(); !ok || strings.EqualFold(kind, "Subnet") {
			return true
		}
	}
	return false
}
