package compare_test

import (
	"encoding/json"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"ringwall/internal/policy"
)

// The reference reads statements of a small world as AWS's pages do, on requests of
// which everything is known, and shares no code with the matcher nor with the
// comparison. What has no documented outcome is unknown.

type refStatement struct {
	effect       string
	notAction    bool
	actions      []string
	notResource  bool
	resources    []string
	principal    []string // of the AWS list, or "*"; nil: none
	notPrincipal bool
	conditions   []refCondition
}

type refCondition struct {
	op, key string
	values  []string
}

type refRequest struct {
	who      string // an ARN, or anonymous
	action   string
	resource string
	keys     map[string][]string
	lists    map[string]bool
}

const (
	no, maybe, yes = 0, 1, 2
)

func is(b bool) int {
	if b {
		return yes
	}
	return no
}

func refGlob(p, s []rune, fold bool) bool {
	switch {
	case len(p) == 0:
		return len(s) == 0
	case p[0] == '*':
		for i := 0; i <= len(s); i++ {
			if refGlob(p[1:], s[i:], fold) {
				return true
			}
		}
		return false
	case len(s) == 0:
		return false
	}
	same := p[0] == s[0] || p[0] == '?' || fold && strings.EqualFold(string(p[0]), string(s[0]))
	return same && refGlob(p[1:], s[1:], fold)
}

// What a text of a request or a variable has for its * and ? while patterns match.
var refShield = strings.NewReplacer("*", "\x01", "?", "\x02")

// refText puts variables in; soft says that a match is not sure, null that one has
// no value.
func (r refRequest) refText(p string, wild bool) (out string, soft, null bool) {
	for {
		at := strings.Index(p, "${")
		if at < 0 {
			break
		}
		end := strings.Index(p, "}")
		head := p[:at]
		if !wild {
			head = refShield.Replace(head)
		}
		out += head
		name, fallback, has := strings.Cut(p[at+2:end], ", ")
		p = p[end+1:]
		values, there := r.keys[name]
		switch {
		case there && !r.lists[name] && values[0] != "":
			out += refShield.Replace(values[0])
		case there && (has || !r.lists[name]):
			soft = true
			if has {
				out += "*"
			}
		case has:
			out += strings.Trim(fallback, "'")
		default:
			null = true
		}
	}
	if !wild {
		p = refShield.Replace(p)
	}
	return out + p, soft, null
}

func (r refRequest) refMatch(p, v string, wild, fold bool) (int, bool) {
	text, soft, null := r.refText(p, wild)
	switch {
	case null || !refGlob([]rune(text), []rune(refShield.Replace(v)), fold):
		return no, null
	case soft:
		return maybe, false
	}
	return yes, false
}

func refAny(list []int) int {
	out := no
	for _, a := range list {
		out = max(out, a)
	}
	return out
}

func (s refStatement) match(r refRequest) int {
	var acts, res []int
	for _, p := range s.actions {
		acts = append(acts, is(refGlob([]rune(p), []rune(r.action), true)))
	}
	for _, p := range s.resources {
		a, _ := r.refMatch(p, r.resource, true, false)
		if a == yes && !refWithin(p, r.resource) {
			a = maybe
		}
		res = append(res, a)
	}
	a, b := refAny(acts), refAny(res)
	if s.notAction {
		a = yes - a
	}
	if s.notResource {
		b = yes - b
	}
	out := min(a, b)
	if s.principal != nil {
		p := no
		for _, e := range s.principal {
			p = max(p, is(refNames(e, r.who)))
		}
		if s.notPrincipal {
			p = yes - p
		}
		out = min(out, p)
	}
	for _, c := range s.conditions {
		out = min(out, r.refCondition(c))
	}
	return out
}

// refWithin answers for patterns of this world, whose wildcards before the fifth
// colon stand at the end of their segments or cross colons for sure.
func refWithin(p, v string) bool {
	own, its := strings.SplitN(p, ":", 6), strings.SplitN(v, ":", 6)
	if len(own) < 6 || len(its) < 6 {
		return true
	}
	for i := range 5 {
		if strings.Contains(strings.TrimRight(own[i], "*"), "*") && !refGlob([]rune(own[i]), []rune(its[i]), false) {
			return false
		}
	}
	return true
}

// refNames answers whether an entry of a Principal names a caller.
func refNames(entry, who string) bool {
	parts := strings.SplitN(who, ":", 6)
	switch {
	case entry == "*":
		return true
	case who == "anonymous":
		return false
	case entry == parts[4] || strings.HasSuffix(entry, ":"+parts[4]+":root"):
		return true
	case strings.Contains(entry, ":role/") && strings.HasPrefix(parts[5], "assumed-role/"):
		role := strings.Split(parts[5], "/")[1]
		return strings.Contains(entry, ":"+parts[4]+":") && strings.HasSuffix(entry, "/"+role)
	}
	return entry == who
}

var refNegated = map[string]string{
	"StringNotEquals": "StringEquals", "StringNotLike": "StringLike", "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
	"NumericNotEquals": "NumericEquals", "DateNotEquals": "DateEquals", "NotIpAddress": "IpAddress", "ArnNotLike": "ArnLike", "ArnNotEquals": "ArnEquals",
}

func (r refRequest) refCondition(c refCondition) int {
	set, op, found := strings.Cut(c.op, ":")
	if !found {
		set, op = "", c.op
	}
	op, ifExists := strings.CutSuffix(op, "IfExists")
	values, there := r.keys[c.key]
	null := len(values) == 0 || len(values) == 1 && values[0] == ""
	positive, negated := refNegated[op]
	if !negated {
		positive = op
	}
	switch {
	case op == "Null":
		out := no
		for _, v := range c.values {
			out = max(out, is((v == "true") == null))
		}
		return out
	case set == "ForAllValues" && null:
		return yes
	case set == "ForAnyValue" && !there && ifExists:
		return maybe
	case set == "ForAnyValue" && len(values) == 0:
		return no
	case !there:
		return is(ifExists || negated)
	case set == "" && len(values) != 1:
		if len(values) == 0 && (negated || !ifExists) {
			return is(negated)
		}
		return maybe
	}
	var each []int
	least := yes
	for _, v := range values {
		a := r.refValue(c, positive, negated, v)
		each, least = append(each, a), min(least, a)
	}
	if set != "ForAnyValue" {
		return least
	}
	if a := refAny(each); !null || a != yes {
		return a
	}
	return maybe
}

func (r refRequest) refValue(c refCondition, op string, negated bool, v string) int {
	out, nulls := no, false
	for _, p := range c.values {
		a, null := r.refCompare(op, p, v)
		out, nulls = max(out, a), nulls || null
	}
	switch {
	case negated:
		return yes - out
	case out == yes && nulls:
		return maybe
	}
	return out
}

func (r refRequest) refCompare(op, p, v string) (int, bool) {
	switch op {
	case "StringEquals", "StringEqualsIgnoreCase", "StringLike":
		return r.refMatch(p, v, op == "StringLike", op == "StringEqualsIgnoreCase")
	case "ArnLike", "ArnEquals":
		own, its := strings.SplitN(p, ":", 6), strings.SplitN(v, ":", 6)
		if len(its) < 6 {
			return maybe, false
		}
		out := yes
		for i := range own {
			a, _ := r.refMatch(own[i], its[i], true, false)
			out = min(out, a)
		}
		return out, false
	case "Bool":
		return is(strings.EqualFold(p, v)), false
	case "BinaryEquals":
		return is(p == v), false
	case "IpAddress":
		a := netip.MustParseAddr(v)
		if !strings.Contains(p, "/") {
			return is(netip.MustParseAddr(p) == a), false
		}
		return is(netip.MustParsePrefix(p).Contains(a)), false
	}
	if order, ok := strings.CutPrefix(op, "Numeric"); ok {
		a, _ := strconv.ParseFloat(p, 64)
		b, _ := strconv.ParseFloat(v, 64)
		return is(refOrder(order, b-a)), false
	}
	a, _ := time.Parse(time.RFC3339Nano, p)
	b, _ := time.Parse(time.RFC3339Nano, v)
	return is(refOrder(strings.TrimPrefix(op, "Date"), float64(b.Sub(a)))), false
}

func refOrder(op string, d float64) bool {
	switch op {
	case "LessThan":
		return d < 0
	case "LessThanEquals":
		return d <= 0
	case "GreaterThan":
		return d > 0
	case "GreaterThanEquals":
		return d >= 0
	}
	return d == 0
}

// refGrants is yes where a document surely allows a request, no where it surely
// doesn't.
func refGrants(doc []refStatement, r refRequest) int {
	allowed, denied := no, no
	for _, s := range doc {
		if s.effect == "Allow" {
			allowed = max(allowed, s.match(r))
		} else {
			denied = max(denied, s.match(r))
		}
	}
	return min(allowed, yes-denied)
}

// text is the document as JSON.
func refJSON(doc []refStatement) string {
	var list []map[string]any
	for _, s := range doc {
		m := map[string]any{"Effect": s.effect}
		put := func(name string, not bool, v any) {
			if not {
				name = "Not" + name
			}
			m[name] = v
		}
		put("Action", s.notAction, s.actions)
		put("Resource", s.notResource, s.resources)
		if s.principal != nil {
			put("Principal", s.notPrincipal, map[string]any{"AWS": s.principal})
		}
		block := map[string]map[string][]string{}
		for _, c := range s.conditions {
			if block[c.op] == nil {
				block[c.op] = map[string][]string{}
			}
			block[c.op][c.key] = c.values
		}
		if len(block) > 0 {
			m["Condition"] = block
		}
		list = append(list, m)
	}
	out, _ := json.Marshal(map[string]any{"Version": policy.Version2012, "Statement": list})
	return string(out)
}
