package identity

import (
	"slices"
	"strings"

	"ringwall/internal/authz"
	"ringwall/internal/authz/directory"
	"ringwall/internal/authz/escalation"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/proof"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// The functions of this file say how a principal comes to rights that it was not
// given: the controls on privilege escalation each take the paths of one kind.

// judgePaths judges every user and role by its way to an administrator: mine picks
// the paths that the control is about, fix says what to do of one.
func judgePaths(p *review.Pass, mine func(escalation.Path) bool, fix func(*review.Pass, escalation.Path) string) {
	if !actsAnyone(p.Estate) {
		return
	}
	g := p.Shared.Escalation()
	var open []string
	for _, gap := range p.Estate.Open { // what is not read may hold policies, too
		open = append(open, gap.Cause())
	}
	for _, who := range p.Shared.Directory().Principals() {
		if names := g.Unread(who); len(names) > 0 {
			open = append(open, names...)
		}
		path, ok := g.Path(who)
		switch {
		case !ok:
			p.Good(who.Resource)
			continue
		case !mine(path) && path.Verdict == authz.Allowed:
			p.Good(who.Resource)
			continue
		case !mine(path): // of what is not known another control tells
			p.Count(who.Resource, pathTruth(p, who, path))
			continue
		}
		d := review.Detail{Message: pathMessage(p, path), Steps: pathSteps(path), Fix: fix(p, path), Key: pathKey(path)}
		if len(d.Steps) > 0 {
			d.At = d.Steps[0].Origin
		}
		if service := onlyFor(p, who); service != "" {
			d.Severity, d.Weighed = finding.Low, true
			d.Message += "; only " + service + " takes the role, and runs AWS's own code with it"
		}
		p.Judge(who.Resource, pathTruth(p, who, path), d)
	}
	if len(open) > 0 {
		p.NotVisible("what is not read may give users and roles more: "+fewOf(open), wayOn(p.Estate.Open, len(open)))
	}
}

// wayOn is what settles all that is not read: what settles each gap of the sources,
// where that is one thing and nothing else is open.
func wayOn(gaps []estate.Gap, all int) string {
	const other = "add it to the sources"
	if len(gaps) != all {
		return other
	}
	for _, g := range gaps {
		if g.Variable == nil || g.Variable.Settle == "" || g.Variable.Settle != gaps[0].Variable.Settle {
			return other
		}
	}
	return gaps[0].Variable.Settle
}

// ownCode are services that act by AWS's own code with the roles they take, whatever
// their customers ask of them.
func ownCode() []string {
	return []string{
		"application-autoscaling", "autoscaling", "backup", "config", "codedeploy", "delivery.logs", "dlm", "ecs", "eks", "elasticbeanstalk",
		"export.rds", "guardduty", "inspector", "monitoring.rds", "rds", "replicator", "spotfleet", "vpc-flow-logs",
	}
}

// onlyFor is the service that alone takes a role, if it acts by AWS's own code: to
// come to the role's rights takes more than a request to the service.
func onlyFor(p *review.Pass, who *directory.Principal) string {
	role, ok := who.Resource.(*estate.Role)
	if !ok {
		return ""
	}
	service := ""
	answer, _ := p.AskDocument(role.Trust, func(d policy.Document) policy.Result {
		for _, t := range policy.TrustsAccounts(d) {
			name, known := t.Name.Known()
			short, _, _ := strings.Cut(name, ".amazonaws.com")
			if t.Kind != policy.TrustService || !known || !slices.Contains(ownCode(), short) {
				return policy.Result{Answer: policy.No}
			}
			service = name
		}
		return policy.Result{Answer: policy.Yes}
	})
	if !answer.True.IsAlways() {
		return ""
	}
	return service
}

// actsAnyone reports whether the estate has a user or a role at all.
func actsAnyone(e *estate.Estate) bool {
	return len(estate.All[*estate.Role](e))+len(estate.All[*estate.User](e)) > 0
}

func pathTruth(p *review.Pass, who *directory.Principal, path escalation.Path) estate.Truth {
	if path.Verdict == authz.Allowed {
		return estate.Holds(who.When())
	}
	out := estate.No()
	for _, hop := range path.Hops {
		for _, gap := range hop.Gaps {
			out = out.Or(estate.Maybe(better(p, hop, gap)))
		}
	}
	if len(out.Gaps) == 0 {
		out = estate.Maybe(review.Gap("the permissions of "+who.Name, "a condition decides", "", who.Resource.Base().Origin))
	}
	return out
}

// better is a gap that names what the user can settle: a parameter in the statement
// that is open, or the name that AWS makes, in the place of the account's id, which
// the whole text of an ARN hangs on first.
func better(p *review.Pass, hop *escalation.Hop, gap estate.Gap) estate.Gap {
	if gap.Variable == nil || !strings.HasPrefix(gap.Variable.Name, "AWS::") {
		return gap
	}
	for _, r := range hop.Requests {
		for _, g := range p.Shared.Directory().Grants(hop.From, r.Action) {
			for _, t := range g.Statement.Resources {
				for _, hole := range t.Holes() {
					i := slices.IndexFunc(p.Estate.Parameters, func(v *scenario.Variable) bool { return v.Name == hole })
					if i >= 0 {
						return estate.Gap{Variable: p.Estate.Parameters[i], Origin: gap.Origin}
					}
				}
			}
		}
	}
	return review.Gap("the name of "+hop.From.Resource.Base().Logical, "AWS makes it, and the statement speaks of some names", "", gap.Origin)
}

// pathMessage is the path in a sentence: "can pass Admin to a new function, which it
// invokes (iam:PassRole, …), and so become administrator".
func pathMessage(p *review.Pass, path escalation.Path) string {
	var out []string
	for _, hop := range path.Hops {
		out = append(out, hopWords(hop))
	}
	s := "can " + strings.Join(out, ", then ")
	last := path.Hops[len(path.Hops)-1]
	if last.To == nil {
		return s + ": any permission it likes"
	}
	return s + ", which is an administrator"
}

// pathKey is what tells the ways of one principal apart.
func pathKey(path escalation.Path) string {
	var out []string
	for _, hop := range path.Hops {
		out = append(out, hop.Method.Name+hopActions(hop))
		if hop.To != nil {
			out = append(out, hop.To.Resource.Base().Logical)
		}
	}
	return strings.Join(out, "\n")
}

func hopWords(hop *escalation.Hop) string {
	m, to := hop.Method, ""
	if hop.To != nil {
		to = hop.To.Resource.Base().Logical
	}
	switch {
	case m.Kind == escalation.Pass:
		return "pass role " + to + " to " + m.Name + hopActions(hop)
	case m.Kind == escalation.Code && hop.Carrier != nil:
		return m.Name + " " + hop.Carrier.Base().Logical + hopActions(hop) + " and so act as " + to
	case to != "":
		return m.Name + " " + to + hopActions(hop)
	}
	return m.Name + hopActions(hop)
}

// hopActions are the actions of a hop, each once.
func hopActions(hop *escalation.Hop) string {
	var out []string
	for _, r := range hop.Requests {
		if len(out) == 0 || out[len(out)-1] != r.Action {
			out = append(out, r.Action)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, ", ") + ")"
}

// pathSteps are the requests of a path with the statements that decide them.
func pathSteps(path escalation.Path) []proof.Step {
	var out []proof.Step
	for _, hop := range path.Hops {
		for i, r := range hop.Requests {
			if i > 0 && r.Action == hop.Requests[i-1].Action {
				continue
			}
			step := proof.Step{Resource: hop.From.Resource.Base().ID, Kind: "permission", Rule: r.Action + " on " + r.Target, Origin: hop.From.Resource.Base().Origin}
			if r.Answer.Verdict != authz.Allowed {
				step.Effect = proof.Depends
			}
			step.Detail, step.Origin = cited(r.Answer, step.Origin)
			out = append(out, step)
		}
	}
	return out
}

// cited names the statement that decides an answer.
func cited(a directory.Answer, otherwise estate.Origin) (string, estate.Origin) {
	var by *authz.Citation
	if len(a.Decision.Statements) > 0 {
		by = &a.Decision.Statements[0]
	}
	for _, c := range a.Decision.Causes {
		if by == nil {
			by = c.By
		}
	}
	if by == nil {
		return a.Decision.Why, otherwise
	}
	name := "statement"
	if by.Sid != "" {
		name += " " + by.Sid
	}
	if by.Pos == (policy.Position{}) || ofCatalog(by) {
		return name + " of " + by.Policy, otherwise
	}
	return name + " of " + by.Policy, estate.Origin{File: by.Pos.File, Line: by.Pos.Line, Column: by.Pos.Column}
}

// ofCatalog reports a statement of one of AWS's managed policies, which stands in no
// source: its place is that of the principal that has the policy.
func ofCatalog(by *authz.Citation) bool { return by.Pos.File == by.Policy }

// fewOf lists at most four names, each once.
func fewOf(names []string) string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	if len(out) > 4 {
		out = append(out[:4], "…")
	}
	return strings.Join(out, ", ")
}

// roleWith is a role that a service takes, with statements.
func roleWith(name, service string, statements ...string) string {
	return `  ` + name + `:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: ` + service + `}, Action: "sts:AssumeRole"}]
      Policies:
        - PolicyName: rights
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - ` + strings.Join(statements, "\n              - ") + "\n"
}

const adminStatement = `{Effect: Allow, Action: "*", Resource: "*"}`
