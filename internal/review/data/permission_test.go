package data_test

import (
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/review/data"
)

// with is a rule's template with something in it replaced, and a parameter Param.
func with(t *testing.T, template, old, now string) string {
	t.Helper()
	if !strings.Contains(template, old) {
		t.Fatalf("the template has no %q", old)
	}
	return "Parameters:\n  Param: {Type: String}\n" + strings.Replace(template, old, now, 1)
}

func TestPermissionsThatHangOnParameters(t *testing.T) {
	for _, x := range []struct {
		rule     *review.Rule
		old, now string
		resource string
		want     finding.Status
		says     string
	}{
		{data.S3CrossAccount(), `["111122223333", "444455556666"]`, `!Sub "arn:aws:iam::${Param}:root"`, "BucketPolicy", finding.Unknown, "Param"},
		{data.S3CrossAccount(), `["111122223333", "444455556666"]`, `!Sub "arn:aws:iam::${AWS::AccountId}:root"`, "BucketPolicy", finding.Pass, ""},
		{data.S3CrossAccount(), `Action: "s3:*"`, `Action: "s3:Get*"`, "BucketPolicy", finding.Pass, ""},
		{data.S3CrossAccount(), `Action: "s3:*"`, `Action: "s3:PutObject*"`, "BucketPolicy", finding.Fail, "s3:PutObjectAcl"},
		{data.WideActions(), `"sqs:*"`, `"*"`, "QueuePolicy", finding.Fail, ""},
		{data.WideActions(), `"arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:root"`, `!Ref Param`, "QueuePolicy", finding.Unknown, "Param"},
		{data.KMSDecryptAll(), `Resource: "*"`, `Resource: !Sub "arn:aws:kms:*:${AWS::AccountId}:key/*"`, "Policy", finding.Fail, "every key"},
		{data.KMSDecryptAll(), `Resource: "*"`, `Resource: "*", Condition: {StringEquals: {"kms:ViaService": s3.eu-west-1.amazonaws.com}}`, "Policy", finding.Pass, ""},
		{data.KMSDecryptAll(), `Resource: "*"`, `Resource: "*", Condition: {Bool: {"aws:MultiFactorAuthPresent": "true"}}`, "Policy", finding.Fail, ""},
		{data.DynamoDB(), `Principal: "*"`, `Principal: {AWS: !Ref Param}`, "Orders", finding.Unknown, "Param"},
		{data.BackupVault(), `Effect: Allow`, `Effect: !Ref Param`, "Vault", finding.Unknown, "Param"},
		{data.BackupVault(), `StringNotEquals: {"aws:PrincipalArn"`, `StringEquals: {"aws:SourceVpc"`, "Vault", finding.Fail, ""},
		{data.OtherPublic(), `Principal: "*"`, `Principal: "*", Condition: {StringEquals: {"aws:PrincipalOrgID": o-example}}`, "Policy", finding.Pass, ""},
		{data.OtherPublic(), `Principal: "*"`, `Principal: {AWS: !Ref Param}`, "Policy", finding.Unknown, "Param"},
		{data.ClassFlow(), `Action: "s3:GetObject"`, `Action: !Ref Param`, "Customers", finding.Unknown, "Param"},
		{data.ClassFlow(), `Value: public}]
      Assume`, `Value: restricted}]
      Assume`, "Customers", finding.Pass, ""},
		{data.StreamsQueues(), `Service: sqs.amazonaws.com`, `Service: !Ref Param`, "Work", finding.Unknown, "Principal"},
		{data.StreamsQueues(), `KmsMasterKeyId: !GetAtt Key.Arn`, `KmsMasterKeyId: alias/aws/sqs`, "Work", finding.Fail, "a key of AWS's"},
		{data.StreamsQueues(), `ArnEquals: {"aws:SourceArn": !Ref Orders}`, `ArnEquals: {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:another"}`, "Work", finding.Fail, "the policy of Work"},
		{data.KeyPolicy(), `Principal: {AWS: "*"}`, `Principal: {AWS: ["111122223333", "444455556666"]}`, "Key", finding.Fail, "medium lets 111122223333, 444455556666 do kms:*"},
		{data.KeyPolicy(), `Principal: {AWS: "*"}`, `Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}`, "Key", finding.Pass, ""},
	} {
		check(t, x.rule, []trap{{x.rule.ID + " " + x.now, with(t, x.rule.Specimen, x.old, x.now), estate.ID(x.resource), x.want, x.says}})
	}
}

// A policy for everyone that a Deny, the account's settings or an organisation's
// policy takes back is not public.
func TestPublicIsDecidedByAllPolicies(t *testing.T) {
	specimen := data.S3Public().Specimen
	check(t, data.S3Public(), []trap{
		{"as it stands", specimen, "BucketPolicy", finding.Fail, ""},
		{"denied under another condition", with(t, specimen, "Statement:\n", "Statement:\n          - {Effect: Deny, Principal: \"*\", Action: \"s3:*\", Resource: [!GetAtt Bucket.Arn, !Sub \"${Bucket.Arn}/*\"], Condition: {StringNotEqualsIfExists: {\"aws:PrincipalAccount\": \"111122223333\"}}}\n"), "BucketPolicy", finding.Pass, ""},
		{"denied to some", with(t, specimen, "Statement:\n", "Statement:\n          - {Effect: Deny, Principal: \"*\", Action: \"s3:GetObject\", Resource: !Sub \"${Bucket.Arn}/*\", Condition: {StringEquals: {\"aws:PrincipalType\": Anonymous}}}\n"), "BucketPolicy", finding.Fail, ""},
	})
}

func TestRotationFunctionsCanDoTheirWork(t *testing.T) {
	template := func(actions, principal string) string {
		return "Parameters:\n  Param: {Type: String}\n" + data.SecretRotation().Specimen + `  Rotation:
    Type: AWS::SecretsManager::RotationSchedule
    Properties: {SecretId: !Ref Password, RotationLambdaARN: !GetAtt Rotate.Arn, RotationRules: {AutomaticallyAfterDays: 30}}
  Rotate:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: index.handler, Role: !GetAtt RotateRole.Arn, Code: {ZipFile: "def handler(e, c): pass"}}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Rotate, Action: "lambda:InvokeFunction", Principal: ` + principal + `}
  RotateRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: rotate
          PolicyDocument: {Statement: [{Effect: Allow, Action: [` + actions + `], Resource: !Ref Password}]}
`
	}
	all := `"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"`
	check(t, data.SecretRotation(), []trap{
		{"all it needs", template(all, "secretsmanager.amazonaws.com"), "Password", finding.Pass, ""},
		{"it may not write", template(`"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"`, "secretsmanager.amazonaws.com"), "Password", finding.Fail, "may not do secretsmanager:PutSecretValue"},
		{"nobody may call it", template(all, "events.amazonaws.com"), "Password", finding.Fail, "may not call the rotation function"},
		{"whoever may call it", template(all, "!Ref Param"), "Password", finding.Unknown, "Principal"},
		{"whatever it may", template("!Ref Param", "secretsmanager.amazonaws.com"), "Password", finding.Unknown, "Param"},
	})
}
