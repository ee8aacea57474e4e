package identity

import (
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

// APIGatewayAuth asks that every route and method knows who calls.
func APIGatewayAuth() *review.Rule {
	return &review.Rule{
		ID: "IAM-APIGW-AUTH", Area: finding.Identity, Severity: finding.Medium,
		Title: "Every API method and route has an authorizer",
		Why: "A method without authorization runs for anybody who finds its URL, with the rights of what stands behind it. An API key " +
			"counts calls and is sent by every client: it says nothing of who calls.",
		Fix: "Set AuthorizationType to AWS_IAM, COGNITO_USER_POOLS, CUSTOM or JWT with an AuthorizerId; for a private API a resource " +
			"policy. What is public on purpose belongs on a reviewed list of suppressions.",
		Needs: []string{"J"}, References: []string{"FSBP APIGateway.8", "WA SEC03-BP01"},
		Specimen: routeSpecimen("NONE"), Twin: routeSpecimen("AWS_IAM"),
		Check: checkAPIGatewayAuth,
	}
}

func routeSpecimen(auth string) string {
	return `Resources:
  API:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: shop, ProtocolType: HTTP}
  Orders:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref API, RouteKey: GET /orders, AuthorizationType: ` + auth + `}
`
}

func checkAPIGatewayAuth(p *review.Pass) {
	for _, r := range p.Estate.Resources {
		switch r := r.(type) {
		case *estate.RestMethod:
			judgeMethod(p, r)
		case *estate.HTTPRoute:
			judgeRoute(p, r)
		case *estate.RestAPI:
			judgeBody(p, r, r.Body, r.BodyLocation, restricted(p, r).Or(byCertificate(p, r, r.DefaultEndpoint)))
		case *estate.HTTPAPI:
			certified := byCertificate(p, r, r.DefaultEndpoint)
			judgeBody(p, r, r.Body, r.BodyLocation, certified)
			if !r.Target.Origin.IsZero() {
				p.Judge(r, estate.IsAbsent(r.Target).Or(certified).Not(), review.Detail{
					At: r.Target.Origin, Key: "quick create", Message: "its one route, made by Target, has no authorization",
				})
			}
		}
	}
}

// judgeMethod: preflight requests carry no credentials, and a mock has nothing
// behind it.
func judgeMethod(p *review.Pass, m *estate.RestMethod) {
	open := estate.Is(m.AuthType.Or("NONE"), "NONE").
		And(estate.When(m.Verb, false, func(s string) bool { return strings.EqualFold(s, "OPTIONS") }).Not()).
		And(estate.Is(m.Integration.At("Type").AsString(), "MOCK").Not())
	d := review.Detail{At: m.AuthType.Origin, Message: "has no authorization"}
	if !estate.Is(m.KeyRequired, true).True.IsNever() {
		d.Severity, d.Weighed = finding.Low, true
		d.Message += ", only an API key"
	}
	if t, ok := m.API.Known(); ok {
		if api, found := estate.FollowTo[*estate.RestAPI](p.Estate, t); found {
			open = open.And(restricted(p, api).Or(byCertificate(p, api, api.DefaultEndpoint)).Not())
			if private(api) {
				d.Severity, d.Weighed = finding.Low, true
				d.Message += "; its private API is open to the VPCs that reach it"
			}
		}
	}
	p.Judge(m, open, d)
}

// restricted is true where a REST API's own policy admits only some callers.
func restricted(p *review.Pass, api *estate.RestAPI) estate.Truth {
	if api.Policy.IsMissing() {
		return estate.No()
	}
	public, _ := p.AskDocument(api.Policy, policy.Public)
	return public.Not()
}

// byCertificate is true where an API is reached through custom domains only, each of
// which asks clients for a certificate ("Configuring mutual TLS authentication").
func byCertificate(p *review.Pass, api estate.Resource, endpoint estate.Value[bool]) estate.Truth {
	some, every := estate.No(), estate.Yes()
	off := estate.Is(endpoint, false)
	if off.True.IsNever() && off.Unknown.IsNever() {
		return off
	}
	for _, m := range estate.All[*estate.Other](p.Estate) {
		of := ""
		switch m.Type {
		case "AWS::ApiGatewayV2::ApiMapping":
			of = "ApiId"
		case "AWS::ApiGateway::BasePathMapping":
			of = "RestApiId"
		default:
			continue
		}
		to := review.Refers(p.Estate, m.Properties.At(of).AsText(), api).Given(m.When)
		if to.True.IsNever() && to.Unknown.IsNever() {
			continue
		}
		name, mutual := m.Properties.At("DomainName").AsText(), estate.No()
		for _, d := range estate.All[*estate.APIDomain](p.Estate) {
			mutual = mutual.Or(review.Refers(p.Estate, name, d).Or(review.Named(name, d.DomainName)).And(estate.Is(d.MutualTLS, true)).Given(d.When))
		}
		some, every = some.Or(to.And(mutual)), every.And(to.Not().Or(mutual))
	}
	return off.And(some).And(every)
}

func private(api *estate.RestAPI) bool {
	for _, e := range api.Endpoints.Known {
		if e.Is == "PRIVATE" {
			return true
		}
	}
	return false
}

// judgeRoute: of a WebSocket API only the connection is authorized.
func judgeRoute(p *review.Pass, r *estate.HTTPRoute) {
	d := review.Detail{At: r.AuthType.Origin, Message: "has no authorization"}
	key, _ := r.Key.Known()
	name, _ := key.Known()
	if name != "" {
		d.Message = "route " + name + " " + d.Message
	}
	open := estate.Is(r.AuthType.Or("NONE"), "NONE")
	if strings.HasPrefix(name, "OPTIONS ") {
		open = estate.No()
	}
	if t, ok := r.API.Known(); ok && name != "$connect" {
		if api, found := estate.FollowTo[*estate.HTTPAPI](p.Estate, t); found {
			open = open.And(estate.Is(api.Protocol, "WEBSOCKET").Or(byCertificate(p, api, api.DefaultEndpoint)).Not())
		} else if strings.HasPrefix(name, "$") && name != "$default" {
			open = estate.No()
		}
	}
	p.Judge(r, open, d)
}
