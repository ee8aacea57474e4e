package emulator_test

import (
	"encoding/json"
	"fmt"
	"testing"
)

// exposure is what is exposed, by type: names differ between sources.
func exposure(t *testing.T, estate []string) map[string]string {
	t.Helper()
	out, status := ringwall(t, append([]string{"exposure", "-o", "json"}, estate...)...)
	var all struct {
		Exposed []struct {
			Resource struct{ Type string }
			Verdict  string
			Traffic  []struct{ Protocol, Ports string }
		}
	}
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatalf("exposure ends with status %d: %v", status, err)
	}
	found := map[string]string{}
	for _, x := range all.Exposed {
		found[x.Resource.Type] += fmt.Sprint(x.Verdict, x.Traffic, " ")
	}
	return found
}

func sameExposure(t *testing.T, template, live []string) {
	want, have := exposure(t, template), exposure(t, live)
	expect(t, between(want, have), exposureDifferences)
}

// between says what differs, by name.
func between(want, have map[string]string) map[string]string {
	different := map[string]string{}
	for k := range want {
		if want[k] != have[k] {
			different[k] = fmt.Sprintf("template %q, account %q", want[k], have[k])
		}
	}
	for k := range have {
		if want[k] == "" {
			different[k] = fmt.Sprintf("template nothing, account %q", have[k])
		}
	}
	return different
}

// controls are the statuses of a review, by control.
func controls(t *testing.T, args []string) map[string]string {
	t.Helper()
	out, status := ringwall(t, append([]string{"review", "-o", "json"}, args...)...)
	var all struct {
		Controls []struct{ ID, Status string }
	}
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatalf("review ends with status %d: %v", status, err)
	}
	found := map[string]string{}
	for _, x := range all.Controls {
		found[x.ID] = x.Status
	}
	return found
}

func sameReview(t *testing.T, template, live []string) {
	want, have := controls(t, sourcesOf(template)), controls(t, sourcesOf(live))
	expect(t, between(want, have), reviewDifferences)
}

// sourcesOf writes sources as review takes them: as arguments.
func sourcesOf(args []string) []string {
	var out []string
	for _, a := range args {
		if a != "-e" {
			out = append(out, a)
		}
	}
	return out
}

// Why answers are different, each by its name: nothing else may be.
const (
	notMade    = "deploy.py makes nothing of the kind: moto drops it"
	setHere    = "a setting of the account, which no template of the example has"
	oneRegion  = "one Region is collected, and a trail or event data store of another may have the events"
	openList   = "an account may have more than the lists that are read show; a template has what it declares"
	newAccount = "the account has a default VPC, as new accounts have, and templates don't show it"
	ofAccount  = "accounts show it, and templates can't"
)

var reachDifferences = map[string]string{
	"internet -> application/GetUsers": "through the REST API, which deploy.py does not make: moto drops its stage",
}

var exposureDifferences = map[string]string{
	"AWS::ApiGateway::RestApi": notMade,
}

var reviewDifferences = map[string]string{
	"DATA-BACKUP-PLAN":         "moto drops the recovery of tables; whether Data Lifecycle Manager backs volumes up, is not read",
	"DATA-BACKUP-RESTORE-TEST": notMade,
	"DATA-BACKUP-VAULT":        "deploy.py makes the vault without its lock and policy: moto knows neither",
	"DATA-CLASS-KMS":           "moto drops the encryption of tables",
	"DATA-CLASS-TAG":           "see DATA-EBS: the volumes have no tags",
	"DATA-EBS":                 "deploy.py starts instances without the volumes of the launch templates",
	"DATA-OTHER-POLICY-PUBLIC": "see IAM-LAMBDA-PUBLIC",
	"DATA-RETENTION-DELETE":    "what happens when a stack goes is the stack's own setting",
	"DATA-S3-BPA":              "that of the account is off, which no template sets",
	"DATA-SECRETS-NOECHO":      "only templates have parameters",
	"DATA-SECRETS-PLAINTEXT":   "user data of launch templates and values of variables are never kept",
	"DATA-SEARCH-CACHE":        "the account has a primary workgroup of Athena, as new accounts have, and templates don't show it",
	"DATA-SNAPSHOT-PUBLIC":     setHere,
	"DET-APIGW-LOGS":           notMade,
	"DET-CONFIG-ON":            setHere,
	"DET-DNS-LOGS":             newAccount,
	"DET-FLOWLOGS":             newAccount,
	"DET-GUARDDUTY-ON":         setHere,
	"DET-INSPECTOR-ON":         setHere,
	"DET-MACIE-ON":             setHere,
	"DET-S3-ACCESS-LOGS":       oneRegion,
	"DET-SECURITYHUB-ON":       setHere,
	"DET-WAF-LOGS":             notMade,
	"IAM-ACCESS-ANALYZER":      setHere,
	"IAM-APIGW-AUTH":           notMade,
	"IAM-APIGW-JWT":            notMade,
	"IAM-COGNITO-CLIENT":       notMade,
	"IAM-COGNITO-PASSWORD-MFA": notMade,
	"IAM-LAMBDA-PUBLIC":        "of an account the function's policy is one document, which DATA-OTHER-POLICY-PUBLIC reads",
	"IAM-ROOT-KEYS":            ofAccount,
	"INF-PATCHING":             notMade,
	"IR-CONTACTS":              ofAccount,
	"IR-GAMEDAY":               notMade,
	"IR-QUARANTINE-SG":         newAccount,
	"NET-ADDRESS-RESERVED":     newAccount,
	"NET-PUBLIC-IP":            newAccount,
	"NET-SG-UNUSED":            openList,
	"NET-WAF-ATTACHED":         notMade,
	"DATA-QUEUE-TOPIC-PUBLIC":  "see DATA-BACKUP-VAULT",
}
