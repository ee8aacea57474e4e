package cli

import (
	"testing"

	"ringwall/internal/catalog"
	"ringwall/internal/policy"
)

func embeddedCatalog(t *testing.T) policyCatalog {
	t.Helper()
	c, err := catalog.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return policyCatalog{definitions{Catalog: c}}
}

// The answers are of the Service Authorization Reference, by service.
func TestPolicyCatalog(t *testing.T) {
	c := embeddedCatalog(t)
	const yes, no, unknown = policy.Yes, policy.No, policy.Unknown
	for _, tt := range []struct {
		action string
		want   policy.Answer
	}{
		{"s3:getobject", yes}, {"s3:Get*", yes}, {"*", yes}, {"*:*", yes}, {"s3:GetObjekt", no}, {"s4:*", no},
	} {
		if got := c.HasAction(tt.action); got != tt.want {
			t.Errorf("%s is there: %v, want %v", tt.action, got, tt.want)
		}
	}
	for _, tt := range []struct {
		action, resource string
		want             policy.Answer
	}{
		{"s3:GetObject", "arn:aws:s3:::b/*", yes},
		{"s3:GetObject", "arn:aws:s3:::b*", yes},
		{"s3:GetObject", "arn:aws:s3:::b", no},
		{"s3:ListBucket", "arn:aws:s3:::b", yes},
		{"s3:ListBucket", "arn:aws:s3:::b/*", no},
		{"s3:ListBucket", "arn:aws:s3:::*", yes},
		{"s3:ListAllMyBuckets", "arn:aws:s3:::b", no},
		{"s3:*", "arn:aws:sns:*:*:t", no},
		{"sqs:SendMessage", "arn:aws-cn:sqs:cn-north-1:111122223333:q", yes},
		{"s3:GetObjekt", "arn:aws:s3:::b/k", unknown},
		{"*", "arn:aws:nothing:::x", unknown},
	} {
		if got := c.TakesResource(tt.action, tt.resource); got != tt.want {
			t.Errorf("%s on %s: %v, want %v", tt.action, tt.resource, got, tt.want)
		}
	}
	for _, tt := range []struct {
		action, key string
		want        policy.Answer
	}{
		{"s3:ListBucket", "S3:prefix", yes}, {"s3:GetObject", "s3:prefix", no}, {"s3:*", "s3:prefix", yes}, {"*", "s3:prefix", yes},
		{"s3:GetObject", "aws:sourceip", yes}, {"s3:GetObject", "aws:PrincipalTag/team", yes}, {"s3:GetObject", "aws:Sorce", no},
		{"sts:AssumeRoleWithWebIdentity", "oidc.example.com/id/1:sub", unknown}, {"s3:GetObjekt", "s3:prefix", unknown},
	} {
		if got := c.HasKey(tt.action, tt.key); got != tt.want {
			t.Errorf("%s with %s: %v, want %v", tt.action, tt.key, got, tt.want)
		}
	}
	for key, want := range map[string]policy.Base{
		"aws:SourceIp": policy.IPAddress, "aws:securetransport": policy.Bool, "aws:CurrentTime": policy.DateEquals, "s3:max-keys": policy.NumericEquals,
		"aws:SourceArn": policy.ArnEquals, "aws:TagKeys": policy.StringEquals, "aws:EpochTime": policy.NoOperator, "aws:Sorce": policy.NoOperator,
	} {
		if got, many := c.KeyType(key); got != want || (many == yes) != (key == "aws:TagKeys") {
			t.Errorf("%s: %v, %v, want %v", key, got, many, want)
		}
	}
}

// AWS grants these on * only, or on resources too ("Actions, resources, and
// condition keys for AWS services").
func TestStarOnly(t *testing.T) {
	c := embeddedCatalog(t)
	for action, want := range map[string]bool{
		"ecr:GetAuthorizationToken": true, "XRAY:puttracesegments": true, "s3:ListAllMyBuckets": true,
		"cloudwatch:PutMetricData": false, "ce:GetCostAndUsage": false, "ssm:UpdateInstanceInformation": false,
		"ecr-public:GetServiceBearerToken": false, "s3:GetObject": false, "s3:Get*": false,
	} {
		if got := c.starOnly(action); got != want {
			t.Errorf("%s on * only: %v, want %v", action, got, want)
		}
	}
}

func TestSpelling(t *testing.T) {
	c := embeddedCatalog(t)
	for action, want := range map[string]string{
		"s3:GetObjekt": "s3:GetObject", "s3:listbuckets": "s3:ListBucket", "dynamdb:PutItem": "dynamodb:PutItem",
		"cloudwatchlogs:PutLogEvents": "logs:PutLogEvents", "sqs:FooBarBaz": "", "foo:Bar": "", "s3:Gett*": "",
	} {
		if got := c.spelling(action); got != want {
			t.Errorf("%s: %q, want %q", action, got, want)
		}
	}
}
