package authz_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// A theme is what the statements and requests of a random world are about, so
// that they meet.
type theme struct {
	actions, patterns  []string
	resources, entries []string
}

var (
	people     = []string{"user", "role", "role", "federated", "root", "session?", "linked", "linked?", "service", "anonymous", "token"}
	everyTheme = []theme{
		{
			actions:  []string{"s3:GetObject", "s3:PutObject", "S3:getobject", "s3:PutBucketPolicy"},
			patterns: []string{"*", "s3:*", "s3:Get*", "s3:PutObject", "s3:*Object", "S3:GETOBJECT", "s3:?etObject", "*:Put*", "iam:*", "s3:*Policy", "sqs:*"},
			resources: []string{"arn:aws:s3:::b/k", "arn:aws:s3:::b/a:c", "arn:aws:s3:::b/red/k", "arn:aws:s3:::c/k", "arn:aws:s3:::b", "arn:aws:s3:::b/⟨key⟩", "arn:aws:s3:::⟨bucket⟩",
				"arn:aws:s3:::b/k\nl"},
			entries: []string{"*", "arn:aws:s3:::b/*", "arn:aws:s3:::*", "arn:aws:s3:::b/${t:s}/*", "arn:aws:s3:::b/${t:s, 'k'}", "arn:aws:s3:::?/k", "arn:aws:s3*k", "arn:aws:s3:*:*:b/k",
				"arn:aws:s3:::${t:s}/k", "arn:aws:s3:::b/${*}", "arn:aws:s3:::b/a:?", "arn:aws:s3:::⟨own⟩/k", "arn:aws:s3:::b/?*k", "arn:aws:s?:::b/${t:s}/k", "nonsense", "arn:*", "arn:aws:s3::*b/a:c"},
		},
		{
			actions:  []string{"sqs:SendMessage", "sqs:ReceiveMessage", "SQS:SENDMESSAGE"},
			patterns: []string{"*", "sqs:*", "sqs:Send*", "sqs:SendMessage", "*:*Message", "sqs:????Message", "s3:*", "*:Receive*", "sqs"},
			resources: []string{"arn:aws:sqs:eu-west-1:111122223333:q", "arn:aws:sqs:eu-west-1:111122223333:q", "arn:aws:sqs:eu-west-1:444455556666:q", "arn:aws:sqs:us-east-1:111122223333:red",
				"arn:aws:sqs:eu-west-1:111122223333:q⟨name⟩"},
			entries: []string{"*", "arn:aws:sqs:*:111122223333:q", "arn:aws:sqs:eu-west-1:*:*", "arn:aws:sqs:*:q", "arn:aws:sqs:eu-*-1:111122223333:q", "arn:aws:sqs:*:111122223333:${t:s}", "arn:aws:sqs:eu-west-?:*:q", "arn:aws:sqs:⟨region⟩:111122223333:q",
				"arn:aws:sqs:*"},
		},
		{
			actions:   []string{"kms:Decrypt", "kms:Encrypt", "kms:ScheduleKeyDeletion", "kms:RetireGrant"},
			patterns:  []string{"*", "kms:*", "kms:Decrypt", "kms:*crypt", "kms:S*", "KMS:decrypt", "kms:Retire*"},
			resources: []string{"arn:aws:kms:eu-west-1:111122223333:key/1234", "arn:aws:kms:eu-west-1:111122223333:key/1234", "arn:aws:kms:eu-west-1:444455556666:key/1234", "arn:aws:kms:eu-west-1:111122223333:key/⟨id⟩"},
			entries:   []string{"*", "arn:aws:kms:*:111122223333:key/*", "arn:aws:kms:*:*:key/1234", "arn:aws:kms:*:111122223333:key/${t:s}", "arn:aws:kms:*:444455556666:key/12?4"},
		},
		{
			actions:   []string{"sts:AssumeRole"},
			patterns:  []string{"*", "sts:*", "sts:AssumeRole", "sts:Assume*", "STS:assumerole", "sts:TagSession"},
			resources: []string{"arn:aws:iam::111122223333:role/target", "arn:aws:iam::111122223333:role/target", "arn:aws:iam::444455556666:role/target", "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"},
			entries:   []string{"*", "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/target", "arn:aws:iam::444455556666:role/${t:s}", "arn:aws:iam::1*:role/target"},
		},
		{
			actions:   []string{"ec2:RunInstances", "iam:ListUsers", "ec2:DescribeInstances"},
			patterns:  []string{"*", "ec2:*", "ec2:*Instances", "iam:List*", "*:Describe*", "ec2:RunInstances"},
			resources: []string{"*"},
			entries:   []string{"*", "arn:aws:ec2:*:*:instance/*", "**", "${t:s}", "*${t:s}"},
		},
	}
)

// valuesOf are values of policies and of requests, for each kind of operator.
var valuesOf = map[string][]string{
	"S": {"red", "blue", "Red", "", "r*", "*", "r?d", "?", "*d", "${t:s}", "${t:s}*", "${t:list}", "${*}", "${t:none, 'red'}", "${t:none}", "⟨value⟩", "re⟨end⟩", "b*e", "${t:n}x"},
	"N": {"1", "1.0", "2", "-1", "10", "x", "0.5", "1e1", "${t:n}", "100", "⟨value⟩"},
	"D": {"2020-01-01T00:00:00Z", "1577836800", "2020-01-01", "2020-01", "2020", "2020-01-01T01:00:00+01:00", "2021-06-01T00:00:00.5Z", "x", "2020-02-30"},
	"B": {"true", "false", "TRUE", "x", "true"},
	"b": {"QQ==", "Qg==", "QR==", "QQ=="},
	"I": {"10.0.0.0/8", "10.1.2.3", "2001:db8::/32", "2001:db8::1", "0.0.0.0/0", "x", "10.1.2.9/24", "::/0"},
	"A": {"arn:aws:s3:::b", "arn:aws:s3:::*", "arn:aws:s3:*:*:b?", "arn:*:sns:r:1:t", "arn:aws:s3:::${t:s}", "arn:aws:sns:r:1:t:u", "arn:aws:sns:*:u", "x", "arn:aws:sns:r:1:*", "arn:aws:${t:s}:::b", "arn:aws:sns:⟨r⟩:1:t"},
}

// keyKinds are the keys of requests and which values they have.
var keyKinds = map[string]string{"t:s": "S", "t:list": "S", "t:n": "N", "t:d": "D", "t:b": "B", "t:bin": "b", "t:ip": "I", "t:a": "A", "t:arns": "A"}

var (
	keyNames  = []string{"t:s", "t:list", "t:n", "t:d", "t:b", "t:bin", "t:ip", "t:a", "t:arns"}
	operators = []string{"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
		"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
		"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
		"Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null"}
)

func kindOfOperator(op string) string {
	for prefix, kind := range map[string]string{"String": "S", "Numeric": "N", "Date": "D", "Bool": "B", "Binary": "b", "Ip": "I", "NotIp": "I", "Arn": "A"} {
		if strings.HasPrefix(op, prefix) {
			return kind
		}
	}
	return "S"
}

// several is one entry or up to three.
func (d dice) several(list []string) []string {
	out := []string{d.of(list...)}
	for d.IntN(3) == 0 && len(out) < 3 {
		out = append(out, d.of(list...))
	}
	return out
}

func (d dice) conditions() map[string]map[string]any {
	out := map[string]map[string]any{}
	for range 1 + d.IntN(5)/3 {
		op := d.of(operators...)
		kind := kindOfOperator(op)
		var fitting []string
		for _, k := range keyNames {
			if keyKinds[k] == kind || d.IntN(20) == 0 {
				fitting = append(fitting, k)
			}
		}
		fitting = append(fitting, "t:none")
		name, values := d.of("", "", "ForAllValues:", "ForAnyValue:")+op+d.of("", "", "IfExists"), d.several(valuesOf[kind])
		if op == "Null" && d.IntN(20) > 0 {
			name, values = op, []string{d.of("true", "false")}
		}
		if d.IntN(100) == 0 {
			name = "StringMatches"
		}
		if d.IntN(50) == 0 {
			values = []string{}
		}
		if d.IntN(3) == 0 {
			name = strings.ToLower(name)
		}
		key := d.of(fitting...)
		if d.IntN(4) == 0 {
			key = strings.ToUpper(key)
		}
		out[name] = map[string]any{key: values}
	}
	return out
}

var randomPrincipals = []any{
	"*", map[string]any{"AWS": "*"}, map[string]any{"AWS": "arn:aws:iam::111122223333:user/ann"}, map[string]any{"AWS": []string{"arn:aws:iam::111122223333:user/bob", "arn:aws:iam::444455556666:root"}},
	map[string]any{"AWS": "arn:aws:iam::111122223333:role/team/app"}, map[string]any{"AWS": "arn:aws:sts::111122223333:assumed-role/app/s1"}, map[string]any{"AWS": "arn:aws:sts::111122223333:federated-user/fed"},
	map[string]any{"AWS": "arn:aws:iam::111122223333:root"}, map[string]any{"AWS": "111122223333"}, map[string]any{"AWS": "arn:aws:iam::111122223333:root"}, map[string]any{"Service": "sns.amazonaws.com"},
	map[string]any{"Federated": "accounts.google.com"}, map[string]any{"AWS": "AROAEXAMPLEEXAMPLEEX1"}, map[string]any{"CanonicalUser": "0123abcd"}, map[string]any{"AWS": "arn:aws:iam::111122223333:user/*"},
	map[string]any{"AWS": []string{"arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:role/app", "arn:aws:sts::111122223333:assumed-role/app/s1"}},
}

// statement is a random one for a layer.
func (d dice) statement(th *theme, layer string, trust bool) map[string]any {
	s := map[string]any{"Effect": d.of("Allow", "Allow", "Deny")}
	if d.IntN(200) == 0 {
		s["Effect"] = "⟨effect⟩"
	}
	s[d.of("Action", "Action", "Action", "Action", "NotAction")] = d.several(th.patterns)
	if !trust && d.IntN(60) > 0 {
		s[d.of("Resource", "Resource", "Resource", "Resource", "NotResource")] = d.several(th.entries)
	}
	if layer == "resource" || layer == "rcp" || layer == "endpoint" && d.IntN(3) > 0 {
		p := randomPrincipals[d.IntN(len(randomPrincipals))]
		if layer == "rcp" && d.IntN(20) > 0 || layer == "endpoint" && d.IntN(2) == 0 {
			p = "*"
		}
		element := "Principal"
		if layer == "resource" && d.IntN(12) == 0 {
			element = "NotPrincipal"
		}
		s[element] = p
	}
	if d.IntN(5) > 1 {
		s["Condition"] = d.conditions()
	}
	return s
}

// document is a random one as JSON.
func (d dice) document(th *theme, layer string, trust bool) map[string]any {
	doc := map[string]any{"Version": policy.Version2012}
	switch d.IntN(25) {
	case 0:
		delete(doc, "Version")
	case 1:
		doc["Version"] = policy.Version2008
	case 2:
		doc["Version"] = "⟨version⟩"
	}
	list := []any{}
	for range 1 + d.IntN(4) {
		list = append(list, d.statement(th, layer, trust))
	}
	if (layer == "scp" || layer == "endpoint" || layer == "boundary" || layer == "session") && d.IntN(2) == 0 {
		all := map[string]any{"Effect": "Allow", "Action": "*", "Resource": "*"}
		if layer == "endpoint" {
			all["Principal"] = "*"
		}
		list = append(list, all)
	}
	doc["Statement"] = list
	return doc
}

// holed puts holes for what stands in ⟨⟩.
func holed(n *policy.Node) {
	if n.Kind == policy.KindString && strings.Contains(n.Text, "⟨") {
		n.Parts, n.Text = partsOf(n.Text), ""
	}
	for i := range n.Items {
		holed(&n.Items[i])
	}
	for i := range n.Fields {
		holed(&n.Fields[i].Value)
	}
}

func partsOf(s string) []policy.Part {
	var out []policy.Part
	for s != "" {
		before, after, found := strings.Cut(s, "⟨")
		if before != "" {
			out = append(out, policy.Part{Literal: before})
		}
		if !found {
			break
		}
		hole, rest, _ := strings.Cut(after, "⟩")
		out = append(out, policy.Part{Hole: hole})
		s = rest
	}
	return out
}

func textOf(s string) policy.Text {
	if strings.Contains(s, "⟨") {
		parts := partsOf(s)
		for i := range parts {
			if parts[i].Hole != "" {
				parts[i].Hole, parts[i].Plain = "request "+parts[i].Hole, true
			}
		}
		return policy.Join(parts...)
	}
	return policy.Literal(s)
}

func parsed(t testing.TB, doc map[string]any) policy.Document {
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	n, err := policy.ReadJSON("random", text)
	if err != nil {
		t.Fatal(err)
	}
	holed(&n)
	out, _ := policy.Parse(n)
	return out
}

// randomWorld is policies of all layers, for requests of a theme.
type randomWorld struct {
	theme    *theme
	use      policy.Use
	raw      map[string][][]map[string]any // by layer, level and document
	docs     map[string][][]policy.Document
	policies *authz.Policies
}

func (d dice) world(t testing.TB) *randomWorld {
	w := &randomWorld{theme: &everyTheme[d.IntN(len(everyTheme))], raw: map[string][][]map[string]any{}}
	for _, layer := range layerNames {
		common := layer == "identity" || layer == "resource"
		if !common && d.IntN(3) > 0 || common && d.IntN(6) == 0 {
			continue
		}
		levels := 1
		if strings.HasSuffix(layer, "cp") {
			levels += d.IntN(3)
		}
		for range levels {
			var list []map[string]any
			for range 1 + d.IntN(2) {
				list = append(list, d.document(w.theme, layer, w.theme.actions[0] == "sts:AssumeRole" && layer == "resource"))
			}
			if layer == "resource" {
				list = list[:1]
			}
			w.raw[layer] = append(w.raw[layer], list)
		}
	}
	w.prepare(t)
	return w
}

// prepare compiles the documents.
func (w *randomWorld) prepare(t testing.TB) {
	w.use = authz.ResourceUse(w.theme.actions[0], policy.Literal(w.theme.resources[0]))
	uses := w.uses()
	w.docs = map[string][][]policy.Document{}
	compiled := map[string][][]*authz.Policy{}
	for layer, levels := range w.raw {
		for i, level := range levels {
			w.docs[layer], compiled[layer] = append(w.docs[layer], nil), append(compiled[layer], []*authz.Policy{})
			for j, raw := range level {
				doc := parsed(t, raw)
				w.docs[layer][i] = append(w.docs[layer][i], doc)
				compiled[layer][i] = append(compiled[layer][i], authz.NewPolicy(fmt.Sprintf("%s-%d-%d", layer, i, j), doc, uses[layer]))
			}
		}
	}
	first := func(layer string) []*authz.Policy {
		if len(compiled[layer]) == 0 {
			return nil
		}
		return compiled[layer][0]
	}
	w.policies = &authz.Policies{Identity: first("identity"), Boundary: first("boundary"), Session: first("session"), Endpoint: first("endpoint"),
		SCP: compiled["scp"], RCP: compiled["rcp"]}
	if list := first("resource"); list != nil {
		w.policies.Resource = list[0]
	}
}

// uses are those of the documents, by layer.
func (w *randomWorld) uses() map[string]policy.Use {
	return map[string]policy.Use{"scp": policy.ServiceControlPolicy, "rcp": policy.ResourceControlPolicy, "endpoint": policy.EndpointPolicy,
		"resource": w.use, "identity": policy.IdentityPolicy, "boundary": policy.ManagedPolicy, "session": policy.SessionPolicy}
}

// randomRequest is a request to a world.
type randomRequest struct {
	*authz.Request
	caller string
	keys   requestKeys
}

func (d dice) request(w *randomWorld, known map[string]policy.Caller) randomRequest {
	q := randomRequest{caller: d.of(people...), keys: requestKeys{}}
	caller := known[q.caller]
	switch {
	case w.raw["boundary"] != nil:
		caller.Bounded = policy.Yes
	case d.IntN(30) == 0:
		caller.Bounded = policy.Unknown
	}
	q.Request = &authz.Request{Request: policy.Request{Caller: caller, Action: d.of(w.theme.actions...), Resource: textOf(d.of(w.theme.resources...))}}
	if d.IntN(40) == 0 && w.theme.actions[0] == "s3:GetObject" {
		q.Resource = policy.Text{}
	}
	if strings.HasPrefix(w.theme.resources[0], "arn:aws:s3") {
		switch d.IntN(4) {
		case 0:
		case 1:
			q.ResourceAccount = policy.Literal(theirs)
		default:
			q.ResourceAccount = policy.Literal(ours)
		}
	}
	for _, name := range keyNames {
		switch d.IntN(12) {
		case 0, 1, 2:
			q.keys[name] = keyed{state: policy.No}
		case 3:
			q.keys[name] = keyed{}
		case 4:
			hole := policy.Join(policy.Part{Hole: "a value of " + name, Plain: true})
			q.keys[name] = keyed{state: policy.Yes, some: true, values: []policy.Text{hole}}
		default:
			k := keyed{state: policy.Yes, list: name == "t:list" || name == "t:arns"}
			for _, v := range d.several(valuesOf[keyKinds[name]]) {
				k.values = append(k.values, textOf(v))
			}
			if !k.list {
				k.values = k.values[:1]
			} else if d.IntN(10) == 0 {
				k.values = nil
			}
			q.keys[name] = k
		}
	}
	q.Context = q.keys.context(false)
	return q
}

// context is what the keys come to, with their names in another case.
func (keys requestKeys) context(upper bool) *policy.Context {
	c := &policy.Context{}
	for _, name := range keyNames {
		k, said := keys[name]
		if !said {
			continue
		}
		if upper {
			name = strings.ToUpper(name)
		}
		switch {
		case k.state == policy.No:
			c.SetAbsent(name)
		case k.state == policy.Unknown:
			c.SetUnknown(name, "what "+name+" is")
		case k.some:
			c.SetPresent(name, "a value of "+name)
		case k.list:
			c.SetList(name, k.values)
		default:
			c.Set(name, k.values[0])
		}
	}
	c.Complete()
	return c
}
