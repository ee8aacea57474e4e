package cli

import (
	"fmt"
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/call"
	"ringwall/internal/authz/directory"
	"ringwall/internal/authz/question"
	"ringwall/internal/catalog"
	"ringwall/internal/policy"
	"ringwall/internal/report"
)

// answerCall answers for all that one API call asks permission for: the action on
// each resource that it takes, roles that it passes, keys that it uses. Resources
// that are not named among those of the question and with are all of the caller's
// account.
func (d *desk) answerCall(q *question.Question, with []string) (*report.Permission, error) {
	if err := d.exist(with); err != nil {
		return nil, err
	}
	out := &report.Permission{Subject: d.subject, Principal: q.Principal, Action: q.Request.Action, Resource: q.Resource, Verdict: "allowed", Reason: "allowed"}
	for _, n := range call.Needs(d.defined.Catalog, q.Request.Action) {
		part, err := d.need(q, n, with)
		if err != nil {
			return nil, err
		}
		part.If = n.If
		out.Parts = append(out.Parts, part)
		out.Principal, out.By, out.Assumed = part.Principal, part.By, union(out.Assumed, part.Assumed)
		switch {
		case n.If != "": // some calls don't ask for it
		case part.Verdict == "denied":
			out.Verdict, out.Reason = "denied", part.Reason
		case part.Verdict != "allowed" && out.Verdict == "allowed":
			out.Verdict, out.Reason = "unknown", ""
		}
	}
	return out, nil
}

// exist refuses names that are nothing's: a resource that was misspelt would stand
// for any of its kind.
func (d *desk) exist(names []string) error {
	for _, name := range names {
		switch {
		case strings.HasPrefix(name, "arn:"):
		case d.directory == nil:
			return wrong("--with arn:aws:iam::111122223333:role/app; names need an estate: -e SOURCE", "--with: found %q, expected an ARN", name)
		default:
			if _, err := d.directory.Resource(name); err != nil {
				return fmt.Errorf("--with: %w", err)
			}
		}
	}
	return nil
}

// union are two lists as one, each entry once.
func union(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// need answers for one permission of a call.
func (d *desk) need(q *question.Question, n call.Need, with []string) (*report.Permission, error) {
	one := *q
	request := *q.Request
	request.Action = n.Action
	one.Request = &request
	if !strings.EqualFold(n.Action, q.Request.Action) {
		one.Resource = ""
	}
	if n.PassedTo != "" {
		request.Context = &policy.Context{}
		request.Context.Take(q.Request.Context)
		request.Context.Set("iam:PassedToService", policy.Literal(n.PassedTo))
	}
	pattern, named := d.needed(&one, n, with)
	if d.directory == nil {
		return d.needOfFiles(&one, pattern, named), nil
	}
	if account, known := d.homeOf(q); known && !named && pattern != "*" && request.ResourceAccount.IsZero() {
		request.ResourceAccount = policy.Literal(account) // also of what has none in its ARN, as images
	}
	one.Resource = pattern
	part, err := d.ofEstate(&one, true)
	if err != nil {
		return nil, err
	}
	part.Action = n.Action
	if part.Resource == "" {
		part.Resource = pattern
	}
	return part, nil
}

// needed is the resource that a permission of a call is for: the one that was named
// and is of its types, else all of them in the account.
func (d *desk) needed(q *question.Question, n call.Need, with []string) (pattern string, named bool) {
	if len(n.On) == 0 {
		return "*", false
	}
	for _, name := range append([]string{q.Resource}, with...) {
		if name == "" {
			continue
		}
		arn := name
		if d.directory != nil && !strings.HasPrefix(name, "arn:") {
			targets, err := d.directory.Targets(name, n.Action)
			if err != nil {
				continue // of another type
			}
			arn = sampleOf(targets[0])
		}
		for _, t := range d.defined.TypesOf(strings.NewReplacer("*", "x", "?", "x").Replace(arn)) {
			for _, on := range n.On {
				if t.Name == on {
					return name, true
				}
			}
		}
	}
	service, _, _ := strings.Cut(n.Action, ":")
	t, ok := d.defined.Type(service, n.On[0])
	if !ok || len(t.ARNs) == 0 {
		return "*", false
	}
	account, known := d.homeOf(q)
	if !known {
		account = "*"
	}
	return patternOf(t.ARNs[0], account), false
}

// homeOf is the account of who asks.
func (d *desk) homeOf(q *question.Question) (string, bool) {
	if d.directory != nil {
		if who, err := d.principal(q.Principal, q.Request.Action); err == nil {
			return who.Account()
		}
	}
	account, known := q.Request.Caller.Account.Known()
	return account, known && account != ""
}

// sampleOf is the ARN of a target with something in the place of what isn't known.
func sampleOf(t *directory.Target) string {
	return catalog.Fill(t.Name, func(string) string { return "x" })
}

// patternOf is the form of a type's ARNs as a pattern of those in an account.
func patternOf(form, account string) string {
	return catalog.Fill(form, func(name string) string {
		switch name {
		case "Partition":
			return "aws"
		case "Account":
			return account
		}
		return "*"
	})
}

// needOfFiles answers for one permission of a call from policies that are given. A
// resource's policy is that of the resource that was named.
func (d *desk) needOfFiles(q *question.Question, pattern string, named bool) *report.Permission {
	policies := *q.Policies
	q.Request.Resource = policy.EachOf(pattern)
	if pattern == "*" && d.whole(q.Request.Action) {
		q.Request.Resource = policy.Literal("*")
	}
	if !named || pattern != q.Resource {
		policies.Resource = nil
		q.Request.ResourceAccount = q.Request.Caller.Account
	}
	x := d.decider.Explain(q.Request, &policies)
	p := permission(x.Decision)
	p.Because = append(p.Because, whyNot(x.Decision)...)
	p.Near = nearOf(x)
	p.Principal, p.Action, p.Resource = q.Principal, q.Request.Action, pattern
	if x.Decision.Verdict == authz.Unknown {
		p.Reason = ""
	}
	return p
}
