package diagram

import (
	"bufio"
	"io"
	"strings"
)

// Options are how a picture is written.
type Options struct {
	// Inline writes a fragment for a page of HTML: without an XML declaration.
	Inline bool
	// Prefix goes before every id, so that several pictures fit into one page.
	// Without one it is "rw-".
	Prefix string
	// Bare leaves the styles out: the page has them once, from [Stylesheet].
	Bare bool
}

// rootClass is the class of a picture's svg element: the styles hold below it.
const rootClass = "ringwall-diagram"

// classPrefix begins all other classes, which a page may have too.
const classPrefix = "rw-"

// classes writes an attribute of classes.
func classes(names ...string) string {
	return " class=\"" + classPrefix + strings.Join(names, " "+classPrefix) + "\""
}

// SVG writes the picture: one file that needs nothing else, for light and dark
// screens, without scripts.
func (p *Picture) SVG(w io.Writer, o Options) error {
	b := bufio.NewWriter(w)
	s := svg{b, or(o.Prefix, "rw-")}
	if !o.Inline {
		s.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	}
	s.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"" + rootClass + "\" role=\"img\" aria-labelledby=\"" + s.prefix + "title " + s.prefix + "desc\"")
	s.raw(" width=\"" + itoa(p.Width) + "\" height=\"" + itoa(p.Height) + "\" viewBox=\"0 0 " + itoa(p.Width) + " " + itoa(p.Height) + "\">\n")
	s.element("title", s.prefix+"title", p.Title)
	s.element("desc", s.prefix+"desc", p.Description)
	if !o.Bare {
		s.raw("<style>\n" + Stylesheet() + "</style>\n")
	}
	s.raw("<rect" + classes("sheet") + " width=\"" + itoa(p.Width) + "\" height=\"" + itoa(p.Height) + "\"/>\n")
	s.boxes(p)
	s.lines(p)
	s.texts(p)
	s.pills(p)
	s.raw("</svg>\n")
	return b.Flush()
}

// Stylesheet are the styles of all pictures, for a page that holds several.
func Stylesheet() string {
	var b strings.Builder
	scheme(&b, false)
	b.WriteString("@media (prefers-color-scheme: dark) {\n")
	scheme(&b, true)
	b.WriteString("}\n")
	return b.String()
}

func scheme(b *strings.Builder, dark bool) {
	rule := func(selector, body string) {
		b.WriteString("." + rootClass + " " + strings.ReplaceAll(selector, ".", "."+classPrefix) + " {" + body + "}\n")
	}
	ink, quiet, sheet := inkLight, quietLight, sheetLight
	if dark {
		ink, quiet, sheet = inkDark, quietDark, sheetDark
	} else {
		rule("text", "font-family: "+fontStack)
		rule(".glyph", "fill: none; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round")
		rule(".line", "fill: none; stroke-width: 2; stroke-linejoin: round")
		rule(".dashed", "stroke-dasharray: 5 4")
		for _, f := range []font{fontTitle, fontFrame, fontFrameBy, fontNote, fontHeading, fontGate} {
			weight := ""
			if f.bold {
				weight = "; font-weight: bold"
			}
			rule("."+f.class(), "font-size: "+itoa(f.size)+"px"+weight)
		}
		rule(".pill text", "text-anchor: middle")
	}
	rule("text", "fill: "+ink)
	rule(".quiet", "fill: "+quiet)
	rule(".sheet", "fill: "+sheet)
	for _, l := range looks {
		p := l.light
		if dark {
			p = l.dark
		}
		rule("."+l.class, "fill: "+p.ground+"; stroke: "+p.border)
		rule(".of-"+l.class, "fill: "+p.ink)
		rule(".glyph-"+l.class, "stroke: "+p.ink)
	}
	for _, t := range tones {
		colour := t.light
		if dark {
			colour = t.dark
		}
		rule(".mark-"+t.class, "stroke: "+colour)
		rule(".head-"+t.class, "fill: "+colour)
		rule(".pill-"+t.class, "fill: "+colour)
	}
	rule(".pill text", "fill: "+sheet)
}

func (f font) class() string {
	if f.bold {
		return "b" + itoa(f.size)
	}
	return "t" + itoa(f.size)
}

// svg writes markup.
type svg struct {
	w      *bufio.Writer
	prefix string
}

func (s svg) raw(text string) { _, _ = s.w.WriteString(text) } // Flush tells of errors

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func (s svg) element(name, id, text string) {
	s.raw("<" + name)
	if id != "" {
		s.raw(" id=\"" + id + "\"")
	}
	s.raw(">" + escaper.Replace(clean(text)) + "</" + name + ">\n")
}

func (s svg) rect(class string, r Rect, radius int) {
	s.raw("<rect" + class + " x=\"" + itoa(r.X) + "\" y=\"" + itoa(r.Y) + "\" width=\"" + itoa(r.W) + "\" height=\"" + itoa(r.H) + "\"")
	if radius > 0 {
		s.raw(" rx=\"" + itoa(radius) + "\"")
	}
	s.raw("/>")
}

func (s svg) boxes(p *Picture) {
	for i := range p.Boxes {
		b := &p.Boxes[i]
		look := looks[b.Style]
		s.raw("<g id=\"" + s.prefix + b.ID + "\"><title>" + escaper.Replace(clean(b.Title)) + "</title>")
		class := classes(look.class)
		if b.Dashed {
			class = classes(look.class, "dashed")
		}
		radius := 4
		if b.Frame {
			radius = 6
		}
		s.rect(class, b.Rect, radius)
		if b.Marked {
			s.rect(classes("line", "mark-"+tones[b.Tone].class), b.Rect, radius)
		}
		if b.Glyph != GlyphNone {
			x, y := b.Rect.X+8, b.Rect.Y+(b.Rect.H-glyphSize)/2
			s.raw("<path" + classes("glyph", "glyph-"+look.class) + " transform=\"translate(" + itoa(x) + " " + itoa(y) + ")\" d=\"" + glyphPaths[b.Glyph] + "\"/>")
		}
		s.raw("</g>\n")
	}
}

func (s svg) texts(p *Picture) {
	for _, t := range p.Texts {
		class := classes(t.Font.class())
		switch {
		case t.Quiet:
			class = classes(t.Font.class(), "quiet")
		case t.Box >= 0 && p.Boxes[t.Box].Frame:
			class = classes(t.Font.class(), "of-"+looks[p.Boxes[t.Box].Style].class)
		}
		s.raw("<text" + class + " x=\"" + itoa(t.X) + "\" y=\"" + itoa(t.Y) + "\">" + escaper.Replace(t.S) + "</text>\n")
	}
}

func (s svg) lines(p *Picture) {
	for _, l := range p.Lines {
		s.raw("<g id=\"" + s.prefix + l.ID + "\"><title>" + escaper.Replace(clean(l.Title)) + "</title>")
		class := classes("line", "mark-"+tones[l.Tone].class)
		if l.Tone == Doubtful || l.Tone == Stopped {
			class = classes("line", "mark-"+tones[l.Tone].class, "dashed")
		}
		s.raw("<path" + class + " d=\"")
		for n, pt := range l.Points {
			switch {
			case n == 0:
				s.raw("M" + itoa(pt.X) + " " + itoa(pt.Y))
			case pt.Y == l.Points[n-1].Y:
				s.raw("H" + itoa(pt.X))
			default:
				s.raw("V" + itoa(pt.Y))
			}
		}
		s.raw("\"/>")
		if l.Arrow && len(l.Points) > 1 {
			s.arrow(l)
		}
		s.raw("</g>\n")
	}
}

// arrow draws the head of a line at its end.
func (s svg) arrow(l Line) {
	end, before := l.Points[len(l.Points)-1], l.Points[len(l.Points)-2]
	dx, dy := sign(end.X-before.X), sign(end.Y-before.Y)
	at := func(along, aside int) string {
		return itoa(end.X-dx*along+dy*aside) + " " + itoa(end.Y-dy*along+dx*aside)
	}
	s.raw("<path" + classes("head-"+tones[l.Tone].class) + " d=\"M" + at(0, 0) + "L" + at(8, 4) + "L" + at(8, -4) + "Z\"/>")
}

func sign(n int) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

func (s svg) pills(p *Picture) {
	for _, l := range p.Pills {
		s.raw("<g" + classes("pill") + ">")
		if l.Title != "" {
			s.raw("<title>" + escaper.Replace(clean(l.Title)) + "</title>")
		}
		s.rect(classes("pill-"+tones[l.Tone].class), l.Rect, l.Rect.H/2)
		if l.S != "" {
			s.raw("<text" + classes(fontGate.class()) + " x=\"" + itoa(l.Rect.X+l.Rect.W/2) + "\" y=\"" + itoa(l.Rect.Y+12) + "\">" + l.S + "</text>")
		}
		s.raw("</g>\n")
	}
}
