package policy

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// everyRequest is a request of which all is known, for statements on s3:Get.
func everyRequest() *Request {
	c := &Context{}
	c.Set("aws:SourceIp", Literal("10.0.0.1"))
	c.Complete()
	return &Request{
		Caller: Caller{Kind: User, ARN: Literal("arn:aws:iam::111122223333:user/bob"), Account: Literal("111122223333"), Bounded: No},
		Action: "s3:GetObject", Resource: Literal("arn:aws:s3:::b/k"), Context: c,
	}
}

// What AWS would refuse neither grants nor fails to deny: it is not known what
// it does, and the outcome says why.
func TestWhatAWSRefusesIsUnknown(t *testing.T) {
	const rest = `"Effect": "Deny", "Action": "s3:*", "Resource": "*"`
	const forAll = rest + `, "Principal": "*"`
	tests := []struct {
		rule, statement string
		use             Use
		element         Element
	}{
		{"an element that IAM doesn't have", rest + `, "Conditon": {}`, AnyUse, WholeStatement},
		{"an element in the wrong case", `"effect": "Deny", "Action": "s3:*", "Resource": "*"`, AnyUse, WholeStatement},
		{"an element twice", `"Effect": "Deny", "Action": "sqs:*", "Action": "s3:*", "Resource": "*"`, AnyUse, WholeStatement},
		{"both forms", rest + `, "NotAction": "sqs:*"`, AnyUse, WholeStatement},
		{"no Action", `"Effect": "Deny", "Resource": "*"`, AnyUse, ActionElement},
		{"no Resource in an identity policy", `"Effect": "Deny", "Action": "s3:*"`, IdentityPolicy, ResourceElement},
		{"no Resource in an SCP", `"Effect": "Deny", "Action": "s3:*"`, ServiceControlPolicy, ResourceElement},
		{"no Resource in a bucket policy", `"Effect": "Deny", "Action": "s3:*", "Principal": "*"`, BucketPolicy, ResourceElement},
		{"a Principal in an identity policy", forAll, IdentityPolicy, PrincipalElement},
		{"a Principal in an SCP", forAll, ServiceControlPolicy, PrincipalElement},
		{"no Principal in a resource policy", rest, ResourcePolicy, PrincipalElement},
		{"no Principal in an RCP", rest, ResourceControlPolicy, PrincipalElement},
		{"a NotPrincipal in a trust policy", `"Effect": "Deny", "Action": "s3:*", "NotPrincipal": "*"`, TrustPolicy, PrincipalElement},
		{"a list as principal", rest + `, "Principal": ["*"]`, ResourcePolicy, WholeStatement},
		{"an unreadable entry among actions", `"Effect": "Deny", "Action": [{}, "sqs:*"], "Resource": "*"`, AnyUse, WholeStatement},
		{"a condition that is no object", rest + `, "Condition": []`, AnyUse, WholeStatement},
		{"a key of a condition twice", rest + `, "Condition": {"Bool": {"a:b": "true", "a:b": "false"}}`, AnyUse, WholeStatement},
		{"no operator", rest + `, "Condition": {"StringMatches": {"a:b": "c"}}`, AnyUse, ConditionElement},
		{"no key", rest + `, "Condition": {"StringEquals": {"SourceIp": "c"}}`, AnyUse, ConditionElement},
	}
	for _, tt := range tests {
		doc, _, err := ParseJSON("p.json", []byte(`{"Version": "2012-10-17", "Statement": {`+tt.statement+`}}`))
		if err != nil {
			t.Fatal(err)
		}
		got := only(doc, tt.use, everyRequest())
		if got.Answer != Unknown || got.Element != tt.element || got.Cause == "" {
			t.Errorf("%s: %v", tt.rule, got)
		}
	}
}

func TestWhatIsMissingAndFine(t *testing.T) {
	tests := []struct {
		rule, statement string
		use             Use
	}{
		{"a resource policy without Resource is about its resource", `"Effect": "Deny", "Action": "s3:*", "Principal": "*"`, ResourcePolicy},
		{"a trust policy has no Resource", `"Effect": "Deny", "Action": "s3:*", "Principal": "*"`, TrustPolicy},
		{"an endpoint's policy without Principal is for everyone", `"Effect": "Deny", "Action": "s3:*", "Resource": "*"`, EndpointPolicy},
		{"an identity policy is for who has it", `"Effect": "Deny", "Action": "s3:*", "Resource": "*"`, UserPolicy},
		{"an empty Condition", `"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {}`, UserPolicy},
	}
	for _, tt := range tests {
		if got := only(statement(t, tt.statement), tt.use, everyRequest()); got.Answer != Yes {
			t.Errorf("%s: %v", tt.rule, got)
		}
	}
}

func TestDocumentThatIsNotKnown(t *testing.T) {
	for name, doc := range map[string]Document{
		"a document":               first(Parse(Node{Text: "Param"})),
		"no Statement":             first(Parse(Node{Kind: KindMap})),
		"a bad Version":            read2(t, `{"Version": "2013", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}`),
		"a strange element":        read2(t, `{"Comment": 1, "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}`),
		"a statement that is text": read2(t, `{"Statement": "x"}`),
	} {
		if got := only(doc, AnyUse, everyRequest()); got.Answer != Unknown || got.Cause == "" {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func first(d Document, _ []Problem) Document { return d }

func read2(t *testing.T, src string) Document {
	doc, _, err := ParseJSON("p.json", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestEffect(t *testing.T) {
	doc := read2(t, `{"Statement": [{"Effect": "Allow"}, {"Effect": "Deny"}, {"Effect": "allow"}, {}]}`)
	c := Compile(doc, AnyUse)
	for i, want := range [][2]Answer{{Yes, No}, {No, Yes}, {Unknown, Unknown}, {Unknown, Unknown}} {
		if allow, deny := c.Effect(i); allow != want[0] || deny != want[1] {
			t.Errorf("%d: %v %v", i, allow, deny)
		}
	}
}

// The outcome names the element that says No, even if an earlier one is Unknown.
func TestOutcomeNamesTheElement(t *testing.T) {
	doc := statement(t, `"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/${aws:username}",
		"Condition": {"Bool": {"aws:SecureTransport": "true"}, "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}`)
	r := everyRequest()
	r.Context.Reset()
	r.Context.SetUnknown("aws:username", "the caller's name")
	if got := only(doc, AnyUse, r); got.Answer != Unknown || got.Element != ResourceElement || got.Cause != "the caller's name" {
		t.Error(got)
	}
	r.Context.Set("aws:sourceip", Literal("10.0.0.1"))
	if got := only(doc, AnyUse, r); got.Answer != No || got.Element != ConditionElement || got.Condition != 1 {
		t.Error(got)
	}
	r.Action = "s3:PutObject"
	if got := only(doc, AnyUse, r); got.Answer != No || got.Element != ActionElement {
		t.Error(got)
	}
}

// Holes in a policy, and texts of a request with the same holes.
func TestMatchHoles(t *testing.T) {
	bucket := Part{Hole: "Bucket", Plain: true}
	arn := func(rest string) Node {
		return Node{Kind: KindString, Parts: []Part{{Literal: "arn:aws:s3:::"}, bucket, {Literal: rest}}}
	}
	doc := first(Parse(Node{Kind: KindMap, Fields: []Field{
		{Name: "Version", Value: Node{Kind: KindString, Text: Version2012}},
		{Name: "Statement", Value: Node{Kind: KindMap, Fields: []Field{
			{Name: "Effect", Value: Node{Kind: KindString, Text: "Allow"}},
			{Name: "Action", Value: Node{Kind: KindString, Text: "s3:*"}},
			{Name: "Resource", Value: arn("/*")},
			{Name: "Condition", Value: Node{Kind: KindMap, Fields: []Field{{Name: "ArnEquals", Value: Node{Kind: KindMap, Fields: []Field{
				{Name: "aws:SourceArn", Value: arn("")}}}}}}},
		}}},
	}}))
	own := Join(Part{Literal: "arn:aws:s3:::"}, bucket)
	tests := []struct {
		rule             string
		resource, source Text
		want             Answer
	}{
		{"the same bucket", own.append("/k"), own, Yes},
		{"perhaps the same", Literal("arn:aws:s3:::b/k"), own, Unknown},
		{"another service", own.append("/k"), Literal("arn:aws:sns:::t"), No},
		{"perhaps the same source", own.append("/k"), Literal("arn:aws:s3:::b"), Unknown},
		{"the bucket is not its objects", own, own, Unknown}, // unless its name has a slash
	}
	for _, tt := range tests {
		r := everyRequest()
		r.Resource = tt.resource
		r.Context.Set("aws:SourceArn", tt.source)
		if got := only(doc, AnyUse, r); got.Answer != tt.want {
			t.Errorf("%s: %v, want %v", tt.rule, got, tt.want)
		}
	}
}

// Putting a value in a hole's place never turns a Yes into a No or back.
func TestHolesStandForAllValues(t *testing.T) {
	for seed := range uint64(6_000) {
		d := dice{rand.New(rand.NewPCG(seed, 2))}
		kind := d.of("S", "S", "A", "N", "I")
		src := `{"Version": "2012-10-17", "Statement": ` + d.statement(kind) + `}`
		n, err := ReadJSON("p", []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		closed, open := first(Parse(n)), first(Parse(d.punch(n, 0)))
		r := d.request(kind).compiled()
		before := matchOne(t, closed, r)
		hidden := d.hideTexts(r)
		for _, after := range []Outcome{matchOne(t, open, r), matchOne(t, closed, hidden), matchOne(t, open, hidden)} {
			if after.Answer != Unknown && before.Answer != Unknown && before.Answer != after.Answer {
				t.Fatalf("seed %d: %s\n%s\n%+v\n%+v\n%v, with holes %v", seed, src, open.JSON(), r, hidden, before, after)
			}
		}
	}
}

// hideTexts makes holes in the texts of a request.
func (d dice) hideTexts(r *Request) *Request {
	out := *r
	out.Resource = d.hole(r.Resource)
	out.Context = &Context{}
	out.Context.Complete()
	for _, f := range r.Context.facts {
		switch {
		case !f.multi:
			out.Context.Set(f.key, d.hole(f.one))
		default:
			var many []Text
			for _, t := range f.many {
				many = append(many, d.hole(t))
			}
			out.Context.SetList(f.key, many)
		}
	}
	return &out
}

// span is a part of a text; in an ARN, of one of its segments.
func (d dice) span(s string) (from, to int) {
	from = d.IntN(len(s) + 1)
	to = from + d.IntN(len(s)+1-from)
	if i := strings.IndexByte(s[from:to], ':'); i >= 0 && strings.HasPrefix(s, "arn:") {
		to = from + i
	}
	return from, to
}

// hole makes a hole in every third text.
func (d dice) hole(t Text) Text {
	s, known := t.Known()
	if !known || d.IntN(3) > 0 {
		return t
	}
	from, to := d.span(s)
	return Join(Part{Literal: s[:from]}, Part{Hole: "R" + s[from:to], Plain: !strings.ContainsAny(s[from:to], "*?$")}, Part{Literal: s[to:]})
}

// punch makes holes in the texts of a tree, but not in the names of elements.
func (d dice) punch(n Node, depth int) Node {
	for i := range n.Items {
		n.Items[i] = d.punch(n.Items[i], depth+1)
	}
	for i := range n.Fields {
		if name := n.Fields[i].Name; name != "Version" && name != "Effect" {
			n.Fields[i].Value = d.punch(n.Fields[i].Value, depth+1)
		}
	}
	if n.Kind == KindString && d.IntN(3) == 0 {
		if d.IntN(4) == 0 {
			return Node{Kind: KindUnknown, Text: "H"}
		}
		from, to := d.span(n.Text)
		if strings.Contains(n.Text, "${") {
			from, to = 0, len(n.Text)
		}
		n.Parts = []Part{{Literal: n.Text[:from]}, {Hole: "H"}, {Literal: n.Text[to:]}}
		n.Text = ""
	}
	return n
}

// A negated operator is the negation of its positive one wherever the key has
// one value; without the key both are decided by the key's absence.
func TestNegatedOperatorsAreNegations(t *testing.T) {
	for base := range Null {
		if !base.Negated() {
			continue
		}
		values := diceValues[diceKind(base.String())]
		for _, ps := range pairs(values) {
			for _, v := range values {
				c := &Context{}
				c.Complete()
				c.Set("a:b", Literal(v))
				negated, positive := holds(base, ps, c), holds(base.positive(), ps, c)
				if negated.is != positive.is.Not() && negated.is != Unknown && positive.is != Unknown {
					t.Errorf("%v %q of %q: %v, %v %v", base, ps, v, negated, base.positive(), positive)
				}
				// NOR: no value matches if and only if each alone doesn't.
				alone := holds(base, ps[:1], c).is.And(holds(base, ps[1:], c).is)
				if negated.is != alone {
					t.Errorf("%v %q of %q: %v, each alone %v", base, ps, v, negated, alone)
				}
			}
		}
	}
}

func pairs(values []string) [][]string {
	var out [][]string
	for _, a := range values {
		for _, b := range values {
			out = append(out, []string{a, b})
		}
	}
	return out
}

func holds(base Base, values []string, c *Context) verdict {
	cond := newCondition(Condition{Operator: ParseOperator(Literal(base.String())), Key: Literal("a:b"), Values: literals(values...)}, Yes)
	return cond.holds(c)
}

// Every operator, prefix and suffix in any case.
func TestOperatorNamesInAnyCase(t *testing.T) {
	for _, base := range baseNames[1:] {
		name := "foranyVALUE:" + strings.ToUpper(base) + "ifEXISTS"
		if op := ParseOperator(Literal(name)); op.Base.String() != base || op.Set != AnyValue || !op.IfExists {
			t.Errorf("%s: %+v", name, op)
		}
	}
}

func TestContextKeysAreNotCaseSensitive(t *testing.T) {
	c := &Context{}
	c.Set("aws:SourceIp", Literal("a"))
	c.Set("AWS:sourceip", Literal("b"))
	if f := c.look("aws:SOURCEIP", foldHash("aws:SOURCEIP")); f.one.String() != "b" || len(c.facts) != 1 {
		t.Errorf("%+v", c)
	}
	c.Set("aws:ResourceTag/ec2", Literal("a"))
	c.Set("aws:ResourceTag/EC2", Literal("b"))
	if f := c.look("aws:ResourceTag/ec2", foldHash("aws:ResourceTag/ec2")); f.state != mayBe || f.cause == "" {
		t.Errorf("two tags: %+v", f)
	}
	c.Reset()
	if f := c.look("aws:SourceIp", foldHash("aws:SourceIp")); f.state != mayBe {
		t.Errorf("after a reset: %+v", f)
	}
}

// Patterns that make backtracking matchers explode.
func TestHostilePatternsAreQuick(t *testing.T) {
	deep := strings.Repeat("a*", 40) + "c"
	for _, elements := range []string{
		`"Resource": "arn:aws:s3:::` + deep + `"`,
		`"Resource": "*", "Condition": {"StringLike": {"a:b": "` + deep + `"}}`,
		`"Resource": "*", "Condition": {"StringLike": {"a:b": "${a:c}` + deep + `"}}`,
		`"Resource": "*", "Condition": {"ArnLike": {"a:d": "arn:aws:s3:::` + strings.Repeat("?*", 40) + `c"}}`,
	} {
		doc := statement(t, `"Effect": "Allow", "Action": "*", `+elements)
		r := everyRequest()
		text := strings.Repeat("a", 1000)
		r.Resource = Literal("arn:aws:s3:::" + text)
		r.Context.Set("a:b", Literal(text))
		r.Context.Set("a:c", Literal("a"))
		r.Context.Set("a:d", r.Resource)
		start := time.Now()
		if got := only(doc, AnyUse, r); got.Answer != No {
			t.Errorf("%s: %v", elements, got)
		}
		if d := time.Since(start); d > time.Second {
			t.Errorf("%s took %v", elements, d)
		}
	}
}

// withinSegments is a pattern's match with wildcards that stop at colons, by
// its definition.
func naiveSegments(p, s []rune, colons int) bool {
	if len(p) == 0 {
		return len(s) == 0
	}
	free := colons >= arnSegments-1
	next := colons
	if p[0] == ':' {
		next++
	}
	switch p[0] {
	case '*':
		i := 0
		for i < len(p) && p[i] == '*' {
			i++
		}
		last := i == len(p) || p[i] == ':'
		return naiveSegments(p[1:], s, colons) || len(s) > 0 && (free || last || s[0] != ':') && naiveSegments(p, s[1:], colons)
	case '?':
		return len(s) > 0 && (free || s[0] != ':') && naiveSegments(p[1:], s[1:], colons)
	}
	return len(s) > 0 && s[0] == p[0] && naiveSegments(p[1:], s[1:], next)
}

func TestWithinSegments(t *testing.T) {
	d := dice{rand.New(rand.NewPCG(1, 3))}
	for range 30_000 {
		p, s := d.text("a:*?", 9), d.text("a::", 12)
		if !Match(p, s) {
			continue
		}
		if got, want := withinSegments(p, s), naiveSegments([]rune(p), []rune(s), 0); got != want {
			t.Fatalf("withinSegments(%q, %q) = %v", p, s, got)
		}
	}
}

func (d dice) text(alphabet string, most int) string {
	var b strings.Builder
	for range d.IntN(most) {
		b.WriteByte(alphabet[d.IntN(len(alphabet))])
	}
	return b.String()
}

// Every shape of a matcher answers as the definition of a glob.
func TestMatcherShapes(t *testing.T) {
	d := dice{rand.New(rand.NewPCG(1, 4))}
	for range 60_000 {
		p, s := d.text("ab**?", 8), d.text("ab", 10)
		want := naive([]rune(p), []rune(s))
		c := &Context{}
		c.Set("a:b", Literal("ab"))
		plain := like(Literal(p), false, No)
		if got := plain.match(Literal(s), c); got.is != answerOf(want) {
			t.Fatalf("%q %q: %v", p, s, got)
		}
		pieces := like(Literal("${a:b}"+p), false, Yes)
		if got := pieces.match(Literal("ab"+s), c); got.is != answerOf(want) {
			t.Fatalf("${a:b}%q %q: %v", p, s, got)
		}
		folded := like(Literal(strings.ToUpper(p)), true, No)
		if got := folded.match(Literal(s), c); got.is != answerOf(want) {
			t.Fatalf("folded %q %q: %v", p, s, got)
		}
	}
}

// A document prints to what reads back as the same, and prints the same again.
func TestPrintRoundTrip(t *testing.T) {
	for seed := range uint64(3_000) {
		d := dice{rand.New(rand.NewPCG(seed, 5))}
		src := `{"Version": "2012-10-17", "Id": "x", "Statement": [` + d.statement("S") + `, ` + d.statement("N") + `]}`
		doc := read2(t, src)
		again := read2(t, string(doc.JSON()))
		if string(again.JSON()) != string(doc.JSON()) {
			t.Fatalf("%s prints as %s, then as %s", src, doc.JSON(), again.JSON())
		}
		r := d.request("S").compiled()
		for i := range doc.Statements {
			if a, b := Compile(doc, AnyUse).MatchStatement(i, r), Compile(again, AnyUse).MatchStatement(i, r); a != b {
				t.Fatalf("%s: %v, printed and read %v", src, a, b)
			}
		}
	}
	c := Condition{Operator: ParseOperator(Literal("Bool")), Key: Literal("a:b"), Values: literals("true")}
	other := Condition{Operator: ParseOperator(Literal("Null")), Key: Literal("a:b"), Values: literals("true")}
	third := Condition{Operator: ParseOperator(Literal("Bool")), Key: Literal("a:c"), Values: literals("true")}
	built := Document{Statements: []Statement{{Effect: Literal("Deny"), Conditions: []Condition{c, other, third}}}}
	if back := read2(t, string(built.JSON())); len(back.Statements[0].Conditions) != 3 {
		t.Errorf("conditions lost: %s", built.JSON())
	}
}

// A statement that is no candidate for an action doesn't apply to it.
func TestCandidatesLeaveNothingOut(t *testing.T) {
	for seed := range uint64(1_000) {
		d := dice{rand.New(rand.NewPCG(seed, 7))}
		var statements []string
		for range 1 + d.IntN(6) {
			statements = append(statements, d.statement("S"))
		}
		doc := read2(t, `{"Version": "2012-10-17", "Statement": [`+strings.Join(statements, ", ")+`, {"Effect": "Deny", "Resource": "*"}]}`)
		c := Compile(doc, AnyUse)
		r := d.request("S").compiled()
		for _, action := range []string{"s3:Get", "S3:GET", "s3:other", "ec2:Run", "odd", "sqs:" + strings.Repeat("x", 200) + "t"} {
			r.Action = action
			got := map[int]Outcome{}
			for _, candidate := range c.Candidates(action) {
				got[candidate.Statement] = c.Match(candidate, r)
			}
			for i := range doc.Statements {
				direct := c.MatchStatement(i, r)
				if o, ok := got[i]; ok && o != direct || !ok && direct.Answer != No {
					t.Fatalf("seed %d, %s: statement %d is %v, as a candidate %v", seed, action, i, direct, o)
				}
			}
		}
	}
}

// A document too large to index is still matched whole.
func TestCandidatesOfLargeDocuments(t *testing.T) {
	var b strings.Builder
	for i := range 1100 {
		fmt.Fprintf(&b, `{"Effect": "Allow", "Action": "s3:Action%d", "Resource": "*"},`, i)
	}
	doc := read2(t, `{"Statement": [`+b.String()+`{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}`)
	c := Compile(doc, AnyUse)
	r := &Request{Action: "s3:action7", Resource: Literal("*")}
	applies := 0
	for _, candidate := range c.Candidates(r.Action) {
		if c.Match(candidate, r).Answer == Yes {
			applies++
		}
	}
	if c.Len() != 1101 || applies != 2 || len(c.Candidates("ec2:Run")) != 1101 {
		t.Errorf("%d statements, %d apply, %d candidates", c.Len(), applies, len(c.Candidates("ec2:Run")))
	}
}

// Putting values in the holes of principals and callers names nobody whom the
// holes left out, and spares nobody whom they named.
func TestHolesOfPrincipalsStandForAllValues(t *testing.T) {
	entries := []string{
		"*", "111122223333", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/r", "arn:aws:iam::111122223333:role/p/r",
		"arn:aws:iam::444455556666:role/r", "arn:aws:sts::111122223333:assumed-role/r/s", "arn:aws:iam::111122223333:user/u",
		"arn:aws:sts::111122223333:federated-user/f", "AROACKCEVSQ6C2EXAMPLE", "arn:aws:iam::111122223333:user/*",
	}
	for seed := range uint64(6_000) {
		d := dice{rand.New(rand.NewPCG(seed, 8))}
		element := d.of("Principal", "Principal", "NotPrincipal")
		src := `{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "` + element + `": {"AWS": ["` +
			strings.Join(d.some(entries...), `", "`) + `"], "Service": "a.amazonaws.com"}}}`
		n, err := ReadJSON("p", []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		who := Caller{Bounded: No, Account: Literal("111122223333"), Parent: Literal("arn:aws:iam::111122223333:user/u"), Canonical: Literal("c")}
		switch d.IntN(5) {
		case 0:
			who.Kind, who.ARN = User, Literal("arn:aws:iam::111122223333:user/u")
		case 1:
			who.Kind, who.ARN = FederatedUser, Literal("arn:aws:sts::111122223333:federated-user/f")
		case 2:
			who = Caller{Kind: ServiceCaller, Services: []string{"a.amazonaws.com"}}
		default:
			who.Kind, who.Role = RoleSession, Literal(d.of(entries[3:5]...))
			who.ARN = Literal("arn:aws:sts::111122223333:assumed-role/r/s")
		}
		closed := first(Parse(n))
		for i := range n.Fields[0].Value.Fields {
			if f := &n.Fields[0].Value.Fields[i]; f.Name == element {
				for j := range f.Value.Fields {
					f.Value.Fields[j].Value = d.punch(f.Value.Fields[j].Value, 1)
				}
			}
		}
		open, hidden := first(Parse(n)), d.hide(who)
		before := matchOne(t, closed, &Request{Action: "a:b", Resource: Literal("*"), Caller: who})
		for _, r := range []*Request{{Caller: who}, {Caller: hidden}} {
			r.Action, r.Resource = "a:b", Literal("*")
			after := matchOne(t, open, r)
			wrong := after.Answer != Unknown && before.Answer != Unknown && before.Answer != after.Answer
			wrong = wrong || after.Named.Sure&^before.Named.Sure&^before.Named.Maybe != 0
			wrong = wrong || before.Named.Sure&^(after.Named.Sure|after.Named.Maybe) != 0
			if wrong {
				t.Fatalf("seed %d: %s\n%s\n%+v\n%v %+v, with holes %v %+v", seed, src, open.JSON(), r.Caller, before, before.Named, after, after.Named)
			}
		}
	}
}

// hide makes holes in what a caller goes by.
func (d dice) hide(c Caller) Caller {
	for _, t := range []*Text{&c.Account, &c.ARN, &c.Role, &c.Parent} {
		switch _, known := t.Known(); {
		case !known:
		case d.IntN(8) == 0:
			*t = Text{}
		default:
			*t = d.hole(*t)
		}
	}
	return c
}

// Where the Version isn't known, ${…} may be a variable or text.
func TestVersionThatIsNotKnown(t *testing.T) {
	for seed := range uint64(4_000) {
		d := dice{rand.New(rand.NewPCG(seed, 9))}
		kind := d.of("S", "S", "A", "N")
		rest := d.statement(kind)
		r := d.request(kind).compiled()
		n, err := ReadJSON("p", []byte(`{"Version": "V", "Statement": `+rest+`}`))
		if err != nil {
			t.Fatal(err)
		}
		n.Fields[0].Value = Node{Text: "V"}
		open := matchOne(t, first(Parse(n)), r)
		for _, version := range []string{Version2008, Version2012} {
			closed := matchOne(t, read2(t, `{"Version": "`+version+`", "Statement": `+rest+`}`), r)
			if open.Answer != Unknown && closed.Answer != Unknown && open.Answer != closed.Answer {
				t.Fatalf("seed %d: %s\n%+v\nin %s %v, else %v", seed, rest, r, version, closed, open)
			}
		}
	}
}
