package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// weakness is one change for the worse to examples/myapp, and the control that is
// about it.
type weakness struct {
	control string
	file    string
	after   string // a text that stands before what is changed
	old     string // the first of it after that
	new     string
}

func weaknesses() []weakness {
	const data, application, network, detection = "data.yaml", "application.yaml", "network.yaml", "detection.yaml"
	return []weakness{
		{"DATA-RDS-ENC", data, "Database:", "      StorageEncrypted: true\n      KmsKeyId: !GetAtt ConfidentialKey.Arn\n", "      StorageEncrypted: false\n"},
		{"DATA-RDS-PROTECT", data, "Database:", "DeletionProtection: true", "DeletionProtection: false"},
		{"DATA-RDS-PROTECT", data, "Database:", "BackupRetentionPeriod: 35", "BackupRetentionPeriod: 0"},
		{"DATA-CLASS-KMS", data, "SessionTable:", "SSESpecification: {SSEEnabled: true, SSEType: KMS, KMSMasterKeyId: !GetAtt ConfidentialKey.Arn}", "SSESpecification: {SSEEnabled: false}"},
		{"DATA-KMS-ROTATE", data, "ConfidentialKey:", "EnableKeyRotation: true", "EnableKeyRotation: false"},
		{"DATA-S3-BPA", data, "UploadBucket:", "BlockPublicPolicy: true", "BlockPublicPolicy: false"},
		{"DATA-S3-TLS", data, "UploadBucketPolicy:", "Effect: Deny", "Effect: Allow"},
		{"DATA-CLASS-TAG", data, "SessionTable:", "        - {Key: data-classification, Value: confidential}\n", ""},
		{"DATA-TLS-LISTENERS", application, "", "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-TLS-1-0-2015-04"},
		{"INF-IMDSV2", application, "", "HttpTokens: required", "HttpTokens: optional"},
		{"NET-ADMIN-PORT-INTERNET", application, "LoadBalancerSecurityGroup:", "      SecurityGroupIngress:\n", "      SecurityGroupIngress:\n        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0, Description: Help}\n"},
		{"IAM-APIGW-AUTH", application, "GetUsersMethod:", "      AuthorizationType: COGNITO_USER_POOLS\n      AuthorizerId: !Ref ApiAuthorizer\n      AuthorizationScopes: [myapp/users.read]\n", "      AuthorizationType: NONE\n"},
		{"IAM-COGNITO-PASSWORD-MFA", application, "UserPool:", "      MfaConfiguration: \"ON\"\n      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n", "      MfaConfiguration: \"OFF\"\n"},
		{"DET-LOG-RETENTION", application, "", "LogGroupName: /aws/lambda/myapp-getUsers, RetentionInDays: 365", "LogGroupName: /aws/lambda/myapp-getUsers"},
		{"DET-TRAIL-VALIDATION", detection, "", "EnableLogFileValidation: true", "EnableLogFileValidation: false"},
		{"DET-FLOWLOGS", network, "AWS::EC2::FlowLog", "TrafficType: ALL", "TrafficType: ACCEPT"},
		{"INF-LAMBDA-RUNTIME", application, "GetUsers:", "Runtime: ", "Runtime: nodejs12.x # "},
		{"IAM-ADMIN-STAR", application, "GetUsersRole:", "      Policies:\n", "      Policies:\n        - PolicyName: everything\n          PolicyDocument: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Action: \"*\", Resource: \"*\"}]}\n"},
	}
}

// told are the failing findings of a review, low ones and over, by fingerprint.
func told(t *testing.T, dir string) map[string]string {
	t.Helper()
	out, status := ringwall("review", dir, "--severity", "low", "-o", "json")
	var doc struct {
		Findings []struct {
			Control, Status, Severity, Fingerprint string
			Resource                               struct{ ID string }
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil || status > 1 {
		t.Fatalf("exit status %d: %v: %s", status, err, out)
	}
	list := map[string]string{}
	for _, f := range doc.Findings {
		if f.Status == "fail" && f.Severity != "info" {
			list[f.Fingerprint+f.Severity] = f.Control + " " + f.Resource.ID
		}
	}
	return list
}

// TestPlantedWeaknesses spoils the architecture in one place at a time: that is found,
// and at most three findings on average are told for it.
func TestPlantedWeaknesses(t *testing.T) {
	before, total := told(t, "myapp"), 0
	list := weaknesses()
	for _, w := range list {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS("myapp")); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, w.file)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		head, tail, ok := strings.Cut(string(text), w.after)
		if !ok || !strings.Contains(tail, w.old) {
			t.Errorf("%s: %s has no %q after %q", w.control, w.file, w.old, w.after)
			continue
		}
		spoilt := head + w.after + strings.Replace(tail, w.old, w.new, 1)
		if err := os.WriteFile(path, []byte(spoilt), 0o644); err != nil {
			t.Fatal(err)
		}
		var more []string
		for fingerprint, f := range told(t, dir) {
			if before[fingerprint] == "" {
				more = append(more, f)
			}
		}
		slices.Sort(more)
		total += len(more)
		if !slices.ContainsFunc(more, func(s string) bool { return strings.HasPrefix(s, w.control+" ") }) {
			t.Errorf("%s: %q in %s is not found: told are %v", w.control, w.new, w.file, more)
		}
		t.Logf("%s: %v", w.control, more)
	}
	if total > 3*len(list) {
		t.Errorf("%d findings for %d weaknesses", total, len(list))
	}
	t.Logf("%d findings for %d weaknesses", total, len(list))
}
