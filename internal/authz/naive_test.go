package authz_test

import (
	"strings"

	"ringwall/internal/policy"
)

// The naive evaluator asks every statement of every document, element by element,
// as AWS's pages and docs/design/14-policy-language.md read, for truth and not for
// speed. It shares the parser with the package, and nothing else.

// naive answers for one request.
type naive struct {
	r    *policy.Request
	keys requestKeys
	// said is told of each condition of a statement all else of which matches.
	said func(policy.Operator, policy.Answer)
}

// outcome of a statement: whether it applies, and how it names the caller.
type outcome struct {
	is    policy.Answer
	named policy.Named
}

// everyNaming is all ways in which a Principal can name a caller.
const everyNaming = policy.ByEveryone | policy.ByAccount | policy.ByRole | policy.BySession | policy.ByUser | policy.ByService | policy.ByProvider | policy.ByCanonical

// where a Version is not known, neither is what ${…} is.
func variablesOf(d policy.Document, s policy.Statement) policy.Answer {
	switch {
	case !s.Variables:
		return policy.No
	case len(d.Version.Holes()) > 0:
		return policy.Unknown
	}
	return policy.Yes
}

// statement puts the request to a statement of a policy of a kind.
func (n naive) statement(d policy.Document, s policy.Statement, layer string, trust, bucket bool) outcome {
	if s.Gap != "" || s.Flaw != "" {
		return outcome{is: policy.Unknown}
	}
	vars := variablesOf(d, s)
	is := n.action(s)
	if is != policy.No {
		is = is.And(n.resource(s, vars, layer, bucket))
	}
	if is == policy.No {
		return outcome{is: policy.No}
	}
	p, named := n.principal(s, layer, trust)
	is = is.And(p)
	before := is
	for _, c := range s.Conditions {
		if is == policy.No {
			break
		}
		a := n.condition(c, vars)
		if before == policy.Yes && n.said != nil {
			n.said(c.Operator, a)
		}
		is = is.And(a)
	}
	return outcome{is, named}
}

func some[T any](list []T, ask func(T) policy.Answer) policy.Answer {
	out := policy.No
	for _, t := range list {
		if out = out.Or(ask(t)); out == policy.Yes {
			break
		}
	}
	return out
}

func is(b bool) policy.Answer {
	if b {
		return policy.Yes
	}
	return policy.No
}

func (n naive) action(s policy.Statement) policy.Answer {
	one := func(t policy.Text) policy.Answer {
		p, known := t.Known()
		service, name, found := strings.Cut(p, ":")
		if !known || p != "*" && (!found || service == "" || name == "" || strings.Contains(p, "${") || strings.ContainsAny(name, ": ") || strings.Contains(service, " ")) {
			return policy.Unknown
		}
		return is(fits(strings.ToLower(p), strings.ToLower(n.r.Action)))
	}
	switch {
	case s.NotActions != nil && len(s.NotActions) == 0, s.NotActions == nil && s.Actions == nil:
		return policy.Unknown
	case s.NotActions != nil:
		return some(s.NotActions, one).Not()
	}
	return some(s.Actions, one)
}

// fits matches the simplest way that there is.
func fits(p, s string) bool {
	switch {
	case p == "":
		return s == ""
	case p[0] == '*':
		return fits(p[1:], s) || s != "" && fits(p, s[1:])
	}
	return s != "" && (p[0] == '?' || p[0] == s[0]) && fits(p[1:], s[1:])
}

// fitsWithin is fits with no wildcard across the first five colons, but for a *
// at the end of its segment.
func fitsWithin(p, s string, colons int) bool {
	if p == "" {
		return s == ""
	}
	free := colons >= 5
	switch {
	case p[0] == '*':
		after := strings.TrimLeft(p, "*")
		last := free || after == "" || after[0] == ':'
		return fitsWithin(p[1:], s, colons) || s != "" && (last || s[0] != ':') && fitsWithin(p, s[1:], colons)
	case s == "":
		return false
	case p[0] == '?':
		return (free || s[0] != ':') && fitsWithin(p[1:], s[1:], colons)
	case p[0] == ':':
		colons++
	}
	return p[0] == s[0] && fitsWithin(p[1:], s[1:], colons)
}

func (n naive) resource(s policy.Statement, vars policy.Answer, layer string, bucket bool) policy.Answer {
	one := func(t policy.Text) policy.Answer { return n.oneResource(t, vars) }
	switch {
	case s.NotResources != nil && len(s.NotResources) == 0:
		return policy.Unknown
	case s.NotResources != nil:
		return some(s.NotResources, one).Not()
	case s.Resources == nil:
		return is(layer == "resource" && !bucket).Or(policy.Unknown)
	}
	return some(s.Resources, one)
}

func (n naive) oneResource(t policy.Text, vars policy.Answer) policy.Answer {
	p, known := t.Known()
	if known && !strings.HasPrefix(p, "*") && !strings.HasPrefix(p, "arn:*") {
		parts := strings.SplitN(p, ":", 6)
		if parts[0] != "arn" || len(parts) < 6 && !strings.HasSuffix(p, "*") {
			return policy.Unknown
		}
	}
	s, told := n.r.Resource.Known()
	if known && told && (vars == policy.No || !strings.Contains(p, "${")) {
		switch {
		case !fits(p, s):
			return policy.No
		case fitsWithin(p, s, 0):
			return policy.Yes
		}
		return policy.Unknown
	}
	a, _ := n.text(t, n.r.Resource, vars, true, false)
	if a != policy.Yes {
		return a
	}
	for i, part := range pieces(t, vars != policy.No) {
		literal := literals(part)
		crossing := strings.Contains(literal, "?") || strings.Contains(strings.TrimRight(literal, "*"), "*")
		if early := vars != policy.No && hasVariable(literal); i < 5 && (crossing || early) {
			return policy.Unknown
		}
	}
	return policy.Yes
}

// principal answers for Principal and NotPrincipal.
func (n naive) principal(s policy.Statement, layer string, trust bool) (policy.Answer, policy.Named) {
	needs := layer == "resource" || layer == "rcp"
	takes := needs || layer == "endpoint"
	there := s.Principal != nil || s.NotPrincipal != nil
	switch {
	case there && !takes, !there && needs, s.NotPrincipal != nil && trust:
		return policy.Unknown, policy.Named{Maybe: everyNaming}
	case !there:
		return policy.Yes, policy.Named{}
	case s.NotPrincipal != nil:
		named := n.names(s.NotPrincipal)
		if s.IsDeny() == policy.Yes && n.r.Caller.Kind != policy.RootUser && named == (policy.Named{Sure: policy.ByAccount}) && n.others(s.NotPrincipal) {
			return policy.Yes, policy.Named{}
		}
		return n.spared(named, s.IsDeny()).Not(), policy.Named{}
	}
	named := n.names(s.Principal)
	return named.Answer(), named
}

// others tells whether a list names people of the caller's account.
func (n naive) others(p *policy.Principals) bool {
	for _, t := range p.AWS {
		parts := strings.SplitN(t.String(), ":", 6)
		if len(parts) == 6 && parts[4] == n.r.Caller.Account.String() && parts[5] != "root" {
			return true
		}
	}
	return false
}

// spared answers whether a NotPrincipal leaves the caller out.
func (n naive) spared(named policy.Named, deny policy.Answer) policy.Answer {
	c := &n.r.Caller
	need := map[policy.CallerKind]policy.Naming{
		policy.RootUser: policy.ByAccount, policy.User: policy.ByUser | policy.ByAccount,
		policy.RoleSession: policy.BySession | policy.ByRole | policy.ByAccount, policy.FederatedUser: policy.BySession | policy.ByUser | policy.ByAccount,
		policy.ServiceCaller: policy.ByService, policy.TokenBearer: policy.ByProvider, policy.Anonymous: policy.ByEveryone,
	}[c.Kind]
	boundable := c.Kind == policy.User || c.Kind == policy.RoleSession || c.Kind == policy.FederatedUser
	switch {
	case deny == policy.Yes && c.Bounded == policy.Yes:
		return policy.No
	case deny == policy.Unknown && c.Bounded == policy.Yes:
		return policy.Unknown
	case named.Answer() == policy.No:
		return policy.No
	case deny != policy.No && c.Bounded == policy.Unknown && boundable:
		return policy.Unknown
	case named.Sure&policy.ByEveryone != 0 || named.Sure&need == need:
		return policy.Yes
	case deny == policy.No && named.Sure&^policy.ByAccount != 0:
		return policy.Yes
	}
	return policy.Unknown
}

// names says how a list names the caller.
func (n naive) names(p *policy.Principals) policy.Named {
	var out policy.Named
	add := func(a policy.Answer, by policy.Naming) {
		switch a {
		case policy.Yes:
			out.Sure |= by
		case policy.Unknown:
			out.Maybe |= by
		}
	}
	c := &n.r.Caller
	everyone := func() { add(is(c.Kind != policy.TokenBearer).Or(policy.Unknown), policy.ByEveryone) }
	if p.Star {
		everyone()
	}
	same := func(t policy.Text, s string) policy.Answer {
		if t.IsZero() {
			return policy.Unknown
		}
		return is(t.String() == s)
	}
	person := c.Kind == policy.RootUser || c.Kind == policy.User || c.Kind == policy.RoleSession || c.Kind == policy.FederatedUser
	for _, t := range p.AWS {
		s := t.String()
		parts := strings.SplitN(s, ":", 6)
		switch {
		case s == "*":
			everyone()
		case strings.ContainsAny(s, "*?"):
			out.Maybe |= everyNaming
		case len(parts) == 1 && len(s) == 12:
			add(is(person && c.Account.String() == s), policy.ByAccount)
		case len(parts) < 6: // a unique ID
		case parts[5] == "root":
			add(is(person && c.Account.String() == parts[4]), policy.ByAccount)
		case strings.HasPrefix(parts[5], "user/") && c.Kind == policy.User:
			add(same(c.ARN, s), policy.ByUser)
		case strings.HasPrefix(parts[5], "user/") && c.Kind == policy.FederatedUser:
			add(same(c.Parent, s), policy.ByUser)
		case strings.HasPrefix(parts[5], "federated-user/") && c.Kind == policy.FederatedUser:
			add(same(c.ARN, s), policy.BySession)
		case strings.HasPrefix(parts[5], "role/") && c.Kind == policy.RoleSession:
			add(is(sameRole(c.Role.String(), parts[4], lastOf(parts[5]))), policy.ByRole)
		case strings.HasPrefix(parts[5], "assumed-role/") && c.Kind == policy.RoleSession:
			a := is(c.ARN.String() == s)
			if c.ARN.IsZero() {
				a = is(sameRole(c.Role.String(), parts[4], strings.Split(parts[5], "/")[1])).And(policy.Unknown)
			}
			add(a, policy.BySession)
		}
	}
	for _, t := range p.Service {
		for _, s := range c.Services {
			add(is(c.Kind == policy.ServiceCaller && t.String() == s), policy.ByService)
		}
	}
	for _, t := range p.Federated {
		for _, provider := range c.Providers {
			a := same(provider, t.String())
			if strings.ContainsAny(t.String(), "*?") {
				a = policy.Unknown
			}
			add(a, policy.ByProvider)
		}
	}
	for _, t := range p.CanonicalUser {
		if person {
			add(same(c.Canonical, t.String()), policy.ByCanonical)
		}
	}
	return out
}

func sameRole(arn, account, name string) bool {
	parts := strings.SplitN(arn, ":", 6)
	return len(parts) == 6 && parts[4] == account && lastOf(parts[5]) == name
}

func lastOf(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }
