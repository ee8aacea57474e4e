package authz_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// question is a request in the words of testdata.
type question struct {
	caller, action, resource string
	layers                   map[string]string
}

func (q question) String() string {
	var parts []string
	for _, layer := range slices.Concat(layerNames, besideNames) {
		if words, ok := q.layers[layer]; ok {
			parts = append(parts, layer+"="+words)
		}
	}
	return q.caller + " | " + q.action + " " + q.resource + " | " + strings.Join(parts, " ")
}

var layerNames = []string{"scp", "rcp", "endpoint", "resource", "identity", "boundary", "session"}

type dice struct{ *rand.Rand }

func (d dice) of(list ...string) string { return list[d.IntN(len(list))] }

// words are one to three policies of a layer.
func (d dice) words(layer string) string {
	var out []string
	for range 1 + d.IntN(3) {
		w := d.of("allow", "allow", "allow", "allow?", "allow-", "deny", "deny?", "deny-", "deny?")
		switch layer {
		case "resource":
			if d.IntN(9) == 0 && !slices.Contains(out, "trust") {
				w = "except" + w
			}
			w += ":" + d.of("everyone", "user", "bob", "role", "session", "federated", "account", "account", "theirs", "service", "google")
		case "rcp":
			w += ":everyone"
		case "endpoint":
			w += ":" + d.of("everyone", "everyone", "user", "role", "account")
		}
		out = append(out, w)
	}
	return strings.Join(out, ",")
}

func (d dice) question() question {
	asked := [][2]string{
		{"sqs:SendMessage", "queue"}, {"sqs:SendMessage", "queue"}, {"sqs:SendMessage", "theirqueue"}, {"s3:GetObject", "object"}, {"s3:GetObject", "object@ours"}, {"s3:PutBucketPolicy", "bucket"},
		{"s3:PutBucketPolicy", "bucket@ours"}, {"kms:Decrypt", "key"}, {"kms:Decrypt", "theirkey"}, {"kms:ScheduleKeyDeletion", "theirkey"}, {"kms:RetireGrant", "key"}, {"kms:CreateKey", "*"},
		{"sts:AssumeRole", "target"}, {"sts:AssumeRole", "theirrole"}, {"sts:AssumeRole", "slr"}, {"ec2:RunInstances", "*"}, {"iam:ListUsers", "*"}, {"kms:Decrypt", "?"},
	}
	a := asked[d.IntN(len(asked))]
	q := question{action: a[0], resource: a[1], layers: map[string]string{}}
	q.caller = d.of("user", "user", "role", "role", "role", "federated", "federated", "root", "service", "anonymous", "token", "linked", "linked?", "session?")
	for _, layer := range layerNames {
		common := layer == "identity" || layer == "resource"
		if !common && d.IntN(3) > 0 || common && d.IntN(4) == 0 {
			continue
		}
		q.layers[layer] = d.words(layer)
		for levels := d.IntN(3); levels > 0 && strings.HasSuffix(layer, "cp"); levels-- {
			q.layers[layer] += "/" + d.words(layer)
		}
	}
	return q
}

// request makes the question ready for the package.
func (q question) request(t testing.TB) (*authz.Request, *authz.Policies) {
	name, owner, owned := strings.Cut(q.resource, "@")
	r := &authz.Request{Request: policy.Request{Caller: callers()[q.caller], Action: q.action, Context: keys()}}
	if name != "?" {
		r.Resource = policy.Literal(resources[name])
	}
	if owned {
		r.ResourceAccount = policy.Literal(map[string]string{"ours": ours, "theirs": theirs}[owner])
	}
	_, field, _ := strings.Cut(strings.SplitN(q.String(), "|", 2)[1], "|")
	return r, policies(t, q.String(), field, r)
}

// choice is what may be in one place of a world.
type choice []func(*world)

// worlds lists what isn't known of a question, and the world without it.
func (q question) worlds(t testing.TB, r *authz.Request) (world, []choice) {
	w := world{caller: r.Caller.Kind, action: strings.ToLower(q.action), given: map[string]int{}}
	var open []choice
	either := func(set func(*world, bool)) {
		open = append(open, choice{func(w *world) { set(w, false) }, func(w *world) { set(w, true) }})
	}
	for layer, words := range q.layers {
		if slices.Contains(besideNames, layer) {
			continue
		}
		levels := strings.Split(words, "/")
		w.given[layer] = len(levels)
		for level, words := range levels {
			for _, word := range strings.Split(words, ",") {
				open = append(open, q.atom(t, r, layer, level, word))
			}
		}
	}
	name, _, _ := strings.Cut(q.resource, "@")
	person := w.caller == policy.User || w.caller == policy.RoleSession || w.caller == policy.FederatedUser || w.caller == policy.RootUser
	switch {
	case strings.HasPrefix(name, "their"), strings.HasSuffix(q.resource, "@theirs"), !person:
	case q.resource == "object" || q.resource == "bucket" || q.resource == "?":
		either(func(w *world, b bool) { w.within = b })
	default:
		w.within = true
	}
	w.linked, w.callee = q.caller == "linked", name == "slr"
	if q.caller == "linked?" {
		either(func(w *world, b bool) { w.linked = b })
	}
	w.rcps = true
	if service, _, _ := strings.Cut(w.action, ":"); !decider().Controlled(service) {
		either(func(w *world, b bool) { w.rcps = b })
	}
	w.key, w.trust = strings.HasSuffix(name, "key"), w.action == "sts:assumerole"
	if name == "?" {
		either(func(w *world, b bool) { w.key = b })
	}
	either(func(w *world, b bool) { w.console = b })
	if w.ownersPolicy() && !person {
		either(func(w *world, b bool) { w.strangers = b })
	}
	if w.action == "kms:retiregrant" && q.layers["grants"] == "" {
		either(func(w *world, b bool) { w.retires = b })
	}
	open = append(open, q.besides(&w)...)
	if q.layers["resource"] == "" && (w.key || w.trust || name == "?") {
		open = append(open, named("resource", 0, true, true, policy.Named{Maybe: 0xff}))
	}
	return w, open
}

// atom is what a policy may be in a world.
func (q question) atom(t testing.TB, r *authz.Request, layer string, level int, word string) choice {
	use := map[string]policy.Use{"scp": policy.ServiceControlPolicy, "rcp": policy.ResourceControlPolicy, "endpoint": policy.EndpointPolicy,
		"resource": authz.ResourceUse(r.Action, r.Resource)}[layer]
	where := q.String()
	if use == policy.TrustPolicy {
		where += " trust"
	}
	doc := document(t, where, word)
	asked := r.Request
	if layer == "rcp" {
		asked.Caller = policy.Caller{Kind: policy.Anonymous} // "*" is for all
	}
	if layer == "identity" || layer == "boundary" || layer == "session" {
		use = policy.IdentityPolicy
	}
	out := policy.Compile(*doc, use).MatchStatement(0, &asked)
	allow := doc.Statements[0].IsAllow() == policy.Yes
	if layer == "rcp" && allow {
		return choice{func(*world) {}}
	}
	if layer == "endpoint" && strings.HasPrefix(q.action, "s3:") && q.layers["kind"] != "interface" && out.Answer == policy.Yes && out.Named.Sure&policy.ByEveryone == 0 &&
		(r.Caller.Kind != policy.RootUser || out.Named.Sure&policy.ByAccount == 0) {
		out.Answer = policy.Unknown
		if q.layers["kind"] == "gateway" && allow && out.Named == (policy.Named{Sure: policy.ByAccount}) {
			out.Answer = policy.No
		}
	}
	if out.Named == (policy.Named{}) && layer == "resource" && allow { // NotPrincipal
		out.Named.Maybe = policy.ByAccount | policy.ByEveryone
		if r.Caller.Kind == policy.Anonymous || r.Caller.Kind == policy.ServiceCaller || r.Caller.Kind == policy.TokenBearer {
			out.Named = policy.Named{Sure: policy.ByEveryone}
		}
	}
	if layer != "resource" {
		out.Named = policy.Named{}
	}
	if layer == "resource" && q.action == "kms:RetireGrant" && out.Answer == policy.Yes && !allow {
		out.Answer = policy.Unknown // "not effective in a key policy"
	}
	if out.Answer == policy.No {
		return choice{func(*world) {}}
	}
	return named(layer, level, allow, out.Answer == policy.Unknown, out.Named)
}

// named is a statement that names the caller so.
func named(layer string, level int, allow, mayFail bool, n policy.Named) choice {
	var out choice
	add := func(match bool, by policy.Naming) {
		out = append(out, func(w *world) { w.atoms = append(w.atoms, atom{layer, level, allow, match, by}) })
	}
	if mayFail {
		add(false, 0)
	}
	if n.Sure != 0 || n.Maybe == 0 {
		add(true, n.Sure)
	}
	for bit := policy.Naming(1); bit <= n.Maybe; bit <<= 1 {
		if n.Maybe&bit != 0 {
			add(true, n.Sure|bit)
		}
	}
	return out
}

// outcomes are the verdicts of all worlds; nil if they are too many.
func outcomes(w world, open []choice) map[authz.Verdict]bool {
	n := 1
	for _, c := range open {
		if n *= len(c); n > 1<<13 {
			return nil
		}
	}
	out := map[authz.Verdict]bool{}
	for i := range n {
		one := w
		one.atoms = nil
		for _, c := range open {
			c[i%len(c)](&one)
			i /= len(c)
		}
		out[one.decide()] = true
	}
	return out
}

// TestAgainstWorlds puts random questions to the package, and to the reference
// in every world that is possible: where all of them agree, so must the package,
// and where they don't, it must not know.
func TestAgainstWorlds(t *testing.T) {
	n := uint64(10_000)
	if testing.Short() {
		n = 3_000
	}
	seen := map[authz.Verdict]int{}
	for seed := range n {
		q := dice{rand.New(rand.NewPCG(seed, 15))}.question()
		r, p := q.request(t)
		w, open := q.worlds(t, r)
		possible := outcomes(w, open)
		if possible == nil {
			continue
		}
		got := decider().Decide(r, p)
		seen[got.Verdict]++
		if want := expected(possible); got.Verdict != want {
			t.Fatalf("seed %d: %s\n\tis %v by %v %v, in its worlds %v: %v", seed, q, got.Verdict, got.Layer, got.Causes, possible, want)
		}
		if (got.Verdict == authz.Unknown) != (len(got.Causes) > 0) || got.Layer == authz.NoLayer {
			t.Fatalf("seed %d: %s\n\tis %+v", seed, q, got)
		}
	}
	for v := authz.Unknown; v <= authz.ImplicitDeny; v++ {
		if seen[v] < int(n)/50 {
			t.Errorf("%d questions are %v", seen[v], v)
		}
	}
}

// expected is the verdict that the worlds come to. One that is denied in all of
// them, and in some for lack of an Allow, lacks it.
func expected(possible map[authz.Verdict]bool) authz.Verdict {
	switch {
	case len(possible) == 1 && possible[authz.Allowed]:
		return authz.Allowed
	case len(possible) == 1 && possible[authz.ExplicitDeny]:
		return authz.ExplicitDeny
	case !possible[authz.Allowed]:
		return authz.ImplicitDeny
	}
	return authz.Unknown
}

func keys() *policy.Context {
	c := &policy.Context{}
	c.Set("t:known", policy.Literal("x"))
	c.SetUnknown("t:unknown", "not told")
	c.Complete()
	return c
}
