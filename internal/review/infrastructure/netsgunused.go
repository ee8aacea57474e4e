package infrastructure

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// UnusedGroup is NET-SG-UNUSED: security groups have members.
func UnusedGroup() *review.Rule {
	return &review.Rule{
		ID: "NET-SG-UNUSED", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Security groups are used",
		Why: "A group that nothing has is a set of open ports waiting for a machine: whoever attaches it later opens what " +
			"somebody once needed. It also hides which rules matter.",
		Fix:        "Remove the group, or attach it where it was meant to be.",
		Needs:      []string{"J"},
		References: []string{"FSBP EC2.22", "WA SEC05-BP02"},
		Specimen: `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Web servers
      VpcId: vpc-12345678
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
`,
		Twin: `Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Web servers
      VpcId: vpc-12345678
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
  Server:
    Type: AWS::EC2::Instance
    Properties: {ImageId: ami-12345678, SubnetId: subnet-12345678, SecurityGroupIds: [!Ref Group]}
`,
		Check: checkUnusedGroup,
	}
}

func checkUnusedGroup(p *review.Pass) {
	used := mentioned(p.Estate)
	var said map[string]speakers
	for _, g := range estate.All[*estate.SecurityGroup](p.Estate) {
		if g.Default || g.Origin.Implied != "" || used[g.ID] || admitsNothing(p.Estate, g) {
			p.Good(g)
			continue
		}
		if said == nil {
			said = saidOfGroups(p.Estate)
		}
		bad := p.Lacks(byName(said, g))
		if g.Offered {
			bad = bad.And(estate.Maybe(review.Gap(string(g.ID), "an output of its stack offers it to others",
				"load the stacks that use the output too", g.Origin)))
		}
		p.Judge(g, bad, review.Detail{Message: "nothing in the sources has the security group"})
	}
}

// mentioned are the resources that others mention, be it as the peer of a rule:
// a group for callers has members that its template does not know. What a
// group's own rules say does not count.
func mentioned(e *estate.Estate) map[estate.ID]bool {
	out := map[estate.ID]bool{}
	for _, r := range e.Resources {
		c := r.Base()
		own := estate.ID("")
		if rule, ok := r.(*estate.SecurityGroupRuleResource); ok {
			if g, ok := followed[*estate.SecurityGroup](e, rule.Owner); ok {
				own = g.ID
			}
		}
		for _, ref := range c.Properties.References() {
			if ref.Resource != c.ID && ref.Resource != own {
				out[ref.Resource] = true
			}
		}
	}
	return out
}

// admitsNothing: an empty group is kept for quarantine.
func admitsNothing(e *estate.Estate, g *estate.SecurityGroup) bool {
	in := e.RulesOf(g, false)
	return len(in.Known) == 0 && len(in.Unknown) == 0
}

// byName asks whether something may name the group by the name it was given.
func byName(said map[string]speakers, g *estate.SecurityGroup) estate.Truth {
	name, ok := g.GroupName.Known()
	if !ok || name.String() == "" {
		return estate.No()
	}
	return holds(said[name.String()].others(g.ID))
}

// speakers are the resources that say a text: the first, and whether there are
// others.
type speakers struct {
	first estate.ID
	more  bool
}

// others reports whether any but the one given is among them.
func (s speakers) others(than estate.ID) bool { return s.more || s.first != "" && s.first != than }

// saidOfGroups are the texts about groups or filters, also those in lists, with who
// says them.
func saidOfGroups(e *estate.Estate) map[string]speakers {
	out := map[string]speakers{}
	for _, r := range e.Resources {
		id := r.Base().ID
		textsAbout(r.Base().Properties, false, func(text string) {
			switch have := out[text]; {
			case have.first == "":
				out[text] = speakers{first: id}
			case have.first != id && !have.more:
				out[text] = speakers{have.first, true}
			}
		})
	}
	return out
}

// textsAbout calls say for each text below a property about groups or filters; about
// is set below one.
func textsAbout(t *estate.Tree, about bool, say func(string)) {
	if t == nil {
		return
	}
	if about && t.Kind == estate.Scalar {
		say(t.Text.String())
	}
	for _, f := range t.Fields {
		textsAbout(f.Value, about || strings.Contains(f.Name, "Group") || strings.Contains(f.Name, "Filter"), say)
	}
	for _, i := range t.Items {
		textsAbout(i, about, say)
	}
	for _, a := range t.Alts {
		textsAbout(a.Then, about, say)
	}
}
