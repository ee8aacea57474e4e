package diagram

import (
	"cmp"
	"slices"

	"ringwall/internal/estate"
)

// router leads lines through the gutters of a picture.
type router struct {
	p        *Picture
	children map[int][]int
	words    map[int][]Rect // of a box: where its texts stand
	solid    []Rect         // where no gate may stand: tiles and words
	used     tracks
	tracks   int // how many there are
}

func newRouter(p *Picture) *router {
	r := &router{p: p, children: map[int][]int{}, words: map[int][]Rect{}, used: newTracks(), tracks: len(tones)}
	for n, b := range p.Boxes {
		r.children[b.Parent] = append(r.children[b.Parent], n)
		if !b.Frame || b.Style == StyleOutside || b.Style == StyleZone {
			r.solid = append(r.solid, b.Rect)
		}
	}
	for _, t := range p.Texts {
		r.words[t.Box] = append(r.words[t.Box], t.Rect())
		r.solid = append(r.solid, t.Rect())
	}
	return r
}

// tracks are where lines run already: stretches by the row or column of pixels in
// which they lie. A line without gates belongs to the track of its tone, and is
// bundled with the others of it; one with gates has a track of its own.
type tracks struct{ across, down map[int][]stretch }

type stretch struct{ at, from, to, track int }

func newTracks() tracks { return tracks{map[int][]stretch{}, map[int][]stretch{}} }

// near is how close lines of different tracks look like one: a shift of so many
// bits.
const near = 2

func (t tracks) add(points []Point, track int) {
	for n := 1; n < len(points); n++ {
		a, b := points[n-1], points[n]
		if a.Y == b.Y {
			s := stretch{a.Y, min(a.X, b.X), max(a.X, b.X), track}
			t.across[a.Y>>near] = append(t.across[a.Y>>near], s)
		} else {
			s := stretch{a.X, min(a.Y, b.Y), max(a.Y, b.Y), track}
			t.down[a.X>>near] = append(t.down[a.X>>near], s)
		}
	}
}

// between tells whether a line of the track runs between two points, and whether
// one of another does, or almost.
func (t tracks) between(a, b Point, track int) (own, other bool) {
	lines, at, from, to := t.across, a.Y, min(a.X, b.X), max(a.X, b.X)
	if a.X == b.X {
		lines, at, from, to = t.down, a.X, min(a.Y, b.Y), max(a.Y, b.Y)
	}
	for row := at>>near - 1; row <= at>>near+1; row++ {
		for _, s := range lines[row] {
			if s.from < to && from < s.to {
				own = own || s.track == track && s.at == at && s.from <= from && to <= s.to
				other = other || s.track != track
			}
		}
	}
	return own, other
}

// apart is how far lines of a track keep from the middle of a gutter, so that
// they don't cover each other.
var apart = [len(tones)]int{-1, 3, -5, 6}

// leg leads a line from one box to another. It is empty where there is no way,
// or none that would be seen.
func (r *router) leg(from, to, track int) []Point {
	if from == to || r.within(from, to) || r.within(to, from) {
		return nil
	}
	open := map[int]bool{}
	for _, end := range []int{from, to} {
		for b := r.p.Boxes[end].Parent; b >= 0; b = r.p.Boxes[b].Parent {
			open[b] = true
		}
	}
	for _, avoidWords := range []bool{true, false} {
		m := r.maze(open, from, to, track, avoidWords)
		if points := m.solve(); points != nil {
			r.used.add(points, track)
			return points
		}
	}
	return nil
}

// within reports whether a box stands in a frame.
func (r *router) within(box, in int) bool {
	for b := r.p.Boxes[box].Parent; b >= 0; b = r.p.Boxes[b].Parent {
		if b == in {
			return true
		}
	}
	return false
}

// maze makes the grid of ways on which a line may run: the middles of gutters.
func (r *router) maze(open map[int]bool, from, to, track int, avoidWords bool) *maze {
	m := &maze{from: r.p.Boxes[from].Rect, to: r.p.Boxes[to].Rect, used: r.used, track: track}
	moved := apart[track%len(apart)]
	var walls, words []Rect
	frames := slices.Sorted(keysOf(open))
	for _, f := range append([]int{-1}, frames...) {
		for _, c := range r.children[f] {
			if !open[c] {
				walls = append(walls, r.p.Boxes[c].Rect)
			}
		}
		words = append(words, r.words[f]...)
	}
	for _, w := range walls {
		m.alley(w, gutter/2, moved)
		if w.H < tileHeight {
			m.alley(w, 6, 0)
		}
		m.xs, m.ys = append(m.xs, w.X+w.W/2), append(m.ys, w.Y+w.H/2)
	}
	for _, f := range frames {
		m.alley(r.p.Boxes[f].Rect, gutter/2, moved)
		m.alley(r.p.Boxes[f].Rect, -gutter/2, moved)
	}
	if avoidWords {
		for _, w := range words {
			m.xs, m.ys = append(m.xs, w.X+w.W/2), append(m.ys, w.Y+w.H/2)
		}
	}
	m.settle(r.p.Width, r.p.Height)
	for _, w := range walls {
		m.block(w.grown(3))
	}
	if avoidWords {
		for _, w := range words {
			m.block(w.grown(2))
		}
	}
	return m
}

func keysOf(set map[int]bool) func(func(int) bool) {
	return func(yield func(int) bool) {
		for k := range set {
			if !yield(k) {
				return
			}
		}
	}
}

// stop is a box on a path, and the gates on the way to it.
type stop struct {
	box   int
	gates []int // places among the path's gates
}

// drawPaths draws the paths that the marks ask for, with their gates.
func (p *Picture) drawPaths(m *marking) {
	r := newRouter(p)
	at := map[estate.ID]int{}
	outside := map[Outside]int{}
	for n, b := range p.Boxes {
		switch b.ID {
		case internetID:
			outside[Internet] = n
		case premisesID:
			outside[OnPremises] = n
		}
		if b.Frame {
			continue
		}
		for _, id := range b.Members {
			at[id] = n
		}
	}
	drawn := map[[3]int]bool{}
	for n := range m.paths {
		path := &m.paths[n]
		stops := stopsOf(path, at, outside)
		track := int(path.Tone)
		if len(path.Gates) > 0 {
			track = r.tracks
			r.tracks++
		}
		for k := 1; k < len(stops); k++ {
			from, to := stops[k-1].box, stops[k].box
			if drawn[[3]int{from, to, track}] { // several members of a group
				continue
			}
			points := r.leg(from, to, track)
			if points == nil {
				continue
			}
			drawn[[3]int{from, to, track}] = true
			p.Lines = append(p.Lines, Line{
				ID: "path-" + itoa(n+1) + "-" + itoa(k), From: from, To: to, Points: points, Tone: path.Tone,
				Arrow: k == len(stops)-1 && path.Tone != Stopped, Title: path.Title,
			})
			r.number(points, path, stops[k].gates, m.numbers[n])
		}
	}
}

// stopsOf are the boxes that a path passes, each once, with the gates on the way
// to each.
func stopsOf(path *Path, at map[estate.ID]int, outside map[Outside]int) []stop {
	find := func(e End) (int, bool) {
		if n, ok := outside[e.Outside]; ok && e.Outside != Nowhere {
			return n, true
		}
		n, ok := at[e.Resource]
		return n, ok
	}
	var out []stop
	pass := func(n int) {
		if !slices.ContainsFunc(out, func(s stop) bool { return s.box == n }) {
			out = append(out, stop{box: n})
		}
	}
	if n, ok := find(path.From); ok {
		pass(n)
	}
	for _, id := range path.Via {
		if n, ok := at[id]; ok {
			pass(n)
		}
	}
	last, ended := find(path.To)
	var waiting []int
	for g, gate := range path.Gates {
		waiting = append(waiting, g)
		n, ok := at[gate.Resource]
		if !ok || ended && n == last || slices.ContainsFunc(out, func(s stop) bool { return s.box == n }) {
			continue
		}
		out = append(out, stop{n, waiting})
		waiting = nil
	}
	if ended {
		pass(last)
	}
	if len(out) > 0 {
		end := &out[len(out)-1]
		end.gates = append(end.gates, waiting...)
		slices.Sort(end.gates)
	}
	return out
}

// number puts the numbers of gates onto a line: each alone if there is room,
// else several together.
func (r *router) number(points []Point, path *Path, gates []int, first int) {
	if len(gates) == 0 {
		return
	}
	spots := alongLine(points)
	solid := r.near(spots)
	for groups := len(gates); groups > 0; groups-- {
		var pills []Pill
		next := 0
		for g := range groups {
			part := gates[g*len(gates)/groups : (g+1)*len(gates)/groups]
			pill, at, ok := place(spots, next, (g+1)*len(spots)/(groups+1), pillOf(path, part, first), solid, r.sheet())
			if !ok {
				break
			}
			solid = append(solid, pill.Rect)
			pills, next = append(pills, pill), at+1
		}
		if len(pills) == groups {
			r.p.Pills = append(r.p.Pills, pills...)
			return
		}
		solid = solid[:len(solid)-len(pills)]
	}
}

func (r *router) sheet() Rect { return Rect{0, 0, r.p.Width, r.p.Height} }

// near is what a gate on a line may not stand on.
func (r *router) near(spots []Point) []Rect {
	around := Rect{spots[0].X, spots[0].Y, 0, 0}
	for _, s := range spots {
		x, y := min(around.X, s.X), min(around.Y, s.Y)
		around = Rect{x, y, max(around.right(), s.X) - x, max(around.bottom(), s.Y) - y}
	}
	around = around.grown(60)
	var out []Rect
	for _, s := range r.solid {
		if s.meets(around) {
			out = append(out, s)
		}
	}
	for _, p := range r.p.Pills {
		out = append(out, p.Rect)
	}
	return out
}

// pillOf is the sign of gates that stand together: the tone is that of the one
// that matters most.
func pillOf(path *Path, gates []int, first int) Pill {
	var numbers []int
	out := Pill{Tone: path.Tone}
	for _, g := range gates {
		numbers = append(numbers, first+g)
		if tone := gateTone(path.Tone, path.Gates[g].Effect); tone != path.Tone {
			out.Tone = tone
		}
		if out.Title != "" {
			out.Title += "; "
		}
		out.Title += itoa(first+g) + " " + gateWords(path.Gates[g])
	}
	out.S = ranges(numbers)
	out.Rect = Rect{0, 0, pillWidth(out.S), pillHeight}
	return out
}

// alongLine are points on a line, some pixels apart.
func alongLine(points []Point) []Point {
	const pace = 4
	var out []Point
	for n := 1; n < len(points); n++ {
		a, b := points[n-1], points[n]
		long := abs(b.X-a.X) + abs(b.Y-a.Y)
		for d := 0; d < long; d += pace {
			out = append(out, Point{a.X + sign(b.X-a.X)*d, a.Y + sign(b.Y-a.Y)*d})
		}
	}
	return out
}

func abs(n int) int { return max(n, -n) }

// place finds the spot for a pill that is nearest to where it should be, at or
// after the one that is next.
func place(spots []Point, next, want int, pill Pill, solid []Rect, sheet Rect) (Pill, int, bool) {
	for off := range len(spots) {
		for _, n := range [...]int{want - off, want + off} {
			if n < next || n >= len(spots) {
				continue
			}
			pill.Rect.X, pill.Rect.Y = spots[n].X-pill.Rect.W/2, spots[n].Y-pill.Rect.H/2
			room := pill.Rect.grown(1)
			if sheet.contains(room) && !slices.ContainsFunc(solid, room.meets) {
				return pill, n, true
			}
		}
	}
	return pill, 0, false
}

func sortedUnique(list []int, most int) []int {
	slices.SortFunc(list, cmp.Compare[int])
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(n int) bool { return n < 2 || n > most-2 })
}
