package identity_test

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/identity"
	"ringwall/internal/review/reviewtest"
)

func TestSpecimens(t *testing.T) { reviewtest.Specimens(t, identity.Rules()) }

// trap is a [reviewtest.Trap], to be written without field names.
type trap struct {
	Name, Template string
	Resource       estate.ID
	Want           finding.Status
	Says           string
}

func check(t *testing.T, rule *review.Rule, traps []trap) {
	t.Helper()
	for _, x := range traps {
		reviewtest.Check(t, rule, reviewtest.Trap(x))
	}
}

func policyOf(statements ...string) string {
	return "Parameters:\n  Name: {Type: String}\n  Env: {Type: String, Default: prod, AllowedValues: [dev, prod]}\nConditions:\n  Dev: !Equals [!Ref Env, dev]\n" +
		"Resources:\n  Policy:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - " +
		strings.Join(statements, "\n          - ") + "\n"
}

const slide = `{Effect: Allow, Action: ["s3:CreateBucket", "s3:DeleteObject", "s3:Put*", "s3:Get*", "s3:List*"], Resource: "arn:aws:s3:::*"}`

func TestTheSlidesPolicyIsNotLeastPrivilege(t *testing.T) {
	check(t, identity.DataActionsWide(), []trap{
		{"the slide", policyOf(slide), "Policy", finding.Fail, "medium allows read, write and delete actions (s3:DeleteObject, s3:Put*, s3:Get*) on every bucket and object"},
		{"one bucket", policyOf(strings.Replace(slide, "s3:::*", "s3:::reports/*", 1)), "Policy", finding.Pass, ""},
		{"a bucket that a parameter names", policyOf(strings.Replace(slide, `"arn:aws:s3:::*"`, `!Sub "arn:aws:s3:::${Name}/*"`, 1)), "Policy", finding.Pass, ""},
		{"a resource that is a parameter", policyOf(strings.Replace(slide, `"arn:aws:s3:::*"`, "!Ref Name", 1)), "Policy", finding.Unknown, "Name"},
		{"what is wide only in dev", policyOf(strings.Replace(slide, `"arn:aws:s3:::*"`, `!If [Dev, "*", "arn:aws:s3:::reports/*"]`, 1)), "Policy", finding.Unknown, "Env=dev"},
		{"reading settings", policyOf(`{Effect: Allow, Action: ["s3:GetBucketLocation", "s3:ListAllMyBuckets"], Resource: "*"}`), "Policy", finding.Pass, ""},
	})
}

func TestOneCauseOneFinding(t *testing.T) {
	all := policyOf(`{Effect: Allow, Action: "*", Resource: "*"}`)
	rules := []*review.Rule{identity.AdminStar(), identity.ServiceStar(), identity.PassRole(), identity.DataActionsWide()}
	for _, x := range []struct{ template, want string }{
		{all, "IAM-ADMIN-STAR"},
		{policyOf(`{Effect: Allow, Action: "s3:*", Resource: "*"}`), "IAM-SERVICE-STAR"},
		{policyOf(`{Effect: Allow, NotAction: "iam:*", Resource: "*"}`), "IAM-ADMIN-STAR"},
		{policyOf(`{Effect: Allow, NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*"}`), "IAM-DATA-ACTIONS-WIDE"},
		{policyOf(`{Effect: Allow, Action: "iam:*", Resource: "*"}`), "IAM-SERVICE-STAR"},
		{policyOf(`{Effect: Allow, Action: "iam:Pass*", Resource: "*"}`), "IAM-PASSROLE-SCOPED"},
	} {
		var got []string
		for _, f := range review.Run(reviewtest.Load(t, x.template), rules).Findings {
			got = append(got, f.Control)
		}
		if len(got) == 0 || strings.Join(got, " ") != x.want {
			t.Errorf("got %v, want %s", got, x.want)
		}
	}
}

func TestStatements(t *testing.T) {
	deny := `{Effect: Deny, Action: "*", Resource: "*"}`
	role := func(properties string) string {
		return "Parameters:\n  Managed: {Type: String}\nResources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}]}\n      " + properties + "\n"
	}
	check(t, identity.AdminStar(), []trap{
		{"denied again", policyOf(`{Effect: Allow, Action: "*", Resource: "*"}`, deny), "Policy", finding.Pass, ""},
		{"AWS's own", role("ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess']"), "Role", finding.Fail, "high"},
		{"whatever is given", role("ManagedPolicyArns: [!Ref Managed]"), "Role", finding.Unknown, ""},
		{"whatever is given by name", role("ManagedPolicyArns: [!Sub 'arn:aws:iam::aws:policy/${Managed}']"), "Role", finding.Unknown, ""},
		{"a policy of one's own", role("ManagedPolicyArns: [!Sub '${Managed}:policy/deploy']"), "Role", finding.Pass, ""},
		{"within a boundary", role("ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']\n      PermissionsBoundary: b"), "Role", finding.Unknown, "the permissions boundary of Role"},
		{"within a boundary that is known", role("ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']\n      PermissionsBoundary: arn:aws:iam::aws:policy/ReadOnlyAccess"), "Role", finding.Pass, ""},
		{"within a boundary of everything", role("ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']\n      PermissionsBoundary: arn:aws:iam::aws:policy/AdministratorAccess"), "Role", finding.Fail, "high"},
		{"denied by another policy", role("Policies: [{PolicyName: a, PolicyDocument: {Statement: {Effect: Allow, Action: '*', Resource: '*'}}}, {PolicyName: b, PolicyDocument: {Statement: {Effect: Deny, Action: ['iam:*', 'organizations:*'], Resource: '*'}}}]"), "Role", finding.Pass, ""},
		{"denied in part", role("Policies: [{PolicyName: a, PolicyDocument: {Statement: {Effect: Allow, Action: '*', Resource: '*'}}}, {PolicyName: b, PolicyDocument: {Statement: {Effect: Deny, Action: 'iam:PutRolePolicy', Resource: '*'}}}]"), "Role", finding.Fail, "high"},
	})
	check(t, identity.ServiceStar(), []trap{
		{"all of IAM", policyOf(`{Effect: Allow, Action: "iam:*", Resource: "*"}`), "Policy", finding.Fail, "high"},
		{"on one bucket", policyOf(`{Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::reports/*"}`), "Policy", finding.Fail, "low"},
		{"what an agent needs", policyOf(`{Effect: Allow, Action: ["ssmmessages:*", "ec2messages:*"], Resource: "*"}`), "Policy", finding.Pass, ""},
	})
	check(t, identity.PassRole(), []trap{
		{"with what starts it", policyOf(`{Effect: Allow, Action: ["iam:PassRole", "lambda:CreateFunction"], Resource: "*"}`), "Policy", finding.Fail, "high"},
		{"one role", policyOf(`{Effect: Allow, Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/task"}`), "Policy", finding.Pass, ""},
	})
}

func TestTrust(t *testing.T) {
	role := func(statement string) string {
		return "Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, " + statement + "}]}\n"
	}
	check(t, identity.TrustPublic(), []trap{
		{"an external id is no secret", role("Principal: {AWS: '*'}, Action: 'sts:AssumeRole', Condition: {StringEquals: {'sts:ExternalId': x}}"), "Role", finding.Fail, "critical"},
		{"one organisation", role("Principal: {AWS: '*'}, Action: 'sts:AssumeRole', Condition: {StringEquals: {'aws:PrincipalOrgID': o-1234567890}}"), "Role", finding.Pass, ""},
	})
	eks := `Resources:
  Cluster: {Type: AWS::EKS::Cluster, Properties: {RoleArn: r}}
  Provider: {Type: AWS::IAM::OIDCProvider, Properties: {Url: !GetAtt Cluster.OpenIdConnectIssuerUrl}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Sub
        - '{"Statement": [{"Effect": "Allow", "Principal": {"Federated": "${Provider.Arn}"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"${P}:sub": "system:serviceaccount:app:app", "${P}:aud": "sts.amazonaws.com"}}}]}'
        - {P: !Select [1, !Split ["//", !GetAtt Cluster.OpenIdConnectIssuerUrl]]}
`
	check(t, identity.TrustOIDC(), []trap{
		{"a document written as text", eks, "Role", finding.Pass, ""},
		{"without the subject", strings.Replace(eks, `"${P}:sub": "system:serviceaccount:app:app", `, "", 1), "Role", finding.Unknown, ""},
	})
}

func TestAPIs(t *testing.T) {
	rest := func(api, method string) string {
		return "Resources:\n  API:\n    Type: AWS::ApiGateway::RestApi\n    Properties: {" + api + "}\n  Method:\n    Type: AWS::ApiGateway::Method\n    Properties: {RestApiId: !Ref API, ResourceId: r, " + method + "}\n"
	}
	policy := "Policy: {Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: '*', Condition: {StringEquals: {'aws:SourceVpce': vpce-1234567890abcdef0}}}]}"
	body := func(security string) string {
		return "Resources:\n  API:\n    Type: AWS::ApiGatewayV2::Api\n    Properties:\n      Body:\n        openapi: 3.0.1\n        paths:\n          /orders:\n            get: {responses: {}" + security + "}\n            options: {responses: {}}\n"
	}
	socket := "Resources:\n  API: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: WEBSOCKET}}\n  Route:\n    Type: AWS::ApiGatewayV2::Route\n    Properties: {ApiId: !Ref API, RouteKey: "
	check(t, identity.APIGatewayAuth(), []trap{
		{"nothing written", rest("Name: a", "HttpMethod: GET"), "Method", finding.Fail, "medium"},
		{"an API key", rest("Name: a", "HttpMethod: GET, ApiKeyRequired: true"), "Method", finding.Fail, "low"},
		{"preflight", rest("Name: a", "HttpMethod: OPTIONS, AuthorizationType: NONE"), "Method", finding.Pass, ""},
		{"a resource policy", rest("Name: a, "+policy, "HttpMethod: GET"), "Method", finding.Pass, ""},
		{"a private API", rest("Name: a, EndpointConfiguration: {Types: [PRIVATE]}", "HttpMethod: GET"), "Method", finding.Fail, "low"},
		{"OpenAPI without", body(""), "API", finding.Fail, "GET /orders: no authorization"},
		{"OpenAPI with", body(", security: [{jwt: []}]"), "API", finding.Pass, ""},
		{"OpenAPI with no scheme", body(", security: [{NONE: []}]"), "API", finding.Fail, "GET /orders: no authorization"},
		{"OpenAPI with an API key", body(", security: [{key: []}]") + "        components: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}\n", "API", finding.Fail, "GET /orders"},
		{"OpenAPI with a key that a function judges", body(", security: [{key: []}]") + "        components: {securitySchemes: {key: {type: apiKey, x-amazon-apigateway-authorizer: {type: request}}}}\n", "API", finding.Pass, ""},
		{"OpenAPI under a condition", "Conditions: {C: !Equals [!Ref AWS::Region, eu-west-1]}\n" + strings.Replace(body(""), "          /orders:\n            get: {responses: {}}\n            options: {responses: {}}\n", "          /orders: !If [C, {get: {responses: {}}}, !Ref AWS::NoValue]\n", 1), "API", finding.Unknown, "GET /orders"},
		{"OpenAPI elsewhere", "Resources:\n  API: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: {Bucket: b, Key: k}}}\n", "API", finding.Unknown, "OpenAPI"},
		{"a message on a socket", socket + "sendMessage}\n", "Route", finding.Pass, ""},
		{"the connection of a socket", socket + "$connect}\n", "Route", finding.Fail, ""},
	})
}

func TestPoolsAndRoles(t *testing.T) {
	pool := func(properties string) string {
		return "Parameters:\n  MFA: {Type: String, AllowedValues: ['ON', OPTIONAL]}\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {" + properties + "}\n"
	}
	check(t, identity.CognitoPasswordMFA(), []trap{
		{"all allowed values are good", pool("MfaConfiguration: !Ref MFA"), "Pool", finding.Pass, ""},
		{"a short password", pool("MfaConfiguration: 'ON', Policies: {PasswordPolicy: {MinimumLength: 6, RequireLowercase: true, RequireUppercase: true, RequireNumbers: true, RequireSymbols: true}}"), "Pool", finding.Fail, "6 characters"},
		{"what a policy leaves out", pool("MfaConfiguration: 'ON', Policies: {PasswordPolicy: {MinimumLength: 12}}"), "Pool", finding.Fail, "low passwords need no lower case"},
	})
	role := "Resources:\n  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}\n"
	function := func(name, more string) string {
		return "  " + name + ":\n    Type: AWS::Lambda::Function\n" + more + "    Properties: {Role: !GetAtt Role.Arn, Code: {ImageUri: i}}\n"
	}
	public := "  URL: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref A, AuthType: NONE}}\n"
	conditions := "Parameters:\n  Env: {Type: String, AllowedValues: [a, b]}\nConditions:\n  IsA: !Equals [!Ref Env, a]\n  IsB: !Equals [!Ref Env, b]\n"
	check(t, identity.RoleShared(), []trap{
		{"two functions", role + function("A", "") + function("B", ""), "Role", finding.Fail, "low is shared by function A, function B"},
		{"one of them public", role + function("A", "") + function("B", "") + public, "Role", finding.Fail, "medium"},
		{"never both at once", conditions + role + function("A", "    Condition: IsA\n") + function("B", "    Condition: IsB\n"), "Role", finding.Pass, ""},
	})
}

func TestWhatStatementsReallyGive(t *testing.T) {
	check(t, identity.ServiceStar(), []trap{
		{"other services on a bucket", policyOf(`{Effect: Allow, Action: ["ec2:*", "rds:*"], Resource: ["arn:aws:s3:::codepipeline*"]}`), "Policy", finding.Pass, ""},
		{"S3 on a bucket", policyOf(`{Effect: Allow, Action: "s3:*", Resource: ["arn:aws:s3:::codepipeline*"]}`), "Policy", finding.Fail, "s3:*"},
		{"other services on a bucket and all else", policyOf(`{Effect: Allow, Action: "ec2:*", Resource: ["arn:aws:s3:::codepipeline*", "*"]}`), "Policy", finding.Fail, "ec2:*"},
	})
	check(t, identity.DataActionsWide(), []trap{
		{
			"only what is named is weighed", policyOf(`{Effect: Allow, Action: ["ssm:GetParameter", "ssm:SendCommand", "ssm:DeleteDocument"], Resource: "*"}`),
			"Policy", finding.Fail, "allows read actions (ssm:GetParameter) on every resource",
		},
		{"taking messages reads them", policyOf(`{Effect: Allow, Action: ["sqs:ReceiveMessage"], Resource: "*"}`), "Policy", finding.Fail, "allows read actions (sqs:ReceiveMessage)"},
	})
}

// "Configuring mutual TLS authentication": with the API's own endpoint disabled, and
// every domain asking for a client's certificate, nobody comes in without one.
func TestMutualTLSAuthorizes(t *testing.T) {
	api := func(disabled, trust, more string) string {
		return `Resources:
  API: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: shop, ProtocolType: HTTP, DisableExecuteApiEndpoint: ` + disabled + `}}
  Orders: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref API, RouteKey: GET /orders}}
  Domain: {Type: AWS::ApiGatewayV2::DomainName, Properties: {DomainName: api.example.com` + trust + `}}
  Mapping: {Type: AWS::ApiGatewayV2::ApiMapping, Properties: {ApiId: !Ref API, DomainName: api.example.com, Stage: $default}}
` + more
	}
	const mutual = ", MutualTlsAuthentication: {TruststoreUri: 's3://trust/store.pem'}"
	const plain = "  Plain: {Type: AWS::ApiGatewayV2::DomainName, Properties: {DomainName: www.example.com}}\n" +
		"  PlainMapping: {Type: AWS::ApiGatewayV2::ApiMapping, Properties: {ApiId: !Ref API, DomainName: !Ref Plain, Stage: $default}}\n"
	check(t, identity.APIGatewayAuth(), []trap{
		{"certificates at the only way in", api("true", mutual, ""), "Orders", finding.Pass, ""},
		{"the API's own endpoint answers", api("false", mutual, ""), "Orders", finding.Fail, ""},
		{"no certificates", api("true", "", ""), "Orders", finding.Fail, ""},
		{"another domain without", api("true", mutual, plain), "Orders", finding.Fail, ""},
	})
}

// "API Gateway extensions to OpenAPI": the definition may hold the API's policy.
func TestAPolicyInTheDefinitionRestricts(t *testing.T) {
	api := func(kind, principal string) string {
		return `Resources:
  API:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: shop
      EndpointConfiguration: {Types: [` + kind + `]}
      Body:
        openapi: 3.0.1
        paths: {/orders: {get: {responses: {"200": {description: ok}}}}}
        x-amazon-apigateway-policy: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: ` + principal + `, Action: "execute-api:Invoke", Resource: "execute-api:/*"}]}
`
	}
	const shop = `{AWS: "arn:aws:iam::111122223333:role/shop"}`
	check(t, identity.APIGatewayAuth(), []trap{
		{"for one role", api("REGIONAL", shop), "API", finding.Pass, ""},
		{"for everyone", api("REGIONAL", `"*"`), "API", finding.Fail, "medium GET /orders: no authorization"},
		{"for every VPC", api("PRIVATE", `"*"`), "API", finding.Fail, "low GET /orders: no authorization; the private API is open to the VPCs that reach it"},
	})
}
