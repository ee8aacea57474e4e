package report

import (
	"fmt"
	"strings"

	"ringwall/internal/proof"
)

// noReplies is why something is unreachable of which only the way back is shut.
const noReplies = "replies don't get back"

// sentence explains a network ACL's ephemeral ports in one sentence ("Ephemeral
// ports" in "Custom network ACLs for your VPC").
func (l ReplyLimit) sentence() string {
	way, only := "in", "it only lets in "
	if l.Egress {
		way, only = "out", "it only lets out "
	}
	what := "replies"
	if l.Protocol != "tcp" {
		what = l.Protocol + " replies"
	}
	ports := portList(l.Admitted)
	if ports == "" {
		only, ports = "it lets "+way+" no "+l.Protocol, ""
	}
	return what + " to client ports " + portList(l.Dropped) + " are dropped by " + string(l.ACL) + " " + way + ": " + only + ports +
		" (Linux clients use 32768-60999, NAT gateways and load balancers 1024-65535)"
}

// replies says what happens to what answers.
func (p *page) replies(r *Reach) {
	switch {
	case r.Verdict == Partial:
		p.paragraph(2, yellow, "replies get back only to client ports "+portList(r.ClientPorts)+" of 1024-65535")
	case r.Verdict == Unreachable && r.OnlyReplies:
		p.paragraph(2, yellow, "the traffic gets there, but "+noReplies)
	}
	for _, l := range r.Replies {
		p.paragraph(2, yellow, l.sentence())
	}
}

// blocked writes what stands in the way, with AWS's codes.
func (p *page) blocked(steps []proof.Step) {
	if len(steps) == 0 {
		return
	}
	p.heading("Blocked")
	coded := make([]proof.Step, len(steps))
	for i, s := range steps {
		if s.Code != "" {
			s.Detail = strings.TrimPrefix(s.Detail+" ["+s.Code+"]", " ")
		}
		coded[i] = s
	}
	p.steps(2, "", coded)
}

// opening writes what would open it.
func (p *page) opening(o *Opening) {
	switch {
	case o == nil:
		return
	case len(o.Changes) == 0:
		p.gap()
		p.paragraph(0, plain, "No change of a rule, route, attachment or address opens it: "+o.Why+".")
		return
	}
	title := "With this change it is reachable"
	if n := len(o.Changes); n > 1 {
		title = fmt.Sprintf("With these %d changes it is reachable", n)
	}
	if o.Verified {
		title += ": verified"
	}
	p.heading(title)
	file := ""
	for _, c := range o.Changes {
		p.placed(p.paint(green, "  + "), 4, c.Text, placeAfter(file, c.Origin))
		if c.Origin.File != "" {
			file = c.Origin.File
		}
	}
}
