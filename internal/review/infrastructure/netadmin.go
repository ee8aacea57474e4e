package infrastructure

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// adminServices are the services by which machines are administered: SSH, RDP,
// WinRM and SMB.
func adminServices() traffic.Services {
	out := traffic.NoServices()
	for _, p := range adminPorts {
		out = out.Union(traffic.Ports(p.over, p.port, p.port))
	}
	return out
}

// RDP carries its pictures over UDP too, and answers there before anybody has
// logged in: CIS AWS Foundations 6.3 asks of port 3389 over TCP, UDP and all
// protocols. It asks the same of port 22, but nothing speaks SSH over UDP.
var adminPorts = []struct {
	over traffic.Protocol
	port uint16
	name string
}{
	{traffic.TCP, 22, "SSH"},
	{traffic.TCP, 3389, "RDP"},
	{traffic.UDP, 3389, "RDP"},
	{traffic.TCP, 5985, "WinRM"},
	{traffic.TCP, 5986, "WinRM over TLS"},
	{traffic.TCP, 445, "SMB"},
}

// AdminPorts is NET-ADMIN-PORT-INTERNET.
func AdminPorts() *review.Rule {
	return &review.Rule{
		ID: "NET-ADMIN-PORT-INTERNET", Area: finding.Infrastructure, Severity: finding.High,
		Title: "No internet path to administration ports",
		Why: "SSH, RDP, WinRM and SMB are found by scanners within minutes and tried with stolen and guessed " +
			"credentials day and night. One weak password or one unpatched server is then the way in.",
		Fix: "Remove the rule and use Session Manager, which needs no open port; or admit only the security group " +
			"of a bastion or the prefix of a VPN.",
		Needs:      []string{"NET"},
		References: []string{"FSBP EC2.18", "FSBP EC2.19", "FSBP EC2.21", "CIS 6.1.2", "CIS 6.2", "CIS 6.3", "CIS 6.4", "WA SEC05-BP02"},
		Specimen: `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: administration
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/1}
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 128.0.0.0/1}
`,
		Twin: `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: administration
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}
        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
`,
		Check: checkAdminPorts,
	}
}

func checkAdminPorts(p *review.Pass) {
	e := p.Estate
	lone := map[estate.ID][]*estate.SecurityGroupRuleResource{}
	for _, r := range estate.All[*estate.SecurityGroupRuleResource](e) {
		if r.Rule.Egress {
			continue
		}
		group := estate.ID("")
		for _, a := range r.Owner.Alternatives() {
			if g, ok := estate.FollowTo[*estate.SecurityGroup](e, a.Is); ok && a.State == estate.Known {
				group = g.ID
			}
		}
		lone[group] = append(lone[group], r)
	}
	for _, g := range estate.All[*estate.SecurityGroup](e) {
		if !g.Default {
			judgeAdmin(p, g, g.ID, rules(g.Ingress.Known), g.Ingress.Unknown)
		}
		for _, r := range lone[g.ID] {
			judgeAdminRule(p, r, g.ID)
		}
		judgeTogether(p, g)
	}
	for _, r := range lone[""] {
		judgeAdminRule(p, r, "")
	}
}

func judgeAdminRule(p *review.Pass, r *estate.SecurityGroupRuleResource, group estate.ID) {
	judgeAdmin(p, r, group, rules{{Is: r.Rule, Origin: r.Origin}}, nil)
}

// judgeTogether finds what no single resource opens but all rules of a group
// do, piece by piece.
func judgeTogether(p *review.Pass, g *estate.SecurityGroup) {
	all := p.Estate.RulesOf(g, false)
	if len(all.Known) == len(g.Ingress.Known) {
		return
	}
	byOwner := map[estate.ID]rules{}
	for _, r := range all.Known {
		byOwner[r.Is.Owner] = append(byOwner[r.Is.Owner], r)
	}
	alone := estate.No()
	for _, own := range byOwner {
		alone = alone.Or(own.truth(p.Estate, nil, opensAdmin))
	}
	together := rules(all.Known).truth(p.Estate, nil, opensAdmin)
	only := together.And(alone.Not())
	if proof.Judge(p.Estate, only, g.When).Verdict == proof.Yes {
		p.Judge(g, only, adminDetail(p, g.ID, rules(all.Known)))
	}
}

func opensAdmin(s traffic.Set) bool { return !s.IsEmpty() && wide(s.RestrictServices(adminServices())) }

func judgeAdmin(p *review.Pass, owner estate.Resource, group estate.ID, own rules, more []estate.GuardedGap) {
	bad := own.truth(p.Estate, more, opensAdmin)
	if bad.True.IsNever() && bad.Unknown.IsNever() {
		p.Good(owner)
		return
	}
	p.Judge(owner, bad, adminDetail(p, group, own))
}

// adminDetail says which rule opens what, and how far the internet comes.
func adminDetail(p *review.Pass, group estate.ID, own rules) review.Detail {
	d := review.Detail{Weighed: true, Severity: finding.Medium}
	rule, services := opener(p.Estate, own)
	d.At = rule.Origin
	d.Message = fmt.Sprintf("%s is open to the internet (%s)", named(services), describe(rule.Is))
	weigh(p, group, services, &d)
	return d
}

// weigh sets the severity by what the group's rules lead to: critical where the
// internet reaches an interface, high where it may, medium where nothing in the
// sources is attached or routed.
func weigh(p *review.Pass, group estate.ID, services traffic.Services, d *review.Detail) {
	if group == "" {
		d.Severity = finding.High // the group is not in the sources: what it is attached to is not known
		return
	}
	attached := 0
	var reached []string
	for _, o := range p.Shared.Reach().OpenedBy(group, services) {
		attached++
		switch o.Reached {
		case proof.Yes:
			d.Severity = finding.Critical
			reached = append(reached, string(o.Resource))
			d.Also = append(d.Also, o.Resource)
		case proof.Unknown:
			d.Severity = max(d.Severity, finding.High)
		}
	}
	switch {
	case len(reached) > 0:
		d.Facts = append(d.Facts, "the internet reaches "+strings.Join(reached, ", "))
		d.Steps = pathTo(p, d.Also[0], func(s traffic.Set) bool { return wide(s.RestrictServices(services)) })
	case attached == 0:
		d.Facts = append(d.Facts, "nothing in the sources is attached to the group")
	case d.Severity == finding.Medium:
		d.Facts = append(d.Facts, "the internet does not reach what is attached to the group: it has no way there, or nothing answers on these ports")
	}
}

// pathTo is the way from the internet to a resource, gate by gate.
func pathTo(p *review.Pass, id estate.ID, bad func(traffic.Set) bool) []proof.Step {
	for _, s := range p.Shared.FromInternet() {
		if s.Resource == id {
			return s.Path(bad)
		}
	}
	return nil
}

// opener is the rule that opens most, and the administration services it opens.
func opener(e *estate.Estate, own rules) (estate.Item[estate.SecurityGroupRule], traffic.Services) {
	for _, surely := range []bool{true, false} {
		for _, r := range own {
			for _, o := range (rules{r}).admit(e, nil) {
				s := o.certain
				if !surely {
					s = o.possible
				}
				s = s.RestrictServices(adminServices())
				if wide(s) {
					return r, s.Services()
				}
			}
		}
	}
	if len(own) == 0 {
		return estate.Item[estate.SecurityGroupRule]{}, adminServices()
	}
	return own[0], adminServices()
}

// named lists services by the names of the administration ports in them.
func named(s traffic.Services) string {
	var out []string
	for _, p := range adminPorts {
		if s.Contains(p.over, p.port) {
			out = append(out, fmt.Sprintf("%s (%s/%d)", p.name, p.over, p.port))
		}
	}
	return strings.Join(out, ", ")
}
