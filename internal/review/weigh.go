package review

import (
	"net/netip"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/traffic"
)

// Raise says what makes a rule's findings weigh more than elsewhere: the same
// weakness matters more where the internet reaches it, or where the data is
// confidential.
type Raise uint8

const (
	// ByClass raises by the class of data that the resource is tagged with.
	ByClass Raise = 1 << iota
	// ByExposure raises where the internet reaches the resource, by proof.
	ByExposure
)

// raised is one step more, but at least medium: what is hygiene elsewhere
// matters there. Only both reasons together make a finding critical.
func raised(s finding.Severity, reasons int) finding.Severity {
	if reasons == 0 || s == finding.Critical {
		return s
	}
	most := finding.High
	if reasons > 1 {
		most = finding.Critical
	}
	return max(s, min(most, max(finding.Medium, s+finding.Severity(reasons))))
}

// weigh is the severity of a finding on a resource, and why it is more than the
// rule's own.
func (p *Pass) weigh(c *estate.Core, s finding.Severity) (finding.Severity, []string) {
	var why []string
	if p.rule.Raise&ByClass != 0 && surely(Sensitive(c)) {
		why = append(why, "weighs more: it is tagged "+ClassName(c))
	}
	if p.rule.Raise&ByExposure != 0 {
		if ports := p.Shared.Exposed(c.ID); ports != "" {
			why = append(why, "weighs more: the internet reaches it by "+ports)
		}
	}
	to := raised(s, len(why))
	if to == s {
		return s, nil
	}
	return to, why
}

// surely is true of what holds in every scenario that counts by default.
func surely(t estate.Truth) bool {
	by := t.True.ByDefault()
	return !by.IsNever() && t.Possible().ByDefault().Implies(by)
}

// Exposed says by which services the internet at large reaches a resource for
// certain, in some scenario of the defaults: "tcp/443". It is empty of what is
// reached by a few addresses only, perhaps, or not at all.
func (s *Shared) Exposed(id estate.ID) string {
	if s.exposed == nil {
		s.exposed = map[estate.ID]string{}
		for _, x := range s.FromInternet() {
			for _, w := range x.Worlds {
				if open := atLarge(w.Certain); open != "" && !w.When.ByDefault().IsNever() && s.exposed[x.Resource] == "" {
					s.exposed[x.Resource] = open
				}
			}
		}
	}
	return s.exposed[id]
}

// atLarge are the services open to addresses that have nothing in common but the
// internet.
func atLarge(from traffic.Set) string {
	for _, pair := range [][2]string{{"4.4.4.4", "193.0.0.1"}, {"2001:4860::1", "2a00:1450::1"}} {
		open := from.At(netip.MustParseAddr(pair[0])).Intersect(from.At(netip.MustParseAddr(pair[1])))
		if !open.IsEmpty() {
			return open.String()
		}
	}
	return ""
}
