package diagram

import (
	"strings"

	"ringwall/internal/estate"
)

// Distances, in pixels. Between any two boxes there is a gutter, in which lines
// run and gates stand.
const (
	gutter      = 20
	tileHeight  = 44
	tileMin     = 132
	tileMax     = 216
	glyphSize   = 24
	frameHeader = 30
	pillHeight  = 16
)

// tiling is how tiles of one size stand beside each other.
type tiling struct{ h, gap, min, max int }

func tilingOf(items []*item) tiling {
	if len(items) > 0 && items[0].small {
		return tiling{30, 12, 120, 260}
	}
	return tiling{tileHeight, gutter, tileMin, 300}
}

// block is a piece of the picture whose size is settled and whose place is not.
type block struct {
	w, h  int
	box   *Box // nil: it is not seen
	texts []Text
	pills []Pill
	parts []part
	// low are the parts that keep their distance from the lower border when the
	// block grows.
	low []int
}

// part is a block within another.
type part struct {
	x, y int
	*block
}

// put places a block within b.
func (b *block) put(x, y int, p *block) {
	b.parts = append(b.parts, part{x, y, p})
	b.w, b.h = max(b.w, x+p.w), max(b.h, y+p.h)
}

// write places a line of text within b, shortened to a width; y is the baseline.
func (b *block) write(x, y, width int, f font, s string, quiet bool) {
	if s = f.fit(s, width); s != "" {
		b.texts = append(b.texts, Text{X: x, Y: y, W: f.width(s), Font: f, S: s, Quiet: quiet})
	}
}

// grow makes a block as high as that, if it is lower.
func (b *block) grow(h int) {
	more := h - b.h
	if more <= 0 {
		return
	}
	b.h = h
	for _, n := range b.low {
		b.parts[n].y += more
	}
}

// widen makes a block as wide as that, if it is narrower.
func (b *block) widen(w int) { b.w = max(b.w, w) }

// anchor makes an id of a resource's ID: letters, digits, "-" and "." stay.
func anchor(prefix, id string) string {
	var b strings.Builder
	b.WriteString(prefix)
	for _, c := range []byte(id) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' {
			b.WriteByte(c)
			continue
		}
		const hex = "0123456789abcdef"
		b.WriteByte('_')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

// tileWidth is the width in which nothing of an item's tile is shortened, within
// bounds.
func tileWidth(i *item) int {
	if i.small {
		return min(max(120, fontFrameBy.width(i.label())+glyphSize+24+pillsWidth(i.spots)), tileMax)
	}
	text := max(fontName.width(i.label()), fontNote.width(i.below()))
	return min(max(tileMin, text+glyphSize+28+pillsWidth(i.spots)), tileMax)
}

// label is the name on a tile: "app ×7".
func (i *item) label() string {
	if i.small && i.count == 1 && !i.marked && i.noun != "" {
		return capital(i.noun)
	}
	if i.count > 1 {
		return i.name + " ×" + itoa(i.count)
	}
	return i.name
}

// below is the second line of a tile.
func (i *item) below() string {
	switch {
	case i.note == "" && i.name != capital(plural(i.noun)):
		return i.noun
	}
	return i.note
}

// pillsWidth is the room that the numbers of spots take on a tile.
func pillsWidth(spots []int) int {
	if len(spots) == 0 {
		return 0
	}
	return pillWidth(ranges(spots)) + 6
}

func pillWidth(s string) int { return max(pillHeight, fontGate.width(s)+8) }

// tile draws an item.
func (i *item) tile(w int) *block {
	b := &block{w: w, h: tilingOf([]*item{i}).h}
	id := anchor("r-", string(i.ids[0]))
	if len(i.ids) > 1 {
		id += "-x" + itoa(len(i.ids))
	}
	b.box = &Box{
		ID: id, Style: i.style, Glyph: i.glyph, Members: i.ids, Dashed: i.doubt != "", Title: i.title(),
		Marked: len(i.spots) > 0, Tone: i.tone,
	}
	x, room := 10+glyphSize+8, w-glyphSize-26-pillsWidth(i.spots)
	name, suffix := i.name, ""
	if i.count > 1 {
		suffix = " ×" + itoa(i.count)
	}
	name = fontName.fit(name, room-fontName.width(suffix)) + suffix
	if i.small {
		name = i.label()
		if i.count > 1 {
			name = fontFrameBy.fit(i.name, room-fontFrameBy.width(suffix)) + suffix
		}
		b.write(x, 19, room, fontFrameBy, name, false)
	} else if below := i.below(); below != "" {
		b.write(x, 19, room, fontName, name, false)
		b.write(x, 34, room, fontNote, below, true)
	} else {
		b.write(x, 26, room, fontName, name, false)
	}
	if len(i.spots) > 0 {
		s := ranges(i.spots)
		pw := pillWidth(s)
		b.pills = append(b.pills, Pill{Rect: Rect{w - pw - 6, min(6, (b.h-pillHeight)/2), pw, pillHeight}, S: s, Tone: i.tone})
	}
	return b
}

// title is all that is to be said of an item, for tooltips.
func (i *item) title() string {
	var b strings.Builder
	b.WriteString(i.label())
	if i.noun != "" && i.name != capital(plural(i.noun)) {
		b.WriteString(": " + or(i.note, i.noun))
	}
	if i.doubt != "" {
		b.WriteString("; " + i.doubt)
	}
	writeIDs(&b, i.ids)
	return b.String()
}

// writeIDs lists resources, the first of many.
func writeIDs(b *strings.Builder, ids []estate.ID) {
	const most = 12
	for n, id := range ids {
		switch {
		case n == most:
			b.WriteString(", and " + itoa(len(ids)-most) + " more")
			return
		case n == 0:
			b.WriteString(" (")
		default:
			b.WriteString(", ")
		}
		b.WriteString(clean(string(id)))
		if n == len(ids)-1 {
			b.WriteString(")")
		}
	}
	if len(ids) > most {
		b.WriteString(")")
	}
}

// flow lays tiles out in rows of equal tiles, in a width.
func flow(items []*item, width int) *block {
	b := &block{}
	if len(items) == 0 {
		return b
	}
	t := tilingOf(items)
	cols, w := flowColumns(items, width)
	for n, i := range items {
		b.put(n%cols*(w+t.gap), n/cols*(t.h+t.gap), i.tile(w))
	}
	b.w = max(b.w, min(width, cols*(w+t.gap)-t.gap))
	return b
}

// flowColumns is how many tiles of what width stand in a row.
func flowColumns(items []*item, width int) (cols, w int) {
	t := tilingOf(items)
	need := t.min
	for _, i := range items {
		need = max(need, tileWidth(i))
	}
	cols = min(max(1, (width+t.gap)/(need+t.gap)), len(items))
	// Rows that are equally full: 4 tiles are 2 and 2, not 3 and 1.
	rows := (len(items) + cols - 1) / cols
	cols = (len(items) + rows - 1) / rows
	return cols, max(t.min, min((width-(cols-1)*t.gap)/cols, t.max))
}

// flowHeight is how high the tiles will be.
func flowHeight(items []*item, width int) int {
	t := tilingOf(items)
	cols, _ := flowColumns(items, width)
	rows := (len(items) + cols - 1) / cols
	return rows*(t.h+t.gap) - t.gap
}

// frame puts a header above a block, and a border around both.
func frame(id string, style Style, title, by string, in *block) *block {
	b := &block{box: &Box{ID: id, Style: style, Frame: true, Title: strings.TrimSpace(title + " " + by)}}
	b.put(gutter, frameHeader+8, in)
	b.w, b.h = b.w+gutter, b.h+gutter
	if in.h == 0 {
		b.h = frameHeader + 14
	}
	b.w = max(b.w, min(fontFrame.width(title), 260)+min(width(fontFrameBy, by), 260)+2*gutter)
	b.header(title, by)
	return b
}

func width(f font, s string) int {
	if s == "" {
		return 0
	}
	return f.width(s) + 10
}

// header writes a frame's title, and a smaller text behind it where there is
// room.
func (b *block) header(title, by string) {
	room := b.w - 28
	title = fontFrame.fit(title, room)
	b.write(14, 21, room, fontFrame, title, false)
	if left := room - fontFrame.width(title) - 10; by != "" && left > 30 {
		b.write(14+fontFrame.width(title)+10, 21, left, fontFrameBy, by, true)
	}
}

// ranges writes numbers: "1, 2, 3, 5" is "1–3 5".
func ranges(list []int) string {
	var out []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		switch {
		case j > i+1:
			out = append(out, itoa(list[i])+"–"+itoa(list[j]))
		case j > i:
			out = append(out, itoa(list[i]), itoa(list[j]))
		default:
			out = append(out, itoa(list[i]))
		}
		i = j + 1
	}
	return strings.Join(out, " ")
}
