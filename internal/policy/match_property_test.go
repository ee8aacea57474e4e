package policy

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// dice makes statements and requests that are likely to meet.
type dice struct{ *rand.Rand }

func (d dice) of(list ...string) string { return list[d.IntN(len(list))] }

// some is one to three of the entries.
func (d dice) some(list ...string) []string {
	out := []string{}
	for range 1 + d.IntN(3) {
		out = append(out, d.of(list...))
	}
	return out
}

var (
	diceKeys    = []string{"aws:a", "aws:b", "aws:List"}
	diceActions = []string{"s3:Get", "s3:Put", "sqs:Get"}
	diceBases   = baseNames[1:]
	diceValues  = map[string][]string{
		"S": {"a", "b", "ab", "A", "", "a*", "*", "a?", "?", "*b", "${aws:a}", "${aws:b}*", "x${aws:List}", "${*}", "${aws:b, 'd'}", "d", "${?}b", "*b*"},
		"N": {"1", "1.0", "2", "-1", "10", "x", "0.5", "1e1", "${aws:a}"},
		"D": {"2020-01-01T00:00:00Z", "1577836800", "2020-01-01", "2020-01", "2020", "2020-01-01T01:00:00+01:00", "2021-06-01T00:00:00.5Z", "x", "2020-02-30"},
		"B": {"true", "false", "TRUE", "x", "1"},
		"b": {"QQ==", "Qg==", "QR==", "", "x"},
		"I": {"10.0.0.0/8", "10.1.2.3", "2001:db8::/32", "2001:db8::1", "0.0.0.0/0", "x", "10.0.0.0/33", "10.1.2.9/24"},
		"A": {"arn:aws:s3:::b", "arn:aws:s3:::*", "arn:aws:s3:*:*:b?", "arn:*:sns:r:1:t", "arn:aws:s3:::${aws:a}", "arn:aws:sns:r:1:t:u", "arn:aws:sns:*:u", "x", "arn:aws:sns:r:1:*"},
	}
)

// kind is which values an operator is for.
func diceKind(base string) string {
	switch {
	case strings.HasPrefix(base, "String"):
		return "S"
	case strings.HasPrefix(base, "Numeric"):
		return "N"
	case strings.HasPrefix(base, "Date"):
		return "D"
	case strings.HasPrefix(base, "Arn"):
		return "A"
	case base == "BinaryEquals":
		return "b"
	case base == "Bool":
		return "B"
	}
	return "I"
}

func (d dice) condition(kind string) map[string]map[string][]string {
	base := diceBases[d.IntN(len(diceBases))]
	for base != "Null" && diceKind(base) != kind {
		base = diceBases[d.IntN(len(diceBases))]
	}
	values := d.some(diceValues[kind]...)
	name := d.of("", "", "ForAllValues:", "ForAnyValue:") + base + d.of("", "", "IfExists")
	if base == "Null" {
		name, values = "Null", d.some("true", "false")
	}
	return map[string]map[string][]string{name: {d.of(diceKeys...): values}}
}

// statement is a statement as JSON.
func (d dice) statement(kind string) string {
	s := map[string]any{"Effect": d.of("Allow", "Deny")}
	s[d.of("Action", "Action", "NotAction")] = d.some("s3:Get", "S3:*", "*", "s3:?et", "sqs:*t", "*:Get", "sqs:Put")
	s[d.of("Resource", "Resource", "NotResource")] = d.some("*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${aws:a}", "arn:aws:s3:::${aws:b, 'd'}/?", "arn:aws:*", "arn:aws:s3:::*/a")
	if d.IntN(8) > 0 {
		s["Condition"] = d.condition(kind)
	}
	out, _ := json.Marshal(s)
	return string(out)
}

func (d dice) request(kind string) referenceRequest {
	r := referenceRequest{
		action:   d.of(diceActions...),
		resource: d.of("*", "arn:aws:s3:::b", "arn:aws:s3:::b/a", "arn:aws:s3:::d/a", "arn:aws:s3:::b/x:y"),
		keys:     map[string][]string{}, lists: map[string]bool{},
	}
	for _, k := range diceKeys {
		name := strings.ToLower(k)
		switch {
		case d.IntN(4) == 0:
		case k == "aws:List":
			r.lists[name] = true
			r.keys[name] = d.some(diceValues[kind]...)[d.IntN(2):]
		default:
			r.keys[name] = []string{d.of(diceValues[kind]...)}
		}
	}
	return r
}

func (r referenceRequest) compiled() *Request {
	c := &Context{}
	c.Complete()
	for _, k := range slices.Sorted(maps.Keys(r.keys)) {
		values := r.keys[k]
		if r.lists[k] {
			c.SetList(strings.ToUpper(k), literals(values...))
		} else {
			c.Set(k, Literal(values[0]))
		}
	}
	return &Request{Action: r.action, Resource: Literal(r.resource), Context: c}
}

// match puts a request to a document of one statement.
func matchOne(t *testing.T, doc Document, r *Request) Outcome {
	c := Compile(doc, AnyUse)
	direct := c.MatchStatement(0, r)
	if got := only(doc, AnyUse, r); got.Answer != direct.Answer {
		t.Fatalf("%s: %v by the index, %v directly", doc.JSON(), got, direct)
	}
	return direct
}

func checkAgainstReference(t *testing.T, seed uint64) {
	d := dice{rand.New(rand.NewPCG(seed, 1))}
	kind := d.of("S", "S", "S", "N", "D", "B", "b", "I", "A")
	version := d.of(Version2012, Version2012, Version2008)
	doc, _, err := ParseJSON("p", []byte(`{"Version": "`+version+`", "Statement": `+d.statement(kind)+`}`))
	if err != nil {
		t.Fatal(err)
	}
	r := d.request(kind)
	flawed := doc.Statements[0].Conditions != nil && Compile(doc, AnyUse).statements[0].conditions[0].bad != ""
	want, got := referenceMatch(doc.Statements[0], r), matchOne(t, doc, r.compiled())
	if got.Answer != want && !flawed {
		t.Errorf("seed %d: %s\n%+v\ncompiled %v, reference %v", seed, doc.JSON(), r, got, want)
	}
	checkHidden(t, seed, d, doc, r, got)
}

// checkHidden hides a key: an answer must then be the one for whatever the key
// may be, this value included.
func checkHidden(t *testing.T, seed uint64, d dice, doc Document, r referenceRequest, got Outcome) {
	hidden := r.compiled()
	key := strings.ToLower(d.of(diceKeys...))
	hidden.Context.SetUnknown(key, "hidden")
	open := matchOne(t, doc, hidden)
	if open.Answer != Unknown && got.Answer != Unknown && open.Answer != got.Answer {
		t.Errorf("seed %d: %s\n%+v\n%v, but without knowing %s %v", seed, doc.JSON(), r, got, key, open)
	}
	if open.Answer == Unknown && open.Cause == "" {
		t.Errorf("seed %d: Unknown without a cause", seed)
	}
}

func TestMatchAgainstReference(t *testing.T) {
	n := uint64(12_000)
	if testing.Short() {
		n = 2_000
	}
	for seed := range n {
		if checkAgainstReference(t, seed); t.Failed() {
			return
		}
	}
}

func FuzzMatch(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed)
	}
	f.Fuzz(checkAgainstReference)
}
