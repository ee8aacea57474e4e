package policy

import (
	"net/netip"
	"strings"
)

// on answers whether the condition is about the key; names of keys are not
// case-sensitive.
func (c Condition) on(key string) Answer {
	known, ok := c.Key.Known()
	if !ok {
		return Unknown
	}
	return answerOf(strings.EqualFold(known, key))
}

// asksPresence answers whether the condition fails when the key is missing:
// negated operators, IfExists and ForAllValues hold then.
func (c Condition) asksPresence() Answer {
	switch op := c.Operator; {
	case op.Base == NoOperator:
		return Unknown
	case op.Base == Null:
		return allOf(c.Values, func(v Text) Answer { return v.Is("false") })
	case op.IfExists || op.Set == AllValues:
		return No
	default:
		return answerOf(!op.Base.Negated())
	}
}

// pins answers whether the condition holds only if the key is there and has one
// of values that are all fixed.
func (c Condition) pins(key string, fixed func(Condition, Text) Answer) Answer {
	on := c.on(key)
	if on == No {
		return No
	}
	return on.And(c.compares()).And(c.asksPresence()).And(allOf(c.Values, func(v Text) Answer { return fixed(c, v) }))
}

// compares answers whether the operator compares text.
func (c Condition) compares() Answer {
	switch c.Operator.Base {
	case NoOperator:
		return Unknown
	case StringEquals, StringEqualsIgnoreCase, StringLike, ArnEquals, ArnLike:
		return Yes
	default:
		return No
	}
}

// notOnlyStars accepts every value but one that matches all.
func notOnlyStars(c Condition, v Text) Answer {
	if !c.Operator.Base.Wild() {
		return Yes
	}
	return onlyStars(v).Not()
}

// fixedValue accepts a value with neither wildcards nor policy variables. Where
// wildcards are literal a value that isn't known is fixed all the same.
func fixedValue(c Condition, v Text) Answer {
	for _, p := range v.Parts() {
		if containsVariable(p.Literal) || c.Operator.Base.Wild() && strings.ContainsAny(p.Literal, "*?") {
			return No
		}
	}
	if v.open() && c.Operator.Base.Wild() {
		return Unknown
	}
	return Yes
}

// fixedOwner accepts a fixed value, and an ARN pattern in which the account, or
// in S3's the bucket, is fixed: what is left to the wildcards has one owner.
func fixedOwner(c Condition, v Text) Answer {
	a := fixedValue(c, v)
	parts, ok := arnParts(v)
	if a == Yes || !ok {
		return a
	}
	if parts[2].Is("s3") == Yes && parts[5].Is("*") == No && fixedAccount(parts[4]) == No {
		if first := parts[5].split("/", 2)[0]; first.Is("accesspoint") == No || parts[4].Is("") == Yes {
			return a.Or(fixedValue(c, first))
		}
	}
	return a.Or(fixedAccount(parts[4]))
}

// fixedOrg accepts a fixed value, and an organisation path whose organisation
// is fixed (o-a1b2c3d4e5/*).
func fixedOrg(c Condition, v Text) Answer {
	org := v.split("/", 2)
	if len(org) == 2 && org[0].Is("") == No {
		return fixedValue(c, org[0])
	}
	return fixedValue(c, v)
}

// fixedID accepts a fixed value, and all sessions of one role (AROA…:*): role
// IDs are unique.
func fixedID(c Condition, v Text) Answer {
	id := v.split(":", 2)
	if first, known := id[0].Known(); len(id) == 2 && known && isUniqueID(first) {
		return Yes
	}
	return fixedValue(c, v)
}

// isUniqueID reports an IAM unique identifier such as AROA… or AIDA….
func isUniqueID(s string) bool {
	return len(s) >= 16 && s[0] == 'A' && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// limitingKeys are the keys with which a statement for everyone is not public,
// in lower case, and which of their values do: "The meaning of public" in the
// S3 user guide, and the keys of the same sense that came later or belong to
// other services. Keys that anyone can set (aws:PrincipalTag, aws:username,
// aws:UserAgent, aws:Referer) do not limit.
var limitingKeys = map[string]func(Condition, Text) Answer{
	"aws:principalaccount":          fixedValue,
	"aws:principalarn":              fixedOwner,
	"aws:principalorgid":            fixedValue,
	"aws:principalorgpaths":         fixedOrg,
	"aws:principalservicename":      fixedValue,
	"aws:principalservicenameslist": fixedValue,
	"aws:sourceaccount":             fixedValue,
	"aws:sourcearn":                 fixedOwner,
	"aws:sourceip":                  fixedValue, // by a string operator; see narrow
	"aws:sourceorgid":               fixedValue,
	"aws:sourceorgpaths":            fixedOrg,
	"aws:sourceowner":               fixedValue,
	"aws:sourcevpc":                 fixedValue,
	"aws:sourcevpcarn":              fixedOwner,
	"aws:sourcevpce":                fixedValue,
	"aws:userid":                    fixedID,
	"aws:vpceaccount":               fixedValue,
	"aws:vpceorgid":                 fixedValue,
	"aws:vpceorgpaths":              fixedOrg,
	"kms:calleraccount":             fixedValue,
	"s3:dataaccesspointaccount":     fixedValue,
	"s3:dataaccesspointarn":         fixedOwner,
}

// limits answers whether the condition keeps the public out.
func (c Condition) limits() Answer {
	key, known := c.Key.Known()
	if !known {
		return Unknown
	}
	key = strings.ToLower(key)
	if c.Operator.Base == IPAddress && key == "aws:sourceip" {
		return c.asksPresence().And(narrow(c.Values))
	}
	fixed, ok := limitingKeys[key]
	if !ok {
		return No
	}
	return c.pins(key, fixed)
}

// denyLimits answers whether a Deny under this condition leaves only requests
// for which the opposite limits: StringNotEquals aws:PrincipalOrgID o-1.
func (c Condition) denyLimits() Answer {
	op := c.Operator
	if op.Base == Bool && c.on("aws:PrincipalIsAWSService") == Yes {
		// Leaves AWS services, which may act for someone else.
		return Unknown
	}
	if op.Base != NoOperator && !op.Base.Negated() {
		return No
	}
	if op.Set != Single {
		return Unknown.And(c.limits())
	}
	c.Operator = Operator{Name: op.Name, Base: op.Base.positive()}
	return c.limits()
}

// The widest prefixes that limit, by the S3 user guide.
const (
	widestIPv4 = 8
	widestIPv6 = 32
)

// narrow answers whether the addresses are not the public: no prefix is wider
// than /8 (IPv4) or /32 (IPv6), and the prefixes are not half of IPv4 together.
func narrow(values []Text) Answer {
	var total uint64
	each := allOf(values, func(v Text) Answer {
		s, known := v.Known()
		if !known {
			return Unknown
		}
		p, ok := parsePrefix(s)
		switch {
		case !ok:
			return Unknown
		case p.Addr().Is4():
			total += 1 << (32 - p.Bits())
			return answerOf(p.Bits() >= widestIPv4)
		}
		return answerOf(p.Bits() >= widestIPv6)
	})
	return each.And(answerOf(total < 1<<31))
}

// parsePrefix reads an address or a prefix.
func parsePrefix(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p, true
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}
