package reach

import (
	"slices"
	"sync"

	"ringwall/internal/estate"
)

// kin are models of estates that differ in rules only, each made of another by
// [Model.With]. They share one resolved network and what was computed on it; the
// lock is theirs together, and whoever holds it brings the network to his rules.
type kin struct {
	mu sync.Mutex
	at *Model // whose rules the network holds
}

// With is the model of the estate after some changes; m stays as it is. Where the
// changes are of rules of security groups and network ACLs, and hang on no
// scenario, it takes over what m has resolved and computed, but for what hangs on
// these rules: both models then take turns with it. It fails like
// [estate.Estate.With].
func (m *Model) With(changes ...estate.Change) (*Model, error) {
	e, err := m.Estate.With(changes...)
	if err != nil {
		return nil, err
	}
	if !m.onlyRules(changes) {
		return NewModel(e), nil
	}
	m.lock()
	defer m.unlock()
	w := m.worlds[0]
	w.open(m)
	made, ok := refill(w.network, e, w.when, changes)
	if !ok {
		return NewModel(e), nil
	}
	out := &Model{Estate: e, placed: m.placed, met: newMet(), index: m.index, worlds: m.worlds, classified: true, kin: m.kin, from: m, refills: made}
	w.engine.learn(made)
	return out, nil
}

// onlyRules: the changes are of rules, and there is one class of scenarios before
// and after.
func (m *Model) onlyRules(changes []estate.Change) bool {
	var c guardCollector
	for _, x := range changes {
		for _, r := range []estate.Resource{x.Old, x.New} {
			if r != nil {
				c.resource(r)
				c.add(r.Base().When)
			}
		}
		if !x.OfRules() {
			return false
		}
	}
	return len(m.worlds) == 1 && len(c.list) == 0
}

// lock waits for the model's turn with what it shares.
func (m *Model) lock() {
	m.kin.mu.Lock()
	if !m.classified {
		m.classify(guardsOf(m.Estate.Resources, m.placed))
	}
	m.turn()
}

// turn brings the network to the model's rules; the lock is held.
func (m *Model) turn() {
	if m.kin.at != m {
		m.bring()
	}
}

func (m *Model) unlock() { m.kin.mu.Unlock() }

// differing are the groups and network ACLs whose rules are others in a kindred
// model: back to the last model from which both were made, and on from there to m.
func (m *Model) differing(other *Model) []*refilled {
	var line []*Model
	for x := m; x != nil; x = x.from {
		line = append(line, x)
	}
	var list []*refilled
	for ; !slices.Contains(line, other); other = other.from {
		list = append(list, other.refills...)
	}
	for k := slices.Index(line, other) - 1; k >= 0; k-- {
		list = append(list, line[k].refills...)
	}
	return list
}

// bring puts the model's rules into the network.
func (m *Model) bring() {
	list, w := m.differing(m.kin.at), m.worlds[0]
	for _, r := range list {
		r.turn()
	}
	w.network.Estate = m.Estate
	w.doors = sync.OnceValue(w.network.FrontDoors)
	w.engine.forget(list)
	m.kin.at = m
}

// refilled is a security group or a network ACL of which the rules are others in
// one model than in the model of which it was made. It holds those that the
// network does not.
type refilled struct {
	group   *SecurityGroup
	acl     *NetworkACL
	rules   SecurityGroup
	entries NetworkACL
}

// turn exchanges the rules that the network holds for the others.
func (r *refilled) turn() {
	if g := r.group; g != nil {
		g.In, r.rules.In = r.rules.In, g.In
		g.Out, r.rules.Out = r.rules.Out, g.Out
		g.MoreIn, r.rules.MoreIn = r.rules.MoreIn, g.MoreIn
		g.MoreOut, r.rules.MoreOut = r.rules.MoreOut, g.MoreOut
		return
	}
	r.acl.In, r.entries.In = r.entries.In, r.acl.In
	r.acl.Out, r.entries.Out = r.entries.Out, r.acl.Out
}

// present are the rules that the network holds, as if they were kept aside.
func (r *refilled) present() *refilled {
	if r.group != nil {
		return &refilled{group: r.group, rules: *r.group}
	}
	return &refilled{acl: r.acl, entries: *r.acl}
}
