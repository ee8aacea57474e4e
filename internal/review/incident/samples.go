package incident

import (
	"fmt"

	"ringwall/internal/review/eventpattern"
)

// sample is an event as EventBridge gets it, with the words for it.
type sample struct {
	name  string
	event map[string]any
}

// guardDutySamples are findings of severity high (7.0 to 8.9) and critical
// (9.0 and above), of several kinds ("Severity levels of GuardDuty findings").
func guardDutySamples() []sample {
	var out []sample
	for _, f := range []struct {
		kind     string
		resource string
		severity float64
	}{
		{"UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS", "AccessKey", 8},
		{"Backdoor:EC2/C&CActivity.B!DNS", "Instance", 8},
		{"Exfiltration:S3/AnomalousBehavior", "S3Bucket", 7},
		{"AttackSequence:IAM/CompromisedCredentials", "AttackSequence", 9},
	} {
		out = append(out, sample{
			name: fmt.Sprintf("a GuardDuty finding %s of severity %g", f.kind, f.severity),
			event: envelope("aws.guardduty", "GuardDuty Finding", map[string]any{
				"schemaVersion": "2.0", "accountId": eventpattern.Account, "region": eventpattern.Region, "partition": "aws",
				"id": "1ab92989eaf0e742df4a014d5c0a3b2f", "type": f.kind, "severity": f.severity, "title": f.kind,
				"arn":         "arn:aws:guardduty:eu-west-1:111122223333:detector/d/finding/f",
				"description": "A finding of GuardDuty.", "createdAt": sampleTime, "updatedAt": sampleTime,
				"resource": map[string]any{"resourceType": f.resource},
				"service":  map[string]any{"serviceName": "guardduty", "archived": false, "count": 1.0, "resourceRole": "TARGET"},
			}),
		})
	}
	return out
}

const sampleTime = "2026-01-31T12:00:00Z"

// hubSamples are new findings of severity high and critical that Security Hub
// has from one of its own controls, or from another product.
func hubSamples(product string) []sample {
	var out []sample
	for _, label := range []string{"HIGH", "CRITICAL"} {
		finding := map[string]any{
			"SchemaVersion": "2018-10-08", "Id": "arn:aws:securityhub:eu-west-1:111122223333:finding/1",
			"ProductArn":  "arn:aws:securityhub:eu-west-1::product/aws/" + productName(product),
			"ProductName": product, "CompanyName": "AWS", "Region": eventpattern.Region, "AwsAccountId": eventpattern.Account,
			"GeneratorId": "security-control/EC2.19", "Title": "A finding", "Description": "A finding.",
			"Types": []any{"Software and Configuration Checks/Industry and Regulatory Standards"},
			"Severity": map[string]any{
				"Label": label, "Normalized": normalized(label), "Original": label, "Product": normalized(label),
			},
			"FindingProviderFields": map[string]any{"Severity": map[string]any{"Label": label, "Original": label}},
			"RecordState":           "ACTIVE", "WorkflowState": "NEW", "Workflow": map[string]any{"Status": "NEW"},
			"Resources": []any{map[string]any{"Type": "AwsEc2SecurityGroup", "Id": "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1"}},
			"CreatedAt": sampleTime, "UpdatedAt": sampleTime,
		}
		if product == hubProduct {
			finding["Compliance"] = map[string]any{"Status": "FAILED", "SecurityControlId": "EC2.19"}
		}
		out = append(out, sample{
			name:  fmt.Sprintf("a new Security Hub finding of severity %s from %s", label, product),
			event: envelope("aws.securityhub", "Security Hub Findings - Imported", map[string]any{"findings": []any{finding}}),
		})
	}
	return out
}

// The products whose findings the samples are.
const (
	hubProduct       = "Security Hub"
	guardDutyProduct = "GuardDuty"
)

func productName(product string) string {
	if product == hubProduct {
		return "securityhub"
	}
	return "guardduty"
}

func normalized(label string) float64 {
	if label == "CRITICAL" {
		return 90
	}
	return 70
}

func envelope(source, kind string, detail map[string]any) map[string]any {
	return map[string]any{
		"version": "0", "id": "8e5622f9-d81c-4d81-612a-9319e7ee2506", "detail-type": kind, "source": source,
		"account": eventpattern.Account, "time": sampleTime, "region": eventpattern.Region, "resources": []any{}, "detail": detail,
	}
}
