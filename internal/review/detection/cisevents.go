package detection

import (
	"strings"

	"ringwall/internal/review/eventpattern"
)

// cisAlarm is an alarm that the CIS benchmark asks for, with records of CloudTrail
// that must set it off.
type cisAlarm struct {
	id      string // in the benchmark
	title   string
	records []map[string]any
	// organisation: it is for the management account only.
	organisation bool
}

// cisAlarms are those of section 5 of the benchmark ("Monitoring"); of calls that
// AWS no longer has, such as ClassicLink's, there are no records.
func cisAlarms() []cisAlarm {
	return []cisAlarm{
		{id: "5.1", title: "unauthorized API calls", records: []map[string]any{
			with(call("ec2", "RunInstances"), "errorCode", "Client.UnauthorizedOperation", "errorMessage", "You are not authorized to perform this operation."),
			with(call("iam", "ListUsers"), "errorCode", "AccessDenied", "errorMessage", "User is not authorized to perform: iam:ListUsers"),
		}},
		{id: "5.2", title: "console sign-in without MFA", records: []map[string]any{signIn("No", "Success")}},
		{id: "5.3", title: "use of the root user", records: []map[string]any{
			with(call("ec2", "RunInstances"), "userIdentity", root()), with(signIn("Yes", "Success"), "userIdentity", root()),
		}},
		{id: "5.4", title: "IAM policy changes", records: calls("iam",
			"DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion "+
				"DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy")},
		{id: "5.5", title: "changes of CloudTrail", records: calls("cloudtrail", "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging")},
		{id: "5.6", title: "failed console sign-ins", records: []map[string]any{
			with(signIn("No", "Failure"), "errorMessage", "Failed authentication"),
		}},
		{id: "5.7", title: "keys disabled or scheduled for deletion", records: calls("kms", "DisableKey ScheduleKeyDeletion")},
		{id: "5.8", title: "S3 bucket policy changes", records: calls("s3",
			"PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy DeleteBucketCors "+
				"DeleteBucketLifecycle DeleteBucketReplication")},
		{id: "5.9", title: "changes of AWS Config", records: calls("config",
			"StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder")},
		{id: "5.10", title: "security group changes", records: calls("ec2",
			"AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup")},
		{id: "5.11", title: "network ACL changes", records: calls("ec2",
			"CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry ReplaceNetworkAclAssociation")},
		{id: "5.12", title: "gateway changes", records: calls("ec2",
			"CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway DeleteInternetGateway DetachInternetGateway")},
		{id: "5.13", title: "route table changes", records: calls("ec2",
			"CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute DisassociateRouteTable")},
		{id: "5.14", title: "VPC changes", records: calls("ec2",
			"CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection DeleteVpcPeeringConnection RejectVpcPeeringConnection")},
		{id: "5.15", title: "changes of the organisation", organisation: true, records: calls("organizations",
			"AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganization DeleteOrganizationalUnit "+
				"DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount "+
				"RemoveAccountFromOrganization UpdatePolicy UpdateOrganizationalUnit")},
	}
}

// call is a record of a call that changes something, by a role's session
// ("CloudTrail record contents").
func call(service, name string) map[string]any {
	return map[string]any{
		"eventVersion": "1.11", "eventTime": "2026-01-31T12:00:00Z", "awsRegion": eventpattern.Region, "eventType": "AwsApiCall",
		"eventSource": service + ".amazonaws.com", "eventName": name, "readOnly": strings.HasPrefix(name, "List"),
		"managementEvent": true, "eventCategory": "Management", "recipientAccountId": eventpattern.Account,
		"sourceIPAddress": "198.51.100.7", "userAgent": "aws-cli/2.27.0", "requestID": "r-1", "eventID": "e-1",
		"userIdentity": map[string]any{
			"type": "AssumedRole", "principalId": "AROAEXAMPLE:somebody", "accountId": eventpattern.Account,
			"arn": "arn:aws:sts::" + eventpattern.Account + ":assumed-role/admin/somebody",
		},
		"requestParameters": map[string]any{"name": "x"}, "responseElements": nil,
	}
}

func calls(service, names string) []map[string]any {
	var out []map[string]any
	for _, n := range strings.Fields(names) {
		out = append(out, call(service, n))
	}
	return out
}

func root() map[string]any {
	return map[string]any{
		"type": "Root", "principalId": eventpattern.Account, "arn": "arn:aws:iam::" + eventpattern.Account + ":root", "accountId": eventpattern.Account,
	}
}

// signIn is a record of somebody who signs in to the console by a password.
func signIn(mfa, result string) map[string]any {
	return with(call("signin", "ConsoleLogin"),
		"eventType", "AwsConsoleSignIn", "additionalEventData", map[string]any{"LoginTo": "https://console.aws.amazon.com/", "MFAUsed": mfa, "MobileVersion": "No"},
		"responseElements", map[string]any{"ConsoleLogin": result}, "requestParameters", nil,
		"userIdentity", map[string]any{
			"type": "IAMUser", "userName": "somebody", "principalId": "AIDAEXAMPLE", "accountId": eventpattern.Account,
			"arn": "arn:aws:iam::" + eventpattern.Account + ":user/somebody",
		})
}

// with sets members of a record: names and values in turn.
func with(record map[string]any, members ...any) map[string]any {
	for i := 0; i+1 < len(members); i += 2 {
		record[members[i].(string)] = members[i+1]
	}
	return record
}

// asEvent is the event that EventBridge makes of a record.
func asEvent(record map[string]any) map[string]any {
	service, _, _ := strings.Cut(record["eventSource"].(string), ".")
	kind := "AWS API Call via CloudTrail"
	if service == "signin" {
		kind = "AWS Console Sign In via CloudTrail"
	}
	return map[string]any{
		"version": "0", "id": "8e5622f9-d81c-4d81-612a-9319e7ee2506", "detail-type": kind, "source": "aws." + service,
		"account": eventpattern.Account, "time": record["eventTime"], "region": eventpattern.Region, "resources": []any{}, "detail": record,
	}
}
