package terraform

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

// shape is what a block with count or for_each is to those who refer to it.
type shape uint8

const (
	single shape = iota
	counted
	keyed
)

// expansion says which instances a block has in the scenarios of when.
type expansion struct {
	when  scenario.Guard
	shape shape
	keys  []instanceKey
	// open is why there may be other instances; only then keys may be of instances
	// that there are not.
	open *scenario.Variable
}

// instanceKey is the key of one instance, with what each.key, each.value and
// count.index are there. Maybe is set where it may not be there.
type instanceKey struct {
	name   string // `[0]`, `["a"]`, empty for a single one
	key    string
	scoped *value // the object behind "count" or "each"; nil for a single one
	maybe  *scenario.Guard
	others bool // it stands for any other instance
}

const (
	// maxInstances bounds the instances of one load.
	maxInstances = 50_000
	// maxCount bounds the instances of one block.
	maxCount = 10_000
)

// expand works out a block's instances ("The count Meta-Argument", "The for_each
// Meta-Argument").
func (s *scope) expand(b *block, address string) []expansion {
	if a, ok := b.body.attribute("count"); ok {
		return s.expandCount(a, address)
	}
	if a, ok := b.body.attribute("for_each"); ok {
		return s.expandEach(a, address)
	}
	return []expansion{{keys: []instanceKey{{}}}}
}

func (s *scope) expandCount(a attribute, address string) []expansion {
	var out []expansion
	for _, l := range s.settle(s.eval(a.expr)).leaves() {
		x := expansion{when: l.when, shape: counted}
		text, known := l.is.literal()
		if !known {
			x.open = s.cause(l.is, a.at)
			if s.counts(l.when) {
				x.keys = s.openCount(l.is, x.open, address, a.at)
				s.leaveOpen(s.outside("count of "+address, estate.Gap{Variable: x.open}.Cause(), x.open.Settle), a.at)
			}
			out = append(out, x)
			continue
		}
		n := toNumber(text)
		if n == nil || !n.IsInt() || n.Sign() < 0 {
			s.note(estate.Gap{Variable: s.outside("count of "+address, fmt.Sprintf("%q is no number of instances", text), ""), Origin: a.at})
			continue
		}
		count, _ := n.Int64()
		if !n.IsInt() || n.MantExp(nil) > 60 || count > maxCount {
			s.fail(&Error{a.at, fmt.Sprintf("count of %s is %s; at most %d instances are read", address, text, maxCount), "load the plan (terraform show -json), or give a smaller count by --param"})
			continue
		}
		for i := range int(count) {
			x.keys = append(x.keys, s.countKey(i, a.at))
		}
		out = append(out, x)
	}
	return out
}

// counts reports whether scenarios are looked at: where defaults are assumed those
// are not that a default rules out.
func (l *loader) counts(when scenario.Guard) bool {
	return l.options.Assume == estate.AssumeAny || !when.ByDefault().IsNever()
}

func (s *scope) countKey(i int, at estate.Origin) instanceKey {
	n := strconv.Itoa(i)
	return instanceKey{name: "[" + n + "]", key: n, scoped: objectOf([]field{{"index", at, numberOf(n, at)}}, at)}
}

// openCount are the instances of a block of which the number is not known: the first,
// and any other, which has the same index in all blocks. Whatever holds of these two
// holds of all.
func (s *scope) openCount(number *value, cause *scenario.Variable, address string, at estate.Origin) []instanceKey {
	count := describe(number) // of several blocks with the same number all have an instance, or none
	some := s.maybe("0 < "+count, cause)
	more := some.And(s.maybe("1 < "+count, cause))
	first := s.countKey(0, at)
	first.maybe = &some
	index := s.variable(scenario.Variable{
		Name: "count.index of " + address, Kind: scenario.Outside, Why: "it stands for any instance but the first: " + estate.Gap{Variable: cause}.Cause(), Settle: cause.Settle,
		Bounded: true, Min: 1, Max: math.MaxInt32,
	})
	other := instanceKey{
		name: "[?]", key: openKey(anyIndex), maybe: &more, others: true,
		scoped: objectOf([]field{{"index", at, unknownOf(index, at)}}, at),
	}
	return []instanceKey{first, other}
}

// anyIndex names the index that stands for all but the first.
const anyIndex = "count.index"

// isAnyIndex reports the index of an instance that stands for all but the first.
func isAnyIndex(v *value) bool {
	return v.form() == isUnknown && v.gap != nil && strings.HasPrefix(v.gap.Name, anyIndex+" of ")
}

// cause is why a value is not known.
func (l *loader) cause(v *value, at estate.Origin) *scenario.Variable {
	if g := l.unsettled(v); g != nil {
		return g
	}
	return l.outside("the value at "+at.String(), "it is not of the kind that is needed", "")
}

func (s *scope) expandEach(a attribute, address string) []expansion {
	var out []expansion
	v := s.eval(a.expr)
	if v.form() == isList || v.form() == isChoice {
		v = s.settleKeys(v)
	}
	for _, l := range v.leaves() {
		x := expansion{when: l.when, shape: keyed}
		members, open, bad := s.elements(l.is, a.at)
		switch {
		case bad != nil && bad.form() == isFailed && l.is.isNone():
			continue
		case bad != nil:
			open = s.cause(bad, a.at)
		}
		if len(members) > maxCount {
			s.fail(&Error{a.at, fmt.Sprintf("for_each of %s has %d members; at most %d instances are read", address, len(members), maxCount), "load the plan (terraform show -json)"})
			continue
		}
		for _, m := range members {
			key := m.key
			if l.is.form() == isList { // a set's members are their own keys; a list is refused by Terraform
				key = m.is
			}
			x.keys = append(x.keys, s.eachKey(key, m.is, a.at))
		}
		if open != nil {
			x.open = open
			if s.counts(l.when) {
				x.keys = append(x.keys, s.unknownKey(open, address, a.at))
				s.leaveOpen(s.outside("for_each of "+address, estate.Gap{Variable: open}.Cause(), open.Settle), a.at)
			}
		}
		out = append(out, x)
	}
	return out
}

// settleKeys moves the alternatives of a list's texts to its top, so that keys are
// known where they can be.
func (s *scope) settleKeys(v *value) *value {
	return s.lift(v.place(v.at).at, []*value{v}, func(in []*value) *value {
		if in[0].form() != isList {
			return in[0]
		}
		settled := s.settle(in[0])
		for _, l := range settled.leaves() {
			if l.is.form() != isList {
				return in[0]
			}
		}
		if len(settled.leaves()) == 1 {
			return in[0]
		}
		return settled
	})
}

func (s *scope) eachKey(key, is *value, at estate.Origin) instanceKey {
	name, known := key.literal()
	if !known {
		name = describe(key)
		if g := s.unsettled(key); g != nil && key.form() != isScalar {
			name = openKey(g.Name)
		}
	}
	scoped := objectOf([]field{{"key", at, key}, {"value", at, is}}, at)
	return instanceKey{name: "[" + strconv.Quote(name) + "]", key: name, scoped: scoped}
}

// unknownKey stands for any instance of a block whose keys are not known.
func (s *scope) unknownKey(cause *scenario.Variable, address string, at estate.Origin) instanceKey {
	key := s.outside("each.key of "+address, estate.Gap{Variable: cause}.Cause(), cause.Settle)
	val := s.outside("each.value of "+address, estate.Gap{Variable: cause}.Cause(), cause.Settle)
	k := s.eachKey(openText(estate.OfVariable(key), at), unknownOf(val, at), at)
	there := s.maybe("for_each of "+address+" has members", cause)
	k.name, k.key, k.maybe, k.others = `["?"]`, openKey(cause.Name), &there, true
	return k
}

// expanded is a module block with its instances.
type expanded struct {
	expansions []expansion
	kept       []*childModule // in order
	byKey      map[string]*childModule
	busy       bool
}

type childModule struct {
	key   instanceKey
	child *module
}

// child works out the instances of a module block.
func (m *module) child(name string) *expanded {
	if e := m.children[name]; e != nil {
		return e
	}
	b := m.config.modules[name]
	if b == nil {
		return nil
	}
	e := &expanded{byKey: map[string]*childModule{}, busy: true}
	m.children[name] = e
	address := m.prefix() + "module." + name
	config, missing := m.moduleConfig(b, name)
	e.expansions = m.scope.expand(b, address)
	for _, x := range e.expansions {
		for _, k := range x.keys {
			when := x.when
			if k.maybe != nil {
				when = when.And(*k.maybe)
			}
			if have := e.byKey[k.name]; have != nil {
				have.child.when = have.child.when.Or(m.when.And(when))
				continue
			}
			if m.tooMany(b.at) {
				return e
			}
			child := m.newModule(config, m, address+k.name)
			child.others = m.others || k.others
			child.call_, child.missing, child.when = b, missing, m.when.And(when)
			child.outer = m.scope
			if k.scoped != nil {
				child.outer = m.scope.with(x.shape.word(), k.scoped)
			}
			c := &childModule{k, child}
			e.kept, e.byKey[k.name] = append(e.kept, c), c
		}
	}
	e.busy = false
	return e
}

// word is the name behind which a block finds its key.
func (s shape) word() string {
	if s == counted {
		return "count"
	}
	return "each"
}

// tooMany refuses what unfolds without end.
func (m *module) tooMany(at estate.Origin) bool {
	if m.instances++; m.instances <= maxInstances {
		return false
	}
	m.fail(&Error{at, fmt.Sprintf("the configuration unfolds to more than %d resources and modules", maxInstances), "load a smaller part of it, or the plan (terraform show -json)"})
	return true
}

// call is what a reference to a module block stands for.
func (m *module) call(name string, at estate.Origin) *value {
	e := m.child(name)
	if e == nil {
		return m.scope.undeclared("module."+name, at)
	}
	if e.busy {
		return failure(m.prefix()+"module."+name+" depends on itself", at)
	}
	return m.collection(e.expansions, at, func(k instanceKey) *value {
		c := e.byKey[k.name]
		if c == nil {
			return failure("too many instances", at)
		}
		return &value{kind: isModule, child: c.child, at: at}
	})
}

// collection is what a block with these instances is to others.
func (m *module) collection(expansions []expansion, at estate.Origin, of func(instanceKey) *value) *value {
	leaves := make([]leaf, 0, len(expansions))
	for _, x := range expansions {
		l := leaf{when: x.when}
		switch x.shape {
		case single:
			l.is = of(x.keys[0])
		case counted:
			l.is = &value{kind: isList, at: at, open: x.open}
			for _, k := range x.keys {
				if k.others {
					l.is.others = of(k)
					continue
				}
				l.is.items = append(l.is.items, of(k))
			}
		default:
			var fields []field
			for _, k := range x.keys {
				fields = append(fields, field{k.key, at, of(k)})
			}
			l.is = objectOf(fields, at)
			l.is.open = x.open
		}
		leaves = append(leaves, l)
	}
	if len(leaves) == 0 {
		return failure("the number of instances is not valid", at)
	}
	return choose(leaves, at)
}
