package directory_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
)

// The oracle of this file reads a template as JSON and decides by a few lines of
// its own. Its estates have one account, roles and users with inline, attached and
// group policies and boundaries, queues and a key with policies, and no conditions.

const oracleAccount = "111122223333"

type m = map[string]any

// randomTemplate is a template of principals, policies and resources.
func randomTemplate(r *rand.Rand) m {
	resources := m{}
	trust := m{"Version": "2012-10-17", "Statement": []any{m{"Effect": "Allow", "Principal": m{"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}}
	for i := range 2 {
		name := fmt.Sprintf("Role%d", i)
		p := m{"RoleName": strings.ToLower(name), "AssumeRolePolicyDocument": trust, "Policies": []any{m{"PolicyName": "p", "PolicyDocument": randomIdentity(r)}}}
		if r.IntN(3) == 0 {
			p["PermissionsBoundary"] = m{"Ref": "Managed"}
		}
		if r.IntN(2) == 0 {
			p["ManagedPolicyArns"] = []any{m{"Ref": "Managed"}}
		}
		resources[name] = m{"Type": "AWS::IAM::Role", "Properties": p}
	}
	user := m{"UserName": "user", "Groups": []any{m{"Ref": "Group"}}}
	if r.IntN(3) == 0 {
		user["PermissionsBoundary"] = m{"Ref": "Managed"}
	}
	resources["User"] = m{"Type": "AWS::IAM::User", "Properties": user}
	resources["Group"] = m{"Type": "AWS::IAM::Group", "Properties": m{"Policies": []any{m{"PolicyName": "g", "PolicyDocument": randomIdentity(r)}}}}
	resources["Managed"] = m{"Type": "AWS::IAM::ManagedPolicy", "Properties": m{"PolicyDocument": randomIdentity(r)}}
	resources["Extra"] = m{"Type": "AWS::IAM::Policy", "Properties": m{"PolicyName": "e", "Roles": []any{m{"Ref": "Role0"}}, "Users": []any{"user"}, "PolicyDocument": randomIdentity(r)}}
	for i := range 2 {
		name := fmt.Sprintf("Queue%d", i)
		resources[name] = m{"Type": "AWS::SQS::Queue", "Properties": m{"QueueName": strings.ToLower(name)}}
		if r.IntN(2) == 0 {
			resources[name+"Policy"] = m{"Type": "AWS::SQS::QueuePolicy", "Properties": m{"Queues": []any{m{"Ref": name}}, "PolicyDocument": randomResource(r)}}
		}
	}
	key := m{"Enabled": true}
	if r.IntN(2) == 0 {
		key["KeyPolicy"] = randomResource(r)
	}
	resources["Key"] = m{"Type": "AWS::KMS::Key", "Properties": key}
	return m{"Resources": resources}
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func randomStatements(r *rand.Rand, more func(m)) m {
	var list []any
	for range 1 + r.IntN(3) {
		s := m{
			"Effect": pick(r, "Allow", "Allow", "Deny"),
			"Action": pick[any](r, "sqs:SendMessage", "sqs:*", "kms:Decrypt", "*", []any{"sqs:ReceiveMessage", "kms:*"}, "sqs:Send*"),
			"Resource": pick[any](r, "*", m{"Fn::GetAtt": []any{"Queue0", "Arn"}}, m{"Fn::Sub": "arn:aws:sqs:eu-west-1:${AWS::AccountId}:queue*"},
				[]any{m{"Fn::GetAtt": []any{"Queue1", "Arn"}}, m{"Fn::GetAtt": []any{"Key", "Arn"}}}),
		}
		if r.IntN(8) == 0 {
			s["NotAction"] = s["Action"]
			delete(s, "Action")
		}
		more(s)
		list = append(list, s)
	}
	return m{"Version": "2012-10-17", "Statement": list}
}

func randomIdentity(r *rand.Rand) m { return randomStatements(r, func(m) {}) }

func randomResource(r *rand.Rand) m {
	return randomStatements(r, func(s m) {
		s["Principal"] = pick[any](r, "*", m{"AWS": oracleAccount}, m{"AWS": m{"Fn::GetAtt": []any{"Role0", "Arn"}}},
			m{"AWS": []any{m{"Fn::GetAtt": []any{"User", "Arn"}}, m{"Fn::GetAtt": []any{"Role1", "Arn"}}}}, m{"Service": "sns.amazonaws.com"})
	})
}

// value resolves the few functions that the templates use.
func value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case m:
		if list, ok := v["Fn::GetAtt"].([]any); ok {
			switch name := list[0].(string); {
			case strings.HasPrefix(name, "Queue"):
				return "arn:aws:sqs:eu-west-1:" + oracleAccount + ":" + strings.ToLower(name)
			case name == "Key":
				return "arn:aws:kms:eu-west-1:" + oracleAccount + ":key/KEY"
			default:
				kind := map[bool]string{true: "user/", false: "role/"}[name == "User"]
				return "arn:aws:iam::" + oracleAccount + ":" + kind + strings.ToLower(name)
			}
		}
		return strings.ReplaceAll(v["Fn::Sub"].(string), "${AWS::AccountId}", oracleAccount)
	}
	panic(fmt.Sprint(v))
}

func values(v any) []string {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, x := range list {
		out = append(out, value(x))
	}
	return out
}

// wild is a glob of stars only, by recursion.
func wild(pattern, s string) bool {
	if pattern == "" {
		return s == ""
	}
	if pattern[0] == '*' {
		return wild(pattern[1:], s) || s != "" && wild(pattern, s[1:])
	}
	return s != "" && pattern[0] == s[0] && wild(pattern[1:], s[1:])
}

// says is what a document says: whether it denies, and by what names it allows.
func says(doc any, action, resource, who string) (deny bool, by map[string]bool) {
	by = map[string]bool{}
	for _, x := range doc.(m)["Statement"].([]any) {
		s := x.(m)
		matches := func(v any, text string) bool {
			return slices.ContainsFunc(values(v), func(p string) bool { return wild(p, text) })
		}
		does := false
		if s["NotAction"] != nil {
			does = !matches(s["NotAction"], action)
		} else {
			does = matches(s["Action"], action)
		}
		named := "anyone"
		if p, ok := s["Principal"]; ok {
			named = names(p, who)
		}
		if !does || !matches(s["Resource"], resource) || named == "" {
			continue
		}
		if s["Effect"] == "Deny" {
			deny = true
		} else {
			by[named] = true
		}
	}
	return deny, by
}

// names is how a Principal names who: "anyone", "account", "self" or not.
func names(p any, who string) string {
	if p == "*" {
		return "anyone"
	}
	out := ""
	if aws, ok := p.(m)["AWS"]; ok {
		for _, s := range values(aws) {
			if s == oracleAccount && who != "sns.amazonaws.com" {
				out = "account"
			}
			if s == who {
				return "self"
			}
		}
	}
	if p.(m)["Service"] == who {
		return "self"
	}
	return out
}

// naive decides a question: true if it is allowed.
func naive(t m, name, action, resource string) bool {
	of := func(name string) m { return t["Resources"].(m)[name].(m)["Properties"].(m) }
	who, isService := value(m{"Fn::GetAtt": []any{name, "Arn"}}), name == "sns.amazonaws.com"
	arn := value(m{"Fn::GetAtt": []any{resource, "Arn"}})
	if isService {
		who = name
	}
	denied, allows := false, false
	ask := func(doc any) {
		d, by := says(doc, action, arn, who)
		denied, allows = denied || d, allows || len(by) > 0
	}
	limited, isRole := true, strings.HasPrefix(name, "Role")
	if !isService {
		own := of(name)
		for _, p := range anyList(own["Policies"]) {
			ask(p.(m)["PolicyDocument"])
		}
		if own["ManagedPolicyArns"] != nil {
			ask(of("Managed")["PolicyDocument"])
		}
		if name == "User" {
			ask(of("Group")["Policies"].([]any)[0].(m)["PolicyDocument"])
		}
		if name != "Role1" {
			ask(of("Extra")["PolicyDocument"])
		}
		if own["PermissionsBoundary"] != nil {
			d, by := says(of("Managed")["PolicyDocument"], action, arn, who)
			denied, limited = denied || d, len(by) > 0
		}
	}
	by := map[string]bool{}
	switch policy := t["Resources"].(m)[resource+"Policy"]; {
	case policy != nil:
		var d bool
		d, by = says(policy.(m)["Properties"].(m)["PolicyDocument"], action, arn, who)
		denied = denied || d
	case resource == "Key" && of("Key")["KeyPolicy"] != nil:
		var d bool
		d, by = says(of("Key")["KeyPolicy"], action, arn, who)
		denied = denied || d
	case resource == "Key" && !isService:
		by["account"] = strings.HasPrefix(action, "kms:")
		if !by["account"] {
			by = map[string]bool{}
		}
	}
	direct := by["anyone"] || by["self"] && !isRole
	entity := by["self"] && isRole
	identity := allows
	if resource == "Key" && strings.HasPrefix(action, "kms:") {
		identity = allows && by["account"]
	}
	return !denied && (direct || limited && (entity || identity))
}

func anyList(v any) []any {
	list, _ := v.([]any)
	return list
}

var oracleQuestions = [][2]string{{"sqs:SendMessage", "Queue0"}, {"sqs:SendMessage", "Queue1"}, {"sqs:ReceiveMessage", "Queue0"}, {"sqs:GetQueueUrl", "Queue1"}, {"kms:Decrypt", "Key"}, {"kms:Encrypt", "Key"}}

var oraclePrincipals = []string{"Role0", "Role1", "User", "sns.amazonaws.com"}

func load(t *testing.T, v m, flags string) *estate.Estate {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return loadParts(t, parts(string(text), flags))
}

// TestOracle compares answers with those of the oracle, on random templates.
func TestOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	counts := map[bool]int{}
	for n := range 250 {
		v := randomTemplate(r)
		d := newDirectory(t, load(t, v, "account="+oracleAccount+" region=eu-west-1"))
		for _, q := range oracleQuestions {
			for _, name := range oraclePrincipals {
				want := naive(v, name, q[0], q[1])
				a := put(t, d, []string{name, q[0], q[1]})[0]
				counts[want]++
				if a.Verdict == authz.Unknown || (a.Verdict == authz.Allowed) != want {
					text, _ := json.MarshalIndent(v, "", " ")
					t.Fatalf("template %d: %s %s %s: %s %v, want %v\n%s", n, name, q[0], q[1], a.Verdict, causes(a), want, text)
				}
			}
		}
	}
	if counts[true] < 500 || counts[false] < 1000 {
		t.Errorf("too few of a kind: %v", counts)
	}
}

// TestLaw_SettlingAPlaceOnlyMakesKnown: where the account and Region aren't known,
// an answer is the same or unknown.
func TestLaw_SettlingAPlaceOnlyMakesKnown(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	known, unknown := 0, 0
	for range 100 {
		v := randomTemplate(r)
		open, settled := newDirectory(t, load(t, v, "")), newDirectory(t, load(t, v, "account="+oracleAccount+" region=eu-west-1"))
		for _, q := range oracleQuestions {
			for _, name := range oraclePrincipals {
				a, b := put(t, open, []string{name, q[0], q[1]})[0], put(t, settled, []string{name, q[0], q[1]})[0]
				if a.Verdict == authz.Unknown {
					unknown++
					continue
				}
				known++
				if (a.Verdict == authz.Allowed) != (b.Verdict == authz.Allowed) {
					t.Fatalf("%s %v: %s without the place, %s with it", name, q, a.Verdict, b.Verdict)
				}
			}
		}
	}
	t.Logf("%d known, %d unknown", known, unknown)
	if known < 1000 {
		t.Errorf("%d known only", known)
	}
}

// TestLaw_WhoCanAgreesWithAsk: who is listed for a permission of its own is who may
// have it when asked.
func TestLaw_WhoCanAgreesWithAsk(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for n := range 100 {
		v := randomTemplate(r)
		d := newDirectory(t, load(t, v, pick(r, "", "account="+oracleAccount+" region=eu-west-1")))
		for _, q := range oracleQuestions {
			listed := who(t, d, q)
			for _, name := range oraclePrincipals[:3] {
				want := put(t, d, []string{name, q[0], q[1]})[0].Verdict
				if got, ok := listed[name]; ok != (want == authz.Allowed || want == authz.Unknown) || ok && got != want {
					t.Fatalf("template %d: %s %v: listed as %s (%v), asked %s", n, name, q, got, ok, want)
				}
			}
		}
	}
}

// TestLaw_WhoMayNotBeAllowedIsDenied: what no policy may allow is denied when asked.
func TestLaw_WhoMayNotBeAllowedIsDenied(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	never, open := 0, 0
	for n := range 100 {
		v := randomTemplate(r)
		d := newDirectory(t, load(t, v, pick(r, "", "account="+oracleAccount+" region=eu-west-1")))
		for _, q := range oracleQuestions {
			targets, err := d.Targets(q[1], q[0])
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range d.Principals() {
				asked := directory.Question{Principal: p, Action: q[0], Target: targets[0]}
				got := d.Ask(asked).Verdict
				if certain := d.MayBeCertain(asked); got == authz.Allowed && !certain {
					t.Fatalf("template %d: %s %v cannot be certain, and is allowed", n, p.Name, q)
				} else if got != authz.Allowed && !certain {
					open++
				}
				if got == authz.Allowed && !d.MayBeGranted(p, q[0], targets[0]) {
					t.Fatalf("template %d: nothing grants %s %v, and it is allowed", n, p.Name, q)
				}
				if d.MayBeAllowed(p, q[0], targets[0]) {
					continue
				}
				never++
				if got == authz.Allowed || got == authz.Unknown {
					t.Fatalf("template %d: %s %v can never be allowed, and is %s", n, p.Name, q, got)
				}
			}
		}
	}
	if never < 200 || open < 200 {
		t.Errorf("%d questions only of what no policy allows, %d of what is not certain", never, open)
	}
}

// who lists the verdicts of those who have a permission themselves.
func who(t *testing.T, d *directory.Directory, q [2]string) map[string]authz.Verdict {
	t.Helper()
	targets, err := d.Targets(q[1], q[0])
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]authz.Verdict{}
	for _, h := range d.WhoCan(q[0], targets, directory.Question{}) {
		if h.Principal.Resource != nil && len(h.Via) == 0 {
			out[string(h.Principal.Resource.Base().ID)] = h.Verdict
		}
	}
	return out
}

// TestLaw_ADenyAddsNobody: a Deny in any policy never makes somebody able.
func TestLaw_ADenyAddsNobody(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	changed := 0
	for range 100 {
		v := randomTemplate(r)
		q := pick(r, oracleQuestions...)
		before := who(t, newDirectory(t, load(t, v, "")), q)
		role := v["Resources"].(m)[pick(r, "Role0", "Role1")].(m)["Properties"].(m)["Policies"].([]any)[0].(m)["PolicyDocument"].(m)
		role["Statement"] = append(role["Statement"].([]any), m{"Effect": "Deny", "Action": pick(r, "sqs:*", "kms:Decrypt"), "Resource": "*"})
		after := who(t, newDirectory(t, load(t, v, "")), q)
		for name, is := range after {
			if was, ok := before[name]; !ok || was == authz.Unknown && is == authz.Allowed {
				t.Fatalf("%s can %v with a Deny more", name, q)
			}
		}
		if len(after) < len(before) {
			changed++
		}
	}
	if changed < 10 {
		t.Errorf("%d changed only", changed)
	}
}
