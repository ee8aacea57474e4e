package policy

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// vector is a line of a table in testdata: fields, and the page and the
// sentence that decide it, AWS's or (where AWS says nothing) ours.
type vector struct {
	line           int
	page, sentence string
	fields         []string
}

func vectors(t *testing.T, name string) []vector {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []vector
	var page, sentence string
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if after, ok := strings.CutPrefix(line, "page: "); ok {
			page, sentence = after, ""
			continue
		}
		kind, after, _ := strings.Cut(line, ": ")
		switch {
		case line == "" || line[0] == '#':
		case kind == "says" || kind == "reads":
			sentence = after
		default:
			v := vector{n, page, sentence, strings.Split(line, " | ")}
			if len(v.fields) < 4 || page == "" || sentence == "" {
				t.Fatalf("%s:%d: no page, no sentence, or not four fields", name, n)
			}
			out = append(out, v)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// check fails the test if an outcome isn't the one of the fourth field.
func (v vector) check(t *testing.T, name string, got Outcome) {
	t.Helper()
	if got.Answer.String() != v.fields[3] {
		t.Errorf("%s:%d: %s\n\tis %v\n\t%s: %s", name, v.line, strings.Join(v.fields, " | "), got, v.page, v.sentence)
	}
	if (got.Answer == Unknown) != (got.Cause != "") {
		t.Errorf("%s:%d: %s is %v with the cause %q", name, v.line, strings.Join(v.fields, " | "), got.Answer, got.Cause)
	}
}

// set reads a value of the request into a context.
func set(t *testing.T, c *Context, key, value string) {
	t.Helper()
	switch value {
	case "absent", "null":
		c.SetAbsent(key)
		return
	case "unknown", "{}":
		c.SetUnknown(key, "not told")
		return
	case "present":
		c.SetPresent(key, "some value")
		return
	}
	var one string
	var many []string
	if err := json.Unmarshal([]byte(value), &one); err == nil {
		c.Set(key, Literal(one))
		return
	}
	if err := json.Unmarshal([]byte(value), &many); err != nil {
		t.Fatalf("value %s: %v", value, err)
	}
	c.SetList(key, literals(many...))
}

// requestValue reads the request's text; zero if it is not known.
func requestValue(t *testing.T, field string) Text {
	t.Helper()
	if field == "unknown" {
		return Text{}
	}
	var s string
	if err := json.Unmarshal([]byte(field), &s); err != nil {
		t.Fatalf("%s: %v", field, err)
	}
	return Literal(s)
}

// only compiles the one statement and matches it.
func only(doc Document, use Use, r *Request) Outcome {
	c := Compile(doc, use)
	for _, candidate := range c.Candidates(r.Action) {
		return c.Match(candidate, r)
	}
	return Outcome{Answer: No, Element: ActionElement}
}

func TestConditionOperators(t *testing.T) {
	const name = "operators.txt"
	for _, v := range vectors(t, name) {
		key := "t:key"
		op, values := v.fields[0], v.fields[1]
		if base, odd, found := strings.Cut(op, "/"); found {
			op, key = base, odd
		}
		doc, _, err := ParseJSON("p.json", []byte(`{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*",
			"Condition": {"`+op+`": {"`+key+`": `+values+`}}}}`))
		if err != nil {
			t.Fatalf("%s:%d: %v", name, v.line, err)
		}
		c := &Context{}
		c.Complete()
		set(t, c, key, v.fields[2])
		v.check(t, name, only(doc, IdentityPolicy, &Request{Action: "a:b", Resource: Literal("*"), Context: c}))
	}
}

func TestPolicyVariables(t *testing.T) {
	const name = "variables.txt"
	for _, v := range vectors(t, name) {
		op, version := v.fields[0], Version2012
		if after, old := strings.CutPrefix(op, "2008:"); old {
			op, version = after, Version2008
		}
		c := &Context{}
		c.Complete()
		var others map[string]json.RawMessage
		if err := json.Unmarshal([]byte(v.fields[4]), &others); err != nil {
			t.Fatalf("%s:%d: %v", name, v.line, err)
		}
		for key, value := range others {
			set(t, c, key, string(value))
		}
		r := &Request{Action: "a:b", Resource: Literal("*"), Context: c}
		elements := `"Resource": "*", "Condition": {"` + op + `": {"t:key": ` + v.fields[1] + `}}`
		if op == "Resource" || op == "NotResource" {
			elements = `"` + op + `": ` + v.fields[1]
			r.Resource = requestValue(t, v.fields[2])
		} else {
			set(t, c, "t:key", v.fields[2])
		}
		doc, _, err := ParseJSON("p.json", []byte(`{"Version": "`+version+`", "Statement": {"Effect": "Deny", "Action": "*", `+elements+`}}`))
		if err != nil {
			t.Fatalf("%s:%d: %v", name, v.line, err)
		}
		v.check(t, name, only(doc, IdentityPolicy, r))
	}
}

func TestElements(t *testing.T) {
	const name = "elements.txt"
	for _, v := range vectors(t, name) {
		effect, element := "Deny", v.fields[0]
		if after, ok := strings.CutPrefix(element, "Allow "); ok {
			effect, element = "Allow", after
		}
		elements := map[string]string{"Effect": `"` + effect + `"`}
		r := &Request{Action: "s3:GetObject", Resource: Literal("arn:aws:s3:::b")}
		use := IdentityPolicy
		switch element {
		case "Action", "NotAction":
			elements["Resource"] = `"*"`
			r.Action, _ = requestValue(t, v.fields[2]).Known()
		case "Resource", "NotResource":
			elements["Action"] = `"*"`
			r.Resource = requestValue(t, v.fields[2])
		default:
			use = ResourcePolicy
			elements["Action"], elements["Resource"] = `"*"`, `"*"`
			r.Caller = caller(t, v.fields[2])
		}
		elements[element] = v.fields[1]
		var parts []string
		for k, e := range elements {
			parts = append(parts, `"`+k+`": `+e)
		}
		doc, _, err := ParseJSON("p.json", []byte(`{"Version": "2012-10-17", "Statement": {`+strings.Join(parts, ", ")+`}}`))
		if err != nil {
			t.Fatalf("%s:%d: %v", name, v.line, err)
		}
		got := only(doc, use, r)
		v.check(t, name, got)
		if len(v.fields) > 4 && namings(got.Named.Sure) != v.fields[4] {
			t.Errorf("%s:%d: named by %s, want %s", name, v.line, namings(got.Named.Sure), v.fields[4])
		}
	}
}

func namings(n Naming) string {
	words := []string{"everyone", "account", "role", "session", "user", "service", "provider", "canonical"}
	var out []string
	for i, w := range words {
		if n&(1<<i) != 0 {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// caller reads who calls.
func caller(t *testing.T, field string) Caller {
	t.Helper()
	var in struct {
		Anonymous                            bool
		User, Role, Session, Root, Federated string
		Parent, Service, Provider            string
		Canonical                            string
		Bounded                              *bool
	}
	if err := json.Unmarshal([]byte(field), &in); err != nil {
		t.Fatalf("%s: %v", field, err)
	}
	text := func(s string) Text {
		if s == "" {
			return Text{}
		}
		return Literal(s)
	}
	c := Caller{Canonical: text(in.Canonical), Parent: text(in.Parent)}
	if in.Bounded != nil {
		c.Bounded = answerOf(*in.Bounded)
	}
	arn := func(kind CallerKind, s string) {
		_, account, _ := arnFields(s)
		c.Kind, c.ARN, c.Account = kind, Literal(s), Literal(account)
	}
	switch {
	case in.Anonymous:
		c.Kind = Anonymous
	case in.User != "":
		arn(User, in.User)
	case in.Federated != "":
		arn(FederatedUser, in.Federated)
	case in.Role != "":
		arn(RoleSession, in.Role)
		c.Role, c.ARN = c.ARN, Text{}
		if in.Session != "" {
			account, _ := c.Account.Known()
			c.ARN = Literal("arn:aws:sts::" + account + ":assumed-role/" + lastSegment(in.Role) + "/" + in.Session)
		}
	case in.Root != "":
		arn(RootUser, "arn:aws:iam::"+in.Root+":root")
	case in.Service != "":
		c.Kind, c.Services = ServiceCaller, []string{in.Service}
	case in.Provider != "":
		c.Kind, c.Providers = TokenBearer, literals(in.Provider)
	}
	return c
}

// The tables are large enough to mean something, and name their sources.
func TestVectorsNameTheirPages(t *testing.T) {
	n := 0
	var pages []string
	for _, name := range []string{"operators.txt", "variables.txt", "elements.txt"} {
		for _, v := range vectors(t, name) {
			n++
			if !slices.Contains(pages, v.page) {
				pages = append(pages, v.page)
			}
		}
	}
	if n < 300 || len(pages) < 8 {
		t.Errorf("%d vectors from %d pages", n, len(pages))
	}
}
