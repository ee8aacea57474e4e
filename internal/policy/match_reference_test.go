package policy

import (
	"encoding/base64"
	"math/big"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The reference reads statements as AWS's pages do, one sentence after the
// other, on requests of which everything is known. It shares no code with the
// compiled matcher: globs are regular expressions, numbers fractions, dates the
// library's. What has no documented outcome is Unknown.

type referenceRequest struct {
	action, resource string
	keys             map[string][]string // by name in lower case; absent if not there
	lists            map[string]bool     // the multivalued ones
}

// reader reads one statement for one request.
type reader struct {
	r    referenceRequest
	vars bool
}

func referenceMatch(s Statement, r referenceRequest) Answer {
	ref := reader{r, s.Variables}
	out := ref.action(s)
	if ref.resource(s) == No {
		out = No
	} else if out != No && ref.resource(s) == Unknown {
		out = Unknown
	}
	for _, c := range s.Conditions {
		out = kleeneAnd(out, ref.condition(c))
	}
	return out
}

func kleeneAnd(a, b Answer) Answer {
	if a == No || b == No {
		return No
	}
	if a == Unknown || b == Unknown {
		return Unknown
	}
	return Yes
}

func kleeneNot(a Answer) Answer { return map[Answer]Answer{Yes: No, No: Yes, Unknown: Unknown}[a] }

func someYes(answers []Answer) Answer {
	out := No
	for _, a := range answers {
		if a == Yes {
			return Yes
		}
		if a == Unknown {
			out = Unknown
		}
	}
	return out
}

// known is a text without holes.
func known(t Text) string { s, _ := t.Known(); return s }

func (ref reader) action(s Statement) Answer {
	var each []Answer
	for _, t := range append(append([]Text{}, s.Actions...), s.NotActions...) {
		each = append(each, refAnswer(refGlob(strings.ToLower(known(t))).MatchString(strings.ToLower(ref.r.action))))
	}
	if s.NotActions != nil {
		return kleeneNot(someYes(each))
	}
	return someYes(each)
}

func refAnswer(b bool) Answer {
	if b {
		return Yes
	}
	return No
}

// refGlob is a pattern as a regular expression.
func refGlob(p string) *regexp.Regexp {
	q := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(p))
	return regexp.MustCompile(`(?s)\A` + q + `\z`)
}

// refExpanded answers for a pattern with its variables expanded. One that is
// empty, or has several senses, leaves a match open; one that has no value
// prevents it, which null reports.
func (ref reader) refExpanded(p, v string, wild, fold bool) (a Answer, null bool) {
	soft := false
	out := ""
	add := func(s string, wild bool) {
		q := regexp.QuoteMeta(s)
		if wild {
			q = strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(q)
		}
		out += q
	}
	variable := regexp.MustCompile(`\$\{([^'}]*)('[^']*')?\}`)
	for ref.vars {
		at := variable.FindStringSubmatchIndex(p)
		if at == nil {
			break
		}
		add(p[:at[0]], wild)
		name, fallback := p[at[2]:at[3]], ""
		if at[4] >= 0 {
			name, fallback = strings.TrimSuffix(strings.TrimSpace(name), ","), p[at[4]:at[5]]
		}
		key := strings.ToLower(name)
		values, there := ref.r.keys[key]
		switch {
		case name == "*" || name == "?" || name == "$":
			add(name, false)
		case there && !ref.r.lists[key] && values[0] != "":
			add(values[0], false)
		case there && !ref.r.lists[key] && fallback == "":
			soft = true
		case there && fallback != "":
			soft = true
			out += ".*"
		case fallback != "":
			add(strings.Trim(fallback, "'"), false)
		default:
			null = true
		}
		p = p[at[1]:]
	}
	add(p, wild)
	flags := "(?s)"
	if fold {
		flags = "(?si)"
	}
	switch matched := regexp.MustCompile(flags + `\A` + out + `\z`).MatchString(v); {
	case null || !matched:
		return No, null
	case soft:
		return Unknown, false
	}
	return Yes, false
}

func (ref reader) resource(s Statement) Answer {
	var each []Answer
	for _, t := range append(append([]Text{}, s.Resources...), s.NotResources...) {
		a, _ := ref.refExpanded(known(t), ref.r.resource, true, false)
		each = append(each, a)
	}
	if s.NotResources != nil {
		return kleeneNot(someYes(each))
	}
	return someYes(each)
}

var refNegations = map[string]string{
	"stringnotequals": "stringequals", "stringnotequalsignorecase": "stringequalsignorecase",
	"stringnotlike": "stringlike", "numericnotequals": "numericequals", "datenotequals": "dateequals",
	"notipaddress": "ipaddress", "arnnotequals": "arnequals", "arnnotlike": "arnlike",
}

func (ref reader) condition(c Condition) Answer {
	op := strings.ToLower(known(c.Operator.Name))
	set := ""
	if before, after, found := strings.Cut(op, ":"); found {
		set, op = before, after
	}
	op, ifExists := strings.CutSuffix(op, "ifexists")
	positive, negated := refNegations[op]
	if !negated {
		positive = op
	}
	key := strings.ToLower(known(c.Key))
	values, there := ref.r.keys[key]
	null := len(values) == 0 || len(values) == 1 && values[0] == ""
	one := func(v string) Answer { return ref.oneValue(c, positive, negated, v) }
	switch {
	case op == "null":
		var each []Answer
		for _, v := range c.Values {
			each = append(each, refAnswer((known(v) == "true") == null))
		}
		return someYes(each)
	case set == "forallvalues" && null:
		return Yes
	case set == "foranyvalue" && !there && ifExists:
		return Unknown
	case set == "foranyvalue" && (!there || len(values) == 0):
		return No
	case !there:
		return refAnswer(ifExists || negated)
	case set == "" && len(values) > 1:
		return Unknown
	case set == "" && len(values) == 0 && ifExists && !negated:
		return Unknown
	case set == "" && len(values) == 0:
		return refAnswer(negated)
	case set == "":
		return one(values[0])
	}
	var each []Answer
	for _, v := range values {
		each = append(each, one(v))
	}
	if set == "foranyvalue" {
		if a := someYes(each); a != Yes || !null {
			return a
		}
		return Unknown
	}
	out := Yes
	for _, a := range each {
		out = kleeneAnd(out, a)
	}
	return out
}

func (ref reader) oneValue(c Condition, positive string, negated bool, v string) Answer {
	var each []Answer
	nothing := false
	for _, p := range c.Values {
		a, null := ref.compare(positive, known(p), v)
		each = append(each, a)
		nothing = nothing || null
	}
	a := someYes(each)
	switch {
	case negated:
		return kleeneNot(a)
	case a == Yes && nothing:
		return Unknown
	}
	return a
}

// compare also reports that a variable has no value.
func (ref reader) compare(op, p, v string) (Answer, bool) {
	switch {
	case strings.HasPrefix(op, "string"):
		return ref.refExpanded(p, v, op == "stringlike", op == "stringequalsignorecase")
	case strings.HasPrefix(op, "arn"):
		return ref.arn(p, v)
	case ref.vars && strings.Contains(p, "${"):
		return Unknown, false
	case op == "bool":
		b, err := strconv.ParseBool(strings.ToLower(p))
		w, err2 := strconv.ParseBool(strings.ToLower(v))
		if err != nil || err2 != nil || len(p) < 4 || len(v) < 4 {
			return Unknown, false
		}
		return refAnswer(b == w), false
	case op == "binaryequals":
		b, err := base64.StdEncoding.Strict().DecodeString(p)
		w, err2 := base64.StdEncoding.Strict().DecodeString(v)
		if err != nil || err2 != nil {
			return Unknown, false
		}
		return refAnswer(string(b) == string(w)), false
	case op == "ipaddress":
		return refInside(p, v), false
	case strings.HasPrefix(op, "numeric"):
		return refNumeric(strings.TrimPrefix(op, "numeric"), p, v), false
	}
	return refDate(strings.TrimPrefix(op, "date"), p, v), false
}

func refInside(p, v string) Answer {
	a, err := netip.ParseAddr(v)
	if err != nil {
		return Unknown
	}
	if !strings.Contains(p, "/") {
		if b, err := netip.ParseAddr(p); err == nil {
			return refAnswer(a == b)
		}
		return Unknown
	}
	prefix, err := netip.ParsePrefix(p)
	if err != nil {
		return Unknown
	}
	if a.BitLen() != prefix.Addr().BitLen() {
		return No
	}
	whole, _ := a.Prefix(prefix.Bits())
	return refAnswer(whole == prefix.Masked())
}

var refDecimal = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

func refNumeric(op, p, v string) Answer {
	if !refDecimal.MatchString(p) || !refDecimal.MatchString(v) {
		return Unknown
	}
	a, _ := new(big.Rat).SetString(p)
	b, _ := new(big.Rat).SetString(v)
	return refOrder(op, b.Cmp(a))
}

func refOrder(op string, order int) Answer {
	switch op {
	case "lessthan":
		return refAnswer(order < 0)
	case "lessthanequals":
		return refAnswer(order <= 0)
	case "greaterthan":
		return refAnswer(order > 0)
	case "greaterthanequals":
		return refAnswer(order >= 0)
	}
	return refAnswer(order == 0)
}

func refDate(op, p, v string) Answer {
	a, ok := refTime(p)
	b, ok2 := refTime(v)
	if !ok || !ok2 {
		return Unknown
	}
	return refOrder(op, b.Compare(a))
}

func refTime(s string) (time.Time, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Unix(n, 0), len(s) != 4
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// refSegments cuts an ARN at its first five colons outside ${…}.
func refSegments(p string) []string {
	p = regexp.MustCompile(`\$\{[^}]*\}`).ReplaceAllStringFunc(p, func(s string) string { return strings.ReplaceAll(s, ":", "\x00") })
	out := strings.SplitN(p, ":", 6)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "\x00", ":")
	}
	return out
}

func (ref reader) arn(p, v string) (Answer, bool) {
	own, its := strings.SplitN(p, ":", 6), strings.SplitN(v, ":", 6)
	if ref.vars {
		own = refSegments(p)
	}
	if len(own) < 6 || len(its) < 6 {
		return Unknown, false
	}
	out, null := Yes, false
	for i := range own {
		a, nothing := ref.refExpanded(own[i], its[i], true, false)
		out, null = kleeneAnd(out, a), null || nothing
	}
	return out, null
}
