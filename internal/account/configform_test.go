package account_test

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/iac"

	"ringwall/internal/account"
)

// TestConfigForms: items in the form of CloudFormation's schemas ("AWS Config resource
// schema") are read under these names; what they leave out is unknown, also where
// CloudFormation has a default.
func TestConfigForms(t *testing.T) {
	item := func(typ, id, arn, configuration, more string) string {
		return `{"resourceType": "` + typ + `", "resourceId": "` + id + `", "resourceName": "` + id + `", "ARN": "` + arn + `", "awsAccountId": "111122223333", "awsRegion": "eu-west-1",
 "configurationItemStatus": "OK", "configurationItemCaptureTime": "2026-11-01T00:00:00Z", "tags": {"tier": "data"}, "configuration": ` + configuration + more + `}`
	}
	const arn = "arn:aws:"
	const here = ":eu-west-1:111122223333:"
	data := `{"fileVersion": "1.0", "configurationItems": [` + strings.Join([]string{
		item("AWS::Kinesis::Stream", "events", arn+"kinesis"+here+"stream/events", `{"Name": "events", "Arn": "`+arn+"kinesis"+here+`stream/events", "RetentionPeriodHours": 48, "StreamEncryption": {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"}}`, ""),
		item("AWS::EKS::Cluster", "prod", arn+"eks"+here+"cluster/prod", `{"Name": "prod", "Arn": "`+arn+"eks"+here+`cluster/prod", "ResourcesVpcConfig": {"EndpointPublicAccess": false, "SubnetIds": ["subnet-1"]}, "Version": "1.33"}`, ""),
		item("AWS::EC2::TransitGateway", "tgw-01", arn+"ec2"+here+"transit-gateway/tgw-01", `{"Id": "tgw-01", "AutoAcceptSharedAttachments": "enable", "DefaultRouteTableAssociation": "disable"}`, ""),
		item("AWS::ECR::Repository", "web", arn+"ecr"+here+"repository/web", `{"RepositoryName": "web", "Arn": "`+arn+"ecr"+here+`repository/web", "ImageTagMutability": "MUTABLE"}`, ""),
		item("AWS::SQS::Queue", "https://sqs.eu-west-1.amazonaws.com/111122223333/orders", arn+"sqs"+here+"orders", `{"QueueName": "orders", "QueueArn": "`+arn+"sqs"+here+`orders", "SqsManagedSseEnabled": false, "MessageRetentionPeriod": 345600}`, ""),
		item("AWS::SNS::Topic", arn+"sns"+here+"alarms", arn+"sns"+here+"alarms", `{"TopicArn": "`+arn+"sns"+here+`alarms", "Owner": "111122223333", "KmsMasterKeyId": "alias/aws/sns"}`, ""),
		item("AWS::SecretsManager::Secret", arn+"secretsmanager"+here+"secret:db-a1b2c3", arn+"secretsmanager"+here+"secret:db-a1b2c3", `{"ARN": "`+arn+"secretsmanager"+here+`secret:db-a1b2c3", "Name": "db", "KMSKeyId": "k", "RotationEnabled": true, "RotationRules": {"AutomaticallyAfterDays": 30}}`, ""),
		item("AWS::DynamoDB::Table", "Music", arn+"dynamodb"+here+"table/Music", `{"tableName": "Music", "tableArn": "`+arn+"dynamodb"+here+`table/Music", "tableStatus": "ACTIVE", "ssedescription": {"status": "ENABLED", "ssetype": "KMS", "kmsmasterKeyArn": "k"}}`,
			`, "supplementaryConfiguration": {"ContinuousBackupsDescription": {"continuousBackupsStatus": "ENABLED", "pointInTimeRecoveryDescription": {"pointInTimeRecoveryStatus": "ENABLED"}}}`),
		item("AWS::ACM::Certificate", "c1", arn+"acm"+here+"certificate/c1", `{"certificateArn": "`+arn+"acm"+here+`certificate/c1", "domainName": "www.example.com", "status": "ISSUED", "keyAlgorithm": "RSA-2048", "domainValidationOptions": [{"validationMethod": "DNS"}]}`, ""),
		item("AWS::AutoScaling::LaunchConfiguration", "old", arn+"autoscaling"+here+"launchConfiguration:u:launchConfigurationName/old", `{"launchConfigurationName": "old", "launchConfigurationARN": "`+arn+"autoscaling"+here+`launchConfiguration:u:launchConfigurationName/old", "imageId": "ami-01", "keyName": "ops", "securityGroups": [{"value": "sg-1"}], "instanceMonitoring": {"enabled": true}, "metadataOptions": {"httpTokens": "required"}, "userData": ""}`, ""),
		item("AWS::AutoScaling::AutoScalingGroup", "scaling", arn+"autoscaling"+here+"autoScalingGroup:u:autoScalingGroupName/web", `{"autoScalingGroupName": "scaling", "autoScalingGroupARN": "`+arn+"autoscaling"+here+`autoScalingGroup:u:autoScalingGroupName/web", "launchConfigurationName": "old", "vpczoneIdentifier": "subnet-1,subnet-2", "availabilityZones": [{"value": "eu-west-1a"}]}`, ""),
		item("AWS::Redshift::ClusterSubnetGroup", "inner", arn+"redshift"+here+"subnetgroup:inner", `{"clusterSubnetGroupName": "inner", "subnets": [{"subnetIdentifier": "subnet-1"}]}`, ""),
		item("AWS::AmazonMQ::Broker", "jobs", arn+"mq"+here+"broker:jobs:b-01", `{"Arn": "`+arn+"mq"+here+`broker:jobs:b-01", "BrokerName": "jobs", "EngineType": "RABBITMQ", "PubliclyAccessible": true}`, ""),
		item("AWS::SageMaker::NotebookInstance", "lab", arn+"sagemaker"+here+"notebook-instance/lab", `{"NotebookInstanceName": "lab", "DirectInternetAccess": "Disabled", "Id": "lab"}`, ""),
		item("AWS::CodeDeploy::Application", "deploy", arn+"codedeploy"+here+"application:deploy", `{"ApplicationName": "deploy"}`, ""),
	}, ",") + `]}`
	got := account.Load(inMemory(map[string][]byte{"config.json": []byte(data)}), account.Options{Typed: iac.Typed})
	for _, p := range got.Problems {
		t.Error(p)
	}
	for _, c := range []struct {
		typ, id string
		facts   map[string]string
	}{
		{"Stream", "events", map[string]string{"Encrypted": "true", "Retention": "48", "tag:tier": "data"}},
		{"Cluster", "prod", map[string]string{"PublicEndpoint": "false", "PrivateEndpoint": "?", "AuthMode": "?", "Logs": "?", "Version": "1.33"}},
		{"TransitGateway", "tgw-01", map[string]string{"tag:tier": "data"}},
		{"Repository", "web", map[string]string{"Mutability": "MUTABLE", "ScanOnPush": "?", "Policy": "?"}},
		{"Queue", "orders", map[string]string{"ManagedSSE": "false", "KMSKey": "?", "Retention": "345600"}},
		{"QueuePolicy", arn + "sqs" + here + "orders/policy", map[string]string{"Document": "?"}},
		{"Topic", "alarms", map[string]string{"KMSKey": "alias/aws/sns"}},
		{"TopicPolicy", arn + "sns" + here + "alarms/policy", map[string]string{"Document": "?"}},
		{"Secret", "db", map[string]string{"KMSKey": "k", "tag:tier": "data"}},
		{"RotationSchedule", "rotation of db-a1b2c3", map[string]string{"Days": "30"}},
		{"Table", "Music", map[string]string{"PointInTime": "true", "KMSEncrypted": "true", "KMSKey": "k", "Policy": "?"}},
		{"Certificate", "c1", map[string]string{"Validation": "DNS", "Algorithm": "RSA_2048"}},
		{"LaunchConfiguration", "old", map[string]string{"KeyName": "ops", "HTTPTokens": "required", "Groups": "sg-1", "Monitoring": "true"}},
		{"AutoScalingGroup", "scaling", map[string]string{"LaunchTemplate": "old", "Subnets": "subnet-1 subnet-2"}},
		{"ClusterSubnetGroup", "inner", map[string]string{"Subnets": "subnet-1"}},
		{"Broker", "jobs", map[string]string{"Public": "true", "Engine": "rabbitmq", "AuditLogs": "?"}},
		{"NotebookInstance", "lab", map[string]string{"Direct": "false", "Root": "?"}},
	} {
		r := one(t, got, c.typ, c.id)
		for path, want := range c.facts {
			if is := fact(r, path); is != want {
				t.Errorf("%s of %s %s is %q, want %q", path, c.typ, c.id, is, want)
			}
		}
	}
	e := estate.Join(nil, estate.Estate{Resources: got.Resources, Listings: got.Listings})
	here1 := &estate.Core{Account: estate.Literal("111122223333"), Region: estate.Literal("eu-west-1")}
	if e.Listed("acm describe-certificate", here1) == nil || e.Listed("SecretList", here1) == nil {
		t.Error("a list of AWS Config is taken to be whole")
	}
	skipped := false
	for _, s := range got.Sources {
		skipped = skipped || strings.Contains(s.Name, "AWS::CodeDeploy::Application") && s.Skipped != ""
	}
	if !skipped {
		t.Errorf("nothing says that applications are not read: %+v", got.Sources)
	}
}
