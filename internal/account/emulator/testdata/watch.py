"""Turns on what watches an account, in a moto server: a trail with its log group, filter
and alarm, AWS Config, GuardDuty, Security Hub, IAM Access Analyzer, rules and their
targets. It prints nothing.

usage: watch.py ENDPOINT
"""
import json
import sys

import boto3
from botocore.config import Config

REGION, ACCOUNT = "eu-west-1", "123456789012"


def client(service):
    return boto3.client(service, region_name=REGION, endpoint_url=sys.argv[1], aws_access_key_id="test",
                        aws_secret_access_key="test", config=Config(retries={"max_attempts": 1}, proxies={}))


s3, logs, trail, sns = client("s3"), client("logs"), client("cloudtrail"), client("sns")
config, events, iam = client("config"), client("events"), client("iam")

s3.create_bucket(Bucket="audit-logs", CreateBucketConfiguration={"LocationConstraint": REGION})
role = iam.create_role(RoleName="recorder", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "config.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))["Role"]["Arn"]
topic = sns.create_topic(Name="people")["TopicArn"]
sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com"]}, "Action": "sns:Publish", "Resource": topic}]}))
sns.subscribe(TopicArn=topic, Protocol="https", Endpoint="https://example.com/integration/a-secret-of-the-test-3/enqueue")

logs.create_log_group(logGroupName="trail")
logs.put_retention_policy(logGroupName="trail", retentionInDays=400)
logs.put_metric_filter(logGroupName="trail", filterName="root", filterPattern='{ $.userIdentity.type = "Root" && $.eventName = "ConsoleLogin" }',
                       metricTransformations=[{"metricName": "Root", "metricNamespace": "CIS", "metricValue": "1"}])
client("cloudwatch").put_metric_alarm(AlarmName="root", MetricName="Root", Namespace="CIS", Statistic="Sum", Period=300, EvaluationPeriods=1,
                                      Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", AlarmActions=[topic])
group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail:*"
trail.create_trail(Name="audit", S3BucketName="audit-logs", IsMultiRegionTrail=True, IncludeGlobalServiceEvents=True, EnableLogFileValidation=True,
                   CloudWatchLogsLogGroupArn=group, CloudWatchLogsRoleArn=role)
trail.start_logging(Name="audit")
trail.put_event_selectors(TrailName="audit", EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [
    {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}])

config.put_configuration_recorder(ConfigurationRecorder={"name": "default", "roleARN": role, "recordingGroup": {
    "allSupported": True, "includeGlobalResourceTypes": True}})
config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "audit-logs"})
config.start_configuration_recorder(ConfigurationRecorderName="default")
client("guardduty").create_detector(Enable=True, Features=[{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}])
client("securityhub").enable_security_hub(EnableDefaultStandards=True)

events.put_rule(Name="findings", EventPattern=json.dumps({"source": ["aws.guardduty", "aws.securityhub"]}), State="ENABLED")
events.put_targets(Rule="findings", Targets=[{"Id": "people", "Arn": topic, "Input": '"a-secret-of-the-test-4"'}])
