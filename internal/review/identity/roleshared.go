package identity

import (
	"fmt"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// RoleShared asks for one role for each function and task.
func RoleShared() *review.Rule {
	return &review.Rule{
		ID: "IAM-ROLE-SHARED", Area: finding.Identity, Severity: finding.Low,
		Title: "Each function and task has a role of its own",
		Why: "A shared role has the rights of all who use it: the public-facing function can do what the billing job can. Nobody " +
			"dares to narrow it, and CloudTrail does not tell who acted.",
		Fix:   "Make an AWS::IAM::Role for each function or task definition, with the rights that it alone needs.",
		Needs: []string{"J"}, References: []string{"WA SEC03-BP02"},
		Specimen: sharedSpecimen("WebRole"), Twin: sharedSpecimen("JobRole"),
		Check: checkRoleShared,
	}
}

func sharedSpecimen(second string) string {
	role := func(name string) string {
		return `  ` + name + `:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]
`
	}
	function := func(name, role string) string {
		return `  ` + name + `:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: index.handler, Role: !GetAtt ` + role + `.Arn, Code: {ImageUri: app}}
`
	}
	return "Resources:\n" + role("WebRole") + role("JobRole") + function("Web", "WebRole") + function("Job", second)
}

// worker is something that acts with a role.
type worker struct {
	resource estate.Resource
	role     estate.Value[estate.Text]
	kind     string
	public   bool // anybody may call it
}

// Instances of a fleet are one workload: what shares a profile counts once.
func checkRoleShared(p *review.Pass) {
	workers := review.NamingOf(p.Estate, workersOf(p.Estate), func(w worker) estate.Value[estate.Text] { return w.role })
	for _, role := range estate.All[*estate.Role](p.Estate) {
		var users []worker
		for _, w := range workers.Of(role.ID) {
			if !review.Refers(p.Estate, w.role, role).True.IsNever() {
				users = append(users, w)
			}
		}
		if len(users) == 0 {
			continue
		}
		p.Judge(role, shared(p.Estate, role, users), sharedDetail(users))
	}
}

func workersOf(e *estate.Estate) []worker {
	var out []worker
	public := publicFunctions(e)
	for _, r := range e.Resources {
		switch r := r.(type) {
		case *estate.Function:
			out = append(out, worker{r, r.Role, "function", public[r.ID]})
		case *estate.TaskDefinition:
			out = append(out, worker{r, r.TaskRole, "task", false})
		case *estate.StateMachine:
			out = append(out, worker{r, r.Role, "state machine", false})
		case *estate.BuildProject:
			out = append(out, worker{r, r.Role, "build project", false})
		case *estate.InstanceProfile:
			if len(r.Roles.Known) == 1 {
				out = append(out, worker{r, estate.Of(r.Roles.Known[0].Is, r.Roles.Origin), "instance profile", false})
			}
		}
	}
	return out
}

// publicFunctions are those with a URL that asks for no identity.
func publicFunctions(e *estate.Estate) map[estate.ID]bool {
	out := map[estate.ID]bool{}
	for _, u := range estate.All[*estate.FunctionURL](e) {
		t, ok := u.Function.Known()
		if f, found := estate.FollowTo[*estate.Function](e, t); ok && found && !estate.Is(u.AuthType, "NONE").True.IsNever() {
			out[f.ID] = true
		}
	}
	return out
}

// shared is true where at least two of the workers use the role at once.
func shared(e *estate.Estate, role *estate.Role, users []worker) estate.Truth {
	out, earlier := estate.No(), estate.No()
	for _, w := range users {
		t := review.Refers(e, w.role, role).Given(w.resource.Base().When)
		out = out.Or(t.And(earlier))
		earlier = earlier.Or(t)
	}
	return out
}

func sharedDetail(users []worker) review.Detail {
	var d review.Detail
	var names []string
	public := 0
	for _, w := range users {
		names = append(names, w.kind+" "+w.resource.Base().Logical)
		d.Also = append(d.Also, w.resource.Base().ID)
		if w.public {
			public++
		}
	}
	d.Key = review.Listed(names)
	const most = 4
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("%d more", len(users)-most))
	}
	d.Message = "is shared by " + strings.Join(names, ", ")
	if public > 0 && public < len(users) {
		d.Severity, d.Weighed = finding.Medium, true
		d.Message += ", some of which anybody may call"
	}
	return d
}
