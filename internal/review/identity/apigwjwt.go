package identity

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
)

// APIGatewayJWT asks that authorizers let in whom they are meant for.
func APIGatewayJWT() *review.Rule {
	return &review.Rule{
		ID: "IAM-APIGW-JWT", Area: finding.Identity, Severity: finding.Medium,
		Title: "Authorizers pin issuer and audience, and keep no answer for somebody else",
		Why: "A provider gives tokens to all of its applications: without an audience, the token of any of them opens this API. An " +
			"authorizer's answer that is kept under what many callers share lets the next one in unasked.",
		Fix: "Set JwtConfiguration with Issuer (https) and Audience (the client's id). Keep a Lambda authorizer's answers under the " +
			"credential itself ($request.header.Authorization), or set the time to live to 0.",
		Needs: []string{"A"}, References: []string{"WA SEC03-BP01"},
		Specimen: authorizerSpecimen("[]"), Twin: authorizerSpecimen("[client-1]"),
		Check: checkAPIGatewayJWT,
	}
}

func authorizerSpecimen(audience string) string {
	return `Resources:
  API:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: shop, ProtocolType: HTTP}
  Users:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref API
      Name: users
      AuthorizerType: JWT
      IdentitySource: ["$request.header.Authorization"]
      JwtConfiguration: {Issuer: "https://login.example.com", Audience: ` + audience + `}
`
}

// checkAPIGatewayJWT: an HTTP API keeps no answer unless told to, a REST API keeps
// them for five minutes.
func checkAPIGatewayJWT(p *review.Pass) {
	for _, a := range estate.All[*estate.HTTPAuthorizer](p.Estate) {
		jwt := estate.Is(a.Kind, "JWT")
		lambda := estate.Is(a.Kind, "REQUEST")
		kept := estate.When(a.CacheSeconds, false, func(n int) bool { return n > 0 })
		p.JudgeParts(a, []review.Part{
			{Bad: jwt.And(a.Audience.IsEmpty()), Says: "tokens for any audience are accepted", Severity: finding.High, At: a.Audience.Origin},
			{Bad: jwt.And(badIssuer(a.Issuer)), Says: "the issuer is not an https address", Severity: finding.High, At: a.Issuer.Origin},
			{
				Bad: lambda.And(kept).And(allShared(a.IdentitySources)), Severity: finding.Medium, At: a.IdentitySources.Origin,
				Says: "answers are kept under what many callers share, and hold for all of them",
			},
		}, review.Detail{})
	}
	for _, a := range estate.All[*estate.RestAuthorizer](p.Estate) {
		kept := estate.When(a.CacheSeconds, true, func(n int) bool { return n > 0 })
		sources := estate.Single(a.IdentitySource)
		p.Judge(a, estate.Is(a.Kind, "REQUEST").And(kept).And(allShared(sources)), review.Detail{
			At: a.IdentitySource.Origin, Message: "answers are kept under what many callers share, and hold for all of them",
		})
	}
}

// badIssuer: absent, or without TLS. What is open must begin well at least.
func badIssuer(v estate.Value[estate.Text]) estate.Truth {
	return review.Ask(v, estate.Yes(), func(t estate.Text) estate.Truth {
		s := t.String()
		if _, known := t.Known(); known || strings.HasPrefix(s, "http") {
			return truthOf(!strings.HasPrefix(strings.ToLower(s), "https://"))
		}
		if len(t.References()) > 0 {
			return estate.No() // an attribute of a resource, such as a pool's ProviderURL
		}
		return estate.When(estate.OfAlternatives(v.Origin, t.Expand()...), false, func(s string) bool {
			return !strings.HasPrefix(strings.ToLower(s), "https://")
		})
	})
}

// sharedSources are sources that tell no caller from another: addresses behind one router,
// the stage, the path, what kind of browser it is.
var sharedSources = []string{
	"context.identity.sourceip", "context.identity.useragent", "context.http.sourceip", "context.http.useragent", "stagevariables.", "context.stage",
	"context.resourcepath", "context.path", "context.httpmethod", "context.routekey", "context.apiid", "context.domainname", "context.http.",
	"header.host", "header.user-agent", "header.referer", "header.origin", "header.accept", "header.x-forwarded-for", "header.content-type",
}

// allShared is true where there are sources, and none of them is a credential.
func allShared(sources estate.Items[estate.Text]) estate.Truth {
	ask := func(question func(string) bool) estate.Truth {
		return review.AnyItem(sources, func(t estate.Text) estate.Truth {
			return estate.When(estate.OfAlternatives(sources.Origin, t.Expand()...), false, question)
		})
	}
	return ask(func(s string) bool { return s != "" }).And(ask(hasCredential).Not())
}

// hasCredential reports that one of some sources, with commas between them as a
// REST API writes them, tells a caller from others.
func hasCredential(list string) bool {
	for _, s := range strings.Split(list, ",") {
		s = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "$")
		shared := s == ""
		for _, x := range sharedSources {
			shared = shared || strings.HasPrefix(s, x) || strings.Contains(s, "request."+x)
		}
		if !shared {
			return true
		}
	}
	return false
}
