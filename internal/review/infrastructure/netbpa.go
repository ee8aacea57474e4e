package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/reach"
	"ringwall/internal/review"
)

// BlockPublicAccess is NET-VPC-BPA.
func BlockPublicAccess() *review.Rule {
	return &review.Rule{
		ID: "NET-VPC-BPA", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Where nothing is to be reached from the internet, VPC Block Public Access is on",
		Why: "In an account that has nothing to show, one wrong route or group opens something all the same. Block Public Access stops " +
			"what internet gateways bring for all VPCs of the Region, whatever their routes and groups say.",
		Fix: "Add AWS::EC2::VPCBlockPublicAccessOptions with InternetGatewayBlockMode: block-ingress (or block-bidirectional), and exclusions for " +
			"the subnets that are to be reached.",
		Needs: []string{"A", "ORG"}, References: []string{"FSBP EC2.172", "WA SEC05-BP02"},
		Specimen: blockTemplate("off"), Twin: blockTemplate("block-ingress"),
		Check: checkBlockPublicAccess,
	}
}

func blockTemplate(mode string) string {
	return `Resources:
  Block: {Type: AWS::EC2::VPCBlockPublicAccessOptions, Properties: {InternetGatewayBlockMode: "` + mode + `"}}
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
`
}

func checkBlockPublicAccess(p *review.Pass) {
	said := false
	for _, b := range estate.All[*estate.BlockPublicAccess](p.Estate) {
		said = true
		off := estate.When(b.Mode, false, func(s string) bool { return strings.EqualFold(s, "off") })
		p.Judge(b, off, review.Detail{At: b.Mode.Origin, Message: "VPC Block Public Access is off"})
	}
	own := 0
	for _, v := range estate.All[*estate.VPC](p.Estate) {
		if !v.External {
			own++
		}
	}
	if said || own == 0 || facesInternet(p) {
		return
	}
	p.NotVisible("nothing here is reached from the internet, and whether VPC Block Public Access is on is a setting of the account in the Region",
		"aws ec2 describe-vpc-block-public-access-options")
}

// facesInternet reports whether the internet reaches anything, perhaps: ingress is
// intended then.
func facesInternet(p *review.Pass) bool {
	some := false
	surfaces(p, p.Shared.FromInternet(), func(string) bool { return true }, func(_ estate.Resource, s *reach.Surface) {
		some = some || !s.Truth(reachesAtAll).False.IsAlways()
	})
	return some
}
