package incident_test

import (
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/incident"
	"ringwall/internal/review/reviewtest"
)

// TestFindingsOfALiveAccount: a detector's findings go nowhere if all rules of its
// account and Region are known, and who else gets them.
func TestFindingsOfALiveAccount(t *testing.T) {
	const (
		here    = "111122223333/eu-west-1/"
		people  = "arn:aws:sns:eu-west-1:111122223333:people"
		none    = `{"EventBusName": "default", "Rules": []}`
		rule    = `{"EventBusName": "default", "Rules": [{"Name": "findings", "State": "ENABLED", "EventBusName": "default", "Arn": "arn:aws:events:eu-west-1:111122223333:rule/findings", "EventPattern": "{\"source\": [\"aws.guardduty\"]}"}]}`
		targets = `{"Rule": "findings", "EventBusName": "default", "Targets": [{"Id": "1", "Arn": "` + people + `"}]}`
	)
	base := map[string]string{
		"list-detectors": `{"DetectorIds": ["d"]}`, "get-detector--d": `{"Status": "ENABLED", "FindingPublishingFrequency": "SIX_HOURS", "Features": []}`,
		"guardduty-get-administrator-account--d": `{"DetectorId": "d", "Administrator": null}`, "describe-hub": `{"HubArn": null}`,
		"list-event-buses": `{"EventBuses": [{"Name": "default", "Arn": "arn:aws:events:eu-west-1:111122223333:event-bus/default"}]}`,
	}
	for _, x := range []struct {
		name string
		rule *review.Rule
		more map[string]string
		want finding.Status
	}{
		{"nothing contains", incident.ContainPath(), map[string]string{"list-rules--default": rule, "list-targets-by-rule--findings": targets}, finding.Fail},
		{"targets that may contain", incident.ContainPath(), map[string]string{"list-rules--default": rule}, finding.Unknown},
		{"no rule", incident.FindingRoute(), map[string]string{"list-rules--default": none}, finding.Fail},
		{"rules that nobody asked for", incident.FindingRoute(), nil, finding.Unknown},
		{"another account that may hear", incident.FindingRoute(), map[string]string{"list-rules--default": none,
			"guardduty-get-administrator-account--d": `{"DetectorId": "d", "Administrator": {"AccountId": "444455556666"}}`}, finding.Unknown},
		{"a rule", incident.FindingRoute(), map[string]string{"list-rules--default": rule, "list-targets-by-rule--findings": targets}, finding.Pass},
		{"a rule whose targets nobody asked for", incident.FindingRoute(), map[string]string{"list-rules--default": rule}, finding.Unknown},
		{"a rule of another Region", incident.FindingRoute(), map[string]string{"list-rules--default": none,
			"111122223333/us-east-1/list-rules--default":           strings.ReplaceAll(rule, "eu-west-1", "us-east-1"),
			"111122223333/us-east-1/list-targets-by-rule-findings": targets}, finding.Fail},
	} {
		var b strings.Builder
		files := map[string]string{}
		for k, v := range base {
			files[k] = v
		}
		for k, v := range x.more {
			files[k] = v
		}
		for name, text := range files {
			if !strings.Contains(name, "/") {
				name = here + name
			}
			b.WriteString("-- " + name + ".json --\n" + text + "\n")
		}
		got := reviewtest.Run(t, x.rule, b.String())
		if have := got.Controls[0].Status; have != x.want {
			t.Errorf("%s: %v, want %v: %+v %v", x.name, have, x.want, got.Findings, got.Controls[0].Because)
		}
	}
}
