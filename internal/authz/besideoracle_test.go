package authz_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ringwall/internal/authz"
	"ringwall/internal/policy"
)

// besideNames are the layers of testdata that are no policies.
var besideNames = []string{"kind", "bpa", "acl", "grants"}

// besideWorld is what a world has besides policies.
type besideWorld struct {
	restrict, public bool // Block Public Access, and the bucket's policy
	named, account   bool // a grant of the key, or an ACL, is to the caller, or to its account
	limited, needs   bool // boundaries limit grants; grants across accounts need the own side
	foreign          bool // the object is another account's: only ACLs count
	acl              bool // it is by an ACL
}

// restricted is "only AWS service principals and authorized users within the
// bucket owner's account".
func (w *world) restricted() bool {
	return w.beside.restrict && w.beside.public && w.caller != policy.ServiceCaller && !w.within
}

// grantsAll is what policies grant, with what else does.
func (w *world) grantsAll() bool {
	b := w.beside
	outsider := w.caller == policy.Anonymous || w.caller == policy.ServiceCaller || w.caller == policy.TokenBearer
	inBounds := (w.given["boundary"] == 0 || w.allows("boundary", 0)) &&
		(w.allows("session", 0) || w.given["session"] == 0 && w.caller != policy.FederatedUser)
	if outsider || w.caller == policy.RootUser {
		inBounds = true
	}
	own := inBounds && w.allows("identity", 0) || outsider || w.caller == policy.RootUser
	switch {
	case b.foreign:
		return b.acl && (b.named || b.account) && own
	case !b.foreign && w.grants():
		return true
	case outsider:
		return b.named
	case w.within:
		return b.named && (inBounds || !b.limited) || b.account && own
	}
	return (b.named || b.account) && own || b.named && !b.acl && !b.needs
}

// besides lists what isn't known of what is no policy, and tells the world the
// rest.
func (q question) besides(w *world) []choice {
	var open []choice
	either := func(set func(*world, bool)) {
		open = append(open, choice{func(w *world) { set(w, false) }, func(w *world) { set(w, true) }})
	}
	if q.layers["grants"] != "" || q.layers["acl"] != "" {
		either(func(w *world, b bool) { w.beside.limited = b })
		either(func(w *world, b bool) { w.beside.needs = b })
	}
	if words := q.layers["grants"]; words != "" && w.key {
		for _, word := range strings.Split(words, ",") {
			open = append(open, q.grant(word)...)
		}
		if w.action == "kms:retiregrant" {
			open = append(open, q.retired(words))
		}
	}
	if !strings.HasPrefix(q.action, "s3:") {
		return open
	}
	open = append(open, q.block()...)
	if words := q.layers["acl"]; words != "" {
		open = append(open, q.lists(w, words)...)
	}
	return open
}

// grant is a grant that the caller may have.
func (q question) grant(word string) []choice {
	if q.action == "kms:RetireGrant" {
		return nil
	}
	if word == "?" {
		return []choice{{func(*world) {}, func(w *world) { w.beside.named = true }, func(w *world) { w.beside.account = true }}}
	}
	whom, operations, _ := strings.Cut(word, ".")
	operations, _, _ = strings.Cut(operations, "!")
	operations, _, _ = strings.Cut(operations, ">")
	if !slices.Contains(strings.Split(operations, "+"), strings.TrimPrefix(q.action, "kms:")) {
		return nil
	}
	return []choice{q.grantee(whom)}
}

// grantee is how a grant names the caller.
func (q question) grantee(whom string) choice {
	named := choice{func(w *world) { w.beside.named = true }}
	switch caller := q.caller; {
	case whom == caller && caller != "account", whom == "session" && caller == "role", whom == "user" && caller == "federated":
		return named
	case whom == "session" && caller == "session?":
		return choice{func(*world) {}, named[0]}
	case whom == "role" && caller == "session?":
		return named
	case whom == "account" && caller == "root":
		return named
	case whom == "account" && slices.Contains([]string{"user", "role", "session?", "federated", "linked", "linked?"}, caller):
		return choice{func(w *world) { w.beside.account = true }}
	}
	return choice{func(*world) {}}
}

// retired picks the grant that is retired, which the caller may or may not.
func (q question) retired(words string) choice {
	var out choice
	for _, word := range strings.Split(words, ",") {
		if word == "?" {
			out = append(out, func(w *world) { w.retires = true }, func(w *world) { w.retires = false })
			continue
		}
		word, _, _ := strings.Cut(word, "!")
		rest, retiring, _ := strings.Cut(word, ">")
		whom, operations, _ := strings.Cut(rest, ".")
		first, second := q.grantee(retiring), choice{func(*world) {}}
		if strings.Contains(operations, "RetireGrant") {
			second = q.grantee(whom)
		}
		for _, one := range first {
			for _, other := range second {
				out = append(out, func(w *world) {
					before := w.beside
					one(w)
					other(w)
					w.retires = w.beside.named || w.beside.account && w.ownSide()
					w.beside = before
				})
			}
		}
	}
	return out
}

func (w *world) ownSide() bool {
	return w.allows("identity", 0) && (w.given["boundary"] == 0 || w.allows("boundary", 0)) &&
		(w.allows("session", 0) || w.given["session"] == 0 && w.caller != policy.FederatedUser)
}

// block is whether Block Public Access restricts, and whether the policy is
// public: a document is if one Allow in it is for everyone.
func (q question) block() []choice {
	set := func(on bool) choice { return choice{func(w *world) { w.beside.restrict = w.beside.restrict || on }} }
	var out []choice
	for _, w := range strings.FieldsFunc(q.layers["bpa"], func(r rune) bool { return r == '/' || r == ',' }) {
		switch w {
		case "restrict":
			out = append(out, set(true))
		case "restrict?":
			out = append(out, append(set(true), set(false)...))
		}
	}
	public, undone := false, false
	for _, w := range strings.Split(q.layers["resource"], ",") {
		effect, whom, _ := strings.Cut(w, ":")
		public = public || strings.HasPrefix(effect, "allow") && whom == "everyone" || strings.HasPrefix(effect, "exceptallow") && whom != "everyone"
		undone = undone || w == "deny:everyone" || effect == "exceptdeny" && whom != "everyone"
	}
	switch {
	case public && undone:
		out = append(out, choice{func(w *world) { w.beside.public = true }, func(*world) {}})
	case public:
		out = append(out, choice{func(w *world) { w.beside.public = true }})
	}
	return out
}

// lists are the ACLs: entries that name the caller, and the lists and the owner
// that aren't told.
func (q question) lists(w *world, words string) []choice {
	w.beside.acl = true
	ignore := q.layers["bpa"]
	kind := "bucket"
	if q.action == "s3:GetObject" {
		kind = "object"
	}
	told, public, owner := false, false, ""
	var out []choice
	for _, word := range strings.Split(words, ",") {
		public = public || strings.HasPrefix(word, kind) && (strings.HasSuffix(word, "@all") || strings.HasSuffix(word, "@authenticated"))
		told = told || strings.HasPrefix(word, kind)
		if after, ok := strings.CutPrefix(word, "owner@"); ok {
			owner = after
		}
	}
	for _, word := range strings.Split(words, ",") {
		what, whom, _ := strings.Cut(word, "@")
		of, permission, _ := strings.Cut(what, ".")
		if of != kind || !slices.Contains(map[string][]string{
			"s3:GetObject": {"READ", "FULL_CONTROL"}, "s3:ListBucket": {"READ", "FULL_CONTROL"}, "s3:PutObject": {"WRITE", "FULL_CONTROL"},
		}[q.action], permission) {
			continue
		}
		group := whom == "all" || whom == "authenticated"
		entry := q.entry(whom)
		switch {
		case public && ignoring(ignore) == policy.Yes && group:
			continue
		case public && ignoring(ignore) != policy.No:
			entry = append(entry, func(*world) {})
		}
		out = append(out, entry)
	}
	if !told {
		list := choice{func(*world) {}}
		if ignoring(ignore) != policy.Yes {
			list = append(list, q.entry("all")...)
		}
		out = append(out, append(list, q.entry("ours")...))
	}
	if kind == "object" {
		_, at, _ := strings.Cut(q.resource, "@")
		if owner == "" || at == "" || owner != at {
			out = append(out, choice{func(w *world) {}, func(w *world) { w.beside.foreign = true }})
		}
	}
	return out
}

func ignoring(bpa string) policy.Answer {
	is := policy.No
	for _, w := range strings.FieldsFunc(bpa, func(r rune) bool { return r == '/' || r == ',' }) {
		switch w {
		case "ignore":
			is = policy.Yes
		case "ignore?":
			is = is.Or(policy.Unknown)
		}
	}
	return is
}

// entry is how an entry of a list names the caller.
func (q question) entry(whom string) choice {
	person := !slices.Contains([]string{"service", "anonymous", "token"}, q.caller)
	account := func(w *world) { w.beside.account = true }
	named := func(w *world) { w.beside.named, w.beside.account = true, true }
	if q.caller == "root" {
		account = named
	}
	switch {
	case person && (whom == "all" || whom == "authenticated"):
		return choice{account, func(w *world) {
			account(w)
			w.beside.named = w.beside.named || w.within
		}}
	case whom == "all" && !person:
		return choice{named}
	case whom == "authenticated" && q.caller == "anonymous":
		return choice{func(*world) {}}
	case whom == "authenticated":
		return choice{func(*world) {}, named}
	case whom == "ours" && person:
		return choice{account}
	}
	return choice{func(*world) {}}
}

// besideQuestion is a question about what also grants or limits.
func (d dice) besideQuestion() question {
	q := d.question()
	asked := [][2]string{
		{"s3:GetObject", "object"}, {"s3:GetObject", "object@ours"}, {"s3:GetObject", "object@theirs"}, {"s3:ListBucket", "bucket@ours"},
		{"s3:ListBucket", "bucket@theirs"}, {"s3:PutObject", "object@ours"}, {"s3:PutObject", "object@theirs"},
		{"kms:Decrypt", "key"}, {"kms:Decrypt", "key"}, {"kms:Decrypt", "theirkey"}, {"kms:RetireGrant", "key"}, {"kms:RetireGrant", "theirkey"},
	}
	a := asked[d.IntN(len(asked))]
	q.action, q.resource = a[0], a[1]
	if q.caller == "token" { // who can only ask for roles
		q.caller = "anonymous"
	}
	some := func(n int, sep string, of ...string) string {
		var out []string
		for range 1 + d.IntN(n) {
			out = append(out, d.of(of...))
		}
		return strings.Join(out, sep)
	}
	if strings.HasPrefix(q.action, "kms:") {
		whom := []string{"user", "user", "role", "session", "bob", "account", "service", "federated", "theirs"}
		var list []string
		for range 1 + d.IntN(2) {
			list = append(list, d.of(whom...)+"."+d.of("Decrypt", "Decrypt", "Encrypt", "Decrypt+RetireGrant")+d.of("", ">"+d.of(whom...))+"!theirs")
		}
		q.layers["grants"] = d.of(strings.Join(list, ","), strings.Join(list, ","), strings.Join(list, ","), "?")
		if d.IntN(2) == 0 {
			delete(q.layers, "identity")
		}
		return q
	}
	if d.IntN(3) > 0 {
		q.layers["bpa"] = some(2, "/", "restrict", "restrict", "restrict?", "ignore", "ignore?", "-")
	}
	if d.IntN(2) == 0 {
		q.layers["acl"] = some(3, ",", "bucket", "object", "bucket.READ@all", "bucket.WRITE@all", "bucket.FULL_CONTROL@ours", "bucket.READ@authenticated",
			"object.READ@all", "object.READ@ours", "object.FULL_CONTROL@theirs", "object.READ_ACP@all", "object.READ@authenticated", "owner@ours", "owner@theirs")
	}
	if d.IntN(2) == 0 {
		q.layers["kind"] = d.of("gateway", "interface", "?")
	}
	return q
}

// TestBesidesAgainstWorlds is TestAgainstWorlds for grants of keys, ACLs, Block
// Public Access and types of endpoints.
func TestBesidesAgainstWorlds(t *testing.T) {
	n := uint64(6_000)
	if testing.Short() {
		n = 2_000
	}
	seen := map[authz.Verdict]int{}
	for seed := range n {
		q := dice{rand.New(rand.NewPCG(seed, 16))}.besideQuestion()
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
	}
	for v := authz.Unknown; v <= authz.ImplicitDeny; v++ {
		if seen[v] < int(n)/50 {
			t.Errorf("%d questions are %v", seen[v], v)
		}
	}
}

// Through an access point a request must pass the access point and the bucket,
// each as if it were asked alone.
func TestAnAccessPointIsTwoQuestions(t *testing.T) {
	for seed := range uint64(3_000) {
		d := dice{rand.New(rand.NewPCG(seed, 17))}
		q := d.besideQuestion()
		if !strings.HasPrefix(q.action, "s3:") || q.caller == "root" {
			continue
		}
		q.action, q.resource = "s3:GetObject", "object"+d.of("@ours", "@theirs")
		delete(q.layers, "acl")
		delete(q.layers, "bpa")
		words := d.words("resource")
		bucket, p := q.request(t)
		p.AccessPoint = &authz.AccessPoint{
			ARN: policy.Literal(resources["ap"]), Bucket: policy.Literal(resources["bucket"]), Origin: authz.InternetOrigin,
			Policy: merged(t, q.String(), words, policy.BucketPolicy), RCP: p.RCP,
		}
		got := decider().Decide(bucket, p)

		back, behind := q.request(t)
		front := question{q.caller, q.action, "apobject", q.layers}.with("resource", words)
		ahead, at := front.request(t)
		ahead.Action = "s3:GetAccessPointThing" // so that it isn't through it
		a, b := decider().Decide(ahead, at), decider().Decide(back, behind)
		want := min(access(a.Verdict), access(b.Verdict))
		if access(got.Verdict) != want {
			t.Fatalf("seed %d: %s with ap=%s is %v by %v, but at the access point %v, at the bucket %v", seed, q, words, got.Verdict, got.Layer, a.Verdict, b.Verdict)
		}
	}
}
