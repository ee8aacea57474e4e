package diagram

import (
	"slices"
	"strings"

	"ringwall/internal/estate"
)

// grid is a VPC as a table: zones are its columns, tiers its rows.
type grid struct {
	v     *vpcScene
	tiers []*tier
	zones []zone
	width []int // of the columns
	tiles int   // beside each other in a subnet
}

const columnMin = 168

func newGrid(v *vpcScene, tiles int) *grid {
	g := &grid{v: v, tiles: tiles}
	if len(v.subnets) == 0 {
		return g
	}
	for _, n := range v.subnets {
		if !slices.ContainsFunc(g.zones, func(z zone) bool { return z.key == n.zone.key }) {
			g.zones = append(g.zones, n.zone)
		}
	}
	sortZones(g.zones)
	g.tiers = tiersOf(v)
	g.width = make([]int, len(g.zones))
	for c := range g.width {
		g.width[c] = columnMin
	}
	for _, n := range v.subnets {
		c := g.column(n)
		g.width[c] = max(g.width[c], n.minWidth(tiles))
	}
	for _, t := range g.tiers {
		for _, s := range t.spans {
			from, to := g.columns(s)
			for short := tileWidth(s.item) - g.across(from, to); short > 0; short = 0 {
				g.width[from] += short
			}
		}
	}
	if len(g.width) <= 6 {
		widest := slices.Max(g.width)
		for c := range g.width {
			g.width[c] = widest
		}
	}
	return g
}

func (g *grid) column(n *subnetScene) int {
	return slices.IndexFunc(g.zones, func(z zone) bool { return z.key == n.zone.key })
}

// columns are the first and the last zone of a band.
func (g *grid) columns(s *span) (from, to int) {
	from, to = len(g.zones), -1
	for _, n := range g.v.subnets {
		for _, id := range n.ids {
			if slices.Contains(s.subnets, id) {
				c := g.column(n)
				from, to = min(from, c), max(to, c)
			}
		}
	}
	if to < 0 {
		return 0, 0
	}
	return from, to
}

// x is where a column begins.
func (g *grid) x(column int) int {
	x := 0
	for _, w := range g.width[:column] {
		x += w + gutter
	}
	return x
}

// across is the width from a column's beginning to another's end.
func (g *grid) across(from, to int) int { return g.x(to) + g.width[to] - g.x(from) }

// minWidth is what a subnet needs for so many tiles in a row.
func (n *subnetScene) minWidth(tiles int) int {
	w := min(max(fontFrame.width(n.label()), fontNote.width(n.below())), tileMax) + 24
	for _, i := range n.items {
		cols := min(tiles, len(n.items))
		w = max(w, cols*(tileWidth(i)+gutter)+gutter)
	}
	return w
}

func (n *subnetScene) label() string {
	if n.count > 1 {
		return n.name + " ×" + itoa(n.count)
	}
	return n.name
}

func (n *subnetScene) below() string {
	if n.doubt != "" {
		return strings.TrimSpace(n.cidr + " conditional")
	}
	return or(n.cidr, map[bool]string{true: "", false: "range unknown"}[n.count > 1])
}

const subnetHeader = 42

// block draws a subnet.
func (n *subnetScene) block(w int) *block {
	in := flow(n.items, w-2*gutter)
	b := &block{w: w, h: subnetHeader + 4}
	if len(n.items) > 0 {
		b.put(gutter, subnetHeader+4, in)
		b.h += gutter
	}
	b.w = max(w, b.w)
	id := anchor("r-", string(n.ids[0]))
	if len(n.ids) > 1 {
		id += "-x" + itoa(len(n.ids))
	}
	b.box = &Box{ID: id, Style: StyleSubnet, Frame: true, Members: n.ids, Dashed: n.doubt != "" || !n.zone.known, Title: n.title()}
	b.write(12, 19, w-24, fontFrame, n.label(), false)
	b.write(12, 34, w-24, fontNote, n.below(), true)
	return b
}

func (n *subnetScene) title() string {
	var b strings.Builder
	b.WriteString("Subnet " + n.label())
	if n.cidr != "" {
		b.WriteString(" " + n.cidr)
	}
	b.WriteString(", " + n.zone.label)
	if n.doubt != "" {
		b.WriteString("; " + n.doubt)
	}
	writeIDs(&b, n.ids)
	return b.String()
}

// tierBlock draws a row: load balancers, subnets by zone, then what else stands
// across zones.
func (l *layouter) tierBlock(g *grid, t *tier) *block {
	in := &block{w: g.across(0, len(g.zones)-1)}
	y := g.bands(in, t.spans, true, 0)
	cells := make([][]*subnetScene, len(g.zones))
	for _, n := range t.subnets {
		c := g.column(n)
		cells[c] = append(cells[c], n)
	}
	blocks := make([][]*block, len(cells))
	for c, cell := range cells {
		for _, n := range cell {
			blocks[c] = append(blocks[c], n.block(g.width[c]))
		}
	}
	level(blocks)
	high := 0
	for c, list := range blocks {
		at := y
		for _, b := range list {
			in.put(g.x(c), at, b)
			at += b.h + gutter
		}
		high = max(high, at-gutter-y)
	}
	g.bands(in, t.spans, false, y+high+gutter)
	return frame("tier", tierStyles[t.class], t.title, "", in)
}

// level makes subnets that stand beside each other equally high.
func level(columns [][]*block) {
	most := 0
	for _, list := range columns {
		most = max(most, len(list))
	}
	for k := range most {
		high := 0
		for _, list := range columns {
			if k < len(list) {
				high = max(high, list[k].h)
			}
		}
		for _, list := range columns {
			if k < len(list) {
				list[k].grow(high)
			}
		}
	}
}

// bands stacks a tier's bands from y on; those whose zones are apart share a
// lane. It answers where the next thing goes.
func (g *grid) bands(in *block, spans []*span, entry bool, y int) int {
	var lanes [][]*span
	for _, s := range spans {
		if s.entry != entry {
			continue
		}
		from, to := g.columns(s)
		lane := slices.IndexFunc(lanes, func(lane []*span) bool {
			return !slices.ContainsFunc(lane, func(o *span) bool {
				a, b := g.columns(o)
				return from <= b && a <= to
			})
		})
		if lane < 0 {
			lane = len(lanes)
			lanes = append(lanes, nil)
		}
		lanes[lane] = append(lanes[lane], s)
	}
	for _, lane := range lanes {
		for _, s := range lane {
			from, to := g.columns(s)
			i := *s.item
			if apart := g.gaps(s, from, to); apart != "" {
				i.note = or(i.note, i.noun) + " · not in " + apart
			}
			b := i.tile(g.across(from, to))
			b.box.Title += g.in(s)
			in.put(g.x(from), y, b)
		}
		y += tileHeight + gutter
	}
	return y
}

// gaps names the zones that a band covers and does not stand in.
func (g *grid) gaps(s *span, from, to int) string {
	var names []string
	for c := from; c <= to; c++ {
		if !slices.ContainsFunc(g.v.subnets, func(n *subnetScene) bool {
			return g.column(n) == c && slices.ContainsFunc(n.ids, func(id estate.ID) bool { return slices.Contains(s.subnets, id) })
		}) {
			names = append(names, g.zones[c].label)
		}
	}
	return strings.Join(names, ", ")
}

// in names the subnets of a band.
func (g *grid) in(s *span) string {
	var names []string
	for _, n := range g.v.subnets {
		if slices.ContainsFunc(n.ids, func(id estate.ID) bool { return slices.Contains(s.subnets, id) }) && len(names) < 8 {
			names = append(names, n.name)
		}
	}
	return " in " + strings.Join(names, ", ")
}

// zoneRow draws the heads of the columns.
func (l *layouter) zoneRow(g *grid) *block {
	out := &block{}
	for c, z := range g.zones {
		const h = 22
		b := &block{w: g.width[c], h: h, box: &Box{ID: "zone", Style: StyleZone, Frame: true, Dashed: !z.known, Title: "Availability Zone: " + z.label}}
		label := fontNote.fit(zoneLabel(z), g.width[c]-16)
		b.write((g.width[c]-fontNote.width(label))/2, 15, g.width[c]-16, fontNote, label, true)
		out.put(g.x(c), 0, b)
	}
	return out
}

func zoneLabel(z zone) string {
	if strings.HasPrefix(z.label, "zone ") {
		return "Availability Zone " + strings.TrimPrefix(z.label, "zone ")
	}
	return "Availability Zone " + z.label
}

// vpc draws a VPC with so many tiles beside each other in a subnet.
func (l *layouter) vpc(v *vpcScene, tiles int) *block {
	g := newGrid(v, tiles)
	body := &block{}
	if len(g.tiers) > 0 {
		body.put(gutter, 0, l.zoneRow(g))
		for _, t := range g.tiers {
			body.put(0, body.h+gutter, l.tierBlock(g, t))
		}
	}
	if len(v.loose) > 0 {
		y := 0
		if body.h > 0 {
			y = body.h + gutter
		}
		b := frame("tier", StyleTierOther, "Subnet unknown", "", flow(v.loose, max(body.w-2*gutter, min(len(v.loose), 3)*(tileMax+gutter)-gutter)))
		b.widen(body.w)
		b.box.Dashed = true
		body.put(0, y, b)
	}
	return l.border(v, body)
}

const vpcHeader = 44

// border puts a VPC's frame around what is in it, with what stands on it.
func (l *layouter) border(v *vpcScene, body *block) *block {
	b := &block{box: &Box{ID: l.vpcID(v), Style: StyleVPC, Frame: true, Dashed: v.doubt != "", Title: strings.TrimSpace(v.name + " " + v.cidr + " " + v.doubt)}}
	if v.id != "" {
		b.box.Members = []estate.ID{v.id}
	}
	label := min(max(fontFrame.width(v.name), fontNote.width(v.note())), tileMax) + 14
	top, y := tileRow(v.top), vpcHeader+gutter/2
	if top.h > 0 {
		y = tileHeight + gutter
	}
	right := stack(v.right)
	inner := body.w
	if right.w > 0 {
		inner += gutter + right.w
	} else {
		inner += gutter
	}
	inner = max(inner+gutter, label+2*gutter, label+gutter+top.w+gutter)
	bottom := tileRow(v.bottom)
	b.w = max(inner, bottom.w+2*gutter)
	b.put(gutter, y, body)
	if right.w > 0 {
		b.put(b.w-right.w, y, right)
	}
	if top.w > 0 {
		b.put(min(max(label+gutter, gutter+(body.w-top.w)/2), b.w-gutter-top.w), 0, top)
	}
	if body.h > 0 || right.h > 0 {
		b.h = max(b.h, y) + gutter
	}
	if bottom.w > 0 {
		b.low = append(b.low, len(b.parts))
		b.put((b.w-bottom.w)/2, max(b.h, vpcHeader), bottom)
	}
	b.h = max(b.h, vpcHeader+gutter/2)
	b.write(14, 20, label, fontFrame, v.name, false)
	b.write(14, 35, label, fontNote, v.note(), true)
	return b
}

func (v *vpcScene) note() string {
	if v.cidr == "" {
		return or(v.doubt, "range unknown")
	}
	return v.cidr
}

func (l *layouter) vpcID(v *vpcScene) string {
	if v.id != "" {
		return anchor("r-", string(v.id))
	}
	return "vpc"
}

// tileRow puts tiles side by side, stack one below the other.
func tileRow(items []*item) *block {
	out := &block{}
	for _, i := range items {
		x := 0
		if out.w > 0 {
			x = out.w + gutter
		}
		out.put(x, 0, i.tile(tileWidth(i)))
	}
	return out
}

func stack(items []*item) *block {
	w := 0
	for _, i := range items {
		w = max(w, tileWidth(i))
	}
	out := &block{}
	for n, i := range items {
		out.put(0, n*(tileHeight+gutter), i.tile(w))
	}
	return out
}
