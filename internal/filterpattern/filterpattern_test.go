package filterpattern

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path"
	"strings"
	"testing"
)

const record = `{"eventName": "CreateUser", "eventSource": "iam.amazonaws.com", "readOnly": false, "errorCode": null,
  "sourceIPAddress": "198.51.100.7", "count": 12, "text": "a \"quoted\" word", "userIdentity": {"type": "Root", "arn": "arn:aws:iam::111122223333:root"},
  "resources": [{"type": "AWS::IAM::User"}, {"type": "AWS::S3::Bucket"}], "a key": {"b": 1}}`

func parsedRecord(t testing.TB) any {
	t.Helper()
	var out any
	if err := json.Unmarshal([]byte(record), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// The operators are those of "Filter pattern syntax": each line was worked out by
// hand from the examples there.
func TestPatternsOfJSON(t *testing.T) {
	r := parsedRecord(t)
	for _, x := range []struct {
		pattern string
		want    Answer
	}{
		{``, Yes},
		{`{ $.eventName = "CreateUser" }`, Yes},
		{`{$.eventName=CreateUser}`, Yes},
		{`{ ($.eventName = DeleteUser) }`, No},
		{`{ $.eventName = "Create*" }`, Yes},
		{`{ $.eventName = "*User" }`, Yes},
		{`{ $.eventName = "*eat*Us*" }`, Yes},
		{`{ $.eventName = "create*" }`, No},
		{`{ $.eventName != "DeleteUser" }`, Yes},
		{`{ $.eventName != "*User" }`, No},
		{`{ $.eventName = %^(Create)% }`, Yes},
		{`{ $.eventName = %^Delete% }`, No},
		{`{ $.eventSource = iam.amazonaws.com }`, Yes},
		{`{ $.sourceIPAddress = 198.51.100.* }`, Yes},
		{`{ $.sourceIPAddress != 123.123.* }`, Yes},
		{`{ $.count = 12 }`, Yes},
		{`{ $.count >= 12 && $.count < 13 }`, Yes},
		{`{ $.count > 12 }`, No},
		{`{ $.count != 12 }`, No},
		{`{ $.readOnly IS FALSE }`, Yes},
		{`{ $.readOnly IS TRUE }`, No},
		{`{ $.errorCode IS NULL }`, Yes},
		{`{ $.errorCode NOT EXISTS }`, No},
		{`{ $.errorMessage NOT EXISTS }`, Yes},
		{`{ $.errorMessage EXISTS }`, No},
		{`{ $.userIdentity.invokedBy   NOT   EXISTS }`, Yes},
		{`{ $.nothing = "x" }`, No},
		{`{ $.nothing != "x" }`, Unknown},
		{`{ $.resources[1].type = "AWS::S3::Bucket" }`, Yes},
		{`{ $.resources[0].type = "AWS::S3::Bucket" }`, No},
		{`{ $.resources[*].type = "AWS::S3::*" }`, Yes},
		{`{ $.['a key'].b = 1 }`, Yes},
		{`{ $.text = "a \"quoted\" word" }`, Yes},
		{`{ $.eventName = A || $.eventName = CreateUser && $.count = 1 }`, No},
		{`{ ($.eventName = A || $.eventName = CreateUser) && $.count = 12 }`, Yes},
		{`{ $.eventName = CreateUser || $.nothing != "x" }`, Yes},
		{`{ $.eventName = A && $.nothing != "x" }`, No},
		{`{ $.readOnly = "false" }`, Unknown},
		{`[a, b, c]`, Unknown},
		{`CreateUser`, Yes},
		{`"Root" CreateUser`, Yes},
		{`CreateUser -Root`, No},
		{`?DeleteUser ?CreateUser`, Yes},
		{`?DeleteUser ?DeleteRole`, No},
		{`%Create%`, Unknown},
	} {
		p, err := Parse(x.pattern)
		if err != nil {
			t.Errorf("%s: %v", x.pattern, err)
			continue
		}
		if got := p.Match(r); got != x.want {
			t.Errorf("%s: got %d, want %d", x.pattern, got, x.want)
		}
	}
}

func TestPatternsThatAreNone(t *testing.T) {
	for _, x := range []string{
		`{`, `{}`, `{ $ }`, `{ $.a }`, `{ $.a = }`, `{ $.a = "x }`, `{ ($.a = 1 }`, `{ $.a = 1) }`, `{ $.a = 1 && }`, `{ $. = 1 }`,
		`{ $.a[1 = 1 }`, `{ $.a = %x }`, `{ $.a = %[% }`, `{ a = 1 }`, `{ $.a = 1 $.b = 2 }`, strings.Repeat(" ", 1025),
		"{" + strings.Repeat("(", 100) + "$.a=1" + strings.Repeat(")", 100) + "}",
	} {
		if _, err := Parse(x); err == nil {
			t.Errorf("%q was read", x)
		}
	}
}

// expression is a pattern that says by itself what it matches.
type expression struct {
	text string
	is   bool
}

// made makes a pattern at random, beside what it should answer for the record.
func made(r *rand.Rand, depth int) expression {
	if depth == 0 || r.IntN(3) == 0 {
		name := []string{"CreateUser", "Create*", "*", "DeleteUser", "*User*", "X*"}[r.IntN(6)]
		is, _ := path.Match(name, "CreateUser")
		if r.IntN(2) == 0 {
			return expression{fmt.Sprintf("$.eventName!=%q", name), !is}
		}
		return expression{fmt.Sprintf("$.eventName = %s", name), is}
	}
	a, b := made(r, depth-1), made(r, depth-1)
	if r.IntN(2) == 0 {
		return expression{"(" + a.text + ") && (" + b.text + ")", a.is && b.is}
	}
	return expression{"(" + a.text + ") || (" + b.text + ")", a.is || b.is}
}

func TestPatternsAtRandomAnswerAsTheyAreMade(t *testing.T) {
	source, r := rand.New(rand.NewPCG(1, 2)), parsedRecord(t)
	for range 2000 {
		e := made(source, 3)
		p, err := Parse("{ " + e.text + " }")
		if err != nil {
			t.Fatalf("%s: %v", e.text, err)
		}
		if got := p.Match(r); got != answer(e.is) {
			t.Fatalf("%s: got %d, want %t", e.text, got, e.is)
		}
	}
}

// FuzzParse: whatever is written, reading it ends, and a pattern together with its
// own is that pattern.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{ $.a = "x*" && ($.b NOT EXISTS || $.c[0].d >= 1.5) }`, `?a -b "c d"`, `{ $.a = %[a-z]+% }`, `[x, y]`, `{$.['a b'] IS NULL}`} {
		f.Add(s)
	}
	r := parsedRecord(f)
	f.Fuzz(func(t *testing.T, s string) {
		p, err := Parse(s)
		if err != nil {
			return
		}
		want := p.Match(r)
		inner := strings.TrimSpace(s)
		if !strings.HasPrefix(inner, "{") || len(inner) > 400 || strings.Count(inner, "(") > 30 {
			return
		}
		inner = inner[1 : len(inner)-1]
		for _, op := range []string{"&&", "||"} {
			twice, err := Parse("{(" + inner + ")" + op + "(" + inner + ")}")
			if err != nil {
				t.Fatalf("%q is read, but not twice: %v", s, err)
			}
			if got := twice.Match(r); got != want {
				t.Errorf("%q answers %d, with itself by %s %d", s, want, op, got)
			}
		}
	})
}
