package account_test

const restAPI = `{"items": [{"id": "1234123412", "name": "Pets", "createdDate": "2025-01-01T00:00:00+00:00", "apiKeySource": "HEADER",
 "endpointConfiguration": {"types": ["REGIONAL"]}, "disableExecuteApiEndpoint": false}]}`

func gatewayOutputs() []output {
	const api = "arn:aws:apigateway:eu-west-1:111122223333:/restapis/1234123412"
	resources := `{"items": [{"id": "6sxz2j", "path": "/"}, {"id": "9p4xyz", "parentId": "6sxz2j", "pathPart": "pets", "path": "/pets", "resourceMethods": {
 "GET": {"httpMethod": "GET", "authorizationType": "AWS_IAM", "apiKeyRequired": false, "methodIntegration": {"type": "AWS_PROXY", "uri": "arn:aws:apigateway:eu-west-1:lambda:path/x"}},
 "POST": {"httpMethod": "POST", "authorizationType": "NONE", "apiKeyRequired": true, "methodIntegration": {"type": "MOCK"}}}}]}`
	rest := map[string]string{"get-rest-apis": restAPI, "get-resources--1234123412": resources}
	stage := map[string]string{"get-rest-apis": restAPI, "get-stages--1234123412": `{"item": [{"deploymentId": "b2a8ie", "stageName": "prod", "cacheClusterEnabled": false,
 "cacheClusterStatus": "NOT_AVAILABLE", "methodSettings": {"*/*": {"metricsEnabled": true, "loggingLevel": "INFO", "dataTraceEnabled": true, "cachingEnabled": false, "cacheDataEncrypted": false}},
 "accessLogSettings": {"format": "$context.requestId", "destinationArn": "arn:aws:logs:eu-west-1:111122223333:log-group:api"}, "tracingEnabled": true,
 "webAclArn": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/main/1", "tags": {"team": "web"}}]}`}
	http := map[string]string{
		"get-apis": `{"Items": [{"ApiEndpoint": "https://a1bcdef2gh.execute-api.eu-west-1.amazonaws.com", "ApiId": "a1bcdef2gh", "ApiKeySelectionExpression": "$request.header.x-api-key",
 "Name": "orders", "ProtocolType": "HTTP", "DisableExecuteApiEndpoint": true, "Tags": {}}]}`,
		"get-routes--a1bcdef2gh":      `{"Items": [{"ApiKeyRequired": false, "AuthorizationType": "JWT", "AuthorizerId": "abcd12", "RouteId": "jkl3mno", "RouteKey": "GET /orders", "Target": "integrations/int1"}]}`,
		"get-stages--a1bcdef2gh":      `{"Items": [{"StageName": "$default", "AutoDeploy": true, "AccessLogSettings": {"DestinationArn": "arn:aws:logs:eu-west-1:111122223333:log-group:http", "Format": "$context.requestId"}, "RouteSettings": {}, "StageVariables": {}, "Tags": {}}]}`,
		"get-authorizers--a1bcdef2gh": `{"Items": [{"AuthorizerId": "abcd12", "AuthorizerType": "JWT", "IdentitySource": ["$request.header.Authorization"], "JwtConfiguration": {"Audience": ["orders"], "Issuer": "https://issuer.example.com"}, "Name": "jwt"}]}`,
	}
	distribution := map[string]string{"get-distribution--E1": `{"ETag": "E2Q", "Distribution": {"Id": "EMLARXS9EXAMPLE", "ARN": "arn:aws:cloudfront::111122223333:distribution/EMLARXS9EXAMPLE", "Status": "Deployed", "DomainName": "d111.cloudfront.net",
 "DistributionConfig": {"CallerReference": "cli", "Aliases": {"Quantity": 1, "Items": ["www.example.com"]}, "DefaultRootObject": "index.html",
 "Origins": {"Quantity": 1, "Items": [{"Id": "site", "DomainName": "site.s3.amazonaws.com", "OriginPath": "", "CustomHeaders": {"Quantity": 0}, "S3OriginConfig": {"OriginAccessIdentity": ""}, "OriginAccessControlId": "E1OAC"}]},
 "OriginGroups": {"Quantity": 0}, "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "redirect-to-https", "TrustedSigners": {"Enabled": false, "Quantity": 0},
 "AllowedMethods": {"Quantity": 2, "Items": ["HEAD", "GET"], "CachedMethods": {"Quantity": 2, "Items": ["HEAD", "GET"]}}, "LambdaFunctionAssociations": {"Quantity": 0}, "FieldLevelEncryptionId": ""},
 "CacheBehaviors": {"Quantity": 0}, "Logging": {"Enabled": false, "IncludeCookies": false, "Bucket": "", "Prefix": ""}, "Enabled": true,
 "ViewerCertificate": {"CloudFrontDefaultCertificate": false, "ACMCertificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1", "SSLSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.2_2021"},
 "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}}, "WebACLId": ""}}}`}
	return []output{
		{"apigateway get-resources", rest, "Method", "1234123412 GET /pets", map[string]string{"AuthType": "AWS_IAM", "Verb": "GET", "API": api, "Integration": "there"}},
		{"apigateway get-resources", rest, "Method", "1234123412 POST /pets", map[string]string{"AuthType": "NONE", "KeyRequired": "true"}},
		{"apigateway get-resources", rest, "RestApi", "1234123412", map[string]string{"Body": "", "Endpoints": "REGIONAL"}},
		{"apigateway get-resources without --embed methods", map[string]string{"get-rest-apis": restAPI, "get-resources--1234123412": `{"items": [{"id": "6sxz2j", "path": "/", "resourceMethods": {"GET": {}}}]}`},
			"Method", "1234123412 GET /", map[string]string{"AuthType": "?"}},
		{"apigateway get-rest-apis", map[string]string{"get-rest-apis": restAPI}, "RestApi", "1234123412", map[string]string{"Body": "?"}},
		{"apigateway get-stages", stage, "Stage", "1234123412/prod", map[string]string{
			"API": api, "AccessLogs": "arn:aws:logs:eu-west-1:111122223333:log-group:api", "Tracing": "true", "Methods.LogLevel": "INFO", "Methods.Path": "/*", "Methods.Verb": "*", "Cache": "false",
		}},
		{"apigateway get-stages", stage, "WebACLAssociation", "web ACL of arn:aws:apigateway:eu-west-1::/restapis/1234123412/stages/prod", map[string]string{
			"Subject": "arn:aws:apigateway:eu-west-1::/restapis/1234123412/stages/prod", "ACL": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/main/1",
		}},
		{"apigateway get-rest-apis without get-stages", map[string]string{"get-rest-apis": restAPI}, "Stage", api + "/get-stages", map[string]string{"AccessLogs": "?", "API": api}},
		{"apigateway get-authorizers", map[string]string{"get-rest-apis": restAPI, "get-authorizers--1234123412": `{"items": [{"id": "r28zld", "name": "My", "type": "REQUEST", "authType": "custom", "authorizerUri": "arn:aws:apigateway:eu-west-1:lambda:path/y", "identitySource": "method.request.header.Auth", "authorizerResultTtlInSeconds": 0}]}`},
			"Authorizer", "1234123412/r28zld", map[string]string{"Kind": "REQUEST", "CacheSeconds": "0", "API": api}},
		{"apigatewayv2 get-apis", http, "Api", "a1bcdef2gh", map[string]string{"Protocol": "HTTP", "DefaultEndpoint": "false", "Body": ""}},
		{"apigatewayv2 get-apis", map[string]string{"get-apis": http["get-apis"]}, "Api", "a1bcdef2gh", map[string]string{"Body": "?"}},
		{"apigatewayv2 get-routes", http, "Route", "a1bcdef2gh/jkl3mno", map[string]string{"AuthType": "JWT", "Key": "GET /orders", "API": "arn:aws:apigateway:eu-west-1::/apis/a1bcdef2gh"}},
		{"apigatewayv2 get-stages", http, "Stage", "a1bcdef2gh/$default", map[string]string{"AccessLogs": "arn:aws:logs:eu-west-1:111122223333:log-group:http", "AutoDeploy": "true"}},
		{"apigatewayv2 get-authorizers", http, "Authorizer", "a1bcdef2gh/abcd12", map[string]string{"Kind": "JWT", "Issuer": "https://issuer.example.com", "Audience": "orders"}},
		{"cloudfront get-distribution", distribution, "Distribution", "EMLARXS9EXAMPLE", map[string]string{
			"Enabled": "true", "TLSVersion": "TLSv1.2_2021", "Logs": "false", "WebACL": "", "Default.Protocol": "redirect-to-https", "Origins.S3": "true", "Origins.Access": "E1OAC", "Origins.Identity": "",
			"RootObject": "index.html", "Aliases": "www.example.com", "DefaultCert": "false",
		}},
		{"cloudfront list-distributions", map[string]string{"list-distributions": `{"DistributionList": {"Items": [{"Id": "EMLARXS9EXAMPLE", "ARN": "arn:aws:cloudfront::111122223333:distribution/EMLARXS9EXAMPLE"}]}}`},
			"Distribution", "EMLARXS9EXAMPLE", map[string]string{"Enabled": "?", "Logs": "?"}},
	}
}

func guardOutputs() []output {
	const acl = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/main/a1b2"
	waf := map[string]string{
		"list-web-acls":                    `{"NextMarker": "", "WebACLs": [{"Name": "main", "Id": "a1b2", "Description": "", "LockToken": "x", "ARN": "` + acl + `"}]}`,
		"get-web-acl--main":                `{"WebACL": {"Name": "main", "Id": "a1b2", "ARN": "` + acl + `", "DefaultAction": {"Allow": {}}, "Rules": [{"Name": "common", "Priority": 0, "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}}, "OverrideAction": {"None": {}}, "VisibilityConfig": {}}], "VisibilityConfig": {}, "Capacity": 700}, "LockToken": "x"}`,
		"list-resources-for-web-acl--a1b2": `{"WebACLArn": "` + acl + `", "ResourceArns": ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1"]}`,
		"list-logging-configurations":      `{"LoggingConfigurations": [{"ResourceArn": "` + acl + `", "LogDestinationConfigs": ["arn:aws:firehose:eu-west-1:111122223333:deliverystream/aws-waf-logs"], "ManagedByFirewallManager": false}]}`,
	}
	const certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/c1"
	listed := `{"CertificateSummaryList": [{"CertificateArn": "` + certificate + `", "DomainName": "www.example.com"}]}`
	return []output{
		{"wafv2 get-web-acl", waf, "WebACL", "main", map[string]string{"Scope": "REGIONAL", "DefaultAllow": "true", "Rules.Action": "none", "Rules.Managed": "AWSManagedRulesCommonRuleSet", "Rules.Vendor": "AWS"}},
		{"wafv2 list-web-acls", map[string]string{"list-web-acls": waf["list-web-acls"]}, "WebACL", "main", map[string]string{"DefaultAllow": "?"}},
		{"wafv2 list-resources-for-web-acl", waf, "WebACLAssociation", "web ACL of arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1", map[string]string{"ACL": acl}},
		{"wafv2 list-web-acls without list-resources-for-web-acl", map[string]string{"list-web-acls": waf["list-web-acls"]}, "WebACLAssociation", acl + "/list-resources-for-web-acl", map[string]string{"Subject": "?", "ACL": acl}},
		{"wafv2 list-logging-configurations", waf, "LoggingConfiguration", "logs of a1b2", map[string]string{"ACL": acl, "Destinations": "arn:aws:firehose:eu-west-1:111122223333:deliverystream/aws-waf-logs"}},
		{"acm describe-certificate", map[string]string{"list-certificates": listed, "describe-certificate--c1": `{"Certificate": {"CertificateArn": "` + certificate + `", "DomainName": "www.example.com", "SubjectAlternativeNames": ["www.example.com"],
 "DomainValidationOptions": [{"DomainName": "www.example.com", "ValidationStatus": "SUCCESS", "ValidationMethod": "EMAIL"}], "Status": "ISSUED", "KeyAlgorithm": "RSA-2048", "Type": "AMAZON_ISSUED", "Options": {"CertificateTransparencyLoggingPreference": "ENABLED"}}}`},
			"Certificate", "c1", map[string]string{"Validation": "EMAIL", "Algorithm": "RSA_2048", "Transparency": "true", "Exportable": "false"}},
		{"acm describe-certificate, imported", map[string]string{"describe-certificate--c1": `{"Certificate": {"CertificateArn": "` + certificate + `", "DomainName": "www.example.com", "Status": "ISSUED", "KeyAlgorithm": "RSA-1024", "Type": "IMPORTED"}}`},
			"Certificate", "c1", map[string]string{"Validation": "IMPORTED", "Algorithm": "RSA_1024"}},
		{"acm list-certificates", map[string]string{"list-certificates": listed}, "Certificate", "c1", map[string]string{"Validation": "?", "Algorithm": "?"}},
		{"secretsmanager list-secrets", map[string]string{"list-secrets": `{"SecretList": [{"ARN": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1b2c3", "Name": "db", "RotationEnabled": true, "RotationLambdaARN": "arn:aws:lambda:eu-west-1:111122223333:function:rotate", "RotationRules": {"AutomaticallyAfterDays": 30}, "Tags": []}]}`},
			"RotationSchedule", "rotation of db-a1b2c3", map[string]string{"Secret": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1b2c3", "Days": "30", "Function": "arn:aws:lambda:eu-west-1:111122223333:function:rotate"}},
		{"ssm get-document", map[string]string{"get-document--Contain": `{"Name": "Contain", "DocumentVersion": "1", "Status": "Active", "Content": "{\"schemaVersion\":\"0.3\",\"mainSteps\":[]}", "DocumentType": "Automation", "DocumentFormat": "JSON"}`},
			"Document", "Contain", map[string]string{"Kind": "Automation", "Content": "there", "DocumentName": "Contain"}},
		{"ssm list-documents", map[string]string{"list-documents": `{"DocumentIdentifiers": [{"Name": "Contain", "Owner": "111122223333", "DocumentVersion": "1", "DocumentType": "Automation", "SchemaVersion": "0.3", "DocumentFormat": "YAML"}]}`},
			"Document", "Contain", map[string]string{"Kind": "Automation", "Content": "?", "Format": "YAML"}},
		{"stepfunctions describe-state-machine", map[string]string{"describe-state-machine--m": `{"stateMachineArn": "arn:aws:states:eu-west-1:111122223333:stateMachine:contain", "name": "contain", "status": "ACTIVE", "definition": "(removed: not collected)", "roleArn": "arn:aws:iam::111122223333:role/contain", "type": "STANDARD", "loggingConfiguration": {"level": "ERROR", "includeExecutionData": false}}`},
			"StateMachine", "contain", map[string]string{"Definition": "?", "Role": "arn:aws:iam::111122223333:role/contain", "LogLevel": "ERROR"}},
		{"stepfunctions list-state-machines", map[string]string{"list-state-machines": `{"stateMachines": [{"stateMachineArn": "arn:aws:states:eu-west-1:111122223333:stateMachine:contain", "name": "contain", "type": "STANDARD"}]}`},
			"StateMachine", "contain", map[string]string{"Definition": "?", "Role": "?", "MachineName": "contain"}},
		{"cognito-idp describe-user-pool", map[string]string{"describe-user-pool--p": `{"UserPool": {"Id": "eu-west-1_abc", "Name": "people", "Arn": "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc", "Policies": {"PasswordPolicy": {"MinimumLength": 12, "RequireUppercase": true, "RequireLowercase": true, "RequireNumbers": true, "RequireSymbols": false}}, "DeletionProtection": "ACTIVE", "MfaConfiguration": "ON", "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}}}`},
			"UserPool", "eu-west-1_abc", map[string]string{"MFA": "ON", "PasswordLength": "12", "NeedsSymbols": "false", "AdminOnly": "true", "MFAKinds": "?"}},
		{"cognito-idp describe-user-pool-client", map[string]string{"describe-user-pool-client--c": `{"UserPoolClient": {"UserPoolId": "eu-west-1_abc", "ClientName": "web", "ClientId": "38fjsnc", "ClientSecret": "(removed: not collected)", "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"], "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": true, "CallbackURLs": ["https://www.example.com"], "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": true}}`},
			"UserPoolClient", "eu-west-1_abc/38fjsnc", map[string]string{"OAuthFlows": "code", "Secret": "true", "HidesUsers": "true", "Pool": "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc"}},
		{"cognito-identity describe-identity-pool", map[string]string{"describe-identity-pool--i": `{"IdentityPoolId": "eu-west-1:1a2b", "IdentityPoolName": "visitors", "AllowUnauthenticatedIdentities": true}`},
			"IdentityPool", "eu-west-1:1a2b", map[string]string{"Unauthenticated": "true"}},
		{"cognito-identity get-identity-pool-roles", map[string]string{"get-identity-pool-roles--i": `{"IdentityPoolId": "eu-west-1:1a2b", "Roles": {"unauthenticated": "arn:aws:iam::111122223333:role/guest"}}`},
			"IdentityPoolRoleAttachment", "eu-west-1:1a2b/roles", map[string]string{"Unauthenticated": "arn:aws:iam::111122223333:role/guest", "Authenticated": ""}},
	}
}
