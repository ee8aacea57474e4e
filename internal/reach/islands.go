package reach

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// islands are what an estate of several stacks falls into: groups of stacks that
// nothing ties to each other. No path inside of VPCs leads from one to another, and
// what is unknown in one is asked in no other, so that each has classes of scenarios
// of its own. Of a folder of a thousand templates with a condition or two in each
// the classes of all together are too many to tell apart; those of each are few.
//
// What may concern any stack is on every island: a gateway of one stack that is
// attached to a VPC which only a parameter names may be attached to any.
type islands struct {
	estate *estate.Estate
	of     map[estate.ID]int // the island of a resource
	list   []island

	anywhere func() []estate.Truth // see standAnywhere; by the order of the endpoints

	mu     sync.Mutex
	models map[string]*Model // of one island or several, by their numbers
}

// island is the resources of some stacks.
type island struct {
	resources []estate.Resource
	loose     []estate.Resource // of these, that may concern other islands too
	networked bool              // networks are made of some of them
	stands    bool              // some have network interfaces, in some scenario
	filters   bool              // some are security groups or rules of them
	// nameless: some interface carries a security group that only a parameter
	// names, so that it may be any island's.
	nameless estate.Gap
}

// findIslands tells the stacks of an estate apart; nil where all are tied together.
func findIslands(e *estate.Estate, placed []standing) *islands {
	t := tieStacks(e, placed)
	out := &islands{estate: e, of: make(map[estate.ID]int, len(e.Resources)), models: map[string]*Model{}, anywhere: sync.OnceValue(func() []estate.Truth { return standAnywhere(e) })}
	at := map[string]int{}
	networked := 0
	loose := looseOf(e)
	var c guardCollector
	for _, r := range e.Resources {
		name := t.find(stackOf(r.Base()))
		k, ok := at[name]
		if !ok {
			k, at[name] = len(out.list), len(out.list)
			out.list = append(out.list, island{})
		}
		i := &out.list[k]
		out.of[r.Base().ID] = k
		i.resources = append(i.resources, r)
		if loose[r.Base().ID] {
			i.loose = append(i.loose, r)
		}
		c.known = false
		c.resource(r)
		if _, stands := r.(estate.Networked); !i.networked && (stands || c.known) {
			i.networked = true
			networked++
		}
		switch r := r.(type) {
		case *estate.NATGateway:
			i.stands = true
		case *estate.LiveInterface:
			i.stands = i.stands || r.Stands()
		case *estate.SecurityGroup, *estate.SecurityGroupRuleResource:
			i.filters = true
		}
	}
	if networked < 2 {
		return nil
	}
	for _, s := range placed {
		i := &out.list[out.of[s.owner.Base().ID]]
		i.stands = i.stands || len(s.at) > 0
		if !isGap(i.nameless) {
			i.nameless = namelessGroup(e, s)
		}
	}
	return out
}

// namelessGroup is the gap of a security group that an interface carries and that
// only a parameter names.
func namelessGroup(e *estate.Estate, s standing) estate.Gap {
	for _, p := range s.at {
		if g := namelessAmong(e, p.Groups, s.owner.Base().Origin); isGap(g) {
			return g
		}
	}
	return estate.Gap{}
}

// model is the model of some islands together.
func (x *islands) model(of ...int) *Model {
	slices.Sort(of)
	of = slices.Compact(of)
	var key strings.Builder
	for _, k := range of {
		key.WriteString(strconv.Itoa(k) + " ")
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	m := x.models[key.String()]
	if m == nil {
		m = x.modelOf(of)
		x.models[key.String()] = m
	}
	return m
}

// modelOf makes the model of some islands, with what may concern them of others: of
// that it is not told apart in which scenarios it is there.
func (x *islands) modelOf(of []int) *Model {
	var own, foreign []estate.Resource
	files := map[string]bool{}
	for k := range x.list {
		i := &x.list[k]
		if !slices.Contains(of, k) {
			foreign = append(foreign, i.loose...)
			continue
		}
		own = append(own, i.resources...)
		for _, r := range i.resources {
			files[r.Base().Origin.File] = true
		}
	}
	estate.SortByID(own)
	m := unclassified(x.estate.Part(append(foreign, own...), x.estate.OpenFrom(func(file string) bool { return files[file] })))
	placed := slices.DeleteFunc(slices.Clone(m.placed), func(s standing) bool {
		return !slices.Contains(of, x.of[s.owner.Base().ID])
	})
	m.nameless = x.namelessBeside(of)
	m.classify(guardsOf(own, placed))
	return m
}

func (x *islands) namelessBeside(of []int) estate.Gap {
	for k := range x.list {
		if !slices.Contains(of, k) && isGap(x.list[k].nameless) {
			return x.list[k].nameless
		}
	}
	return estate.Gap{}
}

// each are the islands that have something, with their numbers and models. What is on
// every island is told of its own: others are not asked for its sake.
func (x *islands) each(have func(*island) bool) iter.Seq2[int, *Model] {
	return func(yield func(int, *Model) bool) {
		for k := range x.list {
			if have(&x.list[k]) && !yield(k, x.model(k)) {
				return
			}
		}
	}
}

func hasNetwork(i *island) bool    { return i.networked }
func hasInterfaces(i *island) bool { return i.stands }
func hasRules(i *island) bool      { return i.filters }

// home is the model to ask about some resources alone: that of their island, or of
// their islands together. It is m where all are tied together.
func (m *Model) home(ids ...estate.ID) *Model {
	if m.islands == nil {
		return m
	}
	var of []int
	for _, id := range ids {
		if k, ok := m.islands.of[id]; ok && !slices.Contains(of, k) {
			of = append(of, k)
		}
	}
	if len(of) == 0 {
		return m
	}
	return m.islands.model(of...)
}

// homeOf is the model to ask about the way between two sides.
func (m *Model) homeOf(sides ...selection) *Model {
	if m.islands == nil {
		return m
	}
	var ids []estate.ID
	for _, s := range sides {
		switch s.Kind {
		case SelectAny, SelectAddresses: // anybody's
			return m
		}
		ids = append(ids, sortedIDs(s.resources)...)
	}
	return m.home(ids...)
}

// Tied reports whether the network may tie two resources to each other: they are of
// stacks of which one refers to the other, or which name the same import, id or
// parameter. Others meet on the internet alone.
func (m *Model) Tied(a, b estate.ID) bool {
	return m.islands == nil || m.islands.of[a] == m.islands.of[b]
}

// Around selects all that the network may tie a resource to, and the world outside
// where that is the whole estate.
func (m *Model) Around(id estate.ID) Selector {
	if m.islands == nil {
		return AnySelector()
	}
	var ids []estate.ID
	for _, r := range m.islands.list[m.islands.of[id]].resources {
		ids = append(ids, r.Base().ID)
	}
	return Resources(ids...)
}

// ties are stacks that something ties to each other: a forest in which the stacks of
// one island have one root.
type ties map[string]string

func (t ties) find(name string) string {
	for {
		up, ok := t[name]
		if !ok || up == name {
			return name
		}
		if next, ok := t[up]; ok {
			t[name] = next
		}
		name = up
	}
}

func (t ties) tie(a, b string) {
	if a, b = t.find(a), t.find(b); a != b {
		t[b] = a
	}
}

// live is the stack of what live accounts show: ids tie all of it together.
const live = "\x00live"

func stackOf(c *estate.Core) string {
	if c.Physical != "" {
		return live
	}
	return c.Stack
}

// tieStacks ties the stacks of which one refers to a resource of the other, and those
// of which network facts name the same thing that no source shows: a parameter that
// nested stacks share, an import, an id.
func tieStacks(e *estate.Estate, placed []standing) ties {
	out := ties{}
	named := map[string]string{}
	stack := ""
	c := guardCollector{name: func(t estate.Text) {
		if to, ok := e.Follow(t); ok {
			out.tie(stack, stackOf(to.Base()))
			return
		}
		if !names(t) {
			return
		}
		if first, ok := named[t.String()]; ok {
			out.tie(first, stack)
		} else {
			named[t.String()] = stack
		}
	}}
	for _, r := range e.Resources {
		stack = stackOf(r.Base())
		c.resource(r)
		if len(placed) > 0 && placed[0].owner.Base() == r.Base() {
			c.placements(placed[0].at)
			placed = placed[1:]
		}
		r.Base().Properties.Texts(func(t estate.Text) {
			if to, ok := e.Follow(t); ok {
				out.tie(stack, stackOf(to.Base()))
			}
			for _, ref := range t.References() {
				if to, ok := e.Get(ref.Resource); ok {
					out.tie(stack, stackOf(to.Base()))
				}
			}
		})
	}
	return out
}

// names reports a text that stands for one thing of a network wherever it is written:
// not so what the place of the deployment decides, as a zone or a service of its Region,
// nor a list of addresses, through which nothing flows.
func names(t estate.Text) bool {
	if name, known := t.Known(); known {
		return isPhysical(estate.ID(name)) && !strings.HasPrefix(name, "pl-") || strings.HasPrefix(name, "arn:")
	}
	return slices.ContainsFunc(t.Variables(), func(v *scenario.Variable) bool { return v.Kind != scenario.Pseudo })
}
