package diagram

import (
	"strings"

	"ringwall/internal/proof"
)

// mostGates are explained in the legend; of more it says how many.
const mostGates = 60

const (
	legendWidth = 340
	legendText  = legendWidth - 2*14
)

// withLegend puts the legend beside the drawing or below it, whichever comes
// nearer to a good shape.
func withLegend(drawing *block, marks Marks) *block {
	entries := legendEntries(marks)
	if len(entries) == 0 {
		return drawing
	}
	beside := legend(entries, 1)
	cols := max(1, (max(drawing.w, legendWidth)+gutter)/(legendWidth+gutter))
	below := legend(entries, min(cols, len(entries)))
	form := shape{3, 2}
	out := &block{}
	out.put(0, 0, drawing)
	if form.cost(drawing.w+2*gutter+beside.w, max(drawing.h, beside.h), 0) <= form.cost(max(drawing.w, below.w), drawing.h+2*gutter+below.h, 0) {
		out.put(drawing.w+2*gutter, 0, beside)
	} else {
		out.put(0, drawing.h+2*gutter, below)
	}
	return out
}

// legendEntries are a heading for each path or spot, and an explanation for each
// gate, as blocks of one width.
func legendEntries(marks Marks) []*block {
	var out []*block
	number := 1
	more := 0
	for _, p := range marks.Paths {
		if number <= mostGates && (!p.Unlisted || len(p.Gates) > 0) {
			out = append(out, legendHeading(p.Title, p.Tone))
		}
		for _, g := range p.Gates {
			if number <= mostGates {
				out = append(out, legendEntry(number, gateWords(g), g.At, gateTone(p.Tone, g.Effect)))
			} else {
				more++
			}
			number++
		}
	}
	for _, s := range marks.Spots {
		if number <= mostGates {
			out = append(out, legendSpot(number, s))
		} else {
			more++
		}
		number++
	}
	if more > 0 {
		out = append(out, legendHeading("and "+counted(more, "gate more", "gates more"), Stopped))
	}
	return out
}

// gateTone is the colour of a gate: what stops a path, or may, differs from it.
func gateTone(path Tone, e proof.Effect) Tone {
	switch e {
	case proof.Blocks:
		return Stopped
	case proof.Depends:
		return Doubtful
	}
	return path
}

func gateWords(g Gate) string {
	words := strings.ReplaceAll(clean(g.Kind), "-", " ")
	if g.Resource != "" {
		words += " " + clean(string(g.Resource))
	}
	if g.Text != "" {
		words += ": " + clean(g.Text)
	}
	switch g.Effect {
	case proof.Blocks:
		words = "✗ " + strings.TrimSpace(words)
	case proof.Depends:
		words = "? " + strings.TrimSpace(words)
	}
	return strings.TrimSpace(words)
}

// legendHeading names a path, behind a piece of its line.
func legendHeading(title string, tone Tone) *block {
	const sample = 20
	b := &block{w: legendText}
	y := 8
	for n, line := range fontHeading.wrap(clean(title), legendText-sample-8) {
		if n == 4 {
			break
		}
		b.write(sample+8, y+10, legendText-sample-8, fontHeading, line, false)
		y += 15
	}
	b.pills = append(b.pills, Pill{Rect: Rect{0, 13, sample, 3}, Tone: tone, Legend: true})
	b.h = y + 3
	return b
}

func legendEntry(number int, words, at string, tone Tone) *block {
	s := itoa(number)
	pw := pillWidth(s)
	b := &block{w: legendText, pills: []Pill{{Rect: Rect{0, 1, pw, pillHeight}, S: s, Tone: tone, Legend: true}}}
	x := max(pw, 20) + 8
	y := 0
	for n, line := range fontLegend.wrap(words, legendText-x) {
		if n == 4 {
			break
		}
		b.write(x, y+13, legendText-x, fontLegend, line, false)
		y += 14
	}
	if at != "" {
		b.write(x, y+12, legendText-x, fontNote, clean(at), true)
		y += 13
	}
	b.h = max(y, pillHeight+2) + 6
	return b
}

func legendSpot(number int, s Spot) *block {
	words := s.Title
	if s.Text != "" {
		words += ": " + s.Text
	}
	at := string(s.Resource)
	return legendEntry(number, clean(words), at, s.Tone)
}

// legend deals entries out to columns, from the top down.
func legend(entries []*block, columns int) *block {
	total := 0
	for _, e := range entries {
		total += e.h
	}
	for limit := (total + columns - 1) / columns; ; limit += 16 {
		if used, _ := legendColumns(entries, limit); used <= columns {
			_, in := legendColumns(entries, limit)
			b := &block{box: &Box{ID: "legend", Style: StyleLegend, Frame: true, Title: "Legend"}}
			b.put(14, 10, in)
			b.w, b.h = b.w+14, b.h+10
			return b
		}
	}
}

func legendColumns(entries []*block, limit int) (int, *block) {
	in := &block{}
	column, y := 0, 0
	for _, e := range entries {
		if y > 0 && y+e.h > limit {
			column, y = column+1, 0
		}
		in.put(column*(legendWidth+gutter), y, e)
		y += e.h
	}
	return column + 1, in
}
