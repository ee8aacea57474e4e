package infrastructure

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/review"
	"ringwall/internal/traffic"
)

// Lateral is NET-LATERAL.
func Lateral() *review.Rule {
	return &review.Rule{
		ID: "NET-LATERAL", Area: finding.Infrastructure, Severity: finding.Low,
		Title: "Who takes over something that faces the internet reaches little else",
		Why: "An attack seldom ends where it begins. The fewer machines, functions and stores the first one reaches, the longer it takes, the more " +
			"it is seen, and the smaller what is lost.",
		Fix: "Let security groups admit the groups that need it, port by port, and not the VPC's whole address range; put what faces the " +
			"internet in subnets and groups of its own.",
		Needs: []string{"NET"}, References: []string{"WA SEC05-BP01"},
		Specimen: lateralTemplate("10.0.0.0/16"), Twin: lateralTemplate("10.0.9.0/24"),
		Check: checkLateral,
	}
}

// mostReached is how many other resources one that faces the internet may reach
// before it is told.
const mostReached = 5

// lateralTemplate is a public web server and six others that admit a prefix.
func lateralTemplate(from string) string {
	more := `  Inner:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: inner
      VpcId: !Ref Vpc
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: ` + from + `}]
`
	for _, name := range []string{"A", "B", "C", "D", "E", "F"} {
		more += "  Node" + name + ": {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, SubnetId: !Ref PrivateSubnet, SecurityGroupIds: [!Ref Inner]}}\n"
	}
	return webTemplate(more, "PublicSubnet")
}

func checkLateral(p *review.Pass) {
	surfaces(p, p.Shared.FromInternet(), isCompute, func(r estate.Resource, s *reach.Surface) {
		open := s.Truth(wide)
		switch proof.Judge(p.Estate, open, s.Exists).Verdict {
		case proof.No:
			return
		case proof.Unknown:
			if others := len(estate.All[estate.Networked](p.Estate)) - 1; others > mostReached {
				p.Hinge(r, open)
			}
			return
		}
		answer, err := p.Shared.Reach().Ask(reach.Question{
			From: reach.Resources(r.Base().ID), To: p.Shared.Reach().Around(r.Base().ID), Services: traffic.AllServices(), Direct: true,
		})
		if err != nil {
			return
		}
		judgeRadius(p, r, open, answer)
	})
}

// furtherOf adds what a flow from a resource leads to, each once; what passes
// connections on is no end of them.
func furtherOf(e *estate.Estate, r estate.Resource, f reach.Flow, out []estate.ID) []estate.ID {
	for _, id := range f.To.Resources {
		if x, ok := e.Get(id); ok && id != r.Base().ID && !isEntrance(x.Base().Type) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func judgeRadius(p *review.Pass, r estate.Resource, open estate.Truth, answer reach.Answer) {
	var others, perhaps []estate.ID
	var d review.Detail
	doubt := estate.No()
	for _, f := range answer.Flows {
		if f.To.Kind != reach.PartyResources {
			continue
		}
		if !f.Traffic.IsEmpty() {
			others = furtherOf(p.Estate, r, f, others)
			if len(d.Steps) == 0 {
				d.Steps = f.Path
			}
		}
		perhaps = furtherOf(p.Estate, r, f, perhaps)
		for _, g := range f.Gaps {
			doubt = doubt.Or(estate.Maybe(g))
		}
	}
	if len(others) <= mostReached {
		p.Good(r)
		if len(perhaps) > mostReached {
			p.Hinge(r, open.And(doubt))
		}
		return
	}
	slices.Sort(others)
	var words []string
	for _, id := range others {
		words = append(words, string(id))
	}
	if len(words) > 12 {
		words = append(words[:12], fmt.Sprintf("and %d more", len(others)-12))
	}
	d.Message = fmt.Sprintf("the internet reaches it, and from it %d other resources can be reached directly", len(others))
	d.Facts = []string{"it reaches " + strings.Join(words, ", ")}
	p.Judge(r, open, d)
}
