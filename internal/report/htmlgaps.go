package report

import (
	"strings"

	"ringwall/internal/finding"
)

// gaps lists what could not be decided, by cause, with what settles it.
func (d *htmlPage) gaps() {
	causes, unseen := d.r.causes(), d.r.unseen()
	d.section("gaps", "Not known")
	if len(causes)+len(unseen) == 0 {
		d.raw("<p>Nothing was left undecided.</p>\n")
		d.end()
		return
	}
	if len(causes) > 0 {
		d.raw("<h3>Undecided until a value is known</h3>\n")
	}
	for _, c := range causes {
		d.cause(c)
	}
	if len(unseen) > 0 {
		d.raw("<h3>Not visible in these sources</h3>\n<ul class=\"unseen\">\n")
	}
	for _, x := range unseen {
		d.raw("<li><p>")
		d.text(sentenceCase(x.why))
		d.raw(": ")
		for i, id := range x.controls {
			if i > 0 {
				d.raw(", ")
			}
			d.el("code", id)
		}
		d.raw("</p>")
		d.settle(x.settle)
		d.raw("</li>\n")
	}
	if len(unseen) > 0 {
		d.raw("</ul>\n")
	}
	d.end()
}

func (d *htmlPage) settle(how string) {
	if how != "" {
		d.raw(`<p class="settle">Settle it: `)
		d.el("code", how)
		d.raw("</p>")
	}
}

// cause is something unknown with the findings that hang on it.
func (d *htmlPage) cause(c cause) {
	if len(c.findings) == 0 {
		d.raw(`<div class="cause"><p>`)
		d.text(c.text())
		d.raw("</p>")
		d.settle(c.settle)
		d.raw("</div>\n")
		return
	}
	d.raw(`<details class="cause"><summary><span class="badge unknown">unknown</span> <span class="line">`)
	d.text(c.text())
	d.raw(` <span class="count">`)
	d.text(plural(len(c.findings), "finding"))
	d.raw("</span></span></summary>\n<div class=\"body\">\n")
	d.settle(c.settle)
	d.table("", "What hangs on it", "Severity", "Control", "Resource", "What", "Where")
	for _, f := range c.findings {
		d.row(f, "")
	}
	d.endTable()
	d.raw("</div></details>\n")
}

// row is a finding as the row of a table, with one cell more if there is a text
// for it.
func (d *htmlPage) row(f finding.Finding, more string) {
	d.raw("<tr><td>")
	d.badge(f.Severity)
	d.raw("</td><td>")
	d.el("code", f.Control)
	d.raw("</td><td>")
	d.resource(f.Resource)
	d.raw("</td><td>")
	d.text(sentenceCase(d.r.Subject.message(f)))
	d.raw("</td><td>")
	d.el(`span class="at"`, f.Origin.String())
	d.raw("</td>")
	if more != "" {
		d.el("td", more)
	}
	d.raw("</tr>\n")
}

// anySuppression reports whether anything is to be said of suppressions.
func (r *Review) anySuppression() bool {
	return r.Accepted+len(r.Expired)+len(r.Stale)+len(r.wholly()) > 0
}

// suppressions lists what is accepted, with who says so and why.
func (d *htmlPage) suppressions() {
	r := d.r
	if !r.anySuppression() {
		return
	}
	d.section("suppressed", "Suppressed")
	d.raw("<p>Somebody has accepted these. They do not count.</p>\n")
	if len(r.Suppressed) > 0 {
		d.table("", "Suppressed findings", "Severity", "Control", "Resource", "What", "Where", "Reason")
		for _, f := range r.Suppressed {
			d.row(f, accepted(f.Suppression))
		}
		d.endTable()
	}
	if n := r.Accepted - len(r.Suppressed); n > 0 {
		d.el("p", plural(n, "more")+" of less severity than is shown.")
		d.raw("\n")
	}
	for _, c := range r.wholly() {
		d.raw("<p>Accepted as unknown: ")
		d.el("code", c.Control.ID)
		d.raw(", ")
		d.text(accepted(c.Suppression))
		d.raw("</p>\n")
	}
	d.idle("Suppressions that have expired", r.Expired)
	d.idle("Suppressions that match nothing", r.Stale)
	d.end()
}

// idle lists suppressions that do nothing.
func (d *htmlPage) idle(title string, list []finding.Suppression) {
	if len(list) == 0 {
		return
	}
	d.el("h3", title)
	d.raw("\n<ul class=\"plain\">\n")
	for i := range list {
		s := &list[i]
		d.raw("<li>")
		d.el("code", strings.Join(s.Controls, ", "))
		d.raw(" ")
		d.text(accepted(s))
		d.raw("</li>\n")
	}
	d.raw("</ul>\n")
}
