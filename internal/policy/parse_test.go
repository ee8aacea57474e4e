package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// read parses a document and fails the test on any problem.
func read(t testing.TB, src string) Document {
	t.Helper()
	doc, problems, err := ParseJSON("p.json", []byte(src))
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v %v in %s", err, problems, src)
	}
	return doc
}

// statement is a document of one statement given by its elements.
func statement(t testing.TB, elements string) Document {
	t.Helper()
	return read(t, `{"Version": "2012-10-17", "Statement": {`+elements+`}}`)
}

func codes(problems []Problem) []Code {
	out := []Code{}
	for _, p := range problems {
		out = append(out, p.Code)
	}
	return out
}

func TestReadJSONErrors(t *testing.T) {
	tests := []struct{ src, want string }{
		{"", "p.json:1:1: found the end of the document, expected a JSON value"},
		{"{\n  \"a\": x}", "p.json:2:8: found 'x', expected a JSON value"},
		{`{"é": "é" "b"}`, `p.json:1:11: found '"', expected ',' or '}'`},
		{`{"a" 1}`, "p.json:1:6: found '1', expected ':' after the key"},
		{`{a: 1}`, "p.json:1:2: found 'a', expected a key in double quotes"},
		{`[1,]`, "p.json:1:4: found ']', expected a JSON value"},
		{`{} x`, "p.json:1:4: found 'x', expected the end of the document"},
		{"\"a\nb\"", `p.json:1:3: found '\n', expected the closing '"' of a string`},
		{`"\x"`, `p.json:1:3: found 'x', expected one of " \ / b f n r t u after '\'`},
		{`"\u12"`, `p.json:1:4: found '1', expected four hexadecimal digits after '\u'`},
		{"\"\xff\"", "p.json:1:2: found byte 0xff, which is not UTF-8, expected UTF-8 text"},
		{`01`, "p.json:1:3: found a number that starts with 0, expected no leading zero"},
		{`-`, "p.json:1:2: found the end of the document, expected a digit"},
		{strings.Repeat("[", 70), "p.json:1:66: found deeper nesting, expected at most 64 levels"},
		{strings.Repeat(" ", MaxSize+1), "p.json:1:1: found 1048577 bytes, expected at most 1048576 bytes"},
	}
	for _, tt := range tests {
		_, err := ReadJSON("p.json", []byte(tt.src))
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || err.Error() != tt.want {
			t.Errorf("%.20q: %v, want %s", tt.src, err, tt.want)
		}
	}
}

func TestReadJSONKeepsPositionsAndTheLastOfRepeatedKeys(t *testing.T) {
	n, err := ReadJSON("p.json", []byte("\ufeff{\n \"a\": 1, \"b\": [true, null],\n \"a\": \"\\ud83d\\ude00\\ud83d\"}"))
	if err != nil {
		t.Fatal(err)
	}
	a := n.Fields[0]
	if len(n.Fields) != 2 || !a.Repeated || a.Value.Text != "😀\ufffd" || a.Pos != (Position{"p.json", 3, 2}) {
		t.Errorf("%+v", n.Fields)
	}
	if item := n.Fields[1].Value.Items[1]; item.Kind != KindNull || item.Pos.Column != 22 {
		t.Errorf("%+v", item)
	}
	want := "{\n  \"a\": \"😀\ufffd\",\n  \"b\": [\n    true,\n    null\n  ]\n}\n"
	if got := string(n.JSON()); got != want {
		t.Errorf("printed %s", got)
	}
}

func TestParse(t *testing.T) {
	doc := read(t, `{
  "Version": "2012-10-17", "Id": "x",
  "Statement": {
    "Sid": "S", "Effect": "Deny",
    "Principal": {"AWS": "111122223333", "Service": ["a.amazonaws.com", "b.amazonaws.com"]},
    "NotAction": "s3:Get*",
    "Resource": ["*"],
    "Condition": {
      "foranyvalue:STRINGLIKEIFEXISTS": {"aws:PrincipalOrgPaths": ["o-1/*"]},
      "NumericLessThan": {"s3:max-keys": 10, "x:y": [true, "a"]}
    }
  }
}`)
	s := doc.Statements[0]
	if s.IsDeny() != Yes || s.IsAllow() != No || s.Pos.Line != 3 || !s.Variables || len(s.Principal.Service) != 2 {
		t.Errorf("%+v", s)
	}
	if s.Actions != nil || s.NotActions[0].String() != "s3:Get*" || s.NotActions[0].Pos.Line != 6 {
		t.Errorf("%+v", s)
	}
	op := s.Conditions[0].Operator
	if op.Base != StringLike || !op.IfExists || op.Set != AnyValue {
		t.Errorf("%+v", op)
	}
	if v := s.Conditions[2].Values; len(v) != 2 || v[0].String() != "true" {
		t.Errorf("%+v", v)
	}
}

func TestParseGoesOnAfterProblems(t *testing.T) {
	tests := []struct {
		rule, src string
		want      []Code
	}{
		{"an element that IAM doesn't have", `{"Statement": [], "Comment": 1}`, []Code{UnknownElement}},
		{"elements are case-sensitive", `{"statement": {"effect": "Deny", "Action": "*"}}`, []Code{ElementCase, ElementCase}},
		{"no Statement", `{"Version": "2012-10-17"}`, []Code{MissingStatement}},
		{"a Version that IAM doesn't have", `{"Version": "2012-10-18", "Statement": []}`, []Code{BadVersion}},
		{"no Effect", `{"Statement": {}}`, []Code{MissingEffect}},
		{"the value of Effect is case-sensitive", `{"Statement": {"Effect": "allow"}}`, []Code{BadEffect}},
		{"Action and NotAction exclude each other", `{"Statement": {"Effect": "Allow", "Action": "a:b", "NotAction": "c:d"}}`, []Code{BothForms}},
		{"the same key twice", `{"Statement": {"Effect": "Allow", "Effect": "Deny"}}`, []Code{RepeatedElement}},
		{"a key of a condition twice", `{"Statement": {"Effect": "Deny", "Condition": {"Bool": {"a:b": "true", "a:b": "false"}}}}`, []Code{RepeatedElement}},
		{"a list in a list", `{"Statement": {"Effect": "Allow", "Action": [["a:b"], null, {}, "c:d"]}}`, []Code{BadShape, BadShape, BadShape}},
		{"a number as action", `{"Statement": {"Effect": "Allow", "Action": [1]}}`, []Code{BadShape}},
		{"a principal that is an account without its map", `{"Statement": {"Effect": "Allow", "Principal": "111122223333"}}`, []Code{BadPrincipal}},
		{"a principal that is a list", `{"Statement": {"Effect": "Allow", "Principal": ["*"]}}`, []Code{BadPrincipal}},
		{"a kind of principal that IAM doesn't have", `{"Statement": {"Effect": "Allow", "Principal": {"User": "x"}}}`, []Code{UnknownElement}},
		{"a condition that is no object", `{"Statement": {"Effect": "Allow", "Condition": "x"}}`, []Code{BadShape}},
		{"statements that are none", `{"Statement": ["x", 1]}`, []Code{BadShape, BadShape}},
		{"a document that is none", `[]`, []Code{BadShape, MissingStatement}},
		{"a document in a string", `"{\"Statement\": []}"`, []Code{}},
		{"a string that is no document", `"hello"`, []Code{BadString}},
	}
	for _, tt := range tests {
		_, problems, err := ParseJSON("p.json", []byte(tt.src))
		if err != nil || !slices.Equal(codes(problems), tt.want) {
			t.Errorf("%s: %v %v", tt.rule, err, problems)
		}
	}
}

func TestConditionThatCannotBeReadIsNotNoCondition(t *testing.T) {
	doc, _, _ := ParseJSON("p.json", []byte(`{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": []}}`))
	if got := AllowsEverything(doc).Answer; got != Unknown {
		t.Error(got)
	}
}

func TestPrincipalThatCannotBeReadIsNotNobody(t *testing.T) {
	doc, _, _ := ParseJSON("p.json", []byte(`{"Statement": {"Effect": "Allow", "Principal": ["*"], "Action": "sts:AssumeRole", "Resource": "*"}}`))
	if got := Public(doc).Answer; got != Unknown {
		t.Errorf("public: %v", got)
	}
	if got := PublicTrust(doc).Answer; got != Unknown {
		t.Errorf("trust: %v", got)
	}
}

func TestUnknownPartsMakeEveryQuestionUnknown(t *testing.T) {
	for name, n := range map[string]Node{
		"document":   {Text: "Param"},
		"statements": {Kind: KindMap, Fields: []Field{{Name: "Statement", Value: Node{Text: "Param"}}}},
		"text":       {Kind: KindString, Parts: []Part{{Literal: `{"Statement": `}, {Hole: "Param"}, {Literal: "}"}}},
	} {
		doc, problems := Parse(n)
		if len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
		}
		for i, r := range []Result{
			AllowsEverything(doc), ServiceStars(doc), WildResources(doc, nil), PassRoleUnscoped(doc), Public(doc),
			PublicTrust(doc), LooseFederation(doc), DeniesInsecureTransport(doc, Text{}),
			DeniesInsecureTransport(doc, Literal("arn:aws:s3:::b")),
		} {
			if r.Answer != Unknown || len(r.Because) != 1 || !strings.Contains(r.Because[0].Why, "Param") {
				t.Errorf("%s: question %d: %+v", name, i, r)
			}
		}
		if problems := Check(doc, AnyUse); name != "statements" && len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func TestPrint(t *testing.T) {
	doc := read(t, `{"Statement":[{"Resource":["b","a"],"Action":["x:y"],"Effect":"Allow","Principal":{"AWS":["*"]},
		"Condition":{"Bool":{"a:b":true},"Null":{"c:d":[]}}},{"Effect":"Deny","NotPrincipal":"*","NotAction":[]}],"Version":"2012-10-17"}`)
	want := `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "AWS": "*"
      },
      "Action": "x:y",
      "Resource": [
        "b",
        "a"
      ],
      "Condition": {
        "Bool": {
          "a:b": "true"
        },
        "Null": {
          "c:d": []
        }
      }
    },
    {
      "Effect": "Deny",
      "NotPrincipal": "*",
      "NotAction": []
    }
  ]
}
`
	if got := string(doc.JSON()); got != want {
		t.Errorf("printed %s", got)
	}
}

func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{`{"a": [1, -2.5e+3, true, null, "\u00e9\n"]}`, `"\ud800"`, "[[", `{"a":1,"a":2}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := ReadJSON("f", data)
		valid := json.Valid(bytes.TrimPrefix(data, []byte("\ufeff")))
		if err == nil && !valid {
			t.Fatalf("read %q, which is not JSON", data)
		}
		if err != nil {
			if valid && !strings.Contains(err.Error(), "levels") && !strings.Contains(err.Error(), "UTF-8") {
				t.Fatalf("did not read %q: %v", data, err)
			}
			return
		}
		again, err := ReadJSON("f", n.JSON())
		if err != nil {
			t.Fatalf("printed %q as %q: %v", data, n.JSON(), err)
		}
		if !bytes.Equal(again.JSON(), n.JSON()) {
			t.Errorf("%q prints as %q, then as %q", data, n.JSON(), again.JSON())
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(slidePolicy))
	f.Add([]byte(`{"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": ["*", "x"]}, "Condition": {"ForAllValues:Null": {"k": []}}}}`))
	f.Add([]byte(`{"Version": "2012-10-17", "Statement": [{"Action": ["s3:*", "${"], "Resource": "arn:aws:s3:::${a}/*", "Effect": "Deny"}]}`))
	f.Add([]byte(`{"Statement": [{"Effect": "Allow", "Action": "sts:*", "Principal": {"Federated": "arn:aws:iam::1:oidc-provider/gitlab.com"}}]}`))
	f.Add([]byte(`"{}"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, _, err := ParseJSON("f", data)
		if err != nil {
			return
		}
		printed := doc.JSON()
		gap := slices.ContainsFunc(doc.Statements, func(s Statement) bool { return s.Gap != "" || s.Flaw != "" || hasHoles(s) })
		again, _, err := ParseJSON("f", printed)
		if err != nil {
			t.Fatalf("printed %q as %q: %v", data, printed, err)
		}
		if !gap && !reflect.DeepEqual(bare(doc), bare(again)) {
			t.Errorf("%q printed as %q\n%+v\n%+v", data, printed, bare(doc), bare(again))
		}
		askAll(doc)
	})
}

// askAll puts every question; none may panic.
func askAll(doc Document) {
	AllowsEverything(doc)
	ServiceStars(doc)
	WildResources(doc, nil)
	PassRoleUnscoped(doc)
	Public(doc)
	PublicTrust(doc)
	LooseFederation(doc)
	TrustsAccounts(doc)
	DeniesInsecureTransport(doc, Text{})
	for use := AnyUse; use <= ResourceControlPolicy; use++ {
		Check(doc, use)
	}
}

func hasHoles(s Statement) bool {
	return slices.ContainsFunc(s.Conditions, func(c Condition) bool { return len(c.Key.Holes()) > 0 })
}

// bare is a document without positions.
func bare(d Document) Document {
	clear := func(list []Text) []Text {
		for i := range list {
			list[i].Pos = Position{}
		}
		return list
	}
	d.Pos, d.Version.Pos, d.ID.Pos, d.Size = Position{}, Position{}, Position{}, 0
	for i := range d.Statements {
		s := &d.Statements[i]
		s.Pos, s.Sid.Pos, s.Effect.Pos, s.Flaw = Position{}, Position{}, Position{}, ""
		for _, list := range [][]Text{s.Actions, s.NotActions, s.Resources, s.NotResources} {
			clear(list)
		}
		for _, p := range []*Principals{s.Principal, s.NotPrincipal} {
			if p != nil {
				p.Pos = Position{}
				clear(p.AWS)
				clear(p.Service)
				clear(p.Federated)
				clear(p.CanonicalUser)
			}
		}
		for j := range s.Conditions {
			c := &s.Conditions[j]
			c.Pos, c.Key.Pos, c.Operator.Name.Pos = Position{}, Position{}, Position{}
			clear(c.Values)
		}
	}
	return d
}
