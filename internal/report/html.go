package report

import (
	"crypto/sha256"
	_ "embed" // the page's styles and script
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ringwall/internal/finding"
)

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

// Pictures are drawings for a page, by somebody who knows how to draw. Each
// writes a fragment of SVG whose ids begin with a prefix.
type Pictures struct {
	Style    string // the styles of all of them, which the page has once
	Overview func(w io.Writer, prefix string) error
	// Finding draws a finding's path; it answers false where it has nothing to
	// draw.
	Finding func(w io.Writer, prefix string, f finding.Finding) (bool, error)
}

// NewHTML makes a writer of one page of HTML that needs no network, no fonts and
// no other file, for light and dark screens and for paper. Its script only
// filters what is there: without it all is shown.
func NewHTML(w io.Writer) Writer { return htmlWriter{w} }

type htmlWriter struct{ w io.Writer }

// Write writes a review as one page.
func (h htmlWriter) Write(e Entry) error {
	if e.Review == nil {
		return fmt.Errorf("write html: %w", ErrFormat)
	}
	d := newHTMLPage(e.Review)
	d.write()
	if d.err != nil {
		return d.err
	}
	_, err := io.WriteString(h.w, d.b.String())
	return err
}

// markup is HTML of our own. A constant is one by itself; what comes from a
// source is a string, and goes in by text and attr, which escape it.
type markup string

// htmlPage collects a page.
type htmlPage struct {
	r *Review
	b strings.Builder
	// anchors are the ids of findings on the page, in the order of the review.
	anchors map[*finding.Finding]string
	rows    map[string]int // resources' places in their table, from 1
	drawn   map[string]drawing
	err     error // of a picture
}

func newHTMLPage(r *Review) *htmlPage {
	d := &htmlPage{r: r, anchors: map[*finding.Finding]string{}, rows: map[string]int{}, drawn: map[string]drawing{}}
	uses := map[string]int{}
	for _, list := range [][]finding.Finding{r.Findings, r.Suppressed} {
		for i := range list {
			f := &list[i]
			uses[f.Fingerprint]++
			id := "f-" + f.Fingerprint
			if n := uses[f.Fingerprint]; n > 1 {
				id += "-" + strconv.Itoa(n)
			}
			d.anchors[f] = id
		}
	}
	n := 0
	for _, x := range r.Subject.Estate.Resources {
		if x.Base().Origin.Implied == "" {
			n++
			d.rows[string(x.Base().ID)] = n
		}
	}
	return d
}

func (d *htmlPage) raw(list ...markup) {
	for _, m := range list {
		d.b.WriteString(string(m))
	}
}

func (d *htmlPage) text(s string) { escape(&d.b, s) }

func (d *htmlPage) number(n int) { d.b.WriteString(strconv.Itoa(n)) }

// attr writes an attribute.
func (d *htmlPage) attr(name markup, value string) {
	d.raw(" ", name, `="`)
	d.text(value)
	d.raw(`"`)
}

// el writes an element with nothing but text in it; open is its start tag
// without the brackets: `p class="where"`.
func (d *htmlPage) el(open markup, s string) {
	d.raw("<", open, ">")
	d.text(s)
	d.close(open)
}

func (d *htmlPage) close(open markup) {
	tag, _, _ := strings.Cut(string(open), " ")
	d.raw("</", markup(tag), ">")
}

// section opens a part of the page with its heading.
func (d *htmlPage) section(id markup, title string) {
	d.raw(`<section id="`, id, `" aria-labelledby="`, id, `-head">`, "\n", `<h2 id="`, id, `-head">`)
	d.text(title)
	d.raw("</h2>\n")
}

func (d *htmlPage) end() { d.raw("</section>\n") }

func (d *htmlPage) write() {
	d.head()
	d.raw("<body>\n", `<a class="skip" href="#main">Skip to the review</a>`, "\n")
	d.header()
	d.raw(`<div class="layout">`, "\n")
	d.contents()
	d.raw(`<main id="main" tabindex="-1">`, "\n")
	d.summary()
	d.overview()
	d.findings()
	d.gaps()
	d.suppressions()
	d.controls()
	d.resources()
	d.sources()
	d.raw("</main>\n</div>\n", `<footer class="foot"><p>Made by ringwall from the sources alone. What is unknown is never counted as safe.</p></footer>`, "\n<script>")
	d.raw(markup(pageScript), "</script>\n</body>\n</html>\n")
}

// head allows nothing on the page to be loaded or run but its own styles and
// script, which it names by their hashes.
func (d *htmlPage) head() {
	style := pageStyle
	if d.r.Pictures != nil {
		style += d.r.Pictures.Style
	}
	d.raw("<!DOCTYPE html>\n", `<html lang="en">`, "\n<head>\n", `<meta charset="utf-8">`, "\n")
	d.raw(`<meta http-equiv="Content-Security-Policy"`)
	d.attr("content", "default-src 'none'; style-src '"+hash(style)+"'; script-src '"+hash(pageScript)+"'; base-uri 'none'; form-action 'none'")
	d.raw(">\n", `<meta name="viewport" content="width=device-width, initial-scale=1">`, "\n", `<meta name="color-scheme" content="light dark">`, "\n")
	d.el("title", "Security review of "+strings.Join(d.r.Subject.Names, ", "))
	d.raw("\n<style>", markup(style), "</style>\n</head>\n")
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// part is a section of the page as the list of contents has it.
type part struct {
	id    markup
	title string
	count int // -1: none is shown
}

func (d *htmlPage) parts() []part {
	out := []part{{"summary", "Summary", -1}}
	if d.r.Pictures != nil && d.r.Pictures.Overview != nil {
		out = append(out, part{"overview", "Architecture", -1})
	}
	out = append(out, part{"findings", "Findings", len(d.r.failing())}, part{"gaps", "Not known", len(d.r.causes()) + len(d.r.unseen())})
	if d.r.anySuppression() {
		out = append(out, part{"suppressed", "Suppressed", d.r.Accepted + len(d.r.wholly())})
	}
	return append(out, part{"controls", "Controls", len(d.r.Controls)}, part{"resources", "Resources", len(d.rows)}, part{"sources", "Sources", -1})
}

func (d *htmlPage) contents() {
	d.raw(`<nav aria-label="Contents"><ul>`, "\n")
	for _, p := range d.parts() {
		d.raw(`<li><a href="#`, p.id, `">`)
		d.text(p.title)
		if p.count >= 0 {
			d.raw(` <span class="count">`)
			d.number(p.count)
			d.raw("</span>")
		}
		d.raw("</a></li>\n")
	}
	d.raw("</ul></nav>\n")
}
