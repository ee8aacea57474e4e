package reach

import (
	"slices"
	"sync"

	"ringwall/internal/estate"
	"ringwall/internal/proof"
	"ringwall/internal/scenario"
	"ringwall/internal/traffic"
)

// Question asks which of some services can flow from one side to the other.
type Question struct {
	From, To Selector
	Services traffic.Services
	// Direct leaves out what a load balancer passes on in a connection of its
	// own.
	Direct bool
}

// Model answers questions about one estate. It resolves the estate's network in
// each class of scenarios once, when it is first needed, and keeps what it
// computes; goroutines may share it, and take turns.
type Model struct {
	Estate *estate.Estate

	placed []standing
	met    *met
	index  func() *index // by name, made when it is first needed

	worlds []*world

	mu       sync.Mutex
	verdicts map[[4]scenario.Guard]proof.Proof // see judgeIn
	services map[*estate.VPCEndpoint]string    // see serviceOf

	classified bool // the worlds are found; those of islands together when they are asked for

	// islands are the parts of the estate that nothing ties to each other; nil of
	// one.
	islands *islands
	// nameless is set where an interface of another island may carry any security
	// group.
	nameless estate.Gap

	kin     *kin
	from    *Model // of which it was made by changes of rules; nil of none
	refills []*refilled
}

// world is the network in one class of scenarios.
type world struct {
	when    scenario.Guard
	counts  bool // it holds the scenario of all defaults
	network *Network
	engine  *engine
	doors   func() []FrontDoor // of the network, found once
	traced  map[Packet]Trace   // of surfaces: several rules put one question

	mu     sync.Mutex
	joined map[scenario.Guard]scenario.Guard // see or
}

// or is the scenarios of a guard and of the class. What is so in which classes differs
// little from question to question, and is put together in their order: so the same
// guards come again and again.
func (w *world) or(g scenario.Guard) scenario.Guard {
	w.mu.Lock()
	defer w.mu.Unlock()
	out, ok := w.joined[g]
	if !ok {
		if w.joined == nil {
			w.joined = map[scenario.Guard]scenario.Guard{}
		}
		out = g.Or(w.when)
		w.joined[g] = out
	}
	return out
}

// NewModel prepares an estate for questions.
func NewModel(e *estate.Estate) *Model {
	m := unclassified(e)
	if guards := guardsOf(e.Resources, m.placed); len(guards) > 0 {
		m.islands = findIslands(e, m.placed)
		if m.islands == nil {
			m.classify(guards)
		}
		return m
	}
	m.classify(nil)
	return m
}

func unclassified(e *estate.Estate) *Model {
	m := &Model{Estate: e, placed: placementsOf(e), met: newMet(), kin: &kin{}}
	m.kin.at = m
	m.index = sync.OnceValue(func() *index { return newIndex(e) })
	return m
}

// classify tells the scenarios apart by what networks are made of.
func (m *Model) classify(guards []scenario.Guard) {
	m.classified = true
	for _, g := range worlds(m.Estate, guards) {
		m.worlds = append(m.worlds, &world{when: g, counts: !g.ByDefault().IsNever()})
	}
}

// open resolves a world's network; the model's lock is held.
func (w *world) open(m *Model) *engine {
	if w.engine == nil {
		w.network = resolveNetwork(m.Estate, w.when, m.placed, m.met)
		w.engine = newEngine(w.network)
		w.doors = sync.OnceValue(w.network.FrontDoors)
	}
	return w.engine
}

// Network is the resolved network of the default scenario's class, for
// explaining and drawing. The model shares it with those that [Model.With] makes of
// it, and of which it was made: it holds this model's rules only until another of
// them is asked anything. So it is not to be used while they are in use; who needs
// the networks of two of them side by side makes them with [New].
func (m *Model) Network() *Network {
	m.lock()
	defer m.unlock()
	if len(m.worlds) == 0 {
		return New(m.Estate, m.Estate.Possible.All())
	}
	m.worlds[0].open(m)
	return m.worlds[0].network
}

// Ask answers one question; for several about one estate use [Model.Ask].
func Ask(e *estate.Estate, q Question) (Answer, error) { return NewModel(e).Ask(q) }

// Ask says whether and how the services of a question can flow. It fails with a
// [NoMatchError] where a selector matches nothing, with a [ForeignError] where neither end
// is of the estate.
func (m *Model) Ask(q Question) (Answer, error) {
	a, err := m.prepare(q)
	if err != nil {
		return Answer{}, err
	}
	if home := m.homeOf(a.from, a.to); home != m {
		return home.Ask(q)
	}
	if a.from.outsideVPC(m.Estate) {
		return m.askFromAWS(a.q, a.from, a.to)
	}
	m.lock()
	defer m.unlock()
	for _, w := range m.worlds {
		a.look(w)
	}
	if out, ok := a.fromIdle(); ok {
		return out, nil
	}
	if err := a.nothingMatched(); err != nil {
		return Answer{}, err
	}
	if err := a.foreign(); err != nil {
		return Answer{}, err
	}
	a.doubtUnlisted()
	a.explainDoubts()
	if s, in, ok := a.nobody(); ok {
		return a.fromNobody(s, in), nil
	}
	return a.answer(), nil
}

// prepare finds what a question names.
func (m *Model) prepare(q Question) (*asked, error) {
	from, err := m.resolve(q.From)
	if err != nil {
		return nil, err
	}
	to, err := m.resolve(q.To)
	if err != nil {
		return nil, err
	}
	if q.Services.IsEmpty() {
		q.Services = traffic.AllServices()
	}
	return newAsked(m, q, from, to), nil
}

// judge decides a statement that holds where lower bounds say so and fails
// where upper bounds do.
func (m *Model) judge(t estate.Truth) proof.Proof {
	return m.judgeIn(t, scenario.Always())
}

// judgeIn is [proof.Judge]; of what hangs on nothing unknown it keeps the verdicts, as
// many things are so in the same classes of scenarios.
func (m *Model) judgeIn(t estate.Truth, exists scenario.Guard) proof.Proof {
	if len(t.Gaps) > 0 {
		return proof.Judge(m.Estate, t, exists)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	key := [4]scenario.Guard{t.True, t.False, t.Unknown, exists}
	out, ok := m.verdicts[key]
	if !ok {
		if m.verdicts == nil {
			m.verdicts = map[[4]scenario.Guard]proof.Proof{}
		}
		out = proof.Judge(m.Estate, t, exists)
		out.Gaps, out.Assumed = slices.Clip(out.Gaps), slices.Clip(out.Assumed) // who gets it may append
		m.verdicts[key] = out
	}
	return out
}
