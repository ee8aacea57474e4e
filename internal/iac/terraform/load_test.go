package terraform

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"ringwall/internal/estate"
)

// load evaluates files, given as name and text, as one root.
func load(t testing.TB, files map[string]string) (Result, error) {
	t.Helper()
	fs := fstest.MapFS{}
	for name, text := range files {
		fs["root/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Load([]string{"root"}, Options{Files: memory{fs}})
}

// TestMistakesNameTheirPlace: what cannot be read says where, what and what to do.
func TestMistakesNameTheirPlace(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"an open brace", "main.tf", "resource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/8\"\n", "root/main.tf:1:24: unclosed configuration block"},
		{"no label", "main.tf", "\nresource \"aws_vpc\" {\n}\n", "root/main.tf:2:1: a resource block has 1 labels; it needs 2"},
		{"twice", "main.tf", "variable \"a\" {}\nvariable \"a\" {}\n", `root/main.tf:2:1: variable "a" is declared twice; before at root/main.tf:1:1`},
		{"JSON", "main.tf.json", "{\"resource\": {\n  \"aws_vpc\": }\n", "root/main.tf.json:2:"},
		{"count", "main.tf", "resource \"aws_vpc\" \"v\" {\n  count = 1000000000\n}\n", "root/main.tf:2:3: count of aws_vpc.v is 1000000000; at most 10000 instances are read"},
		{"nested", "main.tf", "locals {\n  a = " + strings.Repeat("[", 600) + "\n}\n", "root/main.tf:2: the text is nested too deeply"},
		{"modules in modules", "main.tf", "module \"m\" {\n  source = \"./\"\n}\n", "modules call each other without end"},
		{"product", "main.tf", "module \"m\" {\n  source = \"./m\"\n  count  = 10000\n}\n", "unfolds to more than 50000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{c.file: c.text}
			if c.name == "product" {
				files["m/main.tf"] = "resource \"aws_vpc\" \"v\" {\n  count = 1000\n}\n"
			}
			_, err := load(t, files)
			var mistake *Error
			if !errors.As(err, &mistake) {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(err.Error(), c.want) || c.name != "modules in modules" && mistake.Hint == "" {
				t.Errorf("got %q with the hint %q, want %q", err, mistake.Hint, c.want)
			}
		})
	}
}

// TestValuesStandWhereTheyAreGiven: what a module's resource takes from the module
// block is written there, through however many modules; what the module itself says,
// by a default or an expression of its own, is written in the module.
func TestValuesStandWhereTheyAreGiven(t *testing.T) {
	r, err := load(t, map[string]string{
		"main.tf": `module "outer" {
  source  = "./outer"
  retains = 30
}
`,
		"outer/main.tf": `variable "retains" {}
module "inner" {
  source  = "./inner"
  retains = var.retains
  prefix  = "a"
}
`,
		"outer/inner/main.tf": `variable "retains" {}
variable "prefix" {}
variable "class" { default = "STANDARD" }
resource "aws_cloudwatch_log_group" "g" {
  retention_in_days = var.retains
  name              = "${var.prefix}-logs"
  log_group_class   = var.class
}
`,
	})
	if err != nil || len(r.Cores) != 1 {
		t.Fatalf("%v, %d resources", err, len(r.Cores))
	}
	for name, want := range map[string]string{
		"RetentionInDays": "root/main.tf:3:13", "LogGroupName": "root/outer/inner/main.tf:6:23", "LogGroupClass": "root/outer/inner/main.tf:7:23",
	} {
		if got := r.Cores[0].Properties.At(name).Origin.String(); got != want {
			t.Errorf("%s is written at %s, want %s", name, got, want)
		}
	}
}

// TestBlocksAreListedUnderTheirPlural: CloudFormation's list is a block for each.
func TestBlocksAreListedUnderTheirPlural(t *testing.T) {
	r, err := load(t, map[string]string{"main.tf": `
resource "aws_networkfirewall_firewall_policy" "p" {
  name = "egress"
  firewall_policy {
    stateless_default_actions = ["aws:forward_to_sfe"]
    stateful_rule_group_reference {
      resource_arn = "arn:aws:network-firewall:eu-west-1:111122223333:stateful-rulegroup/a"
    }
    stateful_rule_group_reference {
      resource_arn = "arn:aws:network-firewall:eu-west-1:111122223333:stateful-rulegroup/b"
    }
  }
}
`})
	if err != nil || len(r.Cores) != 1 {
		t.Fatalf("%v, %d resources", err, len(r.Cores))
	}
	if n := len(r.Cores[0].Properties.At("FirewallPolicy").At("StatefulRuleGroupReferences").Items); n != 2 {
		t.Errorf("%d rule groups", n)
	}
}

// TestIdentifiersAreNotEmpty: compact keeps the id of a group that is made.
func TestIdentifiersAreNotEmpty(t *testing.T) {
	r, err := load(t, map[string]string{"main.tf": `
resource "aws_security_group" "g" {
  name = "db"
}
resource "aws_redshift_cluster" "c" {
  cluster_identifier     = "c"
  node_type              = "ra3.large"
  vpc_security_group_ids = compact(concat(aws_security_group.g[*].id, [""]))
}
`})
	if err != nil || len(r.Cores) != 2 {
		t.Fatalf("%v, %d resources", err, len(r.Cores))
	}
	groups := r.Cores[1].Properties.At("VpcSecurityGroupIds")
	if groups == nil || groups.Kind != estate.List || len(groups.Items) != 1 || groups.Items[0].Kind != estate.Scalar {
		t.Errorf("the groups are %+v", groups)
	}
}

// TestWhatIsReadByArnIsNoPattern: the ARN of a key that Terraform looks up names one key.
func TestWhatIsReadByArnIsNoPattern(t *testing.T) {
	r, err := load(t, map[string]string{"main.tf": `
data "aws_kms_key" "k" {
  key_id = "alias/orders"
}
resource "aws_kms_alias" "a" {
  target_key_id = data.aws_kms_key.k.arn
  name          = data.aws_kms_key.k.description
}
`})
	if err != nil || len(r.Cores) != 1 {
		t.Fatalf("%v, %d resources", err, len(r.Cores))
	}
	for name, want := range map[string]bool{"TargetKeyId": true, "AliasName": false} {
		if v, ok := r.Cores[0].Properties.At(name).Text.Variable(); !ok || v.Single != want {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// TestPoliciesOfAWSAreLookedUp: of a name that AWS's list of its policies has, the rest
// is known; of another it is not.
func TestPoliciesOfAWSAreLookedUp(t *testing.T) {
	r, err := load(t, map[string]string{"main.tf": `
provider "aws" {
  region = "eu-west-1"
}
data "aws_iam_policy" "basic" {
  name = "AWSLambdaBasicExecutionRole"
}
data "aws_iam_policy" "own" {
  name = "read-orders"
}
resource "aws_iam_role_policy_attachment" "a" {
  role       = "a"
  policy_arn = data.aws_iam_policy.basic.arn
}
resource "aws_iam_policy" "copy" {
  name        = data.aws_iam_policy.basic.name
  description = data.aws_iam_policy.own.arn
  policy      = data.aws_iam_policy.basic.policy
}
`})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Cores {
		if c.Type != "AWS::IAM::ManagedPolicy" {
			continue
		}
		if got, _ := c.Properties.At("ManagedPolicyName").Text.Known(); got != "AWSLambdaBasicExecutionRole" {
			t.Errorf("the name is %q", got)
		}
		if v, ok := c.Properties.At("Description").Text.Variable(); !ok {
			t.Errorf("the ARN of an own policy is %v", v)
		}
		if d := c.Properties.At("PolicyDocument").At("Statement"); d == nil || len(d.Items) == 0 {
			t.Errorf("the document is %+v", c.Properties.At("PolicyDocument"))
		}
	}
	if r.Cores == nil {
		t.Error("there is nothing")
	}
}

// TestWhatHangsOnItselfIsUnknown: a circle is no panic, and is named.
func TestWhatHangsOnItselfIsUnknown(t *testing.T) {
	r, err := load(t, map[string]string{"main.tf": `
locals {
  a = local.b
  b = local.a
}
resource "aws_vpc" "v" {
  cidr_block = local.a
}
`})
	if err != nil || len(r.Cores) != 1 {
		t.Fatalf("%d resources, %v", len(r.Cores), err)
	}
	cidr := r.Cores[0].Properties.At("CidrBlock")
	if why := cidr.Gap().Variable; why == nil || !strings.Contains(why.Why, "depends on itself") {
		t.Errorf("got %+v", cidr)
	}
}

// TestFilesOutsideAreNotRead: a configuration brings no other file of the machine
// into a report.
func TestFilesOutsideAreNotRead(t *testing.T) {
	fs := fstest.MapFS{
		"root/main.tf": {Data: []byte("resource \"aws_ssm_parameter\" \"p\" {\n  name  = \"p\"\n  value = file(\"../secret\")\n}\n")},
		"secret":       {Data: []byte("secret")},
	}
	r, err := Load([]string{"root"}, Options{Files: memory{fs}})
	if err != nil {
		t.Fatal(err)
	}
	if s, known := r.Cores[0].Properties.At("Value").AsText().Known(); known {
		t.Errorf("got %q", s)
	}
}

// FuzzConfiguration: whatever stands in a file, loading ends without a panic.
func FuzzConfiguration(f *testing.F) {
	for _, c := range functionCases() {
		f.Add("locals {\n  a = " + c[0] + "\n}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = local.a\n}\n")
	}
	f.Add("variable \"n\" {\n type = number\n}\nresource \"aws_security_group\" \"g\" {\n  count = var.n\n  dynamic \"ingress\" {\n    for_each = var.n\n    content {\n      from_port = ingress.value\n    }\n  }\n}\n")
	f.Add("data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    actions = [\"*\"]\n    principals {\n      type = \"*\"\n      identifiers = [\"*\"]\n    }\n  }\n}\nresource \"aws_iam_role\" \"r\" {\n  assume_role_policy = data.aws_iam_policy_document.d.json\n}\n")
	f.Add("module \"m\" {\n  source = \"./\"\n}\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			return
		}
		_, err := load(t, map[string]string{"main.tf": text})
		var mistake *Error
		if err != nil && !errors.As(err, &mistake) {
			t.Errorf("an error without a place: %v", err)
		}
	})
}

// FuzzJSON is FuzzConfiguration for the JSON syntax.
func FuzzJSON(f *testing.F) {
	f.Add(`{"resource": {"aws_vpc": {"v": {"cidr_block": "${var.c}", "dynamic": {"x": {"for_each": [1], "content": {}}}}}}, "variable": {"c": {"default": "10.0.0.0/8"}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			return
		}
		_, err := load(t, map[string]string{"main.tf.json": text})
		var mistake *Error
		if err != nil && !errors.As(err, &mistake) {
			t.Errorf("an error without a place: %v", err)
		}
	})
}

// TestResourcesWithoutValues: what a plan says nothing of has no attribute, and the
// rest is read as ever.
func TestResourcesWithoutValues(t *testing.T) {
	e, err := Load(nil, Options{Files: memory{fstest.MapFS{}}, Shows: []File{{"plan.json", []byte(`{"format_version":"1.2","planned_values":{"root_module":{"resources":[
	  {"address":"aws_sns_topic.t","mode":"managed","type":"aws_sns_topic","name":"t"},
	  {"address":"aws_vpc.v","mode":"managed","type":"aws_vpc","name":"v","values":{"cidr_block":"10.0.0.0/8"}}]}}}`)}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Cores) != 2 {
		t.Errorf("%d resources, want the topic and the VPC", len(e.Cores))
	}
}

// FuzzShow: whatever stands in a plan, loading ends without a panic.
func FuzzShow(f *testing.F) {
	f.Add(`{"format_version":"1.2","planned_values":{"root_module":{"resources":[{"address":"aws_vpc.v","mode":"managed","type":"aws_vpc","name":"v","values":{"cidr_block":"10.0.0.0/8","tags":{"a":"b"}}}],"child_modules":[{"address":"module.m","resources":[{"address":"module.m.aws_subnet.s[\"a.b\"]","mode":"managed","type":"aws_subnet","name":"s","index":"a.b","values":{}}]}]}},"resource_changes":[{"address":"module.m.aws_subnet.s[\"a.b\"]","change":{"after_unknown":{"vpc_id":true}}}],"configuration":{"root_module":{"resources":[{"address":"aws_vpc.v","expressions":{}}],"module_calls":{"m":{"expressions":{"v":{"references":["aws_vpc.v.id","aws_vpc.v"]}},"module":{"resources":[{"address":"aws_subnet.s","expressions":{"vpc_id":{"references":["var.v"]}}}]}}}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		_, err := Load(nil, Options{Files: memory{fstest.MapFS{}}, Shows: []File{{"plan.json", []byte(text)}}})
		var mistake *Error
		if err != nil && !errors.As(err, &mistake) {
			t.Errorf("an error without a place: %v", err)
		}
	})
}

// TestPlansOfOtherFormatsAreRefused: a format that is not known might mean anything.
func TestPlansOfOtherFormatsAreRefused(t *testing.T) {
	_, err := Load(nil, Options{Files: memory{fstest.MapFS{}}, Shows: []File{{"plan.json", []byte(`{"format_version":"2.0","planned_values":{}}`)}}})
	if err == nil || !strings.Contains(err.Error(), `its format is version "2.0"`) {
		t.Errorf("got %v", err)
	}
}
