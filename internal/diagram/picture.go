package diagram

import "ringwall/internal/estate"

// Picture is a drawing with all of its geometry settled, in pixels from the top
// left corner.
type Picture struct {
	Width, Height int
	Title         string
	Description   string // the picture in words, for those who don't see it
	Boxes         []Box  // parents before their children
	Lines         []Line
	Texts         []Text
	Pills         []Pill
}

// Rect is a rectangle.
type Rect struct{ X, Y, W, H int }

func (r Rect) right() int  { return r.X + r.W }
func (r Rect) bottom() int { return r.Y + r.H }

// contains reports whether o lies in r; borders may touch.
func (r Rect) contains(o Rect) bool {
	return o.X >= r.X && o.Y >= r.Y && o.right() <= r.right() && o.bottom() <= r.bottom()
}

// meets reports whether the insides of r and o have something in common.
func (r Rect) meets(o Rect) bool {
	return r.X < o.right() && o.X < r.right() && r.Y < o.bottom() && o.Y < r.bottom()
}

func (r Rect) grown(by int) Rect { return Rect{r.X - by, r.Y - by, r.W + 2*by, r.H + 2*by} }

// Box is a frame with others in it, or a tile.
type Box struct {
	ID     string // stable and unique within the picture
	Parent int    // its place in the picture's boxes; -1: none
	Rect   Rect
	Style  Style
	Frame  bool
	Glyph  Glyph
	Title  string // all that is to be said of it
	// Members are the resources that it stands for: several of a group.
	Members []estate.ID
	// Dashed: something of it is unknown, or it exists in some scenarios only.
	Dashed bool
	// Marked: a mark speaks of it.
	Marked bool
	Tone   Tone // if Marked
}

// Text is one line of type.
type Text struct {
	X, Y  int // of the left end of the baseline
	W     int
	Font  font
	Quiet bool // of less weight
	S     string
	Box   int // the box that it belongs to; -1: none
}

// Rect is the room that the text takes.
func (t Text) Rect() Rect {
	return Rect{t.X, t.Y - t.Font.size*4/5, t.W, t.Font.size}
}

// Point is a corner of a line.
type Point struct{ X, Y int }

// Line is a connection between two boxes, of horizontal and vertical pieces.
type Line struct {
	ID       string
	From, To int // places in the picture's boxes
	Points   []Point
	Tone     Tone
	Arrow    bool // it ends in an arrow head
	Title    string
}

// Pill is a numbered gate: on a line, or beside its words in the legend.
type Pill struct {
	Rect   Rect
	S      string
	Tone   Tone
	Title  string
	Legend bool
}
