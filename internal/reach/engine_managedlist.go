package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/traffic"
)

// listedRegions are the parts of the entries of S3's and DynamoDB's lists that no
// rule of the network tells further apart.
func (e *engine) listedRegions(within traffic.Addresses) []*spot {
	listed := within.Intersect(e.n.lists.gateway)
	if listed.IsEmpty() {
		return nil
	}
	all := among(spansOf(listed), estate.Gap{})
	parts, _ := e.n.cuts.cells(all, 1<<16)
	out := make([]*spot, 0, len(parts))
	for _, a := range parts {
		out = append(out, e.outsideSpot(OnInternet, addressesOf(a.Spans())))
	}
	return out
}

// whoever narrows what a class sends to addresses that were asked for by number: those
// that may be S3's or DynamoDB's are reached for certain only if they are whosever
// they are.
func (e *engine) whoever(c *class, region *spot, wanted traffic.Addresses, s slice, ret bound) (slice, bound) {
	some, services := e.n.doubtful(wanted)
	own := e.own(c, region.six)
	if some.IsEmpty() || own == nil {
		return s, ret
	}
	sure := wanted.Subtract(some)
	lo, hi := s.certain, s.possible
	for _, name := range services {
		l := e.between(end{c, own}, end{nil, e.literalSpot(name, some)})
		b := e.flows(l)
		lo = lo.Intersect(traffic.Of(some, e.table.Services(b.lo)).Union(traffic.Of(sure, traffic.AllServices())))
		hi = hi.Union(traffic.Of(some, e.table.Services(b.hi)))
		if s.possible.IsEmpty() {
			ret = l.ret
		} else if b.hi != traffic.None {
			ret = e.agree(ret, l.ret)
		}
	}
	return slice{certain: lo, possible: hi, sum: bound{e.table.Intern(lo.Services()), e.table.Intern(hi.Services())}}, ret
}

// literalSpot is addresses that were asked for, as those of a service.
func (e *engine) literalSpot(service string, of traffic.Addresses) *spot {
	p := party{kind: AtService, identity: no(), fixed: true, addr: among(spansOf(of), estate.Gap{}).ofService(service)}
	return e.keyed(e.addSpot(&spot{kind: AtService, party: p}))
}
