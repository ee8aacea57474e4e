package compare

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// key is one condition key with all that is said of it.
type key struct {
	dim     int
	name    string
	lower   string
	info    Key
	atoms   []*atom
	strings bool // compared as text
	arns    bool // compared as ARNs
	typed   bool // compared as numbers, dates, addresses …
	sets    bool // with ForAllValues or ForAnyValue
	always  bool // there in every request
	derived bool // hangs on the caller
	samples []string
	exact   bool // the samples are all that there is to tell apart
}

// condition is a condition as an atom.
type condition struct {
	key     *key
	op      policy.Operator
	source  policy.Condition
	vars    policy.Answer
	whole   *policy.Compiled // see alone
	value   *policy.Compiled // see ofOne
	text    bool
	arn     bool
	values  []policy.Language
	several bool // values of which some have variables
}

// alwaysThere are keys that are "always included in the request context", by their
// paragraphs in "AWS global condition context keys".
var alwaysThere = []string{"aws:currenttime", "aws:epochtime", "aws:requestedregion", "aws:securetransport", "aws:viaawsservice"}

func (c *comparison) readCondition(sd *side, st *statement, src *policy.Condition, j int, vars policy.Answer) {
	if why := sd.compiled.ConditionFault(st.index, j); why != "" {
		only := policy.Statement{Conditions: []policy.Condition{*src}}
		st.atoms = append(st.atoms, c.opaque("condition "+vars.String()+canonical(policy.Document{}, only), why, st))
		return
	}
	name, _ := src.Key.Known()
	k := c.key(name)
	a := c.intern(conditionName(src, k.lower, vars), k.dim, st)
	st.atoms = append(st.atoms, a)
	if a.cond != nil {
		return
	}
	d := &condition{key: k, op: src.Operator, source: *src, vars: vars}
	a.cond = d
	k.atoms = append(k.atoms, a)
	k.sets = k.sets || src.Operator.Set != policy.Single
	if src.Operator.Base == policy.Null {
		return
	}
	for _, v := range src.Values {
		l, text := policy.ValueLanguage(src.Operator.Base, v, vars)
		if !text {
			break
		}
		d.values = append(d.values, l)
		a.refs = append(a.refs, refsOf(l)...)
		d.several = d.several || len(src.Values) > 1 && len(refsOf(l)) > 0
	}
	_, d.text = policy.ValueLanguage(src.Operator.Base, policy.Literal(""), vars)
	d.arn = d.text && isARN(src.Operator.Base)
	k.strings, k.arns, k.typed = k.strings || d.text && !d.arn, k.arns || d.arn, k.typed || !d.text
}

// alone is the condition as a policy.
func (d *condition) alone() *policy.Compiled {
	if d.whole == nil {
		d.whole = d.compile(d.source.Operator)
	}
	return d.whole
}

// ofOne is what the condition asks of one value, not negated.
func (d *condition) ofOne() *policy.Compiled {
	if d.value == nil {
		d.value = d.compile(policy.ParseOperator(policy.Literal(positive(d.op.Base))))
	}
	return d.value
}

func (d *condition) compile(op policy.Operator) *policy.Compiled {
	src := d.source
	src.Operator = op
	s := policy.Statement{Effect: policy.Literal("Allow"), Actions: everything, Conditions: []policy.Condition{src}}
	return policy.CompileOnce(one(s, d.vars), policy.AnyUse)
}

// positive is the name of the operator that a negated one is the negation of.
func positive(b policy.Base) string {
	name := b.String()
	if name == "NotIpAddress" {
		return "IpAddress"
	}
	return strings.Replace(strings.Replace(name, "NotEquals", "Equals", 1), "NotLike", "Like", 1)
}

func isARN(b policy.Base) bool {
	switch b {
	case policy.ArnEquals, policy.ArnLike, policy.ArnNotEquals, policy.ArnNotLike:
		return true
	}
	return false
}

// conditionName is the same for conditions that say the same.
func conditionName(src *policy.Condition, key string, vars policy.Answer) string {
	var values []string
	for _, v := range src.Values {
		values = append(values, fmt.Sprintf("%d%q", len(v.Holes()), v.String()))
	}
	slices.Sort(values)
	return "condition " + vars.String() + " " + strings.ToLower(src.Operator.Name.String()) + " " + key + " " + strings.Join(slices.Compact(values), ",")
}

// key is the key of a name, in whatever case.
func (c *comparison) key(name string) *key {
	low := strings.ToLower(name)
	if dim, ok := c.byName[low]; ok {
		return c.keys[dim-firstKey]
	}
	k := &key{dim: firstKey + len(c.keys), name: name, lower: low, info: c.by.catalog.Key(name), always: slices.Contains(alwaysThere, low)}
	c.keys = append(c.keys, k)
	c.byName[low] = k.dim
	return k
}

// several reports a key that may have several values. Of a key that the catalogue
// doesn't know, its author says so by a set operator: "multivalued context keys
// require a condition set operator".
func (k *key) several() bool {
	if k.info.Known {
		return k.info.Many
	}
	return k.sets
}

// fact is what a request has for a key.
type fact struct {
	state presence
	one   string
	many  []string
}

type presence uint8

const (
	absent presence = iota
	single
	multiple
)

func (f fact) put(c *policy.Context, name string) {
	switch f.state {
	case single:
		c.Set(name, policy.Literal(f.one))
	case multiple:
		var list []policy.Text
		for _, v := range f.many {
			list = append(list, policy.Literal(v))
		}
		c.SetList(name, list)
	default:
		c.SetAbsent(name)
	}
}

// sampled fills in the values between which conditions make no difference.
func (k *key) sampled(fresh rune) {
	if !k.typed || k.samples != nil {
		return
	}
	var list []policy.Condition
	k.exact = true
	for _, a := range k.atoms {
		list = append(list, a.cond.source)
	}
	k.samples = policy.Samples(list)
	kinds := map[string]bool{}
	for _, a := range k.atoms {
		if !a.cond.text && a.cond.op.Base != policy.Null {
			kinds[kindOf(a.cond.op.Base)] = true
		}
		for i, v := range a.cond.source.Values {
			if s, known := v.Known(); known && a.cond.text {
				k.samples = append(k.samples, s)
				l := a.cond.values[i]
				k.exact = k.exact && (len(l.Steps) > 0 && l.Steps[0].Kind == policy.RunStep && len(l.Steps) == 1 ||
					!slices.ContainsFunc(l.Steps, func(s policy.Step) bool { return s.Kind != policy.CharStep || s.Fold }))
			}
		}
	}
	if k.strings || k.arns {
		k.samples = append(k.samples, strings.Repeat(string(fresh), 3))
	}
	k.exact = k.exact && len(kinds) <= 1
}

// kindOf is the type by which an operator reads values.
func kindOf(b policy.Base) string {
	name := b.String()
	for _, kind := range []string{"Numeric", "Date", "Bool", "Binary"} {
		if strings.HasPrefix(name, kind) {
			return kind
		}
	}
	return "IP"
}
