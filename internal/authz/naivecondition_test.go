package authz_test

import (
	"encoding/base64"
	"math/big"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"ringwall/internal/policy"
)

// keyed is what a request says of a key.
type keyed struct {
	state  policy.Answer // Unknown: nothing
	list   bool
	some   bool // it isn't empty, whatever it is
	values []policy.Text
}

// keys of a request, by name in lower case; others are absent.
type requestKeys map[string]keyed

// key is what the request says of a key.
func (n naive) key(name string) keyed {
	if k, ok := n.keys[strings.ToLower(name)]; ok {
		return k
	}
	return keyed{state: policy.No}
}

func blank(t policy.Text) policy.Answer {
	s, known := t.Known()
	switch {
	case known:
		return is(s == "")
	case literals(t) != "":
		return policy.No
	}
	return policy.Unknown
}

// null answers whether the key has no value to speak of.
func (k keyed) null() policy.Answer {
	switch {
	case k.some:
		return policy.No
	case len(k.values) == 1:
		return blank(k.values[0])
	}
	return is(len(k.values) == 0)
}

var keyForm = regexp.MustCompile(`^[^: ]+:[^ ]+$`)

func (n naive) condition(c policy.Condition, vars policy.Answer) policy.Answer {
	key, known := c.Key.Known()
	op := c.Operator
	switch {
	case op.Base == policy.NoOperator || !known || !keyForm.MatchString(key) || strings.Contains(key, "${"):
		return policy.Unknown
	case op.Base == policy.Null && (op.IfExists || op.Set != policy.Single):
		return policy.Unknown
	case len(c.Values) == 0 && (op.Base == policy.Null || op.Set == policy.Single && !op.IfExists || op.Base.Negated()):
		return policy.Unknown
	}
	k := n.key(key)
	switch k.state {
	case policy.No:
		return n.absent(c)
	case policy.Yes:
		return n.there(c, k, vars)
	}
	hole := policy.Join(policy.Part{Hole: "a value of " + key, Plain: true})
	return both(n.absent(c), n.there(c, keyed{state: policy.Yes, some: true, values: []policy.Text{hole}}, vars))
}

// both is what two readings say, if they agree.
func both(a, b policy.Answer) policy.Answer {
	if a == b {
		return a
	}
	return policy.Unknown
}

func (n naive) absent(c policy.Condition) policy.Answer {
	op := c.Operator
	switch {
	case op.Base == policy.Null:
		return nullIs(c, true)
	case op.Set == policy.AllValues:
		return policy.Yes
	case op.Set == policy.AnyValue && op.IfExists:
		return policy.Unknown
	case op.Set == policy.AnyValue:
		return policy.No
	}
	return is(op.IfExists || op.Base.Negated())
}

func nullIs(c policy.Condition, null bool) policy.Answer {
	return some(c.Values, func(t policy.Text) policy.Answer {
		s, _ := t.Known()
		switch strings.ToLower(s) {
		case "true":
			return is(null)
		case "false":
			return is(!null)
		}
		return policy.Unknown
	})
}

func (n naive) there(c policy.Condition, k keyed, vars policy.Answer) policy.Answer {
	null, op := k.null(), c.Operator
	one := func(t policy.Text) policy.Answer { return n.oneValue(c, t, vars) }
	every := some(k.values, func(t policy.Text) policy.Answer { return one(t).Not() }).Not()
	switch {
	case op.Base == policy.Null && null == policy.Unknown:
		return both(nullIs(c, true), nullIs(c, false))
	case op.Base == policy.Null:
		return nullIs(c, null == policy.Yes)
	case op.Set == policy.AllValues && null == policy.Yes:
		return policy.Yes
	case op.Set == policy.AllValues && null == policy.Unknown:
		return both(every, policy.Yes)
	case op.Set == policy.AllValues:
		return every
	case op.Set == policy.AnyValue:
		a := some(k.values, one)
		if a == policy.Yes && null != policy.No {
			return policy.Unknown
		}
		return a
	case len(k.values) == 1:
		return one(k.values[0])
	case len(k.values) == 0 && op.IfExists && !op.Base.Negated():
		return policy.Unknown
	case len(k.values) == 0:
		return is(op.Base.Negated())
	}
	return policy.Unknown
}

// oneValue answers for one value of the request.
func (n naive) oneValue(c policy.Condition, t policy.Text, vars policy.Answer) policy.Answer {
	empty := false // a variable without a value
	a := some(c.Values, func(p policy.Text) policy.Answer { return n.compare(c.Operator.Base, p, t, vars) })
	if c.Operator.Base.Negated() {
		return a.Not()
	}
	if a == policy.Yes && len(c.Values) > 1 {
		for _, p := range c.Values {
			if vars != policy.No && strings.Contains(literals(p), "${") && textual(c.Operator.Base) {
				empty = empty || n.expand(p, vars, false, false).null
			}
		}
	}
	if empty {
		return policy.Unknown
	}
	return a
}

func textual(op policy.Base) bool {
	return strings.HasPrefix(op.String(), "String") || strings.HasPrefix(op.String(), "Arn")
}

// compare answers whether a value of the request is as one of the policy's, for
// the operator without its negation.
func (n naive) compare(op policy.Base, p, t policy.Text, vars policy.Answer) policy.Answer {
	name := strings.Replace(op.String(), "Not", "", 1)
	switch {
	case strings.HasPrefix(name, "String"):
		a, _ := n.text(p, t, vars, name == "StringLike", strings.HasSuffix(name, "IgnoreCase"))
		return a
	case strings.HasPrefix(name, "Arn"):
		return n.arn(p, t, vars)
	}
	own, known := p.Known()
	its, told := t.Known()
	if !known || !told || vars != policy.No && hasVariable(own) {
		return policy.Unknown
	}
	kind, order, _ := strings.Cut(name, "c")
	switch {
	case name == "Bool":
		return both2(truth(own), truth(its))
	case name == "BinaryEquals":
		a, err := base64.StdEncoding.Strict().DecodeString(own)
		b, err2 := base64.StdEncoding.Strict().DecodeString(its)
		return is(err == nil && err2 == nil && string(a) == string(b)).Or(unless(err == nil && err2 == nil))
	case name == "IpAddress":
		return inside(own, its)
	case kind == "Numeri":
		a, ok := decimal(own)
		b, ok2 := decimal(its)
		if !ok || !ok2 {
			return policy.Unknown
		}
		return ordered(order, b.Cmp(a))
	}
	a, ok := moment(own)
	b, ok2 := moment(its)
	if !ok || !ok2 {
		return policy.Unknown
	}
	return ordered(strings.TrimPrefix(name, "Date"), b.Compare(a))
}

// unless is No if it is sure, else Unknown.
func unless(sure bool) policy.Answer {
	if sure {
		return policy.No
	}
	return policy.Unknown
}

func truth(s string) policy.Answer {
	switch strings.ToLower(s) {
	case "true":
		return policy.Yes
	case "false":
		return policy.No
	}
	return policy.Unknown
}

func both2(a, b policy.Answer) policy.Answer {
	if a == policy.Unknown || b == policy.Unknown {
		return policy.Unknown
	}
	return is(a == b)
}

func inside(p, s string) policy.Answer {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return policy.Unknown
	}
	if !strings.Contains(p, "/") {
		b, err := netip.ParseAddr(p)
		return is(err == nil && a == b).Or(unless(err == nil))
	}
	prefix, err := netip.ParsePrefix(p)
	if err != nil {
		return policy.Unknown
	}
	whole, err := a.Prefix(prefix.Bits())
	return is(err == nil && a.BitLen() == prefix.Addr().BitLen() && whole == prefix.Masked())
}

var decimalForm = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

func decimal(s string) (*big.Rat, bool) {
	if !decimalForm.MatchString(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func ordered(order string, sign int) policy.Answer {
	switch order {
	case "LessThan":
		return is(sign < 0)
	case "LessThanEquals":
		return is(sign <= 0)
	case "GreaterThan":
		return is(sign > 0)
	case "GreaterThanEquals":
		return is(sign >= 0)
	}
	return is(sign == 0)
}

func moment(s string) (time.Time, bool) {
	if seconds, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Unix(seconds, 0), len(s) != 4
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// arn compares six parts, each by itself.
func (n naive) arn(p, t policy.Text, vars policy.Answer) policy.Answer {
	s, known := t.Known()
	own := pieces(p, vars != policy.No)
	switch {
	case known && strings.Count(s, ":") < 5, len(own) != 6, vars == policy.Unknown && strings.Contains(literals(p), "${"):
		return policy.Unknown
	}
	if whole, _ := n.text(p, t, vars, true, false); whole == policy.No {
		return policy.No
	}
	its := pieces(t, false)
	if len(its) != 6 {
		return policy.Unknown
	}
	out, null, loose := policy.Yes, false, false
	for i := range own {
		a, nothing := n.text(own[i], its[i], vars, true, false)
		out, null = out.And(a), null || nothing
		// A colon may come with what isn't known before the fifth, or a variable.
		if i < 5 {
			loose = loose || len(own[i].Holes()) > 0 || len(its[i].Holes()) > 0
			if vars != policy.No && hasVariable(literals(own[i])) {
				loose = true
			}
		}
	}
	if out == policy.No && loose && !null {
		return policy.Unknown
	}
	return out
}
