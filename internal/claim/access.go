package claim

import (
	"errors"
	"fmt"
	"slices"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/proof"
	"ringwall/internal/reach"
	"ringwall/internal/scenario"
)

// AccessQuestion asks whether something can use a resource of the estate.
type AccessQuestion struct {
	// From is a resource that acts (a function, an instance, a service), or a
	// principal, who has no place in the network.
	From string
	To   string
	// Action is the one that is asked for; empty: what reading the resource takes.
	Action string
	// Context is what the asker says of condition keys. May be nil.
	Context *policy.Context
}

// Access is whether something can use a resource: whether its packets get there,
// whether it is permitted, and whether it may use the key. It is Yes if all that is
// asked is, No if any is not.
type Access struct {
	Verdict    proof.Verdict
	Who        *directory.Principal // nil if nobody acts for From, as far as is known
	Source     estate.Resource      // nil for a principal
	Target     estate.Resource
	Network    []Passage
	Permission []Permit
	Key        []Permit
	// NoNetwork, NoPermission and NoKey say why one of these isn't asked for.
	NoNetwork, NoPermission, NoKey string
	// Missing says what is to be added, the most concrete first.
	Missing []string
	Assumed []string
}

// Passage is a way through the network that is needed.
type Passage struct {
	Verdict proof.Verdict
	From    estate.ID
	To      string // a resource's ID, or an AWS service as the names of endpoints have it
	// Why says it where nothing needs to be proved.
	Why  string
	Gaps []estate.Gap
	// Question and Answer are of a way to interfaces; Remedy of one that is blocked.
	Question reach.Question
	Answer   *reach.Answer
	Remedy   *reach.Remedy
	// Service is of a way to an AWS service.
	Service *reach.ServiceAnswer
}

// Permit is one request that must be allowed.
type Permit struct {
	Verdict proof.Verdict
	Action  string
	Target  *directory.Target // nil if Why says it all
	Answer  directory.Answer  // the one that decides
	Asked   directory.Question
	// Why says it where no policy is asked; of Unknown it is the cause.
	Why string
}

// Prover proves what hangs on network and permissions together. It belongs to one
// goroutine.
type Prover struct {
	Estate    *estate.Estate
	Reach     *reach.Model
	Directory *directory.Directory
}

// NotAskableError is a question about a resource that has no answer.
type NotAskableError struct{ Why, Hint string }

func (e *NotAskableError) Error() string { return e.Why }

// Access answers a question. It fails with a [directory.NotFoundError] for names that
// are nobody's, with a [NotAskableError] where no action is known.
func (p *Prover) Access(q AccessQuestion) (*Access, error) {
	a := &Access{}
	if err := p.source(a, q.From); err != nil {
		return nil, err
	}
	to, err := p.Directory.Resource(q.To)
	if err != nil {
		return nil, err
	}
	a.Target = to
	if t := p.terminal(to); t != nil && t.takes(q.Action) {
		err = p.connect(a, q, t)
	} else {
		err = p.call(a, q)
	}
	if err != nil {
		return nil, err
	}
	a.conclude(p.Estate)
	p.missing(a)
	return a, nil
}

// source finds who asks: a principal, or a resource and whom it acts as.
func (p *Prover) source(a *Access, name string) error {
	who, err := p.Directory.Principal(name)
	if err == nil {
		a.Who, a.Source = who, who.By
		return nil
	}
	var unknown *directory.NotFoundError
	r, notFound := p.Directory.Resource(name)
	if notFound != nil || !errors.As(err, &unknown) {
		return err
	}
	if _, ok := r.(estate.Networked); !ok {
		return err
	}
	a.Source = r // a resource without a role, as far as is known
	return nil
}

// conclude joins the parts.
func (a *Access) conclude(e *estate.Estate) {
	out, scenarios := proof.Yes, 0
	join := func(v proof.Verdict, some bool) {
		if some {
			scenarios++
		}
		switch {
		case v == proof.No || out == proof.No:
			out = proof.No
		case v == proof.Unknown:
			out = proof.Unknown
		}
	}
	for _, x := range a.Network {
		join(x.Verdict, x.scenarios())
	}
	for _, x := range append(append([]Permit(nil), a.Permission...), a.Key...) {
		join(x.Verdict, len(x.Answer.Proof.Scenario) > 0)
		a.assume(x.Answer.Assumed...)
	}
	if out == proof.Yes && e.Assume == estate.AssumeAny && scenarios > 1 {
		out = proof.Unknown // each in some scenario, maybe never together
		a.assume("each part holds in some scenario; whether all do in one is not decided")
	}
	a.Verdict = out
}

func (x Passage) scenarios() bool {
	return x.Answer != nil && len(x.Answer.Proof.Scenario) > 0 || x.Service != nil && len(x.Service.Proof.Scenario) > 0
}

func (a *Access) assume(list ...string) {
	for _, s := range list {
		known := false
		for _, have := range a.Assumed {
			known = known || have == s
		}
		if !known {
			a.Assumed = append(a.Assumed, s)
		}
	}
}

// way is one by which requests may come, and in which scenarios.
type way struct {
	directory.Way
	when   scenario.Guard
	counts bool
	open   bool // it isn't known by which way they come
	unsaid bool // it takes no way to a service's endpoint, or there is none
}

// permit asks whether a request is allowed by whichever way it comes: Yes if it is
// by all that count, No if it is by none.
func (p *Prover) permit(a *Access, action string, t *directory.Target, ways []way, c *policy.Context) Permit {
	if a.Who == nil {
		return nobody(a.Source, action)
	}
	out := Permit{Action: action, Target: t}
	none := !slices.ContainsFunc(ways, func(w way) bool { return w.counts })
	counted, allYes, allNo := 0, true, true
	for _, w := range ways {
		q := directory.Question{Principal: a.Who, Action: action, Target: t, Context: c, Within: w.when}
		if !w.open && !w.unsaid {
			q.Way = &w.Way
		}
		answer := p.Directory.Ask(q)
		v := verdictOf(answer.Verdict)
		if v == proof.Yes && w.open && a.Source != nil {
			v = proof.Unknown // an endpoint's policy may have a say
			out.Why = "by which way the request comes is not known, nor what an endpoint's policy says to it"
		}
		if w.counts || none || p.Estate.Assume == estate.AssumeAny {
			counted++
			allYes = allYes && v == proof.Yes
		}
		allNo = allNo && v == proof.No
		if out.Answer.Proof.Verdict == proof.Unknown && out.Answer.Verdict == authz.Unknown || v == proof.Unknown && verdictOf(out.Answer.Verdict) != proof.Unknown {
			out.Answer, out.Asked = answer, q
		}
	}
	switch {
	case counted > 0 && allYes:
		out.Verdict, out.Why = proof.Yes, ""
	case len(ways) > 0 && allNo:
		out.Verdict, out.Why = proof.No, ""
	case out.Why == "" && out.Answer.Verdict != authz.Unknown:
		out.Why = "it hangs on the way that the request takes: by one it is allowed, by another it is not"
	}
	return out
}

// nobody is the answer for a resource that acts as nobody, as far as is known.
func nobody(source estate.Resource, action string) Permit {
	id := string(source.Base().ID)
	out := Permit{Action: action, Why: "with which role " + id + " makes requests is not known"}
	if i, ok := source.(*estate.Instance); ok && estate.IsAbsent(i.Profile).True.IsAlways() && estate.IsAbsent(i.LaunchTemplate).True.IsAlways() {
		out.Verdict, out.Why = proof.No, id+" has no instance profile, so no role to make requests with"
	}
	return out
}

func verdictOf(v authz.Verdict) proof.Verdict {
	switch v {
	case authz.Allowed:
		return proof.Yes
	case authz.ExplicitDeny, authz.ImplicitDeny:
		return proof.No
	}
	return proof.Unknown
}

// anyWay is that of which nothing is known, nor needs to be.
func anyWay() []way { return []way{{counts: true, open: true}} }

// target is what a request is for: the one that a name and an action stand for.
func (p *Prover) target(name, action string) (*directory.Target, error) {
	list, err := p.Directory.Targets(name, action)
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, &NotAskableError{Why: fmt.Sprintf("%q stands for %d resources", name, len(list)), Hint: "name one of them"}
	}
	return list[0], nil
}
