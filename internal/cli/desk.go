package cli

import (
	"cmp"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/authz/question"
	"ringwall/internal/catalog"
	"ringwall/internal/policy"
	"ringwall/internal/report"
)

// desk is where questions about permissions are answered: by the policies that come
// with them and, if there is one, by an estate.
type desk struct {
	subject   *report.Subject
	directory *directory.Directory // nil without an estate
	defined   definitions
	decider   authz.Decider
}

// newDesk opens a desk; the subject is nil if there is no estate.
func (a *app) newDesk(subject *report.Subject) (*desk, error) {
	defined, err := a.definitions()
	if err != nil {
		return nil, err
	}
	d := &desk{subject: subject, defined: defined, decider: directory.Decider(defined.Catalog)}
	if subject != nil {
		managed, err := catalog.Managed()
		if err != nil {
			return nil, err
		}
		d.directory = directory.New(subject.Estate, defined.Catalog, managed)
	}
	return d, nil
}

// reader reads requests as they are asked here.
func (d *desk) reader(name string, text []byte) *question.Reader {
	r := question.NewReader(name, text)
	r.Whole, r.Names = d.whole, d.directory != nil
	return r
}

// whole reports the actions that are known not to be checked on single resources.
func (d *desk) whole(action string) bool {
	known, ok := d.defined.Action(action)
	return ok && !known.ResourceLevel()
}

// answer answers one question; explained with the statements that came near.
func (d *desk) answer(q *question.Question, explain bool) (*report.Permission, error) {
	var p *report.Permission
	if d.directory == nil {
		decision := d.decider.Decide(q.Request, q.Policies)
		p = permission(decision)
		p.Because = append(p.Because, whyNot(decision)...)
		if explain && decision.Verdict == authz.ImplicitDeny {
			p.Near = nearOf(d.decider.Explain(q.Request, q.Policies))
		}
	} else {
		var err error
		if p, err = d.ofEstate(q, explain); err != nil {
			return nil, err
		}
	}
	p.Subject, p.ID, p.Expect = d.subject, q.ID, q.Expect
	p.Principal, p.Action, p.Resource = cmp.Or(p.Principal, q.Principal), q.Request.Action, cmp.Or(p.Resource, q.Resource)
	p.Met = p.Expect == p.Verdict || p.Expect == p.Reason && p.Reason != ""
	return p, nil
}

// ofEstate answers a question whose principal and resource are of the estate.
func (d *desk) ofEstate(q *question.Question, explain bool) (*report.Permission, error) {
	who, err := d.principal(q.Principal, q.Request.Action)
	if err != nil {
		return nil, err
	}
	targets, err := d.directory.Targets(q.Resource, q.Request.Action)
	if err != nil {
		return nil, err
	}
	ask := directory.Question{Principal: who, Action: q.Request.Action, Context: q.Request.Context, ResourceAccount: q.Request.ResourceAccount, Given: q.Policies}
	var parts []*report.Permission
	for _, t := range d.directory.TargetsOf(who, targets) {
		ask.Target = t
		answer := d.directory.Ask(ask)
		p := d.permissionOf(answer, who, t)
		if explain {
			p.Near = nearOf(d.directory.Explain(ask, answer))
		}
		parts = append(parts, p)
	}
	return together(parts), nil
}

// principal finds who is meant; for AssumeRoleWithSAML and AssumeRoleWithWebIdentity
// an identity provider.
func (d *desk) principal(name, action string) (*directory.Principal, error) {
	if strings.HasPrefix(strings.ToLower(action), "sts:assumerolewith") {
		if c, ok := question.Caller(name, action); ok && c.Kind == policy.TokenBearer {
			return directory.Provider(name), nil
		}
	}
	return d.directory.Principal(name)
}

// permissionOf is an answer for the report.
func (d *desk) permissionOf(a directory.Answer, who *directory.Principal, t *directory.Target) *report.Permission {
	p := permission(a.Decision)
	p.Principal, p.Resource = who.Name, t.Name
	if who.By != nil {
		p.By = string(who.By.Base().ID)
	}
	p.Assumed, p.Scenario, p.Defaults = a.Assumed, a.Proof.Scenario, a.Proof.Assumed
	if a.Verdict == authz.Unknown {
		p.Verdict, p.Reason, p.Missing = "unknown", "", nil
		p.Gaps = a.Proof.Gaps
		if len(p.Gaps) == 0 {
			p.Because = append(p.Because, whyNot(a.Decision)...)
		}
	}
	return p
}

// together is the answer for all of several resources: allowed if all are, denied
// if all are, else unknown, with each of them.
func together(parts []*report.Permission) *report.Permission {
	if len(parts) == 1 {
		return parts[0]
	}
	out := *parts[0]
	out.Resource, out.Parts = "", parts
	for _, p := range parts[1:] {
		if p.Verdict != out.Verdict {
			out = report.Permission{Principal: out.Principal, By: out.By, Verdict: "unknown", Parts: parts}
			break
		}
	}
	out.Assumed = nil
	for _, p := range parts {
		out.Assumed = union(out.Assumed, p.Assumed)
	}
	if out.Verdict == "unknown" {
		out.Gaps = nil
		out.Because = []string{summary(parts)}
	}
	return &out
}

// summary counts the verdicts of resources: "allowed on 2 resources, denied on 1".
func summary(parts []*report.Permission) string {
	count := map[string]int{}
	for _, p := range parts {
		count[p.Verdict]++
	}
	var words []string
	for _, v := range []string{"allowed", "denied", "unknown"} {
		if n := count[v]; n > 0 {
			words = append(words, v+" on "+counts(n, "resource"))
		}
	}
	return strings.Join(words, ", ")
}

func counts(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return itoa(n) + " " + what
}

// permission is a decision for the report, without the causes of an unknown one.
func permission(d authz.Decision) *report.Permission {
	p := &report.Permission{Layer: d.Layer.String()}
	switch d.Verdict {
	case authz.Allowed:
		p.Verdict, p.Reason = "allowed", "allowed"
	case authz.ExplicitDeny, authz.ImplicitDeny:
		p.Verdict, p.Reason = "denied", d.Verdict.String()
	default:
		p.Verdict = "unknown"
	}
	for _, s := range d.Statements {
		p.Statements = append(p.Statements, statementOf(s))
	}
	switch {
	case d.Why != "":
		p.Because = append(p.Because, d.Why)
	case d.Verdict == authz.ImplicitDeny:
		p.Missing = append(p.Missing, "an Allow that applies in the "+d.Layer.String()+" policies")
	}
	return p
}

// whyNot are the causes for which a decision is open.
func whyNot(d authz.Decision) []string {
	var out []string
	for _, c := range d.Causes {
		out = append(out, openCause(c))
	}
	return out
}

// resourceOf is what a principal is for machines.
func (d *desk) resourceOf(p *directory.Principal) report.Resource {
	out := report.Resource{ID: p.Name, ARN: p.Name}
	if p.Resource != nil {
		c := p.Resource.Base()
		out = report.Resource{ID: string(c.ID), Type: c.Type, Account: c.Account.String(), Region: c.Region.String(), ARN: p.Name}
	} else if !strings.HasPrefix(p.Name, "arn:") {
		out.ARN = ""
	}
	return out
}
