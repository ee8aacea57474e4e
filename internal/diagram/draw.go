package diagram

import (
	"strings"

	"ringwall/internal/estate"
)

// Draw draws an estate with what the caller has marked.
func Draw(e *estate.Estate, marks Marks) *Picture {
	m := readMarks(e, marks)
	s := survey(e, m)
	s.limit(m)
	var best *block
	least := -1
	for _, form := range []shape{{3, 2}, {5, 4}, {1, 1}, {7, 4}, {4, 5}} {
		b := compose(s, marks, form)
		cost := shape{3, 2}.cost(b.w, b.h, b.w*b.h)
		if least < 0 || cost < least {
			least, best = cost, b
		}
		if !lopsided(b) && cost < 1300 {
			break
		}
	}
	p := emit(square(best))
	p.Title, p.Description = titleOf(marks), describeScene(s, marks)
	p.drawPaths(m)
	return p
}

// lopsided reports a block that is more than twice as long as it is wide, or the
// other way round.
func lopsided(b *block) bool { return b.w > 2*b.h || b.h > 2*b.w }

// square puts what is lopsided into the middle of a larger sheet.
func square(b *block) *block {
	if !lopsided(b) {
		return b
	}
	out := &block{w: max(b.w, (b.h+1)/2), h: max(b.h, (b.w+1)/2)}
	out.put((out.w-b.w)/2, (out.h-b.h)/2, b)
	return out
}

const margin = 24

// compose puts title, drawing, legend and notes together.
func compose(s *scene, marks Marks, form shape) *block {
	l := &layouter{form}
	drawing := l.scene(s)
	body := withLegend(drawing, marks)
	out := &block{}
	y := margin
	if marks.Title != "" {
		out.write(margin, y+14, max(body.w, 400), fontTitle, clean(marks.Title), false)
		y += 24
	}
	if marks.Note != "" {
		out.write(margin, y+11, max(body.w, 400), fontFrameBy, clean(marks.Note), true)
		y += 20
	}
	if y > margin {
		y += 8
	}
	for _, t := range out.texts {
		out.w = max(out.w, t.X+t.W)
	}
	out.put(margin, y, body)
	y += body.h + 20
	for _, note := range notes(s) {
		for _, line := range fontNote.wrap(note, max(out.w-margin, 300)) {
			out.write(margin, y+10, max(out.w, 320), fontNote, line, true)
			out.w = max(out.w, margin+fontNote.width(line))
			y += 15
		}
	}
	out.w, out.h = out.w+margin, y+margin/2
	return out
}

// notes are what has to be known to read the picture.
func notes(s *scene) []string {
	var out []string
	if s.hasDoubt() {
		out = append(out, "Dashed: something of it is unknown, or it exists only under a condition.")
	}
	if s.fine > 0 {
		out = append(out, "Not drawn: "+counted(s.fine, "rule, route, permission or other part", "rules, routes, permissions and other parts")+" of what is drawn.")
	}
	if s.total == 0 {
		out = append(out, "The sources hold no resources.")
	}
	return out
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return itoa(n) + " " + many
}

func titleOf(marks Marks) string {
	if marks.Title != "" {
		return clean(marks.Title)
	}
	return "Architecture"
}

// emit settles where everything is.
func emit(b *block) *Picture {
	p := &Picture{Width: b.w, Height: b.h}
	ids := map[string]int{}
	p.emit(b, 0, 0, -1, ids)
	return p
}

func (p *Picture) emit(b *block, x, y, parent int, ids map[string]int) {
	if b.box != nil {
		box := *b.box
		box.Parent, box.Rect = parent, Rect{x, y, b.w, b.h}
		ids[box.ID]++
		if n := ids[box.ID]; n > 1 || !strings.Contains(box.ID, "-") && box.ID != internetID {
			box.ID += "-" + itoa(n)
		}
		parent = len(p.Boxes)
		p.Boxes = append(p.Boxes, box)
	}
	for _, t := range b.texts {
		t.X, t.Y, t.Box = t.X+x, t.Y+y, parent
		p.Texts = append(p.Texts, t)
	}
	for _, l := range b.pills {
		l.Rect.X, l.Rect.Y = l.Rect.X+x, l.Rect.Y+y
		p.Pills = append(p.Pills, l)
	}
	for _, c := range b.parts {
		p.emit(c.block, x+c.x, y+c.y, parent, ids)
	}
}
