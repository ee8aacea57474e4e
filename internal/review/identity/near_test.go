package identity_test

import (
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review/identity"
	"ringwall/internal/review/reviewtest"
)

func TestNearTheSpecimens(t *testing.T) {
	const fail, pass, unknown = finding.Fail, finding.Pass, finding.Unknown
	client, jwt, graph, analyzer := identity.CognitoClient(), identity.APIGatewayJWT(), identity.AppSyncAuth(), identity.AccessAnalyzer()
	const rest = "Resources:\n  Rest:\n    Type: AWS::ApiGateway::Authorizer\n    Properties: {Name: a, RestApiId: r, Type: REQUEST, "
	reviewtest.CheckNear(t, []reviewtest.Near{
		{Rule: client, From: "[implicit]", To: "[!Ref Param]", Resource: "Shop", Want: unknown},
		{Rule: client, From: "AllowedOAuthFlowsUserPoolClient: true", To: "ClientName: shop", Resource: "Shop", Want: pass},
		{Rule: client, Twin: true, From: "https://shop.example.com/back", To: "http://shop.example.com/back", Resource: "Shop", Want: fail, Says: "without TLS"},
		{Rule: client, Twin: true, From: "https://shop.example.com/back", To: "http://localhost:3000/back", Resource: "Shop", Want: pass},
		{Rule: client, Twin: true, From: "https://shop.example.com/back", To: "myapp://back", Resource: "Shop", Want: pass},
		{Rule: client, Twin: true, From: `"https://shop.example.com/back"`, To: `!Sub "https://${Users}/back"`, Resource: "Shop", Want: pass},
		{Rule: client, Twin: true, From: `"https://shop.example.com/back"`, To: `!Sub "http://${Param}/back"`, Resource: "Shop", Want: fail},
		{Rule: client, Twin: true, From: `"https://shop.example.com/back"`, To: `!Ref Param`, Resource: "Shop", Want: unknown},
		{Rule: client, Twin: true, From: "AllowedOAuthFlows: [code]", To: "AllowedOAuthFlows: [client_credentials]", Resource: "Shop", Want: fail, Says: "has no secret"},
		{Rule: client, Twin: true, From: "AllowedOAuthFlows: [code]", To: "AllowedOAuthFlows: [client_credentials]\n      GenerateSecret: true", Resource: "Shop", Want: pass},
		{Rule: client, Twin: true, From: "AllowedOAuthFlows: [code]", To: "AllowedOAuthFlows: [code]\n      WriteAttributes: [email, 'custom:user_role']", Resource: "Shop", Want: fail, Says: "custom:user_role"},
		{Rule: client, Twin: true, From: "AllowedOAuthFlows: [code]", To: "AllowedOAuthFlows: [code]\n      WriteAttributes: [email, 'custom:favourite']", Resource: "Shop", Want: pass},
		{Rule: client, Twin: true, From: "AllowedOAuthFlows: [code]", To: "AllowedOAuthFlows: [code]\n      ExplicitAuthFlows: [ALLOW_REFRESH_TOKEN_AUTH]\n      WriteAttributes: ['custom:role']", Resource: "Shop", Want: pass},
		{
			Rule: client, Twin: true, From: "{UserPoolName: customers}", Resource: "Shop", Want: pass,
			To: "{UserPoolName: staff, AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}, Schema: [{Name: role, Mutable: false}]}",
		},

		{
			Rule: identity.BreakGlass(), From: "Resources:\n  BreakGlass:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: break-glass\n", Resource: "Urgent", Want: fail,
			To: "  Glass: {Type: String, Default: break-glass}\nResources:\n  Urgent:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: !Ref Glass\n",
		},
		{Rule: jwt, From: "Audience: []", To: "Audience: [!Ref Param]", Resource: "Users", Want: pass},
		{Rule: jwt, From: "Audience: []", To: "Audience: !Split [',', !Ref Param]", Resource: "Users", Want: unknown},
		{Rule: jwt, Twin: true, From: "https://login.example.com", To: "http://login.example.com", Resource: "Users", Want: fail, Says: "not an https"},
		{Rule: jwt, Twin: true, From: `"https://login.example.com"`, To: `!Ref Param`, Resource: "Users", Want: unknown},
		{Rule: jwt, Twin: true, From: "AuthorizerType: JWT", To: "AuthorizerType: !Ref Param", Resource: "Users", Want: pass},
		{Rule: jwt, From: "AuthorizerType: JWT", To: "AuthorizerType: !Ref Param", Resource: "Users", Want: unknown},
		{Rule: jwt, From: "Resources:\n", To: rest + "IdentitySource: context.identity.sourceIp}\n", Resource: "Rest", Want: fail, Says: "what many callers share"},
		{Rule: jwt, From: "Resources:\n", To: rest + "IdentitySource: 'context.identity.sourceIp, method.request.header.Authorization'}\n", Resource: "Rest", Want: pass},
		{Rule: jwt, From: "Resources:\n", To: rest + "IdentitySource: method.request.querystring.token}\n", Resource: "Rest", Want: pass},
		{Rule: jwt, From: "Resources:\n", To: rest + "IdentitySource: context.identity.sourceIp, AuthorizerResultTtlInSeconds: 0}\n", Resource: "Rest", Want: pass},
		{Rule: jwt, From: "Resources:\n", To: rest + "IdentitySource: context.identity.sourceIp, AuthorizerResultTtlInSeconds: !Ref Param}\n", Resource: "Rest", Want: unknown},
		{Rule: jwt, From: "Resources:\n", To: rest + "IdentitySource: method.request.header.Host}\n", Resource: "Rest", Want: fail},

		{
			Rule: identity.DelegatedAdmin(), Twin: true, From: "Resources:\n", Resource: "Graphs", Want: fail,
			To: "Resources:\n  Graphs: {Type: 'AWS::Detective::OrganizationAdmin', Properties: {AccountId: !Ref 'AWS::AccountId'}}\n",
		},

		{Rule: graph, From: "API_KEY", To: "!Ref Param", Resource: "Shop", Want: unknown},
		{Rule: graph, From: "API_KEY", To: "API_KEY, Visibility: PRIVATE", Resource: "Shop", Want: fail, Says: "low"},
		{Rule: graph, Twin: true, From: "AWS_IAM", To: "AWS_IAM, AdditionalAuthenticationProviders: [{AuthenticationType: API_KEY}]", Resource: "Shop", Want: fail, Says: "low fields with @aws_api_key"},
		{Rule: graph, Twin: true, From: "Resources:\n", To: "Resources:\n  Chat: {Type: 'AWS::AppSync::Api', Properties: {Name: c, EventConfig: {AuthProviders: [{AuthType: API_KEY}], ConnectionAuthModes: [{AuthType: API_KEY}], DefaultPublishAuthModes: [{AuthType: API_KEY}], DefaultSubscribeAuthModes: [{AuthType: API_KEY}]}}}\n", Resource: "Chat", Want: fail, Says: "medium"},

		{Rule: analyzer, From: "{Property: isPublic, Eq: [\"true\"]}", To: "{Property: isPublic, Eq: [\"true\"]}, {Property: resource, Contains: [website]}", Resource: "Outside", Want: pass},
		{Rule: analyzer, From: "Property: isPublic", To: "Property: !Ref Param", Resource: "Outside", Want: unknown},
		{Rule: analyzer, Twin: true, From: "Type: ACCOUNT\n", To: "Type: ACCOUNT_UNUSED_ACCESS\n", Resource: "Outside", Want: fail, Says: "access from outside"},
		{Rule: analyzer, Twin: true, From: "Type: ACCOUNT_UNUSED_ACCESS", To: "Type: ACCOUNT", Resource: "Outside", Want: fail, Says: "info no analyzer looks for unused access"},
		{Rule: analyzer, Twin: true, From: "Resources:\n", To: "Resources:\n  O: {Type: 'AWS::Organizations::Organization'}\n", Resource: "Outside", Want: fail, Says: "zone of trust"},
	})
}

func TestAnalyzersAreNotMissingInAnApplication(t *testing.T) {
	report := reviewtest.Run(t, identity.AccessAnalyzer(), "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}\n")
	if c := report.Controls[0]; c.Status != finding.Unknown || len(c.Because) != 1 || len(report.Findings) > 0 {
		t.Errorf("got %+v, want unknown as a whole", c)
	}
}
