package infrastructure_test

import (
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review/infrastructure"
	"ringwall/internal/review/reviewtest"
)

// TestWebACLsOfAccounts: GetStages names the web ACL of a stage; of a stage without one,
// nothing else guards it.
func TestWebACLsOfAccounts(t *testing.T) {
	const here = "-- 111122223333/eu-west-1/"
	stage := func(acl string) string {
		return here + `get-rest-apis.json --
{"items": [{"id": "1234123412", "name": "Pets", "createdDate": "2025-01-01T00:00:00+00:00", "apiKeySource": "HEADER", "endpointConfiguration": {"types": ["REGIONAL"]}}]}
` + here + `get-stages--1234123412.json --
{"item": [{"deploymentId": "b2a8ie", "stageName": "prod", "tracingEnabled": true` + acl + `}]}
`
	}
	for _, c := range []struct {
		files string
		want  finding.Status
	}{
		{stage(""), finding.Fail},
		{stage(`, "webAclArn": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/main/1"`), finding.Pass},
		{here + `get-rest-apis.json --
{"items": [{"id": "1234123412", "name": "Pets", "createdDate": "2025-01-01T00:00:00+00:00", "apiKeySource": "HEADER", "endpointConfiguration": {"types": ["REGIONAL"]}}]}
`, finding.Unknown},
	} {
		if is := reviewtest.Run(t, infrastructure.WAFAttached(), c.files).Controls[0].Status; is != c.want {
			t.Errorf("NET-WAF-ATTACHED is %v, want %v, of %s", is, c.want, c.files)
		}
	}
}
