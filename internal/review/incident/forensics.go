package incident

import (
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// ForensicsAccount is IR-FORENSICS-ACCOUNT: suspect disks are looked at in a clean
// room.
func ForensicsAccount() *review.Rule {
	return &review.Rule{
		ID: "IR-FORENSICS-ACCOUNT", Area: finding.Incident, Severity: finding.Medium,
		Title: "Forensics have an account or VPC of their own, without a way to the internet",
		Why: "A disk image of an intruder's machine is started or mounted to be looked at. Where that room has a way out, what is on it " +
			"calls home, and tells that it was found.",
		Fix: "Make an account for forensics, and in it a VPC without internet gateway, NAT gateway or peering; reach S3, KMS and SSM " +
			"through endpoints.",
		Needs:      []string{"NET", "ORG"},
		References: []string{"WA SEC10-BP06"},
		Specimen:   roomTemplate("Forensics"),
		Twin:       roomTemplate("Services"),
		Check:      checkForensics,
	}
}

func roomTemplate(open string) string {
	return `Resources:
  Forensics: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.9.0.0/16}}
  Services: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.8.0.0/16}}
  Gateway: {Type: "AWS::EC2::InternetGateway"}
  Way: {Type: "AWS::EC2::VPCGatewayAttachment", Properties: {VpcId: !Ref ` + open + `, InternetGatewayId: !Ref Gateway}}
`
}

// checkForensics knows VPCs and accounts for forensics by their names.
func checkForensics(p *review.Pass) {
	seen := false
	for _, v := range estate.All[*estate.VPC](p.Estate) {
		if v.External || !forForensics(v.Logical+" "+v.Name()) {
			continue
		}
		seen = true
		p.JudgeParts(v, []review.Part{
			{Bad: wayOut(p.Estate, v), Says: "the room for forensics has a way to the internet", Severity: finding.Medium},
			{Bad: peered(p.Estate, v), Says: "the room for forensics is peered with another VPC", Severity: finding.Medium},
		}, review.Detail{Key: "room"})
	}
	accounts := estate.All[*estate.Account](p.Estate)
	exists := estate.No()
	for _, a := range accounts {
		name, _ := a.AccountName.Known()
		if forForensics(a.Logical + " " + name.String()) {
			exists = exists.Or(estate.Holds(a.When))
		}
	}
	for _, o := range estate.All[*estate.Organization](p.Estate) {
		if len(accounts) > 1 {
			seen = true
			p.Judge(o, p.Lacks(exists.Or(unlistedAccounts(p.Estate))), review.Detail{
				Key: "account", Message: "no account of the organisation says by its name that it is for forensics", Severity: finding.Info, Weighed: true,
			})
		}
	}
	if !seen {
		p.NotVisible("no source has a VPC or an account that says by its name that it is for forensics", "aws organizations list-accounts, or load the stack that holds the clean room")
	}
}

func forForensics(name string) bool {
	return hasWord(name, "forensic", "cleanroom", "clean-room")
}

// unlistedAccounts is unknown where there may be accounts that no list shows.
func unlistedAccounts(e *estate.Estate) estate.Truth {
	for _, l := range e.Listings {
		if l.Kind == estate.AccountListing && l.Gap.Variable != nil {
			return estate.Maybe(l.Gap)
		}
	}
	return estate.No()
}

// wayOut asks whether an internet gateway, a NAT gateway or an egress-only gateway
// is in the VPC: a route to it is one call away.
func wayOut(e *estate.Estate, v *estate.VPC) estate.Truth {
	out := estate.No()
	for _, a := range estate.All[*estate.GatewayAttachment](e) {
		internet := estate.IsAbsent(a.InternetGateway).Not()
		out = out.Or(review.Refers(e, a.VPC, v).And(internet).Given(a.When))
	}
	for _, g := range estate.All[*estate.EgressOnlyInternetGateway](e) {
		out = out.Or(review.Refers(e, g.VPC, v).Given(g.When))
	}
	for _, g := range estate.All[*estate.NATGateway](e) {
		regional := review.Refers(e, g.VPC, v)
		inside := review.Through(e, g.Subnet, estate.No(), func(s *estate.Subnet) estate.Truth { return review.Refers(e, s.VPC, v) })
		if inside.True.IsNever() && regional.True.IsNever() {
			continue // a NAT gateway of somewhere else
		}
		out = out.Or(inside.Or(regional).Given(g.When))
	}
	return out
}

func peered(e *estate.Estate, v *estate.VPC) estate.Truth {
	out := estate.No()
	for _, x := range estate.All[*estate.PeeringConnection](e) {
		out = out.Or(review.Refers(e, x.VPC, v).Or(review.Refers(e, x.PeerVPC, v)).Given(x.When))
	}
	return out
}
