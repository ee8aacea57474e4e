package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// FromEach asks whether a resource reaches another from each of its interfaces,
// at each of the other's: Yes if all do, No if none does. [Model.Ask] is content
// with some. What is in no VPC calls from the internet. It fails with a [NoMatchError] for what is not in the estate.
func (m *Model) FromEach(from, to Selector, protocol traffic.Protocol, port uint16) (proof.Proof, error) {
	a, err := m.resolve(from)
	if err != nil {
		return proof.Proof{}, err
	}
	b, err := m.resolve(to)
	if err != nil {
		return proof.Proof{}, err
	}
	if home := m.homeOf(a, b); home != m {
		return home.FromEach(from, to, protocol, port)
	}
	m.lock()
	defer m.unlock()
	truth := estate.Truth{True: scenario.Never(), False: scenario.Never(), Unknown: scenario.Never()}
	for _, w := range m.worlds {
		w.open(m)
		n := w.network
		var list []Trit
		if a.outsideVPC(m.Estate) {
			for _, y := range n.ownedByAny(sortedIDs(b.resources)) {
				t := n.Trace(Packet{From: Internet(anyAddress()), To: Public(y), Protocol: protocol, Port: port})
				list = append(list, judged(t.Verdict, t.Gaps))
			}
		}
		for _, x := range n.ownedByAny(sortedIDs(a.resources)) {
			for _, y := range n.ownedByAny(sortedIDs(b.resources)) {
				list = append(list, n.reaches(x, y, protocol, port))
			}
		}
		if len(list) == 0 {
			list = append(list, maybe(outside("the interfaces at both ends", "the sources show none", estate.Origin{})))
		}
		truth = with(truth, inEach(list, "it"), w)
	}
	return m.judge(truth), nil
}

func (n *Network) ownedByAny(ids []estate.ID) []*Interface {
	var out []*Interface
	for _, id := range ids {
		out = append(out, n.OwnedBy(id)...)
	}
	return out
}

// reaches asks whether an interface reaches another by any of its addresses.
func (n *Network) reaches(a, b *Interface, protocol traffic.Protocol, port uint16) Trit {
	out := no()
	for _, p := range []Packet{{To: At(b)}, {To: At(b), IPv6: true}, {To: Public(b)}} {
		p.From, p.Protocol, p.Port = At(a), protocol, port
		if p.IPv6 && (a.Has6.No() || b.Has6.No()) || p.To.Kind == AtPublicAddress && b.PublicIPv4.No() {
			continue
		}
		t := n.Trace(p)
		if out = out.or(judged(t.Verdict, t.Gaps)); out.Yes() {
			return out
		}
	}
	return out
}
