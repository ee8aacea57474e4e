package compare_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ringwall/internal/policy"
	"ringwall/internal/policy/compare"
)

// world is a small AWS: five actions and a few keys.
type world struct{}

var worldActions = map[string]compare.Action{
	"a:Get":  {Forms: []string{"arn:aws:a:::${Name}/${Key}"}},
	"a:Put":  {Forms: []string{"arn:aws:a:::${Name}/${Key}"}},
	"a:List": {Whole: true},
	"b:Get":  {Optional: true, Forms: []string{"arn:aws:b:::${Name}"}},
	"b:Got":  {Forms: []string{"arn:aws:b:::${Name}"}},
}

func (world) Expand(entry string) []string {
	var out []string
	for name := range worldActions {
		if refGlob([]rune(entry), []rune(name), true) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func (world) Action(name string) (compare.Action, bool) {
	for n, a := range worldActions {
		if strings.EqualFold(n, name) {
			a.Name = n
			return a, true
		}
	}
	return compare.Action{}, false
}

func (world) Key(name string) compare.Key {
	switch strings.ToLower(name) {
	case "k:l":
		return compare.Key{Known: true, Many: true}
	case "k:arn", "aws:principalarn":
		return compare.Key{Known: true, Arn: true}
	case "k:x":
		return compare.Key{}
	}
	return compare.Key{Known: true}
}

type dice struct{ *rand.Rand }

func (d dice) of(list ...string) string { return list[d.IntN(len(list))] }

func (d dice) some(most int, list ...string) []string {
	var out []string
	for range 1 + d.IntN(most) {
		if v := d.of(list...); !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

var diceValues = map[string][]string{
	"k:s":   {"a", "b", "ab", "A", "a*", "*", "a?", "?", "*b", "${k:x}", "${k:x}*", "${k:x, 'd'}"},
	"k:l":   {"a", "b", "ab", "a*", "*", "?b", "${k:s}"},
	"k:x":   {"a", "b", "a*", "ab", "x/y"},
	"k:n":   {"1", "2", "2.5", "-1"},
	"k:d":   {"2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", "2020-01-01T00:00:01Z"},
	"k:ip":  {"10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "2001:db8::/32", "0.0.0.0/0"},
	"k:b":   {"true", "false"},
	"k:bin": {"QQ==", "Qg=="},
	"k:arn": {"arn:aws:a:::b", "arn:aws:a:::*", "arn:*:a:r:1:b?", "arn:aws:a:::${k:s}", "arn:aws:a:r:1:b:c"},
}

var diceOps = map[string][]string{
	"k:n":   {"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"},
	"k:d":   {"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"},
	"k:ip":  {"IpAddress", "NotIpAddress"},
	"k:b":   {"Bool"},
	"k:bin": {"BinaryEquals"},
	"k:arn": {"ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"},
}

func (d dice) condition() refCondition {
	key := d.of("k:s", "k:s", "k:l", "k:l", "k:x", "k:n", "k:d", "k:ip", "k:b", "k:bin", "k:arn")
	ops := diceOps[key]
	if ops == nil {
		ops = []string{"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"}
	}
	c := refCondition{key: key, op: d.of(ops...), values: d.some(2, diceValues[key]...)}
	switch {
	case d.IntN(8) == 0:
		return refCondition{"Null", key, d.some(1, "true", "false")}
	case key == "k:l" && d.IntN(6) > 0, d.IntN(12) == 0:
		c.op = d.of("ForAllValues:", "ForAnyValue:") + c.op
	case d.IntN(5) == 0:
		c.op += "IfExists"
	}
	return c
}

var diceResources = []string{"*", "arn:aws:a:::b", "arn:aws:a:::b/*", "arn:aws:a:::b/${k:s}", "arn:aws:a:::b/${k:x}/*", "arn:aws:a:::*", "arn:aws:a:::*/a",
	"arn:aws:a:::b/a*", "arn:aws:a:::b/?", "arn:*", "arn:aws:a:*:*:b/a", "arn:aws:b:::c", "arn:aws:a:::b/ab/*", "arn:aws:a:::b/${k:s, 'd'}"}

func (d dice) statement(people bool) refStatement {
	s := refStatement{effect: d.of("Allow", "Allow", "Deny"), notAction: d.IntN(6) == 0, notResource: d.IntN(6) == 0,
		actions:   d.some(2, "a:Get", "a:*", "*", "a:?et", "b:G*t", "*:Get", "a:Put", "a:L*", "b:Get", "A:GET"),
		resources: d.some(3, diceResources...)}
	if d.IntN(2) == 0 {
		s.resources = []string{"*"}
		s.notResource = false
	}
	for range d.IntN(3) {
		c := d.condition()
		if !slices.ContainsFunc(s.conditions, func(o refCondition) bool { return o.op == c.op && o.key == c.key }) {
			s.conditions = append(s.conditions, c)
		}
	}
	if people {
		s.principal = d.some(2, "*", "111122223333", "arn:aws:iam::111122223333:user/a", "arn:aws:iam::222233334444:role/r", "arn:aws:iam::222233334444:root", "arn:aws:sts::222233334444:assumed-role/r/s")
	}
	return s
}

func (d dice) document(people bool) []refStatement {
	var out []refStatement
	for range 1 + d.IntN(4) {
		out = append(out, d.statement(people))
	}
	return out
}

// alike is the document with a small change, so that questions are close.
func (d dice) alike(doc []refStatement, people bool) []refStatement {
	out := slices.Clone(doc)
	for i := range out {
		out[i].conditions = slices.Clone(out[i].conditions)
	}
	switch i := d.IntN(len(out)); d.IntN(5) {
	case 0:
		out = append(out, d.statement(people))
	case 1:
		out = slices.Delete(out, i, i+1)
	case 2:
		out[i].resources = d.some(3, diceResources...)
	case 3:
		out[i].conditions = nil
	case 4:
		out[i].conditions = []refCondition{d.condition()}
	}
	return out
}

// instance is a text that a pattern may match.
func (d dice) instance(p string) string {
	var b strings.Builder
	for p != "" {
		switch {
		case strings.HasPrefix(p, "${"):
			end := strings.Index(p, "}")
			b.WriteString(d.of("a", "b", "ab", "zz", "d", "x/y"))
			p = p[end:]
		case p[0] == '*':
			b.WriteString(d.of("", "a", "b", "zz", "a/q"))
		case p[0] == '?':
			b.WriteString(d.of("a", "z"))
		default:
			b.WriteByte(p[0])
		}
		p = p[1:]
	}
	return b.String()
}

var dicePeople = []string{"arn:aws:iam::111122223333:user/a", "arn:aws:iam::111122223333:user/z", "arn:aws:sts::222233334444:assumed-role/r/s", "arn:aws:sts::222233334444:assumed-role/r/t", "arn:aws:iam::222233334444:user/u", "arn:aws:iam::999999999999:user/u", "anonymous"}

func (d dice) request() refRequest {
	r := refRequest{who: d.of(dicePeople...), action: d.of("a:Get", "a:Put", "a:List", "b:Get", "b:Got", "a:New", "c:New"), keys: map[string][]string{}, lists: map[string]bool{}}
	switch a, ok := (world{}).Action(r.action); {
	case a.Whole, (a.Optional || !ok) && d.IntN(4) == 0:
		r.resource = "*"
	default:
		if r.resource = d.instance(d.of(diceResources[1:]...)); strings.Count(r.resource, ":") < 5 {
			r.resource = "arn:aws:a:::q"
		}
	}
	for key, values := range diceValues {
		if d.IntN(4) == 0 {
			continue
		}
		v := d.instance(d.of(values...))
		switch key {
		case "k:ip":
			v = d.of("10.0.0.1", "10.1.2.3", "10.1.9.9", "11.0.0.1", "2001:db8::1", "2002::1")
		case "k:n":
			v = d.of("0", "1", "1.5", "2", "2.5", "3", "-1", "-2")
		case "k:d":
			v = d.of("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", "2020-01-01T00:00:00.5Z", "2020-01-01T00:00:01Z", "2019-01-01T00:00:00Z", "2022-01-01T00:00:00Z", "2020-06-01T00:00:00Z")
		case "k:b":
			v = d.of("true", "false")
		case "k:bin":
			v = d.of("QQ==", "Qg==", "Qw==")
		case "k:l":
			r.lists[key] = true
			r.keys[key] = d.some(3, "a", "b", "ab", "zz", "bb")[d.IntN(2):]
			continue
		}
		r.keys[key] = []string{v}
	}
	return r
}

// asRequest is a witness as the reference takes it.
func asRequest(w *compare.Witness) refRequest {
	r := refRequest{who: w.Principal, action: w.Action, resource: w.Resource, keys: map[string][]string{}, lists: map[string]bool{}}
	for _, v := range w.Context {
		name := strings.ToLower(v.Key)
		r.keys[name], r.lists[name] = v.Values, v.Many
	}
	return r
}

func checkPair(t *testing.T, seed uint64) compare.Verdict {
	d := dice{rand.New(rand.NewPCG(seed, 7))}
	people := d.IntN(3) == 0
	use := policy.IdentityPolicy
	if people {
		use = policy.ResourcePolicy
	}
	old := d.document(people)
	changed := d.document(people)
	if d.IntN(3) > 0 {
		changed = d.alike(old, people)
	}
	r := compare.Compare([]compare.Document{document(t, "old", refJSON(old))}, []compare.Document{document(t, "new", refJSON(changed))}, use, world{})
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf("seed %d: %v: "+format+"\nold %s\nnew %s", append(append([]any{seed, r.Verdict}, args...), refJSON(old), refJSON(changed))...)
	}
	if r.Witness != nil {
		w := asRequest(r.Witness)
		if refGrants(changed, w) != yes || refGrants(old, w) != no {
			fail("the reference answers the witness %+v otherwise: %d, %d", w, refGrants(old, w), refGrants(changed, w))
		}
		return r.Verdict
	}
	for _, cause := range r.Because {
		if strings.Contains(cause, "fault of ringwall") {
			fail("%s", cause)
		}
	}
	for range 250 {
		q := d.request()
		if refGrants(changed, q) == yes && refGrants(old, q) == no {
			fail("%+v is new, %v", q, r.Because)
			break
		}
	}
	return r.Verdict
}

func TestAgainstReference(t *testing.T) {
	n := uint64(1500)
	switch size := os.Getenv("RINGWALL_ORACLE"); {
	case size == "full":
		n = 200_000
	case size != "":
		var err error
		if n, err = strconv.ParseUint(size, 10, 64); err != nil {
			t.Fatalf("RINGWALL_ORACLE is neither full nor a number: %v", err)
		}
	case testing.Short():
		n = 500
	}
	count := map[compare.Verdict]int{}
	for seed := range n {
		if count[checkPair(t, seed)]++; t.Failed() {
			return
		}
	}
	t.Logf("%v", count)
}
