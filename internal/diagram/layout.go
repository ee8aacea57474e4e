package diagram

import (
	"slices"

	"ringwall/internal/estate"
)

// shape is the form that a layout aims at: w to h.
type shape struct{ w, h int }

// cost tells how far a size is from the shape and how much of it is empty; less
// is better. Whole numbers, so that it is the same on every machine.
func (s shape) cost(w, h, filled int) int {
	a, b := int64(max(w, 1))*int64(s.h), int64(max(h, 1))*int64(s.w)
	off := max(a, b) * 1000 / min(a, b)
	area := int64(max(w, 1)) * int64(max(h, 1))
	empty := (area - min(area, int64(filled))) * 1000 / area
	return int(off + empty*13/10)
}

// layouter lays a scene out.
type layouter struct{ shape shape }

// scene lays all of it out: what is outside above, the accounts below.
func (l *layouter) scene(s *scene) *block {
	out := &block{}
	var accounts []*block
	for _, a := range s.accounts {
		accounts = append(accounts, l.account(a))
	}
	body := l.shelves(accounts)
	top := l.outside(s)
	y := 0
	if top != nil {
		x := max(0, (body.w-top.w)/2)
		if gate, ok := body.gateway(); ok && s.internet {
			x = min(max(0, gate-top.parts[0].w/2), max(0, body.w-top.w)+body.w/6)
		}
		out.put(x, 0, top)
		y = top.h + 2*gutter
	}
	out.put(0, y, body)
	return out
}

// Names of the boxes outside of everything.
const (
	internetID = "internet"
	premisesID = "on-premises"
)

// outside are the internet and on-premises networks, side by side.
func (l *layouter) outside(s *scene) *block {
	var list []*block
	if s.internet {
		i := &item{name: "Internet", style: StyleOutside, glyph: GlyphGlobe, ids: []estate.ID{internetID}}
		b := i.tile(tileMin)
		b.box.ID, b.box.Members, b.box.Title = internetID, nil, "The internet"
		list = append(list, b)
	}
	if s.onprem {
		width := max(tileMin, len(s.premises)*(tileMax+gutter)-gutter)
		b := frame(premisesID, StyleOutside, "On premises", "", flow(s.premises, min(width, 4*tileMax)))
		list = append(list, b)
	}
	if len(list) == 0 {
		return nil
	}
	out := &block{}
	high := 0
	for _, b := range list {
		high = max(high, b.h)
	}
	for _, b := range list {
		x := 0
		if out.w > 0 {
			x = out.w + 2*gutter
		}
		out.put(x, high-b.h, b)
	}
	return out
}

// account lays out an account: what stands at the edge of AWS above the Regions,
// identities below them.
func (l *layouter) account(a *accountScene) *block {
	var regions []*block
	for _, r := range a.regions {
		if b := l.region(r); b != nil {
			regions = append(regions, b)
		}
	}
	body := l.shelves(regions)
	in := &block{}
	l.edge(in, panels(&a.global, 0, secrets), body)
	if body.h > 0 {
		in.put(0, below(in), body)
	}
	if aside := panels(&a.global, secrets, categories); len(aside) > 0 {
		in.put(0, below(in), l.masonry(aside, in.w))
	}
	if len(regions) == 1 {
		body.widen(in.w)
	}
	b := frame(anchor("account-", a.key), StyleAccount, a.name, "", in)
	b.box.Dashed = !a.known
	return b
}

// edge puts what stands at the edge of AWS above the Regions, beside the way that
// leads from the internet to their gateways.
func (l *layouter) edge(in *block, list []*panel, body *block) {
	if len(list) == 0 {
		return
	}
	if body.h == 0 {
		in.put(0, 0, l.shelved(list))
		return
	}
	most := 0
	for _, p := range list {
		most = max(most, len(p.items))
	}
	x, w := 0, body.w
	if gate, ok := body.gateway(); ok {
		switch natural := shelve(list, body.w, most).natural; {
		case natural+gate+2*gutter <= body.w:
			w = max(natural, (body.w-gate)/2)
			w = min(w, body.w-gate-2*gutter)
			x = body.w - w
		case natural <= gate-2*gutter:
			w = natural
		}
	}
	in.put(x, 0, shelve(list, w, most).block(0))
}

// gateway is the middle of the gateways on the borders, from the left.
func (b *block) gateway() (int, bool) {
	from, to := b.gateways(0, -1, -1)
	return (from + to) / 2, from >= 0
}

func (b *block) gateways(x, from, to int) (int, int) {
	if b.box != nil && b.box.Glyph == GlyphGateway {
		if from < 0 {
			from = x + b.w/2
		}
		from, to = min(from, x+b.w/2), max(to, x+b.w/2)
	}
	for _, c := range b.parts {
		from, to = c.gateways(x+c.x, from, to)
	}
	return from, to
}

// below is where the next block goes under what is there.
func below(b *block) int {
	if b.h == 0 {
		return 0
	}
	return b.h + gutter
}

// panel is a frame of services to be.
type panel struct {
	id    string
	title string
	style Style
	items []*item
}

// panels are those of the categories from one to another.
func panels(of *[categories][]*item, from, to category) []*panel {
	var out []*panel
	for c := from; c < to; c++ {
		if len(of[c]) > 0 {
			out = append(out, &panel{"panel", categoryTitles[c], StylePanel, of[c]})
		}
	}
	return out
}

const panelChrome = frameHeader + 8 + gutter // a panel's height beside its tiles

func (p *panel) height(w int) int { return flowHeight(p.items, w-2*gutter) + panelChrome }

func (p *panel) block(w int) *block {
	b := frame(p.id, p.style, p.title, "", flow(p.items, w-2*gutter))
	b.widen(w)
	return b
}

// columnsOf deals panels out to columns of one width, each to the shortest.
func columnsOf(list []*panel, m, w int) (cols [][]*panel, high, filled int) {
	cols, heights := make([][]*panel, m), make([]int, m)
	for _, p := range list {
		at := 0
		for n := range heights {
			if heights[n] < heights[at] {
				at = n
			}
		}
		h := p.height(w)
		cols[at] = append(cols[at], p)
		heights[at] += h + gutter
		filled += (w + gutter) * (h + gutter)
	}
	return cols, slices.Max(heights) - gutter, filled
}

// dealt lays panels out in columns that end at the same height.
func dealt(list []*panel, m, w, high int) *block {
	cols, least, _ := columnsOf(list, m, w)
	high = max(high, least)
	out := &block{}
	for n, col := range cols {
		y := 0
		for k, p := range col {
			b := p.block(w)
			if k == len(col)-1 {
				b.grow(high - y)
			}
			out.put(n*(w+gutter), y, b)
			y += b.h + gutter
		}
	}
	return out
}

const panelMin = tileMin + 2*gutter

// panelWidths are widths of panels that hold one to four tiles in a row.
func panelWidths() []int {
	var out []int
	for tiles := 1; tiles <= 4; tiles++ {
		for _, t := range []int{tileMin + 24, tileMax - 20} {
			out = append(out, tiles*(t+gutter)+gutter)
		}
	}
	return out
}

// masonry lays panels out in the given width, or in the shape if it is 0.
func (l *layouter) masonry(list []*panel, width int) *block {
	best, m, w := -1, 1, panelMin
	try := func(cols, colWidth int) {
		total := cols*(colWidth+gutter) - gutter
		_, high, filled := columnsOf(list, cols, colWidth)
		cost := l.shape.cost(total, high, filled)
		if width > 0 {
			cost = high + total/1000
		}
		if best < 0 || cost < best {
			best, m, w = cost, cols, colWidth
		}
	}
	for cols := 1; cols <= min(len(list), 8); cols++ {
		if width > 0 {
			if each := (width+gutter)/cols - gutter; cols == 1 || each >= tileMin+24+2*gutter {
				try(cols, max(each, panelMin))
			}
			continue
		}
		for _, each := range panelWidths() {
			try(cols, each)
		}
	}
	return dealt(list, m, w, 0)
}

// region lays out a Region: its VPCs, the panels of services beside or below
// them, and below all what supports them.
func (l *layouter) region(r *regionScene) *block {
	main, aside := panels(&r.panels, 0, secrets), panels(&r.panels, secrets, categories)
	if len(main)+len(aside)+len(r.vpcs) == 0 {
		return nil
	}
	in := l.core(r, main)
	if len(aside) > 0 {
		in.put(0, below(in), l.masonry(aside, in.w))
		if len(r.vpcs) > 0 { // or all beside the VPCs, if that is more compact
			all := l.core(r, append(slices.Clone(main), aside...))
			if l.shape.cost(all.w, all.h, all.inked()) < l.shape.cost(in.w, in.h, in.inked()) {
				in = all
			}
		}
	}
	b := frame("region", StyleRegion, r.name, "", in)
	b.box.Dashed = !r.known
	return b
}

// core are a Region's VPCs and the panels that belong beside them.
func (l *layouter) core(r *regionScene, main []*panel) *block {
	in := &block{}
	switch {
	case len(r.vpcs) == 0 && len(main) > 0:
		in = l.shelved(main)
	case len(r.vpcs) > 0 && len(main) == 0:
		in.put(0, 0, withHubs(l.vpcs(r.vpcs), r.hubs))
	case len(r.vpcs) > 0:
		in = l.beside(r, main)
	}
	return in
}

// inked is the room that a block's tiles take.
func (b *block) inked() int {
	if b.box != nil && !b.box.Frame {
		return (b.w + gutter) * (b.h + gutter)
	}
	area := 0
	for _, c := range b.parts {
		area += c.inked()
	}
	return area
}

// beside puts panels to the right of VPCs or below them, whichever comes nearer
// to the shape.
func (l *layouter) beside(r *regionScene, panels []*panel) *block {
	vpcs := r.vpcs
	var body *block
	var chosen shelving
	best, right := -1, false
	options := []int{0}
	if len(vpcs) == 1 {
		options = []int{1, 2, 3}
	}
	for _, tiles := range options {
		b := withHubs(l.vpcsIn(vpcs, tiles), r.hubs)
		area := b.w * b.h
		try := func(s shelving, w, h int, aside bool) {
			if cost := l.shape.cost(w, h, area+s.filled); best < 0 || cost < best {
				best, chosen, right, body = cost, s, aside, b
			}
		}
		for most := 1; most <= 4; most++ {
			for _, w := range panelWidths() {
				s := shelve(panels, w, most)
				try(s, b.w+gutter+s.w, max(b.h, s.h), true)
			}
			s := shelve(panels, max(b.w, panelMin), most)
			try(s, s.w, b.h+gutter+s.h, false)
		}
	}
	out := &block{}
	out.put(0, 0, body)
	if !right {
		out.put(0, body.h+gutter, chosen.block(0))
		return out
	}
	if len(vpcs) == 1 && len(r.hubs) == 0 {
		body.grow(chosen.h)
	}
	out.put(body.w+gutter, 0, chosen.block(body.h))
	return out
}

// withHubs puts transit gateways below VPCs, as bands across all of them.
func withHubs(vpcs *block, hubs []*item) *block {
	if len(hubs) == 0 {
		return vpcs
	}
	out := &block{}
	out.put(0, 0, vpcs)
	for _, h := range hubs {
		out.put(0, out.h+gutter, h.tile(vpcs.w))
	}
	return out
}

func (l *layouter) vpcs(list []*vpcScene) *block {
	if len(list) > 1 {
		return l.vpcsIn(list, 0)
	}
	var best *block
	least := -1
	for tiles := 1; tiles <= 3; tiles++ {
		b := l.vpcsIn(list, tiles)
		if cost := l.shape.cost(b.w, b.h, b.w*b.h); least < 0 || cost < least {
			least, best = cost, b
		}
	}
	return best
}

// vpcsIn lays VPCs out with so many tiles beside each other in a subnet; 0 lets
// each choose.
func (l *layouter) vpcsIn(list []*vpcScene, tiles int) *block {
	if len(list) == 1 && tiles > 0 {
		return l.vpc(list[0], tiles)
	}
	var blocks []*block
	for _, v := range list {
		blocks = append(blocks, l.vpcs([]*vpcScene{v}))
	}
	return l.shelves(blocks)
}

// shelves puts blocks into rows, so that all of them come near to the shape.
// Those of a row are made equally high.
func (l *layouter) shelves(list []*block) *block {
	out := &block{}
	if len(list) == 0 {
		return out
	}
	if len(list) == 1 {
		return list[0]
	}
	widest, total, area := 0, 0, 0
	for _, b := range list {
		widest, total = max(widest, b.w), total+b.w+gutter
		area += (b.w + gutter) * (b.h + gutter)
	}
	best, limit := -1, widest
	for n := 0; n <= 24; n++ {
		w := widest + (total-gutter-widest)*n/24
		wide, high := shelfSize(list, w)
		if cost := l.shape.cost(wide, high, area); best < 0 || cost < best {
			best, limit = cost, w
		}
	}
	x, y := 0, 0
	var row []int
	end := func() {
		high := 0
		for _, n := range row {
			high = max(high, out.parts[n].h)
		}
		for _, n := range row {
			if out.parts[n].h*5 >= high*2 {
				out.parts[n].grow(high)
			}
		}
		out.h = max(out.h, y+high)
		x, y, row = 0, y+high+gutter, nil
	}
	for _, b := range list {
		if x > 0 && x+b.w > limit {
			end()
		}
		out.put(x, y, b)
		row = append(row, len(out.parts)-1)
		x += b.w + gutter
	}
	end()
	return out
}

// shelfSize is how large shelves of a width become.
func shelfSize(list []*block, limit int) (wide, high int) {
	x, y, row := 0, 0, 0
	for _, b := range list {
		if x > 0 && x+b.w > limit {
			x, y, row = 0, y+row+gutter, 0
		}
		wide, row = max(wide, x+b.w), max(row, b.h)
		x += b.w + gutter
	}
	return wide, y + row
}
