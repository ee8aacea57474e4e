package identity

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// CognitoClient asks that applications sign users in without giving tokens away.
func CognitoClient() *review.Rule {
	return &review.Rule{
		ID: "IAM-COGNITO-CLIENT", Area: finding.Identity, Severity: finding.Medium,
		Title: "App clients use the code flow, https, and cannot write attributes that give rights",
		Why: "The implicit flow puts tokens into addresses, which browsers keep and servers log. A user who may write custom:role " +
			"himself is an administrator as soon as the application believes it.",
		Fix: "Set AllowedOAuthFlows: [code] (with PKCE in browsers), CallbackURLs with https only, GenerateSecret: true for servers, " +
			"and leave attributes that give rights out of WriteAttributes.",
		Needs: []string{"J"}, References: []string{"WA SEC02-BP03", "WA SEC03-BP01"},
		Specimen: clientSpecimen("implicit"), Twin: clientSpecimen("code"),
		Check: checkCognitoClient,
	}
}

func clientSpecimen(flow string) string {
	return `Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties: {UserPoolName: customers}
  Shop:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref Users
      AllowedOAuthFlowsUserPoolClient: true
      AllowedOAuthFlows: [` + flow + `]
      AllowedOAuthScopes: [openid]
      CallbackURLs: ["https://shop.example.com/back"]
`
}

// checkCognitoClient: without AllowedOAuthFlowsUserPoolClient no OAuth flow runs.
func checkCognitoClient(p *review.Pass) {
	for _, c := range estate.All[*estate.UserPoolClient](p.Estate) {
		oauth := estate.Is(c.OAuthEnabled.Or(false), true)
		flow := func(name string) estate.Truth {
			return oauth.And(review.AnyItem(c.OAuthFlows, func(s string) estate.Truth { return truthOf(s == name) }))
		}
		writes, names := writesRights(p.Estate, c)
		p.JudgeParts(c, []review.Part{
			{Bad: flow("implicit"), Says: "the implicit flow hands tokens over in addresses", Severity: finding.Medium, At: c.OAuthFlows.Origin},
			{
				Bad: oauth.And(review.AnyItem(c.Callbacks, plainHTTP)), Severity: finding.Medium, At: c.Callbacks.Origin,
				Says: "codes or tokens are sent to an address without TLS",
			},
			{Bad: writes, Says: "users may write " + names + " themselves", Severity: finding.Medium, At: c.Writable.Origin},
			{
				Bad: flow("client_credentials").And(estate.Is(c.Secret.Or(false), true).Not()), Severity: finding.Medium, At: c.Secret.Origin,
				Says: "client_credentials is for servers, and the client has no secret",
			},
		}, review.Detail{})
	}
}

// plainHTTP is true of an address without TLS that is not the developer's own
// machine, which Cognito admits for tests.
func plainHTTP(t estate.Text) estate.Truth {
	s := t.String()
	if _, known := t.Known(); known || strings.Contains(strings.Split(s, "${")[0], ":") {
		return truthOf(isPlainHTTP(s)) // the scheme is written
	}
	if len(t.References()) > 0 {
		return estate.No() // a resource's address, of AWS's making
	}
	return estate.When(estate.OfAlternatives(estate.Origin{}, t.Expand()...), false, isPlainHTTP)
}

func isPlainHTTP(s string) bool {
	host, ok := strings.CutPrefix(strings.ToLower(s), "http://")
	return ok && !strings.HasPrefix(host, "localhost") && !strings.HasPrefix(host, "127.0.0.1") && !strings.HasPrefix(host, "[::1]")
}

// rightsWords are what attributes that give rights are called.
var rightsWords = []string{"role", "admin", "permission", "privilege", "group", "tenant", "entitlement", "accesslevel", "isstaff", "superuser"}

// writesRights asks whether the client lets users write custom attributes that are
// called after rights. Signed-in users write through the API of user pools, with
// the scope that every sign-in by that API gives, and by OAuth only with
// aws.cognito.signin.user.admin; a new user writes them when he signs up. Without
// WriteAttributes there are standard attributes only ("CreateUserPoolClient").
func writesRights(e *estate.Estate, c *estate.UserPoolClient) (estate.Truth, string) {
	var names []string
	some := review.AnyItem(c.Writable, func(attribute string) estate.Truth {
		name, custom := strings.CutPrefix(attribute, "custom:")
		plain := review.Unhyphened(strings.ToLower(name))
		for _, w := range rightsWords {
			if custom && strings.Contains(plain, w) {
				names = append(names, attribute)
				return mutable(e, c, name)
			}
		}
		return estate.No()
	})
	if len(names) == 0 {
		names = []string{"attributes that give rights"}
	}
	return some.And(reachesProfile(c)), strings.Join(names, ", ")
}

// reachesProfile is false where tokens come by OAuth alone and without the scope
// for the user's own profile.
func reachesProfile(c *estate.UserPoolClient) estate.Truth {
	direct := review.AnyItem(c.AuthFlows, func(flow string) estate.Truth {
		return truthOf(flow != "ALLOW_REFRESH_TOKEN_AUTH")
	}).Or(c.AuthFlows.IsEmpty())
	scope := review.AnyItem(c.Scopes, func(t estate.Text) estate.Truth { return truthOf(t.String() == "aws.cognito.signin.user.admin") })
	return direct.Or(scope)
}

// mutable asks of the client's pool whether users may write an attribute: after
// they signed up, or as they do.
func mutable(e *estate.Estate, c *estate.UserPoolClient, name string) estate.Truth {
	return review.Through(e, c.Pool, estate.Yes(), func(u *estate.UserPool) estate.Truth {
		fixed := estate.No()
		for _, l := range u.Schema.Leaves() {
			if l.Tree != nil && l.Tree.Kind == estate.Opaque {
				fixed = fixed.Or(estate.Maybe(l.Tree.Gap()).Given(l.When))
			}
			if l.Tree == nil || l.Tree.Kind != estate.List {
				continue
			}
			for _, a := range l.Tree.Items {
				if s, ok := a.At("Name").AsString().Known(); ok && strings.EqualFold(s, name) {
					fixed = fixed.Or(estate.Is(a.At("Mutable").AsBool(), false).Given(l.When))
				}
			}
		}
		return fixed.And(estate.Is(u.AdminOnly.Or(false), true)).Not()
	})
}
