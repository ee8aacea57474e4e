package authz_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

const (
	ours   = "111122223333"
	theirs = "444455556666"
)

// callers by their names in testdata.
func callers() map[string]policy.Caller {
	lit := policy.Literal
	sts := "arn:aws:sts::" + ours + ":"
	iam := "arn:aws:iam::" + ours + ":"
	role := policy.Caller{Kind: policy.RoleSession, Account: lit(ours), ARN: lit(sts + "assumed-role/app/s1"), Role: lit(iam + "role/team/app"), Bounded: policy.No}
	anySession := role
	anySession.ARN = policy.Text{}
	linked := role
	linked.ARN, linked.Role = lit(sts+"assumed-role/AWSServiceRoleForX/s"), lit(iam+"role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX")
	maybeLinked := linked
	maybeLinked.Role = lit(iam + "role/AWSServiceRoleForX")
	return map[string]policy.Caller{
		"user":        {Kind: policy.User, Account: lit(ours), ARN: lit(iam + "user/ann"), Bounded: policy.No},
		"role":        role,
		"session?":    anySession,
		"linked":      linked,
		"linked?":     maybeLinked,
		"federated":   {Kind: policy.FederatedUser, Account: lit(ours), ARN: lit(sts + "federated-user/fed"), Parent: lit(iam + "user/ann"), Bounded: policy.No},
		"root":        {Kind: policy.RootUser, Account: lit(ours), ARN: lit(iam + "root"), Bounded: policy.No},
		"service":     {Kind: policy.ServiceCaller, Services: []string{"sns.amazonaws.com"}, Bounded: policy.No},
		"anonymous":   {Kind: policy.Anonymous, Bounded: policy.No},
		"token":       {Kind: policy.TokenBearer, Providers: []policy.Text{lit("accounts.google.com")}, Bounded: policy.No},
		"canon":       {Kind: policy.User, Account: lit(ours), ARN: lit(iam + "user/ann"), Canonical: lit("79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"), Bounded: policy.No},
		"nobodyknows": {},
	}
}

// principals by their names in testdata, as Principal elements.
var principals = map[string]string{
	"everyone":  `"*"`,
	"user":      `{"AWS": "arn:aws:iam::111122223333:user/ann"}`,
	"bob":       `{"AWS": "arn:aws:iam::111122223333:user/bob"}`,
	"role":      `{"AWS": "arn:aws:iam::111122223333:role/team/app"}`,
	"session":   `{"AWS": "arn:aws:sts::111122223333:assumed-role/app/s1"}`,
	"federated": `{"AWS": "arn:aws:sts::111122223333:federated-user/fed"}`,
	"account":   `{"AWS": "arn:aws:iam::111122223333:root"}`,
	"id":        `{"AWS": "111122223333"}`,
	"theirs":    `{"AWS": "arn:aws:iam::444455556666:root"}`,
	"service":   `{"Service": "sns.amazonaws.com"}`,
	"google":    `{"Federated": "accounts.google.com"}`,
	"lambda":    `{"Service": "lambda.amazonaws.com"}`,
	"deleted":   `{"AWS": "AROAEXAMPLEEXAMPLEEX1"}`,
}

// resources by their names in testdata.
var resources = map[string]string{
	"queue":      "arn:aws:sqs:eu-west-1:111122223333:q",
	"theirqueue": "arn:aws:sqs:eu-west-1:444455556666:q",
	"object":     "arn:aws:s3:::b/k",
	"bucket":     "arn:aws:s3:::b",
	"key":        "arn:aws:kms:eu-west-1:111122223333:key/1234",
	"theirkey":   "arn:aws:kms:eu-west-1:444455556666:key/1234",
	"alias":      "arn:aws:kms:eu-west-1:111122223333:alias/a",
	"target":     "arn:aws:iam::111122223333:role/target",
	"theirrole":  "arn:aws:iam::444455556666:role/target",
	"slr":        "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
	"fed":        "arn:aws:sts::111122223333:federated-user/fed",
	"*":          "*",

	"apobject":     "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap/object/k",
	"ap":           "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap",
	"function":     "arn:aws:lambda:eu-west-1:111122223333:function:f",
	"alias1":       "arn:aws:lambda:eu-west-1:111122223333:function:f:live",
	"version1":     "arn:aws:lambda:eu-west-1:111122223333:function:f:1",
	"theirf":       "arn:aws:lambda:eu-west-1:444455556666:function:f",
	"theiralias":   "arn:aws:lambda:eu-west-1:444455556666:function:f:live",
	"topic":        "arn:aws:sns:eu-west-1:111122223333:t",
	"theirtopic":   "arn:aws:sns:eu-west-1:444455556666:t",
	"secret":       "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf",
	"theirsecret":  "arn:aws:secretsmanager:eu-west-1:444455556666:secret:s-AbCdEf",
	"repo":         "arn:aws:ecr:eu-west-1:111122223333:repository/r",
	"theirrepo":    "arn:aws:ecr:eu-west-1:444455556666:repository/r",
	"fs":           "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1",
	"theirfs":      "arn:aws:elasticfilesystem:eu-west-1:444455556666:file-system/fs-1",
	"domain":       "arn:aws:es:eu-west-1:111122223333:domain/d",
	"index":        "arn:aws:es:eu-west-1:111122223333:domain/d/index/_search",
	"theirindex":   "arn:aws:es:eu-west-1:444455556666:domain/d/index/_search",
	"api":          "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/GET/pets",
	"theirapi":     "arn:aws:execute-api:eu-west-1:444455556666:a1b2c3/prod/GET/pets",
	"bus":          "arn:aws:events:eu-west-1:111122223333:event-bus/b",
	"theirbus":     "arn:aws:events:eu-west-1:444455556666:event-bus/b",
	"vault":        "arn:aws:backup:eu-west-1:111122223333:backup-vault:v",
	"theirvault":   "arn:aws:backup:eu-west-1:444455556666:backup-vault:v",
	"archive":      "arn:aws:glacier:eu-west-1:111122223333:vaults/v",
	"theirarchive": "arn:aws:glacier:eu-west-1:444455556666:vaults/v",
	"table":        "arn:aws:dynamodb:eu-west-1:111122223333:table/t",
	"self":         "arn:aws:iam::111122223333:role/team/app",
	"oddobject":    "arn:aws:s3:::b/a\nb:c",
	"oddbucket":    "arn:aws:s3:::accesspoint/k",
}

// document makes the policy that a word of testdata stands for: an effect, of
// whom, and what is special about it.
func document(t testing.TB, where, word string) *policy.Document {
	t.Helper()
	effect, whom, personal := strings.Cut(word, ":")
	effect, special, _ := strings.Cut(effect, "&")
	effect, on, _ := strings.Cut(effect, "~")
	effect, action, found := strings.Cut(effect, "@")
	action = strings.Replace(action, ".", ":", 1)
	if !found {
		action = "*"
	}
	element, condition := "", ""
	switch {
	case strings.HasSuffix(effect, "?"):
		condition = `, "Condition": {"StringEquals": {"t:unknown": "x"}}`
	case strings.HasSuffix(effect, "+"):
		condition = `, "Condition": {"StringEquals": {"t:known": "x"}}`
	case strings.HasSuffix(effect, "-"):
		condition = `, "Condition": {"StringEquals": {"t:known": "y"}}`
	case special != "":
		condition = `, "Condition": ` + conditions[special]
		if conditions[special] == "" {
			t.Fatalf("%s: what is &%s?", where, special)
		}
	}
	if on == "" {
		on = "everything"
	}
	if patterns[on] == "" {
		t.Fatalf("%s: what is ~%s?", where, on)
	}
	name, except := strings.CutPrefix(strings.TrimRight(effect, "?+-"), "except")
	if personal {
		element = `, "Principal": `
		if except {
			element = `, "NotPrincipal": `
		}
		if principals[whom] == "" {
			t.Fatalf("%s: who is %s?", where, whom)
		}
		element += principals[whom]
	}
	kinds := map[string]string{"allow": "Allow", "deny": "Deny"}
	if kinds[name] == "" {
		t.Fatalf("%s: what is %s?", where, word)
	}
	text := fmt.Sprintf(`{"Version": "2012-10-17", "Statement": {"Sid": "S", "Effect": %q, "Action": %q, "Resource": %q%s%s}}`, kinds[name], action, patterns[on], element, condition)
	if strings.HasSuffix(where, "trust") {
		text = strings.Replace(text, `, "Resource": "*"`, "", 1)
	}
	doc, problems, err := policy.ParseJSON(word, []byte(text))
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	for _, p := range problems {
		t.Logf("%s: %v", where, p)
	}
	return &doc
}

// list reads policies: words with commas between.
func list(t testing.TB, where, words string, use policy.Use) []*authz.Policy {
	out := []*authz.Policy{}
	for _, w := range strings.Split(words, ",") {
		if w == "empty" || w == "" {
			continue
		}
		out = append(out, authz.NewPolicy(w, *document(t, where, w), use))
	}
	return out
}

// policies reads all that applies to a request: layer=words.
func policies(t testing.TB, where, field string, r *authz.Request) *authz.Policies {
	p := &authz.Policies{}
	for _, f := range strings.Fields(field) {
		layer, words, _ := strings.Cut(f, "=")
		switch layer {
		case "identity":
			p.Identity = list(t, where, words, policy.IdentityPolicy)
		case "boundary":
			p.Boundary = list(t, where, words, policy.ManagedPolicy)
			r.Caller.Bounded = policy.Yes
		case "session":
			p.Session = list(t, where, words, policy.SessionPolicy)
		case "endpoint":
			p.Endpoint = list(t, where, words, policy.EndpointPolicy)
		case "resource":
			use := authz.ResourceUse(r.Action, r.Resource)
			where := where
			if use == policy.TrustPolicy {
				where += " trust"
			}
			p.Resource = merged(t, where, words, use)
		case "scp", "rcp":
			for _, level := range strings.Split(words, "/") {
				if layer == "scp" {
					p.SCP = append(p.SCP, list(t, where, level, policy.ServiceControlPolicy))
				} else {
					p.RCP = append(p.RCP, list(t, where, level, policy.ResourceControlPolicy))
				}
			}
		default:
			beside(t, where, layer, words, r, p)
		}
	}
	return p
}

// merged is one policy with the statements of several words.
func merged(t testing.TB, where, words string, use policy.Use) *authz.Policy {
	var doc policy.Document
	for _, w := range strings.Split(words, ",") {
		one := document(t, where, w)
		doc.Version = one.Version
		doc.Statements = append(doc.Statements, one.Statements...)
	}
	return authz.NewPolicy(words, doc, use)
}

func decider() authz.Decider {
	return authz.Decider{Controlled: func(service string) bool {
		return slices.Contains([]string{"s3", "sts", "kms", "sqs", "secretsmanager"}, service)
	}}
}

// TestVectors holds the table of testdata, each line under the page and sentence
// of AWS's, or our reading, that decides it.
func TestVectors(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	vectors := 0
	for _, name := range files {
		vectors += vectorsOf(t, name)
	}
	if vectors < 900 {
		t.Errorf("%d vectors", vectors)
	}
}

func vectorsOf(t *testing.T, name string) (vectors int) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var page, sentence string
	n := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		n++
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
			if page == "" || sentence == "" {
				t.Fatalf("line %d: no page or no sentence", n)
			}
			vectors++
			checkVector(t, fmt.Sprintf("%s:%d", filepath.Base(name), n), line, page+": "+sentence)
		}
	}
	return vectors
}

func checkVector(t *testing.T, where, line, because string) {
	t.Helper()
	fields := strings.Split(line, "|")
	if len(fields) != 4 {
		t.Fatalf("%s: %d fields, want caller | action resource | policies | verdict layer", where, len(fields))
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	caller, ok := callers()[fields[0]]
	action, rest, found := strings.Cut(fields[1], " ")
	if !ok || !found {
		t.Fatalf("%s: no such caller, or no action and resource", where)
	}
	name, owner, owned := strings.Cut(rest, "@")
	r := &authz.Request{Request: policy.Request{Caller: caller, Action: action, Context: keys()}}
	if name != "?" {
		if resources[name] == "" {
			t.Fatalf("%s: what is %s?", where, name)
		}
		r.Resource = policy.Literal(resources[name])
	}
	if owned {
		r.ResourceAccount = policy.Literal(map[string]string{"ours": ours, "theirs": theirs}[owner])
	}
	p := policies(t, where, fields[2], r)
	got := decider().Decide(r, p)
	if verdict := strings.TrimSpace(got.Verdict.String() + " " + got.Layer.String()); verdict != fields[3] {
		t.Errorf("%s: %s\n\tis %s %s %v %v\n\t%s", where, line, verdict, got.Why, got.Statements, got.Causes, because)
	}
	if (got.Verdict == authz.Unknown) != (len(got.Causes) > 0) {
		t.Errorf("%s: %s is %v with causes %v", where, line, got.Verdict, got.Causes)
	}
}
