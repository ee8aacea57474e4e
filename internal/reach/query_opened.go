package reach

import (
	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/traffic"
)

// opening is an interface that carries a security group, and whether it is
// reached in each class of scenarios.
type opening struct {
	owner   estate.ID
	name    string
	reached []Trit // by world; not set up to first
	first   int    // the first world in which it carries the group
}

// OpenedBy lists the interfaces that carry, or may carry, a security group, and
// says of each whether the internet reaches it with some of the services.
func (m *Model) OpenedBy(group estate.ID, services traffic.Services) []Opening {
	m = m.home(group)
	m.lock()
	defer m.unlock()
	if !m.hasPlacements() {
		return nil
	}
	var list []*opening
	byName := map[string]*opening{}
	for k, w := range m.worlds {
		e := w.open(m)
		for _, i := range e.n.Interfaces {
			if !i.has(group) {
				continue
			}
			if name := i.Name(); byName[name] == nil {
				byName[name] = &opening{owner: i.Owner, name: name, reached: make([]Trit, len(m.worlds)), first: k}
				list = append(list, byName[name])
			}
		}
		known := map[*class]Trit{}
		for _, o := range list {
			o.reached[k] = e.reached(o, services, known)
		}
	}
	out := make([]Opening, len(list))
	for i, o := range list {
		out[i] = Opening{Resource: o.owner, Interface: o.name, Reached: m.reached(o, services)}
	}
	return out
}

// reached judges an opening over all classes of scenarios.
func (m *Model) reached(o *opening, services traffic.Services) proof.Verdict {
	t := o.truth(m)
	p := m.judge(t)
	if p.Verdict != proof.No || t.Unknown.IsNever() {
		return p.Verdict
	}
	// Gaps decide, and mostly those of the first class do: more never take a doubt back.
	looked, next := 0, 1
	for k, is := range o.reached[o.first:] {
		if !is.Unknown() {
			continue
		}
		w := m.worlds[o.first+k]
		o.reached[o.first+k] = w.open(m).whyOpened(o, services)
		if looked++; looked == next {
			next *= 4
			if v := m.judge(o.truth(m)).Verdict; v != proof.No {
				return v
			}
		}
	}
	return m.judge(o.truth(m)).Verdict
}

func (o *opening) truth(m *Model) estate.Truth {
	t := nowhere(m.worlds[:o.first])
	for k := o.first; k < len(m.worlds); k++ {
		t = with(t, o.reached[k], m.worlds[k])
	}
	return t
}

// reached asks whether the internet reaches an interface, without saying why it
// is not known. What is known of classes of interfaces is kept.
func (e *engine) reached(o *opening, services traffic.Services, known map[*class]Trit) Trit {
	out := no()
	for _, i := range e.n.OwnedBy(o.owner) {
		if i.Name() != o.name {
			continue
		}
		c := e.classes[e.classOf[i.Index]]
		t, ok := known[c]
		if !ok {
			t = e.reachedClass(c, services)
			known[c] = t
		}
		if out = out.or(t); out.Yes() {
			return out
		}
	}
	return out
}

func (e *engine) reachedClass(c *class, services traffic.Services) Trit {
	out := no()
	for _, region := range e.regionsOf(c.subnet.VPC, OnInternet) {
		if e.shut(c, region) {
			continue
		}
		s, _ := e.exchange(c, region, false)
		switch {
		case s.certain.Services().Overlaps(services):
			return yes()
		case s.possible.Services().Overlaps(services):
			out = maybe()
		}
	}
	return out
}

// whyOpened is reached with the gaps on which it hangs.
func (e *engine) whyOpened(o *opening, services traffic.Services) Trit {
	out := no()
	for _, i := range e.n.OwnedBy(o.owner) {
		if i.Name() != o.name {
			continue
		}
		c := e.classes[e.classOf[i.Index]]
		for _, region := range e.regionsOf(c.subnet.VPC, OnInternet) {
			s, _ := e.exchange(c, region, false)
			out = out.or(e.some(s.certain.Services(), s.possible.Services(), services, i))
		}
	}
	return out
}

func (e *engine) some(certain, possible, services traffic.Services, i *Interface) Trit {
	switch {
	case certain.Overlaps(services):
		return yes()
	case !possible.Overlaps(services):
		return no()
	}
	t := e.n.Trace(withService(Packet{From: Internet(anyAddress()), To: At(i)}, possible.Intersect(services)))
	if len(t.Gaps) == 0 {
		return maybe(outside("whether the internet reaches "+i.Name(), "the model does not decide it", i.Origin))
	}
	return maybe(t.Gaps...)
}
