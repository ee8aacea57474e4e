package reach

import (
	"fmt"
	"slices"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
)

// Bounds of the search for a remedy: how many of the ways that lack least are
// tried, and how often a way is traced again after what blocked it is changed.
const (
	mostRemedies = 4
	mostRounds   = 4
)

// Remedy is a set of changes that would let traffic through which does not get
// through: the fewest that were found, none of which can be left out, in the
// order of the gates on the way.
type Remedy struct {
	Changes []Remedied
	// Verified: the changes were made to a copy of the estate, the question was
	// put to it again, and the answer was yes.
	Verified bool
	// Why says what stands against it, where there are no such changes.
	Why string
}

// Remedied is one change: a rule, an entry, a route, an attachment, an address.
type Remedied struct {
	Text     string          // "add to db-sg: in tcp 5432 from web-sg"
	Resource estate.ID       // what is changed
	Origin   estate.Origin   // where that is written
	Edits    []estate.Change // of the estate
}

// Remedy looks for the smallest set of changes that would open what a question
// asks for and what nothing of flows: security group rules, network ACL entries,
// routes, attachments of gateways, elastic addresses. It makes the changes in a
// copy of the estate and proves again. The answer to the question must be no.
func (m *Model) Remedy(q Question) (Remedy, error) {
	a, err := m.look(q)
	if err != nil {
		return Remedy{}, err
	}
	if a == nil {
		return Remedy{Why: "an end has no network interface in use to which a rule or route could lead"}, nil
	}
	in, list := a.blocked()
	if in == nil || len(list) == 0 {
		return Remedy{Why: "both sides are one network interface, or one of them has none"}, nil
	}
	var best *Remedy
	why := ""
	for _, way := range list[:min(len(list), mostRemedies)] {
		if best != nil && len(way.trace.mends) >= len(best.Changes) {
			break
		}
		r := newMender(a, in).open(way)
		switch {
		case r.Why == "" && (best == nil || len(r.Changes) < len(best.Changes)):
			best = &r
		case why == "":
			why = r.Why
		}
	}
	if best == nil {
		return Remedy{Why: why}, nil
	}
	return *best, nil
}

// look finds the class of scenarios in which nothing flows; nil for what has no
// place in a VPC.
func (m *Model) look(q Question) (*asked, error) {
	a, err := m.prepare(q)
	if err != nil || a.from.outsideVPC(m.Estate) || a.to.outsideVPC(m.Estate) {
		return nil, err
	}
	m.lock()
	defer m.unlock()
	for _, w := range m.worlds {
		a.look(w)
	}
	if _, ok := a.fromIdle(); ok {
		return nil, nil
	}
	return a, a.nothingMatched()
}

// blocked lists the blocked ways in the class of scenarios that is explained.
func (a *asked) blocked() (*askedIn, []attempt) {
	a.m.lock()
	defer a.m.unlock()
	in := a.explained(a.basis(a.m.judge(a.truth)))
	if in == nil || !in.possible.IsEmpty() {
		return nil, nil
	}
	return in, in.attempts(a.q)
}

// mender opens one way, blocker by blocker.
type mender struct {
	model *Model
	q     Question
	in    *askedIn
	list  []Remedied
	made  int             // of new resources
	seen  map[string]bool // what is in the list
	// taken are the numbers of proposed network ACL entries.
	taken map[*NetworkACL][]int
}

func newMender(a *asked, in *askedIn) *mender {
	return &mender{model: a.m, q: a.q, in: in, seen: map[string]bool{}, taken: map[*NetworkACL][]int{}}
}

// open makes the changes for every blocker of a way and traces it again, until
// nothing blocks it; then it proves the whole question again.
func (x *mender) open(way attempt) Remedy {
	t := way.trace
	var changed *Model
	for range mostRounds {
		before := len(x.list)
		for _, b := range t.mends {
			if why := x.mend(b); why != "" {
				return Remedy{Why: why}
			}
		}
		if len(x.list) == before {
			return Remedy{Why: reason(t)}
		}
		var err error
		if changed, err = x.with(x.list); err == nil {
			t, err = x.again(way, changed)
		}
		if err != nil {
			return Remedy{Why: err.Error()}
		}
		if t.Verdict != proof.No {
			break
		}
	}
	if t.Verdict != proof.Yes {
		return Remedy{Why: reason(t)}
	}
	return x.verified(changed)
}

// reason is why a trace is not open, in a few words.
func reason(t Trace) string {
	if len(t.Gaps) > 0 {
		return "beyond what could be changed it hangs on " + t.Gaps[0].Cause()
	}
	for _, s := range t.Blockers() {
		return s.Kind + " " + string(s.Resource) + ": " + s.Rule
	}
	return "what blocks it could not be changed"
}

// with is a model of the estate with some changes.
func (x *mender) with(list []Remedied) (*Model, error) {
	var edits []estate.Change
	for _, c := range list {
		edits = append(edits, c.Edits...)
	}
	e, err := x.model.Estate.With(edits...)
	if err != nil {
		return nil, err
	}
	return NewModel(e), nil
}

// network is the network of the class of scenarios that is explained, in a
// changed estate.
func (x *mender) network(changed *Model) *Network {
	for _, w := range changed.worlds {
		if w.when.Equal(x.in.when) {
			return w.open(changed).n
		}
	}
	return New(changed.Estate, x.in.when)
}

// again traces a way in a changed estate.
func (x *mender) again(way attempt, changed *Model) (Trace, error) {
	n, p := x.network(changed), way.packet
	for _, end := range []*Endpoint{&p.From, &p.To} {
		if end.Kind != AtInterface && end.Kind != AtPublicAddress {
			continue
		}
		old := x.in.network.Interfaces[end.Interface]
		list := n.OwnedBy(old.Owner)
		k := slices.IndexFunc(list, func(i *Interface) bool {
			return i.Placement == old.Placement && i.Subnet.ID == old.Subnet.ID && i.unit == old.unit
		})
		if k < 0 {
			return Trace{}, fmt.Errorf("trace %s again: its interface is gone", old.Name())
		}
		end.Interface = list[k].Index
	}
	if way.forward == nil {
		return n.Trace(p), nil
	}
	return n.TraceForward(p, n.Forwards[slices.Index(x.in.network.Forwards, way.forward)]), nil
}

// verified puts the question to the changed estate, and drops each change
// without which the answer is yes all the same: for other ends of what was asked
// for less may be needed.
func (x *mender) verified(changed *Model) Remedy {
	a, err := changed.Ask(x.q)
	switch {
	case err != nil:
		return Remedy{Why: err.Error()}
	case a.Proof.Verdict != proof.Yes:
		return Remedy{Why: "with every blocker of the way changed, the answer is still " + a.Proof.Verdict.String()}
	}
	for k := len(x.list) - 1; k >= 0 && len(x.list) > 1; k-- {
		fewer := slices.Delete(slices.Clone(x.list), k, k+1)
		less, err := x.with(fewer)
		if err != nil {
			continue // another change is made to what this one adds
		}
		if a, err := less.Ask(x.q); err == nil && a.Proof.Verdict == proof.Yes {
			x.list = fewer
		}
	}
	return Remedy{Changes: x.list, Verified: true}
}
