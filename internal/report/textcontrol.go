package report

import (
	"strings"

	"ringwall/internal/finding"
)

// control explains one control.
func (p *page) control(c *Control) {
	p.line(p.paint(severityInk(c.Severity), strings.ToUpper(c.Severity.String())), "  ", p.paint(bold, c.ID))
	p.paragraph(0, bold, c.Title)
	p.line(p.paint(dim, c.Area.Title()+" ("+string(c.Area)+")"))
	p.section("Why", c.Why)
	p.section("Fix", c.Fix)
	if c.Raised != "" {
		p.section("Weighs more", c.Raised)
	}
	p.section("Needs", needs(c.Needs))
	p.section("References", strings.Join(c.References, ", "))
	p.template("Fails", c.Specimen)
	p.template("Passes", c.Twin)
}

func (p *page) section(title, text string) {
	if text == "" {
		return
	}
	p.heading(title)
	p.paragraph(2, plain, text)
}

func (p *page) template(title, text string) {
	if text == "" {
		return
	}
	p.heading(title)
	for _, l := range strings.Split(strings.Trim(text, "\n"), "\n") {
		p.line("  ", p.paint(dim, l))
	}
}

// needs says in words what a control looks at.
func needs(list []string) string {
	words := map[string]string{
		"A": "properties of one resource", "J": "relations between resources", "NET": "network reachability",
		"IAM": "policies", "ORG": "the organisation",
	}
	var out []string
	for _, n := range list {
		w := words[n]
		if w == "" {
			w = n
		}
		out = append(out, w)
	}
	return strings.Join(out, "; ")
}

// catalog lists controls by area.
func (p *page) catalog(c *Catalog) {
	width := 0
	for _, x := range c.Controls {
		width = max(width, columns(x.ID))
	}
	first := true
	for _, a := range finding.Areas() {
		var list []*Control
		for _, x := range c.Controls {
			if x.Area == a {
				list = append(list, x)
			}
		}
		if len(list) == 0 {
			continue
		}
		if !first {
			p.gap()
		}
		first = false
		p.line(p.paint(bold, a.Title()), p.paint(dim, " ("+string(a)+")"))
		for _, x := range list {
			lead := "  " + pad(x.ID, width) + "  " + p.paint(severityInk(x.Severity), pad(x.Severity.String(), 8)) + "  "
			p.text(lead, width+14, plain, x.Title)
		}
	}
}
