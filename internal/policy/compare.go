package policy

import "net/netip"

// value is one value of a condition, compiled for its operator.
type value struct {
	matcher matcher     // string operators
	arn     *arnMatcher // ARN operators
	number  number
	instant instant
	network netip.Prefix
	truth   bool
	binary  string
	bad     string // why it can't be compared
}

// newValue compiles a value for an operator, which is not a negated one.
func newValue(op Base, t Text, vars Answer) value {
	switch op {
	case StringEquals:
		return value{matcher: exactly(t, false, vars)}
	case StringEqualsIgnoreCase:
		return value{matcher: exactly(t, true, vars)}
	case StringLike:
		return value{matcher: like(t, false, vars)}
	case ArnEquals, ArnLike:
		return value{arn: newArnMatcher(t, vars)}
	}
	s, known := t.Known()
	switch {
	case !known:
		return value{bad: firstHole(t)}
	case vars != No && containsVariable(s):
		return value{bad: "a policy variable under " + op.String() + ", where AWS documents none: " + s}
	}
	return newScalar(op, s)
}

func newScalar(op Base, s string) (v value) {
	ok := true
	switch op {
	case Bool, Null:
		v.truth, ok = parseBool(s)
	case BinaryEquals:
		v.binary, ok = s, isBase64(s)
	case IPAddress:
		v.network, ok = parsePrefix(s)
		ok = ok && !v.network.Addr().Is4In6()
	case NumericEquals, NumericLessThan, NumericLessThanEquals, NumericGreaterThan, NumericGreaterThanEquals:
		v.number, ok = parseNumber(s)
	default:
		v.instant, ok = parseInstant(s)
	}
	if !ok {
		v.bad = s + ", which is not " + wantedBy(op)
	}
	return v
}

// wantedBy is what an operator compares.
func wantedBy(op Base) string {
	switch op {
	case Bool, Null:
		return "true or false"
	case BinaryEquals:
		return "base64"
	case IPAddress:
		return "an IP address or prefix"
	case NumericEquals, NumericLessThan, NumericLessThanEquals, NumericGreaterThan, NumericGreaterThanEquals:
		return "a number"
	case ArnEquals, ArnLike:
		return "an ARN of six segments"
	}
	return "a date (ISO 8601) or seconds since 1970"
}

// compare answers whether a value of a request stands to v as the operator says.
// What can't be read as the operator's type is neither equal nor different.
func (v *value) compare(op Base, t Text, c *Context) verdict {
	switch {
	case v.arn != nil:
		return v.arn.match(t, c)
	case v.bad != "":
		return doubt(v.bad)
	case op == StringEquals || op == StringEqualsIgnoreCase || op == StringLike:
		return v.matcher.match(t, c)
	}
	s, known := t.Known()
	if !known {
		return doubt(firstHole(t))
	}
	if holds, ok := v.scalar(op, s); ok {
		return sure(holds)
	}
	return doubt(s + ", which is not " + wantedBy(op))
}

func (v *value) scalar(op Base, s string) (holds, ok bool) {
	switch op {
	case Bool:
		b, ok := parseBool(s)
		return b == v.truth, ok
	case BinaryEquals:
		return s == v.binary, isBase64(s)
	case IPAddress:
		a, ok := parseAddress(s)
		return ok && v.network.Contains(a), ok
	case NumericEquals, NumericLessThan, NumericLessThanEquals, NumericGreaterThan, NumericGreaterThanEquals:
		n, ok := parseNumber(s)
		return ordered(op, n.compare(v.number)), ok
	}
	i, ok := parseInstant(s)
	return ordered(op, i.compare(v.instant)), ok
}

// ordered answers for an operator and how the request's value compares.
func ordered(op Base, order int) bool {
	switch op {
	case NumericLessThan, DateLessThan:
		return order < 0
	case NumericLessThanEquals, DateLessThanEquals:
		return order <= 0
	case NumericGreaterThan, DateGreaterThan:
		return order > 0
	case NumericGreaterThanEquals, DateGreaterThanEquals:
		return order >= 0
	}
	return order == 0
}
