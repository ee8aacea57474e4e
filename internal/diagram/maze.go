package diagram

import (
	"container/heap"
	"slices"
)

// maze is a grid of ways between two boxes. Nodes are where the ways cross; those
// in walls are closed.
type maze struct {
	from, to Rect
	xs, ys   []int
	closed   []bool // by row, then column
	used     tracks
	track    int // the line's own

	cost []int32 // best so far, by state: node and direction
	came []int32 // the state before; -1: from the box
}

// What a pixel and a bend cost; a pixel along another line costs less, so that
// lines run together.
const (
	perPixel   = 4
	perBundled = 2
	perCovered = 12 // where it would cover another
	perBend    = 90
)

// door is a point of a box's border at which a line may leave or arrive: it
// stands before a node.
type door struct {
	at   Point
	node int32
	down bool // the line runs up or down there
	cost int32
}

// alley adds the ways around a wall, at a distance; all are moved a little.
func (m *maze) alley(r Rect, d, moved int) {
	m.xs = append(m.xs, r.X-d+moved, r.right()+d+moved)
	m.ys = append(m.ys, r.Y-d+moved, r.bottom()+d+moved)
}

func (m *maze) settle(w, h int) {
	m.xs, m.ys = sortedUnique(m.xs, w), sortedUnique(m.ys, h)
	m.closed = make([]bool, len(m.xs)*len(m.ys))
}

// block closes the nodes in a wall.
func (m *maze) block(r Rect) {
	x0, _ := slices.BinarySearch(m.xs, r.X)
	x1, _ := slices.BinarySearch(m.xs, r.right()+1)
	y0, _ := slices.BinarySearch(m.ys, r.Y)
	y1, _ := slices.BinarySearch(m.ys, r.bottom()+1)
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			m.closed[y*len(m.xs)+x] = true
		}
	}
}

// doors are the ways out of a box: along each grid line that meets its border,
// to the first node beyond.
func (m *maze) doors(r Rect) []door {
	const corner = 8
	var out []door
	add := func(at Point, x, y int, down bool, off int) {
		if x < 0 || y < 0 || x >= len(m.xs) || y >= len(m.ys) || m.closed[y*len(m.xs)+x] {
			return
		}
		long := abs(at.X-m.xs[x]) + abs(at.Y-m.ys[y])
		out = append(out, door{at, int32(y*len(m.xs) + x), down, int32(long*perPixel + off)})
	}
	up, _ := slices.BinarySearch(m.ys, r.Y-3)
	under, _ := slices.BinarySearch(m.ys, r.bottom()+4)
	for n, x := range m.xs {
		if x > r.X+corner && x < r.right()-corner {
			off := abs(x - r.X - r.W/2)
			add(Point{x, r.Y}, n, up-1, true, off)
			add(Point{x, r.bottom()}, n, under, true, off)
		}
	}
	left, _ := slices.BinarySearch(m.xs, r.X-3)
	right, _ := slices.BinarySearch(m.xs, r.right()+4)
	for n, y := range m.ys {
		if y > r.Y+corner && y < r.bottom()-corner {
			off := abs(y - r.Y - r.H/2)
			add(Point{r.X, y}, left-1, n, false, off)
			add(Point{r.right(), y}, right, n, false, off)
		}
	}
	return out
}

// state is a node, and whether one came to it up or down.
func state(node int32, down bool) int32 {
	if down {
		return node*2 + 1
	}
	return node * 2
}

// reach is a state to look at, with what it costs to come there and at least
// from there to the end.
type reach struct {
	total, cost int32
	state       int32
	end         int32 // the door of the box that is led to; -1: not there yet
	order       int32
}

type frontier []reach

func (f frontier) Len() int { return len(f) }
func (f frontier) Less(i, j int) bool {
	if f[i].total != f[j].total {
		return f[i].total < f[j].total
	}
	return f[i].order < f[j].order
}
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *frontier) Push(x any)   { *f = append(*f, x.(reach)) }
func (f *frontier) Pop() any {
	old := *f
	last := old[len(old)-1]
	*f = old[:len(old)-1]
	return last
}

// solve finds the cheapest line; nil if there is none.
func (m *maze) solve() []Point {
	starts, ends := m.doors(m.from), m.doors(m.to)
	if len(starts) == 0 || len(ends) == 0 {
		return nil
	}
	m.cost = make([]int32, len(m.closed)*2)
	m.came = make([]int32, len(m.closed)*2)
	for n := range m.cost {
		m.cost[n] = -1
	}
	exits := map[int32][]int32{}
	for n, d := range ends {
		exits[d.node] = append(exits[d.node], int32(n))
	}
	var f frontier
	var order int32
	push := func(cost, s, before, end int32) {
		if end < 0 {
			if m.cost[s] >= 0 && m.cost[s] <= cost {
				return
			}
			m.cost[s], m.came[s] = cost, before
		}
		order++
		total := cost
		if end < 0 {
			total += m.least(s)
		}
		heap.Push(&f, reach{total, cost, s, end, order})
	}
	for n, d := range starts {
		push(d.cost, state(d.node, d.down), -int32(n)-1, -1)
	}
	for len(f) > 0 {
		at := heap.Pop(&f).(reach)
		if at.end >= 0 {
			return m.points(at.state, starts, ends[at.end])
		}
		if at.cost > m.cost[at.state] {
			continue
		}
		for _, n := range exits[at.state/2] {
			cost := at.cost + ends[n].cost
			if ends[n].down != (at.state%2 == 1) {
				cost += perBend
			}
			push(cost, at.state, 0, n)
		}
		m.expand(at, push)
	}
	return nil
}

// least is what it costs at least from a state to the other box.
func (m *maze) least(s int32) int32 {
	node := int(s / 2)
	x, y := m.xs[node%len(m.xs)], m.ys[node/len(m.xs)]
	dx := max(0, m.to.X-x, x-m.to.right())
	dy := max(0, m.to.Y-y, y-m.to.bottom())
	return int32((dx + dy) * perBundled)
}

// expand looks at the four nodes beside a state.
func (m *maze) expand(at reach, push func(cost, s, before, end int32)) {
	w := len(m.xs)
	node := int(at.state / 2)
	x, y := node%w, node/w
	here := Point{m.xs[x], m.ys[y]}
	for _, step := range [...][2]int{{0, -1}, {0, 1}, {-1, 0}, {1, 0}} {
		nx, ny := x+step[0], y+step[1]
		if nx < 0 || ny < 0 || nx >= w || ny >= len(m.ys) || m.closed[ny*w+nx] {
			continue
		}
		there := Point{m.xs[nx], m.ys[ny]}
		cost := at.cost + int32((abs(here.X-there.X)+abs(here.Y-there.Y))*m.price(here, there))
		down := step[0] == 0
		if down != (at.state%2 == 1) {
			cost += perBend
		}
		push(cost, state(int32(ny*w+nx), down), at.state, -1)
	}
}

// price is what a pixel costs from one node to the next.
func (m *maze) price(a, b Point) int {
	switch own, other := m.used.between(a, b, m.track); {
	case own:
		return perBundled
	case other:
		return perCovered
	}
	return perPixel
}

// points are the corners of the line that was found.
func (m *maze) points(s int32, starts []door, end door) []Point {
	w := len(m.xs)
	points := []Point{end.at}
	for {
		node := int(s / 2)
		points = append(points, Point{m.xs[node%w], m.ys[node/w]})
		before := m.came[s]
		if before < 0 {
			points = append(points, starts[-before-1].at)
			break
		}
		s = before
	}
	slices.Reverse(points)
	return straight(points)
}

// straight leaves out points between which a line goes straight on.
func straight(points []Point) []Point {
	out := points[:0:0]
	for n, p := range points {
		if len(out) > 0 && out[len(out)-1] == p {
			continue
		}
		if l := len(out); l > 1 && (out[l-1].X == p.X && out[l-2].X == p.X || out[l-1].Y == p.Y && out[l-2].Y == p.Y) {
			out[l-1] = p
			continue
		}
		out = append(out, points[n])
	}
	return out
}
