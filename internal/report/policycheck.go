package report

import (
	"cmp"
	"slices"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// PolicyCheck is what is to be said of policy documents.
type PolicyCheck struct {
	Names    []string // as the user named them
	Policies []CheckedPolicy
	Findings []finding.Finding // each about a policy, by its name
	Controls []*Control        // that the findings name
	Known    int               // findings that a baseline has, which are left out
}

// CheckedPolicy is one document.
type CheckedPolicy struct {
	Name       string // its file, with the place in it where it is not all of it
	Kind       string // identity, trust, …
	Why        string // by what the kind was told, if the user didn't say it
	Statements int
	Size       int // in characters that count for AWS's quotas
}

// Sort puts the findings into order, failures first and of these the worst, and
// names each control once.
func (c *PolicyCheck) Sort() {
	slices.SortStableFunc(c.Findings, func(a, b finding.Finding) int {
		return cmp.Or(cmp.Compare(b.Status, a.Status), cmp.Compare(b.Severity, a.Severity))
	})
	slices.SortStableFunc(c.Controls, func(a, b *Control) int { return cmp.Compare(a.ID, b.ID) })
	c.Controls = slices.CompactFunc(c.Controls, func(a, b *Control) bool { return a.ID == b.ID })
}

// subject is the estate of policies alone: none.
func (c *PolicyCheck) subject() Subject { return Subject{Estate: &estate.Estate{}, Names: c.Names} }

// review is a review with these findings, for formats that tell findings alike.
func (c *PolicyCheck) review() *Review {
	as := &Review{Subject: c.subject(), Findings: c.Findings, Known: c.Known}
	for _, x := range c.Controls {
		as.Controls = append(as.Controls, ControlStatus{Control: x})
	}
	for _, f := range c.Findings {
		if f.Status == finding.Fail {
			as.Failures[f.Severity]++
		} else {
			as.Undecided++
		}
	}
	return as
}

// sarif is the log of a review with these findings; how the kinds of the policies
// were told stands in its notes.
func (c *PolicyCheck) sarif(version string) sarifLog {
	log := sarifDocument(c.review(), version)
	notes := &log.Runs[0].Invocations[0].ToolExecutionNotifications
	for _, x := range c.Policies {
		text := x.Name + ": " + x.Kind + " policy"
		if x.Why != "" {
			text += " (" + x.Why + ")"
		}
		*notes = append(*notes, sarifNotification{"note", sarifText{Text: text}})
	}
	return log
}

type jsonPolicyCheck struct {
	Schema   string        `json:"schema"`
	Estate   jsonEstate    `json:"estate"`
	Policies []jsonPolicy  `json:"policies"`
	Findings []jsonFinding `json:"findings"`
	Known    int           `json:"known,omitempty"`
}

type jsonPolicy struct {
	Name       string `json:"name"`
	Kind       string `json:"kind"`
	Why        string `json:"kind_because,omitempty"`
	Statements int    `json:"statements"`
	Size       int    `json:"size"`
}

func policyCheckDocument(c *PolicyCheck) jsonPolicyCheck {
	out := jsonPolicyCheck{"ringwall.policy-check/v1", c.subject().json(), []jsonPolicy{}, []jsonFinding{}, c.Known}
	for _, p := range c.Policies {
		out.Policies = append(out.Policies, jsonPolicy(p))
	}
	for _, f := range c.Findings {
		out.Findings = append(out.Findings, c.subject().finding(f))
	}
	return out
}

// policyCheck lists the policies, then what is to be said of them, worst first.
func (p *page) policyCheck(c *PolicyCheck) {
	for _, x := range c.Policies {
		text := x.Kind + " policy, " + plural(x.Statements, "statement") + ", " + plural(x.Size, "character")
		if x.Why != "" {
			text += " (" + x.Why + "; --kind settles it)"
		}
		p.line(p.paint(bold, x.Name))
		p.paragraph(2, dim, text)
	}
	for _, f := range c.Findings {
		p.gap()
		word := f.Severity.String()
		if f.Status == finding.Unknown {
			word = "unknown"
		}
		p.line(p.paint(severityInk(f.Severity), pad(strings.ToUpper(word), 8)), "  ", p.paint(bold, f.Control), "  ", p.paint(dim, f.Origin.String()))
		p.paragraph(2, plain, sentenceCase(message(f)))
		for _, fact := range f.Facts {
			p.text("    · ", 6, plain, fact)
		}
		for _, cause := range because(f) {
			p.text(p.paint(cyan, "    ? "), 6, plain, cause)
		}
		p.text(p.paint(green, "  Fix: "), 7, plain, f.Fix)
		if p.Verbose {
			p.details(f)
		}
	}
	p.gap()
	p.line(c.summary())
	if c.Known > 0 {
		p.line(p.paint(dim, plural(c.Known, "finding")+" of the baseline not shown."))
	}
}

// summary counts the findings by severity.
func (c *PolicyCheck) summary() string {
	var counts [finding.Critical + 1]int
	unknown := 0
	for _, f := range c.Findings {
		if f.Status == finding.Unknown {
			unknown++
			continue
		}
		counts[f.Severity]++
	}
	var words []string
	for s := finding.Critical; ; s-- {
		if counts[s] > 0 {
			words = append(words, number(counts[s])+" "+s.String())
		}
		if s == finding.Info {
			break
		}
	}
	if unknown > 0 {
		words = append(words, number(unknown)+" unknown")
	}
	policies := plural(len(c.Policies), "policy")
	if len(words) == 0 {
		return policies + ": nothing found"
	}
	return policies + ": " + strings.Join(words, ", ")
}
