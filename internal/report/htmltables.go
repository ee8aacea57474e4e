package report

import (
	"strings"

	"ringwall/internal/finding"
)

// table opens a table whose columns are named; # goes before the name of one of
// numbers. It can be reached and moved by keys where it is wider than the page.
func (d *htmlPage) table(class markup, caption string, columns ...string) {
	d.raw(`<div class="wide" role="group" tabindex="0"`)
	d.attr("aria-label", caption)
	d.raw("><table")
	if class != "" {
		d.raw(` class="`, class, `"`)
	}
	d.raw(">\n")
	d.el("caption", caption)
	d.raw("\n<thead><tr>")
	for _, c := range columns {
		name, numeric := strings.CutPrefix(c, "#")
		if numeric {
			d.el(`th scope="col" class="num"`, name)
		} else {
			d.el(`th scope="col"`, name)
		}
	}
	d.raw("</tr></thead>\n<tbody>\n")
}

func (d *htmlPage) endTable() { d.raw("</tbody></table></div>\n") }

// controls lists every control that was put, with how it stands.
func (d *htmlPage) controls() {
	d.section("controls", "Controls")
	d.raw(`<details class="table"><summary>All controls and how they stand</summary>`, "\n")
	d.table("", "Controls", "Status", "Control", "Title", "Severity", "#Resources")
	for _, c := range d.r.Controls {
		d.raw(`<tr><td><span class="badge `, markup(c.Standing()), `">`)
		d.text(standingWords(c))
		d.raw("</span></td><td>")
		d.el("code", c.Control.ID)
		d.raw("</td>")
		d.el("td", c.Control.Title)
		d.el("td", c.Control.Severity.String())
		d.raw(`<td class="num">`)
		d.number(c.Resources)
		d.raw("</td></tr>\n")
	}
	d.endTable()
	d.raw("</details>\n")
	d.end()
}

func standingWords(c ControlStatus) string {
	if c.Status == finding.NotApplicable {
		return "not applicable"
	}
	return c.Standing()
}

// resources lists what was reviewed, with what was found of each.
func (d *htmlPage) resources() {
	d.section("resources", "Resources")
	of := d.findingsOf()
	d.raw(`<details class="table"><summary>All resources, and what was found of each</summary>`, "\n")
	d.table("", "Resources", "Resource", "Type", "Where", "Worst failure", "#Failures", "#Unknown")
	n := 0
	for _, r := range d.r.Subject.Estate.Resources {
		c := r.Base()
		if c.Origin.Implied != "" {
			continue
		}
		n++
		d.raw(`<tr id="r-`)
		d.number(n)
		d.raw(`"><th scope="row"><code>`)
		d.text(string(c.ID))
		d.raw("</code></th>")
		d.el("td", c.Type)
		d.raw("<td>")
		d.el(`span class="at"`, c.Origin.String())
		d.raw("</td>")
		d.found(of[string(c.ID)])
		d.raw("</tr>\n")
	}
	d.endTable()
	d.raw("</details>\n")
	d.end()
}

// found are the cells of what was found of a resource.
func (d *htmlPage) found(list []*finding.Finding) {
	fails, unknown := 0, 0
	var worst *finding.Finding
	for _, f := range list { // worst first
		if f.Status != finding.Fail {
			unknown++
			continue
		}
		if fails++; worst == nil {
			worst = f
		}
	}
	d.raw("<td>")
	if worst != nil {
		d.badge(worst.Severity)
		d.raw(" <a")
		d.attr("href", "#"+d.anchors[worst])
		d.raw(">")
		d.text(worst.Control)
		d.raw("</a>")
	}
	d.raw(`</td><td class="num">`)
	d.number(fails)
	d.raw(`</td><td class="num">`)
	d.number(unknown)
	d.raw("</td>")
}

// sources says what was read, what was not, and what no control looks at.
func (d *htmlPage) sources() {
	d.section("sources", "Sources")
	d.table("", "What was read", "Source", "Format", "Stack", "#Resources")
	for _, s := range d.r.Subject.Estate.Sources {
		d.raw(`<tr><th scope="row"><code>`)
		d.text(s.Name)
		d.raw("</code></th>")
		if s.Skipped != "" {
			d.el("td", "not read: "+s.Skipped)
		} else {
			d.el("td", s.Format)
		}
		d.el("td", s.Stack)
		d.raw(`<td class="num">`)
		d.number(s.Resources)
		d.raw("</td></tr>\n")
	}
	d.endTable()
	if len(d.r.Unexamined) > 0 {
		d.el("p", unexamined(d.r.Unexamined, true)+".")
		d.raw("\n")
	}
	d.end()
}
