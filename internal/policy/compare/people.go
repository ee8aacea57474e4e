package compare

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/policy"
)

// person is one caller that is tried, with the keys that hang on who calls.
type person struct {
	principal string // as a request in a file has it
	caller    policy.Caller
	facts     map[string]fact // by the name of the key in lower case
	answers   map[*atom]policy.Answer
}

// hanging are keys whose values follow from the caller ("AWS global condition
// context keys", "Properties of the principal").
var hanging = []string{"aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:principalisawsservice", "aws:username"}

// ownAccount is that of examples.
const ownAccount = "111122223333"

// crowd collects callers.
type crowd struct {
	c          *comparison
	partitions []string
	accounts   []string
	arns       []string // of principals that policies name
	services   []string
	providers  []string
	canonical  []string
	patterns   []*sequence // that ARNs of callers are compared with
	named      bool        // there are Principal elements
	bounded    bool        // a NotPrincipal tells who has a boundary
}

// findPeople makes the list of callers, one at least for each way in which the
// policies tell callers apart.
func (c *comparison) findPeople() {
	w := &crowd{c: c, partitions: []string{"aws"}}
	for _, name := range hanging {
		if dim, ok := c.byName[name]; ok && !slices.Contains(c.vars, name) {
			// What a condition compares with another key of the request stands apart.
			if k := c.keys[dim-firstKey]; !slices.ContainsFunc(k.atoms, func(a *atom) bool { return len(a.refs) > 0 }) {
				w.derive(k)
			}
		}
	}
	for _, st := range c.stmts {
		for i, p := range []*policy.Principals{st.source.Principal, st.source.NotPrincipal} {
			if p != nil {
				w.named = true
				w.bounded = w.bounded || i == 1
				w.read(p)
			}
		}
	}
	w.account(ownAccount)
	fresh := 444455556666
	for slices.Contains(w.accounts, fmt.Sprint(fresh)) {
		fresh++
	}
	w.account(fmt.Sprint(fresh))
	w.all()
}

// derive makes conditions on a key that follows from the caller atoms of the
// caller.
func (w *crowd) derive(k *key) {
	w.c.derived, k.derived = true, true
	bare := w.c.newEnv(map[string]fact{}, map[string]bool{})
	for _, a := range k.atoms {
		a.dim = callerDim
		for _, v := range a.cond.source.Values {
			if s, known := v.Known(); known {
				w.mention(s)
				if k.lower == "aws:principalaccount" {
					w.account(s)
				}
			}
		}
		if k.lower == "aws:principalarn" && a.cond.text {
			for _, q := range append(slices.Clone(bare.values(a, true)), bare.values(a, false)...) {
				if !slices.ContainsFunc(w.patterns, func(o *sequence) bool { return slices.Equal(o.steps, q.steps) }) {
					w.patterns = append(w.patterns, q)
				}
			}
		}
	}
}

// mention notes the partition and account of an ARN.
func (w *crowd) mention(s string) {
	parts := strings.SplitN(s, ":", 6)
	if len(parts) < 6 {
		return
	}
	for _, p := range []string{"aws-us-gov", "aws-cn"} {
		other := parts[1] == p || p == "aws-us-gov" && parts[1] != "aws" && parts[1] != "aws-cn"
		if other && !slices.Contains(w.partitions, p) {
			w.partitions = append(w.partitions, p)
		}
	}
	w.account(parts[4])
}

func (w *crowd) account(s string) {
	if len(s) == 12 && strings.Trim(s, "0123456789") == "" && !slices.Contains(w.accounts, s) {
		w.accounts = append(w.accounts, s)
	}
}

func (w *crowd) read(p *policy.Principals) {
	into := func(list *[]string, texts []policy.Text) {
		for _, t := range texts {
			if s, known := t.Known(); known && !strings.ContainsAny(s, "*?") && !slices.Contains(*list, s) {
				*list = append(*list, s)
			}
		}
	}
	for _, t := range p.AWS {
		if s, known := t.Known(); known {
			w.account(s)
			w.mention(s)
		}
	}
	into(&w.arns, p.AWS)
	into(&w.services, p.Service)
	into(&w.providers, p.Federated)
	into(&w.canonical, p.CanonicalUser)
}

// all fills in the people: first those that policies name, last who is nobody.
func (w *crowd) all() {
	for _, arn := range w.arns {
		w.arn(arn)
	}
	for _, account := range w.accounts {
		for _, partition := range w.partitions {
			w.members(partition, account)
		}
	}
	if w.named && w.c.use != policy.TrustPolicy || len(w.canonical) > 0 {
		for _, id := range w.canonical {
			p := w.user("arn:aws:iam::"+w.accounts[len(w.accounts)-1]+":user/canonical", w.accounts[len(w.accounts)-1])
			p.caller.Canonical = policy.Literal(id)
		}
	}
	if !w.named && w.c.use != policy.EndpointPolicy {
		return
	}
	for _, s := range append(w.services, "example.amazonaws.com") {
		p := w.add(s, policy.Caller{Kind: policy.ServiceCaller, Services: []string{s}})
		p.facts["aws:principalisawsservice"] = fact{state: single, one: "true"}
	}
	if w.c.use == policy.TrustPolicy {
		for _, s := range append(w.providers, "www.amazon.com") {
			w.add(s, policy.Caller{Kind: policy.TokenBearer, Providers: []policy.Text{policy.Literal(s)}})
		}
	}
	p := w.add("anonymous", policy.Caller{Kind: policy.Anonymous})
	p.facts["aws:principaltype"] = fact{state: single, one: "Anonymous"}
	p.facts["aws:principalaccount"] = fact{state: single, one: "anonymous"}
}

func (w *crowd) add(principal string, c policy.Caller) *person {
	c.Bounded = policy.No
	switch c.Kind {
	case policy.User, policy.RoleSession, policy.FederatedUser, policy.RootUser:
		c.Canonical = policy.Literal(strings.Repeat("0", 64))
	}
	p := &person{principal: principal, caller: c, facts: map[string]fact{}, answers: map[*atom]policy.Answer{}}
	w.c.people = append(w.c.people, p)
	if w.bounded && (c.Kind == policy.User || c.Kind == policy.RoleSession) {
		c.Bounded = policy.Yes
		w.c.people = append(w.c.people, &person{principal: principal, caller: c, facts: p.facts, answers: map[*atom]policy.Answer{}})
	}
	return p
}

// arn adds who goes by an ARN, if it is that of a user, role or session.
func (w *crowd) arn(s string) {
	parts := strings.SplitN(s, ":", 6)
	if len(parts) < 6 {
		return
	}
	kind, name, _ := strings.Cut(parts[5], "/")
	switch service := parts[2]; {
	case name == "":
	case service == "iam" && kind == "user":
		w.user(s, parts[4])
	case service == "iam" && kind == "role":
		w.session(s, parts[4], "session")
	case service == "sts" && kind == "federated-user":
		w.federated(s, parts[4])
	case service == "sts" && kind == "assumed-role":
		if role, session, ok := strings.Cut(name, "/"); ok {
			w.session("arn:"+parts[1]+":iam::"+parts[4]+":role/"+role, parts[4], session)
		}
	}
}

// members adds the people of an account: a user, a session and what else there is,
// and one for each class of the ARNs that conditions tell apart.
func (w *crowd) members(partition, account string) {
	head := "arn:" + partition + ":iam::" + account + ":"
	for _, name := range w.names(head + "user/") {
		w.user(name, account)
	}
	for _, name := range w.names(head + "role/") {
		w.session(name, account, "session")
	}
	if len(w.patterns) > 0 || w.c.use == policy.EndpointPolicy {
		for _, name := range w.names("arn:" + partition + ":sts::" + account + ":federated-user/") {
			w.federated(name, account)
		}
	}
	if w.named || w.c.use == policy.ServiceControlPolicy {
		p := w.add(head+"root", policy.Caller{Kind: policy.RootUser, Account: policy.Literal(account), ARN: policy.Literal(head + "root")})
		p.is(head+"root", account, "Account")
	}
}

// names are ARNs that begin so: one that nobody names, and one of each class.
func (w *crowd) names(head string) []string {
	var out []string
	fresh := w.c.fresh[0]
	if len(w.patterns) == 0 {
		name := head + "example"
		for slices.Contains(w.arns, name) {
			name += string(fresh)
		}
		return []string{name}
	}
	list, all := classes(head, callerName, w.patterns, fresh)
	if slices.ContainsFunc(w.patterns, (*sequence).crosses) {
		more, whole := classes(head, callerPath, w.patterns, fresh)
		list, all = append(list, more...), all && whole
	}
	if !all {
		w.c.overflow = "the conditions on aws:PrincipalArn are too many to be told apart"
	}
	for _, name := range list {
		for slices.Contains(w.arns, name) && strings.HasSuffix(name, string(fresh)) {
			name += string(fresh)
		}
		out = append(out, name)
	}
	return out
}

// The names of users and roles have no colon, but their paths may: "any ASCII character
// from the ! (\u0021) through the DEL character" (IAM API reference, CreateUser; "IAM name
// requirements" has fewer, and no proof is made of that). Neither ends in a slash.
var (
	callerName = newSequence([]step{{kind: policy.OneStep, stop: true}, {kind: policy.RunStep, stop: true}})
	callerPath = newSequence([]step{{kind: policy.RunStep}, {kind: policy.CharStep, char: ':'}, {kind: policy.RunStep},
		{kind: policy.CharStep, char: '/'}, {kind: policy.OneStep, stop: true}, {kind: policy.RunStep, stop: true}})
	slashAtEnd = wildSequence("*/")
)

// crosses reports a pattern that may take a colon in a path.
func (q *sequence) crosses() bool {
	colons := 0
	for _, s := range q.steps {
		switch {
		case s.kind == policy.CharStep && s.char == ':':
			colons++
		case s.kind != policy.CharStep && !s.stop && colons < 5:
			return true
		}
	}
	return colons > 5
}

func (w *crowd) user(arn, account string) *person {
	p := w.add(arn, policy.Caller{Kind: policy.User, Account: policy.Literal(account), ARN: policy.Literal(arn)})
	p.is(arn, account, "User")
	p.facts["aws:username"] = fact{state: single, one: arn[strings.LastIndexByte(arn, '/')+1:]}
	return p
}

func (w *crowd) session(role, account, name string) {
	parts := strings.SplitN(role, ":", 6)
	arn := "arn:" + parts[1] + ":sts::" + account + ":assumed-role/" + role[strings.LastIndexByte(role, '/')+1:] + "/" + name
	p := w.add(arn, policy.Caller{Kind: policy.RoleSession, Account: policy.Literal(account), ARN: policy.Literal(arn), Role: policy.Literal(role)})
	p.is(role, account, "AssumedRole")
}

func (w *crowd) federated(arn, account string) {
	parent := strings.Replace(strings.Replace(arn, ":sts:", ":iam:", 1), ":federated-user/", ":user/parent-of-", 1)
	p := w.add(arn, policy.Caller{Kind: policy.FederatedUser, Account: policy.Literal(account), ARN: policy.Literal(arn), Parent: policy.Literal(parent)})
	p.is(arn, account, "FederatedUser")
}

func (p *person) is(arn, account, kind string) {
	p.facts["aws:principalarn"] = fact{state: single, one: arn}
	p.facts["aws:principalaccount"] = fact{state: single, one: account}
	p.facts["aws:principaltype"] = fact{state: single, one: kind}
	p.facts["aws:principalisawsservice"] = fact{state: single, one: "false"}
}

// answer is whether an atom of the caller holds of the person.
func (p *person) answer(a *atom, e *env) policy.Answer {
	if out, ok := p.answers[a]; ok {
		return out
	}
	var out policy.Answer
	if a.cond != nil {
		out = e.answer(a, p.facts[a.cond.key.lower])
	} else {
		out = a.people.MatchStatement(0, &policy.Request{Caller: p.caller, Action: "a:b", Context: &policy.Context{}}).Answer
	}
	if len(a.refs) == 0 {
		p.answers[a] = out
	}
	return out
}
