package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"ringwall/internal/catalog"
)

// Resource types tables of the Service Authorization Reference. A recovery point of
// AWS Backup can have the ARN of whatever was backed up.
func TestTypesOf(t *testing.T) {
	c := embedded(t)
	for arn, want := range map[string]string{
		"arn:aws:s3:::reports":                                                     "s3:bucket ssm:bucket",
		"arn:aws:s3:::reports/2026/q1.csv":                                         "s3:object",
		"arn:aws-cn:s3:::reports/a:b":                                              "s3:object backup:recoveryPoint",
		"arn:aws:s3:eu-west-1:111122223333:accesspoint/ap":                         "s3:accesspoint",
		"arn:aws:iam::111122223333:role/path/to/Admin":                             "iam:role ec2:role ssm:iam-role sts:role",
		"arn:aws:iam::aws:policy/ReadOnlyAccess":                                   "iam:policy",
		"arn:aws:iam::111122223333:user/alice":                                     "iam:user codestar:user",
		"arn:aws:lambda:eu-west-1:111122223333:function:f":                         "lambda:function backup:recoveryPoint",
		"arn:aws:dynamodb:eu-west-1:111122223333:table/t":                          "dynamodb:table",
		"arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i":                  "dynamodb:index dynamodb:table",
		"arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/2026-01-01":        "dynamodb:stream dynamodb:table",
		"arn:aws:lambda:eu-west-1:111122223333:function:f:1":                       "lambda:function alias lambda:function version lambda:function backup:recoveryPoint",
		"arn:aws:kms:eu-west-1:111122223333:key/1234":                              "kms:key events:key kinesis:kmsKey",
		"arn:aws:kms:eu-west-1:111122223333:alias/a/b":                             "kms:alias events:alias",
		"arn:aws:sqs:eu-west-1:111122223333:jobs":                                  "sqs:queue",
		"arn:aws:sns:eu-west-1:111122223333:news":                                  "sns:topic devops-guru:topic",
		"arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc":                       "ec2:instance ec2-instance-connect:instance ssm:instance",
		"arn:aws:ec2:eu-west-1::image/ami-1":                                       "ec2:image",
		"arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/f":              "logs:log-group backup:recoveryPoint",
		"arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/f:log-stream:x": "logs:log-stream logs:log-group backup:recoveryPoint",
		"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db/password-AbCdEf":  "secretsmanager:Secret backup:recoveryPoint",
		"arn:aws:ssm:eu-west-1:111122223333:parameter/a/b/c":                       "ssm:parameter",
		"arn:aws:rds:eu-west-1:111122223333:db:main":                               "rds:db backup:recoveryPoint",
		"arn:aws:sts::111122223333:assumed-role/Admin/session":                     "",
		"arn:aws:nothing:eu-west-1:111122223333:thing/x":                           "",
		"arn:aws:s3:::":                      "",
		"arn:aws:s3:::/":                     "",
		"*":                                  "",
		"":                                   "",
		"arn:aws:ec2:eu-west-1:111122223333": "",
		"arn:aws:execute-api:eu-west-1:111122223333:abc/prod/GET/pets":                   "execute-api:execute-api-general",
		"arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6": "elasticloadbalancing:loadbalancer/app/ arc-zonal-shift:ALB waf-regional:loadbalancer/app/ wafv2:loadbalancer/app/ elasticloadbalancing:loadbalancer",
	} {
		var got []string
		for _, typ := range c.TypesOf(arn) {
			got = append(got, typ.Service+":"+typ.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is of %q, want %q", arn, got, want)
		}
	}
}

// Every form is of the type that it is the form of.
func TestEveryFormIsOfItsType(t *testing.T) {
	c := embedded(t)
	n := 0
	for _, prefix := range c.Services() {
		s, _ := c.Service(prefix)
		for _, typ := range s.Types {
			for _, form := range typ.ARNs {
				n++
				found := c.TypesOf(form)
				own := func(f catalog.ResourceType) bool { return f.Service == prefix && f.Name == typ.Name }
				if !slices.ContainsFunc(found, own) {
					t.Errorf("%s %s: %s is of %v", prefix, typ.Name, form, found)
				}
			}
		}
	}
	if n < 2000 {
		t.Errorf("%d forms", n)
	}
}

func FuzzTypesOf(f *testing.F) {
	for _, seed := range []string{"arn:aws:s3:::b/k", "arn:${Partition}:s3:::${x", "arn:aws:dms:r:a:cert:x", "arn:::::", "arn:aws:backup:a:b:c:d:e"} {
		f.Add(seed)
	}
	c := embedded(f)
	f.Fuzz(func(t *testing.T, arn string) {
		for _, typ := range c.TypesOf(arn) {
			if !strings.HasPrefix(arn, "arn:") || len(typ.ARNs) == 0 {
				t.Errorf("%q is of %v", arn, typ)
			}
		}
	})
}

func TestFill(t *testing.T) {
	with := func(name string) string { return "<" + name + ">" }
	for form, want := range map[string]string{
		"":        "",
		"a:${B}c": "a:<B>c",
		"arn:${Partition}:s3:::${BucketName}/${ObjectName}": "arn:<Partition>:s3:::<BucketName>/<ObjectName>",
		"${A}${B}": "<A><B>",
		"a${b":     "a${b",
	} {
		if got := catalog.Fill(form, with); got != want {
			t.Errorf("Fill(%q) = %q, want %q", form, got, want)
		}
	}
}
