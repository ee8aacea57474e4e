package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ringwall/internal/finding"
	"ringwall/internal/proof"
)

// findings lists what fails: by area, then by control, the worst first.
func (d *htmlPage) findings() {
	d.section("findings", "Findings")
	if len(d.r.failing()) == 0 {
		d.raw("<p>Nothing fails that is shown here.</p>\n")
		d.end()
		return
	}
	d.filter()
	for _, area := range finding.Areas() {
		groups := d.groups(area)
		if len(groups) == 0 {
			continue
		}
		n := 0
		for _, g := range groups {
			n += len(g.list)
		}
		d.raw(`<section class="area" data-area="`, markup(area), `">`, "\n<h3>")
		d.text(area.Title())
		d.raw(` <span class="count">`)
		d.text(plural(n, "finding"))
		d.raw("</span></h3>\n")
		for _, g := range groups {
			d.group(g)
		}
		d.raw("</section>\n")
	}
	d.end()
}

// filter is a form that the script shows: without it, it would do nothing.
func (d *htmlPage) filter() {
	d.raw(`<form id="filter" class="filter" hidden aria-label="Filter the findings">`, "\n", `<fieldset><legend>Severity</legend>`, "\n")
	for s := finding.Critical; ; s-- {
		d.raw(`<label><input type="checkbox" name="severity" value="`, severityClass(s), `" checked> `, severityClass(s), "</label>\n")
		if s == finding.Info {
			break
		}
	}
	d.raw("</fieldset>\n", `<label class="field">Area <select name="area"><option value="">all</option>`)
	for _, a := range finding.Areas() {
		if len(d.groups(a)) > 0 {
			d.raw(`<option value="`, markup(a), `">`)
			d.text(a.Title())
			d.raw("</option>")
		}
	}
	d.raw("</select></label>\n", `<label class="field">Text <input type="search" name="text" autocomplete="off" placeholder="resource, control, file"></label>`, "\n")
	d.raw(`<span class="buttons"><button type="button" name="open">Open all</button> <button type="button" name="close">Close all</button></span>`, "\n", `<p class="status" role="status"></p>`, "\n</form>\n")
}

// htmlGroup are the failures of one control.
type htmlGroup struct {
	control *Control
	list    []*finding.Finding
}

// groups are an area's failures by control, in the order of the worst of each.
func (d *htmlPage) groups(area finding.Area) []*htmlGroup {
	var out []*htmlGroup
	at := map[string]*htmlGroup{}
	for i := range d.r.Findings {
		f := &d.r.Findings[i]
		if f.Area != area || f.Status != finding.Fail {
			continue
		}
		if at[f.Control] == nil {
			at[f.Control] = &htmlGroup{control: d.control(f)}
			out = append(out, at[f.Control])
		}
		at[f.Control].list = append(at[f.Control].list, f)
	}
	return out
}

// control is what is known of a finding's control.
func (d *htmlPage) control(f *finding.Finding) *Control {
	for _, c := range d.r.Controls {
		if c.Control.ID == f.Control {
			return c.Control
		}
	}
	return &Control{ID: f.Control, Title: f.Control, Fix: f.Fix, References: f.References}
}

// group writes what a control's findings have in common, then each.
func (d *htmlPage) group(g *htmlGroup) {
	c := g.control
	d.raw(`<section class="group">`, "\n", `<h4><code class="id">`)
	d.text(c.ID)
	d.raw("</code> ")
	d.text(c.Title)
	d.raw("</h4>\n")
	if c.Why != "" {
		d.el(`p class="why"`, c.Why)
		d.raw("\n")
	}
	d.raw(`<p class="fix"><strong>Fix:</strong> `)
	d.text(c.Fix)
	d.raw("</p>\n")
	if len(c.References) > 0 {
		d.raw(`<ul class="refs" aria-label="References">`)
		for _, ref := range c.References {
			d.el("li", ref)
		}
		d.raw("</ul>\n")
	}
	for _, f := range g.list {
		d.finding(f, c)
	}
	d.raw("</section>\n")
}

// finding writes one failure: a line, and all that proves it below.
func (d *htmlPage) finding(f *finding.Finding, c *Control) {
	d.raw(`<details class="finding"`)
	d.attr("id", d.anchors[f])
	d.raw(` data-severity="`, severityClass(f.Severity), `">`, "\n<summary>")
	d.badge(f.Severity)
	d.raw(` <span class="line"><span class="who">`)
	if f.Resource == "" {
		d.text("the estate")
	} else {
		d.el("code", string(f.Resource))
	}
	d.raw("</span> ")
	d.text(sentenceCase(d.r.Subject.message(*f)))
	d.raw("</span>")
	d.place(f.Origin.String())
	d.raw("</summary>\n<div class=\"body\">\n")
	d.facts(f)
	d.path(f)
	if f.Fix != c.Fix {
		d.raw(`<p class="fix"><strong>Fix here:</strong> `)
		d.text(f.Fix)
		d.raw("</p>\n")
	}
	d.raw("</div>\n</details>\n")
}

// place is where something is written.
func (d *htmlPage) place(at string) {
	if at != "" {
		d.raw(" ")
		d.el(`span class="at"`, at)
	}
}

// facts are what is known of a finding beside its path.
func (d *htmlPage) facts(f *finding.Finding) {
	d.raw("<dl>")
	item := func(name markup, write func()) {
		d.raw("<dt>", name, "</dt><dd>")
		write()
		d.raw("</dd>")
	}
	item("Resource", func() {
		d.resource(f.Resource)
		if t := d.r.Subject.typeOf(f.Resource); t != "" {
			d.raw(" ")
			d.text(t)
		}
	})
	if len(f.Also) > 0 {
		item("Also", func() {
			for i, id := range f.Also {
				if i > 0 {
					d.raw(", ")
				}
				d.resource(id)
			}
		})
	}
	if len(f.Facts) > 0 {
		item("Evidence", func() {
			d.raw("<ul>")
			for _, fact := range f.Facts {
				d.el("li", fact)
			}
			d.raw("</ul>")
		})
	}
	if list := assumptions(sortedVariables(f.Proof.Assumed)); len(list) > 0 {
		item("Assumes", func() { d.text(strings.Join(list, ", ")) })
	}
	item("Fingerprint", func() { d.el("code", f.Fingerprint) })
	d.raw("</dl>\n")
}

// path writes the gates of a proof in order, and the picture of it.
func (d *htmlPage) path(f *finding.Finding) {
	if len(f.Proof.Steps) == 0 {
		return
	}
	d.raw(`<h5>Path, gate by gate</h5>`, "\n<ol class=\"path\">\n")
	file := f.Origin.File
	for _, s := range f.Proof.Steps {
		d.gate(s, placeAfter(file, s.Origin))
		if s.Origin.File != "" {
			file = s.Origin.File
		}
	}
	d.raw("</ol>\n")
	d.picture(f)
}

// gate is one step of a path; its place is that in the file which was named last.
func (d *htmlPage) gate(s proof.Step, place string) {
	e := markup(effect(s.Effect))
	d.raw(`<li class="`, e, `"><span class="effect">`, e, `</span> <span class="hop">`)
	d.text(strings.ReplaceAll(s.Kind, "-", " "))
	d.raw("</span> ")
	if s.Resource != "" {
		d.resource(s.Resource)
	}
	if s.Rule != "" {
		d.raw(` <span class="rule">`)
		d.text(s.Rule)
		d.raw("</span>")
	}
	if s.Detail != "" {
		d.raw(" ")
		d.text("(" + s.Detail + ")")
	}
	d.place(place)
	d.raw("</li>\n")
}

// picture draws a finding's path; of findings whose paths differ in nothing but
// their own resources the first has the picture.
func (d *htmlPage) picture(f *finding.Finding) {
	if d.r.Pictures == nil || d.r.Pictures.Finding == nil {
		return
	}
	key := pathKey(f)
	if first, ok := d.drawn[key]; ok {
		if first.id != "" {
			d.raw("<p>As in <a")
			d.attr("href", "#"+first.id)
			d.raw(">the picture of ")
			d.text(first.of)
			d.raw("</a>.</p>\n")
		}
		return
	}
	id := "p" + strconv.Itoa(len(d.drawn)+1)
	var b strings.Builder
	drawn, err := d.r.Pictures.Finding(&b, id+"-", *f)
	if err != nil && d.err == nil {
		d.err = fmt.Errorf("draw the path of %s: %w", f.Control, err)
	}
	if d.drawn[key] = (drawing{}); !drawn || err != nil {
		return
	}
	d.drawn[key] = drawing{id, string(f.Resource)}
	d.raw(`<figure class="picture" role="group" tabindex="0" aria-label="The path as a picture"`)
	d.attr("id", id)
	d.raw(">\n", markup(b.String()), "</figure>\n")
}

// drawing is a picture on the page, and the resource whose path it shows.
type drawing struct{ id, of string }

// pathKey is the same for findings whose paths look alike: the finding's own
// resources are the ends of the path, whatever they are called.
func pathKey(f *finding.Finding) string {
	var b strings.Builder
	for _, s := range f.Proof.Steps {
		name := string(s.Resource)
		if s.Resource == f.Resource || slices.Contains(f.Also, s.Resource) {
			name = "\x01"
		}
		b.WriteString(name + "\x00" + s.Kind + "\x00" + s.Rule + "\x00" + s.Detail + "\x00" + strconv.Itoa(int(s.Effect)) + "\x00")
	}
	return b.String()
}

// findingsOf counts what fails and what is unknown for each resource.
func (d *htmlPage) findingsOf() map[string][]*finding.Finding {
	out := map[string][]*finding.Finding{}
	for i := range d.r.Findings {
		f := &d.r.Findings[i]
		if f.Resource != "" {
			out[string(f.Resource)] = append(out[string(f.Resource)], f)
		}
		for _, id := range f.Also {
			if id != f.Resource && !slices.Contains(out[string(id)], f) {
				out[string(id)] = append(out[string(id)], f)
			}
		}
	}
	return out
}
