package identity

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// The functions of this file put invariants of an organisation to its policies.

// wantOrganisation says how to show an organisation.
const wantOrganisation = "aws organizations describe-organization, list-roots, list-accounts, list-policies and describe-policy into a folder (docs/accounts.md), or load the stack that holds it"

// members are the accounts of the organisation that its policies are for; false,
// with the control left unknown, if the sources hold no organisation.
func members(p *review.Pass) ([]directory.Member, bool) {
	d := p.Shared.Directory()
	if !d.HasOrganisation() {
		p.NotVisible("the sources hold no organisation", wantOrganisation)
		return nil, false
	}
	all := d.Members()
	out := slices.DeleteFunc(slices.Clone(all), func(m directory.Member) bool { return m.Management })
	if len(out) == 0 {
		p.NotVisible("the sources hold no member account of the organisation", "aws organizations list-accounts, or load the stack that holds them")
		return nil, false
	}
	return out, true
}

// passage is a request that an organisation's policies let through, or maybe.
type passage struct {
	limit directory.Limit
	is    directory.Limited
}

// breach is how an invariant fails in an account: what gets through.
type breach struct {
	says  string // "the root user may do …"
	bad   estate.Truth
	facts []string
	at    estate.Origin
}

// callers are who may make requests in an account.
var callers = []policy.CallerKind{policy.RoleSession, policy.User, policy.RootUser}

func callerName(k policy.CallerKind) string {
	switch k {
	case policy.RoleSession:
		return "a role"
	case policy.User:
		return "a user"
	case policy.RootUser:
		return "the root user"
	case policy.Anonymous:
		return "anybody without credentials"
	}
	return "a caller"
}

// probe asks which of some actions an organisation's policies leave to some
// callers.
func probe(d *directory.Directory, like directory.Limit, kinds []policy.CallerKind, actions []string) (passages []passage, bad estate.Truth) {
	bad = estate.No()
	for _, action := range actions {
		for _, kind := range kinds {
			like.Action, like.Caller = action, kind
			is := d.Limited(like)
			if is.Verdict == authz.ExplicitDeny || is.Verdict == authz.ImplicitDeny {
				continue
			}
			bad = bad.Or(is.Truth)
			passages = append(passages, passage{like, is})
		}
	}
	return passages, bad
}

// breachOf tells of what gets through, surely if something does: who, what, with
// which condition keys, and the statements that should have denied it.
func breachOf(d *directory.Directory, passages []passage, bad estate.Truth, where string) breach {
	sure := slices.DeleteFunc(slices.Clone(passages), func(x passage) bool { return x.is.Verdict != authz.Allowed })
	told := sure
	if len(told) == 0 {
		told = passages
	}
	out := breach{bad: bad}
	var who, what []string
	for _, x := range told {
		if n := callerName(x.limit.Caller); !slices.Contains(who, n) {
			who = append(who, n)
		}
		if !slices.Contains(what, x.limit.Action) {
			what = append(what, x.limit.Action)
		}
	}
	first := told[0]
	out.says = join(who, "or") + " may do " + some(what) + where + with(first.is.Given)
	out.facts = shouldHave(d, first.limit, what)
	if len(out.facts) == 0 {
		out.facts = append(out.facts, "no statement of a policy above the account denies "+what[0])
	}
	out.at = placeOf(d, first.limit, what[0])
	return out
}

func join(words []string, and string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + and + " " + words[len(words)-1]
}

// some lists a few names.
func some(names []string) string {
	const most = 4
	if len(names) > most+1 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d others", len(names)-most)
	}
	return join(names, "and")
}

// with tells of the condition keys with which a request gets through.
func with(given []directory.Entry) string {
	var out []string
	for _, e := range given {
		if e.Absent {
			out = append(out, "without "+e.Key)
		} else {
			out = append(out, "with "+e.Key+"="+strings.Join(e.Values, ","))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

// shouldHave are the statements that deny some of the actions, but not to this
// caller, or not in these circumstances.
func shouldHave(d *directory.Directory, l directory.Limit, actions []string) []string {
	var out []string
	for _, s := range d.Denies(l) {
		spoken := slices.DeleteFunc(slices.Clone(actions), func(a string) bool { return !speaksOf(s.Statement, a) })
		if len(spoken) > 0 {
			out = append(out, "statement "+label(s)+" denies "+some(spoken)+", but not then")
		}
	}
	return out
}

func placeOf(d *directory.Directory, l directory.Limit, action string) estate.Origin {
	for _, s := range d.Denies(l) {
		if pos := s.Statement.Pos; speaksOf(s.Statement, action) && pos != (policy.Position{}) {
			return estate.Origin{File: pos.File, Line: pos.Line, Column: pos.Column}
		}
	}
	return estate.Origin{}
}

func label(s directory.Deny) string {
	out := s.Policy
	if sid, ok := s.Statement.Sid.Known(); ok && sid != "" {
		out = sid + " of " + out
	}
	if s.Statement.Pos != (policy.Position{}) {
		out += " (" + s.Statement.Pos.String() + ")"
	}
	return out
}

func speaksOf(s policy.Statement, action string) bool {
	return s.TouchesAction(policy.ActionPattern(policy.Literal(action))) != policy.No
}

// accountName is what a person calls an account.
func accountName(m directory.Member) string {
	if t, ok := m.Resource.AccountName.Known(); ok {
		if s, ok := t.Known(); ok && s != "" {
			return s
		}
	}
	return string(m.Resource.ID)
}

// judgeMembers makes one finding of the accounts in which an invariant fails in the
// same way.
func judgeMembers(p *review.Pass, in []directory.Member, ask func(directory.Member) []breach, s finding.Severity) {
	type group struct {
		breaches []breach
		members  []directory.Member
	}
	var groups []*group
	index := map[string]*group{}
	for _, m := range in {
		breaches := ask(m)
		if len(breaches) == 0 {
			p.Good(m.Resource)
			continue
		}
		key := ""
		for _, b := range breaches {
			key += b.says + "\n" + strings.Join(b.facts, "\n") + "\n" + fmt.Sprint(!b.bad.True.IsNever())
		}
		g := index[key]
		if g == nil {
			g = &group{breaches: breaches}
			index[key] = g
			groups = append(groups, g)
		}
		g.members = append(g.members, m)
	}
	for _, g := range groups {
		judgeGroup(p, g.members, g.breaches, s)
	}
}

func judgeGroup(p *review.Pass, in []directory.Member, breaches []breach, s finding.Severity) {
	bad := estate.No()
	var says, names []string
	d := review.Detail{Severity: s, Weighed: true}
	sure := slices.DeleteFunc(slices.Clone(breaches), func(b breach) bool { return b.bad.True.IsNever() })
	told := sure
	if len(told) == 0 {
		told = breaches
	}
	for _, b := range breaches {
		bad = bad.Or(b.bad)
	}
	for _, b := range told {
		says = append(says, b.says)
		for _, f := range b.facts {
			if !slices.Contains(d.Facts, f) {
				d.Facts = append(d.Facts, f)
			}
		}
		if d.At.IsZero() {
			d.At = b.at
		}
	}
	for i, m := range in {
		names = append(names, accountName(m))
		if i > 0 {
			d.Also = append(d.Also, m.Resource.ID)
		}
	}
	d.Key = review.Listed(says)
	d.Message = "in " + plural(len(names), "account ", "accounts ") + some(names) + " " + strings.Join(says, "; ")
	p.Judge(in[0].Resource, bad, d)
	for _, m := range in[1:] { // counted, and told by the one finding
		p.Count(m.Resource, bad)
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
