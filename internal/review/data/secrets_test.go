package data_test

import (
	"strings"
	"testing"

	"ringwall/internal/finding"
	"ringwall/internal/review/data"
	"ringwall/internal/review/reviewtest"
)

func environment(name, value string) string {
	return "Parameters:\n  Given: {Type: String, NoEcho: true}\n  DBPassword: {Type: String, NoEcho: true, Default: hunter2pass}\n  DBUser: {Type: String, NoEcho: true, Default: admin}\n" +
		"Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: r\n      Code: {ImageUri: i}\n      Environment:\n        Variables:\n          " + name + ": " + value + "\n"
}

func TestWhatIsASecret(t *testing.T) {
	for _, x := range []struct {
		name, value string
		want        finding.Status
	}{
		{"DB_PASSWORD", "wordpress", finding.Fail},
		{"DB_PASSWORD", "changeme", finding.Fail},
		{"DB_PASSWORD", "<your password>", finding.Pass},
		{"DB_PASSWORD", "REPLACE_ME", finding.Pass},
		{"DB_PASSWORD", "'{{resolve:secretsmanager:db:SecretString:password}}'", finding.Pass},
		{"DB_PASSWORD", "!Ref Given", finding.Pass},
		{"DB_PASSWORD", "!Ref DBPassword", finding.Fail},
		{"DB_USER", "!Ref DBUser", finding.Pass},
		{"DB_SECRET_NAME", "prod/db", finding.Pass},
		{"DB_SECRET", "prod/db", finding.Pass},
		{"DB_PASSWORD_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf", finding.Pass},
		{"PASSWORD_MIN_LENGTH", "12", finding.Pass},
		{"TOKEN_URL", "https://login.example.com/oauth/token", finding.Pass},
		{"USE_TOKEN", "'true'", finding.Pass},
		{"API_KEY", "9f8b2c1d7e6a5f4b3c2d1e0f", finding.Fail},
		{"JwtSecret", "q8Zr4Lx0Pv7Kt2Ws9Yb3", finding.Fail},
		{"WEBSITE", "postgres://app:s3cretpw@db.internal/app", finding.Fail},
		{"WEBSITE", "https://example.com/app", finding.Pass},
		{"KEY_ID", "AKIAQ3EGKDCBA7ZYXWVU", finding.Fail},
		{"KEY_ID", "AKIAIOSFODNN7EXAMPLE", finding.Pass},
		{"NOTE", "ghp_0123456789abcdefghijABCDEFGHIJ012345", finding.Fail},
		{"TracingPassThrough", "PassThrough", finding.Pass},
	} {
		r := reviewtest.Run(t, data.PlaintextSecrets(), environment(x.name, x.value))
		if got := reviewtest.Status(r, "F"); got != x.want {
			t.Errorf("%s: %s: got %v, want %v: %s", x.name, x.value, got, x.want, reviewtest.Told(r))
		}
	}
}

func TestSecretsInOtherPlaces(t *testing.T) {
	in := func(typ, properties string) string {
		return "Resources:\n  R:\n    Type: " + typ + "\n    Properties:\n" + properties
	}
	check(t, data.PlaintextSecrets(), []trap{
		{"a container", in("AWS::ECS::TaskDefinition", "      ContainerDefinitions:\n        - Name: app\n          Environment: [{Name: DB_PASSWORD, Value: Sommer2024}]\n"), "R", finding.Fail, "Environment.DB_PASSWORD"},
		{"a container's reference", in("AWS::ECS::TaskDefinition", "      ContainerDefinitions:\n        - Name: app\n          Secrets: [{Name: DB_PASSWORD, ValueFrom: prod-db}]\n"), "R", finding.Pass, ""},
		{"a build that reads Parameter Store", in("AWS::CodeBuild::Project", "      Environment:\n        EnvironmentVariables: [{Name: API_TOKEN, Type: PARAMETER_STORE, Value: ci-token-9f8b2c1d7e6a}]\n"), "R", finding.Pass, ""},
		{"a build", in("AWS::CodeBuild::Project", "      Environment:\n        EnvironmentVariables: [{Name: API_TOKEN, Value: 9f8b2c1d7e6a5f4b3c2d}]\n"), "R", finding.Fail, "API_TOKEN"},
		{"a parameter", in("AWS::SSM::Parameter", "      Name: /prod/db/password\n      Type: String\n      Value: Sommer2024\n"), "R", finding.Fail, "password"},
		{"a start-up script", in("AWS::EC2::Instance", "      UserData:\n        Fn::Base64: |\n          #!/bin/bash\n          export DB_PASSWORD='Tr0ub4dor9x'\n"), "R", finding.Fail, "UserData"},
		{"a script that looks it up", in("AWS::EC2::Instance", "      UserData:\n        Fn::Base64: |\n          #!/bin/bash\n          export DB_PASSWORD=$(aws ssm get-parameter --name /db/password)\n          echo password: $DB_PASSWORD\n"), "R", finding.Pass, ""},
		{"a generated secret", in("AWS::SecretsManager::Secret", "      GenerateSecretString: {SecretStringTemplate: '{\"username\": \"app\"}', GenerateStringKey: password, PasswordLength: 30}\n"), "R", finding.Pass, ""},
		{"a written secret", in("AWS::SecretsManager::Secret", "      SecretString: '{\"username\": \"app\", \"password\": \"Sommer2024\"}'\n"), "R", finding.Fail, "SecretString.password"},
		{"a tag", in("AWS::S3::Bucket", "      Tags: [{Key: db-password, Value: Sommer2024}]\n"), "R", finding.Fail, "Tags"},
		{"a pool's settings", in("AWS::Cognito::UserPool", "      Policies: {PasswordPolicy: {MinimumLength: 12, RequireSymbols: true, TemporaryPasswordValidityDays: 7}}\n"), "R", finding.Pass, ""},
		{"metadata tokens", in("AWS::EC2::Instance", "      MetadataOptions: {HttpTokens: required}\n"), "R", finding.Pass, ""},
	})
}

// TestNoSecretIsShown plants secrets wherever they may be and looks for them in
// all that the review says.
func TestNoSecretIsShown(t *testing.T) {
	for _, value := range []string{"Sommer2024", "q8Zr4Lx0Pv7Kt2Ws9Yb3", "postgres://app:s3cretpw@db.internal/app", "AKIAQ3EGKDCBA7ZYXWVU"} {
		r := reviewtest.Run(t, data.PlaintextSecrets(), environment("DB_PASSWORD", value))
		if len(r.Findings) == 0 {
			t.Errorf("%s is not found", value)
		}
		if s := reviewtest.Told(r); strings.Contains(s, value) || strings.Contains(s, value[:4]) {
			t.Errorf("the report shows it: %s", s)
		}
	}
	r := reviewtest.Run(t, data.PlaintextSecrets(), environment("DB_PASSWORD", "!Ref DBPassword"))
	if s := reviewtest.Told(r); !strings.Contains(s, "parameter DBPassword") || strings.Contains(s, "hunter2") {
		t.Errorf("want the parameter's name and not its value: %s", s)
	}
}
