package diagram

// shelving are panels in rows of a width, each as wide as its tiles need and the
// row allows.
type shelving struct {
	rows    [][]*panel
	cols    map[*panel]int
	w, h    int
	natural int // the width of the widest row before it is filled
	filled  int
}

// need is the width of a panel with so many tiles in a row.
func (p *panel) need(cols int) int {
	t := tilingOf(p.items)
	tile := t.min
	for _, i := range p.items {
		tile = max(tile, tileWidth(i))
	}
	return cols*(tile+t.gap) - t.gap + 2*gutter
}

// shelve puts panels with at most so many tiles beside each other into rows: each
// into the first that has room.
func shelve(list []*panel, w, most int) shelving {
	s := shelving{cols: map[*panel]int{}, w: w}
	var free []int
	for _, p := range list {
		cols := min(len(p.items), max(most, 1))
		for cols > 1 && p.need(cols) > w {
			cols--
		}
		s.cols[p] = cols
		need, at := p.need(cols), -1
		for n, room := range free {
			if need+gutter <= room {
				at = n
				break
			}
		}
		if at < 0 {
			at = len(s.rows)
			s.rows, free = append(s.rows, nil), append(free, w+gutter)
		}
		s.rows[at] = append(s.rows[at], p)
		free[at] -= need + gutter
		s.natural = max(s.natural, w-free[at])
	}
	s.natural = min(s.natural, w)
	for _, row := range s.rows {
		high := 0
		for n, pw := range s.widths(row) {
			high = max(high, row[n].height(pw))
			s.filled += (pw + gutter) * (row[n].height(pw) + gutter)
			s.w = max(s.w, pw)
		}
		s.h += high + gutter
	}
	s.h -= gutter
	return s
}

// widths are those of a row's panels when they fill it.
func (s shelving) widths(row []*panel) []int {
	total, cols := 0, 0
	for _, p := range row {
		total += p.need(s.cols[p])
		cols += s.cols[p]
	}
	more := s.w - total - (len(row)-1)*gutter
	out := make([]int, len(row))
	for n, p := range row {
		share := max(more, 0) * s.cols[p] / cols
		out[n] = p.need(s.cols[p]) + share
		more, cols = more-share, cols-s.cols[p]
		if cols == 0 {
			break
		}
	}
	return out
}

// block draws the rows; the last one ends at the given height, if it is near.
func (s shelving) block(high int) *block {
	out := &block{}
	y := 0
	for n, row := range s.rows {
		var blocks []*block
		tall := 0
		for k, w := range s.widths(row) {
			blocks = append(blocks, row[k].block(w))
			tall = max(tall, blocks[k].h)
		}
		if n == len(s.rows)-1 && s.h*10 >= high*7 { // no large empty frames
			tall = max(tall, high-y)
		}
		x := 0
		for _, b := range blocks {
			b.grow(tall)
			out.put(x, y, b)
			x += b.w + gutter
		}
		y += tall + gutter
	}
	return out
}

// shelved lays panels out by themselves, near to the shape.
func (l *layouter) shelved(list []*panel) *block {
	best := -1
	var chosen shelving
	for most := 1; most <= 4; most++ {
		for _, w := range append(panelWidths(), 1200, 1600, 2000) {
			s := shelve(list, w, most)
			if cost := l.shape.cost(s.w, s.h, s.filled); best < 0 || cost < best {
				best, chosen = cost, s
			}
		}
	}
	return chosen.block(0)
}
