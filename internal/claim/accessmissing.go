package claim

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// missing says what is to be added for an answer to be yes: of what is refused first,
// then of what isn't known.
func (p *Prover) missing(a *Access) {
	for _, x := range a.Network {
		if x.Verdict == proof.No {
			a.lack(p.lacksWay(a, x)...)
		}
	}
	for _, x := range append(slices.Clone(a.Permission), a.Key...) {
		if x.Verdict == proof.No {
			a.lack(p.lacksPermit(a, x)...)
		}
	}
}

func (a *Access) lack(list ...string) {
	for _, s := range list {
		if !slices.Contains(a.Missing, s) {
			a.Missing = append(a.Missing, s)
		}
	}
}

// lacksWay says what a blocked way lacks: the changes that were proved to open it,
// else what blocks.
func (p *Prover) lacksWay(a *Access, x Passage) []string {
	var out []string
	switch f, _ := a.Source.(*estate.Function); {
	case x.Service != nil:
		return p.lacksServiceWay(x)
	case f != nil && !f.Subnets.IsEmpty().True.IsNever():
		return []string{fmt.Sprintf("a place in a VPC from which %s is reached: VpcConfig of %s%s", x.To, x.From, place(f.Origin))}
	case x.Remedy != nil && x.Remedy.Verified:
		for _, c := range x.Remedy.Changes {
			out = append(out, changeWords(c.Text)+place(c.Origin))
		}
	case x.Answer != nil:
		for _, s := range x.Answer.Blocked {
			out = append(out, blockWords(s))
		}
	}
	return out
}

// changeWords says as something missing what is to be added: "add to db: in tcp 5432
// from app".
func changeWords(text string) string {
	if to, rule, ok := strings.Cut(text, ": "); ok {
		if name, ok := strings.CutPrefix(to, "add to "); ok {
			return "a rule of " + name + ": " + rule
		}
	}
	return text
}

func blockWords(s proof.Step) string {
	words := strings.ReplaceAll(s.Kind, "-", " ")
	if s.Resource != "" {
		words += " " + string(s.Resource)
	}
	words += ": " + s.Rule
	return words + place(s.Origin)
}

func place(o estate.Origin) string {
	if o.File == "" {
		return ""
	}
	return " (" + o.String() + ")"
}

// lacksServiceWay says what the way to an AWS service lacks.
func (p *Prover) lacksServiceWay(x Passage) []string {
	var out, vpcs []string
	for _, w := range x.Service.Ways {
		if w.Verdict != proof.No {
			continue
		}
		for _, s := range w.Steps {
			if s.Effect != proof.Blocks {
				continue
			}
			words := blockWords(s)
			if s.Kind == "internet-gateway" && strings.HasPrefix(s.Rule, "public address of the source") {
				words = fmt.Sprintf("%s has no public address, and so no way through the internet gateway%s", x.From, place(s.Origin))
			}
			if !slices.Contains(out, words) {
				out = append(out, words)
			}
		}
		if w.Endpoint == "" && !slices.Contains(vpcs, string(w.VPC)) {
			vpcs = append(vpcs, string(w.VPC))
		}
	}
	for _, v := range vpcs {
		kind := "an interface endpoint with private DNS"
		if x.To == "s3" || x.To == "dynamodb" {
			kind = "a gateway endpoint in the route table of its subnets"
		}
		out = append([]string{fmt.Sprintf("a way from %s to %s: %s in %s, or a route to a NAT gateway", x.From, x.To, kind, v)}, out...)
	}
	return out
}

// lacksPermit says what a request that is denied lacks.
func (p *Prover) lacksPermit(a *Access, x Permit) []string {
	switch {
	case x.Target == nil && a.Who == nil:
		return []string{fmt.Sprintf("a role for %s to make requests with: an instance profile%s", a.Source.Base().ID, place(a.Source.Base().Origin))}
	case x.Target == nil:
		return []string{x.Why}
	}
	d := x.Answer.Decision
	what := x.Action + " on " + x.Target.Name
	if d.Verdict == authz.ExplicitDeny {
		var out []string
		for _, s := range d.Statements {
			sid := s.Sid
			if sid == "" {
				sid = fmt.Sprintf("statement %d", s.Statement+1)
			}
			out = append(out, fmt.Sprintf("an exception in %s of %s, which denies %s (%s:%d:%d)", sid, s.Policy, what, s.Pos.File, s.Pos.Line, s.Pos.Column))
		}
		return out
	}
	who := a.Who.Name
	if a.Who.Resource != nil {
		who = kindWord(a.Who.Resource) + " " + string(a.Who.Resource.Base().ID)
	}
	switch d.Layer {
	case authz.Key:
		return []string{fmt.Sprintf("an Allow of %s for %s: in the key's policy, or in the policies of %s where the key's policy lets the account decide", what, who, who)}
	case authz.Resource, authz.Trust:
		return []string{fmt.Sprintf("an Allow of %s for %s in the resource's policy", what, who)}
	case authz.Endpoint:
		return []string{fmt.Sprintf("an Allow of %s in the policy of the VPC endpoint that the request comes through", what)}
	case authz.SCP, authz.RCP:
		return []string{fmt.Sprintf("an Allow of %s at every level of the organisation's %s policies", what, strings.ToUpper(d.Layer.String()))}
	case authz.Boundary, authz.Session:
		return []string{fmt.Sprintf("an Allow of %s in the %s policy of %s", what, d.Layer, who)}
	}
	return []string{fmt.Sprintf("an Allow of %s in the policies of %s", what, who)}
}

func kindWord(r estate.Resource) string {
	if _, ok := r.(*estate.User); ok {
		return "user"
	}
	return "role"
}
