package policy

import "strings"

// Base is a condition operator without prefix and suffix. The zero value is no
// operator that AWS knows.
type Base uint8

// The 27 base operators.
const (
	NoOperator Base = iota
	StringEquals
	StringNotEquals
	StringEqualsIgnoreCase
	StringNotEqualsIgnoreCase
	StringLike
	StringNotLike
	NumericEquals
	NumericNotEquals
	NumericLessThan
	NumericLessThanEquals
	NumericGreaterThan
	NumericGreaterThanEquals
	DateEquals
	DateNotEquals
	DateLessThan
	DateLessThanEquals
	DateGreaterThan
	DateGreaterThanEquals
	Bool
	BinaryEquals
	IPAddress
	NotIPAddress
	ArnEquals
	ArnLike
	ArnNotEquals
	ArnNotLike
	Null
)

var baseNames = [...]string{
	"", "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
	"StringLike", "StringNotLike", "NumericEquals", "NumericNotEquals", "NumericLessThan",
	"NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals",
	"DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
	"Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals",
	"ArnNotLike", "Null",
}

func (b Base) String() string { return baseNames[b] }

// Negated reports an operator that is true when the key is missing.
func (b Base) Negated() bool {
	switch b {
	case StringNotEquals, StringNotEqualsIgnoreCase, StringNotLike, NumericNotEquals, DateNotEquals,
		NotIPAddress, ArnNotEquals, ArnNotLike:
		return true
	}
	return false
}

// Wild reports an operator in whose values * and ? are wildcards. In every
// other operator they are literal characters.
func (b Base) Wild() bool {
	switch b {
	case StringLike, StringNotLike, ArnEquals, ArnLike, ArnNotEquals, ArnNotLike:
		return true
	}
	return false
}

// positive is the operator that is the negation of a negated one.
func (b Base) positive() Base {
	switch b {
	case StringNotEquals:
		return StringEquals
	case StringNotEqualsIgnoreCase:
		return StringEqualsIgnoreCase
	case StringNotLike:
		return StringLike
	case NotIPAddress:
		return IPAddress
	case ArnNotEquals, ArnNotLike:
		return ArnLike
	case NumericNotEquals:
		return NumericEquals
	case DateNotEquals:
		return DateEquals
	}
	return b
}

// Set says how an operator treats a key with several values in the request.
type Set uint8

// The set operators.
const (
	Single    Set = iota
	AllValues     // ForAllValues: true also if the key is missing
	AnyValue      // ForAnyValue: false if the key is missing
)

// Operator is a condition operator such as ForAnyValue:StringLikeIfExists.
type Operator struct {
	Name     Text // as written
	Base     Base // NoOperator if AWS has no operator of that name
	Set      Set
	IfExists bool
}

// ParseOperator reads an operator name; names are not case-sensitive. The Base
// is NoOperator if the name is wrong or not known.
func ParseOperator(name Text) Operator {
	op := Operator{Name: name}
	s, known := name.Known()
	if !known {
		return op
	}
	if set, rest, found := strings.Cut(s, ":"); found {
		switch strings.ToLower(set) {
		case "forallvalues":
			op.Set = AllValues
		case "foranyvalue":
			op.Set = AnyValue
		default:
			return op
		}
		s = rest
	}
	const suffix = "ifexists"
	if cut := len(s) - len(suffix); cut > 0 && strings.EqualFold(s[cut:], suffix) {
		op.IfExists = true
		s = s[:cut]
	}
	for i, name := range baseNames {
		if i > 0 && strings.EqualFold(name, s) {
			op.Base = Base(i)
		}
	}
	return op
}
