package reach

import (
	"encoding/binary"
	"slices"

	"ringwall/internal/traffic"
)

// crowd is what VPCs that are strangers have in common: their outlooks, over IPv4
// and IPv6, and the roles that classes play to strangers.
type crowd struct {
	strangers *strangers
	families  []*outlooks
	send, get stage
}

// stage is who plays which roles, as senders or as receivers.
type stage struct {
	casts []*cast
	by    map[parts]*cast
	of    []*cast // by class; nil of those that have no role
}

// parts are the roles of a class, by family; nil where it has none.
type parts [2]*role

// inCrowd compares the VPCs, once.
func (e *engine) inCrowd() *crowd {
	if e.crowd == nil {
		c := &crowd{strangers: e.findStrangers()}
		c.compare(e)
		if len(c.families) > 0 {
			c.send, c.get = c.stage(e, true), c.stage(e, false)
		}
		e.crowd = c
	}
	return e.crowd
}

// compare compares the spots of plain VPCs; VPCs that cannot be compared are
// struck from the plain ones.
func (c *crowd) compare(e *engine) {
	for again := true; again; {
		c.families, again = nil, false
		for _, six := range []bool{false, true} {
			o, ok := e.outlooksOf(c.strangers, six, e.byVPC(six))
			if again = again || !ok; ok && len(o.zones) > 0 {
				c.families = append(c.families, o)
			}
		}
	}
}

// role is what some classes are to strangers, over one family: the outlook of
// their spot, and what they send or take by cell of the others.
type role struct {
	look *outlook
	by   []bound
}

// cast are the classes that play the same roles as senders, or as receivers.
type cast struct {
	roles   parts
	classes []int32
}

// across links the classes of VPCs that are strangers, those alike at once.
func (b *pairing) across(c *crowd) {
	if len(c.families) == 0 {
		return
	}
	t := newBoard(len(c.send.casts), len(c.get.casts))
	for i, from := range c.send.casts {
		for k, to := range c.get.casts {
			if c.strange(b.e, from, to) {
				t.cells[i][k] = c.exchange(b.e, from, to)
			}
		}
	}
	t.merge()
	out := b.out
	out.strangers = c.strangers
	for _, rows := range t.rows {
		out.Senders = append(out.Senders, classesOf(c.send.casts, rows))
	}
	for _, columns := range t.columns {
		out.Receivers = append(out.Receivers, classesOf(c.get.casts, columns))
	}
	b.full, b.last = nil, nil
	for i, row := range t.cells {
		for k, x := range row {
			b.add(i, k, x.fwd, x.ret)
		}
	}
	for _, list := range b.gathered() {
		out.Across = append(out.Across, list...)
	}
}

// stage gives all classes their roles; those that send nothing (or take nothing)
// have none.
func (c *crowd) stage(e *engine, egress bool) stage {
	s := stage{by: map[parts]*cast{}, of: make([]*cast, len(e.classes))}
	roles := make([]parts, len(e.classes))
	for f, o := range c.families {
		for _, z := range o.zones {
			for _, x := range z.classes {
				roles[x.index][f] = o.roleIn(x, z.spot, egress)
			}
		}
	}
	for i, p := range roles {
		s.play(int32(i), p)
	}
	return s
}

// play puts a class into the cast of its roles.
func (s *stage) play(class int32, p parts) {
	x := s.by[p]
	if p == (parts{}) {
		return
	}
	if x == nil {
		x = &cast{roles: p}
		s.by[p] = x
		s.casts = append(s.casts, x)
	}
	x.classes = append(x.classes, class)
	s.of[class] = x
}

// roleIn is the role of a class at a spot, nil if it has none; equal ones are one.
func (o *outlooks) roleIn(c *class, at *spot, egress bool) *role {
	look := o.of[at]
	if look == nil {
		return nil
	}
	by, ok := o.roleOf(c, at, egress)
	if !ok {
		return nil
	}
	text := binary.BigEndian.AppendUint32(nil, uint32(look.index))
	for _, x := range by {
		text = binary.BigEndian.AppendUint32(text, uint32(x.lo))
		text = binary.BigEndian.AppendUint32(text, uint32(x.hi))
	}
	r := o.parts[string(text)]
	if r == nil {
		r = &role{look, by}
		o.parts[string(text)] = r
	}
	return r
}

// exchange is what flows from one cast to another, over any family.
func (c *crowd) exchange(e *engine, from, to *cast) link {
	out := noLink()
	for f, o := range c.families {
		s, r := from.roles[f], to.roles[f]
		if s == nil || r == nil {
			continue
		}
		way := o.cross(s.look, r.look)
		is := e.and(e.and(s.by[r.look.cell], r.by[s.look.cell]), way.fwd)
		if is.hi == traffic.None {
			continue
		}
		out = link{e.or(out.fwd, is), e.or(out.ret, way.ret)}
	}
	return out
}

// strange: there are strangers among the VPCs of two casts.
func (c *crowd) strange(e *engine, from, to *cast) bool {
	for _, x := range from.classes {
		for _, y := range to.classes {
			if c.strangers.are(e.classes[x].subnet.VPC, e.classes[y].subnet.VPC) {
				return true
			}
		}
	}
	return false
}

func classesOf(list []*cast, which []int) []int32 {
	var out []int32
	for _, k := range which {
		out = append(out, list[k].classes...)
	}
	slices.Sort(out)
	return out
}

// board is what flows from each of some senders to each of some receivers.
type board struct {
	rows, columns [][]int // which of them each row and column stands for
	cells         [][]link
}

func newBoard(rows, columns int) *board {
	b := &board{rows: make([][]int, rows), columns: make([][]int, columns), cells: make([][]link, rows)}
	for i := range rows {
		b.rows[i], b.cells[i] = []int{i}, make([]link, columns)
		for k := range columns {
			b.cells[i][k] = noLink()
		}
	}
	for k := range columns {
		b.columns[k] = []int{k}
	}
	return b
}

// merge joins rows that are equal, and columns, and drops those in which nothing
// flows.
func (b *board) merge() {
	b.rows, b.cells = mergeRows(b.rows, b.cells)
	var turned [][]link
	b.columns, turned = mergeRows(b.columns, transpose(b.cells, len(b.columns)))
	b.cells = transpose(turned, len(b.rows))
}

func mergeRows(of [][]int, cells [][]link) ([][]int, [][]link) {
	at := map[string]int{}
	var outOf [][]int
	var out [][]link
	var scratch []byte
	for i, row := range cells {
		scratch = scratch[:0]
		flows := false
		for _, x := range row {
			for _, id := range []traffic.ID{x.fwd.lo, x.fwd.hi, x.ret.lo, x.ret.hi} {
				scratch = binary.BigEndian.AppendUint32(scratch, uint32(id))
			}
			flows = flows || x.fwd.hi != traffic.None
		}
		k, known := at[string(scratch)]
		switch {
		case !flows:
		case known:
			outOf[k] = append(outOf[k], of[i]...)
		default:
			at[string(scratch)] = len(out)
			outOf, out = append(outOf, of[i]), append(out, row)
		}
	}
	return outOf, out
}

func transpose(cells [][]link, columns int) [][]link {
	out := make([][]link, columns)
	for k := range columns {
		out[k] = make([]link, len(cells))
		for i, row := range cells {
			out[k][i] = row[k]
		}
	}
	return out
}
