package diagram

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"ringwall/internal/estate"
)

// broken lists the laws of pictures that p breaks.
func broken(p *Picture) []string {
	var out []string
	say := func(format string, args ...any) {
		if len(out) < 20 {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	p.checkBoxes(say)
	p.checkTexts(say)
	p.checkLines(say)
	if p.Width > 2*p.Height || p.Height > 2*p.Width {
		say("the picture is %d by %d: more than 2:1", p.Width, p.Height)
	}
	return out
}

type complaint func(format string, args ...any)

// checkBoxes: children lie inside their parents, siblings are disjoint, with a
// gutter between them; ids are unique.
func (p *Picture) checkBoxes(say complaint) {
	sheet := Rect{0, 0, p.Width, p.Height}
	children := map[int][]int{}
	ids := map[string]bool{}
	for n, b := range p.Boxes {
		if ids[b.ID] {
			say("two boxes have the id %s", b.ID)
		}
		ids[b.ID] = true
		parent := sheet
		if b.Parent >= 0 {
			parent = p.Boxes[b.Parent].Rect
		}
		if b.Parent >= n || !parent.contains(b.Rect) || b.Rect.W <= 0 || b.Rect.H <= 0 {
			say("%s %v does not lie in its parent %v", b.ID, b.Rect, parent)
		}
		children[b.Parent] = append(children[b.Parent], n)
	}
	for _, list := range children {
		if len(list) > 400 {
			continue // looked at below, by rows
		}
		for i, x := range list {
			for _, y := range list[i+1:] {
				if p.Boxes[x].Rect.grown(5).meets(p.Boxes[y].Rect) {
					say("%s %v meets %s %v", p.Boxes[x].ID, p.Boxes[x].Rect, p.Boxes[y].ID, p.Boxes[y].Rect)
				}
			}
		}
	}
}

// checkTexts: words lie within their box and beside all boxes in it, and no two
// overlap, nor do gates and words.
func (p *Picture) checkTexts(say complaint) {
	children := map[int][]int{}
	for n, b := range p.Boxes {
		children[b.Parent] = append(children[b.Parent], n)
	}
	byBox := map[int][]Text{}
	for _, t := range p.Texts {
		room := Rect{0, 0, p.Width, p.Height}
		if t.Box >= 0 {
			room = p.Boxes[t.Box].Rect
		}
		if !room.contains(t.Rect()) {
			say("the text %q %v does not lie in its box %v", t.S, t.Rect(), room)
		}
		for _, c := range children[t.Box] {
			if p.Boxes[c].Rect.meets(t.Rect()) {
				say("the text %q %v lies over %s %v", t.S, t.Rect(), p.Boxes[c].ID, p.Boxes[c].Rect)
			}
		}
		for _, o := range byBox[t.Box] {
			if o.Rect().meets(t.Rect()) {
				say("the texts %q and %q overlap", t.S, o.S)
			}
		}
		byBox[t.Box] = append(byBox[t.Box], t)
	}
	for n, a := range p.Pills {
		if !(Rect{0, 0, p.Width, p.Height}).contains(a.Rect) {
			say("the gate %s %v lies beside the picture", a.S, a.Rect)
		}
		for _, t := range p.Texts {
			if a.Rect.meets(t.Rect()) {
				say("the gate %s %v lies over the text %q %v", a.S, a.Rect, t.S, t.Rect())
			}
		}
		for _, b := range p.Pills[n+1:] {
			if a.Rect.meets(b.Rect) {
				say("the gates %s and %s overlap", a.S, b.S)
			}
		}
	}
}

// checkLines: lines are orthogonal, begin and end at their boxes, and lead
// through no other, but for the frames that one of these stands in.
func (p *Picture) checkLines(say complaint) {
	for _, l := range p.Lines {
		if len(l.Points) < 2 {
			say("the line %s has no length", l.ID)
			continue
		}
		own := map[int]bool{}
		for _, end := range []int{l.From, l.To} {
			for b := end; b >= 0; b = p.Boxes[b].Parent {
				own[b] = true
			}
		}
		if !onBorder(p.Boxes[l.From].Rect, l.Points[0]) || !onBorder(p.Boxes[l.To].Rect, l.Points[len(l.Points)-1]) {
			say("the line %s does not begin and end at its boxes", l.ID)
		}
		for n := 1; n < len(l.Points); n++ {
			a, b := l.Points[n-1], l.Points[n]
			if a.X != b.X && a.Y != b.Y || a == b {
				say("the line %s is not orthogonal from %v to %v", l.ID, a, b)
			}
			at := Rect{min(a.X, b.X), min(a.Y, b.Y), max(a.X, b.X) - min(a.X, b.X), max(a.Y, b.Y) - min(a.Y, b.Y)}
			for i, box := range p.Boxes {
				inside := Rect{box.Rect.X + 1, box.Rect.Y + 1, box.Rect.W - 2, box.Rect.H - 2}
				if (!own[i] || i == l.From || i == l.To) && (Rect{at.X, at.Y, at.W + 1, at.H + 1}).meets(inside) {
					say("the line %s leads through %s", l.ID, box.ID)
				}
			}
		}
	}
}

func onBorder(r Rect, p Point) bool {
	within := p.X >= r.X && p.X <= r.right() && p.Y >= r.Y && p.Y <= r.bottom()
	return within && (p.X == r.X || p.X == r.right() || p.Y == r.Y || p.Y == r.bottom())
}

// missing lists the resources that have a place and are not drawn exactly once.
func missing(e *estate.Estate, p *Picture) []string {
	drawn := map[estate.ID]int{}
	for _, b := range p.Boxes {
		for _, id := range b.Members {
			drawn[id]++
		}
	}
	wanted := map[estate.ID]int{}
	k, taken := newKinds(), takenInterfaces(e)
	for _, r := range e.Resources {
		c := r.Base()
		stands := c.Origin.Implied == "" && !k.of(c.Type).fine
		switch r := r.(type) {
		case *estate.LiveInterface:
			stands = r.Stands()
		case *estate.NetworkInterface:
			stands = !taken[c.ID]
		case *estate.TransitGatewayAttachment:
			stands = r.Kind == "" || r.Kind == "vpc"
		case estate.Networked: // whatever it is called
			stands = stands || c.Origin.Implied == "" && len(r.Placements(e)) > 0
		}
		wanted[c.ID] += 0
		if stands {
			wanted[c.ID]++
		}
	}
	var out []string
	for id, want := range wanted {
		if drawn[id] != want && len(out) < 10 {
			out = append(out, fmt.Sprintf("%s is drawn %d times, want %d", id, drawn[id], want))
		}
	}
	for id := range drawn {
		if _, ok := wanted[id]; !ok {
			out = append(out, fmt.Sprintf("%s is drawn, and is not in the estate", id))
		}
	}
	return out
}

// write writes a picture and checks that it is sound XML without scripts whose
// references lead somewhere.
func write(t *testing.T, p *Picture) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.SVG(&b, Options{}); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(bytes.NewReader(b.Bytes()))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
		if s, ok := token.(xml.StartElement); ok && s.Name.Local == "script" {
			t.Error("the picture has a script")
		}
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(b.String(), -1) {
		if ids[m[1]] {
			t.Errorf("two elements have the id %s", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`aria-labelledby="([^"]*)"`).FindAllStringSubmatch(b.String(), -1) {
		for _, id := range strings.Fields(m[1]) {
			if !ids[id] {
				t.Errorf("the picture is labelled by %s, which is not in it", id)
			}
		}
	}
	return b.Bytes()
}

// lawful checks all laws on one estate and its marks.
func lawful(t *testing.T, e *estate.Estate, m Marks) *Picture {
	t.Helper()
	p := Draw(e, m)
	for _, b := range broken(p) {
		t.Error(b)
	}
	for _, b := range missing(e, p) {
		t.Error(b)
	}
	if !bytes.Equal(write(t, p), write(t, Draw(e, m))) {
		t.Error("the same estate gives two pictures")
	}
	return p
}
