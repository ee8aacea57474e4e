package infrastructure

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// watched are ports that must not be open to the internet, by name.
type watched []struct {
	over traffic.Protocol
	port uint16
	name string
}

// services are the services of the ports.
func (w watched) services() traffic.Services {
	out := traffic.NoServices()
	for _, p := range w {
		out = out.Union(traffic.Ports(p.over, p.port, p.port))
	}
	return out
}

// adminPorts are those by which machines are administered: SSH, RDP, WinRM and SMB.
// RDP carries its pictures over UDP too, and answers there before anybody has
// logged in: CIS AWS Foundations 6.3 asks of port 3389 over TCP, UDP and all
// protocols. It asks the same of port 22, but nothing speaks SSH over UDP.
var adminPorts = watched{
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

func checkAdminPorts(p *review.Pass) { checkOpen(p, adminPorts, nil) }

// checkOpen judges security groups and rules that stand alone by the ports that they
// open; what opens others already has its finding.
func checkOpen(p *review.Pass, ports, others watched) {
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
	open := openJudge{p, ports, others}
	for _, g := range estate.All[*estate.SecurityGroup](e) {
		if !g.Default {
			open.judge(g, g.ID, rules(g.Ingress.Known), g.Ingress.Unknown)
		}
		for _, r := range lone[g.ID] {
			open.judgeRule(r, g.ID)
		}
		open.judgeTogether(g)
	}
	for _, r := range lone[""] {
		open.judgeRule(r, "")
	}
}

// openJudge judges what is open to the internet of some ports.
type openJudge struct {
	*review.Pass
	ports, others watched
}

func (o openJudge) judgeRule(r *estate.SecurityGroupRuleResource, group estate.ID) {
	o.judge(r, group, rules{{Is: r.Rule, Origin: r.Origin}}, nil)
}

// bad is true where rules open the ports. Rules that open the others too have their
// finding for those.
func (o openJudge) bad(own rules, more []estate.GuardedGap) estate.Truth {
	own = o.mine(own)
	out := own.truth(o.Estate, more, o.ports.isOpen)
	if o.others != nil && !(out.True.IsNever() && out.Unknown.IsNever()) {
		out = out.And(own.truth(o.Estate, more, o.others.isOpen).Not())
	}
	return out
}

// mine leaves the rules off that open the others for certain.
func (o openJudge) mine(own rules) rules {
	if o.others == nil {
		return own
	}
	return slices.DeleteFunc(slices.Clone(own), func(r estate.Item[estate.SecurityGroupRule]) bool {
		return !(rules{r}).truth(o.Estate, nil, o.others.isOpen).True.IsNever()
	})
}

// judgeTogether finds what no single resource opens but all rules of a group
// do, piece by piece.
func (o openJudge) judgeTogether(g *estate.SecurityGroup) {
	all := o.Estate.RulesOf(g, false)
	if len(all.Known) == len(g.Ingress.Known) {
		return
	}
	byOwner := map[estate.ID]rules{}
	for _, r := range all.Known {
		byOwner[r.Is.Owner] = append(byOwner[r.Is.Owner], r)
	}
	alone := estate.No()
	for _, own := range byOwner {
		alone = alone.Or(own.truth(o.Estate, nil, o.ports.isOpen))
	}
	together := o.bad(rules(all.Known), nil)
	only := together.And(alone.Not())
	if proof.Judge(o.Estate, only, g.When).Verdict == proof.Yes {
		o.Judge(g, only, o.detail(g.ID, rules(all.Known)))
	}
}

// isOpen is true of traffic from a large part of the internet to the ports.
func (w watched) isOpen(s traffic.Set) bool {
	return !s.IsEmpty() && wide(s.RestrictServices(w.services()))
}

func (o openJudge) judge(owner estate.Resource, group estate.ID, own rules, more []estate.GuardedGap) {
	bad := o.bad(own, more)
	if bad.True.IsNever() && bad.Unknown.IsNever() {
		o.Good(owner)
		return
	}
	d := o.detail(group, own)
	if o.others != nil && o.toldElsewhere(d.Also) {
		return
	}
	o.Judge(owner, bad, d)
}

// toldElsewhere is true of resources that the internet reaches and that have a
// finding of their own for it: NET-DB-INTERNET's or NET-PUBLIC-TIER's, which tell of
// everything but load balancers.
func (o openJudge) toldElsewhere(reached []estate.ID) bool {
	for _, id := range reached {
		r, ok := o.Estate.Get(id)
		if _, balancer := r.(*estate.LoadBalancer); !ok || balancer {
			return false
		}
	}
	return len(reached) > 0
}

// detail says which rule opens what, and how far the internet comes.
func (o openJudge) detail(group estate.ID, own rules) review.Detail {
	d := review.Detail{Weighed: true, Severity: finding.Medium}
	own = o.mine(own)
	rule, services := o.opener(own)
	d.At = rule.Origin
	open := o.openTo(own)
	if len(open) > 0 {
		services = open.services()
	}
	d.Message, d.Key = fmt.Sprintf("%s is open to the internet (%s)", o.ports.named(services), describe(rule.Is)), open.key()
	weigh(o.Pass, group, services, &d)
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
	attached, proxies := 0, 0
	var reached []string
	for _, o := range p.Shared.Reach().OpenedBy(group, services) {
		attached++
		if speaksHTTP(p.Estate, o.Resource) {
			proxies++
		}
		switch o.Reached {
		case proof.Yes:
			d.Severity = finding.Critical
			reached = append(reached, string(o.Resource))
			d.Also = append(d.Also, o.Resource)
		case proof.Unknown:
			d.Severity = max(d.Severity, finding.High)
		}
	}
	if attached > 0 && proxies == attached {
		d.Severity = finding.Medium
		d.Facts = append(d.Facts, "what is attached to the group are application load balancers, which answer HTTP only: what is attached later may answer more")
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

// speaksHTTP is true of an application load balancer: its listeners speak HTTP and
// HTTPS, whatever port they listen on ("Listeners for your Application Load Balancers").
func speaksHTTP(e *estate.Estate, id estate.ID) bool {
	r, ok := e.Get(id)
	b, is := r.(*estate.LoadBalancer)
	return ok && is && estate.Is(b.Kind, "application").True.IsAlways()
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

// opener is the rule that opens most, and the services of the ports it opens.
func (o openJudge) opener(own rules) (estate.Item[estate.SecurityGroupRule], traffic.Services) {
	for _, surely := range []bool{true, false} {
		for _, r := range own {
			for _, class := range (rules{r}).admit(o.Estate, nil) {
				s := class.certain
				if !surely {
					s = class.possible
				}
				s = s.RestrictServices(o.ports.services())
				if wide(s) {
					return r, s.Services()
				}
			}
		}
	}
	if len(own) == 0 {
		return estate.Item[estate.SecurityGroupRule]{}, o.ports.services()
	}
	return own[0], o.ports.services()
}

// openTo are the ports that rules open, for certain if any are.
func (o openJudge) openTo(own rules) watched {
	var sure, perhaps watched
	for _, p := range o.ports {
		is := own.truth(o.Estate, nil, watched{p}.isOpen)
		if !is.True.IsNever() {
			sure = append(sure, p)
		}
		if !is.Unknown.IsNever() {
			perhaps = append(perhaps, p)
		}
	}
	if len(sure) > 0 {
		return sure
	}
	return perhaps
}

// key is the set of ports, by which findings on one group are told apart.
func (w watched) key() string {
	var out []string
	for _, p := range w {
		out = append(out, fmt.Sprintf("%s/%d", p.over, p.port))
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}

// named lists services by the names of the ports in them.
func (w watched) named(s traffic.Services) string {
	var out []string
	for _, p := range w {
		if s.Contains(p.over, p.port) {
			out = append(out, fmt.Sprintf("%s (%s/%d)", p.name, p.over, p.port))
		}
	}
	return strings.Join(out, ", ")
}
