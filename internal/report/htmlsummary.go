package report

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
)

// mostFirst bounds what the summary names to mend first.
const mostFirst = 8

// header says what was reviewed and how it stands.
func (d *htmlPage) header() {
	r := d.r
	d.raw(`<header class="top">`, "\n", `<p class="kind">Security review</p>`, "\n<h1>")
	d.text(strings.Join(r.Subject.Names, ", "))
	d.raw("</h1>\n")
	text, skipped := contents(r.Subject.Estate.Sources)
	text += ", " + plural(r.Subject.Estate.Declared(), "resource")
	if n := r.Subject.Estate.Unresolved; n > 0 {
		text += ", " + plural(n, "property value") + " unresolved"
	}
	if skipped > 0 {
		text += ", " + plural(skipped, "file") + " not read"
	}
	d.el(`p class="what"`, text)
	if n := r.Failed(r.FailOn); n > 0 {
		d.raw(`<p class="verdict bad"><span aria-hidden="true">✗</span> `)
		d.text(plural(n, "failure") + " at or over " + r.FailOn.String())
	} else {
		d.raw(`<p class="verdict good"><span aria-hidden="true">✓</span> `)
		d.text("No failure at or over " + r.FailOn.String())
	}
	d.raw("</p>\n</header>\n")
}

func (d *htmlPage) summary() {
	d.section("summary", "Summary")
	d.tiles()
	d.areas()
	d.first()
	d.assumed()
	d.end()
}

// tiles count what was found, by severity.
func (d *htmlPage) tiles() {
	d.raw(`<ul class="tiles" aria-label="What was found">`, "\n")
	tile := func(class markup, n int, what string) {
		d.raw(`<li class="tile `, class, `"><span class="n">`)
		d.number(n)
		d.raw(`</span> <span class="of">`)
		d.text(what)
		d.raw("</span></li>\n")
	}
	for s := finding.Critical; ; s-- {
		if n := d.r.Failures[s]; n > 0 || s >= finding.Low {
			tile(severityClass(s), n, s.String())
		}
		if s == finding.Info {
			break
		}
	}
	tile("unknown", d.r.Undecided, "undecided")
	if d.r.Accepted > 0 {
		tile("suppressed", d.r.Accepted, "suppressed")
	}
	if d.r.Known > 0 {
		tile("info", d.r.Known, "of the baseline, not shown")
	}
	d.raw("</ul>\n")
}

func severityClass(s finding.Severity) markup { return markup(s.String()) }

// areas is the table of areas with how many of their controls hold.
func (d *htmlPage) areas() {
	d.table("areas", "Controls by area: how many hold", "Area", "#Hold", "Share", "#Pass", "#Fail", "#Unknown", "#Suppressed")
	for _, a := range d.r.Areas {
		total := a.Pass + a.Fail + a.Unknown + a.Suppressed
		if total == 0 {
			continue
		}
		d.raw(`<tr><th scope="row">`)
		d.text(a.ID.Title())
		d.raw(`</th><td class="num">`)
		d.text(fmt.Sprintf("%d of %d", a.Pass, total))
		d.raw(`</td><td class="bar">`)
		d.bar(a, total)
		d.raw("</td>")
		for _, n := range []int{a.Pass, a.Fail, a.Unknown, a.Suppressed} {
			d.raw(`<td class="num">`)
			d.number(n)
			d.raw("</td>")
		}
		d.raw("</tr>\n")
	}
	d.endTable()
}

// bar is an area's shares as a picture; the numbers stand beside it.
func (d *htmlPage) bar(a Area, total int) {
	d.raw(`<svg class="shares" viewBox="0 0 120 10" width="120" height="10" aria-hidden="true" focusable="false">`)
	x := 0
	for _, s := range []struct {
		class markup
		n     int
	}{{"pass", a.Pass}, {"fail", a.Fail}, {"unknown", a.Unknown}, {"suppressed", a.Suppressed}} {
		to := x + s.n*120/total
		if s.n > 0 {
			to = max(to, x+2)
		}
		d.raw(`<rect class="`, s.class, `" x="`)
		d.number(x)
		d.raw(`" width="`)
		d.number(to - x)
		d.raw(`" height="10"/>`)
		x = to
	}
	d.raw("</svg>")
}

// first names what to mend first: the worst failures.
func (d *htmlPage) first() {
	n := 0
	for i := range d.r.Findings {
		f := &d.r.Findings[i]
		if f.Status != finding.Fail || f.Severity < finding.High || n == mostFirst {
			continue
		}
		if n++; n == 1 {
			d.raw("<h3>What to mend first</h3>\n<ol class=\"first\">\n")
		}
		d.raw("<li>")
		d.badge(f.Severity)
		d.raw(" <a")
		d.attr("href", "#"+d.anchors[f])
		d.raw(">")
		d.text(sentenceCase(d.r.Subject.message(*f)))
		d.raw("</a> ")
		d.resource(f.Resource)
		d.raw("</li>\n")
	}
	if n > 0 {
		d.raw("</ol>\n")
	}
}

// badge is a severity in a word; its colour only repeats it.
func (d *htmlPage) badge(s finding.Severity) {
	d.raw(`<span class="badge `, severityClass(s), `">`, severityClass(s), "</span>")
}

// resource is a resource's name, which leads to its row.
func (d *htmlPage) resource(id estate.ID) {
	if id == "" {
		d.raw(`<span class="who">the estate</span>`)
		return
	}
	n := d.rows[string(id)]
	if n == 0 {
		d.el(`code class="who"`, string(id))
		return
	}
	d.raw(`<a class="who" href="#r-`)
	d.number(n)
	d.raw(`"><code>`)
	d.text(string(id))
	d.raw("</code></a>")
}

func (d *htmlPage) assumed() {
	if len(d.r.Assumed) == 0 {
		return
	}
	d.raw("<h3>Assumed</h3>\n<p>A parameter that was not given has its default. <code>--param NAME=VALUE</code> sets it; <code>--assume any</code> takes a default as one possibility.</p>\n<ul class=\"plain\">\n")
	for _, v := range d.r.Assumed {
		d.raw("<li>")
		d.el("code", defaultOf(v))
		d.raw("</li>\n")
	}
	d.raw("</ul>\n")
}

// overview is the architecture as a picture.
func (d *htmlPage) overview() {
	if d.r.Pictures == nil || d.r.Pictures.Overview == nil {
		return
	}
	d.section("overview", "Architecture")
	d.raw(`<figure class="picture" role="group" tabindex="0" aria-label="The architecture as a picture">`, "\n")
	if err := d.r.Pictures.Overview(&d.b, "p0-"); err != nil && d.err == nil {
		d.err = fmt.Errorf("draw the architecture: %w", err)
	}
	d.raw("</figure>\n")
	d.end()
}
