package reach

import (
	"encoding/binary"
	"slices"

	"ringwall/internal/traffic"
)

// crowd is what VPCs that are strangers have in common: their outlooks, over IPv4
// and IPv6, and the roles that classes play to strangers.
type crowd struct {
	strangers          *strangers
	families           []*outlooks
	senders, receivers []*cast
}

// inCrowd compares the VPCs, once.
func (e *engine) inCrowd() *crowd {
	if e.crowd == nil {
		c := &crowd{strangers: e.findStrangers()}
		c.compare(e)
		if len(c.families) > 0 {
			c.senders, c.receivers = c.casts(e, true), c.casts(e, false)
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

// keeps notes whom VPCs get to know by changed rules of groups. It is false where
// the rules tell strangers' addresses apart in a new way, so that all has to be
// compared anew. Whom nobody names any more stays known: that costs no answer.
func (c *crowd) keeps(e *engine, groups map[*SecurityGroup]bool) bool {
	return false
}

// role is what some classes are to strangers, over one family: the outlook of
// their spot, and what they send or take by cell of the others.
type role struct {
	look *outlook
	by   []bound
}

// cast are the classes that play the same roles as senders, or as receivers, over
// each family.
type cast struct {
	roles   []*role // by family; nil where they have none
	classes []int32
}

// across links the classes of VPCs that are strangers, those alike at once.
func (b *pairing) across(c *crowd) {
	if len(c.families) == 0 {
		return
	}
	t := newBoard(len(c.senders), len(c.receivers))
	for i, from := range c.senders {
		for k, to := range c.receivers {
			if c.meet(b.e, from, to) {
				t.cells[i][k] = c.exchange(b.e, from, to)
			}
		}
	}
	t.merge()
	out := b.out
	out.strangers = c.strangers
	for _, rows := range t.rows {
		out.Senders = append(out.Senders, classesOf(c.senders, rows))
	}
	for _, columns := range t.columns {
		out.Receivers = append(out.Receivers, classesOf(c.receivers, columns))
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

// casts sorts the classes by their roles; those that send nothing (or take
// nothing) are left out.
func (c *crowd) casts(e *engine, egress bool) []*cast {
	roles := make([][]*role, len(c.families))
	for f, o := range c.families {
		roles[f] = o.roles(e, egress)
	}
	type parts [2]*role
	at := map[parts]*cast{}
	var out []*cast
	for i := range e.classes {
		var key parts
		for f := range c.families {
			key[f] = roles[f][i]
		}
		if key == (parts{}) {
			continue
		}
		x := at[key]
		if x == nil {
			x = &cast{roles: key[:len(c.families)]}
			at[key] = x
			out = append(out, x)
		}
		x.classes = append(x.classes, int32(i))
	}
	return out
}

// roles gives each class its role, nil where it has none; equal ones are one.
func (o *outlooks) roles(e *engine, egress bool) []*role {
	out := make([]*role, len(e.classes))
	known := map[string]*role{}
	var scratch []byte
	for _, z := range o.zones {
		look := o.of[z.spot]
		for _, c := range z.classes {
			by, ok := o.roleOf(c, z.spot, egress)
			if !ok {
				continue
			}
			scratch = binary.BigEndian.AppendUint32(scratch[:0], uint32(look.index))
			for _, x := range by {
				scratch = binary.BigEndian.AppendUint32(scratch, uint32(x.lo))
				scratch = binary.BigEndian.AppendUint32(scratch, uint32(x.hi))
			}
			r := known[string(scratch)]
			if r == nil {
				r = &role{look, by}
				known[string(scratch)] = r
			}
			out[c.index] = r
		}
	}
	return out
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

// meet: there are strangers among the VPCs of two casts.
func (c *crowd) meet(e *engine, from, to *cast) bool {
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
