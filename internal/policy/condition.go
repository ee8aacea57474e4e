package policy

import "strings"

// condition is a [Condition], compiled.
type condition struct {
	base     Base // the positive operator
	negated  bool
	set      Set
	ifExists bool
	key      string
	hash     uint64
	values   []value
	refers   bool   // several values, and policy variables in them
	bad      string // why nothing is known of it
	// fixed says that no value has variables or holes; hidden is then the answer
	// where the key is there and its value isn't known.
	fixed  bool
	hidden Answer
}

func newCondition(c Condition, vars Answer) condition {
	key, known := c.Key.Known()
	out := condition{
		base: c.Operator.Base.positive(), negated: c.Operator.Base.Negated(),
		set: c.Operator.Set, ifExists: c.Operator.IfExists,
		key: key, hash: foldHash(key),
	}
	switch {
	case c.Operator.Base == NoOperator && len(c.Operator.Name.Holes()) > 0:
		out.bad = firstHole(c.Operator.Name)
	case c.Operator.Base == NoOperator:
		out.bad = "there is no condition operator " + c.Operator.Name.String()
	case !known:
		out.bad = firstHole(c.Key)
	case strings.Contains(key, "${"): // a key that was put together from parts
		out.bad = key
	case !isKey(key):
		out.bad = key + ", which is not the name of a condition key"
	case out.base == Null && (out.ifExists || out.set != Single):
		out.bad = c.Operator.Name.String() + ": Null takes neither IfExists nor a set operator"
	case len(c.Values) == 0 && (out.base == Null || out.set == Single && !out.ifExists || out.negated):
		out.bad = c.Operator.Name.String() + " of " + key + " has no values"
	}
	out.fixed = true
	for _, v := range c.Values {
		_, known := v.Known()
		out.fixed = out.fixed && known && (vars == No || !strings.Contains(v.literal, "${"))
		out.values = append(out.values, newValue(out.base, v, vars))
		out.refers = out.refers || len(c.Values) > 1 && vars != No && containsVariable(v.literalParts())
	}
	if out.bad == "" && out.fixed {
		out.hidden = out.with(hidden("the value"), nil).is
	}
	return out
}

// hidden is a key that is there with a value that isn't known for the cause.
func hidden(cause string) *fact {
	return &fact{state: present, some: true, one: Join(Part{Hole: cause, Plain: true})}
}

// holds answers whether the condition is met in a request.
func (d *condition) holds(c *Context) verdict {
	if d.bad != "" {
		return doubt(d.bad)
	}
	f := c.look(d.key, d.hash)
	switch f.state {
	case absent:
		return d.without()
	case present:
		return d.with(f, c)
	}
	missing := d.without()
	switch {
	case f.perhaps():
		if v := d.with(f, c); v.is == missing.is {
			return v
		}
		return doubt(f.why(d.key))
	case d.fixed && d.hidden != missing.is:
		return doubt(f.why(d.key))
	case d.fixed && d.hidden != Unknown:
		return sure(d.hidden == Yes)
	}
	if v := d.with(hidden(f.why(d.key)), c); v.is == missing.is {
		return v
	}
	return doubt(f.why(d.key))
}

// without is the outcome where the request doesn't have the key.
func (d *condition) without() verdict {
	switch {
	case d.base == Null:
		return d.null(true)
	case d.set == AllValues:
		return sure(true)
	case d.set == AnyValue && d.ifExists:
		// "For no matching key, the condition returns false", and "if the key
		// is not present, evaluate the condition element as true".
		return doubt("ForAnyValue with IfExists where there is no " + d.key)
	case d.set == AnyValue:
		return sure(false)
	}
	return sure(d.ifExists || d.negated)
}

// null answers for the operator Null, of a key that is null or isn't.
func (d *condition) null(is bool) verdict {
	sum := sure(false)
	for i := range d.values {
		v := &d.values[i]
		switch {
		case v.bad != "":
			sum = sum.or(doubt(v.bad))
		case v.truth == is:
			return sure(true)
		}
	}
	return sum
}

func (v verdict) or(w verdict) verdict {
	if v.is == Yes || w.is == No {
		return v
	}
	if w.is == Unknown && v.is == Unknown {
		return v
	}
	return w
}

// with is the outcome where the request has the key.
func (d *condition) with(f *fact, c *Context) verdict {
	null, n := f.null(), 1
	if f.multi {
		n = len(f.many)
	}
	switch {
	case d.base == Null && null == Unknown:
		return agreed(d.null(true), d.null(false), d.key)
	case d.base == Null:
		return d.null(null == Yes)
	case d.set == AllValues && null == Yes:
		return sure(true)
	case d.set == AllValues && null == Unknown:
		return agreed(d.all(f, n, c), sure(true), d.key)
	case d.set == AllValues:
		return d.all(f, n, c)
	case d.set == AnyValue:
		return d.any(f, n, c)
	case n == 1:
		return d.one(f.at(0), c)
	case n == 0:
		return d.empty()
	}
	// "Multivalued context keys require a condition set operator": without one
	// there is no defined outcome.
	return doubt("several values of " + d.key + " under an operator without ForAllValues or ForAnyValue")
}

// agreed is the outcome of a key that may be null or not.
func agreed(a, b verdict, key string) verdict {
	switch {
	case a.is == b.is:
		return a
	case a.is == Unknown:
		return a
	case b.is == Unknown:
		return b
	}
	return doubt("whether the value of " + key + " is empty")
}

func (f *fact) at(i int) Text {
	if f.multi {
		return f.many[i]
	}
	return f.one
}

// empty is the outcome for a key with no values and no set operator, as far as
// it is the same whether the key counts as there or not.
func (d *condition) empty() verdict {
	if d.ifExists && !d.negated {
		return doubt(d.key + ", which is there but has no values")
	}
	return sure(d.negated)
}

func (d *condition) all(f *fact, n int, c *Context) verdict {
	sum := sure(true)
	for i := range n {
		if sum = sum.and(d.one(f.at(i), c)); sum.is == No {
			break
		}
	}
	return sum
}

func (d *condition) any(f *fact, n int, c *Context) verdict {
	sum := sure(false)
	for i := range n {
		if sum = sum.or(d.one(f.at(i), c)); sum.is == Yes {
			break
		}
	}
	if f.null() != No {
		// "For a null dataset, the condition returns false", but an empty string
		// is also text that a value may match.
		return sum.unless("the empty value of " + d.key)
	}
	return sum
}

// one answers for one value of the request: a positive operator holds if it
// does for one of the condition's values, a negated one if for none.
func (d *condition) one(t Text, c *Context) verdict {
	sum := sure(false)
	for i := range d.values {
		if sum = sum.or(d.values[i].compare(d.base, t, c)); sum.is == Yes {
			break
		}
	}
	if d.negated {
		return sum.not()
	}
	if sum.is == Yes && d.refers && d.nullIn(c) {
		// Whether one variable without a value undoes the other values, or the
		// whole statement, AWS's pages don't say.
		return doubt("a policy variable without a value in another value of " + d.key)
	}
	return sum
}

// nullIn reports that one of the values has a policy variable without a value.
func (d *condition) nullIn(c *Context) bool {
	for i := range d.values {
		m := &d.values[i].matcher
		if a := d.values[i].arn; a != nil {
			m = &a.whole
		}
		if m.vars == No {
			continue
		}
		if _, _, null := m.tokens(nil, c); null {
			return true
		}
	}
	return false
}
