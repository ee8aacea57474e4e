package identity_test

import (
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review/identity"
	"ringwall/internal/review/reviewtest"
)

// TestAnalyzersOfALiveAccount: that an account has no analyzer is a failure only where
// none of an organisation can stand in another account.
func TestAnalyzersOfALiveAccount(t *testing.T) {
	const (
		list    = "-- 111122223333/eu-west-1/list-analyzers.json --\n"
		regions = "-- 111122223333/global/describe-regions.json --\n{\"Regions\": [{\"RegionName\": \"eu-west-1\"}]}\n"
		alone   = "-- 111122223333/global/describe-organization.json --\n{\"Organization\": null}\n"
		none    = list + "{\"analyzers\": []}\n"
		both    = list + `{"analyzers": [{"name": "a", "arn": "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/a", "type": "ACCOUNT", "status": "ACTIVE"},
			{"name": "u", "arn": "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/u", "type": "ACCOUNT_UNUSED_ACCESS", "status": "ACTIVE"}]}` + "\n"
		rules = "-- 111122223333/eu-west-1/list-archive-rules--a.json --\n{\"archiveRules\": []}\n-- 111122223333/eu-west-1/list-archive-rules--u.json --\n{\"archiveRules\": []}\n"
	)
	for name, x := range map[string]struct {
		files string
		want  finding.Status
	}{
		"none, and alone":                         {regions + alone + none, finding.Fail},
		"none, and perhaps in an organisation":    {regions + none, finding.Unknown},
		"both":                                    {regions + alone + both + rules, finding.Pass},
		"both, whose rules nobody asked for":      {regions + alone + both, finding.Unknown},
		"nobody asked":                            {regions + alone, finding.Unknown},
		"another command's list of the same name": {regions + alone + "-- 111122223333/eu-west-1/x.json --\n{\"analyzers\": []}\n", finding.Unknown},
	} {
		got := reviewtest.Run(t, identity.AccessAnalyzer(), x.files)
		if have := got.Controls[0].Status; have != x.want {
			t.Errorf("%s: %v, want %v: %+v %v", name, have, x.want, got.Findings, got.Controls[0].Because)
		}
	}
}
