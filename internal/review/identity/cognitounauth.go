package identity

import (
	"slices"
	"strings"

	"ringwall/internal/authz/directory"
	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// CognitoUnauth asks that guests of an identity pool can do no harm.
func CognitoUnauth() *review.Rule {
	return &review.Rule{
		ID: "IAM-COGNITO-UNAUTH", Area: finding.Identity, Severity: finding.Medium,
		Title: "Identity pools give guests nothing, or what is harmless",
		Why: "The id of an identity pool stands in every copy of the app. Whoever has it gets AWS credentials of the guests' role, " +
			"without a password, and may do all that the role may.",
		Fix: "Set AllowUnauthenticatedIdentities: false; where guests are needed, give their role nothing but what each may see, " +
			"such as rum:PutRumEvents or one public prefix.",
		Needs: []string{"IAM"}, References: []string{"FSBP Cognito.2", "WA SEC02-BP01"},
		Specimen: unauthSpecimen(`{Effect: Allow, Action: "dynamodb:Scan", Resource: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"}`),
		Twin:     unauthSpecimen(`{Effect: Allow, Action: "rum:PutRumEvents", Resource: "arn:aws:rum:eu-west-1:111122223333:appmonitor/shop"}`),
		Check:    checkCognitoUnauth,
	}
}

func unauthSpecimen(statement string) string {
	return `Resources:
  Pool:
    Type: AWS::Cognito::IdentityPool
    Properties: {AllowUnauthenticatedIdentities: true}
  Roles:
    Type: AWS::Cognito::IdentityPoolRoleAttachment
    Properties: {IdentityPoolId: !Ref Pool, Roles: {unauthenticated: !GetAtt Guest.Arn}}
` + roleWith("Guest", "cognito-identity.amazonaws.com", statement)
}

func checkCognitoUnauth(p *review.Pass) {
	for _, pool := range estate.All[*estate.IdentityPool](p.Estate) {
		guests := estate.Is(pool.Unauthenticated, true)
		d := review.Detail{At: pool.Unauthenticated.Origin, Message: "gives guests AWS credentials"}
		for _, r := range estate.All[*estate.IdentityPoolRoles](p.Estate) {
			if review.Refers(p.Estate, r.Pool, pool).True.IsNever() {
				continue
			}
			role := p.Shared.Directory().RoleNamed(r.Unauthenticated)
			if role == nil {
				continue
			}
			d.Also = append(d.Also, role.Resource.Base().ID)
			harm := harmOf(p, role)
			if len(harm) == 0 && len(p.Shared.Directory().Unread(role)) == 0 {
				guests = estate.No()
				break
			}
			d.Key = review.Listed(harm)
			d.Message = "gives guests the rights of " + role.Resource.Base().Logical + ": " + fewOf(harm)
			if g := p.Shared.Escalation(); g.Full(role) {
				d.Severity, d.Weighed = finding.Critical, true
			} else if _, leads := g.Path(role); leads {
				d.Severity, d.Weighed = finding.Critical, true
			}
		}
		p.Judge(pool, guests, d)
	}
}

// harmless are actions that apps let guests do: events that they send, and
// Cognito's own calls.
var guestActions = []string{"mobileanalytics:*", "cognito-sync:*", "cognito-identity:*", "rum:PutRumEvents", "geo:GetMap*", "geo:Search*", "mobiletargeting:PutEvents", "mobiletargeting:UpdateEndpoint"}

// harmOf lists the entries of a role's statements that are more than guests need.
func harmOf(p *review.Pass, role *directory.Principal) []string {
	var out []string
	for _, s := range p.Shared.Directory().Statements(role) {
		if s.IsAllow() == policy.No {
			continue
		}
		if s.NotActions != nil {
			out = append(out, "all but a few actions")
			continue
		}
		for _, a := range s.Actions {
			name := a.String()
			if !slices.ContainsFunc(guestActions, func(g string) bool { return policy.MatchFold(g, strings.ReplaceAll(name, "*", "x")) }) {
				out = append(out, name)
			}
		}
	}
	return out
}
